//! The shared edges of a polygon coverage, each once, with the areas on both sides.
//!
//! 1. Number the vertices; bit-identical coordinates are one vertex.
//! 2. Pair the uses of every edge: one area on its left, another on its right.
//! 3. Find the nodes, where runs of edges with the same two sides end.
//! 4. Walk the rings and cut them at the nodes into arcs.
//!
//! Nothing is rounded, moved or lost: putting the arcs of a ring together gives the ring back, up to its starting point.

use std::collections::HashMap;

use geo_types::{LineString, MultiPolygon};

/// A run of edges with the same areas on both sides, between two nodes, or a closed ring that meets no node.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderArc {
    /// `[x, y]` as given, at least two; a closed arc repeats its first point at the end.
    pub points: Vec<[f64; 2]>,
    /// Position (in the areas given) of the area on the left; `None` is outside of all.
    pub left: Option<u32>,
    /// Position of the area on the right; `None` is outside of all.
    pub right: Option<u32>,
}

/// An arc as a part of a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArcRef {
    /// Position in [`Coverage::arcs`].
    pub arc: u32,
    /// Whether the ring runs against the arc's direction.
    pub reversed: bool,
}

/// Areas as rings of shared arcs.
///
/// # Dirty data
/// An edge that lies on the same side of several areas (they overlap), or on both sides of one, is shared by the first pair of
/// different areas in the order given; each further use is an arc of its own with nothing on the other side. Repeated points
/// in a row count once.
///
/// # Cost
/// O(n log n) for n vertices; about 1 µs a vertex.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Every arc once, in the order in which the rings first meet them.
    pub arcs: Vec<BorderArc>,
    /// Area → polygon → ring (the exterior first) → arcs in ring order.
    pub areas: Vec<Vec<Vec<Vec<ArcRef>>>>,
}

impl Coverage {
    /// Finds the shared arcs. The order of the areas decides the order of arcs and nothing else.
    pub fn build(areas: &[&MultiPolygon<f64>]) -> Self {
        let mut outline = Outline::default();
        let rings: Vec<Vec<Vec<Ring>>> = (0..)
            .zip(areas)
            .map(|(area, shape)| {
                shape
                    .iter()
                    .map(|polygon| {
                        let exterior = outline.add(area, polygon.exterior(), true);
                        std::iter::once(exterior).chain(polygon.interiors().iter().map(|hole| outline.add(area, hole, false))).collect()
                    })
                    .collect()
            })
            .collect();

        let mut cutter = Cutter::new(&outline);
        let areas = rings.iter().map(|polygons| polygons.iter().map(|rings| rings.iter().map(|ring| cutter.cut(ring)).collect()).collect()).collect();
        Self { arcs: cutter.arcs, areas }
    }

    /// The points of a ring put together from its arcs, the first repeated at the end.
    pub fn ring(&self, refs: &[ArcRef]) -> Vec<[f64; 2]> {
        let mut ring: Vec<[f64; 2]> = Vec::new();
        for arc_ref in refs {
            let points = &self.arcs[arc_ref.arc as usize].points;
            let joint = usize::from(!ring.is_empty());
            if arc_ref.reversed {
                ring.extend(points.iter().rev().skip(joint));
            } else {
                ring.extend(points.iter().skip(joint));
            }
        }
        ring
    }
}

/// A ring as a range of [`Outline::uses`]; its edges follow each other and close.
#[derive(Clone, Copy)]
struct Ring {
    first: usize,
    len: usize,
}

/// One passage of a ring along an edge.
#[derive(Clone, Copy)]
struct EdgeUse {
    from: u32,
    to: u32,
    area: u32,
    /// Whether the area lies to the left of this passage.
    inside_left: bool,
}

impl EdgeUse {
    fn ends(self) -> (u32, u32) {
        (self.from.min(self.to), self.from.max(self.to))
    }

    /// Whether the area lies to the left of the edge taken from its lower to its higher vertex number.
    fn left_of_edge(self) -> bool {
        (self.from < self.to) == self.inside_left
    }
}

