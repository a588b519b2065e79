//! Which edges can be nearest to some position in a cell.
//!
//! An edge e is left out of a cell when a point a of another edge is nearer to every position p of the cell. Four corners
//! prove that: for m ≥ 1 the positions with m·|p−a| < |p−b| are a half-plane (m = 1) or a disc (Apollonius), hence convex; those
//! nearer to a than to all of e are the intersection over the points b of e, hence convex; a convex set that holds the corners
//! holds the cell.
//!
//! Distances here are in one plane, whose scale is that of the cell's middle. The answer is sought in the plane of p, where a
//! degree of longitude is ρ(p)/ρ₀ times as long against one of latitude. That changes the quotient of two distances by at most
//! the largest of ρ/ρ₀ and ρ₀/ρ over the cell, so m is that, times 1 + [`MARGIN`].
//!
//! The margin also pays for rounding. Of a point b of e that is left out, the corner farthest from a says |a−b| > μ·r, with μ the
//! margin and r half the diagonal; together with |p−b| > (1+μ)·|p−a| it follows that e is farther than a by μ²·r/(2+μ) everywhere
//! in the cell: 5e-9·r, more than a metre's edge of the smallest cells loses to rounding in an edge of a thousand kilometres.
//!
//! # References
//! Edelsbrunner and Seidel (1986), *Voronoi diagrams and arrangements*, for the cells being sought; Apollonius of Perga for discs.

use super::boxes::{Boxes, Scale};
use super::cells::{ASK_THE_BOXES, LEVELS, LIST};
use super::edges::{Edges, Run};
use crate::coord::Place;

/// How much nearer than needed a point must be for an edge to be left out.
const MARGIN: f64 = 1e-4;

/// When a cell is split.
#[derive(Clone, Copy)]
struct Rule {
    /// A cell with so few edges is not.
    few: usize,
    /// Nor is one whose nearest edge is so many times its size away: seen from afar, many edges are nearly as near, and parts need
    /// nearly the same list.
    far: f64,
    /// Nor one a quarter as far, when its list is no longer than this.
    bearable: usize,
}

/// Short lists: 8 MB for the 48 000 vertices of a province.
const FINE: Rule = Rule { few: 4, far: 64.0, bearable: 8 };
/// Large coverages take longer lists, to be built in seconds and fit in tens of megabytes.
const COARSE: Rule = Rule { few: 24, far: 16.0, bearable: 24 };
const LARGE: usize = 200_000;
/// A list longer than this is no list; the boxes are faster.
const EDGES_MANY: usize = 400;
/// Cells are taken a little larger than they are: a position may be off by the rounding of its place in the grid.
const GROWN: f64 = 1e-6;

/// Top cells that are sifted together, along an edge.
pub(super) const SQUARE: usize = 16;

/// Splits the top cells of a band.
pub(super) struct Splitter<'a> {
    vertices: &'a [[f64; 2]],
    top_size: f64,
    cols: usize,
    rule: Rule,
    /// Those of the band, row by row.
    pub(super) tops: Vec<u32>,
    pub(super) nodes: Vec<[u32; 16]>,
    pub(super) lists: Vec<u32>,
}

/// A square in degrees.
#[derive(Clone, Copy)]
struct Cell {
    corner: [f64; 2],
    size: f64,
}

impl Cell {
    /// One of its four quarters: west or east, south or north.
    fn quarter(self, i: usize) -> Self {
        let size = 0.5 * self.size;
        Self { corner: [self.corner[0] + size * (i & 1) as f64, self.corner[1] + size * (i >> 1) as f64], size }
    }
}

/// What is left of the edges.
struct Kept {
    edges: Vec<u32>,
    /// From the middle to the nearest of them, degrees of latitude.
    nearest: f64,
}

/// The plane of a cell: x is longitude times `ratio`, both in degrees of latitude.
struct Flattened {
    ratio: f64,
    /// The factor m.
    factor: f64,
    middle: [f64; 2],
    corners: [[f64; 2]; 4],
    /// Half the diagonal.
    radius: f64,
}

