//! Plans on the squares of fixture F.

use std::path::Path;

use geo_types::{MultiPolygon, Rect};

use super::*;
use crate::config::Config;
use crate::lang::Lang;
use crate::plan::{Grouping, Scope};

fn engine(config: &str) -> Engine {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/f").join(config);
    Engine::open(&Config::read(&path).expect("a configuration"), &|_| {}).expect("an engine")
}

fn area(id: &str, west: f64, south: f64, east: f64, north: f64) -> SelectedArea {
    SelectedArea { id: id.into(), ground: MultiPolygon(vec![Rect::new((west, south), (east, north)).to_polygon()]), reaches: false }
}

fn question<'a>(areas: &'a [SelectedArea], roster: Option<&'a Roster>) -> PlanQuestion<'a> {
    PlanQuestion {
        areas,
        reach: Metres(1000.0),
        outfalls: None,
        started_by: StartedBy::Superior,
        roster,
        rules: TeamRules { size: 2, grouping: Grouping::Jurisdiction, other_prefecture: false },
        seed: Seed::given("种子").expect("a seed"),
        period: Period::default(),
        title: None,
        files: Vec::new(),
    }
}

fn codes(plan: &JointAction) -> Vec<String> {
    plan.participants.iter().map(|participant| participant.body.code.to_string()).collect()
}

fn rows(units: &[&str]) -> Vec<RosterRow> {
    let row = |(place, unit): (usize, &&str)| RosterRow {
        row: place as u64 + 2,
        name: Some(format!("示例{place}")),
        unit: Some((*unit).to_owned()),
        certificate: Some(format!("F-{place:02}")),
        role: None,
        recusal: None,
    };
    units.iter().enumerate().map(row).collect()
}

#[test]
fn who_shares_ground_takes_part_and_the_superior_of_all_organises() {
    let engine = engine("bailiwick.toml");
    for (areas, participants, scope, superior) in [
        (vec![area("H", 125.02, 43.52, 125.03, 43.53)], vec!["220184"], Scope::OneCounty, "220100"),
        (vec![area("H", 125.12, 43.595, 125.13, 43.605)], vec!["220322", "220323"], Scope::OnePrefecture, "220300"),
        (vec![area("H", 125.095, 43.55, 125.105, 43.56)], vec!["220184", "220323"], Scope::SeveralPrefectures, "220000"),
        // Up to the border is not over it.
        (vec![area("H", 125.02, 43.52, 125.10, 43.53)], vec!["220184"], Scope::OneCounty, "220100"),
        (
            vec![area("H1", 125.02, 43.52, 125.03, 43.53), area("H2", 125.15, 43.65, 125.16, 43.66)],
            vec!["220184", "220322"],
            Scope::SeveralPrefectures,
            "220000",
        ),
    ] {
        let plan = engine.plan(question(&areas, None)).expect("a plan");
        assert_eq!((codes(&plan), plan.organisation.scope), (participants.into_iter().map(str::to_owned).collect(), scope));
        assert_eq!(plan.superior.as_ref().map(|body| body.code.to_string()).as_deref(), Some(superior));
        assert_eq!(plan.outside_km2, 0.0);
        let ground: f64 = plan.participants.iter().map(|participant| participant.ground_km2).sum();
        assert!((ground - plan.ground_km2).abs() < 1e-6 * plan.ground_km2.max(1.0), "{ground} {}", plan.ground_km2);
    }
}

#[test]
fn ground_outside_the_data_is_said_and_never_guessed() {
    let engine = engine("bailiwick.toml");
    let half = [area("H", 124.99, 43.55, 125.01, 43.56)];
    let plan = engine.plan(question(&half, None)).expect("a plan");
    assert!((plan.outside_km2 / plan.ground_km2 - 0.5).abs() < 1e-6);
    assert!(plan.in_words(Lang::Zh).contains("不作推断") && plan.in_words(Lang::En).contains("is not known here"));
    let away = [area("H", 120.0, 40.0, 120.1, 40.1)];
    assert!(matches!(engine.plan(question(&away, None)), Err(PlanError::Outside)));
    assert!(matches!(engine.plan(question(&[], None)), Err(PlanError::NoAreas)));
}

