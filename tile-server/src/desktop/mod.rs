//! How desktop programs draw the layers: styles for QGIS and for others, and a file that opens everything in QGIS at once. Pure: text
//! from text, no HTTP, no files.
//!
//! 1. `symbol` is what a layer looks like, in the words of no program; `look` is the one table of it, and says the same as the map page
//!    (`web/src/map/palette.ts` and `layers/`). [`Tints`] gives prefectures their colours as the page does.
//! 2. `expression` writes conditions and sizes, `qgis_symbol` and `qgis_label` the pieces of QGIS's XML, `xml` keeps it well-formed.
//! 3. [`qml()`] is the style of a layer of features for QGIS 3.22 and later, [`sld()`] for programs that speak OGC's standards,
//!    [`tile_qml`] the style of vector tiles.
//! 4. [`qlr()`] is a layer definition: the tiles and the collections of a running server in one group, styled.
//!
//! # References
//! OGC 05-077r4, Symbology Encoding 1.1; OGC 05-078r4, SLD profile of WMS 1.1. QGIS has no schema of its files: their form is what
//! QGIS 3.22 writes, and the journey `tests/it/qgis.rs` opens them there.

mod expression;
mod look;
mod qgis_label;
mod qgis_symbol;
mod qlr;
mod qml;
mod sld;
mod symbol;
mod tint;
mod xml;

pub use qlr::{Address, Dataset, LayerEntry, qlr};
pub use qml::{qml, tile_qml};
pub use sld::sld;
pub use tint::{Place, Tints};

use bailiwick_engine::lang::Lang;

/// What styles depend on besides the layer.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// Language of the legend.
    pub lang: Lang,
    /// Colours of the prefectures.
    pub tints: &'a Tints,
}

#[cfg(test)]
mod desktop_tests;
