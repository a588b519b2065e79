//! What the rules can tell apart.
//!
//! Each condition speaks of one trait. Of all values that a trait can have, those that every rule accepts or refuses alike are one
//! *bin*: of class and severity a few, of a distance as many as the limits part it into. A clue's bins, in mixed radix, are one
//! number, and clues with the same number have the same rules.

use jiff::civil::Date;

use super::condition::{Flag, Given};
use super::ruleset::Rule;
use crate::model::{ZoneLevel, seconds_of};

/// What a condition can speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trait {
    /// Class of the violation.
    Class,
    /// What saw it.
    Sensor,
    /// How severe it is.
    Severity,
    /// Whether a crime is suspected.
    Crime,
    /// Whether the environment is damaged.
    Damage,
    /// Day of the filing: rules have days of validity.
    Filed,
    /// Day of the occurrence.
    Occurred,
    /// Its month.
    Month,
    /// Level of the source zone.
    Zone,
    /// Distance to the nearest outfall.
    Outfall,
    /// Distance to the nearest border.
    Border,
    /// Where it is handled.
    Place,
}

impl Trait {
    /// All of them. Those before [`Trait::Zone`] are known of a row before its place is.
    pub const ALL: [Self; 12] = [
        Self::Class,
        Self::Sensor,
        Self::Severity,
        Self::Crime,
        Self::Damage,
        Self::Filed,
        Self::Occurred,
        Self::Month,
        Self::Zone,
        Self::Outfall,
        Self::Border,
        Self::Place,
    ];
}

/// Most rules of a set.
pub(super) const RULES_MAX: usize = 512;

/// A set of rules, one bit each.
pub(super) type RuleBits = [u64; RULES_MAX / 64];

/// All rules there can be.
pub(super) const EVERY_RULE: RuleBits = [u64::MAX; RULES_MAX / 64];

/// The day that stands for no day, in columns.
pub const NO_DAY: i32 = i32::MIN;

/// A day as a number: days since 1970.
pub fn day_number(day: Date) -> i32 {
    (seconds_of(day.at(0, 0, 0, 0)) / 86_400) as i32
}

/// The bins of one trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parted {
    /// The bin of each value, or of each interval.
    pub(super) bin_of: Vec<u16>,
    /// The rules that accept the values of each bin.
    pub(super) accepted: Vec<RuleBits>,
    /// What the number of a bin is multiplied by.
    pub(super) stride: u64,
}

impl Parted {
    /// Values are one bin where the same rules accept them.
    pub(super) fn new(accepted_by_value: impl IntoIterator<Item = RuleBits>) -> Self {
        let mut accepted: Vec<RuleBits> = Vec::new();
        let bin_of = accepted_by_value
            .into_iter()
            .map(|rules| {
                let known = accepted.iter().position(|other| *other == rules);
                known.unwrap_or_else(|| {
                    accepted.push(rules);
                    accepted.len() - 1
                }) as u16
            })
            .collect();
        Self { bin_of, accepted, stride: 1 }
    }

    fn bins(&self) -> u64 {
        self.accepted.len() as u64
    }

    /// What a value adds to the number.
    #[inline]
    fn part(&self, value: usize) -> u64 {
        u64::from(self.bin_of[value]) * self.stride
    }

    /// The rules that accept what the number says of this trait.
    fn accepted(&self, number: u64) -> &RuleBits {
        &self.accepted[(number / self.stride % self.bins()) as usize]
    }

    /// Whether the rules tell anything apart here.
    fn is_asked(&self) -> bool {
        self.accepted.len() > 1
    }
}

/// The bins of all traits but the place, which depends on the boundaries.
#[derive(Clone, Debug)]
pub struct Bins {
    class: Parted,
    sensor: Parted,
    severity: Parted,
    crime: Parted,
    damage: Parted,
    filed: Parted,
    filed_cuts: Vec<i32>,
    occurred: Parted,
    occurred_cuts: Vec<i32>,
    month: Parted,
    zone: Parted,
    outfall: Parted,
    outfall_cuts: Vec<f64>,
    border: Parted,
    border_cuts: Vec<f64>,
    /// One more than the greatest number.
    pub(super) numbers: u64,
}

