//! Foreign bytes become layers and clues, each with a report whose counts add up.
//!
//! 1. `sniff` tells the kind of file by its content.
//! 2. One reader a kind (`csv`, `xlsx`, `vector`, `parquet`) makes a table, perhaps geometry, and what the file says of itself.
//! 3. `columns` finds which column is which; `position` turns numbers into CGCS2000 degrees, by `crs` and `axes`.
//! 4. `clues`, `jurisdictions`, `overlays`, `zones`, `outfalls`, `backdrop`, `selection`, `roster` make the model of it; `repair` makes
//!    polygons valid or rejects them with a reason.
//!
//! Parquet and CSV are also read piece by piece ([`ClueStream`]): `settled` holds what the first piece settles for all, `tally` adds up
//! what is found in each. Record batches that are in memory already come by [`BatchReader`].
//!
//! GDAL and PROJ live here; none of their types leaves this module. Bytes from outside never panic: what is wrong with a
//! record is data, what is wrong with a file is an [`IngestError`].

mod axes;
mod backdrop;
mod batches;
mod clues;
mod codes;
mod columns;
mod corridor;
mod crs;
mod csv;
mod date;
mod dbf;
mod encoding;
mod error;
mod field;
mod fingerprint;
mod fold;
mod geometry;
mod geometry_column;
mod jurisdictions;
mod limit;
mod note;
mod number;
mod ogr;
mod outfalls;
mod overlays;
mod parquet;
mod place;
mod polygons;
mod position;
mod problem;
mod repair;
mod report;
mod rings;
mod roster;
mod sampled;
mod sentence;
mod seen;
mod selection;
mod settled;
mod sniff;
mod stream;
mod system;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod text;
mod unfold;
mod vector;
mod xlsx;
mod zones;

pub use backdrop::{BackdropFeature, read_backdrop};
pub use batches::{BatchReader, BatchSource};
pub use clues::{ClueOptions, read_clues};
pub use codes::{CodeReading, CodeTable, read_codes};
pub use columns::field_column;
pub use error::{IngestError, Limited};
pub use field::Field;
pub use fingerprint::{digest, sha256 as fingerprint};
pub use jurisdictions::read_jurisdictions;
pub use limit::{
    BLOCK_BYTES, CELL_BYTES_MAX, COLUMNS_MAX, FILE_BYTES_MAX, FIRST_PIECE_ROWS, IDS_COMPARED_MAX, PARQUET_ROWS_MAX, PIECE_ROWS, RATIO_FREE_BYTES,
    RECORD_PROBLEMS_MAX, SHEET_CELLS_MAX, SHEET_ROWS_MAX, UNFOLDED_BYTES_MAX, UNFOLDED_RATIO_MAX,
};
pub use note::Note;
pub use outfalls::read_outfalls;
pub use overlays::read_overlays;
pub use place::{to_cgcs2000, wkt_to_cgcs2000};
pub use problem::{GeometryFault, Problem, Repair, RingFault};
pub use report::{CrsOrigin, IngestReport, RecordProblem, Severity};
pub use roster::{RosterOptions, RosterRow, read_roster};
pub use selection::{SelectedArea, SelectionOptions, read_selection};
pub use stream::{ClueStream, Finished, Piece, PieceReader, StreamTally, Total};
pub use zones::read_zones;

use std::path::Path;

use sniff::Kind;
use table::RawTable;

/// Reads a text that people write for us, such as a ruleset.
///
/// # Errors
/// It cannot be read, or is no UTF-8.
pub fn read_text(path: &Path) -> Result<String, IngestError> {
    std::fs::read_to_string(path).map_err(|source| IngestError::Unreadable { path: path.into(), source })
}

/// Reads any file as a table: the kind is told by its content.
fn read_table(path: &Path, encoding: Option<&str>, layer: Option<&str>) -> Result<RawTable, IngestError> {
    let (kind, path) = sniff::sniff(path)?;
    let bytes = || std::fs::read(&path).map_err(|source| IngestError::Unreadable { path: path.clone(), source });
    match kind {
        Kind::Csv => csv::read(&path, &bytes()?, encoding),
        Kind::Spreadsheet(format) => xlsx::read(&path, bytes()?, format, layer),
        Kind::Parquet => parquet::read(&path),
        Kind::Vector(_) | Kind::ZippedVector => vector::read(&path, kind, encoding, layer),
    }
}
