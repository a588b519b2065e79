//! CSV: UTF-8 with a byte order mark and CRLF, so that Excel opens it; quoting of RFC 4180.
//!
//! **Formulas.** Clues come from the public, and a spreadsheet that opens a CSV runs a cell that begins with `=`, `+`, `-`,
//! `@`, a tab or a line break, or with the full-width forms of the signs. Leaving such text alone hands the officer's computer
//! to whoever sent in the complaint; cleaning it alters evidence. So it is *guarded, reversibly*: a text that begins with one
//! of those characters gets one apostrophe in front, and so does one that would look guarded already. [`without_guard`] takes
//! exactly that apostrophe away, and no two texts have the same guarded form, so the input's columns can be recovered to the
//! letter. Numbers and text that is a number (`-12.5`, `+86`) or a mere dash run nothing and are left as they are; every other
//! format keeps text as it came.
//!
//! A null and an empty text look the same in CSV. There is no place in it for the mark of sample data.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::column::{Cell, Column};
use super::{ExportError, Job, Sheet, Step};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Characters at which a spreadsheet starts to read a formula (OWASP, "CSV Injection"), half and full width.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Rows that are made into text at a time.
pub(super) const GROUP_ROWS: usize = 1 << 15;

pub(super) fn write(job: &Job<'_>) -> Result<(), ExportError> {
    let rows = (0..job.sheet.rows()).map(|row| job.columns.iter().map(move |c| c.cell(row)));
    write_rows(job.file, job.target, &job.names, rows)
}

/// Writes a table of cells; the handover lists use it too. `target` names the file in messages.
pub(super) fn write_rows<'a, R>(file: &Path, target: &Path, header: &[impl AsRef<str>], rows: impl Iterator<Item = R>) -> Result<(), ExportError>
where
    R: Iterator<Item = Cell<'a>>,
{
    let write_error = ExportError::io(target, Step::Write);
    let mut writer = writer(begin(file, target, header)?);
    if !header.is_empty() {
        append(&mut writer, rows).map_err(&write_error)?;
    }
    writer.flush().map_err(write_error)
}

/// Makes the file, with its mark and its header.
pub(super) fn begin(file: &Path, target: &Path, header: &[impl AsRef<str>]) -> Result<BufWriter<File>, ExportError> {
    let write_error = ExportError::io(target, Step::Write);
    let mut out = File::create_new(file).map(BufWriter::new).map_err(ExportError::io(target, Step::Create))?;
    out.write_all(BYTE_ORDER_MARK).map_err(&write_error)?;
    if !header.is_empty() {
        let mut writer = writer(&mut out);
        let header = header.iter().map(|name| guarded(name.as_ref()).into_owned());
        writer.write_record(header).map_err(csv_error).and_then(|()| writer.flush()).map_err(&write_error)?;
    }
    Ok(out)
}

/// The rows of some sheets as text, one after the other.
pub(super) fn encode(sheets: &[Sheet<'_>]) -> std::io::Result<Vec<u8>> {
    let mut writer = writer(Vec::new());
    for sheet in sheets.iter().filter(|sheet| sheet.table.num_columns() > 0) {
        let columns: Vec<Column> = sheet.table.columns().iter().map(Column::new).collect();
        append(&mut writer, (0..sheet.rows()).map(|row| columns.iter().map(move |c| c.cell(row))))?;
    }
    writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

fn append<'a, R>(writer: &mut ::csv::Writer<impl Write>, rows: impl Iterator<Item = R>) -> std::io::Result<()>
where
    R: Iterator<Item = Cell<'a>>,
{
    for row in rows {
        for cell in row {
            match &cell {
                Cell::Text(text) => writer.write_field(guarded(text).as_bytes()),
                other => writer.write_field(other.to_string()),
            }
            .map_err(csv_error)?;
        }
        writer.write_record(None::<&[u8]>).map_err(csv_error)?;
    }
    Ok(())
}

fn writer<W: Write>(out: W) -> ::csv::Writer<W> {
    ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out)
}

fn csv_error(error: ::csv::Error) -> std::io::Error {
    error.into()
}

/// The text with its guard, where it needs one.
fn guarded(text: &str) -> Cow<'_, str> {
    if starts_a_formula(text.trim_start_matches('\'')) { format!("'{text}").into() } else { text.into() }
}

/// A text cell of our CSV as it was before it was guarded against formulas.
pub fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if starts_a_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn starts_a_formula(text: &str) -> bool {
    text.starts_with(FORMULA_STARTS) && text.parse::<f64>().is_err() && !text.chars().all(|c| matches!(c, '-' | '－'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Format, fixture, to_bytes};
    use crate::lang::Lang;

    #[test]
    fn every_text_can_be_recovered_and_no_formula_runs() {
        let texts =
            ["=1+1", "'=1", "''=1", "'", "'quoted'", "-12.5", "+86", "-", "--", "-a", "@x", "\t=1", "\r\n=1", "＝1", "", "plain", "a=b", "+inf", "'-5", "'-x"];
        let mut seen = std::collections::HashSet::new();
        for text in texts {
            let cell = guarded(text);
            assert_eq!(without_guard(&cell), text);
            assert!(seen.insert(cell.clone().into_owned()), "{text:?} and another look the same");
            assert!(!starts_a_formula(&cell), "{cell:?}");
        }
        assert_eq!(guarded("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(guarded("-12.5"), "-12.5");
    }

    #[test]
    fn another_reader_finds_the_same_rows() {
        let table = fixture::table();
        let bytes = to_bytes(&fixture::sheet(&table), Format::Csv, Lang::Zh).expect("written");
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).expect("a byte order mark");
        assert!(text.windows(2).filter(|w| w == b"\r\n").count() > fixture::ROWS);
        let mut reader = ::csv::Reader::from_reader(text);
        assert_eq!(reader.headers().expect("a header"), fixture::NAMES.as_slice());
        let rows: Vec<_> = reader.records().map(|r| r.expect("a row")).collect();
        assert_eq!(rows.len(), fixture::ROWS);
        assert_eq!(without_guard(&rows[1][1]), fixture::NASTY);
        assert_eq!(rows[0].iter().skip(2).take(5).collect::<Vec<_>>(), ["0.1", "9007199254740993", "true", "2026-06-05", "2026-06-05 08:30:00"]);
        assert_eq!(rows[2].iter().skip(1).take(6).collect::<Vec<_>>(), ["", "", "", "", "", ""]);
    }
}
