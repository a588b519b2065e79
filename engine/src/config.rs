//! `bailiwick.toml`, one file for both programs.
//!
//! 1. Read and parse; an unknown key is an error with a suggestion.
//! 2. Make every path relative to the file's folder.

use std::fmt;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;

use crate::coord::Crs;
use crate::lang::Lang;
use crate::model::{DivisionCode, FaultKind, Level, Validity};

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the data is called.
    #[serde(default)]
    pub dataset: Dataset,
    /// Boundaries, one table a file.
    #[serde(default)]
    pub jurisdictions: Vec<JurisdictionSource>,
    /// Bodies outside the hierarchy that handle what lies in their areas.
    #[serde(default)]
    pub overlays: Vec<OverlaySource>,
    /// Drinking-water source zones.
    #[serde(default)]
    pub zones: Vec<Source>,
    /// Outfall registries.
    #[serde(default)]
    pub outfalls: Vec<Source>,
    /// Batches of clues the server shows and `check` reads.
    #[serde(default)]
    pub clues: Vec<Source>,
    /// Lines and areas drawn behind everything.
    #[serde(default)]
    pub backdrop: Vec<BackdropSource>,
    /// Tables of codes.
    #[serde(default)]
    pub codes: Codes,
    /// Faults of the boundaries that are known and borne.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
    /// The prebuilt indexes.
    #[serde(default)]
    pub snapshot: SnapshotSettings,
    /// The ruleset.
    #[serde(default)]
    pub rules: RuleSettings,
    /// Settings of the decision.
    #[serde(default)]
    pub route: RouteSettings,
    /// Settings of the server.
    #[serde(default)]
    pub server: ServerSettings,
    /// Archives of tiles that are published as they are.
    #[serde(default)]
    pub tiles: Vec<TileSource>,
    /// Databases whose tables are published as tiles.
    #[serde(default)]
    pub postgis: Vec<PostgisSource>,
    /// Maps of others to draw below everything.
    #[serde(default)]
    pub basemaps: Vec<Basemap>,
    /// Folder of the file; every relative path starts here.
    #[serde(skip)]
    pub base: PathBuf,
}

/// `[dataset]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dataset {
    /// Name shown to people.
    #[serde(default)]
    pub name: String,
    /// Whether it is sample data; then it says so wherever it is shown.
    #[serde(default)]
    pub sample: bool,
    /// Who made the data, for maps.
    #[serde(default)]
    pub attribution: String,
}

/// `[[jurisdictions]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JurisdictionSource {
    /// File, anything OGR reads.
    pub path: PathBuf,
    /// Level of the divisions in it.
    pub level: Level,
    /// First day on which these boundaries hold.
    pub valid_from: Option<Date>,
    /// First day on which they no longer hold.
    pub valid_to: Option<Date>,
    /// Layer within the file, where it has several.
    pub layer: Option<String>,
    /// Which column is which, where the names are not the usual ones.
    #[serde(default)]
    pub columns: ColumnMap,
    /// Coordinate system, where the file does not say.
    #[serde(default, deserialize_with = "crs")]
    pub crs: Option<Crs>,
    /// Encoding of text, where the file does not say.
    pub encoding: Option<String>,
}

/// `[[overlays]]`: one table a file. What a file does not say of its features, the table says of all of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverlaySource {
    /// File of areas, or of lines with `buffer_m`.
    pub path: PathBuf,
    /// Layer within the file, where it has several.
    pub layer: Option<String>,
    /// Which column is which, where the names are not the usual ones.
    #[serde(default)]
    pub columns: ColumnMap,
    /// Coordinate system, where the file does not say.
    #[serde(default, deserialize_with = "crs")]
    pub crs: Option<Crs>,
    /// Encoding of text, where the file does not say.
    pub encoding: Option<String>,
    /// Code of the body: six digits, of which the first is 9, as GB/T 2260 has none of these.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The division it belongs to.
    pub parent: Option<String>,
    /// The level of a division it is treated as.
    #[serde(default = "prefecture")]
    pub level: Level,
    /// Where several overlays lie over each other the greater one handles; of equals the lower code.
    #[serde(default)]
    pub precedence: i32,
    /// Lines become corridors of so many metres on both sides (公路两侧各1000米).
    pub buffer_m: Option<f64>,
    /// First day on which it holds.
    pub valid_from: Option<Date>,
    /// First day on which it no longer holds.
    pub valid_to: Option<Date>,
}

