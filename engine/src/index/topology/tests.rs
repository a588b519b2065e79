use super::*;
use geo_types::{Coord, LineString, MultiPolygon, Polygon, Rect};
use proptest::prelude::*;

/// A square in thousandths of a degree around (125, 43): 81.5 m by 111.1 m each.
fn square(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    let at = |x: f64, y: f64| (125.0 + x / 1000.0, 43.0 + y / 1000.0);
    MultiPolygon(vec![Rect::new(at(west, south), at(east, north)).to_polygon()])
}

/// Nine squares of ten thousandths without those listed.
fn grid_without(missing: &[(i32, i32)]) -> Vec<MultiPolygon<f64>> {
    let cells = (0..3).flat_map(|x| (0..3).map(move |y| (x, y))).filter(|cell| !missing.contains(cell));
    cells.map(|(x, y)| (10.0 * f64::from(x), 10.0 * f64::from(y))).map(|(x, y)| square(x, y, x + 10.0, y + 10.0)).collect()
}

/// For each piece its area in squares of a thousandth, and the areas beside it.
fn found(areas: &[MultiPolygon<f64>]) -> [Vec<(i64, Vec<u32>)>; 2] {
    let coverage = Coverage::build(&areas.iter().collect::<Vec<_>>());
    gaps_and_overlaps(&coverage).map(|all| all.into_iter().map(|uneven| ((uneven.piece.area.0 / 9_059.0).round() as i64, uneven.beside)).collect())
}

#[test]
fn a_full_grid_has_no_gap_and_no_overlap() {
    assert_eq!(found(&grid_without(&[])), [vec![], vec![]]);
    assert_eq!(found(&[]), [vec![], vec![]]);
}

#[test]
fn a_missing_middle_is_one_gap_and_a_missing_corner_is_none() {
    assert_eq!(found(&grid_without(&[(1, 1)])), [vec![(100, vec![1, 3, 4, 6])], vec![]]);
    assert_eq!(found(&grid_without(&[(0, 0)])), [vec![], vec![]]);
}

#[test]
fn overlapping_squares_are_named_with_their_area() {
    let areas = [square(0.0, 0.0, 10.0, 10.0), square(9.0, 0.0, 20.0, 10.0), square(50.0, 0.0, 60.0, 10.0)];
    assert_eq!(found(&areas), [vec![], vec![(10, vec![0, 1])]]);
}

#[test]
fn an_area_inside_another_overlaps_it_and_so_does_a_copy() {
    let inside = [square(0.0, 0.0, 10.0, 10.0), square(4.0, 4.0, 6.0, 6.0)];
    assert_eq!(found(&inside), [vec![], vec![(4, vec![1])]]);
    let copy = [square(0.0, 0.0, 10.0, 10.0), square(0.0, 0.0, 10.0, 10.0)];
    assert_eq!(found(&copy), [vec![], vec![(100, vec![0, 1])]]);
}

#[test]
fn a_border_drawn_twice_leaves_gaps_and_overlaps_in_turn() {
    // The eastern neighbour's side of the common border runs east of it in one half and west of it in the other.
    let at = |points: &[(f64, f64)]| {
        let ring: LineString<f64> = points.iter().map(|(x, y)| Coord { x: 125.0 + x / 1000.0, y: 43.0 + y / 1000.0 }).collect();
        MultiPolygon(vec![Polygon::new(ring, Vec::new())])
    };
    let west = square(0.0, 0.0, 10.0, 20.0);
    let east = at(&[(10.0, 0.0), (20.0, 0.0), (20.0, 20.0), (10.0, 20.0), (9.0, 15.0), (11.0, 5.0)]);
    let [gaps, overlaps] = found(&[west, east]);
    assert_eq!([gaps.len(), overlaps.len()], [1, 1]);
    assert!(gaps[0].1 == [0, 1] && overlaps[0].1 == [0, 1], "{gaps:?} {overlaps:?}");
    assert_eq!([gaps[0].0, overlaps[0].0], [5, 5]);
}

#[test]
fn the_residue_of_a_group_is_what_its_frame_lacks_or_has_too_much() {
    let areas = grid_without(&[(2, 2)]);
    let coverage = Coverage::build(&areas.iter().collect::<Vec<_>>());
    let outlines = Outlines::new(&coverage, 2, |area| Some(usize::from(area >= 6)));
    let exact = square(0.0, 0.0, 20.0, 30.0);
    // Its southern and northern sides have no vertices at 10 and 20: the edges differ, the ground does not.
    let rings = residue(&outlines, 0, &exact);
    assert!(ground::wound_more_than(&rings, 0).is_empty());
    let sizes = |rings: &[LineString<f64>]| -> Vec<i64> { ground::wound_more_than(rings, 0).iter().map(|p| (p.area.0 / 9_059.0).round() as i64).collect() };
    let wider = residue(&outlines, 1, &square(20.0, 0.0, 30.0, 30.0));
    assert_eq!(sizes(&wider), Vec::<i64>::new());
    assert_eq!(sizes(&wider.iter().map(ground::reversed).collect::<Vec<_>>()), [100], "the frame has a cell that no area has");
    let smaller = residue(&outlines, 1, &square(20.0, 0.0, 30.0, 15.0));
    assert_eq!(sizes(&smaller), [50], "the areas have ground that the frame has not");
}

