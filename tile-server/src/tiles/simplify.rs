//! How far out each vertex of an arc is still drawn.
//!
//! Shared arcs are simplified once for all zooms, so neighbours and border lines leave out the same vertices:
//!
//! 1. Every inner vertex gets its effective area: that of the triangle with its two neighbours, or less where it is nearer to the line
//!    between these than rounding can show.
//! 2. From the deepest zoom outwards, the vertex of least area goes while that area is below the zoom's tolerance, and its
//!    neighbours get new areas (Visvalingam–Whyatt).
//! 3. It stays if another vertex lies in its triangle: then a line would be pulled across a place, or across another line.
//!    A planar coverage therefore stays planar, and what lies inside an area stays inside.
//! 4. End points of arcs stay; closed arcs keep three vertices, and arcs that join the same two nodes keep one between.
//!
//! Visvalingam–Whyatt rather than Douglas–Peucker: one run serves all zooms (a vertex gone at one zoom is gone further out), and
//! the test of step 3 is exact for it.
//!
//! # References
//! Visvalingam and Whyatt (1993), *Line generalisation by repeated elimination of points*, The Cartographic Journal 30(1);
//! the test of step 3 as in the coverage simplifiers of JTS and GEOS.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::quantise::units_per_world;

/// Cells of the grid in which points are looked up, for each point.
const CELLS_PER_POINT: usize = 4;

/// Areas below this are left out, in square tile units. A map pixel is 8 units wide (4096 units on 512 px), so this is a thirtieth of
/// a pixel, and an eighth of one where a screen has twice the pixels: nobody can see it go.
const TOLERANCE_SQUARE_UNITS: f64 = 2.0;

/// So near to the line that would be drawn without it, in tile units, a vertex is left out however long that line is: rounding moves it half
/// as far. With both, tiles of China's counties are as near to their source as tippecanoe's, measured by the area between, and smaller.
const TOLERANCE_UNITS: f64 = 0.95;

/// For each arc, and each of its points, the first zoom at which the point is drawn.
///
/// At `detail_zoom` every point is: maps stretch those tiles for all deeper zooms.
///
/// # Units and CRS
/// Points in world coordinates (see [`super::mercator`]).
///
/// # Cost
/// O(n log n); the search of step 3 degrades when most points lie in very few places.
pub fn first_zooms(arcs: &[Vec<[f64; 2]>], detail_zoom: u8) -> Vec<Vec<u8>> {
    let mut chain = Chain::new(arcs);
    let mut there: Vec<u32> = (0..chain.points.len() as u32).collect();
    let mut grid: Option<Grid> = None;
    for zoom in (0..detail_zoom).rev() {
        let unit = 1.0 / units_per_world(zoom);
        let tolerance = TOLERANCE_SQUARE_UNITS * unit * unit;
        let queue = chain.below(tolerance, &there);
        // Where sources are coarser than a zoom, nothing goes and nothing is looked up.
        if queue.is_empty() {
            continue;
        }
        // A grid is only a way to find points: it may hold some that have gone, and serves until most have.
        let grid = match grid.take().filter(|grid| grid.serves(there.len(), tolerance.sqrt())) {
            Some(grid) => grid,
            None => Grid::new(&chain, &there, tolerance.sqrt()),
        };
        chain.thin(zoom, tolerance, queue, &grid);
        there.retain(|&i| !chain.gone[i as usize]);
    }
    let mut first_zoom = chain.first_zoom.into_iter();
    arcs.iter().map(|arc| first_zoom.by_ref().take(arc.len()).collect()).collect()
}

/// All arcs behind one another, as a linked list of the points still there.
struct Chain {
    points: Vec<[f64; 2]>,
    before: Vec<u32>,
    after: Vec<u32>,
    arc: Vec<u32>,
    /// End points never go.
    is_end: Vec<bool>,
    /// How many inner points an arc may still lose.
    spare: Vec<usize>,
    first_zoom: Vec<u8>,
    gone: Vec<bool>,
}

impl Chain {
    fn new(arcs: &[Vec<[f64; 2]>]) -> Self {
        let total = arcs.iter().map(Vec::len).sum();
        let mut chain = Self {
            points: arcs.concat(),
            before: (0..).map(|i: u32| i.wrapping_sub(1)).take(total).collect(),
            after: (1..).take(total).collect(),
            arc: Vec::with_capacity(total),
            is_end: vec![false; total],
            spare: Vec::with_capacity(arcs.len()),
            first_zoom: vec![0; total],
            gone: vec![false; total],
        };
        let parallel = joining_the_same_nodes(arcs);
        for ((number, arc), is_parallel) in (0..).zip(arcs).zip(parallel) {
            let first = chain.arc.len();
            chain.arc.extend(std::iter::repeat_n(number, arc.len()));
            let is_closed = arc.first() == arc.last();
            let kept = if is_closed { 2 } else { usize::from(is_parallel) };
            chain.spare.push(arc.len().saturating_sub(2 + kept));
            if let Some(last) = arc.len().checked_sub(1) {
                chain.is_end[first] = true;
                chain.is_end[first + last] = true;
            }
        }
        chain
    }

