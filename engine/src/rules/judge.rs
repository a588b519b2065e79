//! Numbers of bins become rulings: which rules fire, and what follows from them together.

use rustc_hash::FxHashMap;

use super::bins::{RuleBits, Trait, both};
use super::condition::Given;
use super::file::Notify;
use super::place::Places;
use super::ruleset::{Rule, Ruleset};
use super::term::Term;
use crate::model::Level;

/// What the rules say of a clue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ruling {
    /// The rules that fire, as places in the set, in its order.
    pub fired: Vec<u16>,
    /// The urgency.
    pub urgency: u8,
    /// Departments, the lead first, each once.
    pub departments: Vec<u8>,
    /// Who else is told.
    pub notify: Vec<Notify>,
    /// Terms of feedback, of which the earliest counts: that of the urgency, then those of the rules.
    pub deadline: Vec<Term>,
    /// Terms of the notice of damage, likewise.
    pub damage_notice: Vec<Term>,
    /// Handled by the superior of this level.
    pub escalate: Option<Level>,
    /// The county that the registry of outfalls names handles it.
    pub registry_owner: bool,
}

/// An effect of a rule that fired and did not count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lost<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The effect: `urgency`, `department` or `escalate`.
    pub effect: &'static str,
    /// The rule whose effect counts.
    pub to: &'a Rule,
}

impl Ruling {
    /// What follows from some rules of a set, given in its order.
    pub fn of(ruleset: &Ruleset, fired: Vec<u16>) -> Self {
        let rules = || fired.iter().map(|&place| &ruleset.rules[place as usize]);
        let urgency = rules().filter_map(|rule| rule.then.urgency).min().unwrap_or(ruleset.default_urgency);
        let lead = rules().find_map(|rule| rule.then.department).unwrap_or(ruleset.default_department);
        let mut departments = vec![lead];
        for &also in rules().flat_map(|rule| &rule.then.also) {
            if !departments.contains(&also) {
                departments.push(also);
            }
        }
        let mut notify: Vec<Notify> = rules().flat_map(|rule| rule.then.notify.iter().copied()).collect();
        notify.sort_unstable();
        notify.dedup();
        let deadline = ruleset.urgencies[urgency as usize].deadline.into_iter().chain(rules().filter_map(|rule| rule.then.deadline)).collect();
        let damage_notice = rules().filter_map(|rule| rule.then.damage_notice).collect();
        // Levels are in order, the highest first.
        let escalate = rules().filter_map(|rule| rule.then.escalate).min();
        let registry_owner = rules().any(|rule| rule.then.registry_owner);
        Self { fired, urgency, departments, notify, deadline, damage_notice, escalate, registry_owner }
    }

    /// The effects that did not count, and what beat them.
    pub fn lost<'a>(&self, ruleset: &'a Ruleset) -> Vec<Lost<'a>> {
        let rules: Vec<&Rule> = self.fired.iter().map(|&place| &ruleset.rules[place as usize]).collect();
        let mut lost = Vec::new();
        let mut compare = |effect: &'static str, of: &dyn Fn(&Rule) -> Option<u8>, wins: &dyn Fn(u8) -> bool| {
            let Some(to) = rules.iter().copied().find(|rule| of(rule).is_some_and(wins)) else { return };
            lost.extend(rules.iter().copied().filter(|rule| of(rule).is_some_and(|value| !wins(value))).map(|rule| Lost { rule, effect, to }));
        };
        compare("urgency", &|rule| rule.then.urgency, &|urgency| urgency == self.urgency);
        compare("department", &|rule| rule.then.department, &|department| Some(&department) == self.departments.first());
        compare("escalate", &|rule| rule.then.escalate.map(|level| level as u8), &|level| self.escalate.is_some_and(|won| won as u8 == level));
        lost
    }

    /// By asking every rule: the plain reference of [`Judge`].
    pub fn by_asking(ruleset: &Ruleset, given: &Given) -> Self {
        Self::of(ruleset, (0..).zip(&ruleset.rules).filter(|(_, rule)| rule.fires(given)).map(|(place, _)| place).collect())
    }
}

