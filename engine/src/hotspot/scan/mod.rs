//! Kulldorff's space-time scan: where and when there were more clues than the baseline lets expect.
//!
//! Places have a baseline (people, outfalls, ground) and clues by step of time. A *cylinder* is a circle of places around one of them and a
//! run of steps. Under chance alone its clues are Poisson, in proportion to baseline and time. Of all cylinders with more clues than
//! expected, the one with the largest likelihood ratio is the likeliest cluster. How likely chance alone gives one as large: the same search in
//! replicates, where as many clues are spread at random. That is one test, whatever the number of cylinders.
//!
//! 1. [`circles`]: nested circles around every place, listed once.
//! 2. [`replicate`]: the largest ratio of a replicate. Of every circle and length of time only the run with the most clues counts, since all
//!    of them expect the same; and it is looked at only where its count is above a threshold, which a table has for each expectation.
//!
//! # References
//! Kulldorff (1997), *A spatial scan statistic*, Communications in Statistics 26(6); Kulldorff et al. (1998), *Evaluating cluster
//! alarms*, American Journal of Public Health 88(9), for cylinders; Dwass (1957) for p-values by replicates.

mod circles;
mod replicate;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use self::circles::Circles;
use self::replicate::Searcher;
use super::draws::{Draws, Wheel};
use crate::coord::LonLat;
use crate::units::Metres;

/// What is known of the places.
#[derive(Clone, Copy, Debug)]
pub struct ScanData<'a> {
    /// Where they are.
    pub places: &'a [LonLat],
    /// What each has of the baseline; only proportions count.
    pub baseline: &'a [f64],
    /// How many steps of equal length the time has.
    pub steps: usize,
    /// Clues, place by place, a number for each step.
    pub clues: &'a [u32],
}

/// Which cylinders are looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScanLimits {
    /// The largest circle.
    pub radius: Metres,
    /// The largest share of the baseline in a circle, above 0 and at most 0.5.
    pub share: f64,
    /// The longest run of steps; all of them is a purely spatial scan.
    pub steps: usize,
    /// A circle is looked at if its baseline is so many times that of the one before; 1 looks at all.
    pub growth: f64,
}

/// What is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// Clusters that have no place in common, the likeliest first.
    pub clusters: Vec<ScanCluster>,
    /// How many replicates the p-values rest on.
    pub replicates: u32,
    /// How many cylinders were looked at, in the data and in each replicate.
    pub cylinders: u64,
}

/// A cylinder with more clues than expected.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanCluster {
    /// The place in its middle.
    pub centre: u32,
    /// How far its farthest place is.
    pub radius: Metres,
    /// Its places, the nearest first.
    pub places: Vec<u32>,
    /// Its steps.
    pub steps: Range<usize>,
    /// Its clues.
    pub clues: u32,
    /// The clues that the baseline lets expect.
    pub expected: f64,
    /// Logarithm of the likelihood ratio.
    pub log_ratio: f64,
    /// How likely chance gives a likeliest cluster as likely as this. For all but the first that is an upper bound.
    pub p_value: f64,
}

/// Why there is nothing to find.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// Fewer than two clues have no cluster.
    #[error("fewer than two clues")]
    TooFew,
    /// Fewer than two places have a baseline.
    #[error("fewer than two places have a baseline")]
    NoBaseline,
    /// A baseline is negative or no number.
    #[error("the baseline of place {0} is no number from 0 up")]
    Baseline(usize),
    /// A place has clues and no baseline: any clue there is infinitely many times what is expected.
    #[error("place {0} has clues and no baseline")]
    Unexpected(usize),
    /// The limits leave nothing to look at.
    #[error("the limits leave nothing to look at")]
    Limits,
}

/// Clusters that are told of at most.
const CLUSTERS_MAX: usize = 50;

