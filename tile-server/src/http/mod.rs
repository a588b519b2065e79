//! The routes of ARCHITECTURE.md over HTTP.
//!
//! A handler extracts, asks the policy, asks the engine and maps the answer. What all routes share lies around them, from the
//! outside in: 1. every request gets an id; 2. errors become problem+json, and their causes go to the log; 3. foreign hosts are refused and
//! long requests given up; 4. panics are caught; 5. answers are compressed as the client likes, but for tiles, which are kept compressed.

mod actor;
mod assign;
mod coding;
mod disposition;
mod error;
mod etag;
mod explain;
mod foreign;
mod guard;
mod info;
mod page;
mod params;
mod problem;
mod state;
mod tile_cache;
mod tilejson;
mod tiles;
mod upload;
mod vocabulary;

pub use state::App;
pub use upload::BODY_BYTES_MAX;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// Speed before size: on the same machine or network the gain of the slow levels is lost waiting for them.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(4);

/// All routes.
pub fn app(state: Arc<App>) -> Router {
    Router::new()
        .route("/", get(page::index))
        .route("/health", get(info::health))
        .route("/ready", get(info::ready))
        .route("/catalog", get(tilejson::catalog))
        .route("/api/v1/info", get(info::info))
        .route("/api/v1/explain", get(explain::explain))
        .route("/api/v1/assign", post(assign::assign).layer(DefaultBodyLimit::max(BODY_BYTES_MAX)))
        .route("/{layers}", get(tilejson::tilejson))
        .route("/{layers}/{z}/{x}/{y}", get(tiles::tile))
        .fallback(get(page::asset))
        .with_state(state)
        // Layers wrap from the inside out: the last one here meets a request first.
        .layer(CompressionLayer::new().quality(COMPRESSION))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(middleware::from_fn(guard::bound))
        .layer(middleware::from_fn(problem::explain_errors))
        .layer(middleware::from_fn(guard::guard))
}
