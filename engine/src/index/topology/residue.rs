//! What remains of the outline of a group of areas when the edges of a polygon are taken away that should be the same.

use geo_types::{LineString, MultiPolygon};
use rustc_hash::FxHashMap;

use super::rings::{bits, closed};
use crate::index::Coverage;

/// From one point to another.
type Edge = [[f64; 2]; 2];

/// The outlines of groups of areas, as arcs of their coverage.
pub struct Outlines<'a> {
    coverage: &'a Coverage,
    /// For each group its arcs, and whether the group lies to their right.
    arcs: Vec<Vec<(u32, bool)>>,
}

impl<'a> Outlines<'a> {
    /// Finds the arcs around each of `groups` groups. `group` says of each area which it belongs to, if any.
    pub fn new(coverage: &'a Coverage, groups: usize, group: impl Fn(u32) -> Option<usize>) -> Self {
        let mut arcs = vec![Vec::new(); groups];
        for (arc, number) in coverage.arcs.iter().zip(0..) {
            let (left, right) = (arc.left.and_then(&group), arc.right.and_then(&group));
            if left != right {
                for (group, is_turned) in [(left, false), (right, true)] {
                    if let Some(group) = group {
                        arcs[group].push((number, is_turned));
                    }
                }
            }
        }
        Self { coverage, arcs }
    }

    /// The directed edges around a group, which lies to their left.
    fn edges(&self, group: usize) -> impl Iterator<Item = Edge> + '_ {
        self.arcs[group].iter().flat_map(|&(arc, turned)| {
            let points = &self.coverage.arcs[arc as usize].points;
            points.windows(2).map(move |edge| if turned { [edge[1], edge[0]] } else { [edge[0], edge[1]] })
        })
    }
}

/// Rings that wind around a place as often as areas of the group cover it, less one if the polygon does. None where the polygon is the
/// union of the group, edge by edge. `polygon` has its exteriors counter-clockwise and its holes clockwise.
pub fn residue(outlines: &Outlines, group: usize, polygon: &MultiPolygon<f64>) -> Vec<LineString<f64>> {
    let frame = || {
        let rings = polygon.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        rings.flat_map(LineString::lines).map(|line| [[line.start.x, line.start.y], [line.end.x, line.end.y]]).filter(|[from, to]| bits(*from) != bits(*to))
    };
    // Edge by edge the same, nearly always: then the sums of their hashes are, and nothing has to be remembered.
    if fingerprint(outlines.edges(group)) == fingerprint(frame()) {
        return Vec::new();
    }
    let mut turns: FxHashMap<[[u64; 2]; 2], (i32, Edge)> = FxHashMap::default();
    let mut count = |[from, to]: Edge, once: i32| {
        let (key, edge, once) = if bits(from) < bits(to) { ([bits(from), bits(to)], [from, to], once) } else { ([bits(to), bits(from)], [to, from], -once) };
        turns.entry(key).or_insert((0, edge)).0 += once;
    };
    outlines.edges(group).for_each(|edge| count(edge, 1));
    frame().for_each(|edge| count(edge, -1));
    let mut rest: Vec<_> = turns.into_iter().filter(|(_, (turns, _))| *turns != 0).collect();
    // The order of hashing must not be seen.
    rest.sort_unstable_by_key(|(key, _)| *key);
    let runs: Vec<Edge> = rest
        .into_iter()
        .flat_map(|(_, (turns, [from, to]))| std::iter::repeat_n(if turns > 0 { [from, to] } else { [to, from] }, turns.unsigned_abs() as usize))
        .collect();
    closed(runs.iter().map(<[_; 2]>::as_slice))
}

/// Number of edges, and two independent sums over them that do not depend on their order. That different edges agree in all three would
/// take a chance of one in 2¹²⁸.
fn fingerprint(edges: impl Iterator<Item = Edge>) -> (u64, u64, u64) {
    edges.fold((0, 0, 0), |(count, one, other), [from, to]| {
        let [[a, b], [c, d]] = [bits(from), bits(to)];
        let mixed = [a, b, c, d].iter().fold(0x9E37_79B9_7F4A_7C15, |state, part| mix(state ^ part));
        (count + 1, one.wrapping_add(mixed), other.wrapping_add(mix(mixed ^ 0xD1B5_4A32_D192_ED03)))
    })
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
