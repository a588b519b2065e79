//! The nearest border, with the areas on both sides.
//!
//! 1. Edges of a [`Coverage`] go into an R*-tree in degrees.
//! 2. The tree yields edges in order of distance in degrees. A degree is never shorter than a known number of metres here, so the
//!    search stops as soon as no further edge can be nearer than the best one in metres.
//! 3. Among edges at exactly the same distance the one between the lowest areas is taken, so the answer does not depend on the
//!    shape of the tree.

use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::Coverage;
use crate::coord::{LocalPlane, LonLat, geodesic};
use crate::units::Metres;

/// An edge of a border.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Edge {
    from: [f64; 2],
    to: [f64; 2],
    left: Option<u32>,
    right: Option<u32>,
}

impl RTreeObject for Edge {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.from, self.to)
    }
}

impl PointDistance for Edge {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        let (dx, dy) = (self.to[0] - self.from[0], self.to[1] - self.from[1]);
        let (px, py) = (point[0] - self.from[0], point[1] - self.from[1]);
        let length_squared = dx * dx + dy * dy;
        let t = if length_squared == 0.0 { 0.0 } else { ((px * dx + py * dy) / length_squared).clamp(0.0, 1.0) };
        (px - t * dx).powi(2) + (py - t * dy).powi(2)
    }
}

/// The border point nearest to a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearestBorder {
    /// Geodesic distance to it.
    pub distance: Metres,
    /// Where it is.
    pub nearest: LonLat,
    /// The areas on the two sides of the edge; `None` where the data ends.
    pub sides: [Option<u32>; 2],
}

impl NearestBorder {
    /// The side that is not the area given.
    pub fn neighbour_of(&self, area: u32) -> Option<u32> {
        self.sides.into_iter().find(|side| *side != Some(area)).flatten()
    }
}

/// Edges of borders, searchable by distance.
#[derive(Clone, Debug)]
pub struct BorderIndex {
    edges: RTree<Edge>,
}

/// The degree bound is loosened by this factor: the radii of curvature change a little between the position and the edge.
const BOUND_SLACK: f64 = 0.99;

impl BorderIndex {
    /// Indexes every edge of the coverage.
    pub fn new(coverage: &Coverage) -> Self {
        let edges =
            coverage.arcs.iter().flat_map(|arc| arc.points.windows(2).map(|pair| Edge { from: pair[0], to: pair[1], left: arc.left, right: arc.right }));
        Self { edges: RTree::bulk_load(edges.collect()) }
    }

    /// The nearest border, or `None` if there are no edges at all.
    ///
    /// # Units and CRS
    /// The search is done in the local plane of the position, the distance reported is the geodesic to the point found.
    pub fn nearest(&self, position: LonLat) -> Option<NearestBorder> {
        let plane = LocalPlane::at(position);
        let [east_m, north_m] = plane.metres_per_degree();
        let least_m_per_deg = east_m.min(north_m) * BOUND_SLACK;
        let mut best: Option<(f64, [f64; 2], &Edge)> = None;
        for (edge, squared_deg) in self.edges.nearest_neighbor_iter_with_distance_2(&position.to_array()) {
            if best.is_some_and(|(best_m, ..)| squared_deg.sqrt() * least_m_per_deg > best_m) {
                break;
            }
            let foot = plane.nearest_on_edge(edge.from, edge.to);
            let distance_m = foot.distance_m();
            let closer = best.is_none_or(|(best_m, _, other)| (distance_m, key(edge)) < (best_m, key(other)));
            if closer {
                best = Some((distance_m, plane.unproject(foot), edge));
            }
        }
        let (_, foot, edge) = best?;
        let nearest = LonLat::new(foot).ok()?;
        Some(NearestBorder { distance: geodesic(position, nearest), nearest, sides: [edge.left, edge.right] })
    }
}

/// The order among edges at the same distance: by areas, then by place.
fn key(edge: &Edge) -> (u32, u32, [f64; 2], [f64; 2]) {
    let side = |side: Option<u32>| side.unwrap_or(u32::MAX);
    let (low, high) = (side(edge.left).min(side(edge.right)), side(edge.left).max(side(edge.right)));
    (low, high, edge.from, edge.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::BorderArc;
    use proptest::prelude::*;

    fn coverage(lines: &[[[f64; 2]; 2]]) -> Coverage {
        let arcs = lines.iter().enumerate().map(|(i, ends)| BorderArc { points: ends.to_vec(), left: Some(i as u32), right: None });
        Coverage { arcs: arcs.collect(), areas: Vec::new() }
    }

    fn position(lon: f64, lat: f64) -> LonLat {
        LonLat::new([lon, lat]).expect("in range")
    }

    proptest! {
        #[test]
        fn the_nearest_edge_is_that_of_a_linear_scan(lines in proptest::collection::vec(([121.0..131.0f64, 40.0..47.0], [121.0..131.0f64, 40.0..47.0]), 1..40), lon in 121.0..131.0f64, lat in 40.0..47.0f64) {
            let lines: Vec<_> = lines.into_iter().map(|(a, b)| [a, b]).collect();
            let at = position(lon, lat);
            let plane = LocalPlane::at(at);
            let scanned = lines.iter().map(|[a, b]| plane.nearest_on_edge(*a, *b).distance_m()).fold(f64::INFINITY, f64::min);
            let found = BorderIndex::new(&coverage(&lines)).nearest(at).expect("there are edges");
            let found_m = plane.project(found.nearest.to_array()).distance_m();
            prop_assert!((found_m - scanned).abs() < 1e-6, "{found_m} {scanned}");
        }
    }

    #[test]
    fn without_edges_there_is_no_border() {
        assert_eq!(BorderIndex::new(&coverage(&[])).nearest(position(125.0, 43.0)), None);
    }

    #[test]
    fn at_equal_distance_the_lower_area_is_named_whatever_the_order() {
        let corner = [125.0, 43.0];
        let ends = [[125.1, 43.0], [125.0, 43.1], [124.9, 43.0], [125.0, 42.9]];
        for turn in 0..4 {
            let arcs = (0..4).map(|i| BorderArc { points: vec![corner, ends[(i + turn) % 4]], left: Some(((i + turn) % 4) as u32), right: Some(9) });
            let index = BorderIndex::new(&Coverage { arcs: arcs.collect(), areas: Vec::new() });
            assert_eq!(index.nearest(position(125.0, 43.0)).expect("edges").sides, [Some(0), Some(9)]);
        }
    }
}
