//! DWITHIN: whether a record lies within some metres of a geometry of the filter.
//!
//! 1. Boxes: beyond the reach of the filter's geometry there is nothing to measure.
//! 2. Two points are measured on the ellipsoid.
//! 3. What intersects is at no distance.
//! 4. Else one of the two nearest places is a vertex: around each vertex, the local plane finds the nearest place on the other geometry,
//!    and the ellipsoid has its distance.

use bailiwick_engine::coord::{LocalPlane, LonLat, distance};
use geo::Intersects;
use geo_types::{Geometry, Rect, coord};

use super::Record;
use super::edges::{Edge, bounds_of_edge, collect};
use super::space::{Shape, apart};

/// A geometry and how far from it.
#[derive(Clone, Debug)]
pub(super) struct Near {
    shape: Shape,
    edges: Vec<Edge>,
    metres: f64,
    pub(super) reach: Rect<f64>,
}

/// A degree of latitude has 110 574 m at the least.
const DEGREE_MIN_M: f64 = 110_000.0;

impl Near {
    pub(super) fn new(shape: Shape, metres: f64) -> Self {
        let mut edges = Vec::new();
        collect(&shape.geometry, &mut |edge| edges.push(edge));
        let reach = grown(&shape.bounds, metres);
        Self { shape, edges, metres, reach }
    }

    pub(super) fn holds(&self, record: &dyn Record) -> bool {
        if apart(&record.bounds(), &self.reach) {
            return false;
        }
        let geometry = record.geometry();
        if let (Geometry::Point(a), Geometry::Point(b)) = (geometry.as_ref(), &self.shape.geometry) {
            return metres_between([a.x(), a.y()], [b.x(), b.y()]) <= self.metres;
        }
        if geometry.intersects(&self.shape.geometry) {
            return true;
        }
        let mut edges = Vec::new();
        collect(&geometry, &mut |edge| {
            if !apart(&bounds_of_edge(&edge), &self.reach) {
                edges.push(edge);
            }
        });
        if edges.iter().flatten().any(|vertex| is_near(*vertex, &self.edges, self.metres)) {
            return true;
        }
        // From points the nearest place has been found already.
        edges.retain(|edge| edge[0] != edge[1]);
        self.edges.iter().flatten().any(|vertex| is_near(*vertex, &edges, self.metres))
    }
}

/// Whether the nearest place on some edges is so near to a place.
fn is_near(from: [f64; 2], edges: &[Edge], metres: f64) -> bool {
    let Ok(origin) = LonLat::new(from) else { return false };
    let plane = LocalPlane::at(origin);
    let feet = edges.iter().map(|edge| {
        // The shorter way round the Earth.
        let turn = ((edge[0][0] - from[0]) / 360.0).round() * 360.0;
        plane.nearest_on_edge([edge[0][0] - turn, edge[0][1]], [edge[1][0] - turn, edge[1][1]])
    });
    let Some(nearest) = feet.min_by(|a, b| a.distance_m().total_cmp(&b.distance_m())) else { return false };
    let foot = plane.unproject(nearest);
    // Far away a measurement takes a hundred times as long, and most are.
    (foot[1] - from[1]).abs() <= metres / DEGREE_MIN_M && metres_between(from, foot) <= metres
}

fn metres_between(a: [f64; 2], [lon, lat]: [f64; 2]) -> f64 {
    let turned = if lon.abs() > 180.0 { lon - lon.signum() * 360.0 } else { lon };
    match (LonLat::new(a), LonLat::new([turned, lat.clamp(-90.0, 90.0)])) {
        (Ok(a), Ok(b)) => distance(a, b).get(),
        _ => f64::INFINITY,
    }
}

/// The box that holds all that is so near to a box. It is too large rather than too small.
pub(super) fn grown(bounds: &Rect<f64>, metres: f64) -> Rect<f64> {
    let by_lat = metres / DEGREE_MIN_M;
    let (low, high) = (bounds.min(), bounds.max());
    let (south, north) = ((low.y - by_lat).max(-90.0), (high.y + by_lat).min(90.0));
    // The nearer pole decides; a degree there has at least 111 000 m times the cosine. Close to it all longitudes are near.
    let steepest = south.abs().max(north.abs());
    let by_lon = if steepest < 89.0 { metres / (111_000.0 * steepest.to_radians().cos()) } else { 360.0 };
    let (west, east) = (low.x - by_lon, high.x + by_lon);
    let crosses = west < -180.0 || east > 180.0;
    let (west, east) = if crosses { (-180.0, 180.0) } else { (west, east) };
    Rect::new(coord! { x: west, y: south }, coord! { x: east, y: north })
}
