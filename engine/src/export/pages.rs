//! Pages of Parquet that are made here: columns of codes into a dictionary, of texts, of numbers of eight bytes, and points.
//!
//! The library's own writer looks up the text of every cell in a hash table, though a dictionary array already says which texts are
//! the same; for the twenty text columns of a decision that costs more than everything else together. So the codes are packed as
//! they are, and the library puts the finished pages into the file.
//!
//! # References
//! Apache Parquet format 2.11: data page version 1, dictionary page, the hybrid of run lengths and packed bits.

use std::sync::Arc;

use ::parquet::basic::{Compression, Encoding, ZstdLevel};
use ::parquet::column::page::{CompressedPage, Page, PageWriter};
use ::parquet::column::writer::ColumnCloseResult;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::metadata::ColumnChunkMetaData;
use ::parquet::file::statistics::{Statistics, ValueStatistics};
use ::parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use ::parquet::schema::types::ColumnDescPtr;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrowPrimitiveType, DictionaryArray, Float64Array, Int64Array, PrimitiveArray, StringArray};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder, NullBuffer};
use bytes::Bytes;
use rustc_hash::FxHashMap;

use super::hybrid::{hybrid, run, varint};
use crate::coord::{Bounds, LonLat};

/// Rows of a data page.
const PAGE_ROWS: usize = 1 << 16;
/// Columns with more texts than this say no smallest and largest one: nobody looks for a sentence by its place in the alphabet.
const TEXTS_COMPARED_MAX: usize = 4096;
/// After so many texts it is asked whether they repeat.
const TEXTS_SAMPLED: usize = 4096;
/// A text that no row has.
const UNUSED: u32 = u32::MAX;

/// A finished column of a row group: its bytes and what the file says of them.
pub(super) struct Chunk {
    pub(super) bytes: Bytes,
    pub(super) close: ColumnCloseResult,
}

/// A column of texts by their codes, the pieces one after the other.
pub(super) fn coded(descr: &ColumnDescPtr, pieces: &[&DictionaryArray<UInt32Type>], codec: &mut Codec) -> Result<Chunk> {
    let mut texts = Texts::default();
    let mut codes = Vec::with_capacity(pieces.iter().map(|piece| piece.keys().len()).sum());
    for piece in pieces {
        texts.enter(piece.values().as_string());
        match piece.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => codes.extend(piece.keys().values().iter().map(|&key| texts.code(key))),
            Some(nulls) => {
                let keys = piece.keys().values();
                for row in nulls.valid_indices() {
                    codes.push(texts.code(keys[row]));
                }
            }
        }
    }
    let present = Present::of(pieces.iter().map(|piece| (piece.len(), piece.nulls())));
    let mut column = Column::new(descr, codec);
    let width = u32::BITS - (texts.used.len().max(1) as u32 - 1).leading_zeros();
    if !texts.used.is_empty() {
        let mut dictionary = Vec::with_capacity(texts.used.iter().map(|text| text.len() + 4).sum());
        for text in &texts.used {
            dictionary.extend_from_slice(&(text.len() as u32).to_le_bytes());
            dictionary.extend_from_slice(text.as_bytes());
        }
        column.dictionary(dictionary, texts.used.len())?;
    }
    let mut rest = codes.as_slice();
    for (rows, valid, levels) in present.pages() {
        let (page, after) = rest.split_at(valid);
        rest = after;
        let mut body = levels;
        if texts.used.is_empty() {
            column.data(body, rows, Encoding::PLAIN)?;
            continue;
        }
        body.push(width as u8);
        hybrid(page, width, &mut body);
        column.data(body, rows, Encoding::RLE_DICTIONARY)?;
    }
    column.finish(present.rows, of_bytes(present.nulls, texts.extremes()))
}

