//! Maps of others that the page may draw below everything.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Zooms that a map on the web may have.
const MAX_ZOOMS: std::ops::RangeInclusive<u8> = 1..=24;
/// Sides of tiles that are in use: 256, and 512 for screens with fine pixels.
const TILE_SIZES: std::ops::RangeInclusive<u16> = 128..=1024;

/// `[[basemaps]]`: a map of somebody else that the user's own browser fetches and draws below everything.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Basemap {
    /// Name in the list of base maps.
    pub name: String,
    /// Address of its tiles with `{z}`, `{x}` and `{y}`, with the user's key.
    pub url: TileTemplate,
    /// Who is to be named on the map.
    pub attribution: String,
    /// Deepest zoom that it has.
    #[serde(default = "max_zoom")]
    pub max_zoom: u8,
    /// Side of its tiles in pixels.
    #[serde(default = "tile_size")]
    pub tile_size: u16,
}

fn max_zoom() -> u8 {
    18
}

fn tile_size() -> u16 {
    256
}

impl Basemap {
    /// A key whose value cannot be, and what it must be. `before` are the base maps that stand before this one.
    pub(super) fn fault(&self, before: &[Self]) -> Option<(&'static str, &'static str)> {
        // A choice is remembered by the name.
        if self.name.trim().is_empty() || before.iter().any(|other| other.name == self.name) {
            return Some(("basemaps.name", "a name that no other base map has (不与其他底图重名)"));
        }
        if !MAX_ZOOMS.contains(&self.max_zoom) {
            return Some(("basemaps.max_zoom", "1 … 24"));
        }
        if !TILE_SIZES.contains(&self.tile_size) {
            return Some(("basemaps.tile_size", "128 … 1024"));
        }
        None
    }
}

/// The address of tiles with `{z}`, `{x}` and `{y}`. Its host is known, and can stand in a Content-Security-Policy.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct TileTemplate {
    text: String,
    origin: String,
}

impl TileTemplate {
    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme and host, with the port where it is not the usual one: `https://t0.tianditu.gov.cn`.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl From<TileTemplate> for String {
    fn from(template: TileTemplate) -> Self {
        template.text
    }
}

impl TryFrom<String> for TileTemplate {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        if let Some(found) = text.chars().find(|c| c.is_whitespace() || c.is_control() || r#"'"`<>\"#.contains(*c)) {
            return Err(TemplateError::Character { found });
        }
        if !text.starts_with("https://") && !text.starts_with("http://") {
            return Err(TemplateError::Scheme);
        }
        if let Some(missing) = PLACES.into_iter().find(|place| !text.contains(place)) {
            return Err(TemplateError::Missing { missing });
        }
        if PLACES.into_iter().fold(text.clone(), |rest, place| rest.replace(place, "")).contains(['{', '}']) {
            return Err(TemplateError::Placeholder);
        }
        let url = Url::parse(&text).map_err(|_| TemplateError::Host)?;
        // A policy knows no numbers of IPv6, and a browser asks no address with a password in it.
        let is_nameable = match url.host() {
            Some(Host::Domain(name)) => name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b)),
            Some(Host::Ipv4(_)) => true,
            Some(Host::Ipv6(_)) | None => false,
        };
        if !is_nameable || !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(TemplateError::Host);
        }
        Ok(Self { origin: url.origin().ascii_serialization(), text })
    }
}

/// What stands for the zoom, the column and the row.
const PLACES: [&str; 3] = ["{z}", "{x}", "{y}"];

/// Why a text is no address of tiles.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateError {
    /// A character that no address has.
    #[error("basemaps.url must not contain {found:?}: percent-encode it (网址中不能有该字符，请用百分号编码)")]
    Character {
        /// The first one.
        found: char,
    },
    /// Neither HTTP nor HTTPS.
    #[error("basemaps.url must begin with https:// or http:// (须以 https:// 或 http:// 开头)")]
    Scheme,
    /// A place that the tile's number needs.
    #[error("basemaps.url must contain {{z}}, {{x}} and {{y}}, and {missing} is missing (缺少 {missing}：网址中须有 {{z}}、{{x}}、{{y}})")]
    Missing {
        /// The first one.
        missing: &'static str,
    },
    /// Braces around something else.
    #[error(
        "basemaps.url may have no braces but {{z}}, {{x}} and {{y}}: write one host in place of {{s}} (除 {{z}}、{{x}}、{{y}} 外不能有花括号；{{s}} 请换成一个具体的主机名)"
    )]
    Placeholder,
    /// No host, or one that a policy cannot name.
    #[error("basemaps.url must have a host name or an IPv4 address, without user, password or # (须有主机名或 IPv4 地址，不带用户名、密码和 #)")]
    Host,
}
