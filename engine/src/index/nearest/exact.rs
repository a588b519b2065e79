//! One position at a time, and whatever a batch leaves undecided.

use super::PointIndex;
use super::quantum::units;
use super::reach::{Reach, north_units};
use crate::coord::{LonLat, Place, error_m};
use crate::units::Metres;

/// A point that may be the nearest: its length by the closed formula, and its place in the order of cells.
type Candidate = (f64, u32);

impl PointIndex {
    /// All points within the radius (inclusive), nearest first, equal distances in input order.
    ///
    /// # Cost
    /// All points of the cells that the radius touches.
    pub fn within(&self, position: LonLat, radius: Metres) -> Vec<(u32, Metres)> {
        let from = Place::at(position.to_array());
        let mut slots = Vec::new();
        self.each_candidate(position, radius.get(), |slot| slots.push(slot));
        let mut found: Vec<(f64, u32, f64)> = Vec::new();
        for slot in slots {
            let to = self.place(slot);
            let closed_m = from.distance_m(&to);
            if closed_m <= radius.get() + error_m(closed_m) {
                let true_m = from.karney_m(&to);
                if true_m <= radius.get() {
                    found.push((true_m, self.order[slot as usize], closed_m));
                }
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.dedup_by_key(|point| point.1);
        found.into_iter().map(|(_, point, closed_m)| (point, Metres(closed_m.min(radius.get())))).collect()
    }

    /// The nearest point within the radius (inclusive); of equally near ones the first of the input.
    ///
    /// # Exactness
    /// Which point, and whether it is within the radius, are as by [`geodesic`](crate::coord::geodesic); the distance is that of
    /// [`distance`](crate::coord::distance), a micrometre at most from it below 60 km.
    ///
    /// # Cost
    /// The search widens from the size of a cell until it finds a point, so a large radius costs only where points are rare.
    pub fn nearest_within(&self, position: LonLat, radius: Metres) -> Option<(u32, Metres)> {
        self.nearest_from(position, radius.get(), self.stage_m())
    }

    /// As [`Self::nearest_within`], when it is known that the search may begin with a radius.
    pub(super) fn nearest_from(&self, position: LonLat, radius_m: f64, first_m: f64) -> Option<(u32, Metres)> {
        if self.order.is_empty() || radius_m.is_nan() || radius_m < 0.0 {
            return None;
        }
        let mut stage_m = first_m;
        while stage_m < radius_m {
            if let Some(found) = self.nearest_in(position, stage_m) {
                return Some(found);
            }
            stage_m *= 2.0;
        }
        self.nearest_in(position, radius_m)
    }

    /// A radius at which a search may begin: about a cell.
    pub(super) fn stage_m(&self) -> f64 {
        const METRES_PER_UNIT: f64 = 0.009_3;
        METRES_PER_UNIT * f64::from(self.grid.row_shift).exp2()
    }

    fn nearest_in(&self, position: LonLat, radius_m: f64) -> Option<(u32, Metres)> {
        let from = Place::at(position.to_array());
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut least_m = radius_m + error_m(radius_m);
        self.each_candidate(position, radius_m, |slot| {
            let closed_m = from.distance_m(&self.place(slot));
            if closed_m <= least_m + 2.0 * error_m(least_m) {
                candidates.push((closed_m, slot));
                least_m = least_m.min(closed_m);
            }
        });
        candidates.retain(|&(closed_m, _)| closed_m <= least_m + 2.0 * error_m(least_m));
        self.decide(&from, &candidates, radius_m)
    }

    /// The nearest of candidates that hold every point which the error of the closed formula does not rule out.
    fn decide(&self, from: &Place, candidates: &[Candidate], radius_m: f64) -> Option<(u32, Metres)> {
        if let &[(closed_m, slot)] = candidates
            && closed_m + error_m(closed_m) <= radius_m
        {
            return Some((self.order[slot as usize], Metres(closed_m)));
        }
        let measured = candidates.iter().map(|&(closed_m, slot)| (from.karney_m(&self.place(slot)), self.order[slot as usize], closed_m));
        let (true_m, point, closed_m) = measured.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
        (true_m <= radius_m).then_some((point, Metres(closed_m.min(radius_m))))
    }

    /// As [`Self::nearest_within`] for a point that is nearer than all others by more than the closed formula's error.
    #[inline]
    pub(super) fn decide_one(&self, from: &Place, slot: u32, radius_m: f64) -> Option<(u32, Metres)> {
        let closed_m = from.distance_m(&self.place(slot));
        if closed_m + error_m(closed_m) <= radius_m {
            Some((self.order[slot as usize], Metres(closed_m)))
        } else {
            self.decide(from, &[(closed_m, slot)], radius_m)
        }
    }

    #[inline]
    fn place(&self, slot: u32) -> Place {
        Place::at(self.positions[slot as usize])
    }

    /// Calls with the place, in the order of cells, of every point that may lie within the radius, some of them twice.
    fn each_candidate(&self, position: LonLat, radius_m: f64, mut call: impl FnMut(u32)) {
        const TURN: i64 = 1 << 32;
        if self.order.is_empty() || radius_m.is_nan() || radius_m < 0.0 {
            return;
        }
        let north = i64::from(units(position.lat()));
        let beyond = north_units(radius_m);
        let reach = Reach::of(north, north, radius_m).east_units;
        let east = i64::from(units(position.lon()).wrapping_sub(self.grid.middle));
        // Seen round the Earth, a range may touch the grid from both sides; one that closes is seen once.
        let ranges = if 2 * reach + 1 >= TURN {
            [Some((i64::from(i32::MIN), i64::from(i32::MAX))), None, None]
        } else {
            [-TURN, 0, TURN].map(|turn| Some((east + turn - reach, east + turn + reach)))
        };
        for row in self.grid.rows_of(north - beyond, north + beyond) {
            for (low, high) in ranges.into_iter().flatten() {
                let cols = self.grid.cols_of(low, high);
                let first = row as usize * self.grid.cols as usize;
                let run = self.offsets[first + cols.start as usize]..self.offsets[first + cols.end as usize];
                run.for_each(&mut call);
            }
        }
    }
}
