//! Vector tiles from plain geometry. Pure: no HTTP, no files.
//!
//! At load: 1. [`mercator`] takes degrees to the square of the map. When a zoom is first asked for, or before, in the background:
//! 2. [`simplify`] says, once for all zooms, how far out each vertex of a shared arc is drawn; 3. [`quantise`] rounds the arcs of the
//! zoom to integers, together, so that neighbours keep agreeing; [`mesh`] holds the result.
//!
//! Per tile: 4. [`clip`] cuts rings and lines to the tile and its buffer; 5. [`repair`] makes valid polygons of the rings;
//! 6. `encode` writes them. `layer` and `source` say what the layers are and what their features carry.
//!
//! # References
//! Mapbox Vector Tile Specification 2.1.

mod chain;
pub mod clip;
mod coord;
mod divisions;
mod encode;
mod layer;
pub mod mercator;
pub mod mesh;
pub mod quantise;
pub mod repair;
pub mod simplify;
mod source;
mod tileset;

pub use coord::{ImpossibleTile, TileCoord, ZOOM_MAX};
pub use layer::{Attributes, Feature, Field, Layer, Shape, Value};
pub use mesh::DETAIL_ZOOM;
pub use source::{Backdrop, CLUE_FIELDS, CluePoint, Sources};
pub use tileset::{Tileset, UnknownLayer, tile, version};

#[cfg(test)]
mod golden_tests;
