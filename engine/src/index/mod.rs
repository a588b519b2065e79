//! Candidates: which areas, edges and points may matter for a position.
//!
//! An index may return too many, never too few; the exact predicate in `join` decides.
//!
//! 1. [`AreaIndex`]: the seam. [`Brute`] is the oracle, [`PartTree`] the reference in use.
//! 2. [`Coverage`]: the shared edges of neighbouring areas, once, with both sides.
//! 3. [`BorderIndex`]: the nearest of those edges.
//! 4. [`PointIndex`]: points within a radius in metres.

mod border;
mod brute;
mod coverage;
mod damaged;
mod flat;
mod nearest;
mod rtree;
pub mod topology;

pub use border::{BorderIndex, NearestBorder};
pub use brute::Brute;
pub use coverage::{ArcRef, BorderArc, Coverage};
pub use damaged::Damaged;
pub use flat::{Bytes, Flat, NotAnArray};
pub use nearest::PointIndex;
pub use rtree::PartTree;

use crate::coord::LonLat;

/// One polygon of one area: positions in the list of areas and in its `MultiPolygon`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    /// Which area.
    pub area: u32,
    /// Which of its polygons.
    pub polygon: u32,
}

/// Finds the parts that may contain a position.
pub trait AreaIndex: Sync {
    /// Appends every part whose polygon may contain the position or touch it. Order is not defined.
    fn candidates(&self, position: LonLat, found: &mut Vec<Part>);
}
