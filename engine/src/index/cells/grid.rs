//! The lattice of top cells over the bounds of the data, and the way down to finer ones.

use super::kernel::STEPS;
use crate::coord::Bounds;

/// A cell that is not settled may be parted into `FANOUT` × `FANOUT` smaller ones.
pub(super) const FANOUT: u32 = 4;

/// Half of what the last cells reach beyond the bounds, in cells.
const BEYOND: f64 = 5e-4;

/// Where the top cells lie. A position at or beyond the last cell, or NaN, is in none.
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(crate) struct Grid {
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
        let cells_per_deg = [0, 1].map(|axis| (f64::from(size[axis]) - 2.0 * BEYOND) / extent[axis]);
        Self { west: bounds.west, south: bounds.south, cells_per_deg, size }
    }

    /// Position in units of top cells.
    #[inline]
    pub(super) fn place(&self, lon_deg: f64, lat_deg: f64) -> [f64; 2] {
        [(lon_deg - self.west) * self.cells_per_deg[0], (lat_deg - self.south) * self.cells_per_deg[1]]
    }

    /// Position in units of parts of top cells.
    #[inline]
    pub(super) fn fine_place(&self, [lon_deg, lat_deg]: [f64; 2]) -> [f64; 2] {
        self.place(lon_deg, lat_deg).map(|place| place * f64::from(FANOUT))
    }

    /// Columns and rows of parts of top cells.
    pub(super) fn fine_size(&self) -> [u32; 2] {
        self.size.map(|size| size * FANOUT)
    }

    /// Places from here on are in no cell. Between the bounds and the end of the last cell, so that rounding leads to no other.
    #[inline]
    pub(super) fn limits(&self) -> [f64; 2] {
        self.size.map(|size| f64::from(size) - BEYOND)
    }

    /// Number of top cells.
    pub(super) fn len(&self) -> usize {
        self.size[0] as usize * self.size[1] as usize
    }

    /// Whether the numbers make sense; a file could hold anything.
    pub(super) fn is_sound(&self) -> bool {
        let degrees = [self.west, self.south, self.cells_per_deg[0], self.cells_per_deg[1]];
        degrees.iter().all(|value| value.is_finite()) && self.size.iter().all(|size| (1..=1 << 14).contains(size))
    }

    /// A point of a cell, by its shares of the cell's width and height.
    pub(super) fn point_in(&self, cell: Cell, share: [f64; 2]) -> [f64; 2] {
        let origin = [self.west, self.south];
        [0, 1].map(|axis| origin[axis] + (f64::from(cell.top[axis]) + (f64::from(cell.inner[axis]) + share[axis]) / cell.scale) / self.cells_per_deg[axis])
    }

    /// The position of a place in units of top cells.
    pub(super) fn corner(&self, place: [f64; 2]) -> [f64; 2] {
        [self.west + place[0] / self.cells_per_deg[0], self.south + place[1] / self.cells_per_deg[1]]
    }

    /// A position in steps of a cell's lattice.
    pub(super) fn steps_in(&self, cell: Cell, [lon_deg, lat_deg]: [f64; 2]) -> [f64; 2] {
        let place = self.place(lon_deg, lat_deg);
        [0, 1].map(|axis| ((place[axis] - f64::from(cell.top[axis])) * cell.scale - f64::from(cell.inner[axis])) * f64::from(STEPS))
    }
}

impl Cell {
    /// A part of a top cell, by its column and row among all such parts.
    pub(super) fn fine(column: u32, row: u32) -> Self {
        Self { top: [column / FANOUT, row / FANOUT], scale: f64::from(FANOUT), inner: [column % FANOUT, row % FANOUT] }
    }

    /// One of the cells that this one is parted into.
    pub(super) fn part(self, column: u32, row: u32) -> Self {
        Self { top: self.top, scale: self.scale * f64::from(FANOUT), inner: [self.inner[0] * FANOUT + column, self.inner[1] * FANOUT + row] }
    }
}

/// Shares of a cell's width and height, in units of 2⁻³²: on the way down to the last level they lose at most a sixteenth of a
/// step of its lattice.
pub(super) type Share = [u32; 2];

/// A share of a cell, counted from 0 to 1.
pub(super) fn share(of_one: [f64; 2]) -> Share {
    of_one.map(|share| (share * SHARES) as u32)
}

/// Shares in a whole.
const SHARES: f64 = (1u64 << 32) as f64;

/// A power of two so large that the last bit of a sum with it is a share, and its lower half the shares of a cell.
const ALIGN: f64 = (1u64 << 20) as f64;
const _: () = assert!(ALIGN * SHARES == (1u64 << 52) as f64 && (1 << 14) < 1 << 20);

/// A place that is not negative and less than 2¹⁴: its whole cells and its share of the last one.
#[inline]
pub(super) fn whole_and_share(place: f64) -> (u32, u32) {
    let bits = (place + ALIGN).to_bits();
    ((bits >> 32) as u32 & 0xF_FFFF, bits as u32)
}

/// Which of the parts a position lies in, given its shares of the whole, and its shares of that part.
#[inline]
pub(super) fn descend([x, y]: Share) -> (usize, Share) {
    ((y >> 30 << 2 | x >> 30) as usize, [x << 2, y << 2])
}

/// Shares of a cell as a point of its lattice.
#[inline]
pub(super) fn lattice_point([x, y]: Share) -> u32 {
    x >> STEP_BITS | y >> STEP_BITS << 16
}

/// Bits of a share below a step of the lattice.
const STEP_BITS: u32 = 32 - STEPS.trailing_zeros();
const _: () = assert!(FANOUT == 4 && STEPS.is_positive() && STEPS.count_ones() == 1);
