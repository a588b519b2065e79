//! The default ruleset, hostile ones, and the fast way against the plain one.

use proptest::prelude::*;

use super::bins::nothing_given;
use super::judge::{Judge, number_of};
use super::*;
use crate::lang::Lang;
use crate::model::{Division, DivisionCode, Generation, Jurisdiction, Validity, ZoneLevel};

const HEAD: &str = r#"
[ruleset]
name = "n"
version = "1"
source = "s"
[[class]]
id = "a"
zh = "甲"
words = ["甲"]
[[class]]
id = "other"
zh = "其他"
[[urgency]]
name = "急"
[[urgency]]
name = "缓"
[[department]]
name = "环"
[[department]]
name = "警"
[default]
urgency = "缓"
department = "环"
"#;

fn with(rules: &str) -> Result<Ruleset, RuleError> {
    Ruleset::parse(&format!("{HEAD}{rules}"))
}

fn jilin() -> Ruleset {
    Ruleset::parse(JILIN).expect("our own ruleset")
}

#[test]
fn the_cases_beside_the_default_rules_come_out() {
    let calendar = Calendar::parse(HOLIDAYS_CN).expect("our own table");
    let outcomes = cases::run(&jilin(), &calendar, JILIN_CASES).expect("our own cases");
    let failed: Vec<_> = outcomes.iter().filter(|outcome| !outcome.differences.is_empty()).collect();
    assert!(failed.is_empty() && outcomes.len() >= 10, "{failed:#?}");
}

#[test]
fn every_fault_names_line_column_and_remedy() {
    let first = HEAD.matches('\n').count() + 1;
    let rule = |body: &str| format!("[[rule]]\nid = \"r\"\narticle = \"1\"\nzh = \"z\"\n{body}\n");
    for (rules, line, column, words) in [
        ("[[rule]\n".to_owned(), 0, 8, ""),
        (rule("when_ = {}\nthen = { urgency = \"急\" }"), 4, 1, "did you mean \"when\"?"),
        (rule("then = { urgency = \"极\" }"), 4, 20, "no urgency named"),
        (rule("then = { department = \"警方\" }"), 4, 23, "did you mean \"警\"?"),
        (rule("when = { class = [\"b\"] }\nthen = { urgency = \"急\" }"), 4, 19, "no class named"),
        (rule("when = { class = [] }\nthen = { urgency = \"急\" }"), 0, 1, "empty list"),
        (rule("then = {}"), 4, 8, "no effect"),
        (rule("when = { outfall_within_m = nan }\nthen = { urgency = \"急\" }"), 4, 29, "0 … 1000000"),
        (rule("when = { months = [13] }\nthen = { urgency = \"急\" }"), 4, 20, "1 … 12"),
        (rule("when = { place = [\"长春\"] }\nthen = { urgency = \"急\" }"), 4, 19, "220100"),
        (rule("then = { escalate = \"county\" }"), 4, 21, "prefecture"),
        (rule("then = { notify = [\"zone\"] }"), 4, 20, "no notify named"),
        (rule("then = { deadline = { days = 9999 } }"), 4, 8, "0 … 3650"),
        (rule("then = { deadline = { days = -1 } }"), 4, 30, ""),
        (format!("{}{}", rule("then = { urgency = \"急\" }"), rule("then = { urgency = \"急\" }")), 6, 6, "stands on line"),
        (format!("{}{}", rule("then = { urgency = \"急\" }"), rule("then = { urgency = \"缓\" }").replace("\"r\"", "\"q\"")), 6, 6, "another urgency"),
        (rule("then = { urgency = \"急\" }").replace("\"r\"", "\"r;s\""), 1, 6, "no usable name"),
        ("[[sensor]]\nid = \"s\"\nzh = \"s\"\naccuracy_m = -1.0\n".to_owned(), 3, 14, "0 … 1000000"),
        ("[[sensor]]\nid = \"s\"\nzh = \"s\"\nwords = [\"机\"]\n[[sensor]]\nid = \"t\"\nzh = \"t\"\nwords = [\"无人机\"]\n".to_owned(), 7, 10, "never counts"),
    ] {
        let error = with(&rules).expect_err(&rules);
        assert_eq!((error.line, error.column), (first + line, column), "{rules}\n{error}");
        assert!(error.sentence(Lang::En).contains(words), "{rules}\n{error}");
        assert!(error.sentence(Lang::Zh).contains(&format!("第 {} 行", error.line)));
    }
}

#[test]
fn days_that_do_not_overlap_do_not_contradict() {
    let rule =
        |id: &str, days: &str, urgency: &str| format!("[[rule]]\nid = \"{id}\"\narticle = \"1\"\nzh = \"z\"\n{days}\nthen = {{ urgency = \"{urgency}\" }}\n");
    let rules = format!("{}{}", rule("old", "valid_to = \"2026-01-01\"", "缓"), rule("new", "valid_from = \"2026-01-01\"", "急"));
    let ruleset = with(&rules).expect("valid");
    let fired = |day: Option<&str>| {
        let given = Given { filed: day.and_then(|day| day.parse().ok()), ..nothing_given([0; 3]) };
        Ruling::by_asking(&ruleset, &given).fired
    };
    assert_eq!((fired(Some("2025-12-31")), fired(Some("2026-01-01")), fired(None)), (vec![0], vec![1], vec![1]));
    assert!(with(&rule("never", "valid_from = \"2026-01-01\"\nvalid_to = \"2026-01-01\"", "急")).is_err());
}

