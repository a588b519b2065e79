//! File → arrays, in place.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytemuck::Pod;

use super::{BYTE_ORDER, Header, Key, MAGIC, SnapshotError, UNCHECKED, VERSION, checksum, map};
use crate::index::{Bytes, Flat};

/// An open snapshot.
pub struct Snapshot {
    path: PathBuf,
    bytes: Bytes,
    sections: Vec<[usize; 2]>,
}

impl Snapshot {
    /// Opens a file made from what the key says. `None` if there is none, or it was made from something else or by another version.
    ///
    /// # Errors
    /// A file that is no snapshot, or a damaged one.
    pub fn open(path: &Path, key: &Key) -> Result<Option<Self>, SnapshotError> {
        let failed = |source| SnapshotError::Io { path: path.into(), source };
        let damaged = |what: &str| SnapshotError::Damaged { path: path.into(), what: what.into() };
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(SnapshotError::Foreign { path: path.into() });
        }
        let map = map::map(&file).map_err(failed)?;
        if map.get(..MAGIC.len()) != Some(&MAGIC[..]) {
            return Err(SnapshotError::Foreign { path: path.into() });
        }
        let Some(header) = map.get(..size_of::<Header>()).map(bytemuck::pod_read_unaligned::<Header>) else {
            return Err(damaged("the file was cut"));
        };
        if header.version != VERSION || header.byte_order != BYTE_ORDER {
            return Ok(None);
        }
        if header.length != map.len() as u64 {
            return Err(damaged("the file was cut"));
        }
        if header.checksum != checksum(&map[UNCHECKED..]) {
            return Err(damaged("the checksum does not fit"));
        }
        if header.key != *key {
            return Ok(None);
        }
        let sections = table(&map, header).ok_or_else(|| damaged("the table of sections does not fit"))?;
        Ok(Some(Self { path: path.into(), bytes: Arc::new(map), sections }))
    }

    /// The array of a section.
    ///
    /// # Errors
    /// There is no such section, or it does not hold such values.
    pub fn flat<T: Pod>(&self, section: u32) -> Result<Flat<T>, SnapshotError> {
        let &[start, end] = self.sections.get(section as usize).ok_or_else(|| self.damaged("a section is missing"))?;
        Flat::mapped(self.bytes.clone(), start, end).map_err(|error| self.damaged(&error.to_string()))
    }

    /// The single value of a section.
    ///
    /// # Errors
    /// As [`Snapshot::flat`].
    pub fn one<T: Pod>(&self, section: u32) -> Result<T, SnapshotError> {
        match self.flat(section)?[..] {
            [value] => Ok(value),
            _ => Err(self.damaged("a section should hold one value")),
        }
    }

    /// The catalogue.
    ///
    /// # Errors
    /// It is no text.
    pub fn catalogue(&self) -> Result<&str, SnapshotError> {
        let text = self.sections.last().and_then(|&[start, end]| std::str::from_utf8(&(*self.bytes).as_ref()[start..end]).ok());
        text.ok_or_else(|| self.damaged("the catalogue is no text"))
    }

    /// An error of this file.
    pub fn damaged(&self, what: &str) -> SnapshotError {
        SnapshotError::Damaged { path: self.path.clone(), what: what.into() }
    }
}

fn table(bytes: &[u8], header: Header) -> Option<Vec<[usize; 2]>> {
    let [start, count] = header.table.map(|value| usize::try_from(value).ok());
    let entries = bytes.get(start?..start?.checked_add(count?.checked_mul(size_of::<[u64; 2]>())?)?)?;
    let entries: Vec<[u64; 2]> = bytemuck::try_cast_slice(entries).ok()?.to_vec();
    let is_inside = |[start, end]: &[u64; 2]| start <= end && *end <= bytes.len() as u64;
    entries.iter().all(is_inside).then(|| entries.into_iter().map(|ends| ends.map(|end| end as usize)).collect())
}