#[test]
fn an_outfall_in_reach_is_its_registers_county_and_people_of_both_counties_keep_away() {
    let engine = engine("full.toml");
    // W3 lies in 乙县 (220323) and is registered in 丙县 (220322).
    let areas = [area("H", 125.175, 43.515, 125.179, 43.525)];
    let plan = engine.plan(question(&areas, None)).expect("a plan");
    let found = plan.targets.iter().find(|target| target.id == "W3").expect("80 m away");
    let texts = |codes: &[DivisionCode]| codes.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!((texts(&found.responsible), texts(&found.inspected)), (vec!["220322".to_owned()], vec!["220322".to_owned(), "220323".to_owned()]));
    assert!(found.distance_m > 50.0 && found.distance_m < 110.0, "{}", found.distance_m);
    assert_eq!(found.conflicts, ["county_differs"]);
    assert_eq!(codes(&plan), ["220322", "220323"]);
    let none = engine.plan(PlanQuestion { reach: Metres(0.0), ..question(&areas, None) }).expect("a plan");
    assert!(none.targets.iter().all(|target| target.id != "W3"));
    assert_eq!(codes(&none), ["220323"]);
}

#[test]
fn what_an_overlay_has_is_its_bodys() {
    let engine = engine("full.toml");
    let overlay = engine.current().overlays.iter().find(|overlay| overlay.division.code.to_string() != "922002").expect("the committee");
    let bounds = geo::BoundingRect::bounding_rect(&*overlay.area).expect("an area");
    let (x, y) = (bounds.center().x, bounds.center().y);
    let plan = engine.plan(question(&[area("H", x - 1e-3, y - 1e-3, x + 1e-3, y + 1e-3)], None)).expect("a plan");
    let ground = plan.targets.iter().find(|target| target.kind == TargetKind::Ground).expect("ground");
    assert_eq!(ground.responsible, [overlay.division.code]);
    assert!(ground.inspected.len() > 1, "the county below keeps away, too: {:?}", ground.inspected);
}

#[test]
fn a_roster_names_units_by_code_name_or_bureau_and_teams_come_of_it() {
    let engine = engine("bailiwick.toml");
    let roster = engine.roster(&rows(&["220184", "乙县", "220322", "220322", "220000", "220000"])).expect("known units");
    let units: Vec<String> = roster.inspectors().iter().map(|inspector| inspector.unit.to_string()).collect();
    assert_eq!(units, ["220184", "220323", "220322", "220322", "220000", "220000"]);
    let areas = [area("H", 125.095, 43.55, 125.105, 43.56)];
    let plan = engine.plan(question(&areas, Some(&roster))).expect("a plan");
    assert_eq!(plan.teams.len(), 2);
    assert!(plan.teams.iter().all(|team| team.members().all(|member| member.unit.to_string() != team.id)));
    let few = engine.roster(&rows(&["220184", "220184", "220323"])).expect("known units");
    let error = engine.plan(question(&areas, Some(&few))).expect_err("one is left for 220184");
    let sentence = error.sentence(Lang::Zh);
    assert!(sentence.contains("甲县") && sentence.contains("--per-target"), "{sentence}");
    assert!(engine.roster(&rows(&["某县"])).expect_err("no such county").sentence(Lang::En).contains("某县"));
}

#[test]
fn outfalls_are_drawn_by_their_own_hash() {
    let engine = engine("full.toml");
    let areas = [area("H", 125.01, 43.51, 125.19, 43.53)];
    let plan = engine.plan(PlanQuestion { outfalls: Some(2), ..question(&areas, None) }).expect("a plan");
    let outfalls: Vec<&Target> = plan.targets.iter().filter(|target| target.kind == TargetKind::Outfall).collect();
    assert_eq!(outfalls.iter().filter(|target| target.drawn).count(), 2);
    let ranks = |drawn: bool| outfalls.iter().filter(move |target| target.drawn == drawn).map(|target| target.rank.as_deref().unwrap_or_default());
    assert!(ranks(true).max() < ranks(false).min());
    assert_eq!(outfalls[0].rank, Some(crate::plan::rank(&format!("种子|{}", outfalls[0].id))));
}

#[test]
fn the_schema_of_plans_can_be_made() {
    let schema = serde_json::to_string(&schemars::schema_for!(JointAction)).expect("JSON");
    for field in ["participants", "organisation", "teams", "targets"] {
        assert!(schema.contains(field), "{field}");
    }
}
