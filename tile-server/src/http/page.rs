//! The map page, embedded in the binary.

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};

use super::actor::Asker;
use super::error::ApiError;
use super::etag;
use crate::auth::{Action, Resource};
use crate::embedded;

/// No outside host, no inline script. MapLibre runs its workers from blobs and draws images from blobs and data. Styles may stand in the
/// page: Naive UI writes its own as `<style>` elements while the page runs, and without them no control can be seen or used. With
/// nothing but this server to load from, a style that somebody smuggled in could not carry anything away.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; child-src blob:; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Every address that no route has.
pub(crate) async fn asset(asker: Asker, uri: Uri, headers: HeaderMap) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Page)?;
    file(uri.path().trim_start_matches('/'), &headers).ok_or_else(ApiError::not_found)
}

/// A file of the page by its exact name: the names are those of a list made when the program was built, so no path leads elsewhere.
pub(crate) fn file(name: &str, headers: &HeaderMap) -> Option<Response> {
    let found = embedded::file(name)?;
    // Vite puts a hash of the content into the names of this folder: such a file never changes.
    let cache_control = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = etag::answer(headers, media_type(name), cache_control, found.into_owned()).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    Some(response)
}

/// The kinds that a built page has.
fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map" | "webmanifest") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
