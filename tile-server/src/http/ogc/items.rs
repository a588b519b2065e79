//! The features of a collection, page by page or as a file, and one by its id.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bailiwick_engine::export::Format;
use bailiwick_engine::lang::Lang;
use serde_json::{Value, json};

use super::super::actor::Asker;
use super::super::address::Address;
use super::super::error::ApiError;
use super::super::etag;
use super::super::params::{Language, Params};
use super::super::state::{App, Work, run};
use super::collections::layer;
use super::document::{GEOJSON, HTML, JSON, accepts_page, answer, escaped, link, unknown_form};
use super::query::{Asked, changed};
use crate::features::geojson::Form;
use crate::features::{Question, select};
use crate::layers::{Layer, Value as Cell};

/// Formats that are written as files, with every feature that matches.
pub(crate) const FILES: [Format; 5] = [Format::Csv, Format::Xlsx, Format::FlatGeobuf, Format::Parquet, Format::GeoPackage];

/// A page ends where it would be larger than this, and says where to go on.
const PAGE_BYTES_MAX: usize = 16 << 20;

/// Rows that a page for people shows at most.
const SHOWN_MAX: usize = 200;

/// `GET /collections/{collection}/items`
pub(crate) async fn items(
    State(app): State<Arc<App>>,
    asker: Asker,
    Language(lang): Language,
    Path(name): Path<String>,
    address: Address,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let asked_layer = layer(&asker, &name)?;
    let is_page = match params.get("f") {
        Some("html") => true,
        Some("json" | "geojson") => false,
        Some(other) => match FILES.into_iter().find(|format| format.extension() == other) {
            Some(format) => return super::super::download::items(&app, asker, &name, format, lang, &params).await,
            None => return Err(unknown_form(other, "json, html, csv, xlsx, fgb, parquet, gpkg")),
        },
        None => accepts_page(&headers),
    };
    let asked = Asked::read(&params, asked_layer)?;
    asker.site.when_there(std::iter::once(asked_layer)).await?;
    // A page of other data than the one before would lose or repeat features.
    let version = version(asked_layer);
    if params.get("v").is_some_and(|said| said != version) {
        return Err(changed());
    }
    let place = app.place(Work::Short).await?;
    let crs = asked.crs;
    let (media_type, body, links) = run(place, move || -> Result<_, ApiError> {
        let layer = layer(&asker, &name)?;
        let rows = rows(&asker, layer, &asked);
        let page = Page { layer, asked: &asked, rows: &rows, name: &name, address: &address, params: &params, version: &version };
        if is_page { Ok((HTML, page.table(lang).into_bytes(), Vec::new())) } else { page.geojson(lang).map(|(body, links)| (GEOJSON, body, links)) }
    })
    .await??;
    let mut response = etag::answer(&headers, media_type, "private, no-cache", body);
    let fields = response.headers_mut();
    fields.insert("content-crs", HeaderValue::from_str(&format!("<{}>", crs.uri())).map_err(ApiError::internal)?);
    fields.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding, accept-language, authorization"));
    for link in links {
        fields.append(header::LINK, HeaderValue::from_str(&link).map_err(ApiError::internal)?);
    }
    Ok(response)
}

/// The rows that are asked for, of those that the asker may see.
pub(crate) fn rows(asker: &Asker, layer: &Layer, asked: &Asked) -> Vec<u32> {
    let question = Question { within: asker.shown(layer), boxes: &asked.boxes, filters: &asked.filters, order: &asked.order };
    select(layer, &question)
}

/// What a page's place is counted in.
fn version(layer: &Layer) -> String {
    layer.fingerprint().map(|fingerprint| format!("{fingerprint:016x}")).unwrap_or_default()
}

struct Page<'a> {
    layer: &'a Layer,
    asked: &'a Asked,
    /// All that match.
    rows: &'a [u32],
    name: &'a str,
    address: &'a Address,
    params: &'a Params,
    version: &'a str,
}

