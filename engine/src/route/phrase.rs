//! Sentences made once and used again: a hundred million decisions have some hundred thousand reasons.
//!
//! The words of [`reason`](super::reason) depend on the codes of a decision and on its distance as it is spoken, whole metres or
//! tenths of kilometres. So the codes and the spoken distance are the key, and the sentence is made the first time that a key is met.

use rustc_hash::FxHashMap;

use super::{Decisions, Names, Status, reason};
use crate::lang::Lang;
use crate::model::{DivisionCode, RowFault};
use crate::units::{Metres, Rounded};

/// Sentences kept before all are forgotten: some 200 MB.
const SENTENCES_MAX: usize = 1 << 20;

/// Distances that have a place of their own in a table: up to some 900 km.
const STEPS_MAX: usize = 10_000;
const UNMADE: u32 = u32::MAX;

/// The sentences of one territory and one language.
#[derive(Default)]
pub struct Phrases {
    sentences: Vec<Box<str>>,
    /// By everything but the distance, and then by the distance.
    plain: FxHashMap<(u64, u32), Vec<u32>>,
    rich: FxHashMap<Vec<u32>, u32>,
    faulty: FxHashMap<Box<str>, u32>,
    scratch: Vec<u32>,
}

impl Phrases {
    /// The number of a row's sentence. Equal numbers are equal sentences until [`Self::make_room`] is called.
    pub fn number(&mut self, decisions: &Decisions, row: usize, names: &Names, fault: Option<&RowFault>, lang: Lang) -> u32 {
        if decisions.status[row] == Status::Invalid {
            let sentence = reason(decisions, row, names, fault, lang).into_boxed_str();
            if let Some(&known) = self.faulty.get(&sentence) {
                return known;
            }
            let number = self.keep(sentence.clone());
            self.faulty.insert(sentence, number);
            return number;
        }
        if let Some(key) = plain_key(decisions, row) {
            let (key, steps) = key;
            let by_distance = self.plain.entry(key).or_default();
            if by_distance.len() <= steps {
                by_distance.resize(steps + 1, UNMADE);
            }
            let known = by_distance[steps];
            if known != UNMADE {
                return known;
            }
            let number = self.sentences.len() as u32;
            by_distance[steps] = number;
            return self.keep(reason(decisions, row, names, fault, lang).into_boxed_str());
        }
        let mut key = std::mem::take(&mut self.scratch);
        rich_key(decisions, row, &mut key);
        let known = self.rich.get(key.as_slice()).copied();
        let number = known.unwrap_or_else(|| {
            let number = self.keep(reason(decisions, row, names, fault, lang).into_boxed_str());
            self.rich.insert(key.clone(), number);
            number
        });
        self.scratch = key;
        number
    }

    /// The sentence of a number.
    ///
    /// # Panics
    /// If no row got that number since room was made.
    pub fn sentence(&self, number: u32) -> &str {
        &self.sentences[number as usize]
    }

    /// How many sentences there are; their numbers are below it.
    pub fn len(&self) -> usize {
        self.sentences.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// Forgets all sentences if there are too many of them. To be called when no number is in use.
    pub fn make_room(&mut self) {
        if self.sentences.len() > SENTENCES_MAX {
            *self = Self::default();
        }
    }

    fn keep(&mut self, sentence: Box<str>) -> u32 {
        self.sentences.push(sentence);
        self.sentences.len() as u32 - 1
    }
}

/// The key of a row with one claimant or none, nobody to notify and a border not too far; every field has its own bits.
fn plain_key(decisions: &Decisions, row: usize) -> Option<((u64, u32), usize)> {
    let is_plain = decisions.candidates.row(row).len() <= 1 && decisions.notify.row(row).is_empty() && decisions.county_then[row].is_none();
    let steps = match Metres(decisions.border_distance_m[row]).rounded() {
        Rounded::Metres(metres) => metres as usize,
        Rounded::Hectometres(tenths) => 1000 + tenths as usize,
    };
    if !is_plain || steps >= STEPS_MAX {
        return None;
    }
    let code = |code: Option<DivisionCode>| u64::from(code.map_or(0, DivisionCode::number)); // below 2^20
    let warnings = decisions.warnings.row(row).iter().fold(0u64, |set, warning| set | 1 << *warning as u32);
    let key = code(decisions.county[row]) | code(decisions.neighbour[row]) << 20 | (decisions.status[row] as u64) << 40 | warnings << 42;
    Some(((key, decisions.zone[row].map_or(0, |zone| zone.wrapping_add(1))), steps))
}

/// The key of any other row: the fields one after the other, each list with its length in front.
fn rich_key(decisions: &Decisions, row: usize, key: &mut Vec<u32>) {
    let code = |code: Option<DivisionCode>| code.map_or(0, DivisionCode::number);
    let (unit, steps) = match Metres(decisions.border_distance_m[row]).rounded() {
        Rounded::Metres(metres) => (0, metres),
        Rounded::Hectometres(tenths) => (1, tenths),
    };
    key.clear();
    key.extend([decisions.status[row] as u32, unit, steps, decisions.zone[row].map_or(0, |zone| zone.wrapping_add(1))]);
    key.extend([decisions.county[row], decisions.neighbour[row], decisions.common_superior[row], decisions.county_then[row]].map(code));
    for list in [decisions.candidates.row(row), decisions.notify.row(row)] {
        key.push(list.len() as u32);
        key.extend(list.iter().map(|code| code.number()));
    }
    key.push(decisions.warnings.row(row).len() as u32);
    key.extend(decisions.warnings.row(row).iter().map(|warning| *warning as u32));
    key.extend(decisions.rules.row(row).iter().map(|rule| *rule as u32));
}
