//! Rounds arcs to the integer units of a zoom so that the coverage stays a coverage.
//!
//! Rounding each vertex alone is not enough: an edge turns a little when its ends move and can pass over a vertex beside it.
//! So the arcs are *snap-rounded* together, once per zoom:
//!
//! 1. Cut every edge where a tile's clip box will cut it, so that clipping later meets vertices only and moves nothing.
//! 2. Every unit square that holds a vertex is *hot*.
//! 3. Every edge is led through the centres of the hot squares it passes.
//!
//! No vertex ends up on the wrong side of an edge; at worst the two fall together. Two neighbours share the result, so they
//! agree to the last bit within a tile and from tile to tile.
//!
//! # References
//! Hobby (1999), *Practical segment intersection with finite precision output*, Computational Geometry 13; Guibas and Marimont
//! (1998), *Rounding arrangements dynamically*, IJCGA 8, for what rounding keeps. Extent and buffer: Mapbox Vector Tile 2.1 §3.

use rustc_hash::FxHashMap;

/// Units along the side of a tile (MVT 2.1 §4.1, the usual value).
pub const EXTENT: i32 = 4096;

/// Units that a tile reaches beyond its side, so that outlines and line ends are not drawn on tile edges. Eight map pixels.
pub const BUFFER: i32 = 64;

/// Units across the whole world at a zoom.
pub fn units_per_world(zoom: u8) -> f64 {
    f64::from(EXTENT) * f64::from(1_u32 << zoom)
}

/// Rounds one place to the units of a zoom, counted from the world's north-west corner.
pub fn round_place(world: [f64; 2], zoom: u8) -> [i64; 2] {
    world.map(|v| round(v * units_per_world(zoom)))
}

/// Snap-rounds arcs given in world coordinates to the units of a zoom, counted from the world's north-west corner.
///
/// Points that fall together are one point; an arc may shrink to a single one.
///
/// # Cost
/// O(n) for arcs whose edges are not much longer than the buckets of the hot squares; O(n log n) at worst in practice.
pub fn snap_round(arcs: &[Vec<[f64; 2]>], zoom: u8) -> Vec<Vec<[i32; 2]>> {
    let scale = units_per_world(zoom);
    let cut: Vec<Vec<[f64; 2]>> = arcs.iter().map(|arc| cut_at_clip_lines(&arc.iter().map(|p| p.map(|v| v * scale)).collect::<Vec<_>>())).collect();
    let hot = HotSquares::new(cut.iter().flatten().map(|p| centre(*p)));
    let mut passed = Vec::new();
    cut.iter()
        .map(|arc| {
            let mut snapped: Vec<[i32; 2]> = arc.first().map(|p| centre(*p)).into_iter().collect();
            for edge in arc.windows(2) {
                hot.passed_by(edge[0], edge[1], &mut passed);
                snapped.extend(&passed);
            }
            snapped.dedup();
            snapped
        })
        .collect()
}

/// Halves go up, everywhere: the squares are closed on their lower and open on their upper sides.
fn round(v: f64) -> i64 {
    (v + 0.5).floor() as i64
}

fn centre(point: [f64; 2]) -> [i32; 2] {
    point.map(|v| round(v) as i32)
}

/// Adds a point wherever an edge crosses a line on which some tile's clip box ends.
fn cut_at_clip_lines(arc: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut cut: Vec<[f64; 2]> = arc.first().copied().into_iter().collect();
    for edge in arc.windows(2) {
        let (a, b) = (edge[0], edge[1]);
        // Nearly all edges end before the next line, and this is asked of every edge of every zoom.
        if (0..2).all(|axis| between_lines(a[axis]).is_some_and(|gap| between_lines(b[axis]) == Some(gap))) {
            cut.push(b);
            continue;
        }
        let mut crossings: Vec<(f64, [f64; 2])> = Vec::new();
        for axis in 0..2 {
            for line in clip_lines_between(a[axis], b[axis]) {
                let t = (line - a[axis]) / (b[axis] - a[axis]);
                let mut point = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
                point[axis] = line;
                crossings.push((t, point));
            }
        }
        crossings.sort_by(|p, q| p.0.total_cmp(&q.0));
        cut.extend(crossings.into_iter().map(|(_, point)| point));
        cut.push(b);
    }
    cut
}

/// The gap between two of these lines that a number lies in; `None` on a line.
fn between_lines(v: f64) -> Option<(i64, bool)> {
    let (extent, buffer) = (f64::from(EXTENT), f64::from(BUFFER));
    let tile = ((v + buffer) / extent).floor();
    let beyond = v + buffer - tile * extent;
    (beyond > 0.0 && beyond != 2.0 * buffer).then_some((tile as i64, beyond > 2.0 * buffer))
}

