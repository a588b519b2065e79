//! The polygons of all generations of boundaries, every different one once.
//!
//! Rings are wound so that the inside of the polygon lies to the left of every edge: exteriors counter-clockwise, holes
//! clockwise. The winding number of a polygon's rings around a position is then 1 inside, 0 outside, and anything else where
//! the polygon is not a proper one.

use std::hash::Hasher;

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use rustc_hash::{FxHashMap, FxHasher};

use super::Flat;

/// Where a position lies with regard to a polygon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// In none of it.
    Outside,
    /// Strictly inside.
    Inside,
    /// Exactly on a ring.
    Boundary,
}

/// An immutable store of polygons. Coordinates are `[x, y]`, taken as they are; nothing is rounded.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    /// Vertices of all rings, one ring after the other; each closed ring repeats its first vertex.
    pub(crate) vertices: Flat<[f64; 2]>,
    /// Ring `r` has the vertices `ring_start[r]..ring_start[r + 1]`.
    pub(crate) ring_start: Flat<u32>,
    /// Polygon `p` has the rings `polygon_ring[p]..polygon_ring[p + 1]`, the exterior first.
    pub(crate) polygon_ring: Flat<u32>,
}

/// Collects polygons; equal ones share one place.
#[derive(Default)]
pub struct ShapeCollector {
    vertices: Vec<[f64; 2]>,
    ring_start: Vec<u32>,
    polygon_ring: Vec<u32>,
    known: FxHashMap<u64, Vec<u32>>,
}

impl ShapeCollector {
    /// Adds the polygons of an area; returns the number of each.
    ///
    /// # Panics
    /// Past 2³² vertices.
    pub fn add(&mut self, area: &MultiPolygon<f64>) -> Vec<u32> {
        area.iter().map(|polygon| self.add_polygon(polygon)).collect()
    }

    /// Everything collected.
    pub fn finish(mut self) -> Shapes {
        self.ring_start.push(self.vertices.len() as u32);
        self.polygon_ring.push(self.ring_start.len() as u32 - 1);
        self.vertices.shrink_to_fit();
        Shapes { vertices: self.vertices.into(), ring_start: self.ring_start.into(), polygon_ring: self.polygon_ring.into() }
    }

    fn add_polygon(&mut self, polygon: &Polygon<f64>) -> u32 {
        let (first_vertex, first_ring) = (self.vertices.len(), self.ring_start.len());
        let exterior = std::iter::once((polygon.exterior(), true));
        for (ring, is_exterior) in exterior.chain(polygon.interiors().iter().map(|ring| (ring, false))) {
            self.ring_start.push(u32::try_from(self.vertices.len()).expect("fewer than 2^32 vertices fit in memory"));
            self.add_ring(ring, is_exterior);
        }
        let mut key = FxHasher::default();
        for [x, y] in &self.vertices[first_vertex..] {
            key.write_u64(x.to_bits());
            key.write_u64(y.to_bits());
        }
        let key = key.finish();
        let number = self.polygon_ring.len() as u32;
        let equal = self.known.get(&key).and_then(|others| others.iter().copied().find(|&other| self.same(other, first_vertex, first_ring)));
        if let Some(equal) = equal {
            self.vertices.truncate(first_vertex);
            self.ring_start.truncate(first_ring);
            return equal;
        }
        self.known.entry(key).or_default().push(number);
        self.polygon_ring.push(first_ring as u32);
        number
    }

    /// Whether polygon `other` equals the one whose rings begin at `first_ring` and which is not yet in the list.
    fn same(&self, other: u32, first_vertex: usize, first_ring: usize) -> bool {
        let rings = self.polygon_ring[other as usize] as usize..self.polygon_ring.get(other as usize + 1).map_or(first_ring, |&r| r as usize);
        let start = self.ring_start[rings.start] as usize;
        let end = self.ring_start.get(rings.end).map_or(first_vertex, |&v| v as usize);
        let lengths = |rings: std::ops::Range<usize>, start: usize| rings.map(move |r| self.ring_start[r] as usize - start);
        rings.len() == self.ring_start.len() - first_ring
            && self.vertices[start..end] == self.vertices[first_vertex..]
            && lengths(rings, start).eq(lengths(first_ring..self.ring_start.len(), first_vertex))
    }

    /// Repeated points in a row count once; a ring of one point keeps a single edge of no length.
    fn add_ring(&mut self, ring: &LineString<f64>, is_exterior: bool) {
        let first = self.vertices.len();
        for Coord { x, y } in ring.coords() {
            let vertex = [x + 0.0, y + 0.0]; // -0.0 becomes 0.0
            if self.vertices[first..].last() != Some(&vertex) {
                self.vertices.push(vertex);
            }
        }
        match self.vertices[first..] {
            [] => return,
            [only] => self.vertices.push(only),
            [start, .., end] if start != end => self.vertices.push(start),
            _ => {}
        }
        if turns_left(&self.vertices[first..]) != is_exterior {
            self.vertices[first..].reverse();
        }
    }
}

/// Whether a closed ring runs counter-clockwise.
fn turns_left(ring: &[[f64; 2]]) -> bool {
    let [ox, oy] = ring[0];
    // Relative to a vertex, so that small rings far from the origin keep their sign.
    let doubled: f64 = ring.windows(2).map(|w| (w[0][0] - ox) * (w[1][1] - oy) - (w[1][0] - ox) * (w[0][1] - oy)).sum();
    doubled >= 0.0
}

