//! Tests from outside: the house rules, and journeys against the real programs (`make test` builds those first).

#![forbid(unsafe_code)]

mod house;
mod support;

// Journeys, one file a user or a concern.
mod bad_input;
mod cli;
mod server;
mod sweep;
