//! What ArcGIS Pro asks a vector tile service, so that our layers open in it by their address.
//!
//! `/arcgis/rest/services/{layers}/VectorTileServer`: layers joined by commas, or `all`; with `.4490` behind them in degrees of CGCS2000.
//!
//! # References
//! ArcGIS REST API, *Vector Tile Service*, *Vector Tile*, *Vector Tile Style*, *Vector Tile Font*, *Vector Tile Sprite*.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::actor::Asker;
use super::address::Address;
use super::error::ApiError;
use super::params::{Language, Params};
use super::state::{App, Work, run};
use super::tiles::{self, Asked, MEDIA_TYPE, numbers, select};
use super::{etag, style};
use crate::auth::{Action, Resource};
use crate::tiles::{DETAIL_ZOOM, Grid, TileCoord};

/// The version of ArcGIS Server whose answers these are like.
const VERSION: f64 = 10.81;
/// Half the side of the square of EPSG:3857, metres.
const HALF_SIDE_M: f64 = std::f64::consts::PI * 6_378_137.0;
/// Pixels along a tile.
const TILE_PIXELS: u32 = 512;
/// Pixels of an inch, by which Esri tells scales, and inches of a metre.
const DPI: f64 = 96.0;
const INCHES_PER_METRE: f64 = 39.37;
/// Metres of a degree, by which Esri tells scales of degrees.
const DEGREE_M: f64 = 6_378_137.0 * std::f64::consts::PI / 180.0;
/// The ending of services in degrees.
const IN_DEGREES: &str = ".4490";
/// All layers.
const ALL: &str = "all";

/// A service: some layers in a grid.
struct Service {
    /// As the client names it.
    name: String,
    names: String,
    layers: Box<[u16]>,
    grid: Grid,
}

impl Service {
    fn of(asker: &Asker, name: &str) -> Result<Self, ApiError> {
        let (names, grid) = name.strip_suffix(IN_DEGREES).map_or((name, Grid::WebMercator), |names| (names, Grid::Geographic));
        let readable = || asker.site.served.tiles.layers().iter().filter(|layer| asker.may(Action::Read, Resource::Layer(&layer.name)).is_ok());
        let names = if names == ALL { readable().map(|layer| layer.name.as_str()).collect::<Vec<_>>().join(",") } else { names.to_owned() };
        Ok(Self { name: name.to_owned(), layers: select(asker, &names)?, names, grid })
    }

    /// How many zooms of the square its level 0 is: the world of degrees is two tiles wide.
    fn first_zoom(&self) -> u8 {
        match self.grid {
            Grid::WebMercator => 0,
            Grid::Geographic => 1,
        }
    }

    fn reference(&self) -> Value {
        match self.grid {
            Grid::WebMercator => json!({ "wkid": 102_100, "latestWkid": 3857 }),
            Grid::Geographic => json!({ "wkid": 4490, "latestWkid": 4490 }),
        }
    }

    /// The north-western corner, the size of a cell of level 0, and metres of its unit.
    fn frame(&self) -> ([f64; 2], f64, f64) {
        match self.grid {
            Grid::WebMercator => ([-HALF_SIDE_M, HALF_SIDE_M], 2.0 * HALF_SIDE_M / f64::from(TILE_PIXELS), 1.0),
            Grid::Geographic => ([-180.0, 90.0], 180.0 / f64::from(TILE_PIXELS), DEGREE_M),
        }
    }

    fn extent(&self, [west, south, east, north]: [f64; 4]) -> Value {
        let place = |degrees: [f64; 2]| match self.grid {
            Grid::WebMercator => crate::features::crs::Crs::WebMercator.from_degrees(degrees),
            Grid::Geographic => degrees,
        };
        let ([xmin, ymin], [xmax, ymax]) = (place([west, south]), place([east, north]));
        json!({ "xmin": xmin, "ymin": ymin, "xmax": xmax, "ymax": ymax, "spatialReference": self.reference() })
    }
}

/// `GET /arcgis/rest/info`
pub(crate) async fn info(asker: Asker, headers: HeaderMap) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    Ok(answer(&headers, &json!({ "currentVersion": VERSION, "authInfo": { "isTokenBasedSecurity": false } })))
}

/// `GET /arcgis/rest/services`: a service of all layers and one of each, in both grids.
pub(crate) async fn services(asker: Asker, headers: HeaderMap) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    let readable = asker.site.served.tiles.layers().iter().filter(|layer| asker.may(Action::Read, Resource::Layer(&layer.name)).is_ok());
    let names = std::iter::once(ALL).chain(readable.map(|layer| layer.name.as_str()));
    let services = names.flat_map(|name| [name.to_owned(), format!("{name}{IN_DEGREES}")]);
    let services: Vec<Value> = services.map(|name| json!({ "name": name, "type": "VectorTileServer" })).collect();
    Ok(answer(&headers, &json!({ "currentVersion": VERSION, "folders": [], "services": services })))
}

