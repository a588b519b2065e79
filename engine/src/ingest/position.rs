//! From a table to positions: the steps that clues and outfalls share.
//!
//! 1. Two numbers a row: from the geometry, from a WKT column, or from two columns.
//! 2. The system of each row: the caller's word, else the row's, else the file's, else the configuration's.
//! 3. Transform each system's rows at once, and judge the axes.

use std::path::Path;

use geo::{Euclidean, InteriorPoint, InterpolatableLine, Length};
use geo_types::{Coord, Geometry, LineString};

use super::axes::{self, Verdict};
use super::columns::Columns;
use super::crs::Transform;
use super::fold::shortened;
use super::system::{Systems, systems};
use super::table::{NoShape, Number, RawTable, Shape};
use super::{CrsOrigin, Field, IngestError, Note, geometry};
use crate::coord::{Bounds, Crs};
use crate::model::RowFault;

/// Who says what about coordinates.
pub(super) struct Rules<'a> {
    pub caller: Option<&'a Crs>,
    pub default: Option<&'a Crs>,
    pub swap_axes: bool,
    pub expected: Option<Bounds>,
}

/// Positions of all rows.
pub(super) struct Positions {
    pub lon_deg: Vec<f64>,
    pub lat_deg: Vec<f64>,
    pub fault: Vec<Option<RowFault>>,
    pub crs: Option<String>,
    pub crs_from: Option<CrsOrigin>,
    /// Rows whose line or area was reduced to a point, and its type.
    pub reduced: Vec<(usize, String)>,
    pub notes: Vec<Note>,
    /// Fields that positions were read from, and their columns.
    pub used: Vec<(Field, usize)>,
}

/// Two numbers of a row as given, x first.
pub(super) type Given = Result<[f64; 2], RowFault>;

/// Where the numbers stand.
enum Place {
    Geometry,
    Wkt(usize),
    Two { lon: usize, lat: usize },
}

/// Finds the positions of all rows.
pub(super) fn locate(path: &Path, table: &RawTable, columns: &Columns<'_>, rules: &Rules<'_>) -> Result<Positions, IngestError> {
    let place = place(path, table, columns)?;
    let mut notes = Vec::new();
    let mut reduced = Vec::new();
    let mut given = numbers(table, columns, &place, &mut reduced);
    for (&row, &(expected, found)) in &table.ragged {
        given[row] = Err(RowFault::RaggedRow { expected, found });
    }
    if rules.swap_axes {
        for pair in given.iter_mut().flatten() {
            pair.swap(0, 1);
        }
        notes.push(Note::Exchanged);
    }
    let systems = systems(path, table, columns, rules, matches!(place, Place::Geometry), &mut given, &mut notes)?;
    if let Place::Two { lon, lat } = place
        && !rules.swap_axes
        && columns.is_loose(Field::Lon, lon)
        && columns.is_loose(Field::Lat, lat)
        && surveyors(&systems, &given, rules.expected)
    {
        for pair in given.iter_mut().flatten() {
            pair.swap(0, 1);
        }
        notes.push(Note::SurveyAxes { east: columns.name(lat).into(), north: columns.name(lon).into() });
    }

    let rows = table.rows();
    let mut positions = Positions {
        lon_deg: vec![f64::NAN; rows],
        lat_deg: vec![f64::NAN; rows],
        fault: vec![None; rows],
        crs: systems.name,
        crs_from: systems.origin,
        reduced,
        notes,
        used: match place {
            Place::Geometry => Vec::new(),
            Place::Wkt(column) => vec![(Field::Wkt, column)],
            Place::Two { lon, lat } => vec![(Field::Lon, lon), (Field::Lat, lat)],
        },
    };
    let mut swapped = 0u64;
    for (crs, transform, rows) in &systems.groups {
        swapped += transformed(crs, transform, rows, &given, rules.expected, &mut positions);
        if transform.was_ballpark() {
            positions.notes.push(Note::Ballpark(crs.to_string()));
        }
    }
    for (row, pair) in given.into_iter().enumerate() {
        if let Err(fault) = pair {
            positions.fault[row] = Some(fault);
        }
    }
    if swapped * 2 > rows as u64 {
        positions.notes.push(Note::LooksSwapped { rows: swapped, of: rows as u64 });
    }
    Ok(positions)
}

