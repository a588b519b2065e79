//! By which address the client reached us, for the URLs in our answers.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::state::App;

/// Scheme, host and base path: what stands before every path of ours, `http://127.0.0.1:8080`.
pub(crate) struct Address {
    root: String,
    /// The token that the client had to put into the URL, as `token=…`; the URLs of our answers need it too.
    token: Option<String>,
}

impl FromRequestParts<Arc<App>> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let text = |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
        // Checked before to be a name of ours.
        let host = parts.uri.authority().map(ToString::to_string).or_else(|| text(header::HOST).map(str::to_owned)).unwrap_or_else(|| "localhost".into());
        // Said by a proxy; a client that lies gets URLs that do not work for itself.
        let is_secure = parts.headers.get("x-forwarded-proto").is_some_and(|value| value.as_bytes() == b"https");
        let scheme = if is_secure { "https" } else { "http" };
        let token = parts.uri.query().unwrap_or_default().split('&').find(|pair| pair.starts_with("token=")).map(str::to_owned);
        Ok(Self { root: format!("{scheme}://{host}{}", app.settings.base_path), token })
    }
}

impl Address {
    /// A URL of ours that everybody may read, and that clients put endings behind.
    pub(crate) fn plain(&self, path: impl fmt::Display) -> String {
        format!("{}{path}", self.root)
    }

    /// As layer definitions have it.
    pub(crate) fn for_desktop(&self) -> crate::desktop::Address {
        let secret = self.token.as_deref().and_then(|token| form_urlencoded::parse(token.as_bytes()).next()).map(|(_, secret)| secret.into_owned());
        crate::desktop::Address { root: self.root.clone(), token: secret }
    }

    /// A URL of ours: a path, which may have a query, and the token where the client has it in its own URL.
    pub(crate) fn url(&self, path: impl fmt::Display) -> String {
        let url = format!("{}{path}", self.root);
        match &self.token {
            Some(token) => format!("{url}{}{token}", if url.contains('?') { '&' } else { '?' }),
            None => url,
        }
    }
}
