//! The closed formula against Karney.

use super::*;

/// Uniform numbers in [0, 1) from a seed: SplitMix64 (Steele, Lea and Flood 2014).
fn uniform(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// A position anywhere, the poles and the antimeridian more often than their share, and another about so far away.
fn pair(next: &mut impl FnMut() -> f64, length_m: f64) -> (LonLat, LonLat) {
    let near_pole = next() < 0.1;
    let lat = if near_pole { 90.0 - next() * 2.0 * length_m / 111_000.0 } else { next() * 90.0 }.clamp(0.0, 90.0).copysign(next() - 0.5);
    let lon = if next() < 0.1 { 180.0 - next() * 1e-3 } else { next() * 360.0 - 180.0 };
    let angle = next() * std::f64::consts::TAU;
    let other_lat = (lat + angle.cos() * length_m / 111_000.0).clamp(-90.0, 90.0);
    let east_deg = angle.sin() * length_m / (111_000.0 * lat.to_radians().cos().max(1e-6));
    let other_lon = (lon + east_deg).rem_euclid(360.0);
    let other_lon = if other_lon > 180.0 { other_lon - 360.0 } else { other_lon };
    (LonLat::new([lon, lat]).expect("on Earth"), LonLat::new([other_lon, other_lat]).expect("on Earth"))
}

fn worst_share_of_bound(pairs: usize, seed: u64) -> f64 {
    let mut next = uniform(seed);
    let mut worst = 0.0f64;
    for _ in 0..pairs {
        let length_m = 10f64.powf(next() * 7.6 - 2.0);
        let (a, b) = pair(&mut next, length_m);
        let (closed, true_m) = (distance(a, b).get(), geodesic(a, b).get());
        worst = worst.max((closed - true_m).abs() / error_m(true_m));
        assert!((closed - true_m).abs() <= error_m(true_m), "{a:?} {b:?}: {closed} {true_m}, {} m apart", (closed - true_m).abs());
    }
    worst
}

#[test]
fn the_closed_formula_stays_within_its_bound_at_every_latitude_and_length() {
    assert!(worst_share_of_bound(300_000, 2013) <= 1.0);
}

#[test]
#[ignore = "millions of pairs; run when the formula or the bound changes"]
fn the_closed_formula_stays_within_its_bound_for_millions_of_pairs() {
    let worst = worst_share_of_bound(20_000_000, 84);
    assert!(worst <= 1.0, "{worst}");
}

#[test]
fn the_bound_is_what_the_documents_say() {
    assert!(error_m(500.0) < 2.1e-8 && error_m(60_000.0) < 1e-6 * 1.5 && error_m(100_000.0) < 1.2e-5 && error_m(CLOSED_MAX_M) < 2.5e-3);
}

#[test]
fn a_place_is_at_no_distance_from_itself_however_it_is_named() {
    let at = |lon, lat| LonLat::new([lon, lat]).expect("on Earth");
    assert_eq!(distance(at(125.3, 43.9), at(125.3, 43.9)), Metres(0.0));
    assert_eq!(distance(at(180.0, 10.0), at(-180.0, 10.0)), Metres(0.0));
    assert!(distance(at(0.0, 90.0), at(77.0, 90.0)).get() < 1e-9);
    assert!((distance(at(179.9999, 10.0), at(-179.9999, 10.0)).get() - 21.93).abs() < 0.01);
}

#[test]
fn long_lines_are_karneys() {
    let at = |lon, lat| LonLat::new([lon, lat]).expect("on Earth");
    let (a, b) = (at(125.3, 43.9), at(116.4, 39.9));
    assert_eq!(distance(a, b), geodesic(a, b));
}
