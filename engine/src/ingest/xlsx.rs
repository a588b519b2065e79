//! Spreadsheets: XLSX, XLS, XLSB and ODS.
//!
//! 1. The first sheet with data, or the one named. Cells are read one by one, so that a single cell at XFD1048576 does not
//!    allocate the rectangle before it.
//! 2. The header is the first row that names at least two of our fields; titles may stand above it.
//! 3. A column whose cells are all of one type keeps it; mixed columns become text.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, StringArray, TimestampSecondArray};
use calamine::{Data, ExcelDateTime, Reader, Sheets};
use jiff::civil::DateTime;

use super::error::Limited;
use super::limit::{COLUMNS_MAX, MESSAGE_CHARS_MAX, SHEET_CELLS_MAX, SHEET_ROWS_MAX};
use super::table::{self, RawTable};
use super::{IngestError, Note, columns, date};
use crate::model::seconds_of;

/// As many rows are searched for the header.
const HEADER_ROWS_SEARCHED: usize = 30;

type Workbook = Sheets<Cursor<Vec<u8>>>;
/// Row and column (both from 0), and what stands there.
type Rows = BTreeMap<u32, BTreeMap<u32, Data>>;

/// Reads the bytes of a spreadsheet whose size has been checked.
pub(super) fn read(path: &Path, bytes: Vec<u8>, format: &'static str, sheet: Option<&str>) -> Result<RawTable, IngestError> {
    // The parser is not ours and meets foreign bytes: a panic of it is damage of the file, not our end.
    catch_unwind(AssertUnwindSafe(|| read_workbook(path, bytes, format, sheet))).unwrap_or_else(|_| Err(damaged(path, format, &"the parser gave up")))
}

fn read_workbook(path: &Path, bytes: Vec<u8>, format: &'static str, sheet: Option<&str>) -> Result<RawTable, IngestError> {
    let mut workbook = open(path, bytes, format)?;
    let sheets = workbook.sheet_names();
    let wanted: Vec<String> = match sheet {
        Some(name) if sheets.iter().any(|s| s == name) => vec![name.into()],
        Some(name) => return Err(IngestError::NoLayer { path: path.into(), layer: name.into(), layers: sheets }),
        None => sheets.clone(),
    };
    for name in wanted {
        let rows = cells(path, &mut workbook, &name, format)?;
        if rows.is_empty() {
            continue;
        }
        let mut notes = Vec::new();
        if sheets.len() > 1 && sheet.is_none() {
            notes.push(Note::OneOfSeveral { others: sheets.iter().filter(|s| **s != name).cloned().collect(), used: name });
        }
        return to_table(path, rows, format, notes);
    }
    Err(IngestError::NoHeader { path: path.into() })
}

fn open(path: &Path, bytes: Vec<u8>, format: &'static str) -> Result<Workbook, IngestError> {
    let cursor = Cursor::new(bytes);
    match format {
        "XLS" => calamine::Xls::new(cursor).map(Sheets::Xls).map_err(|e| damaged(path, format, &e)),
        "XLSB" => calamine::Xlsb::new(cursor).map(Sheets::Xlsb).map_err(|e| damaged(path, format, &e)),
        "ODS" => calamine::Ods::new(cursor).map(Sheets::Ods).map_err(|e| damaged(path, format, &e)),
        _ => calamine::Xlsx::new(cursor).map(Sheets::Xlsx).map_err(|e| damaged(path, format, &e)),
    }
}

fn cells(path: &Path, workbook: &mut Workbook, sheet: &str, format: &'static str) -> Result<Rows, IngestError> {
    let mut rows = Rows::new();
    let mut count = 0;
    let mut keep = |(row, column): (u32, u32), value: Data| {
        if value == Data::Empty {
            return Ok(());
        }
        count += 1;
        for (what, found, limit) in [
            (Limited::Cells, count, SHEET_CELLS_MAX),
            (Limited::Columns, u64::from(column) + 1, COLUMNS_MAX as u64),
            (Limited::Rows, u64::from(row) + 1, SHEET_ROWS_MAX),
        ] {
            if found > limit {
                return Err(IngestError::TooLarge { path: path.into(), what, row: None, found, limit });
            }
        }
        rows.entry(row).or_default().insert(column, value);
        Ok(())
    };
    match workbook {
        Sheets::Xlsx(book) => {
            let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| damaged(path, format, &e))?;
            while let Some(cell) = reader.next_cell().map_err(|e| damaged(path, format, &e))? {
                keep(cell.get_position(), cell.get_value().clone().into())?;
            }
        }
        Sheets::Xlsb(book) => {
            let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| damaged(path, format, &e))?;
            while let Some(cell) = reader.next_cell().map_err(|e| damaged(path, format, &e))? {
                keep(cell.get_position(), cell.get_value().clone().into())?;
            }
        }
        // XLS ends at 65 536 × 256 cells, and the ODS reader has a limit of its own.
        other => {
            let range = other.worksheet_range(sheet).map_err(|e| damaged(path, format, &e))?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                keep((top + row as u32, left + column as u32), value.clone())?;
            }
        }
    }
    Ok(rows)
}

