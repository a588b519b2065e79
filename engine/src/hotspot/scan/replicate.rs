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
        // One more than the lanes: the last step has nothing after it.
        let lanes = self.steps.next_multiple_of(LANES);
        let by_place: Vec<T> = self.by_place(clues, lanes);
        let mut thresholds = Thresholds::<T>::new(self);
        let mut largest = 0.0_f64;
        let mut inside = vec![T::of(0); lanes + LANES];
        let mut before = vec![T::of(0); (lanes + self.longest).next_multiple_of(LANES)];
        for centre in 0..self.circles.centres() {
            let order = self.circles.order(centre);
            let mut added = 0;
            inside.fill(T::of(0));
            for (circle, bin) in self.circles.around(centre).iter().zip(&self.bins[self.circles.range(centre)]) {
                add(&by_place, lanes, &order[added..circle.count as usize], &mut inside);
                added = circle.count as usize;
                if !may_reach(&inside, lanes, thresholds.needs[usize::from(*bin)]) {
                    continue;
                }
                sum_up(&inside[..self.steps], &mut before);
                if !reaches(&before, lanes, thresholds.of(*bin)) {
                    continue;
                }
                let was = largest;
                for length in 1..=self.longest {
                    let most = most_in(&before[..=self.steps], length);
                    largest = log_ratio(most.into(), circle.baseline * self.per_step * length as f64, self.total).max(largest);
                }
                if largest > was {
                    thresholds.raise(self, largest);
                }
            }
        }
        largest
    }

    /// The likeliest cylinder around each centre that has one with more clues than expected, the likeliest first.
    pub(super) fn best_of_each_centre(&self, clues: &[u32]) -> Vec<Found> {
        let lanes = self.steps.next_multiple_of(LANES);
        let by_place: Vec<i32> = self.by_place(clues, lanes);
        let best = |centre: usize| {
            let order = self.circles.order(centre);
            let mut inside = vec![0_i32; lanes];
            let mut before = vec![0_i32; self.steps + 1];
            let mut added = 0;
            let mut best: Option<Found> = None;
            for (at, circle) in self.circles.around(centre).iter().enumerate() {
                add(&by_place, lanes, &order[added..circle.count as usize], &mut inside);
                added = circle.count as usize;
                sum_up(&inside[..self.steps], &mut before);
                for length in 1..=self.longest {
                    let expected = circle.baseline * self.per_step * length as f64;
                    for from in 0..=self.steps - length {
                        let clues = (before[from + length] - before[from]) as u32;
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

    /// For each place the clues of each step, and nothing after the last.
    fn by_place<T: Tally>(&self, clues: &[u32], width: usize) -> Vec<T> {
        let mut all = vec![T::of(0); self.circles.centres() * width];
        for (of_place, own) in clues.chunks_exact(self.steps).zip(all.chunks_exact_mut(width)) {
            own.iter_mut().zip(of_place).for_each(|(own, clues)| *own = T::of(*clues));
        }
        all
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
    /// More than there ever are.
    const MOST: Self;
}

macro_rules! tally {
    ($($number:ty),*) => { $(
        impl Tally for $number {
            fn of(clues: u32) -> Self {
                clues.try_into().expect("all clues fit")
            }
            const MOST: Self = Self::MAX;

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

/// Adds places to what is inside, which has room beyond the steps. A few steps of all places at a time: their sums stay in one register.
#[inline]
fn add<T: Tally>(by_place: &[T], lanes: usize, places: &[u32], inside: &mut [T]) {
    for (chunk, sums) in inside[..lanes].as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        let mut sum = *sums;
        for place in places {
            let own = &by_place[*place as usize * lanes + chunk * LANES..][..LANES];
            for lane in 0..LANES {
                sum[lane] = sum[lane].plus(own[lane]);
            }
        }
        *sums = sum;
    }
}

/// The clues before each step, and all of them from the end on: runs of steps are differences of these.
#[inline]
fn sum_up<T: Tally>(inside: &[T], before: &mut [T]) {
    let mut sum = T::of(0);
    before[0] = sum;
    for (before, clues) in before[1..].iter_mut().zip(inside) {
        sum = sum.plus(*clues);
        *before = sum;
    }
    before[inside.len() + 1..].fill(sum);
}

/// Without a branch for each.
#[inline]
fn is_any_reached<T: Tally>(more: [T; LANES]) -> bool {
    more.into_iter().fold(false, |is_any, more| is_any | (more >= T::of(0)))
}

/// Whether a step, or two of them, have as many clues as the most crowded run needs of its parts. Most circles are done with here.
#[inline]
fn may_reach<T: Tally>(inside: &[T], lanes: usize, [of_one, of_two]: [T; 2]) -> bool {
    inside[..lanes].chunks_exact(LANES).enumerate().any(|(chunk, steps)| {
        let next = &inside[chunk * LANES + 1..][..LANES];
        let mut most = [T::of(0).minus(T::of(1)); LANES];
        for lane in 0..LANES {
            let (one, two) = (steps[lane].minus(of_one), steps[lane].plus(next[lane]).minus(of_two));
            most[lane] = most[lane].max(one).max(two);
        }
        is_any_reached(most)
    })
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
        is_any_reached(most)
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
    /// For each expectation: unless a step has the first, or two steps in a row the second, no run has enough.
    needs: Vec<[T; 2]>,
}

impl<T: Tally> Thresholds<T> {
    fn new(searcher: &Searcher<'_>) -> Self {
        let bins = searcher.lows.len();
        Self { longest: searcher.longest, least: vec![T::of(1); bins * searcher.longest], needs: vec![[T::of(1); 2]; bins] }
    }

    #[inline]
    fn of(&self, bin: u16) -> &[T] {
        &self.least[usize::from(bin) * self.longest..][..self.longest]
    }

    /// After the largest ratio has grown.
    #[cold]
    fn raise(&mut self, searcher: &Searcher<'_>, largest: f64) {
        for ((low, least), needs) in searcher.lows.iter().zip(self.least.chunks_exact_mut(self.longest)).zip(&mut self.needs) {
            for (length, least) in (1..).zip(&mut *least) {
                let expected = low * searcher.per_step * f64::from(length);
                while (*least).into() < searcher.total && log_ratio((*least).into(), expected, searcher.total) <= largest {
                    *least = least.plus(T::of(1));
                }
            }
            *needs = Self::needs(least);
        }
    }

    /// A run of an even length is so many pairs of steps; one of an odd length is pairs and a step, and lies in one pair more. Where no step has
    /// enough by itself, and no pair, the sums of them have not either.
    fn needs(least: &[T]) -> [T; 2] {
        let whole = |least: T| least.into() as u32;
        let of_one = whole(least[0]);
        let of_pair = |(length, least): (u32, &T)| {
            let (pairs, least) = (length / 2, whole(*least));
            if length % 2 == 0 { least.div_ceil(pairs) } else { least.div_ceil(pairs + 1).max((least + 1).saturating_sub(of_one).div_ceil(pairs)) }
        };
        let of_two = (2..).zip(&least[1..]).map(of_pair).min();
        // Of runs of one step, two in a row say nothing.
        [least[0], of_two.map_or(T::MOST, T::of)]
    }
}
