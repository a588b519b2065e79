//! The same tiles as a file: every tile of some layers and zooms, put into an archive.
//!
//! 1. Zoom by zoom from the outermost: down to zoom 9 all tiles of the ground asked for; deeper only those whose parent had something
//!    in it, as a tile lies within its parent and its parent's buffer covers its own.
//! 2. Tiles of a zoom are made by all processors in pieces, and put into the archive in their order.
//! 3. A run that was cut short goes on where it ended: the archive says which tiles it has.

use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::archive::{ArchiveError, Sink};
use crate::gzip;
use crate::tiles::{Eyes, Grid, TileCoord, Tileset};

/// Down to this zoom every tile is looked at: labels and rare places may begin deeper than what is around them.
const WHOLE_ZOOM: u8 = 9;

/// Tiles that are made between two looks at the clock and the disk.
const PIECE: usize = 1024;

/// What is published.
pub struct Plan<'a> {
    /// The places of the layers.
    pub layers: &'a [u16],
    /// The zooms.
    pub zooms: RangeInclusive<u8>,
    /// The ground, in degrees: `[west, south, east, north]`.
    pub bounds: [f64; 4],
    /// What is published of each layer.
    pub eyes: &'a Eyes<'a>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The zoom that is being made.
    pub zoom: u8,
    /// Its tiles that are done.
    pub done: usize,
    /// Its tiles.
    pub of: usize,
    /// Tiles so far that have something in them.
    pub tiles: usize,
}

/// Why a run ends before its time.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The archive cannot be written.
    #[error("the archive cannot be written")]
    Archive(#[from] ArchiveError),
    /// Somebody wants it to stop; what is done is kept.
    #[error("stopped")]
    Stopped,
}

/// Puts the tiles of a plan into an archive. `tell` hears after every piece how far it is; `stop` ends it.
///
/// # Errors
/// A disk that is full; a tile that outgrows its format; `stop`.
pub fn publish(tileset: &Tileset, plan: &Plan<'_>, sink: &mut Sink, tell: &mut dyn FnMut(Progress), stop: &AtomicBool) -> Result<usize, PublishError> {
    let mut progress = Progress::default();
    let mut with_something: Vec<TileCoord> = Vec::new();
    for zoom in 0..=*plan.zooms.end() {
        let candidates = if zoom <= WHOLE_ZOOM { all_within(plan.bounds, zoom) } else { children(&with_something, plan.bounds) };
        with_something.clear();
        if !plan.zooms.contains(&zoom) && zoom < WHOLE_ZOOM {
            continue;
        }
        progress = Progress { zoom, done: 0, of: candidates.len(), tiles: progress.tiles };
        for piece in candidates.chunks(PIECE) {
            if stop.load(Ordering::Relaxed) {
                sink.sync()?;
                return Err(PublishError::Stopped);
            }
            let make = |coord: &TileCoord| -> Result<Option<Vec<u8>>, PublishError> {
                if sink.has(*coord) {
                    return Ok(None);
                }
                let bytes = tileset.tile(plan.layers, Grid::WebMercator, *coord, plan.eyes);
                Ok(Some(if bytes.is_empty() { bytes } else { gzip::small(&bytes) }))
            };
            let made: Vec<Option<Vec<u8>>> = piece.par_iter().map(make).collect::<Result<_, _>>()?;
            for (coord, tile) in piece.iter().zip(made) {
                // Of what an earlier run has made, nobody knows here whether it was empty.
                let has_something = tile.as_ref().is_none_or(|bytes| !bytes.is_empty());
                if let Some(bytes) = tile.filter(|_| plan.zooms.contains(&zoom)) {
                    sink.put(*coord, &bytes)?;
                }
                if has_something {
                    with_something.push(*coord);
                    progress.tiles += usize::from(plan.zooms.contains(&zoom));
                }
            }
            progress.done += piece.len();
            tell(progress);
        }
    }
    Ok(progress.tiles)
}

/// Columns and rows of a zoom that lie on the ground, from the north-western to the south-eastern.
fn corners([west, south, east, north]: [f64; 4], zoom: u8) -> [[u32; 2]; 2] {
    [[west, north], [east, south]].map(|corner| TileCoord::holding(zoom, Grid::WebMercator.to_square(corner)).column_row())
}

fn all_within(bounds: [f64; 4], zoom: u8) -> Vec<TileCoord> {
    let [low, high] = corners(bounds, zoom);
    (low[1]..=high[1]).flat_map(|row| (low[0]..=high[0]).filter_map(move |column| TileCoord::new(zoom, [column, row]).ok())).collect()
}

/// The tiles of the next zoom within some, where they lie on the ground.
fn children(parents: &[TileCoord], bounds: [f64; 4]) -> Vec<TileCoord> {
    let quarters = |parent: &TileCoord| {
        let zoom = parent.zoom() + 1;
        let [low, high] = corners(bounds, zoom);
        let [column, row] = parent.column_row().map(|v| 2 * v);
        let four = [[column, row], [column + 1, row], [column, row + 1], [column + 1, row + 1]];
        let is_on_it = move |[x, y]: &[u32; 2]| (low[0]..=high[0]).contains(x) && (low[1]..=high[1]).contains(y);
        four.into_iter().filter(is_on_it).filter_map(move |at| TileCoord::new(zoom, at).ok()).collect::<Vec<_>>()
    };
    parents.iter().flat_map(quarters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_children_of_all_tiles_are_all_tiles() {
        let bounds = [121.6, 40.8, 131.4, 46.4];
        let by_descent = children(&all_within(bounds, 9), bounds);
        let mut sorted = by_descent.clone();
        sorted.sort_by_key(|tile| (tile.column_row()[1], tile.column_row()[0]));
        assert_eq!(sorted, all_within(bounds, 10));
    }
}
