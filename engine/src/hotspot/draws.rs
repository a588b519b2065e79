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
    fn a_replicate_is_the_same_whatever_was_drawn_before() {
        let mut drawn = [Vec::new(), Vec::new()];
        let mut urn = Urn::new(100);
        urn.draw(10, &mut Draws::new(1, 9), &mut drawn[0]);
        urn.draw(100, &mut Draws::new(1, 2), &mut drawn[1]);
        urn.draw(10, &mut Draws::new(1, 9), &mut drawn[1]);
        assert_eq!(drawn[0], drawn[1]);
    }
}
