//! OGC API Tiles: which sets of tiles there are, and the tiles.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use bailiwick_engine::lang::Lang;
use serde_json::{Value, json};

use super::super::actor::Asker;
use super::super::address::Address;
use super::super::error::ApiError;
use super::super::params::{Language, Params};
use super::super::state::App;
use super::super::tilejson::vector_layer;
use super::super::tiles::{self, Asked, numbers, select};
use super::document::{JSON, answer, link, own_links, template, wants_page};
use super::landing::title;
use super::matrix_sets::{MATRIX_SETS, MatrixSet};
use crate::auth::{Action, Resource};
use crate::features::crs::Crs;
use crate::tiles::{DETAIL_ZOOM, TileCoord};

/// The media type of the standard for vector tiles.
const MVT: &str = "application/vnd.mapbox-vector-tile";

/// What a set of tiles is of: the whole dataset, or one collection.
#[derive(Clone)]
struct Of {
    /// The path of the list of its sets.
    path: String,
    /// The layers, joined by commas.
    names: String,
    /// As the client chose them, to be said again in URLs.
    chosen: Option<String>,
}

impl Of {
    /// The dataset: all layers that the asker may read, or those of `collections`.
    fn dataset(asker: &Asker, params: &Params) -> Result<Self, ApiError> {
        asker.may(Action::Read, Resource::Catalogue)?;
        let readable = asker.site.served.tiles.layers().iter().filter(|layer| asker.may(Action::Read, Resource::Layer(&layer.name)).is_ok());
        let chosen = params.get("collections").map(str::to_owned);
        let names = chosen.clone().unwrap_or_else(|| readable.map(|layer| layer.name.as_str()).collect::<Vec<_>>().join(","));
        select(asker, &names)?;
        Ok(Self { path: "/tiles".into(), names, chosen })
    }

    fn collection(asker: &Asker, name: &str) -> Result<Self, ApiError> {
        // A name with a comma is a list to everybody else.
        super::collections::layer(asker, name)?;
        Ok(Self { path: format!("/collections/{name}/tiles"), names: name.to_owned(), chosen: None })
    }

    fn query(&self) -> String {
        self.chosen.as_ref().map(|names| format!("?collections={names}")).unwrap_or_default()
    }
}

/// `GET /tiles`
pub(crate) async fn dataset_sets(asker: Asker, Language(lang): Language, address: Address, headers: HeaderMap, params: Params) -> Result<Response, ApiError> {
    let of = Of::dataset(&asker, &params)?;
    sets(&asker, &of, &address, &headers, &params, lang)
}

/// `GET /collections/{collection}/tiles`
pub(crate) async fn collection_sets(
    asker: Asker,
    Language(lang): Language,
    Path(name): Path<String>,
    address: Address,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let of = Of::collection(&asker, &name)?;
    sets(&asker, &of, &address, &headers, &params, lang)
}

fn sets(asker: &Asker, of: &Of, address: &Address, headers: &HeaderMap, params: &Params, lang: Lang) -> Result<Response, ApiError> {
    let is_page = wants_page(params, headers)?;
    let all: Vec<Value> = MATRIX_SETS.into_iter().map(|set| tileset(asker, of, set, address, lang, false)).collect();
    let document = json!({ "title": lang.pick("瓦片集", "Sets of tiles"), "links": own_links(address, &of.path, is_page, JSON, lang), "tilesets": all });
    Ok(answer(headers, is_page, JSON, lang, &document))
}

/// `GET /tiles/{matrixSet}`
pub(crate) async fn dataset_set(
    asker: Asker,
    Language(lang): Language,
    Path(set): Path<String>,
    address: Address,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let of = Of::dataset(&asker, &params)?;
    let document = tileset(&asker, &of, MatrixSet::of(&set)?, &address, lang, true);
    Ok(answer(&headers, wants_page(&params, &headers)?, JSON, lang, &document))
}

/// `GET /collections/{collection}/tiles/{matrixSet}`
pub(crate) async fn collection_set(
    asker: Asker,
    Language(lang): Language,
    Path((name, set)): Path<(String, String)>,
    address: Address,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let of = Of::collection(&asker, &name)?;
    let document = tileset(&asker, &of, MatrixSet::of(&set)?, &address, lang, true);
    Ok(answer(&headers, wants_page(&params, &headers)?, JSON, lang, &document))
}

