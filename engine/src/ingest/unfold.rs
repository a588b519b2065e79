//! Compressed files, looked into before any parser is let near them.
//!
//! 1. The directory says what is inside and how large it will be; too much is refused.
//! 2. The directory may lie, so every entry is unfolded once and counted, up to the limit.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use super::IngestError;
use super::error::Limited;
use super::limit::{MESSAGE_CHARS_MAX, RATIO_FREE_BYTES, UNFOLDED_BYTES_MAX, UNFOLDED_RATIO_MAX};

/// What a zip holds.
pub(super) enum Contents {
    Spreadsheet(&'static str),
    Kml,
    /// A Shapefile or another vector file.
    Vector,
    Other,
}

/// Looks into a zip and checks its size.
pub(super) fn look(path: &Path) -> Result<Contents, IngestError> {
    let mut archive = open(path)?;
    let names: Vec<String> = (0..archive.len()).filter_map(|i| archive.name_for_index(i)).filter_map(Result::ok).map(|n| n.to_lowercase()).collect();
    check(path, &mut archive)?;
    let any = |test: &dyn Fn(&str) -> bool| names.iter().any(|n| test(n));
    Ok(if any(&|n| n == "xl/workbook.bin") {
        Contents::Spreadsheet("XLSB")
    } else if any(&|n| n.starts_with("xl/")) {
        Contents::Spreadsheet("XLSX")
    } else if any(&|n| n == "content.xml") {
        Contents::Spreadsheet("ODS")
    } else if any(&|n| ending(n) == "shp") || any(&|n| matches!(ending(n), "gpkg" | "geojson" | "json" | "fgb" | "tab" | "mif" | "gdbtable")) {
        Contents::Vector
    } else if any(&|n| ending(n) == "kml") {
        Contents::Kml
    } else {
        Contents::Other
    })
}

/// The whole of the first entry with the ending, if there is one.
pub(super) fn entry(path: &Path, wanted: &str) -> Result<Option<Vec<u8>>, IngestError> {
    let mut archive = open(path)?;
    let found = (0..archive.len()).find(|&i| archive.name_for_index(i).and_then(Result::ok).is_some_and(|n| ending(&n.to_lowercase()) == wanted));
    let Some(index) = found else { return Ok(None) };
    let mut bytes = Vec::new();
    let file = archive.by_index(index).map_err(|error| damaged(path, &error))?;
    file.take(UNFOLDED_BYTES_MAX).read_to_end(&mut bytes).map_err(|error| damaged(path, &error))?;
    Ok(Some(bytes))
}

fn open(path: &Path) -> Result<ZipArchive<BufReader<File>>, IngestError> {
    let file = File::open(path).map_err(|source| IngestError::Unreadable { path: path.into(), source })?;
    ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(path, &error))
}

fn check(path: &Path, archive: &mut ZipArchive<BufReader<File>>) -> Result<(), IngestError> {
    let packed = std::fs::metadata(path).map_or(1, |m| m.len().max(1));
    let declared = u64::try_from(archive.decompressed_size().unwrap_or(0)).unwrap_or(u64::MAX);
    within(path, packed, declared)?;
    let mut unfolded = 0u64;
    let mut buffer = vec![0u8; 1 << 16];
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| damaged(path, &error))?;
        loop {
            let count = file.read(&mut buffer).map_err(|error| damaged(path, &error))?;
            if count == 0 {
                break;
            }
            unfolded += count as u64;
            within(path, packed, unfolded)?;
        }
    }
    Ok(())
}

fn within(path: &Path, packed: u64, unfolded: u64) -> Result<(), IngestError> {
    let too_large = |what, found, limit| Err(IngestError::TooLarge { path: path.into(), what, row: None, found, limit });
    if unfolded > UNFOLDED_BYTES_MAX {
        return too_large(Limited::UnfoldedBytes, unfolded, UNFOLDED_BYTES_MAX);
    }
    if unfolded > RATIO_FREE_BYTES && unfolded / packed > UNFOLDED_RATIO_MAX {
        return too_large(Limited::UnfoldedRatio, unfolded / packed, UNFOLDED_RATIO_MAX);
    }
    Ok(())
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn damaged(path: &Path, error: &dyn std::fmt::Display) -> IngestError {
    IngestError::Damaged { path: path.into(), format: "ZIP".into(), what: error.to_string().chars().take(MESSAGE_CHARS_MAX).collect() }
}
