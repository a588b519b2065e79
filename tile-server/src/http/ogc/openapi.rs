//! The API's own definition, made from the table of routes: what is not in it is not served.
//!
//! # References
//! OpenAPI 3.0.3.

use axum::http::HeaderMap;
use axum::response::Response;
use bailiwick_engine::lang::Lang;
use serde_json::{Map, Value, json};

use super::super::actor::Asker;
use super::super::address::Address;
use super::super::error::ApiError;
use super::super::params::{Language, Params};
use super::super::routes::{Route, routes};
use super::document::{OPENAPI, answer, wants_page};
use super::landing::{description, title};
use crate::auth::{Action, Resource};

/// `GET /api`
pub(crate) async fn api(asker: Asker, Language(lang): Language, address: Address, headers: HeaderMap, params: Params) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    let engine = &asker.site.served.engine;
    let mut paths: Map<String, Value> = Map::new();
    for route in routes() {
        let of_path = paths.entry(route.path).or_insert_with(|| json!({}));
        of_path[route.method] = operation(&route, lang);
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": title(&engine.name, engine.sample, lang), "description": description(lang), "version": env!("CARGO_PKG_VERSION") },
        "servers": [{ "url": address.url("") }],
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" }, "query": { "type": "apiKey", "in": "query", "name": "token" } },
            "schemas": { "Problem": problem_schema() },
        },
        "security": [{}, { "bearer": [] }, { "query": [] }],
    });
    Ok(answer(&headers, wants_page(&params, &headers)?, OPENAPI, lang, &document))
}

fn operation(route: &Route, lang: Lang) -> Value {
    let in_path = route.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let in_path = in_path.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let in_query = route
        .query
        .iter()
        .map(|(name, kind)| json!({ "name": name, "in": "query", "required": false, "schema": { "type": kind }, "style": "form", "explode": false }));
    let content: Map<String, Value> = route.media.iter().map(|media| ((*media).to_owned(), json!({}))).collect();
    let problem =
        |status: &str| json!({ "description": status, "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
    json!({
        "operationId": format!("{}{}", route.method, route.path.replace(['/', '{', '}', '.', '@'], "_")),
        "summary": lang.pick(route.summary[0], route.summary[1]),
        "parameters": in_path.chain(in_query).collect::<Vec<_>>(),
        "responses": {
            "200": { "description": lang.pick("成功", "success"), "content": content },
            "400": problem(lang.pick("请求有误", "something is wrong with the request")),
            "401": problem(lang.pick("需要访问令牌", "a token is needed")),
            "404": problem(lang.pick("没有此资源", "there is no such thing")),
            "503": problem(lang.pick("服务器正忙", "the server is busy")),
        },
    })
}

/// RFC 9457, as our errors are.
fn problem_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["status", "code", "title", "detail", "request_id"],
        "properties": { "status": { "type": "integer" }, "code": text, "title": text, "detail": text, "request_id": text },
    })
}
