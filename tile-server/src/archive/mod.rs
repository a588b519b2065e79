//! Tiles as a file that other servers and a plain web host can publish: PMTiles and MBTiles.
//!
//! 1. [`create`] opens a [`Sink`] beside the file that is to be; it takes tiles in any order and keeps them in a `spool`, which survives
//!    a run that is cut short: [`Sink::has`] then says what need not be made again.
//! 2. [`Sink::finish`] puts the tiles in the order of the Hilbert curve (`tile_id`), writes the archive (`pmtiles`, `mbtiles`) under a
//!    passing name and renames it into its place. Equal tiles give equal bytes, whatever their order and however many runs it took.
//!
//! What a PMTiles file begins with, `header` and `directory`, is read here as well: nothing in a file from elsewhere is trusted.
//!
//! # References
//! PMTiles 3.6; MBTiles 1.3.

pub(crate) mod directory;
mod error;
pub(crate) mod header;
mod mbtiles;
mod pmtiles;
mod spool;
pub(crate) mod tile_id;

pub use error::ArchiveError;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use self::spool::Spool;
use crate::tiles::TileCoord;

/// What an archive says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Metadata {
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub description: String,
    /// Who made the data.
    pub attribution: String,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
    /// Where a map begins: longitude and latitude in degrees.
    pub center: [f64; 2],
    /// How near a map begins.
    pub center_zoom: u8,
    /// The outermost zoom that has tiles.
    pub min_zoom: u8,
    /// The deepest zoom that has tiles.
    pub max_zoom: u8,
    /// TileJSON's `vector_layers`.
    pub vector_layers: Value,
    /// The version of the data and of the program that made tiles of it: a run may be continued only by one that has the same.
    pub version: String,
}

/// Kinds of archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pmtiles,
    Mbtiles,
}

/// Takes tiles and makes an archive of them.
pub struct Sink {
    kind: Kind,
    path: PathBuf,
    metadata: Metadata,
    spool: Spool,
}

/// What has been written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Tiles that can be asked for.
    pub tiles: u64,
    /// Contents among them that differ.
    pub contents: u64,
    /// Size of the file.
    pub file_bytes: u64,
}

/// Begins an archive of MVT tiles; its kind is told by the ending of its name, `.pmtiles` or `.mbtiles`.
///
/// With `resume`, a run that was cut short is continued from what it has left beside the file (the same name with `.part` at its end).
/// Without, that is thrown away.
///
/// # Errors
/// Another ending, a folder that cannot be written, a run that goes on at this moment, or one that was made of other data.
pub fn create(path: &Path, metadata: Metadata, resume: bool) -> Result<Sink, ArchiveError> {
    let kind = match path.extension().and_then(|ending| ending.to_str()) {
        Some("pmtiles") => Kind::Pmtiles,
        Some("mbtiles") => Kind::Mbtiles,
        _ => return Err(ArchiveError::Ending { path: path.into() }),
    };
    let spool = Spool::open(&part(path), &metadata.version, resume)?;
    Ok(Sink { kind, path: path.into(), metadata, spool })
}

/// Where a run keeps its tiles until it is complete.
fn part(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

impl Sink {
    /// Whether an earlier run has made this tile already, be it one without anything in it.
    pub fn has(&self, coord: TileCoord) -> bool {
        self.spool.had(tile_id::of(coord))
    }

    /// How many tiles earlier runs have made, the empty ones among them.
    pub fn resumed(&self) -> usize {
        self.spool.resumed()
    }

    /// Adds a tile as gzip, or without bytes where nothing lies in it: then nothing is stored but that it is done. Of the same tile given
    /// twice the last counts.
    ///
    /// # Errors
    /// A disk that is full.
    pub fn put(&mut self, coord: TileCoord, gzip: &[u8]) -> Result<(), ArchiveError> {
        self.spool.put(tile_id::of(coord), gzip)
    }

    /// Writes what was added until now through to the disk, so that not even a machine that stops takes it away.
    ///
    /// # Errors
    /// A disk that is full.
    pub fn sync(&mut self) -> Result<(), ArchiveError> {
        self.spool.sync()
    }

    /// Writes the archive, puts it in its place and removes what was kept until then.
    ///
    /// # Errors
    /// No tile at all, or a disk that is full; then what was kept is still there.
    ///
    /// # Cost
    /// Reads and writes every different content once. 16 bytes of memory a tile and some 60 a content.
    pub fn finish(mut self) -> Result<Summary, ArchiveError> {
        let tiles = self.spool.tiles()?;
        if tiles.is_empty() {
            return Err(ArchiveError::Empty { path: self.path });
        }
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let failed = |source| ArchiveError::Write { path: self.path.clone(), source };
        let file = tempfile::Builder::new().prefix(".bailiwick-").permissions(readable_by_all()).tempfile_in(folder).map_err(failed)?;
        let contents = match self.kind {
            Kind::Pmtiles => pmtiles::write(file.as_file(), &self.path, &tiles, &self.spool, &self.metadata)?,
            Kind::Mbtiles => mbtiles::write(file.path(), &self.path, &tiles, &self.spool, &self.metadata)?,
        };
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&self.path).map_err(|error| failed(error.error))?;
        let file_bytes = fs::metadata(&self.path).map_err(failed)?.len();
        self.spool.remove()?;
        Ok(Summary { tiles: tiles.len() as u64, contents, file_bytes })
    }
}

/// As files are that a program creates by itself, less what the user's mask takes away; passing files are for their owner alone otherwise,
/// and a web host could not read what we publish.
fn readable_by_all() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o666)
}

#[cfg(test)]
mod tests;
