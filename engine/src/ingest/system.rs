//! The coordinate system of each row: the caller's word, else the row's, else the file's, else the configuration's.

use std::collections::HashMap;
use std::path::Path;

use super::columns::Columns;
use super::crs::Transform;
use super::fold::shortened;
use super::position::{Given, Rules};
use super::table::RawTable;
use super::{CrsOrigin, Field, IngestError, Note};
use crate::coord::Crs;
use crate::model::RowFault;

/// The systems that occur, each with its rows.
pub(super) struct Systems {
    pub groups: Vec<(Crs, Transform, Vec<usize>)>,
    pub name: Option<String>,
    pub origin: Option<CrsOrigin>,
}

/// Settles the system of each row. Rows whose own word cannot be understood get a fault in `given`.
pub(super) fn systems(
    path: &Path,
    table: &RawTable,
    columns: &Columns<'_>,
    rules: &Rules<'_>,
    from_geometry: bool,
    given: &mut [Given],
    notes: &mut Vec<Note>,
) -> Result<Systems, IngestError> {
    let known = |crs: &Crs| Transform::new(crs).map_err(|_| IngestError::CrsUnknown { path: path.into(), crs: crs.to_string() });
    let all = |crs: &Crs, origin| -> Result<Systems, IngestError> {
        Ok(Systems { groups: vec![(crs.clone(), known(crs)?, (0..table.rows()).collect())], name: Some(crs.to_string()), origin: Some(origin) })
    };
    let cells = columns.find(Field::Crs)?.map(|index| table.cells(index));
    let said_by_row = |row: usize| cells.as_ref().and_then(|c| c.text(row));

    if let Some(caller) = rules.caller {
        let declared = match &table.crs {
            Some(file) if !table.crs_by_standard => Some(file.clone()),
            _ => (0..table.rows()).find_map(said_by_row).and_then(|text| text.parse().ok()),
        };
        if let Some(declared) = declared.filter(|declared| declared != caller) {
            notes.push(Note::CrsOverridden { declared: declared.to_string(), caller: caller.to_string() });
        }
        return all(caller, CrsOrigin::Caller);
    }
    // The numbers of a geometry are the file's; a column beside it tells where they came from once. Only where the file's
    // system is a mere standard of the format does the row know better.
    if from_geometry
        && !table.crs_by_standard
        && let Some(file) = &table.crs
    {
        let other = (0..table.rows()).filter(|&row| said_by_row(row).is_some_and(|text| text.parse().ok().as_ref() != Some(file))).count() as u64;
        if other > 0 {
            notes.push(Note::RowCrsIgnored { rows: other, crs: file.to_string() });
        }
        return all(file, CrsOrigin::File);
    }
    let (rest, rest_origin) = match (&table.crs, rules.default) {
        (Some(file), _) => (Some(file), CrsOrigin::File),
        (None, Some(default)) => (Some(default), CrsOrigin::Config),
        (None, None) => (None, CrsOrigin::Row),
    };
    let rows_say = (0..table.rows()).any(|row| said_by_row(row).is_some());
    if !rows_say {
        return match rest {
            Some(crs) => {
                if table.crs_by_standard {
                    notes.push(Note::CrsByStandard { format: table.format.into(), crs: crs.to_string() });
                }
                all(crs, rest_origin)
            }
            // Without rows nothing is undeclared.
            None if table.rows() == 0 => Ok(Systems { groups: Vec::new(), name: None, origin: None }),
            None => Err(IngestError::CrsUndeclared { path: path.into() }),
        };
    }
    let rest = rest.map(|crs| Ok((crs.clone(), known(crs)?))).transpose()?;
    Ok(by_row(&said_by_row, rest, given))
}

fn by_row<'t>(said: &dyn Fn(usize) -> Option<std::borrow::Cow<'t, str>>, rest: Option<(Crs, Transform)>, given: &mut [Given]) -> Systems {
    let mut groups: Vec<(Crs, Transform, Vec<usize>)> = Vec::new();
    let mut by_text: HashMap<String, Option<usize>> = HashMap::new();
    let rest = rest.map(|(crs, transform)| {
        groups.push((crs, transform, Vec::new()));
        0
    });
    for (row, pair) in given.iter_mut().enumerate() {
        let group = match said(row) {
            None => match rest {
                Some(group) => Ok(group),
                None => Err(RowFault::UndeclaredCrs),
            },
            Some(text) => {
                let group = *by_text.entry(text.to_string()).or_insert_with(|| {
                    let crs: Crs = text.parse().ok()?;
                    if let Some(same) = groups.iter().position(|(other, ..)| *other == crs) {
                        return Some(same);
                    }
                    let transform = Transform::new(&crs).ok()?;
                    groups.push((crs, transform, Vec::new()));
                    Some(groups.len() - 1)
                });
                group.ok_or_else(|| RowFault::UnknownCrs { text: shortened(&text) })
            }
        };
        match group {
            Ok(group) => groups[group].2.push(row),
            // What is wrong with the numbers themselves comes first.
            Err(fault) if pair.is_ok() => *pair = Err(fault),
            Err(_) => {}
        }
    }
    groups.retain(|(_, _, rows)| !rows.is_empty());
    let name = match groups.as_slice() {
        [] => None,
        [(crs, ..)] => Some(crs.to_string()),
        _ => Some("per row".into()),
    };
    Systems { groups, name, origin: Some(CrsOrigin::Row) }
}
