//! Whether a line is near: an R*-tree over the edges of lines, by `rstar`.

use rstar::primitives::Line;
use rstar::{AABB, RTree};

use crate::coord::{LocalPlane, LonLat};
use crate::units::Metres;

/// Edges of lines, in CGCS2000 degrees.
#[derive(Debug)]
pub struct LineIndex {
    tree: RTree<Line<[f64; 2]>>,
}

impl LineIndex {
    /// Builds the tree over edges, each from `[lon, lat]` to `[lon, lat]`.
    ///
    /// # Cost
    /// `O(n log n)`: about a microsecond an edge.
    pub fn new(edges: Vec<[[f64; 2]; 2]>) -> Self {
        Self { tree: RTree::bulk_load(edges.into_iter().map(|[from, to]| Line::new(from, to)).collect()) }
    }

    /// Whether any edge comes within a distance of a position.
    pub fn any_within(&self, position: LonLat, distance: Metres) -> bool {
        let plane = LocalPlane::at(position);
        let [east, north] = plane.metres_per_degree();
        let ([lon, lat], reach) = (position.to_array(), [distance.get() / east, distance.get() / north]);
        let window = AABB::from_corners([lon - reach[0], lat - reach[1]], [lon + reach[0], lat + reach[1]]);
        self.tree.locate_in_envelope_intersecting(&window).any(|edge| plane.nearest_on_edge(edge.from, edge.to).distance_m() <= distance.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_is_near_as_far_as_metres_say() {
        let index = LineIndex::new(vec![[[125.0, 43.0], [125.0, 44.0]], [[125.0, 44.0], [126.0, 44.0]]]);
        let near = |lon: f64, lat: f64, metres: f64| index.any_within(LonLat::new([lon, lat]).expect("on Earth"), Metres(metres));
        // A thousandth of a degree of longitude is 80.6 m at 43.5°N.
        assert!(near(125.001, 43.5, 81.0) && !near(125.001, 43.5, 80.0));
        assert!(near(124.999, 43.5, 81.0), "on both sides");
        assert!(!near(125.5, 43.5, 10_000.0), "in the box of no edge");
        assert!(!LineIndex::new(Vec::new()).any_within(LonLat::new([125.0, 43.0]).expect("on Earth"), Metres(1e6)));
    }
}
