//! When something is due.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Calendar;
use super::file::{CountedFrom, Counting, TermOfDays};

/// So many days, counted from a day that the clue has.
pub type Term = TermOfDays;

/// What a term comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Due {
    /// This day.
    On(Date),
    /// There is no day to count from.
    NoDate,
    /// The table of holidays lacks a year on the way.
    NoHolidays,
    /// Nothing is due.
    Never,
}

/// The days that terms count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Days {
    /// When the clue was filed.
    pub filed: Option<Date>,
    /// When it occurred or was found.
    pub occurred: Option<Date>,
    /// When the batch is handed over.
    pub handed_over: Option<Date>,
}

impl TermOfDays {
    /// The day on which it ends.
    pub fn due(&self, days: &Days, calendar: &Calendar) -> Due {
        let base = match self.from {
            CountedFrom::Filed => days.filed,
            CountedFrom::Occurred => days.occurred,
            CountedFrom::Handover => days.handed_over,
        };
        let Some(base) = base else { return Due::NoDate };
        match self.count {
            Counting::Calendar => base.checked_add(i64::from(self.days).days()).map_or(Due::NoDate, Due::On),
            Counting::Working => calendar.working_days_after(base, self.days).map_or(Due::NoHolidays, Due::On),
        }
    }
}

/// The earliest of several terms, and which it is; `None` without terms. If one cannot be told, the earliest cannot: a later day would
/// be a guess.
pub fn earliest(terms: &[Term], days: &Days, calendar: &Calendar) -> Option<(usize, Due)> {
    let dues = terms.iter().map(|term| term.due(days, calendar)).enumerate();
    dues.min_by_key(|(place, due)| match due {
        Due::NoDate => (0, Date::MIN, *place),
        Due::NoHolidays => (1, Date::MIN, *place),
        Due::On(day) => (2, *day, *place),
        Due::Never => (3, Date::MAX, *place),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::HOLIDAYS_CN;

    #[test]
    fn three_days_from_a_friday_are_monday_or_wednesday() {
        let calendar = Calendar::parse(HOLIDAYS_CN).expect("our own table");
        let days = Days { occurred: "2026-06-05".parse().ok(), ..Days::default() };
        let term = |count| Term { days: 3, count, from: CountedFrom::Occurred };
        let due = |text: &str| Due::On(text.parse().expect("a day"));
        assert_eq!(term(Counting::Calendar).due(&days, &calendar), due("2026-06-08"));
        assert_eq!(term(Counting::Working).due(&days, &calendar), due("2026-06-10"));
        assert_eq!(earliest(&[term(Counting::Working), term(Counting::Calendar)], &days, &calendar), Some((1, due("2026-06-08"))));
        let filed = Term { from: CountedFrom::Filed, ..term(Counting::Calendar) };
        assert_eq!(earliest(&[term(Counting::Calendar), filed], &days, &calendar), Some((1, Due::NoDate)));
        assert_eq!(term(Counting::Working).due(&days, &Calendar::default()), Due::NoHolidays);
        let handed_over = Term { from: CountedFrom::Handover, ..term(Counting::Working) };
        assert_eq!(handed_over.due(&days, &calendar), Due::NoDate);
        let days = Days { handed_over: "2026-06-08".parse().ok(), ..days };
        assert_eq!(handed_over.due(&days, &calendar), due("2026-06-11"));
        assert_eq!(earliest(&[], &days, &calendar), None);
    }
}
