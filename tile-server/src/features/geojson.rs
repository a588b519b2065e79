//! Features as GeoJSON of RFC 7946, in any of the coordinate systems.
//!
//! Every digit that a position has is written: what is read back is what was served.

use std::io::{self, Write};

use geo_types::{Coord, Geometry, LineString, Polygon};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::crs::Crs;
use crate::layers::{Layer, Value};

/// Which of a layer's columns are told, and how places are written.
pub struct Form<'a> {
    /// The layer.
    pub layer: &'a Layer,
    /// The places of the columns, in the layer's order.
    pub columns: &'a [usize],
    /// The system of the positions.
    pub crs: Crs,
    /// Whether the geometry is left out.
    pub skips_geometry: bool,
}

impl Form<'_> {
    /// A row as a feature. `more` is written behind its members: links, for a feature that stands alone.
    ///
    /// # Errors
    /// Where `out` cannot take it.
    pub fn write(&self, out: &mut impl Write, row: u32, more: Option<(&str, &serde_json::Value)>) -> io::Result<()> {
        Ok(serde_json::to_writer(out, &Feature { form: self, row: row as usize, more })?)
    }
}

struct Feature<'a> {
    form: &'a Form<'a>,
    row: usize,
    more: Option<(&'a str, &'a serde_json::Value)>,
}

impl Serialize for Feature<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (form, content) = (self.form, self.form.layer.content());
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "Feature")?;
        map.serialize_entry("id", &content.ids[self.row])?;
        if form.skips_geometry {
            map.serialize_entry("geometry", &())?;
        } else {
            map.serialize_entry("geometry", &Shape { geometry: &content.geometry(self.row), crs: form.crs })?;
        }
        map.serialize_entry("properties", &Properties(self))?;
        if let Some((name, value)) = self.more {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

struct Properties<'a>(&'a Feature<'a>);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Feature { form, row, .. } = self.0;
        let mut map = serializer.serialize_map(Some(form.columns.len()))?;
        for &column in form.columns {
            let name = form.layer.fields[column].name;
            match form.layer.content().value(*row, column) {
                Value::Nothing => map.serialize_entry(name, &())?,
                Value::Text(text) => map.serialize_entry(name, text)?,
                Value::Number(number) => map.serialize_entry(name, &number)?,
                Value::Decimal(number) => map.serialize_entry(name, &number)?,
                Value::Flag(flag) => map.serialize_entry(name, &flag)?,
            }
        }
        map.end()
    }
}

struct Shape<'a> {
    geometry: &'a Geometry<f64>,
    crs: Crs,
}

impl Serialize for Shape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let crs = self.crs;
        let line = |line: &LineString<f64>| -> Vec<[f64; 2]> { line.coords().map(|c| place(*c, crs)).collect() };
        let rings = |polygon: &Polygon<f64>| -> Vec<Vec<[f64; 2]>> { std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(line).collect() };
        let mut map = serializer.serialize_map(Some(2))?;
        match self.geometry {
            Geometry::Point(point) => {
                map.serialize_entry("type", "Point")?;
                map.serialize_entry("coordinates", &place(point.0, crs))?;
            }
            Geometry::LineString(one) => {
                map.serialize_entry("type", "LineString")?;
                map.serialize_entry("coordinates", &line(one))?;
            }
            Geometry::MultiLineString(several) => {
                map.serialize_entry("type", "MultiLineString")?;
                map.serialize_entry("coordinates", &Each(several.0.iter().map(line)))?;
            }
            Geometry::Polygon(polygon) => {
                map.serialize_entry("type", "Polygon")?;
                map.serialize_entry("coordinates", &rings(polygon))?;
            }
            Geometry::MultiPolygon(several) => {
                map.serialize_entry("type", "MultiPolygon")?;
                map.serialize_entry("coordinates", &Each(several.0.iter().map(rings)))?;
            }
            other => return Err(serde::ser::Error::custom(format!("layers have no geometry such as {other:?}"))),
        }
        map.end()
    }
}

fn place(Coord { x, y }: Coord<f64>, crs: Crs) -> [f64; 2] {
    crs.from_degrees([x, y])
}

/// What an iterator gives, as a list, one after the other.
struct Each<I>(I);

impl<T: Serialize, I: Iterator<Item = T> + Clone> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        for item in self.0.clone() {
            seq.serialize_element(&item)?;
        }
        seq.end()
    }
}
