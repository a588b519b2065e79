//! Candidates → exact matches. No policy: what is done with a match is decided in `route`.
//!
//! 1. [`Ordered`]: the rows of a batch in the order of their places, in which they are joined fastest.
//! 2. [`join`]: positions against counties, borders, zones and outfalls, as columns.
//! 3. [`shares`]: an uncertain position's disc cut by borders; [`Ground`]: by overlays, too.
//! 4. [`spread`]: clues that are lines or areas, by length and area.
//! 5. [`locate`]: the areas that contain a position, by any index of candidates: the plain reference of the fast way.
//! 6. [`shift`]: whether a batch lies as if its coordinates were those of another system.
//! 7. [`change`]: two sets of boundaries, one over the other: what changes hands.

mod batch;
pub mod change;
mod contains;
mod disc;
mod extent;
mod ground;
mod order;
pub mod shift;

pub use batch::{CHUNK_ROWS, Claimants, Claimed, Disc, Layers, Matches, join, join_into};
pub use contains::locate;
pub use disc::{Centre, RADIUS_MIN, Share, shares};
pub use extent::{Areas, distance_to, measure, spread};
pub use ground::Ground;
pub use order::Ordered;

pub use crate::index::Claim;
