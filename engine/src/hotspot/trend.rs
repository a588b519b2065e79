//! Whether values rise or fall through time.
//!
//! # References
//! Mann (1945), *Nonparametric tests against trend*, Econometrica 13(3); Kendall (1975), *Rank Correlation Methods*, §4 for ties; Sen (1968),
//! JASA 63(324), for the slope.

/// What Mann and Kendall's test finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Pairs that rise less pairs that fall.
    pub s: i64,
    /// S in standard deviations, with a step taken off for continuity; 0 where S is, or where all values are the same.
    pub z: f64,
    /// How likely chance gives a trend as strong, up or down (normal approximation; rough below eight values).
    pub p_value: f64,
    /// Sen's slope: the median of all slopes between two values, by step of time; 0 of fewer than two values.
    pub slope: f64,
}

/// Mann and Kendall's test of values in the order of time, a step apart. NaN ties with everything.
///
/// # Cost
/// O(n²): meant for steps of time, of which there are tens.
pub fn mann_kendall(values: &[f64]) -> Trend {
    let pairs = || (0..values.len()).flat_map(|i| (i + 1..values.len()).map(move |j| (i, j)));
    let s: i64 = pairs().map(|(i, j)| i64::from(values[j] > values[i]) - i64::from(values[j] < values[i])).sum();
    let count = values.len() as f64;
    let spread = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ties: f64 = sorted.chunk_by(|a, b| a == b).map(|same| spread(same.len() as f64)).sum();
    let variance = (spread(count) - ties) / 18.0;
    let z = if variance > 0.0 { (s - s.signum()) as f64 / variance.sqrt() } else { 0.0 };
    let mut slopes: Vec<f64> = pairs().map(|(i, j)| (values[j] - values[i]) / (j - i) as f64).filter(|slope| !slope.is_nan()).collect();
    slopes.sort_by(f64::total_cmp);
    let middle = slopes.len() / 2;
    let slope = match slopes.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => slopes[middle],
        _ => slopes[middle - 1].midpoint(slopes[middle]),
    };
    Trend { s, z, p_value: two_sided(z), slope }
}

/// How likely a normal number is as far out as this one.
pub(super) fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_with_ties() {
        let found = mann_kendall(&[3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0, 5.0]);
        // Ties: 1 twice, 3 twice, 5 three times: 18 + 18 + 66 of 11·10·27 = 2970.
        assert_eq!(found.s, 16);
        assert!((found.z - 15.0 / ((2970.0 - 102.0_f64) / 18.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_change_has_no_trend() {
        let still = mann_kendall(&[2.0; 9]);
        assert_eq!((still.s, still.z, still.p_value, still.slope), (0, 0.0, 1.0, 0.0));
        assert_eq!(mann_kendall(&[]), Trend { s: 0, z: 0.0, p_value: 1.0, slope: 0.0 });
        assert_eq!(mann_kendall(&[1.0]).p_value, 1.0);
    }

    #[test]
    fn rising_and_falling_mirror_each_other() {
        let up: Vec<f64> = (0..12).map(|i| f64::from(i * i)).collect();
        let down: Vec<f64> = up.iter().map(|v| -v).collect();
        let (up, down) = (mann_kendall(&up), mann_kendall(&down));
        assert_eq!((up.s, up.z, up.slope), (-down.s, -down.z, -down.slope));
        assert!(up.p_value < 1e-4 && (up.p_value - down.p_value).abs() < 1e-15);
    }
}
