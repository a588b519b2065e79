//! Edges as runs of vertices, and which of two edges is nearer.

use super::super::Coverage;
use super::super::damaged::Damaged;
use super::super::flat::Flat;
use wide::f64x4;

use crate::coord::{LocalPlane, LonLat, Planar};

/// Up to sixteen edges that follow each other in one arc, in 32 bits: whether it is the last run of a list, how many edges, and the
/// first vertex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run(pub(super) u32);

const LAST: u32 = 1 << 31;
const LEN_SHIFT: u32 = 27;
/// Edges a run holds at most.
pub(super) const RUN_MAX: u32 = 16;
/// Vertices there may be.
const VERTICES_MAX: usize = 1 << LEN_SHIFT;
/// One vertex in so many knows its arc.
const HINT_EVERY: usize = 32;

impl Run {
    pub(super) fn new(first: u32, len: u32) -> Self {
        debug_assert!((1..=RUN_MAX).contains(&len) && (first as usize) < VERTICES_MAX);
        Self(first | (len - 1) << LEN_SHIFT)
    }

    pub(super) fn first(self) -> u32 {
        self.0 & (VERTICES_MAX as u32 - 1)
    }

    pub(super) fn len(self) -> u32 {
        (self.0 >> LEN_SHIFT & (RUN_MAX - 1)) + 1
    }

    pub(super) fn is_last(self) -> bool {
        self.0 & LAST != 0
    }

    /// Edges as runs; they are given in ascending order.
    pub(super) fn list(edges: &[u32], into: &mut Vec<u32>) {
        let mut rest = edges;
        while let Some((&first, _)) = rest.split_first() {
            let len = rest.iter().zip(first..).take(RUN_MAX as usize).take_while(|(edge, expected)| *edge == expected).count();
            into.push(Self::new(first, len as u32).0);
            rest = &rest[len..];
        }
        if let Some(last) = into.last_mut() {
            *last |= LAST;
        }
    }
}

/// The edge nearest so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Best {
    pub(super) squared: f64,
    /// The vertex at which the edge begins.
    pub(super) edge: u32,
}

/// The edges; each is named by the vertex at which it begins.
#[derive(Clone, Debug)]
pub(super) struct Edges {
    pub(super) vertices: Flat<[f64; 2]>,
    pub(super) arc_starts: Flat<u32>,
    pub(super) sides: Flat<[u32; 2]>,
    pub(super) arc_hints: Flat<u32>,
}

impl Edges {
    pub(super) fn of(coverage: &Coverage) -> Self {
        let arcs = || coverage.arcs.iter().filter(|arc| arc.points.len() > 1);
        let vertices: Vec<[f64; 2]> = arcs().flat_map(|arc| &arc.points).copied().collect();
        assert!(vertices.len() < VERTICES_MAX, "fewer than 2^27 vertices");
        let mut arc_starts = vec![0u32];
        let mut arc_hints = Vec::with_capacity(vertices.len() / HINT_EVERY + 1);
        for (i, arc) in arcs().enumerate() {
            let end = arc_starts[i] as usize + arc.points.len();
            arc_starts.push(end as u32);
            while arc_hints.len() * HINT_EVERY < end {
                arc_hints.push(i as u32);
            }
        }
        let sides: Vec<[u32; 2]> = arcs().map(|arc| [arc.left, arc.right].map(|side| side.unwrap_or(u32::MAX))).collect();
        Self { vertices: vertices.into(), arc_starts: arc_starts.into(), sides: sides.into(), arc_hints: arc_hints.into() }
    }

    pub(super) fn validate(&self) -> Result<(), Damaged> {
        let (vertices, starts): (&[[f64; 2]], &[u32]) = (&self.vertices, &self.arc_starts);
        Damaged::unless(vertices.len() < VERTICES_MAX, "border vertices", "too many")?;
        Damaged::unless(vertices.iter().all(|&v| LonLat::new(v).is_ok()), "border vertices", "one is not on Earth")?;
        Damaged::unless(starts.first() == Some(&0) && starts.is_sorted(), "border arcs", "they go back")?;
        Damaged::unless(starts.last().is_some_and(|&end| end as usize == vertices.len()), "border arcs", "they do not end with the vertices")?;
        Damaged::unless(self.sides.len() + 1 == starts.len(), "border sides", "not one pair for every arc")?;
        Damaged::unless(self.arc_hints.len() == vertices.len().div_ceil(HINT_EVERY), "border hints", "not one for every 32 vertices")?;
        let right = self.arc_hints.iter().enumerate().all(|(i, &arc)| {
            let vertex = (i * HINT_EVERY) as u32;
            starts.get(arc as usize).is_some_and(|&start| start <= vertex) && starts.get(arc as usize + 1).is_some_and(|&end| end > vertex)
        });
        Damaged::unless(right, "border hints", "one names another arc")
    }

