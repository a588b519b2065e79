//! Whether areas that should tile a territory do: gaps between them, and overlaps.
//!
//! 1. In a clean coverage every edge inside has an area on both sides. Edges with one side form the rings around what is not
//!    covered: the outside, and each gap.
//! 2. Two areas can only overlap where at least one edge of each has a single side, so only such pairs are intersected.

use std::collections::HashMap;

use geo::{Area, BooleanOps, BoundingRect, GeodesicArea, InteriorPoint, Intersects};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;

use super::Coverage;
use crate::units::SquareMetres;

/// A place that no area covers though areas surround it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// A point in it, `[lon, lat]`.
    pub at: [f64; 2],
    /// How large it is.
    pub area: SquareMetres,
}

/// A place that two areas cover.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap {
    /// The two areas, lower first.
    pub areas: [u32; 2],
    /// A point in it, `[lon, lat]`.
    pub at: [f64; 2],
    /// How large it is.
    pub area: SquareMetres,
}

/// Overlaps below this are rounding of the overlay's integer grid, not territory.
const LEAST_OVERLAP: SquareMetres = SquareMetres(1.0);

/// Finds every gap, largest first.
pub fn gaps(coverage: &Coverage) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = uncovered_rings(coverage).into_iter().filter_map(gap_in).collect();
    gaps.sort_by(|a, b| b.area.0.total_cmp(&a.area.0).then(a.at[0].total_cmp(&b.at[0])).then(a.at[1].total_cmp(&b.at[1])));
    gaps
}

/// Finds every pair of overlapping areas, in order.
pub fn overlaps(areas: &[&MultiPolygon<f64>], coverage: &Coverage) -> Vec<Overlap> {
    let mut open: Vec<u32> = coverage
        .arcs
        .iter()
        .filter_map(|arc| match (arc.left, arc.right) {
            (Some(area), None) | (None, Some(area)) => Some(area),
            _ => None,
        })
        .collect();
    open.sort_unstable();
    open.dedup();
    let boxes: Vec<_> = areas.iter().map(|area| area.bounding_rect()).collect();
    let meets = |a: u32, b: u32| matches!((boxes[a as usize], boxes[b as usize]), (Some(a), Some(b)) if a.intersects(&b));
    let pairs: Vec<[u32; 2]> = open.iter().enumerate().flat_map(|(i, &a)| open[i + 1..].iter().map(move |&b| [a, b])).filter(|&[a, b]| meets(a, b)).collect();
    pairs
        .into_par_iter()
        .filter_map(|[a, b]| {
            let shared = areas[a as usize].intersection(areas[b as usize]);
            let area = SquareMetres(shared.geodesic_area_unsigned());
            let at = shared.interior_point()?;
            (area >= LEAST_OVERLAP).then(|| Overlap { areas: [a, b], at: [at.x(), at.y()], area })
        })
        .collect()
}

/// A ring walked with the uncovered side to its right is counter-clockwise around the outside and clockwise around a gap.
fn gap_in(ring: Vec<[f64; 2]>) -> Option<Gap> {
    // Turned round, because a geodesic area lies to the left of its ring and would otherwise be the rest of the Earth.
    let exterior: LineString<f64> = ring.into_iter().rev().map(|[x, y]| Coord { x, y }).collect();
    let polygon = Polygon::new(exterior, Vec::new());
    if polygon.signed_area() <= 0.0 {
        return None;
    }
    let at = polygon.interior_point()?;
    Some(Gap { at: [at.x(), at.y()], area: SquareMetres(polygon.geodesic_area_unsigned()) })
}

