//! Who asks, by what the request shows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{FromRequestParts, Query, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::ApiError;
use super::site::Site;
use super::state::App;
use crate::auth::{Action, Actor, Resource, Scope, Verdict, verdict};
use crate::layers::{Layer, SCOPED};

/// The one who asks. Every handler takes one and asks the policy through it; [`insist`] refuses answers of handlers that did not.
#[derive(Clone)]
pub(crate) struct Asker {
    actor: Actor,
    asked: Asked,
    /// The site that knew the token, and that answers.
    pub(crate) site: Arc<Site>,
}

/// Whether the policy was asked for a request.
#[derive(Clone, Default)]
struct Asked(Arc<AtomicBool>);

impl FromRequestParts<Arc<App>> for Asker {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let asked = parts.extensions.get::<Asked>().cloned().unwrap_or_default();
        let site = app.site();
        let shown = if site.served.tokens.is_empty() { None } else { secret(parts) };
        let actor = match shown {
            Some(secret) => match site.served.tokens.scope_of(&secret) {
                Some(scope) => Actor::Bearer(scope),
                // Whoever shows a token wants more than the public gets, and is to learn that it does not hold.
                None => return Err(ApiError::unknown_token()),
            },
            None if !site.served.tokens.is_empty() => Actor::Public,
            None if is_foreign(parts) => Actor::ForeignPage,
            None => Actor::LocalUser,
        };
        Ok(Self { actor, asked, site })
    }
}

/// Browsers say by `Sec-Fetch-Site` (W3C Fetch Metadata) whether a page of another site has sent a request; nothing else does.
fn is_foreign(parts: &Parts) -> bool {
    let site = parts.headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    matches!(site, Some("cross-site" | "same-site"))
}

/// The token shown: in the header as RFC 6750 says, or as `token` in the query, for desktop programs that can only be given a URL.
fn secret(parts: &Parts) -> Option<String> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    if let Some((_, secret)) = bearer {
        return Some(secret.trim().to_owned());
    }
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).ok()?;
    pairs.into_iter().find(|(key, _)| key == "token").map(|(_, secret)| secret)
}

impl Asker {
    pub(crate) fn may(&self, action: Action, resource: Resource<'_>) -> Result<(), ApiError> {
        self.asked.0.store(true, Ordering::Relaxed);
        match verdict(self.actor, action, resource) {
            Verdict::Allowed => Ok(()),
            Verdict::NeedsToken => Err(ApiError::token_needed()),
            Verdict::Forbidden => Err(ApiError::forbidden()),
        }
    }

    /// The scope that limits what is shown of a layer.
    pub(crate) fn scope_on(&self, layer: &Layer) -> Option<Scope> {
        self.actor.scope().filter(|_| SCOPED.contains(&&*layer.name))
    }

    /// The rows that are shown of a layer; `None` where all are. Waits for them.
    pub(crate) fn shown(&self, layer: &Layer) -> Option<&[u32]> {
        Some(&self.site.served.sight(self.actor.scope()?, layer)?.rows)
    }

    /// The scope that limits which clues are shown.
    pub(crate) fn scope(&self) -> Option<Scope> {
        self.actor.scope()
    }
}

/// Lets no answer out for which the policy was not asked: a route that forgets it fails at the first request, not at the first leak.
pub(crate) async fn insist(mut request: Request, next: Next) -> Response {
    let asked = Asked::default();
    request.extensions_mut().insert(asked.clone());
    let response = next.run(request).await;
    if asked.0.load(Ordering::Relaxed) || !(response.status().is_success() || response.status().is_redirection()) {
        return response;
    }
    ApiError::internal(anyhow::anyhow!("a route answers without asking the policy")).into_response()
}
