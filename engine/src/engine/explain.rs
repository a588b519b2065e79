//! One place to a decision with all its evidence.
//!
//! The evidence is derived again from the same inputs, not stored: two runs agree.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use jiff::civil::Date;

use super::{Dataset, Engine, Territory};
use crate::coord::LonLat;
use crate::join::{Claim, join};
use crate::lang::Lang;
use crate::model::{Clues, DivisionCode, Level, Moments, TextColumn, ZoneLevel};
use crate::route::{self, Decisions, Status, Told};
use crate::units::Metres;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Where, CGCS2000.
    pub position: LonLat,
    /// The steps from the coordinates as given to `position`.
    pub crs_path: Vec<String>,
    /// When it happened; the boundaries of that day are shown beside today's.
    pub at: Option<Date>,
    /// Radius of uncertainty in metres.
    pub accuracy_m: Option<f64>,
    /// What was violated.
    pub class: Option<String>,
    /// Language of the sentences inside the decision.
    pub lang: Lang,
}

/// The decision and what it rests on. Serialises to the JSON that ARCHITECTURE.md shows.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Explanation {
    pub(super) input: Input,
    /// The decision, with the columns that a batch would have.
    pub decision: serde_json::Map<String, serde_json::Value>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) border: Option<Border>,
    pub(super) nearest_jurisdiction: Option<Nearest>,
    pub(super) zones: Vec<Zone>,
    pub(super) outfalls: Vec<NearOutfall>,
    pub(super) crs_path: Vec<String>,
    pub(super) rules: Vec<FiredRule>,
    pub(super) datasets: Vec<Dataset>,
    pub(super) sample: bool,
    pub(super) engine: &'static str,
    /// The whole in words.
    pub text: Text,
}

#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Input {
    pub(super) lon: f64,
    pub(super) lat: f64,
    pub(super) crs: &'static str,
    pub(super) at: Option<Date>,
    pub(super) accuracy_m: Option<f64>,
    pub(super) class: Option<String>,
}

#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Candidate {
    pub(super) code: DivisionCode,
    pub(super) name: String,
    pub(super) parent: Option<DivisionCode>,
    pub(super) parent_name: Option<String>,
    pub(super) on_boundary: bool,
}

#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Border {
    pub(super) distance_m: f64,
    pub(super) neighbour_code: Option<DivisionCode>,
    pub(super) neighbour_name: Option<String>,
    pub(super) nearest: [f64; 2],
}

#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Nearest {
    pub(super) code: DivisionCode,
    pub(super) name: String,
    pub(super) distance_m: f64,
}

#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Zone {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) level: ZoneLevel,
    pub(super) source: String,
    pub(super) counties: Vec<DivisionCode>,
}

#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct NearOutfall {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) distance_m: f64,
    pub(super) county_code: Option<DivisionCode>,
    pub(super) lon: f64,
    pub(super) lat: f64,
}

#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct FiredRule {
    pub(super) id: String,
    pub(super) article: String,
    pub(super) text: String,
}

