//! Parquet.
use super::IngestError;
use super::table::RawTable;
use std::path::Path;

pub(super) fn read(path: &Path) -> Result<RawTable, IngestError> {
    Err(IngestError::UnknownFormat { path: path.into() })
}
