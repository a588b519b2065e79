//! Validators of answers.
//!
//! # References
//! RFC 9110 §8.8.3 (ETag) and §13.1.2 (If-None-Match).

use std::hash::{DefaultHasher, Hasher};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Bytes with their validator, or 304 without them where the client has them already.
///
/// The validator is weak: the bytes may travel compressed in different ways.
pub(crate) fn answer(request: &HeaderMap, content_type: &'static str, cache_control: &'static str, bytes: Vec<u8>) -> Response {
    let etag = of(content_type, &bytes);
    answer_with(request, etag, content_type, cache_control, bytes)
}

/// The same for a body whose validator is known.
pub(crate) fn answer_with(request: &HeaderMap, etag: HeaderValue, content_type: &'static str, cache_control: &'static str, body: impl Into<Body>) -> Response {
    let mut response = if has(request, &etag) { StatusCode::NOT_MODIFIED.into_response() } else { body.into().into_response() };
    let is_whole = response.status() == StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
    headers.insert(header::ETAG, etag);
    if is_whole {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    response
}

/// The validator of bytes of a kind.
pub(crate) fn of(content_type: &str, bytes: &[u8]) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    hasher.write(content_type.as_bytes());
    hasher.write(bytes);
    HeaderValue::from_str(&format!("W/\"{:016x}\"", hasher.finish())).expect("hexadecimal digits in quotes")
}

/// Whether the client says that it has this version.
fn has(request: &HeaderMap, etag: &HeaderValue) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let etag = etag.to_str().expect("hexadecimal digits in quotes");
    let said = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).any(|tag| tag.trim() == "*" || opaque(tag) == opaque(etag))
}