/// `GET /arcgis/rest/services/{service}/VectorTileServer`
pub(crate) async fn service(asker: Asker, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let service = Service::of(&asker, &name)?;
    let ([x, y], cell, unit_m) = service.frame();
    let levels: Vec<Value> = (0..=DETAIL_ZOOM - service.first_zoom())
        .map(|level| {
            let resolution = cell / f64::from(1_u32 << level);
            json!({ "level": level, "resolution": resolution, "scale": resolution * unit_m * DPI * INCHES_PER_METRE })
        })
        .collect();
    let engine = &asker.site.served.engine;
    let extent = service.extent(engine.bounds().to_array());
    let document = json!({
        "currentVersion": VERSION,
        "name": service.name,
        "copyrightText": engine.attribution,
        "capabilities": "TilesOnly",
        "type": "vectorTile",
        "defaultStyles": "resources/styles",
        "tiles": ["tile/{z}/{y}/{x}.pbf"],
        "exportTilesAllowed": false,
        "initialExtent": extent,
        "fullExtent": extent,
        "minScale": levels.first().map(|level| level["scale"].clone()),
        "maxScale": levels.last().map(|level| level["scale"].clone()),
        "minLOD": 0,
        "maxLOD": levels.len() - 1,
        "maxzoom": levels.len() - 1,
        "tileInfo": {
            "rows": TILE_PIXELS,
            "cols": TILE_PIXELS,
            "dpi": DPI,
            "format": "pbf",
            "origin": { "x": x, "y": y },
            "spatialReference": service.reference(),
            "lods": levels,
        },
        "resourceInfo": { "styleVersion": 8, "tileCompression": "gzip", "cacheInfo": { "storageInfo": { "packetSize": 128, "storageFormat": "compactV2" } } },
    });
    Ok(answer(&headers, &document))
}

/// `GET /arcgis/rest/services/{service}/VectorTileServer/tile/{level}/{row}/{column}`
pub(crate) async fn tile(
    State(app): State<Arc<App>>,
    asker: Asker,
    Path((name, level, row, column)): Path<(String, String, String, String)>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let service = Service::of(&asker, &name)?;
    let first = service.first_zoom();
    let coord = numbers(&level, &row, &column).and_then(|(level, row, column)| {
        // The lower half of the square of degrees is no part of the world.
        let is_of_the_world = service.grid == Grid::WebMercator || row.checked_shr(level.into()).unwrap_or(0) == 0;
        TileCoord::new(level.checked_add(first)?, [column, row]).ok().filter(|_| is_of_the_world)
    });
    let coord = coord.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "impossible_tile", ["没有这个瓦片", "there is no such tile"]))?;
    let Service { names, layers, grid, .. } = service;
    tiles::answer(&app, &asker, Asked { names, layers, grid, coord, media_type: MEDIA_TYPE }, &headers, &params).await
}

/// `GET /arcgis/rest/services/{service}/VectorTileServer/resources/styles/root.json`, and the folder of styles itself.
pub(crate) async fn root_style(
    State(app): State<Arc<App>>,
    asker: Asker,
    Language(lang): Language,
    Path(name): Path<String>,
    address: Address,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let service = Service::of(&asker, &name)?;
    asker.site.when_whole().await?;
    let place = app.place(Work::Short).await?;
    let document = run(place, move || {
        let whole = style::filled(&asker, &|path| address.url(path), &|path| address.plain(path), lang);
        for_service(whole, &service, &address)
    });
    Ok(answer(&headers, &document.await?))
}

/// The style with the service as its only source, and of its layers those that the service has.
fn for_service(mut style: Value, service: &Service, address: &Address) -> Value {
    let root = format!("/arcgis/rest/services/{}/VectorTileServer", service.name);
    let has = |name: &str| service.names.split(',').any(|layer| layer == name);
    if let Some(layers) = style["layers"].as_array_mut() {
        layers.retain(|layer| layer["source-layer"].as_str().is_none_or(has));
        for layer in layers.iter_mut().filter(|layer| layer["source"].is_string()) {
            layer["source"] = "esri".into();
        }
    }
    style["sources"] = json!({ "esri": { "type": "vector", "url": address.url(&root) } });
    style["glyphs"] = address.plain(format_args!("{root}/resources/fonts/{{fontstack}}/{{range}}.pbf")).into();
    style["sprite"] = address.plain(format_args!("{root}/resources/sprites/sprite")).into();
    style
}

/// `GET …/VectorTileServer/resources/fonts/{fontstack}/{range}`
pub(crate) async fn font(
    app: State<Arc<App>>,
    asker: Asker,
    Path((_, stack, range)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    super::glyphs::range(app, asker, Path((stack, range)), headers).await
}

/// `GET …/VectorTileServer/resources/sprites/{file}`: the sprite under the name that Esri's have.
pub(crate) async fn sprite(app: State<Arc<App>>, asker: Asker, Path((_, file)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, ApiError> {
    let ours = file.strip_prefix("sprite").map(|rest| format!("{}{rest}", crate::sprites::NAME));
    super::sprites::sprite(app, asker, Path(ours.unwrap_or(file)), headers).await
}

fn answer(headers: &HeaderMap, document: &Value) -> Response {
    etag::answer(headers, "application/json", "private, no-cache", document.to_string().into_bytes())
}
