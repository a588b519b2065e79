//! The routes of ARCHITECTURE.md over HTTP.
//!
//! A handler extracts, asks the policy, asks the engine and maps the answer. What all routes share lies around them, from the
//! outside in: 1. every request gets an id; 2. pages of the origins configured may read; 3. errors become problem+json, and their causes go
//! to the log; 4. foreign hosts are refused and long requests given up; 5. panics are caught; 6. answers are compressed as the client
//! likes, but for tiles, which are kept compressed; 7. answers are counted; 8. what was not put to the policy does not go out.

mod actor;
mod address;
mod assign;
mod base_path;
mod coding;
mod disposition;
mod download;
mod error;
mod esri;
mod etag;
mod explain;
mod foreign;
mod glyphs;
mod guard;
mod hotspots;
mod info;
mod listen;
mod metrics;
mod ogc;
mod page;
mod params;
mod plans;
mod problem;
mod routes;
mod site;
mod sprites;
mod state;
mod style;
mod tile_cache;
mod tilejson;
mod tiles;
mod upload;
mod vocabulary;

pub use listen::{HEADER_TIME_MAX, serve};
pub use site::Site;
pub use state::App;
pub use tilejson::vector_layer as described;
pub use upload::BODY_BYTES_MAX;

use std::sync::Arc;

use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use axum::routing::get;
use axum::{Router, middleware};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Speed before size: on the same machine or network the gain of the slow levels is lost waiting for them.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(4);

/// All routes, below the base path of the configuration.
pub fn app(state: Arc<App>) -> Router {
    let routes = routes::routes().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.handler));
    let routes =
        routes.fallback(get(page::asset)).layer(middleware::from_fn(actor::insist)).layer(middleware::from_fn_with_state(state.clone(), metrics::count));
    let below = base_path::strip(routes.with_state(state.clone()), &state.settings.base_path);
    // Layers wrap from the inside out: the last one here meets a request first.
    let explained = below
        .layer(CompressionLayer::new().quality(COMPRESSION).compress_when(DefaultPredicate::new().and(is_unsettled)))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(middleware::from_fn(guard::bound))
        .layer(middleware::from_fn(problem::explain_errors));
    let origins = &state.settings.cors_origins;
    let shared = if origins.is_empty() { explained } else { explained.layer(cors(origins)) };
    shared.layer(middleware::from_fn_with_state(state, guard::guard))
}

/// Tiles are kept as they are sent.
fn is_unsettled(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<coding::Settled>().is_none()
}

/// Which pages of other sites may read our answers: those of the configuration.
fn cors(origins: &[String]) -> CorsLayer {
    let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::IF_NONE_MATCH])
        .expose_headers([header::ETAG, header::LINK])
}
