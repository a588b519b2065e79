//! DBSCAN on the ellipsoid, and in time where times are given (ST-DBSCAN).
//!
//! A clue is *core* if at least so many clues, itself among them, are near. Core clues near each other are of one cluster; a clue near a core one
//! belongs to its cluster, to the first of them if there are several; the rest is noise. Clusters are numbered by their first core clue in
//! the order given. These are the labels of scikit-learn.
//!
//! 1. Cells so small that all clues in one are near each other. Who shares a cell with enough others is core, and nothing is measured.
//! 2. For the others, clues of the cells around are measured until there are enough.
//! 3. Cells whose core clues are near those of another are one cluster; the first near pair ends the search, and cells joined already are not
//!    searched.
//!
//! # References
//! Ester et al. (1996), *A density-based algorithm for discovering clusters*, KDD; Birant and Kut (2007), *ST-DBSCAN*, Data & Knowledge
//! Engineering 60(1); Gunawan (2013) and Gan and Tao (2015), *DBSCAN revisited*, SIGMOD, for cells.

use rustc_hash::FxHashMap;

use crate::coord::{LonLat, Place};
use crate::units::Metres;

/// The label of a clue that belongs to no cluster.
pub const NOISE: i32 = -1;

/// Days since some day, the same for all clues.
pub type Moment = f64;

/// What is near, and how many make a cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearness {
    /// As far apart on the ground as clues may be to be near, from [`Nearness::RADIUS_MIN_M`] to [`Nearness::RADIUS_MAX_M`].
    pub radius: Metres,
    /// As far apart in time, days, at least a minute; `None` leaves time out.
    pub days: Option<f64>,
    /// How many clues must be near a core one, itself among them; at least 1.
    pub enough: usize,
}

/// Why nothing can be near.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NearnessError {
    /// The radius.
    #[error("the radius {0} m is not from 1 m to 100 km")]
    Radius(f64),
    /// The days.
    #[error("{0} days are not at least a minute")]
    Days(f64),
    /// The time of a clue, by its place in the input.
    #[error("clue {0} has no time")]
    Time(usize),
    /// How many are enough.
    #[error("a cluster of no clue is none")]
    Enough,
}

impl Nearness {
    /// The largest radius, metres: as far as the closed formula for distances is good to a hundredth of a millimetre.
    pub const RADIUS_MAX_M: f64 = 100_000.0;

    /// The smallest radius, metres: clues are not known better.
    pub const RADIUS_MIN_M: f64 = 1.0;

    /// The shortest time, days.
    const DAYS_MIN: f64 = 1.0 / 1440.0;

    /// Whether it can be worked with.
    ///
    /// # Errors
    /// See [`NearnessError`].
    pub fn checked(self) -> Result<Self, NearnessError> {
        let radius = self.radius.get();
        if !(Self::RADIUS_MIN_M..=Self::RADIUS_MAX_M).contains(&radius) {
            return Err(NearnessError::Radius(radius));
        }
        if let Some(days) = self.days.filter(|days| !(Self::DAYS_MIN..f64::INFINITY).contains(days)) {
            return Err(NearnessError::Days(days));
        }
        if self.enough == 0 { Err(NearnessError::Enough) } else { Ok(self) }
    }
}

/// The cluster of each clue, from 0 on, or [`NOISE`].
///
/// Clues on both sides of the antimeridian are not near each other.
///
/// # Errors
/// The nearness is none, or a time is none.
///
/// # Panics
/// If times are asked for and there are more or fewer than positions.
///
/// # Cost
/// About O(n) for clues spread evenly; where thousands lie in the radius of each, cells keep it from growing with that number.
pub fn dbscan(positions: &[LonLat], times: &[Moment], nearness: Nearness) -> Result<Vec<i32>, NearnessError> {
    let nearness = nearness.checked()?;
    if nearness.days.is_some() {
        assert_eq!(times.len(), positions.len(), "each clue has a time");
        if let Some(place) = times.iter().position(|time| !(-TIME_MAX_DAYS..TIME_MAX_DAYS).contains(time)) {
            return Err(NearnessError::Time(place));
        }
    }
    let clues = Clues::new(positions, times, nearness);
    let is_core = clues.cores();
    let joined = clues.joined(&is_core);
    Ok(clues.labels(&is_core, &joined))
}

