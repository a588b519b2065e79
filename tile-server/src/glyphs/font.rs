//! One font.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use ttf_parser::{Face, FaceParsingError, GlyphId, name_id};

use super::distance::{Field, field};
use super::message;
use super::outline::{EM_PX, outline};
use super::range::{GlyphRange, RANGES};

/// An opened font, and the ranges that have been asked for.
///
/// # Cost
/// A range of 256 hanzi is made in some 30 ms, once, and takes 0.2 MB; all of a large Chinese font 20 MB, the ranges that place names have
/// much less.
pub struct Font {
    /// Such as "Noto Sans SC".
    pub family: String,
    /// Such as "Bold".
    pub style: String,
    bytes: Bytes,
    /// Its place in a collection.
    index: u32,
    /// A bit for each code point of the Basic Multilingual Plane that it has.
    has: Box<[u64]>,
    ranges: Vec<OnceLock<Glyphs>>,
}

/// The bytes of a file, which the fonts of a collection share.
pub(crate) type Bytes = Arc<Cow<'static, [u8]>>;

/// The glyphs of a range as they stand in messages, by the last byte of their code points.
type Glyphs = Box<[Option<Box<[u8]>>]>;

/// Why bytes are no font that can be drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unusable {
    /// Not TrueType or OpenType, or damaged.
    #[error("no TrueType or OpenType font: {0}")]
    NotAFont(#[from] FaceParsingError),
    /// It has pictures and no outlines.
    #[error("the font has no outlines")]
    NoOutlines,
    /// It names no code points.
    #[error("the font has no letters by code point")]
    NoLetters,
}

impl Font {
    /// Opens a font; `file` is what the font is called if it does not say.
    pub(crate) fn open(bytes: Bytes, index: u32, file: &str) -> Result<Self, Unusable> {
        let face = Face::parse(&bytes, index)?;
        let tables = face.tables();
        if tables.glyf.is_none() && tables.cff.is_none() && tables.cff2.is_none() {
            return Err(Unusable::NoOutlines);
        }
        let mut has = vec![0_u64; (RANGES * 256) / 64];
        for code_point in 0..=u16::MAX {
            if glyph_of(&face, code_point).is_some() {
                has[usize::from(code_point / 64)] |= 1 << (code_point % 64);
            }
        }
        if has.iter().all(|&bits| bits == 0) {
            return Err(Unusable::NoLetters);
        }
        let family = name(&face, &[name_id::TYPOGRAPHIC_FAMILY, name_id::FAMILY]).unwrap_or_else(|| file.to_owned());
        let style = name(&face, &[name_id::TYPOGRAPHIC_SUBFAMILY, name_id::SUBFAMILY]).unwrap_or_else(|| "Regular".to_owned());
        Ok(Self { family, style, bytes, index, has: has.into(), ranges: (0..RANGES).map(|_| OnceLock::new()).collect() })
    }

    /// How stacks name it.
    pub fn name(&self) -> String {
        format!("{} {}", self.family, self.style)
    }

    /// Whether it has a code point.
    pub fn has(&self, code_point: u16) -> bool {
        self.has[usize::from(code_point / 64)] >> (code_point % 64) & 1 == 1
    }

    /// How many code points it has, the first and the last of them.
    pub fn extent(&self) -> (u32, u16, u16) {
        let count = self.has.iter().map(|bits| bits.count_ones()).sum();
        let mut all = (0..=u16::MAX).filter(|&code_point| self.has(code_point));
        let first = all.next().unwrap_or_default();
        (count, first, all.next_back().unwrap_or(first))
    }

    /// The glyph of a code point as it stands in messages.
    pub(crate) fn glyph(&self, range: GlyphRange, code_point: u16) -> Option<&[u8]> {
        let glyphs = self.ranges[range.place()].get_or_init(|| self.draw(range));
        glyphs[usize::from(code_point & 0xff)].as_deref()
    }

    fn draw(&self, range: GlyphRange) -> Glyphs {
        // It was parsed once and is not kept, as it borrows the bytes; to parse is to read a list of tables.
        let Ok(face) = Face::parse(&self.bytes, self.index) else { return range.code_points().map(|_| None).collect() };
        let draw = |code_point: u16| {
            let glyph = glyph_of(&face, code_point)?;
            Some(message::glyph(code_point, &picture(&face, glyph), advance_px(&face, glyph)))
        };
        range.code_points().map(draw).collect()
    }
}

/// The glyph of a code point. 0 is that of code points that the font does not have.
fn glyph_of(face: &Face<'_>, code_point: u16) -> Option<GlyphId> {
    // Surrogates are no code points of letters.
    let letter = char::from_u32(code_point.into())?;
    face.glyph_index(letter).filter(|glyph| glyph.0 != 0)
}

fn picture(face: &Face<'_>, glyph: GlyphId) -> Field {
    field(&outline(face, glyph))
}

fn advance_px(face: &Face<'_>, glyph: GlyphId) -> u32 {
    let advance = f32::from(face.glyph_hor_advance(glyph).unwrap_or_default());
    (advance * EM_PX / f32::from(face.units_per_em())).round() as u32
}

/// The first of some names that the font has, in English where it has that: styles of maps are written in it.
fn name(face: &Face<'_>, ids: &[u16]) -> Option<String> {
    let readable = |id: u16| {
        let names = face.names().into_iter().filter(move |name| name.name_id == id && name.is_unicode());
        let mut names: Vec<(bool, String)> = names.filter_map(|name| Some((name.language_id & 0x3ff != ENGLISH, name.to_string()?))).collect();
        names.sort_by_key(|(is_foreign, _)| *is_foreign);
        names.into_iter().map(|(_, name)| name.trim().to_owned()).find(|name| !name.is_empty())
    };
    ids.iter().find_map(|&id| readable(id)).map(|name| name.replace(',', " "))
}

/// The primary language of Windows language numbers.
const ENGLISH: u16 = 9;
