//! A file that holds everything decisions are made from, ready to use where it lies.
//!
//! ```text
//! 0    magic "BAILIWIK", version, byte order, length of the file, checksum of all that follows the header
//! 64   key: what the file was made from
//! 128  sections, each begun at a multiple of 64 bytes: the arrays of the indexes, as they are in memory
//!      … the catalogue (JSON): names, hierarchy, registers, and which section is which
//!      … the table of sections: begin and end of each
//! ```
//!
//! 1. [`Writer`] collects sections; an array that is shared is written once.
//! 2. [`Snapshot::open`] maps the file, and refuses what is no snapshot, was cut, was changed, or comes from another version. What is in
//!    a section is checked by the index that is made of it.
//! 3. The key says whether the file is fresh; it is a hash of all inputs, made by the `engine` module.
//!
//! # Cost
//! Opening reads the file once, for the checksum: about 15 ms for 100 MB that the system has in its cache. Nothing is copied.
//!
//! # References
//! Checksum: XXH3, 128 bits (the xxHash specification). It tells damage, not malice.

mod error;
mod indexes;
mod map;
mod reader;
mod writer;

pub use error::SnapshotError;
pub use reader::Snapshot;
pub use writer::Writer;

use bytemuck::{Pod, Zeroable};

/// What a file was made from.
pub type Key = [u8; 32];

const MAGIC: [u8; 8] = *b"BAILIWIK";
/// Raised with every change of what any section means.
const VERSION: u32 = 6;
/// Reads back the same only on machines of the same byte order.
const BYTE_ORDER: u32 = 0x0102_0304;
/// Where sections begin; cache lines and 64-byte records lie as they should.
const ALIGNMENT: usize = 64;

/// The first bytes of the file.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
struct Header {
    magic: [u8; 8],
    version: u32,
    byte_order: u32,
    length: u64,
    /// Of all bytes after the first 64.
    checksum: [u8; 16],
    reserved: [u64; 3],
    key: Key,
    /// Begin and number of the entries of the table of sections.
    table: [u64; 2],
    padding: [u64; 2],
}

const _: () = assert!(size_of::<Header>() == 128);
/// The checksum covers what follows these bytes: the key, the place of the table, and all sections.
const UNCHECKED: usize = 64;

/// Checksum of bytes.
fn checksum(bytes: &[u8]) -> [u8; 16] {
    twox_hash::XxHash3_128::oneshot(bytes).to_le_bytes()
}

#[cfg(test)]
mod tests;
