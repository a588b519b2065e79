//! Columns of texts by their codes.
//!
//! Most columns of a decision have the same keys, which outcome a row has, and many say the same in other words: a county's code and
//! its name. So what depends on the keys alone is done once for all columns that share them ([`Keyring`]), and columns in which the
//! same keys have the same codes share their data pages, too.

use ::parquet::basic::Encoding;
use ::parquet::errors::Result;
use ::parquet::schema::types::ColumnDescPtr;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, DictionaryArray, StringArray};
use arrow_buffer::ScalarBuffer;
use arrow_schema::{ArrowError, DataType};
use rustc_hash::FxHashMap;

use super::hybrid::hybrid;
use super::present::{PageRows, Present};
use super::texts::texts;
use super::{Chunk, Codec, Column, DataPage, PAGE_ROWS, of_bytes, put_text, width_of};

/// Columns with more texts than this may have one twice in their dictionary, and say no smallest and largest one: nobody looks for a
/// sentence by its place in the alphabet.
const TEXTS_COMPARED_MAX: usize = 4096;
/// The code of an empty cell.
const EMPTY: u32 = u32::MAX;

/// The different keys of the columns of one row group.
#[derive(Default)]
pub(in super::super) struct Keyring {
    keys: Vec<Keys>,
}

/// Keys that columns share.
struct Keys {
    pieces: Vec<ScalarBuffer<u32>>,
    /// Those that occur, in ascending order.
    used: Vec<u32>,
    /// The rows by which of the keys used mean an empty cell.
    full: FxHashMap<Vec<bool>, Vec<FullRows>>,
    /// The pages by the code of each key used.
    made: FxHashMap<Vec<u32>, Made>,
}

/// The rows of a page that are not empty.
struct FullRows {
    page: PageRows,
    keys: Vec<u32>,
}

/// The data pages of a column.
#[derive(Clone)]
struct Made {
    pages: Vec<DataPage>,
    /// How many rows of them are empty.
    empty: usize,
    /// Whether they are not compressed: codes that do not come in runs are as tight as can be.
    is_plain: bool,
}

/// A column of texts by their codes, the pieces one after the other.
pub(in super::super) fn coded(descr: &ColumnDescPtr, pieces: &[&DictionaryArray<UInt32Type>], codec: &mut Codec, ring: &mut Keyring) -> Result<Chunk> {
    let Some(dictionary) = shared_dictionary(pieces) else {
        let plain = pieces.iter().map(|piece| arrow_cast::cast(piece, &DataType::Utf8)).collect::<std::result::Result<Vec<_>, ArrowError>>()?;
        return texts(descr, &plain.iter().map(AsArray::as_string).collect::<Vec<_>>(), codec);
    };
    let keys = ring.keys_of(pieces, dictionary.len());
    let (codes, texts) = codes(&keys.used, dictionary);
    let rows: usize = pieces.iter().map(Array::len).sum();
    let made = if let Some(made) = keys.made.get(&codes) {
        made.clone()
    } else {
        let made = pages(keys, &codes, texts.len(), dictionary.len(), pieces, codec)?;
        keys.made.insert(codes, made.clone());
        made
    };
    let mut plain = Codec::Plain;
    let mut column = Column::new(descr, if made.is_plain { &mut plain } else { codec });
    if !texts.is_empty() {
        let mut body = Vec::with_capacity(texts.iter().map(|text| text.len() + 4).sum());
        for text in &texts {
            put_text(text, &mut body);
        }
        column.dictionary(body, texts.len())?;
    }
    made.pages.into_iter().try_for_each(|page| column.put(page))?;
    let extremes = if texts.len() <= TEXTS_COMPARED_MAX { texts.iter().min().copied().zip(texts.iter().max().copied()) } else { None };
    column.finish(rows, of_bytes(made.empty, extremes))
}

/// The dictionary of all pieces, if they have the same.
fn shared_dictionary<'a>(pieces: &[&'a DictionaryArray<UInt32Type>]) -> Option<&'a StringArray> {
    let first: &StringArray = pieces.first()?.values().as_string();
    let is_same = |other: &StringArray| first.values().ptr_eq(other.values()) && first.offsets().ptr_eq(other.offsets());
    pieces.iter().all(|piece| is_same(piece.values().as_string())).then_some(first)
}

/// The code of each key used, and the texts by their codes: in the order of the dictionary, as neighbours there may be alike, and
/// then compress well.
fn codes<'a>(used: &[u32], dictionary: &'a StringArray) -> (Vec<u32>, Vec<&'a str>) {
    let mut texts: Vec<&str> = Vec::new();
    let mut code_of: FxHashMap<&str, u32> = FxHashMap::default();
    let compare = used.len() <= TEXTS_COMPARED_MAX;
    let code = |&key: &u32| {
        if dictionary.is_null(key as usize) {
            return EMPTY;
        }
        let (text, next) = (dictionary.value(key as usize), texts.len() as u32);
        let code = if compare { *code_of.entry(text).or_insert(next) } else { next };
        if code == next {
            texts.push(text);
        }
        code
    };
    (used.iter().map(code).collect(), texts)
}

