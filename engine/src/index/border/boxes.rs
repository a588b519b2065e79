//! A packed tree of boxes over runs of edges, sixteen to a box.

use super::super::damaged::Damaged;
use super::super::flat::Flat;
use super::edges::{Best, Edges, NONE, RUN_MAX, Run};
use crate::coord::{LocalPlane, LonLat};

/// Boxes under a box.
const FAN: usize = 16;
/// A box is passed over when it is farther than the best edge by more than this: the rounding of distances stays far below, even
/// for edges that span the Earth (2⁻⁵³ of 40 000 km is 5 nm).
const SLACK_M: f64 = 1e-6;

type Box4 = [f64; 4];

/// The tree; the boxes of a level follow those of the level below, and `levels` says where each begins.
#[derive(Clone, Debug)]
pub(super) struct Boxes {
    pub(super) runs: Flat<u32>,
    pub(super) hulls: Flat<Box4>,
    levels: Vec<usize>,
}

impl Boxes {
    /// Runs of edges in the order of a Z-curve over their middles, so that neighbours share boxes.
    pub(super) fn over(edges: &Edges) -> Self {
        let vertices: &[[f64; 2]] = &edges.vertices;
        let mut runs: Vec<(u64, u32, Box4)> = Vec::new();
        for arc in edges.arc_starts.windows(2) {
            for first in (arc[0]..arc[1] - 1).step_by(RUN_MAX as usize) {
                let len = (arc[1] - 1 - first).min(RUN_MAX);
                let hull = vertices[first as usize..=(first + len) as usize].iter().fold(EMPTY, |b, &[x, y]| union(b, [x, y, x, y]));
                runs.push((z_order(hull), Run::new(first, len).0, hull));
            }
        }
        runs.sort_unstable_by_key(|run| (run.0, run.1));
        let mut boxes: Vec<Box4> = runs.iter().map(|run| run.2).collect();
        let levels = levels_of(runs.len());
        for pair in levels.windows(2) {
            let above: Vec<Box4> = boxes[pair[0]..pair[1]].chunks(FAN).map(|group| group.iter().copied().fold(EMPTY, union)).collect();
            boxes.extend(above);
        }
        boxes.truncate(levels.last().copied().unwrap_or(0));
        Self { runs: runs.iter().map(|run| run.1).collect::<Vec<_>>().into(), hulls: boxes.into(), levels }
    }

    pub(super) fn from_parts(runs: Flat<u32>, boxes: Flat<Box4>, edges: &Edges) -> Result<Self, Damaged> {
        let levels = levels_of(runs.len());
        Damaged::unless(runs.iter().all(|&run| edges.holds(Run(run))), "border runs", "one leaves the vertices")?;
        Damaged::unless(levels.last() == Some(&boxes.len()), "border boxes", "not as many as the runs need")?;
        Ok(Self { runs, hulls: boxes, levels })
    }

    /// The edge nearest to a position, wherever it is.
    pub(super) fn nearest(&self, plane: LocalPlane, position: LonLat, edges: &Edges) -> Option<Best> {
        let scale = Scale { at: position.to_array(), metres_per_deg: plane.metres_per_degree() };
        let edges = edges.view();
        let mut best = NONE;
        self.descend(scale, f64::INFINITY, &mut |run| {
            edges.compare(plane, run, &mut best);
            best.squared.sqrt() + SLACK_M
        });
        best.squared.is_finite().then_some(best)
    }

    /// Visits the runs that begin nearer than a limit, the nearer boxes first; each visit says the limit from then on.
    pub(super) fn descend(&self, scale: Scale, limit: f64, visit: &mut impl FnMut(Run) -> f64) {
        let boxes: &[Box4] = &self.hulls;
        if let Some(&root) = boxes.last() {
            let mut limit = limit;
            self.descend_into(scale, (self.levels.len() - 2, 0, scale.squared_to(root)), boxes, &mut limit, visit);
        }
    }

    /// Visits the runs whose boxes come within a distance, in the order of the tree.
    pub(super) fn within(&self, scale: Scale, distance_m: f64, visit: &mut impl FnMut(Run)) {
        let boxes: &[Box4] = &self.hulls;
        let limit = distance_m * distance_m;
        let Some(&root) = boxes.last() else { return };
        let top = self.levels.len() - 2;
        // Boxes to look into, with their levels: each level adds no more than its fan.
        let mut open = Vec::with_capacity(FAN * (top + 1));
        if scale.squared_to(root) <= limit {
            open.push((top, 0));
        }
        while let Some((level, index)) = open.pop() {
            if level == 0 {
                visit(Run(self.runs[index]));
                continue;
            }
            let below = &boxes[self.levels[level - 1]..self.levels[level]];
            let near = below.iter().enumerate().skip(index * FAN).take(FAN).filter(|(_, hull)| scale.squared_to(**hull) <= limit);
            open.extend(near.map(|(child, _)| (level - 1, child)));
        }
    }

    fn descend_into(&self, scale: Scale, (level, index, squared): (usize, usize, f64), boxes: &[Box4], limit: &mut f64, visit: &mut impl FnMut(Run) -> f64) {
        if squared > *limit * *limit {
            return;
        }
        if level == 0 {
            *limit = visit(Run(self.runs[index]));
            return;
        }
        let below = &boxes[self.levels[level - 1]..self.levels[level]];
        let mut order = [(f64::INFINITY, 0usize); FAN];
        let mut count = 0;
        for (child, hull) in below.iter().enumerate().skip(index * FAN).take(FAN) {
            order[count] = (scale.squared_to(*hull), child);
            count += 1;
        }
        order[..count].sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for &(squared, child) in &order[..count] {
            self.descend_into(scale, (level - 1, child, squared), boxes, limit, visit);
        }
    }
}

/// A plane around a position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) at: [f64; 2],
    pub(super) metres_per_deg: [f64; 2],
}

impl Scale {
    /// The squared distance to the nearest point of a box.
    #[inline]
    fn squared_to(&self, [west, south, east, north]: Box4) -> f64 {
        let [x, y] = self.at;
        let dx = (west - x).max(x - east).max(0.0) * self.metres_per_deg[0];
        let dy = (south - y).max(y - north).max(0.0) * self.metres_per_deg[1];
        dx * dx + dy * dy
    }
}

/// Where each level begins, for so many runs; the last number is that of all boxes.
fn levels_of(runs: usize) -> Vec<usize> {
    let mut levels = vec![0, runs];
    let mut width = runs;
    while width > 1 {
        width = width.div_ceil(FAN);
        levels.push(levels[levels.len() - 1] + width);
    }
    levels
}

const EMPTY: Box4 = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

fn union(a: Box4, b: Box4) -> Box4 {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// The place of a box's middle on a Z-curve over the Earth.
fn z_order([west, south, east, north]: Box4) -> u64 {
    let spread = |value: f64| {
        let mut bits = ((value + 360.0) * 2_900_000.0) as u64 & 0xFFFF_FFFF;
        for (shift, mask) in
            [(16, 0x0000_FFFF_0000_FFFF_u64), (8, 0x00FF_00FF_00FF_00FF), (4, 0x0F0F_0F0F_0F0F_0F0F), (2, 0x3333_3333_3333_3333), (1, 0x5555_5555_5555_5555)]
        {
            bits = (bits | bits << shift) & mask;
        }
        bits
    };
    spread(west + east) | spread(south + north) << 1
}
