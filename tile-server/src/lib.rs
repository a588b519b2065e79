//! Vector tiles, explained decisions and the map page over the Bailiwick engine.
//!
//! 1. [`tiles`] is pure: the engine's layers to Mapbox Vector Tiles, without gaps.
//! 2. [`desktop`] is pure too: how desktop programs draw the layers, and a file that opens them all in QGIS.
//! 3. [`auth`] is the one policy: who may do what with what.
//! 4. [`served`] opens everything the configuration names, once.
//! 5. [`http`] is thin: extract, authorise, ask, map the answer.

#![forbid(unsafe_code)]

pub mod auth;
pub mod desktop;
pub mod http;
pub mod served;
pub mod tiles;
