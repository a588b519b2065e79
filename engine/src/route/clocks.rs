//! When the rows of a batch are due.
//!
//! A batch has few terms and few days. Terms that count from one day alone, which is nearly all, have a table by that day; it is
//! filled as days are met.

use rustc_hash::FxHashMap;

use super::{Decisions, Warning};
use crate::rules::{Calendar, CountedFrom, Days, Due, NO_DAY, Term, date_of, day_number, earliest};

/// The days of every row, as [`day_number`] counts them; without rows where a file has no such column.
#[derive(Clone, Copy)]
pub struct RowDays<'a> {
    /// When each was filed.
    pub filed: &'a [i32],
    /// When each occurred.
    pub occurred: &'a [i32],
    /// When all of them are handed over; `NO_DAY` where nobody says.
    pub handed_over: i32,
}

/// Days of a table: from 1970 to 2059.
const TABLE_DAYS: u16 = 1 << 15;
/// What is no day, in tables: nothing to count from, no holidays, nothing due, not worked out yet.
const NO_DATE: i32 = NO_DAY;
const NO_HOLIDAYS: i32 = NO_DAY + 1;
const NEVER: i32 = NO_DAY + 2;
const UNKNOWN: i32 = NO_DAY + 3;
/// All days are after these.
const NO_DAYS_END: i32 = NO_DAY + 4;

/// Works out when things are due, and remembers it.
pub struct Clocks<'a> {
    calendar: &'a Calendar,
    lists: Vec<TermList>,
}

/// Terms of which the earliest counts.
struct TermList {
    terms: Vec<Term>,
    from_filed: bool,
    from_occurred: bool,
    from_handover: bool,
    /// When it is due by the one day that it counts from.
    table: Vec<i32>,
    /// The same for days beyond the table, and for those that count from several.
    known: FxHashMap<[i32; 3], i32>,
}

impl TermList {
    fn new(terms: &[Term]) -> Self {
        let counts = |from: CountedFrom| terms.iter().any(|term| term.from == from);
        let [from_filed, from_occurred, from_handover] = [CountedFrom::Filed, CountedFrom::Occurred, CountedFrom::Handover].map(counts);
        Self { terms: terms.to_vec(), from_filed, from_occurred, from_handover, table: Vec::new(), known: FxHashMap::default() }
    }

    #[inline]
    fn due(&mut self, filed: i32, occurred: i32, handed_over: i32, calendar: &Calendar) -> i32 {
        let (filed, occurred) = (if self.from_filed { filed } else { NO_DAY }, if self.from_occurred { occurred } else { NO_DAY });
        let day = if self.from_filed { filed } else { occurred };
        // The next batch is handed over on another day.
        let has_table = !(self.from_filed && self.from_occurred) && !self.from_handover;
        if has_table && (0..i32::from(TABLE_DAYS)).contains(&day) {
            if self.table.is_empty() {
                self.table.resize(TABLE_DAYS.into(), UNKNOWN);
            }
            let due = self.table[day as usize];
            if due != UNKNOWN {
                return due;
            }
            let due = work_out(&self.terms, [filed, occurred, NO_DAY], calendar);
            self.table[day as usize] = due;
            return due;
        }
        let (terms, days) = (&self.terms, [filed, occurred, if self.from_handover { handed_over } else { NO_DAY }]);
        *self.known.entry(days).or_insert_with(|| work_out(terms, days, calendar))
    }

    /// The days it counts from that a batch does not say of any row.
    fn missing(&self, days: &RowDays) -> impl Iterator<Item = CountedFrom> {
        [
            (self.from_filed && days.filed.is_empty(), CountedFrom::Filed),
            (self.from_occurred && days.occurred.is_empty(), CountedFrom::Occurred),
            (self.from_handover && days.handed_over == NO_DAY, CountedFrom::Handover),
        ]
        .into_iter()
        .filter_map(|(is_missing, from)| is_missing.then_some(from))
    }
}

impl<'a> Clocks<'a> {
    /// Counts working days by this calendar.
    pub fn new(calendar: &'a Calendar) -> Self {
        Self { calendar, lists: Vec::new() }
    }

    /// Sets [`Decisions::due`] and the warnings of days, for rows in the order of the batch.
    pub fn set(&mut self, days: &RowDays, decisions: &mut Decisions) {
        let Decisions { outcomes, rows, due, undated, days_missing, .. } = decisions;
        let lists_of: Vec<[u32; 2]> = outcomes.iter().map(|outcome| [&outcome.deadline, &outcome.damage_notice].map(|terms| self.list(terms))).collect();
        let (lists, calendar) = (&mut self.lists, self.calendar);
        let at = |column: &[i32], row: usize| column.get(row).copied().unwrap_or(NO_DAY);
        // A batch that says a day of no row is told so once, not in every row.
        let has_column: Vec<bool> = lists.iter().map(|list| list.missing(days).next().is_none()).collect();
        days_missing.clear();
        for list in lists_of.iter().flatten() {
            days_missing.extend(lists[*list as usize].missing(days));
        }
        due.clear();
        undated.clear();
        due.extend(rows.iter().enumerate().map(|(row, decided)| {
            let (filed, occurred) = (at(days.filed, row), at(days.occurred, row));
            let lists_here = lists_of[decided.outcome as usize];
            let dues = lists_here.map(|list| lists[list as usize].due(filed, occurred, days.handed_over, calendar));
            if dues.iter().any(|due| *due < NEVER) {
                let warning = dues.into_iter().zip(lists_here).find_map(|(due, list)| warning_of(due, has_column[list as usize]));
                undated.extend(warning.map(|warning| (row as u32, warning)));
            }
            dues.map(|due| if due < NO_DAYS_END { NO_DAY } else { due })
        }));
    }

    /// The place of a list of terms, which is made on the first look.
    fn list(&mut self, terms: &[Term]) -> u32 {
        let known = self.lists.iter().position(|list| list.terms == terms);
        let place = known.unwrap_or_else(|| {
            self.lists.push(TermList::new(terms));
            self.lists.len() - 1
        });
        place as u32
    }
}

#[cold]
fn work_out(terms: &[Term], [filed, occurred, handed_over]: [i32; 3], calendar: &Calendar) -> i32 {
    let date = |day: i32| (day != NO_DAY).then(|| date_of(day));
    let days = Days { filed: date(filed), occurred: date(occurred), handed_over: date(handed_over) };
    match earliest(terms, &days, calendar) {
        None | Some((_, Due::Never)) => NEVER,
        Some((_, Due::NoDate)) => NO_DATE,
        Some((_, Due::NoHolidays)) => NO_HOLIDAYS,
        Some((_, Due::On(day))) => day_number(day),
    }
}

fn warning_of(due: i32, has_column: bool) -> Option<Warning> {
    match due {
        NO_DATE => has_column.then_some(Warning::NoDateToCountFrom),
        NO_HOLIDAYS => Some(Warning::HolidaysUnknown),
        _ => None,
    }
}
