//! The batches of the configuration: as read, to explain single clues from, and as points with their decision.

use std::collections::HashMap;

use bailiwick_engine::config::Config;
use bailiwick_engine::coord::{Crs, LonLat};
use bailiwick_engine::engine::{Engine, Explanation};
use bailiwick_engine::ingest::{IngestError, read_clues};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::{Clues, DivisionCode};
use bailiwick_engine::route::Decisions;

use crate::layers::{CLUE_FIELDS, Columns, Content, Shapes, Value};

/// Clues of one file of the configuration.
pub(super) struct Batch {
    /// The file's name; those of the same name after the first have a number as well, so that a name means one batch.
    name: String,
    pub(super) clues: Clues,
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

    /// Adds the rows that have a position, with their decision; the others have no place on a map.
    fn show(&self, engine: &Engine, columns: &mut Columns, places: &mut Vec<[f64; 2]>) {
        let decisions = engine.assign(&self.clues, engine.current(), &|_| {});
        for row in 0..self.clues.len() {
            if let Ok(position) = LonLat::new([self.clues.lon_deg[row], self.clues.lat_deg[row]]) {
                places.push(position.to_array());
                push(columns, engine, self, &decisions, row);
            }
        }
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

/// Decides every batch: the rows of the layer of the clues.
pub(super) fn rows(engine: &Engine, batches: &[Batch]) -> Content {
    let mut columns = Columns::new(&CLUE_FIELDS);
    let mut places = Vec::new();
    for batch in batches {
        batch.show(engine, &mut columns, &mut places);
    }
    Content { ids: (1..).take(places.len()).collect(), columns: columns.finish().1, shapes: Shapes::Places(places) }
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
fn push(columns: &mut Columns, engine: &Engine, batch: &Batch, decisions: &Decisions, row: usize) {
    let clues = &batch.clues;
    let name = |code: Option<DivisionCode>| code.and_then(|c| engine.generation().division(c)).map_or("", |d| d.name.as_str());
    let text = |code: Option<DivisionCode>| code.map(|c| c.to_string()).unwrap_or_default();
    let id = clues.id.get(row).map_or_else(|| clues.row_number[row].to_string(), std::borrow::Cow::into_owned);
    let occurred = clues.occurred.get(row).map(|at| at.to_string()).unwrap_or_default();
    let outcome = decisions.of(row);
    columns.push(&[
        (&*id).into(),
        (&*batch.name).into(),
        Value::Number(i64::try_from(clues.row_number[row]).unwrap_or(i64::MAX)),
        outcome.status.as_str().into(),
        engine.class_of(clues.class.get(row).as_deref()).into(),
        clues.sensor.get(row).as_deref().into(),
        (&*occurred).into(),
        (&*text(outcome.county)).into(),
        name(outcome.county).into(),
        (&*text(outcome.handler)).into(),
        name(outcome.handler).into(),
        outcome.urgency.map_or("", |urgency| engine.laws().ruleset.urgencies[usize::from(urgency)].name.zh.as_str()).into(),
        (&*engine.reason(engine.current(), clues, decisions, row, Lang::Zh)).into(),
        if engine.sample { Value::Flag(true) } else { Value::Nothing },
    ]);
}
