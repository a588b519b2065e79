//! Areas taken together: the counties of a prefecture, the prefectures of a province.

use std::collections::BTreeMap;

use super::lattice::NOBODY;
use super::{BorderLines, Near};
use crate::units::Metres;

/// Which body of a level each area belongs to, and which bodies are neighbours.
pub(super) struct Grouping {
    /// How many bodies there are.
    pub(super) bodies: usize,
    /// Neighbours by their numbers, the lower one first, in order.
    pub(super) pairs: Vec<[u32; 2]>,
    body_of: Vec<u32>,
    /// Pair of areas → pair of bodies, if it parts two.
    pair_of: Vec<Option<u32>>,
}

impl Grouping {
    /// `body_of` says for every area which body it belongs to.
    pub(super) fn new(body_of: &[Option<u32>], lines: &BorderLines) -> Self {
        let body_of: Vec<u32> = body_of.iter().map(|body| body.unwrap_or(NOBODY)).collect();
        let ends = |[a, b]: [u32; 2]| {
            let [a, b] = [body_of[a as usize], body_of[b as usize]];
            (a != b && a != NOBODY && b != NOBODY).then(|| [a.min(b), a.max(b)])
        };
        let mut numbers: BTreeMap<[u32; 2], u32> = lines.pairs.iter().filter_map(|pair| ends(*pair)).map(|pair| (pair, 0)).collect();
        (0..).zip(numbers.values_mut()).for_each(|(number, value)| *value = number);
        let pair_of = lines.pairs.iter().map(|pair| numbers.get(&ends(*pair)?).copied()).collect();
        let bodies = body_of.iter().filter(|body| **body != NOBODY).max().map_or(0, |most| *most as usize + 1);
        Self { bodies, pairs: numbers.into_keys().collect(), body_of, pair_of }
    }

    /// The body of an area.
    #[inline]
    pub(super) fn body(&self, area: u32) -> u32 {
        self.body_of.get(area as usize).copied().unwrap_or(NOBODY)
    }

    /// The pair of bodies that a pair of areas parts.
    pub(super) fn pair_of(&self, pair: u32) -> Option<u32> {
        self.pair_of[pair as usize]
    }

    /// The borders of this level among those near a position, each as far as the nearest of its parts.
    pub(super) fn near(&self, near: &[Near], within: Metres) -> impl Iterator<Item = Near> + use<> {
        let mut best: Vec<Near> = Vec::new();
        for near in near.iter().filter(|near| near.distance <= within) {
            let Some(pair) = self.pair_of(near.pair) else { continue };
            let own = Near { pair, ..*near };
            match best.iter_mut().find(|known| known.pair == pair) {
                Some(known) if known.distance > own.distance => *known = own,
                Some(_) => {}
                None => best.push(own),
            }
        }
        best.into_iter()
    }
}
