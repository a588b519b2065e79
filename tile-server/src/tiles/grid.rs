//! The two ways from degrees to the square that tiles divide.
//!
//! Everything else in [`super`] counts in units of the square and does not know which grid it is.

use super::mercator;

/// How degrees become places in the square: x grows eastwards from the antimeridian, y southwards from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grid {
    /// Web Mercator (EPSG:3857): the grid of web maps.
    WebMercator,
    /// Degrees as they are (CGCS2000, WGS 84): the world is the upper half of a square of 360°, so that the tile matrix set
    /// WorldCRS84Quad, two tiles wide at its zoom 0, is this square from zoom 1 on.
    ///
    /// # References
    /// OGC Two Dimensional Tile Matrix Set 2.0, Annex D: WorldCRS84Quad.
    Geographic,
}

impl Grid {
    /// Both.
    pub const ALL: [Self; 2] = [Self::WebMercator, Self::Geographic];

    /// From `[longitude, latitude]` in degrees to the square.
    pub fn to_square(self, [lon_deg, lat_deg]: [f64; 2]) -> [f64; 2] {
        match self {
            Self::WebMercator => mercator::to_world([lon_deg, lat_deg]),
            Self::Geographic => [(lon_deg + 180.0) / 360.0, (90.0 - lat_deg) / 360.0],
        }
    }

    /// From the square to `[longitude, latitude]` in degrees.
    pub fn to_degrees(self, [x, y]: [f64; 2]) -> [f64; 2] {
        match self {
            Self::WebMercator => mercator::to_degrees([x, y]),
            Self::Geographic => [x * 360.0 - 180.0, 90.0 - y * 360.0],
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_corners_of_the_world_are_where_the_standard_puts_them() {
        // WorldCRS84Quad, zoom 0: two tiles of 180°, whose common corner at the top is 0°E 90°N. That is zoom 1 of the square.
        assert_eq!(Grid::Geographic.to_square([-180.0, 90.0]), [0.0, 0.0]);
        assert_eq!(Grid::Geographic.to_square([0.0, -90.0]), [0.5, 0.5]);
        assert_eq!(Grid::WebMercator.to_square([0.0, 0.0]), [0.5, 0.5]);
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(lon in -180.0..180.0_f64, lat in -85.0..85.0_f64) {
            for grid in Grid::ALL {
                let [x, y] = grid.to_degrees(grid.to_square([lon, lat]));
                prop_assert!((x - lon).abs() < 1e-9 && (y - lat).abs() < 1e-9, "{grid:?}");
            }
        }
    }
}
