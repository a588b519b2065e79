//! Positions as whole numbers: a full turn of longitude is 2³², so differences wrap round the antimeridian by themselves.

/// Units a degree, of longitude and of latitude alike; a unit is at most 9.4 mm.
pub(super) const UNITS_PER_DEG: f64 = 4_294_967_296.0 / 360.0;

/// Adding this to a number below 2⁵¹ leaves its nearest whole number in the low bits: a rounding that needs no call and no check.
const ROUNDER: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²

/// An angle in whole units, modulo a full turn. What is no number gives some number; the caller looks at the angle itself.
#[inline]
pub(super) fn units(angle_deg: f64) -> i32 {
    (angle_deg * UNITS_PER_DEG + ROUNDER).to_bits() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_the_nearest_whole_numbers_and_wrap_at_the_antimeridian() {
        for angle in [-179.999, -90.0, -1e-7, 0.0, 1e-7, 43.9, 90.0, 125.3, 179.999] {
            assert_eq!(units(angle), (angle * UNITS_PER_DEG).round_ties_even() as i32, "{angle}");
        }
        assert_eq!(units(180.0), units(-180.0));
        assert_eq!(units(-179.9999).wrapping_sub(units(179.9999)), units(0.0002));
    }
}
