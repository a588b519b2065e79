//! Drawing inspection teams.
//!
//! 1. Each team has a list of everybody in the roster, with a rank: the SHA-256 of `seed|team|certificate`.
//! 2. Nobody inspects the own jurisdiction, nor what lies below it: a county bureau is a branch of its prefecture's, so when a prefecture is
//!    inspected its counties' people are left out with its own. A superior's people may inspect below; that is what superiors do. Whoever is
//!    to keep away from something inspects no team's list with it. With `other_prefecture` people of the same prefecture are left out, too.
//! 3. The lowest ranks of those that are left are drawn.
//!
//! Teams of jurisdictions are out on the same days (article 9[二]: 统一执法行动), so nobody is in two of them. The team with the fewest to
//! choose from draws first; of equals the lower code. Teams of single targets come one after the other, and the same people may be drawn again.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::draw::{key, rank};
use super::roster::{Inspector, Recusal, Roster};
use super::{Seed, Target};
use crate::model::{DivisionCode, Generation, Level};

/// What a team is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// All targets of one jurisdiction.
    Jurisdiction,
    /// One target.
    Target,
}

/// How teams are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TeamRules {
    /// Inspectors of a team.
    pub size: usize,
    /// What a team is for.
    pub grouping: Grouping,
    /// Whether people of the inspected jurisdiction's prefecture are left out.
    pub other_prefecture: bool,
}

/// Why somebody is not drawn for a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Of the jurisdiction inspected, or below it.
    OwnJurisdiction,
    /// Recused.
    Recused,
    /// Of the same prefecture.
    SamePrefecture,
    /// In a team that drew before: this one.
    OtherTeam(String),
}

/// Somebody of the roster in the list of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Candidate {
    /// Who it is.
    pub inspector: Inspector,
    /// The text whose hash is the rank.
    pub key: String,
    /// The rank.
    pub rank: String,
    /// Why it is left out.
    pub excluded: Option<Exclusion>,
    /// Whether it is drawn.
    pub drawn: bool,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Team {
    /// The code of the jurisdiction, or the id of the target: the middle part of each key.
    pub id: String,
    /// Whose people are left out.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub inspected: Vec<DivisionCode>,
    /// Ids of what it inspects.
    pub targets: Vec<String>,
    /// Everybody, by rank.
    pub candidates: Vec<Candidate>,
}

/// There are not enough people for a team.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} may be drawn for {team}, {wanted} are needed")]
pub struct TooFew {
    /// The team.
    pub team: String,
    /// Who may be drawn.
    pub found: usize,
    /// Who could have been, but is in a team that drew before.
    pub elsewhere: usize,
    /// How many are needed.
    pub wanted: usize,
}

impl Team {
    /// Who was drawn, the lowest rank first.
    pub fn members(&self) -> impl Iterator<Item = &Inspector> {
        self.candidates.iter().filter(|candidate| candidate.drawn).map(|candidate| &candidate.inspector)
    }

    /// How many could be drawn.
    pub fn eligible(&self) -> usize {
        self.candidates.iter().filter(|candidate| candidate.excluded.is_none()).count()
    }
}

/// Draws a team for each jurisdiction or target, in the order in which they drew.
///
/// # Errors
/// The first team for which there are not enough people.
pub fn teams(seed: &Seed, targets: &[Target], roster: &Roster, generation: &Generation, rules: TeamRules) -> Result<Vec<Team>, TooFew> {
    let mut drafts: Vec<Team> = subjects(targets, rules.grouping).into_values().collect();
    for team in &mut drafts {
        team.candidates = roster.inspectors().iter().map(|inspector| candidate(seed, team, inspector, generation, rules)).collect();
        team.candidates.sort_by(|a, b| (&a.rank, &a.inspector.certificate).cmp(&(&b.rank, &b.inspector.certificate)));
    }
    // Stable: of equals the lower id stays first.
    drafts.sort_by_key(Team::eligible);
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for team in &mut drafts {
        let mut elsewhere = 0;
        if rules.grouping == Grouping::Jurisdiction {
            for candidate in team.candidates.iter_mut().filter(|candidate| candidate.excluded.is_none()) {
                candidate.excluded = taken.get(&candidate.inspector.certificate).cloned().map(Exclusion::OtherTeam);
                elsewhere += usize::from(candidate.excluded.is_some());
            }
        }
        let found = team.eligible();
        if found < rules.size {
            return Err(TooFew { team: team.id.clone(), found, elsewhere, wanted: rules.size });
        }
        for candidate in team.candidates.iter_mut().filter(|candidate| candidate.excluded.is_none()).take(rules.size) {
            candidate.drawn = true;
            taken.insert(candidate.inspector.certificate.clone(), team.id.clone());
        }
    }
    Ok(drafts)
}

/// The teams without people, by id.
fn subjects(targets: &[Target], grouping: Grouping) -> BTreeMap<String, Team> {
    let mut subjects: BTreeMap<String, Team> = BTreeMap::new();
    for target in targets.iter().filter(|target| target.drawn) {
        // What several answer for goes to the team of the first of them.
        let Some(first) = target.responsible.first() else { continue };
        let id = match grouping {
            Grouping::Jurisdiction => first.to_string(),
            Grouping::Target => target.id.clone(),
        };
        let team = subjects.entry(id.clone()).or_insert_with(|| Team { id, inspected: Vec::new(), targets: Vec::new(), candidates: Vec::new() });
        team.targets.push(target.id.clone());
        let inspected: BTreeSet<DivisionCode> = team.inspected.iter().chain(&target.inspected).chain(&target.responsible).copied().collect();
        team.inspected = inspected.into_iter().collect();
    }
    subjects
}

fn candidate(seed: &Seed, team: &Team, inspector: &Inspector, generation: &Generation, rules: TeamRules) -> Candidate {
    let key = key(seed, &[&team.id, &inspector.certificate]);
    let excluded = exclusion(team, inspector, generation, rules.other_prefecture);
    Candidate { rank: rank(&key), key, inspector: inspector.clone(), excluded, drawn: false }
}

fn exclusion(team: &Team, inspector: &Inspector, generation: &Generation, other_prefecture: bool) -> Option<Exclusion> {
    // A division and all above it.
    let chain = |code: DivisionCode| std::iter::once(code).chain(generation.superiors(code));
    if chain(inspector.unit).any(|code| team.inspected.contains(&code)) {
        return Some(Exclusion::OwnJurisdiction);
    }
    let is_recused = inspector.recusals.iter().any(|recusal| match recusal {
        Recusal::Division(division) => team.inspected.iter().any(|code| chain(*code).any(|above| above == *division)),
        Recusal::Target(target) => team.targets.iter().any(|id| is_of(id, target)),
    });
    if is_recused {
        return Some(Exclusion::Recused);
    }
    let prefecture = |code: DivisionCode| {
        let is_prefecture = |code: &DivisionCode| generation.division(*code).is_some_and(|division| division.level == Level::Prefecture);
        chain(code).find(is_prefecture)
    };
    let own = prefecture(inspector.unit).filter(|_| other_prefecture);
    let is_same = own.is_some_and(|own| team.inspected.iter().any(|code| prefecture(*code) == Some(own)));
    is_same.then_some(Exclusion::SamePrefecture)
}

/// Whether the id of a target is that of a thing, or of its part in a jurisdiction.
fn is_of(id: &str, thing: &str) -> bool {
    id == thing || id.rsplit_once('@').is_some_and(|(whole, _)| whole == thing)
}

#[cfg(test)]
#[path = "teams_tests.rs"]
mod tests;
