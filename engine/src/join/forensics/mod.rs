//! Whether a batch lies as if its coordinates were those of another system.
//!
//! Clues lie where things happen: at outfalls, on rivers, and in the county that their reporter wrote down. If another reading of the
//! same numbers puts clearly more of them there, the declaration is in doubt; if it puts clearly fewer there, that reading is ruled out.
//!
//! 1. [`readings`]: what the numbers may be instead. Only readings that would put most rows inside the data are tried.
//! 2. [`Scene`] scores each row under each reading by four kinds of evidence ([`Kind`]).
//! 3. Rows of one place have one voice ([`examine`]): a monitor that reports a thousand times, or thirty clues of one outfall, are moved
//!    together, and counting them one by one would make chance look like proof.
//! 4. Places that score higher under a reading are counted against those that score lower; equal ones say nothing. The [`sign_test`]
//!    tells how likely such an excess is if the reading were no better, times the number of readings tried (Bonferroni).
//! 5. [`Forensics::verdict`]: doubtful, fits, or cannot be told.
//!
//! # References
//! Sign test: Conover (1999), *Practical Nonparametric Statistics*, §3.4 (for pairs of outcomes, McNemar's test). How often it errs is
//! measured by `tests/it/forensics.rs` and stated in docs/crs-shift.md.

mod evidence;
mod reading;
mod sign;
mod verdict;
mod words;

pub use evidence::{KINDS, Kind, NEARBY, Scene, Witness};
pub use reading::{Reading, Tried, readings};
pub use sign::sign_test;
pub use verdict::{AsDeclared, Change, Finding, Forensics, P_MAX, Verdict, examine};
