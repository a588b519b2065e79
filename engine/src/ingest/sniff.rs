//! What kind of file it is: by its first bytes, then by its ending.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::IngestError;
use super::error::Limited;
use super::limit::FILE_BYTES_MAX;
use super::unfold::{self, Contents};

/// The kinds of file, by the reader that takes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Csv,
    /// XLSX, XLS, ODS and XLSB; the name for the report.
    Spreadsheet(&'static str),
    Parquet,
    /// Anything that goes to OGR; the name for the report, and whether it is a zip to look into.
    Vector(&'static str),
    ZippedVector,
}

/// As many bytes as tell a kind.
const HEAD_BYTES: usize = 4096;

/// Finds the kind, and the file to open: `.dbf` and `.shx` stand for their `.shp`.
pub(super) fn sniff(path: &Path) -> Result<(Kind, PathBuf), IngestError> {
    let (kind, path) = sniff_of_any_size(path)?;
    let bytes = std::fs::metadata(&path).map_or(0, |metadata| if metadata.is_dir() { 0 } else { metadata.len() });
    if bytes > FILE_BYTES_MAX {
        return Err(IngestError::TooLarge { path, what: Limited::FileBytes, row: None, found: bytes, limit: FILE_BYTES_MAX });
    }
    Ok((kind, path))
}

/// As [`sniff`], for readers that never hold the whole file.
pub(super) fn sniff_of_any_size(path: &Path) -> Result<(Kind, PathBuf), IngestError> {
    let unreadable = |source| IngestError::Unreadable { path: path.into(), source };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if metadata.is_dir() {
        // A file geodatabase is the one kind that is a folder.
        return if ending == "gdb" { Ok((Kind::Vector("FileGDB"), path.into())) } else { Err(IngestError::UnknownFormat { path: path.into() }) };
    }
    if metadata.len() == 0 {
        return Err(IngestError::EmptyFile { path: path.into() });
    }
    if matches!(ending.as_str(), "dbf" | "shx" | "prj" | "cpg") {
        let shp = ["shp", "SHP"].iter().map(|e| path.with_extension(e)).find(|p| p.exists());
        return match shp {
            Some(shp) => Ok((Kind::Vector("Shapefile"), shp)),
            None => Err(IngestError::MissingSibling { path: path.into(), ending: "shp" }),
        };
    }
    let mut head = Vec::with_capacity(HEAD_BYTES);
    File::open(path).and_then(|file| file.take(HEAD_BYTES as u64).read_to_end(&mut head)).map_err(unreadable)?;
    let kind = of_head(path, &head, &ending)?;
    Ok((kind, path.into()))
}

fn of_head(path: &Path, head: &[u8], ending: &str) -> Result<Kind, IngestError> {
    const SHAPEFILE: [u8; 4] = [0, 0, 0x27, 0x0a];
    const OLE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let begins = |magic: &[u8]| head.starts_with(magic);
    if begins(b"PAR1") {
        return Ok(Kind::Parquet);
    }
    if begins(b"SQLite format 3\0") {
        return Ok(Kind::Vector("GeoPackage"));
    }
    if begins(b"fgb") && head.get(3).is_some_and(|v| *v < 0x20) {
        return Ok(Kind::Vector("FlatGeobuf"));
    }
    if begins(&SHAPEFILE) {
        return Ok(Kind::Vector("Shapefile"));
    }
    if begins(&OLE) {
        return Ok(Kind::Spreadsheet("XLS"));
    }
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        return match unfold::look(path)? {
            Contents::Spreadsheet(name) => Ok(Kind::Spreadsheet(name)),
            Contents::Kml => Ok(Kind::Vector("KMZ")),
            Contents::Vector => Ok(Kind::ZippedVector),
            Contents::Other => Err(IngestError::UnknownFormat { path: path.into() }),
        };
    }
    if ending == "tab" && !head.contains(&b'\t') && contains(head, b"!table") {
        return Ok(Kind::Vector("MapInfo"));
    }
    of_text(path, head, ending)
}

/// Nothing in the first bytes tells: it may be text, in one of many forms.
fn of_text(path: &Path, head: &[u8], ending: &str) -> Result<Kind, IngestError> {
    let start = trimmed(head);
    if start.starts_with(b"<") {
        if contains(start, b"<OGRVRT") || contains(start, b"<VRTDataset") || contains(start, b"<OGRWFS") || contains(start, b"<GDAL_WMS") {
            return Err(IngestError::Reference { path: path.into() });
        }
        return if contains(start, b"<kml") {
            Ok(Kind::Vector("KML"))
        } else if contains(start, b"<gpx") {
            Ok(Kind::Vector("GPX"))
        } else {
            Err(wrong_or_unknown(path, ending, "XML"))
        };
    }
    let json_ending = matches!(ending, "json" | "geojson" | "geojsonl" | "ndjson" | "topojson");
    if start.starts_with(b"{") || json_ending {
        return Ok(Kind::Vector(if ending == "geojsonl" || ending == "ndjson" { "GeoJSONSeq" } else { "GeoJSON" }));
    }
    match ending {
        "csv" | "tsv" | "txt" | "tab" => Ok(Kind::Csv),
        "mif" | "mid" => Ok(Kind::Vector("MapInfo")),
        "dxf" => Ok(Kind::Vector("DXF")),
        _ => Err(wrong_or_unknown(path, ending, if head.contains(&0) { "unknown binary data" } else { "text" })),
    }
}

/// An ending that promises a kind whose signature is missing gets a message of its own.
fn wrong_or_unknown(path: &Path, ending: &str, found: &str) -> IngestError {
    match ending {
        "xlsx" | "xls" | "xlsb" | "ods" | "shp" | "gpkg" | "parquet" | "fgb" | "zip" | "kml" | "kmz" | "gpx" => {
            IngestError::WrongContent { path: path.into(), claimed: format!(".{ending}"), found: found.into() }
        }
        _ => IngestError::UnknownFormat { path: path.into() },
    }
}

fn trimmed(head: &[u8]) -> &[u8] {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.trim_ascii_start()
}

fn contains(head: &[u8], word: &[u8]) -> bool {
    head.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word))
}
