//! `POST /api/v1/plans`: a draft joint action for areas, or for hotspots that the server has found.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bailiwick_engine::engine::plan::{JointAction, Period, PlanOutput, PlanQuestion, UsedFile};
use bailiwick_engine::ingest::{self, RosterRow, SelectedArea, SelectionOptions};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::plan::{Grouping, Seed, StartedBy, TeamRules};
use bailiwick_engine::units::Metres;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::actor::Asker;
use super::disposition::attachment;
use super::error::ApiError;
use super::hotspots::collection;
use super::params::{Language, Params};
use super::state::{App, Work, run};
use super::upload;
use crate::auth::{Action, Resource, digest};
use crate::layers::{HOTSPOTS, Layer, Value as Cell};
use crate::served::Stage;

/// Largest question: a roster of a province, and areas as people draw them.
pub(crate) const PLAN_BYTES_MAX: usize = 4 << 20;
/// Most areas of one action.
const AREAS_MAX: usize = 500;
/// Most people that are drawn from.
const ROSTER_MAX: usize = 20_000;
/// Farthest that targets are looked for.
const REACH_MAX_M: f64 = 20_000.0;

/// What is asked, as `bailiwick plan` is told it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// GeoJSON: a collection of features, a feature, or a geometry.
    areas: Option<Value>,
    /// Ids of hotspots that the server has found.
    #[serde(default)]
    hotspots: Vec<String>,
    roster: Option<Vec<Person>>,
    seed: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
    title: Option<String>,
    reach: Option<f64>,
    team: Option<usize>,
    targets: Option<usize>,
    #[serde(default)]
    started_by_participants: bool,
    #[serde(default)]
    per_target: bool,
    #[serde(default)]
    no_same_prefecture: bool,
}

/// A row of a roster.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: Option<String>,
    unit: Option<String>,
    certificate: Option<String>,
    role: Option<String>,
    recusal: Option<String>,
}

/// Drafts.
pub(crate) async fn plan(State(app): State<Arc<App>>, asker: Asker, Language(lang): Language, params: Params, request: Request) -> Result<Response, ApiError> {
    asker.may(Action::Draft, Resource::Upload)?;
    let file = match params.get("format") {
        None | Some("json") => None,
        Some("docx") => Some(("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")),
        Some("xlsx") => Some(("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
        Some(_) => return Err(ApiError::bad_request("unknown_format", ["format 应为 json、docx 或 xlsx", "format must be json, docx or xlsx"])),
    };
    let bytes = upload::body(request).await.map_err(|error| if error.status == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { error })?;
    let asked = read(&bytes)?;
    if !asked.hotspots.is_empty() {
        asker.site.when(Stage::Hotspots).await?;
    }
    let place = app.place(Work::Batch).await?;
    run(place, move || {
        let plan = draft(&asker, &asked, &bytes)?;
        match file {
            None => Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], plan.to_json()).into_response()),
            Some((ending, media_type)) => written(&plan, ending, media_type, lang),
        }
    })
    .await?
}

fn too_large() -> ApiError {
    let mib = PLAN_BYTES_MAX >> 20;
    let sentence = [
        format!("请求超过 {mib} MB：请简化区域，或使用命令 bailiwick plan"),
        format!("this is more than {mib} MB: simplify the areas, or use the command bailiwick plan"),
    ];
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", sentence)
}

