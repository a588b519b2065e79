//! How large clusters chance alone makes.
//!
//! As many clues are spread at random over the ground, or in proportion to a baseline, and clustered in the same way. The largest cluster of each
//! replicate is kept: a cluster of the data is held against the largest that chance makes anywhere, so that of all clusters of a batch without
//! a pattern any is below p with a chance of p.
//!
//! # References
//! Besag and Newell (1991), *The detection of clusters in rare diseases*, JRSS A 154(1), for why it must be the largest.

use rayon::prelude::*;

use super::dbscan::{Moment, NOISE, Nearness, NearnessError, dbscan};
use super::draws::{Draws, Wheel};
use crate::coord::{Bounds, LocalPlane, LonLat};
use crate::units::Metres;

/// Where clues could be.
#[derive(Clone, Copy)]
pub struct ChanceGround<'a> {
    /// The box around it.
    pub bounds: Bounds,
    /// Which positions belong to it.
    pub is_inside: &'a (dyn Fn(&[LonLat]) -> Vec<bool> + Sync),
    /// Places with their baseline, and how far around such a place clues are spread; `None` spreads them evenly over the ground.
    pub baseline: Option<(&'a [LonLat], &'a [f64], Metres)>,
    /// The first and the last time, where times are clustered too.
    pub period: [Moment; 2],
}

/// The size of the largest cluster of each replicate.
///
/// # Errors
/// What is near is nothing, see [`NearnessError`].
///
/// # Cost
/// That of [`dbscan()`] for each replicate.
pub fn largest_by_chance(ground: ChanceGround<'_>, clues: usize, nearness: Nearness, replicates: u32, seed: u64) -> Result<Vec<u32>, NearnessError> {
    let wheel = ground.baseline.map(|(_, weights, _)| Wheel::new(weights));
    let largest = |replicate: u32| {
        let mut draws = Draws::new(seed, replicate.into());
        let positions = positions(ground, wheel.as_ref(), clues, &mut draws);
        let [first, last] = ground.period;
        let times: Vec<Moment> = if nearness.days.is_some() { positions.iter().map(|_| first + (last - first) * draws.unit()).collect() } else { Vec::new() };
        let labels = dbscan(&positions, &times, nearness)?;
        let mut sizes: Vec<u32> = Vec::new();
        for label in labels.into_iter().filter(|label| *label != NOISE) {
            let label = label as usize;
            sizes.resize(sizes.len().max(label + 1), 0);
            sizes[label] += 1;
        }
        Ok(sizes.into_iter().max().unwrap_or(0))
    };
    (0..replicates).into_par_iter().map(largest).collect()
}

/// Gives up on ground that so many draws in a row miss: it has no area.
const MISSES_MAX: usize = 1_000;

fn positions(ground: ChanceGround<'_>, wheel: Option<&Wheel>, count: usize, draws: &mut Draws) -> Vec<LonLat> {
    let mut positions: Vec<LonLat> = Vec::with_capacity(count);
    let mut misses = 0;
    while positions.len() < count && misses < MISSES_MAX {
        // More than are lacking, since some fall beside the ground.
        let lacking = (count - positions.len()) * 2 + 16;
        let drawn: Vec<LonLat> = (0..lacking).filter_map(|_| one(ground, wheel, draws)).collect();
        let inside = (ground.is_inside)(&drawn);
        let before = positions.len();
        positions.extend(drawn.into_iter().zip(inside).filter(|(_, is_inside)| *is_inside).map(|(position, _)| position).take(count - before));
        misses = if positions.len() == before { misses + 1 } else { 0 };
    }
    positions
}

/// One draw; `None` where it is not to count.
fn one(ground: ChanceGround<'_>, wheel: Option<&Wheel>, draws: &mut Draws) -> Option<LonLat> {
    let Bounds { west, south, east, north } = ground.bounds;
    if let (Some(wheel), Some((places, _, spread))) = (wheel, ground.baseline) {
        let place = places[wheel.draw(draws) as usize];
        let [x, y] = draws.in_disc();
        let [east_m, north_m] = LocalPlane::at(place).metres_per_degree();
        return LonLat::new([place.lon() + x * spread.get() / east_m, place.lat() + y * spread.get() / north_m]).ok();
    }
    let [lon, lat] = [west + (east - west) * draws.unit(), south + (north - south) * draws.unit()];
    // A degree of longitude is shorter farther from the equator, and so is its share of the ground.
    let widest = if south <= 0.0 && north >= 0.0 { 1.0 } else { south.abs().min(north.abs()).to_radians().cos() };
    (draws.unit() * widest <= lat.to_radians().cos()).then_some(())?;
    LonLat::new([lon, lat]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { west: 125.0, south: 43.0, east: 126.0, north: 44.0 };

    fn inside(positions: &[LonLat]) -> Vec<bool> {
        positions.iter().map(|position| BOUNDS.contains(*position)).collect()
    }

    #[test]
    fn draws_fill_the_ground_or_follow_the_baseline() {
        let even = ChanceGround { bounds: BOUNDS, is_inside: &inside, baseline: None, period: [0.0; 2] };
        let drawn = positions(even, None, 10_000, &mut Draws::new(1, 1));
        assert_eq!(drawn.len(), 10_000);
        let south = drawn.iter().filter(|position| position.lat() < 43.5).count();
        // The southern half has 50.4 % of the ground; five standard deviations are 250.
        assert!((4_790..5_290).contains(&south), "{south}");
        let places = [LonLat::new([125.2, 43.2]).expect("on Earth"), LonLat::new([125.8, 43.8]).expect("on Earth")];
        let weighted = ChanceGround { baseline: Some((&places, &[3.0, 1.0], Metres(1_000.0))), ..even };
        let wheel = Wheel::new(&[3.0, 1.0]);
        let drawn = positions(weighted, Some(&wheel), 4_000, &mut Draws::new(1, 1));
        let first = drawn.iter().filter(|position| position.lon() < 125.5).count();
        assert!((2_860..3_140).contains(&first), "{first}");
    }

    #[test]
    fn ground_that_nothing_hits_gives_no_clue_and_no_endless_search() {
        let nowhere = ChanceGround { bounds: BOUNDS, is_inside: &|all| vec![false; all.len()], baseline: None, period: [0.0; 2] };
        assert!(positions(nowhere, None, 5, &mut Draws::new(1, 1)).is_empty());
        let nearness = Nearness { radius: Metres(1_000.0), days: None, enough: 3 };
        assert_eq!(largest_by_chance(nowhere, 5, nearness, 3, 1), Ok(vec![0; 3]));
    }

    #[test]
    fn more_clues_make_larger_clusters_and_threads_change_nothing() {
        let ground = ChanceGround { bounds: BOUNDS, is_inside: &inside, baseline: None, period: [0.0, 30.0] };
        let nearness = Nearness { radius: Metres(2_000.0), days: Some(5.0), enough: 3 };
        let of = |clues: usize| largest_by_chance(ground, clues, nearness, 40, 1).expect("a nearness");
        let mean = |sizes: Vec<u32>| f64::from(sizes.iter().sum::<u32>()) / 40.0;
        assert!(mean(of(4_000)) > mean(of(400)) + 1.0);
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("threads");
        assert_eq!(one.install(|| of(400)), of(400));
    }
}
