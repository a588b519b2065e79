//! The registry of outfalls, with the gaps and old codes that registers have.

use std::collections::HashMap;
use std::path::Path;

use super::columns::Columns;
use super::position::{self, Rules};
use super::table::Cells;
use super::{CodeReading, CodeTable, Field, IngestError, IngestReport, Note, Problem, RecordProblem, Severity, fingerprint, read_table};
use crate::config::Source;
use crate::coord::LonLat;
use crate::model::{DivisionCode, Outfall};

/// Reads the outfalls of one file. `path` is the source's path, resolved.
///
/// Records without a position are rejected; without an id they are kept under their row's number. The county is kept as
/// written and, beside it, as a code in force: superseded codes are mapped, statistical ones left to the place. Equal ids
/// are kept and reported.
///
/// # Units and CRS
/// Out come CGCS2000 degrees. A row's own word counts first, then the file's, then the configuration's.
///
/// # Errors
/// Nothing could be read, there are no coordinates, or nobody says the system.
pub fn read_outfalls(source: &Source, path: &Path, codes: &CodeTable) -> Result<(Vec<Outfall>, IngestReport), IngestError> {
    let table = read_table(path, source.encoding.as_deref(), source.layer.as_deref())?;
    let columns = Columns::new(path, table.column_names(), &source.columns)?;
    let rules = Rules { caller: None, default: source.crs.as_ref(), swap_axes: false, expected: None };
    let positions = position::locate(path, &table, &columns, &rules)?;

    let column = |field| columns.find(field).map(|found| found.map(|index| (index, table.cells(index))));
    let ids = column(Field::Id)?;
    let (names, kinds, owners, statuses) = (column(Field::Name)?, column(Field::Kind)?, column(Field::Owner)?, column(Field::Status)?);
    let counties = match column(Field::CountyCode)? {
        Some(found) => Some(found),
        None => column(Field::County)?,
    };

    let mut outfalls = Vec::with_capacity(table.rows());
    let mut problems = Vec::new();
    let mut rejected = 0;
    let mut first_row: HashMap<String, u64> = HashMap::new();
    for row in 0..table.rows() {
        let number = table.row_number[row];
        let own_id = text(ids.as_ref(), row);
        let mut problem = |column: Option<usize>, severity, problem| {
            let column = column.map(|index| columns.name(index).to_owned());
            problems.push(RecordProblem { row: number, id: own_id.clone(), column, severity, problem, unused: None });
        };
        // A row without a fault has a position.
        let Ok(position) = LonLat::new([positions.lon_deg[row], positions.lat_deg[row]]) else {
            rejected += 1;
            if let Some(fault) = positions.fault.get(&row) {
                problem(None, Severity::Error, Problem::Fault(fault.clone()));
            }
            continue;
        };
        let id = own_id.clone().unwrap_or_else(|| {
            problem(ids.as_ref().map(|c| c.0), Severity::Warning, Problem::MissingValue(Field::Id));
            format!("#{number}")
        });
        match first_row.get(&id) {
            Some(&first_row) => problem(ids.as_ref().map(|c| c.0), Severity::Warning, Problem::DuplicateId { first_row }),
            None => {
                first_row.insert(id.clone(), number);
            }
        }
        let registered_county = text(counties.as_ref(), row);
        let (county, said) = county(codes, registered_county.as_deref());
        if let Some((severity, said)) = said.filter(|_| counties.is_some()) {
            problem(counties.as_ref().map(|c| c.0), severity, said);
        }
        outfalls.push(Outfall {
            id,
            name: text(names.as_ref(), row).unwrap_or_default(),
            kind: text(kinds.as_ref(), row).unwrap_or_default(),
            registered_county,
            county,
            owner: text(owners.as_ref(), row),
            status: text(statuses.as_ref(), row).unwrap_or_default(),
            position,
        });
    }

    let read = table.rows() as u64;
    let reduced: Vec<_> = positions.reduced.into_iter().filter(|(row, _)| !positions.fault.contains_key(row)).collect();
    let repaired = reduced.len() as u64;
    for (row, kind) in reduced {
        problems.push(RecordProblem {
            row: table.row_number[row],
            id: text(ids.as_ref(), row),
            column: None,
            severity: Severity::Warning,
            problem: Problem::ReducedToPoint(kind.to_owned()),
            unused: None,
        });
    }
    problems.sort_by_key(|p| p.row);
    let mut notes = table.notes;
    notes.extend(positions.notes);
    if read == 0 {
        notes.push(Note::NoRows);
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
        sha256: Some(fingerprint::sha256(path)?),
    };
    report.assert_counts();
    Ok((outfalls, report))
}

fn text(column: Option<&(usize, Cells)>, row: usize) -> Option<String> {
    column.and_then(|(_, cells)| cells.text(row)).map(std::borrow::Cow::into_owned)
}

/// The county's code in force, and what is to be said about it.
fn county(codes: &CodeTable, written: Option<&str>) -> (Option<DivisionCode>, Option<(Severity, Problem)>) {
    match codes.resolve(written.unwrap_or_default()) {
        CodeReading::InForce(code) => (Some(code), None),
        CodeReading::Superseded { old, new } => (Some(new), Some((Severity::Warning, Problem::SupersededCode { old, new }))),
        CodeReading::StatisticalZone(code) => (None, Some((Severity::Warning, Problem::StatisticalZone(code)))),
        CodeReading::Missing => (None, Some((Severity::Warning, Problem::MissingValue(Field::CountyCode)))),
        CodeReading::Invalid(text) => (None, Some((Severity::Warning, Problem::InvalidCode(text)))),
    }
}