fn to_table(path: &Path, mut rows: Rows, format: &'static str, mut notes: Vec<Note>) -> Result<RawTable, IngestError> {
    let header_row = header_row(&rows).ok_or_else(|| IngestError::NoHeader { path: path.into() })?;
    let first_row = rows.keys().next().copied().unwrap_or_default();
    rows = rows.split_off(&header_row);
    let header = rows.remove(&header_row).unwrap_or_default();
    if header_row > first_row {
        notes.push(Note::HeaderRow(u64::from(header_row) + 1));
    }
    if let Some(last) = rows.keys().next_back() {
        let empty = u64::from(last - header_row) - rows.len() as u64;
        if empty > 0 {
            notes.push(Note::EmptyRows(empty));
        }
    }
    let positions = || header.keys().chain(rows.values().flat_map(BTreeMap::keys));
    let (left, right) = (positions().min().copied().unwrap_or_default(), positions().max().copied().unwrap_or_default());
    let row_number: Vec<u64> = rows.keys().map(|row| u64::from(*row) + 1).collect();
    let columns = (left..=right)
        .map(|column| {
            let name = header.get(&column).map(text).unwrap_or_default().trim().to_owned();
            let cells: Vec<Value> = rows.values().map(|row| row.get(&column).map_or(Value::Empty, Value::of)).collect();
            (name, array(&cells))
        })
        .collect();
    Ok(RawTable {
        format,
        encoding: None,
        crs: None,
        crs_by_standard: false,
        batch: table::batch(columns, row_number.len()),
        row_number,
        geometry: None,
        ragged: BTreeMap::new(),
        notes,
    })
}

/// The first row that names two of our fields, else the first with two cells, else the first.
fn header_row(rows: &Rows) -> Option<u32> {
    let search = || rows.iter().take(HEADER_ROWS_SEARCHED);
    let names = |row: &BTreeMap<u32, Data>| {
        let texts: Vec<String> = row.values().map(text).collect();
        columns::known_names(texts.iter().map(String::as_str))
    };
    search().find(|(_, row)| names(row) >= 2).or_else(|| search().find(|(_, row)| row.len() >= 2)).or_else(|| rows.iter().next()).map(|(row, _)| *row)
}

/// A cell by its type.
enum Value {
    Empty,
    Number(f64),
    Bool(bool),
    Moment(DateTime),
    Text(String),
}

impl Value {
    fn of(cell: &Data) -> Self {
        match cell {
            Data::Empty => Self::Empty,
            Data::Int(value) => Self::Number(*value as f64),
            Data::Float(value) => Self::Number(*value),
            Data::Bool(value) => Self::Bool(*value),
            Data::DateTime(value) => moment(value).map_or(Self::Number(value.as_f64()), Self::Moment),
            Data::DateTimeIso(value) => date::date_time(value).map_or_else(|| Self::Text(value.clone()), Self::Moment),
            Data::String(value) | Data::DurationIso(value) => Self::Text(value.clone()),
            Data::Error(error) => Self::Text(error.to_string()),
        }
    }

    fn into_text(self) -> Option<String> {
        Some(match self {
            Self::Empty => return None,
            Self::Number(value) => value.to_string(),
            Self::Bool(value) => value.to_string(),
            Self::Moment(at) if is_day(at) => at.date().to_string(),
            Self::Moment(at) => format!("{} {}", at.date(), at.time()),
            Self::Text(text) => text,
        })
    }
}

fn text(cell: &Data) -> String {
    Value::of(cell).into_text().unwrap_or_default()
}

/// A duration or a bare time of day is no moment.
fn moment(value: &ExcelDateTime) -> Option<DateTime> {
    if !value.is_datetime() || value.as_f64() < 1.0 {
        return None;
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    DateTime::new(
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
        hour.try_into().ok()?,
        minute.try_into().ok()?,
        second.try_into().ok()?,
        0,
    )
    .ok()
}

fn is_day(at: DateTime) -> bool {
    at == at.date().at(0, 0, 0, 0)
}

/// The column as its one type, else as text.
fn array(cells: &[Value]) -> ArrayRef {
    let filled = || cells.iter().filter(|c| !matches!(c, Value::Empty));
    let all = |test: fn(&Value) -> bool| filled().next().is_some() && filled().all(test);
    if all(|c| matches!(c, Value::Number(_))) {
        return Arc::new(cells.iter().map(|c| if let Value::Number(v) = c { Some(*v) } else { None }).collect::<Float64Array>());
    }
    if all(|c| matches!(c, Value::Bool(_))) {
        return Arc::new(cells.iter().map(|c| if let Value::Bool(v) = c { Some(*v) } else { None }).collect::<BooleanArray>());
    }
    let seconds = |c: &Value| if let Value::Moment(at) = c { Some(seconds_of(*at)) } else { None };
    if all(|c| matches!(c, Value::Moment(at) if is_day(*at))) {
        return Arc::new(cells.iter().map(|c| seconds(c).map(|s| s.div_euclid(86_400) as i32)).collect::<Date32Array>());
    }
    if all(|c| matches!(c, Value::Moment(_))) {
        return Arc::new(cells.iter().map(seconds).collect::<TimestampSecondArray>());
    }
    let texts = cells.iter().map(|c| match c {
        Value::Text(text) => Some(text.clone()),
        Value::Number(v) => Value::Number(*v).into_text(),
        Value::Bool(v) => Value::Bool(*v).into_text(),
        Value::Moment(at) => Value::Moment(*at).into_text(),
        Value::Empty => None,
    });
    Arc::new(texts.collect::<StringArray>())
}

fn damaged(path: &Path, format: &str, what: &dyn std::fmt::Display) -> IngestError {
    IngestError::Damaged { path: path.into(), format: format.into(), what: what.to_string().chars().take(MESSAGE_CHARS_MAX).collect() }
}
