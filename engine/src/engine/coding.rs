//! The decision's columns as codes into dictionaries.
//!
//! All that a decision says in words is a matter of its outcome, and a batch has some hundreds of outcomes. So each column of words
//! has one text an outcome, and all of these columns have the same keys: which outcome a row has. A null among the texts is an
//! empty cell. The reason alone has sentences of its own, as it speaks of distances.
//!
//! 1. [`Coder::reasons`] finds the reasons of a group of rows, in any order.
//! 2. [`Coder::take`] gives the columns of the group, as Arrow dictionary arrays.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, StringArray, UInt32Array};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder, NullBuffer};
use arrow_schema::Field;
use rustc_hash::FxHashMap;

use super::bodies::Bodies;
use super::table::DECISION_COLUMNS;
use super::{Engine, Territory};
use crate::lang::Lang;
use crate::model::{DivisionCode, Generation, RowFault};
use crate::route::{Decider, Decisions, Names, Outcome, Phrases, Row, RowShares, Told};
use crate::rules::{NO_DAY, date_of};
use crate::units::Metres;

/// Metres are written to the decimetre and shares to six places: more digits would be noise of the inputs.
const METRES_STEPS: f64 = 10.0;
const SHARE_STEPS: f64 = 1e6;
/// Outcomes kept before all are forgotten.
const OUTCOMES_MAX: usize = 1 << 18;

/// Turns decisions into columns.
pub(super) struct Coder<'e> {
    engine: &'e Engine,
    generation: &'e Generation,
    others: Vec<&'e Generation>,
    lang: Lang,
    phrases: Phrases,
}

impl<'e> Coder<'e> {
    pub(super) fn new(engine: &'e Engine, territory: &'e Territory, lang: Lang) -> Self {
        let others = engine.other_generations(territory);
        Self { engine, generation: &territory.generation, others, lang, phrases: Phrases::default() }
    }

