//! Who asks, by what the request shows.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::error::ApiError;
use crate::auth::{Action, Actor, Resource, is_allowed};

/// The one who asks. Every handler takes one and asks the policy through it.
#[derive(Clone, Copy)]
pub(crate) struct Asker(Actor);

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = std::convert::Infallible;

    /// Browsers say by `Sec-Fetch-Site` (W3C Fetch Metadata) whether a page of another site has sent a request; nothing else does.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let site = parts.headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
        let is_foreign = matches!(site, Some("cross-site" | "same-site"));
        Ok(Self(if is_foreign { Actor::ForeignPage } else { Actor::LocalUser }))
    }
}

impl Asker {
    pub(crate) fn may(self, action: Action, resource: Resource<'_>) -> Result<(), ApiError> {
        if is_allowed(self.0, action, resource) { Ok(()) } else { Err(ApiError::forbidden()) }
    }
}
