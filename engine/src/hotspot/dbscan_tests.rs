use proptest::prelude::*;

use super::*;
use crate::coord::geodesic;

fn positions(places: &[[f64; 2]]) -> Vec<LonLat> {
    places.iter().map(|place| LonLat::new(*place).expect("on Earth")).collect()
}

/// As the definition says, every pair measured by Karney's algorithm.
fn plain(positions: &[LonLat], times: &[f64], nearness: Nearness) -> Vec<i32> {
    let near = |a: usize, b: usize| {
        let is_in_time = nearness.days.is_none_or(|days| (times[a] - times[b]).abs() <= days);
        is_in_time && geodesic(positions[a], positions[b]).get() <= nearness.radius.get()
    };
    let of = |a: usize| (0..positions.len()).filter(|b| near(a, *b)).collect::<Vec<_>>();
    let is_core: Vec<bool> = (0..positions.len()).map(|a| of(a).len() >= nearness.enough).collect();
    let mut labels = vec![NOISE; positions.len()];
    let mut next = 0;
    for start in 0..positions.len() {
        if labels[start] != NOISE || !is_core[start] {
            continue;
        }
        let mut stack = vec![start];
        while let Some(clue) = stack.pop() {
            if labels[clue] == NOISE {
                labels[clue] = next;
                if is_core[clue] {
                    stack.extend(of(clue));
                }
            }
        }
        next += 1;
    }
    labels
}

#[test]
fn two_groups_a_guest_and_noise() {
    // Steps of 100 m to the east at 43° north: 0.00123 degrees.
    let east = |steps: f64| [125.0 + steps * 0.00123, 43.0];
    let places = positions(&[east(50.0), east(0.0), east(1.0), east(2.0), east(3.4), east(20.0), east(21.0), east(20.5)]);
    let nearness = Nearness { radius: Metres(150.0), days: None, enough: 3 };
    assert_eq!(dbscan(&places, &[], nearness), Ok(vec![NOISE, 0, 0, 0, 0, 1, 1, 1]));
}

#[test]
fn time_divides_what_lies_together() {
    let places = positions(&[[125.0, 43.0]; 6]);
    let times = [0.0, 1.0, 2.0, 40.0, 41.0, 42.0];
    let near = |days| Nearness { radius: Metres(10.0), days, enough: 3 };
    assert_eq!(dbscan(&places, &times, near(Some(2.0))), Ok(vec![0, 0, 0, 1, 1, 1]));
    assert_eq!(dbscan(&places, &times, near(None)), Ok(vec![0; 6]));
}

#[test]
fn nothing_one_and_all_in_one_place() {
    let near = |enough| Nearness { radius: Metres(10.0), days: None, enough };
    assert_eq!(dbscan(&[], &[], near(3)), Ok(vec![]));
    assert_eq!(dbscan(&positions(&[[125.0, 43.0]]), &[], near(2)), Ok(vec![NOISE]));
    assert_eq!(dbscan(&positions(&[[125.0, 43.0]; 1000]), &[], near(1000)), Ok(vec![0; 1000]));
    assert_eq!(dbscan(&positions(&[[0.0, 90.0], [90.0, 90.0], [180.0, -90.0]]), &[], near(2)), Ok(vec![0, 0, NOISE]));
}

#[test]
fn what_is_no_nearness_is_refused() {
    let near = |radius, days, enough| dbscan(&[], &[], Nearness { radius: Metres(radius), days, enough });
    assert_eq!(near(0.0, None, 3), Err(NearnessError::Radius(0.0)));
    assert_eq!(near(2e5, None, 3), Err(NearnessError::Radius(2e5)));
    assert!(near(f64::NAN, None, 3).is_err());
    assert_eq!(near(1.0, Some(0.0), 3), Err(NearnessError::Days(0.0)));
    assert_eq!(near(1.0, None, 0), Err(NearnessError::Enough));
    let nearness = Nearness { radius: Metres(1.0), days: Some(1.0), enough: 1 };
    assert_eq!(dbscan(&positions(&[[0.0, 0.0]]), &[f64::NAN], nearness), Err(NearnessError::Time(0)));
}

proptest! {
    #[test]
    fn labels_are_those_of_the_definition(
        // A spread of a few radii at several latitudes, with many at the same places.
        (lat, lon) in (-80.0..80.0_f64, -170.0..170.0_f64),
        steps in prop::collection::vec((0..40_i32, 0..40_i32, 0..6_i32), 0..120),
        enough in 1..8_usize,
        radius in 50.0..2500.0_f64,
        in_time in any::<bool>(),
    ) {
        let places: Vec<[f64; 2]> = steps.iter().map(|(x, y, _)| [lon + f64::from(*x) * 0.004, lat + f64::from(*y) * 0.003]).collect();
        let times: Vec<f64> = steps.iter().map(|(_, _, t)| f64::from(*t) * 0.7).collect();
        let nearness = Nearness { radius: Metres(radius), days: in_time.then_some(1.4), enough };
        let positions = positions(&places);
        prop_assert_eq!(dbscan(&positions, &times, nearness), Ok(plain(&positions, &times, nearness)));
    }
}
