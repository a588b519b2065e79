//! The map page, embedded in the binary.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use bailiwick_engine::config::Basemap;

use super::actor::Asker;
use super::error::ApiError;
use super::etag;
use crate::auth::{Action, Resource};
use crate::embedded;

/// No inline script, and no outside host but those of the base maps, of which there are none by default.
///
/// MapLibre runs its workers from blobs and draws images from blobs and data. Styles may stand in the page: Naive UI writes its own as
/// `<style>` elements while the page runs, and without them no control can be seen or used. With nothing but this server to load from, a
/// style that somebody smuggled in could not carry anything away; with base maps, only to hosts that the operator has named.
fn content_security_policy(basemaps: &[Basemap]) -> String {
    // Several base maps may come from one host. The configuration has seen to it that these are origins and nothing else.
    let hosts: BTreeSet<&str> = basemaps.iter().map(|basemap| basemap.url.origin()).collect();
    // MapLibre fetches tiles, or has them loaded as images, as its settings say.
    let and_hosts = hosts.into_iter().fold(String::new(), |list, host| list + " " + host);
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{and_hosts}; font-src 'self' data:; \
         connect-src 'self'{and_hosts}; worker-src 'self' blob:; child-src blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
}

/// Every address that no route has.
pub(crate) async fn asset(asker: Asker, uri: Uri, headers: HeaderMap) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Page)?;
    file(uri.path().trim_start_matches('/'), &asker.site.served.basemaps, &headers).ok_or_else(ApiError::not_found)
}

/// A file of the page by its exact name: the names are those of a list made when the program was built, so no path leads elsewhere.
pub(crate) fn file(name: &str, basemaps: &[Basemap], headers: &HeaderMap) -> Option<Response> {
    let found = embedded::file(name)?;
    // Vite puts a hash of the content into the names of this folder: such a file never changes.
    let cache_control = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let media_type = media_type(name);
    // Only the document asks other hosts. Its worker, which a browser may keep for ever with the policy it came with, does not.
    let policy = content_security_policy(if media_type.starts_with("text/html") { basemaps } else { &[] });
    // A browser that has the page under another policy has another page.
    let etag = etag::of(&format!("{media_type} {policy}"), &found);
    let mut response = etag::answer_with(headers, etag, media_type, cache_control, found.into_owned());
    let policy = HeaderValue::from_str(&policy).expect("origins are ASCII");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
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