/// `[[zones]]`, `[[outfalls]]`, `[[clues]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// File.
    pub path: PathBuf,
    /// Layer or sheet within the file, where it has several.
    pub layer: Option<String>,
    /// Which column is which, where the names are not the usual ones.
    #[serde(default)]
    pub columns: ColumnMap,
    /// Coordinate system, where the file does not say.
    #[serde(default, deserialize_with = "crs")]
    pub crs: Option<Crs>,
    /// Encoding of text, where the file does not say.
    pub encoding: Option<String>,
    /// Accuracy of positions in metres, where the rows do not say.
    pub accuracy_m: Option<f64>,
}

/// `[[backdrop]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackdropSource {
    /// Name of the layer.
    pub name: String,
    /// File, anything OGR reads.
    pub path: PathBuf,
    /// Coordinate system, where the file does not say.
    #[serde(default, deserialize_with = "crs")]
    pub crs: Option<Crs>,
}

/// Field name → column name, e.g. `{ lon = "X坐标", lat = "Y坐标" }`.
///
/// Field names are those of `ingest::Field`.
pub type ColumnMap = std::collections::BTreeMap<String, String>;

/// `[codes]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// CSV with columns code, successor, date.
    pub superseded: Option<PathBuf>,
    /// CSV with columns code, name, parent: codes of statistics that are no divisions.
    pub statistical_zones: Option<PathBuf>,
}

/// `[[waivers]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Kind of the faults.
    pub fault: FaultKind,
    /// Only faults that involve one of these divisions.
    #[serde(default)]
    pub codes: Vec<DivisionCode>,
    /// Only faults of at most this many square metres.
    pub at_most_m2: Option<f64>,
    /// Why they are borne; `check` shows it.
    pub reason: String,
}

/// `[snapshot]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotSettings {
    /// File that is used while it is fresh and made anew when it is not; without it the sources are read at every start.
    pub path: Option<PathBuf>,
}

/// `[rules]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSettings {
    /// The ruleset; the one of Jilin where not given.
    pub file: Option<PathBuf>,
    /// The table of holidays; China's where not given.
    pub holidays: Option<PathBuf>,
}

/// `[route]`
#[derive(Clone, Debug, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct RouteSettings {
    /// A clue within this many metres of an outfall is matched to it.
    pub outfall_radius_m: f64,
    /// A clue of which this share or more lies in one jurisdiction is assigned to it; else the common superior decides.
    pub threshold: f64,
}

