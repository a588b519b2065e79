//! The sign test.

/// P(X ≥ more) for X binomial with n = more + less and ½, by summing logarithms so that large n stays exact enough.
pub fn sign_test(more: u64, less: u64) -> f64 {
    let n = more + less;
    let mut log_choose = 0.0; // ln C(n, n) = 0, then downwards
    let mut tail = 0.0;
    let log_half_n = n as f64 * 0.5f64.ln();
    for k in (more..=n).rev() {
        tail += (log_choose + log_half_n).exp();
        log_choose += (k as f64).ln() - ((n - k + 1) as f64).ln();
    }
    f64::min(tail, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_the_tabled_tail() {
        // Binomial(10, ½): P(X ≥ 8) = 56/1024, P(X ≥ 10) = 1/1024, P(X ≥ 0) = 1.
        for (more, less, p) in [(8, 2, 56.0 / 1024.0), (10, 0, 1.0 / 1024.0), (0, 10, 1.0), (0, 0, 1.0)] {
            assert!((sign_test(more, less) - p).abs() < 1e-12, "{more} {less}");
        }
        assert!(sign_test(600, 400) < 1e-9);
    }
}
