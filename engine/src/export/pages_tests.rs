//! What other readers find in groups of several pages, put together from several tables.

use std::sync::Arc;

use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow_schema::DataType;

use super::{Format, Layout, Sheet, SheetStream};
use crate::lang::Lang;

/// Rows of the tables: pages of 65 536 rows begin and end within them.
const TABLES: [usize; 4] = [70_000, 1, 66_000, 30_003];

/// A number that looks random.
fn mixed(row: usize) -> u64 {
    let z = (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (z ^ z >> 31).wrapping_mul(0x94D0_49BB_1331_11EB) >> 20
}

/// A column of every way to encode one, of which one in so many cells is empty; all are with 1, none with 0.
fn columns(rows: std::ops::Range<usize>, empty: u64, shared: &Arc<StringArray>) -> Vec<ArrayRef> {
    let is_empty = |row: usize| empty != 0 && (mixed(row) >> 7).is_multiple_of(empty);
    let filled = |row: usize| (!is_empty(row)).then(|| mixed(row));
    let numbers = |values: u64| rows.clone().map(move |row| filled(row).map(|n| (n % values) as f64 / 8.0)).collect::<Float64Array>();
    let keys = rows.clone().map(|row| filled(row).map(|n| (n % shared.len() as u64) as u32)).collect::<UInt32Array>();
    let all_keys = rows.clone().map(|row| (mixed(row) % shared.len() as u64) as u32).collect::<UInt32Array>();
    vec![
        Arc::new(rows.clone().map(|row| filled(row).map(|n| n % 3 == 0)).collect::<BooleanArray>()),
        Arc::new(numbers(5)),
        Arc::new(numbers(1 << 40)),
        Arc::new(rows.clone().map(|row| filled(row).map(|n| n.cast_signed() - (1 << 40))).collect::<Int64Array>()),
        Arc::new(rows.clone().map(|row| filled(row).map(|n| format!("text {}", n % 40))).collect::<StringArray>()),
        Arc::new(rows.clone().map(|row| filled(row).map(|n| format!("文 {n}"))).collect::<StringArray>()),
        Arc::new(DictionaryArray::<UInt32Type>::new(keys, shared.clone())),
        Arc::new(DictionaryArray::<UInt32Type>::new(all_keys, shared.clone())),
    ]
}

#[test]
fn readers_find_every_cell_of_several_tables_in_several_pages() {
    for (empty, texts) in [(0, 1), (0, 700), (2, 700), (97, 9000), (1, 3)] {
        // A dictionary may have a null among its texts, one text twice, and texts that are never used.
        let shared: StringArray = (0..texts).map(|text| (text % 5 != 3).then(|| format!("{}", text / 2))).collect();
        let shared = Arc::new(shared);
        let mut start = 0;
        let tables = TABLES.map(|rows| {
            start += rows;
            let columns = columns(start - rows..start, empty, &shared).into_iter().enumerate();
            RecordBatch::try_from_iter_with_nullable(columns.map(|(place, column)| (format!("c{place}"), column, true))).expect("a table")
        });
        let nowhere = vec![f64::NAN; start];
        let sheet = |table| Sheet { table, lon_deg: &nowhere, lat_deg: &nowhere, name: "x", sample: false, own_columns: 1 };
        let sheets = tables.iter().map(|table| Sheet { lon_deg: &nowhere[..table.num_rows()], lat_deg: &nowhere[..table.num_rows()], ..sheet(table) });

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pages.parquet");
        let layout = Layout { schema: tables[0].schema_ref(), own_columns: 1, name: "x", sample: false };
        let (mut file, encoder) = SheetStream::begin(&path, &layout, Format::Parquet, Lang::En).expect("a file");
        file.append(encoder.encode(&sheets.collect::<Vec<_>>()).expect("a group")).expect("appended");
        file.finish().expect("finished");

        let reader = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(path).expect("readable")).expect("Parquet");
        let batches: Vec<RecordBatch> = reader.with_batch_size(start).build().expect("a reader").map(|batch| batch.expect("a batch")).collect();
        let [read] = batches.as_slice() else { panic!("one batch") };
        for place in 0..tables[0].num_columns() {
            let whole: Vec<&dyn Array> = tables.iter().map(|table| table.column(place).as_ref()).collect();
            let mut expected = arrow_select::concat::concat(&whole).expect("of one type");
            if let DataType::Dictionary(..) = expected.data_type() {
                expected = arrow_cast::cast(&expected, &DataType::Utf8).expect("texts");
            }
            assert!(read.column(place) == &expected, "column {place}, one in {empty} empty, {texts} texts");
        }
    }
}
