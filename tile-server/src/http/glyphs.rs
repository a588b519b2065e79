//! `GET /font/{fontstack}/{range}`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::actor::Asker;
use super::error::ApiError;
use super::etag;
use super::state::{App, Work, run};
use crate::auth::{Action, Resource};
use crate::glyphs::{Font, Fonts, GlyphRange};

/// Fonts change with a restart at most, and letters hardly then; a client asks for dozens of ranges.
const A_DAY: &str = "public, max-age=86400";

/// The letters of a range.
pub(crate) async fn range(
    State(app): State<Arc<App>>,
    asker: Asker,
    Path((stack, range)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Page)?;
    let range: GlyphRange = range.strip_suffix(".pbf").unwrap_or(&range).parse().map_err(|_| no_such_range())?;
    let place = app.place(Work::Short).await?;
    let glyphs = run(place, move || asker.site.served.fonts.range(&stack, range)).await?;
    Ok(etag::answer(&headers, "application/x-protobuf", A_DAY, glyphs))
}

fn no_such_range() -> ApiError {
    let sentence = ["字形范围无效，应为 0-255、256-511 … 65280-65535", "no such range of letters: write 0-255, 256-511, … or 65280-65535"];
    ApiError::new(StatusCode::BAD_REQUEST, "no_such_range", sentence)
}

/// The fonts as the catalogue lists them, each name once: of two fonts of a name the first is drawn with.
pub(crate) fn listed(fonts: &Fonts) -> Map<String, Value> {
    let entry = |font: &Font| {
        let (glyphs, start, end) = font.extent();
        json!({ "family": font.family, "style": font.style, "glyphs": glyphs, "start": start, "end": end })
    };
    let mut listed = Map::new();
    for font in fonts.all() {
        listed.entry(font.name()).or_insert_with(|| entry(font));
    }
    listed
}
