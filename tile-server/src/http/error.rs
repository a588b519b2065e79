//! Errors for clients: a sentence we wrote, and a cause that stays in the log.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bailiwick_engine::lang::Lang;

/// What a client is told, and what the log is.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    /// For programs.
    pub(crate) code: &'static str,
    /// For people, in both languages: which one is wanted is known further out.
    public: [String; 2],
    /// Never sent.
    pub(crate) cause: Option<Arc<anyhow::Error>>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: &'static str, [zh, en]: [impl Into<String>; 2]) -> Self {
        Self { status, code, public: [zh.into(), en.into()], cause: None }
    }

    pub(crate) fn bad_request(code: &'static str, sentence: [impl Into<String>; 2]) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, sentence)
    }

    /// A fault of ours.
    pub(crate) fn internal(cause: impl Into<anyhow::Error>) -> Self {
        let sentence = ["服务器内部出错，请凭请求编号联系管理员", "something went wrong on the server: tell the operator the request id"];
        Self { cause: Some(Arc::new(cause.into())), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", sentence) }
    }

    pub(crate) fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", ["服务器正忙，请稍后再试", "the server is busy: try again in a moment"])
    }

    /// What is asked for has not been read yet.
    pub(crate) fn still_reading() -> Self {
        let sentence = ["仍在读取配置中的线索，请稍后再试", "the clues of the configuration are still being read: try again in a moment"];
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "still_reading", sentence)
    }

    /// What is asked for has not been found yet.
    pub(crate) fn still_looking() -> Self {
        let sentence = ["仍在分析热点，请稍后再试", "hotspots are still being looked for: try again in a moment"];
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "still_looking", sentence)
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", ["不允许此操作", "this is not allowed"])
    }

    /// Nothing of this without a token.
    pub(crate) fn token_needed() -> Self {
        let sentence = [
            "需要访问令牌：请在请求头 Authorization: Bearer 中或网址参数 token 中提供",
            "a token is needed: show it in the header Authorization: Bearer, or as token in the query",
        ];
        Self::new(StatusCode::UNAUTHORIZED, "token_needed", sentence)
    }

    /// The token shown is none of ours.
    pub(crate) fn unknown_token() -> Self {
        let sentence = ["访问令牌无效，请向管理员索取新令牌", "this token does not hold: ask the operator for a new one"];
        Self::new(StatusCode::UNAUTHORIZED, "unknown_token", sentence)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", ["没有这个地址", "there is nothing at this address"])
    }

    pub(crate) fn sentence(&self, lang: Lang) -> &str {
        let [zh, en] = &self.public;
        lang.pick(zh, en)
    }
}

impl IntoResponse for ApiError {
    /// The status only; [`super::problem`] writes the body, as it knows the language and the request's id.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