/// A column of plain texts, the pieces one after the other: as codes where texts repeat, else as they are.
pub(super) fn texts(descr: &ColumnDescPtr, pieces: &[&StringArray], codec: &mut Codec) -> Result<Chunk> {
    if let Some((keys, texts)) = few_texts(pieces) {
        let texts = Arc::new(StringArray::from_iter_values(texts));
        let coded: Vec<DictionaryArray<UInt32Type>> = keys.into_iter().map(|keys| DictionaryArray::new(keys, texts.clone())).collect();
        return self::coded(descr, &coded.iter().collect::<Vec<_>>(), codec);
    }
    let present = Present::of(pieces.iter().map(|piece| (piece.len(), piece.nulls())));
    let mut column = Column::new(descr, codec);
    let mut rest = pieces.iter().flat_map(|piece| piece.iter()).flatten();
    for (rows, valid, mut body) in present.pages() {
        for text in rest.by_ref().take(valid) {
            body.extend_from_slice(&(text.len() as u32).to_le_bytes());
            body.extend_from_slice(text.as_bytes());
        }
        column.data(body, rows, Encoding::PLAIN)?;
    }
    column.finish(present.rows, of_bytes(present.nulls, None))
}

/// The keys of each piece and the texts they stand for, where a text comes several times.
fn few_texts<'a>(pieces: &[&'a StringArray]) -> Option<(Vec<PrimitiveArray<UInt32Type>>, Vec<&'a str>)> {
    let mut keys_of: FxHashMap<&str, u32> = FxHashMap::default();
    let mut texts: Vec<&str> = Vec::new();
    let mut seen = 0;
    let mut keys = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut of_piece = Vec::with_capacity(piece.len());
        for row in 0..piece.len() {
            if piece.is_null(row) {
                of_piece.push(0);
                continue;
            }
            let text = piece.value(row);
            of_piece.push(*keys_of.entry(text).or_insert_with(|| {
                texts.push(text);
                texts.len() as u32 - 1
            }));
            seen += 1;
            // Given up early, or when the texts grow as fast as the rows.
            if seen % TEXTS_SAMPLED == 0 && texts.len() > seen / 4 {
                return None;
            }
        }
        keys.push(PrimitiveArray::new(of_piece.into(), piece.nulls().cloned()));
    }
    (texts.len() <= seen / 4).then_some((keys, texts))
}

/// A column of floating-point numbers, the pieces one after the other.
pub(super) fn floats(descr: &ColumnDescPtr, pieces: &[&Float64Array], codec: &mut Codec) -> Result<Chunk> {
    let extremes = |least: f64, greatest: f64| {
        // Zeros are compared without their sign, so both are taken in.
        let zero = |x: f64, signed: f64| if x == 0.0 { signed } else { x };
        (least <= greatest).then_some((zero(least, -0.0), zero(greatest, 0.0)))
    };
    let values = || pieces.iter().flat_map(|piece| piece.iter().flatten()).filter(|value| !value.is_nan());
    let (least, greatest) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), value| (least.min(value), greatest.max(value)));
    let (least, greatest) = extremes(least, greatest).unzip();
    eights(descr, pieces, codec, f64::to_le_bytes, |nulls| Statistics::Double(ValueStatistics::new(least, greatest, None, Some(nulls), false)))
}

/// A column of whole numbers or moments of eight bytes, the pieces one after the other.
pub(super) fn integers(descr: &ColumnDescPtr, pieces: &[&Int64Array], codec: &mut Codec) -> Result<Chunk> {
    let values = || pieces.iter().flat_map(|piece| piece.iter().flatten());
    let (least, greatest) = (values().min(), values().max());
    eights(descr, pieces, codec, i64::to_le_bytes, |nulls| Statistics::Int64(ValueStatistics::new(least, greatest, None, Some(nulls), false)))
}

fn eights<T: ArrowPrimitiveType>(
    descr: &ColumnDescPtr,
    pieces: &[&PrimitiveArray<T>],
    codec: &mut Codec,
    bytes: impl Fn(T::Native) -> [u8; 8],
    statistics: impl FnOnce(u64) -> Statistics,
) -> Result<Chunk> {
    let present = Present::of(pieces.iter().map(|piece| (piece.len(), piece.nulls())));
    let mut values = Vec::with_capacity(present.rows - present.nulls);
    for piece in pieces {
        match piece.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => values.extend_from_slice(piece.values()),
            Some(nulls) => nulls.valid_indices().for_each(|row| values.push(piece.values()[row])),
        }
    }
    let mut column = Column::new(descr, codec);
    let mut rest = values.as_slice();
    for (rows, valid, mut body) in present.pages() {
        let (page, after) = rest.split_at(valid);
        rest = after;
        body.reserve(8 * valid);
        for value in page {
            body.extend_from_slice(&bytes(*value));
        }
        column.data(body, rows, Encoding::PLAIN)?;
    }
    column.finish(present.rows, statistics(present.nulls as u64))
}

