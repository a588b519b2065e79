//! One source: what it is, what it has, and its tiles.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use martin_core::tiles::Source as Reader;
use martin_tile_utils::TileCoord as Address;
use serde_json::{Map, Value, json};

use super::{ForeignError, Media, Packing};
use crate::tiles::{TileCoord, ZOOM_MAX};

/// Longest wait for a tile: a database that is asked too much of is given up before its client is.
const TILE_TIME_MAX: Duration = Duration::from_secs(30);

/// Where a source comes from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A file, with its size and time as they were when it was opened.
    File { path: PathBuf, version: String },
    /// A table, which may change at any time.
    Table,
}

/// Tiles made elsewhere.
pub struct Source {
    name: String,
    reader: Arc<dyn Reader>,
    media: Media,
    packing: Packing,
    zooms: [u8; 2],
    document: Map<String, Value>,
    origin: Origin,
}

/// A tile as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Its bytes, at least one.
    pub bytes: Vec<u8>,
    /// How they are stored.
    pub packing: Packing,
}

impl Source {
    pub(super) fn new(name: &str, reader: Arc<dyn Reader>, media: Media, origin: Origin) -> Self {
        let document = document(name, &*reader);
        let zoom = |key: &str, missing: u8| document.get(key).and_then(Value::as_u64).and_then(|zoom| u8::try_from(zoom).ok()).unwrap_or(missing);
        let zooms = [zoom("minzoom", 0), zoom("maxzoom", ZOOM_MAX)];
        Self { name: name.into(), packing: Packing::of(reader.get_tile_info().encoding), reader, media, zooms, document, origin }
    }

    /// Its name in URLs and in the catalogue.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it says of itself; its name where it says nothing.
    pub fn description(&self) -> &str {
        let said = ["description", "name"].iter().filter_map(|key| self.document.get(*key)?.as_str()).find(|text| !text.is_empty());
        said.unwrap_or(&self.name)
    }

    /// Who is to be named on maps; empty where it does not say.
    pub fn attribution(&self) -> &str {
        self.document.get("attribution").and_then(Value::as_str).unwrap_or_default()
    }

    /// TileJSON 3.0.0 without `tiles`, which whoever serves it adds.
    pub fn tilejson(&self) -> Value {
        Value::Object(self.document.clone())
    }

    /// What kind of thing its tiles are.
    pub fn media(&self) -> Media {
        self.media
    }

    /// The same for headers.
    pub fn media_type(&self) -> &'static str {
        self.media.media_type()
    }

    /// How its tiles are stored, as far as it says itself.
    pub fn packing(&self) -> Packing {
        self.packing
    }

    /// The names of the layers inside its tiles, where it says them.
    pub fn layers(&self) -> impl Iterator<Item = &str> {
        let layers = self.document.get("vector_layers").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        layers.iter().filter_map(|layer| layer.get("id")?.as_str())
    }

    /// Outermost and deepest zoom.
    pub fn zooms(&self) -> [u8; 2] {
        self.zooms
    }

    /// What it has in this moment: another file has another one. `None` for tables, which may change at any time: their tiles must not be kept.
    pub fn version(&self) -> Option<&str> {
        match &self.origin {
            Origin::File { version, .. } => Some(version),
            Origin::Table => None,
        }
    }

    /// Whether its file is another one, or none, since it was opened.
    pub fn has_changed(&self) -> bool {
        match &self.origin {
            Origin::File { path, version } => fs::metadata(path).map_or(true, |file| version_of(&file) != *version),
            Origin::Table => false,
        }
    }

    /// A tile; `None` where nothing lies in it, beyond the zooms of the source too.
    ///
    /// # Errors
    /// A file that is another one by now, or a database that does not answer.
    pub async fn tile(&self, coord: TileCoord) -> Result<Option<Tile>, ForeignError> {
        let [first, last] = self.zooms;
        if !(first..=last).contains(&coord.zoom()) {
            return Ok(None);
        }
        let ([x, y], z) = (coord.column_row(), coord.zoom());
        let reader = self.reader.clone();
        let broken = |what: String| ForeignError::Tile { name: self.name.clone(), what };
        // A task of its own: should the reader not survive what it reads, only the task ends.
        let task = tokio::spawn(async move { reader.get_tile(Address { z, x, y }, None).await });
        let stop = task.abort_handle();
        let read = tokio::time::timeout(TILE_TIME_MAX, task).await.map_err(|_| {
            stop.abort();
            broken("no answer in time".into())
        })?;
        let bytes = read.map_err(|error| broken(error.to_string()))?.map_err(|error| broken(super::database::chain(&error)))?;
        let packing = if self.media == Media::Mvt { self.packing.found(&bytes) } else { Packing::Plain };
        Ok((!bytes.is_empty()).then_some(Tile { bytes, packing }))
    }
}

/// Size and time of a file, as a short word.
pub(super) fn version_of(file: &fs::Metadata) -> String {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    file.len().hash(&mut hasher);
    std::os::unix::fs::MetadataExt::ino(file).hash(&mut hasher);
    file.modified().ok().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// What TileJSON knows of, under the name that the source has here.
fn document(name: &str, reader: &dyn Reader) -> Map<String, Value> {
    const KEYS: [&str; 8] = ["name", "description", "attribution", "minzoom", "maxzoom", "bounds", "center", "vector_layers"];
    let said = serde_json::to_value(reader.get_tilejson()).unwrap_or_default();
    let mut document = Map::from_iter([("tilejson".to_owned(), json!("3.0.0")), ("scheme".to_owned(), json!("xyz"))]);
    for key in KEYS {
        if let Some(value) = said.get(key).filter(|value| !value.is_null()) {
            document.insert(key.to_owned(), value.clone());
        }
    }
    document.entry("name").or_insert_with(|| name.into());
    // Tiles deeper than can be asked for are none.
    if document.get("maxzoom").and_then(Value::as_u64).is_some_and(|zoom| zoom > u64::from(ZOOM_MAX)) {
        document.insert("maxzoom".into(), ZOOM_MAX.into());
    }
    document
}