/// The question, if it is one.
fn read(bytes: &[u8]) -> Result<Asked, ApiError> {
    const KEYS: &str = "areas, hotspots, roster [name, unit, certificate, role, recusal], seed, from, to, title, reach, team, targets, \
                        started_by_participants, per_target, no_same_prefecture";
    let asked: Asked = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let sentence = [
            format!("请求正文第 {line} 行第 {column} 列无法理解：应为 JSON 对象，可用的字段有 {KEYS}；日期如 2026-06-05"),
            format!("the body cannot be understood at line {line}, column {column}: it must be a JSON object of {KEYS}; days are such as 2026-06-05"),
        ];
        ApiError::bad_request("bad_plan", sentence)
    })?;
    let out_of_range = |name: &str, zh: String, en: String| Err(ApiError::bad_request("out_of_range", [format!("{name} {zh}"), format!("{name} {en}")]));
    if asked.areas.is_none() && asked.hotspots.is_empty() {
        let sentence = ["请给出 areas（GeoJSON）或 hotspots（热点编号）", "give areas as GeoJSON, or hotspots by their ids"];
        return Err(ApiError::bad_request("missing_parameter", sentence));
    }
    if asked.from.zip(asked.to).is_some_and(|(from, to)| to < from) {
        return out_of_range("to", "早于 from".into(), "is before from".into());
    }
    if asked.reach.is_some_and(|metres| !(0.0..=REACH_MAX_M).contains(&metres)) {
        return out_of_range("reach", format!("应为 0 至 {REACH_MAX_M} 米"), format!("must be from 0 to {REACH_MAX_M} metres"));
    }
    if [asked.team, asked.targets].into_iter().flatten().any(|number| !(1..=1000).contains(&number)) {
        return out_of_range("team, targets", "应为 1 至 1000".into(), "must be from 1 to 1000".into());
    }
    if asked.hotspots.len() > AREAS_MAX {
        return out_of_range("hotspots", format!("最多 {AREAS_MAX} 个"), format!("can be {AREAS_MAX} at most"));
    }
    if asked.roster.as_ref().is_some_and(|roster| roster.len() > ROSTER_MAX) {
        return out_of_range("roster", format!("最多 {ROSTER_MAX} 人"), format!("can have {ROSTER_MAX} people at most"));
    }
    if asked.title.as_ref().is_some_and(|title| title.chars().count() > 200 || title.chars().any(char::is_control)) {
        return out_of_range("title", "应为一行，不超过 200 字".into(), "must be one line of 200 characters at most".into());
    }
    Ok(asked)
}

fn draft(asker: &Asker, asked: &Asked, bytes: &Bytes) -> Result<JointAction, ApiError> {
    let engine = &asker.site.served.engine;
    let reach = Metres(asked.reach.unwrap_or(1_000.0));
    let mut areas = Vec::new();
    if let Some(given) = &asked.areas {
        areas.extend(selected(given, reach)?);
    }
    if !asked.hotspots.is_empty() {
        areas.extend(selected(&found(asker, &asked.hotspots)?, reach)?);
    }
    if areas.len() > AREAS_MAX {
        let sentence = [format!("areas 最多 {AREAS_MAX} 个"), format!("areas can be {AREAS_MAX} at most")];
        return Err(ApiError::bad_request("out_of_range", sentence));
    }
    let no_plan = |sentence: [String; 2]| ApiError::bad_request("no_plan", sentence.map(|sentence| in_parameters(&sentence)));
    let roster = asked.roster.as_ref().map(|people| engine.roster(&rows(people))).transpose();
    let roster = roster.map_err(|error| no_plan([Lang::Zh, Lang::En].map(|lang| error.sentence(lang))))?;
    let seed = if let Some(text) = &asked.seed {
        let sentence = ["seed 须为一行文字，不超过 200 字", "seed must be one line of text, of 200 characters at most"];
        Seed::given(text).map_err(|_| ApiError::bad_request("bad_seed", sentence))?
    } else {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| ApiError::internal(anyhow::anyhow!("{error}")))?;
        Seed::made(random)
    };
    // It was read as JSON, so it is text.
    let sha256 = digest(&String::from_utf8_lossy(bytes));
    let plan = engine.plan(PlanQuestion {
        areas: &areas,
        reach,
        outfalls: asked.targets,
        started_by: if asked.started_by_participants { StartedBy::Participants } else { StartedBy::Superior },
        roster: roster.as_ref(),
        rules: TeamRules {
            size: asked.team.unwrap_or(2),
            grouping: if asked.per_target { Grouping::Target } else { Grouping::Jurisdiction },
            other_prefecture: asked.no_same_prefecture,
        },
        seed,
        period: Period { from: asked.from, to: asked.to },
        title: asked.title.clone(),
        files: vec![UsedFile { name: "request.json".into(), sha256 }],
    });
    plan.map_err(|error| no_plan([Lang::Zh, Lang::En].map(|lang| error.sentence(lang))))
}

