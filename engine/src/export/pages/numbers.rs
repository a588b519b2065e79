//! Columns of numbers of eight bytes.

use ::parquet::basic::Encoding;
use ::parquet::errors::Result;
use ::parquet::file::statistics::{Statistics, ValueStatistics};
use ::parquet::schema::types::ColumnDescPtr;
use arrow_array::{Array, ArrowPrimitiveType, Float64Array, Int64Array, PrimitiveArray};
use arrow_buffer::{ArrowNativeType, Buffer, ScalarBuffer, ToByteSlice};
use bytes::Bytes;

use super::hybrid::hybrid;
use super::present::Present;
use super::{Chunk, Codec, Column, DataPage, width_of};

/// A column of no more different numbers than this is one of codes into a dictionary.
const FEW: usize = 256;
/// A column of more different numbers among its first so many is not asked any further.
const SAMPLE: usize = 1024;

/// A column of floating-point numbers, the pieces one after the other.
pub(in super::super) fn floats(descr: &ColumnDescPtr, pieces: &[&Float64Array], codec: &mut Codec) -> Result<Chunk> {
    let statistics = |numbers: &[ScalarBuffer<f64>], nulls| {
        let (least, greatest) = numbers.iter().map(|part| extremes(part)).fold(NO_EXTREMES, |all, part| (all.0.min(part.0), all.1.max(part.1)));
        // Zeros are compared without their sign, so both are taken in.
        let zero = |x: f64, signed: f64| if x == 0.0 { signed } else { x };
        let (least, greatest) = (least <= greatest).then_some((zero(least, -0.0), zero(greatest, 0.0))).unzip();
        Statistics::Double(ValueStatistics::new(least, greatest, None, Some(nulls), false))
    };
    eights(descr, pieces, codec, f64::to_bits, f64::from_bits, statistics)
}

/// A column of whole numbers or moments, the pieces one after the other.
pub(in super::super) fn integers(descr: &ColumnDescPtr, pieces: &[&Int64Array], codec: &mut Codec) -> Result<Chunk> {
    let statistics = |numbers: &[ScalarBuffer<i64>], nulls| {
        let (least, greatest) = (numbers.iter().filter_map(|part| part.iter().min()).min(), numbers.iter().filter_map(|part| part.iter().max()).max());
        Statistics::Int64(ValueStatistics::new(least.copied(), greatest.copied(), None, Some(nulls), false))
    };
    eights(descr, pieces, codec, i64::cast_unsigned, u64::cast_signed, statistics)
}

const NO_EXTREMES: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);

/// The least and the greatest of some numbers, or [`NO_EXTREMES`]. What is not a number is passed over.
pub(super) fn extremes(numbers: &[f64]) -> (f64, f64) {
    /// One alone would wait for itself at every step.
    const LANES: usize = 8;
    let (mut least, mut greatest) = ([NO_EXTREMES.0; LANES], [NO_EXTREMES.1; LANES]);
    for lanes in numbers.chunks(LANES) {
        for ((number, least), greatest) in lanes.iter().zip(&mut least).zip(&mut greatest) {
            *least = if number < least { *number } else { *least };
            *greatest = if number > greatest { *number } else { *greatest };
        }
    }
    (least.into_iter().fold(NO_EXTREMES.0, f64::min), greatest.into_iter().fold(NO_EXTREMES.1, f64::max))
}

