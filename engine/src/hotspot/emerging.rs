//! Emerging hot spots: what an area was through time, in a word.
//!
//! Every step of time is looked at alone: an area is *hot* in a step if its Gi* is above 0 and stands at the false-discovery rate among all areas
//! of that step, *cold* if it is below 0 and stands. Mann and Kendall's test of its Gi* through time says whether it rises or falls. The words
//! are those that users of emerging hot spot analysis know; what they mean here is said at each of them.

use super::{Trend, mann_kendall};

/// What an area was through time. Read from the top, the first that fits holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Emergence {
    /// Hot in the last step and never before.
    New,
    /// Hot in 9 of 10 steps and in the last, and rising.
    Intensifying,
    /// Hot in 9 of 10 steps and in the last, and falling.
    Diminishing,
    /// Hot in 9 of 10 steps and in the last, neither rising nor falling.
    Persistent,
    /// Hot in the last steps, two or more without a gap, and never before.
    Consecutive,
    /// Hot in the last step, and cold in one before.
    Oscillating,
    /// Hot in the last step and off and on before, never cold.
    Sporadic,
    /// Hot in 9 of 10 steps, but not in the last.
    Historical,
}

/// How strong a trend must be: its two-sided p-value.
const TREND_P: f64 = 0.05;

/// So many tenths of the steps are nearly all.
const NEARLY_ALL_TENTHS: usize = 9;

impl Emergence {
    /// All of them, the most pressing first.
    pub const ALL: [Self; 8] =
        [Self::New, Self::Intensifying, Self::Consecutive, Self::Persistent, Self::Sporadic, Self::Oscillating, Self::Diminishing, Self::Historical];

    /// The word in files and for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Intensifying => "intensifying",
            Self::Diminishing => "diminishing",
            Self::Persistent => "persistent",
            Self::Consecutive => "consecutive",
            Self::Oscillating => "oscillating",
            Self::Sporadic => "sporadic",
            Self::Historical => "historical",
        }
    }
}

/// What an area is in one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heat {
    /// Above the others.
    Hot,
    /// Below the others.
    Cold,
    /// Neither.
    #[default]
    Neither,
}

/// The word for an area, if there is one, and its trend. One step has no history, and no word.
///
/// # Panics
/// If the columns differ in length.
pub fn emergence(heat: &[Heat], gi_star: &[f64]) -> (Option<Emergence>, Trend) {
    assert_eq!(heat.len(), gi_star.len(), "each step has a statistic");
    let trend = mann_kendall(gi_star);
    let hot = heat.iter().filter(|heat| **heat == Heat::Hot).count();
    if hot == 0 || heat.len() < 2 {
        return (None, trend);
    }
    let is_hot_now = heat.last() == Some(&Heat::Hot);
    let is_nearly_always = hot * 10 >= heat.len() * NEARLY_ALL_TENTHS;
    let run = heat.iter().rev().take_while(|heat| **heat == Heat::Hot).count();
    let has_trend = trend.p_value <= TREND_P;
    let word = match (is_hot_now, is_nearly_always) {
        (true, false) if hot == 1 => Emergence::New,
        (true, true) if has_trend && trend.s > 0 => Emergence::Intensifying,
        (true, true) if has_trend => Emergence::Diminishing,
        (true, true) => Emergence::Persistent,
        (true, false) if run == hot => Emergence::Consecutive,
        (true, false) if heat.contains(&Heat::Cold) => Emergence::Oscillating,
        (true, false) => Emergence::Sporadic,
        (false, true) => Emergence::Historical,
        (false, false) => return (None, trend),
    };
    (Some(word), trend)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `+` is hot, `-` cold, `.` neither.
    fn word(steps: &str, gi_star: impl Fn(usize) -> f64) -> Option<Emergence> {
        let heat: Vec<Heat> = steps
            .chars()
            .map(|c| {
                if c == '+' {
                    Heat::Hot
                } else if c == '-' {
                    Heat::Cold
                } else {
                    Heat::Neither
                }
            })
            .collect();
        emergence(&heat, &(0..heat.len()).map(gi_star).collect::<Vec<_>>()).0
    }

    #[test]
    fn every_word_has_its_picture() {
        let still = |i: usize| [2.0, 2.1][i % 2];
        for (steps, expected) in [
            (".........+", Some(Emergence::New)),
            (".......+++", Some(Emergence::Consecutive)),
            ("++++++++++", Some(Emergence::Persistent)),
            (".+++++++++", Some(Emergence::Persistent)),
            ("..+..+.+.+", Some(Emergence::Sporadic)),
            ("..+..-.+.+", Some(Emergence::Oscillating)),
            ("-........+", Some(Emergence::New)),
            ("+++++++++.", Some(Emergence::Historical)),
            ("+++++.....", None),
            ("..........", None),
            ("---.......", None),
            ("+", None),
            ("", None),
        ] {
            assert_eq!(word(steps, still), expected, "{steps}");
        }
        assert_eq!(word("++++++++++", |i| i as f64), Some(Emergence::Intensifying));
        assert_eq!(word("++++++++++", |i| -(i as f64)), Some(Emergence::Diminishing));
    }
}
