//! A small table with everything that goes wrong in tables.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, RecordBatchOptions, StringArray, TimestampMillisecondArray};
use arrow_schema::{DataType, Field, Schema, TimeUnit};

use super::Sheet;

pub(super) const ROWS: usize = 4;
pub(super) const OWN: usize = 7;
pub(super) const NAMES: [&str; 9] = ["线索编号", "note", "value", "big", "flag", "day", "at", "status", "reason"];
pub(super) const NASTY: &str = "=HYPERLINK(\"http://x\",\"点我\"),\r\n'引号' 🐟\u{1} _x0041_ <&>";
/// The third row has no position; the fourth has one that needs every digit.
pub(super) const LON_DEG: [f64; ROWS] = [125.35, 124.8, f64::NAN, 125.100_000_000_000_01];
pub(super) const LAT_DEG: [f64; ROWS] = [43.9, 43.5, f64::NAN, 1.0 / 3.0];

pub(super) fn table() -> RecordBatch {
    let text = |cells: [Option<&str>; ROWS]| Arc::new(StringArray::from(cells.to_vec())) as ArrayRef;
    let columns: Vec<ArrayRef> = vec![
        text([Some("220184"), Some("007"), Some("X-3"), Some("1e5")]),
        text([Some("通顺"), Some(NASTY), None, Some("-")]),
        Arc::new(Float64Array::from(vec![Some(0.1), Some(-1e300), None, Some(f64::NAN)])),
        Arc::new(Int64Array::from(vec![Some(9_007_199_254_740_993), Some(-1), None, Some(i64::MIN)])),
        Arc::new(BooleanArray::from(vec![Some(true), Some(false), None, Some(true)])),
        Arc::new(Date32Array::from(vec![Some(20_609), Some(-1), None, Some(-200_000)])),
        Arc::new(TimestampMillisecondArray::from(vec![Some(1_780_648_200_000), Some(1_780_648_200_123), None, Some(-62_000_000_000_000)])),
        text([Some("assigned"), Some("escalated"), Some("invalid"), Some("outside")]),
        text([Some("位于公主岭市"), Some("位于两县交界"), Some("坐标缺失"), Some("在辖区之外")]),
    ];
    let types = columns.iter().map(|c| c.data_type().clone()).collect::<Vec<_>>();
    let fields: Vec<Field> = NAMES.iter().zip(types).map(|(name, kind)| Field::new(*name, kind, true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("columns of one length")
}

pub(super) fn sheet(table: &RecordBatch) -> Sheet<'_> {
    Sheet { table, lon_deg: &LON_DEG, lat_deg: &LAT_DEG, name: "clues", sample: true, own_columns: OWN }
}

/// A table with these column names, one row of text, and no position.
pub(super) fn named(names: &[&str]) -> RecordBatch {
    let columns = names.iter().enumerate().map(|(i, _)| Arc::new(StringArray::from(vec![format!("v{i}")])) as ArrayRef).collect();
    let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(1));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options).expect("columns of one row")
}

/// The types of [`table`] without a row.
pub(super) fn empty() -> RecordBatch {
    let table = table();
    assert_eq!(table.schema_ref().field(6).data_type(), &DataType::Timestamp(TimeUnit::Millisecond, None));
    table.slice(0, 0)
}
