//! What the server alone is told: where it listens, who may see clues, and what stands beside the layers.

use std::path::PathBuf;

use serde::Deserialize;

use crate::model::DivisionCode;

/// `[server]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerSettings {
    /// Address and port.
    pub listen: String,
    /// Memory for tiles that are kept as they are sent, in megabytes; 0 keeps none.
    pub cache_mb: u64,
    /// The path below which a proxy puts the server, such as `/bailiwick`; empty where it has none.
    pub base_path: String,
    /// Names besides those of this machine by which clients reach the server, with the port where it is not the usual one.
    pub hosts: Vec<String>,
    /// Web sites whose pages may read what is served (CORS), such as `https://maps.example.cn`.
    pub cors_origins: Vec<String>,
    /// How often the files of the configuration are looked at for changes, in seconds; 0 never.
    pub reload_seconds: u64,
    /// Fonts that names are written with before the program's own: files (TTF, OTF, TTC) or folders of such.
    pub fonts: Vec<PathBuf>,
    /// Who may see clues. With none, whoever reaches this machine's own address may see everything.
    pub tokens: Vec<Token>,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            cache_mb: 256,
            base_path: String::new(),
            hosts: Vec::new(),
            cors_origins: Vec::new(),
            reload_seconds: 5,
            fonts: Vec::new(),
            tokens: Vec::new(),
        }
    }
}

impl ServerSettings {
    /// A key whose value cannot be, and what it must be.
    pub(super) fn fault(&self) -> Option<(&'static str, &'static str)> {
        let is_path = |path: &str| path.starts_with('/') && !path.ends_with('/') && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b));
        if !(self.base_path.is_empty() || is_path(&self.base_path)) {
            return Some(("server.base_path", "/name, without a slash at its end (以 / 开头，末尾不带 /)"));
        }
        let is_origin = |origin: &String| {
            ["https://", "http://"].iter().any(|scheme| origin.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty() && !rest.contains('/')))
        };
        if !self.cors_origins.iter().all(is_origin) {
            return Some(("server.cors_origins", "https://host, without a path (协议加主机名，不带路径)"));
        }
        let is_hash = |token: &Token| token.sha256.len() == 64 && token.sha256.bytes().all(|b| b.is_ascii_hexdigit());
        if !self.tokens.iter().all(is_hash) {
            return Some(("server.tokens.sha256", "64 hexadecimal digits (64 位十六进制数); bailiwick-server token prints them"));
        }
        if self.tokens.iter().any(|token| token.jurisdictions.is_empty()) {
            return Some(("server.tokens.jurisdictions", "at least one code (至少一个区划代码)"));
        }
        None
    }
}

/// `[[server.tokens]]`: a secret that its bearer shows with each request, kept here as its hash only.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Whose it is, for the log.
    pub name: String,
    /// SHA-256 of the secret, 64 hexadecimal digits.
    pub sha256: String,
    /// The divisions whose clues its bearer sees, with all that belongs to them.
    pub jurisdictions: Vec<DivisionCode>,
}

/// `[[tiles]]`: an archive of tiles made elsewhere, published beside the layers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TileSource {
    /// Name in the catalogue.
    pub name: String,
    /// A PMTiles or MBTiles file.
    pub path: PathBuf,
}

/// `[[postgis]]`: tables of a PostgreSQL database with PostGIS, published as tiles beside the layers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostgisSource {
    /// Connection string, such as `postgresql://reader@db/gis`; or the name of an environment variable that holds it, with a `$` before it.
    pub url: String,
    /// Tables as `schema.table`; all that have a geometry where none is named.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Connections at the same time, at most.
    #[serde(default = "connections")]
    pub connections: u32,
}

fn connections() -> u32 {
    8
}
