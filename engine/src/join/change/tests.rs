use geo_types::{MultiPolygon, Rect};
use proptest::prelude::*;

use super::*;
use crate::coord::{Bounds, surface_area};
use crate::index::{Coverage, Locator, ShapeCollector};
use crate::model::DivisionCode;
use crate::units::Metres;

fn code(number: u32) -> DivisionCode {
    DivisionCode::try_from(number).expect("a code")
}

fn square(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    MultiPolygon(vec![Rect::new((west, south), (east, north)).to_polygon()])
}

fn km2(west: f64, south: f64, east: f64, north: f64) -> f64 {
    surface_area(&square(west, south, east, north).0[0]).square_kilometres()
}

fn ground(old: &[MultiPolygon<f64>], new: &[MultiPolygon<f64>]) -> Ground {
    Ground::of(&old.iter().collect::<Vec<_>>(), &new.iter().collect::<Vec<_>>())
}

fn owned(codes: &[u32]) -> Vec<Option<DivisionCode>> {
    codes.iter().map(|number| Some(code(*number))).collect()
}

/// `(old, new, km², pieces)` of every move.
fn moves(change: &LevelChange) -> Vec<(Option<u32>, Option<u32>, f64, usize)> {
    change.moves.iter().map(|m| (m.old.map(DivisionCode::number), m.new.map(DivisionCode::number), m.area.square_kilometres(), m.pieces)).collect()
}

/// Two counties side by side; the border between them moves a tenth of a degree to the east.
fn pair(border: f64) -> [MultiPolygon<f64>; 2] {
    [square(125.0, 43.0, border, 44.0), square(border, 43.0, 127.0, 44.0)]
}

#[test]
fn a_border_that_moves_gives_the_strip_to_the_neighbour() {
    let ground = ground(&pair(126.0), &pair(126.1));
    let change = LevelChange::of(&ground, &owned(&[220_101, 220_102]), &owned(&[220_101, 220_102]));
    let [(old, new, area, pieces)] = moves(&change)[..] else { panic!("one move: {change:?}") };
    assert_eq!((old, new, pieces), (Some(220_102), Some(220_101), 1));
    assert!((area - km2(126.0, 43.0, 126.1, 44.0)).abs() < 1e-3, "{area}");
    let [lon, lat] = change.moves[0].at;
    assert!((126.0..126.1).contains(&lon) && (43.0..44.0).contains(&lat));
    assert_eq!((change.lost().0, change.won().0), (0.0, 0.0));
    let [one, other] = change.balances[..] else { panic!("two balances") };
    for balance in [one, other] {
        assert!((balance.before.0 - balance.lost.0 + balance.won.0 - balance.after.0).abs() < 1_000.0, "{balance:?}");
    }
}

#[test]
fn ground_of_nobody_is_told_from_ground_that_moves() {
    let ground = ground(&[square(125.0, 43.0, 126.0, 44.0)], &[square(125.5, 43.0, 126.5, 44.0)]);
    let change = LevelChange::of(&ground, &owned(&[220_101]), &owned(&[220_101]));
    assert_eq!(moves(&change).iter().map(|m| (m.0, m.1)).collect::<Vec<_>>(), [(None, Some(220_101)), (Some(220_101), None)]);
    assert_eq!(change.between().0, 0.0);
    assert!((change.lost().square_kilometres() - km2(125.0, 43.0, 125.5, 44.0)).abs() < 1e-3);
    assert!((change.won().square_kilometres() - km2(126.0, 43.0, 126.5, 44.0)).abs() < 1e-3);
}

#[test]
fn a_new_code_on_the_same_ground_moves_nothing_but_its_prefecture_does() {
    let areas = pair(126.0);
    let ground = ground(&areas, &areas);
    let counties = LevelChange::of(&ground, &owned(&[220_381, 220_382]), &owned(&[220_184, 220_382]));
    assert_eq!(moves(&counties), []);
    assert_eq!(counties.succession.successor(code(220_381)), Some(code(220_184)));
    let prefectures = LevelChange::of(&ground, &owned(&[220_300, 220_300]), &owned(&[220_100, 220_300]));
    let [(old, new, area, _)] = moves(&prefectures)[..] else { panic!("one move: {prefectures:?}") };
    assert_eq!((old, new), (Some(220_300), Some(220_100)));
    assert!((area - km2(125.0, 43.0, 126.0, 44.0)).abs() < 1e-6);
}

