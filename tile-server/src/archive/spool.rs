//! What a run keeps of its tiles until the archive is complete: a file that only grows, one record a tile.
//!
//! A record says its tile and a hash of its content, and then has the content, unless a tile before has the same. A run that is cut
//! short leaves a record unfinished at most: whoever continues reads from the start, believes what its checksums confirm, and cuts off the
//! rest.
//!
//! ```text
//! file    "BWSPOOL1"  length of the version: u32  the version  xxh3 of all before: u64   record…
//! record  kind: u8  tile: u64  length: u32  xxh3 of the content: u128  xxh3 of all before: u32   content
//! ```

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::BuildHasherDefault;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use rustc_hash::FxHasher;
use twox_hash::{XxHash3_64, XxHash3_128};

use super::ArchiveError;

const MAGIC: &[u8; 8] = b"BWSPOOL1";
const RECORD_BYTES: usize = 1 + 8 + 4 + 16 + 4;
/// What a version may be long; a file that says more is not ours.
const VERSION_BYTES_MAX: u32 = 4096;

/// Nothing lies in the tile.
const EMPTY: u8 = 0;
/// The content follows.
const NEW: u8 = 1;
/// An earlier tile has the same content.
const KNOWN: u8 = 2;

/// A content of which no other in the spool is equal.
#[derive(Clone, Copy, Debug)]
struct Content {
    offset: u64,
    length: u32,
}

/// A tile and where its content stands among the contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tile {
    pub(super) id: u64,
    pub(super) content: u32,
}

/// In the place of a content: none.
const NOTHING: u32 = u32::MAX;

/// The open file and what is in it.
pub(super) struct Spool {
    path: PathBuf,
    file: BufWriter<File>,
    end: u64,
    /// In the order in which they were given.
    tiles: Vec<Tile>,
    contents: Vec<Content>,
    /// Contents by their hash: 128 bits, so that two that differ do not meet.
    by_hash: HashMap<u128, u32, BuildHasherDefault<FxHasher>>,
    /// Tiles of earlier runs, in the order of their numbers.
    earlier: Vec<u64>,
}

impl Spool {
    /// Opens or begins the file. With `resume`, what whole records it has is kept.
    pub(super) fn open(path: &Path, version: &str, resume: bool) -> Result<Self, ArchiveError> {
        let failed = |source| ArchiveError::Write { path: path.into(), source };
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ArchiveError::Busy { path: path.into() }),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let begun = beginning(version);
        let mut spool = Self {
            path: path.into(),
            file: BufWriter::with_capacity(1 << 20, file.try_clone().map_err(failed)?),
            end: begun.len() as u64,
            tiles: Vec::new(),
            contents: Vec::new(),
            by_hash: HashMap::default(),
            earlier: Vec::new(),
        };
        let mut reader = BufReader::with_capacity(1 << 20, &file);
        match read_beginning(&mut reader).map_err(failed)? {
            Beginning::Of(found) if resume && found == version => spool.recover(&mut reader).map_err(failed)?,
            Beginning::Of(_) if resume => return Err(ArchiveError::OtherVersion { path: path.into() }),
            Beginning::Foreign => return Err(ArchiveError::NotOurs { path: path.into() }),
            Beginning::Of(_) | Beginning::CutShort => {
                file.set_len(0).map_err(failed)?;
                (&file).seek(SeekFrom::Start(0)).map_err(failed)?;
                (&file).write_all(&begun).map_err(failed)?;
            }
        }
        file.set_len(spool.end).map_err(failed)?;
        (&file).seek(SeekFrom::Start(spool.end)).map_err(failed)?;
        spool.earlier = spool.tiles.iter().map(|tile| tile.id).collect();
        spool.earlier.sort_unstable();
        spool.earlier.dedup();
        Ok(spool)
    }

    /// Takes over the records up to the first that is not whole.
    fn recover(&mut self, reader: &mut impl Read) -> io::Result<()> {
        let mut head = [0; RECORD_BYTES];
        let mut content = Vec::new();
        while fill(reader, &mut head)? {
            let Some(record) = Record::parse(&head) else { break };
            let place = match record.kind {
                EMPTY => NOTHING,
                KNOWN => match self.by_hash.get(&record.hash) {
                    Some(place) => *place,
                    None => break,
                },
                _ => {
                    content.clear();
                    reader.by_ref().take(record.length.into()).read_to_end(&mut content)?;
                    if content.len() < record.length as usize || XxHash3_128::oneshot(&content) != record.hash {
                        break;
                    }
                    self.know(record.hash, self.end + RECORD_BYTES as u64, record.length)
                }
            };
            self.tiles.push(Tile { id: record.tile, content: place });
            self.end += RECORD_BYTES as u64 + if record.kind == NEW { u64::from(record.length) } else { 0 };
        }
        Ok(())
    }

    fn know(&mut self, hash: u128, offset: u64, length: u32) -> u32 {
        let place = u32::try_from(self.contents.len()).expect("four thousand million contents do not fit into memory");
        self.contents.push(Content { offset, length });
        self.by_hash.insert(hash, place);
        place
    }

    pub(super) fn had(&self, tile: u64) -> bool {
        self.earlier.binary_search(&tile).is_ok()
    }

    pub(super) fn resumed(&self) -> usize {
        self.earlier.len()
    }

    pub(super) fn put(&mut self, tile: u64, bytes: &[u8]) -> Result<(), ArchiveError> {
        let Ok(length) = u32::try_from(bytes.len()) else {
            return Err(ArchiveError::TileTooLarge { path: self.path.clone(), bytes: bytes.len() });
        };
        let hash = XxHash3_128::oneshot(bytes);
        let known = self.by_hash.get(&hash).copied();
        let kind = if bytes.is_empty() { EMPTY } else { known.map_or(NEW, |_| KNOWN) };
        let written = self.file.write_all(&Record { kind, tile, length, hash }.to_bytes());
        let written = written.and_then(|()| if kind == NEW { self.file.write_all(bytes) } else { Ok(()) });
        written.map_err(|source| ArchiveError::Write { path: self.path.clone(), source })?;
        let content = match (kind, known) {
            (EMPTY, _) => NOTHING,
            (_, Some(place)) => place,
            (_, None) => self.know(hash, self.end + RECORD_BYTES as u64, length),
        };
        self.tiles.push(Tile { id: tile, content });
        self.end += RECORD_BYTES as u64 + if kind == NEW { u64::from(length) } else { 0 };
        Ok(())
    }

    pub(super) fn sync(&mut self) -> Result<(), ArchiveError> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        synced.map_err(|source| ArchiveError::Write { path: self.path.clone(), source })
    }

    /// The tiles that have something in them, in the order of their numbers, each once: of several the last that was given. To be
    /// asked for once, when all are there.
    pub(super) fn tiles(&mut self) -> Result<Vec<Tile>, ArchiveError> {
        self.file.flush().map_err(|source| ArchiveError::Write { path: self.path.clone(), source })?;
        let mut tiles = std::mem::take(&mut self.tiles);
        // A stable order, so the last of equal numbers is the one given last; what is kept of them is the first, hence backwards.
        tiles.reverse();
        tiles.sort_by_key(|tile| tile.id);
        tiles.dedup_by_key(|tile| tile.id);
        tiles.retain(|tile| tile.content != NOTHING);
        Ok(tiles)
    }

    /// How long a content is.
    pub(super) fn length(&self, content: u32) -> u32 {
        self.contents[content as usize].length
    }

    /// How many contents there are, used or not.
    pub(super) fn contents(&self) -> usize {
        self.contents.len()
    }

    /// Reads a content.
    pub(super) fn read(&self, content: u32, bytes: &mut Vec<u8>) -> Result<(), ArchiveError> {
        let Content { offset, length } = self.contents[content as usize];
        bytes.resize(length as usize, 0);
        self.file.get_ref().read_exact_at(bytes, offset).map_err(|source| ArchiveError::Write { path: self.path.clone(), source })
    }

    pub(super) fn remove(self) -> Result<(), ArchiveError> {
        fs::remove_file(&self.path).map_err(|source| ArchiveError::Write { path: self.path, source })
    }
}

