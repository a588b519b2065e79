//! Sorting the points into cells.

use super::quantum::units;
use super::{Grid, PADDING, PointIndex};
use crate::coord::{LonLat, Place};

/// Points a cell holds on average, were they spread evenly: fewer means more cells to look up, more means more points to compare.
const POINTS_PER_CELL: f64 = 1.5;
/// The smallest cell, 2⁸ units or 2.4 m: points on one spot need no finer grid.
const SHIFT_MIN: u32 = 8;

impl PointIndex {
    /// Indexes the points; answers name them by their place in the input.
    ///
    /// # Panics
    /// With 2³¹ points or more.
    #[allow(clippy::needless_pass_by_value, reason = "the points are the index's from here on")]
    pub fn new(positions: Vec<LonLat>) -> Self {
        let count = positions.len();
        assert!(i32::try_from(count).is_ok(), "fewer than 2^31 points");
        let lon: Vec<i32> = positions.iter().map(|p| units(p.lon())).collect();
        let lat: Vec<i32> = positions.iter().map(|p| units(p.lat())).collect();
        let grid = Grid::around(&lon, &lat);

        // Counting sort: count, sum up, place. It keeps the order of the input within a cell.
        let east: Vec<i32> = lon.iter().map(|&lon| lon.wrapping_sub(grid.middle)).collect();
        let cell = |i: usize| grid.cell(east[i], lat[i]);
        let mut offsets = vec![0u32; grid.cols as usize * grid.rows as usize + 1];
        for i in 0..count {
            offsets[cell(i) + 1] += 1;
        }
        for i in 1..offsets.len() {
            offsets[i] += offsets[i - 1];
        }
        let mut free = offsets.clone();
        let mut order = vec![0u32; count];
        for i in 0..count {
            let slot = &mut free[cell(i)];
            order[*slot as usize] = i as u32;
            *slot += 1;
        }
        let sorted = |values: &[i32]| order.iter().map(|&i| values[i as usize]).chain([0; PADDING]).collect::<Vec<i32>>();
        Self {
            grid,
            east: sorted(&east).into(),
            north: sorted(&lat).into(),
            positions: order.iter().map(|&i| positions[i as usize].to_array()).collect::<Vec<_>>().into(),
            order: order.into(),
            offsets: offsets.into(),
        }
    }
}

impl Grid {
    /// The grid of points given by longitude and latitude in units.
    fn around(lon: &[i32], lat: &[i32]) -> Self {
        let (Some(&south), Some(&north)) = (lat.iter().min(), lat.iter().max()) else { return Self::default() };
        let (west, width) = shortest_range(lon);
        let height = i64::from(north) - i64::from(south);
        let middle = west.wrapping_add((width / 2) as i32);

        // Square on the ground, as near as powers of two come.
        let middle_lat = 0.5 * (f64::from(north) + f64::from(south)) / super::quantum::UNITS_PER_DEG;
        let narrowing = (Place::at([0.0, middle_lat]).axis_m / Place::at([0.0, 0.0]).axis_m).max(0.01);
        let side = ((width as f64 + 1.0) * narrowing * (height as f64 + 1.0) * POINTS_PER_CELL / lon.len() as f64).sqrt();
        let shift = |side: f64| (side.log2().round().max(0.0) as u32).clamp(SHIFT_MIN, 31);
        let (mut row_shift, mut col_shift) = (shift(side), shift(side / narrowing));
        let cells = |extent: i64, shift: u32| (extent >> shift) + 1;
        // Points along one line have no area to go by.
        let cells_max = i64::try_from(lon.len()).map_or(i64::MAX, |points| 4 * points + 16);
        while cells(width, col_shift) * cells(height, row_shift) > cells_max {
            if cells(width, col_shift) > cells(height, row_shift) { col_shift += 1 } else { row_shift += 1 }
        }
        Self { middle, west: -((width / 2) as i32), south, col_shift, row_shift, cols: cells(width, col_shift) as u32, rows: cells(height, row_shift) as u32 }
    }

    /// The cell of a point of the grid.
    fn cell(&self, east: i32, north: i32) -> usize {
        let col = (i64::from(east) - i64::from(self.west)) >> self.col_shift;
        let row = (i64::from(north) - i64::from(self.south)) >> self.row_shift;
        row as usize * self.cols as usize + col as usize
    }
}

/// The shortest range of longitudes that holds all: where it begins, and how wide it is. It may cross the antimeridian.
fn shortest_range(lon: &[i32]) -> (i32, i64) {
    const TURN: i64 = 1 << 32;
    let mut sorted = lon.to_vec();
    sorted.sort_unstable();
    let next = sorted.iter().cycle().skip(1);
    let gaps = sorted.iter().zip(next).enumerate().map(|(i, (&a, &b))| {
        let gap = i64::from(b) - i64::from(a);
        (if i + 1 == sorted.len() { gap + TURN } else { gap }, b)
    });
    // The range is what the widest gap leaves; the first of equally wide ones, so that equal points make equal grids.
    gaps.fold((sorted[0], TURN), |(west, width), (gap, after)| if TURN - gap < width { (after, TURN - gap) } else { (west, width) })
}
