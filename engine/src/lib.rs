//! Joins clues of environmental violations to the jurisdiction responsible for them: exactly, and with a reason.
//!
//! Modules stand in the order of their dependencies; a module uses only those above it (ARCHITECTURE.md).

#![forbid(unsafe_code)]

pub mod config;
pub mod coord;
pub mod engine;
pub mod export;
pub mod index;
pub mod ingest;
pub mod join;
pub mod lang;
pub mod model;
pub mod route;
pub mod units;
