//! A finished column of a row group, on its way into the file.

use std::collections::VecDeque;
use std::io::{self, Read};

use ::parquet::column::writer::ColumnCloseResult;
use ::parquet::errors::Result;
use ::parquet::file::reader::{ChunkReader, Length};
use ::parquet::file::writer::SerializedRowGroupWriter;
use bytes::{Buf, Bytes};

/// Its bytes, in parts that follow each other, and what the file says of them.
pub(in super::super) struct Chunk {
    pub(super) parts: Vec<Bytes>,
    pub(super) close: ColumnCloseResult,
}

impl Chunk {
    pub(in super::super) fn append_to<W: io::Write + Send>(self, row_group: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
        row_group.append_column(&Parts(self.parts), self.close)
    }
}

/// Parts, as the library reads a file.
struct Parts(Vec<Bytes>);

/// What is still to be read of them.
struct Rest(VecDeque<Bytes>);

impl Length for Parts {
    fn len(&self) -> u64 {
        self.0.iter().map(|part| part.len() as u64).sum()
    }
}

impl ChunkReader for Parts {
    type T = Rest;

    fn get_read(&self, start: u64) -> Result<Rest> {
        let mut rest = Rest(self.0.iter().cloned().collect());
        io::copy(&mut (&mut rest).take(start), &mut io::sink())?;
        Ok(rest)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let mut bytes = vec![0; length];
        self.get_read(start)?.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

impl Read for Rest {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut taken = 0;
        while taken < into.len()
            && let Some(part) = self.0.front_mut()
        {
            let count = part.len().min(into.len() - taken);
            part.copy_to_slice(&mut into[taken..taken + count]);
            taken += count;
            if part.is_empty() {
                self.0.pop_front();
            }
        }
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_one() {
        let parts = Parts(["", "Amt", "s", "", "bezirk"].map(Bytes::from).to_vec());
        assert_eq!(parts.len(), 10);
        for start in 0..=10 {
            for length in 0..=10 - start {
                assert_eq!(parts.get_bytes(start as u64, length).expect("within"), &b"Amtsbezirk"[start..start + length]);
            }
        }
        assert!(parts.get_bytes(8, 3).is_err());
    }
}
