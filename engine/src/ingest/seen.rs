//! The ids seen so far, to tell which come a second time.
//!
//! What is kept of an id is a hash of 64 bits: that two different ids among a million share one happens once in forty million files,
//! and costs a warning too many.
//!
//! The table is larger than any cache, and where an id belongs is as good as random. So ids go through in blocks: the places of a
//! whole block are touched first, and the waits for memory overlap.

use std::hash::{Hash, Hasher};

use arrow_array::Array;
use rustc_hash::FxHasher;

use crate::model::TextColumn;

/// Ids of a block.
const BLOCK: usize = 128;
/// Places of the smallest table.
const PLACES_MIN: usize = 1 << 12;
/// A table has this many places for each id at least, and becomes four times as large when it has not.
const PLACES_PER_ID: usize = 2;
/// The hash of a free place.
const FREE: u64 = 0;

/// The ids seen so far.
pub(super) struct SeenIds {
    /// Open addressing: an id is at its place or at the next ones without a free one between. Its hash, and the first row that has it,
    /// stand together: they are fetched together.
    places: Vec<[u64; 2]>,
    ids: usize,
    max: usize,
    left: u64,
}

impl SeenIds {
    /// None so far; of more than so many, no further ones are compared.
    pub(super) fn new(max: usize) -> Self {
        Self { places: vec![[FREE, 0]; PLACES_MIN], ids: 0, max, left: 0 }
    }

    /// Rows that were not compared, as there were too many before.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// Rows whose id was seen before, each with the number of the first row that has it. Both rows are kept.
    pub(super) fn repeated(&mut self, ids: &TextColumn, row_number: &[u64]) -> Vec<(usize, u64)> {
        let mut repeated = Vec::new();
        if matches!(ids, TextColumn::Absent(_)) {
            return repeated;
        }
        for (block, numbers) in row_number.chunks(BLOCK).enumerate() {
            if self.ids >= self.max {
                self.left += (row_number.len() - block * BLOCK) as u64;
                break;
            }
            self.make_room(numbers.len());
            let mut hashes = [FREE; BLOCK];
            for (i, hash) in hashes.iter_mut().enumerate().take(numbers.len()) {
                *hash = hash_of(ids, block * BLOCK + i);
            }
            let touched = hashes.iter().fold(0, |touched, &hash| touched ^ self.places[self.place(hash)][0]);
            std::hint::black_box(touched);
            for (i, (&hash, &number)) in hashes.iter().zip(numbers).enumerate().filter(|(_, (hash, _))| **hash != FREE) {
                if let Some(first_row) = self.enter(hash, number) {
                    repeated.push((block * BLOCK + i, first_row));
                }
            }
        }
        repeated
    }

    /// The number of the first row that has the id, if there is one; else this is the first.
    fn enter(&mut self, hash: u64, number: u64) -> Option<u64> {
        let mut place = self.place(hash);
        loop {
            match self.places[place] {
                [FREE, _] => break,
                [seen, first_row] if seen == hash => return Some(first_row),
                _ => place = (place + 1) & (self.places.len() - 1),
            }
        }
        self.places[place] = [hash, number];
        self.ids += 1;
        None
    }

    fn place(&self, hash: u64) -> usize {
        (hash >> (64 - self.places.len().ilog2())) as usize
    }

    fn make_room(&mut self, more: usize) {
        if (self.ids + more) * PLACES_PER_ID <= self.places.len() {
            return;
        }
        let larger = vec![[FREE, 0]; self.places.len() * 4];
        let places = std::mem::replace(&mut self.places, larger);
        self.ids = 0;
        // From place to place in order, so that the new places follow each other, too.
        for [hash, number] in places.into_iter().filter(|[hash, _]| *hash != FREE) {
            self.enter(hash, number);
        }
    }
}

/// The hash of an id, `FREE` where there is none.
fn hash_of(ids: &TextColumn, row: usize) -> u64 {
    let mut hasher = FxHasher::default();
    match ids {
        TextColumn::Integer(cells) if cells.is_valid(row) => cells.value(row).hash(&mut hasher),
        TextColumn::Integer(_) => return FREE,
        _ => match ids.get(row) {
            Some(id) => id.hash(&mut hasher),
            None => return FREE,
        },
    }
    // The high bits say the place, and an id must not look like none.
    hasher.finish().wrapping_mul(0x9e37_79b9_7f4a_7c15).max(FREE + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{Int64Array, StringArray};

    fn in_pieces(ids: &[Option<String>], piece: usize, max: usize) -> (Vec<(usize, u64)>, u64) {
        let mut seen = SeenIds::new(max);
        let mut found = Vec::new();
        for (start, ids) in ids.chunks(piece).enumerate().map(|(i, ids)| (i * piece, ids)) {
            let numbers: Vec<u64> = (start as u64..).take(ids.len()).collect();
            let column = TextColumn::Text(ids.iter().map(Option::as_deref).collect::<StringArray>());
            found.extend(seen.repeated(&column, &numbers).into_iter().map(|(row, first)| (start + row, first)));
        }
        (found, seen.left())
    }

    #[test]
    fn repeated_ids_are_those_of_a_plain_search() {
        let ids: Vec<Option<String>> = (0..30_000u64).map(|i| (i % 13 != 0).then(|| format!("id-{}", i * i % 20_011))).collect();
        let expected: Vec<(usize, u64)> = {
            let mut first = std::collections::HashMap::new();
            ids.iter()
                .enumerate()
                .filter_map(|(row, id)| Some((row, *first.entry(id.as_ref()?).or_insert(row as u64))))
                .filter(|(row, first)| *row as u64 != *first)
                .collect()
        };
        assert!(expected.len() > 1000);
        for piece in [1, 7, 128, 5000, 30_000] {
            assert_eq!(in_pieces(&ids, piece, usize::MAX), (expected.clone(), 0), "pieces of {piece}");
        }
    }

    #[test]
    fn what_is_too_much_is_counted() {
        let ids: Vec<Option<String>> = (0..1000).map(|i| Some(i.to_string())).collect();
        assert_eq!(in_pieces(&ids, 1000, 256), (Vec::new(), 1000 - 256));
        assert_eq!(in_pieces(&ids, 1000, 1000), (Vec::new(), 0));
    }

    #[test]
    fn numbers_are_ids_too() {
        let column = TextColumn::Integer(Int64Array::from(vec![Some(0), None, Some(7), Some(0), None, Some(-7)]));
        assert_eq!(SeenIds::new(10).repeated(&column, &[1, 2, 3, 4, 5, 6]), [(3, 1)]);
    }
}
