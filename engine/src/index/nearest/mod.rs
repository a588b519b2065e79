//! Points within a radius in metres.
//!
//! 1. Positions become whole numbers, a turn of longitude being 2³² ([`quantum`]), and are sorted into the cells of one grid, row
//!    by row, so that neighbouring cells of a row are one run of memory.
//! 2. A radius is a range of rows and columns ([`reach`]), which holds every point that the radius holds.
//! 3. In a batch, flat distances in single precision, with a certified error, leave one candidate nearly always ([`batch`]).
//! 4. The geodesic decides ([`exact`]): by the closed formula where its error leaves no doubt, by Karney where it does.

mod batch;
mod build;
mod exact;
mod quantum;
mod reach;

#[cfg(test)]
mod tests;

use bytemuck::{Pod, Zeroable};

use super::damaged::Damaged;
use super::flat::Flat;
use crate::coord::LonLat;

/// An immutable set of points.
///
/// # Units and CRS
/// Metres on the ellipsoid; CGCS2000 degrees, longitude first.
///
/// # Cost
/// Building is two passes over the points. A query reads the cells that the radius touches, about one and a half points each; much
/// more where points are crowded into a small part of their bounds. 32 bytes a point, 3 a cell.
///
/// # References
/// Bentley, Weide and Yao (1980), *Optimal expected-time algorithms for closest point problems*, for cells sized by density.
#[derive(Clone, Debug)]
pub struct PointIndex {
    grid: Grid,
    /// Where each cell's points begin, row by row from the south-west; one more at the end.
    offsets: Flat<u32>,
    /// Longitude of the points in the order of cells: units east of the grid's middle. Three zeros follow, for loops by fours.
    east: Flat<i32>,
    /// Latitude in units, as `east`.
    north: Flat<i32>,
    /// Place in the input, in the order of cells.
    order: Flat<u32>,
    /// The positions themselves, `[lon, lat]` in degrees, in the order of cells.
    positions: Flat<[f64; 2]>,
}

/// Where the cells lie. Cells are powers of two of units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Grid {
    /// Longitude in the middle of the points, units.
    middle: i32,
    /// The western edge, units east of the middle.
    west: i32,
    /// The southern edge, units.
    south: i32,
    /// Binary logarithm of a cell's width and height in units.
    col_shift: u32,
    row_shift: u32,
    cols: u32,
    rows: u32,
}

/// What a [`PointIndex`] is made of, for a snapshot.
#[derive(Clone, Debug)]
pub(crate) struct PointParts {
    pub(crate) grid: Grid,
    pub(crate) offsets: Flat<u32>,
    pub(crate) east: Flat<i32>,
    pub(crate) north: Flat<i32>,
    pub(crate) order: Flat<u32>,
    pub(crate) positions: Flat<[f64; 2]>,
}

/// Zeros after `east` and `north`: a group of four may begin at the last point.
const PADDING: usize = 3;

impl PointIndex {
    /// The arrays, which share memory with the index.
    #[allow(dead_code, reason = "the snapshot's issue writes them")]
    pub(crate) fn parts(&self) -> PointParts {
        let Self { grid, offsets, east, north, order, positions } = self.clone();
        PointParts { grid, offsets, east, north, order, positions }
    }

    /// An index of arrays from a file.
    ///
    /// # Errors
    /// The arrays do not belong together. After this nothing that is read from them leads out of an array; points that lie in the
    /// wrong cell are not noticed, for which the file has a checksum.
    ///
    /// # Cost
    /// One look at every value.
    #[allow(dead_code, reason = "the snapshot's issue reads them")]
    pub(crate) fn from_parts(parts: PointParts) -> Result<Self, Damaged> {
        let PointParts { grid, offsets, east, north, order, positions } = parts;
        let count = positions.len();
        Damaged::unless(grid.col_shift < 32 && grid.row_shift < 32, "point grid", "a cell is larger than the Earth")?;
        Damaged::unless(count == 0 || (grid.cols > 0 && grid.rows > 0), "point grid", "there are points and no cells")?;
        let cells = u64::from(grid.cols) * u64::from(grid.rows);
        Damaged::unless(offsets.len() as u64 == cells + 1, "point offsets", "not one for every cell")?;
        Damaged::unless(offsets.first() == Some(&0) && offsets.is_sorted(), "point offsets", "they go back")?;
        Damaged::unless(offsets.last().is_some_and(|&last| last as usize == count), "point offsets", "they do not end with the points")?;
        Damaged::unless(count < i32::MAX as usize, "points", "more than two thousand million")?;
        Damaged::unless(east.len() == count + PADDING && north.len() == count + PADDING, "point units", "not one for every point")?;
        Damaged::unless(order.len() == count && order.iter().all(|&i| (i as usize) < count), "point order", "it names points that are not there")?;
        Damaged::unless(positions.iter().all(|&p| LonLat::new(p).is_ok()), "point positions", "one is not on Earth")?;
        Ok(Self { grid, offsets, east, north, order, positions })
    }
}

impl Grid {
    /// The northern edge (exclusive), units.
    fn north(&self) -> i64 {
        i64::from(self.south) + (i64::from(self.rows) << self.row_shift)
    }

    /// The eastern edge (exclusive), units east of the middle.
    fn east(&self) -> i64 {
        i64::from(self.west) + (i64::from(self.cols) << self.col_shift)
    }

    /// The rows that a range of latitudes (inclusive) touches; empty when it lies beside.
    fn rows_of(&self, south: i64, north: i64) -> std::ops::Range<u32> {
        range(south - i64::from(self.south), north - i64::from(self.south), self.row_shift, self.rows)
    }

    /// The columns that a range of longitudes (inclusive, units east of the middle) touches.
    fn cols_of(&self, west: i64, east: i64) -> std::ops::Range<u32> {
        range(west - i64::from(self.west), east - i64::from(self.west), self.col_shift, self.cols)
    }
}

/// The cells between two offsets from the first cell's edge.
#[inline]
fn range(low: i64, high: i64, shift: u32, cells: u32) -> std::ops::Range<u32> {
    let first = (low >> shift).max(0);
    let end = ((high >> shift) + 1).min(i64::from(cells));
    if first < end { first as u32..end as u32 } else { 0..0 }
}
