//! Against a linear scan with Karney.

use super::*;
use crate::coord::{distance, geodesic};
use crate::units::Metres;
use proptest::prelude::*;

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new([lon, lat]).expect("on Earth")
}

fn scan(points: &[LonLat], from: LonLat, radius: Metres) -> Vec<u32> {
    let mut found: Vec<(f64, u32)> = (0..).zip(points).map(|(i, p)| (geodesic(from, *p).get(), i)).filter(|(m, _)| *m <= radius.get()).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found.into_iter().map(|(_, i)| i).collect()
}

/// Single, batch and list agree with the scan, and the distance is the closed formula's.
fn check(points: &[LonLat], from: &[LonLat], radius: Metres) -> Result<(), TestCaseError> {
    let index = PointIndex::new(points.to_vec());
    let index = PointIndex::from_parts(index.parts()).expect("its own parts");
    let (lon, lat): (Vec<f64>, Vec<f64>) = from.iter().map(|p| (p.lon(), p.lat())).unzip();
    let mut out = vec![Some((7, Metres(7.0))); from.len()];
    index.nearest_within_batch(&lon, &lat, radius, &mut out);
    for (&from, batch) in from.iter().zip(out) {
        let expected = scan(points, from, radius);
        let single = index.nearest_within(from, radius);
        prop_assert_eq!(single, batch, "{:?}", from);
        prop_assert_eq!(single.map(|(i, _)| i), expected.first().copied(), "{:?}", from);
        if let Some((i, m)) = single {
            prop_assert!(m == distance(from, points[i as usize]) || m == radius);
        }
        let within: Vec<u32> = index.within(from, radius).into_iter().map(|(i, _)| i).collect();
        prop_assert_eq!(within, expected);
    }
    Ok(())
}

