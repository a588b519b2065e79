//! The index against asking every polygon, on everything that can be made.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;

use super::{CellIndex, OUTSIDE, SEVERAL};
use crate::coord::LonLat;
use crate::index::Claim;

/// What geo says of every area.
fn by_brute_force(areas: &[MultiPolygon<f64>], [x, y]: [f64; 2]) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for (area, shape) in (0..).zip(areas) {
        for polygon in shape {
            let on_boundary = match polygon.coordinate_position(&Coord { x, y }) {
                CoordPos::Outside => continue,
                CoordPos::Inside => false,
                CoordPos::OnBoundary => true,
            };
            match claims.last_mut() {
                Some(last) if last.area == area => last.on_boundary &= on_boundary,
                _ => claims.push(Claim { area, on_boundary }),
            }
        }
    }
    claims
}

/// Asks both ways for each position, one at a time and as columns; names the first difference.
fn check(areas: &[MultiPolygon<f64>], positions: &[[f64; 2]]) -> Result<(), String> {
    let index = CellIndex::build(&areas.iter().collect::<Vec<_>>());
    let (lon, lat): (Vec<f64>, Vec<f64>) = positions.iter().map(|&[x, y]| (x, y)).unzip();
    let mut answers = vec![0; positions.len()];
    index.locate(&lon, &lat, &mut answers);
    for (&at, &answer) in positions.iter().zip(&answers) {
        let Ok(position) = LonLat::new(at) else { continue };
        let expected = by_brute_force(areas, at);
        let mut claims = Vec::new();
        index.claims(position, &mut claims);
        if claims != expected {
            return Err(format!("{at:?}: {claims:?}, by brute force {expected:?}"));
        }
        let is_right = match expected[..] {
            [] => answer == OUTSIDE,
            [Claim { area, on_boundary: false }] => answer == area,
            _ => answer == SEVERAL,
        };
        if !is_right {
            return Err(format!("{at:?}: {answer}, by brute force {expected:?}"));
        }
    }
    Ok(())
}

/// Positions where errors show: vertices, middles of edges, close to both, and corners of cells of every level.
fn telling_positions(areas: &[MultiPolygon<f64>], seed: u64) -> Vec<[f64; 2]> {
    let mut positions = Vec::new();
    let mut random = Random(seed);
    for ring in areas.iter().flatten().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors())) {
        for edge in ring.lines() {
            let (a, b) = ([edge.start.x, edge.start.y], [edge.end.x, edge.end.y]);
            let middle = [0, 1].map(|i| f64::midpoint(a[i], b[i]));
            let next = |v: f64| [v.next_up(), v.next_down()];
            positions.extend([a, middle, [next(middle[0])[0], middle[1]], [middle[0], next(middle[1])[1]], [next(a[0])[1], next(a[1])[0]]]);
            let t = random.share();
            positions.push([0, 1].map(|i| a[i] + t * (b[i] - a[i])));
            positions.push([0, 1].map(|i| middle[i] + (random.share() - 0.5) * 1e-3 * (b[i] - a[i]).abs().max(1e-9)));
        }
    }
    let index = CellIndex::build(&areas.iter().collect::<Vec<_>>());
    for _ in 0..200 {
        let corner = [0, 1].map(|axis| (random.share() * f64::from(index.grid.fine_size()[axis] + 1)).floor());
        let part = [0, 1].map(|_| (random.share() * 32.0).floor() / 32.0);
        positions.push(index.grid.point_in(super::grid::Cell::fine(corner[0] as u32, corner[1] as u32), part));
    }
    positions
}

/// SplitMix64 (Steele, Lea and Flood 2014): a seed gives the same positions for ever.
struct Random(u64);

