//! GDAL kept on a leash: what it says is captured, what it may open is listed.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Once;

use gdal::errors::CplErrType;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags, config};

use super::limit::MESSAGE_CHARS_MAX;

/// Vector formats that are one file (or folder) and nothing else: no databases, no services, no files that refer to others.
const DRIVERS: &[&str] =
    &["ESRI Shapefile", "GPKG", "GeoJSON", "GeoJSONSeq", "ESRIJSON", "TopoJSON", "LIBKML", "KML", "FlatGeobuf", "OpenFileGDB", "MapInfo File", "GPX", "DXF"];
/// As many messages as are kept of one call.
const MESSAGES_MAX: usize = 8;

thread_local! {
    /// GDAL reports on the thread that called it.
    static SAID: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

static PREPARED: Once = Once::new();

/// Settles GDAL's settings, once a process: its messages go to us instead of stderr.
pub(super) fn prepare() {
    PREPARED.call_once(|| {
        config::set_error_handler(|class, _, message| {
            if !matches!(class, CplErrType::None | CplErrType::Debug) {
                SAID.with(|said| {
                    // Borrowed only for this push; a second handler call within it is impossible.
                    if let Ok(mut said) = said.try_borrow_mut()
                        && said.len() < MESSAGES_MAX
                    {
                        said.push(message.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MESSAGE_CHARS_MAX).collect());
                    }
                });
            }
        });
        // No extension of SQLite, whatever the environment names: GDAL takes every word for one. Fails only for a NUL in the text.
        let _set = config::set_config_option("OGR_SQLITE_LOAD_EXTENSIONS", "");
    });
}

/// Forgets what GDAL said so far on this thread.
pub(super) fn listen() {
    prepare();
    SAID.with(|said| said.borrow_mut().clear());
}

/// What GDAL said on this thread since [`listen`], without the path, which the caller names himself.
pub(super) fn said(path: &Path) -> Vec<String> {
    let (full, given) = (std::path::absolute(path).unwrap_or_default().display().to_string(), path.display().to_string());
    let folder = path.parent().map(|p| p.display().to_string()).unwrap_or_default();
    SAID.with(|said| {
        said.borrow_mut()
            .drain(..)
            .map(|message| {
                let mut message = message;
                for part in [&full, &given, &folder] {
                    if part.len() > 1 {
                        message = message.replace(part.as_str(), "…");
                    }
                }
                message
            })
            .collect()
    })
}

/// Opens a vector file for reading.
pub(super) fn open(name: &str, options: &[&str]) -> gdal::errors::Result<Dataset> {
    prepare();
    Dataset::open_ex(
        name,
        DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
            allowed_drivers: Some(DRIVERS),
            open_options: Some(options),
            sibling_files: None,
        },
    )
}
