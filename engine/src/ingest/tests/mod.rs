//! Whole files, read from disk: one tiny fixture a defect.

mod areas;
mod clues;
mod hostile;
mod sheets;
mod stream;

use std::path::{Path, PathBuf};

use super::*;
use crate::config::{ColumnMap, JurisdictionSource, Source};
use crate::coord::Crs;
use crate::lang::Lang;
use crate::model::{Clues, Jurisdiction, Level, RowFault};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ingest").join(name)
}

fn options() -> ClueOptions {
    ClueOptions::default()
}

fn wgs84() -> ClueOptions {
    ClueOptions { default_crs: Some(Crs::WGS84), ..options() }
}

/// Writes bytes to a file of that name and reads them as clues.
fn clues_of(name: &str, bytes: &[u8], options: &ClueOptions) -> Result<(Clues, IngestReport), IngestError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    read_clues(&path, options)
}

fn jurisdictions_of(name: &str) -> Result<(Vec<Jurisdiction>, IngestReport), IngestError> {
    let source = JurisdictionSource {
        path: PathBuf::new(),
        level: Level::County,
        valid_from: None,
        valid_to: None,
        layer: None,
        columns: ColumnMap::new(),
        crs: None,
        encoding: None,
    };
    read_jurisdictions(&source, &fixture(name))
}

fn source(crs: Option<Crs>) -> Source {
    Source { path: PathBuf::new(), layer: None, columns: ColumnMap::new(), crs, encoding: None, accuracy_m: None }
}

/// Both sentences of an error exist and name the file.
fn speaks(error: &IngestError, file: &str) {
    for lang in [Lang::Zh, Lang::En] {
        let sentence = error.sentence(lang);
        assert!(sentence.contains(file) && sentence.len() > file.len() + 10, "{sentence}");
    }
}
