//! Sentences made once and used again: a hundred million decisions have some hundred thousand reasons.
//!
//! The words of [`reason`] depend on a row's outcome, on the neighbour, and on the distance as it is spoken. These are the key, and
//! the sentence is made the first time that a key is met. Each group of rows numbers its sentences anew, in the order in which it
//! first uses them: the keys of a dictionary array, and the array.

use arrow_array::StringArray;
use rustc_hash::FxHashMap;

use super::{Names, Status, Told, reason};
use crate::lang::Lang;
use crate::model::DivisionCode;
use crate::units::Rounded;

/// Sentences kept before all are forgotten: some 200 MB.
const SENTENCES_MAX: usize = 1 << 20;
/// Outcomes that a key has room for; beyond, sentences are told apart by their text.
const OUTCOMES_MAX: u32 = 1 << 20;

/// The sentences of one territory and one language.
#[derive(Default)]
pub struct Phrases {
    /// All sentences one after the other, and where each ends.
    text: String,
    ends: Vec<usize>,
    by_key: FxHashMap<u64, Known>,
    /// Rows without a usable position speak of what stands in them.
    by_text: FxHashMap<String, Known>,
    /// Counts the groups.
    group: u32,
    /// The sentences of the group at hand.
    used: Vec<u32>,
}

/// A sentence, and the key that a group gave it.
#[derive(Clone, Copy)]
struct Known {
    sentence: u32,
    group: u32,
    key: u32,
}

impl Phrases {
    /// The key of a row's sentence in the group at hand. `outcome` numbers the row's outcome, until all is forgotten.
    #[inline]
    pub fn key(&mut self, outcome: u32, told: &Told, names: &Names, lang: Lang) -> u32 {
        if told.outcome.status == Status::Invalid || outcome >= OUTCOMES_MAX {
            return self.key_of_text(reason(told, names, lang));
        }
        let neighbour = told.neighbour.map_or(0, DivisionCode::number); // below 2^20
        let key = u64::from(outcome) << 44 | u64::from(neighbour) << 24 | step(told.distance.rounded());
        match self.by_key.get(&key) {
            Some(known) if known.group == self.group => known.key,
            Some(&known) => {
                let known = self.enter(known.sentence);
                self.by_key.insert(key, known);
                known.key
            }
            None => {
                let known = self.keep(&reason(told, names, lang));
                self.by_key.insert(key, known);
                known.key
            }
        }
    }

    fn key_of_text(&mut self, sentence: String) -> u32 {
        let known = match self.by_text.get(&sentence) {
            Some(known) if known.group == self.group => return known.key,
            Some(&known) => self.enter(known.sentence),
            None => self.keep(&sentence),
        };
        self.by_text.insert(sentence, known);
        known.key
    }

    /// The sentences of the group at hand by their keys; the next group begins.
    ///
    /// # Panics
    /// If they are 2 GiB of text.
    pub fn take(&mut self) -> StringArray {
        let start = |sentence: u32| if sentence == 0 { 0 } else { self.ends[sentence as usize - 1] };
        let texts = self.used.iter().map(|&sentence| &self.text[start(sentence)..self.ends[sentence as usize]]);
        let texts = StringArray::from_iter_values(texts);
        self.used.clear();
        self.group += 1;
        texts
    }

    /// Whether it is time to [`Phrases::forget`].
    pub fn is_full(&self) -> bool {
        self.ends.len() > SENTENCES_MAX
    }

    /// Forgets all sentences. To be called between groups.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    #[cold]
    fn keep(&mut self, sentence: &str) -> Known {
        self.text.push_str(sentence);
        self.ends.push(self.text.len());
        self.enter(self.ends.len() as u32 - 1)
    }

    fn enter(&mut self, sentence: u32) -> Known {
        self.used.push(sentence);
        Known { sentence, group: self.group, key: self.used.len() as u32 - 1 }
    }
}

/// A spoken distance as a number of 24 bits; equal numbers are equal words.
fn step(rounded: Rounded) -> u64 {
    let (unit, count) = match rounded {
        Rounded::Metres(metres) => (0, metres),
        Rounded::Hectometres(tenths) => (1, tenths),
        Rounded::Kilometres(kilometres) => (2, kilometres),
    };
    // Half the Earth is 20 004 km.
    unit << 22 | u64::from(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Array;

    use crate::model::{Generation, RowFault};
    use crate::route::{Outcome, Rule};
    use crate::units::Metres;

    fn outside() -> Outcome {
        Outcome {
            status: Status::Outside,
            county: None,
            prefecture: None,
            province: None,
            handler: None,
            probability: f64::NAN,
            candidates: Vec::new(),
            common_superior: None,
            on_boundary: false,
            zone: None,
            notify: Vec::new(),
            county_then: None,
            rules: vec![Rule::Outside],
            warnings: Vec::new(),
            fault: None,
        }
    }

    #[test]
    fn every_group_has_its_own_keys_and_each_sentence_once() {
        let (generation, _) = Generation::new(crate::model::Validity::default(), Vec::new());
        let names = Names { generation: &generation, others: &[], zones: &[] };
        let (outside, invalid) = (outside(), Outcome { status: Status::Invalid, ..outside() });
        let faults = ["甲", "乙"].map(|column| RowFault::Missing { column: column.into() });
        let neighbour = "220184".parse().ok();
        let at = |metres: f64| Told { outcome: &outside, neighbour, distance: Metres(metres), fault: None };
        let without = |fault| Told { outcome: &invalid, neighbour: None, distance: Metres(f64::NAN), fault: Some(fault) };
        let rows = [at(10.2), at(1500.0), without(&faults[0]), at(10.4), at(10_400.0), without(&faults[1]), without(&faults[0]), at(1000.0)];
        let mut phrases = Phrases::default();
        for turn in 0..3 {
            let rows: Vec<&Told> = rows.iter().cycle().skip(turn * 3).take(rows.len()).collect();
            let keys: Vec<u32> = rows.iter().map(|told| phrases.key(told.outcome.status as u32, told, &names, Lang::Zh)).collect();
            let texts = phrases.take();
            let found: Vec<&str> = keys.iter().map(|&key| texts.value(key as usize)).collect();
            let expected: Vec<String> = rows.iter().map(|told| reason(told, &names, Lang::Zh)).collect();
            assert_eq!(found, expected);
            assert_eq!(texts.len(), 6, "each once");
            let firsts: Vec<u32> = keys.iter().enumerate().filter(|(row, key)| !keys[..*row].contains(key)).map(|(_, key)| *key).collect();
            assert!(firsts.is_sorted(), "in the order of their first use");
        }
    }
}
