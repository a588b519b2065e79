//! Vector tiles, explained decisions and the map page over the Bailiwick engine.
//!
//! 1. [`tiles`] is pure: the engine's layers to Mapbox Vector Tiles, without gaps.
//! 2. [`archive`] writes tiles as PMTiles and MBTiles; [`foreign`] opens those of others, and tables of PostGIS.
//! 3. [`auth`] is the one policy: who may do what with what.
//! 4. [`served`] opens everything the configuration names, once.
//! 5. [`http`] is thin: extract, authorise, ask, map the answer.

#![forbid(unsafe_code)]

pub mod archive;
pub mod auth;
pub mod foreign;
pub mod http;
pub mod served;
pub mod tiles;
