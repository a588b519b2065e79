//! BD-09, Baidu's datum: GCJ-02 shifted once more.
//!
//! # References
//! Baidu publishes no formula; the polar one used here is that in general use.

use std::f64::consts::PI;

use super::{LonLat, gcj02};

const X_PI: f64 = PI * 3000.0 / 180.0;
/// A step below this many degrees ends the inverse: 1e-10° is about 0.01 mm.
const CONVERGED_DEG: f64 = 1e-10;
const STEPS_MAX: usize = 30;

/// From CGCS2000 (≈ WGS 84) to BD-09.
pub fn from_cgcs2000(position: LonLat) -> LonLat {
    from_gcj02(gcj02::from_cgcs2000(position))
}

/// From BD-09 to CGCS2000, by iteration to well under a centimetre.
pub fn to_cgcs2000(shifted: LonLat) -> LonLat {
    // The first guess takes off the constant part of Baidu's shift; the iteration does the rest.
    let mut guess = moved(shifted, [-0.0065, -0.0060]);
    for _ in 0..STEPS_MAX {
        let image = from_gcj02(guess);
        let error = [shifted.lon() - image.lon(), shifted.lat() - image.lat()];
        guess = moved(guess, error);
        if error[0].abs() < CONVERGED_DEG && error[1].abs() < CONVERGED_DEG {
            break;
        }
    }
    gcj02::to_cgcs2000(guess)
}

fn from_gcj02(position: LonLat) -> LonLat {
    if !gcj02::applies(position) {
        return position;
    }
    let (x, y) = (position.lon(), position.lat());
    let radius = x.hypot(y) + 0.000_02 * (y * X_PI).sin();
    let angle = y.atan2(x) + 0.000_003 * (x * X_PI).cos();
    LonLat::new([radius * angle.cos() + 0.0065, radius * angle.sin() + 0.0060]).unwrap_or(position)
}

fn moved(position: LonLat, [d_lon, d_lat]: [f64; 2]) -> LonLat {
    LonLat::new([position.lon() + d_lon, position.lat() + d_lat]).unwrap_or(position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coord::geodesic;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trip_stays_under_a_centimetre(lon in 121.0..132.0f64, lat in 40.0..47.0f64) {
            let position = LonLat::new([lon, lat]).expect("in range");
            prop_assert!(geodesic(position, to_cgcs2000(from_cgcs2000(position))).get() < 0.01);
        }
    }

    #[test]
    fn baidu_lies_about_a_kilometre_off() {
        let changchun = LonLat::new([125.32, 43.88]).expect("in range");
        let off = geodesic(changchun, from_cgcs2000(changchun)).get();
        assert!((600.0..1600.0).contains(&off), "{off} m");
    }
}
