//! Borders between neighbours, cut into pieces of about equal length.

use std::collections::BTreeMap;

use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, RTree};

use crate::coord::{LocalPlane, LonLat, distance};
use crate::index::Coverage;
use crate::units::Metres;

/// The borders of areas, two areas each.
#[derive(Default)]
pub struct BorderLines {
    /// Neighbours by their numbers, the lower one first, in order.
    pub pairs: Vec<[u32; 2]>,
    /// Pieces of borders, pair by pair.
    pub segments: Vec<Segment>,
    edges: RTree<GeomWithData<Line<[f64; 2]>, u32>>,
}

/// A piece of a border.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Whose border.
    pub pair: u32,
    /// Its vertices, `[lon, lat]`.
    pub points: Vec<[f64; 2]>,
    /// How long it is.
    pub length: Metres,
}

/// A border near a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Whose border.
    pub pair: u32,
    /// The piece that is nearest.
    pub segment: u32,
    /// How far it is.
    pub distance: Metres,
}

impl BorderLines {
    /// The borders of a coverage, cut into pieces that are no longer than said and as long as each other along an unbroken line.
    ///
    /// # Panics
    /// If pieces are to be shorter than a metre.
    pub fn new(coverage: &Coverage, longest: Metres) -> Self {
        assert!(longest.get() >= 1.0, "a piece has a length");
        let mut arcs: BTreeMap<[u32; 2], Vec<&[[f64; 2]]>> = BTreeMap::new();
        for arc in &coverage.arcs {
            if let (Some(left), Some(right)) = (arc.left, arc.right) {
                arcs.entry([left.min(right), left.max(right)]).or_default().push(&arc.points);
            }
        }
        let pairs: Vec<[u32; 2]> = arcs.keys().copied().collect();
        let mut segments = Vec::new();
        for (pair, lines) in (0..).zip(arcs.values()) {
            for line in lines {
                segments.extend(cut(line, longest).into_iter().map(|(points, length)| Segment { pair, points, length }));
            }
        }
        let edges = (0..)
            .zip(&segments)
            .flat_map(|(number, segment)| segment.points.windows(2).map(move |edge| GeomWithData::new(Line::new(edge[0], edge[1]), number)));
        Self { edges: RTree::bulk_load(edges.collect()), pairs, segments }
    }

    /// The borders that come as near as a distance, each once, by pair.
    ///
    /// # Units and CRS
    /// The nearest point is found in the local plane of the position; the distance to it is the geodesic.
    pub fn near(&self, position: LonLat, within: Metres) -> Vec<Near> {
        let plane = LocalPlane::at(position);
        let [east, north] = plane.metres_per_degree();
        let [lon, lat] = position.to_array();
        // The plane errs by a thousandth at these distances.
        let reach = within.get() * 1.002;
        let window = AABB::from_corners([lon - reach / east, lat - reach / north], [lon + reach / east, lat + reach / north]);
        let mut best: BTreeMap<u32, (f64, u32, [f64; 2])> = BTreeMap::new();
        for edge in self.edges.locate_in_envelope_intersecting(&window) {
            let nearest = plane.nearest_on_edge(edge.geom().from, edge.geom().to);
            let (metres, segment) = (nearest.distance_m(), edge.data);
            if metres > reach {
                continue;
            }
            let known = best.entry(self.segments[segment as usize].pair).or_insert((f64::INFINITY, u32::MAX, [0.0; 2]));
            if (metres, segment) < (known.0, known.1) {
                *known = (metres, segment, plane.unproject(nearest));
            }
        }
        let near = best.into_iter().filter_map(|(pair, (_, segment, at))| Some(Near { pair, segment, distance: distance(position, LonLat::new(at).ok()?) }));
        near.filter(|near| near.distance <= within).collect()
    }

    /// The length of all pieces of each pair.
    pub fn lengths(&self) -> Vec<Metres> {
        let mut lengths = vec![Metres::default(); self.pairs.len()];
        for segment in &self.segments {
            let length = &mut lengths[segment.pair as usize];
            *length = *length + segment.length;
        }
        lengths
    }
}

/// A line in pieces of equal length, as few as are short enough.
fn cut(line: &[[f64; 2]], longest: Metres) -> Vec<(Vec<[f64; 2]>, Metres)> {
    let metres = |a: [f64; 2], b: [f64; 2]| match (LonLat::new(a), LonLat::new(b)) {
        (Ok(a), Ok(b)) => distance(a, b).get(),
        _ => 0.0,
    };
    let total: f64 = line.windows(2).map(|edge| metres(edge[0], edge[1])).sum();
    if total <= 0.0 {
        return Vec::new();
    }
    let count = (total / longest.get()).ceil().max(1.0);
    let each = total / count;
    let mut pieces = Vec::with_capacity(count as usize);
    let (mut points, mut length) = (vec![line[0]], 0.0);
    for edge in line.windows(2) {
        let (mut from, to) = (edge[0], edge[1]);
        let mut rest = metres(from, to);
        // The last piece takes what rounding leaves.
        while length + rest > each && pieces.len() as f64 + 1.0 < count {
            let share = (each - length) / rest;
            let at = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
            points.push(at);
            pieces.push((std::mem::replace(&mut points, vec![at]), Metres(each)));
            rest -= each - length;
            (from, length) = (at, 0.0);
        }
        if points.last() != Some(&to) {
            points.push(to);
        }
        length += rest;
    }
    pieces.push((points, Metres(length)));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coord::geodesic;
    use geo_types::{MultiPolygon, Rect};

    fn square(x: f64, y: f64) -> MultiPolygon<f64> {
        MultiPolygon::from(Rect::new((x, y), (x + 0.1, y + 0.1)).to_polygon())
    }

    fn four() -> BorderLines {
        let areas = [square(125.0, 43.5), square(125.1, 43.5), square(125.0, 43.6), square(125.1, 43.6)];
        BorderLines::new(&Coverage::build(&areas.iter().collect::<Vec<_>>()), Metres(3_000.0))
    }

    #[test]
    fn pieces_are_as_long_as_each_other_and_make_up_the_border() {
        let lines = four();
        // Neighbours share a side; corners alone have no length.
        assert_eq!(lines.pairs, [[0, 1], [0, 2], [1, 3], [2, 3]]);
        let north = geodesic(LonLat::new([125.1, 43.5]).expect("on Earth"), LonLat::new([125.1, 43.6]).expect("on Earth")).get();
        let of_first: Vec<&Segment> = lines.segments.iter().filter(|segment| segment.pair == 0).collect();
        assert_eq!(of_first.len(), (north / 3_000.0).ceil() as usize);
        assert!(of_first.iter().all(|segment| (segment.length.get() - north / of_first.len() as f64).abs() < 1e-3));
        assert!((lines.lengths()[0].get() - north).abs() < 1e-3);
        assert_eq!(of_first[0].points.last(), of_first[1].points.first());
    }

    #[test]
    fn near_a_corner_all_borders_are_near_each_as_far_as_it_is() {
        let lines = four();
        let position = LonLat::new([125.095, 43.595]).expect("on Earth");
        let near = lines.near(position, Metres(1_000.0));
        assert_eq!(near.iter().map(|near| near.pair).collect::<Vec<_>>(), [0, 1, 2, 3]);
        let west = geodesic(position, LonLat::new([125.1, 43.595]).expect("on Earth")).get();
        assert!((near[0].distance.get() - west).abs() < 0.01);
        assert!(lines.near(position, Metres(west - 1.0)).is_empty());
        assert!(lines.near(LonLat::new([125.05, 43.55]).expect("on Earth"), Metres(3_000.0)).is_empty());
    }
}
