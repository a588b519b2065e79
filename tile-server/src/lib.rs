//! Vector tiles, explained decisions and the map page over the Bailiwick engine.
//!
//! 1. [`tiles`] is pure: the engine's layers to Mapbox Vector Tiles, without gaps.
//! 2. [`auth`] is the one policy: who may do what with what.
//! 3. [`served`] opens everything the configuration names, once.
//! 4. [`glyphs`], [`sprites`] and [`style`] are what a client needs besides tiles to draw a map without any other host: letters, icons,
//!    and how all of it looks.
//! 5. [`http`] is thin: extract, authorise, ask, map the answer.

#![forbid(unsafe_code)]

pub mod auth;
mod embedded;
pub mod glyphs;
pub mod http;
pub mod served;
pub mod sprites;
pub mod style;
pub mod tiles;
