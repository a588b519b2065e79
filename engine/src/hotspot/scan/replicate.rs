//! The search through all cylinders.

use std::ops::Range;

use rayon::prelude::*;

use super::circles::Circles;
use super::log_ratio;

/// Steps between expectations in the table of thresholds: each so many times the one before.
const BINS_PER_OCTAVE: f64 = 12.0;

/// Everything that stays the same from one replicate to the next.
pub(super) struct Searcher<'a> {
    circles: &'a Circles,
    steps: usize,
    longest: usize,
    total: f64,
    /// Clues that a unit of baseline lets expect in one step.
    per_step: f64,
    /// Circle → its place in the table of thresholds.
    bins: Vec<u16>,
    /// Place in the table → the smallest baseline that it stands for.
    lows: Vec<f64>,
}

/// The likeliest cylinder around a centre.
pub(super) struct Found {
    pub(super) centre: u32,
    pub(super) circle: usize,
    pub(super) steps: Range<usize>,
    pub(super) clues: u32,
    pub(super) expected: f64,
    pub(super) log_ratio: f64,
}

impl<'a> Searcher<'a> {
    pub(super) fn new(circles: &'a Circles, steps: usize, longest: usize, total: u32, baseline: f64) -> Self {
        let least = circles.all().iter().map(|circle| circle.baseline).fold(f64::INFINITY, f64::min);
        let bin = |baseline: f64| ((baseline / least).log2() * BINS_PER_OCTAVE).floor().clamp(0.0, f64::from(u16::MAX - 1)) as u16;
        let mut bins: Vec<u16> = circles.all().iter().map(|circle| bin(circle.baseline)).collect();
        let count = bins.iter().max().map_or(0, |most| usize::from(*most) + 1);
        // The smallest that occurs, so that rounding of the logarithm does not matter.
        let mut lows = vec![f64::INFINITY; count];
        for (bin, circle) in bins.iter().zip(circles.all()) {
            lows[usize::from(*bin)] = lows[usize::from(*bin)].min(circle.baseline);
        }
        // Places that nothing stands in are left out.
        let mut number = vec![0; count];
        let mut next = 0;
        for (bin, low) in lows.iter().enumerate().filter(|(_, low)| low.is_finite()) {
            number[bin] = next;
            next += u16::from(low.is_finite());
        }
        for bin in &mut bins {
            *bin = number[usize::from(*bin)];
        }
        lows.retain(|low| low.is_finite());
        Self { circles, steps, longest, total: f64::from(total), per_step: f64::from(total) / (baseline * steps as f64), bins, lows }
    }

    /// How many cylinders there are.
    pub(super) fn cylinders(&self) -> u64 {
        let runs: usize = (1..=self.longest).map(|length| self.steps - length + 1).sum();
        (self.circles.all().len() * runs) as u64
    }

    /// The largest ratio of all cylinders; 0 if none has more clues than expected.
    pub(super) fn largest(&self, clues: &[u32]) -> f64 {
        let sums = self.sums(clues);
        let mut thresholds = Thresholds::new(self);
        let mut largest = 0.0_f64;
        let mut running = vec![0_u32; self.steps + 1];
        for centre in 0..self.circles.centres() {
            let order = self.circles.order(centre);
            let mut added = 0;
            running.fill(0);
            for (circle, bin) in self.circles.around(centre).iter().zip(&self.bins[self.circles.range(centre)]) {
                self.add(&sums, &order[added..circle.count as usize], &mut running);
                added = circle.count as usize;
                let before = largest;
                for (length, least) in (1..).zip(thresholds.of(*bin)) {
                    let most = most_in(&running, length);
                    if most >= *least {
                        largest = log_ratio(f64::from(most), circle.baseline * self.per_step * length as f64, self.total).max(largest);
                    }
                }
                if largest > before {
                    thresholds.raise(self, largest);
                }
            }
        }
        largest
    }

    /// The likeliest cylinder around each centre that has one with more clues than expected, the likeliest first.
    pub(super) fn best_of_each_centre(&self, clues: &[u32]) -> Vec<Found> {
        let sums = self.sums(clues);
        let best = |centre: usize| {
            let order = self.circles.order(centre);
            let mut running = vec![0; self.steps + 1];
            let mut added = 0;
            let mut best: Option<Found> = None;
            for (at, circle) in self.circles.around(centre).iter().enumerate() {
                self.add(&sums, &order[added..circle.count as usize], &mut running);
                added = circle.count as usize;
                for length in 1..=self.longest {
                    let expected = circle.baseline * self.per_step * length as f64;
                    for from in 0..=self.steps - length {
                        let clues = running[from + length] - running[from];
                        let found = log_ratio(f64::from(clues), expected, self.total);
                        if found > best.as_ref().map_or(0.0, |best| best.log_ratio) {
                            best = Some(Found { centre: centre as u32, circle: at, steps: from..from + length, clues, expected, log_ratio: found });
                        }
                    }
                }
            }
            best
        };
        let mut found: Vec<Found> = (0..self.circles.centres()).into_par_iter().filter_map(best).collect();
        // The smaller circle of two that are equally likely, and then the first centre.
        found.sort_by(|a, b| b.log_ratio.total_cmp(&a.log_ratio).then(a.circle.cmp(&b.circle)).then(a.centre.cmp(&b.centre)));
        found
    }

    /// For each place the clues before each step, and all: runs of steps are differences of these.
    fn sums(&self, clues: &[u32]) -> Vec<u32> {
        let mut sums = Vec::with_capacity(self.circles.centres() * (self.steps + 1));
        for of_place in clues.chunks_exact(self.steps) {
            let mut sum = 0;
            sums.push(0);
            sums.extend(of_place.iter().map(|clues| {
                sum += clues;
                sum
            }));
        }
        sums
    }

    #[inline]
    fn add(&self, sums: &[u32], places: &[u32], running: &mut [u32]) {
        let width = self.steps + 1;
        for place in places {
            let own = &sums[*place as usize * width..][..width];
            running.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        }
    }
}

/// The most clues in a run of so many steps.
#[inline]
fn most_in(running: &[u32], length: usize) -> u32 {
    running.iter().zip(&running[length..]).map(|(before, after)| after - before).max().unwrap_or(0)
}

/// The least number of clues that makes a cylinder likelier than the likeliest so far, for each expectation; a little less where
/// expectations share a place of the table.
struct Thresholds {
    longest: usize,
    least: Vec<u32>,
}

impl Thresholds {
    fn new(searcher: &Searcher<'_>) -> Self {
        Self { longest: searcher.longest, least: vec![1; searcher.lows.len() * searcher.longest] }
    }

    #[inline]
    fn of(&self, bin: u16) -> &[u32] {
        &self.least[usize::from(bin) * self.longest..][..self.longest]
    }

    /// After the largest ratio has grown.
    #[cold]
    fn raise(&mut self, searcher: &Searcher<'_>, largest: f64) {
        for (low, least) in searcher.lows.iter().zip(self.least.chunks_exact_mut(self.longest)) {
            for (length, least) in (1..).zip(least) {
                let expected = low * searcher.per_step * f64::from(length);
                while f64::from(*least) < searcher.total && log_ratio(f64::from(*least), expected, searcher.total) <= largest {
                    *least += 1;
                }
            }
        }
    }
}
