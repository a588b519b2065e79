//! What stands in front of a page: how large it is, and how it is encoded.
//!
//! The library writes it, too, but only together with a copy of the page.
//!
//! # References
//! Apache Parquet format 2.11, `parquet.thrift`: `PageHeader`. Apache Thrift, "Compact protocol encoding".

use ::parquet::basic::Encoding;
use ::parquet::errors::{ParquetError, Result};

use super::hybrid::varint;

/// Types of fields in the compact protocol.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const I32: u8 = 5;
const STRUCT: u8 = 12;
const STOP: u8 = 0;

/// Bytes of a page, without its header.
#[derive(Clone, Copy)]
pub(super) struct Size {
    /// As a reader has them in the end.
    pub(super) uncompressed: usize,
    /// As the file has them.
    pub(super) compressed: usize,
}

/// The header of a data page, version 1, of so many rows.
pub(super) fn of_data(size: Size, rows: usize, encoding: Encoding) -> Result<Vec<u8>> {
    let levels = number(Encoding::RLE)?;
    let mut out = begin(0, size)?;
    out.push(2 << 4 | STRUCT);
    for value in [checked(rows)?, number(encoding)?, levels, levels] {
        field(1, value, &mut out);
    }
    out.extend([STOP, STOP]);
    Ok(out)
}

/// The header of a dictionary of so many values.
pub(super) fn of_dictionary(size: Size, values: usize, is_sorted: bool) -> Result<Vec<u8>> {
    let mut out = begin(2, size)?;
    out.push(4 << 4 | STRUCT);
    field(1, checked(values)?, &mut out);
    field(1, number(Encoding::PLAIN)?, &mut out);
    out.extend([1 << 4 | if is_sorted { TRUE } else { FALSE }, STOP, STOP]);
    Ok(out)
}

fn begin(kind: u32, size: Size) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(32);
    for value in [kind, checked(size.uncompressed)?, checked(size.compressed)?] {
        field(1, value, &mut out);
    }
    Ok(out)
}

/// A field whose number is so much more than that of the one before. Numbers with a sign have it in their lowest bit.
fn field(step: u8, value: u32, out: &mut Vec<u8>) {
    out.push(step << 4 | I32);
    varint(u64::from(value) << 1, out);
}

fn number(encoding: Encoding) -> Result<u32> {
    match encoding {
        Encoding::PLAIN => Ok(0),
        Encoding::RLE => Ok(3),
        Encoding::RLE_DICTIONARY => Ok(8),
        other => Err(ParquetError::General(format!("no pages are made here by {other}"))),
    }
}

fn checked(size: usize) -> Result<u32> {
    i32::try_from(size).map(i32::cast_unsigned).map_err(|_| ParquetError::General("a page beyond the format".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::parquet::column::page::{CompressedPage, Page, PageWriter};
    use ::parquet::file::writer::{SerializedPageWriter, TrackedWrite};
    use bytes::Bytes;

    fn by_library(page: Page, uncompressed: usize) -> Vec<u8> {
        let mut out = TrackedWrite::new(Vec::new());
        SerializedPageWriter::new(&mut out).write_page(CompressedPage::new(page, uncompressed)).expect("a page");
        out.into_inner().expect("its bytes")
    }

    #[test]
    fn headers_are_those_of_the_library() {
        for (uncompressed, compressed, count) in [(0, 0, 0), (7, 7, 1), (63, 64, 63), (70_000, 300, 65_536), (5_000_000, 1_000_000, 200_000)] {
            let (size, buf) = (Size { uncompressed, compressed }, Bytes::from(vec![7; compressed]));
            for encoding in [Encoding::PLAIN, Encoding::RLE_DICTIONARY] {
                let (num_values, levels) = (count as u32, Encoding::RLE);
                let page = Page::DataPage { buf: buf.clone(), num_values, encoding, def_level_encoding: levels, rep_level_encoding: levels, statistics: None };
                assert_eq!(by_library(page, uncompressed), [of_data(size, count, encoding).expect("a header"), buf.to_vec()].concat());
            }
            for is_sorted in [false, true] {
                let page = Page::DictionaryPage { buf: buf.clone(), num_values: count as u32, encoding: Encoding::PLAIN, is_sorted };
                assert_eq!(by_library(page, uncompressed), [of_dictionary(size, count, is_sorted).expect("a header"), buf.to_vec()].concat());
            }
        }
        assert!(of_data(Size { uncompressed: 1 << 31, compressed: 1 }, 1, Encoding::PLAIN).is_err());
        assert!(of_data(Size { uncompressed: 1, compressed: 1 }, 1, Encoding::BYTE_STREAM_SPLIT).is_err());
    }
}
