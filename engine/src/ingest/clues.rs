//! Clues: no row disappears. Each has a position or says why not.

use std::collections::HashMap;
use std::path::Path;

use jiff::civil::DateTime;

use super::columns::Columns;
use super::fold::shortened;
use super::position::{self, Rules};
use super::table::{Cells, Number, RawTable};
use super::{Field, IngestError, IngestReport, Note, Problem, RecordProblem, Severity, fingerprint, read_table};
use crate::config::ColumnMap;
use crate::coord::{Bounds, Crs};
use crate::model::{Clues, ViolationClass};

/// How to read a batch of clues.
#[derive(Clone, Debug)]
pub struct ClueOptions {
    /// Coordinate system said by the caller. It wins over everything.
    pub crs: Option<Crs>,
    /// Coordinate system of the configuration, used where neither row nor file says one.
    pub default_crs: Option<Crs>,
    /// Accuracy in metres of rows that do not say it.
    pub accuracy_m: Option<f64>,
    /// Encoding of the text; else it is declared by the file or told by the content.
    pub encoding: Option<String>,
    /// Layer or sheet, where the file has several.
    pub layer: Option<String>,
    /// Which column is which, where the names are not the usual ones.
    pub columns: ColumnMap,
    /// Exchanges x and y of every row before anything else.
    pub swap_axes: bool,
    /// The box of the jurisdictions, by which exchanged axes are noticed.
    pub expected: Option<Bounds>,
}

/// Reads a batch of clues from any file we understand.
///
/// Positions come from the columns that the caller mapped, else from the file's geometry, else from the columns that look
/// like longitude and latitude, else from a WKT column. A line counts by its middle, an area by a point inside; such rows
/// are reported as repaired.
///
/// # Units and CRS
/// The caller's system wins; for columns the row's own comes next, for geometry the file's (unless that is only the
/// standard of GeoJSON or KML); then `default_crs`. Out come CGCS2000 degrees and metres.
///
/// # Errors
/// Nothing could be read, or nobody says the system. What is wrong with single rows is in the clues and the report.
pub fn read_clues(path: &Path, options: &ClueOptions) -> Result<(Clues, IngestReport), IngestError> {
    let table = read_table(path, options.encoding.as_deref(), options.layer.as_deref())?;
    let columns = Columns::new(path, table.column_names(), &options.columns)?;
    let rules = Rules { caller: options.crs.as_ref(), default: options.default_crs.as_ref(), swap_axes: options.swap_axes, expected: options.expected };
    let positions = position::locate(path, &table, &columns, &rules)?;

    let mut problems = Vec::new();
    let mut used = positions.used.clone();
    let mut column = |field| -> Result<Option<(usize, Cells)>, IngestError> {
        let found = columns.find(field)?;
        used.extend(found.map(|index| (field, index)));
        Ok(found.map(|index| (index, table.cells(index))))
    };
    let id = texts(column(Field::Id)?.as_ref(), table.rows());
    let occurred = dates(column(Field::Occurred)?.as_ref(), &table, &columns, &id, &mut problems);
    let filed = dates(column(Field::Filed)?.as_ref(), &table, &columns, &id, &mut problems);
    let accuracy_m = accuracies(column(Field::Accuracy)?.as_ref(), &table, &columns, options.accuracy_m, &id, &mut problems);
    let class = match column(Field::Class)? {
        Some((_, cells)) => (0..table.rows()).map(|row| cells.text(row).map_or(ViolationClass::Other, |t| read_class(&t))).collect(),
        None => vec![ViolationClass::Other; table.rows()],
    };
    let sensor = texts(column(Field::Sensor)?.as_ref(), table.rows());
    let reported_county = texts(column(Field::County)?.as_ref(), table.rows());
    duplicates(&id, &table, &mut problems);

    let mut problem =
        |row: usize, severity, problem| problems.push(RecordProblem { row: table.row_number[row], id: id[row].clone(), column: None, severity, problem });
    for (row, fault) in positions.fault.iter().enumerate() {
        if let Some(fault) = fault {
            problem(row, Severity::Error, Problem::Fault(fault.clone()));
        }
    }
    let reduced = positions.reduced.into_iter().filter(|(row, _)| positions.fault[*row].is_none());
    let repaired = reduced.map(|(row, kind)| problem(row, Severity::Warning, Problem::ReducedToPoint(kind))).count() as u64;
    problems.sort_by_key(|p| p.row);

    let rejected = positions.fault.iter().flatten().count() as u64;
    let read = table.rows() as u64;
    let mut notes = table.notes;
    notes.extend(positions.notes);
    if read == 0 {
        notes.push(Note::NoRows);
    }
    if !used.is_empty() {
        notes.push(Note::Columns(used.into_iter().map(|(field, index)| (field, columns.name(index).to_owned())).collect()));
    }
    let report = IngestReport {
        path: path.into(),
        format: table.format.into(),
        encoding: table.encoding,
        crs: positions.crs,
        crs_from: positions.crs_from,
        read,
        kept: read - repaired - rejected,
        repaired,
        rejected,
        records: problems,
        notes,
        sha256: fingerprint::sha256(path)?,
    };
    report.assert_counts();
    let clues = Clues {
        source: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        table: table.batch,
        row_number: table.row_number,
        lon_deg: positions.lon_deg,
        lat_deg: positions.lat_deg,
        accuracy_m,
        id,
        occurred,
        filed,
        class,
        sensor,
        reported_county,
        fault: positions.fault,
    };
    Ok((clues, report))
}

