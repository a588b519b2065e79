//! The decision's columns as codes into dictionaries.
//!
//! Most of a decision's texts are few: sixty counties, four statuses, one department. So a column is a list of numbers and the
//! texts they stand for, and a text is made once a group of rows and not once a row.
//!
//! 1. [`Coder::push`] takes the decisions of some rows.
//! 2. [`Coder::take`] gives the columns of all rows since, as Arrow dictionary arrays.

use std::sync::Arc;

use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, PrimitiveArray, StringArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::Field;
use rustc_hash::FxHashMap;

use super::table::DECISION_COLUMNS;
use super::{Engine, Territory};
use crate::lang::Lang;
use crate::model::{Clues, DivisionCode, Generation, RowFault, ZoneLevel};
use crate::route::{Decisions, Names, Phrases, Rule, Status, Warning};

/// The key of an empty cell.
const NONE: u32 = u32::MAX;
/// Metres are written to the decimetre and shares to six places: more digits would be noise of the inputs.
const METRES_STEPS: f64 = 10.0;
const SHARE_STEPS: f64 = 1e6;

/// Texts, each once, with the things they stand for.
struct Words<K> {
    keys: FxHashMap<K, u32>,
    texts: Vec<String>,
}

impl<K: std::hash::Hash + Eq> Words<K> {
    fn new() -> Self {
        Self { keys: FxHashMap::default(), texts: Vec::new() }
    }

    fn key<Q>(&mut self, thing: &Q, text: impl FnOnce() -> String) -> u32
    where
        K: std::borrow::Borrow<Q>,
        Q: std::hash::Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        if let Some(&key) = self.keys.get(thing) {
            return key;
        }
        let key = self.texts.len() as u32;
        self.texts.push(text());
        self.keys.insert(thing.to_owned(), key);
        key
    }

    /// The texts so far; the next group starts anew.
    fn take(&mut self) -> StringArray {
        self.keys.clear();
        StringArray::from_iter_values(self.texts.drain(..))
    }
}

/// Turns decisions into columns. One a worker: it keeps the sentences of the groups before.
pub(super) struct Coder<'e> {
    engine: &'e Engine,
    generation: &'e Generation,
    others: Vec<&'e Generation>,
    lang: Lang,
    /// The divisions of the generation in code order, then codes that have no record.
    divisions: FxHashMap<DivisionCode, u32>,
    codes: Vec<String>,
    names: Arc<StringArray>,
    phrases: Phrases,
    /// For each sentence its key in this group.
    phrase_key: Vec<u32>,
    phrases_used: Vec<u32>,
    candidates: Words<Vec<DivisionCode>>,
    /// For each division its key among `candidates`, where it was the only one in this group.
    lone_candidate: Vec<u32>,
    notified: Words<Vec<DivisionCode>>,
    zone_ids: Words<u32>,
    outfall_ids: Words<u32>,
    rules: Words<u32>,
    warnings: Words<(&'static str, u32)>,
    rows: Rows,
}

/// The rows since the last group.
#[derive(Default)]
struct Rows {
    status: Vec<u32>,
    county: Vec<u32>,
    prefecture: Vec<u32>,
    province: Vec<u32>,
    handler: Vec<u32>,
    probability: Vec<f64>,
    candidates: Vec<u32>,
    common_superior: Vec<u32>,
    on_boundary: Vec<bool>,
    border_distance_m: Vec<f64>,
    zone_id: Vec<u32>,
    zone_level: Vec<u32>,
    notify: Vec<u32>,
    outfall: Vec<u32>,
    outfall_distance_m: Vec<f64>,
    departments: Vec<u32>,
    rules: Vec<u32>,
    warnings: Vec<u32>,
    reason: Vec<u32>,
}

impl Rows {
    fn with_capacity(rows: usize) -> Self {
        let keys = || Vec::with_capacity(rows);
        let numbers = || Vec::with_capacity(rows);
        Self {
            status: keys(),
            county: keys(),
            prefecture: keys(),
            province: keys(),
            handler: keys(),
            probability: numbers(),
            candidates: keys(),
            common_superior: keys(),
            on_boundary: Vec::with_capacity(rows),
            border_distance_m: numbers(),
            zone_id: keys(),
            zone_level: keys(),
            notify: keys(),
            outfall: keys(),
            outfall_distance_m: numbers(),
            departments: keys(),
            rules: keys(),
            warnings: keys(),
            reason: keys(),
        }
    }
}

impl<'e> Coder<'e> {
    pub(super) fn new(engine: &'e Engine, territory: &'e Territory, lang: Lang) -> Self {
        let generation = &territory.generation;
        Self {
            engine,
            generation,
            others: engine.other_generations(territory),
            lang,
            divisions: generation.divisions().enumerate().map(|(place, division)| (division.code, place as u32)).collect(),
            codes: generation.divisions().map(|division| division.code.to_string()).collect(),
            names: Arc::new(StringArray::from_iter_values(generation.divisions().map(|division| division.name.as_str()))),
            phrases: Phrases::default(),
            phrase_key: Vec::new(),
            phrases_used: Vec::new(),
            candidates: Words::new(),
            lone_candidate: Vec::new(),
            notified: Words::new(),
            zone_ids: Words::new(),
            outfall_ids: Words::new(),
            rules: Words::new(),
            warnings: Words::new(),
            rows: Rows::default(),
        }
    }

