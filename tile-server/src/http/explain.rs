//! `GET /api/v1/explain`

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bailiwick_engine::coord::{Crs, LonLat};
use bailiwick_engine::engine::{Explanation, Question};
use bailiwick_engine::ingest;
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::Extent;
use jiff::civil::Date;

use super::actor::Asker;
use super::error::ApiError;
use super::params::{Language, Params};
use super::site::Site;
use super::state::{App, Work, run};
use crate::auth::{Action, Resource};

/// Longest text taken for what a clue says.
const TEXT_CHARS_MAX: usize = 200;
/// Longest well-known text of a line or an area: some hundreds of vertices.
const WKT_BYTES_MAX: usize = 8192;

/// What a place may be asked with. The row of a clue says all of it.
const OF_A_PLACE: [&str; 14] =
    ["lon", "lat", "wkt", "crs", "at", "filed", "handed_over", "accuracy", "class", "sensor", "severity", "suspected_crime", "damage", "county"];

/// One decision with its evidence: on a place, or on a clue that the server has read.
pub(crate) async fn explain(State(app): State<Arc<App>>, asker: Asker, Language(lang): Language, params: Params) -> Result<Json<Explanation>, ApiError> {
    let is_clue = params.get("batch").is_some();
    asker.may(Action::Explain, if is_clue { Resource::Clue } else { Resource::Place })?;
    if is_clue { of_clue(&app, asker, &params, lang).await } else { of_place(&app, asker.site, &params, lang).await }
}

/// A clue by the names that tiles have for its batch and row.
async fn of_clue(app: &Arc<App>, asker: Asker, params: &Params, lang: Lang) -> Result<Json<Explanation>, ApiError> {
    if OF_A_PLACE.iter().any(|name| params.get(name).is_some()) {
        let sentence =
            ["线索的位置和条件由其所在行给出：请去掉 batch，或去掉其他参数", "the row of a clue says its place and conditions: leave out batch, or the others"];
        return Err(ApiError::bad_request("place_or_clue", sentence));
    }
    let batch = params.get("batch").unwrap_or_default().to_owned();
    // What is no number is the number of no row.
    let row = params.get("row").ok_or_else(|| missing("row"))?.parse().map_err(|_| no_such_clue())?;
    asker.site.when_whole().await?;
    let place = app.place(Work::Short).await?;
    let explained = run(place, move || asker.site.served.explain_clue(&batch, row, lang, asker.scope())).await?;
    explained.map(Json).ok_or_else(no_such_clue)
}

fn no_such_clue() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "unknown_clue", ["没有这条线索", "there is no such clue"])
}

async fn of_place(app: &Arc<App>, site: Arc<Site>, params: &Params, lang: Lang) -> Result<Json<Explanation>, ApiError> {
    let crs = params.crs()?.unwrap_or(Crs::CGCS2000);
    let given = given(params)?;
    let (at, filed, handed_over, accuracy_m) = (day(params, "at")?, day(params, "filed")?, day(params, "handed_over")?, params.accuracy()?);
    let [class, sensor, severity, suspected_crime, damage, county] = ["class", "sensor", "severity", "suspected_crime", "damage", "county"]
        .map(|name| params.get(name).map(|text| text.chars().take(TEXT_CHARS_MAX).collect()));
    let place = app.place(Work::Short).await?;
    // PROJ is called within, so the transformation is blocking work too.
    let explained = run(place, move || {
        let (position, extent) = place_of(&given, &crs)?;
        let asked = Question::of(position, path_from(&crs), lang);
        let question = Question { extent, at, filed, handed_over, accuracy_m, class, sensor, severity, suspected_crime, damage, county, ..asked };
        Ok(site.served.engine.explain(&question))
    });
    explained.await?.map(Json)
}

/// A place as it was given.
enum Given {
    Pair([f64; 2]),
    Wkt(String),
}

fn given(params: &Params) -> Result<Given, ApiError> {
    let Some(wkt) = params.get("wkt") else { return Ok(Given::Pair([needed(params, "lon")?, needed(params, "lat")?])) };
    if params.get("lon").is_some() || params.get("lat").is_some() {
        let sentence = ["请给出 wkt，或者 lon 与 lat，不要同时给出", "give wkt, or lon and lat, not both"];
        return Err(ApiError::bad_request("place_twice", sentence));
    }
    if wkt.len() > WKT_BYTES_MAX {
        let sentence = [format!("wkt 不能超过 {WKT_BYTES_MAX} 字节"), format!("wkt can be {WKT_BYTES_MAX} bytes long at most")];
        return Err(ApiError::bad_request("wkt_too_long", sentence));
    }
    Ok(Given::Wkt(wkt.to_owned()))
}

fn needed(params: &Params, name: &str) -> Result<f64, ApiError> {
    params.number(name)?.ok_or_else(|| missing(name))
}

fn missing(name: &str) -> ApiError {
    ApiError::bad_request("missing_parameter", [format!("缺少参数 {name}"), format!("the parameter {name} is missing")])
}

fn day(params: &Params, name: &str) -> Result<Option<Date>, ApiError> {
    let Some(text) = params.get(name) else { return Ok(None) };
    let sentence = [format!("{name} 应为日期，如 2026-06-05"), format!("{name} must be a date such as 2026-06-05")];
    text.parse().map(Some).map_err(|_| ApiError::bad_request("not_a_date", sentence))
}

fn place_of(given: &Given, crs: &Crs) -> Result<(LonLat, Option<Extent>), ApiError> {
    let place = match given {
        Given::Pair(pair) => ingest::to_cgcs2000(*pair, crs).map(|position| (position, None)),
        Given::Wkt(wkt) => ingest::wkt_to_cgcs2000(wkt, crs),
    };
    place.map_err(|fault| ApiError::bad_request(fault.code(), [fault.sentence(Lang::Zh), fault.sentence(Lang::En)]))
}

fn path_from(crs: &Crs) -> Vec<String> {
    let end = (!crs.is_plain_degrees()).then(|| Crs::CGCS2000.to_string());
    std::iter::once(crs.to_string()).chain(end).collect()
}
