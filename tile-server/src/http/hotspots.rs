//! `GET` and `POST /api/v1/hotspots`: those of the clues that the server has read, and those of a file that is sent.

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bailiwick_engine::engine::Engine;
use bailiwick_engine::engine::hotspots::{HotspotError, HotspotOutput, HotspotSettings, Hotspots, Wanted};
use bailiwick_engine::ingest::{self, ClueOptions};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::units::Metres;
use serde_json::{Value, json};

use super::actor::Asker;
use super::disposition::attachment;
use super::error::ApiError;
use super::etag;
use super::params::{Language, Params};
use super::state::{App, Work, run};
use super::upload;
use crate::auth::{Action, Resource};
use crate::features::crs::Crs;
use crate::features::geojson::Form;
use crate::layers::{BORDER_FIELDS, BORDERS_RISK, Content, Field, HOTSPOT_FIELDS, HOTSPOTS, Layer, PIECE, Value as Cell, borders_risk, hexagons, hotspots};
use crate::served::{Stage, beside_others};

/// Most clues that are looked at for somebody who asks.
const ROWS_MAX: usize = 20_000;

/// `GET /api/v1/hotspots`: what is found among the clues that the server has read, as far as the asker sees it.
pub(crate) async fn served(
    State(app): State<Arc<App>>,
    asker: Asker,
    Language(lang): Language,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Hotspots)?;
    let is_shapes = match params.get("format") {
        None | Some("json") => false,
        Some("geojson") => true,
        Some(_) => return Err(unknown_format("json、geojson", "json or geojson")),
    };
    asker.site.when(Stage::Hotspots).await?;
    let place = app.place(Work::Short).await?;
    let told = run(place, move || -> Result<Value, ApiError> {
        let served = &asker.site.served;
        let scope = asker.scope();
        let told = served.hotspots(lang, scope).ok_or_else(ApiError::still_looking)?;
        let told = told.map_err(|sentence| ApiError::new(StatusCode::NOT_FOUND, "no_hotspots", sentence))?;
        let [places, borders] = [HOTSPOTS, BORDERS_RISK].map(|name| served.tiles.layer(name).expect("every dataset has the layers of the contract"));
        let rows = |layer| asker.shown(layer).map_or_else(|| all(layer), <[u32]>::to_vec);
        if is_shapes { collection(places, &rows(places)) } else { with_shapes(told, (places, &rows(places)), (borders, &rows(borders))) }
    })
    .await??;
    let media_type = if is_shapes { "application/geo+json" } else { "application/json" };
    let mut response = etag::answer(&headers, media_type, "private, no-cache", told.to_string().into_bytes());
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language, authorization"));
    Ok(response)
}

/// `POST /api/v1/hotspots`: looks for hotspots in a file of clues.
pub(crate) async fn uploaded(
    State(app): State<Arc<App>>,
    asker: Asker,
    Language(lang): Language,
    params: Params,
    request: Request,
) -> Result<Response, ApiError> {
    asker.may(Action::Analyse, Resource::Upload)?;
    let format = Answer::of(&params)?;
    let settings = settings(&params)?;
    let options = ClueOptions { crs: params.crs()?, accuracy_m: params.accuracy()?, ..asker.site.served.engine.clue_options() };
    let name = upload::shown_name(params.get("filename"));
    // A place first: bodies that wait would all lie in memory.
    let place = app.place(Work::Analysis).await?;
    let bytes = upload::body(request).await?;
    run(place, move || beside_others(|| look(&asker.site.served.engine, &bytes, &options, &settings, (&name, format, lang)))).await?
}

/// How the answer is to look.
#[derive(Clone, Copy)]
enum Answer {
    Json,
    /// A file, by its ending and its media type.
    File(&'static str, &'static str),
}