/// The data pages of a column.
fn pages(keys: &mut Keys, codes: &[u32], texts: usize, dictionary: usize, pieces: &[&DictionaryArray<UInt32Type>], codec: &mut Codec) -> Result<Made> {
    let used = &keys.used;
    let is_empty: Vec<bool> = codes.iter().map(|code| *code == EMPTY).collect();
    let full = keys.full.entry(is_empty).or_insert_with_key(|is_empty| full_rows(used, is_empty, dictionary, pieces));
    let mut code_of = vec![EMPTY; dictionary];
    used.iter().zip(codes).for_each(|(&key, &code)| code_of[key as usize] = code);
    let are_codes = used.iter().eq(codes);
    let width = width_of(texts);
    let mut of_page = Vec::new();
    let bodies = full.iter().map(|FullRows { page, keys }| {
        let mut body = page.body.clone();
        if texts > 0 {
            of_page.clear();
            let codes = if are_codes {
                keys
            } else {
                of_page.extend(keys.iter().map(|&key| code_of[key as usize]));
                &of_page
            };
            body.reserve(codes.len() * width as usize / 8 + 64);
            body.push(width as u8);
            hybrid(codes, width, &mut body);
        }
        (body, page.rows)
    });
    let bodies: Vec<_> = bodies.collect();
    let is_plain = texts <= TEXTS_COMPARED_MAX && bodies.first().is_some_and(|(body, _)| !codec.is_worth(body));
    let (encoding, mut plain) = (if texts == 0 { Encoding::PLAIN } else { Encoding::RLE_DICTIONARY }, Codec::Plain);
    let codec = if is_plain { &mut plain } else { codec };
    let pages = bodies.into_iter().map(|(body, rows)| DataPage::new(body, rows, encoding, codec));
    Ok(Made { pages: pages.collect::<Result<_>>()?, empty: full.iter().map(|full| full.page.rows - full.page.valid).sum(), is_plain })
}

/// The rows that are not empty, page by page. Columns whose cells are empty in the same rows share them.
fn full_rows(used: &[u32], is_empty: &[bool], dictionary: usize, pieces: &[&DictionaryArray<UInt32Type>]) -> Vec<FullRows> {
    let mut key_or_empty = vec![EMPTY; dictionary];
    used.iter().zip(is_empty).filter(|(_, is_empty)| !**is_empty).for_each(|(&key, _)| key_or_empty[key as usize] = key);
    let has_empty = is_empty.contains(&true) || pieces.iter().any(|piece| piece.null_count() > 0);
    let (mut all, mut rest) = (Vec::new(), Rest { pieces, taken: 0 });
    loop {
        let mut keys = Vec::new();
        rest.take(PAGE_ROWS, &key_or_empty, &mut keys);
        if keys.is_empty() {
            return all;
        }
        let present = if has_empty { Present::by(keys.len(), |row| keys[row] != EMPTY) } else { Present::all(keys.len()) };
        if present.nulls > 0 {
            keep_full(&mut keys);
        }
        // There are no more rows than those of one page.
        all.extend(present.pages().map(|page| FullRows { page, keys: std::mem::take(&mut keys) }));
    }
}

/// Takes the empty cells out. Which row is empty is as good as random, so nothing branches on it: each is moved, and an empty one is
/// moved over.
fn keep_full(keys: &mut Vec<u32>) {
    let mut kept = 0;
    for row in 0..keys.len() {
        let key = keys[row];
        keys[kept] = key;
        kept += usize::from(key != EMPTY);
    }
    keys.truncate(kept);
}

/// Hands out the keys of all pieces, so many at a time.
struct Rest<'p> {
    pieces: &'p [&'p DictionaryArray<UInt32Type>],
    /// Rows of the first piece that were taken.
    taken: usize,
}

impl Rest<'_> {
    fn take(&mut self, mut count: usize, key_or_empty: &[u32], into: &mut Vec<u32>) {
        while count > 0
            && let Some(piece) = self.pieces.first()
        {
            let (start, end) = (self.taken, piece.len().min(self.taken + count));
            let first = into.len();
            into.extend(piece.keys().values()[start..end].iter().map(|&key| key_or_empty.get(key as usize).copied().unwrap_or(EMPTY)));
            if let Some(nulls) = piece.nulls().filter(|nulls| nulls.null_count() > 0) {
                (start..end).zip(&mut into[first..]).filter(|(row, _)| nulls.is_null(*row)).for_each(|(_, key)| *key = EMPTY);
            }
            count -= end - start;
            self.taken = end;
            if end == piece.len() {
                (self.pieces, self.taken) = (&self.pieces[1..], 0);
            }
        }
    }
}

impl Keyring {
    /// The keys of the pieces. Those that have null ones are not shared: what is null is not among the keys.
    fn keys_of(&mut self, pieces: &[&DictionaryArray<UInt32Type>], dictionary: usize) -> &mut Keys {
        let has_nulls = pieces.iter().any(|piece| piece.null_count() > 0);
        let is_same = |keys: &Keys| {
            keys.pieces.iter().map(|keys| (keys.as_ptr(), keys.len())).eq(pieces.iter().map(|piece| (piece.keys().values().as_ptr(), piece.len())))
        };
        let known = self.keys.iter().position(is_same).filter(|_| !has_nulls);
        let place = known.unwrap_or_else(|| {
            let mut is_used = vec![false; dictionary];
            for piece in pieces {
                for (row, &key) in piece.keys().values().iter().enumerate() {
                    // What stands under a null may be no key.
                    if let Some(used) = is_used.get_mut(key as usize) {
                        *used |= !has_nulls || piece.is_valid(row);
                    }
                }
            }
            let used = (0..).zip(is_used).filter(|(_, used)| *used).map(|(key, _)| key).collect();
            let pieces = if has_nulls { Vec::new() } else { pieces.iter().map(|piece| piece.keys().values().clone()).collect() };
            self.keys.push(Keys { pieces, used, full: FxHashMap::default(), made: FxHashMap::default() });
            self.keys.len() - 1
        });
        &mut self.keys[place]
    }
}
