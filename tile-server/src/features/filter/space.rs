//! How a record's geometry lies to one of the filter's: DE-9IM, after a look at the boxes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use geo::{Contains, Intersects, Relate};
use geo_types::{Geometry, Rect};

use super::Record;
use super::tree::Literal;
use super::wkt::bounds_of;

/// A geometry of the filter, made ready once.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) geometry: Geometry<f64>,
    pub(super) bounds: Rect<f64>,
    /// Whether the geometry is its box.
    is_box: bool,
}

impl Shape {
    pub(super) fn new(literal: Literal) -> Self {
        let bounds = bounds_of(&literal.geometry).expect("geometries as written have coordinates");
        Self { is_box: literal.rect.is_some(), geometry: literal.geometry, bounds }
    }
}

/// The spatial relations of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Intersects,
    Equals,
    Disjoint,
    Touches,
    Within,
    Overlaps,
    Crosses,
    Contains,
}

impl Relation {
    pub(super) const ALL: [(&'static str, Self); 8] = [
        ("S_INTERSECTS", Self::Intersects),
        ("S_EQUALS", Self::Equals),
        ("S_DISJOINT", Self::Disjoint),
        ("S_TOUCHES", Self::Touches),
        ("S_WITHIN", Self::Within),
        ("S_OVERLAPS", Self::Overlaps),
        ("S_CROSSES", Self::Crosses),
        ("S_CONTAINS", Self::Contains),
    ];

    /// The same relation with its operands exchanged.
    pub(super) fn exchanged(self) -> Self {
        match self {
            Self::Within => Self::Contains,
            Self::Contains => Self::Within,
            symmetric => symmetric,
        }
    }

    /// # Cost
    /// Linear for intersecting and being disjoint; else both geometries are split where they meet.
    pub(super) fn between(self, a: &Geometry<f64>, b: &Geometry<f64>) -> Option<bool> {
        match self {
            Self::Intersects => return Some(a.intersects(b)),
            Self::Disjoint => return Some(!a.intersects(b)),
            _ => {}
        }
        // geo gives up by a panic on some geometries whose rings cross themselves, which data may have: unknown, not the end of a request.
        let matrix = catch_unwind(AssertUnwindSafe(|| a.relate(b))).ok()?;
        Some(match self {
            Self::Intersects => matrix.is_intersects(),
            Self::Disjoint => matrix.is_disjoint(),
            Self::Equals => matrix.is_equal_topo(),
            Self::Touches => matrix.is_touches(),
            Self::Within => matrix.is_within(),
            Self::Overlaps => matrix.is_overlaps(),
            Self::Crosses => matrix.is_crosses(),
            Self::Contains => matrix.is_contains(),
        })
    }
}

/// Whether the relation holds from the record to the shape.
pub(super) fn holds(relation: Relation, record: &dyn Record, shape: &Shape) -> Option<bool> {
    let bounds = record.bounds();
    if apart(&bounds, &shape.bounds) {
        return Some(relation == Relation::Disjoint);
    }
    if shape.is_box && inside(&bounds, &shape.bounds) {
        match relation {
            Relation::Intersects => return Some(true),
            Relation::Disjoint => return Some(false),
            _ => {}
        }
    }
    let geometry = record.geometry();
    if let (Relation::Within, Geometry::Point(point)) = (relation, geometry.as_ref()) {
        return Some(shape.geometry.contains(point));
    }
    relation.between(&geometry, &shape.geometry)
}

/// Whether two boxes have nothing in common, not even an edge. NaN is apart from nothing.
pub(super) fn apart(a: &Rect<f64>, b: &Rect<f64>) -> bool {
    a.max().x < b.min().x || b.max().x < a.min().x || a.max().y < b.min().y || b.max().y < a.min().y
}

fn inside(a: &Rect<f64>, b: &Rect<f64>) -> bool {
    b.min().x <= a.min().x && a.max().x <= b.max().x && b.min().y <= a.min().y && a.max().y <= b.max().y
}
