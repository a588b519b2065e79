//! `GET /sprite/{file}`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::actor::Asker;
use super::error::ApiError;
use super::etag;
use super::state::{App, Work, run};
use crate::auth::{Action, Resource};
use crate::sprites::{Density, NAME, names, sheet};

/// The picture of all icons, or where in it each is.
pub(crate) async fn sprite(State(app): State<Arc<App>>, asker: Asker, Path(file): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Page)?;
    let (density, is_picture) = part(&file).ok_or_else(unknown_sprite)?;
    let place = app.place(Work::Short).await?;
    let sheet = run(place, move || sheet(density)).await?;
    let (media_type, bytes) = if is_picture { ("image/png", &sheet.png) } else { ("application/json", &sheet.index) };
    Ok(etag::answer(&headers, media_type, "no-cache", bytes.clone()))
}

/// Which density a file is of, and whether it is the picture.
fn part(file: &str) -> Option<(Density, bool)> {
    match file.strip_prefix(NAME)? {
        ".json" => Some((Density::Single, false)),
        ".png" => Some((Density::Single, true)),
        "@2x.json" => Some((Density::Double, false)),
        "@2x.png" => Some((Density::Double, true)),
        _ => None,
    }
}

fn unknown_sprite() -> ApiError {
    let sentence =
        ["没有这个图标集，可用的是 bailiwick.json、.png、@2x.json、@2x.png", "there is no such sprite: ask for bailiwick.json, .png, @2x.json or @2x.png"];
    ApiError::new(StatusCode::NOT_FOUND, "unknown_sprite", sentence)
}

/// The sprite as the catalogue lists it.
pub(crate) fn listed() -> Value {
    json!({ NAME: { "images": names() } })
}
