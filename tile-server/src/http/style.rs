//! `GET /style/{id}`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bailiwick_engine::lang::Lang;
use serde_json::{Map, Value, json};

use super::actor::Asker;
use super::address::Address;
use super::error::ApiError;
use super::etag;
use super::state::{App, Work, run};
use crate::auth::{Action, Resource};
use crate::embedded;
use crate::style::{Facts, fill};

/// The styles there are, and in which language each writes names.
const STYLES: [(&str, Lang); 2] = [("bailiwick", Lang::Zh), ("bailiwick-en", Lang::En)];

/// The page's map for other clients, of the layers that the asker may read.
pub(crate) async fn style(
    State(app): State<Arc<App>>,
    asker: Asker,
    Path(id): Path<String>,
    address: Address,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Page)?;
    let id = id.strip_suffix(".json").unwrap_or(&id);
    let (_, lang) = *STYLES.iter().find(|(known, _)| *known == id).ok_or_else(unknown_style)?;
    asker.site.when_whole().await?;
    let place = app.place(Work::Short).await?;
    let style = run(place, move || filled(&asker, &|path| address.url(path), &|path| address.plain(path), lang)).await?;
    Ok(etag::answer(&headers, "application/json", "private, no-cache", style.to_string().into_bytes()))
}

/// The style with addresses: `url` of what may need a token, `plain` of what clients put endings behind.
pub(crate) fn filled(asker: &Asker, url: &dyn Fn(&str) -> String, plain: &dyn Fn(&str) -> String, lang: Lang) -> Value {
    let template = embedded::file("style.json").expect("build.rs looks for it");
    let served = &asker.site.served;
    let readable = served.tiles.layers().iter().filter(|layer| asker.may(Action::Read, Resource::Layer(&layer.name)).is_ok());
    let layers: Vec<&str> = readable.map(|layer| layer.name.as_str()).collect();
    let backdrops: Vec<&str> = served.engine.backdrops().iter().map(|layer| layer.name.as_str()).collect();
    let bounds = served.engine.bounds().to_array();
    fill(&template, &Facts { name: &served.engine.name, url, plain, layers: &layers, backdrops: &backdrops, labels: &served.labels(), bounds, lang })
}

fn unknown_style() -> ApiError {
    let sentence = ["没有这个样式，可用的是 bailiwick 与 bailiwick-en", "there is no such style: ask for bailiwick or bailiwick-en"];
    ApiError::new(StatusCode::NOT_FOUND, "unknown_style", sentence)
}

/// The styles as the catalogue lists them.
pub(crate) fn listed() -> Map<String, Value> {
    STYLES.iter().map(|(id, _)| ((*id).to_owned(), json!({ "path": format!("/style/{id}") }))).collect()
}