/// A set of tiles; in a list without what takes room.
fn tileset(asker: &Asker, of: &Of, set: MatrixSet, address: &Address, lang: Lang, is_whole: bool) -> Value {
    let engine = &asker.site.served.engine;
    let (path, query) = (&of.path, of.query());
    let own = link(address, format_args!("{path}/{}{query}", set.id), "self", JSON, set.title(lang));
    let scheme = link(address, format_args!("/tileMatrixSets/{}", set.id), "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", JSON, set.title(lang));
    let item = template(address, format_args!("{path}/{}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}{query}", set.id), "item", MVT, lang.pick("瓦片", "tiles"));
    let mut document = json!({
        "title": title(&engine.name, engine.sample, lang),
        "dataType": "vector",
        "crs": set.crs,
        "tileMatrixSetURI": format!("http://www.opengis.net/def/tilematrixset/OGC/1.0/{}", set.id),
        "links": [own, scheme, item],
    });
    if set.id == "CGCS2000Quad" {
        document["tileMatrixSetURI"] = address.url(format_args!("/tileMatrixSets/{}", set.id)).into();
    }
    if is_whole {
        let [west, south, east, north] = engine.bounds().to_array();
        let described = asker.site.served.tiles.select(&of.names).unwrap_or_default();
        let layers = asker.site.served.tiles.at(&described).map(|layer| {
            let fields = vector_layer(layer, lang)["fields"].clone();
            json!({ "id": layer.name, "title": lang.pick(&layer.description[0], &layer.description[1]), "dataType": "vector", "propertiesSchema": { "type": "object", "properties": typed(&fields) } })
        });
        document["layers"] = layers.collect();
        document["attribution"] = engine.attribution.clone().into();
        document["boundingBox"] = json!({ "lowerLeft": [west, south], "upperRight": [east, north], "crs": Crs::Crs84.uri() });
        document["tileMatrixSetLimits"] = limits(set, [west, south, east, north]);
    }
    document
}

/// The types of TileJSON as those of JSON Schema.
fn typed(fields: &Value) -> Value {
    let kind = |kind: &Value| match kind.as_str() {
        Some("Number") => json!({ "type": "number" }),
        Some("Boolean") => json!({ "type": "boolean" }),
        _ => json!({ "type": "string" }),
    };
    Value::Object(fields.as_object().into_iter().flatten().map(|(name, of)| (name.clone(), kind(of))).collect())
}

/// Which tiles of each matrix can have something in them.
fn limits(set: MatrixSet, [west, south, east, north]: [f64; 4]) -> Value {
    let of = |matrix: u8| {
        let zoom = set.tile(matrix, 0, 0)?.zoom();
        let [low, high] = [[west, north], [east, south]].map(|corner| TileCoord::holding(zoom, set.grid.to_square(corner)).column_row());
        Some(json!({ "tileMatrix": matrix.to_string(), "minTileRow": low[1], "maxTileRow": high[1], "minTileCol": low[0], "maxTileCol": high[0] }))
    };
    (0..=DETAIL_ZOOM.min(set.last())).filter_map(of).collect()
}

/// `GET /tiles/{matrixSet}/{matrix}/{row}/{column}`
pub(crate) async fn dataset_tile(
    State(app): State<Arc<App>>,
    asker: Asker,
    Path((set, matrix, row, column)): Path<(String, String, String, String)>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let of = Of::dataset(&asker, &params)?;
    tile(&app, &asker, of, [&set, &matrix, &row, &column], &headers, &params).await
}

/// `GET /collections/{collection}/tiles/{matrixSet}/{matrix}/{row}/{column}`
pub(crate) async fn collection_tile(
    State(app): State<Arc<App>>,
    asker: Asker,
    Path((name, set, matrix, row, column)): Path<(String, String, String, String, String)>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let of = Of::collection(&asker, &name)?;
    tile(&app, &asker, of, [&set, &matrix, &row, &column], &headers, &params).await
}

async fn tile(
    app: &Arc<App>,
    asker: &Asker,
    of: Of,
    [set, matrix, row, column]: [&str; 4],
    headers: &HeaderMap,
    params: &Params,
) -> Result<Response, ApiError> {
    let set = MatrixSet::of(set)?;
    let coord = numbers(matrix, row, column).and_then(|(matrix, row, column)| set.tile(matrix, row, column)).ok_or_else(|| impossible(set))?;
    let layers = select(asker, &of.names)?;
    tiles::answer(app, asker, Asked { names: of.names, layers, grid: set.grid, coord, media_type: MVT }, headers, params).await
}

fn impossible(set: MatrixSet) -> ApiError {
    let last = set.last();
    let sentence = [
        format!("瓦片坐标无效：{} 的矩阵为 0 至 {last}，行列号不得超出矩阵", set.id),
        format!("no such tile: the matrices of {} are 0 to {last}, and rows and columns end with the matrix", set.id),
    ];
    ApiError::new(axum::http::StatusCode::NOT_FOUND, "impossible_tile", sentence)
}
