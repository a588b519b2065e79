//! What is loaded, and whether the server is up.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::actor::Asker;
use super::error::ApiError;
use super::etag;
use super::state::{App, Work, run};
use super::vocabulary;
use crate::auth::{Action, Resource};
use crate::layers::Layer;

/// `GET /health`: the server answers.
pub(crate) async fn health(asker: Asker) -> Result<Json<Value>, ApiError> {
    asker.may(Action::Probe, Resource::Server)?;
    Ok(Json(json!({ "status": "ok" })))
}

/// `GET /ready`: everything configured has been read. Before, maps are served already, and clues are waited for.
pub(crate) async fn ready(asker: Asker) -> Result<Json<Value>, ApiError> {
    asker.may(Action::Probe, Resource::Server)?;
    if asker.site.is_whole() { Ok(Json(json!({ "status": "ok" }))) } else { Err(ApiError::still_reading()) }
}

/// `GET /api/v1/info`; waits for the clues, as it counts them.
pub(crate) async fn info(State(app): State<Arc<App>>, asker: Asker, headers: HeaderMap) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    asker.site.when_whole().await?;
    let place = app.place(Work::Short).await?;
    let document = run(place, move || describe(&asker)).await?;
    Ok(etag::answer(&headers, "application/json", "no-cache", document.to_string().into_bytes()))
}

fn describe(asker: &Asker) -> Value {
    let served = &asker.site.served;
    let engine = &served.engine;
    // What the asker may not see has no number either.
    let seen = served.tiles.layers().iter().filter(|layer| asker.may(Action::Read, Resource::Layer(&layer.name)).is_ok());
    let count = |layer: &Layer| asker.shown(layer).map_or_else(|| layer.len(), <[u32]>::len);
    // Nobody waits here for what is still being looked for.
    let counts: Map<String, Value> = seen.filter(|layer| layer.is_filled()).map(|layer| (layer.name.clone(), count(layer).into())).collect();
    let generations: Vec<Value> = engine.territories().iter().map(|territory| json!(territory.generation.validity)).collect();
    json!({
        "name": engine.name,
        "sample": engine.sample,
        "generations": generations,
        "bounds": engine.bounds().to_array(),
        "counts": counts,
        "version": env!("CARGO_PKG_VERSION"),
        "labels": served.labels(),
        "vocabulary": vocabulary::of(&engine.laws().ruleset),
        // With their keys: it is the browser that asks their hosts.
        "basemaps": served.basemaps,
    })
}
