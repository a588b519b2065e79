//! GCJ-02, the shifted datum of Chinese web maps (高德, 腾讯).
//!
//! The shift is a smooth, published-by-observation function of the position; its inverse has no closed form and is found by
//! iteration. Outside the box in which the shift applies, positions pass unchanged.
//!
//! # References
//! GB 20263-2006 makes the shift mandatory for public maps without giving the formula; the constants are those in general use
//! (Krasovsky 1940 ellipsoid, a = 6 378 245 m, e² = 0.006 693 421 622 965 943 23).

use std::f64::consts::PI;

use super::LonLat;

const SEMI_MAJOR_AXIS_M: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;

/// A step below this many degrees ends the inverse: 1e-10° is about 0.01 mm.
const CONVERGED_DEG: f64 = 1e-10;
/// The iteration contracts by a factor of about 1e-3 a step, so a handful suffices; this is a guard, not a tuning knob.
const STEPS_MAX: usize = 30;

/// From CGCS2000 (≈ WGS 84) to GCJ-02.
pub fn from_cgcs2000(position: LonLat) -> LonLat {
    let [d_lon, d_lat] = shift_deg(position);
    moved(position, [d_lon, d_lat])
}

/// From GCJ-02 to CGCS2000, by fixed-point iteration to well under a centimetre.
///
/// # Cost
/// Three to five evaluations of the shift.
pub fn to_cgcs2000(shifted: LonLat) -> LonLat {
    let mut guess = shifted;
    for _ in 0..STEPS_MAX {
        let image = from_cgcs2000(guess);
        let error = [shifted.lon() - image.lon(), shifted.lat() - image.lat()];
        guess = moved(guess, error);
        if error[0].abs() < CONVERGED_DEG && error[1].abs() < CONVERGED_DEG {
            break;
        }
    }
    guess
}

/// Whether the shift applies here: a plain box around China, as the map services use it.
pub fn applies(position: LonLat) -> bool {
    (72.004..=137.8347).contains(&position.lon()) && (0.8293..=55.8271).contains(&position.lat())
}

fn moved(position: LonLat, [d_lon, d_lat]: [f64; 2]) -> LonLat {
    LonLat::new([position.lon() + d_lon, position.lat() + d_lat]).unwrap_or(position)
}

/// `[longitude, latitude]` shift in degrees.
fn shift_deg(position: LonLat) -> [f64; 2] {
    if !applies(position) {
        return [0.0, 0.0];
    }
    // The polynomial is centred on 105°E 35°N, roughly the middle of the country.
    let (x, y) = (position.lon() - 105.0, position.lat() - 35.0);
    let root = x.abs().sqrt();
    let ripple = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + ripple
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + ripple
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;

    // From metres to degrees by the ellipsoid's two radii of curvature at this latitude.
    let latitude = position.lat().to_radians();
    let w_squared = 1.0 - ECCENTRICITY_SQUARED * latitude.sin().powi(2);
    let meridional_m = SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / (w_squared * w_squared.sqrt());
    let parallel_m = SEMI_MAJOR_AXIS_M / w_squared.sqrt() * latitude.cos();
    [(east / parallel_m).to_degrees(), (north / meridional_m).to_degrees()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coord::geodesic;

    /// Jilin Province, degrees.
    const JILIN: ([f64; 2], [f64; 2]) = ([121.6, 131.4], [40.8, 46.4]);

    fn grid(steps: usize) -> impl Iterator<Item = LonLat> {
        let ([w, e], [s, n]) = JILIN;
        (0..steps * steps).map(move |i| {
            let (u, v) = ((i % steps) as f64 / (steps - 1) as f64, (i / steps) as f64 / (steps - 1) as f64);
            LonLat::new([w + u * (e - w), s + v * (n - s)]).expect("Jilin is on Earth")
        })
    }

    #[test]
    fn round_trip_stays_under_a_centimetre_over_all_jilin() {
        let worst = grid(300).map(|p| geodesic(p, to_cgcs2000(from_cgcs2000(p))).get()).fold(0.0, f64::max);
        assert!(worst < 0.01, "worst error {worst} m");
    }

    #[test]
    fn the_shift_in_jilin_is_as_published() {
        // Displaced by 457 to 684 m, mean 566 m (over the province's box).
        let shifts: Vec<f64> = grid(100).map(|p| geodesic(p, from_cgcs2000(p)).get()).collect();
        let mean = shifts.iter().sum::<f64>() / shifts.len() as f64;
        assert!((500.0..650.0).contains(&mean), "mean {mean}");
        assert!(shifts.iter().all(|s| (400.0..750.0).contains(s)));
    }

    #[test]
    fn outside_china_nothing_is_shifted() {
        let paris = LonLat::new([2.35, 48.86]).expect("Paris is on Earth");
        assert_eq!(from_cgcs2000(paris), paris);
        assert_eq!(to_cgcs2000(paris), paris);
    }
}
