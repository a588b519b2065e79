//! The reasons of a large batch, each sentence once a group of rows.
//!
//! The words of [`reason`] depend on a row's outcome, on the neighbour, and on the distance as it is spoken. The first two make a
//! [`Sentence`] with a place for the third, and that is kept. A group of rows numbers its sentences in the order in which it first
//! uses them: these are the keys of a dictionary array, and [`Phrases::take`] gives the dictionary.

use arrow_array::StringArray;
use rustc_hash::FxHashMap;

use super::{Names, Sentence, Status, Told, reason};
use crate::lang::Lang;
use crate::model::DivisionCode;
use crate::units::{Metres, Rounded};

/// Sentences kept before all are forgotten: some tens of megabytes.
const SENTENCES_MAX: usize = 1 << 17;

/// The reasons of one territory in one language.
#[derive(Default)]
pub struct Phrases {
    sentences: Vec<Sentence>,
    /// The sentence of each outcome and neighbour.
    sentence_of: FxHashMap<(u32, u32), u32>,
    group: Group,
}

/// What the group at hand says.
#[derive(Default)]
struct Group {
    /// Everything, one after the other, and where each ends.
    text: String,
    ends: Vec<usize>,
    /// The keys by sentence and distance.
    keys: FxHashMap<u64, u32>,
    /// Those of rows without a usable position, which speak of what stands in them.
    by_text: FxHashMap<String, u32>,
    last: Option<(u64, u32)>,
}

impl Phrases {
    /// The key of a row's reason in the group at hand. `outcome` numbers the row's outcome, until all is forgotten.
    #[inline]
    pub fn key(&mut self, outcome: u32, told: &Told, distance: Metres, names: &Names, lang: Lang) -> u32 {
        if told.outcome.status == Status::Invalid {
            return self.group.key_of_text(reason(told, names, lang).speak(distance, lang));
        }
        let neighbour = told.neighbour.map_or(0, DivisionCode::number);
        let sentences = &mut self.sentences;
        let sentence = *self.sentence_of.entry((outcome, neighbour)).or_insert_with(|| {
            sentences.push(reason(told, names, lang));
            sentences.len() as u32 - 1
        });
        let step = if sentences[sentence as usize].after.is_some() { step(distance.rounded()) } else { 0 };
        let key = u64::from(sentence) << 32 | u64::from(step);
        // Rows come in the order of their places: the next often says the same.
        if let Some((last, number)) = self.group.last
            && last == key
        {
            return number;
        }
        let number = match self.group.keys.get(&key) {
            Some(&number) => number,
            None => {
                let number = self.group.say(&sentences[sentence as usize].speak(distance, lang));
                self.group.keys.insert(key, number);
                number
            }
        };
        self.group.last = Some((key, number));
        number
    }

    /// What the group at hand says, by its keys; the next group begins.
    ///
    /// # Panics
    /// If it is 2 GiB of text.
    pub fn take(&mut self) -> StringArray {
        let Group { text, ends, .. } = &self.group;
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let texts = StringArray::from_iter_values(starts.zip(ends).map(|(start, &end)| &text[start..end]));
        self.group.clear();
        texts
    }

    /// Whether it is time to [`Phrases::forget`].
    pub fn is_full(&self) -> bool {
        self.sentences.len() > SENTENCES_MAX
    }

    /// Forgets all sentences. To be called between groups.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

impl Group {
    #[cold]
    fn key_of_text(&mut self, text: String) -> u32 {
        if let Some(&number) = self.by_text.get(&text) {
            return number;
        }
        let number = self.say(&text);
        self.by_text.insert(text, number);
        number
    }

    fn say(&mut self, text: &str) -> u32 {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.ends.len() as u32 - 1
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.keys.clear();
        self.by_text.clear();
        self.last = None;
    }
}

/// A spoken distance as a number; equal numbers are equal words.
fn step(rounded: Rounded) -> u32 {
    let (unit, count) = match rounded {
        Rounded::Metres(metres) => (0, metres),
        Rounded::Hectometres(tenths) => (1, tenths),
        Rounded::Kilometres(kilometres) => (2, kilometres),
    };
    // Half the Earth is 20 004 km.
    unit << 16 | count
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Array;

    use crate::model::{Generation, RowFault};
    use crate::route::{Outcome, Rule};

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
        let at = |metres: f64| (Told { outcome: &outside, neighbour: "220184".parse().ok(), fault: None }, Metres(metres));
        let nowhere = (Told { outcome: &outside, neighbour: None, fault: None }, Metres(f64::NAN));
        let without = |fault| (Told { outcome: &invalid, neighbour: None, fault: Some(fault) }, Metres(f64::NAN));
        let rows = [at(10.2), at(1500.0), without(&faults[0]), at(10.4), at(10_400.0), without(&faults[1]), without(&faults[0]), at(1000.0), nowhere];
        let mut phrases = Phrases::default();
        for turn in 0..3 {
            let rows: Vec<_> = rows.iter().cycle().skip(turn * 3).take(rows.len()).collect();
            let keys: Vec<u32> = rows.iter().map(|(told, metres)| phrases.key(told.outcome.status as u32, told, *metres, &names, Lang::Zh)).collect();
            let texts = phrases.take();
            let found: Vec<&str> = keys.iter().map(|&key| texts.value(key as usize)).collect();
            let expected: Vec<String> = rows.iter().map(|(told, metres)| reason(told, &names, Lang::Zh).speak(*metres, Lang::Zh)).collect();
            assert_eq!(found, expected);
            assert_eq!(texts.len(), 7, "each once");
            let firsts: Vec<u32> = keys.iter().enumerate().filter(|(row, key)| !keys[..*row].contains(key)).map(|(_, key)| *key).collect();
            assert!(firsts.is_sorted(), "in the order of their first use");
        }
    }
}
