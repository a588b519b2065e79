//! CSV: separated text in any encoding.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::StringBuilder;
use csv::StringRecord;

use super::error::Limited;
use super::limit::{BLOCK_BYTES, CELL_BYTES_MAX, COLUMNS_MAX};
use super::table::{self, RawTable};
use super::{IngestError, Note, encoding};

/// Reads the bytes of a CSV file.
///
/// All columns are text exactly as written. A row with another number of cells than the header is kept: missing cells are
/// null, surplus ones are joined into the last column, and the row is marked as ragged.
pub(super) fn read(path: &Path, bytes: &[u8], said_encoding: Option<&str>) -> Result<RawTable, IngestError> {
    let decoded = encoding::decode(path, bytes, said_encoding)?;
    let text = decoded.text.as_ref();
    let (mut rows, mut after) = CsvRows::new(path, text)?;
    after.is_last = true;
    rows.read(text, &mut after, usize::MAX)?;
    Ok(rows.take(decoded.encoding, decoded.detected))
}

/// A place in the text of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Byte in the text at hand at which the next record begins.
    pub byte: usize,
    /// Lines of the file before that text.
    pub lines_before: u64,
    /// Whether the text at hand ends with the file. Else its last record may go on in the next text, and is left there.
    pub is_last: bool,
}

/// The header of a CSV file, and the rows read since they were last taken.
pub(super) struct CsvRows {
    path: PathBuf,
    delimiter: u8,
    header: Vec<String>,
    columns: Vec<StringBuilder>,
    row_number: Vec<u64>,
    ragged: BTreeMap<usize, (usize, usize)>,
}

impl CsvRows {
    /// Reads the header; the mark is where the rows begin.
    pub(super) fn new(path: &Path, text: &str) -> Result<(Self, Mark), IngestError> {
        let delimiter = delimiter(text);
        check_width(path, text, delimiter)?;
        let mut reader = reader(delimiter, text);
        let mut record = StringRecord::new();
        if !next(path, &mut reader, &mut record)? || record.iter().all(|cell| cell.trim().is_empty()) {
            return Err(IngestError::NoHeader { path: path.into() });
        }
        let header: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
        let columns = header.iter().map(|_| StringBuilder::new()).collect();
        let rows = Self { path: path.into(), delimiter, header, columns, row_number: Vec::new(), ragged: BTreeMap::new() };
        let lines = reader.position().line().saturating_sub(1);
        let byte = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        // Lines are counted from the start of the text that is given next, which begins at the mark.
        Ok((rows, Mark { byte, lines_before: lines, is_last: false }))
    }

    /// Rows read and not yet taken.
    pub(super) fn len(&self) -> usize {
        self.row_number.len()
    }

    /// Reads rows from the mark on, until there are `rows_max` or the text ends; the mark moves behind them.
    ///
    /// Returns whether the text is read to its end.
    pub(super) fn read(&mut self, text: &str, mark: &mut Mark, rows_max: usize) -> Result<bool, IngestError> {
        let rest = text.get(mark.byte..).unwrap_or_default();
        let mut reader = reader(self.delimiter, rest);
        let mut record = StringRecord::new();
        let (mut byte, mut line) = (0, 0);
        let mut is_at_end = false;
        while self.len() < rows_max {
            if !next(&self.path, &mut reader, &mut record)? {
                // Nothing is left but blank lines; they count all the same.
                (byte, line, is_at_end) = (rest.len(), reader.position().line().saturating_sub(1), true);
                break;
            }
            let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            if end >= rest.len() && !mark.is_last {
                is_at_end = true;
                break;
            }
            let number = mark.lines_before + line_of(&record, rest);
            self.push(&record, number)?;
            (byte, line) = (end, reader.position().line().saturating_sub(1));
        }
        mark.byte += byte;
        mark.lines_before += line;
        Ok(is_at_end)
    }

    fn push(&mut self, record: &StringRecord, line: u64) -> Result<(), IngestError> {
        let width = self.header.len();
        if let Some(cell) = record.iter().find(|cell| cell.len() > CELL_BYTES_MAX) {
            return Err(too_large(&self.path, Limited::CellBytes, Some(line), cell.len(), CELL_BYTES_MAX));
        }
        if record.len() != width {
            self.ragged.insert(self.row_number.len(), (width, record.len()));
        }
        self.row_number.push(line);
        for (index, column) in self.columns.iter_mut().enumerate() {
            match record.get(index) {
                Some(cell) if index + 1 == width && record.len() > width => {
                    let surplus = record.iter().skip(width).fold(cell.to_owned(), |joined, more| format!("{joined}{}{more}", self.delimiter as char));
                    column.append_value(surplus);
                }
                Some(cell) => column.append_value(cell),
                None => column.append_null(),
            }
        }
        Ok(())
    }

    /// The rows read so far as a table; the next ones start another.
    pub(super) fn take(&mut self, encoding: &'static str, is_detected: bool) -> RawTable {
        let row_number = std::mem::take(&mut self.row_number);
        let columns = self.header.iter().zip(&mut self.columns).map(|(name, column)| (name.clone(), Arc::new(column.finish()) as ArrayRef)).collect();
        RawTable {
            format: "CSV",
            encoding: Some(encoding.into()),
            crs: None,
            crs_by_standard: false,
            batch: table::batch(columns, row_number.len()),
            row_number,
            geometry: None,
            ragged: std::mem::take(&mut self.ragged),
            notes: if is_detected { vec![Note::EncodingDetected(encoding.into())] } else { Vec::new() },
        }
    }
}

fn reader(delimiter: u8, text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes())
}

/// The separator: the one of `,` `;` and tab that the header has most of, outside quotes.
fn delimiter(text: &str) -> u8 {
    let counts = |delimiter: u8| count_in_header(text, delimiter, usize::MAX);
    // On a draw the comma wins, as it comes last.
    [b'\t', b';', b','].into_iter().max_by_key(|&d| counts(d)).unwrap_or(b',')
}

/// A header of ten million columns is refused before anything is allocated for it. It is counted as far as the first block of a stream
/// reaches, so that a file gets the same sentence whichever way it is read.
fn check_width(path: &Path, text: &str, delimiter: u8) -> Result<(), IngestError> {
    let start = &text[..text.floor_char_boundary(BLOCK_BYTES)];
    let columns = count_in_header(start, delimiter, usize::MAX).saturating_add(1);
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
        assert!(matches!(error, IngestError::TooLarge { what: Limited::Columns, found: 2_097_153, .. }), "{error}");
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
