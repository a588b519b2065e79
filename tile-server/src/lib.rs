//! Vector tiles, features, explained decisions and the map page over the Bailiwick engine.
//!
//! 1. [`layers`] is pure: the engine's plain data as columns with where their rows lie.
//! 2. [`tiles`] is pure: layers to Mapbox Vector Tiles, without gaps.
//! 3. [`features`] is pure: which rows are asked for, and how they are written.
//! 4. [`auth`] is the one policy: who may do what with what.
//! 5. [`served`] opens everything the configuration names, once.
//! 6. [`http`] is thin: extract, authorise, ask, map the answer.

#![forbid(unsafe_code)]

pub mod auth;
pub mod features;
pub mod http;
pub mod layers;
pub mod served;
pub mod tiles;