/// The explanation in words, in both languages.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Engine {
    /// Decides one place and says why.
    pub fn explain(&self, question: &Question) -> Explanation {
        let territory = self.current();
        let generation = &territory.generation;
        let clues = one_clue(question);
        let decisions = self.assign(&clues, territory, &|_| {});
        let lon_lat = [question.position.lon(), question.position.lat()];
        let matches = self.with_layers(territory, |layers| join(layers, &lon_lat[..1], &lon_lat[1..], &clues.accuracy_m));

        let (outcome, row) = (decisions.of(0), decisions.rows[0]);
        let candidates = matches.counties.of(0).iter().map(|claim| candidate(territory, claim)).collect();
        let name = |code: DivisionCode| generation.division(code).map_or_else(String::new, |division| division.name.clone());
        let is_outside = outcome.status == Status::Outside;
        let border = territory.borders.nearest(question.position).map(|border| Border {
            distance_m: border.distance.get(),
            neighbour_code: row.neighbour,
            neighbour_name: row.neighbour.map(name),
            nearest: border.nearest.to_array(),
        });
        let nearest_jurisdiction = row.neighbour.filter(|_| is_outside).map(|code| Nearest { code, name: name(code), distance_m: row.border_distance_m });
        let reason = |lang| self.reason(territory, &clues, &decisions, 0, lang);
        Explanation {
            input: Input {
                lon: lon_lat[0],
                lat: lon_lat[1],
                crs: "EPSG:4490",
                at: question.at,
                accuracy_m: question.accuracy_m,
                class: question.class.clone(),
            },
            decision: self.decision_json(territory, &clues, &decisions, 0, question.lang),
            candidates,
            border,
            nearest_jurisdiction,
            zones: self.zones_at(territory, question.position),
            outfalls: self.outfalls_near(question.position),
            crs_path: question.crs_path.clone(),
            rules: self.fired(outcome, question.lang),
            datasets: self.datasets.clone(),
            sample: self.sample,
            engine: env!("CARGO_PKG_VERSION"),
            text: Text { zh: reason(Lang::Zh), en: reason(Lang::En) },
        }
    }

    /// The reason of one row of a batch that was assigned in `territory`.
    pub fn reason(&self, territory: &Territory, clues: &Clues, decisions: &Decisions, row: usize, lang: Lang) -> String {
        let others = self.other_generations(territory);
        let names = route::Names { generation: &territory.generation, others: &others, zones: &self.zones.zones, ruleset: &self.laws.ruleset };
        let told =
            Told { outcome: decisions.of(row), neighbour: decisions.rows[row].neighbour, fault: clues.fault.get(&row), shares: decisions.shares_of(row) };
        route::whole_reason(&told, Metres(decisions.rows[row].border_distance_m), &names, lang)
    }

    fn fired(&self, outcome: &route::Outcome, lang: Lang) -> Vec<FiredRule> {
        let ground = FiredRule { id: outcome.rule.id().into(), article: outcome.rule.article().into(), text: outcome.rule.text(lang).into() };
        let fired = outcome.fired.iter().map(|&place| &self.laws.ruleset.rules[usize::from(place)]);
        let fired = fired.map(|rule| FiredRule { id: rule.id.clone(), article: rule.article.clone(), text: rule.text.of(lang).to_owned() });
        std::iter::once(ground).chain(fired).collect()
    }

    fn zones_at(&self, territory: &Territory, position: LonLat) -> Vec<Zone> {
        let found = self.zones.index.claims(position);
        found
            .into_iter()
            .map(|claim| {
                let zone = &self.zones.zones[claim.area as usize];
                let counties =
                    territory.zone_counties[claim.area as usize].iter().map(|&county| territory.generation.counties[county as usize].division.code).collect();
                Zone { id: zone.id.clone(), name: zone.name.clone(), level: zone.level, source: zone.source.clone(), counties }
            })
            .collect()
    }

    fn outfalls_near(&self, position: LonLat) -> Vec<NearOutfall> {
        let radius = Metres(self.settings.outfall_radius_m);
        let near = self.outfalls.index.within(position, radius);
        near.into_iter()
            .map(|(index, distance)| {
                let outfall = &self.outfalls.outfalls[index as usize];
                NearOutfall {
                    id: outfall.id.clone(),
                    name: outfall.name.clone(),
                    kind: outfall.kind.clone(),
                    distance_m: distance.get(),
                    county_code: outfall.county,
                    lon: outfall.position.lon(),
                    lat: outfall.position.lat(),
                }
            })
            .collect()
    }
}

fn candidate(territory: &Territory, claim: Claim) -> Candidate {
    let generation = &territory.generation;
    let division = &generation.counties[claim.area as usize].division;
    let parent = generation.superior_at(division.code, Level::Prefecture).or(division.parent);
    let parent_name = parent.and_then(|parent| generation.division(parent)).map(|parent| parent.name.clone());
    Candidate { code: division.code, name: division.name.clone(), parent, parent_name, on_boundary: claim.on_boundary }
}

/// A batch of one row.
fn one_clue(question: &Question) -> Clues {
    Clues {
        source: "explain".into(),
        table: RecordBatch::new_empty(Arc::new(Schema::empty())),
        row_number: vec![1],
        lon_deg: vec![question.position.lon()],
        lat_deg: vec![question.position.lat()],
        accuracy_m: vec![question.accuracy_m.unwrap_or(f64::NAN)],
        id: TextColumn::Absent(1),
        occurred: std::iter::once(question.at.map(|day| day.at(12, 0, 0, 0))).collect(),
        filed: Moments::absent(1),
        class: TextColumn::Text(vec![question.class.clone()].into()),
        sensor: TextColumn::Absent(1),
        severity: TextColumn::Absent(1),
        suspected_crime: TextColumn::Absent(1),
        damage: TextColumn::Absent(1),
        reported_county: TextColumn::Absent(1),
        fault: BTreeMap::new(),
    }
}
