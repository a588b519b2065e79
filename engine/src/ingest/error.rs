//! Why nothing could be read from a file.
//!
//! What is wrong with single records is no error but data: see [`IngestReport`](super::IngestReport).

use std::fmt;
use std::path::{Path, PathBuf};

use super::Field;
use crate::lang::Lang;

/// What has a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limited {
    /// Bytes of the file.
    FileBytes,
    /// Columns of the table.
    Columns,
    /// Rows of the table.
    Rows,
    /// Cells of a spreadsheet.
    Cells,
    /// Bytes of one cell.
    CellBytes,
    /// Bytes that a compressed file unfolds to.
    UnfoldedBytes,
    /// How many times larger a compressed file is when unfolded.
    UnfoldedRatio,
}

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The file cannot be opened or read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file has no bytes.
    EmptyFile {
        /// The file.
        path: PathBuf,
    },
    /// The content is of no kind we read.
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// The name promises a kind that the content is not.
    WrongContent {
        /// The file.
        path: PathBuf,
        /// The kind promised by the ending.
        claimed: String,
        /// What the content is.
        found: String,
    },
    /// The file points elsewhere (a VRT, a network link); we read only the file itself.
    Reference {
        /// The file.
        path: PathBuf,
    },
    /// Something is larger than we accept.
    TooLarge {
        /// The file.
        path: PathBuf,
        /// What is too large.
        what: Limited,
        /// The row, where it is one row's.
        row: Option<u64>,
        /// How large it is, or how far we counted.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// The file ends before it should.
    Truncated {
        /// The file, or the sibling that is cut.
        path: PathBuf,
        /// Bytes it says it has.
        expected: u64,
        /// Bytes it has.
        found: u64,
    },
    /// The content is damaged, or no such file at all.
    Damaged {
        /// The file.
        path: PathBuf,
        /// The kind it was read as.
        format: String,
        /// What the parser says.
        what: String,
    },
    /// A file that belongs to it is missing.
    MissingSibling {
        /// The file.
        path: PathBuf,
        /// Ending of the missing one, without a dot.
        ending: &'static str,
    },
    /// The text is not in the encoding.
    BadEncoding {
        /// The file.
        path: PathBuf,
        /// The encoding it was read in.
        encoding: String,
        /// The first line that does not fit.
        line: u64,
    },
    /// No such encoding.
    UnknownEncoding {
        /// The file.
        path: PathBuf,
        /// Its name as given.
        encoding: String,
    },
    /// A text file holds NUL bytes.
    NulBytes {
        /// The file.
        path: PathBuf,
        /// The first line with one.
        line: u64,
    },
    /// There is no header row.
    NoHeader {
        /// The file.
        path: PathBuf,
    },
    /// A column that is needed is not there.
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// What it would hold.
        field: Field,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// Two columns could be the same field.
    AmbiguousColumn {
        /// The file.
        path: PathBuf,
        /// The field.
        field: Field,
        /// The columns that could be it.
        columns: Vec<String>,
    },
    /// The configuration maps a field to a column that is not there.
    MappedColumn {
        /// The file.
        path: PathBuf,
        /// The field.
        field: Field,
        /// The column named.
        column: String,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// The configuration maps a field that does not exist.
    UnknownField {
        /// The file.
        path: PathBuf,
        /// The field named.
        field: String,
    },
    /// Nothing in the file says where.
    NoGeometry {
        /// The file.
        path: PathBuf,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// Nobody says in which coordinate system the numbers are.
    CrsUndeclared {
        /// The file.
        path: PathBuf,
    },
    /// PROJ does not know the coordinate system.
    CrsUnknown {
        /// The file.
        path: PathBuf,
        /// The system.
        crs: String,
    },
    /// No such layer or sheet.
    NoLayer {
        /// The file.
        path: PathBuf,
        /// The layer asked for.
        layer: String,
        /// The layers there are.
        layers: Vec<String>,
    },
    /// A table of codes holds something that is no code.
    BadCode {
        /// The file.
        path: PathBuf,
        /// The row.
        row: u64,
        /// Its text.
        text: String,
    },
    /// The file holds no record.
    NoRecords {
        /// The file.
        path: PathBuf,
    },
}

impl IngestError {
    /// A short code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::EmptyFile { .. } => "empty_file",
            Self::UnknownFormat { .. } => "unknown_format",
            Self::WrongContent { .. } => "wrong_content",
            Self::Reference { .. } => "reference_refused",
            Self::TooLarge { .. } => "too_large",
            Self::Truncated { .. } => "truncated",
            Self::Damaged { .. } => "damaged",
            Self::MissingSibling { .. } => "missing_sibling",
            Self::BadEncoding { .. } => "bad_encoding",
            Self::UnknownEncoding { .. } => "unknown_encoding",
            Self::NulBytes { .. } => "nul_bytes",
            Self::NoHeader { .. } => "no_header",
            Self::MissingColumn { .. } => "missing_column",
            Self::AmbiguousColumn { .. } => "ambiguous_column",
            Self::MappedColumn { .. } => "mapped_column_missing",
            Self::UnknownField { .. } => "unknown_field",
            Self::NoGeometry { .. } => "no_geometry",
            Self::CrsUndeclared { .. } => "crs_undeclared",
            Self::CrsUnknown { .. } => "crs_unknown",
            Self::NoLayer { .. } => "no_such_layer",
            Self::BadCode { .. } => "invalid_code",
            Self::NoRecords { .. } => "no_records",
        }
    }

    /// The file it is about, as given.
    pub fn path(&self) -> &Path {
        match self {
            Self::Unreadable { path, .. }
            | Self::EmptyFile { path }
            | Self::UnknownFormat { path }
            | Self::WrongContent { path, .. }
            | Self::Reference { path }
            | Self::TooLarge { path, .. }
            | Self::Truncated { path, .. }
            | Self::Damaged { path, .. }
            | Self::MissingSibling { path, .. }
            | Self::BadEncoding { path, .. }
            | Self::UnknownEncoding { path, .. }
            | Self::NulBytes { path, .. }
            | Self::NoHeader { path }
            | Self::MissingColumn { path, .. }
            | Self::AmbiguousColumn { path, .. }
            | Self::MappedColumn { path, .. }
            | Self::UnknownField { path, .. }
            | Self::NoGeometry { path, .. }
            | Self::CrsUndeclared { path }
            | Self::CrsUnknown { path, .. }
            | Self::NoLayer { path, .. }
            | Self::BadCode { path, .. }
            | Self::NoRecords { path } => path,
        }
    }
}

impl fmt::Display for IngestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}