impl Flattened {
    fn of(cell: Cell) -> Self {
        let [west, south] = cell.corner;
        let (half, grown) = (0.5 * cell.size, cell.size * (0.5 + GROWN));
        let middle = [west + half, south + half];
        let ratio_at = |lat: f64| {
            let place = Place::at([0.0, lat.clamp(-90.0, 90.0)]);
            place.axis_m / place.meridional_m()
        };
        let (low, high) = (middle[1] - grown, middle[1] + grown);
        let ratio = ratio_at(middle[1]);
        // Largest at the equator, smallest at the poles, and monotone between.
        let ends = [ratio_at(low), ratio_at(high), if low < 0.0 && high > 0.0 { ratio_at(0.0) } else { ratio }];
        let factor = ends.into_iter().map(|end| (end / ratio).max(ratio / end)).fold(1.0, f64::max);
        let flat = |dx: f64, dy: f64| [(middle[0] + dx) * ratio, middle[1] + dy];
        Self {
            ratio,
            factor: factor * (1.0 + MARGIN),
            middle: flat(0.0, 0.0),
            corners: [flat(-grown, -grown), flat(grown, -grown), flat(-grown, grown), flat(grown, grown)],
            radius: (grown * ratio).hypot(grown),
        }
    }

    /// Farther from the middle than this no edge is nearest to any position of the cell, the nearest to the middle being so far:
    /// with f that edge and e another, |p−e| ≥ |c−e| − r and |p−f| ≤ |c−f| + r.
    fn limit(&self, nearest: f64) -> f64 {
        self.factor * (nearest + self.radius) + self.radius
    }
}

impl<'a> Splitter<'a> {
    /// For a band of top cells, so many columns and rows of a size in degrees.
    pub(super) fn new(edges: &'a Edges, top_size: f64, cols: usize, rows: usize) -> Self {
        Self {
            vertices: &edges.vertices,
            top_size,
            cols,
            rule: if edges.vertices.len() < LARGE { FINE } else { COARSE },
            tops: vec![ASK_THE_BOXES; cols * rows],
            nodes: Vec::new(),
            lists: Vec::new(),
        }
    }

    /// Fills a square of top cells, `SQUARE` by `SQUARE` from a column of the band on. What is out of reach of the square is sifted
    /// out once for all of them, and then by quarters.
    pub(super) fn square(&mut self, corner: [f64; 2], first_col: usize, boxes: &Boxes) {
        let cell = Cell { corner, size: self.top_size * SQUARE as f64 };
        let plane = Flattened::of(cell);
        let scale = Scale { at: [plane.middle[0] / plane.ratio, plane.middle[1]], metres_per_deg: [plane.ratio, 1.0] };
        let mut nearest = f64::INFINITY;
        boxes.descend(scale, f64::INFINITY, &mut |run| {
            for edge in run.first()..run.first() + run.len() {
                nearest = nearest.min(self.measure(edge, plane.middle, plane.ratio).0);
            }
            nearest.sqrt()
        });
        let limit = plane.limit(nearest.sqrt()) * (1.0 + 1e-9);
        let mut candidates: Vec<u32> = Vec::new();
        boxes.descend(scale, limit, &mut |run| {
            candidates.extend(run.first()..run.first() + run.len());
            limit
        });
        candidates.sort_unstable();
        let kept = self.sift(&plane, &candidates);
        self.quarter(cell, &kept, SQUARE, [first_col, 0]);
    }

    /// Fills the top cells of a square of `side` of them, of which the south-western one is `at` a column and a row of the band.
    fn quarter(&mut self, cell: Cell, kept: &Kept, side: usize, at: [usize; 2]) {
        let rows = self.tops.len() / self.cols;
        if at[0] >= self.cols || at[1] >= rows {
            return;
        }
        if side == 1 {
            let entry = if self.is_done(cell, kept) { self.list(&kept.edges) } else { self.split(cell, &kept.edges, 0) };
            self.tops[at[1] * self.cols + at[0]] = entry;
            return;
        }
        for i in 0..4 {
            let quarter = cell.quarter(i);
            let kept = self.sift(&Flattened::of(quarter), &kept.edges);
            self.quarter(quarter, &kept, side / 2, [at[0] + (i & 1) * side / 2, at[1] + (i >> 1) * side / 2]);
        }
    }

