//! One clue to a decision with all its evidence.
//!
//! The evidence is derived again from the same inputs, not stored: two runs agree. The decision itself is made by the path that batches
//! take, on a batch of one row, so it cannot differ from theirs.
//!
//! 1. [`Question`] or a row of a batch → a batch of one row.
//! 2. [`law`]: every rule, whether it fired, in what it was refused, and what it lost; the terms.
//! 3. [`place`]: candidates, overlays, zones, outfalls.
//! 4. [`words`]: the whole as a page of text.

mod law;
mod place;
#[cfg(test)]
mod schema_tests;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use jiff::civil::Date;

use self::law::{Deadlines, FiredRule, Named, RulesetTold, WeighedRule};
use self::place::{Border, Candidate, InTime, NearOutfall, Nearest, OverlayTold, Zone};
use super::{Dataset, Engine};
use crate::coord::LonLat;
use crate::join::{self, Matches};
use crate::lang::Lang;
use crate::model::{Clues, Extent, Moments, Sample, TextColumn};
use crate::route::{self, Decisions, Told};
use crate::rules::Days;
use crate::units::Metres;

/// What is asked of a place that is in no batch.
#[derive(Clone, Debug)]
pub struct Question {
    /// Where, CGCS2000.
    pub position: LonLat,
    /// Its ground, if it is more than a point; `position` is a point of it.
    pub extent: Option<Extent>,
    /// The steps from the coordinates as given to `position`.
    pub crs_path: Vec<String>,
    /// When it happened; the boundaries of that day are shown beside today's.
    pub at: Option<Date>,
    /// When it was filed; deadlines are counted from it.
    pub filed: Option<Date>,
    /// When it is handed over, likewise.
    pub handed_over: Option<Date>,
    /// Radius of uncertainty in metres.
    pub accuracy_m: Option<f64>,
    /// What was violated, as a clue would have it.
    pub class: Option<String>,
    /// What saw it, likewise.
    pub sensor: Option<String>,
    /// How severe it is, likewise.
    pub severity: Option<String>,
    /// Whether a crime is suspected, likewise.
    pub suspected_crime: Option<String>,
    /// Whether the environment is damaged, likewise.
    pub damage: Option<String>,
    /// The county that the reporter wrote down.
    pub county: Option<String>,
    /// Language of the sentences inside the decision.
    pub lang: Lang,
}

impl Question {
    /// A question about a place of which nothing else is known.
    pub fn of(position: LonLat, crs_path: Vec<String>, lang: Lang) -> Self {
        let nothing = || None;
        Self {
            position,
            extent: None,
            crs_path,
            at: None,
            filed: None,
            handed_over: None,
            accuracy_m: None,
            class: nothing(),
            sensor: nothing(),
            severity: nothing(),
            suspected_crime: nothing(),
            damage: nothing(),
            county: nothing(),
            lang,
        }
    }
}

/// The decision and what it rests on. Serialises to the JSON that ARCHITECTURE.md shows; `docs/schema/explanation.schema.json` is its schema.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Explanation {
    /// What was asked.
    pub(super) input: Input,
    /// The decision, with the columns that a batch would have.
    pub decision: serde_json::Map<String, serde_json::Value>,
    pub(super) named: Named,
    pub(super) candidates: Vec<Candidate>,
    pub(super) border: Option<Border>,
    pub(super) nearest_jurisdiction: Option<Nearest>,
    pub(super) in_time: InTime,
    pub(super) overlays: Vec<OverlayTold>,
    pub(super) zones: Vec<Zone>,
    pub(super) outfalls: Vec<NearOutfall>,
    pub(super) crs_path: Vec<String>,
    /// The rules that fired, what the ground says first.
    pub(super) rules: Vec<FiredRule>,
    pub(super) ruleset: RulesetTold,
    /// Every rule of the ruleset, in its order, with why it fired or not.
    pub(super) weighed: Vec<WeighedRule>,
    pub(super) deadlines: Deadlines,
    pub(super) threshold: f64,
    pub(super) datasets: Vec<Dataset>,
    pub(super) sample: bool,
    pub(super) engine: &'static str,
    /// The whole in words.
    pub text: Text,
}