/// A column of points as well-known binary, a null where a row has none; and the box around them.
pub(super) fn points(descr: &ColumnDescPtr, positions: &[(&[f64], &[f64])], codec: &mut Codec) -> Result<(Chunk, Bounds)> {
    let rows: usize = positions.iter().map(|(lon, _)| lon.len()).sum();
    let all = || positions.iter().flat_map(|(lon, lat)| lon.iter().zip(*lat)).map(|(&lon, &lat)| LonLat::new([lon, lat]).ok());
    let mut valid = BooleanBufferBuilder::new(rows);
    all().for_each(|position| valid.append(position.is_some()));
    let valid = NullBuffer::new(valid.finish());
    let present = Present::of(std::iter::once((rows, Some(&valid))));
    let mut bounds = Bounds::EMPTY;
    let mut column = Column::new(descr, codec);
    let mut rest = all().flatten();
    for (rows, valid, mut body) in present.pages() {
        body.reserve(valid * (4 + WKB_BYTES));
        for position in rest.by_ref().take(valid) {
            let [x, y] = position.to_array();
            bounds = Bounds { west: bounds.west.min(x), south: bounds.south.min(y), east: bounds.east.max(x), north: bounds.north.max(y) };
            body.extend_from_slice(&(WKB_BYTES as u32).to_le_bytes());
            body.extend_from_slice(&wkb_point([x, y]));
        }
        column.data(body, rows, Encoding::PLAIN)?;
    }
    Ok((column.finish(present.rows, of_bytes(present.nulls, None))?, bounds))
}

const WKB_BYTES: usize = 21;

/// A point in well-known binary: little-endian, type 1, x, y.
fn wkb_point([x, y]: [f64; 2]) -> [u8; WKB_BYTES] {
    let mut wkb = [0; WKB_BYTES];
    wkb[0] = 1;
    wkb[1..5].copy_from_slice(&1_u32.to_le_bytes());
    wkb[5..13].copy_from_slice(&x.to_le_bytes());
    wkb[13..].copy_from_slice(&y.to_le_bytes());
    wkb
}

/// How the pages of a column are compressed. Its memory is used again from page to page.
pub(super) enum Codec {
    Plain,
    Snappy(Box<snap::raw::Encoder>),
    Zstd(zstd::bulk::Compressor<'static>, i32),
}

impl Codec {
    pub(super) fn zstd(level: i32) -> std::io::Result<Self> {
        Ok(Self::Zstd(zstd::bulk::Compressor::new(level)?, level))
    }

    fn name(&self) -> Compression {
        match self {
            Self::Plain => Compression::UNCOMPRESSED,
            Self::Snappy(_) => Compression::SNAPPY,
            Self::Zstd(_, level) => Compression::ZSTD(ZstdLevel::try_new(*level).unwrap_or_default()),
        }
    }

    fn compressed(&mut self, body: Vec<u8>) -> Result<Vec<u8>> {
        match self {
            Self::Plain => Ok(body),
            Self::Snappy(encoder) => encoder.compress_vec(&body).map_err(|e| ParquetError::External(Box::new(e))),
            Self::Zstd(compressor, _) => compressor.compress(&body).map_err(|e| ParquetError::External(Box::new(e))),
        }
    }
}

/// The texts that occur, in the order in which they do first.
#[derive(Default)]
struct Texts<'a> {
    used: Vec<&'a str>,
    /// The dictionary at hand, and for each of its texts the code.
    at_hand: Option<&'a StringArray>,
    codes: Vec<u32>,
    /// By the text, once there is a second dictionary.
    by_text: FxHashMap<&'a str, u32>,
}

impl<'a> Texts<'a> {
    fn enter(&mut self, dictionary: &'a StringArray) {
        match self.at_hand {
            // Pieces of one column nearly always share their dictionary.
            Some(before) if before.values().ptr_eq(dictionary.values()) && before.offsets().ptr_eq(dictionary.offsets()) => return,
            Some(_) => self.by_text = self.used.iter().enumerate().map(|(code, text)| (*text, code as u32)).collect(),
            None => {}
        }
        self.at_hand = Some(dictionary);
        self.codes.clear();
        self.codes.resize(dictionary.len(), UNUSED);
    }

