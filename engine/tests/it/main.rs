//! The engine from the outside: files in, decisions out.

#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]
#![allow(clippy::print_stdout, reason = "what a test measured is shown with --nocapture")]

mod agree;
mod decision;
mod fixture_f;
mod jilin;
mod nearest;
mod planted;
mod forensics;
mod stream;
mod statistics;
mod support;
