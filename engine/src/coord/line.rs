//! The length of a short line on the ellipsoid by a closed formula.
//!
//! Karney's algorithm takes about a microsecond, which is most of the time of a join that reports two distances a row. Below
//! [`CLOSED_MAX_M`] three steps do the same:
//!
//! 1. The chord: the straight line in space between the two places. It follows exactly from their distances from the axis, their
//!    heights above the equator's plane and the difference of longitude, anywhere on Earth, across the antimeridian and at the poles.
//! 2. The curvature of the ellipsoid in the direction of the line, midway (Euler's theorem).
//! 3. The arc over the chord on a circle of that curvature.
//!
//! # Error
//! The curvature midway stands for the whole line; what that leaves out begins with the fifth power of the length s, and with
//! the ellipsoid's flattening: about e²·s⁵/(50·R⁴). The chord itself carries the rounding of coordinates of 6 400 km. Against
//! Karney, over all latitudes and directions, the difference stays below `error_m`(s) = 2e-8 m + 1e-30·s⁵/m⁴ + 1e-14·s, which is
//! 20 nm at 500 m, 1 µm at 60 km, 11 µm at 100 km and 2.4 mm at 300 km; the tests hold it there.
//!
//! # References
//! Torge and Müller (2012), *Geodesy*, §4.1; Bowring (1981), *The direct and inverse problems for short geodesic lines on the
//! ellipsoid*, for how far such formulas carry.

use super::angle::sin_cos_deg;
use super::{LonLat, geodesic};
use crate::units::Metres;

/// WGS 84, as [`geodesic`] uses it: semi-major axis in metres and first eccentricity squared (f = 1/298.257 223 563). CGCS2000 (GB
/// 22021-2008) differs by 0.1 mm in the semi-minor axis and nowhere else.
pub(crate) const SEMI_MAJOR_AXIS_M: f64 = 6_378_137.0;
pub(crate) const ECCENTRICITY_SQUARED: f64 = 0.006_694_379_990_141_317;

/// Chords up to this length are measured by the closed formula, longer ones by [`geodesic`].
pub(crate) const CLOSED_MAX_M: f64 = 300_000.0;

/// A position with what its latitude means in space.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) lon_deg: f64,
    pub(crate) lat_deg: f64,
    /// Distance from the axis, metres.
    pub(crate) axis_m: f64,
    /// Height above the plane of the equator, metres.
    pub(crate) height_m: f64,
    /// The root of 1 − e²·sin²(latitude), from which both radii of curvature follow.
    pub(crate) root: f64,
}

impl Place {
    /// A position `[lon, lat]` in degrees; no check, NaN gives NaN.
    #[inline(always)]
    pub(crate) fn at([lon_deg, lat_deg]: [f64; 2]) -> Self {
        let (sin, cos) = sin_cos_deg(lat_deg);
        let root = (1.0 - ECCENTRICITY_SQUARED * sin * sin).sqrt();
        let prime_vertical_m = SEMI_MAJOR_AXIS_M / root;
        Self { lon_deg, lat_deg, axis_m: prime_vertical_m * cos, height_m: prime_vertical_m * (1.0 - ECCENTRICITY_SQUARED) * sin, root }
    }

    /// Radius of curvature along the meridian, metres.
    #[inline(always)]
    pub(crate) fn meridional_m(&self) -> f64 {
        SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / (self.root * self.root * self.root)
    }

    /// Length of the shortest line to another place, metres; see the error in the module's text.
    ///
    /// # Cost
    /// About 10 ns below [`CLOSED_MAX_M`], a microsecond beyond.
    #[inline]
    pub(crate) fn distance_m(&self, other: &Self) -> f64 {
        let (length_m, chord_squared) = self.closed_m(other);
        if chord_squared <= CLOSED_MAX_M * CLOSED_MAX_M { length_m } else { self.karney_m(other) }
    }

    /// The length by Karney's algorithm, metres.
    #[cold]
    pub(crate) fn karney_m(&self, other: &Self) -> f64 {
        match (LonLat::new([self.lon_deg, self.lat_deg]), LonLat::new([other.lon_deg, other.lat_deg])) {
            (Ok(from), Ok(to)) => geodesic(from, to).get(),
            _ => f64::NAN,
        }
    }

    /// The arc by the closed formula, and the chord squared.
    #[inline(always)]
    pub(crate) fn closed_m(&self, other: &Self) -> (f64, f64) {
        let turn_deg = (other.lon_deg - self.lon_deg).abs();
        let turn_deg = if turn_deg > 180.0 { 360.0 - turn_deg } else { turn_deg };
        let half_sine = sin_cos_deg(0.5 * turn_deg).0;
        let (outward, upward) = (other.axis_m - self.axis_m, other.height_m - self.height_m);
        let north_squared = outward * outward + upward * upward;
        let east_squared = 4.0 * self.axis_m * other.axis_m * half_sine * half_sine;
        let chord_squared = north_squared + east_squared;
        // Curvature midway, weighted by direction. `chord_squared` of zero has no direction and needs none.
        let root = 0.5 * (self.root + other.root);
        let along_meridian = root * root * root * (1.0 / (SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED)));
        let across = root * (1.0 / SEMI_MAJOR_AXIS_M);
        let weighted = north_squared * along_meridian + east_squared * across;
        let curvature = weighted / chord_squared.max(f64::MIN_POSITIVE);
        let y = chord_squared * curvature * curvature;
        // 2·asin(√y/2)/√y, the series of arc over chord.
        let arc_over_chord = 1.0 + y * (1.0 / 24.0 + y * (3.0 / 640.0 + y * (5.0 / 7168.0)));
        (chord_squared.sqrt() * arc_over_chord, chord_squared)
    }
}

/// Bound of the difference between [`Place::distance_m`] and [`geodesic`] for a line of this length, metres.
#[inline]
pub(crate) fn error_m(length_m: f64) -> f64 {
    let squared = length_m * length_m;
    2e-8 + 1e-14 * length_m + 1e-30 * squared * squared * length_m
}

/// Length of the shortest line between two positions, by the closed formula where that is good for micrometres and by
/// [`geodesic`] beyond 300 km.
///
/// # Units and CRS
/// Metres; CGCS2000 degrees.
pub fn distance(a: LonLat, b: LonLat) -> Metres {
    Metres(Place::at(a.to_array()).distance_m(&Place::at(b.to_array())))
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
