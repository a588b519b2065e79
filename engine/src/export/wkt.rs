//! Shapes as well-known text, every digit of their positions kept.
//!
//! # References
//! OGC 06-103r4, Simple Feature Access, §7.

use std::fmt::{self, Write};

use geo_types::{Coord, Geometry, LineString, Polygon};

/// A shape as text.
pub(super) fn text(shape: &Geometry<f64>) -> String {
    let mut out = String::new();
    write_shape(&mut out, shape).expect("a string takes all");
    out
}

fn write_shape(out: &mut String, shape: &Geometry<f64>) -> fmt::Result {
    match shape {
        Geometry::Point(at) => tagged(out, "POINT", &[at.0], |out, at| position(out, *at)),
        Geometry::Line(line) => tagged(out, "LINESTRING", &[line.start, line.end], |out, at| position(out, *at)),
        Geometry::LineString(line) => tagged(out, "LINESTRING", &line.0, |out, at| position(out, *at)),
        Geometry::Polygon(area) => tagged(out, "POLYGON", &rings(area), |out, ring| line(out, ring)),
        Geometry::Rect(rect) => write_shape(out, &rect.to_polygon().into()),
        Geometry::Triangle(triangle) => write_shape(out, &triangle.to_polygon().into()),
        Geometry::MultiPoint(several) => tagged(out, "MULTIPOINT", &several.0, |out, at| list(out, &[at.0], |out, at| position(out, *at))),
        Geometry::MultiLineString(several) => tagged(out, "MULTILINESTRING", &several.0, line),
        Geometry::MultiPolygon(several) => tagged(out, "MULTIPOLYGON", &several.0, |out, area| list(out, &rings(area), |out, ring| line(out, ring))),
        Geometry::GeometryCollection(several) => tagged(out, "GEOMETRYCOLLECTION", &several.0, write_shape),
    }
}

fn tagged<T>(out: &mut String, tag: &str, items: &[T], each: impl Fn(&mut String, &T) -> fmt::Result) -> fmt::Result {
    out.write_str(tag)?;
    out.write_char(' ')?;
    if items.is_empty() { out.write_str("EMPTY") } else { list(out, items, each) }
}

fn list<T>(out: &mut String, items: &[T], each: impl Fn(&mut String, &T) -> fmt::Result) -> fmt::Result {
    out.write_char('(')?;
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.write_str(", ")?;
        }
        each(out, item)?;
    }
    out.write_char(')')
}

fn rings(area: &Polygon<f64>) -> Vec<&LineString<f64>> {
    std::iter::once(area.exterior()).chain(area.interiors()).collect()
}

fn line(out: &mut String, line: &LineString<f64>) -> fmt::Result {
    list(out, &line.0, |out, at| position(out, *at))
}

fn position(out: &mut String, at: Coord<f64>) -> fmt::Result {
    write!(out, "{} {}", at.x, at.y)
}