/// Chains the one-sided arcs into rings, each with the covered side to the left.
fn uncovered_rings(coverage: &Coverage) -> Vec<Vec<[f64; 2]>> {
    let mut arcs: Vec<Vec<[f64; 2]>> = Vec::new();
    for arc in &coverage.arcs {
        match (arc.left, arc.right) {
            (Some(_), None) => arcs.push(arc.points.clone()),
            (None, Some(_)) => arcs.push(arc.points.iter().rev().copied().collect()),
            _ => {}
        }
    }
    let mut leaving: HashMap<[u64; 2], Vec<usize>> = HashMap::new();
    for (i, arc) in arcs.iter().enumerate() {
        leaving.entry(bits(arc[0])).or_default().push(i);
    }
    let mut used = vec![false; arcs.len()];
    let mut rings = Vec::new();
    for start in 0..arcs.len() {
        if used[start] {
            continue;
        }
        let mut ring = Vec::new();
        let mut current = start;
        loop {
            used[current] = true;
            let arc = &arcs[current];
            ring.extend_from_slice(&arc[..arc.len() - 1]);
            let (before, node) = (arc[arc.len() - 2], arc[arc.len() - 1]);
            if bits(node) == bits(arcs[start][0]) {
                break;
            }
            // Where several arcs leave, the first one counter-clockwise from where we came keeps the same uncovered face to the right.
            let next = leaving.get(&bits(node)).into_iter().flatten().copied().filter(|&i| !used[i]);
            let Some(next) = next.min_by(|&a, &b| turn(node, before, arcs[a][1]).total_cmp(&turn(node, before, arcs[b][1]))) else { break };
            current = next;
        }
        rings.push(ring);
    }
    rings
}

/// Counter-clockwise angle at a node from one neighbour to another, in (0, 2π].
fn turn(node: [f64; 2], from: [f64; 2], to: [f64; 2]) -> f64 {
    let angle = |p: [f64; 2]| (p[1] - node[1]).atan2(p[0] - node[0]);
    let turned = (angle(to) - angle(from)).rem_euclid(std::f64::consts::TAU);
    if turned == 0.0 { std::f64::consts::TAU } else { turned }
}

/// Exact identity of a vertex; negative zero is zero.
fn bits([x, y]: [f64; 2]) -> [u64; 2] {
    [(x + 0.0).to_bits(), (y + 0.0).to_bits()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::Rect;

    fn square(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![Rect::new((west, south), (east, north)).to_polygon()])
    }

    /// Nine unit squares around (126, 44) without those listed.
    fn grid_without(missing: &[(i32, i32)]) -> Vec<MultiPolygon<f64>> {
        let cells = (0..3).flat_map(|x| (0..3).map(move |y| (x, y))).filter(|cell| !missing.contains(cell));
        cells.map(|(x, y)| square(125.0 + f64::from(x), 43.0 + f64::from(y), 126.0 + f64::from(x), 44.0 + f64::from(y))).collect()
    }

    fn gaps_of(areas: &[MultiPolygon<f64>]) -> Vec<Gap> {
        gaps(&Coverage::build(&areas.iter().collect::<Vec<_>>()))
    }

    #[test]
    fn a_full_grid_has_no_gap_and_no_overlap() {
        let areas = grid_without(&[]);
        let references: Vec<_> = areas.iter().collect();
        assert_eq!(gaps_of(&areas), []);
        assert_eq!(overlaps(&references, &Coverage::build(&references)), []);
    }

    #[test]
    fn a_missing_middle_is_one_gap_and_a_missing_corner_is_none() {
        let found = gaps_of(&grid_without(&[(1, 1)]));
        assert_eq!(found.len(), 1);
        assert!((found[0].at[0] - 126.5).abs() < 0.5 && (found[0].at[1] - 44.5).abs() < 0.5);
        assert!((8.0e9..9.0e9).contains(&found[0].area.0), "a square degree at 44°N is about 8 900 km²: {:?}", found[0].area);
        assert_eq!(gaps_of(&grid_without(&[(0, 0)])), []);
    }

    #[test]
    fn overlapping_squares_are_named_with_their_area() {
        let areas = [square(125.0, 43.0, 126.0, 44.0), square(125.9, 43.0, 127.0, 44.0), square(130.0, 43.0, 131.0, 44.0)];
        let references: Vec<_> = areas.iter().collect();
        let found = overlaps(&references, &Coverage::build(&references));
        assert_eq!(found.iter().map(|o| o.areas).collect::<Vec<_>>(), [[0, 1]]);
        assert!((8.0e8..9.5e8).contains(&found[0].area.0), "{:?}", found[0].area);
    }

    #[test]
    fn an_area_inside_another_overlaps_it() {
        let areas = [square(125.0, 43.0, 126.0, 44.0), square(125.4, 43.4, 125.6, 43.6)];
        let references: Vec<_> = areas.iter().collect();
        assert_eq!(overlaps(&references, &Coverage::build(&references)).len(), 1);
    }
}
