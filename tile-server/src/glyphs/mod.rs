//! Letters for maps: fonts as the glyph ranges that MapLibre and ArcGIS Pro ask for. Pure, but for the fonts read at opening.
//!
//! 1. `font`: a TrueType or OpenType font is opened once: its name, and which code points it has.
//! 2. `outline`: a glyph becomes straight edges, in pixels at 24 to the em.
//! 3. `distance`: every pixel around it learns how far the edge is.
//! 4. `message`: 256 code points are one answer.
//! 5. `stack`: a list of names becomes an order of fonts, and each code point is drawn by the first one that has it.
//!
//! Glyphs are signed distance fields, so that clients draw them at any size, with a halo; the numbers are those of node-fontnik.
//!
//! # References
//! glyphs.proto of node-fontnik; "Improved Alpha-Tested Magnification for Vector Textures and Special Effects", Chris Green, 2007.

mod distance;
mod embedded;
mod error;
mod font;
mod message;
mod outline;
mod range;
mod stack;

pub use error::FontError;
pub use font::Font;
pub use range::{GlyphRange, NoSuchRange};
pub use stack::Fonts;

#[cfg(test)]
mod foreign_tests;
#[cfg(test)]
mod range_tests;
