//! What files are called, and how long they are.

use super::files::{assert_none, code, read};
use super::rust_text::{code_only, named_after};

/// Lines past which a file probably holds a second idea.
const LINES_MAX: usize = 500;

/// Files that are longer, and why. An entry whose file is below the mark again fails the test: the list only shrinks.
const LONGER: &[(&str, &str)] = &[];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "manager", "misc", "stuff"];

#[test]
fn no_module_has_a_name_that_says_nothing() {
    let mut broken = Vec::new();
    for path in code() {
        let parts = path.split('/').map(|part| part.split('.').next().unwrap_or_default().to_lowercase());
        if parts.into_iter().any(|part| EMPTY_NAMES.contains(&part.as_str())) {
            broken.push(path.clone());
        }
        if path.ends_with(".rs") {
            let inline = named_after(&code_only(&read(&path)), "mod ").into_iter().filter(|name| EMPTY_NAMES.contains(&name.as_str()));
            broken.extend(inline.map(|name| format!("{path}: mod {name}")));
        }
    }
    assert_none(&broken, "call it by what it is about:");
}

#[test]
fn no_file_is_longer_than_the_mark_unless_it_says_why() {
    let long: Vec<(String, usize)> =
        code().into_iter().map(|path| (read(&path).lines().count(), path)).filter(|(lines, _)| *lines > LINES_MAX).map(|(lines, path)| (path, lines)).collect();
    let mut broken: Vec<String> = long
        .iter()
        .filter(|(path, _)| !LONGER.iter().any(|(known, _)| known == path))
        .map(|(path, lines)| format!("{path}: {lines} lines, the mark is {LINES_MAX}"))
        .collect();
    broken.extend(
        LONGER
            .iter()
            .filter(|(known, _)| !long.iter().any(|(path, _)| path == known))
            .map(|(known, _)| format!("{known} is below the mark: take it off the list")),
    );
    assert_none(&broken, "look for the second idea in:");
}