/// Columns that the user named come first, then geometry, then columns found by their names.
fn place(path: &Path, table: &RawTable, columns: &Columns<'_>) -> Result<Place, IngestError> {
    let said = columns.is_mapped(Field::Lon) || columns.is_mapped(Field::Lat);
    if !said && !columns.is_mapped(Field::Wkt) && table.geometry.as_ref().is_some_and(|g| g.is_empty() || g.iter().any(|s| !matches!(s, Err(NoShape::Missing))))
    {
        return Ok(Place::Geometry);
    }
    if !columns.is_mapped(Field::Wkt) {
        match (columns.find(Field::Lon)?, columns.find(Field::Lat)?) {
            (Some(lon), Some(lat)) => return Ok(Place::Two { lon, lat }),
            (Some(_), None) => return Err(IngestError::MissingColumn { path: path.into(), field: Field::Lat, columns: columns.names().to_vec() }),
            (None, Some(_)) => return Err(IngestError::MissingColumn { path: path.into(), field: Field::Lon, columns: columns.names().to_vec() }),
            (None, None) => {}
        }
    }
    match columns.find(Field::Wkt)? {
        Some(column) => Ok(Place::Wkt(column)),
        None => Err(IngestError::NoGeometry { path: path.into(), columns: columns.names().to_vec() }),
    }
}

fn numbers(table: &RawTable, columns: &Columns<'_>, place: &Place, reduced: &mut Vec<(usize, String)>) -> Vec<Given> {
    let mut point = |row: usize, shape: &Result<Shape, NoShape>, column: &str| match shape {
        Err(NoShape::Missing) => Err(RowFault::Missing { column: column.into() }),
        Err(NoShape::Unsuitable(kind)) => Err(RowFault::UnsuitableGeometry { kind: kind.clone() }),
        Ok(shape) => one_point(&shape.geometry, column).map(|(pair, kind)| {
            reduced.extend(kind.map(|kind| (row, kind.to_owned())));
            pair
        }),
    };
    match place {
        Place::Geometry => table.geometry.iter().flatten().enumerate().map(|(row, shape)| point(row, shape, "geometry")).collect(),
        Place::Wkt(index) => {
            let (cells, column) = (table.cells(*index), columns.name(*index));
            (0..table.rows())
                .map(|row| {
                    let Some(text) = cells.text(row) else { return Err(RowFault::Missing { column: column.into() }) };
                    match geometry::of_wkt(&text) {
                        Some(shape) => point(row, &shape, column),
                        None => Err(RowFault::NotANumber { column: column.into(), text: shortened(&text) }),
                    }
                })
                .collect()
        }
        Place::Two { lon, lat } => {
            let (x, y) = (table.cells(*lon), table.cells(*lat));
            let read = |number: Number, column: usize| match number {
                Number::Value(value) => Ok(value),
                Number::Empty => Err(RowFault::Missing { column: columns.name(column).into() }),
                Number::Text(text) => Err(RowFault::NotANumber { column: columns.name(column).into(), text: shortened(&text) }),
            };
            (0..table.rows()).map(|row| Ok([read(x.coordinate(row), *lon)?, read(y.coordinate(row), *lat)?])).collect()
        }
    }
}

/// The point of a geometry: itself, the middle of a line, a point inside an area. The type is named where it was no point.
fn one_point(geometry: &Geometry<f64>, column: &str) -> Result<([f64; 2], Option<&'static str>), RowFault> {
    use geo::CoordsIter;
    if let Some(Coord { x, y }) = geometry.coords_iter().find(|c| !(c.x.is_finite() && c.y.is_finite())) {
        return Err(RowFault::NotANumber { column: column.into(), text: format!("{x} {y}") });
    }
    let middle = |line: &LineString<f64>| line.point_at_ratio_from_start(&Euclidean, 0.5).map(|p| p.0);
    let kind = match geometry {
        Geometry::Point(_) => return Ok(([geometry_x(geometry), geometry_y(geometry)], None)),
        Geometry::MultiPoint(points) if points.0.len() == 1 => return Ok(([points.0[0].x(), points.0[0].y()], None)),
        Geometry::LineString(_) => "LineString",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::Polygon(_) => "Polygon",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::MultiPoint(_) => return Err(RowFault::UnsuitableGeometry { kind: "MultiPoint".into() }),
        _ => return Err(RowFault::UnsuitableGeometry { kind: "GeometryCollection".into() }),
    };
    let inside = match geometry {
        Geometry::LineString(line) => middle(line),
        Geometry::MultiLineString(lines) => lines.0.iter().max_by(|a, b| Euclidean.length(*a).total_cmp(&Euclidean.length(*b))).and_then(middle),
        Geometry::Polygon(area) => area.interior_point().map(|p| p.0),
        Geometry::MultiPolygon(area) => area.interior_point().map(|p| p.0),
        _ => None,
    };
    match inside {
        Some(Coord { x, y }) if x.is_finite() && y.is_finite() => Ok(([x, y], Some(kind))),
        _ => Err(RowFault::UnsuitableGeometry { kind: kind.into() }),
    }
}

