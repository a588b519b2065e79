//! Decisions, as columns of compact codes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Rule, Warning};
use crate::model::DivisionCode;
use crate::rules::{CountedFrom, Term};

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

/// What a decision says besides its measurements. A hundred million rows have some hundreds of outcomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What became of the row.
    pub status: Status,
    /// The county the position lies in, where it is one.
    pub county: Option<DivisionCode>,
    /// The prefecture, where all claimants have the same.
    pub prefecture: Option<DivisionCode>,
    /// The province, likewise.
    pub province: Option<DivisionCode>,
    /// Who handles it.
    pub handler: Option<DivisionCode>,
    /// Probability that the position lies in `county`; NaN where not known.
    pub probability: f64,
    /// Every county that claims the position, in code order.
    pub candidates: Vec<DivisionCode>,
    /// The lowest common superior of the candidates, for rows that need one.
    pub common_superior: Option<DivisionCode>,
    /// Whether the position lies exactly on a border.
    pub on_boundary: bool,
    /// The strictest source zone that contains the position, as its place among the zones.
    pub zone: Option<u32>,
    /// Who else is told.
    pub notify: Vec<DivisionCode>,
    /// Where it belonged when it happened, if elsewhere than now.
    pub county_then: Option<DivisionCode>,
    /// Where it belonged when it was filed, likewise.
    pub county_filed: Option<DivisionCode>,
    /// By what the handler is who it is.
    pub handling: Handling,
    /// The overlay that contains the position, if one does.
    pub overlay: Option<DivisionCode>,
    /// Whether what is shared is a line or an area, and no uncertain position.
    pub is_extent: bool,
    /// What the ground says.
    pub rule: Rule,
    /// Rules of the ruleset that fired, as places in it, in order.
    pub fired: Vec<u16>,
    /// The urgency, as its place in the ruleset; `None` where nobody handles it.
    pub urgency: Option<u8>,
    /// Departments, likewise, the lead first.
    pub departments: Vec<u8>,
    /// Terms of feedback, of which the earliest counts.
    pub deadline: Vec<Term>,
    /// Terms of the notice of damage, likewise.
    pub damage_notice: Vec<Term>,
    /// What to look at.
    pub warnings: Vec<Warning>,
    /// The code of what is wrong with a row without a usable position.
    pub fault: Option<&'static str>,
}

/// By what the handler is who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// The ground: county, or common superior.
    Territorial,
    /// An overlay over it.
    Overlay,
    /// The registry of outfalls.
    Registry,
    /// A rule that raises it to a superior (提级).
    Raised,
}

/// The shares of a row whose position is uncertain across a border, or which is a line or an area.
#[derive(Clone, Debug, PartialEq)]
pub struct RowShares {
    /// The row.
    pub row: u32,
    /// Its shares, as a range of [`Decisions::shares`].
    pub shares: Range<u32>,
    /// The greatest share.
    pub probability: f64,
    /// What lies outside of all.
    pub outside: f64,
}

/// The decision of a row: sixteen bytes, as rows are decided in another order than they come, and to bring each back is one access to
/// memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Metres to the nearest border; NaN where there is no position.
    pub border_distance_m: f64,
    /// The place of its outcome.
    pub outcome: u32,
    /// The jurisdiction beyond that border; for rows outside, the nearest one.
    pub neighbour: Option<DivisionCode>,
}

/// An outfall that a row is matched to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutfallMatch {
    /// The row.
    pub row: u32,
    /// The outfall, as its place among the outfalls.
    pub outfall: u32,
    /// Metres to it.
    pub distance_m: f64,
}

/// The decisions of a batch, in input order: each outcome once, and for every row which one it has, with its measurements.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    /// Each outcome once, in the order in which they were first met.
    pub outcomes: Vec<Outcome>,
    /// Every row.
    pub rows: Vec<Row>,
    /// The outfalls matched, in the order of the rows; hardly any row has one.
    pub outfalls: Vec<OutfallMatch>,
    /// The rows whose ground is shared, in the order of the rows.
    pub discs: Vec<RowShares>,
    /// The shares of all of them, one row after the other.
    pub shares: Vec<(DivisionCode, f64)>,
    /// When feedback and the notice of damage are due, for every row, as [`day_number`](crate::rules::day_number); [`NO_DAY`](crate::rules::NO_DAY) is none.
    pub due: Vec<[i32; 2]>,
    /// Warnings of single rows, in the order of the rows: those of days.
    pub undated: Vec<(u32, Warning)>,
    /// Days that terms count from and that the batch says of no row.
    pub days_missing: BTreeSet<CountedFrom>,
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
    /// Days that terms count from and that the batch says of no row.
    pub days_missing: BTreeSet<CountedFrom>,
}

impl Decisions {
    /// The outcome of a row.
    ///
    /// # Panics
    /// Past the last row.
    pub fn of(&self, row: usize) -> &Outcome {
        &self.outcomes[self.rows[row].outcome as usize]
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Counts the rows by status and by warning.
    ///
    /// # Panics
    /// If the statuses do not add up to `rows_in` (invariant 1, conservation): a run that lost a row must not look like a success.
    pub fn summary(&self, rows_in: usize) -> Summary {
        let mut by_outcome = vec![0u64; self.outcomes.len()];
        for row in &self.rows {
            by_outcome[row.outcome as usize] += 1;
        }
        let mut summary = Summary { rows: rows_in as u64, ..Summary::NOTHING };
        for (outcome, rows) in self.outcomes.iter().zip(by_outcome).filter(|(_, rows)| *rows > 0) {
            *match outcome.status {
                Status::Assigned => &mut summary.assigned,
                Status::Escalated => &mut summary.escalated,
                Status::Outside => &mut summary.outside,
                Status::Invalid => &mut summary.invalid,
            } += rows;
            for warning in &outcome.warnings {
                *summary.warnings.entry(warning.code().to_owned()).or_default() += rows;
            }
        }
        for (_, warning) in &self.undated {
            *summary.warnings.entry(warning.code().to_owned()).or_default() += 1;
        }
        summary.days_missing.clone_from(&self.days_missing);
        summary.assert_conservation();
        summary
    }

    /// The shares of a row.
    pub fn shares_of(&self, row: usize) -> Option<(&RowShares, &[(DivisionCode, f64)])> {
        let place = self.discs.binary_search_by_key(&(row as u32), |disc| disc.row).ok()?;
        let disc = &self.discs[place];
        Some((disc, &self.shares[disc.shares.start as usize..disc.shares.end as usize]))
    }

    /// Nothing is decided; the outcomes stay.
    pub(crate) fn start_anew(&mut self) {
        self.rows.clear();
        self.outfalls.clear();
        self.discs.clear();
        self.shares.clear();
        self.due.clear();
        self.undated.clear();
        self.days_missing.clear();
    }

    /// To be called when all rows are decided and in the order in which they came.
    pub(crate) fn finish(&mut self) {
        self.outfalls.sort_unstable_by_key(|found| found.row);
        self.discs.sort_unstable_by_key(|disc| disc.row);
    }
}

impl Summary {
    /// The summary of no row.
    pub const NOTHING: Self = Self { rows: 0, assigned: 0, escalated: 0, outside: 0, invalid: 0, warnings: BTreeMap::new(), days_missing: BTreeSet::new() };

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
        self.days_missing.extend(&more.days_missing);
    }

    /// Checks that every row has exactly one status.
    ///
    /// # Panics
    /// If not (invariant 1, conservation).
    pub fn assert_conservation(&self) {
        assert_eq!(self.assigned + self.escalated + self.outside + self.invalid, self.rows, "conservation: every row in comes out once");
    }
}
