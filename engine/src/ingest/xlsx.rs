//! Spreadsheets.
use super::IngestError;
use super::table::RawTable;
use std::path::Path;

pub(super) fn read(path: &Path, _bytes: Vec<u8>, _format: &'static str, _sheet: Option<&str>) -> Result<RawTable, IngestError> {
    Err(IngestError::UnknownFormat { path: path.into() })
}
