//! Jurisdictions: divisions with territory.

use std::collections::HashMap;
use std::path::Path;

use super::polygons::{self, LayerOptions};
use super::{Field, IngestError, IngestReport, Problem, Severity};
use crate::config::JurisdictionSource;
use crate::model::{Division, DivisionCode, Jurisdiction};

/// Reads the boundaries of one file. `path` is the source's path, resolved.
///
/// Records without a code or a usable territory are rejected; invalid polygons are repaired; equal codes are kept and
/// reported, for `Generation::new` decides. All of it is in the report.
///
/// # Units and CRS
/// Out come CGCS2000 degrees. The file's own declaration counts; the configuration's `crs` where there is none, or where
/// there is only the standard of GeoJSON or KML.
///
/// # Errors
/// Nothing could be read, the file holds no record, or nobody says the system.
pub fn read_jurisdictions(source: &JurisdictionSource, path: &Path) -> Result<(Vec<Jurisdiction>, IngestReport), IngestError> {
    let options = LayerOptions { layer: source.layer.as_deref(), encoding: source.encoding.as_deref(), columns: &source.columns, crs: source.crs.as_ref() };
    let mut layer = polygons::read(path, &options)?;
    if layer.rows() == 0 {
        return Err(IngestError::NoRecords { path: path.into() });
    }
    let code_column = layer.columns.need(Field::Code)?;
    let name_column = layer.columns.need(Field::Name)?;
    let parent_column = layer.columns.find(Field::Parent)?;
    let (codes, names, parents) = (layer.table.cells(code_column), layer.table.cells(name_column), parent_column.map(|c| layer.table.cells(c)));

    let mut jurisdictions = Vec::with_capacity(layer.rows());
    let mut first_row: HashMap<DivisionCode, u64> = HashMap::new();
    for row in 0..layer.rows() {
        let text = codes.text(row);
        let id = text.as_deref();
        let Some(code_text) = id else {
            layer.reject(row, None, Some(code_column), Problem::MissingValue(Field::Code));
            continue;
        };
        let Ok(code) = code_text.parse::<DivisionCode>() else {
            layer.reject(row, id, Some(code_column), Problem::InvalidCode(code_text.into()));
            continue;
        };
        let repaired = match layer.area(row) {
            Ok(repaired) => repaired,
            Err(fault) => {
                layer.reject(row, id, None, Problem::Geometry(fault));
                continue;
            }
        };
        if let Some(problem) = repaired.problem {
            layer.repaired(row, id, problem);
        }
        if let Some(&first_row) = first_row.get(&code) {
            layer.problem(row, id, Some(code_column), Severity::Warning, Problem::DuplicateId { first_row });
        } else {
            first_row.insert(code, layer.table.row_number[row]);
        }
        let name = names.text(row);
        if name.is_none() {
            layer.problem(row, id, Some(name_column), Severity::Warning, Problem::MissingValue(Field::Name));
        }
        let parent = parents.as_ref().and_then(|p| p.text(row)).and_then(|text| {
            let parsed = text.parse().ok();
            if parsed.is_none() {
                layer.problem(row, id, parent_column, Severity::Warning, Problem::InvalidCode(text.into_owned()));
            }
            parsed
        });
        let name = name.map_or_else(|| code.to_string(), std::borrow::Cow::into_owned);
        jurisdictions.push(Jurisdiction { division: Division { code, name, level: source.level, parent }, territory: repaired.area.into() });
    }
    Ok((jurisdictions, layer.report(path)?))
}
