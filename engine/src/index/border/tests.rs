//! Against a linear scan in the local plane.

use super::*;
use crate::coord::geodesic;
use crate::index::BorderArc;
use proptest::prelude::*;

/// What the scan orders edges by: the distance, then the lowest areas, then the lowest place.
type Key = (f64, u32, u32, [f64; 2], [f64; 2]);

/// The nearest edge by looking at all of them.
fn scan(coverage: &Coverage, at: LonLat) -> Option<NearestBorder> {
    let plane = LocalPlane::at(at);
    let mut best: Option<(Key, NearestBorder)> = None;
    for arc in &coverage.arcs {
        for ends in arc.points.windows(2) {
            let foot = plane.nearest_on_edge(ends[0], ends[1]);
            let squared = foot.east_m * foot.east_m + foot.north_m * foot.north_m;
            let (left, right) = (arc.left.unwrap_or(u32::MAX), arc.right.unwrap_or(u32::MAX));
            let key = (squared, left.min(right), left.max(right), ends[0], ends[1]);
            if best.as_ref().is_none_or(|best| key < best.0) {
                let [lon, lat] = plane.unproject(foot);
                let nearest = position(lon.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0));
                let distance = crate::coord::distance(at, nearest);
                best = Some((key, NearestBorder { distance, nearest, sides: [arc.left, arc.right] }));
            }
        }
    }
    best.map(|best| best.1)
}

fn check(coverage: &Coverage, from: &[LonLat]) -> Result<(), TestCaseError> {
    let index = BorderIndex::new(coverage);
    let index = BorderIndex::from_parts(index.parts()).expect("its own parts");
    let (lon, lat): (Vec<f64>, Vec<f64>) = from.iter().map(|p| (p.lon(), p.lat())).unzip();
    let (mut distance_m, mut sides) = (vec![0.0; from.len()], vec![[0; 2]; from.len()]);
    index.nearest_batch(&lon, &lat, &mut distance_m, &mut sides);
    for (&from, (distance_m, sides)) in from.iter().zip(distance_m.into_iter().zip(sides)) {
        let single = index.nearest(from);
        let batch = (!distance_m.is_nan()).then_some((Metres(distance_m), sides.map(|side| (side != NO_AREA).then_some(side))));
        prop_assert_eq!(single.map(|found| (found.distance, found.sides)), batch, "{:?}", from);
        prop_assert_eq!(single, scan(coverage, from), "{:?}", from);
        if let Some(found) = single {
            let true_m = geodesic(from, found.nearest).get();
            prop_assert!((found.distance.get() - true_m).abs() <= 1e-3_f64.min(crate::coord::error_m(true_m)), "{:?}", from);
        }
    }
    Ok(())
}

fn lines(lines: Vec<Vec<[f64; 2]>>) -> Coverage {
    let arcs = (0..).zip(lines).map(|(i, points)| BorderArc { points, left: Some(i), right: None });
    Coverage { arcs: arcs.collect(), areas: Vec::new() }
}

fn position(lon: f64, lat: f64) -> LonLat {
    LonLat::new([lon, lat]).expect("in range")
}

fn positions(lon: std::ops::Range<f64>, lat: std::ops::Range<f64>, count: usize) -> impl Strategy<Value = Vec<LonLat>> {
    proptest::collection::vec((lon, lat).prop_map(|(x, y)| position(x, y)), 1..count)
}

