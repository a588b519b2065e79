//! A draft joint action (工作方案): who takes part, who organises it, and who inspects what. No I/O.
//!
//! 1. [`organisation`]: the common superior of all who take part, and what articles 2, 3 and 6 make of it.
//! 2. [`Target`]: what is inspected, whose it is, and whose people may not inspect it.
//! 3. [`Roster`]: who may be drawn, checked as a whole: a person left out without a word would change the draw.
//! 4. [`Seed`] and [`rank`]: a draw that anyone repeats with `sha256sum`.
//! 5. [`sample`] draws targets, [`teams`] draws inspectors (双随机): never from the jurisdiction inspected.

mod draw;
mod organisation;
mod roster;
mod target;
mod teams;

pub use draw::{Seed, SeedFault, SeedOrigin, key, rank, sample};
pub use organisation::{Article, Organisation, Scope, StartedBy, organisation};
pub use roster::{Inspector, Meanings, Recusal, Roster, RosterFault};
pub use target::{Target, TargetKind};
pub use teams::{Candidate, Exclusion, Grouping, Team, TeamRules, TooFew, teams};
