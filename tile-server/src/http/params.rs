//! What clients say in the query and in headers.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use bailiwick_engine::coord::Crs;
use bailiwick_engine::lang::Lang;

use super::error::ApiError;

/// Parameters of the query by name, with the checks that several routes share. An empty one counts as not given.
pub(crate) struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::from_request_parts(parts, state).await;
        query.map(|Query(pairs)| Self(pairs)).map_err(|_| ApiError::bad_request("bad_query", ["查询参数无法解析", "the query cannot be read"]))
    }
}

impl Params {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The names given, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// The query again, with other values for some names, `None` leaving a name as it is. The token is left out: addresses bring it.
    pub(crate) fn with(&self, others: &[(&str, Option<String>)]) -> String {
        let other = |name: &str| others.iter().find(|(key, value)| *key == name && value.is_some()).and_then(|(_, value)| value.as_deref());
        let kept = self.0.iter().filter(|(key, _)| key != "token" && other(key).is_none()).map(|(key, value)| (key.as_str(), value.as_str()));
        let new = others.iter().filter_map(|(key, value)| Some((*key, value.as_deref()?)));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept.chain(new)).finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// A finite number.
    pub(crate) fn number(&self, name: &str) -> Result<Option<f64>, ApiError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = text.parse::<f64>().ok().filter(|n| n.is_finite());
        number.map(Some).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            ApiError::bad_request("not_a_number", [format!("{name} 的值“{shown}”不是数字"), format!("{name} is {shown:?}, which is no number")])
        })
    }

    /// Metres of uncertainty.
    pub(crate) fn accuracy(&self) -> Result<Option<f64>, ApiError> {
        let accuracy = self.number("accuracy")?;
        match accuracy {
            Some(m) if !(0.0..=1e6).contains(&m) => {
                Err(ApiError::bad_request("accuracy_out_of_range", ["accuracy 应为 0 至 1000000 米", "accuracy must be from 0 to 1000000 metres"]))
            }
            other => Ok(other),
        }
    }

    /// A coordinate system by any of its names.
    pub(crate) fn crs(&self) -> Result<Option<Crs>, ApiError> {
        let Some(text) = self.get("crs") else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            let shown: String = text.chars().take(40).collect();
            ApiError::bad_request(
                "unknown_crs",
                [
                    format!("未知坐标系“{shown}”，请使用 EPSG 编号、WGS84、CGCS2000、GCJ-02 或 BD-09"),
                    format!("unknown coordinate system {shown:?}: use an EPSG code, WGS84, CGCS2000, GCJ-02 or BD-09"),
                ],
            )
        })
    }
}

/// The language asked for.
pub(crate) struct Language(pub(crate) Lang);

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(lang_of(&parts.uri, &parts.headers)))
    }
}

/// `?lang=`, else the first language of `Accept-Language`, else Chinese.
pub(crate) fn lang_of(uri: &Uri, headers: &HeaderMap) -> Lang {
    let said = uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
    if let Some(lang) = said.and_then(|text| text.parse().ok()) {
        return lang;
    }
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match accepted.split(',').next().map(str::trim).filter(|tag| !tag.is_empty() && !tag.starts_with('*')) {
        Some(tag) => Lang::from_tag(tag),
        None => Lang::Zh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_query_goes_before_the_header_and_chinese_is_the_rest() {
        let ask = |uri: &'static str, header: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(header));
            lang_of(&Uri::from_static(uri), &headers)
        };
        assert_eq!(ask("/?lang=en", "zh-CN"), Lang::En);
        assert_eq!(ask("/?lang=xx", "en-US,zh;q=0.5"), Lang::En);
        assert_eq!(ask("/", "zh-CN,en"), Lang::Zh);
        assert_eq!(ask("/", "*"), Lang::Zh);
        assert_eq!(lang_of(&Uri::from_static("/"), &HeaderMap::new()), Lang::Zh);
    }
}
