//! The bytes of a layer in a vector tile.
//!
//! 1. [`Tables`] takes the attributes column by column: each word that differs is looked at once a column, not once a feature, and values of
//!    one column stand together, where gzip finds most in common. Measured on a million clues at zooms 9 to 12: 3 to 6 % less in gzip than
//!    in the order in which features name them.
//! 2. [`LayerWriter`] takes the features and writes the layer behind those written before.
//!
//! # References
//! Mapbox Vector Tile Specification 2.1 §4; the wire format of Protocol Buffers (varint, length-delimited, zigzag).

use rustc_hash::FxHashMap;

use super::quantise::EXTENT;
use super::repair::{TilePlace, TilePolygon, doubled_area};
use crate::layers::Column;
use crate::protobuf::{put_varint, zigzag};

/// Where a feature has no value.
const NOTHING: u32 = u32::MAX;

/// What of a shape is in a tile, in the tile's units.
pub(super) enum Drawn {
    Polygons(Vec<TilePolygon>),
    Lines(Vec<Vec<TilePlace>>),
    Point(TilePlace),
}

/// The keys and values of a layer, and which of them each feature has.
#[derive(Default)]
pub(super) struct Tables<'a> {
    keys: Vec<u8>,
    values: Vec<u8>,
    counted: u32,
    texts: FxHashMap<&'a str, u32>,
    numbers: FxHashMap<i64, u32>,
    decimals: FxHashMap<u64, u32>,
    flags: [Option<u32>; 2],
    /// For each key, feature → value.
    columns: Vec<Vec<u32>>,
}

impl<'a> Tables<'a> {
    /// Takes what features have of a column: each by its row, or by none where it stands for several. A column without any is left out.
    pub(super) fn add(&mut self, name: &str, column: &'a Column, rows: &[Option<u32>]) {
        let of: Vec<u32> = match column {
            Column::Words { words, of } => {
                // Rows lie far apart in memory, and a processor fetches many at a time where nothing else is done between two.
                let places: Vec<u32> = rows.iter().map(|row| row.map_or(0, |row| of[row as usize])).collect();
                let texts: Vec<&'a str> = places.iter().map(|place| &*words[*place as usize]).collect();
                let mut known: FxHashMap<u32, u32> = FxHashMap::from_iter([(0, NOTHING)]);
                places.iter().zip(texts).map(|(place, text)| *known.entry(*place).or_insert_with(|| self.text(text))).collect()
            }
            Column::Numbers(numbers) => {
                rows.iter().map(|row| row.and_then(|row| numbers[row as usize]).map_or(NOTHING, |number| self.number(number))).collect()
            }
            Column::Decimals(numbers) => {
                rows.iter().map(|row| row.and_then(|row| numbers[row as usize]).map_or(NOTHING, |number| self.decimal(number))).collect()
            }
            Column::Flags(flags) => rows.iter().map(|row| row.and_then(|row| flags[row as usize]).map_or(NOTHING, |flag| self.flag(flag))).collect(),
        };
        self.add_key(name, of);
    }

    /// Takes a column of counts, for the features that have one.
    pub(super) fn add_counts(&mut self, name: &str, counts: impl Iterator<Item = Option<u32>>) {
        let of = counts.map(|count| count.map_or(NOTHING, |count| self.number(count.into()))).collect();
        self.add_key(name, of);
    }

    fn add_key(&mut self, name: &str, of: Vec<u32>) {
        if of.iter().any(|value| *value != NOTHING) {
            put_bytes(&mut self.keys, 3, name.as_bytes());
            self.columns.push(of);
        }
    }

    fn text(&mut self, text: &'a str) -> u32 {
        *self.texts.entry(text).or_insert_with(|| {
            let length = 1 + varint_length(text.len() as u64) + text.len();
            put_header(&mut self.values, 4, length);
            put_bytes(&mut self.values, 1, text.as_bytes());
            next(&mut self.counted)
        })
    }

    /// Zigzag only below zero: a number that is also the feature's has the same bytes there, and gzip sees it.
    fn number(&mut self, number: i64) -> u32 {
        *self.numbers.entry(number).or_insert_with(|| {
            let (field, bits) = u64::try_from(number).map_or((6, zigzag(number)), |number| (5, number));
            put_header(&mut self.values, 4, 1 + varint_length(bits));
            put_number(&mut self.values, field, bits);
            next(&mut self.counted)
        })
    }

    fn decimal(&mut self, number: f64) -> u32 {
        *self.decimals.entry(number.to_bits()).or_insert_with(|| {
            put_header(&mut self.values, 4, 9);
            put_varint(&mut self.values, 3 << 3 | 1);
            self.values.extend_from_slice(&number.to_le_bytes());
            next(&mut self.counted)
        })
    }

    fn flag(&mut self, flag: bool) -> u32 {
        *self.flags[usize::from(flag)].get_or_insert_with(|| {
            put_header(&mut self.values, 4, 2);
            put_number(&mut self.values, 7, flag.into());
            next(&mut self.counted)
        })
    }

