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
use super::state::{App, Work};
use super::vocabulary;
use crate::auth::{Action, Resource};
use crate::served::Served;

/// `GET /health`: the server answers.
pub(crate) async fn health(asker: Asker) -> Result<Json<Value>, ApiError> {
    asker.may(Action::Probe, Resource::Server)?;
    Ok(Json(json!({ "status": "ok" })))
}

/// `GET /ready`: everything configured has been read. Before, maps are served already, and clues are waited for.
pub(crate) async fn ready(State(app): State<Arc<App>>, asker: Asker) -> Result<Json<Value>, ApiError> {
    asker.may(Action::Probe, Resource::Server)?;
    if app.is_whole() { Ok(Json(json!({ "status": "ok" }))) } else { Err(ApiError::still_reading()) }
}

/// `GET /api/v1/info`; waits for the clues, as it counts them.
pub(crate) async fn info(State(app): State<Arc<App>>, asker: Asker, headers: HeaderMap) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    app.when_whole().await?;
    let place = app.place(Work::Short).await?;
    let document = app.run(place, |app| describe(&app.served)).await?;
    Ok(etag::answer(&headers, "application/json", "no-cache", document.to_string().into_bytes()))
}

fn describe(served: &Served) -> Value {
    let engine = &served.engine;
    let counts: Map<String, Value> = served.tiles.layers().iter().map(|layer| (layer.name.clone(), layer.len().into())).collect();
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
    })
}
