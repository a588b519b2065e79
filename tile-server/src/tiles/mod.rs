//! Vector tiles from layers. Pure: no HTTP, no files.
//!
//! At load: 1. [`grid`] takes degrees to the square that tiles divide. When a zoom is first asked for, or before, in the background:
//! 2. [`simplify`] says, once for all zooms, how far out each vertex of a shared arc is drawn; 3. [`quantise`] rounds the arcs of the
//! zoom to integers, together, so that neighbours keep agreeing; [`mesh`] holds the result. [`cloud`] does for places what these do for arcs.
//!
//! Per tile: 4. [`clip`] cuts rings and lines to the tile and its buffer; 5. [`repair`] makes valid polygons of the rings, where they are not;
//! 6. `encode` gathers what features carry, and `mvt` writes the bytes.
//!
//! # References
//! Mapbox Vector Tile Specification 2.1.

pub mod clip;
pub mod cloud;
mod coord;
mod encode;
pub mod grid;
pub mod mercator;
pub mod mesh;
mod mvt;
pub mod quantise;
pub mod repair;
mod repairs;
pub mod simplify;
mod tileset;

pub use coord::{ImpossibleTile, TileCoord, ZOOM_MAX};
pub use encode::POINT_COUNT;
pub use grid::Grid;
pub use mesh::DETAIL_ZOOM;
pub use tileset::{Eyes, Sight, Tileset, UnknownLayer};

#[cfg(test)]
mod golden_tests;
