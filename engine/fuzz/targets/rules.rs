//! Any text as a ruleset, as its example cases, and as a table of holidays: no panic, and what is refused is refused with a place in the
//! text and a sentence in both languages.

#![no_main]

use std::sync::LazyLock;

use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::{Generation, Validity, ZoneLevel};
use bailiwick_engine::rules::{Calendar, Flag, Given, HOLIDAYS_CN, JILIN, Judge, Places, RuleError, Ruleset, Ruling, cases};
use libfuzzer_sys::fuzz_target;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::parse(HOLIDAYS_CN).expect("our own table"));
static OURS: LazyLock<Ruleset> = LazyLock::new(|| Ruleset::parse(JILIN).expect("our own ruleset"));

fuzz_target!(|text: &str| {
    match Ruleset::parse(text) {
        Ok(ruleset) => used(&ruleset),
        Err(error) => refused(&error, text),
    }
    if let Err(error) = cases::run(&OURS, &CALENDAR, text) {
        refused(&error, text);
    }
    if let Err(error) = Calendar::parse(text) {
        assert!(!error.sentence(Lang::Zh).is_empty() && !error.sentence(Lang::En).is_empty());
    }
});

/// What was accepted can be compiled and asked.
fn used(ruleset: &Ruleset) {
    let (nowhere, _) = Generation::new(Validity::default(), Vec::new());
    let places = Places::of(ruleset, &nowhere, &[]);
    let mut judge = Judge::new(ruleset, &places);
    let bins = &ruleset.bins;
    for (zone, metres) in [(None, f64::NAN), (Some(ZoneLevel::First), 10.0)] {
        let compiled = judge.rule(bins.of_days(0, 0) + bins.of_zone(zone) + bins.of_outfall(metres) + bins.of_border(metres) + places.of_place(None));
        assert!(judge.ruling(compiled).fired.len() <= ruleset.rules.len());
        let given = Given {
            class: ruleset.words.class.rest(),
            sensor: ruleset.words.sensor.rest(),
            severity: ruleset.words.severity.rest(),
            suspected_crime: Flag::Yes.term(),
            damage: Flag::Yes.term(),
            filed: None,
            occurred: None,
            zone,
            outfall_m: metres,
            border_m: metres,
            place: Vec::new(),
        };
        assert!(Ruling::by_asking(ruleset, &given).fired.len() <= ruleset.rules.len());
    }
}

/// The place lies in the text, and there is something to say.
fn refused(error: &RuleError, text: &str) {
    let lines: Vec<&str> = text.split('\n').collect();
    let line = lines.get(error.line - 1).unwrap_or_else(|| panic!("line {} of {}", error.line, lines.len()));
    assert!((1..=line.chars().count() + 1).contains(&error.column), "column {} of {line:?}", error.column);
    assert!(!error.sentence(Lang::Zh).is_empty() && !error.sentence(Lang::En).is_empty());
}
