//! What a source may be called: it is a part of URLs beside our own routes.

use super::NameFault;

/// First parts of paths that are ours, now or soon, and what clients ask every server for.
const RESERVED: &[&str] = &[
    "api",
    "arcgis",
    "assets",
    "catalog",
    "collections",
    "conformance",
    "download",
    "favicon.ico",
    "font",
    "fonts",
    "health",
    "index.html",
    "licenses.md",
    "mark.svg",
    "metrics",
    "ready",
    "robots.txt",
    "sprite",
    "sprites",
    "style",
    "styles",
    "tilematrixsets",
    "tiles",
];
/// Long enough for a schema, a table and a column of PostgreSQL.
const NAME_BYTES_MAX: usize = 200;

/// Whether a source may have the name.
pub(super) fn check(name: &str) -> Result<(), NameFault> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    if name.is_empty() || name.len() > NAME_BYTES_MAX || name.starts_with('.') || !name.chars().all(is_plain) {
        return Err(NameFault::Letters);
    }
    if RESERVED.contains(&name.to_ascii_lowercase().as_str()) { Err(NameFault::Route) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_that_are_not_ours() {
        for name in ["terrain", "public.counties", "地形", "a-b_c.2"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
        for name in ["", "a,b", "a/b", "..", ".x", "a b", "a?b", "a%2fb", "a\u{0}", &"x".repeat(300)] {
            assert_eq!(check(name), Err(NameFault::Letters), "{name}");
        }
        for name in ["catalog", "API", "health", "font"] {
            assert_eq!(check(name), Err(NameFault::Route), "{name}");
        }
    }
}