/// What was asked, as it was understood.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Input {
    pub(super) lon: Option<f64>,
    pub(super) lat: Option<f64>,
    /// Its ground, if it is a line or an area; the position is a point of it then.
    pub(super) extent: Option<ExtentTold>,
    pub(super) crs: &'static str,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) at: Option<Date>,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) filed: Option<Date>,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) handed_over: Option<Date>,
    /// Radius of uncertainty in metres, the clue's own or its sensor's.
    pub(super) accuracy_m: Option<f64>,
    /// Where the radius is from: `clue` or `sensor`.
    pub(super) accuracy_from: Option<&'static str>,
    pub(super) class: Option<String>,
    pub(super) sensor: Option<String>,
    pub(super) severity: Option<String>,
    pub(super) suspected_crime: Option<String>,
    pub(super) damage: Option<String>,
    pub(super) county: Option<String>,
}

/// What is known of a line or an area.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ExtentTold {
    /// Metres; null for an area.
    pub(super) length_m: Option<f64>,
    /// Square metres; null for a line.
    pub(super) area_m2: Option<f64>,
}

impl ExtentTold {
    fn of(extent: &Extent) -> Self {
        let measure = Some(join::measure(extent));
        match extent {
            Extent::Lines(_) => Self { length_m: measure, area_m2: None },
            Extent::Areas(_) => Self { length_m: None, area_m2: measure },
        }
    }
}

/// The explanation in words, in both languages.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Engine {
    /// Decides one place and says why.
    pub fn explain(&self, question: &Question) -> Explanation {
        self.explain_clue(&one_clue(question), question.crs_path.clone(), question.lang)
    }

    /// Says why a row of a batch was decided as it was.
    ///
    /// # Panics
    /// Past the last row.
    pub fn explain_row(&self, clues: &Clues, row: usize, crs_path: Vec<String>, lang: Lang) -> Explanation {
        self.explain_clue(&row_of(clues, row), crs_path, lang)
    }

    /// `clues` has one row.
    fn explain_clue(&self, clues: &Clues, crs_path: Vec<String>, lang: Lang) -> Explanation {
        let territory = self.current();
        let decisions = self.assign(clues, territory, &|_| {});
        let traits = self.traits(clues);
        let sensor_m = traits.sensor_accuracy_m.first().copied().unwrap_or(f64::NAN);
        let own_m = clues.accuracy_m[0];
        let accuracy_m = match clues.extents.get(&0) {
            // A line or an area is the place, as drawn.
            Some(_) => f64::NAN,
            None if own_m.is_nan() => sensor_m,
            None => own_m,
        };
        let matches = self.matches_of(territory, clues, accuracy_m);
        let position = LonLat::new([clues.lon_deg[0], clues.lat_deg[0]]).ok();
        let outcome = decisions.of(0);
        let number = |value: f64| (!value.is_nan()).then_some(value);
        let text = |column: &TextColumn| column.get(0).map(std::borrow::Cow::into_owned);
        let day = |moments: &Moments| moments.get(0).map(jiff::civil::DateTime::date);
        let given = self.given(territory, clues, &matches, &decisions, accuracy_m);
        let reason = |lang| self.reason(territory, clues, &decisions, 0, lang);
        Explanation {
            input: Input {
                lon: number(clues.lon_deg[0]),
                lat: number(clues.lat_deg[0]),
                extent: clues.extents.get(&0).map(ExtentTold::of),
                crs: "EPSG:4490",
                at: day(&clues.occurred),
                filed: day(&clues.filed),
                handed_over: clues.handed_over,
                accuracy_m: number(accuracy_m),
                accuracy_from: number(accuracy_m).map(|_| if own_m.is_nan() { "sensor" } else { "clue" }),
                class: text(&clues.class),
                sensor: text(&clues.sensor),
                severity: text(&clues.severity),
                suspected_crime: text(&clues.suspected_crime),
                damage: text(&clues.damage),
                county: text(&clues.reported_county),
            },
            decision: self.decision_json(territory, clues, &decisions, 0, lang),
            named: self.named(outcome),
            candidates: position.map(|position| Self::candidates(territory, position, &matches, &decisions)).unwrap_or_default(),
            border: position.and_then(|position| Self::border(territory, position, clues.extents.get(&0), &decisions)),
            nearest_jurisdiction: Self::nearest_jurisdiction(territory, &decisions),
            in_time: self.in_time(territory, clues, position),
            overlays: Self::overlays_at(territory, &matches, outcome),
            zones: self.zones_at(territory, &matches),
            outfalls: position.map(|position| self.outfalls_near(position, &matches, &decisions)).unwrap_or_default(),
            crs_path,
            rules: self.fired(outcome, lang),
            ruleset: self.ruleset_told(),
            weighed: self.weighed(outcome, &given, lang),
            deadlines: self.deadlines(outcome, &Days { filed: given.filed, occurred: given.occurred, handed_over: clues.handed_over }, lang),
            threshold: self.settings.threshold,
            datasets: self.datasets.clone(),
            sample: self.sample,
            engine: env!("CARGO_PKG_VERSION"),
            text: Text { zh: reason(Lang::Zh), en: reason(Lang::En) },
        }
    }

    /// What the one row of a batch matches.
    fn matches_of(&self, territory: &super::Territory, clues: &Clues, accuracy_m: f64) -> Matches {
        self.with_layers(territory, |layers| {
            let mut matches = join::join(layers, &clues.lon_deg, &clues.lat_deg, &[accuracy_m]);
            if let Some(extent) = clues.extents.get(&0) {
                let extents = BTreeMap::from([(0, extent)]);
                join::spread(layers, &self.areas(territory), &[0], [&clues.lon_deg, &clues.lat_deg], &extents, &mut matches);
            }
            matches
        })
    }

    /// The reason of one row of a batch that was assigned in `territory`.
    pub fn reason(&self, territory: &super::Territory, clues: &Clues, decisions: &Decisions, row: usize, lang: Lang) -> String {
        let others = self.other_generations(territory);
        let names = route::Names { generation: &territory.generation, others: &others, zones: &self.zones.zones, ruleset: &self.laws.ruleset };
        let told =
            Told { outcome: decisions.of(row), neighbour: decisions.rows[row].neighbour, fault: clues.fault.get(&row), shares: decisions.shares_of(row) };
        route::whole_reason(&told, Metres(decisions.rows[row].border_distance_m), &names, lang)
    }
}