/// Looks for clusters. `progress` is told of every replicate that is done, from several threads.
///
/// # Errors
/// There is nothing to find, see [`ScanError`].
///
/// # Panics
/// If the columns differ in length, or clues are not so many times the steps.
///
/// # Cost
/// A replicate adds up the clues of all circles, and takes one subtraction for each cylinder: 2 ns a cylinder and core.
pub fn scan(data: ScanData<'_>, limits: ScanLimits, replicates: u32, seed: u64, progress: &(dyn Fn(u64) + Sync)) -> Result<Scan, ScanError> {
    assert_eq!(data.places.len(), data.baseline.len(), "each place has a baseline");
    assert_eq!(data.clues.len(), data.places.len() * data.steps, "each place has a number for each step");
    let total = checked(data, limits)?;
    let baseline: f64 = data.baseline.iter().sum();
    let circles = Circles::new(data.places, data.baseline, limits.radius, limits.share * baseline, limits.growth);
    let searcher = Searcher::new(&circles, data.steps, limits.steps.min(data.steps), total, baseline);
    let best = searcher.best_of_each_centre(data.clues);

    let wheel = Wheel::new(data.baseline);
    let done = AtomicU64::new(0);
    let maxima: Vec<f64> = (0..replicates)
        .into_par_iter()
        .map_init(
            || vec![0_u32; data.clues.len()],
            |clues, replicate| {
                clues.fill(0);
                let mut draws = Draws::new(seed, replicate.into());
                for _ in 0..total {
                    clues[wheel.draw(&mut draws) as usize * data.steps + draws.below(data.steps as u32) as usize] += 1;
                }
                let largest = searcher.largest(clues);
                progress(done.fetch_add(1, Ordering::Relaxed) + 1);
                largest
            },
        )
        .collect();

    let mut taken = vec![false; data.places.len()];
    let mut clusters = Vec::new();
    for found in best {
        let places = circles.places(found.centre, found.circle);
        if clusters.len() == CLUSTERS_MAX || places.iter().any(|place| taken[*place as usize]) {
            continue;
        }
        for place in places {
            taken[*place as usize] = true;
        }
        // Equal ratios of equal counts differ by their rounding, and are as large.
        let as_large = maxima.iter().filter(|largest| **largest >= found.log_ratio - 1e-9).count();
        clusters.push(ScanCluster {
            centre: found.centre,
            radius: circles.radius(data.places, found.centre, found.circle),
            places: places.to_vec(),
            steps: found.steps,
            clues: found.clues,
            expected: found.expected,
            log_ratio: found.log_ratio,
            p_value: (as_large + 1) as f64 / f64::from(replicates + 1),
        });
    }
    Ok(Scan { clusters, replicates, cylinders: searcher.cylinders() })
}

/// How many clues there are.
fn checked(data: ScanData<'_>, limits: ScanLimits) -> Result<u32, ScanError> {
    if let Some(place) = data.baseline.iter().position(|baseline| !(0.0..f64::INFINITY).contains(baseline)) {
        return Err(ScanError::Baseline(place));
    }
    if data.baseline.iter().filter(|baseline| **baseline > 0.0).count() < 2 {
        return Err(ScanError::NoBaseline);
    }
    let is_within = limits.share > 0.0 && limits.share <= 0.5 && limits.radius.get() >= 0.0 && limits.growth >= 1.0;
    if data.steps == 0 || limits.steps == 0 || !is_within {
        return Err(ScanError::Limits);
    }
    let of = |place: usize| data.clues[place * data.steps..(place + 1) * data.steps].iter().sum::<u32>();
    if let Some(place) = (0..data.places.len()).find(|place| data.baseline[*place] == 0.0 && of(*place) > 0) {
        return Err(ScanError::Unexpected(place));
    }
    let total = data.clues.iter().sum();
    if total < 2 { Err(ScanError::TooFew) } else { Ok(total) }
}

/// Logarithm of the likelihood ratio of a cylinder with more clues than expected; 0 of others.
fn log_ratio(clues: f64, expected: f64, total: f64) -> f64 {
    if clues <= expected {
        return 0.0;
    }
    let outside = total - clues;
    let rest = if outside > 0.0 { outside * (outside / (total - expected)).ln() } else { 0.0 };
    clues * (clues / expected).ln() + rest
}