    /// The tags of a feature, one behind the other.
    fn put_tags(&self, bytes: &mut Vec<u8>, feature: usize) {
        for (key, column) in (0..).zip(&self.columns) {
            if column[feature] != NOTHING {
                put_varint(bytes, key);
                put_varint(bytes, column[feature].into());
            }
        }
    }
}

fn next(counted: &mut u32) -> u32 {
    *counted += 1;
    *counted - 1
}

/// Writes the features of a layer in the order of its tables.
pub(super) struct LayerWriter<'a> {
    tables: Tables<'a>,
    features: Vec<u8>,
    count: usize,
    /// Of the feature in the making, kept for their room.
    tags: Vec<u8>,
    geometry: Vec<u8>,
}

impl<'a> LayerWriter<'a> {
    pub(super) fn new(tables: Tables<'a>) -> Self {
        Self { tables, features: Vec::new(), count: 0, tags: Vec::new(), geometry: Vec::new() }
    }

    /// Adds the next feature.
    pub(super) fn add(&mut self, id: Option<u64>, drawn: &Drawn) {
        let Self { tables, features, count, tags, geometry } = self;
        tags.clear();
        tables.put_tags(tags, *count);
        *count += 1;
        geometry.clear();
        let kind = put_geometry(geometry, drawn);
        let id_length = id.map_or(0, |id| 1 + varint_length(id));
        let tags_length = if tags.is_empty() { 0 } else { 1 + varint_length(tags.len() as u64) + tags.len() };
        put_header(features, 2, id_length + tags_length + 2 + 1 + varint_length(geometry.len() as u64) + geometry.len());
        if let Some(id) = id {
            put_number(features, 1, id);
        }
        if !tags.is_empty() {
            put_bytes(features, 2, tags);
        }
        put_number(features, 3, kind);
        put_bytes(features, 4, geometry);
    }

    /// Writes the layer behind what a tile has already.
    pub(super) fn finish(self, tile: &mut Vec<u8>, name: &str) {
        let Self { tables, features, .. } = self;
        let mut head = Vec::with_capacity(name.len() + 4);
        put_bytes(&mut head, 1, name.as_bytes());
        let mut tail = Vec::with_capacity(5);
        put_number(&mut tail, 5, EXTENT.unsigned_abs().into());
        put_number(&mut tail, 15, 2);
        let parts = [&head, &features, &tables.keys, &tables.values, &tail];
        let length = parts.iter().map(|part| part.len()).sum();
        tile.reserve(length + 6);
        put_header(tile, 3, length);
        for part in parts {
            tile.extend_from_slice(part);
        }
    }
}

const MOVE_TO: u64 = 1;
const LINE_TO: u64 = 2;
const CLOSE_PATH: u64 = 7;

/// Writes a geometry, and gives its kind (§4.3.4).
fn put_geometry(bytes: &mut Vec<u8>, drawn: &Drawn) -> u64 {
    let mut cursor = [0; 2];
    match drawn {
        Drawn::Point(place) => {
            put_path(bytes, &mut cursor, [place].into_iter());
            1
        }
        Drawn::Lines(lines) => {
            for line in lines {
                put_path(bytes, &mut cursor, line.iter());
            }
            2
        }
        Drawn::Polygons(polygons) => {
            for (place, ring) in polygons.iter().flat_map(|polygon| polygon.iter().enumerate()) {
                // A shell's area is positive, a hole's negative (§4.3.3.3).
                let is_backwards = (doubled_area(ring) > 0) != (place == 0);
                if is_backwards {
                    put_path(bytes, &mut cursor, ring.iter().rev());
                } else {
                    put_path(bytes, &mut cursor, ring.iter());
                }
                put_varint(bytes, command(CLOSE_PATH, 1));
            }
            3
        }
    }
}

/// Moves to the first place, and draws to the others.
fn put_path<'a>(bytes: &mut Vec<u8>, cursor: &mut TilePlace, mut places: impl ExactSizeIterator<Item = &'a TilePlace>) {
    let mut step = |bytes: &mut Vec<u8>, place: &TilePlace| {
        for axis in 0..2 {
            put_varint(bytes, zigzag((place[axis] - cursor[axis]).into()));
        }
        *cursor = *place;
    };
    let Some(first) = places.next() else { return };
    put_varint(bytes, command(MOVE_TO, 1));
    step(bytes, first);
    if places.len() > 0 {
        put_varint(bytes, command(LINE_TO, places.len()));
        places.for_each(|place| step(bytes, place));
    }
}

fn command(id: u64, count: usize) -> u64 {
    id | (count as u64) << 3
}

fn varint_length(number: u64) -> usize {
    (64 - (number | 1).leading_zeros()).div_ceil(7) as usize
}

fn put_number(bytes: &mut Vec<u8>, field: u64, number: u64) {
    put_varint(bytes, field << 3);
    put_varint(bytes, number);
}

/// Announces so many bytes.
fn put_header(bytes: &mut Vec<u8>, field: u64, length: usize) {
    put_varint(bytes, field << 3 | 2);
    put_varint(bytes, length as u64);
}

fn put_bytes(bytes: &mut Vec<u8>, field: u64, content: &[u8]) {
    put_header(bytes, field, content.len());
    bytes.extend_from_slice(content);
}

#[cfg(test)]
#[path = "mvt_tests.rs"]
mod tests;
