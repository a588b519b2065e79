//! The lattice of top cells over the bounds of the data, and the way down to finer ones.

use super::kernel::STEPS;
use crate::coord::Bounds;

/// A cell that is not settled may be parted into `FANOUT` × `FANOUT` smaller ones.
pub(super) const FANOUT: u32 = 4;

/// Where the top cells lie. A position at or beyond the last cell, or NaN, is in none.
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Grid {
    west: f64,
    south: f64,
    /// Cells in a degree.
    cells_per_deg: [f64; 2],
    /// Number of columns and rows.
    pub(super) size: [u32; 2],
}

/// A cell of any level: the unit square from `origin` in units of `1 / scale` top cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Column and row of the top cell.
    top: [u32; 2],
    /// Cells of this level across a top cell.
    scale: f64,
    /// Column and row within the top cell.
    inner: [u32; 2],
}

impl Grid {
    /// About `cells` cells, square on the ground in the middle of the bounds.
    pub(super) fn new(bounds: Bounds, cells: u32) -> Self {
        // Without extent there is still one cell, and room for rounding at the upper edges.
        let extent = [bounds.east - bounds.west, bounds.north - bounds.south].map(|extent| extent.max(1e-6));
        let shrink = f64::midpoint(bounds.south, bounds.north).to_radians().cos().max(0.1);
        let side_deg = (extent[0] * shrink * extent[1] / f64::from(cells.max(1))).sqrt();
        let size = [extent[0] * shrink, extent[1]].map(|length| ((length / side_deg).ceil() as u32).clamp(1, 1 << 14));
        // The last cell reaches a little beyond, so that the upper edges of the bounds lie in it.
        let cells_per_deg = [0, 1].map(|axis| (f64::from(size[axis]) - 1e-3) / extent[axis]);
        Self { west: bounds.west, south: bounds.south, cells_per_deg, size }
    }

    /// Position in units of top cells.
    #[inline]
    pub(super) fn place(&self, lon_deg: f64, lat_deg: f64) -> [f64; 2] {
        [(lon_deg - self.west) * self.cells_per_deg[0], (lat_deg - self.south) * self.cells_per_deg[1]]
    }

    /// Number of top cells.
    pub(super) fn len(&self) -> usize {
        self.size[0] as usize * self.size[1] as usize
    }

    /// Whether the numbers make sense; a snapshot could hold anything.
    pub(super) fn is_sound(&self) -> bool {
        self.west.is_finite()
            && self.south.is_finite()
            && self.cells_per_deg.iter().all(|c| c.is_finite() && *c > 0.0)
            && self.size.iter().all(|s| (1..=1 << 14).contains(s))
    }

    /// A point of a cell, by its shares of the cell's width and height.
    pub(super) fn point_in(&self, cell: Cell, share: [f64; 2]) -> [f64; 2] {
        let origin = [self.west, self.south];
        [0, 1].map(|axis| origin[axis] + (f64::from(cell.top[axis]) + (f64::from(cell.inner[axis]) + share[axis]) / cell.scale) / self.cells_per_deg[axis])
    }

    /// A position in steps of a cell's lattice.
    pub(super) fn steps_in(&self, cell: Cell, [lon_deg, lat_deg]: [f64; 2]) -> [f64; 2] {
        let place = self.place(lon_deg, lat_deg);
        [0, 1].map(|axis| ((place[axis] - f64::from(cell.top[axis])) * cell.scale - f64::from(cell.inner[axis])) * f64::from(STEPS))
    }
}

impl Cell {
    pub(super) fn top(column: u32, row: u32) -> Self {
        Self { top: [column, row], scale: 1.0, inner: [0, 0] }
    }

    /// One of the cells that this one is parted into.
    pub(super) fn part(self, column: u32, row: u32) -> Self {
        Self { top: self.top, scale: self.scale * f64::from(FANOUT), inner: [self.inner[0] * FANOUT + column, self.inner[1] * FANOUT + row] }
    }
}

/// Which of the parts a position lies in, given its shares of the whole, and its shares of that part.
#[inline]
pub(super) fn descend(share: [f64; 2]) -> (usize, [f64; 2]) {
    let scaled = share.map(|s| s * f64::from(FANOUT));
    let part = scaled.map(|s| (s as i32).clamp(0, FANOUT as i32 - 1));
    ((part[1] * FANOUT as i32 + part[0]) as usize, [0, 1].map(|axis| scaled[axis] - f64::from(part[axis])))
}

/// Shares of a cell as a point of its lattice.
#[inline]
pub(super) fn lattice_point(share: [f64; 2]) -> u32 {
    let [x, y] = share.map(|s| (s * f64::from(STEPS)) as i32 as i16);
    super::kernel::pack(x, y)
}