/// Wandering lines: a start, and steps of a given size.
fn wandering(lon: std::ops::Range<f64>, lat: std::ops::Range<f64>, step: f64, count: usize) -> impl Strategy<Value = Vec<Vec<[f64; 2]>>> {
    let line = ((lon, lat), proptest::collection::vec((-step..step, -step..step), 1..40)).prop_map(|((x, y), steps)| {
        let mut at = [x, y];
        std::iter::once(at)
            .chain(steps.into_iter().map(|(dx, dy)| {
                at = [(at[0] + dx).clamp(-180.0, 180.0), (at[1] + dy).clamp(-90.0, 90.0)];
                at
            }))
            .collect::<Vec<_>>()
    });
    proptest::collection::vec(line, 1..count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn in_jilin_the_nearest_edge_is_that_of_a_linear_scan(l in wandering(121.0..131.0, 40.0..46.0, 0.05, 12), from in positions(120.0..132.0, 39.0..47.0, 150)) {
        check(&lines(l), &from)?;
    }

    #[test]
    fn among_long_edges_over_china_the_nearest_is_that_of_a_linear_scan(l in wandering(73.0..135.0, 18.0..54.0, 8.0, 12), from in positions(70.0..140.0, 10.0..60.0, 150)) {
        check(&lines(l), &from)?;
    }

    #[test]
    fn all_over_the_earth_the_nearest_edge_is_that_of_a_linear_scan(l in wandering(-180.0..180.0, -90.0..90.0, 20.0, 12), from in positions(-180.0..180.0, -90.0..90.0, 150)) {
        check(&lines(l), &from)?;
    }

    #[test]
    fn near_the_poles_and_the_antimeridian_the_nearest_edge_is_that_of_a_linear_scan(l in wandering(178.0..180.0, 80.0..90.0, 0.5, 12), from in positions(176.0..180.0, 79.0..90.0, 100)) {
        check(&lines(l), &from)?;
    }

    #[test]
    fn on_a_lattice_equal_distances_go_to_the_lowest_areas(l in proptest::collection::vec(proptest::collection::vec((0i32..8, 0i32..8), 2..6), 1..30), from in proptest::collection::vec((0i32..32, 0i32..32), 1..100)) {
        let at = |x: i32, y: i32, step: f64| [125.0 + f64::from(x) * step, 43.0 + f64::from(y) * step];
        let l = l.into_iter().map(|line| line.into_iter().map(|(x, y)| at(x, y, 0.0625)).collect()).collect();
        let from: Vec<LonLat> = from.into_iter().map(|(x, y)| LonLat::new(at(x, y, 0.015_625)).expect("in range")).collect();
        check(&lines(l), &from)?;
    }

    #[test]
    fn positions_on_and_beside_edges_are_answered_as_by_a_scan(l in wandering(125.0..126.0, 43.0..44.0, 0.02, 20), which in proptest::collection::vec((0usize..20, 0usize..40, 0.0..1.0f64, -1e-7..1e-7f64), 1..100)) {
        let from: Vec<LonLat> = which.into_iter().map(|(i, j, t, off)| {
            let line = &l[i % l.len()];
            let (a, b) = (line[j % (line.len() - 1)], line[j % (line.len() - 1) + 1]);
            let t = if t < 0.2 { 0.0 } else { t };
            position(a[0] + t * (b[0] - a[0]) + off, a[1] + t * (b[1] - a[1]))
        }).collect();
        check(&lines(l), &from)?;
    }
}

#[test]
fn without_edges_there_is_no_border() {
    check(&lines(Vec::new()), &[position(125.0, 43.0)]).expect("none");
    assert_eq!(BorderIndex::new(&lines(Vec::new())).nearest(position(125.0, 43.0)), None);
}

#[test]
fn one_edge_and_edges_without_length_are_found() {
    for line in [vec![[125.0, 43.0], [125.0, 43.0]], vec![[125.0, 43.0], [126.0, 44.0]], vec![[125.0, 43.0], [125.0, 43.0], [125.1, 43.0]]] {
        check(&lines(vec![line]), &[position(125.0, 43.0), position(125.05, 43.1), position(0.0, 0.0), position(125.0, 90.0)]).expect("as by a scan");
    }
}

#[test]
fn at_equal_distance_the_lower_area_is_named_whatever_the_order() {
    let corner = [125.0, 43.0];
    let ends = [[125.1, 43.0], [125.0, 43.1], [124.9, 43.0], [125.0, 42.9]];
    for turn in 0..4 {
        let arcs = (0..4).map(|i| BorderArc { points: vec![corner, ends[(i + turn) % 4]], left: Some(((i + turn) % 4) as u32), right: Some(9) });
        let index = BorderIndex::new(&Coverage { arcs: arcs.collect(), areas: Vec::new() });
        assert_eq!(index.nearest(position(125.0, 43.0)).expect("edges").sides, [Some(0), Some(9)]);
    }
}

#[test]
fn what_is_no_position_has_no_border() {
    let index = BorderIndex::new(&lines(vec![vec![[125.0, 43.0], [126.0, 44.0]]]));
    let (mut distance_m, mut sides) = ([0.5; 4], [[7; 2]; 4]);
    index.nearest_batch(&[f64::NAN, 125.0, 181.0, 125.0], &[43.0, f64::INFINITY, 43.0, 43.0], &mut distance_m, &mut sides);
    assert!(distance_m[..3].iter().all(|metres| metres.is_nan()) && distance_m[3] == 0.0);
    assert_eq!(sides, [[NO_AREA; 2], [NO_AREA; 2], [NO_AREA; 2], [0, NO_AREA]]);
}

#[test]
fn damaged_parts_are_refused() {
    let line = (0..500).map(|i| [125.0 + f64::from(i) * 0.01, 43.0 + f64::from(i % 7) * 0.01]).collect();
    let parts = BorderIndex::new(&lines(vec![line])).parts();
    let broken: [fn(&mut BorderParts); 11] = [
        |p| p.vertices = p.vertices[1..].to_vec().into(),
        |p| p.vertices = vec![[f64::NAN; 2]; p.vertices.len()].into(),
        |p| p.arc_starts = vec![0, 400].into(),
        |p| p.sides = vec![].into(),
        |p| p.arc_hints = vec![1; p.arc_hints.len()].into(),
        |p| p.runs = vec![u32::MAX; p.runs.len()].into(),
        |p| p.boxes = p.boxes[1..].to_vec().into(),
        |p| p.frame.cols += 1,
        |p| p.tops = vec![p.nodes.len() as u32; p.tops.len()].into(),
        |p| p.lists = p.lists.iter().map(|run| run & !(1 << 31)).collect::<Vec<_>>().into(),
        |p| p.lists = vec![u32::MAX; p.lists.len()].into(),
    ];
    assert!(BorderIndex::from_parts(parts.clone()).is_ok());
    for (i, breaking) in broken.into_iter().enumerate() {
        let mut parts = parts.clone();
        breaking(&mut parts);
        assert!(BorderIndex::from_parts(parts).is_err(), "{i}");
    }
}
