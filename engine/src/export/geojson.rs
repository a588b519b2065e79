//! GeoJSON of RFC 7946: longitude first, every digit that the position has, `null` where a row has none.
//!
//! Written here with `serde_json` and not through GDAL, which rounds positions to seven digits. Dates and times are ISO 8601
//! text. A number that is not finite is `null`: JSON has no other word for it. CGCS2000 is taken as WGS 84 (see `coord`).

use std::io::Write;

use geo_types::{Coord, Geometry, LineString, Polygon};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::column::Cell;
use super::shape::type_name;
use super::{ExportError, Job, Step};

pub(super) fn write(job: &Job<'_>) -> Result<(), ExportError> {
    let mut out = job.create()?;
    let written = collection(job, &mut out).and_then(|()| out.flush());
    written.map_err(ExportError::io(job.target, Step::Write))
}

fn collection(job: &Job<'_>, out: &mut impl Write) -> std::io::Result<()> {
    write!(out, "{{\"type\":\"FeatureCollection\",\"name\":{},\"sample\":{},\"features\":[", serde_json::to_string(job.sheet.name)?, job.sheet.sample)?;
    for row in 0..job.sheet.rows() {
        out.write_all(if row == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &Feature { job, row })?;
    }
    out.write_all(b"\n]}\n")
}

struct Feature<'a> {
    job: &'a Job<'a>,
    row: usize,
}

impl Serialize for Feature<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("type", "Feature")?;
        map.serialize_entry("geometry", &self.job.shape(self.row).as_deref().map(Shape))?;
        map.serialize_entry("properties", &Properties(self))?;
        map.end()
    }
}

/// A shape as a geometry object (RFC 7946, §3.1).
struct Shape<'a>(&'a Geometry<f64>);

impl Serialize for Shape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", type_name(self.0))?;
        match self.0 {
            Geometry::Point(at) => map.serialize_entry("coordinates", &position(&at.0))?,
            Geometry::Line(line) => map.serialize_entry("coordinates", &[position(&line.start), position(&line.end)])?,
            Geometry::LineString(line) => map.serialize_entry("coordinates", &positions(line))?,
            Geometry::Polygon(area) => map.serialize_entry("coordinates", &rings(area))?,
            Geometry::Rect(rect) => map.serialize_entry("coordinates", &rings(&rect.to_polygon()))?,
            Geometry::Triangle(triangle) => map.serialize_entry("coordinates", &rings(&triangle.to_polygon()))?,
            Geometry::MultiPoint(several) => map.serialize_entry("coordinates", &several.iter().map(|at| position(&at.0)).collect::<Vec<_>>())?,
            Geometry::MultiLineString(several) => map.serialize_entry("coordinates", &several.iter().map(positions).collect::<Vec<_>>())?,
            Geometry::MultiPolygon(several) => map.serialize_entry("coordinates", &several.iter().map(rings).collect::<Vec<_>>())?,
            Geometry::GeometryCollection(several) => map.serialize_entry("geometries", &several.iter().map(Shape).collect::<Vec<_>>())?,
        }
        map.end()
    }
}

fn position(at: &Coord<f64>) -> [f64; 2] {
    [at.x, at.y]
}

fn positions(line: &LineString<f64>) -> Vec<[f64; 2]> {
    line.coords().map(position).collect()
}

fn rings(area: &Polygon<f64>) -> Vec<Vec<[f64; 2]>> {
    std::iter::once(area.exterior()).chain(area.interiors()).map(positions).collect()
}

struct Properties<'a>(&'a Feature<'a>);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Feature { job, row } = self.0;
        let mut map = serializer.serialize_map(Some(job.columns.len()))?;
        for (name, column) in job.names.iter().zip(&job.columns) {
            match column.cell(*row) {
                Cell::Null => map.serialize_entry(name, &())?,
                Cell::Text(text) => map.serialize_entry(name, &text)?,
                Cell::Float(x) => map.serialize_entry(name, &x)?,
                Cell::Int(x) => map.serialize_entry(name, &x)?,
                Cell::Bool(x) => map.serialize_entry(name, &x)?,
                Cell::Date(d) => map.serialize_entry(name, &d)?,
                Cell::Time(t) => map.serialize_entry(name, &t)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use crate::export::{Format, fixture, to_bytes};
    use crate::lang::Lang;

    #[test]
    fn positions_keep_every_digit_and_rows_without_one_stay() {
        let table = fixture::table();
        let bytes = to_bytes(&fixture::sheet(&table), Format::GeoJson, Lang::Zh).expect("written");
        let json: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        let features = json["features"].as_array().expect("features");
        assert_eq!(features.len(), fixture::ROWS);
        assert_eq!(json["sample"], true);
        assert!(features[2]["geometry"].is_null());
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains(&format!("[{:?},{:?}]", fixture::LON_DEG[3], fixture::LAT_DEG[3])), "{text}");
        let properties = features[0]["properties"].as_object().expect("properties");
        assert_eq!(properties.keys().collect::<Vec<_>>(), fixture::NAMES);
        assert_eq!(properties["big"], 9_007_199_254_740_993_i64);
        assert_eq!(properties["at"], "2026-06-05T08:30:00");
        assert_eq!(features[1]["properties"]["note"], fixture::NASTY);
    }
}
