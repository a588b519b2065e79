//! The ranges in which code points are asked for.

use std::fmt;
use std::str::FromStr;

/// Ranges there are: MapLibre asks for nothing beyond the Basic Multilingual Plane.
pub(crate) const RANGES: usize = 256;

/// 256 code points, the first of which is a multiple of 256; written as `19968-20223`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlyphRange(u8);

/// Text that is no range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such range: 0-255, 256-511, … 65280-65535")]
pub struct NoSuchRange;

impl GlyphRange {
    /// The range that holds a code point; `None` outside of the Basic Multilingual Plane.
    pub fn of(letter: char) -> Option<Self> {
        u8::try_from(u32::from(letter) >> 8).ok().map(Self)
    }

    /// Its place among all.
    pub(crate) fn place(self) -> usize {
        usize::from(self.0)
    }

    /// Its code points.
    pub(crate) fn code_points(self) -> impl Iterator<Item = u16> {
        let first = u16::from(self.0) << 8;
        first..=first | 0xff
    }
}

impl FromStr for GlyphRange {
    type Err = NoSuchRange;

    fn from_str(text: &str) -> Result<Self, NoSuchRange> {
        let (first, _) = text.split_once('-').ok_or(NoSuchRange)?;
        let first: u32 = first.parse().map_err(|_| NoSuchRange)?;
        let range = u8::try_from(first / 256).map(Self).map_err(|_| NoSuchRange)?;
        // One way of writing each: what is kept by its address is kept once.
        if range.to_string() == text { Ok(range) } else { Err(NoSuchRange) }
    }
}

impl fmt::Display for GlyphRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = u32::from(self.0) * 256;
        write!(f, "{first}-{}", first + 255)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_256_ranges_each_written_in_one_way() {
        for place in 0..=255 {
            assert_eq!(GlyphRange(place).to_string().parse(), Ok(GlyphRange(place)));
        }
        for text in [
            "",
            "-",
            "0",
            "0-256",
            "1-256",
            "0-255 ",
            "+0-255",
            "00-255",
            "0-0255",
            "256-255",
            "65536-65791",
            "4294967296-4294967551",
            "-1-254",
            "0–255",
            "a-b",
        ] {
            assert_eq!(text.parse::<GlyphRange>(), Err(NoSuchRange), "{text}");
        }
        assert_eq!(GlyphRange::of('长'), "38144-38399".parse().ok());
        assert_eq!(GlyphRange::of('𠮷'), None);
    }
}
