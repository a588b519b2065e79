//! The directories of a PMTiles file: which bytes a tile is.
//!
//! A directory is a list of entries, column by column, as variable-length integers, then gzip. Where all entries together are too long
//! for the first read, the root directory leads to leaves.
//!
//! # References
//! PMTiles 3.6, §4.

use std::io::{self, Read, Write};

/// Tiles of one content, one after the other along the curve; or, with a run of none, a leaf directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) tile_id: u64,
    /// From the start of the tiles, or of the leaves.
    pub(crate) offset: u64,
    pub(crate) length: u32,
    pub(crate) run: u32,
}

/// Entries in a leaf, at least. Other writers have the same.
const LEAF_ENTRIES_MIN: usize = 4096;

/// Entries as they stand in the file.
fn encode(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::with_capacity(entries.len() * 6);
    number(&mut plain, entries.len() as u64);
    let mut before = 0;
    for entry in entries {
        number(&mut plain, entry.tile_id - before);
        before = entry.tile_id;
    }
    for entry in entries {
        number(&mut plain, entry.run.into());
    }
    for entry in entries {
        number(&mut plain, entry.length.into());
    }
    let mut end = None;
    for entry in entries {
        // Zero: right behind the entry before.
        number(&mut plain, if end == Some(entry.offset) { 0 } else { entry.offset + 1 });
        end = Some(entry.offset + u64::from(entry.length));
    }
    gzip(&plain)
}

/// Bytes as gzip; equal bytes give equal bytes, as no time is in them.
pub(crate) fn gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(plain)?;
    writer.finish()
}

fn number(to: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

/// A root directory and the leaves behind it, as they stand in the file: no leaves where the root has room for all.
///
/// # Cost
/// Compresses everything once; again only for archives of more than some ten million entries.
pub(crate) fn build(entries: &[Entry], root_bytes_max: usize) -> io::Result<(Vec<u8>, Vec<u8>)> {
    if entries.len() < root_bytes_max {
        let root = encode(entries)?;
        if root.len() <= root_bytes_max {
            return Ok((root, Vec::new()));
        }
    }
    let mut size = LEAF_ENTRIES_MIN;
    loop {
        let (mut pointers, mut leaves) = (Vec::new(), Vec::new());
        for some in entries.chunks(size) {
            let leaf = encode(some)?;
            let length = u32::try_from(leaf.len()).map_err(io::Error::other)?;
            pointers.push(Entry { tile_id: some[0].tile_id, offset: leaves.len() as u64, length, run: 0 });
            leaves.extend_from_slice(&leaf);
        }
        let root = encode(&pointers)?;
        if root.len() <= root_bytes_max {
            return Ok((root, leaves));
        }
        size += size / 2;
    }
}

/// Why bytes are no directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Damaged;

/// Reads a directory that somebody else has written: no more entries than `entries_max`, in the order of their tiles.
pub(crate) fn decode(plain: &[u8], entries_max: usize) -> Result<Vec<Entry>, Damaged> {
    let mut numbers = Numbers(plain);
    // Each entry takes four bytes at least: a count that the bytes cannot hold must not ask for memory.
    let count = usize::try_from(numbers.next()?).ok().filter(|count| *count <= entries_max && *count <= plain.len() / 4).ok_or(Damaged)?;
    let mut entries = vec![Entry { tile_id: 0, offset: 0, length: 0, run: 0 }; count];
    let mut tile_id = 0_u64;
    for (i, entry) in entries.iter_mut().enumerate() {
        let step = numbers.next()?;
        if i > 0 && step == 0 {
            return Err(Damaged);
        }
        tile_id = tile_id.checked_add(step).ok_or(Damaged)?;
        entry.tile_id = tile_id;
    }
    for entry in &mut entries {
        entry.run = u32::try_from(numbers.next()?).map_err(|_| Damaged)?;
    }
    for entry in &mut entries {
        entry.length = u32::try_from(numbers.next()?).map_err(|_| Damaged)?;
    }
    let mut end = None;
    for entry in &mut entries {
        entry.offset = match numbers.next()? {
            0 => end.ok_or(Damaged)?,
            offset => offset - 1,
        };
        end = Some(entry.offset.checked_add(entry.length.into()).ok_or(Damaged)?);
    }
    Ok(entries)
}

struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn next(&mut self) -> Result<u64, Damaged> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (first, rest) = self.0.split_first().ok_or(Damaged)?;
            self.0 = rest;
            let bits = u64::from(first & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(Damaged);
            }
            value |= bits << shift;
            if first & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Damaged)
    }
}

/// What gzip holds, if it is no more than so many bytes: a few bytes of it may stand for gigabytes.
pub(crate) fn gunzip(bytes: &[u8], bytes_max: usize) -> Result<Vec<u8>, Damaged> {
    let mut plain = Vec::new();
    let limit = bytes_max as u64 + 1;
    flate2::read::GzDecoder::new(bytes).take(limit).read_to_end(&mut plain).map_err(|_| Damaged)?;
    if plain.len() > bytes_max { Err(Damaged) } else { Ok(plain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: u64) -> Vec<Entry> {
        // Every third is the same content as the first, none lies where one would guess.
        let entry = |i: u64| Entry { tile_id: i * i, offset: if i.is_multiple_of(3) { 0 } else { i * 977 }, length: 900 + i as u32 % 7, run: 1 + i as u32 % 3 };
        (0..count).map(entry).collect()
    }

    fn read(bytes: &[u8]) -> Vec<Entry> {
        decode(&gunzip(bytes, 1 << 24).expect("gzip"), 1 << 24).expect("a directory")
    }

    #[test]
    fn what_is_written_is_read_and_long_lists_have_leaves() {
        for count in [1, 2, 100, 5_000, 50_000] {
            let all = entries(count);
            let (root, leaves) = build(&all, 16_257).expect("memory");
            assert!(root.len() <= 16_257);
            let root = read(&root);
            let found: Vec<Entry> = if leaves.is_empty() {
                root
            } else {
                assert!(root.iter().all(|pointer| pointer.run == 0));
                root.iter().flat_map(|pointer| read(&leaves[pointer.offset as usize..][..pointer.length as usize])).collect()
            };
            assert!(found == all, "{count}");
        }
    }

    #[test]
    fn a_root_that_is_too_long_gets_larger_leaves() {
        let all = entries(60_000);
        let (root, leaves) = build(&all, 60).expect("memory");
        assert!(root.len() <= 60 && read(&root).len() < 15 && !leaves.is_empty());
    }

    #[test]
    fn no_bytes_are_a_panic_or_ask_for_much_memory() {
        let plain = gunzip(&encode(&entries(300)).expect("memory"), 1 << 20).expect("gzip");
        for cut in 0..plain.len() {
            assert!(decode(&plain[..cut], 1 << 20).is_err(), "{cut}");
        }
        assert_eq!(decode(&[0xff; 40], 1 << 20), Err(Damaged));
        assert_eq!(decode(&[0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0], usize::MAX), Err(Damaged), "a count that does not fit");
        for at in 0..plain.len() {
            for bit in 0..8 {
                let mut damaged = plain.clone();
                damaged[at] ^= 1 << bit;
                let _ = decode(&damaged, 1 << 20);
            }
        }
        assert!(gunzip(&gzip(&vec![0; 100_000]).expect("memory"), 99_999).is_err());
    }
}
