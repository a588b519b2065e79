//! Candidates → exact matches. No policy: what is done with a match is decided in `route`.
//!
//! 1. [`join`]: a batch against counties, borders, zones and outfalls, as columns.
//! 2. [`locate`]: the areas that contain a position, by any index of candidates: the plain reference of the fast way.
//! 3. [`shift`]: whether a batch lies as if its coordinates were those of another system.

mod batch;
mod contains;
mod order;
pub mod shift;

pub use batch::{Claimants, Claimed, Layers, Matches, join};
pub use contains::locate;

pub use crate::index::Claim;
