//! Decisions, as columns of compact codes.

use std::collections::BTreeMap;

use crate::model::{DivisionCode, ListColumn};

use super::{Rule, Warning};

/// What became of a row. Every row of every batch has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// One county handles it.
    Assigned,
    /// The common superior decides.
    Escalated,
    /// Outside all jurisdictions.
    Outside,
    /// Without a usable position.
    Invalid,
}

impl Status {
    /// All of them, in the order of the summary.
    pub const ALL: [Self; 4] = [Self::Assigned, Self::Escalated, Self::Outside, Self::Invalid];

    /// The name used in the column `status`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Escalated => "escalated",
            Self::Outside => "outside",
            Self::Invalid => "invalid",
        }
    }
}

/// The decisions of a batch, one row a clue, in input order.
///
/// Indices point into the layers that the batch was joined to (`county` into the generation's counties, and so on).
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    /// What became of the row.
    pub status: Vec<Status>,
    /// The county the position lies in, where it is one.
    pub county: Vec<Option<DivisionCode>>,
    /// The prefecture, where all claimants have the same.
    pub prefecture: Vec<Option<DivisionCode>>,
    /// The province, likewise.
    pub province: Vec<Option<DivisionCode>>,
    /// Who handles it.
    pub handler: Vec<Option<DivisionCode>>,
    /// Probability that the position lies in `county`; NaN where not known.
    pub probability: Vec<f64>,
    /// Every county that claims the position, in code order.
    pub candidates: ListColumn<DivisionCode>,
    /// The lowest common superior of the candidates, for rows that need one.
    pub common_superior: Vec<Option<DivisionCode>>,
    /// Whether the position lies exactly on a border.
    pub on_boundary: Vec<bool>,
    /// Metres to the nearest border; NaN where there is no position.
    pub border_distance_m: Vec<f64>,
    /// The jurisdiction beyond that border; for rows outside, the nearest one.
    pub neighbour: Vec<Option<DivisionCode>>,
    /// The strictest source zone that contains the position.
    pub zone: Vec<Option<u32>>,
    /// Who else is told.
    pub notify: ListColumn<DivisionCode>,
    /// The outfall matched.
    pub outfall: Vec<Option<u32>>,
    /// Metres to it; NaN where none.
    pub outfall_distance_m: Vec<f64>,
    /// Where it belonged when it happened, if elsewhere than now.
    pub county_then: Vec<Option<DivisionCode>>,
    /// Rules that fired, in order.
    pub rules: ListColumn<Rule>,
    /// What to look at.
    pub warnings: ListColumn<Warning>,
}

/// Counts of a batch. The four statuses add up to the rows, or there is no summary.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Rows in.
    pub rows: u64,
    /// Rows by status.
    pub assigned: u64,
    /// Likewise.
    pub escalated: u64,
    /// Likewise.
    pub outside: u64,
    /// Likewise.
    pub invalid: u64,
    /// Rows by warning or fault code.
    pub warnings: BTreeMap<String, u64>,
}

impl Decisions {
    /// Room for so many rows.
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            status: Vec::with_capacity(rows),
            county: Vec::with_capacity(rows),
            prefecture: Vec::with_capacity(rows),
            province: Vec::with_capacity(rows),
            handler: Vec::with_capacity(rows),
            probability: Vec::with_capacity(rows),
            candidates: ListColumn::with_capacity(rows),
            common_superior: Vec::with_capacity(rows),
            on_boundary: Vec::with_capacity(rows),
            border_distance_m: Vec::with_capacity(rows),
            neighbour: Vec::with_capacity(rows),
            zone: Vec::with_capacity(rows),
            notify: ListColumn::with_capacity(rows),
            outfall: Vec::with_capacity(rows),
            outfall_distance_m: Vec::with_capacity(rows),
            county_then: Vec::with_capacity(rows),
            rules: ListColumn::with_capacity(rows),
            warnings: ListColumn::with_capacity(rows),
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.status.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.status.is_empty()
    }

    /// Counts the rows by status and by warning.
    ///
    /// # Panics
    /// If the statuses do not add up to `rows_in` (invariant 1, conservation): a run that lost a row must not look like a success.
    pub fn summary(&self, rows_in: usize) -> Summary {
        let count = |status| self.status.iter().filter(|s| **s == status).count() as u64;
        let mut by_warning = [0u64; Warning::ALL.len()];
        for warning in self.warnings.iter().flatten() {
            by_warning[*warning as usize] += 1;
        }
        let counted = Warning::ALL.into_iter().zip(by_warning).filter(|(_, count)| *count > 0);
        let summary = Summary {
            rows: rows_in as u64,
            assigned: count(Status::Assigned),
            escalated: count(Status::Escalated),
            outside: count(Status::Outside),
            invalid: count(Status::Invalid),
            warnings: counted.map(|(warning, count)| (warning.code().to_owned(), count)).collect(),
        };
        summary.assert_conservation();
        summary
    }
}

impl Summary {
    /// The summary of no row.
    pub const NOTHING: Self = Self { rows: 0, assigned: 0, escalated: 0, outside: 0, invalid: 0, warnings: BTreeMap::new() };

    /// Adds the counts of the rows that follow.
    pub fn add(&mut self, more: &Self) {
        self.rows += more.rows;
        self.assigned += more.assigned;
        self.escalated += more.escalated;
        self.outside += more.outside;
        self.invalid += more.invalid;
        for (code, count) in &more.warnings {
            *self.warnings.entry(code.clone()).or_default() += count;
        }
    }

    /// Checks that every row has exactly one status.
    ///
    /// # Panics
    /// If not (invariant 1, conservation).
    pub fn assert_conservation(&self) {
        assert_eq!(self.assigned + self.escalated + self.outside + self.invalid, self.rows, "conservation: every row in comes out once");
    }
}
