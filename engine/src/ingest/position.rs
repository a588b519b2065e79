//! From a table to positions: the steps that clues and outfalls share.
//!
//! 1. Settle by the first rows how all are read: [`Way`].
//! 2. Two numbers a row: from the geometry, from a WKT column, or from two columns.
//! 3. The system of each row: the caller's word, else the row's, else the file's, else the configuration's.
//! 4. Transform each system's rows at once, and judge the axes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use geo::{Euclidean, InteriorPoint, InterpolatableLine, Length};
use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPolygon};

use super::axes::{self, Verdict};
use super::columns::Columns;
use super::crs::Transform;
use super::fold::shortened;
use super::system::{self, Rows, SystemRule, Systems};
use super::table::{NoShape, Number, RawTable, Shape};
use super::{CrsOrigin, Field, IngestError, Note, geometry};
use crate::coord::{Bounds, Crs, LonLat};
use crate::model::{Extent, RowFault};

/// Who says what about coordinates.
pub(super) struct Rules<'a> {
    pub caller: Option<&'a Crs>,
    pub default: Option<&'a Crs>,
    pub swap_axes: bool,
    pub expected: Option<Bounds>,
}

/// Positions of all rows of a table that is read at once.
pub(super) struct Positions {
    pub lon_deg: Vec<f64>,
    pub lat_deg: Vec<f64>,
    pub fault: BTreeMap<usize, RowFault>,
    pub crs: Option<String>,
    pub crs_from: Option<CrsOrigin>,
    /// Rows whose line or area was reduced to a point, and its type.
    pub reduced: Vec<(usize, &'static str)>,
    pub notes: Vec<Note>,
}

/// Positions of some rows.
pub(super) struct Located {
    pub lon_deg: Vec<f64>,
    pub lat_deg: Vec<f64>,
    pub fault: BTreeMap<usize, RowFault>,
    /// Rows whose line or area was reduced to a point.
    pub drawn: BTreeMap<usize, Drawn>,
    pub told: Told,
}

/// A line or an area of which the position is but a point.
pub(super) struct Drawn {
    /// Its type.
    pub kind: &'static str,
    /// In CGCS2000 once it is located.
    pub extent: Extent,
}

/// What is told of the positions of some rows; of several runs of rows it is added up.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub rows: u64,
    pub crs: Option<String>,
    pub crs_from: Option<CrsOrigin>,
    /// Rows that look as if x and y were exchanged.
    pub swapped: u64,
    /// Rows whose own system was not heard, as their geometry is in the file's.
    pub ignored: u64,
    /// Rows that are lines or areas.
    pub extents: u64,
    /// Systems that needed an inexact transformation.
    pub ballpark: Vec<String>,
}

/// Two numbers of each row as given, x first; NaN where a fault says why there is none.
pub(super) struct Given {
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    fault: BTreeMap<usize, RowFault>,
}

impl Given {
    pub(super) fn rows(&self) -> usize {
        self.x.len()
    }

    /// Gives a row a fault; the first one counts.
    pub(super) fn blame(&mut self, row: usize, fault: RowFault) {
        self.fault.entry(row).or_insert(fault);
    }

    fn is_sound(&self, row: usize) -> bool {
        self.fault.is_empty() || !self.fault.contains_key(&row)
    }
}

/// Where the numbers stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Geometry,
    Wkt(usize),
    Two { lon: usize, lat: usize },
}

/// How positions are read, settled by the first rows of a file and the same for all others.
#[derive(Clone, Debug)]
pub(super) struct Way {
    place: Place,
    names: Vec<String>,
    crs_column: Option<usize>,
    systems: SystemRule,
    exchange: bool,
    expected: Option<Bounds>,
    notes_before: Vec<Note>,
    notes_after: Vec<Note>,
}

