//! Which areas are next to which.

use geo_types::MultiPolygon;

/// Areas that share at least a point of their outlines, or that somebody says are near.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// Area → where its neighbours begin; one more than there are areas.
    starts: Vec<u32>,
    /// Neighbours, ascending, never the area itself.
    of: Vec<u32>,
}

/// Pieces that vertices are looked up in: small enough that a piece of millions stays in a processor's cache.
const BUCKET_VERTICES: usize = 1 << 12;

/// A vertex by its bits, and the area on whose outline it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Vertex {
    hash: u32,
    area: u32,
    place: [u64; 2],
}

impl Neighbours {
    /// Areas that share a vertex, bit for bit (*queen* contiguity). A vertex in the middle of another's edge makes no neighbours: a coverage
    /// that has passed the gate has none.
    ///
    /// # Cost
    /// About 40 ns a vertex.
    ///
    /// # References
    /// Anselin (1988), *Spatial Econometrics*, §3.1.
    pub fn sharing_a_vertex(areas: &[&MultiPolygon<f64>]) -> Self {
        let rings =
            |area: &MultiPolygon<f64>| area.iter().map(|p| p.exterior().0.len() + p.interiors().iter().map(|r| r.0.len()).sum::<usize>()).sum::<usize>();
        let total: usize = areas.iter().map(|area| rings(area)).sum();
        let bits = (total / BUCKET_VERTICES).max(1).next_power_of_two().trailing_zeros();
        let bucket = |hash: u32| if bits == 0 { 0 } else { (hash >> (32 - bits)) as usize };
        let visit = |take: &mut dyn FnMut(Vertex)| {
            for (area, shape) in (0..).zip(areas) {
                for ring in shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors())) {
                    // The last vertex of a ring is its first.
                    for coord in ring.0.iter().skip(1) {
                        // Zero has two signs and is one place.
                        let place = [coord.x + 0.0, coord.y + 0.0].map(f64::to_bits);
                        take(Vertex { hash: mixed(place), area, place });
                    }
                }
            }
        };
        let mut starts = vec![0_usize; (1 << bits) + 1];
        visit(&mut |vertex| starts[bucket(vertex.hash) + 1] += 1);
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut vertices = vec![Vertex { hash: 0, area: 0, place: [0; 2] }; total];
        let mut next = starts.clone();
        visit(&mut |vertex| {
            let place = &mut next[bucket(vertex.hash)];
            vertices[*place] = vertex;
            *place += 1;
        });
        let mut pairs: Vec<[u32; 2]> = Vec::new();
        for (low, high) in starts.iter().zip(&next) {
            let vertices = &mut vertices[*low..*high];
            vertices.sort_unstable_by_key(|vertex| (vertex.hash, vertex.place, vertex.area));
            for same in vertices.chunk_by(|a, b| a.place == b.place).filter(|same| same[0].area != same[same.len() - 1].area) {
                for (i, a) in same.iter().enumerate() {
                    pairs.extend(same[i + 1..].iter().filter(|b| b.area != a.area).map(|b| [a.area, b.area]));
                }
            }
        }
        Self::of_pairs(areas.len(), pairs)
    }

    /// Of pairs in any order, as often as they come; whoever is next to somebody has that one next to it.
    ///
    /// # Panics
    /// If a number is not below the count.
    pub fn of_pairs(count: usize, pairs: impl IntoIterator<Item = [u32; 2]>) -> Self {
        let mut both: Vec<[u32; 2]> = pairs.into_iter().filter(|[a, b]| a != b).map(|[a, b]| [a.min(b), a.max(b)]).collect();
        both.sort_unstable();
        both.dedup();
        both.extend(both.clone().into_iter().map(|[a, b]| [b, a]));
        both.sort_unstable();
        assert!(both.last().is_none_or(|[a, _]| (*a as usize) < count), "a neighbour is one of the areas");
        let mut starts = vec![0; count + 1];
        for [a, _] in &both {
            starts[*a as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        Self { starts, of: both.into_iter().map(|[_, b]| b).collect() }
    }

    /// How many areas there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no area.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of an area, ascending.
    pub fn of(&self, area: usize) -> &[u32] {
        &self.of[self.starts[area] as usize..self.starts[area + 1] as usize]
    }

    /// The most neighbours that an area has.
    pub fn most(&self) -> usize {
        (0..self.len()).map(|area| self.of(area).len()).max().unwrap_or(0)
    }
}

/// Spreads the bits of a place over 32; neighbouring places have most of their bits in common.
fn mixed([x, y]: [u64; 2]) -> u32 {
    let mut bits = (x ^ y.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits ^= bits >> 29;
    (bits.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::Rect;

    #[test]
    fn corners_count_and_what_only_touches_in_the_middle_of_an_edge_does_not() {
        let square = |x: f64, y: f64, side: f64| MultiPolygon::from(Rect::new((x, y), (x + side, y + side)).to_polygon());
        // Four around a corner, one beside that meets the middle of an edge, one far off.
        let areas = [square(0.0, 0.0, 1.0), square(1.0, 0.0, 1.0), square(0.0, 1.0, 1.0), square(1.0, 1.0, 1.0), square(2.0, 0.25, 0.5), square(9.0, 9.0, 1.0)];
        let neighbours = Neighbours::sharing_a_vertex(&areas.iter().collect::<Vec<_>>());
        let all: Vec<&[u32]> = (0..areas.len()).map(|area| neighbours.of(area)).collect();
        assert_eq!(all, [&[1, 2, 3][..], &[0, 2, 3], &[0, 1, 3], &[0, 1, 2], &[], &[]]);
        assert_eq!((neighbours.len(), neighbours.most()), (6, 3));
        assert!(Neighbours::sharing_a_vertex(&[]).is_empty());
    }

    #[test]
    fn many_vertices_give_the_neighbours_that_a_plain_search_gives() {
        // A board of squares with many vertices on their sides.
        let side = |a: [f64; 2], b: [f64; 2]| {
            (0..200).map(move |i| {
                let t = f64::from(i) / 200.0;
                (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))
            })
        };
        let square = |x: f64, y: f64| {
            let corners = [[x, y], [x + 1.0, y], [x + 1.0, y + 1.0], [x, y + 1.0], [x, y]];
            let ring: Vec<(f64, f64)> = corners.windows(2).flat_map(|w| side(w[0], w[1])).collect();
            MultiPolygon::from(geo_types::Polygon::new(ring.into(), vec![]))
        };
        let areas: Vec<_> = (0..6).flat_map(|x| (0..6).map(move |y| square(f64::from(x), f64::from(y)))).collect();
        let neighbours = Neighbours::sharing_a_vertex(&areas.iter().collect::<Vec<_>>());
        for (area, place) in (0..6_i32).flat_map(|x| (0..6_i32).map(move |y| (x, y))).enumerate() {
            let beside = |other: &(i32, i32)| (other.0 - place.0).abs() <= 1 && (other.1 - place.1).abs() <= 1 && *other != place;
            let expected: Vec<u32> = (0..6).flat_map(|x| (0..6).map(move |y| (x, y))).filter(beside).map(|(x, y)| (x * 6 + y) as u32).collect();
            assert_eq!(neighbours.of(area), expected, "{place:?}");
        }
    }
}
