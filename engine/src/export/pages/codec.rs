//! How the pages of a column are compressed.

use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::{ParquetError, Result};

/// A codec. Its memory is used again from page to page.
pub(in super::super) enum Codec {
    Plain,
    Snappy(Box<snap::raw::Encoder>, Vec<u8>),
    Zstd(zstd::bulk::Compressor<'static>, i32),
}

/// Bytes by which it is told whether numbers compress at all.
const SAMPLE_BYTES: usize = 1 << 13;

impl Codec {
    pub(in super::super) fn snappy() -> Self {
        Self::Snappy(Box::new(snap::raw::Encoder::new()), Vec::new())
    }

    pub(in super::super) fn zstd(level: i32) -> std::io::Result<Self> {
        Ok(Self::Zstd(zstd::bulk::Compressor::new(level)?, level))
    }

    pub(super) fn name(&self) -> Compression {
        match self {
            Self::Plain => Compression::UNCOMPRESSED,
            Self::Snappy(..) => Compression::SNAPPY,
            Self::Zstd(_, level) => Compression::ZSTD(ZstdLevel::try_new(*level).unwrap_or_default()),
        }
    }

    pub(super) fn compressed(&mut self, body: Vec<u8>) -> Result<Vec<u8>> {
        match self {
            Self::Plain => Ok(body),
            Self::Snappy(encoder, room) => {
                // Filled with zeros only once: there must be room for the worst case, which hardly any page is.
                room.resize(room.len().max(snap::raw::max_compress_len(body.len())), 0);
                let bytes = encoder.compress(&body, room).map_err(|e| ParquetError::External(Box::new(e)))?;
                Ok(room[..bytes].to_vec())
            }
            Self::Zstd(compressor, _) => compressor.compress(&body).map_err(|e| ParquetError::External(Box::new(e))),
        }
    }

    /// Whether bytes like these become half as large. Less is not worth the time, neither the writer's nor the readers'.
    pub(super) fn is_worth(&mut self, bytes: &[u8]) -> bool {
        let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
        self.compressed(sample.to_vec()).is_ok_and(|compressed| compressed.len() * 2 <= sample.len())
    }
}
