//! What is in the program itself: the built map page with its fonts and its style, and the page of packs.

use std::borrow::Cow;

use rust_embed::RustEmbed;

/// What Vite has built; `build.rs` says so if it has not.
#[derive(RustEmbed)]
#[folder = "web/dist"]
struct Built;

/// A file by its exact name: the names are those of a list made when the program was built, so no path leads elsewhere.
pub(crate) fn file(name: &str) -> Option<Cow<'static, [u8]>> {
    Built::get(name).map(|found| found.data)
}
