//! Rows as a table with shapes: what the writers of files take.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, RecordBatchOptions, StringArray};
use arrow_schema::{Field, Schema};
use bailiwick_engine::export::ShapeKind;
use geo_types::Geometry;

use crate::layers::{Kind, Layer, Shape, Shapes, Value};

/// Some rows and columns of a layer, with where the rows lie.
pub struct Table {
    /// The columns, of the rows' number even where there are none.
    pub columns: RecordBatch,
    /// Longitude and latitude of places; NaN for other shapes.
    pub places: [Vec<f64>; 2],
    /// Where the rows lie, in degrees.
    pub shapes: Vec<Geometry<f64>>,
    /// What they look like.
    pub kind: ShapeKind,
}

impl Table {
    /// Rows of a layer, with the columns at some places.
    ///
    /// # Cost
    /// A copy of all of it.
    pub fn of(layer: &Layer, rows: &[u32], columns: &[usize]) -> Self {
        let content = layer.content();
        let shapes: Vec<Geometry<f64>> = rows.iter().map(|row| content.geometry(*row as usize).into_owned()).collect();
        let place = |shape: &Geometry<f64>| if let Geometry::Point(point) = shape { [point.x(), point.y()] } else { [f64::NAN; 2] };
        let fields: Vec<Field> = columns.iter().map(|&column| Field::new(layer.fields[column].name, arrow_type(layer.fields[column].kind), true)).collect();
        let arrays = columns.iter().map(|&column| array(layer, rows, column)).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        Self {
            columns: RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options).expect("every column has a value for each row"),
            places: [0, 1].map(|axis| shapes.iter().map(|shape| place(shape)[axis]).collect()),
            shapes,
            kind: kind_of(layer),
        }
    }
}

/// What the rows of a layer look like in files, where all of them are of a kind.
pub fn kind_of(layer: &Layer) -> ShapeKind {
    match &layer.content().shapes {
        Shapes::Places(_) | Shapes::Labels(..) => ShapeKind::Point,
        Shapes::Drawn(shapes, _) => {
            let is = |of: fn(&Shape) -> bool| !shapes.is_empty() && shapes.iter().all(of);
            if is(|shape| matches!(shape, Shape::Area(..))) {
                ShapeKind::MultiPolygon
            } else if is(|shape| matches!(shape, Shape::Lines(..))) {
                ShapeKind::MultiLine
            } else if is(|shape| matches!(shape, Shape::Point(_))) {
                ShapeKind::Point
            } else {
                ShapeKind::Any
            }
        }
    }
}

fn arrow_type(kind: Kind) -> arrow_schema::DataType {
    match kind {
        Kind::Text | Kind::Time => arrow_schema::DataType::Utf8,
        Kind::Number => arrow_schema::DataType::Int64,
        Kind::Decimal => arrow_schema::DataType::Float64,
        Kind::Flag => arrow_schema::DataType::Boolean,
    }
}

fn array(layer: &Layer, rows: &[u32], column: usize) -> ArrayRef {
    let values = rows.iter().map(|row| layer.content().value(*row as usize, column));
    match layer.fields[column].kind {
        Kind::Text | Kind::Time => Arc::new(values.map(|value| if let Value::Text(text) = value { Some(text) } else { None }).collect::<StringArray>()),
        Kind::Number => Arc::new(values.map(|value| if let Value::Number(number) = value { Some(number) } else { None }).collect::<Int64Array>()),
        Kind::Decimal => Arc::new(values.map(|value| if let Value::Decimal(number) = value { Some(number) } else { None }).collect::<Float64Array>()),
        Kind::Flag => Arc::new(values.map(|value| if let Value::Flag(flag) = value { Some(flag) } else { None }).collect::<BooleanArray>()),
    }
}
