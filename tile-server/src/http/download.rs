//! Files for desktop programs.

use std::sync::Arc;

use axum::response::Response;
use bailiwick_engine::export::Format;
use bailiwick_engine::lang::Lang;

use super::actor::Asker;
use super::error::ApiError;
use super::params::Params;
use super::state::App;

/// The features of a collection that match, as a file.
pub(crate) async fn items(_app: &Arc<App>, _asker: Asker, _name: &str, _format: Format, _lang: Lang, _params: &Params) -> Result<Response, ApiError> {
    Err(ApiError::not_found())
}
