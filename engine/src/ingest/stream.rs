//! Clues piece by piece, for files of any size: Parquet, GeoParquet and CSV.
//!
//! 1. [`ClueStream::open`] reads the first piece and settles by it, for all rows, which column is which, where the positions stand,
//!    whether rows name their coordinate system, and whether columns X and Y follow the surveyors. A file that fits in the
//!    first piece is read exactly as [`read_clues`](super::read_clues) reads it.
//! 2. [`PieceReader::next_piece`] gives the pieces one after the other; [`Piece::into_clues`] may be called on any thread.
//! 3. [`StreamTally`] adds up, in the order of the rows, what was found. It keeps the first `RECORD_PROBLEMS_MAX` problems of single
//!    rows and counts the others; ids are compared until `IDS_COMPARED_MAX` different ones were seen. Notes say where a limit was met.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::csv::{CsvRows, Mark};
use super::error::Limited;
use super::limit::{BLOCK_BYTES, CELL_BYTES_MAX, FIRST_PIECE_ROWS, PIECE_ROWS};
use super::parquet::ParquetPieces;
use super::settled::{Findings, Settled};
use super::sniff::{Kind, sniff_of_any_size};
use super::table::RawTable;
use super::tally::Tally;
use super::text::TextBlocks;
use super::{ClueOptions, IngestError, IngestReport};
use crate::model::{Clues, TextColumn};

/// How much there is to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// So many rows.
    Rows(u64),
    /// So many bytes; nobody knows how many rows they are.
    Bytes(u64),
}

/// A file of clues that is read piece by piece.
pub struct ClueStream {
    settled: Arc<Settled>,
    first: RawTable,
    pieces: Pieces,
    piece_rows: usize,
    total: Total,
    tally: Tally,
}

/// Gives the pieces of a file in their order.
pub struct PieceReader {
    settled: Arc<Settled>,
    first: Option<RawTable>,
    pieces: Pieces,
    piece_rows: usize,
}

/// How much is read at a time; tests read less.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub first_rows: usize,
    pub piece_rows: usize,
    pub block_bytes: usize,
}

/// Some consecutive rows of a file, not yet understood.
pub struct Piece {
    settled: Arc<Settled>,
    table: RawTable,
    is_first: bool,
    /// Bytes of the file read up to its end, where the total is in bytes.
    pub bytes_read: u64,
}

/// What was found in a piece besides its clues.
pub struct Finished(Findings);

/// What was found in all pieces.
pub struct StreamTally {
    settled: Arc<Settled>,
    tally: Tally,
}

enum Pieces {
    Parquet(ParquetPieces),
    Csv(Box<CsvPieces>),
}

impl ClueStream {
    /// Opens a file and reads its first rows. `None` if it is of a kind that is only read as a whole.
    ///
    /// # Errors
    /// As [`read_clues`](super::read_clues), as far as the first rows show it.
    pub fn open(path: &Path, options: &ClueOptions) -> Result<Option<Self>, IngestError> {
        Self::open_by(path, options, Sizes { first_rows: FIRST_PIECE_ROWS, piece_rows: PIECE_ROWS, block_bytes: BLOCK_BYTES })
    }

    pub(super) fn open_by(path: &Path, options: &ClueOptions, sizes: Sizes) -> Result<Option<Self>, IngestError> {
        let (kind, file) = sniff_of_any_size(path)?;
        let (mut pieces, total) = match kind {
            Kind::Parquet => {
                let pieces = ParquetPieces::open(&file, sizes.piece_rows)?;
                let total = Total::Rows(pieces.rows);
                (Pieces::Parquet(pieces), total)
            }
            Kind::Csv => {
                let bytes = std::fs::metadata(&file).map_err(|source| IngestError::Unreadable { path: file.clone(), source })?.len();
                (Pieces::Csv(Box::new(CsvPieces::open(&file, options.encoding.as_deref(), sizes.block_bytes)?)), Total::Bytes(bytes))
            }
            _ => return Ok(None),
        };
        let first = pieces.next(sizes.first_rows)?;
        let settled = Arc::new(Settled::new(path, &first, options)?);
        let tally = Tally::of_pieces(path, &first);
        Ok(Some(Self { settled, first, pieces, piece_rows: sizes.piece_rows, total, tally }))
    }