    /// The reasons of some rows more of the group, each with its row: the keys of the column.
    pub(super) fn reasons<'c>(
        &'c mut self,
        outcomes: &'c [Outcome],
        shares: Shares<'c>,
        faults: &'c BTreeMap<usize, RowFault>,
        rows: impl Iterator<Item = (u32, Row)> + 'c,
    ) -> impl Iterator<Item = (Row, u32)> + 'c {
        let Self { phrases, generation, others, engine, lang } = self;
        let (names, lang) = (Names { generation, others, zones: &engine.zones.zones, ruleset: &engine.laws.ruleset }, *lang);
        let mut discs = shares.discs.iter().peekable();
        rows.map(move |(row, decided)| {
            let disc = discs.next_if(|disc| disc.row == row);
            let told = Told {
                outcome: &outcomes[decided.outcome as usize],
                neighbour: decided.neighbour,
                fault: if faults.is_empty() { None } else { faults.get(&(row as usize)) },
                shares: disc.map(|disc| (disc, &shares.shares[disc.shares.start as usize..disc.shares.end as usize])),
            };
            (decided, phrases.key(decided.outcome, &told, Metres(decided.border_distance_m), &names, lang))
        })
    }

    /// The columns of the group, in the order of [`DECISION_COLUMNS`]. `reasons` are those of the decisions.
    pub(super) fn take(&mut self, decisions: &Decisions, reasons: Vec<u32>) -> Vec<(&'static str, ArrayRef)> {
        let (keys, outcomes) = numbered_anew(decisions);
        let numbered = DictionaryArray::new(UInt32Array::from(keys.clone()), Arc::new(StringArray::new_null(outcomes.len())));
        let words = |text: &dyn Fn(&Outcome) -> Option<String>| -> ArrayRef {
            let texts: StringArray = outcomes.iter().copied().map(text).collect();
            Arc::new(numbered.with_values(Arc::new(texts)))
        };
        let code = |code: Option<DivisionCode>| code.map(|code| code.to_string());
        let name = |code: Option<DivisionCode>| code.and_then(|code| self.generation.division(code)).map(|division| division.name.clone());
        let zone = |outcome: &Outcome| outcome.zone.map(|zone| &self.engine.zones.zones[zone as usize]);
        let [outfall_id, outfall_distance_m] = self.outfalls(decisions);
        let ruleset = &self.engine.laws.ruleset;
        let [deadline, damage_notice_due] = [0, 1].map(|which| days(decisions.due.iter().map(|due| due[which]), decisions.len()));
        let bodies = Bodies { ruleset, generation: self.generation };
        let (probability, on_boundary): (Vec<f64>, Vec<bool>) = outcomes.iter().map(|outcome| (outcome.probability, outcome.on_boundary)).unzip();
        let reasons = DictionaryArray::new(UInt32Array::from(reasons), Arc::new(self.phrases.take()));
        let columns: Vec<ArrayRef> = vec![
            words(&|o| Some(o.status.as_str().to_owned())),
            words(&|o| code(o.county)),
            words(&|o| name(o.county)),
            words(&|o| code(o.prefecture)),
            words(&|o| code(o.province)),
            words(&|o| code(o.handler)),
            words(&|o| name(o.handler)),
            numbers(probabilities(decisions, &keys, &probability).into_iter(), SHARE_STEPS),
            words(&|o| joined(&o.candidates, DivisionCode::to_string)),
            words(&|o| code(o.common_superior)),
            Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(decisions.len(), |row| on_boundary[keys[row] as usize]), None)),
            numbers(decisions.rows.iter().map(|row| row.border_distance_m), METRES_STEPS),
            words(&|o| zone(o).map(|zone| zone.id.clone())),
            words(&|o| zone(o).map(|zone| zone.level.as_str().to_owned())),
            words(&|o| joined(&o.notify, DivisionCode::to_string)),
            outfall_id,
            outfall_distance_m,
            words(&|o| o.urgency.map(|urgency| ruleset.urgencies[usize::from(urgency)].name.zh.clone())),
            words(&|o| joined(&o.departments, |place| ruleset.departments[usize::from(*place)].zh.clone())),
            deadline,
            damage_notice_due,
            words(&|o| {
                let fired = o.fired.iter().map(|&place| ruleset.rules[usize::from(place)].id.as_str());
                Some(std::iter::once(o.rule.id()).chain(fired).collect::<Vec<_>>().join(";"))
            }),
            warnings(decisions, &keys, &outcomes).unwrap_or_else(|| words(&warning_codes)),
            Arc::new(reasons),
            self.shares(decisions),
            words(&|o| code(o.county_then)),
            words(&|o| code(o.county_filed)),
            words(&|o| o.handler.and_then(|handler| bodies.of(handler))),
            words(&|o| o.handler.and_then(|handler| bodies.in_name_of(handler))),
        ];
        DECISION_COLUMNS.into_iter().zip(columns).collect()
    }

    /// The fields of the columns.
    pub(super) fn fields(mut self) -> Vec<Field> {
        self.take(&Decisions::default(), Vec::new()).into_iter().map(|(name, column)| Field::new(name, column.data_type().clone(), true)).collect()
    }

    /// Forgets what it knows of outcomes if that has become too much, and then those who number the outcomes must, too.
    pub(super) fn make_room(&mut self, decider: &mut Decider, decisions: &mut Decisions) {
        if self.phrases.is_full() || decisions.outcomes.len() > OUTCOMES_MAX {
            decisions.outcomes.clear();
            decider.forget();
            self.phrases.forget();
        }
    }

    /// The shares of rows that have several: codes with their shares, the greatest first.
    fn shares(&self, decisions: &Decisions) -> ArrayRef {
        let mut texts = Vec::new();
        let mut key_of: FxHashMap<Vec<(DivisionCode, u16)>, u32> = FxHashMap::default();
        let mut keys = vec![0; decisions.len()];
        let mut valid = BooleanBufferBuilder::new(decisions.len());
        valid.append_n(decisions.len(), false);
        let mut each = Vec::new();
        for disc in &decisions.discs {
            let shares = &decisions.shares[disc.shares.start as usize..disc.shares.end as usize];
            each.clear();
            each.extend(shares.iter().map(|(code, share)| (*code, (share * 1000.0).round() as u16)));
            each.sort_by_key(|(code, thousandths)| (std::cmp::Reverse(*thousandths), *code));
            valid.set_bit(disc.row as usize, !each.is_empty());
            keys[disc.row as usize] = key_of.get(&each).copied().unwrap_or_else(|| {
                texts.push(joined(&each, |(code, thousandths)| format!("{code}={}.{:03}", thousandths / 1000, thousandths % 1000)).unwrap_or_default());
                key_of.insert(each.clone(), texts.len() as u32 - 1);
                texts.len() as u32 - 1
            });
        }
        let keys = UInt32Array::new(keys.into(), Some(NullBuffer::new(valid.finish())));
        Arc::new(DictionaryArray::new(keys, Arc::new(StringArray::from_iter_values(texts))))
    }

    /// The id of the outfall matched, and how far it is. Each id is once in the dictionary, in the order of first use.
    fn outfalls(&self, decisions: &Decisions) -> [ArrayRef; 2] {
        let mut key_of: FxHashMap<u32, u32> = FxHashMap::default();
        let mut ids = Vec::new();
        let (mut keys, mut metres) = (vec![0; decisions.len()], vec![0.0; decisions.len()]);
        let mut valid = BooleanBufferBuilder::new(decisions.len());
        valid.append_n(decisions.len(), false);
        for found in &decisions.outfalls {
            let row = found.row as usize;
            valid.set_bit(row, true);
            metres[row] = rounded(found.distance_m * METRES_STEPS) / METRES_STEPS;
            keys[row] = *key_of.entry(found.outfall).or_insert_with(|| {
                ids.push(self.engine.outfalls.outfalls[found.outfall as usize].id.as_str());
                ids.len() as u32 - 1
            });
        }
        let nulls = Some(NullBuffer::new(valid.finish()));
        let keys = UInt32Array::new(keys.into(), nulls.clone());
        [Arc::new(DictionaryArray::new(keys, Arc::new(StringArray::from_iter_values(ids)))), Arc::new(Float64Array::new(metres.into(), nulls))]
    }
}

