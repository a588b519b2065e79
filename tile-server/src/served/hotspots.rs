//! What is found among the clues of the configuration: once, when they have been read.

use bailiwick_engine::config::HotspotServing;
use bailiwick_engine::engine::Engine;
use bailiwick_engine::engine::hotspots::{Baseline, HotspotError, HotspotSettings, Wanted};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::{Clues, DivisionCode};
use bailiwick_engine::units::Metres;
use serde_json::Value;

use super::clues::Batch;
use super::scope::belongs;
use crate::layers::{BORDER_FIELDS, Columns, Content, HOTSPOT_FIELDS, Shapes, borders_risk, hexagons, hotspots};

/// What was found, as layers and as told.
pub(super) struct Found {
    pub(super) hotspots: Content,
    pub(super) borders: Content,
    pub(super) told: Told,
}

/// What the command tells, in Chinese and English; or why there is nothing.
pub(super) struct Told(Result<[Value; 2], [String; 2]>);

/// The settings of the configuration; what it does not say is as the command has it.
pub(super) fn settings(serving: &HotspotServing) -> HotspotSettings {
    HotspotSettings {
        wanted: if serving.scan { Wanted::Everything } else { Wanted::WithoutScan },
        radius: Metres(serving.radius_m),
        days: serving.days,
        enough: serving.min_clues,
        county_enough: serving.min_clues,
        rate: serving.rate,
        replicates: serving.replicates,
        baseline: Baseline::Ground,
        seed: serving.seed,
        ..HotspotSettings::default()
    }
}

/// Does long work with half of the processors, so that the others are for those who ask.
pub fn beside_others<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    match rayon::ThreadPoolBuilder::new().num_threads(processors.div_ceil(2)).build() {
        Ok(pool) => pool.install(work),
        Err(error) => {
            tracing::warn!(%error, "there are no threads beside the others");
            work()
        }
    }
}

/// Looks among all batches together: a place does not know in which file its clues came.
pub(super) fn look(engine: &Engine, batches: &[Batch], serving: &HotspotServing) -> Found {
    if !serving.serve {
        let sentence =
            ["配置中 [hotspots] serve = false：本服务不分析热点", "the configuration says [hotspots] serve = false: this server looks for no hotspots"];
        return nothing(sentence.map(str::to_owned));
    }
    let clues = Clues::together(&batches.iter().map(|batch| &batch.clues).collect::<Vec<_>>());
    let territory = engine.current();
    let decisions = engine.assign(&clues, territory, &|_| {});
    match beside_others(|| engine.hotspots(territory, &clues, &decisions, &settings(serving), &|_, _| {})) {
        Ok(found) => {
            let told = [Lang::Zh, Lang::En].map(|lang| {
                let mut told = found.as_json(lang);
                told["hexagons"] = hexagons(&found, &told);
                told
            });
            Found { hotspots: hotspots(&found), borders: borders_risk(&found), told: Told(Ok(told)) }
        }
        Err(HotspotError::NoClue) => {
            let sentence = ["配置中没有落在县级行政区内的线索，没有热点可看", "the configuration has no clues that lie in a county, so there are no hotspots"];
            nothing(sentence.map(str::to_owned))
        }
        Err(error) => {
            let sentence = [Lang::Zh, Lang::En].map(|lang| error.sentence(lang));
            tracing::warn!(sentence = sentence[1], "no hotspots are looked for");
            nothing(sentence)
        }
    }
}

fn nothing(sentence: [String; 2]) -> Found {
    let empty = |columns: Columns| Content { ids: Vec::new(), columns: columns.finish().1, shapes: Shapes::drawn(Vec::new()) };
    Found { hotspots: empty(Columns::new(&HOTSPOT_FIELDS)), borders: empty(Columns::new(&BORDER_FIELDS)), told: Told(Err(sentence)) }
}