struct Record {
    kind: u8,
    tile: u64,
    length: u32,
    hash: u128,
}

impl Record {
    fn to_bytes(&self) -> [u8; RECORD_BYTES] {
        let mut bytes = [0; RECORD_BYTES];
        bytes[0] = self.kind;
        bytes[1..9].copy_from_slice(&self.tile.to_le_bytes());
        bytes[9..13].copy_from_slice(&self.length.to_le_bytes());
        bytes[13..29].copy_from_slice(&self.hash.to_le_bytes());
        let check = XxHash3_64::oneshot(&bytes[..29]) as u32;
        bytes[29..].copy_from_slice(&check.to_le_bytes());
        bytes
    }

    fn parse(bytes: &[u8; RECORD_BYTES]) -> Option<Self> {
        let check = u32::from_le_bytes(std::array::from_fn(|i| bytes[29 + i]));
        let record = Self {
            kind: bytes[0],
            tile: u64::from_le_bytes(std::array::from_fn(|i| bytes[1 + i])),
            length: u32::from_le_bytes(std::array::from_fn(|i| bytes[9 + i])),
            hash: u128::from_le_bytes(std::array::from_fn(|i| bytes[13 + i])),
        };
        (check == XxHash3_64::oneshot(&bytes[..29]) as u32 && record.kind <= KNOWN).then_some(record)
    }
}

fn beginning(version: &str) -> Vec<u8> {
    let length = u32::try_from(version.len()).expect("a version is short");
    let mut bytes = [MAGIC.as_slice(), &length.to_le_bytes(), version.as_bytes()].concat();
    bytes.extend_from_slice(&XxHash3_64::oneshot(&bytes).to_le_bytes());
    bytes
}

enum Beginning {
    /// A run of this version.
    Of(String),
    /// Nothing but a part of what every run begins with: there is nothing to lose.
    CutShort,
    /// Something else.
    Foreign,
}

fn read_beginning(reader: &mut impl Read) -> io::Result<Beginning> {
    let mut found = vec![0; 12];
    let whole = fill(reader, &mut found)?;
    // What is not filled is still zero, and the magic has none.
    let is_part = MAGIC.iter().zip(&found).all(|(ours, theirs)| ours == theirs || *theirs == 0);
    if !whole {
        return Ok(if is_part { Beginning::CutShort } else { Beginning::Foreign });
    }
    let length = u32::from_le_bytes(std::array::from_fn(|i| found[8 + i]));
    if !found.starts_with(MAGIC) || length > VERSION_BYTES_MAX {
        return Ok(Beginning::Foreign);
    }
    let mut rest = vec![0; length as usize + 8];
    if !fill(reader, &mut rest)? {
        return Ok(Beginning::CutShort);
    }
    let version = String::from_utf8_lossy(&rest[..length as usize]).into_owned();
    let said = [found, rest].concat();
    Ok(if said == beginning(&version) { Beginning::Of(version) } else { Beginning::Foreign })
}

/// Fills a buffer; no where the file ends before.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => return Ok(false),
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}
