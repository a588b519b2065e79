//! Words found in cells become terms.

use std::cell::RefCell;

use arrow_array::cast::AsArray;
use rustc_hash::FxHashMap;

use crate::model::TextColumn;

/// Terms and the words that tell them. A text means the first term of which it contains a word; case of Latin letters does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    words: Vec<(String, u8)>,
    rest: u8,
}

/// Different texts of a column that are remembered; a column of free text would fill the memory.
const REMEMBERED_MAX: usize = 4096;

impl Vocabulary {
    /// Words with their terms, in the order in which they are looked for, and the term of everything else.
    pub(super) fn new(words: impl IntoIterator<Item = (String, u8)>, rest: u8) -> Self {
        Self { words: words.into_iter().map(|(word, term)| (word.to_lowercase(), term)).collect(), rest }
    }

    /// The term of what has no word, or no text at all.
    pub fn rest(&self) -> u8 {
        self.rest
    }

    /// The term of a text.
    pub fn read(&self, text: &str) -> u8 {
        let text = text.to_lowercase();
        self.words.iter().find(|(word, _)| text.contains(word)).map_or(self.rest, |(_, term)| *term)
    }

    /// A text that means a term: the first of its names that does, else a word of its own; `None` where nothing is read as it.
    pub fn text_of(&self, term: u8, names: &[&str]) -> Option<String> {
        let own = self.words.iter().filter(|(_, of)| *of == term).map(|(word, _)| word.as_str());
        names.iter().copied().chain(own).find(|text| self.read(text) == term).map(str::to_owned)
    }

    /// The terms of a column, each different text being read once; no terms where there is no column.
    pub fn read_column(&self, column: &TextColumn) -> Vec<u8> {
        match column {
            TextColumn::Absent(_) => Vec::new(),
            TextColumn::Coded(coded) => {
                let of_key: Vec<u8> = coded.values().as_string::<i32>().iter().map(|text| self.read(text.unwrap_or_default())).collect();
                coded.keys().iter().map(|key| key.map_or(self.rest, |key| of_key[key as usize])).collect()
            }
            _ => {
                let known: RefCell<FxHashMap<String, u8>> = RefCell::default();
                let mut last: Option<(String, u8)> = None;
                let mut term = |text: &str| {
                    if let Some((same, term)) = &last
                        && same == text
                    {
                        return *term;
                    }
                    let found = known.borrow().get(text).copied();
                    let term = found.unwrap_or_else(|| {
                        let term = self.read(text);
                        if known.borrow().len() < REMEMBERED_MAX {
                            known.borrow_mut().insert(text.to_owned(), term);
                        }
                        term
                    });
                    last = Some((text.to_owned(), term));
                    term
                };
                column.iter().map(|text| text.map_or(self.rest, |text| term(&text))).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::StringArray;

    #[test]
    fn the_first_term_of_which_a_word_occurs_is_meant() {
        let words = [("特别严重", 0), ("严重", 1), ("Major", 0)].map(|(word, term)| (word.to_owned(), term));
        let vocabulary = Vocabulary::new(words, 2);
        for (text, term) in [("特别严重", 0), ("比较严重的", 1), ("MAJOR spill", 0), ("一般", 2), ("", 2)] {
            assert_eq!(vocabulary.read(text), term, "{text}");
        }
        assert_eq!(vocabulary.text_of(0, &["特别严重的"]).as_deref(), Some("特别严重的"));
        // A name may hold none of its words, or a word that another term has first.
        assert_eq!(vocabulary.text_of(1, &["甲", "特别严重"]).as_deref(), Some("严重"));
        assert_eq!(vocabulary.text_of(2, &["严重", "其他"]).as_deref(), Some("其他"));
        assert_eq!(vocabulary.text_of(2, &[]), None);
        let texts = [Some("严重"), None, Some("严重"), Some("特别严重")];
        let (plain, coded) = (TextColumn::Text(StringArray::from(texts.to_vec())), TextColumn::Coded(texts.into_iter().collect()));
        assert_eq!(vocabulary.read_column(&plain), [1, 2, 1, 0]);
        assert_eq!(vocabulary.read_column(&coded), [1, 2, 1, 0]);
        assert_eq!(vocabulary.read_column(&TextColumn::Absent(3)), [0u8; 0]);
    }
}