/// Both: as codes where few numbers repeat, else as they are; compressed where that makes them smaller. Numbers are compared by their
/// bits.
fn eights<T: ArrowPrimitiveType>(
    descr: &ColumnDescPtr,
    pieces: &[&PrimitiveArray<T>],
    codec: &mut Codec,
    bits: fn(T::Native) -> u64,
    of_bits: fn(u64) -> T::Native,
    statistics: impl FnOnce(&[ScalarBuffer<T::Native>], u64) -> Statistics,
) -> Result<Chunk> {
    let present = Present::of(pieces.iter().map(|piece| (piece.len(), piece.nulls())));
    let parts: Vec<ScalarBuffer<T::Native>> = pieces.iter().map(|piece| valid_values(piece)).collect();
    if let Some((codes, numbers)) = few(&parts, bits) {
        let mut column = Column::new(descr, codec);
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
        let numbers: ScalarBuffer<T::Native> = numbers.into_iter().map(of_bits).collect::<Vec<_>>().into();
        return column.finish(present.rows, statistics(&[numbers], present.nulls as u64));
    }
    let is_worth = parts.first().is_some_and(|part| codec.is_worth(part.inner()));
    let mut plain = Codec::Plain;
    let mut column = Column::new(descr, if is_worth { codec } else { &mut plain });
    let mut rest = Rest { parts: &parts, taken: 0 };
    for mut page in present.pages() {
        // The format is little-endian, and so is every processor this runs on.
        let numbers = rest.take(page.valid);
        if is_worth {
            for part in &numbers {
                page.body.extend_from_slice(part.to_byte_slice());
            }
            column.data(page.body, page.rows, Encoding::PLAIN)?;
        } else {
            let body = std::iter::once(page.body.into()).chain(numbers.iter().map(shared_bytes)).collect();
            column.put(DataPage::of_parts(body, page.rows, Encoding::PLAIN))?;
        }
    }
    column.finish(present.rows, statistics(&parts, present.nulls as u64))
}

/// The values of the rows that have one: no copy where all do.
fn valid_values<T: ArrowPrimitiveType>(piece: &PrimitiveArray<T>) -> ScalarBuffer<T::Native> {
    match piece.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => piece.values().clone(),
        Some(nulls) => nulls.valid_indices().map(|row| piece.values()[row]).collect::<Vec<_>>().into(),
    }
}

fn shared_bytes<N: ArrowNativeType>(numbers: &ScalarBuffer<N>) -> Bytes {
    struct Owner(Buffer);
    impl AsRef<[u8]> for Owner {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    Bytes::from_owner(Owner(numbers.inner().clone()))
}

/// Hands out the numbers of all parts, so many at a time.
struct Rest<'p, N: ArrowNativeType> {
    parts: &'p [ScalarBuffer<N>],
    /// Numbers of the first part that were taken.
    taken: usize,
}

impl<N: ArrowNativeType> Rest<'_, N> {
    fn take(&mut self, mut count: usize) -> Vec<ScalarBuffer<N>> {
        let mut taken = Vec::new();
        while count > 0
            && let Some(part) = self.parts.first()
        {
            let of_part = count.min(part.len() - self.taken);
            taken.push(part.slice(self.taken, of_part));
            count -= of_part;
            self.taken += of_part;
            if self.taken == part.len() {
                (self.parts, self.taken) = (&self.parts[1..], 0);
            }
        }
        taken
    }
}

#[cfg(target_endian = "big")]
compile_error!("pages are made for little-endian processors");

/// The code of each number and the bits of the numbers by their codes, if they are few.
fn few<N: ArrowNativeType>(parts: &[ScalarBuffer<N>], bits: fn(N) -> u64) -> Option<(Vec<u32>, Vec<u64>)> {
    /// Four places for each of the few numbers, so that a place is nearly always free or right.
    const PLACES: usize = 4 * FEW;
    let mut places = [u32::MAX; PLACES];
    let mut found: Vec<u64> = Vec::with_capacity(FEW);
    let mut codes = Vec::new();
    for part in parts {
        for number in part.iter().map(|number| bits(*number)) {
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
    }
    Some((codes, found))
}

#[cfg(test)]
mod tests {
    use super::{NO_EXTREMES, extremes};

    proptest::proptest! {
        #[test]
        fn extremes_are_those_of_the_numbers(numbers in proptest::collection::vec(proptest::num::f64::ANY, 0..40)) {
            let (least, greatest) = numbers.iter().fold(NO_EXTREMES, |(least, greatest), number| (least.min(*number), greatest.max(*number)));
            proptest::prop_assert_eq!(extremes(&numbers), (least, greatest));
        }
    }
}
