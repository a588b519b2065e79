//! The ground as a lattice of positions: which area each lies in, and which borders it is near.
//!
//! What is asked of ground of any shape, how large a band along a border is and what lies in it when clues are shifted, is asked of the positions
//! instead. Their rows and columns are as many degrees apart, so a shift is a whole number of both.

use rayon::prelude::*;

use super::{BorderLines, Near};
use crate::coord::{Bounds, LocalPlane, LonLat};
use crate::units::Metres;

/// The number that stands for no area.
pub(super) const NOBODY: u32 = u32::MAX;

/// Positions over a region.
pub(super) struct Lattice {
    south: f64,
    west: f64,
    step_lon: f64,
    step_lat: f64,
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// The area that each lies in, row by row.
    pub(super) area: Vec<u32>,
    /// Where the borders near each begin; one more than there are positions.
    starts: Vec<u32>,
    near: Vec<Near>,
}

/// No more positions than this.
const POSITIONS_MAX: f64 = 2_000_000.0;
/// Nor are they closer together: areas are good to a hundredth then.
const STEP_MIN_M: f64 = 250.0;

impl Lattice {
    /// Of a region's bounds. `areas_of` tells which area each position lies in.
    ///
    /// # Cost
    /// A few microseconds for every position near a border.
    pub(super) fn new(bounds: Bounds, lines: &BorderLines, within: Metres, areas_of: &(dyn Fn(&[LonLat]) -> Vec<Option<u32>> + Sync)) -> Self {
        let middle = LonLat::new([f64::midpoint(bounds.west, bounds.east), f64::midpoint(bounds.south, bounds.north)]).ok();
        let [east, north] = middle.map_or([1.0; 2], |middle| LocalPlane::at(middle).metres_per_degree());
        let (width, height) = (((bounds.east - bounds.west) * east).max(1.0), ((bounds.north - bounds.south) * north).max(1.0));
        let step = (width * height / POSITIONS_MAX).sqrt().max(STEP_MIN_M);
        let (columns, rows) = ((width / step).ceil() as usize, (height / step).ceil() as usize);
        let mut lattice = Self {
            south: bounds.south,
            west: bounds.west,
            step_lon: step / east,
            step_lat: step / north,
            columns,
            rows,
            area: Vec::new(),
            starts: vec![0],
            near: Vec::new(),
        };
        let row = |row: usize| {
            let positions: Vec<LonLat> = (0..columns).filter_map(|column| LonLat::new(lattice.at(row, column)).ok()).collect();
            let mut areas: Vec<u32> = areas_of(&positions).into_iter().map(|area| area.unwrap_or(NOBODY)).collect();
            areas.resize(columns, NOBODY);
            let near: Vec<Vec<Near>> =
                positions.iter().zip(&areas).map(|(position, area)| if *area == NOBODY { Vec::new() } else { lines.near(*position, within) }).collect();
            (areas, near)
        };
        let found: Vec<(Vec<u32>, Vec<Vec<Near>>)> = (0..rows).into_par_iter().map(row).collect();
        for (areas, near) in found {
            for (column, area) in areas.iter().enumerate() {
                lattice.area.push(*area);
                lattice.near.extend(near.get(column).into_iter().flatten());
                lattice.starts.push(lattice.near.len() as u32);
            }
        }
        lattice
    }

    fn at(&self, row: usize, column: usize) -> [f64; 2] {
        [self.west + (column as f64 + 0.5) * self.step_lon, self.south + (row as f64 + 0.5) * self.step_lat]
    }

    /// Row and column of the position that stands for another one; it may be none of the lattice.
    pub(super) fn place(&self, position: LonLat) -> [i32; 2] {
        [((position.lat() - self.south) / self.step_lat).floor() as i32, ((position.lon() - self.west) / self.step_lon).floor() as i32]
    }

    /// The number of the position in a row and column, if it is one of the lattice.
    #[inline]
    pub(super) fn number(&self, [row, column]: [i32; 2]) -> Option<usize> {
        let (row, column) = (usize::try_from(row).ok()?, usize::try_from(column).ok()?);
        (row < self.rows && column < self.columns).then_some(row * self.columns + column)
    }

    /// Row and column of a position of the lattice.
    #[inline]
    #[allow(clippy::cast_possible_wrap, reason = "there are two million positions at most")]
    pub(super) fn row_and_column(&self, number: usize) -> [i32; 2] {
        [(number / self.columns) as i32, (number % self.columns) as i32]
    }

    /// The borders near a position.
    pub(super) fn near(&self, number: usize) -> &[Near] {
        &self.near[self.starts[number] as usize..self.starts[number + 1] as usize]
    }

    /// The ground that the positions of a row stand for, each.
    pub(super) fn square_metres(&self, row: usize) -> f64 {
        let [east, north] = LonLat::new(self.at(row, 0)).map_or([0.0; 2], |at| LocalPlane::at(at).metres_per_degree());
        self.step_lon * east * self.step_lat * north
    }

    /// Metres as rows and columns, in the middle of the region.
    pub(super) fn steps_of(&self, metres: f64) -> [f64; 2] {
        let [east, north] = LonLat::new(self.at(self.rows / 2, self.columns / 2)).map_or([1.0; 2], |at| LocalPlane::at(at).metres_per_degree());
        [metres / (self.step_lat * north), metres / (self.step_lon * east)]
    }
}
