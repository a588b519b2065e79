//! Vector tiles, explained decisions and the map page over the Bailiwick engine.

#![forbid(unsafe_code)]

pub mod tiles;
