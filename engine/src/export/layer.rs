//! Layers: tables whose rows have shapes, in a file of their own or several in one GeoPackage.
//!
//! Every column of these tables is ours: none is an input's own.

use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, RecordBatchOptions, StringArray};
use arrow_schema::{Field, Schema};
use geo_types::{Geometry, Point};

use super::shape::Shapes;
use super::{ExportError, Format, Job, ShapeKind, Sheet, gpkg, open, publish, wkt, workshop, write_job};
use crate::lang::Lang;

/// A table whose rows have shapes.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a> {
    /// Its name and its columns.
    pub sheet: Sheet<'a>,
    /// What its rows look like.
    pub kind: ShapeKind,
    /// One shape a row, in CGCS2000 degrees; one without any position stands for none.
    pub shapes: &'a [Geometry<f64>],
    /// How desktop programs are to draw it: a GeoPackage carries it, the other formats have no place for it.
    pub style: Option<LayerStyle<'a>>,
}

/// How a layer is drawn, in the words of desktop programs.
#[derive(Clone, Copy, Debug)]
pub struct LayerStyle<'a> {
    /// For QGIS.
    pub qml: &'a str,
    /// Styled Layer Descriptor, for others.
    pub sld: &'a str,
}

/// Writes a layer to a file, replacing one that is there.
///
/// Tables have no place for shapes, so CSV and Excel get columns: `lon` and `lat` of points unless there are such, and CSV a column
/// `geometry` of well-known text for other shapes.
///
/// # Errors
/// As [`super::write()`].
pub fn write_layer(path: &Path, layer: &Layer<'_>, format: Format, lang: Lang) -> Result<(), ExportError> {
    let (_workshop, file) = workshop(path, format)?;
    let shapes = layer.shapes(path)?;
    let table;
    let sheet = match format {
        Format::Csv | Format::Xlsx => {
            table = with_places(layer, &shapes, format);
            Sheet { table: &table, ..layer.sheet }
        }
        _ => layer.sheet,
    };
    write_job(&Job { shapes: Some(shapes), style: layer.style, ..open(&sheet, format, &file, path, lang)? }, format)?;
    publish(&file, path)
}

/// Writes layers into one GeoPackage, replacing a file that is there.
///
/// # Errors
/// As [`super::write()`].
pub fn write_layers(path: &Path, layers: &[Layer<'_>], lang: Lang) -> Result<(), ExportError> {
    let (_workshop, file) = workshop(path, Format::GeoPackage)?;
    let job = |layer| -> Result<Job<'_>, ExportError> {
        let &Layer { ref sheet, style, .. } = layer;
        Ok(Job { shapes: Some(layer.shapes(path)?), style, ..open(sheet, Format::GeoPackage, &file, path, lang)? })
    };
    let jobs = layers.iter().map(job).collect::<Result<Vec<_>, _>>()?;
    if let Some(first) = jobs.first() {
        gpkg::write_layers(first, &jobs)?;
        publish(&file, path)?;
    }
    Ok(())
}

impl<'a> Layer<'a> {
    fn shapes(&self, target: &Path) -> Result<Shapes<'a>, ExportError> {
        Shapes::new(self.kind, self.shapes, self.sheet.rows(), target)
    }
}

/// The table, with columns that say where its rows are.
fn with_places(layer: &Layer<'_>, shapes: &Shapes<'_>, format: Format) -> RecordBatch {
    let table = layer.sheet.table;
    let rows = 0..table.num_rows();
    let has = |name: &str| table.schema_ref().fields().iter().any(|field| field.name().eq_ignore_ascii_case(name));
    let mut added: Vec<(&str, ArrayRef)> = Vec::new();
    if layer.kind == ShapeKind::Point {
        let at = |row| shapes.get(row).and_then(|shape| Point::try_from(shape.into_owned()).ok());
        if !has("lon") {
            added.push(("lon", Arc::new(rows.clone().map(|row| at(row).map(Point::x)).collect::<Float64Array>())));
        }
        if !has("lat") {
            added.push(("lat", Arc::new(rows.map(|row| at(row).map(Point::y)).collect::<Float64Array>())));
        }
    } else if format == Format::Csv {
        added.push(("geometry", Arc::new(rows.map(|row| shapes.get(row).map(|shape| wkt::text(&shape))).collect::<StringArray>())));
    }
    let mut fields: Vec<Field> = table.schema_ref().fields().iter().map(|field| field.as_ref().clone()).collect();
    fields.extend(added.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), true)));
    let columns = table.columns().iter().cloned().chain(added.into_iter().map(|(_, column)| column)).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(table.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options).expect("every column has the rows of the table")
}
