//! Drinking-water source zones.

use std::collections::HashMap;
use std::path::Path;

use super::polygons::{self, LayerOptions};
use super::{Field, IngestError, IngestReport, Problem, Severity};
use crate::config::Source;
use crate::model::{SourceZone, ZoneLevel};

/// Reads the zones of one file. `path` is the source's path, resolved.
///
/// Records without an id, a level or a usable area are rejected; invalid polygons are repaired; equal ids are kept and
/// reported.
///
/// # Units and CRS
/// As [`read_jurisdictions`](super::read_jurisdictions).
///
/// # Errors
/// Nothing could be read, a column is missing, or nobody says the system.
pub fn read_zones(source: &Source, path: &Path) -> Result<(Vec<SourceZone>, IngestReport), IngestError> {
    let options = LayerOptions { layer: source.layer.as_deref(), encoding: source.encoding.as_deref(), columns: &source.columns, crs: source.crs.as_ref() };
    let mut layer = polygons::read(path, &options)?;
    let (id_column, level_column) = (layer.columns.need(Field::Id)?, layer.columns.need(Field::Level)?);
    let (ids, levels) = (layer.table.cells(id_column), layer.table.cells(level_column));
    let optional = |field| layer.columns.find(field).map(|found| found.map(|c| layer.table.cells(c)));
    let (names, sources) = (optional(Field::Name)?, optional(Field::Source)?);

    let mut zones = Vec::with_capacity(layer.rows());
    let mut first_row: HashMap<String, u64> = HashMap::new();
    for row in 0..layer.rows() {
        let Some(id) = ids.text(row).map(std::borrow::Cow::into_owned) else {
            layer.reject(row, None, Some(id_column), Problem::MissingValue(Field::Id));
            continue;
        };
        let level = match levels.text(row) {
            None => {
                layer.reject(row, Some(&id), Some(level_column), Problem::MissingValue(Field::Level));
                continue;
            }
            Some(text) => match text.parse::<ZoneLevel>() {
                Ok(level) => level,
                Err(unknown) => {
                    layer.reject(row, Some(&id), Some(level_column), Problem::UnknownLevel(unknown.0));
                    continue;
                }
            },
        };
        let repaired = match layer.area(row) {
            Ok(repaired) => repaired,
            Err(fault) => {
                layer.reject(row, Some(&id), None, Problem::Geometry(fault));
                continue;
            }
        };
        if let Some(problem) = repaired.problem {
            layer.repaired(row, Some(&id), problem);
        }
        if let Some(&first_row) = first_row.get(&id) {
            layer.problem(row, Some(&id), Some(id_column), Severity::Warning, Problem::DuplicateId { first_row });
        } else {
            first_row.insert(id.clone(), layer.table.row_number[row]);
        }
        let text = |cells: &Option<super::table::Cells>| cells.as_ref().and_then(|c| c.text(row)).map(std::borrow::Cow::into_owned).unwrap_or_default();
        let (name, source) = (text(&names), text(&sources));
        zones.push(SourceZone { id, name, level, source, area: repaired.area.into() });
    }
    Ok((zones, layer.report(path)?))
}