/// Which outcome each row has, the outcomes being numbered in the order of their first use: their order so far tells what the
/// decider met before, which is another thing on every thread.
fn numbered_anew(decisions: &Decisions) -> (Vec<u32>, Vec<&Outcome>) {
    let mut number_of = vec![None; decisions.outcomes.len()];
    let mut outcomes = Vec::new();
    let number = |row: &Row| {
        *number_of[row.outcome as usize].get_or_insert_with(|| {
            outcomes.push(&decisions.outcomes[row.outcome as usize]);
            outcomes.len() as u32 - 1
        })
    };
    (decisions.rows.iter().map(number).collect(), outcomes)
}

/// The shares of the rows of a group, in the order in which its rows are gone through.
#[derive(Clone, Copy)]
pub(super) struct Shares<'c> {
    pub(super) discs: &'c [RowShares],
    pub(super) shares: &'c [(DivisionCode, f64)],
}

/// The probability of each row: that of its outcome, but for those whose ground is shared.
fn probabilities(decisions: &Decisions, keys: &[u32], of_outcome: &[f64]) -> Vec<f64> {
    let mut all: Vec<f64> = keys.iter().map(|&key| of_outcome[key as usize]).collect();
    for disc in &decisions.discs {
        all[disc.row as usize] = if decisions.of(disc.row as usize).fault.is_none() { disc.probability } else { f64::NAN };
    }
    all
}

fn warning_codes(outcome: &Outcome) -> Option<String> {
    let codes: Vec<&str> = outcome.fault.into_iter().chain(outcome.warnings.iter().map(|warning| warning.code())).collect();
    (!codes.is_empty()).then(|| codes.join(";"))
}