/// The lines `EXTENT · k ± BUFFER` strictly between two numbers.
fn clip_lines_between(a: f64, b: f64) -> impl Iterator<Item = f64> {
    let (low, high) = (a.min(b), a.max(b));
    let (extent, buffer) = (f64::from(EXTENT), f64::from(BUFFER));
    let first = ((low - buffer) / extent).floor() as i64;
    let last = ((high + buffer) / extent).ceil() as i64;
    (first..=last).flat_map(move |k| [k as f64 * extent - buffer, k as f64 * extent + buffer]).filter(move |line| low < *line && *line < high)
}

/// Side of the buckets that the hot squares are kept in, as a power of two: 32 units.
const BUCKET_BITS: u32 = 5;

/// The unit squares that hold a vertex, by their centres, in square buckets.
struct HotSquares {
    buckets: FxHashMap<[i32; 2], (u32, u32)>,
    centres: Vec<[i32; 2]>,
}

impl HotSquares {
    fn new(centres: impl Iterator<Item = [i32; 2]>) -> Self {
        let bucket = |c: &[i32; 2]| c.map(|v| v >> BUCKET_BITS);
        let mut centres: Vec<[i32; 2]> = centres.collect();
        centres.sort_unstable_by_key(|c| (bucket(c), *c));
        centres.dedup();
        let mut buckets = FxHashMap::default();
        let mut start = 0;
        for same in centres.chunk_by(|a, b| bucket(a) == bucket(b)) {
            let end = start + same.len() as u32;
            buckets.insert(bucket(&same[0]), (start, end));
            start = end;
        }
        Self { buckets, centres }
    }

    /// The centres of the hot squares that the edge passes, in its direction; that of its end is always the last.
    fn passed_by(&self, a: [f64; 2], b: [f64; 2], passed: &mut Vec<[i32; 2]>) {
        passed.clear();
        let direction = [b[0] - a[0], b[1] - a[1]];
        let ([x0, x1], [y0, y1]) = ([a[0].min(b[0]), a[0].max(b[0])], [a[1].min(b[1]), a[1].max(b[1])]);
        let bucket = |v: f64| ((v + 0.5).floor() as i32) >> BUCKET_BITS;
        for row in bucket(y0)..=bucket(y1) {
            // The stretch of the edge in this row of buckets, with a unit to spare for rounding.
            let [low, high] = [f64::from(row << BUCKET_BITS) - 1.0, f64::from((row + 1) << BUCKET_BITS) + 1.0];
            let x_at = |y: f64| if y0 == y1 { [x0, x1] } else { [a[0] + (y.clamp(y0, y1) - a[1]) / direction[1] * direction[0]; 2] };
            let ends = [x_at(low), x_at(high)].concat();
            let from = ends.iter().copied().fold(f64::INFINITY, f64::min).max(x0) - 1.0;
            let to = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max).min(x1) + 1.0;
            for column in bucket(from)..=bucket(to) {
                let Some(&(start, end)) = self.buckets.get(&[column, row]) else { continue };
                passed.extend(self.centres[start as usize..end as usize].iter().filter(|c| passes(a, b, **c)));
            }
        }
        let along = |c: &[i32; 2]| f64::from(c[0]) * direction[0] + f64::from(c[1]) * direction[1];
        passed.sort_by(|p, q| along(p).total_cmp(&along(q)));
        passed.retain(|c| *c != centre(b));
        passed.push(centre(b));
    }
}