impl Answer {
    fn of(params: &Params) -> Result<Self, ApiError> {
        Ok(match params.get("format") {
            None | Some("json") => Self::Json,
            Some("xlsx") => Self::File("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Some("gpkg") => Self::File("gpkg", "application/geopackage+sqlite3"),
            Some("geojson") => Self::File("geojson", "application/geo+json"),
            Some("html") => Self::File("html", "text/html; charset=utf-8"),
            Some(_) => return Err(unknown_format("json、xlsx、gpkg、geojson 或 html", "json, xlsx, gpkg, geojson or html")),
        })
    }
}

fn unknown_format(zh: &str, en: &str) -> ApiError {
    ApiError::bad_request("unknown_format", [format!("format 应为 {zh}"), format!("format must be {en}")])
}

/// What is looked for. Everything that costs has an end, and what is not said is as the command has it.
fn settings(params: &Params) -> Result<HotspotSettings, ApiError> {
    let usual = HotspotSettings::default();
    let number = |name: &str, range: RangeInclusive<f64>| -> Result<Option<f64>, ApiError> {
        let number = params.number(name)?;
        if number.is_none_or(|number| range.contains(&number)) {
            return Ok(number);
        }
        let (low, high) = (range.start(), range.end());
        Err(ApiError::bad_request("out_of_range", [format!("{name} 应为 {low} 至 {high}"), format!("{name} must be from {low} to {high}")]))
    };
    let whole = |name: &str, range: RangeInclusive<f64>| -> Result<Option<f64>, ApiError> {
        let number = number(name, range)?;
        if number.is_none_or(|number| number.fract() == 0.0) {
            return Ok(number);
        }
        Err(ApiError::bad_request("not_whole", [format!("{name} 应为整数"), format!("{name} must be a whole number")]))
    };
    let enough = whole("min_clues", 2.0..=1_000.0)?.map_or(usual.enough, |number| number as usize);
    let wanted = match params.get("scan") {
        None | Some("true") => Wanted::Everything,
        Some("false") => Wanted::WithoutScan,
        Some(_) => return Err(ApiError::bad_request("not_a_flag", ["scan 应为 true 或 false", "scan must be true or false"])),
    };
    Ok(HotspotSettings {
        wanted,
        radius: number("radius", 10.0..=20_000.0)?.map_or(usual.radius, Metres),
        days: number("days", 0.01..=3_660.0)?,
        enough,
        county_enough: whole("county_min", 1.0..=1_000.0)?.map_or(enough, |number| number as usize),
        rate: number("rate", 0.000_001..=0.5)?.unwrap_or(usual.rate),
        replicates: whole("replicates", 99.0..=999.0)?.map_or(usual.replicates, |number| number as u32),
        seed: whole("seed", 0.0..=9_007_199_254_740_991.0)?.map_or(usual.seed, |number| number as u64),
        ..usual
    })
}

fn look(
    engine: &Engine,
    bytes: &Bytes,
    options: &ClueOptions,
    settings: &HotspotSettings,
    (name, format, lang): (&str, Answer, Lang),
) -> Result<Response, ApiError> {
    let (folder, path) = upload::store(bytes, name).map_err(ApiError::internal)?;
    let (mut clues, _) = ingest::read_clues(&path, options)
        .map_err(|error| ApiError::bad_request(error.code(), [error.sentence_for(Lang::Zh, name), error.sentence_for(Lang::En, name)]))?;
    name.clone_into(&mut clues.source);
    if clues.len() > ROWS_MAX {
        return Err(too_many(clues.len()));
    }
    let territory = engine.current();
    let decisions = engine.assign(&clues, territory, &|_| {});
    let found = engine.hotspots(territory, &clues, &decisions, settings, &|_, _| {}).map_err(|error| refused(&error))?;
    match format {
        Answer::Json => {
            Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], told(&found, lang)?.to_string()).into_response())
        }
        Answer::File(ending, media_type) => {
            let out = folder.path().join("hotspots").with_extension(ending);
            HotspotOutput::write(&found, &out, lang).map_err(ApiError::internal)?;
            let file = std::fs::read(&out).map_err(ApiError::internal)?;
            let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or("clues");
            let mut response = ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "no-store")], file).into_response();
            response.headers_mut().insert(header::CONTENT_DISPOSITION, attachment(&format!("{stem}-hotspots.{ending}")));
            Ok(response)
        }
    }
}

fn too_many(rows: usize) -> ApiError {
    let sentence = [
        format!("文件有 {rows} 行，超过在线分析的上限 {ROWS_MAX} 行：请拆分，或使用命令 bailiwick hotspots"),
        format!("the file has {rows} rows, and {ROWS_MAX} are looked at here at most: split it, or use the command bailiwick hotspots"),
    ];
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_rows", sentence)
}

/// The engine's sentence; what options are called on the command line is what parameters are called here.
fn refused(error: &HotspotError) -> ApiError {
    let code = if matches!(error, HotspotError::NoClue) { "no_clue_inside" } else { "bad_setting" };
    let sentence = |lang| error.sentence(lang).replace("--min-clues", "min_clues").replace("--", "");
    ApiError::bad_request(code, [sentence(Lang::Zh), sentence(Lang::En)])
}

/// As the command's `--json`, and the shapes.
fn told(found: &Hotspots<'_>, lang: Lang) -> Result<Value, ApiError> {
    let filled = |name: &str, fields: &[Field], content: Content| {
        let layer = Layer::awaited(name, ["", ""], fields, false);
        layer.fill(content);
        layer
    };
    let places = filled(HOTSPOTS, &HOTSPOT_FIELDS, hotspots(found));
    let borders = filled(BORDERS_RISK, &BORDER_FIELDS, borders_risk(found));
    let mut told = found.as_json(lang);
    told["hexagons"] = hexagons(found, &told);
    with_shapes(told, (&places, &all(&places)), (&borders, &all(&borders)))
}

/// What is told with the shapes of clusters and cylinders, and of the pieces of borders that have clues.
fn with_shapes(mut told: Value, places: (&Layer, &[u32]), borders: (&Layer, &[u32])) -> Result<Value, ApiError> {
    let column = |name: &str| borders.0.column(name).expect("borders say their level and their risk");
    let (level, risk) = (column("level"), column("risk"));
    let is_shown = |row: &u32| {
        let value = |column| borders.0.content().value(*row as usize, column);
        value(level) == Cell::Text(PIECE) && value(risk) != Cell::Text("none")
    };
    let pieces: Vec<u32> = borders.1.iter().copied().filter(is_shown).collect();
    told["places"] = collection(places.0, places.1)?;
    told["pieces"] = collection(borders.0, &pieces)?;
    Ok(told)
}

fn all(layer: &Layer) -> Vec<u32> {
    (0..).take(layer.len()).collect()
}

/// Rows of a layer as GeoJSON.
pub(crate) fn collection(layer: &Layer, rows: &[u32]) -> Result<Value, ApiError> {
    let columns: Vec<usize> = (0..layer.fields.len()).collect();
    let form = Form { layer, columns: &columns, crs: Crs::Crs84, skips_geometry: false };
    let feature = |row: &u32| -> Result<Value, ApiError> {
        let mut bytes = Vec::new();
        form.write(&mut bytes, *row, None).map_err(ApiError::internal)?;
        serde_json::from_slice(&bytes).map_err(ApiError::internal)
    };
    let features = rows.iter().map(feature).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "type": "FeatureCollection", "features": features }))
}