    /// The points whose area is below the tolerance, the least first out.
    fn below(&self, tolerance: f64, there: &[u32]) -> Queue {
        let areas = there.iter().filter(|i| self.can_go(**i)).map(|&i| (self.effective_area(i), i));
        areas.filter(|(area, _)| *area < tolerance).map(|(area, i)| Reverse((Area(area), i))).collect::<Vec<_>>().into()
    }

    /// Takes away what is below the tolerance; what goes is drawn from the next zoom on.
    fn thin(&mut self, zoom: u8, tolerance: f64, mut queue: Queue, grid: &Grid) {
        while let Some(Reverse((Area(area), i))) = queue.pop() {
            // A neighbour that went has put this point in the queue again, with another area.
            if !self.can_go(i) || area.to_bits() != self.effective_area(i).to_bits() || grid.has_another(self, i) {
                continue;
            }
            let (before, after) = (self.before[i as usize], self.after[i as usize]);
            self.gone[i as usize] = true;
            self.first_zoom[i as usize] = zoom + 1;
            self.spare[self.arc[i as usize] as usize] -= 1;
            self.after[before as usize] = after;
            self.before[after as usize] = before;
            for neighbour in [before, after] {
                if self.can_go(neighbour) {
                    let area = self.effective_area(neighbour);
                    if area < tolerance {
                        queue.push(Reverse((Area(area), neighbour)));
                    }
                }
            }
        }
    }

    fn can_go(&self, i: u32) -> bool {
        let index = i as usize;
        !self.is_end[index] && !self.gone[index] && self.spare[self.arc[index] as usize] > 0
    }

    fn triangle(&self, i: u32) -> [[f64; 2]; 3] {
        [self.before[i as usize], i, self.after[i as usize]].map(|v| self.points[v as usize])
    }

    /// The area between the line with a point and without it; of a point near to that line as if the line were short.
    fn effective_area(&self, i: u32) -> f64 {
        const WEIGHT: f64 = TOLERANCE_SQUARE_UNITS / (TOLERANCE_UNITS * TOLERANCE_UNITS);
        let [a, b, c] = self.triangle(i);
        let area = cross(a, b, c).abs() / 2.0;
        area.min(WEIGHT * square_distance(b, [a, c]))
    }
}

/// The square of how far a point is from an edge.
fn square_distance(point: [f64; 2], [a, b]: [[f64; 2]; 2]) -> f64 {
    let [along, to] = [b, point].map(|p| [p[0] - a[0], p[1] - a[1]]);
    let dot = |u: [f64; 2], v: [f64; 2]| u[0] * v[0] + u[1] * v[1];
    let length = dot(along, along);
    let t = if length > 0.0 { (dot(to, along) / length).clamp(0.0, 1.0) } else { 0.0 };
    let off = [to[0] - t * along[0], to[1] - t * along[1]];
    dot(off, off)
}

