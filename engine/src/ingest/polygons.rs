//! A layer of areas: what jurisdictions and zones share.

use std::path::Path;

use geo_types::{Coord, LineString, MultiPolygon};

use super::columns::Columns;
use super::corridor::corridor;
use super::crs::Transform;
use super::problem::GeometryFault;
use super::repair::{self, Repaired};
use super::table::{NoShape, RawTable};
use super::{CrsOrigin, Field, IngestError, IngestReport, Note, Problem, RecordProblem, Repair, Severity, fingerprint, geometry, read_table};
use crate::config::ColumnMap;
use crate::coord::Crs;
use crate::units::Metres;

/// How to read a layer.
pub(super) struct LayerOptions<'a> {
    pub layer: Option<&'a str>,
    pub encoding: Option<&'a str>,
    pub columns: &'a ColumnMap,
    /// Used where the file does not say.
    pub crs: Option<&'a Crs>,
}

/// A layer as read, while its records become something.
pub(super) struct Layer<'a> {
    pub table: RawTable,
    pub columns: Columns<'a>,
    pub crs: Crs,
    pub crs_from: CrsOrigin,
    pub transform: Transform,
    pub notes: Vec<Note>,
    pub problems: Vec<RecordProblem>,
    pub repaired: u64,
    pub rejected: u64,
}

/// Reads a file and settles its system.
pub(super) fn read<'a>(path: &'a Path, options: &LayerOptions<'a>) -> Result<Layer<'a>, IngestError> {
    let mut table = read_table(path, options.encoding, options.layer)?;
    let columns = Columns::new(path, table.column_names(), options.columns)?;
    if table.geometry.is_none() {
        let Some(index) = columns.find(Field::Wkt)? else { return Err(IngestError::NoGeometry { path: path.into(), columns: columns.names().to_vec() }) };
        let cells = table.cells(index);
        let shape = |row| match cells.text(row) {
            None => Err(NoShape::Missing),
            Some(text) => geometry::of_wkt(&text).unwrap_or_else(|| Err(NoShape::Unsuitable("WKT?".into()))),
        };
        table.geometry = Some((0..table.rows()).map(shape).collect());
    }
    // The standard of a format is weaker than what the configuration says of the file.
    let declared = table.crs.clone().filter(|_| !(table.crs_by_standard && options.crs.is_some()));
    let (crs, crs_from) = match (declared, options.crs) {
        (Some(crs), _) => (crs, CrsOrigin::File),
        (None, Some(crs)) => (crs.clone(), CrsOrigin::Config),
        (None, None) => return Err(IngestError::CrsUndeclared { path: path.into() }),
    };
    let transform = Transform::new(&crs).map_err(|_| IngestError::CrsUnknown { path: path.into(), crs: crs.to_string() })?;
    let notes = std::mem::take(&mut table.notes);
    Ok(Layer { table, columns, crs, crs_from, transform, notes, problems: Vec::new(), repaired: 0, rejected: 0 })
}

impl Layer<'_> {
    pub(super) fn rows(&self) -> usize {
        self.table.rows()
    }

    /// The valid area of a row, or why there is none.
    pub(super) fn area(&self, row: usize) -> Result<Repaired, GeometryFault> {
        let missing = Err(NoShape::Missing);
        let shape = self.table.geometry.as_ref().map_or(&missing, |g| &g[row]);
        repair::area(shape, &self.crs, &self.transform)
    }

    /// The ground within a distance of some lines, which are in the layer's system.
    pub(super) fn corridor(&self, lines: &[LineString<f64>], distance: Metres) -> Result<MultiPolygon<f64>, GeometryFault> {
        let lines: Vec<LineString<f64>> = lines.iter().map(|line| self.in_degrees(line)).collect::<Result<_, _>>()?;
        let ground = corridor(&lines, distance);
        if ground.0.is_empty() { Err(GeometryFault::Collapsed) } else { Ok(ground) }
    }

    fn in_degrees(&self, line: &LineString<f64>) -> Result<LineString<f64>, GeometryFault> {
        let (mut x, mut y): (Vec<f64>, Vec<f64>) = line.coords().map(|c| (c.x, c.y)).unzip();
        self.transform.apply(&mut x, &mut y);
        if let Some(place) = x.iter().position(|x| !x.is_finite()) {
            let Coord { x, y } = line.0[place];
            let is_finite = x.is_finite() && y.is_finite();
            return Err(if is_finite { GeometryFault::OutOfRange { given: [x, y], crs: self.crs.to_string() } } else { GeometryFault::NotFinite });
        }
        Ok(x.into_iter().zip(y).map(|(x, y)| Coord { x, y }).collect())
    }

    pub(super) fn problem(&mut self, row: usize, id: Option<&str>, field: Option<usize>, severity: Severity, problem: Problem) {
        let column = field.map(|index| self.columns.name(index).to_owned());
        self.problems.push(RecordProblem { row: self.table.row_number[row], id: id.map(Into::into), column, severity, problem, unused: None });
    }

    pub(super) fn reject(&mut self, row: usize, id: Option<&str>, field: Option<usize>, problem: Problem) {
        self.rejected += 1;
        self.problem(row, id, field, Severity::Error, problem);
        // Where the ground lies that is lost: of a record whose geometry is no reason to reject it.
        let unused = self.area(row).ok().map(|repaired| repaired.area);
        if let Some(rejected) = self.problems.last_mut() {
            rejected.unused = unused;
        }
    }

    /// Counts a repair. Points that merely repeat are worth a word and no warning.
    pub(super) fn repaired(&mut self, row: usize, id: Option<&str>, problem: Problem) {
        self.repaired += 1;
        let harmless = matches!(&problem, Problem::Repaired { repairs, .. } if repairs.iter().all(|r| matches!(r, Repair::RemovedDuplicates(_))));
        self.problem(row, id, None, if harmless { Severity::Info } else { Severity::Warning }, problem);
    }

    pub(super) fn report(mut self, path: &Path) -> Result<IngestReport, IngestError> {
        if self.transform.was_ballpark() {
            self.notes.push(Note::Ballpark(self.crs.to_string()));
        }
        let read = self.table.rows() as u64;
        let report = IngestReport {
            path: path.into(),
            format: self.table.format.into(),
            encoding: self.table.encoding,
            crs: Some(self.crs.to_string()),
            crs_from: Some(self.crs_from),
            read,
            kept: read - self.repaired - self.rejected,
            repaired: self.repaired,
            rejected: self.rejected,
            records: self.problems,
            notes: self.notes,
            sha256: Some(fingerprint::sha256(path)?),
        };
        report.assert_counts();
        Ok(report)
    }
}
