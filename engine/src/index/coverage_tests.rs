use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use geo_types::{LineString, MultiPolygon, Polygon, polygon};
use proptest::prelude::*;

use super::*;

type Edge = ([u64; 2], [u64; 2]);

fn bits(point: [f64; 2]) -> [u64; 2] {
    point.map(|v| (v + 0.0).to_bits())
}

fn edge(a: [f64; 2], b: [f64; 2]) -> Edge {
    (bits(a).min(bits(b)), bits(a).max(bits(b)))
}

/// A closed ring rotated so that its smallest vertex comes first.
fn rotated(mut ring: Vec<[f64; 2]>) -> Vec<[u64; 2]> {
    ring.pop();
    let mut ring: Vec<_> = ring.into_iter().map(bits).collect();
    ring.dedup();
    // Among equal vertices (a ring may touch itself) the smallest rotation is taken.
    let rotations = (0..ring.len()).map(|i| [&ring[i..], &ring[..i]].concat());
    rotations.min().unwrap_or_default()
}

fn points(ring: &LineString<f64>) -> Vec<[f64; 2]> {
    ring.coords().map(|c| [c.x, c.y]).collect()
}

/// Every ring is the one it was, and every edge lies in as many arcs as it has uses beyond the shared ones.
fn assert_nothing_lost(areas: &[&MultiPolygon<f64>], coverage: &Coverage) {
    for (area, polygons) in areas.iter().zip(&coverage.areas) {
        assert_eq!(area.0.len(), polygons.len());
        for (polygon, rings) in area.iter().zip(polygons) {
            let given = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            for (ring, refs) in given.zip(rings) {
                assert_eq!(rotated(coverage.ring(refs)), rotated(points(ring)));
            }
        }
    }
}

/// Areas on a lattice of labelled cells, with every vertex shifted a little; label 0 is outside.
fn lattice(labels: &[Vec<u8>], jitter: &[[f64; 2]]) -> Vec<MultiPolygon<f64>> {
    let (rows, columns) = (labels.len(), labels[0].len());
    let at = |r: isize, c: isize| if r < 0 || c < 0 { 0 } else { labels.get(r as usize).and_then(|row| row.get(c as usize)).copied().unwrap_or(0) };
    let place = |(x, y): (isize, isize)| {
        let [dx, dy] = jitter[(y as usize * (columns + 1) + x as usize) % jitter.len()];
        [x as f64 + dx, y as f64 + dy]
    };
    let names: BTreeSet<u8> = labels.iter().flatten().copied().filter(|&l| l != 0).collect();
    names
        .into_iter()
        .map(|label| {
            // Unit edges with the area on the left, then the leftmost turn at every vertex: rings touch and do not cross.
            let mut next: BTreeMap<(isize, isize), Vec<(isize, isize)>> = BTreeMap::new();
            for r in 0..rows.cast_signed() {
                for c in 0..columns.cast_signed() {
                    if at(r, c) != label {
                        continue;
                    }
                    for (from, to, beyond) in [
                        ((c, r), (c + 1, r), (r - 1, c)),
                        ((c + 1, r), (c + 1, r + 1), (r, c + 1)),
                        ((c + 1, r + 1), (c, r + 1), (r + 1, c)),
                        ((c, r + 1), (c, r), (r, c - 1)),
                    ] {
                        if at(beyond.0, beyond.1) != label {
                            next.entry(from).or_default().push(to);
                        }
                    }
                }
            }
            let mut exteriors = Vec::new();
            let mut holes = Vec::new();
            while let Some((&start, _)) = next.iter().find(|(_, tos)| !tos.is_empty()) {
                let mut ring = vec![start];
                let mut heading = (0, 0);
                loop {
                    let here = *ring.last().expect("it has a start");
                    let tos = next.get_mut(&here).expect("rings close");
                    let turn = |to: &(isize, isize)| heading.0 * (to.1 - here.1) - heading.1 * (to.0 - here.0);
                    let best = (0..tos.len()).max_by_key(|&i| turn(&tos[i])).expect("rings close");
                    let to = tos.swap_remove(best);
                    heading = (to.0 - here.0, to.1 - here.1);
                    ring.push(to);
                    if to == start {
                        break;
                    }
                }
                let doubled: isize = ring.windows(2).map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1).sum();
                let line = LineString::from(ring.into_iter().map(place).collect::<Vec<_>>());
                if doubled > 0 { exteriors.push(line) } else { holes.push(line) }
            }
            let mut polygons: Vec<_> = exteriors.into_iter().map(|e| Polygon::new(e, vec![])).collect();
            for hole in holes {
                polygons[0].interiors_push(hole);
            }
            MultiPolygon(polygons)
        })
        .collect()
}

fn lattices() -> impl Strategy<Value = (Vec<Vec<u8>>, Vec<[f64; 2]>)> {
    let labels = (2..7_usize, 2..7_usize).prop_flat_map(|(r, c)| prop::collection::vec(prop::collection::vec(0..4_u8, c), r));
    (labels, prop::collection::vec([-0.3..0.3_f64, -0.3..0.3_f64], 64))
}

