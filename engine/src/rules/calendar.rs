//! Which days are working days.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::lang::Lang;

/// What a table of holidays says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// A day off.
    Holiday,
    /// A day of a weekend that is worked (调休).
    Workday,
}

/// Days off and make-up workdays of some years. A year that is not there is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<Date, DayKind>,
    years: Vec<i16>,
}

/// Why a table of holidays cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {text:?} is no day of a table of holidays")]
pub struct CalendarError {
    /// Line, from 1.
    pub line: usize,
    /// What stands there, shortened.
    pub text: String,
}

impl CalendarError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let Self { line, text } = self;
        lang.pick(
            format!("第 {line} 行：“{text}”不可用，应为“日期,holiday 或 workday,名称”，如 2026-10-01,holiday,国庆节，且日期不重复"),
            format!("line {line}: {text:?} cannot be used; write DATE,holiday or workday,NAME such as 2026-10-01,holiday,国庆节, each date once"),
        )
    }
}

impl Calendar {
    /// Reads `date,kind,name` with `kind` = `holiday` or `workday`; lines that begin with `#` are comments, and the first other line is
    /// the header. Every year of which there is a day is taken as complete.
    ///
    /// # Errors
    /// A line that says something else, or the same day twice.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let mut calendar = Self::default();
        let lines = text.trim_start_matches('\u{feff}').lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
        for (line, text) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).skip(1) {
            let error = || CalendarError { line, text: text.chars().take(60).collect() };
            let mut cells = text.split(',').map(str::trim);
            let day: Date = cells.next().and_then(|cell| cell.parse().ok()).ok_or_else(error)?;
            let kind = match cells.next() {
                Some("holiday") => DayKind::Holiday,
                Some("workday") => DayKind::Workday,
                _ => return Err(error()),
            };
            if calendar.days.insert(day, kind).is_some() {
                return Err(error());
            }
        }
        calendar.years = calendar.days.keys().map(|day| day.year()).collect();
        calendar.years.dedup();
        Ok(calendar)
    }

    /// The years that it knows, in order.
    pub fn years(&self) -> &[i16] {
        &self.years
    }

    /// Whether a day is a working day; `None` in a year that is not known.
    pub fn is_working_day(&self, day: Date) -> Option<bool> {
        self.years.binary_search(&day.year()).ok()?;
        Some(match self.days.get(&day) {
            Some(DayKind::Holiday) => false,
            Some(DayKind::Workday) => true,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        })
    }

    /// The day that is so many working days after another; `None` where a year on the way is not known.
    ///
    /// # Cost
    /// One look-up a day on the way.
    pub fn working_days_after(&self, day: Date, days: u16) -> Option<Date> {
        let mut day = day;
        let mut left = days;
        while left > 0 {
            day = day.checked_add(1.day()).ok()?;
            left -= u16::from(self.is_working_day(day)?);
        }
        Some(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::HOLIDAYS_CN;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn chinas_table_knows_days_off_and_days_that_are_made_up() {
        let calendar = Calendar::parse(HOLIDAYS_CN).expect("our own table");
        for (text, works) in
            [("2026-06-05", true), ("2026-06-06", false), ("2026-10-01", false), ("2026-10-10", true), ("2026-02-14", true), ("2026-02-17", false)]
        {
            assert_eq!(calendar.is_working_day(day(text)), Some(works), "{text}");
        }
        assert_eq!(calendar.working_days_after(day("2026-06-05"), 3), Some(day("2026-06-10")));
        // Eight days off from 1 to 8 October 2025, and Saturday the 11th is worked.
        assert_eq!(calendar.working_days_after(day("2025-09-30"), 3), Some(day("2025-10-11")));
        assert_eq!(calendar.working_days_after(day("2026-06-05"), 0), Some(day("2026-06-05")));
    }

    #[test]
    fn a_year_without_data_has_no_answer() {
        let calendar = Calendar::parse("date,kind,name\n2026-01-01,holiday,元旦\n").expect("valid");
        assert_eq!(calendar.is_working_day(day("2027-01-04")), None);
        assert_eq!(calendar.working_days_after(day("2026-12-30"), 1), Some(day("2026-12-31")));
        assert_eq!(calendar.working_days_after(day("2026-12-30"), 2), None);
        assert_eq!(Calendar::default().working_days_after(day("2026-12-30"), 1), None);
    }

    #[test]
    fn what_is_no_table_is_refused_by_line() {
        for (text, line) in
            [("date,kind\n2026-13-01,holiday\n", 2), ("# x\n\ndate,kind\n2026-01-01,off\n", 4), ("d,k\n2026-01-01,holiday\n2026-01-01,workday\n", 3)]
        {
            assert_eq!(Calendar::parse(text).expect_err(text).line, line);
        }
    }
}