impl Default for RouteSettings {
    fn default() -> Self {
        Self { outfall_radius_m: 500.0, threshold: 0.95 }
    }
}

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
    fn fault(&self) -> Option<(&'static str, &'static str)> {
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

impl Basemap {
    /// As [`ServerSettings::fault`].
    fn fault(&self) -> Option<(&'static str, &'static str)> {
        let is_web = self.url.starts_with("https://") || self.url.starts_with("http://");
        let has_all = ["{z}", "{x}", "{y}"].iter().all(|part| self.url.contains(part));
        if is_web && has_all { None } else { Some(("basemaps.url", "https://… with {z}, {x} and {y} (含 {z}、{x}、{y} 的网址)")) }
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

/// `[[basemaps]]`: a map of somebody else that the user's own browser fetches and draws below everything.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basemap {
    /// Name in the list of base maps.
    pub name: String,
    /// Address of its tiles with `{z}`, `{x}` and `{y}`, with the user's key.
    pub url: String,
    /// Who is to be named on the map.
    pub attribution: String,
    /// Deepest zoom that it has.
    #[serde(default = "basemap_max_zoom")]
    pub max_zoom: u8,
    /// Side of its tiles in pixels.
    #[serde(default = "basemap_tile_size")]
    pub tile_size: u16,
}

fn basemap_max_zoom() -> u8 {
    18
}

fn basemap_tile_size() -> u16 {
    256
}

impl JurisdictionSource {
    /// When the file's boundaries hold.
    pub fn validity(&self) -> Validity {
        Validity { valid_from: self.valid_from, valid_to: self.valid_to }
    }
}

impl OverlaySource {
    /// When the overlay holds.
    pub fn validity(&self) -> Validity {
        Validity { valid_from: self.valid_from, valid_to: self.valid_to }
    }
}

fn prefecture() -> Level {
    Level::Prefecture
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is no valid configuration.
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1, where known.
        line: Option<usize>,
        /// What the parser says.
        what: String,
        /// The key that was probably meant.
        suggestion: Option<String>,
    },
    /// A value is out of its range.
    Value {
        /// The file.
        path: PathBuf,
        /// The key.
        key: &'static str,
        /// What it must be.
        must: &'static str,
    },
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// Unreadable, not TOML, an unknown key, or a value out of range.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.into(), source })?;
        Self::parse(&text, path)
    }

    /// Parses the text of the file at `path`, which need not exist.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let mut config: Self = toml::from_str(text).map_err(|error| parse_error(&error, text, path))?;
        let radius_m = config.route.outfall_radius_m;
        if !(radius_m.is_finite() && (0.0..=100_000.0).contains(&radius_m)) {
            return Err(ConfigError::Value { path: path.into(), key: "route.outfall_radius_m", must: "0 … 100000" });
        }
        // Half and less would have two jurisdictions that both reach it.
        if !(config.route.threshold > 0.5 && config.route.threshold <= 1.0) {
            return Err(ConfigError::Value { path: path.into(), key: "route.threshold", must: "> 0.5 … 1" });
        }
        if config.overlays.iter().filter_map(|overlay| overlay.buffer_m).any(|metres| !(metres > 0.0 && metres <= 100_000.0)) {
            return Err(ConfigError::Value { path: path.into(), key: "overlays.buffer_m", must: "> 0 … 100000" });
        }
        let value = |key, must| ConfigError::Value { path: path.into(), key, must };
        for waiver in &config.waivers {
            if waiver.reason.trim().is_empty() {
                return Err(value("waivers.reason", "a reason in words (用文字写明的理由)"));
            }
            if waiver.at_most_m2.is_some_and(|most| !(most.is_finite() && most >= 0.0)) {
                return Err(value("waivers.at_most_m2", "≥ 0"));
            }
        }
        if let Some((key, must)) = config.server.fault().or_else(|| config.basemaps.iter().find_map(Basemap::fault)) {
            return Err(value(key, must));
        }
        config.base = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(config)
    }

    /// Every file and folder that the data is read from, made relative to the file's folder.
    pub fn source_paths(&self) -> Vec<PathBuf> {
        let sources = self.zones.iter().chain(&self.outfalls).chain(&self.clues).map(|source| &source.path);
        let paths = self.jurisdictions.iter().map(|source| &source.path).chain(self.overlays.iter().map(|source| &source.path)).chain(sources);
        let others = self.backdrop.iter().map(|source| &source.path).chain(self.tiles.iter().map(|source| &source.path));
        let tables = [&self.codes.superseded, &self.codes.statistical_zones, &self.rules.file, &self.rules.holidays].into_iter().flatten();
        paths.chain(others).chain(tables).map(|path| self.resolve(path)).collect()
    }

    /// A path of the file, made relative to the file's folder.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.base.join(path)
    }
}

fn crs<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Crs>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

/// The parser names the unknown key or word and the known ones; we find the nearest.
fn parse_error(error: &toml::de::Error, text: &str, path: &Path) -> ConfigError {
    let message = error.message();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let suggestion = match quoted.split_first() {
        Some((unknown, known)) if message.starts_with("unknown field") || message.starts_with("unknown variant") => {
            known.iter().map(|k| (strsim::damerau_levenshtein(unknown, k), *k)).min().filter(|(distance, _)| *distance <= 3).map(|(_, k)| k.to_owned())
        }
        _ => None,
    };
    let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    ConfigError::Parse { path: path.into(), line, what: message.trim().to_owned(), suggestion }
}

