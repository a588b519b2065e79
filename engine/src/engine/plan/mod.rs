//! A draft joint action from areas and a roster.
//!
//! 1. [`Engine::roster`]: what the units of a roster mean.
//! 2. [`Engine::plan`]: `ground` tells whose the areas are, `targets` what there is to inspect; `crate::plan` who organises and who is drawn.
//! 3. [`JointAction`] with `words`, `tables`, `document` and `output`: sentences, a workbook, a document, JSON.

mod document;
mod draw_words;
mod error;
mod ground;
mod output;
mod tables;
mod targets;
#[cfg(test)]
mod tests;
mod words;

pub use error::PlanError;
pub use output::{PlanOutput, PlanOutputError};

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::bodies::Bodies;
use super::{Dataset, Engine};
use crate::ingest::{CodeReading, RosterRow, SelectedArea};
use crate::model::DivisionCode;
use crate::plan::{Meanings, Organisation, Roster, Seed, StartedBy, Target, TargetKind, Team, TeamRules, organisation, sample, teams};
use crate::rules::{Bilingual, Term};
use crate::units::Metres;

/// What is asked of a plan.
#[derive(Clone, Debug)]
pub struct PlanQuestion<'a> {
    /// The areas, all of one action.
    pub areas: &'a [SelectedArea],
    /// How far from an area outfalls and zones are looked for.
    pub reach: Metres,
    /// How many outfalls are drawn; all without a number.
    pub outfalls: Option<usize>,
    /// Who starts it.
    pub started_by: StartedBy,
    /// From whom teams are drawn; without a roster there are none.
    pub roster: Option<&'a Roster>,
    /// How teams are drawn.
    pub rules: TeamRules,
    /// What the draws begin with.
    pub seed: Seed,
    /// When it is.
    pub period: Period,
    /// Its title; without one it is made of the participants.
    pub title: Option<String>,
    /// The files of the areas and of the roster, for the record.
    pub files: Vec<UsedFile>,
}

/// When an action is. An empty day is a blank to fill in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Period {
    /// The first day.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub from: Option<Date>,
    /// The last day.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub to: Option<Date>,
}

/// A file that a plan was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UsedFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// A body with its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Body {
    /// Its code.
    #[cfg_attr(test, schemars(with = "String"))]
    pub code: DivisionCode,
    /// The division; a county with its prefecture before it.
    pub name: String,
    /// The bureau, as the ruleset calls it.
    pub bureau: String,
}

/// Who takes part.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Participant {
    /// Who it is.
    pub body: Body,
    /// Square kilometres of the areas' ground; 0 where only targets within reach are its.
    pub ground_km2: f64,
    /// How many of its outfalls and zones are inspected.
    pub targets: usize,
}

/// A term of the ruleset by which feedback is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Feedback {
    /// The urgency.
    pub urgency: Bilingual,
    /// Its term; without one no day is due.
    pub term: Option<Term>,
}

/// A draft joint action (工作方案). A draft: an authority decides.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JointAction {
    /// Whether it rests on sample data.
    pub sample: bool,
    /// The title that was asked for.
    pub title: Option<String>,
    /// When it is.
    pub period: Period,
    /// Ids of the areas.
    pub areas: Vec<String>,
    /// Metres from an area within which outfalls and zones were looked for.
    pub reach_m: f64,
    /// Square kilometres of all areas.
    pub ground_km2: f64,
    /// What of that lies in no county that is loaded.
    pub outside_km2: f64,
    /// How it is organised.
    pub organisation: Organisation,
    /// The superior by name.
    pub superior: Option<Body>,
    /// Who takes part, by code.
    pub participants: Vec<Participant>,
    /// Who is told, for a part of a zone in reach is theirs, by code.
    pub told: Vec<Body>,
    /// Everything to inspect: ground, zones, outfalls. With a draw, those that were not drawn, too.
    pub targets: Vec<Target>,
    /// Ids of outfalls in reach that no county answers for.
    pub nobodys: Vec<String>,
    /// How many outfalls were to be drawn.
    pub outfalls_drawn: Option<usize>,
    /// How teams were drawn.
    pub rules: TeamRules,
    /// What the draws began with.
    pub seed: Seed,
    /// The teams, in the order in which they drew; none without a roster.
    pub teams: Vec<Team>,
    /// The bureaus that inspectors are from, by code.
    pub units: Vec<Body>,
    /// Terms of feedback, by urgency.
    pub feedback: Vec<Feedback>,
    /// The term within which the territorial bureau is told of damage.
    pub damage_notice: Option<Term>,
    /// The regulation.
    pub regulation: String,
    /// The ruleset with its version.
    pub ruleset: String,
    /// The files of the areas and of the roster.
    pub files: Vec<UsedFile>,
    /// The data it rests on.
    pub datasets: Vec<Dataset>,
}

