//! The batches of the configuration as points with their decision.

use bailiwick_engine::config::Config;
use bailiwick_engine::coord::LonLat;
use bailiwick_engine::engine::Engine;
use bailiwick_engine::ingest::{IngestError, read_clues};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::{Clues, DivisionCode};
use bailiwick_engine::route::Decisions;

use crate::tiles::{Attributes, CluePoint};

/// Reads and decides every batch; rows without a usable position have no place on a map.
pub(super) fn read(engine: &Engine, config: &Config, progress: &dyn Fn(&str)) -> Result<Vec<CluePoint>, IngestError> {
    let mut points = Vec::new();
    for source in &config.clues {
        progress(&source.path.display().to_string());
        let (clues, _) = read_clues(&config.resolve(&source.path), &engine.source_options(source))?;
        let decisions = engine.assign(&clues, engine.current(), &|_| {});
        points.extend((0..clues.len()).filter_map(|row| {
            let position = LonLat::new([clues.lon_deg[row], clues.lat_deg[row]]).ok()?;
            Some(CluePoint { position, attributes: attributes(engine, &clues, &decisions, row) })
        }));
    }
    Ok(points)
}

/// The fields of the contract. A tile has one language, that of the bureaus; the page asks for its own through `explain`.
fn attributes(engine: &Engine, clues: &Clues, decisions: &Decisions, row: usize) -> Attributes {
    let name = |code: Option<DivisionCode>| code.and_then(|c| engine.generation().division(c)).map_or("", |d| d.name.as_str()).into();
    let text = |code: Option<DivisionCode>| code.map(|c| c.to_string()).unwrap_or_default().as_str().into();
    let id = clues.id.get(row).map_or_else(|| clues.row_number[row].to_string(), std::borrow::Cow::into_owned);
    let occurred = clues.occurred.get(row).map(|at| at.to_string()).unwrap_or_default();
    let outcome = decisions.of(row);
    vec![
        ("id", id.as_str().into()),
        ("batch", clues.source.as_str().into()),
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