/// Times are counted from some day of our own era.
const TIME_MAX_DAYS: f64 = 1e6;

/// Radius of a circle that no line on the ellipsoid curves more than (the smallest radius of curvature, b²/a).
const SHARPEST_M: f64 = 6_335_439.0;

type CellKey = [i32; 3];

/// Clues in the order of their cells.
struct Clues {
    nearness: Nearness,
    /// Metres from the Earth's centre, a column for each axis.
    space: [Vec<f64>; 3],
    /// Days; all 0 where time is left out.
    times: Vec<f64>,
    places: Vec<Place>,
    /// Place in this order → place in the input.
    rows: Vec<u32>,
    /// Each cell's key and range, in order.
    cells: Vec<(CellKey, [u32; 2])>,
    known: FxHashMap<CellKey, u32>,
    grid: Grid,
    /// Squares of straight lines through the Earth: as long as the first, and what lies on the ground is near; longer than the second, and it is not.
    sure: f64,
    possible: f64,
    /// So far apart in time; infinite where time is left out.
    days: f64,
}

/// Rows of equal latitude, columns that are as wide as the row's wider side allows, and slabs of time.
struct Grid {
    row_deg: f64,
    days: f64,
    first_row: i32,
    last_row: i32,
    /// Row, from the first → degrees of longitude of a column.
    column_deg: Vec<f64>,
    /// Row, from the first → degrees of longitude that are as wide as the radius in the rows from two below to two above.
    reach_deg: Vec<[f64; 5]>,
}

/// Room for rounding: cells are a little smaller, and looked around a little farther, than they need to be.
const ROOM: f64 = 1.0 + 1e-6;

impl Grid {
    fn new(positions: &[LonLat], nearness: Nearness) -> Self {
        let radius = nearness.radius.get();
        let side_m = radius / (2.0_f64.sqrt() * ROOM * ROOM);
        // A degree of latitude is longest at the poles: 111 694 m.
        let row_deg = side_m / 111_695.0;
        let row_of = |lat: f64| (lat / row_deg).floor() as i32;
        let [low, high] = [f64::INFINITY, f64::NEG_INFINITY];
        let (low, high) = positions.iter().fold((low, high), |(low, high), p| (low.min(p.lat()), high.max(p.lat())));
        let (first_row, last_row) = if positions.is_empty() { (0, 0) } else { (row_of(low), row_of(high)) };
        // A row is widest where it is nearest to the equator.
        let nearest = |row: i32| if row < 0 { f64::from(row + 1) * row_deg } else { f64::from(row) * row_deg };
        let width = |row: i32| (side_m / metres_per_degree_of_longitude(nearest(row))).min(360.0);
        // The radius is most degrees wide where the rows are nearest to a pole.
        let reach = |row: i32, other: i32| {
            let farthest = [row, row + 1, other, other + 1].iter().map(|row| (f64::from(*row) * row_deg).abs()).fold(0.0, f64::max).min(90.0);
            (radius * ROOM / metres_per_degree_of_longitude(farthest) * 1.01).min(360.0)
        };
        Self {
            row_deg,
            days: nearness.days.unwrap_or(f64::INFINITY),
            first_row,
            last_row,
            column_deg: (first_row..=last_row).map(width).collect(),
            reach_deg: (first_row..=last_row).map(|row| [-2, -1, 0, 1, 2].map(|off| reach(row, row + off))).collect(),
        }
    }

    fn column_deg(&self, row: i32) -> Option<f64> {
        self.column_deg.get(usize::try_from(row - self.first_row).ok()?).copied()
    }

    fn key(&self, position: LonLat, time: f64) -> CellKey {
        let row = ((position.lat() / self.row_deg).floor() as i32).clamp(self.first_row, self.last_row);
        let column = (position.lon() / self.column_deg[(row - self.first_row) as usize]).floor() as i32;
        let slab = if self.days.is_finite() { (time / self.days).floor() as i32 } else { 0 };
        [row, column, slab]
    }
}

