//! Opens archives: files of tiles.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use martin_core::CacheZoomRange;
use martin_core::tiles::Source as Reader;
use martin_core::tiles::mbtiles::MbtSource;
use martin_core::tiles::pmtiles::{PmtCache, PmtCacheInstance, PmtilesSource};
use object_store::local::LocalFileSystem;

use super::source::{Origin, version_of};
use super::{FileFault, ForeignError, Media, Source, check};

/// Memory for directories of one PMTiles file that are kept as they were read.
const DIRECTORY_CACHE_BYTES: u64 = 16 << 20;

/// Opens an archive by what it begins with, whatever its name.
pub(super) async fn open(name: &str, path: &Path) -> Result<Source, ForeignError> {
    let asked = path.to_owned();
    // Looking through the directories of a large file takes a while.
    let looked = tokio::task::spawn_blocking(move || look(&asked)).await;
    let failed = |fault| ForeignError::File { path: path.into(), fault };
    let looked = looked.unwrap_or(Err(FileFault::Damaged(["检查时出错", "looking at it failed"]))).map_err(failed)?;
    let (name_there, there) = (name.to_owned(), looked.path.clone());
    // A task of its own: should the reader not survive what it reads, only the task ends.
    let opened = tokio::spawn(async move { read(looked.kind, name_there, there).await }).await;
    let reader = opened.unwrap_or(Err(FileFault::Damaged(["打开时出错", "opening it failed"]))).map_err(failed)?;
    let format = reader.get_tile_info().format;
    let media = Media::of(format).ok_or_else(|| failed(FileFault::Tiles(format!("{format:?}"))))?;
    Ok(Source::new(name, reader, media, Origin::File { path: looked.path, version: looked.version }))
}

#[derive(Clone, Copy)]
enum Kind {
    Pmtiles,
    Mbtiles,
}

struct Looked {
    kind: Kind,
    /// Absolute, and without links.
    path: PathBuf,
    version: String,
}

/// Tells the kind and looks at what the reader would believe.
fn look(path: &Path) -> Result<Looked, FileFault> {
    let unreadable = |error: std::io::Error| FileFault::Unreadable(error.to_string());
    let path = fs::canonicalize(path).map_err(unreadable)?;
    let mut file = File::open(&path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(FileFault::Kind);
    }
    let mut first = Vec::new();
    file.by_ref().take(16).read_to_end(&mut first).map_err(unreadable)?;
    let kind = match first.as_slice() {
        [b'P', b'M', b'T', b'i', b'l', b'e', b's', ..] => Kind::Pmtiles,
        b"SQLite format 3\0" => Kind::Mbtiles,
        // The second version had no name of its own; the first two letters and a number.
        [b'P', b'M', version @ (1 | 2), ..] => return Err(FileFault::Version(*version)),
        _ => return Err(FileFault::Kind),
    };
    if matches!(kind, Kind::Pmtiles) {
        check::pmtiles(&file, metadata.len())?;
    }
    Ok(Looked { kind, path, version: version_of(&metadata) })
}

async fn read(kind: Kind, name: String, path: PathBuf) -> Result<Arc<dyn Reader>, FileFault> {
    let zooms = CacheZoomRange::disabled();
    match kind {
        Kind::Pmtiles => {
            let cache = PmtCacheInstance::new_auto_id(PmtCache::new(DIRECTORY_CACHE_BYTES, None, None));
            let inside = object_store::path::Path::from_absolute_path(&path).map_err(|error| FileFault::Unreadable(error.to_string()))?;
            let source = PmtilesSource::new(cache, name, Box::new(LocalFileSystem::new()), inside, zooms).await;
            Ok(Arc::new(source.map_err(|error| FileFault::Tiles(super::database::chain(&error)))?))
        }
        Kind::Mbtiles => {
            let source = MbtSource::new(name, path, zooms).await.map_err(|error| {
                let what = super::database::chain(&error);
                if what.contains("No tiles found") { FileFault::Empty } else { FileFault::Sqlite(what) }
            })?;
            Ok(Arc::new(source))
        }
    }
}
