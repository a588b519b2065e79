//! How many clues lie along each border, against the ground around, and on which kilometres.
//!
//! 1. [`BorderLines`]: the borders of neighbours from their shared edges, cut into pieces.
//! 2. `lattice`: positions that stand for the ground; `grouping`: the same borders at each level.
//! 3. [`border_tables`]: a row for each pair of neighbours at each level and for each piece.
//! 4. `shift`: whether it is chance.

mod grouping;
mod lattice;
mod lines;
mod shift;
mod table;

#[cfg(test)]
mod tests;

pub use lines::{BorderLines, Near, Segment};
pub use table::{Band, BorderLevel, BorderRow, BorderTables, SegmentRow, border_tables};

use crate::coord::{Bounds, LonLat};
use crate::index::Coverage;
use crate::units::Metres;

/// How far from a border clues are counted.
pub const BANDS: [Metres; 3] = [Metres(1_000.0), Metres(3_000.0), Metres(5_000.0)];

/// The band that rates and tests are about, among [`BANDS`].
pub const TESTED: usize = 1;

/// The areas whose borders are looked at.
pub struct BorderGround<'a> {
    /// Their shared edges.
    pub coverage: &'a Coverage,
    /// The box around them.
    pub bounds: Bounds,
    /// Which area alone contains each position.
    pub areas_of: &'a (dyn Fn(&[LonLat]) -> Vec<Option<u32>> + Sync),
    /// Levels from the finest up: which body each area belongs to.
    pub levels: &'a [Vec<Option<u32>>],
}

/// Clues with who claims them.
#[derive(Clone, Copy)]
pub struct BorderClues<'a> {
    /// Where they are.
    pub positions: &'a [LonLat],
    /// The areas that claim each: one, none, or several on a border.
    pub claimants: &'a [Vec<u32>],
    /// Whether each went to a superior.
    pub is_escalated: &'a [bool],
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BorderSettings {
    /// Pieces of borders are no longer than this.
    pub segment: Metres,
    /// How often clues are shifted.
    pub replicates: u32,
    /// Which shifts.
    pub seed: u64,
}

impl Default for BorderSettings {
    fn default() -> Self {
        Self { segment: Metres(5_000.0), replicates: 9_999, seed: 1 }
    }
}
