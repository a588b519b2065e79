//! Which areas lie along the outline of a piece of ground.

use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, PointDistance, RTree};

use super::rings::Run;
use crate::coord::ground::Piece;

/// The overlay moves a vertex by less than this, in degrees, even in a territory of a whole country: a centimetre.
const MOVED_DEG: f64 = 1e-7;

/// The single-sided edges, each with its area.
pub(super) struct Beside(RTree<GeomWithData<Line<[f64; 2]>, u32>>);

impl Beside {
    pub(super) fn new(runs: &[Run]) -> Self {
        let edges = runs.iter().flat_map(|(points, area)| points.windows(2).map(|edge| GeomWithData::new(Line::new(edge[0], edge[1]), *area)));
        Self(RTree::bulk_load(edges.collect()))
    }

    pub(super) fn areas(&self, piece: &Piece) -> Vec<u32> {
        let rings = std::iter::once(piece.outline.exterior()).chain(piece.outline.interiors());
        let middles = rings.flat_map(geo_types::LineString::lines).map(|line| [line.start.x.midpoint(line.end.x), line.start.y.midpoint(line.end.y)]);
        let mut areas: Vec<u32> = middles
            .flat_map(|[x, y]| {
                let around = AABB::from_corners([x - MOVED_DEG, y - MOVED_DEG], [x + MOVED_DEG, y + MOVED_DEG]);
                let near = self.0.locate_in_envelope_intersecting(&around).filter(move |edge| edge.geom().distance_2(&[x, y]) <= MOVED_DEG * MOVED_DEG);
                near.map(|edge| edge.data)
            })
            .collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }
}
