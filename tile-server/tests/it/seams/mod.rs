//! Neighbouring counties leave no gap and do not overlap, within a tile and from tile to tile: on the real counties of Jilin, and on
//! those of all China.

mod china;
mod ground;
mod measure;

use std::sync::LazyLock;

use i_overlay::i_float::int::point::IntPoint;

use self::ground::{Found, Ground};
use self::measure::gap_and_overlap;
use crate::jilin::ENGINE;

static JILIN: LazyLock<Ground<'static>> = LazyLock::new(|| Ground::of(&ENGINE));

/// Not a single unit between what should be one line.
fn assert_seamless(found: &Found, zoom: u8) {
    println!("z{zoom}: {found:?}");
    assert!(found.tiles > 0 && found.polygons > 0);
    assert_eq!((found.gap, found.overlap, found.between_levels, found.at_edges), (0, 0, 0, 0), "z{zoom}, doubled square units");
    assert_eq!(found.borders_apart, 0, "z{zoom}: border lines are the counties' edges");
}

#[test]
fn counties_leave_no_gap_and_do_not_overlap_at_any_zoom() {
    for zoom in 3..=14 {
        let found = if zoom <= 8 { JILIN.examine(JILIN.covering(zoom)) } else { JILIN.examine(JILIN.along_borders(zoom)) };
        assert_seamless(&found, zoom);
    }
}

#[test]
fn the_measure_sees_a_gap_and_an_overlap_of_one_unit() {
    let ring = |points: &[[i32; 2]]| points.iter().map(|[x, y]| IntPoint::new(*x, *y)).collect::<Vec<_>>();
    let whole = vec![ring(&[[0, 0], [20, 0], [20, 10], [0, 10]])];
    let west = ring(&[[0, 0], [10, 0], [10, 10], [0, 10]]);
    for (corner, expected) in [(10, [0, 0]), (11, [10, 0]), (9, [0, 10])] {
        let east = ring(&[[corner, 0], [20, 0], [20, 10], [10, 10]]);
        assert_eq!(gap_and_overlap(&vec![west.clone(), east], &whole), expected, "doubled square units");
    }
}

#[test]
fn deeper_tiles_than_the_data_agree_within_their_rounding() {
    for zoom in [15, 18, 22] {
        let found = JILIN.examine(JILIN.along_borders(zoom));
        println!("z{zoom}: {found:?}");
        assert_eq!(found.between_levels, 0, "levels come from the same arcs");
        // Edges cut at the clip box move by half a unit at their ends: far less than a map pixel (64 square units) a tile.
        assert!(found.gap.abs() + found.overlap.abs() < 64 * i64::try_from(found.tiles).expect("few"), "z{zoom}: {found:?}");
    }
}

#[test]
fn no_county_vanishes() {
    for zoom in 3..=14 {
        assert_eq!(JILIN.vanished(zoom), Vec::<String>::new(), "z{zoom}");
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    let again = Ground::of(&ENGINE);
    for coord in JILIN.covering(7) {
        assert_eq!(again.bytes("borders,counties,provinces,prefectures", coord), JILIN.bytes("provinces,prefectures,counties,borders", coord));
    }
}