fn read_class(text: &str) -> ViolationClass {
    text.parse().unwrap_or(ViolationClass::Other)
}

fn texts(column: Option<&(usize, Cells)>, rows: usize) -> Vec<Option<String>> {
    match column {
        Some((_, cells)) => (0..rows).map(|row| cells.text(row).map(std::borrow::Cow::into_owned)).collect(),
        None => vec![None; rows],
    }
}

fn dates(
    column: Option<&(usize, Cells)>,
    table: &RawTable,
    columns: &Columns<'_>,
    id: &[Option<String>],
    problems: &mut Vec<RecordProblem>,
) -> Vec<Option<DateTime>> {
    let Some((index, cells)) = column else { return vec![None; table.rows()] };
    (0..table.rows())
        .map(|row| {
            cells.date_time(row).unwrap_or_else(|text| {
                problems.push(RecordProblem {
                    row: table.row_number[row],
                    id: id[row].clone(),
                    column: Some(columns.name(*index).into()),
                    severity: Severity::Warning,
                    problem: Problem::UnreadableDate(shortened(&text)),
                });
                None
            })
        })
        .collect()
}

fn accuracies(
    column: Option<&(usize, Cells)>,
    table: &RawTable,
    columns: &Columns<'_>,
    default_m: Option<f64>,
    id: &[Option<String>],
    problems: &mut Vec<RecordProblem>,
) -> Vec<f64> {
    let default_m = default_m.unwrap_or(f64::NAN);
    let Some((index, cells)) = column else { return vec![default_m; table.rows()] };
    let mut unreadable = |row: usize, text: &str| {
        problems.push(RecordProblem {
            row: table.row_number[row],
            id: id[row].clone(),
            column: Some(columns.name(*index).into()),
            severity: Severity::Warning,
            problem: Problem::UnreadableAccuracy(shortened(text)),
        });
        default_m
    };
    (0..table.rows())
        .map(|row| match cells.accuracy(row) {
            Number::Value(metres) if metres >= 0.0 => metres,
            Number::Value(metres) => unreadable(row, &metres.to_string()),
            Number::Empty => default_m,
            Number::Text(text) => unreadable(row, &text),
        })
        .collect()
}

/// Equal ids are reported at the later row; both rows are kept.
fn duplicates(id: &[Option<String>], table: &RawTable, problems: &mut Vec<RecordProblem>) {
    let mut first: HashMap<&str, u64> = HashMap::new();
    for (row, id) in id.iter().enumerate() {
        let Some(id) = id else { continue };
        let number = table.row_number[row];
        match first.get(id.as_str()) {
            Some(&first_row) => problems.push(RecordProblem {
                row: number,
                id: Some(id.clone()),
                column: None,
                severity: Severity::Warning,
                problem: Problem::DuplicateId { first_row },
            }),
            None => {
                first.insert(id, number);
            }
        }
    }
}
