//! `GET /{layers}/{z}/{x}/{y}`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::actor::Asker;
use super::coding::Coding;
use super::error::ApiError;
use super::etag;
use super::foreign;
use super::params::Params;
use super::state::{App, Work};
use super::tile_cache::{Key, Stored};
use crate::auth::{Action, Resource};
use crate::tiles::{Layer, TileCoord, tile as encode, version};

/// A tile; 204 where nothing lies in it.
pub(crate) async fn tile(
    State(app): State<Arc<App>>,
    asker: Asker,
    Path((names, z, x, y)): Path<(String, String, String, String)>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    if foreign::is_asked_for(&app, &names) {
        return foreign::tile(&app, asker, &names, [&z, &x, &y], &headers, params.get("v")).await;
    }
    let layers = select(&app, asker, &names)?;
    let are_read = layers.iter().all(|layer| layer.is_filled());
    let asked = params.get("v");
    let is_present = asked.is_some() && version(&layers).as_deref() == asked;
    let coord = coord(&z, &x, &y)?;
    if !are_read {
        app.when_whole().await?;
    }
    let key = Key { layers: app.served.tiles.places(&names), coord, coding: Coding::of(&headers) };
    let stored = app.tiles.get(key.clone(), make(&app, key)).await?;
    Ok(answer(&headers, &stored, MEDIA_TYPE, is_present))
}

/// A stored tile as an answer; 204 where nothing lies in it.
pub(crate) fn answer(headers: &HeaderMap, stored: &Stored, media_type: &'static str, is_present: bool) -> Response {
    if stored.bytes.is_empty() {
        return StatusCode::NO_CONTENT.into_response();
    }
    let kept = if is_present { FOR_EVER } else { UNTIL_ASKED_AGAIN };
    let mut response = etag::answer_with(headers, stored.etag.clone(), media_type, kept, stored.bytes.clone());
    let fields = response.headers_mut();
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = stored.coding.header().filter(|_| fields.contains_key(header::CONTENT_TYPE)) {
        fields.insert(header::CONTENT_ENCODING, coding);
    }
    response
}

/// Of the version that the URL names: it will never say anything else. Not for caches between us and the client, as clues are not for all.
const FOR_EVER: &str = "private, max-age=31536000, immutable";
/// Kept by clients, and asked for again with its validator: the data may be another after a restart.
const UNTIL_ASKED_AGAIN: &str = "no-cache";

pub(crate) const MEDIA_TYPE: &str = "application/x-protobuf";

/// Encodes and compresses a tile, outside of the async workers.
async fn make(app: &Arc<App>, key: Key) -> Result<Arc<Stored>, ApiError> {
    let place = app.place(Work::Short).await?;
    let made = app.run(place, move |app| -> Result<Stored, ApiError> {
        let layers: Vec<&Layer> = key.layers.iter().map(|&place| &app.served.tiles.layers()[usize::from(place)]).collect();
        let bytes = encode(&layers, key.coord).map_err(ApiError::internal)?;
        let etag = etag::of(MEDIA_TYPE, &bytes);
        let (coding, bytes) = key.coding.encode(bytes).map_err(ApiError::internal)?;
        Ok(Stored { bytes: bytes.into(), coding, etag })
    });
    made.await?.map(Arc::new)
}

/// The layers of a list of names, if the asker may read each.
pub(crate) fn select<'a>(app: &'a App, asker: Asker, names: &str) -> Result<Vec<&'a Layer>, ApiError> {
    let layers = app.served.tiles.select(names).map_err(|unknown| unknown_layer(&unknown.0))?;
    layers.iter().try_for_each(|layer| asker.may(Action::Read, Resource::Layer(&layer.name)))?;
    Ok(layers)
}

pub(crate) fn unknown_layer(name: &str) -> ApiError {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    let sentence = [format!("没有图层“{shown}”，可用图层见 /catalog"), format!("there is no layer {shown:?}: /catalog lists those there are")];
    ApiError::new(StatusCode::NOT_FOUND, "unknown_layer", sentence)
}

/// The endings `.pbf` and `.mvt` are accepted: some clients insist on one.
pub(crate) fn coord(z: &str, x: &str, y: &str) -> Result<TileCoord, ApiError> {
    let y = y.strip_suffix(".pbf").or_else(|| y.strip_suffix(".mvt")).unwrap_or(y);
    // `parse` alone would take "+1" as well.
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
    let numbers = number(z).and_then(|z| u8::try_from(z).ok()).zip(number(x)).zip(number(y));
    numbers.and_then(|((z, x), y)| TileCoord::new(z, [x, y]).ok()).ok_or_else(|| {
        let sentence = ["瓦片坐标无效：z 应为 0 至 22，x 与 y 应为 0 至 2^z − 1", "no such tile: z must be from 0 to 22, x and y from 0 to 2^z − 1"];
        ApiError::bad_request("impossible_tile", sentence)
    })
}
