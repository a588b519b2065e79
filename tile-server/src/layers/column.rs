//! What features carry, column by column.
//!
//! Text is kept once for each different word: filters ask a word once for all rows that have it, and a million clues share few words.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHashMap;

/// What kind of values a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text.
    Text,
    /// A day (`2026-06-05`) or a moment (RFC 3339) as text.
    Time,
    /// Whole numbers.
    Number,
    /// Numbers with a fraction, all of them finite.
    Decimal,
    /// Yes or no.
    Flag,
}

impl Kind {
    /// Its name in TileJSON 3.0.0 §3.3.2.
    pub fn in_tilejson(self) -> &'static str {
        match self {
            Self::Text | Self::Time => "String",
            Self::Number | Self::Decimal => "Number",
            Self::Flag => "Boolean",
        }
    }
}

/// A column's name and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Its name, in tiles, features and filters.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
}

/// A field by name and kind.
pub const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

/// A value of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// There is none.
    Nothing,
    /// Text, never empty.
    Text(&'a str),
    /// A whole number.
    Number(i64),
    /// A finite number with a fraction.
    Decimal(f64),
    /// Yes or no.
    Flag(bool),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        i64::try_from(number).map_or(Self::Nothing, Self::Number)
    }
}

impl From<f64> for Value<'_> {
    /// What is no number is no value.
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Decimal(number) } else { Self::Nothing }
    }
}

impl From<Option<f64>> for Value<'_> {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, Self::from)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing, Self::from)
    }
}

/// The values of a field, one a row.
#[derive(Debug)]
pub enum Column {
    /// Different words, and which of them each row has; the first word is empty and stands for nothing.
    Words {
        /// The words.
        words: Vec<Box<str>>,
        /// Row → word.
        of: Vec<u32>,
    },
    /// Numbers; `None` where a row has none.
    Numbers(Vec<Option<i64>>),
    /// Numbers with a fraction; `None` where a row has none.
    Decimals(Vec<Option<f64>>),
    /// Flags; `None` where a row has none.
    Flags(Vec<Option<bool>>),
}

impl Column {
    /// The value of a row.
    pub fn value(&self, row: usize) -> Value<'_> {
        match self {
            Self::Words { words, of } => (&*words[of[row] as usize]).into(),
            Self::Numbers(numbers) => numbers[row].map_or(Value::Nothing, Value::Number),
            Self::Decimals(numbers) => numbers[row].map_or(Value::Nothing, Value::Decimal),
            Self::Flags(flags) => flags[row].map_or(Value::Nothing, Value::Flag),
        }
    }
}

impl Hash for Column {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Words { words, of } => (words, of).hash(state),
            Self::Numbers(numbers) => numbers.hash(state),
            Self::Decimals(numbers) => numbers.iter().for_each(|number| number.map(f64::to_bits).hash(state)),
            Self::Flags(flags) => flags.hash(state),
        }
    }
}

/// Takes rows and makes columns of them.
pub struct Columns {
    fields: Vec<Field>,
    filled: Vec<Column>,
    /// Word → its place, for each column of words.
    known: Vec<FxHashMap<Box<str>, u32>>,
}

impl Columns {
    /// No rows yet.
    pub fn new(fields: &[Field]) -> Self {
        let empty = |field: &Field| match field.kind {
            Kind::Text | Kind::Time => Column::Words { words: vec!["".into()], of: Vec::new() },
            Kind::Number => Column::Numbers(Vec::new()),
            Kind::Decimal => Column::Decimals(Vec::new()),
            Kind::Flag => Column::Flags(Vec::new()),
        };
        let known = fields.iter().map(|_| FxHashMap::from_iter([("".into(), 0)])).collect();
        Self { fields: fields.to_vec(), filled: fields.iter().map(empty).collect(), known }
    }

    /// Takes a row: a value for each field, in their order.
    ///
    /// # Panics
    /// If there are more or fewer values than fields, or one is of another kind than its field.
    pub fn push(&mut self, row: &[Value<'_>]) {
        assert_eq!(row.len(), self.filled.len(), "a row has a value for each field");
        for ((column, known), value) in self.filled.iter_mut().zip(&mut self.known).zip(row) {
            match (column, *value) {
                (Column::Words { of, .. }, Value::Nothing) => of.push(0),
                (Column::Words { words, of }, Value::Text(text)) => of.push(known.get(text).copied().unwrap_or_else(|| {
                    let place = u32::try_from(words.len()).expect("fewer words than rows, and rows are counted in 32 bits");
                    words.push(text.into());
                    known.insert(text.into(), place);
                    place
                })),
                (Column::Numbers(numbers), Value::Number(number)) => numbers.push(Some(number)),
                (Column::Numbers(numbers), Value::Nothing) => numbers.push(None),
                (Column::Decimals(numbers), Value::Decimal(number)) => numbers.push(Some(number)),
                (Column::Decimals(numbers), Value::Nothing) => numbers.push(None),
                (Column::Flags(flags), Value::Flag(flag)) => flags.push(Some(flag)),
                (Column::Flags(flags), Value::Nothing) => flags.push(None),
                (column, value) => panic!("{value:?} is no value for {column:?}"),
            }
        }
    }

    /// The fields, and their columns.
    pub fn finish(self) -> (Vec<Field>, Vec<Column>) {
        (self.fields, self.filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_put_in_and_words_are_kept_once() {
        let fields = [field("name", Kind::Text), field("row", Kind::Number), field("p_value", Kind::Decimal), field("sample", Kind::Flag)];
        let mut columns = Columns::new(&fields);
        let rows = [
            [Value::Text("甲"), Value::Number(-1), 0.001.into(), Value::Flag(true)],
            [Value::Nothing, Value::Nothing, f64::NAN.into(), Value::Nothing],
            [Value::Text("甲"), Value::Number(7), Some(1.0).into(), Value::Flag(false)],
        ];
        for row in &rows {
            columns.push(row);
        }
        let (_, columns) = columns.finish();
        for (place, row) in rows.iter().enumerate() {
            let back: Vec<Value> = columns.iter().map(|column| column.value(place)).collect();
            assert_eq!(back, row);
        }
        assert!(matches!(&columns[0], Column::Words { words, .. } if words.len() == 2));
    }
}