proptest! {
    #[test]
    fn rings_come_back_from_their_arcs((labels, jitter) in lattices()) {
        let areas = lattice(&labels, &jitter);
        let areas: Vec<_> = areas.iter().collect();
        assert_nothing_lost(&areas, &Coverage::build(&areas));
    }

    #[test]
    fn every_edge_of_a_clean_coverage_lies_in_one_arc_with_both_its_areas((labels, jitter) in lattices()) {
        let areas = lattice(&labels, &jitter);
        let mut expected: BTreeMap<Edge, BTreeSet<u32>> = BTreeMap::new();
        for (i, area) in (0..).zip(&areas) {
            for ring in area.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
                points(ring).windows(2).for_each(|w| { expected.entry(edge(w[0], w[1])).or_default().insert(i); });
            }
        }
        let coverage = Coverage::build(&areas.iter().collect::<Vec<_>>());
        let mut found = BTreeMap::new();
        for arc in &coverage.arcs {
            prop_assert!(arc.left != arc.right);
            for w in arc.points.windows(2) {
                let before = found.insert(edge(w[0], w[1]), arc.left.into_iter().chain(arc.right).collect());
                prop_assert!(before.is_none(), "an edge in two arcs");
            }
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn the_order_of_areas_changes_names_only((labels, jitter) in lattices()) {
        let areas = lattice(&labels, &jitter);
        let n = u32::try_from(areas.len()).expect("few");
        let edges = |areas: &[&MultiPolygon<f64>], back: bool| -> BTreeSet<(Edge, bool, Option<u32>, Option<u32>)> {
            let name = |side: Option<u32>| side.map(|s| if back { n - 1 - s } else { s });
            Coverage::build(areas).arcs.iter().flat_map(|arc| arc.points.windows(2).map(move |w| {
                let forward = bits(w[0]) < bits(w[1]);
                let (left, right) = if forward { (arc.left, arc.right) } else { (arc.right, arc.left) };
                (edge(w[0], w[1]), false, name(left), name(right))
            }).collect::<Vec<_>>()).collect()
        };
        let there: Vec<_> = areas.iter().collect();
        let back: Vec<_> = areas.iter().rev().collect();
        prop_assert_eq!(edges(&there, false), edges(&back, true));
    }
}

#[test]
fn two_squares_share_one_arc_and_know_their_sides() {
    let west = MultiPolygon(vec![polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)]]);
    // Wound the wrong way round on purpose: sides follow the interior, not the winding.
    let east = MultiPolygon(vec![polygon![(x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 0.0)]]);
    let coverage = Coverage::build(&[&west, &east]);
    let shared: Vec<_> = coverage.arcs.iter().filter(|a| a.left.is_some() && a.right.is_some()).collect();
    assert_eq!(shared, [&BorderArc { points: vec![[1.0, 0.0], [1.0, 1.0]], left: Some(0), right: Some(1) }]);
    assert_eq!(coverage.arcs.len(), 3);
}

#[test]
fn an_island_in_a_hole_is_one_closed_arc() {
    let ring = |a: f64, b: f64| LineString::from(vec![[a, a], [b, a], [b, b], [a, b], [a, a]]);
    let lake = MultiPolygon(vec![Polygon::new(ring(0.0, 3.0), vec![ring(1.0, 2.0)])]);
    let island = MultiPolygon(vec![Polygon::new(ring(1.0, 2.0), vec![])]);
    let coverage = Coverage::build(&[&lake, &island]);
    assert_eq!(coverage.arcs.len(), 2);
    assert_eq!((coverage.arcs[1].left, coverage.arcs[1].right), (Some(1), Some(0)));
    assert_eq!(coverage.arcs[1].points.len(), 5);
    assert_nothing_lost(&[&lake, &island], &coverage);
}

#[test]
fn dirty_data_loses_nothing() {
    let square = MultiPolygon(vec![polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)]]);
    let spike = MultiPolygon(vec![polygon![(x: 1.0, y: 0.0), (x: 2.0, y: 0.0), (x: 3.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 1.0), (x: 1.0, y: 1.0)]]);
    let twice = MultiPolygon(vec![square.0[0].clone(), square.0[0].clone()]);
    let flat = MultiPolygon(vec![polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0)]]);
    let nothing = MultiPolygon(vec![Polygon::new(LineString(vec![]), vec![])]);
    for areas in [vec![&square, &square, &square], vec![&square, &spike], vec![&twice, &spike], vec![&flat, &square], vec![&nothing, &flat]] {
        assert_nothing_lost(&areas, &Coverage::build(&areas));
    }
    let thrice = Coverage::build(&[&square, &square, &square]);
    assert_eq!(thrice.arcs.len(), 12, "each of the four edges is an arc of its own for each of the three");
}

#[test]
fn the_real_counties_come_back_from_their_arcs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/jilin/boundaries/current/county.geojson");
    let text = std::fs::read_to_string(&path).expect("the demo data is committed");
    let json: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
    let areas: Vec<MultiPolygon<f64>> = json["features"].as_array().expect("features").iter().map(|f| territory(&f["geometry"])).collect();
    let areas: Vec<_> = areas.iter().collect();
    let coverage = Coverage::build(&areas);
    assert_nothing_lost(&areas, &coverage);
    let shared = coverage.arcs.iter().filter(|a| a.left.is_some() && a.right.is_some()).count();
    assert!(coverage.arcs.iter().all(|a| a.left != a.right));
    assert!((142..400).contains(&shared), "DOMAIN §2 counts about 142 pairs that touch; shared arcs: {shared}");
}

fn territory(geometry: &serde_json::Value) -> MultiPolygon<f64> {
    let ring = |value: &serde_json::Value| LineString::from(serde_json::from_value::<Vec<[f64; 2]>>(value.clone()).expect("positions"));
    let polygon = |value: &serde_json::Value| {
        let mut rings = value.as_array().expect("rings").iter().map(ring);
        Polygon::new(rings.next().expect("an exterior"), rings.collect())
    };
    match geometry["type"].as_str() {
        Some("Polygon") => MultiPolygon(vec![polygon(&geometry["coordinates"])]),
        _ => MultiPolygon(geometry["coordinates"].as_array().expect("polygons").iter().map(polygon).collect()),
    }
}
