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
        // As narrow as all clues fit in: a processor adds and compares twice as many numbers of half the bits.
        if self.total <= f64::from(i16::MAX) { self.largest_in::<i16>(clues) } else { self.largest_in::<i32>(clues) }
    }

    fn largest_in<T: Tally>(&self, clues: &[u32]) -> f64 {
        let lanes = self.steps.next_multiple_of(LANES);
        let width = (lanes + self.longest).next_multiple_of(LANES);
        let sums: Vec<T> = self.sums(clues, width);
        let mut thresholds = Thresholds::<T>::new(self);
        let mut largest = 0.0_f64;
        let mut running = vec![T::of(0); width];
        for centre in 0..self.circles.centres() {
            let order = self.circles.order(centre);
            let mut added = 0;
            running.fill(T::of(0));
            for (circle, bin) in self.circles.around(centre).iter().zip(&self.bins[self.circles.range(centre)]) {
                add(&sums, &order[added..circle.count as usize], &mut running);
                added = circle.count as usize;
                if !reaches(&running, lanes, thresholds.of(*bin)) {
                    continue;
                }
                let before = largest;
                for length in 1..=self.longest {
                    let most = most_in(&running[..=self.steps], length);
                    largest = log_ratio(most.into(), circle.baseline * self.per_step * length as f64, self.total).max(largest);
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
        let sums: Vec<i32> = self.sums(clues, self.steps + 1);
        let best = |centre: usize| {
            let order = self.circles.order(centre);
            let mut running = vec![0_i32; self.steps + 1];
            let mut added = 0;
            let mut best: Option<Found> = None;
            for (at, circle) in self.circles.around(centre).iter().enumerate() {
                add(&sums, &order[added..circle.count as usize], &mut running);
                added = circle.count as usize;
                for length in 1..=self.longest {
                    let expected = circle.baseline * self.per_step * length as f64;
                    for from in 0..=self.steps - length {
                        let clues = (running[from + length] - running[from]) as u32;
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

    /// For each place the clues before each step, and after the last all of them, as often as there is room: runs of steps are differences of these.
    fn sums<T: Tally>(&self, clues: &[u32], width: usize) -> Vec<T> {
        let mut sums = vec![T::of(0); self.circles.centres() * width];
        for (of_place, own) in clues.chunks_exact(self.steps).zip(sums.chunks_exact_mut(width)) {
            let mut sum = 0;
            for (clues, before) in of_place.iter().zip(&mut own[1..]) {
                sum += clues;
                *before = T::of(sum);
            }
            own[self.steps + 1..].fill(T::of(sum));
        }
        sums
    }
}

/// Numbers that a processor takes at once.
const LANES: usize = 8;

/// Counts of clues. They never grow beyond the number of all clues, which fits.
trait Tally: Copy + Ord + Into<f64> {
    /// Panics if it does not fit.
    fn of(clues: u32) -> Self;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
}

macro_rules! tally {
    ($($number:ty),*) => { $(
        impl Tally for $number {
            fn of(clues: u32) -> Self {
                clues.try_into().expect("all clues fit")
            }
            #[inline]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            #[inline]
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
        }
    )* };
}
tally!(i16, i32);

#[inline]
fn add<T: Tally>(sums: &[T], places: &[u32], running: &mut [T]) {
    let width = running.len();
    for place in places {
        let own = &sums[*place as usize * width..][..width];
        running.iter_mut().zip(own).for_each(|(sum, own)| *sum = sum.plus(*own));
    }
}

/// Whether the clues of any run reach what a run of its length has to have. Runs that begin near the end are cut off there, and have no more
/// clues than whole ones that end with it.
#[inline]
fn reaches<T: Tally>(running: &[T], lanes: usize, least: &[T]) -> bool {
    running[..lanes].chunks_exact(LANES).enumerate().any(|(chunk, before)| {
        let mut most = [T::of(0).minus(T::of(1)); LANES];
        for (least, after) in least.iter().zip(running[chunk * LANES + 1..].windows(LANES)) {
            for lane in 0..LANES {
                most[lane] = most[lane].max(after[lane].minus(before[lane]).minus(*least));
            }
        }
        most.into_iter().any(|more| more >= T::of(0))
    })
}

/// The most clues in a run of so many steps.
fn most_in<T: Tally>(running: &[T], length: usize) -> T {
    running.iter().zip(&running[length..]).map(|(before, after)| after.minus(*before)).max().expect("runs are no longer than time")
}

/// The least number of clues that makes a cylinder likelier than the likeliest so far, for each expectation; a little less where
/// expectations share a place of the table.
struct Thresholds<T> {
    longest: usize,
    least: Vec<T>,
}

impl<T: Tally> Thresholds<T> {
    fn new(searcher: &Searcher<'_>) -> Self {
        Self { longest: searcher.longest, least: vec![T::of(1); searcher.lows.len() * searcher.longest] }
    }

    #[inline]
    fn of(&self, bin: u16) -> &[T] {
        &self.least[usize::from(bin) * self.longest..][..self.longest]
    }

    /// After the largest ratio has grown.
    #[cold]
    fn raise(&mut self, searcher: &Searcher<'_>, largest: f64) {
        for (low, least) in searcher.lows.iter().zip(self.least.chunks_exact_mut(self.longest)) {
            for (length, least) in (1..).zip(least) {
                let expected = low * searcher.per_step * f64::from(length);
                while (*least).into() < searcher.total && log_ratio((*least).into(), expected, searcher.total) <= largest {
                    *least = least.plus(T::of(1));
                }
            }
        }
    }
}
