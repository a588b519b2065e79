//! What there is: the catalogue in Martin's shape, and of layers TileJSON.
//!
//! # References
//! TileJSON 3.0.0.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bailiwick_engine::lang::Lang;
use serde_json::{Map, Value, json};

use super::actor::Asker;
use super::address::Address;
use super::error::ApiError;
use super::params::Language;
use super::state::{App, Work, run};
use super::tiles::{MEDIA_TYPE, unknown_layer};
use super::{etag, foreign, glyphs, page, sprites, style};
use crate::auth::{Action, Resource};
use crate::foreign::Source;
use crate::layers::Layer;
use crate::tiles::{DETAIL_ZOOM, POINT_COUNT};

/// `GET /catalog`: the layers that the asker may read.
pub(crate) async fn catalog(State(app): State<Arc<App>>, asker: Asker, Language(lang): Language) -> Result<Json<Value>, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    let served = &asker.site.served;
    let entry = |layer: &Layer| {
        let [zh, en] = &layer.description;
        json!({ "content_type": MEDIA_TYPE, "description": lang.pick(zh, en), "attribution": served.engine.attribution })
    };
    let readable = served.tiles.layers().iter().filter(|layer| asker.may(Action::Read, Resource::Layer(&layer.name)).is_ok());
    let mut tiles: Map<String, Value> = readable.map(|layer| (layer.name.clone(), entry(layer))).collect();
    // The first to ask for fonts unpacks them.
    let place = app.place(Work::Short).await?;
    let site = asker.site.clone();
    let fonts = run(place, move || glyphs::listed(&site.served.fonts)).await?;
    tiles.extend(foreign::entries(&asker.site));
    Ok(Json(json!({ "tiles": tiles, "sprites": sprites::listed(), "fonts": fonts, "styles": style::listed() })))
}

/// `GET /{layers}`; the page's own files at the top share the place.
pub(crate) async fn tilejson(
    asker: Asker,
    Language(lang): Language,
    Path(names): Path<String>,
    address: Address,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if let Some(file) = page::file(&names, &asker.site.served.basemaps, &headers) {
        asker.may(Action::Read, Resource::Page)?;
        return Ok(file);
    }
    let (layers, sources) =
        foreign::select(&asker, &names).map_err(|error| if error.status == StatusCode::NOT_FOUND { unknown_layer(&names) } else { error })?;
    let served = &asker.site.served;
    let described: Vec<Value> = served.tiles.at(&layers).map(|layer| vector_layer(layer, lang)).collect();
    let [west, south, east, north] = served.engine.bounds().to_array();
    let mut document = json!({
        "tilejson": "3.0.0",
        "name": names,
        "scheme": "xyz",
        "tiles": [address.url(format_args!("/{names}/{{z}}/{{x}}/{{y}}{}", versioned(&asker, &layers, &sources)))],
        "minzoom": 0,
        "maxzoom": DETAIL_ZOOM,
        "bounds": [west, south, east, north],
        "center": [f64::midpoint(west, east), f64::midpoint(south, north), 7],
        "attribution": served.engine.attribution,
        "vector_layers": described,
    });
    foreign::describe(&mut document, &layers, &sources);
    Ok(etag::answer(&headers, "application/json", "no-cache", document.to_string().into_bytes()))
}

/// A layer as TileJSON describes it.
pub fn vector_layer(layer: &Layer, lang: Lang) -> Value {
    let mut fields: Map<String, Value> = layer.fields.iter().map(|field| (field.name.to_owned(), field.kind.in_tilejson().into())).collect();
    if layer.is_clustered {
        fields.insert(POINT_COUNT.into(), "Number".into());
    }
    let [zh, en] = &layer.description;
    json!({ "id": layer.name, "description": lang.pick(zh, en), "fields": fields, "minzoom": 0, "maxzoom": DETAIL_ZOOM })
}

/// The version of all that is asked for as a part of URLs, so that clients may keep what they have for ever; nothing while layers are
/// awaited, or where tables are among it.
fn versioned(asker: &Asker, layers: &[u16], sources: &[&Source]) -> String {
    foreign::version(&asker.site, layers, sources).map(|version| format!("?v={version}")).unwrap_or_default()
}