    /// Adds the decisions of the rows that follow.
    pub(super) fn push(&mut self, clues: &Clues, decisions: &Decisions) {
        // Lists are looked up only where they differ from the row before.
        let (mut last_rules, mut last_rules_key): (&[Rule], u32) = (&[], NONE);
        for row in 0..decisions.len() {
            let status = decisions.status[row];
            let county = self.division(decisions.county[row]);
            let is_handled = matches!(status, Status::Assigned | Status::Escalated);
            let handler = if decisions.handler[row] == decisions.county[row] { county } else { self.division(decisions.handler[row]) };
            let (prefecture, province) = (self.division(decisions.prefecture[row]), self.division(decisions.province[row]));
            let common_superior = self.division(decisions.common_superior[row]);
            let candidates = match decisions.candidates.row(row) {
                [] => NONE,
                [_] if county != NONE => self.lone_candidate(county, decisions.candidates.row(row)),
                several => self.candidates.key(several, || joined(several)),
            };
            let notify = match decisions.notify.row(row) {
                [] => NONE,
                several => self.notified.key(several, || joined(several)),
            };
            let zone = decisions.zone[row].map(|zone| (zone, &self.engine.zones.zones[zone as usize]));
            let zone_id = zone.map_or(NONE, |(index, zone)| self.zone_ids.key(&index, || zone.id.clone()));
            let outfall = decisions.outfall[row];
            let outfall = outfall.map_or(NONE, |index| self.outfall_ids.key(&index, || self.engine.outfalls.outfalls[index as usize].id.clone()));
            let fired = decisions.rules.row(row);
            if fired != last_rules {
                let set = fired.iter().fold(0, |set, rule| set | 1 << *rule as u32);
                last_rules_key = self.rules.key(&set, || fired.iter().map(|rule| rule.id()).collect::<Vec<_>>().join(";"));
                last_rules = fired;
            }
            let fault = clues.fault[row].as_ref();
            let warnings = self.warnings_key(fault, decisions.warnings.row(row));
            let reason = self.reason_key(decisions, row, fault);

            let rows = &mut self.rows;
            rows.status.push(status as u32);
            rows.county.push(county);
            rows.prefecture.push(prefecture);
            rows.province.push(province);
            rows.handler.push(handler);
            rows.candidates.push(candidates);
            rows.common_superior.push(common_superior);
            rows.zone_id.push(zone_id);
            rows.zone_level.push(zone.map_or(NONE, |(_, zone)| zone.level as u32));
            rows.notify.push(notify);
            rows.outfall.push(outfall);
            rows.departments.push(if is_handled { 0 } else { NONE });
            rows.rules.push(if fired.is_empty() { NONE } else { last_rules_key });
            rows.warnings.push(warnings);
            rows.reason.push(reason);
        }
        self.rows.probability.extend_from_slice(&decisions.probability);
        self.rows.on_boundary.extend_from_slice(&decisions.on_boundary);
        self.rows.border_distance_m.extend_from_slice(&decisions.border_distance_m);
        self.rows.outfall_distance_m.extend_from_slice(&decisions.outfall_distance_m);
    }

    /// The columns of all rows since the last call, in the order of [`DECISION_COLUMNS`].
    ///
    /// Urgency and the two clocks are set by the ruleset (issue "Decision"); their columns stand here so that scripts may rely
    /// on the order.
    pub(super) fn take(&mut self) -> Vec<(&'static str, ArrayRef)> {
        // The next group is about as large as this one.
        let next = Rows::with_capacity(self.rows.status.len());
        let rows = std::mem::replace(&mut self.rows, next);
        let codes = Arc::new(StringArray::from_iter_values(&self.codes));
        // Only a superior without a record has a code and no name.
        let named = |keys: &[u32]| keys.iter().map(|&key| if (key as usize) < self.names.len() { key } else { NONE }).collect();
        let (county_names, handler_names) = (coded(named(&rows.county), &self.names), coded(named(&rows.handler), &self.names));
        let nothing = coded(vec![NONE; rows.status.len()], &Arc::new(StringArray::new_null(0)));
        let reasons = self.phrases_used.drain(..).map(|number| {
            self.phrase_key[number as usize] = NONE;
            self.phrases.sentence(number)
        });
        let reasons = StringArray::from_iter_values(reasons);
        self.lone_candidate.clear();
        let columns: Vec<ArrayRef> = vec![
            coded(rows.status, &Arc::new(StringArray::from_iter_values(Status::ALL.map(Status::as_str)))),
            coded(rows.county, &codes),
            county_names,
            coded(rows.prefecture, &codes),
            coded(rows.province, &codes),
            coded(rows.handler, &codes),
            handler_names,
            numbers(rows.probability, SHARE_STEPS),
            coded(rows.candidates, &Arc::new(self.candidates.take())),
            coded(rows.common_superior, &codes),
            Arc::new(BooleanArray::from(rows.on_boundary)),
            numbers(rows.border_distance_m, METRES_STEPS),
            coded(rows.zone_id, &Arc::new(self.zone_ids.take())),
            coded(rows.zone_level, &Arc::new(StringArray::from_iter_values(ZoneLevel::ALL.map(ZoneLevel::as_str)))),
            coded(rows.notify, &Arc::new(self.notified.take())),
            coded(rows.outfall, &Arc::new(self.outfall_ids.take())),
            numbers(rows.outfall_distance_m, METRES_STEPS),
            nothing.clone(),
            coded(rows.departments, &Arc::new(StringArray::from_iter_values([&self.engine.settings.department]))),
            nothing.clone(),
            nothing,
            coded(rows.rules, &Arc::new(self.rules.take())),
            coded(rows.warnings, &Arc::new(self.warnings.take())),
            coded(rows.reason, &Arc::new(reasons)),
        ];
        self.phrases.make_room();
        self.phrase_key.truncate(self.phrases.len());
        DECISION_COLUMNS.into_iter().zip(columns).collect()
    }

