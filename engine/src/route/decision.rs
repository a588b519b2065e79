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
        let mut warnings = BTreeMap::new();
        for warning in self.warnings.iter().flatten() {
            *warnings.entry(warning.code().to_owned()).or_default() += 1;
        }
        let summary = Summary {
            rows: rows_in as u64,
            assigned: count(Status::Assigned),
            escalated: count(Status::Escalated),
            outside: count(Status::Outside),
            invalid: count(Status::Invalid),
            warnings,
        };
        assert_eq!(summary.assigned + summary.escalated + summary.outside + summary.invalid, summary.rows, "conservation: every row in comes out once");
        summary
    }
}