impl Engine {
    /// Checks a roster: units are codes, names that one division has, or names of bureaus; recusals may name outfalls and zones as well.
    ///
    /// # Errors
    /// The first row that is wrong.
    pub fn roster(&self, rows: &[RosterRow]) -> Result<Roster, PlanError> {
        let generation = self.generation();
        let mut names: BTreeMap<String, Option<DivisionCode>> = BTreeMap::new();
        for division in generation.divisions() {
            let body = self.body(division.code);
            for name in BTreeSet::from([division.name.clone(), body.name, body.bureau]) {
                // A name that two divisions have means neither.
                names.entry(name).and_modify(|code| *code = None).or_insert(Some(division.code));
            }
        }
        let unit = |text: &str| match self.codes.resolve(text) {
            CodeReading::InForce(code) | CodeReading::Superseded { new: code, .. } => generation.division(code).map(|division| division.code),
            _ => names.get(text).copied().flatten(),
        };
        let outfalls = self.outfalls.outfalls.iter().map(|outfall| outfall.id.as_str());
        let ids: BTreeSet<&str> = outfalls.chain(self.zones.zones.iter().map(|zone| zone.id.as_str())).collect();
        Ok(Roster::new(rows, &Meanings { unit: &unit, is_target: &|text| ids.contains(text) })?)
    }

    /// Drafts a joint action for some areas, under the boundaries in force.
    ///
    /// # Errors
    /// There is no area, none lies in a county, or there are not enough people for a team.
    pub fn plan(&self, question: PlanQuestion<'_>) -> Result<JointAction, PlanError> {
        let PlanQuestion { areas, reach, outfalls, started_by, roster, rules, seed, period, title, files } = question;
        if areas.is_empty() {
            return Err(PlanError::NoAreas);
        }
        let found = targets::find(self, self.current(), areas, reach);
        if !found.targets.iter().any(|target| target.kind == TargetKind::Ground) {
            return Err(PlanError::Outside);
        }
        let mut targets = found.targets;
        if let Some(count) = outfalls {
            let ids: Vec<String> = targets.iter().filter(|target| target.kind == TargetKind::Outfall).map(|target| target.id.clone()).collect();
            let draw = sample(&seed, &ids.iter().map(String::as_str).collect::<Vec<_>>(), count);
            for (target, (drawn, rank)) in targets.iter_mut().filter(|target| target.kind == TargetKind::Outfall).zip(draw) {
                (target.drawn, target.rank) = (drawn, Some(rank));
            }
        }
        let participants = self.participants(&targets);
        let codes: Vec<DivisionCode> = participants.iter().map(|participant| participant.body.code).collect();
        let organisation = organisation(self.generation(), &codes, started_by);
        let teams = roster.map(|roster| teams(&seed, &targets, roster, self.generation(), rules)).transpose();
        let teams = teams.map_err(|fault| PlanError::TooFew { name: self.team_name(&fault.team, &targets), fault })?.unwrap_or_default();
        let units: BTreeSet<DivisionCode> = roster.into_iter().flat_map(Roster::inspectors).map(|inspector| inspector.unit).collect();
        let rulebook = &self.laws.ruleset;
        Ok(JointAction {
            sample: self.sample,
            title,
            period,
            areas: areas.iter().map(|area| area.id.clone()).collect(),
            reach_m: reach.get(),
            ground_km2: found.ground.square_kilometres(),
            outside_km2: found.outside.square_kilometres(),
            superior: organisation.superior.map(|code| self.body(code)),
            organisation,
            told: found.told.iter().filter(|code| !codes.contains(code)).map(|code| self.body(*code)).collect(),
            participants,
            targets,
            nobodys: found.nobodys,
            outfalls_drawn: outfalls,
            rules,
            seed,
            teams,
            units: units.into_iter().map(|code| self.body(code)).collect(),
            feedback: rulebook.urgencies.iter().map(|urgency| Feedback { urgency: urgency.name.clone(), term: urgency.deadline }).collect(),
            damage_notice: rulebook.rules.iter().find_map(|rule| rule.then.damage_notice),
            regulation: rulebook.source.clone(),
            ruleset: format!("{} {}", rulebook.name, rulebook.version),
            files,
            datasets: self.datasets.clone(),
        })
    }

    /// Who answers for anything that is inspected.
    fn participants(&self, targets: &[Target]) -> Vec<Participant> {
        let mut shares: BTreeMap<DivisionCode, (f64, usize)> = BTreeMap::new();
        for target in targets.iter().filter(|target| target.drawn) {
            for code in &target.responsible {
                let (ground_km2, count) = shares.entry(*code).or_default();
                match target.kind {
                    TargetKind::Ground => *ground_km2 += target.ground_km2,
                    TargetKind::Zone | TargetKind::Outfall => *count += 1,
                }
            }
        }
        shares.into_iter().map(|(code, (ground_km2, targets))| Participant { body: self.body(code), ground_km2, targets }).collect()
    }

    /// A body by its code.
    fn body(&self, code: DivisionCode) -> Body {
        let generation = self.generation();
        let called = |code: DivisionCode| generation.division(code).map_or_else(|| code.to_string(), |division| division.name.clone());
        let above =
            generation.counties.binary_search_by_key(&code, |county| county.division.code).ok().and_then(|place| generation.superiors_of_county(place)[0]);
        let name = format!("{}{}", above.map(called).unwrap_or_default(), called(code));
        let bureau = Bodies { ruleset: &self.laws.ruleset, generation }.of(code).unwrap_or_else(|| name.clone());
        Body { code, name, bureau }
    }

    /// What a team inspects: a jurisdiction, or a target.
    fn team_name(&self, id: &str, targets: &[Target]) -> String {
        let target = targets.iter().find(|target| target.id == id).map(|target| format!("{id} {}", target.name));
        target.or_else(|| id.parse().ok().map(|code| self.body(code).name)).unwrap_or_else(|| id.to_owned())
    }
}
