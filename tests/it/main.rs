//! Tests from outside: the house rules, and journeys against the real programs (`make test` builds those first).

#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "what a test measured is shown with --nocapture")]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "the files are ours, and their endings are in lower case")]

mod house;
mod support;

// Journeys, one file a user or a concern.
mod bad_input;
mod browser;
mod cli;
mod diff;
mod discs;
mod extents;
mod foreign;
mod gate;
mod hotspots;
mod pack;
mod plan;
mod qgis;
mod server;
mod services;
mod snapshot;
mod stream;
mod sweep;
