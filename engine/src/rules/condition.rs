//! Whether the conditions of a rule hold: the one place that says what each of them means.

use jiff::civil::Date;

use super::bins::Trait;
use super::ruleset::{Conditions, Rule};
use crate::model::{DivisionCode, ZoneLevel};

/// The strictest source zone around a place.
pub type ZoneSeen = Option<ZoneLevel>;

/// What a column that says yes or no says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    /// No.
    No,
    /// Yes.
    Yes,
    /// Something else.
    Unclear,
}

impl Flag {
    /// As a term of the vocabulary, whose rest is [`Flag::Unclear`].
    pub fn term(self) -> u8 {
        self as u8
    }
}

/// What is known of a clue, as the rules see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Its class, as a term.
    pub class: u8,
    /// What saw it, likewise.
    pub sensor: u8,
    /// How severe it is, likewise.
    pub severity: u8,
    /// Whether a crime is suspected, as [`Flag::term`].
    pub suspected_crime: u8,
    /// Whether the environment is damaged, likewise.
    pub damage: u8,
    /// When it was filed.
    pub filed: Option<Date>,
    /// When it occurred.
    pub occurred: Option<Date>,
    /// The strictest zone around the place.
    pub zone: ZoneSeen,
    /// Metres to the nearest registered outfall; NaN where there is none near.
    pub outfall_m: f64,
    /// Metres to the nearest border; NaN where there is none.
    pub border_m: f64,
    /// Where it is handled, and all that is above; the first is the lowest.
    pub place: Vec<DivisionCode>,
}

impl Rule {
    /// Whether it fires.
    pub fn fires(&self, given: &Given) -> bool {
        Trait::ALL.into_iter().all(|of| self.accepts(of, given))
    }

    /// Whether what it asks of one trait holds.
    pub fn accepts(&self, of: Trait, given: &Given) -> bool {
        let Conditions { class, sensor, severity, suspected_crime, damage, zone_level, outfall_within_m, border_within_m, place, occurred, months } =
            &self.when;
        let is_among = |wanted: &Option<Vec<u8>>, term: u8| wanted.as_ref().is_none_or(|wanted| wanted.contains(&term));
        let is_flag = |wanted: Option<bool>, term: u8| wanted.is_none_or(|wanted| wanted == (term == Flag::Yes.term()));
        // Nowhere near is not within; NaN fails.
        let is_within = |wanted: Option<f64>, metres: f64| wanted.is_none_or(|wanted| metres <= wanted);
        match of {
            Trait::Class => is_among(class, given.class),
            Trait::Sensor => is_among(sensor, given.sensor),
            Trait::Severity => is_among(severity, given.severity),
            Trait::Crime => is_flag(*suspected_crime, given.suspected_crime),
            Trait::Damage => is_flag(*damage, given.damage),
            // What has no day is judged by the rules that are still in force.
            Trait::Filed => given.filed.map_or(self.valid.valid_to.is_none(), |day| self.valid.contains(day)),
            Trait::Occurred => {
                let asks = occurred.valid_from.is_some() || occurred.valid_to.is_some();
                !asks || given.occurred.is_some_and(|day| occurred.contains(day))
            }
            Trait::Month => months.as_ref().is_none_or(|months| given.occurred.is_some_and(|day| months.contains(&(day.month() as u8)))),
            Trait::Zone => zone_level.as_ref().is_none_or(|levels| given.zone.is_some_and(|zone| levels.contains(&zone))),
            Trait::Outfall => is_within(*outfall_within_m, given.outfall_m),
            Trait::Border => is_within(*border_within_m, given.border_m),
            Trait::Place => place.as_ref().is_none_or(|places| given.place.iter().any(|code| places.contains(code))),
        }
    }
}
