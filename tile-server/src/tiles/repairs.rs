//! What has to be repaired of areas, found once for each zoom: when it is first drawn, or before, in the background.

use std::sync::OnceLock;

use bailiwick_engine::index::ArcRef;

use super::mesh::{DETAIL_ZOOM, Mesh};
use super::repair::{Rings, repaired};

/// The polygons of an area, where they are not what its rings say.
type Known = OnceLock<Option<Box<[Rings]>>>;

/// The areas of a layer in one grid.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    /// Zoom → row → what is known of it.
    levels: [OnceLock<Box<[Known]>>; DETAIL_ZOOM as usize + 1],
    rows: usize,
}

impl Repairs {
    /// Of so many areas nothing is known yet.
    pub(super) fn new(rows: usize) -> Self {
        Self { levels: Default::default(), rows }
    }

    /// The polygons of an area as a zoom draws it, whole; `None` where its rings say it all: nothing touches or runs back on itself, and no
    /// hole could be in one polygon or in another.
    ///
    /// # Cost
    /// The first time at a zoom, O(n log n) for all vertices that the area has there.
    pub(super) fn of(&self, zoom: u8, row: u32, mesh: &Mesh, rings: &[Vec<ArcRef>]) -> Option<&[Rings]> {
        let level = self.levels[usize::from(zoom)].get_or_init(|| (0..self.rows).map(|_| OnceLock::new()).collect());
        level[row as usize].get_or_init(|| repaired(mesh.rings(rings, zoom))).as_deref()
    }
}
