//! The scan against every cylinder looked at on its own.

use super::*;
use crate::coord::distance;

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new([lon, lat]).expect("on Earth")
}

/// Places on a board with a baseline of their own, and clues by a seed.
fn board(side: u32, steps: usize, clues: u32, seed: u64) -> (Vec<LonLat>, Vec<f64>, Vec<u32>) {
    let places: Vec<LonLat> = (0..side * side).map(|i| at(125.0 + 0.11 * f64::from(i % side), 43.0 + 0.1 * f64::from(i / side))).collect();
    let baseline: Vec<f64> = (0..side * side).map(|i| 1.0 + f64::from((i * 7) % 5)).collect();
    let (wheel, mut draws) = (Wheel::new(&baseline), Draws::new(seed, 999_999));
    let mut counts = vec![0; places.len() * steps];
    for _ in 0..clues {
        counts[wheel.draw(&mut draws) as usize * steps + draws.below(steps as u32) as usize] += 1;
    }
    (places, baseline, counts)
}

const LIMITS: ScanLimits = ScanLimits { radius: Metres(35_000.0), share: 0.5, steps: 3, growth: 1.0 };

/// The largest ratio, by the definition.
fn plainly(data: ScanData<'_>, limits: ScanLimits) -> f64 {
    let total: u32 = data.clues.iter().sum();
    let baseline: f64 = data.baseline.iter().sum();
    let mut largest = 0.0_f64;
    for centre in data.places {
        for edge in data.places {
            let radius = distance(*centre, *edge);
            if radius > limits.radius {
                continue;
            }
            let inside: Vec<usize> = (0..data.places.len()).filter(|place| distance(*centre, data.places[*place]) <= radius).collect();
            let of_circle: f64 = inside.iter().map(|place| data.baseline[*place]).sum();
            if of_circle > limits.share * baseline {
                continue;
            }
            for length in 1..=limits.steps {
                for from in 0..=data.steps - length {
                    let clues: u32 = inside.iter().flat_map(|place| &data.clues[place * data.steps + from..place * data.steps + from + length]).sum();
                    let expected = f64::from(total) * of_circle / baseline * length as f64 / data.steps as f64;
                    largest = largest.max(log_ratio(f64::from(clues), expected, f64::from(total)));
                }
            }
        }
    }
    largest
}

#[test]
fn the_likeliest_cluster_is_the_likeliest_of_all_cylinders() {
    for seed in 0..12 {
        let (places, baseline, clues) = board(7, 6, 150, seed);
        let data = ScanData { places: &places, baseline: &baseline, steps: 6, clues: &clues };
        let found = scan(data, LIMITS, 9, 1, &|_| ()).expect("clues");
        let expected = plainly(data, LIMITS);
        assert!((found.clusters[0].log_ratio - expected).abs() < 1e-9, "{} {expected}", found.clusters[0].log_ratio);
        let circles = Circles::new(&places, &baseline, LIMITS.radius, 0.5 * baseline.iter().sum::<f64>(), 1.0);
        let searcher = Searcher::new(&circles, 6, 3, 150, baseline.iter().sum());
        assert!((searcher.largest(&clues) - expected).abs() < 1e-9, "the quick search of replicates");
    }
}

#[test]
fn what_was_put_there_is_found_and_nothing_else_is_likely() {
    let (places, baseline, mut clues) = board(10, 8, 300, 5);
    for place in [44, 45, 54, 55] {
        for step in 3..5 {
            clues[place * 8 + step] += 6;
        }
    }
    let data = ScanData { places: &places, baseline: &baseline, steps: 8, clues: &clues };
    let found = scan(data, LIMITS, 999, 1, &|_| ()).expect("clues");
    let first = &found.clusters[0];
    assert_eq!(first.steps, 3..5);
    assert!([44, 45, 54, 55].iter().all(|place| first.places.contains(place)), "{first:?}");
    assert_eq!(first.p_value, 0.001);
    assert!(found.clusters[1..].iter().all(|cluster| cluster.p_value > 0.05), "{:?}", found.clusters);
}

#[test]
fn of_noise_one_in_twenty_has_a_cluster_at_a_twentieth() {
    let found = (0..200).filter(|seed| {
        let (places, baseline, clues) = board(6, 4, 80, *seed);
        let data = ScanData { places: &places, baseline: &baseline, steps: 4, clues: &clues };
        scan(data, ScanLimits { steps: 2, ..LIMITS }, 99, 7, &|_| ()).expect("clues").clusters.first().is_some_and(|cluster| cluster.p_value <= 0.05)
    });
    // 10 of 200; 21 or more have a chance of 1 in 1 000.
    let found = found.count();
    assert!(found <= 20, "{found}");
}

#[test]
fn threads_change_nothing_and_progress_counts_every_replicate() {
    let (places, baseline, clues) = board(8, 5, 200, 2);
    let data = ScanData { places: &places, baseline: &baseline, steps: 5, clues: &clues };
    let told = AtomicU64::new(0);
    let all = scan(data, LIMITS, 99, 4, &|_| {
        told.fetch_add(1, Ordering::Relaxed);
    });
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("threads");
    assert_eq!(all, one.install(|| scan(data, LIMITS, 99, 4, &|_| ())));
    assert_eq!(told.into_inner(), 99);
}

#[test]
fn what_cannot_be_looked_at_is_said() {
    let places = [at(125.0, 43.0), at(125.1, 43.0)];
    let with = |baseline: &[f64], clues: &[u32]| {
        scan(ScanData { places: &places, baseline, steps: 1, clues }, LIMITS, 9, 1, &|_| ()).map(|found| found.clusters.len())
    };
    assert_eq!(with(&[1.0, 1.0], &[1, 0]), Err(ScanError::TooFew));
    assert_eq!(with(&[1.0, 0.0], &[3, 0]), Err(ScanError::NoBaseline));
    assert_eq!(with(&[1.0, f64::NAN], &[3, 0]), Err(ScanError::Baseline(1)));
    assert_eq!(with(&[1.0, -1.0], &[3, 0]), Err(ScanError::Baseline(1)));
    let three = [at(125.0, 43.0), at(125.1, 43.0), at(125.2, 43.0)];
    let data = ScanData { places: &three, baseline: &[1.0, 1.0, 0.0], steps: 1, clues: &[1, 1, 1] };
    assert_eq!(scan(data, LIMITS, 9, 1, &|_| ()), Err(ScanError::Unexpected(2)));
    // All in one place of two.
    assert_eq!(with(&[1.0, 1.0], &[9, 0]), Ok(1));
}