/// Finds the positions of all rows of a table that is read at once.
pub(super) fn locate(path: &Path, table: &RawTable, columns: &Columns<'_>, rules: &Rules<'_>) -> Result<Positions, IngestError> {
    let way = Way::settle(path, table, columns, rules)?;
    let located = way.locate(table)?;
    let notes = way.notes(&located.told);
    Ok(Positions {
        lon_deg: located.lon_deg,
        lat_deg: located.lat_deg,
        fault: located.fault,
        crs: located.told.crs,
        crs_from: located.told.crs_from,
        reduced: located.drawn.into_iter().map(|(row, drawn)| (row, drawn.kind)).collect(),
        notes,
    })
}

impl Way {
    /// Settles it by the first rows.
    pub(super) fn settle(path: &Path, table: &RawTable, columns: &Columns<'_>, rules: &Rules<'_>) -> Result<Self, IngestError> {
        let place = place(path, table, columns)?;
        let crs_column = columns.find(Field::Crs)?;
        let cells = crs_column.map(|index| table.cells(index));
        let mut notes = Vec::new();
        if rules.swap_axes {
            notes.push(Note::Exchanged);
        }
        let systems = SystemRule::settle(path, table, cells.as_ref(), rules, place == Place::Geometry, &mut notes)?;
        let mut way = Self {
            place,
            names: columns.names().to_vec(),
            crs_column,
            systems,
            exchange: rules.swap_axes,
            expected: rules.expected,
            notes_before: notes,
            notes_after: Vec::new(),
        };
        if let Place::Two { lon, lat } = place
            && !rules.swap_axes
            && columns.is_loose(Field::Lon, lon)
            && columns.is_loose(Field::Lat, lat)
        {
            let mut given = way.given(table, &mut BTreeMap::new());
            let systems = way.systems.systems(cells.as_ref(), &mut given)?;
            if surveyors(&systems, &given, rules.expected) {
                way.exchange = true;
                way.notes_after.push(Note::SurveyAxes { east: columns.name(lat).into(), north: columns.name(lon).into() });
            }
        }
        Ok(way)
    }

    /// Fields that positions are read from, and their columns.
    pub(super) fn used(&self) -> Vec<(Field, usize)> {
        match self.place {
            Place::Geometry => Vec::new(),
            Place::Wkt(column) => vec![(Field::Wkt, column)],
            Place::Two { lon, lat } => vec![(Field::Lon, lon), (Field::Lat, lat)],
        }
    }

    /// Finds the positions of some rows.
    ///
    /// # Errors
    /// A system that PROJ does not know.
    pub(super) fn locate(&self, table: &RawTable) -> Result<Located, IngestError> {
        let mut drawn = BTreeMap::new();
        let mut given = self.given(table, &mut drawn);
        let cells = self.crs_column.map(|index| table.cells(index));
        let systems = self.systems.systems(cells.as_ref(), &mut given)?;
        if self.exchange {
            std::mem::swap(&mut given.x, &mut given.y);
        }
        let rows = table.rows();
        let told = Told { rows: rows as u64, crs: systems.name, crs_from: systems.origin, ignored: systems.ignored, ..Told::default() };
        let mut located = Located { lon_deg: Vec::new(), lat_deg: Vec::new(), fault: BTreeMap::new(), drawn, told };
        for (crs, transform, rows) in &systems.groups {
            if let Rows::All(_) = rows
                && let Some(fine) = all_fine(transform, &mut given, self.expected)
            {
                (located.lon_deg, located.lat_deg) = fine;
            } else {
                located.lon_deg.resize(given.rows(), f64::NAN);
                located.lat_deg.resize(given.rows(), f64::NAN);
                transformed(crs, transform, rows, &given, self.expected, &mut located);
            }
            self.draw(crs, transform, rows, &mut given, &mut located);
            if transform.was_ballpark() {
                located.told.ballpark.push(crs.to_string());
            }
        }
        located.lon_deg.resize(rows, f64::NAN);
        located.lat_deg.resize(rows, f64::NAN);
        located.fault.extend(given.fault);
        for row in located.fault.keys() {
            located.drawn.remove(row);
            (located.lon_deg[*row], located.lat_deg[*row]) = (f64::NAN, f64::NAN);
        }
        located.told.extents = located.drawn.len() as u64;
        Ok(located)
    }