/// The rules that accept a clue in one trait.
pub(super) fn accepting(rules: &[Rule], of: Trait, given: &Given) -> RuleBits {
    let mut bits = [0; RULES_MAX / 64];
    for (place, _) in rules.iter().enumerate().filter(|(_, rule)| rule.accepts(of, given)) {
        bits[place / 64] |= 1 << (place % 64);
    }
    bits
}

/// Nothing is known.
pub(super) fn nothing_given(terms: [u8; 3]) -> Given {
    Given {
        class: terms[0],
        sensor: terms[1],
        severity: terms[2],
        suspected_crime: Flag::No.term(),
        damage: Flag::No.term(),
        filed: None,
        occurred: None,
        zone: None,
        outfall_m: f64::NAN,
        border_m: f64::NAN,
        place: Vec::new(),
    }
}

impl Bins {
    /// Parts every trait by what the rules accept. `terms` are the numbers of classes, sensors and severities.
    pub(super) fn of(rules: &[Rule], terms: [usize; 3]) -> Self {
        let blank = nothing_given([0; 3]);
        let by = |of: Trait, given: Given| accepting(rules, of, &given);
        // One more value stands for no term.
        let terms_of =
            |of: Trait, count: usize, with: &dyn Fn(Given, u8) -> Given| Parted::new((0..=count as u8).map(|term| by(of, with(blank.clone(), term))));
        let days_of = |of: Trait, cuts: &[i32], with: &dyn Fn(Given, Option<Date>) -> Given| {
            // The intervals: before the first cut, from each cut on; and no day, last.
            let firsts = cuts.first().map(|cut| cut - 1).into_iter().chain(cuts.iter().copied());
            let days = firsts.map(|day| Some(date_of(day))).chain(cuts.is_empty().then_some(None)).chain([None]);
            Parted::new(days.map(|day| by(of, with(blank.clone(), day))))
        };
        let metres_of = |of: Trait, cuts: &[f64], with: &dyn Fn(Given, f64) -> Given| {
            // The intervals: up to each cut, beyond the last; and not near, last.
            let lasts = cuts.iter().copied().chain([f64::INFINITY, f64::NAN]);
            Parted::new(lasts.map(|metres| by(of, with(blank.clone(), metres))))
        };

        let valid = rules.iter().flat_map(|rule| [rule.valid.valid_from, rule.valid.valid_to]);
        let happened = rules.iter().flat_map(|rule| [rule.when.occurred.valid_from, rule.when.occurred.valid_to]);
        let (filed_cuts, occurred_cuts) = (day_cuts(valid), day_cuts(happened));
        let outfall_cuts = metre_cuts(rules.iter().map(|rule| rule.when.outfall_within_m));
        let border_cuts = metre_cuts(rules.iter().map(|rule| rule.when.border_within_m));
        let zones = std::iter::once(None).chain(ZoneLevel::ALL.map(Some));
        let month = |month: i8| (month > 0).then(|| jiff::civil::date(2026, month, 1));
        let mut bins = Self {
            class: terms_of(Trait::Class, terms[0], &|given, class| Given { class, ..given }),
            sensor: terms_of(Trait::Sensor, terms[1], &|given, sensor| Given { sensor, ..given }),
            severity: terms_of(Trait::Severity, terms[2], &|given, severity| Given { severity, ..given }),
            crime: terms_of(Trait::Crime, Flag::Unclear.term().into(), &|given, suspected_crime| Given { suspected_crime, ..given }),
            damage: terms_of(Trait::Damage, Flag::Unclear.term().into(), &|given, damage| Given { damage, ..given }),
            filed: days_of(Trait::Filed, &filed_cuts, &|given, filed| Given { filed, ..given }),
            occurred: days_of(Trait::Occurred, &occurred_cuts, &|given, occurred| Given { occurred, ..given }),
            month: Parted::new((0..=12).map(|m| by(Trait::Month, Given { occurred: month(m), ..blank.clone() }))),
            zone: Parted::new(zones.map(|zone| by(Trait::Zone, Given { zone, ..blank.clone() }))),
            outfall: metres_of(Trait::Outfall, &outfall_cuts, &|given, outfall_m| Given { outfall_m, ..given }),
            border: metres_of(Trait::Border, &border_cuts, &|given, border_m| Given { border_m, ..given }),
            filed_cuts,
            occurred_cuts,
            outfall_cuts,
            border_cuts,
            numbers: 1,
        };
        let mut numbers = 1u64;
        for parted in bins.all_mut() {
            parted.stride = numbers;
            numbers = numbers.saturating_mul(parted.bins());
        }
        bins.numbers = numbers;
        bins
    }