fn places(lon: std::ops::Range<f64>, lat: std::ops::Range<f64>, count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<LonLat>> {
    proptest::collection::vec((lon, lat).prop_map(|(x, y)| at(if x > 180.0 { x - 360.0 } else { x }, y)), count)
}

proptest! {
    #[test]
    fn in_jilin_the_answers_are_those_of_a_linear_scan(points in places(124.9..125.1, 43.4..43.6, 0..200), from in places(124.8..125.2, 43.3..43.7, 1..40), radius_m in 0.0..9000.0f64) {
        check(&points, &from, Metres(radius_m))?;
    }

    #[test]
    fn anywhere_with_any_radius_the_answers_are_those_of_a_linear_scan(points in places(-180.0..180.0, -90.0..90.0, 0..200), from in places(-180.0..180.0, -90.0..90.0, 1..20), exponent in 0.0..7.4f64) {
        check(&points, &from, Metres(10f64.powf(exponent)))?;
    }

    #[test]
    fn across_the_antimeridian_the_answers_are_those_of_a_linear_scan(points in places(179.9..180.1, -0.1..0.1, 1..150), from in places(179.9..180.1, -0.1..0.1, 1..40), radius_m in 0.0..20_000.0f64) {
        check(&points, &from, Metres(radius_m))?;
    }

    #[test]
    fn at_the_poles_the_answers_are_those_of_a_linear_scan(points in places(-180.0..180.0, 89.5..90.0, 1..100), from in places(-180.0..180.0, 89.5..90.0, 1..20), radius_m in 0.0..100_000.0f64) {
        check(&points, &from, Metres(radius_m))?;
        let south = |points: &[LonLat]| points.iter().map(|p| at(p.lon(), -p.lat())).collect::<Vec<_>>();
        check(&south(&points), &south(&from), Metres(radius_m))?;
    }

    #[test]
    fn on_a_lattice_with_duplicates_ties_go_to_the_first_of_the_input(points in proptest::collection::vec((0i32..6, 0i32..6), 1..80), from in proptest::collection::vec((0i32..12, 0i32..12), 1..30), radius_m in 0.0..300.0f64) {
        // Half-way positions are as far from two points, and lengths equal to the last bit are common along parallels.
        let lattice = |x: i32, y: i32, step: f64| at(125.0 + f64::from(x) * step, 43.0 + f64::from(y) * step);
        let points: Vec<LonLat> = points.into_iter().map(|(x, y)| lattice(x, y, 1.0 / 1024.0)).collect();
        let from: Vec<LonLat> = from.into_iter().map(|(x, y)| lattice(x, y, 1.0 / 2048.0)).collect();
        check(&points, &from, Metres(radius_m))?;
    }

    #[test]
    fn a_radius_that_ends_at_a_point_holds_it(points in places(124.9..125.1, 43.4..43.6, 1..100), from in places(124.9..125.1, 43.4..43.6, 1..10), which in 0usize..100, off in -2i32..3) {
        let radius_m = geodesic(from[0], points[which % points.len()]).get();
        check(&points, &from, Metres(radius_m + f64::from(off) * 5e-9))?;
    }
}

#[test]
fn the_antimeridian_does_not_part_neighbours() {
    let index = PointIndex::new(vec![at(179.9999, 10.0)]);
    let (_, distance) = index.nearest_within(at(-179.9999, 10.0), Metres(100.0)).expect("22 m apart");
    assert!((distance.get() - 21.9).abs() < 0.1);
}

#[test]
fn what_is_no_position_or_no_radius_finds_nothing() {
    let index = PointIndex::new(vec![at(125.0, 43.0); 3]);
    let (lon, lat) = ([f64::NAN, 125.0, 125.0, 1e300, 125.0], [43.0, f64::NAN, 91.0, 43.0, 43.0]);
    let mut out = [None; 5];
    index.nearest_within_batch(&lon, &lat, Metres(10.0), &mut out);
    assert_eq!(out, [None, None, None, None, Some((0, Metres(0.0)))]);
    for radius in [f64::NAN, -1.0] {
        index.nearest_within_batch(&lon, &lat, Metres(radius), &mut out);
        assert_eq!((out, index.nearest_within(at(125.0, 43.0), Metres(radius))), ([None; 5], None));
    }
    assert_eq!(index.nearest_within(at(125.0, 43.0), Metres(0.0)), Some((0, Metres(0.0))));
}

#[test]
fn many_points_far_apart_and_crowded_are_found_as_by_a_scan() {
    // Two crowds on either side of the Earth: nearly all cells are empty, and the middle of the grid lies between.
    let points: Vec<LonLat> = (0..400).map(|i| at(if i % 2 == 0 { -60.0 } else { 125.0 } + f64::from(i) * 1e-5, 43.0 + f64::from(i % 7) * 1e-4)).collect();
    let from: Vec<LonLat> = (0..300).map(|i| at(if i % 2 == 0 { -60.0 } else { 125.0 } + f64::from(i) * 1.3e-5, 43.0)).collect();
    for radius_m in [0.0, 10.0, 500.0, 100_000.0, 2e7] {
        check(&points, &from, Metres(radius_m)).expect("as by a scan");
    }
}

#[test]
fn damaged_parts_are_refused() {
    let parts = PointIndex::new((0..50).map(|i| at(125.0 + f64::from(i) * 0.01, 43.0)).collect()).parts();
    let broken: [fn(&mut PointParts); 8] = [
        |p| p.grid.cols += 1,
        |p| p.grid.row_shift = 40,
        |p| p.offsets = p.offsets[1..].to_vec().into(),
        |p| p.offsets = p.offsets.iter().rev().copied().collect::<Vec<_>>().into(),
        |p| p.east = p.east[..p.east.len() - 1].to_vec().into(),
        |p| p.order = vec![50; 50].into(),
        |p| p.positions = vec![[f64::NAN, 0.0]; 50].into(),
        |p| p.grid = Grid::default(),
    ];
    assert!(PointIndex::from_parts(parts.clone()).is_ok());
    for (i, breaking) in broken.into_iter().enumerate() {
        let mut parts = parts.clone();
        breaking(&mut parts);
        assert!(PointIndex::from_parts(parts).is_err(), "{i}");
    }
}
