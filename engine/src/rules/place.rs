//! Places as rules see them: which rules accept what is handled where.

use super::bins::{Parted, Trait, accepting, nothing_given};
use super::{RuleError, RuleFault, Ruleset};
use crate::model::{DivisionCode, Generation};

/// The bins of the places of one generation of boundaries.
#[derive(Clone, Debug)]
pub struct Places {
    pub(super) parted: Parted,
    outside: usize,
}

impl Places {
    /// Parts the counties of a generation, and after them its overlays, by the rules that accept them.
    pub fn of(ruleset: &Ruleset, generation: &Generation, overlays: &[DivisionCode]) -> Self {
        let counties = generation.counties.iter().map(|county| county.division.code);
        let chains = counties.chain(overlays.iter().copied()).map(|code| chain(generation, code));
        let given = |place| super::Given { place, ..nothing_given([0; 3]) };
        let mut parted = Parted::new(chains.chain([Vec::new()]).map(|place| accepting(&ruleset.rules, Trait::Place, &given(place))));
        parted.stride = ruleset.bins.numbers;
        let outside = parted.bin_of.len() - 1;
        Self { parted, outside }
    }

    /// What the number of a row has of its place among counties and overlays; `None` is outside of all.
    #[inline]
    pub fn of_place(&self, place: Option<u32>) -> u64 {
        u64::from(self.parted.bin_of[place.map_or(self.outside, |place| place as usize)]) * self.parted.stride
    }
}

/// A division and all that is above it.
pub fn chain(generation: &Generation, code: DivisionCode) -> Vec<DivisionCode> {
    std::iter::once(code).chain(generation.superiors(code)).collect()
}

impl Ruleset {
    /// Whether every place that a rule names is a division or an overlay of some generation.
    ///
    /// # Errors
    /// The first that is none.
    pub fn check_places(&self, knows: impl Fn(DivisionCode) -> bool) -> Result<(), RuleError> {
        let named = self.rules.iter().flat_map(|rule| rule.when.place.iter().flatten().map(move |code| (rule.line, *code)));
        match named.into_iter().find(|(_, code)| !knows(*code)) {
            Some((line, code)) => Err(RuleError { line, column: 1, fault: RuleFault::UnknownPlace(code.to_string()) }),
            None => Ok(()),
        }
    }
}
