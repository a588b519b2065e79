//! Joins clues of environmental violations to the jurisdiction responsible for them: exactly, and with a reason.
//!
//! Modules stand in the order of their dependencies; a module uses only those above it (ARCHITECTURE.md).

#![deny(unsafe_code)]

pub mod lang;
pub mod units;
pub mod coord;
pub mod model;
pub mod config;
pub mod ingest;
pub mod index;
pub mod gate;
pub mod snapshot;
pub mod join;
pub mod rules;
pub mod route;
pub mod hotspot;
pub mod plan;
pub mod export;
pub mod engine;
