//! Areas that somebody selected: hotspots, or what was drawn in a GIS.

use std::borrow::Cow;
use std::path::Path;

use geo_types::{Coord, Geometry, LineString, MultiPolygon};

use super::polygons::{self, Layer, LayerOptions};
use super::problem::GeometryFault;
use super::table::NoShape;
use super::{Field, IngestError, IngestReport, Problem};
use crate::config::ColumnMap;
use crate::coord::Crs;
use crate::units::Metres;

/// The layer that is read where a file has it and nobody names another: that of `bailiwick hotspots`.
const HOTSPOTS: &str = "hotspots";

/// One area.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectedArea {
    /// Its id; `#` and the row's number where it has none.
    pub id: String,
    /// Its ground in CGCS2000 degrees: of points and lines what lies within the reach.
    pub ground: MultiPolygon<f64>,
    /// Whether the reach is in the ground already.
    pub reaches: bool,
}

/// How a selection is read.
#[derive(Clone, Debug)]
pub struct SelectionOptions {
    /// The layer, where the file has several.
    pub layer: Option<String>,
    /// Used where the file does not say, and in place of what its format says.
    pub crs: Option<Crs>,
    /// How far points and lines reach.
    pub reach: Metres,
}

/// Reads areas, points and lines.
///
/// # Units and CRS
/// Out come CGCS2000 degrees. Corridors are metres on the ground, good to 0.05 %.
///
/// # Errors
/// Nothing could be read, or nobody says the system.
pub fn read_selection(path: &Path, options: &SelectionOptions) -> Result<(Vec<SelectedArea>, IngestReport), IngestError> {
    let map = ColumnMap::new();
    let named = options.layer.as_deref();
    let how = |layer| LayerOptions { layer, encoding: None, columns: &map, crs: options.crs.as_ref() };
    let mut layer = match (named, polygons::read(path, &how(named.or(Some(HOTSPOTS))))) {
        (None, Err(IngestError::NoLayer { .. })) => polygons::read(path, &how(None))?,
        (_, read) => read?,
    };
    let ids = layer.columns.find(Field::Id)?.map(|column| layer.table.cells(column));
    let mut areas = Vec::with_capacity(layer.rows());
    for row in 0..layer.rows() {
        let id = ids.as_ref().and_then(|ids| ids.text(row)).map_or_else(|| format!("#{}", layer.table.row_number[row]), Cow::into_owned);
        match ground_of(&mut layer, row, options.reach, &id) {
            Ok((ground, reaches)) => areas.push(SelectedArea { id, ground, reaches }),
            Err(fault) => layer.reject(row, Some(&id), None, Problem::Geometry(fault)),
        }
    }
    Ok((areas, layer.report(path)?))
}

/// The ground of a record, and whether it is what lies within the reach.
fn ground_of(layer: &mut Layer<'_>, row: usize, reach: Metres, id: &str) -> Result<(MultiPolygon<f64>, bool), GeometryFault> {
    let lines = match layer.table.geometry.as_ref().map(|shapes| &shapes[row]) {
        Some(Ok(shape)) => lines_of(&shape.geometry),
        Some(Err(NoShape::Unsuitable(kind))) => return Err(GeometryFault::Irreparable(kind.clone())),
        _ => return Err(GeometryFault::Missing),
    };
    let Some(lines) = lines else {
        let repaired = layer.area(row)?;
        if let Some(problem) = repaired.problem {
            layer.repaired(row, Some(id), problem);
        }
        return Ok((repaired.area, false));
    };
    // Without any reach a point has no ground.
    if reach.get() <= 0.0 { Err(GeometryFault::Collapsed) } else { Ok((layer.corridor(&lines, reach)?, true)) }
}

/// The lines of a geometry, a point as a line without length; `None` for areas.
fn lines_of(geometry: &Geometry<f64>) -> Option<Vec<LineString<f64>>> {
    let point = |at: Coord<f64>| LineString(vec![at, at]);
    match geometry {
        Geometry::Point(at) => Some(vec![point(at.0)]),
        Geometry::MultiPoint(points) => Some(points.iter().map(|at| point(at.0)).collect()),
        Geometry::LineString(line) => Some(vec![line.clone()]),
        Geometry::MultiLineString(lines) => Some(lines.0.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coord::surface_area;

    fn selected(features: &str, reach: f64) -> (Vec<SelectedArea>, IngestReport) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("selection.geojson");
        std::fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).expect("written");
        read_selection(&path, &SelectionOptions { layer: None, crs: None, reach: Metres(reach) }).expect("readable")
    }

    fn feature(id: &str, geometry: &str) -> String {
        format!(r#"{{"type":"Feature","properties":{{"id":{id}}},"geometry":{geometry}}}"#)
    }

    #[test]
    fn areas_stay_and_points_and_lines_become_what_lies_within_the_reach() {
        let square = r#"{"type":"Polygon","coordinates":[[[125,43],[125.01,43],[125.01,43.01],[125,43.01],[125,43]]]}"#;
        let point = r#"{"type":"Point","coordinates":[125.5,43.5]}"#;
        let line = r#"{"type":"LineString","coordinates":[[125.5,43.5],[125.6,43.5]]}"#;
        let features = [feature(r#""H1""#, square), feature("null", point), feature(r#""L""#, line)].join(",");
        let (areas, report) = selected(&features, 1000.0);
        assert_eq!(areas.iter().map(|area| (area.id.as_str(), area.reaches)).collect::<Vec<_>>(), [("H1", false), ("#1", true), ("L", true)]);
        let km2 = |area: &SelectedArea| area.ground.iter().map(|polygon| surface_area(polygon).square_kilometres()).sum::<f64>();
        assert!((km2(&areas[1]) - std::f64::consts::PI).abs() < 0.01, "a disc of 1 km: {}", km2(&areas[1]));
        assert!((km2(&areas[2]) - (std::f64::consts::PI + 8.08 * 2.0)).abs() < 0.05, "a stadium of 8 km: {}", km2(&areas[2]));
        assert_eq!((report.read, report.rejected), (3, 0));
        // Without a reach a point is nowhere.
        let (areas, report) = selected(&feature(r#""P""#, point), 0.0);
        assert_eq!((areas.len(), report.rejected), (0, 1));
    }
}
