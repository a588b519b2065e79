//! Two sets of boundaries, one over the other: what changes hands.
//!
//! 1. [`Ground`]: every piece of ground with its owner in the old set and in the new one.
//! 2. [`Succession`]: who goes on as whom. A new code for the same ground is a renaming and moves nothing.
//! 3. [`LevelChange`]: what moves from whom to whom, at the level of the sets and at the level above.
//! 4. [`border_changes`]: which kilometres of border vanish, appear and stay.
//! 5. [`owner_changes`]: which positions get another owner.
//!
//! Areas are numbered by their places in the two lists given. Edges are straight in degrees, here as everywhere.

mod border;
mod ground;
mod level;
mod places;
mod succession;
#[cfg(test)]
mod tests;

pub use border::{BorderChange, BorderFate, BorderLine, STEP, border_changes};
pub use ground::{Ground, LEAST_AREA, LEAST_WIDTH, Piece, Shared};
pub use level::{Balance, LevelChange, Move};
pub use places::{OwnerChange, owner_changes};
pub use succession::{RENAMED_SHARE, Succession};