impl Page<'_> {
    fn shown(&self) -> &[u32] {
        let rest = &self.rows[self.asked.offset.min(self.rows.len())..];
        &rest[..self.asked.page().min(rest.len())]
    }

    /// The collection, and its links as headers have them.
    fn geojson(&self, lang: Lang) -> Result<(Vec<u8>, Vec<String>), ApiError> {
        let form = Form { layer: self.layer, columns: &self.asked.columns, crs: self.asked.crs, skips_geometry: self.asked.skips_geometry };
        let mut body = b"{\"type\":\"FeatureCollection\",\"features\":[".to_vec();
        let mut returned = 0;
        for row in self.shown() {
            body.extend_from_slice(if returned == 0 { b"\n" } else { b",\n" });
            form.write(&mut body, *row, None).map_err(ApiError::internal)?;
            returned += 1;
            if body.len() > PAGE_BYTES_MAX {
                break;
            }
        }
        let links = self.links(returned, lang);
        let end = json!({ "numberMatched": self.rows.len(), "numberReturned": returned, "links": links });
        body.extend_from_slice(b"\n],");
        body.extend_from_slice(&end.to_string().as_bytes()[1..]);
        let text = |link: &Value, name: &str| link[name].as_str().unwrap_or_default().to_owned();
        let headers = links.iter().map(|l| format!("<{}>; rel=\"{}\"; type=\"{}\"", text(l, "href"), text(l, "rel"), text(l, "type")));
        Ok((body, headers.collect()))
    }

    fn links(&self, returned: usize, lang: Lang) -> Vec<Value> {
        let path = |offset: Option<usize>, form: Option<&str>| {
            let version = offset.map(|_| self.version.to_owned());
            let query = self.params.with(&[("offset", offset.map(|o| o.to_string())), ("v", version), ("f", form.map(str::to_owned))]);
            format!("/collections/{}/items{query}", self.name)
        };
        let mut links = vec![
            link(self.address, path(None, None), "self", GEOJSON, lang.pick("本页", "this page")),
            link(self.address, path(None, Some("html")), "alternate", "text/html", lang.pick("本页的网页形式", "this page for people")),
            link(self.address, format_args!("/collections/{}", self.name), "collection", JSON, lang.pick("要素集", "the collection")),
        ];
        let next = self.asked.offset.saturating_add(returned);
        if next < self.rows.len() {
            links.push(link(self.address, path(Some(next), None), "next", GEOJSON, lang.pick("下一页", "the next page")));
        }
        if self.asked.offset > 0 {
            let before = self.asked.offset.saturating_sub(self.asked.page());
            links.push(link(self.address, path(Some(before), None), "prev", GEOJSON, lang.pick("上一页", "the page before")));
        }
        links
    }

    /// A table for people.
    fn table(&self, lang: Lang) -> String {
        let [zh, en] = &self.layer.description;
        let title = escaped(lang.pick(zh, en));
        let shown: Vec<u32> = self.shown().iter().copied().take(SHOWN_MAX).collect();
        let mut body = String::new();
        let _ = write!(
            body,
            "<h1>{title}</h1><p>{}</p>",
            lang.pick(format!("共 {} 条，显示 {} 条", self.rows.len(), shown.len()), format!("{} in all, {} shown", self.rows.len(), shown.len()))
        );
        for link in self.links(shown.len(), lang) {
            let text = |name: &str| escaped(link[name].as_str().unwrap_or_default());
            let href = if matches!(link["rel"].as_str(), Some("next" | "prev")) { format!("{}&amp;f=html", text("href")) } else { text("href") };
            let _ = write!(body, "<a href=\"{href}\" rel=\"{}\">{}</a> ", text("rel"), text("title"));
        }
        body.push_str("<table><thead><tr><th>id</th>");
        for &column in &self.asked.columns {
            let _ = write!(body, "<th>{}</th>", escaped(self.layer.fields[column].name));
        }
        body.push_str("</tr></thead><tbody>");
        for row in shown {
            let id = self.layer.content().ids[row as usize];
            let href = self.address.url(format_args!("/collections/{}/items/{id}?f=html", self.name));
            let _ = write!(body, "<tr><td><a href=\"{}\">{id}</a></td>", escaped(&href));
            for &column in &self.asked.columns {
                let cell = match self.layer.content().value(row as usize, column) {
                    Cell::Nothing => String::new(),
                    Cell::Text(text) => escaped(text),
                    Cell::Number(number) => number.to_string(),
                    Cell::Decimal(number) => number.to_string(),
                    Cell::Flag(flag) => flag.to_string(),
                };
                let _ = write!(body, "<td>{cell}</td>");
            }
            body.push_str("</tr>");
        }
        let lang = lang.pick("zh-CN", "en");
        format!("<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body>{body}</tbody></table></body></html>\n")
    }
}

/// `GET /collections/{collection}/items/{feature}`
pub(crate) async fn item(
    State(app): State<Arc<App>>,
    asker: Asker,
    Language(lang): Language,
    Path((name, id)): Path<(String, String)>,
    address: Address,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let asked_layer = layer(&asker, &name)?;
    let asked = Asked::read(&params, asked_layer)?;
    let is_page = match params.get("f") {
        Some("html") => true,
        Some("json" | "geojson") => false,
        Some(other) => return Err(unknown_form(other, "json, html")),
        None => accepts_page(&headers),
    };
    asker.site.when_there(std::iter::once(asked_layer)).await?;
    let place = app.place(Work::Short).await?;
    let crs = asked.crs;
    let body = run(place, move || -> Result<Vec<u8>, ApiError> {
        let layer = layer(&asker, &name)?;
        let row = id.parse().ok().and_then(|id: u64| layer.content().ids.iter().position(|known| *known == id));
        let row = row.and_then(|row| u32::try_from(row).ok()).filter(|row| asker.shown(layer).is_none_or(|rows| rows.binary_search(row).is_ok()));
        let row = row.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "unknown_feature", ["没有这个要素", "there is no such feature"]))?;
        let path = format!("/collections/{name}/items/{id}");
        let links = json!([
            link(&address, &path, "self", GEOJSON, lang.pick("本要素", "this feature")),
            link(&address, format_args!("{path}?f=html"), "alternate", "text/html", lang.pick("本要素的网页形式", "this feature for people")),
            link(&address, format_args!("/collections/{name}"), "collection", JSON, lang.pick("要素集", "the collection")),
        ]);
        let mut body = Vec::new();
        let form = Form { layer, columns: &asked.columns, crs: asked.crs, skips_geometry: asked.skips_geometry };
        form.write(&mut body, row, Some(("links", &links))).map_err(ApiError::internal)?;
        Ok(body)
    })
    .await??;
    let mut response = if is_page {
        let document: Value = serde_json::from_slice(&body).map_err(ApiError::internal)?;
        // People look at what it carries; a hundred thousand positions are for programs.
        answer(&headers, true, GEOJSON, lang, &json!({ "title": document["id"].to_string(), "properties": document["properties"], "links": document["links"] }))
    } else {
        etag::answer(&headers, GEOJSON, "private, no-cache", body)
    };
    let fields = response.headers_mut();
    fields.insert("content-crs", HeaderValue::from_str(&format!("<{}>", crs.uri())).map_err(ApiError::internal)?);
    fields.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding, accept-language, authorization"));
    Ok(response)
}