/// At most so long, metres; at the poles next to nothing, and never 0.
fn metres_per_degree_of_longitude(lat_deg: f64) -> f64 {
    (Place::at([0.0, lat_deg]).axis_m.to_radians()).max(1e-6)
}

impl Clues {
    fn new(positions: &[LonLat], times: &[Moment], nearness: Nearness) -> Self {
        let grid = Grid::new(positions, nearness);
        let time = |row: usize| if nearness.days.is_some() { times[row] } else { 0.0 };
        let keys: Vec<CellKey> = positions.iter().enumerate().map(|(row, position)| grid.key(*position, time(row))).collect();
        let mut rows: Vec<u32> = (0..positions.len() as u32).collect();
        rows.sort_by_key(|row| (keys[*row as usize], *row));
        let mut space: [Vec<f64>; 3] = std::array::from_fn(|_| Vec::with_capacity(rows.len()));
        let mut places = Vec::with_capacity(rows.len());
        for row in &rows {
            let position = positions[*row as usize];
            let place = Place::at(position.to_array());
            let (sin, cos) = position.lon().to_radians().sin_cos();
            for (axis, metres) in space.iter_mut().zip([place.axis_m * cos, place.axis_m * sin, place.height_m]) {
                axis.push(metres);
            }
            places.push(place);
        }
        let times = rows.iter().map(|row| time(*row as usize)).collect();
        let mut cells = Vec::new();
        let mut start = 0;
        for same in rows.chunk_by(|a, b| keys[*a as usize] == keys[*b as usize]) {
            let end = start + same.len() as u32;
            cells.push((keys[same[0] as usize], [start, end]));
            start = end;
        }
        let known = (0..).zip(&cells).map(|(place, (key, _))| (*key, place)).collect();
        let radius = nearness.radius.get();
        // The line on the ground is longer than the straight one, by at most what the sharpest curve makes of it.
        let shortest = (radius * (1.0 - radius * radius / (20.0 * SHARPEST_M * SHARPEST_M)) - 1e-3).max(0.0);
        let possible = radius * radius * (1.0 + 1e-9) + 1e-3;
        let days = nearness.days.unwrap_or(f64::INFINITY);
        Self { nearness, space, times, places, rows, cells, known, grid, sure: shortest * shortest, possible, days }
    }

    fn range(&self, cell: u32) -> std::ops::Range<usize> {
        let [start, end] = self.cells[cell as usize].1;
        start as usize..end as usize
    }

    /// The cells that may hold something near a clue of this one, itself left out.
    fn around(&self, cell: u32, found: &mut Vec<u32>) {
        found.clear();
        let [row, column, slab] = self.cells[cell as usize].0;
        let Some(own_deg) = self.grid.column_deg(row) else { return };
        let (west, east) = (f64::from(column) * own_deg, f64::from(column + 1) * own_deg);
        // Two rows are as high as the radius is long, and a little less.
        for (other_row, reach) in (row - 2..=row + 2).zip(self.grid.reach_deg[(row - self.grid.first_row) as usize]) {
            let Some(width) = self.grid.column_deg(other_row) else { continue };
            let (first, last) = (((west - reach) / width).floor() as i32, ((east + reach) / width).floor() as i32);
            for other_column in first..=last {
                for other_slab in slab.saturating_sub(1)..=slab.saturating_add(1) {
                    found.extend(self.known.get(&[other_row, other_column, other_slab]).filter(|other| **other != cell));
                }
            }
        }
    }

    fn chord_squared(&self, a: usize, b: usize) -> f64 {
        let off = [0, 1, 2].map(|axis: usize| self.space[axis][a] - self.space[axis][b]);
        off[0] * off[0] + off[1] * off[1] + off[2] * off[2]
    }

    fn is_near(&self, a: usize, b: usize) -> bool {
        let chord_squared = self.chord_squared(a, b);
        if chord_squared > self.possible || (self.times[a] - self.times[b]).abs() > self.days {
            return false;
        }
        chord_squared <= self.sure || self.places[a].distance_m(&self.places[b]) <= self.nearness.radius.get()
    }