/// Twice the signed area of a triangle.
fn cross(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// Whether an arc has the same two ends as another.
fn joining_the_same_nodes(arcs: &[Vec<[f64; 2]>]) -> Vec<bool> {
    let ends = |arc: &[[f64; 2]]| {
        let [a, b] = [arc.first(), arc.last()].map(|p| p.copied().unwrap_or_default().map(f64::to_bits));
        (a.min(b), a.max(b))
    };
    let mut count: HashMap<_, usize> = HashMap::new();
    for arc in arcs {
        *count.entry(ends(arc)).or_default() += 1;
    }
    arcs.iter().map(|arc| count[&ends(arc)] > 1).collect()
}

/// Points with the area that each had when it was put in.
type Queue = BinaryHeap<Reverse<(Area, u32)>>;

/// A float that sorts; areas are never NaN, as coordinates are finite.
#[derive(Clone, Copy, PartialEq)]
struct Area(f64);

impl Eq for Area {}

impl Ord for Area {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Area {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The points that were there when it was made, in square cells.
struct Grid {
    origin: [f64; 2],
    cell: f64,
    columns: usize,
    rows: usize,
    /// Cell → range in `points`.
    starts: Vec<u32>,
    points: Vec<u32>,
}

impl Grid {
    fn new(chain: &Chain, there: &[u32], typical_size: f64) -> Self {
        let at = |i: &u32| chain.points[*i as usize];
        let low = there.iter().map(at).fold([f64::INFINITY; 2], |l, p| [l[0].min(p[0]), l[1].min(p[1])]);
        let high = there.iter().map(at).fold([f64::NEG_INFINITY; 2], |h, p| [h[0].max(p[0]), h[1].max(p[1])]);
        let (width, height) = ((high[0] - low[0]).max(0.0), (high[1] - low[1]).max(0.0));
        // A few cells a point, as points lie along lines and leave most cells empty; none smaller than the triangles looked at.
        let count = (CELLS_PER_POINT * there.len().max(1)) as f64;
        let a_few_each = (width * height / count).sqrt().max((width + height) / count);
        let cell = a_few_each.max(typical_size).max(f64::MIN_POSITIVE);
        let (columns, rows) = ((width / cell) as usize + 1, (height / cell) as usize + 1);
        let mut grid = Self { origin: low, cell, columns, rows, starts: vec![0; columns * rows + 1], points: vec![0; there.len()] };
        let cells: Vec<usize> = there.iter().map(|i| grid.cell_of(at(i))).collect();
        // Counting: first how many are in the cells up to each, then each point to its place, from the last to the first.
        for cell in &cells {
            grid.starts[*cell] += 1;
        }
        let mut total = 0;
        for start in &mut grid.starts {
            total += *start;
            *start = total;
        }
        for (i, cell) in there.iter().zip(&cells).rev() {
            grid.starts[*cell] -= 1;
            grid.points[grid.starts[*cell] as usize] = *i;
        }
        grid
    }

    /// Whether it is as good as a new one for so many points and triangles of such a size, or nearly.
    fn serves(&self, count: usize, typical_size: f64) -> bool {
        2 * count >= self.points.len() && typical_size <= 2.0 * self.cell
    }

    fn column_row(&self, point: [f64; 2]) -> [usize; 2] {
        let place = |axis: usize, count: usize| (((point[axis] - self.origin[axis]) / self.cell) as usize).min(count - 1);
        [place(0, self.columns), place(1, self.rows)]
    }

    fn cell_of(&self, point: [f64; 2]) -> usize {
        let [column, row] = self.column_row(point);
        row * self.columns + column
    }

    /// Whether a point that is still there, other than the corners, lies in or on the triangle of a point.
    fn has_another(&self, chain: &Chain, i: u32) -> bool {
        let triangle = chain.triangle(i);
        let low = triangle.iter().fold([f64::INFINITY; 2], |l, p| [l[0].min(p[0]), l[1].min(p[1])]);
        let high = triangle.iter().fold([f64::NEG_INFINITY; 2], |h, p| [h[0].max(p[0]), h[1].max(p[1])]);
        let ([c0, r0], [c1, r1]) = (self.column_row(low), self.column_row(high));
        (r0..=r1).any(|row| {
            let (first, last) = (row * self.columns + c0, row * self.columns + c1);
            let candidates = &self.points[self.starts[first] as usize..self.starts[last + 1] as usize];
            candidates.iter().any(|&other| {
                let point = chain.points[other as usize];
                // The box first: it is cheap, and in a triangle without area it is what ends the line.
                let in_box = (0..2).all(|axis| (low[axis]..=high[axis]).contains(&point[axis]));
                in_box && !chain.gone[other as usize] && lies_in(point, triangle)
            })
        })
    }
}

/// In or on the triangle, and none of its corners.
fn lies_in(point: [f64; 2], [a, b, c]: [[f64; 2]; 3]) -> bool {
    if point == a || point == b || point == c {
        return false;
    }
    let sides = [cross(a, b, point), cross(b, c, point), cross(c, a, point)];
    sides.iter().all(|s| *s >= 0.0) || sides.iter().all(|s| *s <= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// World coordinates in units of the zoom before the deepest of these tests.
    fn units(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
        points.iter().map(|p| p.map(|v| 0.5 + v / units_per_world(3))).collect()
    }

    #[test]
    fn what_nobody_can_see_goes_and_the_rest_stays() {
        let arc = units(&[[0.0, 0.0], [10.0, 0.3], [20.0, 0.0], [30.0, 20.0], [40.0, 0.0]]);
        let first = first_zooms(&[arc], 4);
        assert_eq!(first[0][1], 4, "0.3 units off at zoom 3");
        assert_eq!(first[0][0], 0);
        assert!(first[0][3] < 3, "200 square units at zoom 3");
    }

    #[test]
    fn a_closed_arc_keeps_a_triangle_and_parallel_arcs_keep_apart() {
        let island = units(&[[0.0, 0.0], [0.1, 0.0], [0.1, 0.1], [0.0, 0.1], [0.0, 0.0]]);
        let there = units(&[[50.0, 50.0], [50.1, 50.1], [50.2, 50.1], [50.3, 50.0]]);
        let back = units(&[[50.3, 50.0], [50.2, 49.9], [50.1, 49.9], [50.0, 50.0]]);
        let first = first_zooms(&[island, there, back], 4);
        let drawn = |arc: &Vec<u8>| arc.len() - arc.iter().filter(|z| **z > 0).count();
        assert_eq!(first.iter().map(drawn).collect::<Vec<_>>(), [4, 3, 3]);
    }

    #[test]
    fn a_line_is_not_pulled_across_a_place() {
        let bay = units(&[[0.0, 0.0], [5.0, 1.0], [10.0, 0.0]]);
        let harbour = units(&[[5.0, 0.5], [5.0, -9.0]]);
        assert!(first_zooms(std::slice::from_ref(&bay), 4)[0][1] > 0);
        assert_eq!(first_zooms(&[bay, harbour], 4)[0][1], 0);
    }

    #[test]
    fn a_point_on_a_straight_line_beyond_its_ends_does_not_hold_it() {
        let line = units(&[[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]);
        assert_eq!(first_zooms(&[line], 4)[0], [0, 4, 4, 0]);
    }
}