    /// How much there is to read.
    pub fn total(&self) -> Total {
        self.total
    }

    /// The schema of the file's own columns.
    pub fn schema(&self) -> arrow_schema::SchemaRef {
        self.first.batch.schema()
    }

    /// The two sides of the stream: what reads it, and what adds up what was found.
    pub fn split(self) -> (PieceReader, StreamTally) {
        let tally = StreamTally { settled: self.settled.clone(), tally: self.tally };
        (PieceReader { settled: self.settled, first: Some(self.first), pieces: self.pieces, piece_rows: self.piece_rows }, tally)
    }
}

impl PieceReader {
    /// The next piece, `None` at the end. It reads on and is no iterator: after an error it is not to be called again.
    /// The first piece is there even if the file has no rows.
    ///
    /// # Errors
    /// The file is damaged here, or no longer in its encoding.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, IngestError> {
        let (table, is_first) = match self.first.take() {
            Some(first) => (first, true),
            None => (self.pieces.next(self.piece_rows)?, false),
        };
        let piece = Piece { settled: self.settled.clone(), table, is_first, bytes_read: self.pieces.bytes_read() };
        Ok((is_first || piece.rows() > 0).then_some(piece))
    }
}

impl Piece {
    /// Rows of the piece.
    pub fn rows(&self) -> usize {
        self.table.rows()
    }

    /// The clues of the piece, and what else was found.
    ///
    /// # Errors
    /// A coordinate system that PROJ does not know.
    pub fn into_clues(self) -> Result<(Clues, Finished), IngestError> {
        let (clues, found) = self.settled.clues(self.table, self.is_first)?;
        Ok((clues, Finished(found)))
    }
}

impl StreamTally {
    /// Adds what was found in the piece that follows, of which these are the ids and the row numbers.
    pub fn add(&mut self, finished: Finished, ids: &TextColumn, row_number: &[u64]) {
        self.tally.add(finished.0, ids, row_number);
    }

    /// The report on all rows, and the rows without a usable position by the code of their fault.
    pub fn report(self) -> (IngestReport, BTreeMap<&'static str, u64>) {
        let faults = self.tally.faults().clone();
        (self.tally.report(&self.settled, None), faults)
    }
}

impl Pieces {
    fn next(&mut self, rows: usize) -> Result<RawTable, IngestError> {
        match self {
            Self::Parquet(pieces) => pieces.next(rows),
            Self::Csv(pieces) => pieces.next(rows),
        }
    }

    fn bytes_read(&self) -> u64 {
        match self {
            Self::Parquet(_) => 0,
            Self::Csv(pieces) => pieces.blocks.bytes_read(),
        }
    }
}

/// A CSV file: blocks of text, and the rows in them.
struct CsvPieces {
    path: PathBuf,
    blocks: TextBlocks,
    /// Text from some record on.
    text: String,
    mark: Mark,
    rows: CsvRows,
}

impl CsvPieces {
    fn open(path: &Path, encoding: Option<&str>, block_bytes: usize) -> Result<Self, IngestError> {
        let mut blocks = TextBlocks::open(path, encoding, block_bytes)?;
        let mut text = String::new();
        let is_last = blocks.read_into(&mut text)?;
        let (rows, mark) = CsvRows::new(path, &text)?;
        Ok(Self { path: path.into(), blocks, text, mark: Mark { is_last, ..mark }, rows })
    }

    fn next(&mut self, rows_max: usize) -> Result<RawTable, IngestError> {
        loop {
            let is_at_end = self.rows.read(&self.text, &mut self.mark, rows_max)?;
            if !is_at_end || self.mark.is_last {
                break;
            }
            self.text.drain(..self.mark.byte);
            self.mark.byte = 0;
            // A record that is still not complete after so much text has a quote that was never closed.
            if self.text.len() > CELL_BYTES_MAX + BLOCK_BYTES {
                let (row, found) = (Some(self.mark.lines_before + 1), self.text.len() as u64);
                return Err(IngestError::TooLarge { path: self.path.clone(), what: Limited::CellBytes, row, found, limit: CELL_BYTES_MAX as u64 });
            }
            self.mark.is_last = self.blocks.read_into(&mut self.text)?;
        }
        Ok(self.rows.take(self.blocks.encoding(), self.blocks.is_detected()))
    }
}
