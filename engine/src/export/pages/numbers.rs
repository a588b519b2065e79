//! Columns of numbers of eight bytes.

use std::borrow::Cow;

use ::parquet::basic::Encoding;
use ::parquet::errors::Result;
use ::parquet::file::statistics::{Statistics, ValueStatistics};
use ::parquet::schema::types::ColumnDescPtr;
use arrow_array::{Array, ArrowPrimitiveType, Float64Array, Int64Array, PrimitiveArray};
use arrow_buffer::ToByteSlice;

use super::hybrid::hybrid;
use super::present::Present;
use super::{Chunk, Codec, Column, width_of};

/// A column of no more different numbers than this is one of codes into a dictionary.
const FEW: usize = 256;
/// A column of more different numbers among its first so many is not asked any further.
const SAMPLE: usize = 1024;

/// A column of floating-point numbers, the pieces one after the other.
pub(in super::super) fn floats(descr: &ColumnDescPtr, pieces: &[&Float64Array], codec: &mut Codec) -> Result<Chunk> {
    let statistics = |values: &[f64], nulls| {
        let numbers = values.iter().filter(|value| !value.is_nan());
        let (least, greatest) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), value| (least.min(*value), greatest.max(*value)));
        // Zeros are compared without their sign, so both are taken in.
        let zero = |x: f64, signed: f64| if x == 0.0 { signed } else { x };
        let (least, greatest) = (least <= greatest).then_some((zero(least, -0.0), zero(greatest, 0.0))).unzip();
        Statistics::Double(ValueStatistics::new(least, greatest, None, Some(nulls), false))
    };
    eights(descr, pieces, codec, f64::to_bits, statistics)
}

/// A column of whole numbers or moments, the pieces one after the other.
pub(in super::super) fn integers(descr: &ColumnDescPtr, pieces: &[&Int64Array], codec: &mut Codec) -> Result<Chunk> {
    let statistics = |values: &[i64], nulls| {
        let (least, greatest) = (values.iter().min().copied(), values.iter().max().copied());
        Statistics::Int64(ValueStatistics::new(least, greatest, None, Some(nulls), false))
    };
    eights(descr, pieces, codec, i64::cast_unsigned, statistics)
}

/// Both: as codes where few numbers repeat, else as they are; compressed where that makes them smaller.
fn eights<T: ArrowPrimitiveType>(
    descr: &ColumnDescPtr,
    pieces: &[&PrimitiveArray<T>],
    codec: &mut Codec,
    bits: impl Fn(T::Native) -> u64,
    statistics: impl FnOnce(&[T::Native], u64) -> Statistics,
) -> Result<Chunk>
where
    T::Native: ToByteSlice,
{
    let present = Present::of(pieces.iter().map(|piece| (piece.len(), piece.nulls())));
    let values = match pieces {
        [one] if one.null_count() == 0 => Cow::Borrowed(&one.values()[..]),
        _ => Cow::Owned(valid_values(pieces, present.rows - present.nulls)),
    };
    let values = &*values;
    if let Some((codes, numbers)) = few(values.iter().map(|value| bits(*value))) {
        let mut column = Column::new(descr, codec, values.len());
        if !numbers.is_empty() {
            column.dictionary(numbers.iter().flat_map(|number| number.to_le_bytes()).collect(), numbers.len())?;
        }
        let width = width_of(numbers.len());
        let mut rest = codes.as_slice();
        for mut page in present.pages() {
            let (codes, after) = rest.split_at(page.valid);
            rest = after;
            if numbers.is_empty() {
                column.data(page.body, page.rows, Encoding::PLAIN)?;
                continue;
            }
            page.body.push(width as u8);
            hybrid(codes, width, &mut page.body);
            column.data(page.body, page.rows, Encoding::RLE_DICTIONARY)?;
        }
        return column.finish(present.rows, statistics(&numbers_of(values, &codes, numbers.len()), present.nulls as u64));
    }
    let mut plain = Codec::Plain;
    let codec = if codec.is_worth(values.to_byte_slice()) { codec } else { &mut plain };
    let mut column = Column::new(descr, codec, 8 * values.len() + present.rows / 8);
    let mut rest = values;
    for mut page in present.pages() {
        let (numbers, after) = rest.split_at(page.valid);
        rest = after;
        // The format is little-endian, and so is every processor this runs on.
        page.body.extend_from_slice(numbers.to_byte_slice());
        column.data(page.body, page.rows, Encoding::PLAIN)?;
    }
    column.finish(present.rows, statistics(values, present.nulls as u64))
}

fn valid_values<T: ArrowPrimitiveType>(pieces: &[&PrimitiveArray<T>], count: usize) -> Vec<T::Native> {
    let mut values = Vec::with_capacity(count);
    for piece in pieces {
        match piece.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => values.extend_from_slice(piece.values()),
            Some(nulls) => values.extend(nulls.valid_indices().map(|row| piece.values()[row])),
        }
    }
    values
}

#[cfg(target_endian = "big")]
compile_error!("pages are made for little-endian processors");

/// The code of each number and the numbers by their codes, if they are few.
fn few(numbers: impl Iterator<Item = u64>) -> Option<(Vec<u32>, Vec<u64>)> {
    /// Four places for each of the few numbers, so that a place is nearly always free or right.
    const PLACES: usize = 4 * FEW;
    let mut places = [u32::MAX; PLACES];
    let mut found: Vec<u64> = Vec::with_capacity(FEW);
    let mut codes = Vec::with_capacity(numbers.size_hint().0);
    for number in numbers {
        // Fibonacci hashing (Knuth, The Art of Computer Programming 3, §6.4).
        let mut place = (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - PLACES.ilog2())) as usize;
        while places[place] != u32::MAX && found[places[place] as usize] != number {
            place = (place + 1) % PLACES;
        }
        if places[place] == u32::MAX {
            if found.len() == FEW || (codes.len() < SAMPLE && found.len() > SAMPLE / 16) {
                return None;
            }
            places[place] = found.len() as u32;
            found.push(number);
        }
        codes.push(places[place]);
    }
    Some((codes, found))
}

/// Each number once, by its code: codes are counted up in the order of the rows.
fn numbers_of<N: Copy>(values: &[N], codes: &[u32], count: usize) -> Vec<N> {
    let mut numbers = Vec::with_capacity(count);
    for (&value, &code) in values.iter().zip(codes) {
        if code as usize == numbers.len() {
            numbers.push(value);
        }
        if numbers.len() == count {
            break;
        }
    }
    numbers
}
