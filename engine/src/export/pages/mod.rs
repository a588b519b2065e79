//! Pages of Parquet that are made here: columns of codes into a dictionary, of texts, of numbers of eight bytes, and points.
//!
//! The library's own writer looks up the text of every cell in a hash table, though a dictionary array already says which texts are
//! the same; for the twenty text columns of a decision that costs more than everything else together. So the codes are packed as
//! they are, and the library puts the finished pages into the file.
//!
//! 1. [`Column`] puts the pages of one column together: [`coded`], [`texts`], [`numbers`], [`points`] fill it.
//! 2. [`present`] says which rows have a value, [`hybrid`] packs small numbers, [`Codec`] compresses.
//!
//! # References
//! Apache Parquet format 2.11: data page version 1, dictionary page, the hybrid of run lengths and packed bits.

mod codec;
pub(super) mod coded;
mod hybrid;
pub(super) mod numbers;
pub(super) mod points;
mod present;
pub(super) mod texts;

pub(super) use codec::Codec;

use ::parquet::basic::Encoding;
use ::parquet::column::page::{CompressedPage, Page, PageWriter};
use ::parquet::column::writer::ColumnCloseResult;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::metadata::ColumnChunkMetaData;
use ::parquet::file::statistics::{Statistics, ValueStatistics};
use ::parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use ::parquet::schema::types::ColumnDescPtr;
use bytes::Bytes;

/// Rows of a data page.
const PAGE_ROWS: usize = 1 << 16;

/// A finished column of a row group: its bytes and what the file says of them.
pub(super) struct Chunk {
    pub(super) bytes: Bytes,
    pub(super) close: ColumnCloseResult,
}

/// A data page that is encoded and compressed.
#[derive(Clone)]
struct DataPage {
    body: Bytes,
    /// Its size before it was compressed.
    bytes: usize,
    rows: usize,
    encoding: Encoding,
}

impl DataPage {
    fn new(body: Vec<u8>, rows: usize, encoding: Encoding, codec: &mut Codec) -> Result<Self> {
        let bytes = body.len();
        Ok(Self { body: codec.compressed(body)?.into(), bytes, rows, encoding })
    }
}

/// The pages of one column, one after the other.
struct Column<'c> {
    descr: ColumnDescPtr,
    codec: &'c mut Codec,
    out: TrackedWrite<Vec<u8>>,
    uncompressed: u64,
    dictionary_at: Option<u64>,
    data_at: Option<u64>,
    encodings: Vec<Encoding>,
}

impl<'c> Column<'c> {
    /// A column that may take about so many bytes.
    fn new(descr: &ColumnDescPtr, codec: &'c mut Codec, bytes: usize) -> Self {
        Self {
            descr: descr.clone(),
            codec,
            out: TrackedWrite::new(Vec::with_capacity(bytes)),
            uncompressed: 0,
            dictionary_at: None,
            data_at: None,
            encodings: vec![Encoding::RLE],
        }
    }

    fn dictionary(&mut self, body: Vec<u8>, values: usize) -> Result<()> {
        let bytes = body.len();
        let buf = self.codec.compressed(body)?.into();
        let at = self.write(Page::DictionaryPage { buf, num_values: values as u32, encoding: Encoding::PLAIN, is_sorted: false }, bytes, Encoding::PLAIN)?;
        self.dictionary_at = Some(at);
        Ok(())
    }

    fn data(&mut self, body: Vec<u8>, rows: usize, encoding: Encoding) -> Result<()> {
        let page = DataPage::new(body, rows, encoding, self.codec)?;
        self.put(page)
    }

    fn put(&mut self, DataPage { body, bytes, rows, encoding }: DataPage) -> Result<()> {
        let levels = Encoding::RLE;
        let page = Page::DataPage { buf: body, num_values: rows as u32, encoding, def_level_encoding: levels, rep_level_encoding: levels, statistics: None };
        let at = self.write(page, bytes, encoding)?;
        self.data_at.get_or_insert(at);
        Ok(())
    }

    fn write(&mut self, page: Page, bytes: usize, encoding: Encoding) -> Result<u64> {
        let written = SerializedPageWriter::new(&mut self.out).write_page(CompressedPage::new(page, bytes))?;
        self.uncompressed += written.uncompressed_size as u64;
        if !self.encodings.contains(&encoding) {
            self.encodings.push(encoding);
        }
        Ok(written.offset)
    }

    fn finish(self, rows: usize, statistics: Statistics) -> Result<Chunk> {
        let bytes: Bytes = self.out.into_inner()?.into();
        let metadata = ColumnChunkMetaData::builder(self.descr)
            .set_compression(self.codec.name())
            .set_encodings(self.encodings)
            .set_num_values(signed(rows)?)
            .set_total_compressed_size(signed(bytes.len())?)
            .set_total_uncompressed_size(signed(self.uncompressed)?)
            .set_data_page_offset(signed(self.data_at.unwrap_or_default())?)
            .set_dictionary_page_offset(self.dictionary_at.map(signed).transpose()?)
            .set_statistics(statistics)
            .build()?;
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok(Chunk { bytes, close })
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
