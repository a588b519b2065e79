//! Columns of yes and no.

use ::parquet::basic::Encoding;
use ::parquet::errors::Result;
use ::parquet::file::statistics::{Statistics, ValueStatistics};
use ::parquet::schema::types::ColumnDescPtr;
use arrow_array::{Array, BooleanArray};
use arrow_buffer::BooleanBufferBuilder;

use super::present::Present;
use super::{Chunk, Codec, Column};

/// A column of yes and no, the pieces one after the other: the bits as they are, compressed where that makes them smaller.
pub(in super::super) fn booleans(descr: &ColumnDescPtr, pieces: &[&BooleanArray], codec: &mut Codec) -> Result<Chunk> {
    let present = Present::of(pieces.iter().map(|piece| (piece.len(), piece.nulls())));
    let mut bits = BooleanBufferBuilder::new(present.rows - present.nulls);
    for piece in pieces {
        match piece.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => bits.append_buffer(piece.values()),
            Some(nulls) => nulls.valid_indices().for_each(|row| bits.append(piece.value(row))),
        }
    }
    let bits = bits.finish();
    let mut plain = Codec::Plain;
    let mut column = Column::new(descr, if codec.is_worth(bits.values()) { codec } else { &mut plain });
    let mut taken = 0;
    for mut page in present.pages() {
        // A page after empty cells may begin within a byte.
        let of_page = bits.slice(taken, page.valid).sliced();
        page.body.extend_from_slice(&of_page[..page.valid.div_ceil(8)]);
        taken += page.valid;
        column.data(page.body, page.rows, Encoding::PLAIN)?;
    }
    let yes = bits.count_set_bits();
    let (least, greatest) = (!bits.is_empty()).then_some((yes == bits.len(), yes > 0)).unzip();
    column.finish(present.rows, Statistics::Boolean(ValueStatistics::new(least, greatest, None, Some(present.nulls as u64), false)))
}
