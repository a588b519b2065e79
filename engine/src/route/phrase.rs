//! The reasons of a large batch, each sentence once a group of rows.
//!
//! The words of [`reason()`] depend on a row's outcome, on the neighbour, and on the distance as it is spoken. The first two make a
//! [`Sentence`] with a place for the third, and that is kept. A group of rows numbers its sentences in the order in which it first
//! uses them: these are the keys of a dictionary array, and [`Phrases::take`] gives the dictionary.

use arrow_array::StringArray;
use arrow_array::builder::StringBuilder;
use rustc_hash::FxHashMap;

use super::reason::{SpokenShare, shares_list, spoken_shares, whole_reason};
use super::{Names, Sentence, Status, Told, reason};
use crate::lang::Lang;
use crate::model::DivisionCode;
use crate::units::{Metres, Rounded};

/// Sentences kept before all are forgotten: some tens of megabytes.
const SENTENCES_MAX: usize = 1 << 17;
/// Units in which distances are spoken.
const UNITS: usize = 3;
/// Distances of a unit that have places in tables; there are hardly more, but in kilometres.
const STEPS_MAX: usize = 1024;
/// Tables grow by so many places, and all of them to no more than so many: 16 MB. What has no place then is looked up by hash.
const STEPS_GROWN: usize = 64;
const PLACES_MAX: usize = 1 << 22;
/// Keys counted before all are forgotten: the tables count on from group to group.
const KEYS_MAX: u32 = 1 << 30;

/// The reasons of one territory in one language.
#[derive(Default)]
pub struct Phrases {
    sentences: Vec<Sentence>,
    /// The sentence of each outcome and neighbour.
    sentence_of: FxHashMap<(u32, u32), u32>,
    by_words: FxHashMap<Sentence, u32>,
    last: Option<((u32, u32), u32)>,
    group: Group,
    /// The shares at hand, kept so that their memory is used again.
    shares: Vec<SpokenShare>,
}

/// What the group at hand says.
#[derive(Default)]
struct Group {
    /// Everything, one after the other, and where each ends.
    text: String,
    ends: Vec<usize>,
    /// How often anything was said before this group: keys are counted on in the tables, so that none needs to be cleared.
    before: u32,
    /// The keys by sentence and distance, for the distances that are often spoken.
    tables: Vec<[Vec<u32>; UNITS]>,
    /// Places in the tables.
    places: usize,
    /// The keys of other distances.
    rare: FxHashMap<(u32, Rounded), u32>,
    /// Those of rows whose ground is shared, by sentence, distance and shares.
    shared: FxHashMap<(u32, Rounded, Vec<SpokenShare>), u32>,
    /// Those of rows without a usable position, which speak of what stands in them.
    by_text: FxHashMap<String, u32>,
    /// What is looked up among the shared, kept so that its memory is used again.
    asked: (u32, Rounded, Vec<SpokenShare>),
}

impl Phrases {
    /// The key of a row's reason in the group at hand. `outcome` numbers the row's outcome, until all is forgotten.
    #[inline]
    pub fn key(&mut self, outcome: u32, told: &Told, distance: Metres, names: &Names, lang: Lang) -> u32 {
        if told.outcome.status == Status::Invalid {
            return self.group.key_of_text(whole_reason(told, distance, names, lang));
        }
        let pair = (outcome, told.neighbour.map_or(0, DivisionCode::number));
        // Rows come in the order of their places: the next is often of the same two.
        let sentence = match self.last {
            Some((last, sentence)) if last == pair => sentence,
            _ => self.sentence(pair, told, names, lang),
        };
        let spoken = &self.sentences[sentence as usize];
        let rounded = if spoken.after.is_some() { distance.rounded() } else { Rounded::Metres(0) };
        if let Some((shares, each)) = told.shares {
            spoken_shares(shares, each, &mut self.shares);
            let (group, shares) = (&mut self.group, &self.shares);
            return group.key_of_shares(sentence, rounded, shares, |text| {
                spoken.speak_into(rounded, lang, text);
                text.push_str(&shares_list(shares, names.generation, lang));
            });
        }
        self.group.key(sentence, rounded).unwrap_or_else(|| {
            let key = self.group.say(|text| spoken.speak_into(rounded, lang, text));
            self.group.enter(sentence, rounded, key);
            key
        })
    }

    fn sentence(&mut self, pair: (u32, u32), told: &Told, names: &Names, lang: Lang) -> u32 {
        let Self { sentences, by_words, .. } = self;
        let sentence = *self.sentence_of.entry(pair).or_insert_with(|| {
            // Outcomes that differ in what the rules say have the same words.
            let words = reason(told, names, lang);
            *by_words.entry(words.clone()).or_insert_with(|| {
                sentences.push(words);
                sentences.len() as u32 - 1
            })
        });
        self.last = Some((pair, sentence));
        sentence
    }

    /// What the group at hand says, by its keys; the next group begins.
    ///
    /// # Panics
    /// If it is 2 GiB of text.
    pub fn take(&mut self) -> StringArray {
        let Group { text, ends, .. } = &self.group;
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let mut texts = StringBuilder::with_capacity(ends.len(), text.len());
        starts.zip(ends).for_each(|(start, &end)| texts.append_value(&text[start..end]));
        self.group.clear();
        texts.finish()
    }

    /// Whether it is time to [`Phrases::forget`].
    pub fn is_full(&self) -> bool {
        self.sentence_of.len() > SENTENCES_MAX || self.group.before > KEYS_MAX
    }