/// All rings as passages along numbered vertices.
#[derive(Default)]
struct Outline {
    points: Vec<[f64; 2]>,
    numbers: HashMap<[u64; 2], u32>,
    uses: Vec<EdgeUse>,
}

impl Outline {
    fn add(&mut self, area: u32, ring: &LineString<f64>, exterior: bool) -> Ring {
        let mut vertices: Vec<u32> = ring.coords().map(|c| self.number([c.x, c.y])).collect();
        vertices.dedup();
        if vertices.len() > 1 && vertices.first() == vertices.last() {
            vertices.pop();
        }
        let inside_left = self.turns_left(&vertices) == exterior;
        let first = self.uses.len();
        if vertices.len() > 1 {
            let next = vertices.iter().cycle().skip(1);
            self.uses.extend(vertices.iter().zip(next).map(|(&from, &to)| EdgeUse { from, to, area, inside_left }));
        }
        Ring { first, len: self.uses.len() - first }
    }

    /// Numbers follow the order of first appearance, so nothing depends on the order of hashing.
    fn number(&mut self, point: [f64; 2]) -> u32 {
        let point = point.map(|v| v + 0.0); // -0.0 becomes 0.0
        *self.numbers.entry(point.map(f64::to_bits)).or_insert_with(|| {
            self.points.push(point);
            u32::try_from(self.points.len() - 1).expect("fewer than 2^32 vertices fit in memory")
        })
    }

    /// Whether the ring runs counter-clockwise, y up.
    fn turns_left(&self, vertices: &[u32]) -> bool {
        let Some(&origin) = vertices.first() else { return true };
        let [ox, oy] = self.points[origin as usize];
        let at = |v: u32| [self.points[v as usize][0] - ox, self.points[v as usize][1] - oy];
        // Relative to a vertex, so that small rings far from the origin keep their sign.
        let doubled: f64 = vertices.windows(2).map(|w| (at(w[0]), at(w[1]))).map(|([ax, ay], [bx, by])| ax * by - bx * ay).sum();
        doubled >= 0.0
    }

    /// Pairs the uses of each edge; returns the sides and, for every use, the position of its sides.
    fn pair(&self) -> (Vec<Sides>, Vec<u32>) {
        let mut order: Vec<usize> = (0..self.uses.len()).collect();
        order.sort_by_key(|&i| self.uses[i].ends()); // stable: the order given decides who is first
        let mut sides: Vec<Sides> = Vec::with_capacity(order.len());
        let mut sides_of_use = vec![0; self.uses.len()];
        for same_edge in order.chunk_by(|&a, &b| self.uses[a].ends() == self.uses[b].ends()) {
            let shared = sides.len();
            for &i in same_edge {
                let edge_use = self.uses[i];
                // The first two different areas share the edge; whoever comes later gets a place alone.
                let place = if sides.get(shared).is_some_and(|s| s.takes(edge_use)) { shared } else { sides.len() };
                if place == sides.len() {
                    sides.push(Sides::default());
                }
                *sides[place].side_mut(edge_use) = Some(edge_use.area);
                sides_of_use[i] = u32::try_from(place).expect("fewer than 2^32 edges fit in memory");
            }
        }
        (sides, sides_of_use)
    }
}

/// The two sides of an edge taken from its lower to its higher vertex number.
#[derive(Clone, Copy, Default)]
struct Sides {
    left: Option<u32>,
    right: Option<u32>,
}

impl Sides {
    fn takes(&self, edge_use: EdgeUse) -> bool {
        let (own, other) = if edge_use.left_of_edge() { (self.left, self.right) } else { (self.right, self.left) };
        own.is_none() && other != Some(edge_use.area)
    }

    fn side_mut(&mut self, edge_use: EdgeUse) -> &mut Option<u32> {
        if edge_use.left_of_edge() { &mut self.left } else { &mut self.right }
    }

