//! What layers there are: the catalogue in Martin's shape, and TileJSON.
//!
//! # References
//! TileJSON 3.0.0.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::actor::Asker;
use super::error::ApiError;
use super::params::Language;
use super::state::App;
use super::tiles::unknown_layer;
use super::{etag, foreign, page};
use crate::auth::{Action, Resource};
use crate::foreign::Source;
use crate::tiles::{DETAIL_ZOOM, Layer};

/// `GET /catalog`
pub(crate) async fn catalog(State(app): State<Arc<App>>, asker: Asker, Language(lang): Language) -> Result<Json<Value>, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    let entry = |layer: &Layer| {
        let [zh, en] = &layer.description;
        json!({ "content_type": "application/x-protobuf", "description": lang.pick(zh, en), "attribution": app.served.engine.attribution })
    };
    let mut tiles: Map<String, Value> = app.served.tiles.layers().iter().map(|layer| (layer.name.clone(), entry(layer))).collect();
    tiles.extend(foreign::entries(&app));
    Ok(Json(json!({ "tiles": tiles })))
}

/// `GET /{layers}`; the page's own files at the top share the place.
pub(crate) async fn tilejson(
    State(app): State<Arc<App>>,
    asker: Asker,
    Language(lang): Language,
    Path(names): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if let Some(file) = page::file(&names, &headers) {
        asker.may(Action::Read, Resource::Page)?;
        return Ok(file);
    }
    let (layers, sources) =
        foreign::select(&app, asker, &names).map_err(|error| if error.status == StatusCode::NOT_FOUND { unknown_layer(&names) } else { error })?;
    let described: Vec<Value> = layers
        .iter()
        .map(|layer| {
            let fields: Map<String, Value> = layer.fields.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).into())).collect();
            let [zh, en] = &layer.description;
            json!({ "id": layer.name, "description": lang.pick(zh, en), "fields": fields, "minzoom": 0, "maxzoom": DETAIL_ZOOM })
        })
        .collect();
    let [west, south, east, north] = app.served.engine.bounds().to_array();
    let mut document = json!({
        "tilejson": "3.0.0",
        "name": names,
        "scheme": "xyz",
        "tiles": [format!("http://{}/{names}/{{z}}/{{x}}/{{y}}{}", host(&uri, &headers), versioned(&layers, &sources))],
        "minzoom": 0,
        "maxzoom": DETAIL_ZOOM,
        "bounds": [west, south, east, north],
        "center": [f64::midpoint(west, east), f64::midpoint(south, north), 7],
        "attribution": app.served.engine.attribution,
        "vector_layers": described,
    });
    foreign::describe(&mut document, &layers, &sources);
    Ok(etag::answer(&headers, "application/json", "no-cache", document.to_string().into_bytes()))
}

/// The version of all that is asked for as a part of URLs, so that clients may keep what they have for ever; nothing while layers are awaited, or where tables are among it.
fn versioned(layers: &[&Layer], sources: &[&Source]) -> String {
    foreign::version(layers, sources).map(|version| format!("?v={version}")).unwrap_or_default()
}

/// The host by which the client reached us; checked before to be a name of this machine.
fn host(uri: &Uri, headers: &HeaderMap) -> String {
    let said = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    uri.authority().map(ToString::to_string).or_else(|| said.map(str::to_owned)).unwrap_or_else(|| "localhost".into())
}
