//! Icons for maps, as one picture that clients cut them from. Drawn from `tile-server/sprites/*.svg`, which stand in the program.
//!
//! # References
//! MapLibre Style Specification, "Sprite".

mod draw;
mod sheet;

pub use sheet::{Density, NAME, Sheet, names, sheet};
