//! Matches → one decision a row, each with its reason. No I/O, no clock: equal inputs give equal decisions.
//!
//! 1. [`Decider`]: the status of each row and who handles it, from the geometry alone. The rules of the regulation (urgency,
//!    departments, deadlines, escalation) join here with the issue "Decision": they read the same facts and add to
//!    the same columns.
//! 2. [`Decisions`]: each [`Outcome`] once, and for every row which one it has, with its measurements.
//! 3. [`Rule`] and [`Warning`]: the codes, with their articles and sentences.
//! 4. [`reason()`]: one sentence for a row, derived from the codes; [`Phrases`] makes each sentence of a large batch once.

mod decide;
mod decision;
mod phrase;
mod reason;
mod rule;

pub use decide::{Basis, Decider, Facts};
pub use decision::{Decisions, Outcome, OutfallMatch, Row, Status, Summary};
pub use phrase::Phrases;
pub use reason::{Names, Sentence, Told, reason};
pub use rule::{Rule, Warning};
