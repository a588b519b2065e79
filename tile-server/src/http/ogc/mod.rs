//! OGC API: Features parts 1 to 3, and Tiles.
//!
//! # References
//! OGC 17-069r4 (Features 1.0.1, Core), 18-058r1 (Part 2, CRS), 19-079r2 (Part 3, Filtering), 21-065r2 (CQL2), 20-057 (Tiles),
//! 17-083r4 (Tile Matrix Set 2.0).

pub(crate) mod collections;
pub(crate) mod document;
pub(crate) mod items;
pub(crate) mod landing;
pub(crate) mod matrix_sets;
pub(crate) mod openapi;
pub(crate) mod query;
pub(crate) mod tiles;
