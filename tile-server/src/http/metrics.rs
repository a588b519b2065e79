//! How the server is doing, in the text format of Prometheus.
//!
//! Names follow the conventions of Prometheus: base units, `_total` for counters. Labels have few values: a list of several layers counts as
//! `composite`, and paths as the routes they are of, so no client can make the figures grow.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use super::actor::Asker;
use super::error::ApiError;
use super::state::App;
use crate::auth::{Action, Resource};

/// The figures.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    tile_seconds: Family<OfTile, Histogram, fn() -> Histogram>,
    tile_bytes: Family<OfTile, Histogram, fn() -> Histogram>,
    cache: Family<Looked, Counter>,
    cache_bytes: Gauge,
    cache_tiles: Gauge,
    reloads: Family<Reloaded, Counter>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u32,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfTile {
    layer: String,
    zoom: u32,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Looked {
    result: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Reloaded {
    result: &'static str,
}

/// From a tenth of a millisecond to three seconds.
fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.000_1, 2.0, 16))
}

/// From a hundred bytes to three megabytes.
fn bytes() -> Histogram {
    Histogram::new(exponential_buckets(100.0, 2.0, 16))
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("bailiwick");
        let metrics = Self {
            requests: Family::default(),
            tile_seconds: Family::new_with_constructor(seconds),
            tile_bytes: Family::new_with_constructor(bytes),
            cache: Family::default(),
            cache_bytes: Gauge::default(),
            cache_tiles: Gauge::default(),
            reloads: Family::default(),
            registry: Registry::default(),
        };
        registry.register("http_requests", "Requests answered, by route and status", metrics.requests.clone());
        registry.register_with_unit("tile", "Time to make a tile that was not kept, by layer and zoom", Unit::Seconds, metrics.tile_seconds.clone());
        registry.register_with_unit("tile_size", "Size of a tile made, as it is sent, by layer and zoom", Unit::Bytes, metrics.tile_bytes.clone());
        registry.register("tile_cache_lookups", "Tiles asked for, by whether they were kept", metrics.cache.clone());
        registry.register_with_unit("tile_cache", "Memory that kept tiles take", Unit::Bytes, metrics.cache_bytes.clone());
        registry.register("tile_cache_tiles", "Tiles that are kept", metrics.cache_tiles.clone());
        registry.register("reloads", "Times that changed files were read again, by whether they could be used", metrics.reloads.clone());
        Self { registry, ..metrics }
    }

    pub(crate) fn reloaded(&self, is_used: bool) {
        self.reloads.get_or_create(&Reloaded { result: if is_used { "used" } else { "refused" } }).inc();
    }

    /// A tile that was made, and how long that took.
    pub(crate) fn made(&self, names: &str, zoom: u8, took: Duration, bytes: usize) {
        let layer = if names.contains(',') { "composite" } else { names };
        let of = OfTile { layer: layer.to_owned(), zoom: zoom.into() };
        self.tile_seconds.get_or_create(&of).observe(took.as_secs_f64());
        self.tile_bytes.get_or_create(&of).observe(bytes as f64);
    }

    pub(crate) fn looked(&self, is_kept: bool) {
        self.cache.get_or_create(&Looked { result: if is_kept { "hit" } else { "miss" } }).inc();
    }

    fn answered(&self, route: &str, status: StatusCode) {
        self.requests.get_or_create(&Answered { route: route.to_owned(), status: status.as_u16().into() }).inc();
    }
}

/// Counts answers by route.
pub(crate) async fn count(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    app.metrics.answered(route.as_ref().map_or("none", MatchedPath::as_str), response.status());
    response
}

/// `GET /metrics`
pub(crate) async fn metrics(State(app): State<Arc<App>>, asker: Asker) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Metrics)?;
    let [tiles, bytes] = app.site().tiles.size();
    app.metrics.cache_tiles.set(i64::try_from(tiles).unwrap_or(i64::MAX));
    app.metrics.cache_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    let mut text = String::new();
    prometheus_client::encoding::text::encode(&mut text, &app.metrics.registry).map_err(ApiError::internal)?;
    let media_type = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, media_type)], text).into_response())
}
