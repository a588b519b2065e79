//! A column of a sheet, opened: typed cells whatever the Arrow type.

use std::borrow::Cow;
use std::fmt;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType};
use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{DataType, TimeUnit};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, date};

/// One value. Times are civil, as clues state them: no zone is known, so none is claimed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Null,
    Text(Cow<'a, str>),
    Float(f64),
    Int(i64),
    Bool(bool),
    Date(Date),
    Time(DateTime),
}

/// What the cells of a column are, besides null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Float,
    Int,
    Bool,
    Date,
    Time,
}

/// A column by type. Types that are not among these are cast to one of them where nothing is lost, else written as text.
pub(super) enum Column {
    Text(StringArray),
    Float(Float64Array),
    Int(Int64Array),
    Bool(BooleanArray),
    Date(Vec<Option<Date>>),
    Time(Vec<Option<DateTime>>),
    Other(ArrayRef),
}

impl Column {
    pub(super) fn new(array: &ArrayRef) -> Self {
        use DataType as T;
        let widened = match array.data_type() {
            T::LargeUtf8 | T::Utf8View | T::Dictionary(..) => arrow_cast::cast(array, &T::Utf8).ok(),
            T::Float16 | T::Float32 => arrow_cast::cast(array, &T::Float64).ok(),
            T::Int8 | T::Int16 | T::Int32 | T::UInt8 | T::UInt16 | T::UInt32 => arrow_cast::cast(array, &T::Int64).ok(),
            _ => None,
        };
        // A dictionary of something else than text is opened as what it holds.
        let widened = match array.data_type() {
            T::Dictionary(_, held) if **held != T::Utf8 => arrow_cast::cast(array, held).ok(),
            _ => widened,
        };
        let array = widened.as_ref().unwrap_or(array);
        let opened = match array.data_type() {
            T::Utf8 => Some(Self::Text(array.as_string().clone())),
            T::Float64 => Some(Self::Float(array.as_primitive().clone())),
            T::Int64 => Some(Self::Int(array.as_primitive().clone())),
            T::Boolean => Some(Self::Bool(array.as_boolean().clone())),
            T::Date32 => dates(array).map(Self::Date),
            T::Timestamp(unit, None) => times(array, *unit).map(Self::Time),
            _ => None,
        };
        opened.unwrap_or_else(|| Self::Other(array.clone()))
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Text(_) | Self::Other(_) => Kind::Text,
            Self::Float(_) => Kind::Float,
            Self::Int(_) => Kind::Int,
            Self::Bool(_) => Kind::Bool,
            Self::Date(_) => Kind::Date,
            Self::Time(_) => Kind::Time,
        }
    }

    pub(super) fn cell(&self, row: usize) -> Cell<'_> {
        fn valid<'a>(array: &dyn Array, row: usize, cell: impl FnOnce() -> Cell<'a>) -> Cell<'a> {
            if array.is_null(row) { Cell::Null } else { cell() }
        }
        match self {
            Self::Text(a) => valid(a, row, || Cell::Text(a.value(row).into())),
            Self::Float(a) => valid(a, row, || Cell::Float(a.value(row))),
            Self::Int(a) => valid(a, row, || Cell::Int(a.value(row))),
            Self::Bool(a) => valid(a, row, || Cell::Bool(a.value(row))),
            Self::Date(days) => days[row].map_or(Cell::Null, Cell::Date),
            Self::Time(times) => times[row].map_or(Cell::Null, Cell::Time),
            Self::Other(a) => valid(a.as_ref(), row, || Cell::Text(display(a, row).into())),
        }
    }
}

impl Cell<'_> {
    /// A number of things.
    pub(super) fn count(n: usize) -> Self {
        Self::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Cell<'_> {
    /// The text of CSV and of columns of mixed kind. Numbers read back the same; a time is `2026-06-05 08:30:00`, which
    /// spreadsheets take for a time.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Text(text) => f.write_str(text),
            // Plain digits where that is short; the exponent form is as exact.
            Self::Float(x) if *x == 0.0 || !x.is_finite() || (1e-5..1e16).contains(&x.abs()) => write!(f, "{x}"),
            Self::Float(x) => write!(f, "{x:e}"),
            Self::Int(x) => write!(f, "{x}"),
            Self::Bool(x) => write!(f, "{x}"),
            Self::Date(d) => write!(f, "{d}"),
            Self::Time(t) => write!(f, "{} {}", t.date(), t.time()),
        }
    }
}

