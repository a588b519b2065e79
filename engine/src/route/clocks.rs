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
    /// When it is due by the one day that it counts from.
    table: Vec<i32>,
    /// The same for days beyond the table, and for those that count from both.
    known: FxHashMap<[i32; 2], i32>,
}

impl TermList {
    fn new(terms: &[Term]) -> Self {
        let counts = |from: CountedFrom| terms.iter().any(|term| term.from == from);
        let (from_filed, from_occurred) = (counts(CountedFrom::Filed), counts(CountedFrom::Occurred));
        Self { terms: terms.to_vec(), from_filed, from_occurred, table: Vec::new(), known: FxHashMap::default() }
    }

    #[inline]
    fn due(&mut self, filed: i32, occurred: i32, calendar: &Calendar) -> i32 {
        let (filed, occurred) = (if self.from_filed { filed } else { NO_DAY }, if self.from_occurred { occurred } else { NO_DAY });
        let day = if self.from_filed { filed } else { occurred };
        let has_table = !(self.from_filed && self.from_occurred);
        if has_table && (0..i32::from(TABLE_DAYS)).contains(&day) {
            if self.table.is_empty() {
                self.table.resize(TABLE_DAYS.into(), UNKNOWN);
            }
            let due = self.table[day as usize];
            if due != UNKNOWN {
                return due;
            }
            let due = work_out(&self.terms, filed, occurred, calendar);
            self.table[day as usize] = due;
            return due;
        }
        let terms = &self.terms;
        *self.known.entry([filed, occurred]).or_insert_with(|| work_out(terms, filed, occurred, calendar))
    }
}

impl<'a> Clocks<'a> {
    /// Counts working days by this calendar.
    pub fn new(calendar: &'a Calendar) -> Self {
        Self { calendar, lists: Vec::new() }
    }

    /// Sets [`Decisions::due`] and the warnings of days, for rows in the order of the batch.
    pub fn set(&mut self, days: &RowDays, decisions: &mut Decisions) {
        let Decisions { outcomes, rows, due, undated, .. } = decisions;
        let lists_of: Vec<[u32; 2]> = outcomes.iter().map(|outcome| [&outcome.deadline, &outcome.damage_notice].map(|terms| self.list(terms))).collect();
        let (lists, calendar) = (&mut self.lists, self.calendar);
        let at = |column: &[i32], row: usize| column.get(row).copied().unwrap_or(NO_DAY);
        // A file without such a column is told of once, not in every row.
        let has_column = [!days.filed.is_empty(), !days.occurred.is_empty()];
        due.clear();
        undated.clear();
        due.extend(rows.iter().enumerate().map(|(row, decided)| {
            let (filed, occurred) = (at(days.filed, row), at(days.occurred, row));
            let dues = lists_of[decided.outcome as usize].map(|list| lists[list as usize].due(filed, occurred, calendar));
            if dues.iter().any(|due| *due < NEVER) {
                let warning = dues.into_iter().zip(has_column).find_map(|(due, has_column)| warning_of(due, has_column));
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
fn work_out(terms: &[Term], filed: i32, occurred: i32, calendar: &Calendar) -> i32 {
    let date = |day: i32| (day != NO_DAY).then(|| date_of(day));
    let days = Days { filed: date(filed), occurred: date(occurred) };
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