    /// The fields of the columns.
    pub(super) fn fields(mut self) -> Vec<Field> {
        self.take().into_iter().map(|(name, column)| Field::new(name, column.data_type().clone(), true)).collect()
    }

    fn division(&mut self, code: Option<DivisionCode>) -> u32 {
        let Some(code) = code else { return NONE };
        let next = self.codes.len() as u32;
        *self.divisions.entry(code).or_insert_with(|| {
            // A superior that the hierarchy names and no file describes.
            self.codes.push(code.to_string());
            next
        })
    }

    fn lone_candidate(&mut self, division: u32, candidate: &[DivisionCode]) -> u32 {
        if self.lone_candidate.len() <= division as usize {
            self.lone_candidate.resize(division as usize + 1, NONE);
        }
        let key = &mut self.lone_candidate[division as usize];
        if *key == NONE {
            *key = self.candidates.key(candidate, || joined(candidate));
        }
        *key
    }

    fn warnings_key(&mut self, fault: Option<&RowFault>, warnings: &[Warning]) -> u32 {
        let code = fault.map_or("", RowFault::code);
        if code.is_empty() && warnings.is_empty() {
            return NONE;
        }
        let set = warnings.iter().fold(0, |set, warning| set | 1 << *warning as u32);
        let codes = || fault.map(RowFault::code).into_iter().chain(warnings.iter().map(|warning| warning.code())).collect::<Vec<_>>().join(";");
        self.warnings.key(&(code, set), codes)
    }

    fn reason_key(&mut self, decisions: &Decisions, row: usize, fault: Option<&RowFault>) -> u32 {
        let names = Names { generation: self.generation, others: &self.others, zones: &self.engine.zones.zones };
        let number = self.phrases.number(decisions, row, &names, fault, self.lang);
        if self.phrase_key.len() <= number as usize {
            self.phrase_key.resize(number as usize + 1, NONE);
        }
        let key = &mut self.phrase_key[number as usize];
        if *key == NONE {
            *key = self.phrases_used.len() as u32;
            self.phrases_used.push(number);
        }
        *key
    }
}

fn joined(codes: &[DivisionCode]) -> String {
    codes.iter().map(DivisionCode::to_string).collect::<Vec<_>>().join(";")
}

/// A column of texts by their keys.
fn coded(mut keys: Vec<u32>, texts: &Arc<StringArray>) -> ArrayRef {
    let valid = BooleanBuffer::collect_bool(keys.len(), |row| keys[row] != NONE);
    let nulls = Some(NullBuffer::new(valid)).filter(|nulls| nulls.null_count() > 0);
    if nulls.is_some() {
        // What stands under a null must still be a key.
        keys.iter_mut().filter(|key| **key == NONE).for_each(|key| *key = 0);
    }
    let keys = PrimitiveArray::<UInt32Type>::new(keys.into(), nulls);
    Arc::new(DictionaryArray::new(keys, texts.clone()))
}

/// `f64::round` for numbers that are not negative, which it takes a call to a library for; NaN becomes 0.
fn rounded(value: f64) -> f64 {
    let whole = value as u64 as f64;
    // What is left of it is exact, which the sum with a half is not.
    whole + f64::from(u8::from(value - whole >= 0.5))
}

fn numbers(mut column: Vec<f64>, steps: f64) -> ArrayRef {
    let valid = BooleanBuffer::collect_bool(column.len(), |row| !column[row].is_nan());
    for value in &mut column {
        *value = rounded(*value * steps) / steps;
    }
    Arc::new(Float64Array::new(column.into(), Some(NullBuffer::new(valid))))
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