impl Random {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn ring(points: impl IntoIterator<Item = [f64; 2]>) -> LineString<f64> {
    points.into_iter().map(|[x, y]| Coord { x, y }).collect()
}

fn area(points: impl IntoIterator<Item = [f64; 2]>) -> MultiPolygon<f64> {
    MultiPolygon(vec![Polygon::new(ring(points), Vec::new())])
}

/// A coverage without gaps: a warped lattice of quadrilaterals whose shared sides wind, each the same for both neighbours.
fn winding_coverage(columns: usize, rows: usize, bends: usize, seed: u64) -> Vec<MultiPolygon<f64>> {
    let mut random = Random(seed);
    let corner: Vec<Vec<[f64; 2]>> =
        (0..=rows).map(|j| (0..=columns).map(|i| [120.0 + i as f64 + 0.6 * random.share(), 40.0 + j as f64 + 0.6 * random.share()]).collect()).collect();
    let mut side = |a: [f64; 2], b: [f64; 2]| -> Vec<[f64; 2]> {
        let bend = |k: usize| {
            let t = k as f64 / (bends + 1) as f64;
            [0, 1].map(|i| a[i] + t * (b[i] - a[i]) + (random.share() - 0.5) * 0.2 / (bends + 1) as f64)
        };
        std::iter::once(a).chain((1..=bends).map(bend)).chain([b]).collect()
    };
    let south: Vec<Vec<Vec<[f64; 2]>>> = (0..=rows).map(|j| (0..columns).map(|i| side(corner[j][i], corner[j][i + 1])).collect()).collect();
    let west: Vec<Vec<Vec<[f64; 2]>>> = (0..rows).map(|j| (0..=columns).map(|i| side(corner[j][i], corner[j + 1][i])).collect()).collect();
    let cell = |i: usize, j: usize| {
        let back = |side: &[[f64; 2]]| side.iter().rev().copied().collect::<Vec<_>>();
        area([south[j][i].clone(), west[j][i + 1].clone(), back(&south[j + 1][i]), back(&west[j][i])].concat())
    };
    (0..rows).flat_map(|j| (0..columns).map(move |i| (i, j))).map(|(i, j)| cell(i, j)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_rings_on_a_small_lattice_answer_as_by_brute_force(
        polygons in proptest::collection::vec(
            (proptest::collection::vec((0i32..7, 0i32..7), 0..8), proptest::collection::vec(proptest::collection::vec((0i32..7, 0i32..7), 3..6), 0..3)), 1..7),
        parts in 1usize..3, seed in any::<u64>(),
    ) {
        // Crossing rings, repeated points, spikes, holes outside, overlaps: whatever six numbers a side can make.
        let polygons: Vec<Polygon<f64>> = polygons
            .into_iter()
            .map(|(exterior, holes)| {
                let points = |points: Vec<(i32, i32)>| ring(points.into_iter().map(|(x, y)| [x.into(), y.into()]));
                Polygon::new(points(exterior), holes.into_iter().map(points).collect())
            })
            .collect();
        let areas: Vec<MultiPolygon<f64>> = polygons.chunks(parts).map(|parts| MultiPolygon(parts.to_vec())).collect();
        let mut positions = telling_positions(&areas, seed);
        positions.extend((-1..15).flat_map(|x| (-1..15).map(move |y| [f64::from(x) / 2.0, f64::from(y) / 2.0])));
        prop_assert_eq!(check(&areas, &positions), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn generated_coverages_answer_as_by_brute_force(columns in 1usize..6, rows in 1usize..6, bends in 0usize..40, seed in any::<u64>()) {
        let areas = winding_coverage(columns, rows, bends, seed);
        let mut positions = telling_positions(&areas, seed);
        let mut random = Random(seed ^ 1);
        positions.extend((0..2000).map(|_| [119.5 + random.share() * (columns as f64 + 2.0), 39.5 + random.share() * (rows as f64 + 2.0)]));
        prop_assert_eq!(check(&areas, &positions), Ok(()));
    }

    #[test]
    fn overlapping_winding_areas_answer_as_by_brute_force(bends in 0usize..30, seed in any::<u64>()) {
        // Two coverages over each other: every position has two owners, and borders cross everywhere.
        let areas = [winding_coverage(3, 3, bends, seed), winding_coverage(4, 2, bends, seed ^ 7)].concat();
        let positions = telling_positions(&areas, seed);
        prop_assert_eq!(check(&areas, &positions), Ok(()));
    }
}

#[test]
fn many_areas_that_meet_in_one_point_are_told_apart() {
    let spoke = |i: u32| {
        let angle = f64::from(i) / 90.0 * std::f64::consts::TAU;
        [125.0 + angle.cos(), 43.0 + angle.sin()]
    };
    let areas: Vec<_> = (0..90).map(|i| area([[125.0, 43.0], spoke(i), spoke((i + 1) % 90)])).collect();
    let mut positions = telling_positions(&areas, 5);
    let mut random = Random(6);
    positions.extend((0..5000).map(|i| {
        let (radius, angle) = (10f64.powi(-(i % 12)), random.share() * std::f64::consts::TAU);
        [125.0 + radius * angle.cos(), 43.0 + radius * angle.sin()]
    }));
    assert_eq!(check(&areas, &positions), Ok(()));
    let index = CellIndex::build(&areas.iter().collect::<Vec<_>>());
    let mut claims = Vec::new();
    index.claims(LonLat::new([125.0, 43.0]).expect("on Earth"), &mut claims);
    assert_eq!(claims.len(), 90);
}

#[test]
fn the_ends_of_the_earth_are_places_like_others() {
    let areas = [
        area([[170.0, -10.0], [180.0, -10.0], [180.0, 10.0], [170.0, 10.0]]),
        area([[-180.0, -10.0], [-170.0, -10.0], [-170.0, 10.0], [-180.0, 10.0]]),
        area([[-180.0, -90.0], [180.0, -90.0], [180.0, -60.0], [-180.0, -60.0]]),
        area([[-180.0, 80.0], [180.0, 80.0], [180.0, 90.0], [-180.0, 90.0]]),
    ];
    let mut positions = telling_positions(&areas, 9);
    positions.extend([[180.0, 0.0], [-180.0, 0.0], [0.0, 90.0], [77.0, -90.0], [-180.0, 90.0], [180.0, -90.0], [179.999_999_999, 10.0], [0.0, 0.0]]);
    assert_eq!(check(&areas, &positions), Ok(()));
}

#[test]
fn nothing_and_next_to_nothing_can_be_indexed() {
    let at = [[125.0, 43.0], [125.0, 43.5], [0.0, 0.0]];
    for areas in [vec![], vec![MultiPolygon(vec![])], vec![area([])], vec![area([[125.0, 43.0]])], vec![area([[125.0, 43.0], [125.0, 44.0]])]] {
        assert_eq!(check(&areas, &at), Ok(()), "{areas:?}");
    }
    let mut answers = [7];
    CellIndex::build(&[]).locate(&[f64::NAN], &[43.0], &mut answers);
    assert_eq!(answers, [OUTSIDE]);
    CellIndex::build(&[&area([[125.0, 43.0], [126.0, 43.0], [126.0, 44.0]])]).locate(&[f64::INFINITY], &[43.5], &mut answers);
    assert_eq!(answers, [OUTSIDE]);
}
