//! What every reader returns: a table, perhaps geometry, and what the file says of itself.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMillisecondType, TimestampSecondType, UInt32Type};
use arrow_array::{Array, ArrayRef, DictionaryArray, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field as ArrowField, Schema, TimeUnit};
use geo_types::Geometry;
use jiff::civil::DateTime;

use super::{Note, date, number};
use crate::coord::Crs;
use crate::model::{Moments, TextColumn, is_coded, moment_at, trimmed};

/// A geometry as the file has it, in the file's system.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub geometry: Geometry<f64>,
    /// Rings that did not end where they began. They are closed in `geometry`.
    pub unclosed: usize,
}

/// Why a geometry is not there although the record has one.
#[derive(Clone, Debug)]
pub(super) enum NoShape {
    /// The record has none.
    Missing,
    /// It is of a kind we do not read, such as a curve.
    Unsuitable(String),
}

/// What a reader returns.
pub(super) struct RawTable {
    pub format: &'static str,
    pub encoding: Option<String>,
    /// As the file declares it.
    pub crs: Option<Crs>,
    /// Whether that is only the standard of the format, as of GeoJSON: then a row's own word counts more.
    pub crs_by_standard: bool,
    pub batch: RecordBatch,
    pub row_number: Vec<u64>,
    pub geometry: Option<Vec<Result<Shape, NoShape>>>,
    /// Row → cells expected and found.
    pub ragged: BTreeMap<usize, (usize, usize)>,
    pub notes: Vec<Note>,
}

impl RawTable {
    pub(super) fn rows(&self) -> usize {
        self.row_number.len()
    }

    pub(super) fn column_names(&self) -> Vec<String> {
        self.batch.schema().fields().iter().map(|f| f.name().clone()).collect()
    }

    pub(super) fn cells(&self, column: usize) -> Cells {
        Cells::new(self.batch.column(column))
    }
}

/// Makes a batch of columns; equal names get a suffix, empty ones a number.
pub(super) fn batch(columns: Vec<(String, ArrayRef)>, rows: usize) -> RecordBatch {
    let mut taken = HashSet::new();
    let mut fields = Vec::with_capacity(columns.len());
    let mut arrays = Vec::with_capacity(columns.len());
    for (index, (name, array)) in columns.into_iter().enumerate() {
        let base = if name.trim().is_empty() { format!("column_{}", index + 1) } else { name };
        let mut unique = base.clone();
        let mut copy = 2;
        while !taken.insert(unique.clone()) {
            unique = format!("{base}_{copy}");
            copy += 1;
        }
        fields.push(ArrowField::new(unique, array.data_type().clone(), true));
        arrays.push(array);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options).expect("every reader fills its columns to the same length")
}

/// The cells of one column, whatever its type.
pub(super) struct Cells {
    array: ArrayRef,
}

/// A cell that should hold a number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Number {
    Value(f64),
    Empty,
    /// Something else; its text.
    Text(String),
}

impl Cells {
    fn new(array: &ArrayRef) -> Self {
        let target = match array.data_type() {
            kind if is_coded(kind) => return Self { array: array.clone() },
            DataType::Utf8 | DataType::Float64 | DataType::Int64 | DataType::Boolean | DataType::Date32 | DataType::Timestamp(TimeUnit::Second, None) => {
                return Self { array: array.clone() };
            }
            DataType::Float16 | DataType::Float32 | DataType::Decimal128(..) | DataType::Decimal256(..) | DataType::Decimal32(..) | DataType::Decimal64(..) => {
                DataType::Float64
            }
            other if other.is_integer() => DataType::Int64,
            DataType::Date64 => DataType::Date32,
            // A time with a zone is turned into China's before the zone is dropped.
            DataType::Timestamp(_, Some(_)) => {
                let china = DataType::Timestamp(TimeUnit::Second, Some("+08:00".into()));
                let shifted = arrow_cast::cast(array, &china).and_then(|a| arrow_cast::cast(&a, &DataType::Timestamp(TimeUnit::Second, None)));
                return Self { array: shifted.unwrap_or_else(|_| arrow_array::new_null_array(&DataType::Utf8, array.len())) };
            }
            // The cast divides by a number that it does not know; this one is known to the compiler, which then need not divide.
            DataType::Timestamp(TimeUnit::Millisecond, None) => {
                let seconds = array.as_primitive::<TimestampMillisecondType>().unary::<_, TimestampSecondType>(|milliseconds| milliseconds / 1000);
                return Self { array: Arc::new(seconds) };
            }
            DataType::Timestamp(_, None) => DataType::Timestamp(TimeUnit::Second, None),
            _ => DataType::Utf8,
        };
        // A list or structure has no text; such a column holds none of our fields.
        Self { array: arrow_cast::cast(array, &target).unwrap_or_else(|_| arrow_array::new_null_array(&DataType::Utf8, array.len())) }
    }