/// What options are called on the command line, by their names here.
fn in_parameters(sentence: &str) -> String {
    sentence.replace("--per-target", "per_target").replace("--no-same-prefecture", "no_same_prefecture").replace("--", "")
}

fn rows(people: &[Person]) -> Vec<RosterRow> {
    let cell = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let row = |(row, person): (u64, &Person)| RosterRow {
        row,
        name: cell(&person.name),
        unit: cell(&person.unit),
        certificate: cell(&person.certificate),
        role: cell(&person.role),
        recusal: cell(&person.recusal),
    };
    (1..).zip(people).map(row).collect()
}

/// Areas as the command reads them from a file.
fn selected(areas: &Value, reach: Metres) -> Result<Vec<SelectedArea>, ApiError> {
    const NAME: &str = "areas";
    let (_folder, path) = upload::store(areas.to_string().as_bytes(), "areas.geojson").map_err(ApiError::internal)?;
    let (areas, report) = ingest::read_selection(&path, &SelectionOptions { layer: None, crs: None, reach })
        .map_err(|error| ApiError::bad_request(error.code(), [error.sentence_for(Lang::Zh, NAME), error.sentence_for(Lang::En, NAME)]))?;
    // What the draft would silently do without is said: a part of the ground missing is another plan.
    if report.rejected > 0 {
        let first = |lang| report.records.iter().map(|record| record.sentence(lang)).next().unwrap_or_default();
        let sentence = [
            format!("areas 中有 {} 个区域无法使用，请更正后重试：{}", report.rejected, first(Lang::Zh)),
            format!("{} of the areas cannot be used, correct them and try again: {}", report.rejected, first(Lang::En)),
        ];
        return Err(ApiError::bad_request("bad_areas", sentence));
    }
    Ok(areas)
}

/// Hotspots that the asker may see, by their ids.
fn found(asker: &Asker, ids: &[String]) -> Result<Value, ApiError> {
    asker.may(Action::Read, Resource::Hotspots)?;
    let layer: &Layer = asker.site.served.tiles.layer(HOTSPOTS).expect("every dataset has the layers of the contract");
    let column = layer.column("id").expect("hotspots have ids");
    let shown = asker.shown(layer);
    let row_of = |id: &String| {
        let is_it = |row: &u32| layer.content().value(*row as usize, column) == Cell::Text(id);
        (0..).take(layer.len()).filter(|row| shown.is_none_or(|rows| rows.binary_search(row).is_ok())).find(is_it).ok_or_else(|| {
            let id: String = id.chars().filter(|c| !c.is_control()).take(40).collect();
            let sentence =
                [format!("没有编号为 {id} 的热点，可用的见 /api/v1/hotspots"), format!("there is no hotspot {id}: /api/v1/hotspots has those there are")];
            ApiError::new(StatusCode::NOT_FOUND, "unknown_hotspot", sentence)
        })
    };
    let rows = ids.iter().map(row_of).collect::<Result<Vec<u32>, _>>()?;
    let mut areas = collection(layer, &rows)?;
    // Their ids are those of `id`: numbers of rows mean nothing to whoever reads the plan.
    for feature in areas["features"].as_array_mut().into_iter().flatten() {
        *feature = json!({ "type": "Feature", "geometry": feature["geometry"], "properties": { "id": feature["properties"]["id"] } });
    }
    Ok(areas)
}

fn written(plan: &JointAction, ending: &str, media_type: &'static str, lang: Lang) -> Result<Response, ApiError> {
    let folder = tempfile::Builder::new().prefix("bailiwick-plan-").tempdir().map_err(ApiError::internal)?;
    let path = folder.path().join("plan").with_extension(ending);
    PlanOutput::of(&path).and_then(|output| output.write(plan, lang)).map_err(ApiError::internal)?;
    let file = std::fs::read(&path).map_err(ApiError::internal)?;
    let mut response = ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "no-store")], file).into_response();
    response.headers_mut().insert(header::CONTENT_DISPOSITION, attachment(&format!("{}.{ending}", lang.pick("工作方案", "joint-action"))));
    Ok(response)
}