    /// Takes the lines and areas of one system's rows to CGCS2000.
    fn draw(&self, crs: &Crs, transform: &Transform, rows: &Rows, given: &mut Given, located: &mut Located) {
        if located.drawn.is_empty() {
            return;
        }
        for row in rows.iter() {
            // What is wrong with its point has been said.
            let Some(Drawn { extent, .. }) = located.drawn.get_mut(&row).filter(|_| !located.fault.contains_key(&row)) else { continue };
            match carried(extent, self.exchange, transform) {
                Ok(moved) => *extent = moved,
                Err(pair) => given.blame(row, RowFault::OutOfRange { given: pair, crs: crs.to_string() }),
            }
        }
    }

    /// What the user should know, given what was told of all rows.
    pub(super) fn notes(&self, told: &Told) -> Vec<Note> {
        let mut notes = self.notes_before.clone();
        if told.ignored > 0 {
            notes.push(Note::RowCrsIgnored { rows: told.ignored, crs: told.crs.clone().unwrap_or_default() });
        }
        if told.extents > 0 {
            notes.push(Note::Extents { rows: told.extents });
        }
        notes.extend(self.notes_after.iter().cloned());
        notes.extend(told.ballpark.iter().cloned().map(Note::Ballpark));
        if told.swapped * 2 > told.rows {
            notes.push(Note::LooksSwapped { rows: told.swapped, of: told.rows });
        }
        notes
    }

    /// The two numbers of each row; lines and areas that were reduced to a point go to `drawn`.
    fn given(&self, table: &RawTable, drawn: &mut BTreeMap<usize, Drawn>) -> Given {
        let rows = table.rows();
        let mut given = match self.place {
            Place::Two { lon, lat } => self.two_columns(table, lon, lat),
            Place::Geometry | Place::Wkt(_) => Given { x: vec![f64::NAN; rows], y: vec![f64::NAN; rows], fault: BTreeMap::new() },
        };
        let mut set = |row: usize, point: Result<[f64; 2], RowFault>| match point {
            Ok([x, y]) => (given.x[row], given.y[row]) = (x, y),
            Err(fault) => given.blame(row, fault),
        };
        match self.place {
            Place::Two { .. } => {}
            Place::Geometry => {
                for (row, shape) in table.geometry.iter().flatten().enumerate() {
                    set(row, point(row, shape, "geometry", drawn));
                }
            }
            Place::Wkt(index) => {
                let (cells, column) = (table.cells(index), self.names[index].as_str());
                for row in 0..rows {
                    let Some(text) = cells.text(row) else {
                        set(row, Err(RowFault::Missing { column: column.into() }));
                        continue;
                    };
                    match geometry::of_wkt(&text) {
                        Some(shape) => set(row, point(row, &shape, column, drawn)),
                        None => set(row, Err(RowFault::NotANumber { column: column.into(), text: shortened(&text) })),
                    }
                }
            }
        }
        // That cells are missing or too many weighs more than what the others seem to say.
        for (&row, &(expected, found)) in &table.ragged {
            given.fault.insert(row, RowFault::RaggedRow { expected, found });
        }
        given
    }

    fn two_columns(&self, table: &RawTable, lon: usize, lat: usize) -> Given {
        let (x, no_x) = table.cells(lon).coordinates();
        let (y, no_y) = table.cells(lat).coordinates();
        let mut given = Given { x, y, fault: BTreeMap::new() };
        for (column, exceptions) in [(lon, no_x), (lat, no_y)] {
            let column = || self.names[column].clone();
            for (row, number) in exceptions {
                let fault = match number {
                    Number::Text(text) => RowFault::NotANumber { column: column(), text: shortened(&text) },
                    _ => RowFault::Missing { column: column() },
                };
                given.blame(row, fault);
            }
        }
        given
    }
}

