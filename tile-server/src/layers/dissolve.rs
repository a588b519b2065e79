//! Polygons from the arcs around them.

use geo::{Area, BoundingRect, Contains, InteriorPoint};
use geo_types::{LineString, MultiPolygon, Polygon};

use bailiwick_engine::index::ArcRef;

use super::edges::Edges;

/// The polygons whose outline some closed chains of arcs are, each with the interior on its left.
///
/// 1. A chain that passes a node twice is taken apart there. 2. Rings that run against the clock are shells, the others holes.
/// 3. Each hole goes to the smallest shell around it.
pub(super) fn polygons(edges: &Edges, chains: &[Vec<ArcRef>]) -> MultiPolygon<f64> {
    let rings = chains.iter().flat_map(|chain| simple_rings(edges, chain));
    let signed = rings.map(|ring| {
        let polygon = Polygon::new(ring, vec![]);
        (polygon.signed_area(), polygon)
    });
    let (mut shells, holes): (Vec<_>, Vec<_>) = signed.filter(|(area, _)| *area != 0.0).partition(|(area, _)| *area > 0.0);
    // The smallest first, so that the first one around a hole is its own.
    shells.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut polygons: Vec<Polygon<f64>> = shells.into_iter().map(|(_, polygon)| polygon).collect();
    let outlines: Vec<Polygon<f64>> = polygons.clone();
    for (_, hole) in holes {
        let Some((inside, rectangle)) = hole.interior_point().zip(hole.bounding_rect()) else { continue };
        let is_around = |shell: &Polygon<f64>| shell.bounding_rect().is_some_and(|r| r.contains(&rectangle) || r == rectangle) && shell.contains(&inside);
        if let Some(own) = outlines.iter().position(is_around) {
            polygons[own].interiors_push(hole.exterior().clone());
        }
    }
    MultiPolygon(polygons)
}

/// The rings of a chain that pass no node twice.
fn simple_rings(edges: &Edges, chain: &[ArcRef]) -> Vec<LineString<f64>> {
    let node = |r: &ArcRef, is_end: bool| {
        let arc = &edges.arcs()[r.arc as usize];
        let point = if r.reversed == is_end { arc.first() } else { arc.last() };
        point.copied().unwrap_or_default().map(f64::to_bits)
    };
    let mut rings = Vec::new();
    let mut open: Vec<ArcRef> = Vec::new();
    for r in chain {
        open.push(*r);
        let end = node(r, true);
        if let Some(start) = open.iter().position(|earlier| node(earlier, false) == end) {
            rings.push(edges.line(&open.split_off(start)));
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use bailiwick_engine::index::Coverage;
    use geo::{Relate, Validation};
    use geo_types::Rect;

    use super::*;

    /// The areas drawn from their arcs.
    fn there_and_back(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        let coverage = Coverage::build(&[area]);
        let edges = Edges::new(coverage.arcs.iter().map(|arc| arc.points.clone()).collect());
        let refs: Vec<ArcRef> = (0..).zip(&coverage.arcs).map(|(arc, border)| ArcRef { arc, reversed: border.left.is_none() }).collect();
        polygons(&edges, &super::super::chain::chains(&refs, &coverage.arcs))
    }

    #[test]
    fn shells_holes_and_islands_in_holes_come_back() {
        let square = |low: f64, high: f64| Rect::new((low, low), (high, high)).to_polygon();
        let ring = |low, high| square(low, high).exterior().clone();
        let area = MultiPolygon(vec![
            Polygon::new(ring(0.0, 10.0), vec![ring(1.0, 9.0)]),
            Polygon::new(ring(2.0, 8.0), vec![ring(3.0, 4.0), ring(4.0, 5.0)]),
            square(20.0, 21.0),
        ]);
        let back = there_and_back(&area);
        assert!(back.is_valid(), "{:?}", back.check_validation());
        assert!(back.relate(&area).is_equal_topo(), "{back:?}");
    }
}