impl Shapes {
    /// Number of polygons.
    pub fn polygons(&self) -> usize {
        self.polygon_ring.len().saturating_sub(1)
    }

    /// Bytes of the arrays.
    pub fn bytes(&self) -> usize {
        self.vertices.bytes().len() + self.ring_start.bytes().len() + self.polygon_ring.bytes().len()
    }

    /// A polygon as geometry: its rings, wound as stored.
    pub fn polygon(&self, number: u32) -> Polygon<f64> {
        let mut rings = self.rings(number).map(|ring| LineString(self.vertices[ring].iter().map(|&[x, y]| Coord { x, y }).collect()));
        let exterior = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Polygon::new(exterior, rings.collect())
    }

    /// The vertices of each ring of a polygon.
    pub(crate) fn rings(&self, polygon: u32) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let starts = &self.ring_start[..];
        (self.polygon_ring[polygon as usize]..self.polygon_ring[polygon as usize + 1])
            .map(|ring| starts[ring as usize] as usize..starts[ring as usize + 1] as usize)
    }

    /// Where a position lies with regard to a polygon, by walking all its edges.
    ///
    /// The same answer as geo's `CoordinatePosition`: a ring holds what it winds around in whichever direction.
    pub(crate) fn side(&self, polygon: u32, at: [f64; 2]) -> Side {
        let mut rings = self.rings(polygon);
        match rings.next().map_or(Side::Outside, |exterior| ring_side(&self.vertices[exterior], at)) {
            Side::Inside => {}
            other => return other,
        }
        for hole in rings {
            match ring_side(&self.vertices[hole], at) {
                Side::Outside => {}
                Side::Inside => return Side::Outside,
                Side::Boundary => return Side::Boundary,
            }
        }
        Side::Inside
    }
}

/// Where a position lies with regard to one closed ring.
fn ring_side(ring: &[[f64; 2]], at: [f64; 2]) -> Side {
    let mut winding = 0;
    for edge in ring.windows(2) {
        let [from, to] = [edge[0], edge[1]];
        if from[1].min(to[1]) > at[1] || from[1].max(to[1]) < at[1] {
            continue;
        }
        let turn = orientation(from, to, at);
        if turn == 0 && touches(from, to, at) {
            return Side::Boundary;
        }
        let upward = from[1] <= at[1] && at[1] < to[1];
        let downward = to[1] <= at[1] && at[1] < from[1];
        winding += i32::from(upward && turn > 0) - i32::from(downward && turn < 0);
    }
    if winding == 0 { Side::Outside } else { Side::Inside }
}

/// 1 if `at` lies to the left of the line from `from` to `to`, −1 to the right, 0 exactly on it.
///
/// # References
/// Shewchuk (1997), *Adaptive precision floating-point arithmetic and fast robust geometric predicates*.
pub(crate) fn orientation(from: [f64; 2], to: [f64; 2], at: [f64; 2]) -> i32 {
    let coord = |[x, y]: [f64; 2]| Coord { x, y };
    match RobustKernel::orient2d(coord(from), coord(to), coord(at)) {
        Orientation::CounterClockwise => 1,
        Orientation::Clockwise => -1,
        Orientation::Collinear => 0,
    }
}

/// Whether a position on the line of an edge lies on the edge itself.
pub(crate) fn touches(from: [f64; 2], to: [f64; 2], at: [f64; 2]) -> bool {
    (0..2).all(|i| from[i].min(to[i]) <= at[i] && at[i] <= from[i].max(to[i]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coordinate_position::{CoordPos, CoordinatePosition};
    use proptest::prelude::*;

    fn ring(points: &[(i32, i32)]) -> LineString<f64> {
        points.iter().map(|&(x, y)| Coord { x: x.into(), y: y.into() }).collect()
    }

    proptest! {
        #[test]
        fn a_walk_around_the_edges_agrees_with_geo_whatever_the_rings(
            exterior in proptest::collection::vec((0i32..6, 0i32..6), 0..9),
            holes in proptest::collection::vec(proptest::collection::vec((0i32..6, 0i32..6), 3..6), 0..3),
            x in 0i32..6, y in 0i32..6,
        ) {
            let polygon = Polygon::new(ring(&exterior), holes.iter().map(|hole| ring(hole)).collect());
            let expected = match polygon.coordinate_position(&Coord { x: x.into(), y: y.into() }) {
                CoordPos::Outside => Side::Outside,
                CoordPos::Inside => Side::Inside,
                CoordPos::OnBoundary => Side::Boundary,
            };
            let mut collector = ShapeCollector::default();
            collector.add(&MultiPolygon(vec![polygon]));
            prop_assert_eq!(collector.finish().side(0, [x.into(), y.into()]), expected);
        }
    }

    #[test]
    fn equal_polygons_are_kept_once() {
        let square = |west: i32| Polygon::new(ring(&[(west, 0), (west + 1, 0), (west + 1, 1), (west, 1)]), Vec::new());
        let mut collector = ShapeCollector::default();
        assert_eq!(collector.add(&MultiPolygon(vec![square(0), square(1)])), [0, 1]);
        assert_eq!(collector.add(&MultiPolygon(vec![square(1), square(2), square(0)])), [1, 2, 0]);
        let shapes = collector.finish();
        assert_eq!((shapes.polygons(), shapes.vertices.len()), (3, 15));
        assert_eq!(shapes.polygon(1), square(1));
    }
}
