//! Which areas need no repair: found once for each zoom, when it is first drawn, or before, in the background.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use bailiwick_engine::index::ArcRef;

use super::mesh::{DETAIL_ZOOM, Mesh, Window};
use super::repair::is_sound;

const UNKNOWN: u8 = 0;
const SOUND: u8 = 1;
const UNSOUND: u8 = 2;

/// What is known of the areas of a layer in one grid, by zoom and row.
#[derive(Debug, Default)]
pub(super) struct Sound {
    levels: [OnceLock<Box<[AtomicU8]>>; DETAIL_ZOOM as usize + 1],
    rows: usize,
}

impl Sound {
    /// Of so many areas nothing is known yet.
    pub(super) fn new(rows: usize) -> Self {
        Self { levels: Default::default(), rows }
    }

    /// Whether an area, rounded as it is drawn in a window, needs no repair but where the window cuts it. What is stretched is rounded once
    /// more where it is cut, and has to be looked at every time.
    ///
    /// # Cost
    /// The first time at a zoom, O(n log n) for all vertices that the area has there.
    pub(super) fn holds(&self, window: Window, row: u32, mesh: &Mesh, rings: &[Vec<ArcRef>]) -> bool {
        let Some(zoom) = window.own_zoom() else { return false };
        let level = self.levels[usize::from(zoom)].get_or_init(|| (0..self.rows).map(|_| AtomicU8::new(UNKNOWN)).collect());
        let known = &level[row as usize];
        // Two who find it at the same time find the same.
        if known.load(Ordering::Relaxed) == UNKNOWN {
            let found = if is_sound(&mesh.rings(rings, zoom)) { SOUND } else { UNSOUND };
            known.store(found, Ordering::Relaxed);
        }
        known.load(Ordering::Relaxed) == SOUND
    }
}
