//! CSV: separated text in any encoding.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::StringBuilder;
use csv::StringRecord;

use super::error::Limited;
use super::limit::{CELL_BYTES_MAX, COLUMNS_MAX};
use super::table::{self, RawTable};
use super::{IngestError, Note, encoding};

/// Reads the bytes of a CSV file.
///
/// All columns are text exactly as written. A row with another number of cells than the header is kept: missing cells are
/// null, surplus ones are joined into the last column, and the row is marked as ragged.
pub(super) fn read(path: &Path, bytes: &[u8], said_encoding: Option<&str>) -> Result<RawTable, IngestError> {
    let decoded = encoding::decode(path, bytes, said_encoding)?;
    let text = decoded.text.as_ref();
    let delimiter = delimiter(text);
    check_width(path, text, delimiter)?;

    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    if !next(path, &mut reader, &mut record)? || record.iter().all(|cell| cell.trim().is_empty()) {
        return Err(IngestError::NoHeader { path: path.into() });
    }
    let header: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
    let width = header.len();

    let mut columns: Vec<StringBuilder> = header.iter().map(|_| StringBuilder::new()).collect();
    let mut row_number = Vec::new();
    let mut ragged = BTreeMap::new();
    while next(path, &mut reader, &mut record)? {
        let line = line_of(&record, text);
        if let Some(cell) = record.iter().find(|cell| cell.len() > CELL_BYTES_MAX) {
            return Err(too_large(path, Limited::CellBytes, Some(line), cell.len(), CELL_BYTES_MAX));
        }
        if record.len() != width {
            ragged.insert(row_number.len(), (width, record.len()));
        }
        row_number.push(line);
        for (index, column) in columns.iter_mut().enumerate() {
            match record.get(index) {
                Some(cell) if index + 1 == width && record.len() > width => {
                    let surplus = record.iter().skip(width).fold(cell.to_owned(), |joined, more| format!("{joined}{}{more}", delimiter as char));
                    column.append_value(surplus);
                }
                Some(cell) => column.append_value(cell),
                None => column.append_null(),
            }
        }
    }

    let mut notes = Vec::new();
    if decoded.detected {
        notes.push(Note::EncodingDetected(decoded.encoding.into()));
    }
    let columns = header.into_iter().zip(columns).map(|(name, mut column)| (name, Arc::new(column.finish()) as ArrayRef)).collect();
    Ok(RawTable {
        format: "CSV",
        encoding: Some(decoded.encoding.into()),
        crs: None,
        crs_by_standard: false,
        batch: table::batch(columns, row_number.len()),
        row_number,
        geometry: None,
        ragged,
        notes,
    })
}

/// The separator: the one of `,` `;` and tab that the header has most of, outside quotes.
fn delimiter(text: &str) -> u8 {
    let counts = |delimiter: u8| count_in_header(text, delimiter, usize::MAX);
    // On a draw the comma wins, as it comes last.
    [b'\t', b';', b','].into_iter().max_by_key(|&d| counts(d)).unwrap_or(b',')
}

/// A header of ten million columns is refused before anything is allocated for it.
fn check_width(path: &Path, text: &str, delimiter: u8) -> Result<(), IngestError> {
    let columns = count_in_header(text, delimiter, usize::MAX).saturating_add(1);
    if columns > COLUMNS_MAX { Err(too_large(path, Limited::Columns, Some(1), columns, COLUMNS_MAX)) } else { Ok(()) }
}

fn count_in_header(text: &str, delimiter: u8, limit: usize) -> usize {
    let mut quoted = false;
    let header = text.trim_start_matches(['\r', '\n']).bytes().take_while(|&b| {
        quoted ^= b == b'"';
        quoted || b != b'\n'
    });
    let mut inside = false;
    header
        .filter(|&b| {
            inside ^= b == b'"';
            !inside && b == delimiter
        })
        .take(limit)
        .count()
}

fn next(path: &Path, reader: &mut csv::Reader<&[u8]>, record: &mut StringRecord) -> Result<bool, IngestError> {
    reader.read_record(record).map_err(|error| IngestError::Damaged { path: path.into(), format: "CSV".into(), what: error.to_string() })
}

/// The line on which the record begins. The parser's own count is that of the blank lines before it.
fn line_of(record: &StringRecord, text: &str) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text.as_bytes().get(start..).unwrap_or_default().iter().take_while(|&&b| b == b'\n' || b == b'\r').filter(|&&b| b == b'\n').count();
    position.line() + blank as u64
}

fn too_large(path: &Path, what: Limited, row: Option<u64>, found: usize, limit: usize) -> IngestError {
    IngestError::TooLarge { path: path.into(), what, row, found: found as u64, limit: limit as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<RawTable, IngestError> {
        read(Path::new("t.csv"), text.as_bytes(), None)
    }

    fn cell(table: &RawTable, row: usize, column: usize) -> Option<String> {
        table.cells(column).text(row).map(std::borrow::Cow::into_owned)
    }

    #[test]
    fn separators_are_told_by_the_header() {
        for text in ["a,b;c,d\n1,2,3\n", "a;b,c;d\n1;2;3\n", "a\tb\tc\n1\t2\t3\n"] {
            let table = parse(text).expect(text);
            assert_eq!((table.rows(), table.batch.num_columns()), (1, 3), "{text}");
            assert_eq!(cell(&table, 0, 2).as_deref(), Some("3"));
        }
    }

    #[test]
    fn ragged_rows_are_kept_and_lose_nothing() {
        let table = parse("a,b,c\n1,2\n1,2,3,4,5\n1,2,3\n").expect("csv");
        assert_eq!(table.ragged, BTreeMap::from([(0, (3, 2)), (1, (3, 5))]));
        assert_eq!(cell(&table, 0, 2), None);
        assert_eq!(cell(&table, 1, 2).as_deref(), Some("3,4,5"));
    }

    #[test]
    fn rows_are_counted_as_an_editor_counts_lines() {
        let table = parse("a,b\n\"x\ny\",2\n\n\r\n3,4\n").expect("csv");
        assert_eq!(table.row_number, [2, 6]);
    }

    #[test]
    fn equal_names_get_a_suffix_and_empty_ones_a_number() {
        let table = parse("a,a,,a_2\n1,2,3,4\n").expect("csv");
        assert_eq!(table.column_names(), ["a", "a_2", "column_3", "a_2_2"]);
    }

    #[test]
    fn a_header_of_ten_million_columns_is_refused_at_once() {
        let text = "c,".repeat(10_000_000);
        let error = parse(&text).err().expect("too wide");
        assert!(matches!(error, IngestError::TooLarge { what: Limited::Columns, found: 10_000_001, .. }), "{error}");
    }

    #[test]
    fn without_a_header_there_is_no_table() {
        for text in [",,\n", "\n\n"] {
            assert_eq!(parse(text).err().map(|e| e.code()), Some("no_header"), "{text:?}");
        }
        assert_eq!(parse("lon,lat\n").expect("header only").rows(), 0);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let _ = read(Path::new("t.csv"), &bytes, None);
        }

        #[test]
        fn no_line_is_lost(rows in proptest::collection::vec("[a-c,\"]{1,8}", 0..20)) {
            let text = format!("a,b\n{}", rows.join("\n"));
            let table = parse(&text).expect("any such text is CSV");
            // A quote can swallow line ends, never add them.
            proptest::prop_assert!(table.rows() <= rows.len());
        }
    }
}
