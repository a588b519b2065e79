//! All routes, with what the API's definition says of them. The router is made from this table, so nothing is served that is not in it.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};

use super::ogc::document::{GEOJSON, JSON, OPENAPI, SCHEMA};
use super::ogc::{collections, items, landing, matrix_sets, openapi, tiles as ogc_tiles};
use super::plans::PLAN_BYTES_MAX;
use super::state::App;
use super::upload::BODY_BYTES_MAX;
use super::{assign, download, esri, explain, glyphs, hotspots, info, metrics, plans, sprites, style, tilejson, tiles};

/// A route.
pub(crate) struct Route {
    pub(crate) path: &'static str,
    pub(crate) method: &'static str,
    /// What it gives, Chinese and English.
    pub(crate) summary: [&'static str; 2],
    /// Parameters of the query, and their types in JSON Schema.
    pub(crate) query: &'static [(&'static str, &'static str)],
    /// Media types of its answers.
    pub(crate) media: &'static [&'static str],
    pub(crate) handler: MethodRouter<Arc<App>>,
}

const F: (&str, &str) = ("f", "string");
const LANG: (&str, &str) = ("lang", "string");
const VERSION: (&str, &str) = ("v", "string");
const COLLECTIONS: (&str, &str) = ("collections", "string");
const MVT: &[&str] = &["application/vnd.mapbox-vector-tile"];
const DOCUMENT: &[&str] = &[JSON, "text/html"];

/// A route that is asked with GET.
fn read(
    path: &'static str,
    summary: [&'static str; 2],
    query: &'static [(&'static str, &'static str)],
    media: &'static [&'static str],
    handler: MethodRouter<Arc<App>>,
) -> Route {
    Route { path, method: "get", summary, query, media, handler }
}