    /// Whether a run of a file lies in the vertices. `validate` has been called.
    pub(super) fn holds(&self, run: Run) -> bool {
        ((run.first() + run.len()) as usize) < self.vertices.len()
    }

    /// The arrays as slices, to be taken once before a loop.
    pub(super) fn view(&self) -> View<'_> {
        View { vertices: &self.vertices, arc_starts: &self.arc_starts, sides: &self.sides, arc_hints: &self.arc_hints }
    }
}

/// [`Edges`] as slices.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) vertices: &'a [[f64; 2]],
    arc_starts: &'a [u32],
    sides: &'a [[u32; 2]],
    arc_hints: &'a [u32],
}

impl View<'_> {
    /// Where an edge begins and ends.
    #[inline(always)]
    pub(super) fn ends(&self, edge: u32) -> [[f64; 2]; 2] {
        [self.vertices[edge as usize], self.vertices[edge as usize + 1]]
    }

    /// The areas beside an edge, `u32::MAX` for none.
    #[inline(always)]
    pub(super) fn sides_of(&self, edge: u32) -> [u32; 2] {
        let mut arc = self.arc_hints[edge as usize / HINT_EVERY] as usize;
        while self.arc_starts[arc + 1] <= edge {
            arc += 1;
        }
        self.sides[arc]
    }

    /// The order among edges at the same distance: by areas, then by place.
    fn key(&self, edge: u32) -> (u32, u32, [f64; 2], [f64; 2]) {
        let [left, right] = self.sides_of(edge);
        (left.min(right), left.max(right), self.vertices[edge as usize], self.vertices[edge as usize + 1])
    }

    /// Takes the better of the best so far and the edges of a run.
    #[inline]
    pub(super) fn compare(&self, plane: LocalPlane, run: Run, best: &mut Best) {
        let first = run.first();
        let Some(points) = self.vertices.get(first as usize..(first + run.len()) as usize + 1) else { return };
        // Squares alone are compared; the foot is found again for the best edge.
        let mut from = plane.project(points[0]);
        for (edge, end) in (first..).zip(&points[1..]) {
            let to = plane.project(*end);
            let squared = Planar::nearest_between(from, to).squared_m2();
            if squared <= best.squared && (squared < best.squared || self.goes_before(edge, best.edge, first)) {
                *best = Best { squared, edge };
            }
            from = to;
        }
    }

    /// Whether an edge of the run that begins at `first` goes before another at the same distance.
    fn goes_before(&self, edge: u32, other: u32, first: u32) -> bool {
        if (first..edge).contains(&other) {
            // Of the same arc, so the areas are the same: neighbours meet in the foot all the time.
            return self.ends(edge) < self.ends(other);
        }
        edge != other && self.key(edge) < self.key(other)
    }

    /// The nearest edge of a list.
    ///
    /// Which edge is nearest is as good as random, so nothing here branches on it, and four edges that follow each other are taken at
    /// a time, each the best so far of its lane. Equal distances are noticed, and the list is then gone through again by
    /// [`View::compare`]; but for two neighbours that meet in the foot, which happens all the time: they have the same areas and
    /// either gives the same answer, so the first is kept.
    #[inline(always)]
    pub(super) fn nearest_in_list(&self, plane: LocalPlane, lists: &[u32], list: u32) -> Option<Best> {
        let runs = lists.get(list as usize..)?;
        let mut lanes = Lanes::new();
        for &run in runs {
            let run = Run(run);
            let (mut edge, end) = (run.first(), run.first() + run.len());
            while edge < end {
                match self.vertices.get(edge as usize..edge as usize + FOUR + 1).and_then(|five| five.try_into().ok()) {
                    Some(five) => lanes.take(plane, five, edge, end - edge),
                    None => lanes.take(plane, &self.last_five(edge), edge, end - edge),
                }
                edge += FOUR as u32;
            }
            if run.is_last() {
                break;
            }
        }
        let (best, is_tied) = lanes.best();
        if is_tied {
            return self.nearest_of_tied(plane, runs);
        }
        best.squared.is_finite().then_some(best)
    }

    /// The five vertices from one on, where there are no more than that; the last one again and again.
    #[cold]
    fn last_five(&self, vertex: u32) -> [[f64; 2]; FOUR + 1] {
        let last = self.vertices.len() - 1;
        std::array::from_fn(|i| self.vertices[(vertex as usize + i).min(last)])
    }

    /// As [`View::nearest_in_list`], by the order among edges at the same distance.
    #[cold]
    fn nearest_of_tied(&self, plane: LocalPlane, runs: &[u32]) -> Option<Best> {
        let mut best = NONE;
        for &run in runs {
            self.compare(plane, Run(run), &mut best);
            if Run(run).is_last() {
                break;
            }
        }
        best.squared.is_finite().then_some(best)
    }
}

