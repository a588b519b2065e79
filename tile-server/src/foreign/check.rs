//! Looks through a PMTiles file before anybody else reads it.
//!
//! The crate that serves it believes what the file says: a number of entries becomes memory, an offset an index. So every number that leads
//! somewhere is looked at here, in all directories, once; the tiles themselves are not read.
//!
//! # References
//! PMTiles 3.6.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use super::{FileFault, TILE_BYTES_MAX};
use crate::archive::directory::{Entry, decode, gunzip};
use crate::archive::header::{FIRST_READ_BYTES, GZIP, HEADER_BYTES, Header, NoHeader, Part};

/// A directory, or the metadata, is no larger when it is decompressed.
const PART_BYTES_MAX: usize = 64 << 20;
/// Entries of one directory, at most. Writers put some thousands into one.
const ENTRIES_MAX: usize = 4 << 20;
/// The specification asks for one level of leaves; readers go down to four.
const DEPTH_MAX: u8 = 3;
/// Not compressed, as the header numbers codings.
const PLAIN: u8 = 1;
/// Kinds of tiles, as the header numbers them, that may be compressed.
const VECTOR: u8 = 1;

/// Whether the file can be believed.
pub(super) fn pmtiles(file: &File, length: u64) -> Result<(), FileFault> {
    let mut first = vec![0; HEADER_BYTES.min(usize::try_from(length).unwrap_or(HEADER_BYTES))];
    read(file, &mut first, 0)?;
    let header = Header::parse(&first).map_err(|no| match no {
        NoHeader::Magic if length < HEADER_BYTES as u64 => FileFault::CutShort,
        NoHeader::Magic => FileFault::Kind,
        NoHeader::Version(version) => FileFault::Version(version),
    })?;
    let parts = [header.root, header.metadata, header.leaves, header.data];
    let ends: Option<Vec<u64>> = parts.iter().map(|part| part.end()).collect();
    match ends {
        None => return Err(FileFault::Damaged(["文件头中的位置", "positions in the header"])),
        Some(ends) if ends.iter().any(|end| *end > length) => return Err(FileFault::CutShort),
        Some(_) => {}
    }
    if header.root.offset < HEADER_BYTES as u64 || header.root.end().is_none_or(|end| end > FIRST_READ_BYTES as u64) {
        return Err(FileFault::Damaged(["根目录的位置", "the place of the root directory"]));
    }
    if header.zooms[0] > header.zooms[1] {
        return Err(FileFault::Damaged(["缩放级别", "the zooms"]));
    }
    if ![PLAIN, GZIP].contains(&header.internal_coding) {
        return Err(FileFault::Tiles(format!("directories in coding {}", header.internal_coding)));
    }
    if header.tile_kind != VECTOR && header.tile_coding != PLAIN {
        return Err(FileFault::Tiles(format!("compressed images (coding {})", header.tile_coding)));
    }
    let whole = |part: Part| plain(file, part, header.internal_coding);
    whole(header.metadata)?;
    let mut walk = Walk { file, header: &header, leaf_bytes: 0 };
    let root = decode(&whole(header.root)?, ENTRIES_MAX).map_err(|_| DIRECTORY)?;
    walk.entries(&root, 0)
}

const DIRECTORY: FileFault = FileFault::Damaged(["目录", "a directory"]);

fn read(file: &File, bytes: &mut [u8], offset: u64) -> Result<(), FileFault> {
    file.read_exact_at(bytes, offset).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => FileFault::CutShort,
        _ => FileFault::Unreadable(error.to_string()),
    })
}

/// A part of the file without its coding.
fn plain(file: &File, part: Part, coding: u8) -> Result<Vec<u8>, FileFault> {
    let length = usize::try_from(part.length).ok().filter(|length| *length <= PART_BYTES_MAX).ok_or(DIRECTORY)?;
    let mut bytes = vec![0; length];
    read(file, &mut bytes, part.offset)?;
    if coding == GZIP { gunzip(&bytes, PART_BYTES_MAX).map_err(|_| DIRECTORY) } else { Ok(bytes) }
}

struct Walk<'a> {
    file: &'a File,
    header: &'a Header,
    /// Of all leaves that were read. Leaves that lead to each other in a circle have more than there are.
    leaf_bytes: u64,
}

impl Walk<'_> {
    fn entries(&mut self, entries: &[Entry], depth: u8) -> Result<(), FileFault> {
        for (i, entry) in entries.iter().enumerate() {
            let part = Part { offset: entry.offset, length: entry.length.into() };
            let end = part.end().ok_or(DIRECTORY)?;
            // What a run reaches over, the next entry cannot have.
            let next = entries.get(i + 1).map_or(u64::MAX, |next| next.tile_id);
            let is_in_place = entry.tile_id.checked_add(entry.run.into()).is_some_and(|behind| behind <= next);
            if entry.length == 0 || !is_in_place {
                return Err(DIRECTORY);
            }
            if entry.run > 0 {
                if end > self.header.data.length || entry.length as usize > TILE_BYTES_MAX {
                    return Err(FileFault::Damaged(["瓦片的位置", "the place of a tile"]));
                }
                continue;
            }
            self.leaf_bytes += part.length;
            if depth == DEPTH_MAX || end > self.header.leaves.length || self.leaf_bytes > self.header.leaves.length {
                return Err(DIRECTORY);
            }
            let part = Part { offset: self.header.leaves.offset + part.offset, ..part };
            let leaf = decode(&plain(self.file, part, self.header.internal_coding)?, ENTRIES_MAX).map_err(|_| DIRECTORY)?;
            self.entries(&leaf, depth + 1)?;
        }
        Ok(())
    }
}
