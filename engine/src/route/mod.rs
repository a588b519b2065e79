//! Matches and rulings → one decision a row, each with its reason. No I/O, no clock: equal inputs give equal decisions.
//!
//! 1. [`Decider`]: which [`Outcome`] each row has. `case` says what an outcome depends on, `outcome` works it out.
//! 2. [`Decisions`]: each outcome once, and for every row which one it has, with its measurements.
//! 3. [`Clocks`]: when feedback and notices are due.
//! 4. [`Rule`] and [`Warning`]: the codes, with their articles and sentences. Those of the ruleset are in `rules`.
//! 5. [`reason()`]: one sentence for a row, derived from the codes; [`Phrases`] makes each sentence of a large batch once.

mod case;
mod clocks;
mod decide;
mod decision;
mod outcome;
mod phrase;
mod reason;
mod rule;

pub use clocks::{Clocks, RowDays};
pub use decide::{Basis, Decider, Facts, LEAST_SHARE, Reported, UNCLEAR_FLAG_BIT, Written};
pub use decision::{Decisions, Handling, Outcome, OutfallMatch, Row, RowShares, Status, Summary};
pub use phrase::Phrases;
pub use reason::{Names, Sentence, Told, reason, whole_reason};
pub use rule::{Rule, Warning};
