//! Indexes as lists of sections, each in the order of its parts.

use super::{Snapshot, SnapshotError, Writer};
use crate::index::{BorderIndex, BorderParts, CellIndex, CellParts, Damaged, Locator, PointIndex, PointParts, Shapes};

impl Writer {
    /// Adds a store of polygons.
    pub fn add_shapes(&mut self, shapes: &Shapes) -> Vec<u32> {
        vec![self.add(&shapes.vertices), self.add(&shapes.ring_start), self.add(&shapes.polygon_ring)]
    }

    /// Adds a locator without its polygons.
    pub fn add_locator(&mut self, locator: &Locator) -> Vec<u32> {
        let CellParts { grid, top, parted, leaves, drawings, facts_at, facts, set_start, set_turns, parts, shapes: _ } = locator.cells().parts();
        vec![
            self.add(locator.numbers()),
            self.add_one(grid),
            self.add(&top),
            self.add(&parted),
            self.add(&leaves),
            self.add(&drawings),
            self.add(&facts_at),
            self.add(&facts),
            self.add(&set_start),
            self.add(&set_turns),
            self.add(&parts),
        ]
    }

    /// Adds an index of borders.
    pub fn add_borders(&mut self, index: &BorderIndex) -> Vec<u32> {
        let BorderParts { vertices, arc_starts, sides, arc_hints, runs, boxes, frame, tops, nodes, lists } = index.parts();
        vec![
            self.add(&vertices),
            self.add(&arc_starts),
            self.add(&sides),
            self.add(&arc_hints),
            self.add(&runs),
            self.add(&boxes),
            self.add_one(frame),
            self.add(&tops),
            self.add(&nodes),
            self.add(&lists),
        ]
    }

    /// Adds an index of points.
    pub fn add_points(&mut self, index: &PointIndex) -> Vec<u32> {
        let PointParts { grid, offsets, east, north, order, positions } = index.parts();
        vec![self.add_one(grid), self.add(&offsets), self.add(&east), self.add(&north), self.add(&order), self.add(&positions)]
    }
}

impl Snapshot {
    /// A store of polygons.
    ///
    /// # Errors
    /// As every function here: sections are missing or do not fit together.
    pub fn shapes(&self, sections: &[u32]) -> Result<Shapes, SnapshotError> {
        let [vertices, ring_start, polygon_ring] = self.all(sections)?;
        self.fits(Shapes::from_parts(self.flat(vertices)?, self.flat(ring_start)?, self.flat(polygon_ring)?))
    }

    /// A locator of polygons in a store.
    ///
    /// # Errors
    /// As above.
    pub fn locator(&self, sections: &[u32], shapes: &Shapes) -> Result<Locator, SnapshotError> {
        let [number, grid, top, parted, leaves, drawings, facts_at, facts, set_start, set_turns, parts] = self.all(sections)?;
        let cells = self.fits(CellIndex::from_parts(CellParts {
            grid: self.one(grid)?,
            top: self.flat(top)?,
            parted: self.flat(parted)?,
            leaves: self.flat(leaves)?,
            drawings: self.flat(drawings)?,
            facts_at: self.flat(facts_at)?,
            facts: self.flat(facts)?,
            set_start: self.flat(set_start)?,
            set_turns: self.flat(set_turns)?,
            parts: self.flat(parts)?,
            shapes: shapes.clone(),
        }))?;
        Locator::from_parts(cells, self.flat(number)?).ok_or_else(|| self.damaged("areas without a number"))
    }

    /// An index of borders.
    ///
    /// # Errors
    /// As above.
    pub fn borders(&self, sections: &[u32]) -> Result<BorderIndex, SnapshotError> {
        let [vertices, arc_starts, sides, arc_hints, runs, boxes, frame, tops, nodes, lists] = self.all(sections)?;
        self.fits(BorderIndex::from_parts(BorderParts {
            vertices: self.flat(vertices)?,
            arc_starts: self.flat(arc_starts)?,
            sides: self.flat(sides)?,
            arc_hints: self.flat(arc_hints)?,
            runs: self.flat(runs)?,
            boxes: self.flat(boxes)?,
            frame: self.one(frame)?,
            tops: self.flat(tops)?,
            nodes: self.flat(nodes)?,
            lists: self.flat(lists)?,
        }))
    }

    /// An index of points.
    ///
    /// # Errors
    /// As above.
    pub fn points(&self, sections: &[u32]) -> Result<PointIndex, SnapshotError> {
        let [grid, offsets, east, north, order, positions] = self.all(sections)?;
        self.fits(PointIndex::from_parts(PointParts {
            grid: self.one(grid)?,
            offsets: self.flat(offsets)?,
            east: self.flat(east)?,
            north: self.flat(north)?,
            order: self.flat(order)?,
            positions: self.flat(positions)?,
        }))
    }

    fn all<const N: usize>(&self, sections: &[u32]) -> Result<[u32; N], SnapshotError> {
        sections.try_into().map_err(|_| self.damaged("an index has another number of sections"))
    }

    fn fits<T>(&self, index: Result<T, Damaged>) -> Result<T, SnapshotError> {
        index.map_err(|error| self.damaged(&error.to_string()))
    }
}