    /// Left and right of a passage in the direction of a use.
    fn seen_along(&self, from: u32, to: u32) -> (Option<u32>, Option<u32>) {
        if from < to { (self.left, self.right) } else { (self.right, self.left) }
    }
}

/// Cuts rings into arcs.
struct Cutter<'a> {
    outline: &'a Outline,
    sides: Vec<Sides>,
    sides_of_use: Vec<u32>,
    is_node: Vec<bool>,
    /// For each edge that is already part of an arc: the arc and the vertex where the arc enters the edge.
    cut: Vec<Option<(u32, u32)>>,
    arcs: Vec<BorderArc>,
}

impl<'a> Cutter<'a> {
    fn new(outline: &'a Outline) -> Self {
        let (sides, sides_of_use) = outline.pair();
        let is_node = nodes(outline, &sides, &sides_of_use);
        let cut = vec![None; sides.len()];
        Self { outline, sides, sides_of_use, is_node, cut, arcs: Vec::new() }
    }

    fn cut(&mut self, ring: &Ring) -> Vec<ArcRef> {
        let uses = &self.outline.uses[ring.first..ring.first + ring.len];
        // A ring without a node is one closed arc that starts where the ring does.
        let start = uses.iter().position(|u| self.is_node[u.from as usize]).unwrap_or(0);
        let mut refs = Vec::new();
        let mut done = 0;
        while done < ring.len {
            let at = |step: usize| ring.first + (start + step) % ring.len;
            let mut len = 1;
            while done + len < ring.len && !self.is_node[self.outline.uses[at(done + len)].from as usize] {
                len += 1;
            }
            let run: Vec<usize> = (done..done + len).map(at).collect();
            refs.push(self.arc_of(&run));
            done += len;
        }
        refs
    }

    /// The arc of a run of uses between two nodes, made when its first ring comes by.
    fn arc_of(&mut self, run: &[usize]) -> ArcRef {
        let head = self.outline.uses[run[0]];
        let edge = self.sides_of_use[run[0]] as usize;
        if let Some((arc, entered_at)) = self.cut[edge] {
            return ArcRef { arc, reversed: entered_at != head.from };
        }
        let arc = u32::try_from(self.arcs.len()).expect("fewer arcs than edges");
        let mut points = vec![self.outline.points[head.from as usize]];
        for &i in run {
            let edge_use = self.outline.uses[i];
            points.push(self.outline.points[edge_use.to as usize]);
            self.cut[self.sides_of_use[i] as usize] = Some((arc, edge_use.from));
        }
        let (left, right) = self.sides[edge].seen_along(head.from, head.to);
        self.arcs.push(BorderArc { points, left, right });
        ArcRef { arc, reversed: false }
    }
}

/// A vertex is a node unless exactly two edges meet in it and the same areas lie beside both.
fn nodes(outline: &Outline, sides: &[Sides], sides_of_use: &[u32]) -> Vec<bool> {
    let mut degree = vec![0_u8; outline.points.len()];
    let mut seen_before: Vec<Option<(Option<u32>, Option<u32>)>> = vec![None; outline.points.len()];
    let mut is_node = vec![false; outline.points.len()];
    let mut counted = vec![false; sides.len()];
    for (edge_use, &edge) in outline.uses.iter().zip(sides_of_use) {
        if std::mem::replace(&mut counted[edge as usize], true) {
            continue;
        }
        let (left, right) = sides[edge as usize].seen_along(edge_use.from, edge_use.to);
        // Looking at the vertex: the edge that leaves it has (left, right), the one that enters it the same seen backwards.
        for (vertex, outwards) in [(edge_use.from, (left, right)), (edge_use.to, (right, left))] {
            let vertex = vertex as usize;
            degree[vertex] = degree[vertex].saturating_add(1);
            match seen_before[vertex] {
                None => seen_before[vertex] = Some(outwards),
                Some((l, r)) => is_node[vertex] |= (r, l) != outwards || degree[vertex] > 2,
            }
        }
    }
    is_node
}

#[cfg(test)]
#[path = "coverage_tests.rs"]
mod tests;
