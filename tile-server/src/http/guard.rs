//! What every request passes first: an id, the check of its host, a time limit; and what every answer gets.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::ApiError;
use super::state::App;

/// A request that takes longer than this is given up: large uploads over slow lines and their work included.
const REQUEST_TIME_MAX: Duration = Duration::from_mins(3);

/// Names a request in answers and in the log. Ours alone: what a client sends is not taken over into the log.
#[derive(Clone)]
pub(crate) struct RequestId(HeaderValue);

impl RequestId {
    /// Microseconds since 1970 and a counter: unique on this server, and in the order of arrival.
    fn next() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_micros());
        let text = format!("{now:x}-{:x}", COUNT.fetch_add(1, Ordering::Relaxed));
        Self(HeaderValue::try_from(text).expect("hexadecimal digits and a dash"))
    }
}

impl Default for RequestId {
    /// Of a request that has none.
    fn default() -> Self {
        Self(HeaderValue::from_static(""))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or_default())
    }
}

/// The outermost layer.
pub(crate) async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let (id, begun) = (RequestId::next(), Instant::now());
    request.extensions_mut().insert(id.clone());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    // A refused host still goes through the inner layers, which write the problem.
    if !is_ours(request.uri(), request.headers(), &app.settings.hosts) {
        request.extensions_mut().insert(Refused);
    }
    let mut response = next.run(request).await;
    tracing::debug!(request_id = %id, %method, path = uri.path(), status = response.status().as_u16(), ms = begun.elapsed().as_millis(), "answered");
    let headers = response.headers_mut();
    headers.insert("x-request-id", id.0);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Marks a request whose host is not one of ours.
#[derive(Clone, Copy)]
struct Refused;

/// Answers refused requests before any route sees them, and gives up on those that take too long.
pub(crate) async fn bound(request: Request, next: Next) -> Response {
    if request.extensions().get::<Refused>().is_some() {
        let sentence = ["此服务只接受发往本机地址的请求", "this server answers only requests addressed to this machine (localhost)"];
        return ApiError::new(StatusCode::MISDIRECTED_REQUEST, "foreign_host", sentence).into_response();
    }
    let sentence = ["处理时间过长，已放弃；请拆分文件后重试", "this took too long and was given up: try again with a smaller file"];
    let answer = tokio::time::timeout(REQUEST_TIME_MAX, next.run(request)).await;
    answer.unwrap_or_else(|_| ApiError::new(StatusCode::GATEWAY_TIMEOUT, "timeout", sentence).into_response())
}

/// Whether the request is addressed to this machine by a name that only it has, or by one that the configuration gives it.
///
/// A page elsewhere can make its own host name resolve to 127.0.0.1 and then read our answers as its own (DNS rebinding); the host
/// name it sends gives it away.
fn is_ours(uri: &Uri, headers: &HeaderMap, hosts: &[String]) -> bool {
    let host = uri.authority().map(ToString::to_string).or_else(|| Some(headers.get(header::HOST)?.to_str().ok()?.to_owned()));
    let Some(Ok(authority)) = host.map(|h| h.parse::<axum::http::uri::Authority>()) else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    let is_loopback = name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    is_loopback || hosts.iter().any(|ours| ours.eq_ignore_ascii_case(authority.as_str()) || ours.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_and_those_it_is_given_are_ours() {
        let ask = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_str(host).expect("a header"));
            is_ours(&Uri::from_static("/"), &headers, &["maps.example.cn".into(), "10.0.0.9:81".into()])
        };
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.0.0.2", "[::1]:8080", "maps.example.cn", "MAPS.example.cn:8443", "10.0.0.9:81"] {
            assert!(ask(host), "{host}");
        }
        for host in ["example.org", "localhost.example.org", "127.0.0.1.example.org", "10.0.0.1", "10.0.0.9:82", "user@localhost:1:2", "", "[::2]"] {
            assert!(!ask(host), "{host}");
        }
        assert!(!is_ours(&Uri::from_static("/"), &HeaderMap::new(), &[]), "no host at all");
    }
}
