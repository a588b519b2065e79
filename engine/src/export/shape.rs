//! What the rows of a layer look like. Files with a type for the whole layer want every row to be of it, so a single line stands
//! in a layer of several as several of one.

use std::borrow::Cow;
use std::path::Path;

use geo::{CoordsIter, HasDimensions};
use geo_types::{Geometry, LineString, MultiLineString, MultiPolygon};

use super::ExportError;
use crate::coord::Bounds;

/// What the rows of a layer look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// A position each.
    Point,
    /// A line each.
    Line,
    /// An area of one polygon each.
    Polygon,
    /// One line or several.
    MultiLine,
    /// Areas of one polygon or several.
    MultiPolygon,
    /// Shapes of different kinds, each as it is.
    Any,
}

/// A shape for each row.
#[derive(Clone, Copy)]
pub(super) struct Shapes<'a> {
    pub(super) kind: ShapeKind,
    shapes: &'a [Geometry<f64>],
}

impl<'a> Shapes<'a> {
    /// The shapes of a table of so many rows, if each can stand in a layer of this kind.
    pub(super) fn new(kind: ShapeKind, shapes: &'a [Geometry<f64>], rows: usize, target: &Path) -> Result<Self, ExportError> {
        if shapes.len() != rows {
            return Err(ExportError::Lengths { path: target.into(), rows, positions: shapes.len() });
        }
        match shapes.iter().position(|shape| !shape.is_empty() && as_kind(shape, kind).is_none()) {
            Some(row) => Err(ExportError::WrongShape { path: target.into(), row: row + 1, found: type_name(&shapes[row]), kind }),
            None => Ok(Self { kind, shapes }),
        }
    }

    /// The shape of a row as the layer has it; none if there is nothing to it.
    pub(super) fn get(&self, row: usize) -> Option<Cow<'a, Geometry<f64>>> {
        Some(&self.shapes[row]).filter(|shape| !shape.is_empty()).and_then(|shape| as_kind(shape, self.kind))
    }
}

/// A shape as one of a kind; `None` if it is none.
fn as_kind(shape: &Geometry<f64>, kind: ShapeKind) -> Option<Cow<'_, Geometry<f64>>> {
    // Segments, boxes and triangles are short hands for lines and polygons that no file has.
    let shape: Cow<'_, Geometry<f64>> = match shape {
        Geometry::Line(line) => Cow::Owned(LineString::from(*line).into()),
        Geometry::Rect(rect) => Cow::Owned(rect.to_polygon().into()),
        Geometry::Triangle(triangle) => Cow::Owned(triangle.to_polygon().into()),
        other => Cow::Borrowed(other),
    };
    match (kind, &*shape) {
        (ShapeKind::Any, _)
        | (ShapeKind::Point, Geometry::Point(_))
        | (ShapeKind::Line, Geometry::LineString(_))
        | (ShapeKind::Polygon, Geometry::Polygon(_))
        | (ShapeKind::MultiLine, Geometry::MultiLineString(_))
        | (ShapeKind::MultiPolygon, Geometry::MultiPolygon(_)) => Some(shape),
        (ShapeKind::MultiLine, Geometry::LineString(line)) => Some(Cow::Owned(MultiLineString(vec![line.clone()]).into())),
        (ShapeKind::MultiPolygon, Geometry::Polygon(polygon)) => Some(Cow::Owned(MultiPolygon(vec![polygon.clone()]).into())),
        _ => None,
    }
}

/// What OGC's Simple Features call it; GeoJSON and GeoParquet use the same names.
pub(super) fn type_name(shape: &Geometry<f64>) -> &'static str {
    match shape {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

/// The box around a shape.
pub(super) fn bounds(shape: &Geometry<f64>) -> Bounds {
    Bounds::of(&shape.coords_iter().collect::<Vec<_>>())
}
