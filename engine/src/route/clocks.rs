//! When the rows of a batch are due.

use rustc_hash::FxHashMap;

use super::{Decisions, Warning};
use crate::rules::{Calendar, Days, Due, NO_DAY, Term, date_of, day_number, earliest};

/// The days of every row, as [`day_number`] counts them; without rows where a file has no such column.
#[derive(Clone, Copy)]
pub struct RowDays<'a> {
    /// When each was filed.
    pub filed: &'a [i32],
    /// When each occurred.
    pub occurred: &'a [i32],
}

/// Which terms, from which days.
type Asked = (u32, i32, i32);

/// Works out when things are due, and remembers it: a batch has few terms and few days.
pub struct Clocks<'a> {
    calendar: &'a Calendar,
    terms: FxHashMap<[Vec<Term>; 2], u32>,
    known: FxHashMap<Asked, [Due; 2]>,
    last: Option<(Asked, [Due; 2])>,
}

/// Nothing is due.
const NEVER: Due = Due::Never;

impl<'a> Clocks<'a> {
    /// Counts working days by this calendar.
    pub fn new(calendar: &'a Calendar) -> Self {
        Self { calendar, terms: FxHashMap::default(), known: FxHashMap::default(), last: None }
    }

    /// Sets [`Decisions::due`] and the warnings of days, for rows in the order of the batch.
    pub fn set(&mut self, days: &RowDays, decisions: &mut Decisions) {
        let Decisions { outcomes, rows, due, undated, .. } = decisions;
        let terms_of: Vec<u32> = outcomes
            .iter()
            .map(|outcome| {
                let next = self.terms.len() as u32;
                *self.terms.entry([outcome.deadline.clone(), outcome.damage_notice.clone()]).or_insert(next)
            })
            .collect();
        let mut lists: Vec<&[Vec<Term>; 2]> = vec![&EMPTY; self.terms.len()];
        for (list, place) in &self.terms {
            lists[*place as usize] = list;
        }
        let (known, last, calendar) = (&mut self.known, &mut self.last, self.calendar);
        let at = |column: &[i32], row: usize| column.get(row).copied().unwrap_or(NO_DAY);
        due.clear();
        undated.clear();
        due.extend(rows.iter().enumerate().map(|(row, decided)| {
            let asked = (terms_of[decided.outcome as usize], at(days.filed, row), at(days.occurred, row));
            let dues = match last {
                Some((same, dues)) if *same == asked => *dues,
                _ => *known.entry(asked).or_insert_with(|| work_out(lists[asked.0 as usize], asked, calendar)),
            };
            *last = Some((asked, dues));
            // A file without such a column is told of once, not in every row.
            let columns = [!days.filed.is_empty(), !days.occurred.is_empty()];
            let warning = dues.into_iter().zip(columns).find_map(|(due, has_column)| warning_of(due, has_column));
            undated.extend(warning.map(|warning| (row as u32, warning)));
            dues.map(|due| match due {
                Due::On(day) => day_number(day),
                _ => NO_DAY,
            })
        }));
    }
}

static EMPTY: [Vec<Term>; 2] = [Vec::new(), Vec::new()];

#[cold]
fn work_out(terms: &[Vec<Term>; 2], (_, filed, occurred): Asked, calendar: &Calendar) -> [Due; 2] {
    let date = |day: i32| (day != NO_DAY).then(|| date_of(day));
    let days = Days { filed: date(filed), occurred: date(occurred), handover: None };
    [0, 1].map(|which| earliest(&terms[which], &days, calendar).map_or(NEVER, |(_, due)| due))
}

fn warning_of(due: Due, has_column: bool) -> Option<Warning> {
    match due {
        Due::NoDate => has_column.then_some(Warning::NoDateToCountFrom),
        Due::NoHolidays => Some(Warning::HolidaysUnknown),
        Due::On(_) | Due::Never => None,
    }
}
