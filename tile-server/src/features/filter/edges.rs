//! The edges of a geometry, and whether they meet too often for it to be related to others.

use geo::Intersects;
use geo_types::{Geometry, Line, LineString, Rect, coord};

use super::space::apart;

/// Two ends, `[lon, lat]` in degrees; a point is an edge without length.
pub(super) type Edge = [[f64; 2]; 2];

/// Pairs of edges that may meet, beyond the one that each has with the next. Relating splits every edge wherever another meets it, some ten
/// microseconds a pair for every record: without a bound, a line of two thousand vertices that goes to and fro takes many seconds.
const MEETINGS_MAX: usize = 1000;

/// Calls for every edge.
pub(super) fn collect(geometry: &Geometry<f64>, edge: &mut dyn FnMut(Edge)) {
    let mut line = |line: &LineString<f64>| {
        if let [only] = line.0[..] {
            edge([[only.x, only.y]; 2]);
        }
        for pair in line.0.windows(2) {
            edge([[pair[0].x, pair[0].y], [pair[1].x, pair[1].y]]);
        }
    };
    match geometry {
        Geometry::Point(point) => edge([[point.x(), point.y()]; 2]),
        Geometry::MultiPoint(points) => points.iter().for_each(|point| edge([[point.x(), point.y()]; 2])),
        Geometry::Line(straight) => edge([[straight.start.x, straight.start.y], [straight.end.x, straight.end.y]]),
        Geometry::LineString(one) => line(one),
        Geometry::MultiLineString(lines) => lines.iter().for_each(line),
        Geometry::Polygon(polygon) => std::iter::once(polygon.exterior()).chain(polygon.interiors()).for_each(line),
        Geometry::MultiPolygon(polygons) => polygons.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors())).for_each(line),
        Geometry::Rect(rect) => line(rect.to_polygon().exterior()),
        Geometry::Triangle(triangle) => line(triangle.to_polygon().exterior()),
        Geometry::GeometryCollection(members) => members.iter().for_each(|member| collect(member, edge)),
    }
}

pub(super) fn bounds_of_edge(edge: &Edge) -> Rect<f64> {
    Rect::new(edge[0], edge[1])
}

/// Whether edges of these geometries meet too often.
///
/// # Cost
/// Quadratic in the edges, some nanoseconds a pair: 20 ms for as many as a filter can have.
pub(super) fn meet_too_often(geometries: &[&Geometry<f64>]) -> bool {
    let mut lines = Vec::new();
    for geometry in geometries {
        collect(geometry, &mut |edge| {
            if edge[0] != edge[1] {
                lines.push((bounds_of_edge(&edge), Line::new(coord! { x: edge[0][0], y: edge[0][1] }, coord! { x: edge[1][0], y: edge[1][1] })));
            }
        });
    }
    let most = lines.len() + MEETINGS_MAX;
    let mut meetings = 0;
    for (place, (bounds, line)) in lines.iter().enumerate() {
        let before = lines[..place].iter();
        meetings += before.filter(|(other_bounds, other)| !apart(bounds, other_bounds) && line.intersects(other)).count();
        if meetings > most {
            return true;
        }
    }
    false
}
