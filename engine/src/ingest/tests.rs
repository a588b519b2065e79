//! Whole files, read from disk: one tiny fixture a defect.

use std::path::{Path, PathBuf};

use super::*;
use crate::config::{ColumnMap, Source};
use crate::coord::Crs;
use crate::model::RowFault;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ingest").join(name)
}

fn options() -> ClueOptions {
    ClueOptions { crs: None, default_crs: None, accuracy_m: None, encoding: None, layer: None, columns: ColumnMap::new(), swap_axes: false, expected: None }
}
