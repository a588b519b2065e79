//! Columns of positions, in blocks.
//!
//! What a position costs is waiting for memory, so the work is laid out in passes over a block, each of which has many accesses
//! under way at once: which cells, where their points begin, which point is nearest flat, and how far that is on the ellipsoid.

use super::PointIndex;
use super::quantum::units;
use super::reach::{QUANTUM_SLACK_M, Reach, north_units};
use crate::coord::{LonLat, Place};
use crate::units::Metres;

/// Positions of a block: their state stays in the first-level cache.
const BLOCK: usize = 256;
/// The fast way looks at two rows of cells; wider searches are made one by one.
const ROWS: i64 = 2;

/// The runs of points that a position must be compared with, one for each row of cells, and how to compare.
#[derive(Clone, Copy, Default)]
struct Task {
    east: i32,
    north: i32,
    row: u32,
    runs: [[u32; 2]; ROWS as usize],
}

/// Positions of the block, by what is left to do.
#[derive(Default)]
struct Lists {
    tasks: Vec<(u32, Task)>,
    hits: Vec<(u32, u32)>,
    /// Left to the slow way, which starts anew.
    rest: Vec<u32>,
}

impl PointIndex {
    /// [`PointIndex::nearest_within`] for columns of longitude and latitude, with the same answers. A position that is no position
    /// (NaN, or not on Earth) has none.
    ///
    /// # Panics
    /// If the columns or the answers differ in length.
    ///
    /// # Cost
    /// Some tens of nanoseconds a position while the radius is below the size of a cell; beyond, as the single query.
    pub fn nearest_within_batch(&self, lon_deg: &[f64], lat_deg: &[f64], radius: Metres, out: &mut [Option<(u32, Metres)>]) {
        assert!(lon_deg.len() == lat_deg.len() && lat_deg.len() == out.len(), "columns of one batch");
        out.fill(None);
        if self.order.is_empty() || radius.get().is_nan() || radius.get() < 0.0 {
            return;
        }
        // Half a cell touches two rows at most.
        let near_m = radius.get().min(0.49 * self.stage_m());
        let reaches: Vec<Reach> = (0..i64::from(self.grid.rows))
            .map(|row| {
                let south = i64::from(self.grid.south) + (row << self.grid.row_shift);
                Reach::of(south, south + (1 << self.grid.row_shift), near_m)
            })
            .collect();
        let search = Search { index: self, reaches: &reaches, north_units: north_units(near_m), near_m, radius_m: radius.get() };
        let mut lists = Lists::default();
        for ((lon, lat), out) in lon_deg.chunks(BLOCK).zip(lat_deg.chunks(BLOCK)).zip(out.chunks_mut(BLOCK)) {
            search.block(lon, lat, out, &mut lists);
        }
    }
}

/// The search within one radius.
struct Search<'a> {
    index: &'a PointIndex,
    /// For every row of cells.
    reaches: &'a [Reach],
    north_units: i64,
    /// The fast way looks so far, and the slow way as far as it must.
    near_m: f64,
    radius_m: f64,
}

