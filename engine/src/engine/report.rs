//! A table of what was found: columns, a position for each row, perhaps a shape.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, BooleanArray, Float64Array, Int64Array, RecordBatch, RecordBatchOptions, StringArray};
use arrow_schema::{DataType, Field, Schema};
use geo_types::Geometry;
use wkb::Endianness;
use wkb::writer::WriteOptions;

use crate::export::{Layer, LayerStyle, ShapeKind, Sheet};

/// A table with a position for each row, and perhaps a shape.
pub(super) struct ReportTable {
    pub(super) name: String,
    batch: RecordBatch,
    lon_deg: Vec<f64>,
    lat_deg: Vec<f64>,
    /// What its rows look like; without it the table has no place on a map.
    shapes: Option<(ShapeKind, Vec<Geometry<f64>>)>,
    /// How desktop programs draw it: QML and SLD.
    style: Option<[String; 2]>,
    sample: bool,
}

impl ReportTable {
    /// Columns of as many rows as there are positions; `[NaN, NaN]` is none.
    ///
    /// # Panics
    /// If columns, positions and shapes are not equally many.
    pub(super) fn new(
        name: &str,
        columns: Vec<(&'static str, ArrayRef)>,
        at: impl Iterator<Item = [f64; 2]>,
        shapes: Option<(ShapeKind, Vec<Geometry<f64>>)>,
        sample: bool,
    ) -> Self {
        let (lon_deg, lat_deg): (Vec<f64>, Vec<f64>) = at.map(|[lon, lat]| (lon, lat)).unzip();
        let fields: Vec<Field> = columns.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), true)).collect();
        let arrays = columns.into_iter().map(|(_, column)| column).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(lon_deg.len()));
        let batch = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options).expect("every column was made of the same rows");
        Self { name: name.to_owned(), batch, lon_deg, lat_deg, shapes, style: None, sample }
    }

    /// The same, drawn in a way.
    pub(super) fn styled(self, style: [String; 2]) -> Self {
        Self { style: Some(style), ..self }
    }

    /// The table with its shapes as a last column `geometry`, well-known binary as GeoArrow marks it.
    pub(super) fn with_geometry(&self) -> RecordBatch {
        let Some((_, shapes)) = &self.shapes else { return self.batch.clone() };
        let binary = |shape: &Geometry<f64>| {
            let mut bytes = Vec::new();
            wkb::writer::write_geometry(&mut bytes, shape, &WriteOptions { endianness: Endianness::LittleEndian }).ok()?;
            Some(bytes)
        };
        let column: BinaryArray = shapes.iter().map(binary).collect();
        let marks = [("ARROW:extension:name", "geoarrow.wkb"), ("ARROW:extension:metadata", "{\"crs\":\"EPSG:4490\",\"crs_type\":\"authority_code\"}")];
        let marks: HashMap<String, String> = marks.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let mut fields: Vec<Field> = self.batch.schema_ref().fields().iter().map(|field| field.as_ref().clone()).collect();
        fields.push(Field::new("geometry", DataType::Binary, true).with_metadata(marks));
        let columns = self.batch.columns().iter().cloned().chain([Arc::new(column) as ArrayRef]).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("a shape for each row")
    }

    /// The table as it is written.
    pub(super) fn sheet(&self) -> Sheet<'_> {
        Sheet { table: &self.batch, lon_deg: &self.lon_deg, lat_deg: &self.lat_deg, name: &self.name, sample: self.sample, own_columns: 0 }
    }

    /// The table as a layer of a map.
    pub(super) fn layer(&self) -> Option<Layer<'_>> {
        let style = self.style.as_ref().map(|[qml, sld]| LayerStyle { qml, sld });
        self.shapes.as_ref().map(|(kind, shapes)| Layer { sheet: self.sheet(), kind: *kind, shapes, style })
    }
}

pub(super) fn texts(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

pub(super) fn floats(values: impl Iterator<Item = Option<f64>>) -> ArrayRef {
    Arc::new(values.collect::<Float64Array>())
}

pub(super) fn whole(values: impl Iterator<Item = usize>) -> ArrayRef {
    Arc::new(values.map(|value| i64::try_from(value).ok()).collect::<Int64Array>())
}

pub(super) fn truths(values: impl Iterator<Item = bool>) -> ArrayRef {
    Arc::new(values.map(Some).collect::<BooleanArray>())
}