    /// Whether splitting a cell further would not pay.
    fn is_done(&self, cell: Cell, kept: &Kept) -> bool {
        let (count, Rule { few, far, bearable }) = (kept.edges.len(), self.rule);
        count <= few || kept.nearest > far * cell.size || (kept.nearest > 0.25 * far * cell.size && count <= bearable)
    }

    /// A node for a cell, given the edges that may be nearest in it.
    fn split(&mut self, cell: Cell, edges: &[u32], level: u32) -> u32 {
        let node = self.nodes.len();
        self.nodes.push([ASK_THE_BOXES; 16]);
        for i in 0..4 {
            let quarter = cell.quarter(i);
            let kept = self.sift(&Flattened::of(quarter), edges);
            // Four parts may share a list.
            let shared = self.is_done(quarter, &kept).then(|| self.list(&kept.edges));
            for j in 0..4 {
                let entry = shared.unwrap_or_else(|| {
                    let part = quarter.quarter(j);
                    let kept = self.sift(&Flattened::of(part), &kept.edges);
                    if level + 1 == LEVELS || self.is_done(part, &kept) { self.list(&kept.edges) } else { self.split(part, &kept.edges, level + 1) }
                });
                let (x, y) = ((i & 1) * 2 + (j & 1), (i >> 1) * 2 + (j >> 1));
                self.nodes[node][y * 4 + x] = entry;
            }
        }
        node as u32
    }

    fn list(&mut self, edges: &[u32]) -> u32 {
        if edges.is_empty() || edges.len() > EDGES_MANY {
            return ASK_THE_BOXES;
        }
        let entry = LIST | self.lists.len() as u32;
        Run::list(edges, &mut self.lists);
        entry
    }

    /// The edges that may be nearest to a position of the cell, in the order given.
    fn sift(&self, plane: &Flattened, edges: &[u32]) -> Kept {
        // First by the middle alone, which is cheap and leaves out most.
        let mut nearest = (f64::INFINITY, [0.0; 2]);
        let mut measured: Vec<(f64, u32)> = Vec::with_capacity(edges.len());
        for &edge in edges {
            let (squared, foot) = self.measure(edge, plane.middle, plane.ratio);
            if squared < nearest.0 {
                nearest = (squared, foot);
            }
            measured.push((squared, edge));
        }
        let limit = plane.limit(nearest.0.sqrt()) * (1.0 + 1e-9);
        measured.retain(|&(squared, _)| squared <= limit * limit);

        // Then by the points nearest to the middle and to the corners.
        let mut feet = [(f64::INFINITY, [0.0; 2]); 5];
        feet[4] = nearest;
        let corners: Vec<[f64; 4]> = measured
            .iter()
            .map(|&(_, edge)| {
                std::array::from_fn(|i| {
                    let (squared, foot) = self.measure(edge, plane.corners[i], plane.ratio);
                    if squared < feet[i].0 {
                        feet[i] = (squared, foot);
                    }
                    squared
                })
            })
            .collect();
        let bounds = feet.map(|(_, foot)| plane.corners.map(|corner| plane.factor * plane.factor * squared_between(corner, foot)));
        let beaten = |edge: &[f64; 4]| bounds.iter().any(|bound| (0..4).all(|i| edge[i] > bound[i]));
        let edges = measured.iter().zip(&corners).filter(|(_, corners)| !beaten(corners)).map(|(&(_, edge), _)| edge).collect();
        Kept { edges, nearest: nearest.0.sqrt() }
    }

    /// The squared distance from a point of the plane to an edge, and the point of the edge that is nearest.
    #[inline]
    fn measure(&self, edge: u32, [x, y]: [f64; 2], ratio: f64) -> (f64, [f64; 2]) {
        let ([ax, ay], [bx, by]) = (self.vertices[edge as usize], self.vertices[edge as usize + 1]);
        let (ax, bx) = (ax * ratio, bx * ratio);
        let (dx, dy) = (bx - ax, by - ay);
        let length_squared = dx * dx + dy * dy;
        let along = (x - ax) * dx + (y - ay) * dy;
        let t = if along <= 0.0 { 0.0 } else { (along / length_squared).min(1.0) };
        let foot = [ax + t * dx, ay + t * dy];
        (squared_between([x, y], foot), foot)
    }
}

fn squared_between(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
    dx * dx + dy * dy
}