    /// How many of a cell are near a clue. Almost always the straight lines tell; then nothing else is asked, and several are told at once.
    fn count_near(&self, clue: usize, cell: std::ops::Range<usize>) -> usize {
        let [x, y, z] = [0, 1, 2].map(|axis: usize| self.space[axis][clue]);
        let time = self.times[clue];
        let [xs, ys, zs] = [0, 1, 2].map(|axis: usize| &self.space[axis][cell.clone()]);
        let (mut sure, mut possible) = (0_u64, 0_u64);
        for (((x2, y2), z2), time2) in xs.iter().zip(ys).zip(zs).zip(&self.times[cell.clone()]) {
            let squared = (x - x2) * (x - x2) + (y - y2) * (y - y2) + (z - z2) * (z - z2);
            let is_then = (time - time2).abs() <= self.days;
            sure += u64::from((squared <= self.sure) & is_then);
            possible += u64::from((squared <= self.possible) & is_then);
        }
        if sure == possible { sure as usize } else { cell.filter(|other| self.is_near(clue, *other)).count() }
    }

    /// Place in the order of cells → whether it is core.
    fn cores(&self) -> Vec<bool> {
        let enough = self.nearness.enough;
        let mut is_core = vec![false; self.rows.len()];
        let mut around = Vec::new();
        for cell in 0..self.cells.len() as u32 {
            let own = self.range(cell);
            if own.len() >= enough {
                is_core[own].fill(true);
                continue;
            }
            self.around(cell, &mut around);
            for clue in own.clone() {
                let mut count = own.len();
                for other in &around {
                    count += self.count_near(clue, self.range(*other));
                    if count >= enough {
                        is_core[clue] = true;
                        break;
                    }
                }
            }
        }
        is_core
    }

    /// Which cells with core clues are of one cluster.
    fn joined(&self, is_core: &[bool]) -> Sets {
        let mut sets = Sets::new(self.cells.len());
        let mut around = Vec::new();
        for cell in 0..self.cells.len() as u32 {
            let cores: Vec<usize> = self.range(cell).filter(|clue| is_core[*clue]).collect();
            if cores.is_empty() {
                continue;
            }
            self.around(cell, &mut around);
            for other in around.iter().copied().filter(|other| *other > cell) {
                if sets.first(cell) == sets.first(other) {
                    continue;
                }
                let others = self.range(other).filter(|clue| is_core[*clue]);
                if others.into_iter().any(|other| cores.iter().any(|clue| self.is_near(*clue, other))) {
                    sets.join(cell, other);
                }
            }
        }
        sets
    }

    fn labels(&self, is_core: &[bool], joined: &Sets) -> Vec<i32> {
        let cell_of: Vec<u32> = (0..self.cells.len() as u32).flat_map(|cell| self.range(cell).map(move |_| cell)).collect();
        let mut labels = vec![NOISE; self.rows.len()];
        // By the input's order, so that numbers follow the first core clue.
        let mut place_of = vec![0_u32; self.rows.len()];
        for (place, row) in (0..).zip(&self.rows) {
            place_of[*row as usize] = place;
        }
        let (mut numbers, mut next): (FxHashMap<u32, i32>, i32) = (FxHashMap::default(), 0);
        for place in place_of.iter().map(|place| *place as usize).filter(|place| is_core[*place]) {
            labels[self.rows[place] as usize] = *numbers.entry(joined.first(cell_of[place])).or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
        let mut around = Vec::new();
        for cell in 0..self.cells.len() as u32 {
            let own = self.range(cell);
            if own.clone().all(|clue| is_core[clue]) {
                continue;
            }
            self.around(cell, &mut around);
            for clue in own.clone().filter(|clue| !is_core[*clue]) {
                let here = own.clone().filter(|other| is_core[*other]);
                let there = around.iter().flat_map(|other| self.range(*other)).filter(|other| is_core[*other] && self.is_near(clue, *other));
                let label = here.chain(there).map(|other| labels[self.rows[other] as usize]).min();
                labels[self.rows[clue] as usize] = label.unwrap_or(NOISE);
            }
        }
        labels
    }
}

/// Sets of numbers that are joined two at a time; each is named by its smallest.
struct Sets(Vec<u32>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    fn first(&self, mut number: u32) -> u32 {
        while self.0[number as usize] != number {
            number = self.0[number as usize];
        }
        number
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
#[path = "dbscan_tests.rs"]
mod tests;
