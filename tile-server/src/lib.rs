//! Vector tiles, features, explained decisions and the map page over the Bailiwick engine.
//!
//! 1. [`layers`] is pure: the engine's plain data as columns with where their rows lie.
//! 2. [`tiles`] is pure: layers to Mapbox Vector Tiles, without gaps.
//! 3. [`features`] is pure: which rows are asked for, and how they are written.
//! 4. [`auth`] is the one policy: who may do what with what.
//! 5. [`served`] opens everything the configuration names, once.
//! 6. [`foreign`] has tiles made elsewhere; [`publish`] makes all tiles at once, and [`archive`] writes them for elsewhere.
//! 7. [`glyphs`], [`sprites`] and [`style`] are what a client needs besides tiles to draw a map without any other host: letters, icons,
//!    and how all of it looks.
//! 8. [`desktop`] is pure: how desktop programs draw the layers, and a file that opens them all in QGIS.
//! 9. [`pack`]: all that somebody without a network needs, as one folder.
//! 10. [`http`] is thin: extract, authorise, ask, map the answer.

#![forbid(unsafe_code)]

pub mod archive;
pub mod auth;
pub mod desktop;
mod embedded;
pub mod features;
pub mod foreign;
pub mod glyphs;
mod gzip;
pub mod http;
pub mod layers;
pub mod pack;
mod protobuf;
pub mod publish;
pub mod served;
pub mod sprites;
pub mod style;
pub mod tiles;
