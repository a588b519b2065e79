//! Limits of what is read, in one place.

/// Largest file: 4 GiB.
pub const FILE_BYTES_MAX: u64 = 4 << 30;
/// Most columns of a table; Excel stops at 16 384, registers at some dozens.
pub const COLUMNS_MAX: usize = 4096;
/// Longest cell: 16 MiB holds the WKT of any boundary; a longer one is a quote that was never closed.
pub const CELL_BYTES_MAX: usize = 16 << 20;
/// Most rows of a spreadsheet, header included: Excel's own limit.
pub const SHEET_ROWS_MAX: u64 = 1 << 20;
/// Most cells with content in a spreadsheet. A cell takes some 40 bytes while it is read.
pub const SHEET_CELLS_MAX: u64 = 50_000_000;
/// Most rows of a Parquet file: a few bytes of it can promise billions.
pub const PARQUET_ROWS_MAX: u64 = 100_000_000;
/// What a compressed file may unfold to: 2 GiB.
pub const UNFOLDED_BYTES_MAX: u64 = 2 << 30;
/// How many times larger it may become. Spreadsheets reach 10 to 60; deflate cannot exceed 1 032.
pub const UNFOLDED_RATIO_MAX: u64 = 250;
/// Below this many bytes the ratio does not matter: a sheet of blanks is small and compresses well.
pub const RATIO_FREE_BYTES: u64 = 64 << 20;
/// Rows by which it is settled how a file that streams is read, and rows of a piece after them.
pub const FIRST_PIECE_ROWS: usize = 65_536;
/// A group of the result takes four.
pub const PIECE_ROWS: usize = 65_536;
/// Problems of single records kept of a file that streams; the rest is counted.
pub const RECORD_PROBLEMS_MAX: usize = 10_000;
/// Distinct ids of a file that streams that are compared with each other: 64 MB of hashes.
pub const IDS_COMPARED_MAX: usize = 1_800_000;
/// Bytes of a CSV file that are decoded at a time. A header must fit in them.
pub const BLOCK_BYTES: usize = 4 << 20;
/// Longest sentence taken over from a parser.
pub(super) const MESSAGE_CHARS_MAX: usize = 300;
