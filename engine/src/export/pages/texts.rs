//! Columns of plain texts.

use std::sync::Arc;

use ::parquet::basic::Encoding;
use ::parquet::errors::Result;
use ::parquet::schema::types::ColumnDescPtr;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, DictionaryArray, PrimitiveArray, StringArray};
use rustc_hash::FxHashMap;

use super::coded::{Keyring, coded};
use super::present::Present;
use super::{Chunk, Codec, Column, of_bytes, put_text};

/// After so many texts it is asked whether they repeat.
const TEXTS_SAMPLED: usize = 4096;

/// A column of plain texts, the pieces one after the other: as codes where texts repeat, else as they are.
pub(in super::super) fn texts(descr: &ColumnDescPtr, pieces: &[&StringArray], codec: &mut Codec) -> Result<Chunk> {
    if let Some((keys, texts)) = few_texts(pieces) {
        let texts = Arc::new(StringArray::from_iter_values(texts));
        let pieces: Vec<DictionaryArray<UInt32Type>> = keys.into_iter().map(|keys| DictionaryArray::new(keys, texts.clone())).collect();
        return coded(descr, &pieces.iter().collect::<Vec<_>>(), codec, &mut Keyring::default());
    }
    let present = Present::of(pieces.iter().map(|piece| (piece.len(), piece.nulls())));
    let bytes: usize = pieces.iter().map(|piece| piece.value_data().len()).sum();
    let mut column = Column::new(descr, codec);
    let (mut piece, mut row) = (0, 0);
    for mut page in present.pages() {
        page.body.reserve(bytes / present.rows.max(1) * page.valid + 4 * page.valid);
        let mut left = page.valid;
        while left > 0 {
            let Some(texts) = pieces.get(piece) else { break };
            if row == texts.len() {
                (piece, row) = (piece + 1, 0);
                continue;
            }
            if texts.is_valid(row) {
                put_text(texts.value(row), &mut page.body);
                left -= 1;
            }
            row += 1;
        }
        column.data(page.body, page.rows, Encoding::PLAIN)?;
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
