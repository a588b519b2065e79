//! Tiles as numbers: along the Hilbert curve of a zoom, zoom after zoom. Tiles near each other on the ground have numbers near each other.
//!
//! # References
//! PMTiles 3.6, §4.1 (tile ids); D. Hilbert 1891.

use crate::tiles::{TileCoord, ZOOM_MAX};

/// The number of the first tile of a zoom: how many tiles all zooms above have.
pub(crate) fn first_of(zoom: u8) -> u64 {
    ((1_u64 << (2 * zoom)) - 1) / 3
}

/// The number of a tile.
pub(crate) fn of(coord: TileCoord) -> u64 {
    let [mut x, mut y] = coord.column_row().map(u64::from);
    let mut along = 0;
    for step in (0..coord.zoom()).rev() {
        let side = 1_u64 << step;
        let (right, below) = (x >> step, y >> step);
        along += side * side * ((3 * right) ^ below);
        (x, y) = turn(side, [x & (side - 1), y & (side - 1)], right == 1, below == 1);
    }
    first_of(coord.zoom()) + along
}

/// The tile of a number; `None` beyond the deepest zoom.
pub(crate) fn coord(id: u64) -> Option<TileCoord> {
    let zoom = (0..=ZOOM_MAX).rev().find(|zoom| first_of(*zoom) <= id)?;
    let mut rest = id - first_of(zoom);
    let (mut x, mut y) = (0, 0);
    for step in 0..zoom {
        let side = 1_u64 << step;
        let right = (rest >> 1) & 1;
        let below = (rest ^ right) & 1;
        (x, y) = turn(side, [x, y], right == 1, below == 1);
        (x, y) = (x + side * right, y + side * below);
        rest >>= 2;
    }
    // What is left over lies beyond the last tile of the deepest zoom.
    (rest == 0).then(|| TileCoord::new(zoom, [u32::try_from(x).ok()?, u32::try_from(y).ok()?]).ok()).flatten()
}

/// A quarter's curve as it lies in its square.
fn turn(side: u64, [x, y]: [u64; 2], right: bool, below: bool) -> (u64, u64) {
    match (below, right) {
        (true, _) => (x, y),
        (false, false) => (y, x),
        (false, true) => (side - 1 - y, side - 1 - x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_specification() {
        let number = |zoom, x, y| of(TileCoord::new(zoom, [x, y]).expect("a tile"));
        for (coord, expected) in
            [((0, 0, 0), 0), ((1, 0, 0), 1), ((1, 0, 1), 2), ((1, 1, 1), 3), ((1, 1, 0), 4), ((2, 0, 0), 5), ((12, 3423, 1763), 19_078_479)]
        {
            assert_eq!(number(coord.0, coord.1, coord.2), expected, "{coord:?}");
        }
    }

    #[test]
    fn every_number_has_one_tile_and_its_neighbour_shares_an_edge() {
        let mut before: Option<TileCoord> = None;
        for id in 0..first_of(7) {
            let tile = coord(id).expect("a tile");
            assert_eq!(of(tile), id);
            if let Some(before) = before.filter(|before| before.zoom() == tile.zoom()) {
                let [a, b] = [before.column_row(), tile.column_row()];
                assert_eq!(a[0].abs_diff(b[0]) + a[1].abs_diff(b[1]), 1, "{before:?} {tile:?}");
            }
            before = Some(tile);
        }
    }

    #[test]
    fn the_ends_of_the_deepest_zoom_are_known_and_nothing_lies_behind() {
        let last = first_of(ZOOM_MAX + 1) - 1;
        assert_eq!(coord(last).map(|tile| (tile.zoom(), of(tile))), Some((ZOOM_MAX, last)));
        assert_eq!(coord(last + 1), None);
        assert_eq!(coord(u64::MAX), None);
    }
}
