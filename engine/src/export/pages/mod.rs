//! Pages of Parquet that are made here: columns of codes into a dictionary, of texts, of numbers of eight bytes, of yes and no, and
//! points.
//!
//! The library's own writer looks up the text of every cell in a hash table, though a dictionary array already says which texts are
//! the same; for the twenty text columns of a decision that costs more than everything else together. So the codes are packed as
//! they are, and the library puts the finished pages into the file.
//!
//! 1. [`Column`] puts the pages of one column together: [`coded`], [`texts`], [`numbers`], [`booleans`], [`points`] fill it.
//! 2. [`present`] says which rows have a value, [`hybrid`] packs small numbers, [`Codec`] compresses, [`header`] says what a page is.
//! 3. A [`Chunk`] is a finished column, as a list of parts: numbers that are written as they are stay where they are until then.
//!
//! # References
//! Apache Parquet format 2.11: data page version 1, dictionary page, the hybrid of run lengths and packed bits.

pub(super) mod booleans;
mod chunk;
mod codec;
pub(super) mod coded;
mod header;
mod hybrid;
pub(super) mod numbers;
pub(super) mod points;
mod present;
pub(super) mod texts;

pub(super) use chunk::Chunk;
pub(super) use codec::Codec;

use ::parquet::basic::Encoding;
use ::parquet::column::writer::ColumnCloseResult;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::metadata::ColumnChunkMetaData;
use ::parquet::file::statistics::{Statistics, ValueStatistics};
use ::parquet::schema::types::ColumnDescPtr;
use bytes::Bytes;

use header::Size;

/// Rows of a data page.
const PAGE_ROWS: usize = 1 << 16;

/// A data page that is encoded and compressed.
#[derive(Clone)]
struct DataPage {
    /// In parts that follow each other: what is in memory already is not copied.
    body: Vec<Bytes>,
    size: Size,
    rows: usize,
    encoding: Encoding,
}

impl DataPage {
    fn new(body: Vec<u8>, rows: usize, encoding: Encoding, codec: &mut Codec) -> Result<Self> {
        let uncompressed = body.len();
        let body = codec.compressed(body)?;
        Ok(Self { size: Size { uncompressed, compressed: body.len() }, body: vec![body.into()], rows, encoding })
    }

    /// Without a codec.
    fn of_parts(body: Vec<Bytes>, rows: usize, encoding: Encoding) -> Self {
        let bytes = body.iter().map(Bytes::len).sum();
        Self { body, size: Size { uncompressed: bytes, compressed: bytes }, rows, encoding }
    }
}

/// The pages of one column, one after the other.
struct Column<'c> {
    descr: ColumnDescPtr,
    codec: &'c mut Codec,
    parts: Vec<Bytes>,
    bytes: usize,
    uncompressed: usize,
    dictionary_at: Option<usize>,
    data_at: Option<usize>,
    encodings: Vec<Encoding>,
}

impl<'c> Column<'c> {
    fn new(descr: &ColumnDescPtr, codec: &'c mut Codec) -> Self {
        let (parts, encodings) = (Vec::new(), vec![Encoding::RLE]);
        Self { descr: descr.clone(), codec, parts, bytes: 0, uncompressed: 0, dictionary_at: None, data_at: None, encodings }
    }

    fn dictionary(&mut self, body: Vec<u8>, values: usize) -> Result<()> {
        let uncompressed = body.len();
        let body = self.codec.compressed(body)?;
        let size = Size { uncompressed, compressed: body.len() };
        self.dictionary_at = Some(self.bytes);
        self.write(header::of_dictionary(size, values, false)?, vec![body.into()], size, Encoding::PLAIN);
        Ok(())
    }

    fn data(&mut self, body: Vec<u8>, rows: usize, encoding: Encoding) -> Result<()> {
        let page = DataPage::new(body, rows, encoding, self.codec)?;
        self.put(page)
    }

    fn put(&mut self, DataPage { body, size, rows, encoding }: DataPage) -> Result<()> {
        self.data_at.get_or_insert(self.bytes);
        self.write(header::of_data(size, rows, encoding)?, body, size, encoding);
        Ok(())
    }

    fn write(&mut self, header: Vec<u8>, body: Vec<Bytes>, size: Size, encoding: Encoding) {
        self.bytes += header.len() + size.compressed;
        self.uncompressed += header.len() + size.uncompressed;
        self.parts.push(header.into());
        self.parts.extend(body);
        if !self.encodings.contains(&encoding) {
            self.encodings.push(encoding);
        }
    }

    fn finish(self, rows: usize, statistics: Statistics) -> Result<Chunk> {
        let metadata = ColumnChunkMetaData::builder(self.descr)
            .set_compression(self.codec.name())
            .set_encodings(self.encodings)
            .set_num_values(signed(rows)?)
            .set_total_compressed_size(signed(self.bytes)?)
            .set_total_uncompressed_size(signed(self.uncompressed)?)
            .set_data_page_offset(signed(self.data_at.unwrap_or_default())?)
            .set_dictionary_page_offset(self.dictionary_at.map(signed).transpose()?)
            .set_statistics(statistics)
            .build()?;
        let close = ColumnCloseResult {
            bytes_written: self.bytes as u64,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok(Chunk { parts: self.parts, close })
    }
}

/// A text as pages have it: its length in four bytes, and its own.
fn put_text(text: &str, body: &mut Vec<u8>) {
    body.extend_from_slice(&(text.len() as u32).to_le_bytes());
    body.extend_from_slice(text.as_bytes());
}

/// Bits that the codes into a dictionary of so many values take.
fn width_of(values: usize) -> u32 {
    u32::BITS - (values.max(1) as u32 - 1).leading_zeros()
}

fn of_bytes(nulls: usize, extremes: Option<(&str, &str)>) -> Statistics {
    let (least, greatest) = extremes.map(|(least, greatest)| (ByteArray::from(least), ByteArray::from(greatest))).unzip();
    Statistics::ByteArray(ValueStatistics::new(least, greatest, None, Some(nulls as u64), false))
}

/// A size as the format has it.
fn signed(size: impl TryInto<i64>) -> Result<i64> {
    size.try_into().map_err(|_| ParquetError::General("a size beyond the format".into()))
}
