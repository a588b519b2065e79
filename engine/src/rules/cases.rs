//! Example cases beside a ruleset: what is given of a clue, and what must follow. `bailiwick rules test` runs them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::bins::nothing_given;
use super::error::place_of;
use super::{Calendar, Days, Due, Given, Notify, RuleError, Ruleset, Ruling, earliest, validate};
use crate::model::{DivisionCode, Level, ZoneLevel};

/// The file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    #[serde(default)]
    case: Vec<Spanned<Case>>,
}

/// `[[case]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    given: CaseGiven,
    expect: Expected,
}

/// What is given; texts as a clue would have them.
#[derive(Clone, Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct CaseGiven {
    class: String,
    sensor: String,
    severity: String,
    suspected_crime: String,
    damage: String,
    filed: Option<Date>,
    occurred: Option<Date>,
    handed_over: Option<Date>,
    zone_level: Option<ZoneLevel>,
    outfall_m: Option<f64>,
    border_m: Option<f64>,
    /// The code of the place, and of what is above it.
    place: Vec<String>,
}

/// What must follow; what is not named is not looked at.
#[derive(Clone, Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    rules: Option<Vec<String>>,
    urgency: Option<String>,
    departments: Option<Vec<String>>,
    notify: Option<Vec<String>>,
    deadline: Option<String>,
    damage_notice_due: Option<String>,
    escalate: Option<String>,
    registry_owner: Option<bool>,
}

/// A case and what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Name of the case.
    pub name: String,
    /// Line on which it begins.
    pub line: usize,
    /// What was expected and what came, by the key; empty where the case holds.
    pub differences: BTreeMap<&'static str, [String; 2]>,
}

/// Runs the cases of a file.
///
/// # Errors
/// It is no file of cases.
pub fn run(ruleset: &Ruleset, calendar: &Calendar, text: &str) -> Result<Vec<Outcome>, RuleError> {
    let file: CaseFile = toml::from_str(text).map_err(|error| validate::syntax(&error, text))?;
    let outcomes = file.case.iter().map(|case| {
        let (line, _) = place_of(text, case.span().start);
        let case = case.get_ref();
        Outcome { name: case.name.clone(), line, differences: differences(ruleset, calendar, case) }
    });
    Ok(outcomes.collect())
}

fn given(ruleset: &Ruleset, given: &CaseGiven) -> Given {
    let words = &ruleset.words;
    let flag = |text: &str| if text.is_empty() { super::condition::Flag::No.term() } else { words.flag.read(text) };
    Given {
        suspected_crime: flag(&given.suspected_crime),
        damage: flag(&given.damage),
        filed: given.filed,
        occurred: given.occurred,
        zone: given.zone_level,
        outfall_m: given.outfall_m.unwrap_or(f64::NAN),
        border_m: given.border_m.unwrap_or(f64::NAN),
        place: given.place.iter().filter_map(|code| code.parse::<DivisionCode>().ok()).collect(),
        ..nothing_given([words.class.read(&given.class), words.sensor.read(&given.sensor), words.severity.read(&given.severity)])
    }
}

fn differences(ruleset: &Ruleset, calendar: &Calendar, case: &Case) -> BTreeMap<&'static str, [String; 2]> {
    let ruling = Ruling::by_asking(ruleset, &given(ruleset, &case.given));
    let days = Days { filed: case.given.filed, occurred: case.given.occurred, handed_over: case.given.handed_over };
    let due = |terms: &[super::Term]| match earliest(terms, &days, calendar) {
        None | Some((_, Due::Never)) => String::new(),
        Some((_, Due::On(day))) => day.to_string(),
        Some((_, Due::NoDate)) => "no date".to_owned(),
        Some((_, Due::NoHolidays)) => "no holidays".to_owned(),
    };
    let notify_name = |notify: &Notify| Notify::ALL.iter().find(|(_, known)| known == notify).map_or("", |(name, _)| *name);
    let joined = |list: &[String]| list.join(";");
    let found = [
        ("rules", ruling.fired.iter().map(|&rule| ruleset.rules[rule as usize].id.clone()).collect::<Vec<_>>().join(";")),
        ("urgency", ruleset.urgencies[ruling.urgency as usize].name.zh.clone()),
        ("departments", ruling.departments.iter().map(|&place| ruleset.departments[place as usize].zh.clone()).collect::<Vec<_>>().join(";")),
        ("notify", ruling.notify.iter().map(notify_name).collect::<Vec<_>>().join(";")),
        ("deadline", due(&ruling.deadline)),
        ("damage_notice_due", due(&ruling.damage_notice)),
        ("escalate", ruling.escalate.map_or("", Level::as_str).to_owned()),
        ("registry_owner", ruling.registry_owner.to_string()),
    ];
    let expect = &case.expect;
    let expected = [
        expect.rules.as_deref().map(joined),
        expect.urgency.clone(),
        expect.departments.as_deref().map(joined),
        expect.notify.as_deref().map(joined),
        expect.deadline.clone(),
        expect.damage_notice_due.clone(),
        expect.escalate.clone(),
        expect.registry_owner.map(|owner| owner.to_string()),
    ];
    let pairs = found.into_iter().zip(expected).filter_map(|((key, found), expected)| Some((key, [expected?, found])));
    pairs.filter(|(_, [expected, found])| expected != found).collect()
}
