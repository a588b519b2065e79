//! A file as memory: one of the two places of the engine with `unsafe`; the other is `index::cells::ahead`.

#![expect(unsafe_code, reason = "the system's call for mapping a file cannot promise that the file stays as it is")]

use std::fs::File;
use std::io;

use memmap2::Mmap;

/// Maps a whole file for reading.
pub(super) fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the mapping is only read, as plain bytes, whose every value is valid. Who changes or cuts the file while it is mapped
    // could still break that; snapshots are written beside and renamed into place, never changed, so an old file lives on under
    // its mapping when a new one takes its name. The checksum is taken from the mapping itself, after it was made.
    unsafe { Mmap::map(file) }
}
