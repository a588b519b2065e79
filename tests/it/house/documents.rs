//! What the documents name exists.

use super::files::{assert_none, read, under};
use crate::support::repository;

/// Documents about the tree. Those that are not written yet are left out.
const DOCUMENTS: &[&str] = &[
    "ARCHITECTURE.md",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/guide.md",
    "docs/guide.zh.md",
    "docs/desktop.md",
    "docs/desktop.zh.md",
    "docs/spark.md",
    "docs/spark.zh.md",
    "notebooks/README.md",
    "data/README.md",
];

/// A path may be relative to one of these, where the document's section says which.
const BASES: &[&str] = &["", "engine/src/", "tile-server/", "tile-server/src/", "data/", "data/jilin/"];

/// Paths that are made by a command, and so are not in the tree.
const MADE: &[&str] = &["out/", "out/handover/", "our-rules.toml", "our-rules-cases.toml", "changchun/", "DIR/"];

fn documents() -> impl Iterator<Item = (&'static str, String)> {
    DOCUMENTS.iter().filter(|path| repository(path).exists()).map(|path| (*path, read(path)))
}

/// The words between backticks, outside fenced blocks.
fn words_in_backticks(text: &str) -> Vec<&str> {
    let outside_fences = text.split("```").step_by(2);
    outside_fences.flat_map(|part| part.split('`').skip(1).step_by(2)).flat_map(str::split_whitespace).collect()
}

/// Whether a word is written like a path in this repository: `folder/`, `folder/file.ending`, `File.md`, `Makefile`.
fn looks_like_a_path(word: &str) -> bool {
    const ENDINGS: &[&str] = &["rs", "toml", "md", "sh", "py", "ts", "vue", "json", "csv", "geojson", "gpkg", "txt", "lock", "shp", "xlsx"];
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
    if !plain || word.starts_with('/') || word.starts_with("../") || word.starts_with('-') {
        return false;
    }
    let name = word.rsplit('/').next().unwrap_or_default();
    let has_ending = name.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && ENDINGS.contains(&ending));
    if word.contains('/') {
        return word.ends_with('/') || has_ending || word.starts_with(".ci/");
    }
    // A bare name is a file of the root when it is written like one; `clues.xlsx` is somebody's own.
    ["Makefile", "Dockerfile", "LICENSE"].contains(&word) || (has_ending && ["toml", "md", "lock"].iter().any(|ending| word.ends_with(ending)))
}

#[test]
fn every_path_in_the_documents_exists() {
    let mut broken = Vec::new();
    for (document, text) in documents() {
        for word in words_in_backticks(&text).into_iter().filter(|word| looks_like_a_path(word) && !MADE.contains(word)) {
            if !BASES.iter().any(|base| repository(&format!("{base}{word}")).exists()) {
                broken.push(format!("{document}: {word}"));
            }
        }
    }
    assert_none(&broken, "these paths do not exist:");
}

#[test]
fn every_link_in_the_documents_leads_somewhere() {
    let mut broken = Vec::new();
    for (document, text) in documents() {
        let folder = document.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") && !repository(&format!("{folder}{path}")).exists() {
                broken.push(format!("{document}: {target}"));
            }
        }
    }
    assert_none(&broken, "these links lead nowhere:");
}

#[test]
fn every_make_target_in_the_documents_exists() {
    let makefile = read("Makefile");
    let targets: Vec<&str> = makefile
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(target, _)| target)
        .filter(|target| target.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        .collect();
    assert!(targets.contains(&"demo") && targets.contains(&"test"), "{targets:?}");
    let mut broken = Vec::new();
    for (document, text) in documents() {
        // In prose between backticks, and at the start of a line of a fenced block.
        let inline = text.split("```").step_by(2).flat_map(|part| part.split('`').skip(1).step_by(2));
        let fenced = text.split("```").skip(1).step_by(2).flat_map(str::lines).map(|line| line.trim().trim_start_matches("$ "));
        let called =
            inline.chain(fenced).filter_map(|command| command.strip_prefix("make ")?.split_whitespace().next()).filter(|target| !target.starts_with('#'));
        broken.extend(called.filter(|target| !targets.contains(target)).map(|target| format!("{document}: make {target}")));
    }
    assert_none(&broken, "the Makefile has no such target:");
}

#[test]
fn every_decision_has_a_number_of_its_own_and_says_what_would_change_it() {
    let mut numbers: Vec<String> = Vec::new();
    for path in under("docs/decisions") {
        let name = path.rsplit('/').next().unwrap_or_default();
        let number = name.split('-').next().unwrap_or_default().to_owned();
        let text = read(&path);
        assert!(number.len() == 4 && text.starts_with(&format!("# {number} ")), "{path} starts with its number");
        for part in ["**Question.**", "**Choice.**", "**What would change our mind.**"] {
            assert!(text.contains(part), "{path} has no {part}");
        }
        assert!(!numbers.contains(&number), "two decisions are called {number}");
        numbers.push(number);
    }
    assert!(!numbers.is_empty());
}

#[test]
fn what_the_container_copies_exists() {
    let mut copied = 0;
    for line in read("Dockerfile").lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--from")) {
        let (sources, _) = line.rsplit_once(' ').expect("COPY SOURCE… TARGET");
        for source in sources.split_whitespace() {
            assert!(repository(source).exists(), "Dockerfile: COPY {source}");
            copied += 1;
        }
    }
    assert!(copied >= 6, "{copied}");
}

#[test]
fn paths_are_told_from_other_words() {
    for path in ["engine/", "tests/it/main.rs", "Makefile", "deny.toml", ".ci/run"] {
        assert!(looks_like_a_path(path), "{path}");
    }
    for word in ["cargo", "/health", "application/json", "EPSG:4490", "clues.xlsx", "a/{b}", "status", "x-ndjson", "--json"] {
        assert!(!looks_like_a_path(word), "{word}");
    }
}
