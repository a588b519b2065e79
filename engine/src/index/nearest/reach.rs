//! How far a radius reaches in degrees, and how far a flat distance is from the geodesic, both certified.
//!
//! In a band of latitudes the two radii M (along the meridian) and p (distance from the axis) lie between known ends, and a line's
//! element is ds² = M²dφ² + p²dλ². Take fixed M₀ and p₀, and measure the flat length d of the straight line in (φ, λ):
//!
//! - that line is no geodesic, so the geodesic s is no longer than it: s ≤ d · max(M/M₀, p/p₀);
//! - the geodesic, drawn flat, is no straight line, so it is no shorter than d: d ≤ s · max(M₀/M, p₀/p).
//!
//! Both hold as long as both lines stay in the band. The geodesic does when the band reaches a radius beyond the position, the
//! straight line always. The larger of all these quotients is the *stretch*: d/stretch ≤ s ≤ d·stretch.

use super::quantum::UNITS_PER_DEG;
use crate::coord::Place;

/// The smallest radius of curvature there is, a(1−e²): along the meridian at the equator, metres.
const RADIUS_MIN_M: f64 = 6_335_439.0;
/// Rounding in single precision stays far below this share.
const SINGLE_SLACK: f64 = 2e-6;
/// Whole units are off by half of one at either end, at most 1.4 cm together.
pub(super) const QUANTUM_SLACK_M: f32 = 0.02;

/// A radius as seen from a band of latitudes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// Units of longitude that the radius reaches at most; more than half a turn is all round.
    pub(super) east_units: i64,
    /// Metres of a unit of longitude, as flat distances take it.
    pub(super) east_m: f32,
    /// Metres of a unit of latitude.
    pub(super) north_m: f32,
    /// Flat distance and geodesic differ by this factor at most; infinite where flat distances say nothing.
    pub(super) stretch: f32,
}

/// Units of latitude that a radius reaches at most.
pub(super) fn north_units(radius_m: f64) -> i64 {
    let degrees = (radius_m / RADIUS_MIN_M).to_degrees().min(360.0);
    (degrees * UNITS_PER_DEG * (1.0 + 1e-9)) as i64 + 3
}

impl Reach {
    /// For positions between two latitudes (units), and whatever lies within twice the radius of them.
    pub(super) fn of(south: i64, north: i64, radius_m: f64) -> Self {
        let beyond = 2 * north_units(radius_m);
        let degrees = |units: i64| (units as f64 / UNITS_PER_DEG).clamp(-90.0, 90.0);
        let (south, north) = (degrees(south - beyond), degrees(north + beyond));
        let steepest = south.abs().max(north.abs());
        let flattest = if south <= 0.0 && north >= 0.0 { 0.0 } else { south.abs().min(north.abs()) };
        let at = |lat: f64| Place::at([0.0, lat]);
        // Towards the poles M grows and p shrinks.
        let (steep, middle, flat) = (at(steepest), at(0.5 * (south + north)), at(flattest));
        let metres_per_unit = |radius_m: f64| (radius_m / UNITS_PER_DEG).to_radians();
        let reach = radius_m / metres_per_unit(steep.axis_m) * (1.0 + 1e-9) + 3.0;
        let stretch = [
            steep.meridional_m() / middle.meridional_m(),
            middle.meridional_m() / flat.meridional_m(),
            flat.axis_m / middle.axis_m,
            middle.axis_m / steep.axis_m,
        ];
        let stretch = stretch.into_iter().fold(1.0, f64::max) * (1.0 + SINGLE_SLACK);
        Self {
            // Infinite at the pole; the cast then saturates.
            east_units: if reach.is_finite() { reach as i64 } else { i64::MAX / 4 }.min(i64::MAX / 4),
            east_m: metres_per_unit(middle.axis_m) as f32,
            north_m: metres_per_unit(middle.meridional_m()) as f32,
            stretch: if steepest < 89.0 { stretch as f32 } else { f32::INFINITY },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coord::{LonLat, geodesic};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn flat_distances_and_reach_hold_what_they_promise(lat in -88.0..88.0f64, away in -1.0..1.0f64, aside in -1.0..1.0f64, exponent in 0.0..5.0f64) {
            let radius_m = 10f64.powf(exponent);
            let from = LonLat::new([0.0, lat]).expect("on Earth");
            let to_lat = (lat + away * radius_m / 111_000.0).clamp(-90.0, 90.0);
            let to = LonLat::new([(aside * radius_m / (111_000.0 * lat.to_radians().cos())).clamp(-180.0, 180.0), to_lat]).expect("on Earth");
            let true_m = geodesic(from, to).get();
            prop_assume!(true_m <= radius_m);
            let units = (lat * UNITS_PER_DEG) as i64;
            let reach = Reach::of(units, units, radius_m);
            prop_assert!(to.lon().abs() * UNITS_PER_DEG <= reach.east_units as f64);
            prop_assert!((to_lat - lat).abs() * UNITS_PER_DEG <= north_units(radius_m) as f64);
            if reach.stretch.is_finite() {
                let flat_m = (to.lon() * UNITS_PER_DEG * f64::from(reach.east_m)).hypot((to_lat - lat) * UNITS_PER_DEG * f64::from(reach.north_m));
                let stretch = f64::from(reach.stretch);
                prop_assert!(flat_m / stretch <= true_m + 1e-7 && true_m <= flat_m * stretch + 1e-7, "{flat_m} {true_m} {stretch}");
            }
        }
    }
}