    fn code(&mut self, key: u32) -> u32 {
        match self.codes[key as usize] {
            UNUSED => self.first(key),
            code => code,
        }
    }

    #[cold]
    fn first(&mut self, key: u32) -> u32 {
        let text = self.at_hand.map_or("", |texts| texts.value(key as usize));
        let next = self.used.len() as u32;
        let code = self.by_text.get(text).copied().unwrap_or(next);
        if code == next {
            self.used.push(text);
            self.by_text.insert(text, code);
        }
        self.codes[key as usize] = code;
        code
    }

    fn extremes(&self) -> Option<(&'a str, &'a str)> {
        if self.used.len() > TEXTS_COMPARED_MAX { None } else { self.used.iter().min().copied().zip(self.used.iter().max().copied()) }
    }
}

/// Which rows have a value.
struct Present {
    rows: usize,
    nulls: usize,
    /// `None` where all rows are alike.
    valid: Option<BooleanBuffer>,
}

impl Present {
    fn of<'a>(pieces: impl Iterator<Item = (usize, Option<&'a NullBuffer>)> + Clone) -> Self {
        let rows = pieces.clone().map(|(rows, _)| rows).sum();
        let nulls = pieces.clone().filter_map(|(_, nulls)| Some(nulls?.null_count())).sum();
        let valid = (nulls > 0 && nulls < rows).then(|| {
            let mut valid = BooleanBufferBuilder::new(rows);
            for (rows, nulls) in pieces {
                match nulls {
                    Some(nulls) => valid.append_buffer(nulls.inner()),
                    None => valid.append_n(rows, true),
                }
            }
            valid.finish()
        });
        Self { rows, nulls, valid }
    }

    /// For each page its rows, how many of them have a value, and their definition levels with their length in front.
    fn pages(&self) -> impl Iterator<Item = (usize, usize, Vec<u8>)> + '_ {
        (0..self.rows).step_by(PAGE_ROWS).map(|start| {
            let rows = PAGE_ROWS.min(self.rows - start);
            let mut out = vec![0; 4];
            let valid = if let Some(valid) = &self.valid {
                // Levels of one bit, packed, are the bitmap itself: a page starts at a whole byte of it.
                let eights = rows.div_ceil(8);
                varint((eights as u64) << 1 | 1, &mut out);
                out.extend_from_slice(&valid.values()[start / 8..start / 8 + eights]);
                valid.slice(start, rows).count_set_bits()
            } else {
                run(u32::from(self.nulls == 0), rows, 1, &mut out);
                if self.nulls == 0 { rows } else { 0 }
            };
            let length = (out.len() - 4) as u32;
            out[..4].copy_from_slice(&length.to_le_bytes());
            (rows, valid, out)
        })
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
    fn new(descr: &ColumnDescPtr, codec: &'c mut Codec) -> Self {
        Self {
            descr: descr.clone(),
            codec,
            out: TrackedWrite::new(Vec::new()),
            uncompressed: 0,
            dictionary_at: None,
            data_at: None,
            encodings: vec![Encoding::RLE],
        }
    }

    fn dictionary(&mut self, body: Vec<u8>, texts: usize) -> Result<()> {
        let bytes = body.len();
        let buf = self.codec.compressed(body)?.into();
        let at = self.write(Page::DictionaryPage { buf, num_values: texts as u32, encoding: Encoding::PLAIN, is_sorted: false }, bytes, Encoding::PLAIN)?;
        self.dictionary_at = Some(at);
        Ok(())
    }

    fn data(&mut self, body: Vec<u8>, rows: usize, encoding: Encoding) -> Result<()> {
        let bytes = body.len();
        let buf = self.codec.compressed(body)?.into();
        let levels = Encoding::RLE;
        let page = Page::DataPage { buf, num_values: rows as u32, encoding, def_level_encoding: levels, rep_level_encoding: levels, statistics: None };
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

fn of_bytes(nulls: usize, extremes: Option<(&str, &str)>) -> Statistics {
    let (least, greatest) = extremes.map(|(least, greatest)| (ByteArray::from(least), ByteArray::from(greatest))).unzip();
    Statistics::ByteArray(ValueStatistics::new(least, greatest, None, Some(nulls as u64), false))
}

/// A size as the format has it.
fn signed(size: impl TryInto<i64>) -> Result<i64> {
    size.try_into().map_err(|_| ParquetError::General("a size beyond the format".into()))
}
