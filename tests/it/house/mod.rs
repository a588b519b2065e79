//! House rules as tests: what the documents say about the tree is true, and stays true.
//!
//! Plain text is read, nothing is run. Where a rule has exceptions they stand in a list beside it, and an exception that is
//! no longer needed fails the test, so the lists only get shorter.

mod documents;
mod files;
mod manifests;
mod modules;
mod names_and_sizes;
mod rust_text;
mod surfaces;
