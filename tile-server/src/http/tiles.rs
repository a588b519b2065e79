//! `GET /{layers}/{z}/{x}/{y}`

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::actor::Asker;
use super::coding::{Coding, Settled};
use super::error::ApiError;
use super::etag;
use super::foreign;
use super::params::Params;
use super::site::Site;
use super::state::{App, Work, run};
use super::tile_cache::{Key, Stored};
use crate::auth::{Action, Resource};
use crate::layers::Layer;
use crate::tiles::{Grid, TileCoord};

/// A tile of web maps; 204 where nothing lies in it.
pub(crate) async fn tile(
    State(app): State<Arc<App>>,
    asker: Asker,
    Path((names, z, x, y)): Path<(String, String, String, String)>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    if foreign::is_asked_for(&asker.site, &names) {
        return foreign::tile(&app, &asker, &names, [&z, &x, &y], &headers, params.get("v")).await;
    }
    let layers = select(&asker, &names)?;
    let coord = coord(&z, &x, &y)?;
    answer(&app, &asker, Asked { names, layers, grid: Grid::WebMercator, coord, media_type: MEDIA_TYPE }, &headers, &params).await
}

/// Which tile.
pub(crate) struct Asked {
    /// The layers as the client names them.
    pub(crate) names: String,
    /// Their places.
    pub(crate) layers: Box<[u16]>,
    pub(crate) grid: Grid,
    pub(crate) coord: TileCoord,
    /// What kind of thing the answer says it is.
    pub(crate) media_type: &'static str,
}

/// Of the version that the URL names: it will never say anything else. Not for caches between us and the client, as clues are not for all.
const FOR_EVER: &str = "private, max-age=31536000, immutable";
/// Kept by clients, and asked for again with its validator: the data may be another after a while.
const UNTIL_ASKED_AGAIN: &str = "private, no-cache";

pub(crate) const MEDIA_TYPE: &str = "application/x-protobuf";

/// A tile for somebody who may have it, from those that are kept or newly made.
pub(crate) async fn answer(app: &Arc<App>, asker: &Asker, asked: Asked, headers: &HeaderMap, params: &Params) -> Result<Response, ApiError> {
    let Asked { names, layers, grid, coord, media_type } = asked;
    let site = &asker.site;
    let said = params.get("v");
    let is_present = said.is_some() && site.served.tiles.version(&layers).as_deref() == said;
    site.when_there(site.served.tiles.at(&layers)).await?;
    let scope = site.served.tiles.at(&layers).find_map(|layer| asker.scope_on(layer));
    let key = Key { layers, grid, coord, coding: Coding::of(headers), scope };
    let kept = site.tiles.kept(&key).await;
    app.metrics.looked(kept.is_some());
    let stored = match kept {
        Some(stored) => stored,
        None => site.tiles.get(key.clone(), make(app, site, key, names)).await?,
    };
    Ok(respond(headers, &stored, media_type, is_present))
}

/// A stored tile as an answer; 204 where nothing lies in it.
pub(crate) fn respond(headers: &HeaderMap, stored: &Stored, media_type: &'static str, is_present: bool) -> Response {
    if stored.bytes.is_empty() {
        return StatusCode::NO_CONTENT.into_response();
    }
    let kept = if is_present { FOR_EVER } else { UNTIL_ASKED_AGAIN };
    let mut response = etag::answer_with(headers, stored.etag.clone(), media_type, kept, stored.bytes.clone());
    // Those too short to be worth a coding as well: it would be made again for every request.
    response.extensions_mut().insert(Settled);
    let fields = response.headers_mut();
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding, authorization"));
    if let Some(coding) = stored.coding.header().filter(|_| fields.contains_key(header::CONTENT_TYPE)) {
        fields.insert(header::CONTENT_ENCODING, coding);
    }
    response
}

/// Encodes and compresses a tile, outside of the async workers.
async fn make(app: &Arc<App>, site: &Arc<Site>, key: Key, names: String) -> Result<Arc<Stored>, ApiError> {
    let place = app.place(Work::Short).await?;
    let (app, site) = (app.clone(), site.clone());
    let made = run(place, move || -> Result<Stored, ApiError> {
        let begun = Instant::now();
        let eyes = |layer: &Layer| site.served.sight(key.scope?, layer);
        let bytes = site.served.tiles.tile(&key.layers, key.grid, key.coord, &eyes);
        let etag = etag::of(MEDIA_TYPE, &bytes);
        let (coding, bytes) = key.coding.encode(bytes).map_err(ApiError::internal)?;
        app.metrics.made(&names, key.coord.zoom(), begun.elapsed(), bytes.len());
        Ok(Stored { bytes: bytes.into(), coding, etag })
    });
    made.await?.map(Arc::new)
}

/// The places of the layers of a list of names, if the asker may read each.
pub(crate) fn select(asker: &Asker, names: &str) -> Result<Box<[u16]>, ApiError> {
    let layers = asker.site.served.tiles.select(names).map_err(|unknown| unknown_layer(&unknown.0))?;
    asker.site.served.tiles.at(&layers).try_for_each(|layer| asker.may(Action::Read, Resource::Layer(&layer.name)))?;
    Ok(layers)
}

pub(crate) fn unknown_layer(name: &str) -> ApiError {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    let sentence = [format!("没有图层“{shown}”，可用图层见 /catalog"), format!("there is no layer {shown:?}: /catalog lists those there are")];
    ApiError::new(StatusCode::NOT_FOUND, "unknown_layer", sentence)
}

/// Zoom, column and row. The endings `.pbf` and `.mvt` are accepted: some clients insist on one.
pub(crate) fn numbers(z: &str, x: &str, y: &str) -> Option<(u8, u32, u32)> {
    let y = y.strip_suffix(".pbf").or_else(|| y.strip_suffix(".mvt")).unwrap_or(y);
    // `parse` alone would take "+1" as well.
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
    Some((u8::try_from(number(z)?).ok()?, number(x)?, number(y)?))
}

/// The tile of web maps at a zoom, a column and a row.
pub(crate) fn coord(z: &str, x: &str, y: &str) -> Result<TileCoord, ApiError> {
    numbers(z, x, y).and_then(|(z, x, y)| TileCoord::new(z, [x, y]).ok()).ok_or_else(impossible)
}

fn impossible() -> ApiError {
    let sentence = ["瓦片坐标无效：z 应为 0 至 22，x 与 y 应为 0 至 2^z − 1", "no such tile: z must be from 0 to 22, x and y from 0 to 2^z − 1"];
    ApiError::bad_request("impossible_tile", sentence)
}
