//! Who goes on as whom.
//!
//! 1. A code that is in both sets is the same body, whatever ground it won or lost.
//! 2. A code that vanished and one that appeared are one body with a new code if most of the ground of either is common ground: 公主岭市
//!    was 220381 and is 220184 on the same ground. More than half makes the pair unique, so nothing has to be chosen.

use std::collections::BTreeMap;

use crate::model::DivisionCode;

/// The share of the ground, of the larger of the two, from which on two codes are one body.
pub const RENAMED_SHARE: f64 = 0.9;

/// Who goes on as whom, by code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Succession {
    new_of_old: BTreeMap<DivisionCode, DivisionCode>,
}

impl Succession {
    /// Pairs the codes of two sets, by the size of each and by what they have in common.
    pub fn of(
        old: &BTreeMap<DivisionCode, f64>,
        new: &BTreeMap<DivisionCode, f64>,
        common: impl IntoIterator<Item = (DivisionCode, DivisionCode, f64)>,
    ) -> Self {
        let mut new_of_old: BTreeMap<_, _> = old.keys().filter(|code| new.contains_key(code)).map(|code| (*code, *code)).collect();
        for (from, to, area) in common {
            let larger = old.get(&from).copied().unwrap_or_default().max(new.get(&to).copied().unwrap_or_default());
            if !new.contains_key(&from) && !old.contains_key(&to) && area >= RENAMED_SHARE * larger {
                new_of_old.insert(from, to);
            }
        }
        Self { new_of_old }
    }

    /// As whom an old body goes on.
    pub fn successor(&self, old: DivisionCode) -> Option<DivisionCode> {
        self.new_of_old.get(&old).copied()
    }

    /// Everybody who goes on, `(old, new)` in the order of the old codes.
    pub fn pairs(&self) -> impl Iterator<Item = (DivisionCode, DivisionCode)> + '_ {
        self.new_of_old.iter().map(|(old, new)| (*old, *new))
    }

    /// One code for a body in both sets: the new one where it goes on.
    pub fn identity(&self, old: DivisionCode) -> DivisionCode {
        self.successor(old).unwrap_or(old)
    }
}