    /// The cell as text; `None` where it is empty or blank.
    pub(super) fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        if self.array.is_null(row) {
            return None;
        }
        let text = match self.array.data_type() {
            DataType::Utf8 => Cow::Borrowed(trimmed(self.array.as_string::<i32>().value(row))),
            kind if is_coded(kind) => {
                let coded = self.array.as_dictionary::<UInt32Type>();
                Cow::Borrowed(trimmed(coded.values().as_string::<i32>().value(coded.key(row)?)))
            }
            DataType::Float64 => Cow::Owned(self.array.as_primitive::<Float64Type>().value(row).to_string()),
            DataType::Int64 => Cow::Owned(self.array.as_primitive::<Int64Type>().value(row).to_string()),
            DataType::Boolean => Cow::Borrowed(if self.array.as_boolean().value(row) { "true" } else { "false" }),
            _ => Cow::Owned(self.moment(row).map(|m| m.to_string()).unwrap_or_default()),
        };
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn coordinate(&self, row: usize) -> Number {
        self.number(row, number::coordinate)
    }

    /// The coordinates of all rows, NaN where there is none, and the rows where there is none.
    pub(super) fn coordinates(&self) -> (Vec<f64>, Vec<(usize, Number)>) {
        if let Some(floats) = self.finite() {
            return (floats.to_vec(), Vec::new());
        }
        let mut exceptions = Vec::new();
        let values = (0..self.array.len()).map(|row| match self.coordinate(row) {
            Number::Value(value) => value,
            exception => {
                exceptions.push((row, exception));
                f64::NAN
            }
        });
        (values.collect(), exceptions)
    }

    /// The texts of the column, to be read one by one when somebody asks.
    pub(super) fn into_texts(self) -> TextColumn {
        match self.array.data_type() {
            DataType::Utf8 => TextColumn::Text(self.array.as_string().clone()),
            kind if is_coded(kind) => TextColumn::Coded(self.array.as_dictionary().clone()),
            DataType::Int64 => TextColumn::Integer(self.array.as_primitive().clone()),
            _ => TextColumn::Text((0..self.array.len()).map(|row| self.text(row)).collect()),
        }
    }

    /// The cells as codes into a dictionary of texts, where they are that.
    pub(super) fn coded(&self) -> Option<&DictionaryArray<UInt32Type>> {
        is_coded(self.array.data_type()).then(|| self.array.as_dictionary())
    }

    /// The numbers of all rows, if every row has one that is finite.
    pub(super) fn finite(&self) -> Option<&[f64]> {
        let floats = self.array.as_primitive_opt::<Float64Type>()?;
        // All are looked at, so that several are at a time.
        let is_finite = || floats.values().iter().fold(true, |all, value| all & value.is_finite());
        (floats.null_count() == 0 && is_finite()).then(|| &floats.values()[..])
    }

    pub(super) fn accuracy(&self, row: usize) -> Number {
        self.number(row, number::accuracy)
    }

    fn number(&self, row: usize, read: impl Fn(&str) -> Result<Option<f64>, ()>) -> Number {
        if self.array.is_null(row) {
            return Number::Empty;
        }
        let value = match self.array.data_type() {
            DataType::Float64 => self.array.as_primitive::<Float64Type>().value(row),
            DataType::Int64 => self.array.as_primitive::<Int64Type>().value(row) as f64,
            _ => {
                let Some(text) = self.text(row) else { return Number::Empty };
                return match read(&text) {
                    Ok(Some(value)) => Number::Value(value),
                    Ok(None) => Number::Empty,
                    Err(()) => Number::Text(text.into_owned()),
                };
            }
        };
        if value.is_finite() { Number::Value(value) } else { Number::Text(value.to_string()) }
    }

    /// The cell as a moment; `Err` holds text that is no date.
    pub(super) fn date_time(&self, row: usize) -> Result<Option<DateTime>, String> {
        if self.array.is_null(row) {
            return Ok(None);
        }
        match self.array.data_type() {
            DataType::Date32 | DataType::Timestamp(..) => Ok(self.moment(row)),
            DataType::Float64 => {
                let days = self.array.as_primitive::<Float64Type>().value(row);
                date::excel_serial(days).or_else(|| date::date_time(&days.to_string())).map(Some).ok_or_else(|| days.to_string())
            }
            _ => match self.text(row) {
                None => Ok(None),
                Some(text) => date::date_time(&text).map(Some).ok_or_else(|| text.into_owned()),
            },
        }
    }

    /// The moments of all rows where they are times in the file already; no cell of those is unreadable.
    pub(super) fn moments(&self) -> Option<Moments> {
        let seconds = self.array.as_primitive_opt::<TimestampSecondType>()?;
        Some(Moments::from_seconds(seconds.iter()))
    }

    fn moment(&self, row: usize) -> Option<DateTime> {
        let seconds = match self.array.data_type() {
            DataType::Date32 => i64::from(self.array.as_primitive::<Date32Type>().value(row)) * 86_400,
            DataType::Timestamp(..) => self.array.as_primitive::<TimestampSecondType>().value(row),
            _ => return None,
        };
        moment_at(seconds)
    }
}
