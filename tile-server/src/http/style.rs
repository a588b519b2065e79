//! `GET /style/{id}`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use bailiwick_engine::lang::Lang;
use serde_json::{Map, Value, json};

use super::actor::Asker;
use super::error::ApiError;
use super::etag;
use super::state::{App, Work};
use super::tilejson::host;
use crate::auth::{Action, Resource};
use crate::embedded;
use crate::served::Served;
use crate::style::{Facts, fill};

/// The styles there are, and in which language each writes names.
const STYLES: [(&str, Lang); 2] = [("bailiwick", Lang::Zh), ("bailiwick-en", Lang::En)];

/// The page's map for other clients.
pub(crate) async fn style(State(app): State<Arc<App>>, asker: Asker, Path(id): Path<String>, uri: Uri, headers: HeaderMap) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Page)?;
    let id = id.strip_suffix(".json").unwrap_or(&id);
    let (_, lang) = *STYLES.iter().find(|(known, _)| *known == id).ok_or_else(unknown_style)?;
    let origin = format!("http://{}", host(&uri, &headers));
    let place = app.place(Work::Short).await?;
    let style = app.run(place, move |app| filled(&app.served, asker, &origin, lang)).await?;
    Ok(etag::answer(&headers, "application/json", "no-cache", style.to_string().into_bytes()))
}

/// With the layers that the asker may read: a source of which a part is refused is refused as a whole.
fn filled(served: &Served, asker: Asker, origin: &str, lang: Lang) -> Value {
    let template = embedded::file("style.json").expect("build.rs looks for it");
    let names = served.tiles.layers().iter().map(|layer| layer.name.as_str());
    let layers: Vec<&str> = names.filter(|name| asker.may(Action::Read, Resource::Layer(name)).is_ok()).collect();
    let backdrops: Vec<&str> = served.engine.backdrops().iter().map(|layer| layer.name.as_str()).collect();
    let bounds = served.engine.bounds().to_array();
    fill(&template, &Facts { name: &served.engine.name, origin, layers: &layers, backdrops: &backdrops, labels: served.labels(), bounds, lang })
}

fn unknown_style() -> ApiError {
    let sentence = ["没有这个样式，可用的是 bailiwick 与 bailiwick-en", "there is no such style: ask for bailiwick or bailiwick-en"];
    ApiError::new(StatusCode::NOT_FOUND, "unknown_style", sentence)
}

/// The styles as the catalogue lists them.
pub(crate) fn listed() -> Map<String, Value> {
    STYLES.iter().map(|(id, _)| ((*id).to_owned(), json!({ "path": format!("/style/{id}") }))).collect()
}
