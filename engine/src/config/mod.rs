//! `bailiwick.toml`, one file for both programs.
//!
//! 1. Read and parse; an unknown key is an error with a suggestion.
//! 2. Make every path relative to the file's folder.

mod basemap;
mod hotspots;
mod server;

pub use basemap::{Basemap, TemplateError, TileTemplate};
pub use hotspots::HotspotServing;
pub use server::{PostgisSource, ServerSettings, TileSource, Token};

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
    /// What the server looks for among the clues it shows.
    #[serde(default)]
    pub hotspots: HotspotServing,
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
        if let Some((key, must)) = config.server.fault().or_else(|| faulty_basemap(&config.basemaps)) {
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

fn faulty_basemap(basemaps: &[Basemap]) -> Option<(&'static str, &'static str)> {
    basemaps.iter().enumerate().find_map(|(place, basemap)| basemap.fault(&basemaps[..place]))
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
mod tests;
