//! What happened to the records of one file. The counts must add up.

use std::path::PathBuf;

use geo_types::MultiPolygon;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::{Note, Problem};
use crate::lang::Lang;

/// Who said the coordinate system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CrsOrigin {
    /// The caller: `--crs`, or the page.
    Caller,
    /// The row itself, in its column 坐标系.
    Row,
    /// The file, or the standard of its format.
    File,
    /// `bailiwick.toml`.
    Config,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing changes by it.
    Info,
    /// The record is used, but something of it is not as it should be.
    Warning,
    /// The record could not be used.
    Error,
}

/// One problem of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordProblem {
    /// The row as its user counts it: spreadsheet row, line, feature id.
    pub row: u64,
    /// The record's own id, where it has one.
    pub id: Option<String>,
    /// The column, where it is one column's.
    pub column: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub problem: Problem,
    /// The area of a record that is not used though its area could be.
    pub unused: Option<MultiPolygon<f64>>,
}

impl RecordProblem {
    /// A short code for machines.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// What is wrong, with its row, as one sentence without the full stop.
    pub fn sentence(&self, lang: Lang) -> String {
        let id = self.id.as_ref().map(|id| lang.pick(format!("（{id}）"), format!(" ({id})"))).unwrap_or_default();
        let what = self.problem.sentence(lang);
        lang.pick(format!("第 {} 行{id}：{what}", self.row), format!("row {}{id}: {what}", self.row))
    }
}

impl Serialize for RecordProblem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("RecordProblem", 7)?;
        out.serialize_field("row", &self.row)?;
        out.serialize_field("id", &self.id)?;
        out.serialize_field("column", &self.column)?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("severity", &self.severity)?;
        out.serialize_field("zh", &self.sentence(Lang::Zh))?;
        out.serialize_field("en", &self.sentence(Lang::En))?;
        out.end()
    }
}

/// What happened to one file.
#[derive(Clone, Debug, Serialize)]
pub struct IngestReport {
    /// The file, as given.
    pub path: PathBuf,
    /// Its kind: CSV, XLSX, GeoPackage …
    pub format: String,
    /// Encoding of its text, where that is a question.
    pub encoding: Option<String>,
    /// Coordinate system, as declared or assumed; `per row` where rows differ.
    pub crs: Option<String>,
    /// Who said it.
    pub crs_from: Option<CrsOrigin>,
    /// Records read.
    pub read: u64,
    /// Records kept as they were.
    pub kept: u64,
    /// Records kept after a repair, not counted in `kept`.
    pub repaired: u64,
    /// Records that could not be used. Of clues they stay rows, with their fault.
    pub rejected: u64,
    /// Problems of single records, in row order.
    pub records: Vec<RecordProblem>,
    /// What the user should know about the whole file.
    pub notes: Vec<Note>,
    /// SHA-256 of the file in hexadecimal; of a Shapefile, of .shp, .shx, .dbf and .prj one after the other. A file that streams is
    /// not read a second time for it.
    pub sha256: Option<String>,
}

impl IngestReport {
    /// Checks that every record read was either kept, repaired or rejected.
    ///
    /// # Panics
    /// If not, which is a bug of ours.
    pub fn assert_counts(&self) {
        assert_eq!(self.read, self.kept + self.repaired + self.rejected, "every record of {} is kept, repaired or rejected", self.path.display());
    }

    /// The worst severity among the records.
    pub fn worst(&self) -> Option<Severity> {
        self.records.iter().map(|r| r.severity).max()
    }
}
