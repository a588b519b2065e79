//! The first 127 bytes of a PMTiles file.
//!
//! # References
//! PMTiles 3.6, §3.

/// Size of the header.
pub(crate) const HEADER_BYTES: usize = 127;
/// Header and root directory lie within so many bytes from the start, so that one read gets both.
pub(crate) const FIRST_READ_BYTES: usize = 16_384;

const MAGIC: &[u8; 7] = b"PMTiles";
/// Degrees are written as integers of this part of a degree.
const DEGREE: f64 = 1e7;

/// Codings as the header numbers them.
pub(crate) const GZIP: u8 = 2;
/// Mapbox vector tiles as the header numbers kinds.
pub(crate) const MVT: u8 = 1;

/// A part of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

impl Part {
    /// Its end, where that is a number.
    pub(crate) fn end(self) -> Option<u64> {
        self.offset.checked_add(self.length)
    }
}

/// What the header says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Header {
    pub(crate) root: Part,
    pub(crate) metadata: Part,
    pub(crate) leaves: Part,
    pub(crate) data: Part,
    /// Tiles, entries of directories, different contents.
    pub(crate) counts: [u64; 3],
    /// Whether contents stand in the order of the tiles.
    pub(crate) is_clustered: bool,
    pub(crate) internal_coding: u8,
    pub(crate) tile_coding: u8,
    pub(crate) tile_kind: u8,
    pub(crate) zooms: [u8; 2],
    /// West, south, east, north in degrees.
    pub(crate) bounds: [f64; 4],
    pub(crate) center_zoom: u8,
    pub(crate) center: [f64; 2],
}

/// Bytes that are no header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoHeader {
    /// The file does not begin as PMTiles files do, or ends before the header does.
    Magic,
    /// Another version than 3.
    Version(u8),
}

impl Header {
    pub(crate) fn to_bytes(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend_from_slice(MAGIC);
        bytes.push(3);
        for part in [self.root, self.metadata, self.leaves, self.data] {
            bytes.extend_from_slice(&part.offset.to_le_bytes());
            bytes.extend_from_slice(&part.length.to_le_bytes());
        }
        self.counts.iter().for_each(|count| bytes.extend_from_slice(&count.to_le_bytes()));
        bytes.extend_from_slice(&[u8::from(self.is_clustered), self.internal_coding, self.tile_coding, self.tile_kind]);
        bytes.extend_from_slice(&self.zooms);
        let mut place = |degrees: &[f64]| degrees.iter().for_each(|value| bytes.extend_from_slice(&((value * DEGREE).round() as i32).to_le_bytes()));
        place(&self.bounds);
        bytes.push(self.center_zoom);
        self.center.iter().for_each(|value| bytes.extend_from_slice(&((value * DEGREE).round() as i32).to_le_bytes()));
        bytes.try_into().expect("the fields above are 127 bytes")
    }

    /// Reads a header; that its numbers make sense is not looked at.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, NoHeader> {
        let bytes: &[u8; HEADER_BYTES] = bytes.first_chunk().filter(|bytes| bytes.starts_with(MAGIC)).ok_or(NoHeader::Magic)?;
        if bytes[7] != 3 {
            return Err(NoHeader::Version(bytes[7]));
        }
        let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| bytes[at + i]));
        let part = |at: usize| Part { offset: number(at), length: number(at + 8) };
        let degrees = |at: usize| f64::from(i32::from_le_bytes(std::array::from_fn(|i| bytes[at + i]))) / DEGREE;
        Ok(Self {
            root: part(8),
            metadata: part(24),
            leaves: part(40),
            data: part(56),
            counts: [number(72), number(80), number(88)],
            is_clustered: bytes[96] == 1,
            internal_coding: bytes[97],
            tile_coding: bytes[98],
            tile_kind: bytes[99],
            zooms: [bytes[100], bytes[101]],
            bounds: [degrees(102), degrees(106), degrees(110), degrees(114)],
            center_zoom: bytes[118],
            center: [degrees(119), degrees(123)],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let part = |i: u64| Part { offset: i << 40, length: i };
        let header = Header {
            root: part(1),
            metadata: part(2),
            leaves: part(3),
            data: part(4),
            counts: [5, 6, 7],
            is_clustered: true,
            internal_coding: GZIP,
            tile_coding: 1,
            tile_kind: MVT,
            zooms: [3, 14],
            bounds: [121.5, 40.8, 131.25, -46.125],
            center_zoom: 7,
            center: [126.0, 43.5],
        };
        assert_eq!(Header::parse(&header.to_bytes()), Ok(header.clone()));
        assert_eq!(Header::parse(&header.to_bytes()[..126]), Err(NoHeader::Magic));
        let mut other = header.to_bytes();
        other[7] = 2;
        assert_eq!(Header::parse(&other), Err(NoHeader::Version(2)));
        assert_eq!(Header::parse(b"SQLite format 3\0"), Err(NoHeader::Magic));
    }
}
