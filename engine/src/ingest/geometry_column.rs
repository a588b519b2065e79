//! Which column of an Arrow table is its geometry, and in which system.
//!
//! GeoParquet says it in the metadata of the table, GeoArrow in that of the column.
//!
//! # References
//! GeoParquet 1.1.0; GeoArrow 0.2, extension types; PROJJSON for the `crs` of both.

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field, Schema};
use geo_types::{Geometry, Point};
use serde_json::Value;

use super::geometry;
use super::table::{NoShape, Shape};
use crate::coord::Crs;

/// Keys of a field's metadata by which Arrow names types of others.
const EXTENSION_NAME: &str = "ARROW:extension:name";
const EXTENSION_METADATA: &str = "ARROW:extension:metadata";

/// The primary geometry column.
#[derive(Clone, Debug)]
pub(super) struct GeometryColumn {
    pub index: usize,
    pub crs: Option<Crs>,
    /// Whether the system is only the standard of the format.
    pub by_standard: bool,
    coding: Coding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    /// Well-known binary.
    Wkb,
    /// Columns x and y.
    Separated,
    /// x and y, and perhaps more, behind each other.
    Interleaved,
}

impl GeometryColumn {
    /// Reads the metadata of a GeoParquet file. A column in another encoding than WKB stays an ordinary one.
    pub(super) fn of_geoparquet(geo: &Value, schema: &Schema) -> Option<Self> {
        let name = geo.get("primary_column")?.as_str()?;
        let column = geo.get("columns")?.get(name)?;
        let index = schema.index_of(name).ok()?;
        if column.get("encoding")?.as_str()? != "WKB" || !is_binary(schema.field(index)) {
            return None;
        }
        // Without the key it is OGC:CRS84; null means that nobody knows.
        let (crs, by_standard) = match column.get("crs") {
            None => (Some(Crs::WGS84), true),
            Some(Value::Null) => (None, false),
            Some(projjson) => (Some(of_projjson(projjson)), false),
        };
        Some(Self { index, crs, by_standard, coding: Coding::Wkb })
    }

    /// Finds the geometry of a table in memory: the column so called, else the first that GeoArrow calls a geometry, else the one that the
    /// metadata of GeoParquet names.
    pub(super) fn of_schema(schema: &Schema, name: Option<&str>) -> Option<Self> {
        let marked = |(index, field): (usize, &std::sync::Arc<Field>)| {
            let coding = coding(field)?;
            Some(Self { index, crs: declared(field), by_standard: false, coding })
        };
        let mut candidates = schema.fields().iter().enumerate().filter(|(_, field)| name.is_none_or(|name| field.name() == name));
        candidates.find_map(marked).or_else(|| {
            let geo = serde_json::from_str(schema.metadata().get("geo")?).ok()?;
            Self::of_geoparquet(&geo, schema)
        })
    }

    /// The geometries of the column.
    pub(super) fn shapes(&self, column: &ArrayRef) -> Vec<Result<Shape, NoShape>> {
        match self.coding {
            Coding::Wkb => of_binary(column),
            Coding::Separated | Coding::Interleaved => of_points(column, self.coding),
        }
    }
}

