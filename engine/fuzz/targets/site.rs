//! The whole server on the demo data, asked without a network.

use std::sync::{Arc, LazyLock};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use bailiwick_engine::config::Config;
use bailiwick_tile_server::http::{App, app};
use bailiwick_tile_server::served::Served;
use tower::ServiceExt;

/// More than any answer on the demo data has.
const BODY_BYTES_MAX: usize = 256 << 20;

static APP: LazyLock<Arc<App>> = LazyLock::new(|| {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/jilin/bailiwick.toml");
    let mut config = Config::read(&path).expect("the demo's configuration is valid");
    (config.hotspots.scan, config.hotspots.replicates) = (false, 99);
    App::new(Served::open(&config, &|_| {}).expect("the demo data opens"), &config.server)
});

/// Opens it all before the first request is timed: hotspots alone take longer than any request may.
pub(crate) fn open() {
    LazyLock::force(&APP);
}

static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime"));

/// What came back, its headers and its body whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Sends a request, and looks at what must hold for every answer: the server is not at fault, and whoever is told no is told why.
pub(crate) fn ask(request: Request<Body>) -> Answer {
    let head = request.method() == axum::http::Method::HEAD;
    let asked = request.uri().to_string();
    let answer = RUNTIME.block_on(async {
        let response = app(APP.clone()).oneshot(request).await.expect("the router always answers");
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, headers: parts.headers, body: to_bytes(body, BODY_BYTES_MAX).await.expect("a whole body") }
    });
    assert!(!answer.status.is_server_error(), "{} {asked}", answer.status);
    if answer.status.is_client_error() && !head {
        let kind = answer.headers.get(header::CONTENT_TYPE).map(axum::http::HeaderValue::as_bytes);
        assert_eq!(kind, Some(b"application/problem+json".as_slice()), "{} {asked}", answer.status);
        let problem: serde_json::Value = serde_json::from_slice(&answer.body).expect("a problem is JSON");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.chars().count() > 4), "{problem}");
    }
    answer
}
