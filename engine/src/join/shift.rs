//! Whether a batch lies as if its coordinates were those of another system.
//!
//! Clues lie where things happen: at outfalls, and in the county their reporter wrote down. If undoing GCJ-02 or BD-09 puts clearly
//! more rows there than leaving the coordinates as declared, the declaration is in doubt.
//!
//! 1. Each row scores a point for an outfall nearby and one for lying in the county it names, once as declared and once under
//!    the hypothesis.
//! 2. Rows that score higher under the hypothesis are counted against rows that score lower; equal rows say nothing.
//! 3. The sign test says how likely such an excess is if the hypothesis were no better.
//!
//! # References
//! Sign test: Conover (1999), *Practical Nonparametric Statistics*, §3.4 (for pairs of outcomes, McNemar's test). How well it works
//! on the demo batches is measured by `tests/it/shift.rs` and stated in docs/crs-shift.md.

use super::Layers;
use crate::coord::{Crs, LonLat, bd09, gcj02};
use crate::lang::Lang;
use crate::units::Metres;

/// An outfall is "nearby" within this distance: beyond the usual jitter of positions, below the shift of 450 m and more.
const NEARBY: Metres = Metres(150.0);
/// A verdict needs at least this many rows that speak, and a chance below `P_MAX` of seeing them by accident.
const SPEAKING_ROWS_MIN: u64 = 8;
const P_MAX: f64 = 1e-4;
/// Most rows that are asked, evenly spread over the batch: 200 suffice (docs/crs-shift.md), and ten times as many say it of a batch in
/// which a tenth is wrong.
const ROWS_MAX: usize = 2048;

/// The outcome for one hypothesis.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The system that the numbers would really be in.
    pub really: Crs,
    /// Rows that fit better under it.
    pub improved: u64,
    /// Rows that fit worse.
    pub worsened: u64,
    /// Probability of at least so many improvements among the rows that speak, were both equally good.
    pub p_value: f64,
}

impl Finding {
    /// Whether the batch should be looked at before it is used.
    pub fn is_suspicious(&self) -> bool {
        self.improved + self.worsened >= SPEAKING_ROWS_MIN && self.p_value < P_MAX
    }

    /// The finding as one sentence without the full stop.
    pub fn sentence(&self, declared: &str, lang: Lang) -> String {
        let Self { really, improved, worsened, p_value } = self;
        lang.pick(
            format!(
                "坐标疑似为 {really} 而非 {declared}：按 {really} 换算后，{improved} 行与排污口或所填县更吻合，{worsened} 行更不吻合（符号检验 p = {p_value:.1e}），请核对坐标系"
            ),
            format!(
                "the coordinates look like {really}, not {declared}: read as {really}, {improved} rows fit outfalls or the county they name better and {worsened} worse (sign test, p = {p_value:.1e}); check the coordinate system"
            ),
        )
    }
}

/// Tests the hypotheses that make sense for the declared system, the most telling first.
///
/// `reported` is the county that each row itself names (its place in the list of counties).
pub fn examine(layers: &Layers, lon_deg: &[f64], lat_deg: &[f64], reported: &[Option<u32>], declared: &Crs) -> Vec<Finding> {
    let step = lon_deg.len().div_ceil(ROWS_MAX).max(1);
    let mut findings: Vec<Finding> = hypotheses(declared)
        .into_iter()
        .map(|(really, correct)| {
            let (mut improved, mut worsened) = (0, 0);
            for ((lon, lat), county) in lon_deg.iter().zip(lat_deg).zip(reported).step_by(step) {
                let Ok(position) = LonLat::new([*lon, *lat]) else { continue };
                let (as_declared, as_supposed) = (score(layers, position, *county), score(layers, correct(position), *county));
                improved += u64::from(as_supposed > as_declared);
                worsened += u64::from(as_supposed < as_declared);
            }
            Finding { really, improved, worsened, p_value: sign_test(improved, worsened) }
        })
        .collect();
    findings.sort_by(|a, b| a.p_value.total_cmp(&b.p_value).then(b.improved.cmp(&a.improved)));
    findings
}

/// A system that the numbers may really be in, and how a position read as declared is moved to where it would then be.
type Hypothesis = (Crs, fn(LonLat) -> LonLat);

fn hypotheses(declared: &Crs) -> [Hypothesis; 2] {
    match declared {
        Crs::Gcj02 => [(Crs::WGS84, gcj02::from_cgcs2000), (Crs::Bd09, |p| bd09::to_cgcs2000(gcj02::from_cgcs2000(p)))],
        Crs::Bd09 => [(Crs::WGS84, bd09::from_cgcs2000), (Crs::Gcj02, |p| gcj02::to_cgcs2000(bd09::from_cgcs2000(p)))],
        Crs::Epsg(_) | Crs::Definition(_) => [(Crs::Gcj02, gcj02::to_cgcs2000), (Crs::Bd09, bd09::to_cgcs2000)],
    }
}

fn score(layers: &Layers, position: LonLat, county: Option<u32>) -> u8 {
    let at_outfall = layers.outfalls.nearest_within(position, NEARBY).is_some();
    let in_county = county.is_some_and(|county| layers.counties.claims(position).iter().any(|claim| claim.area == county));
    u8::from(at_outfall) + u8::from(in_county)
}

/// P(X ≥ improved) for X binomial with n = improved + worsened and ½, by summing logarithms so that large n stays exact enough.
fn sign_test(improved: u64, worsened: u64) -> f64 {
    let n = improved + worsened;
    let mut log_choose = 0.0; // ln C(n, n) = 0, then downwards
    let mut tail = 0.0;
    let log_half_n = n as f64 * 0.5f64.ln();
    for k in (improved..=n).rev() {
        tail += (log_choose + log_half_n).exp();
        log_choose += (k as f64).ln() - ((n - k + 1) as f64).ln();
    }
    f64::min(tail, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_test_gives_the_tabled_tail() {
        // Binomial(10, ½): P(X ≥ 8) = 56/1024, P(X ≥ 10) = 1/1024, P(X ≥ 0) = 1.
        for (improved, worsened, p) in [(8, 2, 56.0 / 1024.0), (10, 0, 1.0 / 1024.0), (0, 10, 1.0), (0, 0, 1.0)] {
            assert!((sign_test(improved, worsened) - p).abs() < 1e-12, "{improved} {worsened}");
        }
        assert!(sign_test(600, 400) < 1e-9);
    }
}
