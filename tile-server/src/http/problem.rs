//! Errors as `application/problem+json`.
//!
//! # References
//! RFC 9457, Problem Details for HTTP APIs.

use std::any::Any;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bailiwick_engine::lang::Lang;
use serde_json::json;

use super::error::ApiError;
use super::guard::RequestId;
use super::params::lang_of;

/// Writes the body of every error, and its cause to the log.
pub(crate) async fn explain_errors(request: Request, next: Next) -> Response {
    let (lang, id) = (lang_of(request.uri(), request.headers()), request.extensions().get::<RequestId>().cloned().unwrap_or_default());
    let mut response = next.run(request).await;
    let error = response.extensions_mut().remove::<ApiError>().or_else(|| of_framework(&response));
    match error {
        Some(error) => write(&error, lang, &id, &response),
        None => response,
    }
}

/// A panic is our bug; its text may hold anything and stays in the log.
#[expect(clippy::needless_pass_by_value, reason = "the signature is the layer's")]
pub(crate) fn of_panic(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no text");
    ApiError::internal(anyhow::anyhow!("panic: {text}")).into_response()
}

/// Errors that the framework makes itself: they have a status and perhaps a text of its own.
fn of_framework(response: &Response) -> Option<ApiError> {
    let status = response.status();
    let sentence = match status {
        StatusCode::METHOD_NOT_ALLOWED => ["此地址不支持这种请求方法", "this address does not take this method"],
        StatusCode::NOT_FOUND => return Some(ApiError::not_found()),
        _ if status.is_client_error() => [
            "请求无法读懂；地址中的非 ASCII 字符应写作 UTF-8 的百分号编码",
            "the request is not understood; what is not ASCII in an address has to be UTF-8, percent-encoded",
        ],
        _ if status.is_server_error() => return Some(ApiError::internal(anyhow::anyhow!("the framework answered {status}"))),
        _ => return None,
    };
    Some(ApiError::new(status, "bad_request", sentence))
}

fn write(error: &ApiError, lang: Lang, id: &RequestId, response: &Response) -> Response {
    if let Some(cause) = &error.cause {
        let cause = format!("{cause:#}");
        tracing::error!(request_id = %id, code = error.code, %cause, "request failed");
    }
    let title = match error.status.as_u16() {
        400..=499 => lang.pick("请求未被接受", "the request was not accepted"),
        _ => lang.pick("服务器未能完成请求", "the server could not do it"),
    };
    let body = json!({ "status": error.status.as_u16(), "code": error.code, "title": title, "detail": error.sentence(lang), "request_id": id.to_string() });
    let mut problem = (error.status, body.to_string()).into_response();
    let headers = problem.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for name in [header::ALLOW, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            headers.insert(name, value.clone());
        }
    }
    if error.status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    problem
}
