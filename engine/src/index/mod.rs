//! Where a position lies, and what lies near it.
//!
//! 1. [`CellIndex`]: the areas that contain a position, for columns of positions, exactly. [`Shapes`]: their polygons. [`Locator`]: the areas
//!    of a layer in an index that several may share.
//! 2. [`AreaIndex`]: candidates, of which `join` asks each. [`Brute`] is the oracle, [`PartTree`] the plain reference. An index of
//!    candidates may return too many, never too few.
//! 3. [`Coverage`]: the shared edges of neighbouring areas, once, with both sides.
//! 4. [`BorderIndex`]: the nearest of those edges.
//! 5. [`PointIndex`]: points within a radius in metres. [`LineIndex`]: whether a line is.
//!
//! Indexes are made of plain arrays ([`Flat`]), so that a snapshot can hold them as they are.

mod border;
mod brute;
pub mod cells;
mod coverage;
mod damaged;
mod flat;
mod lines;
mod locator;
mod nearest;
mod rtree;
mod shapes;
pub mod topology;

pub(crate) use border::BorderParts;
pub use border::{BorderIndex, NearestBorder};
pub use brute::Brute;
pub use cells::CellIndex;
pub(crate) use cells::CellParts;
pub use coverage::{ArcRef, BorderArc, Coverage};
pub use damaged::Damaged;
pub use flat::{Bytes, Flat, NotAnArray};
pub use lines::LineIndex;
pub use locator::Locator;
pub use nearest::PointIndex;
pub(crate) use nearest::PointParts;
pub use rtree::PartTree;
pub use shapes::{ShapeCollector, Shapes};

use crate::coord::LonLat;

/// The number that stands for no area.
pub const NO_AREA: u32 = u32::MAX;

/// An area that contains a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// Which area.
    pub area: u32,
    /// Whether the position lies exactly on its boundary.
    pub on_boundary: bool,
}

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