/// All routes.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        read(
            "/",
            ["地图网页；Accept 为 JSON 时是 OGC API 入口", "the map; the landing page of the OGC API where Accept says JSON"],
            &[F, LANG],
            DOCUMENT,
            get(landing::index),
        ),
        read("/health", ["服务是否运行", "whether the server is up"], &[], &[JSON], get(info::health)),
        read("/ready", ["数据是否已全部读取", "whether all data has been read"], &[], &[JSON], get(info::ready)),
        read("/metrics", ["运行指标（OpenMetrics）", "figures in OpenMetrics"], &[], &["application/openmetrics-text"], get(metrics::metrics)),
        read("/api", ["本接口定义", "this definition"], &[F, LANG], &[OPENAPI, "text/html"], get(openapi::api)),
        read("/conformance", ["符合的标准", "the standards that are conformed to"], &[F, LANG], DOCUMENT, get(landing::conformance)),
        read("/collections", ["要素集", "collections of features"], &[F, LANG], DOCUMENT, get(collections::collections)),
        read("/collections/{collection}", ["一个要素集", "a collection"], &[F, LANG], DOCUMENT, get(collections::collection)),
        read(
            "/collections/{collection}/queryables",
            ["可用于过滤的属性", "what can be filtered by"],
            &[F, LANG],
            &[SCHEMA, "text/html"],
            get(collections::queryables),
        ),
        read(
            "/collections/{collection}/items",
            ["要素", "features"],
            ITEMS,
            &[GEOJSON, "text/html", "text/csv", "application/vnd.flatgeobuf", "application/vnd.apache.parquet", "application/geopackage+sqlite3"],
            get(items::items),
        ),
        read("/collections/{collection}/items/{feature}", ["一个要素", "a feature"], &[F, LANG, ("crs", "string")], &[GEOJSON, "text/html"], get(items::item)),
        read(
            "/collections/{collection}/tiles",
            ["一个要素集的瓦片集", "the sets of tiles of a collection"],
            &[F, LANG],
            DOCUMENT,
            get(ogc_tiles::collection_sets),
        ),
        read(
            "/collections/{collection}/tiles/{matrixSet}",
            ["一个要素集的一个瓦片集", "a set of tiles of a collection"],
            &[F, LANG],
            DOCUMENT,
            get(ogc_tiles::collection_set),
        ),
        read(
            "/collections/{collection}/tiles/{matrixSet}/{matrix}/{row}/{column}",
            ["一个要素集的一个瓦片", "a tile of a collection"],
            &[VERSION],
            MVT,
            get(ogc_tiles::collection_tile),
        ),
        read("/tiles", ["瓦片集", "sets of tiles"], &[F, LANG, COLLECTIONS], DOCUMENT, get(ogc_tiles::dataset_sets)),
        read("/tiles/{matrixSet}", ["一个瓦片集", "a set of tiles"], &[F, LANG, COLLECTIONS], DOCUMENT, get(ogc_tiles::dataset_set)),
        read("/tiles/{matrixSet}/{matrix}/{row}/{column}", ["一个瓦片", "a tile"], &[COLLECTIONS, VERSION], MVT, get(ogc_tiles::dataset_tile)),
        read("/tileMatrixSets", ["瓦片矩阵集", "tile matrix sets"], &[F, LANG], DOCUMENT, get(matrix_sets::list)),
        read("/tileMatrixSets/{matrixSet}", ["一个瓦片矩阵集", "a tile matrix set"], &[F, LANG], DOCUMENT, get(matrix_sets::one)),
        read("/api/v1/info", ["数据概况", "what is loaded"], &[], &[JSON], get(info::info)),
        read(
            "/api/v1/explain",
            ["一处或一条线索的归属及依据", "the decision on a place or a clue, with its evidence"],
            EXPLAIN,
            &[JSON],
            get(explain::explain),
        ),
        Route {
            path: "/api/v1/assign",
            method: "post",
            summary: ["判定一个线索文件", "decides a file of clues"],
            query: &[("filename", "string"), ("crs", "string"), ("accuracy", "number"), ("format", "string"), LANG],
            media: &[JSON],
            handler: post(assign::assign).layer(DefaultBodyLimit::max(BODY_BYTES_MAX)),
        },
        read(
            "/api/v1/hotspots",
            ["配置中线索的跨界热点", "hotspots among the clues that the server has read"],
            &[("format", "string"), LANG],
            &[JSON, GEOJSON],
            get(hotspots::served),
        ),
        Route {
            path: "/api/v1/hotspots",
            method: "post",
            summary: ["在一个线索文件中寻找跨界热点", "looks for hotspots in a file of clues"],
            query: HOTSPOTS,
            media: &[JSON],
            handler: post(hotspots::uploaded).layer(DefaultBodyLimit::max(BODY_BYTES_MAX)),
        },
        Route {
            path: "/api/v1/plans",
            method: "post",
            summary: ["起草联合执法工作方案", "drafts a joint action"],
            query: &[("format", "string"), LANG],
            media: &[JSON],
            handler: post(plans::plan).layer(DefaultBodyLimit::max(PLAN_BYTES_MAX)),
        },
        read("/catalog", ["图层目录（与 Martin 相同的形式）", "the catalogue, in Martin's shape"], &[LANG], &[JSON], get(tilejson::catalog)),
        read("/arcgis/rest/info", ["ArcGIS 服务信息", "what ArcGIS asks first"], ESRI, &[JSON], get(esri::info)),
        read("/arcgis/rest/services", ["ArcGIS 服务列表", "the services for ArcGIS"], ESRI, &[JSON], get(esri::services)),
        read(
            "/arcgis/rest/services/{service}/VectorTileServer",
            ["ArcGIS 矢量瓦片服务", "a vector tile service for ArcGIS"],
            ESRI,
            &[JSON],
            get(esri::service),
        ),
        read(
            "/arcgis/rest/services/{service}/VectorTileServer/tile/{level}/{row}/{column}",
            ["ArcGIS 矢量瓦片", "a vector tile for ArcGIS"],
            ESRI,
            &[tiles::MEDIA_TYPE],
            get(esri::tile),
        ),
        read("/arcgis/rest/services/{service}/VectorTileServer/resources/styles", ["ArcGIS 样式", "a style for ArcGIS"], ESRI, &[JSON], get(esri::root_style)),
        read(
            "/arcgis/rest/services/{service}/VectorTileServer/resources/styles/root.json",
            ["ArcGIS 样式", "a style for ArcGIS"],
            ESRI,
            &[JSON],
            get(esri::root_style),
        ),
        read(
            "/arcgis/rest/services/{service}/VectorTileServer/resources/fonts/{fontstack}/{range}",
            ["ArcGIS 字形", "letters for ArcGIS"],
            ESRI,
            &["application/x-protobuf"],
            get(esri::font),
        ),
        read(
            "/arcgis/rest/services/{service}/VectorTileServer/resources/sprites/{file}",
            ["ArcGIS 图标集", "the sprite for ArcGIS"],
            ESRI,
            &["image/png", JSON],
            get(esri::sprite),
        ),
        read(
            "/download/{download}",
            ["桌面软件用的文件：GeoPackage、QGIS 图层定义与样式", "files for desktop programs: GeoPackage, QGIS layer definition, styles"],
            &[LANG],
            &["application/geopackage+sqlite3", "application/xml"],
            get(download::file),
        ),
        read("/font/{fontstack}/{range}", ["字形（PBF）", "letters as PBF"], &[], &["application/x-protobuf"], get(glyphs::range)),
        read("/sprite/{file}", ["图标集", "the sprite"], &[], &["image/png", JSON], get(sprites::sprite)),
        read("/style/{style}", ["MapLibre 样式", "a MapLibre style"], &[], &[JSON], get(style::style)),
        read("/{layers}", ["图层的 TileJSON，多个图层以逗号分隔", "TileJSON of layers, joined by commas"], &[LANG], &[JSON], get(tilejson::tilejson)),
        read("/{layers}/{z}/{x}/{y}", ["矢量瓦片（WebMercatorQuad）", "a vector tile (WebMercatorQuad)"], &[VERSION], &[tiles::MEDIA_TYPE], get(tiles::tile)),
    ]
}

