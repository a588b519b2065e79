//! What the rules see of the rows of a batch before their places are known.

use super::Engine;
use crate::model::{Clues, TextColumn};
use crate::route::UNCLEAR_FLAG_BIT;
use crate::rules::{Flag, NO_DAY};

/// Columns of some consecutive rows.
pub(super) struct Traits {
    /// The part of the rules' number that each row's own columns make, with the bit of unclear flags.
    pub(super) numbers: Vec<u64>,
    /// When each was filed, as days since 1970; without rows where the file does not say.
    pub(super) filed: Vec<i32>,
    /// When each occurred.
    pub(super) occurred: Vec<i32>,
    /// The radius that the sensor of each has; without rows where nobody says which sensor it was.
    pub(super) sensor_accuracy_m: Vec<f64>,
}

impl Engine {
    /// Reads the columns of a batch by the words of the ruleset.
    pub(super) fn traits(&self, clues: &Clues) -> Traits {
        let (ruleset, rows) = (&self.laws.ruleset, clues.len());
        let (words, bins) = (&ruleset.words, &ruleset.bins);
        let (class, sensor, severity) =
            (words.class.read_column(&clues.class), words.sensor.read_column(&clues.sensor), words.severity.read_column(&clues.severity));
        // An empty cell says nothing, which is no; words that say neither are unclear.
        let flags = |column: &TextColumn| -> Vec<u8> {
            let mut terms = words.flag.read_column(column);
            for (row, term) in terms.iter_mut().enumerate().filter(|(_, term)| **term == Flag::Unclear.term()) {
                if column.get(row).is_none() {
                    *term = Flag::No.term();
                }
            }
            terms
        };
        let (crime, damage) = (flags(&clues.suspected_crime), flags(&clues.damage));
        let days = |moments: &crate::model::Moments| if moments.is_blank() { Vec::new() } else { moments.days(NO_DAY) };
        let (filed, occurred) = (days(&clues.filed), days(&clues.occurred));

        let mut numbers = vec![0; rows];
        let absent = [words.class.rest(), words.sensor.rest(), words.severity.rest(), Flag::No.term(), Flag::No.term()];
        let columns = [&class, &sensor, &severity, &crime, &damage];
        for ((of_term, column), absent) in bins.of_terms().iter().zip(columns).zip(absent) {
            if column.is_empty() {
                numbers.iter_mut().for_each(|number| *number += of_term[usize::from(absent)]);
            }
            numbers.iter_mut().zip(column).for_each(|(number, term)| *number += of_term[usize::from(*term)]);
        }
        let day = |column: &[i32], row: usize| column.get(row).copied().unwrap_or(NO_DAY);
        for (row, number) in numbers.iter_mut().enumerate() {
            *number += if bins.asks_days() { bins.of_days(day(&filed, row), day(&occurred, row)) } else { bins.of_days(NO_DAY, NO_DAY) };
        }
        for column in [&crime, &damage] {
            for (number, _) in numbers.iter_mut().zip(column).filter(|(_, term)| **term == Flag::Unclear.term()) {
                *number |= UNCLEAR_FLAG_BIT;
            }
        }
        let accuracy_of = |term: &u8| ruleset.sensors.get(usize::from(*term)).map_or(f64::NAN, |sensor| sensor.accuracy_m);
        Traits { numbers, sensor_accuracy_m: sensor.iter().map(accuracy_of).collect(), filed, occurred }
    }

    /// The class that a clue's words mean, in Chinese, as lists name it.
    pub fn class_of(&self, text: Option<&str>) -> &str {
        let ruleset = &self.laws.ruleset;
        let term = ruleset.words.class.read(text.unwrap_or_default());
        ruleset.classes.get(usize::from(term)).map_or("", |class| class.name.zh.as_str())
    }
}