impl Told {
    /// Adds what is told of the rows that follow.
    pub(super) fn add(&mut self, more: Self) {
        self.rows += more.rows;
        self.swapped += more.swapped;
        self.ignored += more.ignored;
        self.extents += more.extents;
        self.crs = system::name_of_both(self.crs.take(), more.crs);
        // Once a row has spoken for itself, the rows are who said it.
        self.crs_from = if more.crs_from == Some(CrsOrigin::Row) { more.crs_from } else { self.crs_from.or(more.crs_from) };
        for crs in more.ballpark {
            if !self.ballpark.contains(&crs) {
                self.ballpark.push(crs);
            }
        }
    }
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

fn point(row: usize, shape: &Result<Shape, NoShape>, column: &str, drawn: &mut BTreeMap<usize, Drawn>) -> Result<[f64; 2], RowFault> {
    match shape {
        Err(NoShape::Missing) => Err(RowFault::Missing { column: column.into() }),
        Err(NoShape::Unsuitable(kind)) => Err(RowFault::UnsuitableGeometry { kind: kind.clone() }),
        Ok(shape) => {
            let (pair, reduced) = one_point(&shape.geometry, column)?;
            drawn.extend(reduced.map(|drawn| (row, drawn)));
            Ok(pair)
        }
    }
}

/// A line or an area in CGCS2000; else the pair that is no place of the system.
pub(super) fn carried(extent: &Extent, exchange: bool, transform: &Transform) -> Result<Extent, [f64; 2]> {
    let given: Vec<[f64; 2]> = extent.vertices().map(|Coord { x, y }| if exchange { [y, x] } else { [x, y] }).collect();
    let (mut x, mut y): (Vec<f64>, Vec<f64>) = given.iter().map(|[x, y]| (*x, *y)).unzip();
    transform.apply(&mut x, &mut y);
    if let Some(lost) = (0..x.len()).find(|&vertex| LonLat::new([x[vertex], y[vertex]]).is_err()) {
        return Err(given[lost]);
    }
    let mut moved = x.into_iter().zip(y);
    Ok(extent.moved(|vertex| moved.next().map_or(vertex, |(x, y)| Coord { x, y })))
}

/// The point of a geometry: itself, the middle of a line, a point inside an area. The line or area itself comes with it.
pub(super) fn one_point(geometry: &Geometry<f64>, column: &str) -> Result<([f64; 2], Option<Drawn>), RowFault> {
    use geo::CoordsIter;
    if let Some(Coord { x, y }) = geometry.coords_iter().find(|c| !(c.x.is_finite() && c.y.is_finite())) {
        return Err(RowFault::NotANumber { column: column.into(), text: format!("{x} {y}") });
    }
    let middle = |line: &LineString<f64>| line.point_at_ratio_from_start(&Euclidean, 0.5).map(|p| p.0);
    let (kind, extent) = match geometry {
        Geometry::Point(_) => return Ok(([geometry_x(geometry), geometry_y(geometry)], None)),
        Geometry::MultiPoint(points) if points.0.len() == 1 => return Ok(([points.0[0].x(), points.0[0].y()], None)),
        Geometry::LineString(line) => ("LineString", Extent::Lines(MultiLineString(vec![line.clone()]))),
        Geometry::MultiLineString(lines) => ("MultiLineString", Extent::Lines(lines.clone())),
        Geometry::Polygon(area) => ("Polygon", Extent::Areas(MultiPolygon(vec![area.clone()]))),
        Geometry::MultiPolygon(areas) => ("MultiPolygon", Extent::Areas(areas.clone())),
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
        Some(Coord { x, y }) if x.is_finite() && y.is_finite() => Ok(([x, y], Some(Drawn { kind, extent }))),
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
fn surveyors(systems: &Systems, given: &Given, expected: Option<Bounds>) -> bool {
    let (mut straight, mut exchanged) = (0usize, 0usize);
    for (_, transform, rows) in systems.groups.iter().filter(|(_, t, _)| !t.degrees) {
        let Some(bounds) = axes::plausible(transform, expected) else { continue };
        let pairs: Vec<[f64; 2]> = rows.iter().filter(|&row| given.is_sound(row)).map(|row| [given.x[row], given.y[row]]).collect();
        let inside = |turn: bool| {
            let (mut x, mut y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|&[x, y]| if turn { (y, x) } else { (x, y) }).unzip();
            transform.apply(&mut x, &mut y);
            x.into_iter().zip(y).filter(|&(x, y)| LonLat::new([x, y]).is_ok_and(|p| bounds.contains(p))).count()
        };
        straight += inside(false);
        exchanged += inside(true);
    }
    exchanged > straight
}

/// The positions of all rows, if nothing is wrong with any of them: the usual case, in which no row is judged by itself. `given` may be
/// empty then.
fn all_fine(transform: &Transform, given: &mut Given, expected: Option<Bounds>) -> Option<(Vec<f64>, Vec<f64>)> {
    let plausible = axes::plausible(transform, expected).unwrap_or(Bounds::EARTH);
    let are_within = |x: &[f64], y: &[f64], bounds: Bounds| {
        let (lon, lat) = (bounds.west..=bounds.east, bounds.south..=bounds.north);
        // All are looked at, so that several are at a time.
        x.iter().zip(y).fold(true, |all, (x, y)| all & lon.contains(x) & lat.contains(y))
    };
    let is_swapped = |x: &[f64], y: &[f64]| x.iter().zip(y).any(|(&x, &y)| axes::is_surely_swapped(transform, [x, y]));
    if !given.fault.is_empty() {
        return None;
    }
    let (x, y) = if transform.is_identity() {
        (Cow::Borrowed(&given.x), Cow::Borrowed(&given.y))
    } else {
        let (mut x, mut y) = (given.x.clone(), given.y.clone());
        transform.apply(&mut x, &mut y);
        (Cow::Owned(x), Cow::Owned(y))
    };
    if !are_within(&x, &y, Bounds::EARTH) || !are_within(&x, &y, plausible) || is_swapped(&given.x, &given.y) {
        return None;
    }
    match (x, y) {
        (Cow::Owned(x), Cow::Owned(y)) => Some((x, y)),
        _ => Some((std::mem::take(&mut given.x), std::mem::take(&mut given.y))),
    }
}

/// Transforms the rows of one system and judges each.
fn transformed(crs: &Crs, transform: &Transform, rows: &Rows, given: &Given, expected: Option<Bounds>, located: &mut Located) {
    let places: Vec<usize> = rows.iter().filter(|&row| given.is_sound(row)).collect();
    let (mut x, mut y): (Vec<f64>, Vec<f64>) = places.iter().map(|&row| (given.x[row], given.y[row])).unzip();
    transform.apply(&mut x, &mut y);
    let plausible = axes::plausible(transform, expected);
    // The exchanged pair is only worth computing where the straight one is not plausible.
    let mut doubtful = Vec::new();
    for place in 0..x.len() {
        let row = places[place];
        let is_plausible = LonLat::new([x[place], y[place]]).is_ok_and(|p| plausible.is_none_or(|bounds| bounds.contains(p)));
        if is_plausible && !axes::is_surely_swapped(transform, [given.x[row], given.y[row]]) {
            (located.lon_deg[row], located.lat_deg[row]) = (x[place], y[place]);
        } else {
            doubtful.push(place);
        }
    }
    let (mut ex, mut ey): (Vec<f64>, Vec<f64>) = doubtful.iter().map(|&place| (given.y[places[place]], given.x[places[place]])).unzip();
    transform.apply(&mut ex, &mut ey);
    for (&place, exchanged) in doubtful.iter().zip(ex.into_iter().zip(ey)) {
        let row = places[place];
        let pair = [given.x[row], given.y[row]];
        match axes::judge(transform, plausible, pair, [x[place], y[place]], exchanged.into()) {
            Verdict::Fine => (located.lon_deg[row], located.lat_deg[row]) = (x[place], y[place]),
            Verdict::Swapped => {
                located.told.swapped += 1;
                located.fault.insert(row, RowFault::SwappedAxes { given: pair });
            }
            Verdict::OutOfRange => {
                located.fault.insert(row, RowFault::OutOfRange { given: pair, crs: crs.to_string() });
            }
        }
    }
}