impl Told {
    /// All of it, or what is wholly some jurisdictions' own.
    pub(super) fn to(&self, engine: &Engine, lang: Lang, jurisdictions: Option<&[DivisionCode]>) -> Result<Value, [String; 2]> {
        let [zh, en] = self.0.as_ref().map_err(Clone::clone)?;
        let mut told = lang.pick(zh, en).clone();
        if let Some(jurisdictions) = jurisdictions {
            narrow(&mut told, &|code| code.parse().is_ok_and(|code| belongs(engine, code, jurisdictions)));
        }
        Ok(told)
    }
}

/// What is said of all clues together, and of hexagons, which know their neighbours; each would tell of clues that are not shown.
const OF_ALL: [&str; 5] = ["counted", "sentences", "notes", "cells", "hexagons"];
/// The same, of a level of borders.
const OF_ALL_BORDERS: [&str; 4] = ["clues_near", "clues", "ground_near", "p_value"];

/// Leaves what is wholly theirs.
fn narrow(told: &mut Value, is_theirs: &dyn Fn(&str) -> bool) {
    let is_code = |value: &Value| value.as_str().is_some_and(is_theirs);
    let is_whole = |cluster: &Value| {
        let split = &cluster["split"];
        let counties = split["counties"].as_array().filter(|counties| !counties.is_empty());
        split["outside"] == 0 && counties.is_some_and(|counties| counties.iter().all(|county| is_code(&county["code"])))
    };
    let keep = |list: Option<&mut Value>, is_kept: &dyn Fn(&Value) -> bool| {
        if let Some(Value::Array(rows)) = list {
            rows.retain(is_kept);
        }
    };
    if let Value::Object(told) = told {
        told.retain(|name, _| !OF_ALL.contains(&name.as_str()));
    }
    for (within, name) in [("/steps", "clues"), ("/scan", "cylinders")] {
        if let Some(Value::Object(part)) = told.pointer_mut(within) {
            part.remove(name);
        }
    }
    keep(told.pointer_mut("/clusters"), &is_whole);
    keep(told.pointer_mut("/scan/clusters"), &is_whole);
    for level in told.pointer_mut("/borders").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Value::Object(level) = level {
            level.retain(|name, _| !OF_ALL_BORDERS.contains(&name.as_str()));
        }
        keep(level.pointer_mut("/pairs"), &|pair| is_code(&pair["one"]) && is_code(&pair["other"]));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_configuration_does_not_say_is_as_the_command_has_it() {
        assert_eq!(settings(&HotspotServing::default()), HotspotSettings::default());
    }

    #[test]
    fn what_is_told_to_a_scope_is_wholly_its_own() {
        let cluster = |id: &str, codes: &[&str], outside: u32| json!({ "id": id, "split": { "outside": outside, "counties": codes.iter().map(|code| json!({ "code": code, "clues": 3 })).collect::<Vec<_>>() } });
        let mut told = json!({
            "title": "t", "counted": { "rows": 9 }, "sentences": ["9 clues"], "notes": ["x"], "cells": [{ "clues": 4 }], "hexagons": {},
            "steps": { "days": 30, "first_days": ["2026-01-01"], "clues": [9] },
            "clusters": [cluster("own", &["1", "1"], 0), cluster("shared", &["1", "2"], 0), cluster("beyond", &["1"], 1), cluster("nobody", &[], 0)],
            "scan": { "replicates": 999, "cylinders": 7, "clusters": [cluster("S1", &["2"], 0), json!({ "id": "S2", "split": null })] },
            "borders": [{ "level": "county", "clues": 9, "clues_near": 5, "ground_near": 0.1, "p_value": 0.5,
                "pairs": [{ "one": "1", "other": "2" }, { "one": "1", "other": "1" }] }],
        });
        narrow(&mut told, &|code| code == "1");
        assert_eq!(
            told,
            json!({
                "title": "t", "steps": { "days": 30, "first_days": ["2026-01-01"] }, "clusters": [cluster("own", &["1", "1"], 0)],
                "scan": { "replicates": 999, "clusters": [] }, "borders": [{ "level": "county", "pairs": [{ "one": "1", "other": "1" }] }],
            })
        );
    }
}