/// Numbers up to this many are looked up in a table, others by hash.
const TABLE_MAX: u64 = 1 << 16;
/// The ruling of a number that was not worked out yet.
const UNKNOWN: u32 = u32::MAX;

/// Rules on numbers, and remembers.
#[derive(Clone, Debug)]
pub struct Judge<'a> {
    ruleset: &'a Ruleset,
    places: &'a Places,
    rulings: Vec<Ruling>,
    by_rules: FxHashMap<RuleBits, u32>,
    table: Vec<u32>,
    by_number: FxHashMap<u64, u32>,
}

impl<'a> Judge<'a> {
    /// Rules by this; nothing is worked out yet.
    pub fn new(ruleset: &'a Ruleset, places: &'a Places) -> Self {
        let numbers = ruleset.bins.numbers.saturating_mul(places.parted.accepted.len() as u64);
        let table = if numbers <= TABLE_MAX { vec![UNKNOWN; numbers as usize] } else { Vec::new() };
        Self { ruleset, places, rulings: Vec::new(), by_rules: FxHashMap::default(), table, by_number: FxHashMap::default() }
    }

    /// The ruleset.
    pub fn ruleset(&self) -> &'a Ruleset {
        self.ruleset
    }

    /// The places of the boundaries.
    pub fn places(&self) -> &'a Places {
        self.places
    }

    /// The ruling on a number: its place, for [`Judge::ruling`].
    #[inline]
    pub fn rule(&mut self, number: u64) -> u32 {
        let known = match self.table.get(number as usize) {
            Some(&ruling) => ruling,
            None => self.by_number.get(&number).copied().unwrap_or(UNKNOWN),
        };
        if known == UNKNOWN { self.work_out(number) } else { known }
    }

    /// The ruling at a place.
    pub fn ruling(&self, place: u32) -> &Ruling {
        &self.rulings[place as usize]
    }

    #[cold]
    fn work_out(&mut self, number: u64) -> u32 {
        let bins = &self.ruleset.bins;
        let place = &self.places.parted;
        let of_place = place.accepted[(number / place.stride) as usize];
        let rules = both(bins.accepted(number % place.stride), of_place);
        let Self { rulings, by_rules, ruleset, .. } = self;
        let ruling = *by_rules.entry(rules).or_insert_with(|| {
            let fired = (0..ruleset.rules.len()).filter(|rule| rules[rule / 64] >> (rule % 64) & 1 == 1).map(|rule| rule as u16).collect();
            rulings.push(Ruling::of(ruleset, fired));
            rulings.len() as u32 - 1
        });
        match self.table.get_mut(number as usize) {
            Some(entry) => *entry = ruling,
            None => {
                self.by_number.insert(number, ruling);
            }
        }
        ruling
    }
}

/// The number of a clue.
#[cfg(test)]
pub(super) fn number_of(ruleset: &Ruleset, places: &Places, given: &Given, place: Option<u32>) -> u64 {
    let bins = &ruleset.bins;
    let day = |day: Option<jiff::civil::Date>| day.map_or(super::bins::NO_DAY, super::bins::day_number);
    let terms = [given.class, given.sensor, given.severity, given.suspected_crime, given.damage];
    let of_terms = bins.of_terms().iter().zip(terms).map(|(of, term)| of[usize::from(term)]).sum::<u64>();
    of_terms
        + bins.of_days(day(given.filed), day(given.occurred))
        + bins.of_zone(given.zone)
        + bins.of_outfall(given.outfall_m)
        + bins.of_border(given.border_m)
        + places.of_place(place)
}

/// The traits in which a rule refuses a clue.
pub fn refusals(rule: &Rule, given: &Given) -> Vec<Trait> {
    Trait::ALL.into_iter().filter(|of| !rule.accepts(*of, given)).collect()
}