const HOTSPOTS: &[(&str, &str)] = &[
    ("filename", "string"),
    ("crs", "string"),
    ("accuracy", "number"),
    ("radius", "number"),
    ("days", "number"),
    ("min_clues", "integer"),
    ("county_min", "integer"),
    ("rate", "number"),
    ("replicates", "integer"),
    ("seed", "integer"),
    ("scan", "boolean"),
    ("format", "string"),
    LANG,
];

/// Esri's clients ask for `f=json` or `f=pjson`; there is nothing else.
const ESRI: &[(&str, &str)] = &[F];

const ITEMS: &[(&str, &str)] = &[
    F,
    LANG,
    ("limit", "integer"),
    ("offset", "integer"),
    ("bbox", "string"),
    ("bbox-crs", "string"),
    ("crs", "string"),
    ("datetime", "string"),
    ("filter", "string"),
    ("filter-lang", "string"),
    ("filter-crs", "string"),
    ("sortby", "string"),
    ("properties", "string"),
    ("skipGeometry", "boolean"),
];

const EXPLAIN: &[(&str, &str)] = &[
    ("lon", "number"),
    ("lat", "number"),
    ("wkt", "string"),
    ("crs", "string"),
    ("at", "string"),
    ("filed", "string"),
    ("handed_over", "string"),
    ("accuracy", "number"),
    ("class", "string"),
    ("sensor", "string"),
    ("severity", "string"),
    ("suspected_crime", "string"),
    ("damage", "string"),
    ("county", "string"),
    ("batch", "string"),
    ("row", "integer"),
    LANG,
];
