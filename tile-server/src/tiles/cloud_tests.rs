use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Places in Jilin, many of them near each other and some in the same spot.
fn some_places() -> impl Strategy<Value = Vec<[f64; 2]>> {
    let place = prop_oneof![
        (121.0..131.0_f64, 41.0..46.0_f64).prop_map(|(x, y)| [x, y]),
        (125.300..125.302_f64, 43.800..43.802_f64).prop_map(|(x, y)| [x, y]),
        Just([126.0, 44.0]),
    ];
    proptest::collection::vec(place, 1..400)
}

fn cloud(places: &[[f64; 2]], grid: Grid) -> Cloud {
    Cloud::new((0..).zip(places.iter().copied()), grid)
}

/// The tiles of a zoom that hold some of the places.
fn tiles(places: &[[f64; 2]], grid: Grid, zoom: u8) -> BTreeSet<TileCoord> {
    places.iter().map(|place| TileCoord::holding(zoom, grid.to_square(*place))).collect()
}

fn is_within(drop: &Drop, tile: TileCoord, buffer: i64) -> bool {
    let [x, y] = tile.column_row().map(|v| i64::from(v) * i64::from(EXTENT));
    (x - buffer..=x + i64::from(EXTENT) + buffer).contains(&drop.place[0]) && (y - buffer..=y + i64::from(EXTENT) + buffer).contains(&drop.place[1])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn codes_go_there_and_back(x: u32, y: u32) {
        prop_assert_eq!(place_of(morton([x, y])), [x, y]);
    }

    #[test]
    fn each_place_is_counted_once_in_the_tiles_of_a_zoom(places in some_places(), zoom in 0..=22_u8, geographic: bool) {
        let grid = Grid::ALL[usize::from(geographic)];
        let cloud = cloud(&places, grid);
        // In the tile itself, by the cell: drops of the buffer are those of the neighbours.
        let mut counted = 0;
        for tile in tiles(&places, grid, zoom) {
            for drop in cloud.in_tile(tile) {
                prop_assert!(is_within(&drop, tile, i64::from(BUFFER)), "{drop:?} is not in {tile:?}");
                let home = TileCoord::holding(zoom, grid.to_square(places[drop.row as usize]));
                if home == tile {
                    counted += drop.count as usize;
                }
            }
        }
        prop_assert_eq!(counted, places.len());
    }

    #[test]
    fn what_is_found_is_what_a_look_at_all_finds(places in some_places(), zoom in 0..DETAIL_ZOOM) {
        let cloud = cloud(&places, Grid::WebMercator);
        let cell = |row: usize| place_of(cloud.codes[cloud.rows.iter().position(|r| *r as usize == row).expect("every row is there")] >> cell_shift(zoom));
        for tile in tiles(&places, Grid::WebMercator, zoom) {
            let [column, row] = tile.column_row().map(i64::from);
            let is_in = |[x, y]: [u32; 2]| i64::from(x >> 5) == column && i64::from(y >> 5) == row;
            let expected: usize = (0..places.len()).filter(|row| is_in(cell(*row))).count();
            let cells: BTreeSet<[u32; 2]> = (0..places.len()).map(cell).filter(|c| is_in(*c)).collect();
            // Of the cells around the tile there is what lies in the buffer.
            let drops: Vec<Drop> = cloud.in_tile(tile).into_iter().filter(|drop| is_in(cell(drop.row as usize))).collect();
            prop_assert_eq!(drops.iter().map(|drop| drop.count as usize).sum::<usize>(), expected);
            prop_assert_eq!(drops.len(), cells.len());
        }
    }

    #[test]
    fn the_order_of_the_places_does_not_matter(places in some_places(), zoom in 0..=16_u8) {
        let reversed: Vec<[f64; 2]> = places.iter().rev().copied().collect();
        let (one, other) = (cloud(&places, Grid::WebMercator), cloud(&reversed, Grid::WebMercator));
        for tile in tiles(&places, Grid::WebMercator, zoom) {
            let drawn = |cloud: &Cloud| cloud.in_tile(tile).iter().map(|drop| (drop.place, drop.count)).collect::<Vec<_>>();
            prop_assert_eq!(drawn(&one), drawn(&other));
        }
    }
}

#[test]
fn a_tile_with_too_many_places_has_cells_that_grow() {
    let places: Vec<[f64; 2]> = (0..TILE_PLACES_MAX + 10).map(|i| [126.0 + (i % 300) as f64 * 1e-5, 44.0 + (i / 300) as f64 * 1e-5]).collect();
    let cloud = cloud(&places, Grid::WebMercator);
    let tile = TileCoord::holding(14, Grid::WebMercator.to_square([126.001, 44.001]));
    let drops = cloud.in_tile(tile);
    assert!(drops.len() <= TILE_PLACES_MAX && drops.iter().any(|drop| drop.count > 1), "{}", drops.len());
    let spot = Cloud::new((0..).zip(std::iter::repeat_n([126.0, 44.0], TILE_PLACES_MAX + 10)), Grid::WebMercator);
    let drops = spot.in_tile(TileCoord::holding(14, Grid::WebMercator.to_square([126.0, 44.0])));
    assert_eq!(drops.iter().map(|drop| drop.count as usize).collect::<Vec<_>>(), [TILE_PLACES_MAX + 10]);
}

#[test]
fn places_beyond_the_square_are_at_its_edge() {
    let cloud = cloud(&[[0.0, 90.0], [180.0, -90.0], [-180.0, 0.0]], Grid::WebMercator);
    let tile = TileCoord::new(0, [0, 0]).expect("the world");
    assert_eq!(cloud.in_tile(tile).iter().map(|drop| drop.count).sum::<u32>(), 3);
}
