//! Overlay jurisdictions: areas, or corridors along lines.

use std::path::Path;

use geo_types::{Geometry, LineString};

use super::polygons::{self, Layer, LayerOptions};
use super::problem::GeometryFault;
use super::{Field, IngestError, IngestReport, Problem, Severity};
use crate::config::OverlaySource;
use crate::model::{Area, Division, DivisionCode, Overlay};
use crate::units::Metres;

/// The first digit of a code that GB/T 2260 does not give.
const OUTSIDE_THE_STANDARD: u32 = 900_000;

/// Reads the overlays of one file. `path` is the source's path, resolved. Code, name and parent are those of the record, else those that
/// the configuration gives for the file.
///
/// Records without a code that lies outside GB/T 2260, or without usable geometry, are rejected.
///
/// # Units and CRS
/// As [`read_jurisdictions`](super::read_jurisdictions). Corridors are metres on the ground.
///
/// # Errors
/// Nothing could be read, or nobody says the system.
pub fn read_overlays(source: &OverlaySource, path: &Path) -> Result<(Vec<Overlay>, IngestReport), IngestError> {
    let options = LayerOptions { layer: source.layer.as_deref(), encoding: source.encoding.as_deref(), columns: &source.columns, crs: source.crs.as_ref() };
    let mut layer = polygons::read(path, &options)?;
    let column = |field| layer.columns.find(field).map(|found| found.map(|index| (index, layer.table.cells(index))));
    let (codes, names, parents, kinds) = (column(Field::Code)?, column(Field::Name)?, column(Field::Parent)?, column(Field::Kind)?);
    let text = |cells: &Option<(usize, super::table::Cells)>, row: usize| cells.as_ref().and_then(|(_, c)| c.text(row)).map(std::borrow::Cow::into_owned);

    let mut overlays = Vec::with_capacity(layer.rows());
    for row in 0..layer.rows() {
        let code_column = codes.as_ref().map(|(index, _)| *index);
        let Some(written) = text(&codes, row).or_else(|| source.code.clone()) else {
            layer.reject(row, None, code_column, Problem::MissingValue(Field::Code));
            continue;
        };
        let Some(code) = written.parse::<DivisionCode>().ok().filter(|code| code.number() >= OUTSIDE_THE_STANDARD) else {
            layer.reject(row, Some(&written), code_column, Problem::InvalidOverlayCode(written.clone()));
            continue;
        };
        let area = match ground_of(&mut layer, row, source.buffer_m.map(Metres), &written) {
            Ok(area) => area,
            Err(fault) => {
                layer.reject(row, Some(&written), None, Problem::Geometry(fault));
                continue;
            }
        };
        let parent = text(&parents, row).or_else(|| source.parent.clone());
        let parent = parent.and_then(|text| {
            let parsed = text.parse().ok();
            if parsed.is_none() {
                layer.problem(row, Some(&written), parents.as_ref().map(|(index, _)| *index), Severity::Warning, Problem::InvalidCode(text));
            }
            parsed
        });
        let name = text(&names, row).or_else(|| source.name.clone()).unwrap_or_else(|| written.clone());
        overlays.push(Overlay {
            division: Division { code, name, level: source.level, parent },
            kind: text(&kinds, row).unwrap_or_default(),
            precedence: source.precedence,
            validity: source.validity(),
            area,
        });
    }
    Ok((overlays, layer.report(path)?))
}

/// The area of a record: its own, or the corridor along its lines.
fn ground_of(layer: &mut Layer<'_>, row: usize, buffer: Option<Metres>, id: &str) -> Result<Area, GeometryFault> {
    let Some(buffer) = buffer else {
        let repaired = layer.area(row)?;
        if let Some(problem) = repaired.problem {
            layer.repaired(row, Some(id), problem);
        }
        return Ok(repaired.area.into());
    };
    let shape = layer.table.geometry.as_ref().map(|shapes| &shapes[row]);
    let lines = match shape {
        Some(Ok(shape)) => lines_of(&shape.geometry)?,
        _ => return Err(GeometryFault::Missing),
    };
    Ok(layer.corridor(&lines, buffer)?.into())
}

/// The lines of a geometry; the rings of an area are lines, too.
fn lines_of(geometry: &Geometry<f64>) -> Result<Vec<LineString<f64>>, GeometryFault> {
    match geometry {
        Geometry::LineString(line) => Ok(vec![line.clone()]),
        Geometry::MultiLineString(lines) => Ok(lines.0.clone()),
        _ => Err(GeometryFault::NotLinear),
    }
}
