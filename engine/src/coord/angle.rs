//! Sine and cosine of an angle in degrees, without a call and without a branch.
//!
//! Loops over columns of latitudes need both for every row. The C library's are two calls that the compiler can neither inline nor
//! overlap, and they may differ in the last bit from one machine to the next; these are the same everywhere.

/// Sine and cosine of an angle between −90 and 90 degrees.
///
/// # Error
/// Below 2.5e-16 each. Exact at 0 and ±90. NaN gives NaN.
///
/// # References
/// Polynomials of `k_sin.c` and `k_cos.c`, FreeBSD msun (Sun Microsystems, 1993). Angles above 45 degrees are taken from the other
/// end of the quadrant, where the subtraction is exact.
#[inline(always)]
pub(crate) fn sin_cos_deg(angle_deg: f64) -> (f64, f64) {
    let magnitude = angle_deg.abs();
    let rest = 90.0 - magnitude;
    let folded = if rest < magnitude { rest } else { magnitude };
    let x = folded.to_radians();
    let z = x * x;
    let sine = x + x * z * (S[0] + z * (S[1] + z * (S[2] + z * (S[3] + z * (S[4] + z * S[5])))));
    let tail = z * z * (C[0] + z * (C[1] + z * (C[2] + z * (C[3] + z * (C[4] + z * C[5])))));
    let half = 0.5 * z;
    let head = 1.0 - half;
    let cosine = head + (((1.0 - head) - half) + tail);
    // The two change places beyond 45 degrees, by bits: data on both sides of that latitude (Jilin) would mislead a branch.
    let change = u64::from(rest < magnitude).wrapping_neg() & (sine.to_bits() ^ cosine.to_bits());
    let (sin, cos) = (f64::from_bits(sine.to_bits() ^ change), f64::from_bits(cosine.to_bits() ^ change));
    (sin.copysign(angle_deg), cos)
}

const S: [f64; 6] = [
    -1.666_666_666_666_663_2e-1,
    8.333_333_333_322_49e-3,
    -1.984_126_982_985_795e-4,
    2.755_731_370_707_007e-6,
    -2.505_076_025_340_686_3e-8,
    1.589_690_995_211_55e-10,
];
const C: [f64; 6] = [
    4.166_666_666_666_66e-2,
    -1.388_888_888_887_411e-3,
    2.480_158_728_947_673e-5,
    -2.755_731_435_139_066_3e-7,
    2.087_572_321_298_175e-9,
    -1.135_964_755_778_819_5e-11,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_the_c_library_within_an_ulp() {
        for i in -90_000..=90_000 {
            let angle = f64::from(i) / 1000.0 + f64::from(i) * 1e-9;
            if angle.abs() > 90.0 {
                continue;
            }
            let (sin, cos) = sin_cos_deg(angle);
            let (expected_sin, expected_cos) = angle.to_radians().sin_cos();
            // At the end of the quadrant the expected cosine carries the rounding of the angle in radians.
            assert!((sin - expected_sin).abs() <= 2.5e-16 && (cos - expected_cos).abs() <= 2.5e-16, "{angle} {sin} {cos}");
        }
    }

    #[test]
    fn the_ends_of_the_quadrant_are_exact() {
        assert_eq!((sin_cos_deg(0.0), sin_cos_deg(90.0), sin_cos_deg(-90.0)), ((0.0, 1.0), (1.0, 0.0), (-1.0, 0.0)));
        assert!(sin_cos_deg(f64::NAN).0.is_nan());
    }
}
