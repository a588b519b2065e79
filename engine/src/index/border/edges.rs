//! Edges as runs of vertices, and which of two edges is nearer.

use super::super::Coverage;
use super::super::damaged::Damaged;
use super::super::flat::Flat;
use super::lanes::{FOUR, Lanes};

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

    /// The nearest edge of the list that these runs begin with.
    #[inline(always)]
    pub(super) fn nearest_in_list(&self, plane: LocalPlane, runs: &[u32]) -> Option<Best> {
        self.nearest_by_lanes(plane, runs, Lanes::new(), |lanes, five, edge, count| lanes.take(plane, five, edge, count), Lanes::best)
    }

    /// The same, with lanes of any kind, which `take` fills.
    ///
    /// Which edge is nearest is as good as random, so nothing here branches on it, and four edges that follow each other are taken at
    /// a time, each the best so far of its lane. Equal distances are noticed, and the list is then gone through again by
    /// [`View::compare`]; but for two neighbours that meet in the foot, which happens all the time: they have the same areas and
    /// either gives the same answer, so the first is kept.
    #[inline(always)]
    pub(super) fn nearest_by_lanes<L>(
        &self,
        plane: LocalPlane,
        runs: &[u32],
        mut lanes: L,
        mut take: impl FnMut(&mut L, &[[f64; 2]; FOUR + 1], u32, u32),
        best: impl FnOnce(L) -> (Best, bool),
    ) -> Option<Best> {
        for &run in runs {
            let run = Run(run);
            let (mut edge, end) = (run.first(), run.first() + run.len());
            while edge < end {
                match self.vertices.get(edge as usize..edge as usize + FOUR + 1).and_then(|five| five.try_into().ok()) {
                    Some(five) => take(&mut lanes, five, edge, end - edge),
                    None => take(&mut lanes, &self.last_five(edge), edge, end - edge),
                }
                edge += FOUR as u32;
            }
            if run.is_last() {
                break;
            }
        }
        let (best, is_tied) = best(lanes);
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

/// Farther than every edge.
pub(super) const NONE: Best = Best { squared: f64::INFINITY, edge: 0 };
