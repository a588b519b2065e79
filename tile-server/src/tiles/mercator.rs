//! Web Mercator as a square of side 1: x grows eastwards from the antimeridian, y southwards from 85.0511°N.
//!
//! Only tiles live in this square. Nothing is measured in it: distances are the engine's, in metres.
//!
//! # References
//! EPSG:3857 on the sphere; OGC Two Dimensional Tile Matrix Set 2.0, Annex D, for the square's edges.

use std::f64::consts::PI;

/// The latitude at which the square ends, degrees: `atan(sinh π)`.
pub const LATITUDE_MAX_DEG: f64 = 85.051_128_779_806_6;

/// From `[longitude, latitude]` in degrees to the square. Latitudes beyond its edge are taken to the edge.
pub fn to_world([lon_deg, lat_deg]: [f64; 2]) -> [f64; 2] {
    let lat = lat_deg.clamp(-LATITUDE_MAX_DEG, LATITUDE_MAX_DEG).to_radians();
    [(lon_deg + 180.0) / 360.0, (1.0 - lat.tan().asinh() / PI) / 2.0]
}

/// From the square to `[longitude, latitude]` in degrees.
pub fn to_degrees([x, y]: [f64; 2]) -> [f64; 2] {
    [x * 360.0 - 180.0, (PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_corners_of_the_square_are_where_the_standard_puts_them() {
        for (degrees, world) in
            [([-180.0, LATITUDE_MAX_DEG], [0.0, 0.0]), ([0.0, 0.0], [0.5, 0.5]), ([180.0, -LATITUDE_MAX_DEG], [1.0, 1.0]), ([0.0, 90.0], [0.5, 0.0])]
        {
            let [x, y] = to_world(degrees);
            assert!((x - world[0]).abs() < 1e-14 && (y - world[1]).abs() < 1e-14, "{degrees:?}: {x} {y}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(lon in -180.0..180.0_f64, lat in -85.0..85.0_f64) {
            let [x, y] = to_degrees(to_world([lon, lat]));
            prop_assert!((x - lon).abs() < 1e-9 && (y - lat).abs() < 1e-9);
        }

        #[test]
        fn further_north_is_further_up(lat in -85.0..84.9_f64, step in 1e-6..0.1_f64) {
            prop_assert!(to_world([0.0, lat + step])[1] < to_world([0.0, lat])[1]);
        }
    }
}
