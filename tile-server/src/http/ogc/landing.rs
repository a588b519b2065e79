//! The way in: the landing page, and what we conform to.

use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::actor::Asker;
use super::super::address::Address;
use super::super::error::ApiError;
use super::super::page;
use super::super::params::{Language, Params};
use super::document::{HTML, JSON, OPENAPI, accepts_page, answer, link, own_links, wants_page};
use crate::auth::{Action, Resource};

/// The conformance classes, each held by a test (`docs/conformance.md` goes through the standards' own, item by item).
const CLASSES: [&str; 24] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
];

/// `GET /`: the map for people, the landing page of the OGC API for programs.
pub(crate) async fn index(asker: Asker, Language(lang): Language, address: Address, headers: HeaderMap, params: Params) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Page)?;
    let says_json = headers.get(axum::http::header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accepted| accepted.contains("json"));
    let wants_map = match params.get("f") {
        Some(_) => wants_page(&params, &headers)?,
        None => accepts_page(&headers) || !says_json,
    };
    if wants_map {
        return page::file("index.html", &asker.site.served.basemaps, &headers).ok_or_else(ApiError::not_found);
    }
    let engine = &asker.site.served.engine;
    let [own, other] = own_links(&address, "/", false, JSON, lang);
    let links = vec![
        own,
        other,
        link(&address, "/api", "service-desc", OPENAPI, lang.pick("接口定义（OpenAPI 3.0）", "the API's definition (OpenAPI 3.0)")),
        link(&address, "/api?f=html", "service-doc", HTML, lang.pick("接口说明", "the API's documentation")),
        link(&address, "/conformance", "conformance", JSON, lang.pick("符合的标准", "the standards that are conformed to")),
        link(
            &address,
            "/conformance",
            "http://www.opengis.net/def/rel/ogc/1.0/conformance",
            JSON,
            lang.pick("符合的标准", "the standards that are conformed to"),
        ),
        link(&address, "/collections", "data", JSON, lang.pick("要素集", "collections of features")),
        link(&address, "/tiles", "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", JSON, lang.pick("矢量瓦片集", "sets of vector tiles")),
        link(&address, "/tileMatrixSets", "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", JSON, lang.pick("瓦片矩阵集", "tile matrix sets")),
    ];
    let document =
        json!({ "title": title(&engine.name, engine.sample, lang), "description": description(lang), "attribution": engine.attribution, "links": links });
    Ok(answer(&headers, false, JSON, lang, &document))
}

/// The name of the dataset; what is sample data says so.
pub(crate) fn title(name: &str, sample: bool, lang: bailiwick_engine::lang::Lang) -> String {
    let note = lang.pick("（示例数据）", " (sample data)");
    let name = if name.is_empty() { "Bailiwick" } else { name };
    if sample && !name.contains("示例数据") { format!("{name}{note}") } else { name.to_owned() }
}

pub(crate) fn description(lang: bailiwick_engine::lang::Lang) -> &'static str {
    lang.pick("行政区划、饮用水水源保护区、入河排污口与问题线索", "Administrative boundaries, drinking-water source zones, outfalls and clues")
}

/// `GET /conformance`
pub(crate) async fn conformance(asker: Asker, Language(lang): Language, headers: HeaderMap, params: Params) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    let document: Value = json!({ "title": lang.pick("符合的标准", "Conformance"), "conformsTo": CLASSES });
    Ok(answer(&headers, wants_page(&params, &headers)?, JSON, lang, &document))
}
