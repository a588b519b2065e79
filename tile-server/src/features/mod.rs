//! Layers as features: which rows are asked for, in which order and in which coordinate system. Pure: no HTTP, no files.
//!
//! 1. [`filter`] reads CQL2 and says which rows match; 2. [`select`] finds them, by box and filter, and sorts them;
//! 3. [`crs`] takes degrees to what the client asked for; 4. [`geojson`] writes features, and [`Table`] has them as files want them.

pub mod crs;
pub mod filter;
pub mod geojson;
mod select;
mod table;

pub use select::{Order, Question, queryables, select};
pub use table::{Table, kind_of};
