//! Candidates: which areas, borders and points may matter for a place. Exact predicates decide elsewhere.

mod coverage;

pub use coverage::{ArcRef, BorderArc, Coverage};
