//! Teams on the hierarchy of fixture F.

use super::*;
use crate::plan::TargetKind;
use crate::plan::roster::tests::{code, fixture_f, roster, row};

fn target(id: &str, responsible: &str, inspected: &[&str]) -> Target {
    Target {
        id: id.into(),
        kind: TargetKind::Outfall,
        name: id.into(),
        detail: String::new(),
        ground_km2: 0.0,
        owner: None,
        status: String::new(),
        area: "H".into(),
        distance_m: 0.0,
        responsible: vec![code(responsible)],
        inspected: inspected.iter().map(|text| code(text)).collect(),
        lon: 125.0,
        lat: 43.5,
        conflicts: Vec::new(),
        rank: None,
        drawn: true,
    }
}

/// Five of each bureau.
fn everybody() -> Roster {
    let units = ["220000", "220100", "220300", "220182", "220184", "220322", "220323"];
    let rows: Vec<_> = (0..35).map(|i| row(i + 2, "人", units[i as usize % 7], &format!("C{i:02}"), "")).collect();
    roster(&rows).expect("whole")
}

fn drawn(targets: &[Target], people: &Roster, rules: TeamRules, seed: &str) -> Result<Vec<Team>, TooFew> {
    teams(&Seed::given(seed).expect("a seed"), targets, people, &fixture_f(), rules)
}

const BY_COUNTY: TeamRules = TeamRules { size: 2, grouping: Grouping::Jurisdiction, other_prefecture: false };

#[test]
fn nobody_inspects_the_own_county_whatever_the_seed() {
    let targets = [target("W1", "220184", &[]), target("W2", "220323", &["220322"]), target("W3", "220182", &[])];
    for seed in 0..200 {
        let found = drawn(&targets, &everybody(), BY_COUNTY, &seed.to_string()).expect("enough people");
        assert_eq!(found.len(), 3);
        let mut certificates = BTreeSet::new();
        for team in &found {
            assert_eq!(team.members().count(), 2);
            for member in team.members() {
                assert!(!team.inspected.contains(&member.unit), "{seed}: {} inspects {}", member.unit, team.id);
                assert!(certificates.insert(member.certificate.clone()), "{seed}: {} is in two teams", member.certificate);
            }
            assert_eq!(team.candidates.len(), 35, "everybody is in the list, drawn or not");
        }
    }
}

#[test]
fn the_drawn_are_the_lowest_ranks_and_the_order_of_the_roster_does_not_matter() {
    let rows: Vec<_> = (0..9).map(|i| row(i + 2, "人", if i % 2 == 0 { "220323" } else { "220184" }, &format!("C{i}"), "")).collect();
    let turned: Vec<_> = rows.iter().rev().cloned().collect();
    let targets = [target("W1", "220184", &[])];
    let [one, other] = [&rows, &turned].map(|rows| drawn(&targets, &roster(rows).expect("whole"), BY_COUNTY, "种子").expect("enough"));
    assert_eq!(one, other);
    let mut ranks: Vec<(String, String)> = [0, 2, 4, 6, 8].map(|i| (rank(&format!("种子|220184|C{i}")), format!("C{i}"))).into();
    ranks.sort();
    let members: Vec<&str> = one[0].members().map(|member| member.certificate.as_str()).collect();
    assert_eq!(members, [&ranks[0].1, &ranks[1].1]);
}

#[test]
fn who_is_left_out_is_told_why() {
    let people = roster(&[
        row(2, "县", "220184", "A", ""),
        row(3, "市", "220100", "B", ""),
        row(4, "同市", "220182", "C", ""),
        row(5, "回避县", "220323", "D", "220184"),
        row(6, "回避市", "220323", "E", "220100"),
        row(7, "回避对象", "220323", "F", "W1"),
        row(8, "省", "220000", "G", ""),
        row(9, "外市", "220322", "H", ""),
    ])
    .expect("whole");
    let why = |target: Target, rules| {
        let found = drawn(&[target], &people, rules, "s").expect("enough");
        let mut why: Vec<(String, Option<Exclusion>)> = found[0].candidates.iter().map(|c| (c.inspector.certificate.clone(), c.excluded.clone())).collect();
        why.sort_by(|a, b| a.0.cmp(&b.0));
        why.into_iter().map(|(_, why)| why).collect::<Vec<_>>()
    };
    let (own, recused, same) = (Some(Exclusion::OwnJurisdiction), Some(Exclusion::Recused), Some(Exclusion::SamePrefecture));
    let by_county = why(target("W1", "220184", &[]), BY_COUNTY);
    assert_eq!(by_county, [own.clone(), None, None, recused.clone(), recused.clone(), recused.clone(), None, None]);
    let away = why(target("W1", "220184", &[]), TeamRules { other_prefecture: true, ..BY_COUNTY });
    assert_eq!(away, [own.clone(), same.clone(), same, recused.clone(), recused.clone(), recused.clone(), None, None]);
    // A prefecture that is inspected itself: its branches keep away, too. A recusal for a county of it says nothing of the whole.
    let prefecture = why(target("W2", "220100", &[]), BY_COUNTY);
    assert_eq!(prefecture, [own.clone(), own.clone(), own, None, recused, None, None, None]);
}

#[test]
fn too_few_are_an_error_that_says_where_they_are() {
    let people = roster(&[row(2, "甲", "220323", "A", ""), row(3, "乙", "220323", "B", ""), row(4, "丙", "220184", "C", "")]).expect("whole");
    let targets = [target("W1", "220184", &[]), target("W2", "220182", &[])];
    let error = drawn(&targets, &people, BY_COUNTY, "s").expect_err("three are not four");
    assert_eq!(error, TooFew { team: "220182".into(), found: 1, elsewhere: 2, wanted: 2 });
    // One target after the other, the same two may go to both.
    let found = drawn(&targets, &people, TeamRules { grouping: Grouping::Target, ..BY_COUNTY }, "s").expect("enough");
    assert_eq!(found.iter().map(|team| team.id.as_str()).collect::<Vec<_>>(), ["W1", "W2"]);
    let alone = roster(&[row(2, "甲", "220184", "A", ""), row(3, "乙", "220184", "B", "")]).expect("whole");
    let error = drawn(&targets[..1], &alone, BY_COUNTY, "s").expect_err("all are its own");
    assert_eq!((error.found, error.elsewhere), (0, 0));
}