/// Whether an edge meets the unit square around a centre (closed on its lower, open on its upper sides).
///
/// The part of the edge within each pair of sides is an interval of its parameter (Liang and Barsky 1984); the edge meets the
/// square if the intervals have a parameter in common.
fn passes(a: [f64; 2], b: [f64; 2], centre: [i32; 2]) -> bool {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let mut leaves_by_open_side = false;
    let mut enters_by_open_side = false;
    for axis in 0..2 {
        let (low, high) = (f64::from(centre[axis]) - 0.5, f64::from(centre[axis]) + 0.5);
        let d = b[axis] - a[axis];
        if d == 0.0 {
            if !(low <= a[axis] && a[axis] < high) {
                return false;
            }
            continue;
        }
        let (t_low, t_high) = ((low - a[axis]) / d, (high - a[axis]) / d);
        let (t_in, t_out, in_is_open) = if d > 0.0 { (t_low, t_high, false) } else { (t_high, t_low, true) };
        if t_in > enter || (t_in == enter && in_is_open) {
            (enter, enters_by_open_side) = (t_in, in_is_open);
        }
        if t_out < leave || (t_out == leave && !in_is_open) {
            (leave, leaves_by_open_side) = (t_out, !in_is_open);
        }
    }
    enter < leave || (enter == leave && !enters_by_open_side && !leaves_by_open_side)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn world(points: &[[f64; 2]], zoom: u8) -> Vec<[f64; 2]> {
        points.iter().map(|p| p.map(|v| v / units_per_world(zoom))).collect()
    }

    #[test]
    fn an_edge_is_led_through_the_vertex_it_passes_within_half_a_unit() {
        let edge = world(&[[100.0, 100.0], [120.0, 110.0]], 0);
        let beside = world(&[[110.0, 105.4], [110.0, 90.0]], 0);
        let snapped = snap_round(&[edge.clone(), beside], 0);
        assert_eq!(snapped[0], [[100, 100], [110, 105], [120, 110]]);
        let far = world(&[[110.0, 106.6], [110.0, 120.0]], 0);
        assert_eq!(snap_round(&[edge, far], 0)[0], [[100, 100], [120, 110]]);
    }

    #[test]
    fn edges_are_cut_where_tiles_are_clipped() {
        let edge = world(&[[4000.0, 10.0], [4300.0, 10.0]], 1);
        assert_eq!(snap_round(&[edge], 1)[0], [[4000, 10], [4032, 10], [4160, 10], [4300, 10]]);
    }

    #[test]
    fn gaps_are_those_between_the_lines() {
        let ends: Vec<f64> = (-2..=2).flat_map(|k| [-64.0, 64.0].map(|side| f64::from(k) * 4096.0 + side)).collect();
        let places: Vec<f64> = ends.iter().flat_map(|end| [-1.5, -0.25, 0.0, 0.25, 1.5].map(|step| end + step)).collect();
        for a in &places {
            for b in &places {
                let is_same = between_lines(*a).is_some_and(|gap| between_lines(*b) == Some(gap));
                let is_none_between = clip_lines_between(*a, *b).next().is_none();
                assert!(!is_same || is_none_between, "{a} {b}");
                assert_eq!(between_lines(*a).is_none(), ends.contains(a), "{a}");
            }
        }
    }

    #[test]
    fn upper_sides_belong_to_the_next_square() {
        assert!(!passes([0.5, -3.0], [0.5, 3.0], [0, 0]) && passes([0.5, -3.0], [0.5, 3.0], [1, 0]));
        assert!(passes([-0.5, 0.0], [-2.0, 0.0], [0, 0]) && !passes([0.5, 0.0], [2.0, 0.0], [0, 0]));
    }

    proptest! {
        #[test]
        fn no_two_edges_cross_after_rounding(points in prop::collection::vec([100.0..130.0_f64, 100.0..130.0_f64], 12)) {
            // Edges that do not cross before: a star around one of the points.
            let hub = points[0];
            let arcs: Vec<_> = points[1..].iter().map(|p| world(&[hub, *p], 2)).collect();
            let snapped = snap_round(&arcs, 2);
            let edges: Vec<_> = snapped.iter().flat_map(|arc| arc.windows(2).map(|w| [w[0], w[1]])).collect();
            for e in &edges {
                for f in &edges {
                    prop_assert!(!cross_properly(*e, *f), "{e:?} {f:?}");
                }
            }
        }

        #[test]
        fn the_squares_found_are_those_a_search_of_all_finds(points in prop::collection::vec([-90.0..90.0_f64, -90.0..90.0_f64], 40)) {
            let hot = HotSquares::new(points.iter().map(|p| centre(*p)));
            let mut found = Vec::new();
            for w in points.windows(2) {
                hot.passed_by(w[0], w[1], &mut found);
                let mut all: Vec<_> = points.iter().map(|p| centre(*p)).filter(|c| passes(w[0], w[1], *c) || *c == centre(w[1])).collect();
                all.sort_unstable();
                all.dedup();
                found.sort_unstable();
                prop_assert_eq!(&found, &all);
            }
        }
    }

    fn cross_properly([a, b]: [[i32; 2]; 2], [c, d]: [[i32; 2]; 2]) -> bool {
        let side = |p: [i32; 2], q: [i32; 2], r: [i32; 2]| {
            (i64::from(q[0] - p[0]) * i64::from(r[1] - p[1]) - i64::from(q[1] - p[1]) * i64::from(r[0] - p[0])).signum()
        };
        side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
    }
}
