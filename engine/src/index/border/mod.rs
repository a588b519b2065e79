//! The nearest border, with the areas on both sides.
//!
//! 1. [`edges`]: the edges of a [`Coverage`], arc after arc, and which of two is nearer: in the local plane of the position, equal
//!    distances by the lowest areas, so that the answer depends on nothing else.
//! 2. [`boxes`]: a packed tree of boxes over runs of edges. It answers anywhere on Earth, and it is what the cells are built with.
//! 3. [`cells`]: a grid whose cells are split until few edges can be nearest to any position in them; [`split`] proves which.
//! 4. [`batch`]: columns of positions, in passes over blocks.
//! 5. [`disc`]: what the borders cut off a disc.

mod batch;
mod boxes;
mod cells;
mod disc;
mod edges;
mod lanes;
mod split;

#[cfg(test)]
mod tests;

use self::boxes::Boxes;
use self::cells::Cells;
use self::edges::{Best, Edges};
use super::damaged::Damaged;
use super::flat::Flat;
use super::{Coverage, NO_AREA};
use crate::coord::{LocalPlane, LonLat, Place};
use crate::units::Metres;

/// The border point nearest to a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearestBorder {
    /// Geodesic distance to it, as [`distance`](crate::coord::distance) measures it.
    pub distance: Metres,
    /// Where it is.
    pub nearest: LonLat,
    /// The areas on the two sides of the edge; `None` where the data ends.
    pub sides: [Option<u32>; 2],
}

impl NearestBorder {
    /// The side that is not the area given.
    pub fn neighbour_of(&self, area: u32) -> Option<u32> {
        self.sides.into_iter().find(|side| *side != Some(area)).flatten()
    }
}

/// Edges of borders, searchable by distance.
///
/// # Cost
/// A query reads one cell's list, a handful of edges. Outside of the cells, which reach two degrees beyond the data at most, and
/// beyond 85 degrees of latitude, it descends the tree of boxes.
#[derive(Clone, Debug)]
pub struct BorderIndex {
    edges: Edges,
    boxes: Boxes,
    cells: Cells,
}

/// What a [`BorderIndex`] is made of, for a snapshot.
#[derive(Clone, Debug)]
pub(crate) struct BorderParts {
    /// Vertices, arc after arc, `[lon, lat]` in degrees.
    pub(crate) vertices: Flat<[f64; 2]>,
    /// Where each arc's vertices begin; one more at the end.
    pub(crate) arc_starts: Flat<u32>,
    /// The areas left and right of each arc; `u32::MAX` is none.
    pub(crate) sides: Flat<[u32; 2]>,
    /// The arc of every 32nd vertex.
    pub(crate) arc_hints: Flat<u32>,
    /// Runs of edges under the boxes of the lowest level.
    pub(crate) runs: Flat<u32>,
    /// Boxes `[west, south, east, north]`, level after level, the lowest first.
    pub(crate) boxes: Flat<[f64; 4]>,
    /// Edge of a top cell in degrees, its columns and rows, and the south-western corner in such edges.
    pub(crate) frame: cells::Frame,
    /// Top cells, row by row.
    pub(crate) tops: Flat<u32>,
    /// Sixteen parts of each cell that is split.
    pub(crate) nodes: Flat<[u32; 16]>,
    /// Runs of edges of the cells that are not.
    pub(crate) lists: Flat<u32>,
}

impl BorderIndex {
    /// Indexes every edge of the coverage, on all cores.
    ///
    /// # Panics
    /// With 2²⁷ vertices or more.
    pub fn new(coverage: &Coverage) -> Self {
        let edges = Edges::of(coverage);
        let boxes = Boxes::over(&edges);
        let cells = Cells::build(&edges, &boxes);
        Self { edges, boxes, cells }
    }

    /// The nearest border, or `None` if there are no edges at all.
    ///
    /// # Units and CRS
    /// The search is done in the local plane of the position, the distance reported is the geodesic to the point found.
    pub fn nearest(&self, position: LonLat) -> Option<NearestBorder> {
        let place = Place::at(position.to_array());
        let plane = LocalPlane::around(&place);
        let best = match self.cells.list(position) {
            Some(list) => self.edges.view().nearest_in_list(plane, self.cells.lists.get(list as usize..).unwrap_or_default()),
            None => self.boxes.nearest(plane, position, &self.edges),
        };
        self.report(&place, plane, best?)
    }

    /// The answer for the best edge.
    fn report(&self, place: &Place, plane: LocalPlane, best: Best) -> Option<NearestBorder> {
        let nearest = batch::nearest_of(plane, self.edges.view().ends(best.edge));
        let distance_m = place.distance_m(&Place::at(nearest));
        let sides = self.edges.view().sides_of(best.edge).map(|side| (side != NO_AREA).then_some(side));
        Some(NearestBorder { distance: Metres(distance_m), nearest: LonLat::new(nearest).ok()?, sides })
    }

    /// The nearest edge where no cell has a list.
    #[cold]
    fn nearest_by_boxes(&self, plane: LocalPlane, lon_lat: [f64; 2]) -> Option<Best> {
        self.boxes.nearest(plane, LonLat::new(lon_lat).ok()?, &self.edges)
    }

    /// One more than the highest area on a side.
    pub(crate) fn areas(&self) -> usize {
        self.edges.sides.iter().flatten().filter(|side| **side != NO_AREA).max().map_or(0, |side| *side as usize + 1)
    }

    /// The arrays, which share memory with the index.
    pub(crate) fn parts(&self) -> BorderParts {
        let Self { edges, boxes, cells } = self.clone();
        BorderParts {
            vertices: edges.vertices,
            arc_starts: edges.arc_starts,
            sides: edges.sides,
            arc_hints: edges.arc_hints,
            runs: boxes.runs,
            boxes: boxes.hulls,
            frame: cells.frame,
            tops: cells.tops,
            nodes: cells.nodes,
            lists: cells.lists,
        }
    }

    /// An index of arrays from a file.
    ///
    /// # Errors
    /// The arrays do not belong together. After this nothing that is read from them leads out of an array or round in circles; edges
    /// in the wrong list are not noticed, for which the file has a checksum.
    ///
    /// # Cost
    /// One look at every value.
    pub(crate) fn from_parts(parts: BorderParts) -> Result<Self, Damaged> {
        let BorderParts { vertices, arc_starts, sides, arc_hints, runs, boxes, frame, tops, nodes, lists } = parts;
        let edges = Edges { vertices, arc_starts, sides, arc_hints };
        edges.validate()?;
        let boxes = Boxes::from_parts(runs, boxes, &edges)?;
        let cells = Cells { frame, tops, nodes, lists };
        cells.validate(&edges)?;
        Ok(Self { edges, boxes, cells })
    }
}
