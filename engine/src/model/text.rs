//! A column of text as the file has it, read cell by cell when somebody asks.
//!
//! A batch of a hundred million clues has as many ids, and hardly any is ever spoken of: to keep each as a string of its own
//! would cost more than the decision.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, DictionaryArray, Int64Array, StringArray};
use arrow_schema::DataType;

/// A column of text. Blank cells are empty, and blanks around a text are no part of it.
#[derive(Clone, Debug)]
pub enum TextColumn {
    /// The file has no such column; so many rows.
    Absent(usize),
    /// Text.
    Text(StringArray),
    /// Text by its place in a dictionary.
    Coded(DictionaryArray<UInt32Type>),
    /// Whole numbers, which are their digits.
    Integer(Int64Array),
}

impl TextColumn {
    /// The text of a row, `None` where it is empty.
    ///
    /// # Panics
    /// Past the last row.
    pub fn get(&self, row: usize) -> Option<Cow<'_, str>> {
        match self {
            Self::Absent(_) => None,
            Self::Text(cells) => cells.is_valid(row).then(|| trimmed(cells.value(row))).filter(|text| !text.is_empty()).map(Cow::Borrowed),
            Self::Coded(cells) => {
                let texts = cells.values().as_string_opt::<i32>()?;
                let key = cells.key(row).filter(|key| texts.is_valid(*key))?;
                Some(trimmed(texts.value(key))).filter(|text| !text.is_empty()).map(Cow::Borrowed)
            }
            Self::Integer(cells) => cells.is_valid(row).then(|| Cow::Owned(cells.value(row).to_string())),
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Absent(rows) => *rows,
            Self::Text(cells) => cells.len(),
            Self::Coded(cells) => cells.len(),
            Self::Integer(cells) => cells.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of every row in turn.
    pub fn iter(&self) -> impl Iterator<Item = Option<Cow<'_, str>>> {
        (0..self.len()).map(|row| self.get(row))
    }
}

/// Whether a column is one of codes into a dictionary of texts: those of a decision are, and those that files bring with few texts.
pub fn is_coded(kind: &DataType) -> bool {
    matches!(kind, DataType::Dictionary(key, text) if **key == DataType::UInt32 && **text == DataType::Utf8)
}

/// The text without blanks around it. That there are none is seen at its ends, nearly always.
pub fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_empty_and_numbers_are_their_digits() {
        let text = TextColumn::Text(StringArray::from(vec![Some(" 甲-1 "), Some("  "), None]));
        assert_eq!(text.iter().collect::<Vec<_>>(), [Some("甲-1".into()), None, None]);
        let numbers = TextColumn::Integer(Int64Array::from(vec![Some(-7), None]));
        assert_eq!(numbers.iter().collect::<Vec<_>>(), [Some("-7".into()), None]);
        let coded = TextColumn::Coded([Some("甲"), None, Some(" "), Some("甲")].into_iter().collect());
        assert_eq!(coded.iter().collect::<Vec<_>>(), [Some("甲".into()), None, None, Some("甲".into())]);
        assert_eq!((TextColumn::Absent(2).get(1), TextColumn::Absent(2).len()), (None, 2));
    }
}
