//! The polygons that an index is about, and the numbering of their edges while it is built.

use std::ops::Range;

use rayon::prelude::*;

use super::exact::Run;
use super::simple::is_simple;
use crate::index::Shapes;

/// A polygon of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct PartOf {
    /// The area.
    pub(super) area: u32,
    /// The polygon in [`Shapes`].
    pub(super) polygon: u32,
    /// [`ODD`], [`HOLES`] or neither.
    kind: u32,
}

/// A ring meets itself, and there are several: only the exterior is indexed, and the polygon itself is asked wherever that
/// winds around a position.
const ODD: u32 = 2;
/// There are holes: a position on the boundary of one may yet lie outside, if the hole does.
const HOLES: u32 = 1;

impl PartOf {
    pub(super) fn is_odd(self) -> bool {
        self.kind == ODD
    }

    pub(super) fn has_holes(self) -> bool {
        self.kind != 0
    }
}

/// The parts with their edges. Edge `e` of the build is a pair of consecutive vertices of one part.
pub(super) struct Parts<'a> {
    pub(super) shapes: &'a Shapes,
    pub(super) vertices: &'a [[f64; 2]],
    pub(super) list: Vec<PartOf>,
    /// Part `p` has the edge numbers `first_edge[p]..first_edge[p + 1]`; the last of each ring is none.
    first_edge: Vec<u64>,
    /// First vertex of each part.
    first_vertex: Vec<u32>,
}

impl<'a> Parts<'a> {
    /// Lists the polygons of the areas.
    pub(super) fn new(shapes: &'a Shapes, areas: &[Vec<u32>]) -> Self {
        let flat: Vec<(u32, u32)> = (0..).zip(areas).flat_map(|(area, polygons)| polygons.iter().map(move |&polygon| (area, polygon))).collect();
        let list: Vec<PartOf> = flat.into_par_iter().map(|(area, polygon)| PartOf { area, polygon, kind: kind(shapes, polygon) }).collect();
        let mut parts = Self { shapes, vertices: &shapes.vertices, first_edge: vec![0], first_vertex: Vec::new(), list };
        for part in 0..parts.list.len() {
            let span = parts.rings(part).fold(None, |span: Option<Range<usize>>, ring| Some(span.map_or(ring.start, |s| s.start)..ring.end)).unwrap_or(0..0);
            parts.first_vertex.push(span.start as u32);
            parts.first_edge.push(parts.first_edge[part] + span.len() as u64);
        }
        parts
    }

    /// The rings that are indexed; none of a polygon without an exterior.
    fn rings(&self, part: usize) -> impl Iterator<Item = Range<usize>> + '_ {
        let PartOf { polygon, .. } = self.list[part];
        let has_exterior = self.shapes.rings(polygon).next().is_some_and(|exterior| !exterior.is_empty());
        let count = if !has_exterior {
            0
        } else if self.list[part].is_odd() {
            1
        } else {
            usize::MAX
        };
        self.shapes.rings(polygon).take(count).filter(|ring| !ring.is_empty())
    }

    /// Every edge of a part, by its number.
    pub(super) fn edges(&self, part: usize) -> impl Iterator<Item = u32> + '_ {
        let shift = self.first_edge[part] as i64 - i64::from(self.first_vertex[part]);
        self.rings(part).flat_map(move |ring| (ring.start..ring.end - 1).map(move |vertex| (vertex as i64 + shift) as u32))
    }

    /// The part of an edge.
    pub(super) fn part(&self, edge: u32) -> u32 {
        (self.first_edge.partition_point(|&first| first <= u64::from(edge)) - 1) as u32
    }

    /// The end of a part's edge numbers.
    pub(super) fn end(&self, part: u32) -> u64 {
        self.first_edge[part as usize + 1]
    }

    /// The first vertex of an edge.
    pub(super) fn vertex(&self, part: u32, edge: u32) -> u32 {
        (u64::from(edge) - self.first_edge[part as usize]) as u32 + self.first_vertex[part as usize]
    }

    /// The two ends of an edge.
    pub(super) fn ends(&self, part: u32, edge: u32) -> [[f64; 2]; 2] {
        let vertex = self.vertex(part, edge) as usize;
        [self.vertices[vertex], self.vertices[vertex + 1]]
    }

    /// Edges of one part, in order, as runs of consecutive ones.
    pub(super) fn runs(&self, part: u32, edges: &[u32]) -> Vec<Run> {
        let consecutive = edges.chunk_by(|a, b| a + 1 == *b);
        consecutive.map(|run| [self.vertex(part, run[0]), run.len() as u32]).collect()
    }

    /// Number of edge numbers.
    pub(super) fn edge_count(&self) -> u64 {
        self.first_edge.last().copied().unwrap_or(0)
    }
}

/// Whether winding numbers summed over the rings could mislead. Where every ring winds once or not at all, a sum of 1 means inside
/// the exterior and no hole, and a sum of 0 outside or in one hole; all else is seen. A ring alone cannot mislead.
fn kind(shapes: &Shapes, polygon: u32) -> u32 {
    match shapes.rings(polygon).count() {
        0 | 1 => 0,
        _ if shapes.rings(polygon).all(|ring| ring.is_empty() || is_simple(&shapes.vertices[ring])) => HOLES,
        _ => ODD,
    }
}
