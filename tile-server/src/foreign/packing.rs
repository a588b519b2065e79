//! How the bytes of a tile are stored.

use std::io::Read;

use martin_tile_utils::Encoding;

/// A tile that is larger than this when it is taken out is not one: a few bytes of a coding may stand for gigabytes.
pub const TILE_BYTES_MAX: usize = 32 << 20;

/// Codings of stored tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As they are.
    Plain,
    /// gzip.
    Gzip,
    /// zlib, which HTTP calls deflate, and of which clients disagree what it is: it is always taken out.
    Zlib,
    /// Brotli.
    Brotli,
    /// Zstandard.
    Zstd,
}

/// A tile that is not in the coding that it is said to be in, or is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tile cannot be decompressed, or is larger than {TILE_BYTES_MAX} bytes")]
pub struct Undecodable;

impl Packing {
    pub(super) fn of(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Uncompressed | Encoding::Internal => Self::Plain,
            Encoding::Gzip => Self::Gzip,
            Encoding::Zlib => Self::Zlib,
            Encoding::Brotli => Self::Brotli,
            Encoding::Zstd => Self::Zstd,
        }
    }

    /// How these bytes are packed, where the archive says that all are packed like this: single tiles of some archives are not.
    pub(super) fn found(self, bytes: &[u8]) -> Self {
        let begins = |magic: &[u8]| bytes.starts_with(magic);
        match self {
            Self::Brotli => Self::Brotli, // it has no mark of its own
            _ if begins(&[0x1f, 0x8b]) => Self::Gzip,
            _ if begins(&[0x28, 0xb5, 0x2f, 0xfd]) => Self::Zstd,
            Self::Zlib => Self::Zlib,
            Self::Plain | Self::Gzip | Self::Zstd => Self::Plain,
        }
    }

    /// The bytes without their coding.
    ///
    /// # Errors
    /// Bytes in another coding, or more than [`TILE_BYTES_MAX`] of them.
    pub fn unpack(self, bytes: Vec<u8>) -> Result<Vec<u8>, Undecodable> {
        match self {
            Self::Plain => Ok(bytes),
            Self::Gzip => read(flate2::read::MultiGzDecoder::new(bytes.as_slice())),
            Self::Zlib => read(flate2::read::ZlibDecoder::new(bytes.as_slice())),
            Self::Brotli => read(brotli::Decompressor::new(bytes.as_slice(), 4096)),
            Self::Zstd => read(zstd::stream::read::Decoder::new(bytes.as_slice()).map_err(|_| Undecodable)?),
        }
    }
}

fn read(reader: impl Read) -> Result<Vec<u8>, Undecodable> {
    let mut bytes = Vec::new();
    reader.take(TILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(|_| Undecodable)?;
    if bytes.len() > TILE_BYTES_MAX { Err(Undecodable) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(plain: &[u8]) -> [(Packing, Vec<u8>); 4] {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(plain).expect("memory");
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(plain).expect("memory");
        let mut brotli = Vec::new();
        brotli::BrotliCompress(&mut &*plain, &mut brotli, &brotli::enc::BrotliEncoderParams { quality: 1, ..Default::default() }).expect("memory");
        let zstd = zstd::bulk::compress(plain, 1).expect("memory");
        [(Packing::Gzip, gzip.finish().expect("memory")), (Packing::Zlib, zlib.finish().expect("memory")), (Packing::Brotli, brotli), (Packing::Zstd, zstd)]
    }

    #[test]
    fn every_coding_is_taken_out_and_no_bytes_are_a_panic() {
        let plain = b"a tile of a map ".repeat(50);
        for (packing, bytes) in packed(&plain) {
            assert_eq!(packing.unpack(bytes.clone()), Ok(plain.clone()), "{packing:?}");
            assert_eq!(packing.found(&bytes), packing);
            assert_eq!(packing.unpack(bytes[..bytes.len() / 2].to_vec()), Err(Undecodable), "{packing:?}");
            for bit in 0..bytes.len() * 8 {
                let mut damaged = bytes.clone();
                damaged[bit / 8] ^= 1 << (bit % 8);
                let _ = packing.unpack(damaged);
            }
        }
        assert_eq!(Packing::Gzip.found(&plain), Packing::Plain, "a single tile that is not packed");
    }

    #[test]
    fn what_would_fill_the_memory_is_refused() {
        for (packing, bytes) in packed(&vec![0; TILE_BYTES_MAX + 1]) {
            assert!(bytes.len() < TILE_BYTES_MAX / 50);
            assert_eq!(packing.unpack(bytes), Err(Undecodable), "{packing:?}");
        }
    }
}