    /// Forgets all sentences. To be called between groups.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

impl Group {
    /// The key of a sentence with a distance, if the group has said it.
    #[inline]
    fn key(&self, sentence: u32, rounded: Rounded) -> Option<u32> {
        let (unit, step) = place(rounded);
        let entry = match self.tables.get(sentence as usize).and_then(|table| table[unit].get(step)) {
            Some(&entry) => entry,
            // Also of distances that have no place in a table, now or ever.
            None => self.rare.get(&(sentence, rounded)).copied().unwrap_or(0),
        };
        // Entries count from 1, so that 0 was never said.
        entry.checked_sub(self.before + 1)
    }

    #[cold]
    fn enter(&mut self, sentence: u32, rounded: Rounded, key: u32) {
        let entry = self.before + key + 1;
        let (unit, step) = place(rounded);
        if self.tables.len() <= sentence as usize {
            self.tables.resize_with(sentence as usize + 1, Default::default);
        }
        let table = &mut self.tables[sentence as usize][unit];
        let grown = (step + 1).next_multiple_of(STEPS_GROWN);
        if step < table.len() || (step < STEPS_MAX && self.places + grown - table.len() <= PLACES_MAX) {
            if table.len() <= step {
                self.places += grown - table.len();
                table.resize(grown, 0);
            }
            table[step] = entry;
        } else {
            self.rare.insert((sentence, rounded), entry);
        }
    }

    fn key_of_shares(&mut self, sentence: u32, rounded: Rounded, shares: &[SpokenShare], speak: impl FnOnce(&mut String)) -> u32 {
        let mut asked = std::mem::take(&mut self.asked);
        (asked.0, asked.1) = (sentence, rounded);
        asked.2.clear();
        asked.2.extend_from_slice(shares);
        let known = self.shared.get(&asked).copied();
        let key = known.unwrap_or_else(|| {
            let key = self.say(speak);
            self.shared.insert(asked.clone(), key);
            key
        });
        self.asked = asked;
        key
    }

    #[cold]
    fn key_of_text(&mut self, text: String) -> u32 {
        if let Some(&number) = self.by_text.get(&text) {
            return number;
        }
        let number = self.say(|all| all.push_str(&text));
        self.by_text.insert(text, number);
        number
    }

    fn say(&mut self, speak: impl FnOnce(&mut String)) -> u32 {
        speak(&mut self.text);
        self.ends.push(self.text.len());
        self.ends.len() as u32 - 1
    }

    fn clear(&mut self) {
        self.before += self.ends.len() as u32;
        self.text.clear();
        self.ends.clear();
        self.rare.clear();
        self.by_text.clear();
        self.shared.clear();
    }
}

/// Where a spoken distance stands in a table: its unit, and how many of them.
fn place(rounded: Rounded) -> (usize, usize) {
    match rounded {
        Rounded::Metres(metres) => (0, metres as usize),
        Rounded::Hectometres(tenths) => (1, tenths as usize),
        Rounded::Kilometres(kilometres) => (2, kilometres as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Array;

    use crate::model::{Generation, RowFault};
    use crate::route::{Handling, Outcome, Rule};
    use crate::rules::{JILIN, Ruleset};

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
            county_filed: None,
            handling: Handling::Territorial,
            overlay: None,
            is_extent: false,
            rule: Rule::Outside,
            fired: Vec::new(),
            urgency: None,
            departments: Vec::new(),
            deadline: Vec::new(),
            damage_notice: Vec::new(),
            warnings: Vec::new(),
            fault: None,
        }
    }

    #[test]
    fn every_group_has_its_own_keys_and_each_sentence_once() {
        let (generation, _) = Generation::new(crate::model::Validity::default(), Vec::new());
        let ruleset = Ruleset::parse(JILIN).expect("our own ruleset");
        let names = Names { generation: &generation, others: &[], zones: &[], ruleset: &ruleset };
        let (outside, invalid) = (outside(), Outcome { status: Status::Invalid, ..outside() });
        let faults = ["甲", "乙"].map(|column| RowFault::Missing { column: column.into() });
        let at = |metres: f64| (Told { outcome: &outside, neighbour: "220184".parse().ok(), fault: None, shares: None }, Metres(metres));
        let nowhere = (Told { outcome: &outside, neighbour: None, fault: None, shares: None }, Metres(f64::NAN));
        let without = |fault| (Told { outcome: &invalid, neighbour: None, fault: Some(fault), shares: None }, Metres(f64::NAN));
        let rows = [at(10.2), at(1500.0), without(&faults[0]), at(10.4), at(10_400.0), without(&faults[1]), without(&faults[0]), at(1000.0), nowhere];
        let mut phrases = Phrases::default();
        for turn in 0..3 {
            let rows: Vec<_> = rows.iter().cycle().skip(turn * 3).take(rows.len()).collect();
            let keys: Vec<u32> = rows.iter().map(|(told, metres)| phrases.key(told.outcome.status as u32, told, *metres, &names, Lang::Zh)).collect();
            let texts = phrases.take();
            let found: Vec<&str> = keys.iter().map(|&key| texts.value(key as usize)).collect();
            let expected: Vec<String> = rows.iter().map(|(told, metres)| whole_reason(told, *metres, &names, Lang::Zh)).collect();
            assert_eq!(found, expected);
            assert_eq!(texts.len(), 7, "each once");
            let firsts: Vec<u32> = keys.iter().enumerate().filter(|(row, key)| !keys[..*row].contains(key)).map(|(_, key)| *key).collect();
            assert!(firsts.is_sorted(), "in the order of their first use");
        }
    }
}
