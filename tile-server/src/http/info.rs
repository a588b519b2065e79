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
use super::state::App;
use crate::auth::{Action, Resource};

/// `GET /health` and `GET /ready`: the server only listens once everything is loaded, so the two say the same.
pub(crate) async fn health(asker: Asker) -> Result<Json<Value>, ApiError> {
    asker.may(Action::Probe, Resource::Server)?;
    Ok(Json(json!({ "status": "ok" })))
}

/// `GET /api/v1/info`
pub(crate) async fn info(State(app): State<Arc<App>>, asker: Asker, headers: HeaderMap) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    let engine = &app.served.engine;
    let counts: Map<String, Value> = app.served.tiles.layers().iter().map(|layer| (layer.name.clone(), layer.len().into())).collect();
    let generations: Vec<Value> = engine.territories().iter().map(|territory| json!(territory.generation.validity)).collect();
    let document = json!({
        "name": engine.name,
        "sample": engine.sample,
        "generations": generations,
        "bounds": engine.bounds().to_array(),
        "counts": counts,
        "version": env!("CARGO_PKG_VERSION"),
        "labels": app.served.labels,
    });
    Ok(etag::answer(&headers, "application/json", "no-cache", document.to_string().into_bytes()))
}
