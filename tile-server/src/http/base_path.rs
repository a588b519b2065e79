//! The path below which a proxy puts the server: taken off before anything else looks at a request.

use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use tower::Layer;
use tower::util::MapRequestLayer;

/// Where nothing is, for what lies beside the base path.
const NOWHERE: &str = "/beside/the/base/path/is/nothing";

/// The routes, asked for below a base path; as they are where it is empty.
pub(super) fn strip(routes: Router, base: &str) -> Router {
    if base.is_empty() {
        return routes;
    }
    let base = base.to_owned();
    let below = MapRequestLayer::new(move |mut request: Request| {
        *request.uri_mut() = stripped(request.uri(), &base);
        request
    });
    Router::new().fallback_service(below.layer(routes))
}

fn stripped(uri: &Uri, base: &str) -> Uri {
    let whole = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let rest = match whole.strip_prefix(base) {
        // The page's own addresses are relative to its folder: without the slash they would lead beside it. A proxy sends it in any case.
        Some("") => "/",
        Some(rest) if rest.starts_with(['/', '?']) => rest,
        _ => NOWHERE,
    };
    let rest = if rest.starts_with('?') { format!("/{rest}") } else { rest.to_owned() };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = rest.parse().ok();
    Uri::from_parts(parts).unwrap_or_else(|_| Uri::from_static(NOWHERE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_below_the_base_path_is_found() {
        let path = |uri: &'static str| stripped(&Uri::from_static(uri), "/maps").to_string();
        for (asked, found) in [
            ("/maps", "/"),
            ("/maps/", "/"),
            ("/maps?f=json", "/?f=json"),
            ("/maps/counties/0/0/0?v=1", "/counties/0/0/0?v=1"),
            ("/mapsx", NOWHERE),
            ("/", NOWHERE),
            ("/counties", NOWHERE),
        ] {
            assert_eq!(path(asked), found, "{asked}");
        }
        assert_eq!(stripped(&Uri::from_static("http://host/maps/a"), "/maps").to_string(), "http://host/a");
    }
}
