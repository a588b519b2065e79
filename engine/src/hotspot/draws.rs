//! Random draws that are the same everywhere.
//!
//! Each replicate has a stream of its own, named by the seed and its number, so that it does not matter which thread draws it.
//!
//! # References
//! O'Neill (2014), *PCG: A family of simple fast space-efficient statistically good algorithms*, HMC-CS-2014-0905; Lemire (2019), *Fast
//! random integer generation in an interval*, ACM TOMACS 29(1).

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// The draws of one replicate.
pub(super) struct Draws(Pcg64);

impl Draws {
    pub(super) fn new(seed: u64, replicate: u64) -> Self {
        Self(Pcg64::new(seed.into(), replicate.into()))
    }

    /// One of the numbers below a bound, each as likely as any other. The bound is not 0.
    #[inline]
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let mut wide = u64::from(self.0.next_u32()) * u64::from(bound);
        // What falls into the part of 2³² that the bound does not divide is drawn again.
        if (wide as u32) < bound {
            let uneven = bound.wrapping_neg() % bound;
            while (wide as u32) < uneven {
                wide = u64::from(self.0.next_u32()) * u64::from(bound);
            }
        }
        (wide >> 32) as u32
    }

    /// A number from 0 up to 1, 1 not among them, in steps of 2⁻⁵³.
    #[inline]
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// A place of a disc, every one as likely: east and north in radii.
    pub(super) fn in_disc(&mut self) -> [f64; 2] {
        loop {
            let [x, y] = [2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0];
            if x * x + y * y <= 1.0 {
                return [x, y];
            }
        }
    }
}

/// Numbers that are drawn as often as their weights say, each time from all of them (Walker's aliases, as Vose builds them).
///
/// # References
/// Vose (1991), *A linear algorithm for generating random numbers with a given distribution*, IEEE Transactions on Software Engineering 17(9).
pub(super) struct Wheel {
    /// Place → how likely it stands for itself, and for whom it stands otherwise.
    slots: Vec<(f64, u32)>,
}

impl Wheel {
    /// Of weights that are not negative and not all 0.
    pub(super) fn new(weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let mut share: Vec<f64> = weights.iter().map(|weight| weight / total * weights.len() as f64).collect();
        let (mut small, mut large): (Vec<u32>, Vec<u32>) = (0..weights.len() as u32).partition(|i| share[*i as usize] < 1.0);
        let mut slots: Vec<(f64, u32)> = (0..weights.len() as u32).map(|i| (1.0, i)).collect();
        while let (Some(&low), Some(&high)) = (small.last(), large.last()) {
            small.pop();
            slots[low as usize] = (share[low as usize], high);
            share[high as usize] -= 1.0 - share[low as usize];
            if share[high as usize] < 1.0 {
                large.pop();
                small.push(high);
            }
        }
        Self { slots }
    }

    #[inline]
    pub(super) fn draw(&self, draws: &mut Draws) -> u32 {
        let slot = draws.below(self.slots.len() as u32);
        let (own, other) = self.slots[slot as usize];
        if draws.unit() < own { slot } else { other }
    }
}

/// Numbers below a bound in any order, of which a few at a time are drawn without putting them back.
pub(super) struct Urn {
    numbers: Vec<u32>,
    swapped: Vec<u32>,
}

impl Urn {
    pub(super) fn new(bound: u32) -> Self {
        Self { numbers: (0..bound).collect(), swapped: Vec::new() }
    }

    /// Draws some, at most all; the next call draws from all of them again.
    pub(super) fn draw(&mut self, count: usize, draws: &mut Draws, drawn: &mut Vec<u32>) {
        drawn.clear();
        self.swapped.clear();
        let all = self.numbers.len();
        for first in 0..count.min(all) {
            let at = first + draws.below((all - first) as u32) as usize;
            self.numbers.swap(first, at);
            self.swapped.push(at as u32);
            drawn.push(self.numbers[first]);
        }
        // Put back as they were, so that what is drawn depends on the stream alone.
        for (first, at) in self.swapped.iter().enumerate().rev() {
            self.numbers.swap(first, *at as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_drawn_about_as_often_and_none_twice_at_once() {
        let (mut urn, mut drawn, mut counts) = (Urn::new(7), Vec::new(), [[0; 7]; 3]);
        for replicate in 0..70_000 {
            urn.draw(3, &mut Draws::new(5, replicate), &mut drawn);
            assert!(drawn[0] != drawn[1] && drawn[1] != drawn[2] && drawn[0] != drawn[2]);
            for (place, number) in drawn.iter().enumerate() {
                counts[place][*number as usize] += 1;
            }
        }
        // 10 000 each, standard deviation 93: five of them.
        assert!(counts.iter().flatten().all(|count| (9_530..10_470).contains(count)), "{counts:?}");
    }

    #[test]
    fn a_wheel_gives_each_number_as_often_as_its_weight() {
        let wheel = Wheel::new(&[1.0, 0.0, 5.0, 2.0, 0.0]);
        let mut draws = Draws::new(3, 0);
        let mut counts = [0_i32; 5];
        for _ in 0..80_000 {
            counts[wheel.draw(&mut draws) as usize] += 1;
        }
        // Standard deviations 94, 139 and 122: five of them.
        for (count, expected) in counts.into_iter().zip([10_000, 0, 50_000, 20_000, 0]) {
            assert!((count - expected).abs() <= expected.min(700), "{counts:?}");
        }
    }

    #[test]
    fn a_replicate_is_the_same_whatever_was_drawn_before() {
        let mut drawn = [Vec::new(), Vec::new()];
        let mut urn = Urn::new(100);
        urn.draw(10, &mut Draws::new(1, 9), &mut drawn[0]);
        urn.draw(100, &mut Draws::new(1, 2), &mut drawn[1]);
        urn.draw(10, &mut Draws::new(1, 9), &mut drawn[1]);
        assert_eq!(drawn[0], drawn[1]);
    }
}
