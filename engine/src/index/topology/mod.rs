//! Whether areas that should tile a territory do: gaps between them, overlaps, and what lies between a group of them and its frame.
//!
//! 1. Each area lies to the left of its edges. Walking over an edge with an area on both sides changes nothing; over one with a single
//!    side, ground is covered once more or once less. So the rings of single-sided edges wind around a place as often as it is covered.
//! 2. What they wind around twice is an overlap; what they do not wind around, and enclose, is a gap. A clean coverage leaves only its
//!    outline, which is why a check costs little.
//! 3. The same between a group of areas and the polygon that should be their union: the edges of both, less those that agree.

mod beside;
mod residue;
mod rings;

pub use residue::{Outlines, residue};

use beside::Beside;

use super::Coverage;
use crate::coord::ground::{self, Piece};

/// Ground that is not covered exactly once.
#[derive(Clone, Debug, PartialEq)]
pub struct Uneven {
    /// The ground.
    pub piece: Piece,
    /// The areas whose edges run along it, in order.
    pub beside: Vec<u32>,
}

/// Finds every gap and every piece of ground that several areas cover, each the largest first.
///
/// # Error
/// The overlay rounds to a billionth of the territory's extent: a millimetre in a province.
pub fn gaps_and_overlaps(coverage: &Coverage) -> [Vec<Uneven>; 2] {
    let open = rings::single_sided(coverage);
    let rings = rings::closed(open.iter().map(|(points, _)| points.as_slice()));
    let found = rayon::join(|| ground::enclosed_by(&rings), || ground::wound_more_than(&rings, 1));
    let mut beside: Option<Beside> = None;
    [found.0, found.1].map(|pieces| {
        pieces
            .into_iter()
            .map(|piece| {
                let beside = beside.get_or_insert_with(|| Beside::new(&open)).areas(&piece);
                Uneven { piece, beside }
            })
            .collect()
    })
}

#[cfg(test)]
mod tests;