impl Search<'_> {
    fn block(&self, lon: &[f64], lat: &[f64], out: &mut [Option<(u32, Metres)>], lists: &mut Lists) {
        lists.tasks.clear();
        lists.hits.clear();
        lists.rest.clear();
        self.find_cells(lon, lat, lists);
        let (east, north): (&[i32], &[i32]) = (&self.index.east, &self.index.north);
        for (i, task) in &lists.tasks {
            let reach = self.reaches[task.row as usize];
            let nearest = compare(task, reach, east, north);
            self.sort_out(*i, &nearest, reach, &mut lists.hits, &mut lists.rest);
        }
        for &(i, slot) in &lists.hits {
            let i = i as usize;
            let found = self.index.decide_one(&Place::at([lon[i], lat[i]]), slot, self.near_m);
            out[i] = found;
            if found.is_none() && self.near_m < self.radius_m {
                lists.rest.push(i as u32);
            }
        }
        for &i in &lists.rest {
            let i = i as usize;
            if let Ok(position) = LonLat::new([lon[i], lat[i]]) {
                out[i] = self.index.nearest_from(position, self.radius_m, self.index.stage_m());
            }
        }
    }

    /// The cells that the radius touches, and where their points begin.
    fn find_cells(&self, lon: &[f64], lat: &[f64], lists: &mut Lists) {
        let grid = &self.index.grid;
        let offsets: &[u32] = &self.index.offsets;
        let (south, west) = (i64::from(grid.south), i64::from(grid.west));
        let (last_row, last_col) = (i64::from(grid.rows) - 1, i64::from(grid.cols) - 1);
        let (rim_north, rim_east) = (grid.north(), grid.east());
        for (i, (&lon, &lat)) in lon.iter().zip(lat).enumerate() {
            // Not `LonLat::new`: one comparison that NaN fails, too.
            if !(lon.abs() <= 180.0 && lat.abs() <= 90.0) {
                continue;
            }
            let (east, north) = (units(lon).wrapping_sub(grid.middle), units(lat));
            let (e, n) = (i64::from(east), i64::from(north));
            let row = ((n - south) >> grid.row_shift).clamp(0, last_row);
            let reach = &self.reaches[row as usize];
            let round = e.abs() + reach.east_units >= i64::from(i32::MAX);
            let beside = n + self.north_units < south || n - self.north_units >= rim_north || e + reach.east_units < west || e - reach.east_units >= rim_east;
            if round || reach.stretch.is_infinite() {
                lists.rest.push(i as u32);
                continue;
            }
            if beside {
                if self.near_m < self.radius_m {
                    lists.rest.push(i as u32);
                }
                continue;
            }
            let first_row = ((n - self.north_units - south) >> grid.row_shift).clamp(0, last_row);
            let final_row = ((n + self.north_units - south) >> grid.row_shift).clamp(0, last_row);
            let first_col = ((e - reach.east_units - west) >> grid.col_shift).clamp(0, last_col) as usize;
            let final_col = ((e + reach.east_units - west) >> grid.col_shift).clamp(0, last_col) as usize;
            let cells = first_row as usize * grid.cols as usize;
            let first = [offsets[cells + first_col], offsets[cells + final_col + 1]];
            let cells = final_row as usize * grid.cols as usize;
            let second = [offsets[cells + first_col], offsets[cells + final_col + 1]];
            // One row is looked at once; the second run is then empty.
            let second = [if first_row == final_row { second[1] } else { second[0] }, second[1]];
            let are_empty = first[0] == first[1] && second[0] == second[1];
            if are_empty && self.near_m >= self.radius_m {
                continue;
            }
            if (final_row - first_row) < ROWS {
                lists.tasks.push((i as u32, Task { east, north, row: row as u32, runs: [first, second] }));
            } else {
                lists.rest.push(i as u32);
            }
        }
    }

    /// Whether the nearest point of a comparison is known, too far, or in doubt.
    #[inline]
    fn sort_out(&self, i: u32, nearest: &Nearest, reach: Reach, hits: &mut Vec<(u32, u32)>, rest: &mut Vec<u32>) {
        let flat_m = nearest.squared.sqrt();
        // By the two inequalities of `reach`: nothing is nearer than this, and the second is farther than that.
        let too_far = flat_m / reach.stretch - QUANTUM_SLACK_M > self.near_m as f32 * 1.000_001;
        let alone = nearest.second_squared.sqrt() > flat_m * (reach.stretch * reach.stretch) + 4.0 * QUANTUM_SLACK_M;
        if too_far {
            if self.near_m < self.radius_m {
                rest.push(i);
            }
        } else if alone {
            hits.push((i, nearest.slot));
        } else {
            rest.push(i);
        }
    }
}

/// The nearest point of a comparison, flat.
struct Nearest {
    squared: f32,
    slot: u32,
    second_squared: f32,
}

/// Compares by fours: each lane keeps its nearest and second nearest, and the lanes are put together at the end.
#[inline]
fn compare(task: &Task, reach: Reach, east: &[i32], north: &[i32]) -> Nearest {
    let mut best = [f32::INFINITY; 4];
    let mut second = [f32::INFINITY; 4];
    let mut slots = [0u32; 4];
    for [start, end] in task.runs {
        let mut group = start;
        while group < end {
            let at = group as usize;
            let (xs, ys) = (four(east, at), four(north, at));
            for lane in 0..4 {
                let dx = xs[lane].wrapping_sub(task.east) as f32 * reach.east_m;
                let dy = ys[lane].wrapping_sub(task.north) as f32 * reach.north_m;
                let squared = dx * dx + dy * dy;
                let slot = group + lane as u32;
                let squared = if slot < end { squared } else { f32::INFINITY };
                let closer = squared < best[lane];
                let loser = if closer { best[lane] } else { squared };
                second[lane] = if loser < second[lane] { loser } else { second[lane] };
                slots[lane] = if closer { slot } else { slots[lane] };
                best[lane] = if closer { squared } else { best[lane] };
            }
            group += 4;
        }
    }
    let mut all = Nearest { squared: f32::INFINITY, slot: 0, second_squared: f32::INFINITY };
    for lane in 0..4 {
        let closer = best[lane] < all.squared;
        let loser = if closer { all.squared } else { best[lane] };
        all.second_squared = all.second_squared.min(loser).min(second[lane]);
        all.slot = if closer { slots[lane] } else { all.slot };
        all.squared = if closer { best[lane] } else { all.squared };
    }
    all
}

#[inline]
fn four(values: &[i32], at: usize) -> [i32; 4] {
    values.get(at..at + 4).and_then(|group| group.try_into().ok()).unwrap_or_default()
}