#[test]
fn conflicts_are_decided_by_the_stated_principle_and_the_losers_are_named() {
    let rules = r#"
[[rule]]
id = "one"
article = "1"
zh = "一"
when = { class = ["a"] }
then = { urgency = "缓", department = "警", escalate = "prefecture", deadline = { days = 9 } }
[[rule]]
id = "two"
article = "2"
zh = "二"
then = { urgency = "急", department = "环", escalate = "province", also = ["警", "环"], notify = ["province", "zone_counties"] }
"#;
    let ruleset = with(rules).expect("valid");
    let ruling = Ruling::by_asking(&ruleset, &nothing_given([0; 3]));
    assert_eq!((ruling.fired.as_slice(), ruling.urgency, ruling.departments.as_slice()), (&[0, 1][..], 0, &[1, 0][..]));
    assert_eq!((ruling.escalate, ruling.deadline.len()), (Some(crate::model::Level::Province), 1));
    assert_eq!(ruling.notify, [Notify::ZoneCounties, Notify::Province]);
    let lost: Vec<_> = ruling.lost(&ruleset).iter().map(|lost| (lost.rule.id.as_str(), lost.effect, lost.to.id.as_str())).collect();
    assert_eq!(lost, [("one", "urgency", "two"), ("two", "department", "one"), ("one", "escalate", "two")]);
}

/// Counties 220101 … 220303 of three prefectures.
fn generation() -> Generation {
    let bare = |text: String, parent: Option<&str>| {
        let code: DivisionCode = text.parse().expect("a code");
        let parent = parent.map(|parent| parent.parse().expect("a code"));
        Jurisdiction { division: Division { code, name: text, level: code.level(), parent }, territory: geo_types::MultiPolygon(vec![]).into() }
    };
    let mut all = vec![bare("220000".into(), None)];
    for prefecture in ["220100", "220200", "220300"] {
        all.push(bare(prefecture.into(), Some("220000")));
        all.extend((1..=3).map(|county| bare(format!("{}0{county}", &prefecture[..4]), Some(prefecture))));
    }
    Generation::new(Validity::default(), all).0
}

/// Rules over every trait.
const ALL_TRAITS: &str = r#"
[[sensor]]
id = "s"
zh = "s"
words = ["s"]
[[severity]]
id = "v"
zh = "v"
words = ["v"]
[[rule]]
id = "place"
article = "1"
zh = "z"
when = { place = ["220100", "220203"] }
then = { urgency = "急" }
[[rule]]
id = "months"
article = "1"
zh = "z"
when = { months = [1, 12], sensor = ["s"] }
then = { urgency = "急" }
[[rule]]
id = "happened"
article = "1"
zh = "z"
valid_from = "2024-01-01"
when = { occurred_from = "2023-06-01", occurred_to = "2024-06-01" }
then = { also = ["警"] }
[[rule]]
id = "near"
article = "1"
zh = "z"
valid_to = "2024-03-01"
when = { outfall_within_m = 50, border_within_m = 200 }
then = { registry_owner = true }
[[rule]]
id = "nearer"
article = "1"
zh = "z"
when = { outfall_within_m = 20, zone_level = ["一级", "准保护区"], damage = false }
then = { escalate = "province" }
[[rule]]
id = "crime"
article = "1"
zh = "z"
when = { suspected_crime = true, class = ["a"], severity = ["v"] }
then = { department = "警" }
"#;

proptest! {
    #[test]
    fn the_judge_rules_as_if_every_rule_had_been_asked(
        terms in (0u8..3, 0u8..2, 0u8..2, 0u8..3, 0u8..3),
        filed in proptest::option::of(19_500i32..20_000),
        occurred in proptest::option::of(19_400i32..19_900),
        zone in 0usize..4,
        metres in (prop_oneof![Just(f64::NAN), Just(20.0), Just(50.0), 0.0..60.0f64], prop_oneof![Just(f64::NAN), Just(200.0), 0.0..400.0f64]),
        county in proptest::option::of(0u32..9),
    ) {
        let ruleset = with(ALL_TRAITS).expect("valid");
        let generation = generation();
        let places = Places::of(&ruleset, &generation, &[]);
        let place = county.map_or(Vec::new(), |county| place::chain(&generation, generation.counties[county as usize].division.code));
        let zone = ZoneLevel::ALL.get(zone).copied();
        let day = |day: Option<i32>| day.map(bins::date_of);
        let (class, sensor, severity, suspected_crime, damage) = terms;
        let given = Given { class, sensor, severity, suspected_crime, damage, filed: day(filed), occurred: day(occurred), zone, outfall_m: metres.0, border_m: metres.1, place };
        let mut judge = Judge::new(&ruleset, &places);
        let number = number_of(&ruleset, &places, &given, county);
        let ruling = judge.rule(number);
        prop_assert_eq!(judge.ruling(ruling), &Ruling::by_asking(&ruleset, &given));
        prop_assert_eq!(judge.rule(number), ruling);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}", at in 0usize..8000, cut in 0usize..60) {
        let _ = Ruleset::parse(&text);
        // The default ruleset with something in the middle replaced.
        let chars: Vec<char> = JILIN.chars().collect();
        let at = at.min(chars.len());
        let broken: String = chars[..at].iter().copied().chain(text.chars()).chain(chars[(at + cut).min(chars.len())..].iter().copied()).collect();
        if let Err(error) = Ruleset::parse(&broken) {
            prop_assert!(error.line >= 1 && error.column >= 1 && error.line <= broken.matches('\n').count() + 1);
        }
    }
}