/// Edges that are calculated together.
const FOUR: usize = 4;

/// The best edge of each of four lanes. What is true or false of a lane is a mask.
struct Lanes {
    squared: f64x4,
    /// The edge as a floating-point number, so that all registers are alike.
    edge: f64x4,
    /// Whether the foot is the beginning of the edge, and whether it is its end.
    begins: f64x4,
    ends: f64x4,
    /// Whether another edge of the lane was at the same distance as the best then.
    tied: f64x4,
}

impl Lanes {
    #[inline(always)]
    fn new() -> Self {
        Self { squared: f64x4::splat(f64::INFINITY), edge: f64x4::ZERO, begins: f64x4::ZERO, ends: f64x4::ZERO, tied: f64x4::ZERO }
    }

    /// Takes up to four edges that follow each other, given by their vertices. As [`Planar::nearest_between`], to the bit.
    #[inline(always)]
    fn take(&mut self, plane: LocalPlane, vertices: &[[f64; 2]; FOUR + 1], first: u32, count: u32) {
        let [p, q, r, s, t] = vertices;
        let ([lon, lat], [east_scale, north_scale]) = (plane.origin(), plane.metres_per_degree());
        let (lon, lat, east_scale, north_scale) = (f64x4::splat(lon), f64x4::splat(lat), f64x4::splat(east_scale), f64x4::splat(north_scale));
        let (from_east, from_north) = ((f64x4::new([p[0], q[0], r[0], s[0]]) - lon) * east_scale, (f64x4::new([p[1], q[1], r[1], s[1]]) - lat) * north_scale);
        let (to_east, to_north) = ((f64x4::new([q[0], r[0], s[0], t[0]]) - lon) * east_scale, (f64x4::new([q[1], r[1], s[1], t[1]]) - lat) * north_scale);
        let (de, dn) = (to_east - from_east, to_north - from_north);
        let t = -(from_east * de + from_north * dn) / (de * de + dn * dn);
        let t = t.simd_gt(f64x4::ZERO).bitselect(t, f64x4::ZERO);
        let is_before_end = t.simd_lt(f64x4::ONE);
        let east = is_before_end.bitselect(from_east + t * de, to_east);
        let north = is_before_end.bitselect(from_north + t * dn, to_north);

        let place = f64x4::new([0.0, 1.0, 2.0, 3.0]);
        let is_edge = place.simd_lt(f64x4::splat(f64::from(count)));
        let squared = is_edge.bitselect(east * east + north * north, f64x4::splat(f64::INFINITY));
        let is_nearer = squared.simd_lt(self.squared);
        self.tied |= squared.simd_eq(self.squared) & is_edge;
        self.squared = is_nearer.bitselect(squared, self.squared);
        self.edge = is_nearer.bitselect(f64x4::splat(f64::from(first)) + place, self.edge);
        self.begins = is_nearer.bitselect(east.simd_eq(from_east) & north.simd_eq(from_north), self.begins);
        self.ends = is_nearer.bitselect(east.simd_eq(to_east) & north.simd_eq(to_north), self.ends);
    }

    /// The best of all lanes, and whether others may be as good.
    #[inline(always)]
    fn best(&self) -> (Best, bool) {
        let squared = self.squared.to_array();
        let least = squared.into_iter().fold(f64::INFINITY, |least, squared| if squared < least { squared } else { least });
        let is_least = self.squared.simd_eq(f64x4::splat(least));
        let edges = is_least.bitselect(self.edge, f64x4::splat(f64::INFINITY)).to_array();
        let low = edges.into_iter().fold(f64::INFINITY, |low, edge| if edge < low { edge } else { low });
        let lanes = is_least.to_bitmask();
        // The other of two is the next edge, and they meet.
        let is_low = self.edge.simd_eq(f64x4::splat(low)) & is_least & self.ends;
        let is_next = self.edge.simd_eq(f64x4::splat(low + 1.0)) & is_least & self.begins;
        let meet = lanes.count_ones() == 2 && is_low.any() && is_next.any();
        let is_tied = (self.tied & is_least).any() || (lanes.count_ones() > 1 && !meet);
        (Best { squared: least, edge: low as u32 }, is_tied)
    }
}

/// Farther than every edge.
pub(super) const NONE: Best = Best { squared: f64::INFINITY, edge: 0 };