/// `None` if a day is beyond the calendar; then the column is text.
fn dates(array: &ArrayRef) -> Option<Vec<Option<Date>>> {
    let day = |days: i32| date(1970, 1, 1).checked_add(SignedDuration::from_hours(i64::from(days) * 24)).ok();
    array.as_primitive::<Date32Type>().iter().map(|days| days.map_or(Some(None), |d| day(d).map(Some))).collect()
}

/// `None` if a time is beyond the calendar; then the column is text.
fn times(array: &ArrayRef, unit: TimeUnit) -> Option<Vec<Option<DateTime>>> {
    let (values, per_second): (Int64Array, i64) = match unit {
        TimeUnit::Second => (array.as_primitive::<TimestampSecondType>().reinterpret_cast::<Int64Type>(), 1),
        TimeUnit::Millisecond => (array.as_primitive::<TimestampMillisecondType>().reinterpret_cast::<Int64Type>(), 1_000),
        TimeUnit::Microsecond => (array.as_primitive::<TimestampMicrosecondType>().reinterpret_cast::<Int64Type>(), 1_000_000),
        TimeUnit::Nanosecond => (array.as_primitive::<TimestampNanosecondType>().reinterpret_cast::<Int64Type>(), 1_000_000_000),
    };
    let time = |t: i64| {
        let nanos = i32::try_from(t.rem_euclid(per_second) * (1_000_000_000 / per_second)).ok()?;
        date(1970, 1, 1).at(0, 0, 0, 0).checked_add(SignedDuration::new(t.div_euclid(per_second), nanos)).ok()
    };
    values.iter().map(|t| t.map_or(Some(None), |t| time(t).map(Some))).collect()
}

fn display(array: &ArrayRef, row: usize) -> String {
    let text = ArrayFormatter::try_new(array, &FormatOptions::default()).and_then(|f| f.value(row).try_to_string());
    // Dates beyond the calendar have no text of their own; their bare number still says what came in.
    text.unwrap_or_else(|_| match array.data_type() {
        DataType::Date32 => array.as_primitive::<Date32Type>().value(row).to_string(),
        _ => format!("{:?}", array.slice(row, 1)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{Date32Array, Int32Array, TimestampMicrosecondArray, UInt64Array};
    use std::sync::Arc;

    #[test]
    fn every_float_reads_back_from_its_text() {
        for x in [0.0, -0.0, 0.1, 1.0 / 3.0, 125.35_f64.next_up(), 1e300, -4.9e-324, 1e-5, 9.9e15, 1e16, f64::MAX, f64::INFINITY] {
            let text = Cell::Float(x).to_string();
            assert_eq!(text.parse::<f64>().expect(&text).to_bits(), x.to_bits(), "{text}");
            assert!(text.len() < 25, "{text}");
        }
    }

    #[test]
    fn times_are_civil_and_keep_their_fraction() {
        let column = Column::new(&(Arc::new(TimestampMicrosecondArray::from(vec![Some(-1), None, Some(1_780_648_200_000_000)])) as ArrayRef));
        assert_eq!(column.cell(0).to_string(), "1969-12-31 23:59:59.999999");
        assert_eq!(column.cell(1), Cell::Null);
        assert_eq!(column.cell(2).to_string(), "2026-06-05 08:30:00");
    }

    #[test]
    fn what_no_calendar_holds_is_text_and_not_lost() {
        let column = Column::new(&(Arc::new(Date32Array::from(vec![Some(20_609), Some(i32::MAX)])) as ArrayRef));
        assert_eq!(column.kind(), Kind::Text);
        assert!(!column.cell(1).to_string().is_empty());
    }

    #[test]
    fn other_types_become_the_nearest_or_their_text() {
        assert_eq!(Column::new(&(Arc::new(Int32Array::from(vec![7])) as ArrayRef)).cell(0), Cell::Int(7));
        assert_eq!(Column::new(&(Arc::new(UInt64Array::from(vec![u64::MAX])) as ArrayRef)).cell(0).to_string(), u64::MAX.to_string());
    }
}
