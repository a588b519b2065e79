//! How likely chance alone puts as many clues into an area and its neighbours.
//!
//! The values of areas say little about one of thousands: exchanged among all, they come to lie beside each other as often as chance has it, and
//! a crowd in a single area stays what it is. Clues are more than values. They can be spread one by one in proportion to a baseline, and then
//! so many of them in so large a part of it is a binomial number, whose tail is exact.
//!
//! # References
//! Besag and Newell (1991), *The detection of clusters in rare diseases*, JRSS A 154(1), for tests of an area and those around it by what the
//! baseline lets expect; Johnson, Kemp and Kotz (2005), *Univariate Discrete Distributions*, §3.

use super::neighbours::Neighbours;

/// An area and its neighbours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crowding {
    /// Their clues.
    pub clues: u64,
    /// The clues that the baseline lets expect.
    pub expected: f64,
    /// How likely chance gives as many, or as few, whichever is rarer; twice that, since both are looked for.
    pub p_value: f64,
}

/// Every area with its neighbours; `None` where they have nothing of the baseline, or all of it. Areas without a baseline do not count, nor do
/// their clues.
///
/// # Panics
/// If the columns differ in length.
///
/// # Cost
/// Microseconds for each area.
pub fn crowding(clues: &[u32], baseline: &[f64], neighbours: &Neighbours) -> Vec<Option<Crowding>> {
    assert_eq!((clues.len(), baseline.len()), (neighbours.len(), neighbours.len()), "each area has clues and a baseline");
    let counted = |area: usize| if baseline[area] > 0.0 { u64::from(clues[area]) } else { 0 };
    let total: u64 = (0..clues.len()).map(counted).sum();
    let whole: f64 = baseline.iter().sum();
    let of = |area: usize| {
        let near = || std::iter::once(area).chain(neighbours.of(area).iter().map(|other| *other as usize));
        let share = near().map(|area| baseline[area]).sum::<f64>() / whole;
        let found = near().map(counted).sum();
        (share > 0.0 && share < 1.0).then(|| Crowding { clues: found, expected: total as f64 * share, p_value: two_sided(total, share, found) })
    };
    (0..clues.len()).map(of).collect()
}

/// Twice the rarer tail of a binomial number, the number itself included in both.
fn two_sided(trials: u64, share: f64, found: u64) -> f64 {
    let (at_most, at_least) = (at_most(trials, share, found), at_most(trials, 1.0 - share, trials - found));
    (2.0 * at_most.min(at_least)).min(1.0)
}

/// How likely a binomial number is no larger. Sums go away from the middle, where each part is smaller than the one before.
fn at_most(trials: u64, share: f64, found: u64) -> f64 {
    // Also where a share is so small that what is left of 1 is all of it.
    if found >= trials {
        return 1.0;
    }
    let below_the_middle = (found as f64) < (trials + 1) as f64 * share;
    if !below_the_middle {
        return 1.0 - at_most(trials, 1.0 - share, trials - found - 1);
    }
    let odds = (1.0 - share) / share;
    let mut part = exactly(trials, share, found);
    let mut sum = 0.0;
    let mut number = found;
    while part > sum * f64::EPSILON {
        sum += part;
        if number == 0 {
            break;
        }
        part *= number as f64 / (trials - number + 1) as f64 * odds;
        number -= 1;
    }
    sum
}

fn exactly(trials: u64, share: f64, found: u64) -> f64 {
    let (n, k) = (trials as f64, found as f64);
    let ways = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    (ways + k * share.ln() + (n - k) * (-share).ln_1p()).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_scipy() {
        // scipy.stats.binom.cdf, 1.17.1.
        for (trials, share, found, expected) in [
            (10, 0.5, 3, 0.171_875),
            (10, 0.5, 5, 0.623_046_875),
            (776, 7.0 / 7253.0, 0, 0.472_700_580_6),
            (1_000_000, 0.3, 299_000, 0.014_568_219_2),
            (1_000_000, 0.001, 1_000, 0.508_409_368_2),
            (5, 0.9, 5, 1.0),
        ] {
            let p_value = at_most(trials, share, found);
            assert!((p_value - expected).abs() < 1e-8, "{trials} {share} {found}: {p_value}");
        }
    }

    #[test]
    fn rare_crowds_keep_their_digits() {
        // scipy.stats.binom.sf(10, 776, 7 / 7253)
        let p_value = two_sided(776, 7.0 / 7253.0, 11) / 2.0;
        assert!((p_value / 4.936_819_376_669_291e-10 - 1.0).abs() < 1e-9, "{p_value:e}");
    }

    #[test]
    fn a_crowd_in_one_area_is_rare_and_areas_without_a_baseline_do_not_count() {
        let neighbours = Neighbours::of_pairs(1000, (1..1000).map(|i| [i - 1, i]));
        let mut clues = vec![0; 1000];
        (clues[500], clues[900], clues[10]) = (9, 1, 50);
        let mut baseline = vec![1.0; 1000];
        (baseline[10], baseline[11], baseline[12], baseline[13]) = (0.0, 0.0, 0.0, 0.0);
        let found = crowding(&clues, &baseline, &neighbours);
        assert!(found[500].is_some_and(|here| here.clues == 9 && (here.expected - 10.0 * 3.0 / 996.0).abs() < 1e-12 && here.p_value < 1e-12));
        assert_eq!((found[12], found[100].map(|here| here.p_value)), (None, Some(1.0)));
        assert_eq!(crowding(&[3, 4], &[1.0, 1.0], &Neighbours::of_pairs(2, [[0, 1]])), [None, None]);
        // A baseline of next to nothing.
        let faint = crowding(&[0, 9, 0, 0], &[1e-20, 1.0, 1.0, 1.0], &Neighbours::of_pairs(4, [[1, 2]]));
        assert_eq!(faint[0].map(|here| here.p_value), Some(1.0));
        assert_eq!(crowding(&[0, 0, 0], &[1.0; 3], &Neighbours::of_pairs(3, [[0, 1]]))[0].map(|here| here.p_value), Some(1.0));
    }
}
