//! Directed runs of edges → closed rings.

use geo_types::{Coord, LineString};
use rustc_hash::FxHashMap;

use crate::index::Coverage;

/// Points, and the area to their left.
pub(super) type Run = (Vec<[f64; 2]>, u32);

/// The arcs that have an area on one side only, each with it to the left.
pub(super) fn single_sided(coverage: &Coverage) -> Vec<Run> {
    let run = |arc: &crate::index::BorderArc| match (arc.left, arc.right) {
        (Some(area), None) => Some((arc.points.clone(), area)),
        (None, Some(area)) => Some((arc.points.iter().rev().copied().collect(), area)),
        _ => None,
    };
    coverage.arcs.iter().filter_map(run).collect()
}

/// Chains runs into rings. As many runs end in a point as begin there, so each chain comes back to where it began; which way it takes
/// where several runs leave does not matter to what all rings together wind around.
pub(super) fn closed<'a>(runs: impl Iterator<Item = &'a [[f64; 2]]>) -> Vec<LineString<f64>> {
    let runs: Vec<&[[f64; 2]]> = runs.filter(|run| run.len() > 1).collect();
    let mut leaving: FxHashMap<[u64; 2], Vec<usize>> = FxHashMap::default();
    for (i, run) in runs.iter().enumerate().rev() {
        leaving.entry(bits(run[0])).or_default().push(i);
    }
    let mut used = vec![false; runs.len()];
    let mut rings = Vec::new();
    for start in 0..runs.len() {
        if used[start] {
            continue;
        }
        let begun = bits(runs[start][0]);
        let mut ring: Vec<Coord<f64>> = Vec::new();
        let mut current = Some(start);
        while let Some(run) = current {
            used[run] = true;
            ring.extend(runs[run][..runs[run].len() - 1].iter().map(|&[x, y]| Coord { x, y }));
            let end = bits(runs[run][runs[run].len() - 1]);
            let next = leaving.get_mut(&end).filter(|_| end != begun);
            current = next.and_then(|next| std::iter::from_fn(|| next.pop()).find(|&run| !used[run]));
        }
        ring.extend(ring.first().copied());
        rings.push(LineString(ring));
    }
    rings
}

/// Exact identity of a vertex; negative zero is zero.
pub(super) fn bits([x, y]: [f64; 2]) -> [u64; 2] {
    [(x + 0.0).to_bits(), (y + 0.0).to_bits()]
}