fn geometry_x(geometry: &Geometry<f64>) -> f64 {
    if let Geometry::Point(point) = geometry { point.x() } else { f64::NAN }
}

fn geometry_y(geometry: &Geometry<f64>) -> f64 {
    if let Geometry::Point(point) = geometry { point.y() } else { f64::NAN }
}

/// Whether the loose columns X and Y follow the surveyors: more pairs are plausible exchanged than straight.
fn surveyors(systems: &Systems, given: &[Given], expected: Option<Bounds>) -> bool {
    let (mut straight, mut exchanged) = (0usize, 0usize);
    for (_, transform, rows) in systems.groups.iter().filter(|(_, t, _)| !t.degrees) {
        let Some(bounds) = axes::plausible(transform, expected) else { continue };
        let pairs: Vec<[f64; 2]> = rows.iter().filter_map(|&row| given[row].as_ref().ok().copied()).collect();
        let inside = |turn: bool| {
            let (mut x, mut y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|&[x, y]| if turn { (y, x) } else { (x, y) }).unzip();
            transform.apply(&mut x, &mut y);
            x.into_iter().zip(y).filter(|&(x, y)| crate::coord::LonLat::new([x, y]).is_ok_and(|p| bounds.contains(p))).count()
        };
        straight += inside(false);
        exchanged += inside(true);
    }
    exchanged > straight
}

/// Transforms the rows of one system and judges each. Returns how many look swapped.
fn transformed(crs: &Crs, transform: &Transform, rows: &[usize], given: &[Given], expected: Option<Bounds>, positions: &mut Positions) -> u64 {
    let (rows, pairs): (Vec<usize>, Vec<[f64; 2]>) = rows.iter().filter_map(|&row| given[row].as_ref().ok().map(|pair| (row, *pair))).unzip();
    let (mut x, mut y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|&[x, y]| (x, y)).unzip();
    transform.apply(&mut x, &mut y);
    let plausible = axes::plausible(transform, expected);
    // The exchanged pair is only worth computing where the straight one is not plausible.
    let doubtful: Vec<usize> =
        (0..rows.len()).filter(|&i| crate::coord::LonLat::new([x[i], y[i]]).map_or(true, |p| plausible.is_some_and(|bounds| !bounds.contains(p)))).collect();
    let (mut ex, mut ey): (Vec<f64>, Vec<f64>) = doubtful.iter().map(|&i| (pairs[i][1], pairs[i][0])).unzip();
    transform.apply(&mut ex, &mut ey);
    let mut exchanged = vec![[f64::NAN; 2]; rows.len()];
    for (&i, pair) in doubtful.iter().zip(ex.into_iter().zip(ey)) {
        exchanged[i] = [pair.0, pair.1];
    }
    let mut swapped = 0;
    for (i, &row) in rows.iter().enumerate() {
        match axes::judge(transform, plausible, pairs[i], [x[i], y[i]], exchanged[i]) {
            Verdict::Fine => (positions.lon_deg[row], positions.lat_deg[row]) = (x[i], y[i]),
            Verdict::Swapped => {
                swapped += 1;
                positions.fault[row] = Some(RowFault::SwappedAxes { given: pairs[i] });
            }
            Verdict::OutOfRange => positions.fault[row] = Some(RowFault::OutOfRange { given: pairs[i], crs: crs.to_string() }),
        }
    }
    swapped
}
