//! Arrays → file.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use bytemuck::{Pod, Zeroable};

use super::{ALIGNMENT, BYTE_ORDER, Header, Key, MAGIC, SnapshotError, UNCHECKED, VERSION, checksum};
use crate::index::Flat;

/// Bytes that are kept until they are written.
trait Section: Send {
    fn bytes(&self) -> &[u8];
}

impl<T: Pod + Send + Sync> Section for Flat<T> {
    fn bytes(&self) -> &[u8] {
        Flat::bytes(self)
    }
}

/// Collects sections.
#[derive(Default)]
pub struct Writer {
    sections: Vec<Box<dyn Section>>,
    known: HashMap<(usize, usize), u32>,
}

impl Writer {
    /// Adds an array; one that was added before is not added again. Returns the number of its section.
    pub fn add<T: Pod + Send + Sync>(&mut self, values: &Flat<T>) -> u32 {
        let bytes = values.bytes();
        let place = (bytes.as_ptr().addr(), bytes.len());
        let next = self.sections.len() as u32;
        // Empty arrays may lie anywhere.
        if bytes.is_empty() || !self.known.contains_key(&place) {
            self.sections.push(Box::new(values.clone()));
            self.known.insert(place, next);
            return next;
        }
        self.known[&place]
    }

    /// Adds a single value.
    pub fn add_one<T: Pod + Send + Sync>(&mut self, value: T) -> u32 {
        self.add(&Flat::from(vec![value]))
    }

    /// Writes the file: beside its place first, and renamed when it is whole.
    ///
    /// # Errors
    /// The system refuses it.
    pub fn write(self, path: &Path, key: Key, catalogue: &str) -> Result<u64, SnapshotError> {
        let failed = |source| SnapshotError::Io { path: path.into(), source };
        let body = self.body(key, catalogue);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(failed)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".bailiwick-");
        // Others may read it, as they may read the sources: a server often runs as a user of its own.
        #[cfg(unix)]
        let shared = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        #[cfg(unix)]
        builder.permissions(shared);
        let mut file = builder.tempfile_in(folder).map_err(failed)?;
        file.write_all(&body).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(body.len() as u64)
    }

    fn body(self, key: Key, catalogue: &str) -> Vec<u8> {
        let mut body = vec![0; size_of::<Header>()];
        let mut table: Vec<[u64; 2]> = Vec::new();
        let mut push = |bytes: &[u8]| {
            body.resize(body.len().next_multiple_of(ALIGNMENT), 0);
            table.push([body.len() as u64, (body.len() + bytes.len()) as u64]);
            body.extend_from_slice(bytes);
        };
        for section in &self.sections {
            push(section.bytes());
        }
        push(catalogue.as_bytes());
        body.resize(body.len().next_multiple_of(ALIGNMENT), 0);
        let place = [body.len() as u64, table.len() as u64];
        body.extend_from_slice(bytemuck::cast_slice(&table));
        let mut header = Header { magic: MAGIC, version: VERSION, byte_order: BYTE_ORDER, length: body.len() as u64, table: place, key, ..Header::zeroed() };
        body[..size_of::<Header>()].copy_from_slice(bytemuck::bytes_of(&header));
        header.checksum = checksum(&body[UNCHECKED..]);
        body[..size_of::<Header>()].copy_from_slice(bytemuck::bytes_of(&header));
        body
    }
}