    fn all_mut(&mut self) -> [&mut Parted; 11] {
        let Self { class, sensor, severity, crime, damage, filed, occurred, month, zone, outfall, border, .. } = self;
        [class, sensor, severity, crime, damage, filed, occurred, month, zone, outfall, border]
    }

    fn all(&self) -> [&Parted; 11] {
        let Self { class, sensor, severity, crime, damage, filed, occurred, month, zone, outfall, border, .. } = self;
        [class, sensor, severity, crime, damage, filed, occurred, month, zone, outfall, border]
    }

    /// The rules that accept a number in all traits but the place.
    pub(super) fn accepted(&self, number: u64) -> RuleBits {
        self.all().into_iter().fold(EVERY_RULE, |rules, parted| both(rules, *parted.accepted(number)))
    }

    /// What the number of a row has of a term, for every term there can be; the order is class, sensor, severity, crime, damage.
    pub fn of_terms(&self) -> [[u64; 256]; 5] {
        [&self.class, &self.sensor, &self.severity, &self.crime, &self.damage]
            .map(|parted| std::array::from_fn(|term| parted.part(term.min(parted.bin_of.len() - 1))))
    }

    /// What it has of its days, as [`day_number`] counts them; [`NO_DAY`] is none.
    #[inline]
    pub fn of_days(&self, filed: i32, occurred: i32) -> u64 {
        let part = |parted: &Parted, cuts: &[i32], day: i32| {
            let last = parted.bin_of.len() - 1;
            parted.part(if day == NO_DAY { last } else { cuts.iter().filter(|cut| **cut <= day).count() })
        };
        let month = if self.month.is_asked() && occurred != NO_DAY { date_of(occurred).month() as usize } else { 0 };
        part(&self.filed, &self.filed_cuts, filed) + part(&self.occurred, &self.occurred_cuts, occurred) + self.month.part(month)
    }

    /// Whether days matter at all.
    pub fn asks_days(&self) -> bool {
        self.filed.is_asked() || self.occurred.is_asked() || self.month.is_asked()
    }

    /// What it has of its zone.
    #[inline]
    pub fn of_zone(&self, zone: Option<ZoneLevel>) -> u64 {
        self.zone.part(zone.map_or(0, |level| level as usize + 1))
    }

    /// What it has of the metres to the nearest outfall, NaN for none.
    #[inline]
    pub fn of_outfall(&self, metres: f64) -> u64 {
        self.outfall.part(interval(&self.outfall_cuts, metres))
    }

    /// What it has of the metres to the nearest border, NaN for none.
    #[inline]
    pub fn of_border(&self, metres: f64) -> u64 {
        if self.border_cuts.is_empty() { self.border.part(0) } else { self.border.part(interval(&self.border_cuts, metres)) }
    }
}

/// The place of metres among the intervals between cuts; not near is the last.
#[inline]
fn interval(cuts: &[f64], metres: f64) -> usize {
    if metres.is_nan() { cuts.len() + 1 } else { cuts.iter().filter(|cut| **cut < metres).count() }
}

pub(super) fn both(mut one: RuleBits, other: RuleBits) -> RuleBits {
    for (word, other) in one.iter_mut().zip(other) {
        *word &= other;
    }
    one
}

fn day_cuts(days: impl Iterator<Item = Option<Date>>) -> Vec<i32> {
    let mut cuts: Vec<i32> = days.flatten().map(day_number).collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

fn metre_cuts(metres: impl Iterator<Item = Option<f64>>) -> Vec<f64> {
    let mut cuts: Vec<f64> = metres.flatten().collect();
    cuts.sort_unstable_by(f64::total_cmp);
    cuts.dedup();
    cuts
}

/// The day of a number.
pub fn date_of(day: i32) -> Date {
    crate::model::moment_at(i64::from(day) * 86_400).map_or(Date::MIN, jiff::civil::DateTime::date)
}
