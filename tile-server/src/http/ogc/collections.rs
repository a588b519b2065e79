//! Layers as collections of features: what they are, and what they can be filtered by.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use bailiwick_engine::lang::Lang;
use serde_json::{Map, Value, json};

use super::super::actor::Asker;
use super::super::address::Address;
use super::super::error::ApiError;
use super::super::params::{Language, Params};
use super::super::tiles::unknown_layer;
use super::document::{GEOJSON, JSON, SCHEMA, answer, link, own_links, wants_page};
use crate::auth::{Action, Resource};
use crate::features::crs::Crs;
use crate::layers::{Kind, Layer, Shape, Shapes};

/// The layer of a name, if the asker may read it.
pub(crate) fn layer<'a>(asker: &'a Asker, name: &str) -> Result<&'a Layer, ApiError> {
    let layer = asker.site.served.tiles.layer(name).ok_or_else(|| unknown_layer(name))?;
    asker.may(Action::Read, Resource::Layer(name))?;
    Ok(layer)
}

/// `GET /collections`
pub(crate) async fn collections(asker: Asker, Language(lang): Language, address: Address, headers: HeaderMap, params: Params) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    let is_page = wants_page(&params, &headers)?;
    let readable = asker.site.served.tiles.layers().iter().filter(|layer| asker.may(Action::Read, Resource::Layer(&layer.name)).is_ok());
    let all: Vec<Value> = readable.map(|layer| described(&asker, layer, &address, lang)).collect();
    let uris: Vec<&str> = Crs::ALL.iter().map(|crs| crs.uri()).collect();
    let document = json!({
        "title": lang.pick("要素集", "Collections"),
        "links": own_links(&address, "/collections", is_page, JSON, lang),
        "crs": uris,
        "collections": all,
    });
    Ok(answer(&headers, is_page, JSON, lang, &document))
}

/// `GET /collections/{collection}`
pub(crate) async fn collection(
    asker: Asker,
    Language(lang): Language,
    Path(name): Path<String>,
    address: Address,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let layer = layer(&asker, &name)?;
    let is_page = wants_page(&params, &headers)?;
    let mut document = described(&asker, layer, &address, lang);
    if let Some(links) = document["links"].as_array_mut() {
        links.splice(0..0, own_links(&address, &format!("/collections/{name}"), is_page, JSON, lang));
    }
    // Where the list of systems is in the list of collections, a collection alone has it in full.
    document["crs"] = Crs::ALL.iter().map(|crs| crs.uri()).collect();
    Ok(answer(&headers, is_page, JSON, lang, &document))
}

fn described(asker: &Asker, layer: &Layer, address: &Address, lang: Lang) -> Value {
    let [zh, en] = &layer.description;
    let engine = &asker.site.served.engine;
    let name = &layer.name;
    let [items, queryables, tiles] =
        [lang.pick("要素", "features"), lang.pick("可用于过滤的属性", "what can be filtered by"), lang.pick("矢量瓦片", "vector tiles")];
    let mut links = vec![
        link(address, format_args!("/collections/{name}/items"), "items", GEOJSON, items),
        link(address, format_args!("/collections/{name}/items?f=html"), "items", "text/html", items),
        link(address, format_args!("/collections/{name}/queryables"), "http://www.opengis.net/def/rel/ogc/1.0/queryables", SCHEMA, queryables),
        link(address, format_args!("/collections/{name}/tiles"), "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", JSON, tiles),
    ];
    for format in super::items::FILES {
        links.push(link(address, format_args!("/collections/{name}/items?f={}", format.extension()), "enclosure", format.media_type(), format.extension()));
    }
    json!({
        "id": name,
        "title": lang.pick(zh, en),
        "attribution": engine.attribution,
        "extent": { "spatial": { "bbox": [engine.bounds().to_array()], "crs": Crs::Crs84.uri() } },
        "itemType": "feature",
        "crs": ["#/crs"],
        "storageCrs": Crs::Cgcs2000.uri(),
        "links": links,
    })
}

/// `GET /collections/{collection}/queryables`
pub(crate) async fn queryables(
    asker: Asker,
    Language(lang): Language,
    Path(name): Path<String>,
    address: Address,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let layer = layer(&asker, &name)?;
    let is_page = wants_page(&params, &headers)?;
    let mut properties: Map<String, Value> = layer.fields.iter().map(|field| (field.name.to_owned(), schema(field.kind))).collect();
    properties.insert("geometry".into(), json!({ "format": geometry_format(layer) }));
    let [zh, en] = &layer.description;
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address.url(format_args!("/collections/{name}/queryables")),
        "type": "object",
        "title": lang.pick(zh, en),
        "properties": properties,
        "additionalProperties": false,
    });
    Ok(answer(&headers, is_page, SCHEMA, lang, &document))
}

fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        // Days and moments, which JSON Schema has two formats for.
        Kind::Time => json!({ "type": "string", "format": "date-time" }),
        Kind::Number => json!({ "type": "integer" }),
        Kind::Decimal => json!({ "type": "number" }),
        Kind::Flag => json!({ "type": "boolean" }),
    }
}

/// The format of OGC API Features Part 5 for what a layer's rows look like.
fn geometry_format(layer: &Layer) -> &'static str {
    if layer.is_clustered || !layer.is_filled() {
        return "geometry-point";
    }
    match &layer.content().shapes {
        Shapes::Places(_) | Shapes::Labels(..) => "geometry-point",
        Shapes::Drawn(shapes, _) => match shapes.first() {
            Some(Shape::Area(..)) => "geometry-multipolygon",
            Some(Shape::Lines(..)) => "geometry-multilinestring",
            _ => "geometry-any",
        },
    }
}
