//! The batches of the configuration: as read, to explain single clues from, and as points with their decision.

use std::collections::HashMap;

use bailiwick_engine::config::Config;
use bailiwick_engine::coord::{Crs, LonLat};
use bailiwick_engine::engine::{Engine, Explanation};
use bailiwick_engine::ingest::{IngestError, read_clues};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::{Clues, DivisionCode};
use bailiwick_engine::route::Decisions;

use crate::tiles::{Attributes, CluePoint, Value};

/// Clues of one file of the configuration.
pub(super) struct Batch {
    /// The file's name; those of the same name after the first have a number as well, so that a name means one batch.
    name: String,
    clues: Clues,
    /// The steps from the coordinates as given to CGCS2000.
    crs_path: Vec<String>,
    /// The place of each row by its number, as its user counts it.
    places: HashMap<u64, usize>,
}

impl Batch {
    /// Why a row was decided as it was; `None` where there is no such row.
    fn explain(&self, engine: &Engine, row: u64, lang: Lang) -> Option<Explanation> {
        let place = *self.places.get(&row)?;
        Some(engine.explain_row(&self.clues, place, self.crs_path.clone(), lang))
    }

    /// The rows as points; those without a usable position have no place on a map.
    fn points(&self, engine: &Engine) -> Vec<CluePoint> {
        let decisions = engine.assign(&self.clues, engine.current(), &|_| {});
        let point = |row: usize| {
            let position = LonLat::new([self.clues.lon_deg[row], self.clues.lat_deg[row]]).ok()?;
            Some(CluePoint { position, attributes: attributes(engine, self, &decisions, row) })
        };
        (0..self.clues.len()).filter_map(point).collect()
    }
}

/// Reads every batch.
pub(super) fn read(engine: &Engine, config: &Config, progress: &dyn Fn(&str)) -> Result<Vec<Batch>, IngestError> {
    let mut batches: Vec<Batch> = Vec::new();
    for source in &config.clues {
        progress(&source.path.display().to_string());
        let (clues, report) = read_clues(&config.resolve(&source.path), &engine.source_options(source))?;
        let before = batches.iter().filter(|batch| batch.clues.source == clues.source).count();
        let name = if before == 0 { clues.source.clone() } else { format!("{} ({})", clues.source, before + 1) };
        let places = clues.row_number.iter().enumerate().map(|(place, &number)| (number, place)).collect();
        batches.push(Batch { name, crs_path: path_from(report.crs.as_deref()), places, clues });
    }
    Ok(batches)
}

/// Decides every batch.
pub(super) fn points(engine: &Engine, batches: &[Batch]) -> Vec<CluePoint> {
    batches.iter().flat_map(|batch| batch.points(engine)).collect()
}

/// Why a clue was decided as it was; `None` where there is no such clue.
pub(super) fn explain(engine: &Engine, batches: &[Batch], batch: &str, row: u64, lang: Lang) -> Option<Explanation> {
    batches.iter().find(|known| known.name == batch)?.explain(engine, row, lang)
}

/// From the system that a file declares; where its rows differ only the end is known.
fn path_from(declared: Option<&str>) -> Vec<String> {
    let declared = declared.and_then(|name| name.parse::<Crs>().ok());
    let end = declared.as_ref().is_none_or(|crs| !crs.is_plain_degrees()).then_some(Crs::CGCS2000);
    declared.into_iter().chain(end).map(|crs| crs.to_string()).collect()
}

/// The fields of the contract. A tile has one language, that of the bureaus; the page asks for its own through `explain`.
fn attributes(engine: &Engine, batch: &Batch, decisions: &Decisions, row: usize) -> Attributes {
    let clues = &batch.clues;
    let name = |code: Option<DivisionCode>| code.and_then(|c| engine.generation().division(c)).map_or("", |d| d.name.as_str()).into();
    let text = |code: Option<DivisionCode>| code.map(|c| c.to_string()).unwrap_or_default().as_str().into();
    let id = clues.id.get(row).map_or_else(|| clues.row_number[row].to_string(), std::borrow::Cow::into_owned);
    let occurred = clues.occurred.get(row).map(|at| at.to_string()).unwrap_or_default();
    let outcome = decisions.of(row);
    vec![
        ("id", id.as_str().into()),
        ("batch", batch.name.as_str().into()),
        ("row", Value::Number(i64::try_from(clues.row_number[row]).unwrap_or(i64::MAX))),
        ("status", outcome.status.as_str().into()),
        ("class", engine.class_of(clues.class.get(row).as_deref()).into()),
        ("sensor", clues.sensor.get(row).as_deref().unwrap_or_default().into()),
        ("occurred", occurred.as_str().into()),
        ("county_code", text(outcome.county)),
        ("county_name", name(outcome.county)),
        ("handler_code", text(outcome.handler)),
        ("handler_name", name(outcome.handler)),
        ("urgency", outcome.urgency.map_or("", |urgency| engine.laws().ruleset.urgencies[usize::from(urgency)].name.zh.as_str()).into()),
        ("reason", engine.reason(engine.current(), clues, decisions, row, Lang::Zh).as_str().into()),
    ]
}