fn is_binary(field: &Field) -> bool {
    matches!(field.data_type(), DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}

/// How a column of GeoArrow holds its geometry; `None` if it is none, or of a kind that we do not read.
fn coding(field: &Field) -> Option<Coding> {
    match (field.metadata().get(EXTENSION_NAME)?.as_str(), field.data_type()) {
        ("geoarrow.wkb" | "ogc.wkb", _) if is_binary(field) => Some(Coding::Wkb),
        ("geoarrow.point", DataType::Struct(parts)) if parts.len() >= 2 && parts.iter().all(|part| *part.data_type() == DataType::Float64) => {
            Some(Coding::Separated)
        }
        ("geoarrow.point", DataType::FixedSizeList(part, 2..)) if *part.data_type() == DataType::Float64 => Some(Coding::Interleaved),
        _ => None,
    }
}

/// The system that a column of GeoArrow declares: PROJJSON, or a text that names one.
fn declared(field: &Field) -> Option<Crs> {
    let metadata: Value = serde_json::from_str(field.metadata().get(EXTENSION_METADATA)?).ok()?;
    match metadata.get("crs")? {
        Value::Null => None,
        Value::String(text) => Some(match serde_json::from_str::<Value>(text) {
            Ok(projjson) if projjson.is_object() => of_projjson(&projjson),
            _ => text.parse().unwrap_or_else(|_| Crs::Definition(text.clone())),
        }),
        projjson => Some(of_projjson(projjson)),
    }
}

fn of_projjson(projjson: &Value) -> Crs {
    let id = projjson.get("id");
    let authority = id.and_then(|id| id.get("authority")).and_then(Value::as_str);
    let code = id.and_then(|id| id.get("code"));
    match (authority, code) {
        (Some("EPSG"), Some(code)) if let Some(code) = code.as_u64().and_then(|c| u32::try_from(c).ok()) => Crs::Epsg(code),
        (Some("OGC"), Some(Value::String(code))) if code == "CRS84" => Crs::WGS84,
        _ => Crs::Definition(projjson.to_string()),
    }
}

fn of_binary(column: &ArrayRef) -> Vec<Result<Shape, NoShape>> {
    let Ok(column) = arrow_cast::cast(column, &DataType::LargeBinary) else { return vec![Err(NoShape::Missing); column.len()] };
    let bytes = column.as_binary::<i64>();
    (0..bytes.len())
        .map(|row| {
            if bytes.is_null(row) {
                return Err(NoShape::Missing);
            }
            geometry::of_wkb(bytes.value(row)).unwrap_or_else(|| Err(NoShape::Unsuitable("WKB?".into())))
        })
        .collect()
}

fn of_points(column: &ArrayRef, coding: Coding) -> Vec<Result<Shape, NoShape>> {
    let point = |row: usize, x: f64, y: f64| {
        // An empty point has no numbers.
        if column.is_null(row) || (x.is_nan() && y.is_nan()) {
            return Err(NoShape::Missing);
        }
        Ok(Shape { geometry: Geometry::Point(Point::new(x, y)), unclosed: 0 })
    };
    let rows = 0..column.len();
    if coding == Coding::Separated {
        let [x, y] = [0, 1].map(|part| column.as_struct().column(part).as_primitive::<Float64Type>().values().clone());
        return rows.map(|row| point(row, x[row], y[row])).collect();
    }
    let list = column.as_fixed_size_list();
    let numbers = list.values().as_primitive::<Float64Type>().values();
    rows.map(|row| list.value_offset(row) as usize).enumerate().map(|(row, start)| point(row, numbers[start], numbers[start + 1])).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use arrow_array::{FixedSizeListArray, Float64Array, StructArray};

    use super::*;

    fn field(name: &str, kind: DataType, extension: &str, metadata: &str) -> Field {
        let metadata = [(EXTENSION_NAME, extension), (EXTENSION_METADATA, metadata)].map(|(key, value)| (key.to_owned(), value.to_owned()));
        Field::new(name, kind, true).with_metadata(HashMap::from(metadata))
    }

    #[test]
    fn the_system_of_a_column_is_read_in_every_form() {
        let cases = [
            ("{}", None),
            ("", None),
            (r#"{"crs": null}"#, None),
            (r#"{"crs": "EPSG:4551"}"#, Some(Crs::Epsg(4551))),
            (r#"{"crs": "OGC:CRS84"}"#, Some(Crs::WGS84)),
            (r#"{"crs": {"id": {"authority": "EPSG", "code": 4490}}}"#, Some(Crs::CGCS2000)),
            (r#"{"crs": "{\"id\": {\"authority\": \"EPSG\", \"code\": 4490}}"}"#, Some(Crs::CGCS2000)),
        ];
        for (metadata, crs) in cases {
            let schema = Schema::new(vec![field("g", DataType::Binary, "geoarrow.wkb", metadata)]);
            assert_eq!(GeometryColumn::of_schema(&schema, None).expect("a geometry").crs, crs, "{metadata}");
        }
    }

    #[test]
    fn the_column_that_is_named_goes_before_the_first() {
        let schema = Schema::new(vec![
            field("a", DataType::Utf8, "geoarrow.wkb", "{}"),
            field("b", DataType::Binary, "geoarrow.wkb", "{}"),
            field("c", DataType::LargeBinary, "geoarrow.wkb", "{}"),
        ]);
        let found = |name| GeometryColumn::of_schema(&schema, name).map(|column| column.index);
        assert_eq!([found(None), found(Some("c")), found(Some("a"))], [Some(1), Some(2), None]);
    }

    #[test]
    fn points_are_read_from_both_layouts() {
        let numbers = |values: &[f64]| Arc::new(Float64Array::from(values.to_vec())) as ArrayRef;
        let part = |name: &str| Arc::new(Field::new(name, DataType::Float64, false));
        let separated = StructArray::from(vec![(part("x"), numbers(&[1.0, f64::NAN])), (part("y"), numbers(&[2.0, f64::NAN]))]);
        let interleaved = FixedSizeListArray::new(part("xy"), 2, numbers(&[9.0, 9.0, 1.0, 2.0, f64::NAN, f64::NAN]), None).slice(1, 2);
        for (array, coding) in [(Arc::new(separated) as ArrayRef, Coding::Separated), (Arc::new(interleaved), Coding::Interleaved)] {
            let shapes = of_points(&array, coding);
            assert_eq!(shapes[0].as_ref().map(|shape| shape.geometry.clone()).ok(), Some(Geometry::Point(Point::new(1.0, 2.0))));
            assert!(matches!(shapes[1], Err(NoShape::Missing)));
        }
    }
}