/// A batch of one row.
fn one_clue(question: &Question) -> Clues {
    let text = |text: &Option<String>| TextColumn::Text(vec![text.clone()].into());
    let day = |day: Option<Date>| std::iter::once(day.map(|day| day.at(12, 0, 0, 0))).collect();
    Clues {
        source: "explain".into(),
        table: RecordBatch::new_empty(Arc::new(Schema::empty())),
        row_number: vec![1],
        lon_deg: vec![question.position.lon()],
        lat_deg: vec![question.position.lat()],
        accuracy_m: vec![question.accuracy_m.unwrap_or(f64::NAN)],
        id: TextColumn::Absent(1),
        occurred: day(question.at),
        filed: day(question.filed),
        handed_over: question.handed_over,
        class: text(&question.class),
        sensor: text(&question.sensor),
        severity: text(&question.severity),
        suspected_crime: text(&question.suspected_crime),
        damage: text(&question.damage),
        reported_county: text(&question.county),
        extents: question.extent.iter().map(|extent| (0, extent.clone())).collect(),
        fault: BTreeMap::new(),
        sample: Sample::default(),
    }
}

/// One row of a batch as a batch.
fn row_of(clues: &Clues, row: usize) -> Clues {
    let text = |column: &TextColumn| match column {
        TextColumn::Absent(_) => TextColumn::Absent(1),
        column => TextColumn::Text(vec![column.get(row).map(std::borrow::Cow::into_owned)].into()),
    };
    let moment = |moments: &Moments| std::iter::once(moments.get(row)).collect();
    Clues {
        source: clues.source.clone(),
        table: clues.table.slice(row, 1),
        row_number: vec![clues.row_number[row]],
        lon_deg: vec![clues.lon_deg[row]],
        lat_deg: vec![clues.lat_deg[row]],
        accuracy_m: vec![clues.accuracy_m[row]],
        id: text(&clues.id),
        occurred: moment(&clues.occurred),
        filed: moment(&clues.filed),
        handed_over: clues.handed_over,
        class: text(&clues.class),
        sensor: text(&clues.sensor),
        severity: text(&clues.severity),
        suspected_crime: text(&clues.suspected_crime),
        damage: text(&clues.damage),
        reported_county: text(&clues.reported_county),
        extents: clues.extents.get(&row).map(|extent| (0, extent.clone())).into_iter().collect(),
        fault: clues.fault.get(&row).map(|fault| (0, fault.clone())).into_iter().collect(),
        sample: Sample::default(),
    }
}
