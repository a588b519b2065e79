//! Several tables in one file: sheets of a workbook, layers of a GeoPackage. And a text that is finished already.
//!
//! Every column of these tables is ours: none is an input's own.

use std::path::Path;

use gdal::vector::OGRwkbGeometryType;
use geo_types::Geometry;

use super::column::Column;
use super::gpkg::{self, Drawn};
use super::{ExportError, Format, Job, Sheet, Step, names, publish, workshop, xlsx};
use crate::lang::Lang;

/// What the rows of a layer look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// A position each.
    Point,
    /// Lines.
    Line,
    /// Areas of one polygon each.
    Polygon,
}

/// A layer of a GeoPackage.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a> {
    /// Its name and its columns.
    pub sheet: Sheet<'a>,
    /// What its rows look like.
    pub kind: ShapeKind,
    /// One shape a row, in CGCS2000 degrees.
    pub shapes: &'a [Geometry<f64>],
}

/// Writes tables as the sheets of one workbook, replacing a file that is there.
///
/// # Errors
/// As [`super::write()`].
pub fn write_workbook(path: &Path, sheets: &[Sheet<'_>], lang: Lang) -> Result<(), ExportError> {
    let (_workshop, file) = workshop(path, Format::Xlsx)?;
    let jobs = jobs(&file, path, sheets, Format::Xlsx, lang)?;
    if let Some(first) = jobs.first() {
        xlsx::write_sheets(first, &jobs, xlsx::ROWS_MAX)?;
        publish(&file, path)?;
    }
    Ok(())
}

/// Writes layers into one GeoPackage, replacing a file that is there.
///
/// # Errors
/// As [`super::write()`].
pub fn write_layers(path: &Path, layers: &[Layer<'_>], lang: Lang) -> Result<(), ExportError> {
    let (_workshop, file) = workshop(path, Format::GeoPackage)?;
    let sheets: Vec<Sheet<'_>> = layers.iter().map(|layer| layer.sheet).collect();
    let jobs = jobs(&file, path, &sheets, Format::GeoPackage, lang)?;
    for (job, layer) in jobs.iter().zip(layers) {
        if layer.shapes.len() != job.sheet.rows() {
            return Err(ExportError::Lengths { path: path.into(), rows: job.sheet.rows(), positions: layer.shapes.len() });
        }
    }
    let drawn: Vec<Drawn<'_>> = jobs.iter().zip(layers).map(|(job, layer)| Drawn { job, shapes: Some((ogr_type(layer.kind), layer.shapes)) }).collect();
    if let Some(first) = jobs.first() {
        gpkg::write_layers(first, &drawn)?;
        publish(&file, path)?;
    }
    Ok(())
}

/// Writes a finished text, replacing a file that is there.
///
/// # Errors
/// As [`super::write()`].
pub fn write_text(path: &Path, text: &str) -> Result<(), ExportError> {
    // The ending inside the workshop does not matter; any format's will do.
    let (_workshop, file) = workshop(path, Format::Csv)?;
    std::fs::write(&file, text).map_err(ExportError::io(path, Step::Write))?;
    publish(&file, path)
}

/// Makes a folder, with those above it.
///
/// # Errors
/// The system refuses.
pub fn make_folder(path: &Path) -> Result<(), ExportError> {
    std::fs::create_dir_all(path).map_err(ExportError::io(path, Step::Create))
}

fn jobs<'a>(file: &'a Path, target: &'a Path, sheets: &'a [Sheet<'a>], format: Format, lang: Lang) -> Result<Vec<Job<'a>>, ExportError> {
    let job = |sheet: &'a Sheet<'a>| {
        let (rows, positions) = (sheet.rows(), sheet.lon_deg.len().min(sheet.lat_deg.len()));
        if rows != positions {
            return Err(ExportError::Lengths { path: target.into(), rows, positions });
        }
        let columns = sheet.table.columns().iter().map(Column::new).collect();
        let names = names::distinct(&sheet.names(), sheet.own_columns, format.reserved());
        Ok(Job { sheet, columns, names, file, target, lang })
    };
    sheets.iter().map(job).collect()
}

fn ogr_type(kind: ShapeKind) -> OGRwkbGeometryType::Type {
    match kind {
        ShapeKind::Point => OGRwkbGeometryType::wkbPoint,
        ShapeKind::Line => OGRwkbGeometryType::wkbLineString,
        ShapeKind::Polygon => OGRwkbGeometryType::wkbPolygon,
    }
}