/// The column of warnings where single rows have warnings of their own; `None` where none has.
fn warnings(decisions: &Decisions, keys: &[u32], outcomes: &[&Outcome]) -> Option<ArrayRef> {
    if decisions.undated.is_empty() {
        return None;
    }
    let mut texts: Vec<Option<String>> = outcomes.iter().map(|outcome| warning_codes(outcome)).collect();
    let mut keys = keys.to_vec();
    let mut known: FxHashMap<(u32, &str), u32> = FxHashMap::default();
    for (row, warning) in &decisions.undated {
        let key = &mut keys[*row as usize];
        *key = *known.entry((*key, warning.code())).or_insert_with(|| {
            texts.push(Some(texts[*key as usize].iter().map(String::as_str).chain([warning.code()]).collect::<Vec<_>>().join(";")));
            texts.len() as u32 - 1
        });
    }
    Some(Arc::new(DictionaryArray::new(UInt32Array::from(keys), Arc::new(StringArray::from(texts)))))
}

/// A column of days as text, each day once in the dictionary, in the order of first use.
fn days(column: impl Iterator<Item = i32>, rows: usize) -> ArrayRef {
    let mut key_of: FxHashMap<i32, u32> = FxHashMap::default();
    let mut last = (NO_DAY, 0);
    let mut texts = Vec::new();
    let mut keys = Vec::with_capacity(rows);
    let mut valid = BooleanBufferBuilder::new(rows);
    for day in column {
        valid.append(day != NO_DAY);
        if day != last.0 && day != NO_DAY {
            let key = *key_of.entry(day).or_insert_with(|| {
                texts.push(date_of(day).to_string());
                texts.len() as u32 - 1
            });
            last = (day, key);
        }
        keys.push(if day == NO_DAY { 0 } else { last.1 });
    }
    let nulls = NullBuffer::new(valid.finish());
    Arc::new(DictionaryArray::new(UInt32Array::new(keys.into(), Some(nulls)), Arc::new(StringArray::from_iter_values(texts))))
}

fn joined<T>(list: &[T], text: impl Fn(&T) -> String) -> Option<String> {
    (!list.is_empty()).then(|| list.iter().map(text).collect::<Vec<_>>().join(";"))
}

/// `f64::round` for numbers that are not negative, which it takes a call to a library for; NaN becomes 0.
#[inline]
fn rounded(value: f64) -> f64 {
    /// From here on there are no fractions, and a number that this is added to loses its own.
    const WHOLE: f64 = (1u64 << 52) as f64;
    let even = (value + WHOLE) - WHOLE;
    // A half went to the even side. What is left of it is exact.
    let whole = if value - even == 0.5 { even + 1.0 } else { even };
    let whole = if value < WHOLE { whole } else { value };
    if value >= 0.0 { whole } else { 0.0 }
}

/// A column of numbers, not a number being an empty cell.
fn numbers(column: impl Iterator<Item = f64>, steps: f64) -> ArrayRef {
    let mut column: Vec<f64> = column.collect();
    let has_empty = column.iter().fold(false, |any, value| any | value.is_nan());
    let nulls = has_empty.then(|| NullBuffer::new(BooleanBuffer::collect_bool(column.len(), |row| !column[row].is_nan())));
    for value in &mut column {
        *value = rounded(*value * steps) / steps;
    }
    Arc::new(Float64Array::new(column.into(), nulls))
}

#[cfg(test)]
mod tests {
    use super::rounded;

    proptest::proptest! {
        #[test]
        fn rounding_is_that_of_the_library(value in 0.0f64..1e9, step in 0u32..1000) {
            for value in [value, f64::from(step) + 0.5, (f64::from(step) + 0.5).next_down(), value.round()] {
                proptest::prop_assert_eq!(rounded(value), value.round());
            }
        }
    }
}
