//! Which of many p-values stand.
//!
//! A thousand areas without any pattern have fifty with p ≤ 0.05. What planners need is a bound of another kind: of the areas shown to them,
//! no more than so many in a hundred are chance.
//!
//! # References
//! Benjamini and Hochberg (1995), *Controlling the false discovery rate*, JRSS B 57(1); that it holds for statistics of neighbouring areas,
//! which are positively dependent: Benjamini and Yekutieli (2001), Annals of Statistics 29(4).

/// The adjusted p-value of each: the smallest rate of false discoveries at which it stands. NaN is no test, and stays NaN.
pub fn adjusted(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).filter(|i| !p_values[*i].is_nan()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let count = order.len() as f64;
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut least = 1.0_f64;
    for (rank, i) in order.iter().enumerate().rev() {
        least = least.min(p_values[*i] * count / (rank + 1) as f64);
        adjusted[*i] = least;
    }
    adjusted
}

/// Whether each stands when no more than a share of those that do are to be chance.
pub fn discoveries(p_values: &[f64], rate: f64) -> Vec<bool> {
    adjusted(p_values).into_iter().map(|p| p <= rate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_paper() {
        // Benjamini and Hochberg 1995, §4.1: of 15 tests at 0.05 four stand.
        let p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000];
        assert_eq!(discoveries(&p, 0.05).iter().filter(|stands| **stands).count(), 4);
    }

    #[test]
    fn order_does_not_matter_and_what_is_no_test_counts_for_nothing() {
        let there = adjusted(&[0.01, f64::NAN, 0.04, 0.03]);
        let back = adjusted(&[0.03, 0.04, 0.01]);
        assert!(there[1].is_nan());
        assert_eq!([there[3], there[2], there[0]], back[..]);
        assert!(adjusted(&[]).is_empty());
    }
}
