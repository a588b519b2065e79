//! A document in the form that the client likes: JSON for programs, a plain page of the same for people.

use std::fmt::Write as _;

use axum::http::{HeaderMap, header};
use axum::response::Response;
use bailiwick_engine::lang::Lang;
use serde_json::{Value, json};

use super::super::address::Address;
use super::super::error::ApiError;
use super::super::etag;
use super::super::params::Params;

pub(crate) const JSON: &str = "application/json";
pub(crate) const GEOJSON: &str = "application/geo+json";
pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";
pub(crate) const SCHEMA: &str = "application/schema+json";

/// Whether a page is wanted: `f=html`, or a browser's `Accept`.
///
/// # Errors
/// A form that there is not.
pub(crate) fn wants_page(params: &Params, headers: &HeaderMap) -> Result<bool, ApiError> {
    match params.get("f") {
        Some("html") => Ok(true),
        Some("json") => Ok(false),
        Some(other) => Err(unknown_form(other, "json, html")),
        None => Ok(accepts_page(headers)),
    }
}

/// Whether `Accept` names HTML before JSON, as browsers do.
pub(crate) fn accepts_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let place = |name: &str| accepted.find(name);
    match (place("text/html"), place("json")) {
        (Some(page), Some(json)) => page < json,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

pub(crate) fn unknown_form(form: &str, known: &str) -> ApiError {
    let shown: String = form.chars().filter(|c| !c.is_control()).take(40).collect();
    ApiError::bad_request("unknown_format", [format!("没有格式“{shown}”，可用：{known}"), format!("there is no format {shown:?}: {known}")])
}

/// A link to somewhere of ours.
pub(crate) fn link(address: &Address, path: impl std::fmt::Display, rel: &str, media_type: &str, title: &str) -> Value {
    json!({ "href": address.url(path), "rel": rel, "type": media_type, "title": title })
}

/// A link for which variables have to be filled in.
pub(crate) fn template(address: &Address, path: impl std::fmt::Display, rel: &str, media_type: &str, title: &str) -> Value {
    json!({ "href": address.url(path), "rel": rel, "type": media_type, "title": title, "templated": true })
}

/// The links of a document to itself and to its other form.
pub(crate) fn own_links(address: &Address, path: &str, is_page: bool, media_type: &str, lang: Lang) -> [Value; 2] {
    let [this, other] = [lang.pick("本文档", "this document"), lang.pick("本文档的其他格式", "this document in another form")];
    let [json, page] = [("json", media_type), ("html", "text/html")];
    let (own, alternate) = if is_page { (page, json) } else { (json, page) };
    [
        link(address, format_args!("{path}?f={}", own.0), "self", own.1, this),
        link(address, format_args!("{path}?f={}", alternate.0), "alternate", alternate.1, other),
    ]
}

/// Answers with a document.
pub(crate) fn answer(headers: &HeaderMap, is_page: bool, media_type: &'static str, lang: Lang, document: &Value) -> Response {
    let (media_type, bytes) = if is_page { (HTML, page(document, lang).into_bytes()) } else { (media_type, document.to_string().into_bytes()) };
    etag::answer(headers, media_type, "private, no-cache", bytes)
}

/// The document as a page: its title, then its members as lists in lists, links as links.
fn page(document: &Value, lang: Lang) -> String {
    let title = document["title"].as_str().or_else(|| document["info"]["title"].as_str()).unwrap_or("Bailiwick");
    let mut body = String::new();
    member(&mut body, document);
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\
         <body><h1>{title}</h1>{body}</body></html>\n",
        lang.pick("zh-CN", "en"),
        title = escaped(title),
    )
}

fn member(out: &mut String, value: &Value) {
    match value {
        Value::Object(members) if members.contains_key("href") => {
            let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
            let shown = if text("title").is_empty() { text("href") } else { text("title") };
            if members.get("templated").is_some() {
                let _ = write!(out, "{} <code>{}</code>", escaped(shown), escaped(text("href")));
            } else {
                let _ = write!(out, "<a href=\"{}\">{}</a> ({}, {})", escaped(text("href")), escaped(shown), escaped(text("rel")), escaped(text("type")));
            }
        }
        Value::Object(members) => {
            out.push_str("<dl>");
            for (name, value) in members {
                let _ = write!(out, "<dt>{}</dt><dd>", escaped(name));
                member(out, value);
                out.push_str("</dd>");
            }
            out.push_str("</dl>");
        }
        Value::Array(items) if items.iter().all(Value::is_number) => {
            let _ = write!(out, "{}", escaped(&value.to_string()));
        }
        Value::Array(items) => {
            out.push_str("<ul>");
            for item in items {
                out.push_str("<li>");
                member(out, item);
                out.push_str("</li>");
            }
            out.push_str("</ul>");
        }
        Value::String(text) => out.push_str(&escaped(text)),
        other => out.push_str(&escaped(&other.to_string())),
    }
}

/// Text as HTML shows it.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn browsers_get_pages_and_programs_json() {
        let accepts = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(text));
            accepts_page(&headers)
        };
        assert!(accepts("text/html,application/xhtml+xml,*/*;q=0.8"));
        assert!(!accepts("application/geo+json, application/json"));
        assert!(!accepts("*/*") && !accepts_page(&HeaderMap::new()));
    }

    #[test]
    fn nothing_in_a_document_is_markup() {
        let page = page(&json!({ "title": "<b>\"'&", "links": [{ "href": "\"><script>", "title": "<i>", "rel": "self", "type": "x" }] }), Lang::En);
        assert!(!page.contains("<b>") && !page.contains("<script>") && !page.contains("<i>"), "{page}");
    }
}
