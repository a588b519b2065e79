//! The files of the repository.

use std::fs;
use std::path::Path;

use crate::support::repository;

/// Folders that are not ours to judge: made by tools, or git's own.
const SKIPPED: &[&str] = &[".git", "target", "node_modules", "dist", "out", ".venv", "__pycache__", ".pytest_cache", ".ruff_cache"];

/// A file of the repository, as text.
///
/// # Panics
/// When it cannot be read.
pub(crate) fn read(relative: &str) -> String {
    fs::read_to_string(repository(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
}

/// Every file under a folder of the repository, relative to its root, with `/` between the parts, sorted; none when the folder does
/// not exist.
pub(crate) fn under(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&repository(folder), folder.trim_end_matches('/'), &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, relative: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.expect("a folder that can be opened can be listed");
        let name = entry.file_name().into_string().expect("names are UTF-8");
        if SKIPPED.contains(&name.as_str()) {
            continue;
        }
        let path = if relative.is_empty() || relative == "." { name } else { format!("{relative}/{name}") };
        if entry.file_type().expect("listed just now").is_dir() {
            collect(&entry.path(), &path, found);
        } else {
            found.push(path);
        }
    }
}

/// Code written by hand in any of the languages here.
pub(crate) fn code() -> Vec<String> {
    under(".").into_iter().filter(|path| [".rs", ".ts", ".vue", ".py"].iter().any(|ending| path.ends_with(ending))).collect()
}

/// Fails with every broken rule at once: mending them one by one costs one run each.
pub(crate) fn assert_none(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}\n  {}\n", broken.join("\n  "));
}