#[test]
fn a_county_that_is_parted_is_renamed_only_if_one_has_most_of_it() {
    let old = [square(125.0, 43.0, 126.0, 44.0)];
    for (border, successor) in [(125.05, Some(220_112)), (125.5, None)] {
        let new = [square(125.0, 43.0, border, 44.0), square(border, 43.0, 126.0, 44.0)];
        let change = LevelChange::of(&ground(&old, &new), &owned(&[220_101]), &owned(&[220_111, 220_112]));
        assert_eq!(change.succession.successor(code(220_101)), successor.map(code), "{border}");
        assert_eq!(change.moves.len(), if successor.is_some() { 1 } else { 2 });
    }
}

#[test]
fn an_exclave_changes_hands_whole_and_pieces_are_counted() {
    let exclaves = |west: f64| Rect::new((west, 45.0), (west + 0.1, 45.1)).to_polygon();
    let [mut one, mut other] = pair(126.0);
    let old = [one.clone(), MultiPolygon(vec![other.0[0].clone(), exclaves(125.2), exclaves(125.5)])];
    one.0.extend([exclaves(125.2), exclaves(125.5)]);
    other.0.truncate(1);
    let change = LevelChange::of(&ground(&old, &[one, other]), &owned(&[220_101, 220_102]), &owned(&[220_101, 220_102]));
    let [(.., area, pieces)] = moves(&change)[..] else { panic!("one move: {change:?}") };
    assert_eq!(pieces, 2);
    assert!((area - 2.0 * km2(125.2, 45.0, 125.3, 45.1)).abs() < 1e-6);
}

#[test]
fn rounding_along_a_shared_border_is_no_territory() {
    // The same slanted border with other vertices: the new ones are as near to the line as floats come, and not on it.
    let line = |vertices: u32| (0..=vertices).map(move |i| f64::from(i) / f64::from(vertices)).map(|t| (126.0 + 0.123_456_7 * t, 43.0 + t));
    let west = |vertices| MultiPolygon(vec![geo_types::Polygon::new(line(vertices).chain([(125.0, 44.0), (125.0, 43.0)]).collect(), vec![])]);
    let east = |vertices| {
        let down: Vec<(f64, f64)> = line(vertices).collect();
        MultiPolygon(vec![geo_types::Polygon::new([(127.0, 43.0), (127.0, 44.0)].into_iter().chain(down.into_iter().rev()).collect(), vec![])])
    };
    let ground = ground(&[west(7), east(7)], &[west(11), east(11)]);
    let change = LevelChange::of(&ground, &owned(&[220_101, 220_102]), &owned(&[220_101, 220_102]));
    assert_eq!(moves(&change), []);
}

#[test]
fn overlaps_within_a_set_are_owned_up_to() {
    let old = [square(125.0, 43.0, 126.0, 44.0), square(125.9, 43.0, 127.0, 44.0)];
    let [in_old, in_new] = ground(&old, &pair(126.2)).doubled();
    assert!((in_old.square_kilometres() - km2(125.9, 43.0, 126.0, 44.0)).abs() < 1e-3, "{in_old:?}");
    assert!(in_new.0 < 1_000.0, "{in_new:?}");
}

#[test]
fn nothing_over_nothing_is_nothing() {
    assert_eq!(ground(&[], &[]).shared, []);
    assert_eq!(ground(&[MultiPolygon(vec![])], &[square(125.0, 43.0, 126.0, 44.0)]).shared.len(), 1);
}

fn borders(old: &[MultiPolygon<f64>], new: &[MultiPolygon<f64>], codes: &[u32]) -> Vec<BorderChange> {
    let codes: Vec<DivisionCode> = codes.iter().map(|number| code(*number)).collect();
    let coverage = |areas: &[MultiPolygon<f64>]| Coverage::build(&areas.iter().collect::<Vec<_>>());
    border_changes((&coverage(old), &codes), (&coverage(new), &codes), Metres(1.0))
}