#[test]
fn a_group_with_the_edges_of_its_frame_leaves_nothing() {
    let areas = [square(0.0, 0.0, 10.0, 10.0), square(10.0, 0.0, 20.0, 10.0)];
    let coverage = Coverage::build(&areas.iter().collect::<Vec<_>>());
    let outlines = Outlines::new(&coverage, 1, |_| Some(0));
    let ring: LineString<f64> = [(0.0, 0.0), (10.0, 0.0), (20.0, 0.0), (20.0, 10.0), (10.0, 10.0), (0.0, 10.0)]
        .iter()
        .map(|(x, y)| Coord { x: 125.0 + x / 1000.0, y: 43.0 + y / 1000.0 })
        .collect();
    // The squares' corners by the same arithmetic, so that they are the same numbers.
    assert!(residue(&outlines, 0, &MultiPolygon(vec![Polygon::new(ring, Vec::new())])).is_empty());
}

/// Cells of a grid whose inner corners are moved at random: a clean coverage of cells that are no squares.
fn cells(columns: usize, rows: usize, moves: &[(f64, f64)]) -> Vec<MultiPolygon<f64>> {
    let corner = |x: usize, y: usize| {
        let (dx, dy) = moves[y * (columns + 1) + x];
        Coord { x: 125.0 + 0.01 * (x as f64 + dx), y: 43.0 + 0.01 * (y as f64 + dy) }
    };
    let cell = |x, y| {
        // Each side has a vertex more, the same for both neighbours.
        let middle = |a: Coord<f64>, b: Coord<f64>| Coord { x: a.x.midpoint(b.x) + 3e-4, y: a.y.midpoint(b.y) - 2e-4 };
        let corners = [corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)];
        let ring: LineString<f64> = (0..4).flat_map(|i| [corners[i], middle(corners[i], corners[(i + 1) % 4])]).collect();
        MultiPolygon(vec![Polygon::new(ring, Vec::new())])
    };
    (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y))).map(|(x, y)| cell(x, y)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_clean_coverage_has_no_fault_and_a_cell_taken_out_or_doubled_is_the_only_one(
        columns in 3usize..7,
        rows in 3usize..7,
        moves in proptest::collection::vec((-0.3f64..0.3, -0.3f64..0.3), 64),
        pick in any::<prop::sample::Index>(),
    ) {
        let clean = cells(columns, rows, &moves);
        prop_assert_eq!(found(&clean), [vec![], vec![]]);
        // In the frame of the clean coverage nothing is left over either.
        let coverage = Coverage::build(&clean.iter().collect::<Vec<_>>());
        let all = Outlines::new(&coverage, 1, |_| Some(0));
        let outline = rings::closed(rings::single_sided(&coverage).iter().map(|(points, _)| points.as_slice()));
        prop_assert_eq!(outline.len(), 1);
        prop_assert!(residue(&all, 0, &MultiPolygon(vec![Polygon::new(outline[0].clone(), Vec::new())])).is_empty());

        let inner: Vec<usize> = (1..rows - 1).flat_map(|y| (1..columns - 1).map(move |x| y * columns + x)).collect();
        let cell = inner[pick.index(inner.len())];
        let size = Piece::of(&clean[cell].0[0]).expect("a cell").area.0;
        let mut holed = clean.clone();
        holed.remove(cell);
        let [gaps, overlaps] = gaps_and_overlaps(&Coverage::build(&holed.iter().collect::<Vec<_>>()));
        prop_assert_eq!((gaps.len(), overlaps.len()), (1, 0));
        prop_assert!((gaps[0].piece.area.0 / size - 1.0).abs() < 1e-6);
        let mut doubled = clean.clone();
        doubled.push(clean[cell].clone());
        let [gaps, overlaps] = gaps_and_overlaps(&Coverage::build(&doubled.iter().collect::<Vec<_>>()));
        prop_assert_eq!((gaps.len(), overlaps.len()), (0, 1));
        prop_assert!((overlaps[0].piece.area.0 / size - 1.0).abs() < 1e-6);
        // The neighbours share their edges with the first of the two.
        prop_assert_eq!(&overlaps[0].beside, &vec![clean.len() as u32]);
    }
}