impl ConfigError {
    /// The sentence for people.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Read { path, source } => {
                let path = path.display();
                lang.pick(
                    format!("无法读取配置文件 {path}：{source}；请用 -c 指定 bailiwick.toml"),
                    format!("cannot read the configuration {path}: {source}; name a bailiwick.toml with -c"),
                )
            }
            Self::Parse { path, line, what, suggestion } => {
                let place = match line {
                    Some(line) => lang.pick(format!("{} 第 {line} 行", path.display()), format!("{}, line {line}", path.display())),
                    None => path.display().to_string(),
                };
                let hint = suggestion.as_ref().map(|s| lang.pick(format!("；是否应为 {s}？"), format!("; did you mean {s}?"))).unwrap_or_default();
                lang.pick(format!("{place}：配置有误（{what}）{hint}"), format!("{place}: {what}{hint}"))
            }
            Self::Value { path, key, must } => {
                let path = path.display();
                lang.pick(format!("{path}：{key} 的取值应为 {must}"), format!("{path}: {key} must be {must}"))
            }
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(text, Path::new("somewhere/bailiwick.toml"))
    }

    #[test]
    fn an_empty_file_has_the_defaults() {
        let config = parse("").expect("valid");
        assert_eq!(config.server.listen, "127.0.0.1:8080");
        assert_eq!(config.route.outfall_radius_m, 500.0);
        assert_eq!(config.resolve(Path::new("a.csv")), Path::new("somewhere/a.csv"));
    }

    #[test]
    fn an_unknown_key_names_its_line_and_the_key_meant() {
        let error = parse("[dataset]\nname = \"x\"\n[[zones]]\npath = \"z.gpkg\"\nencodng = \"GBK\"\n").expect_err("encodng is no key");
        let sentence = error.sentence(Lang::En);
        assert!(sentence.contains("line 5") && sentence.contains("did you mean encoding?"), "{sentence}");
        assert!(error.sentence(Lang::Zh).contains("第 5 行"));
    }

    #[test]
    fn a_waiver_has_a_known_kind_and_a_reason() {
        let waiver = |lines: &str| parse(&format!("[[waivers]]\n{lines}\n"));
        let config = waiver("fault = \"gap\"\ncodes = [\"220184\"]\nat_most_m2 = 5000\nreason = \"reported\"").expect("valid");
        assert_eq!((config.waivers[0].fault, config.waivers[0].at_most_m2), (FaultKind::Gap, Some(5000.0)));
        let sentence = |lines: &str| waiver(lines).expect_err(lines).sentence(Lang::En);
        let unknown = sentence("fault = \"overlaps\"\nreason = \"x\"");
        assert!(unknown.contains("line 2") && unknown.contains("did you mean overlap?"), "{unknown}");
        assert!(sentence("fault = \"gap\"").contains("reason"));
        assert!(sentence("fault = \"gap\"\nreason = \" \"").contains("waivers.reason"));
        assert!(sentence("fault = \"gap\"\nat_most_m2 = -1\nreason = \"x\"").contains("waivers.at_most_m2"));
        assert!(sentence("fault = \"gap\"\ncodes = [\"22018\"]\nreason = \"x\"").contains("22018"));
    }

    #[test]
    fn a_coordinate_system_nobody_knows_is_refused() {
        let sentence = parse("[[clues]]\npath = \"c.csv\"\ncrs = \"wgs85\"\n").expect_err("no such system").sentence(Lang::En);
        assert!(sentence.contains("wgs85"), "{sentence}");
    }

    #[test]
    fn values_out_of_range_are_refused() {
        for line in ["outfall_radius_m = -1", "outfall_radius_m = nan", "outfall_radius_m = 1e9", "threshold = 0.5", "threshold = nan", "threshold = 1.1"] {
            assert!(parse(&format!("[route]\n{line}\n")).is_err(), "{line}");
        }
        assert!(parse("[[overlays]]\npath = \"a\"\nbuffer_m = 0\n").is_err());
    }

    #[test]
    fn what_the_server_cannot_use_is_refused() {
        let sentence = |text: &str| parse(text).expect_err(text).sentence(Lang::En);
        assert!(sentence("[server]\nbase_path = \"maps/\"").contains("server.base_path"));
        assert!(sentence("[server]\ncors_origins = [\"https://a.cn/x\"]").contains("server.cors_origins"));
        let token = |hash: &str, codes: &str| format!("[[server.tokens]]\nname = \"x\"\nsha256 = \"{hash}\"\njurisdictions = {codes}");
        assert!(sentence(&token("abc", "[\"220100\"]")).contains("server.tokens.sha256"));
        assert!(sentence(&token(&"0".repeat(64), "[]")).contains("server.tokens.jurisdictions"));
        assert_eq!(parse(&token(&"a".repeat(64), "[\"220100\"]")).expect("valid").server.tokens.len(), 1);
        let basemap = |url: &str| format!("[[basemaps]]\nname = \"x\"\nattribution = \"x\"\nurl = \"{url}\"");
        assert!(sentence(&basemap("https://a.cn/{z}/{x}")).contains("basemaps.url"));
        assert!(sentence(&basemap("file:///{z}/{x}/{y}")).contains("basemaps.url"));
        assert!(parse(&basemap("https://a.cn/{z}/{x}/{y}")).is_ok());
    }
}