#[test]
fn a_border_that_moves_vanishes_here_and_appears_there() {
    let changes = borders(&pair(126.0), &pair(126.1), &[220_101, 220_102]);
    let between = changes.iter().find(|change| change.other == Some(code(220_102))).expect("they are neighbours");
    let km = |fate| between.length(fate).get() / 1000.0;
    // A degree of latitude at 43.5°N is 111.1 km long.
    assert!((km(BorderFate::Vanished) - 111.1).abs() < 0.1 && (km(BorderFate::Appeared) - 111.1).abs() < 0.1, "{between:?}");
    assert_eq!(km(BorderFate::Stayed), 0.0);
    let outer = changes.iter().find(|change| change.one == code(220_101) && change.other.is_none()).expect("it has an outer border");
    assert!((outer.length(BorderFate::Appeared).get() - 2.0 * 8_080.0).abs() < 300.0, "a tenth of a degree in the south and in the north: {outer:?}");
    assert!(outer.lines.iter().all(|line| line.points.len() >= 2));
}

#[test]
fn other_vertices_on_the_same_line_leave_a_border_where_it_was() {
    let finer = |areas: &[MultiPolygon<f64>]| -> Vec<MultiPolygon<f64>> {
        use geo::{Densify, Euclidean};
        areas.iter().map(|area| Euclidean.densify(area, 0.07)).collect()
    };
    for change in borders(&pair(126.0), &finer(&pair(126.0)), &[220_101, 220_102]) {
        assert_eq!((change.length(BorderFate::Vanished).get(), change.length(BorderFate::Appeared).get()), (0.0, 0.0));
        assert!(change.length(BorderFate::Stayed).get() > 100_000.0);
    }
}

#[test]
fn positions_change_owner_where_the_ground_does() {
    let (old, new) = (pair(126.0), pair(126.1));
    let mut shapes = ShapeCollector::default();
    let layers: Vec<Vec<Vec<u32>>> = [&old, &new].map(|areas| areas.iter().map(|area| shapes.add(area)).collect()).into();
    let locators = Locator::for_layers(&shapes.finish(), &layers);
    let (old_codes, new_codes) = ([code(220_381), code(220_102)], [code(220_184), code(220_102)]);
    let identity = |old: DivisionCode| if old == code(220_381) { code(220_184) } else { old };
    let lon = [125.5, 126.05, 126.0, 126.5, f64::NAN, 130.0];
    let changes = owner_changes((&locators[0], &old_codes), (&locators[1], &new_codes), &lon, &[43.5; 6], identity);
    let found: Vec<_> = changes.iter().map(|change| (change.row, change.old.clone(), change.new.clone())).collect();
    assert_eq!(found, [(1, vec![code(220_102)], vec![code(220_184)]), (2, vec![code(220_102), code(220_381)], vec![code(220_184)])]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_old_area_is_the_sum_of_what_becomes_of_it(cuts in proptest::collection::vec(0.01f64..0.99, 4), slant in -0.3f64..0.3) {
        // Four areas that meet in a point, before and after: with another point.
        let quarters = |x: f64, y: f64| {
            let ring = |points: &[(f64, f64)]| MultiPolygon(vec![geo_types::Polygon::new(points.iter().map(|(x, y)| (125.0 + x, 43.0 + y)).collect(), vec![])]);
            let top = (0.5 + slant, 1.0);
            [
                ring(&[(0.0, 0.0), (0.4, 0.0), (x, y), (0.0, 0.6)]),
                ring(&[(0.4, 0.0), (1.0, 0.0), (1.0, 0.3), (x, y)]),
                ring(&[(x, y), (1.0, 0.3), (1.0, 1.0), top]),
                ring(&[(0.0, 0.6), (x, y), top, (0.0, 1.0)]),
            ]
        };
        let (old, new) = (quarters(cuts[0], cuts[1]), quarters(cuts[2], cuts[3]));
        let ground = ground(&old, &new);
        for (area, size) in ground.old_area.iter().enumerate() {
            let sum: f64 = ground.shared.iter().filter(|shared| shared.old == Some(area as u32)).map(|shared| shared.area().0).sum();
            // Overlapping quarters (where the point leaves its place) count for each; else nothing is lost or won but rounding.
            prop_assert!(sum >= size.0 - 10_000.0, "{sum} {size:?}");
        }
        let bounds = old.iter().flat_map(MultiPolygon::iter).map(|polygon| Bounds::of(polygon.exterior())).fold(Bounds::EMPTY, Bounds::union);
        for piece in ground.shared.iter().flat_map(|shared| &shared.pieces) {
            let [lon, lat] = piece.point();
            prop_assert!(bounds.grown(1e-6).contains(crate::coord::LonLat::new([lon, lat]).expect("on Earth")));
        }
    }
}
