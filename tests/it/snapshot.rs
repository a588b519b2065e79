//! Snapshots through both programs: made, used, made anew when a source has changed, and refused when they are not what they should be.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::tempdir;

use crate::support::{Said, bailiwick, binary, repository};

/// A configuration whose snapshot and only source are in the folder.
fn configuration(folder: &Path, generation: &str) -> PathBuf {
    put_counties(folder, generation);
    let config = folder.join("bailiwick.toml");
    fs::write(&config, "[[jurisdictions]]\npath = \"county.geojson\"\nlevel = \"county\"\n\n[snapshot]\npath = \"all.snapshot\"\n").expect("written");
    config
}

fn put_counties(folder: &Path, generation: &str) {
    fs::copy(repository("data/jilin/boundaries").join(generation).join("county.geojson"), folder.join("county.geojson")).expect("the sample");
}

/// Asks for a place in 公主岭, whose code changed in 2020.
fn explain(folder: &Path) -> Said {
    bailiwick(folder, &["explain", "--lon", "124.82", "--lat", "43.50", "-c", "bailiwick.toml", "--lang", "en"])
}

/// What the server says when it does not start.
fn server(config: &Path) -> (Option<i32>, String) {
    let args = ["-c", config.to_str().expect("UTF-8"), "--listen", "127.0.0.1:0", "--lang", "en"];
    let done = Command::new(binary("bailiwick-server")).args(args).output().expect("it starts");
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn a_snapshot_is_made_and_used_and_made_anew_when_its_source_has_changed() {
    let folder = tempdir().expect("a folder");
    let snapshot = folder.path().join("all.snapshot");
    configuration(folder.path(), "before-2020");
    let first = explain(folder.path());
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(first.out.contains("220381"), "{}", first.out);
    let (made, again) = (fs::read(&snapshot).expect("made by the first run"), explain(folder.path()));
    assert_eq!((again.code, &again.out), (Some(0), &first.out), "the same answer from the snapshot");
    assert!(fs::read(&snapshot).expect("still there") == made, "a fresh snapshot is used as it is");

    put_counties(folder.path(), "current");
    let after = explain(folder.path());
    assert!(after.out.contains("220184") && !after.out.contains("220381"), "{}", after.out);
    assert!(fs::read(&snapshot).expect("still there") != made, "and the snapshot is of the new source");
    let by_hand = bailiwick(folder.path(), &["snapshot", "-c", "bailiwick.toml", "-o", "other.snapshot"]);
    assert_eq!(by_hand.code, Some(0), "{}", by_hand.err);
    assert!(fs::read(folder.path().join("other.snapshot")).expect("made") == fs::read(&snapshot).expect("still there"), "equal inputs give equal bytes");
}

#[test]
fn a_file_that_is_damaged_or_no_snapshot_is_refused_by_both_programs_and_left_alone() {
    let folder = tempdir().expect("a folder");
    let snapshot = folder.path().join("all.snapshot");
    let config = configuration(folder.path(), "current");
    assert_eq!(explain(folder.path()).code, Some(0));
    let whole = fs::read(&snapshot).expect("made by the first run");
    let changed = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let cases = [
        ("a bit in the middle", changed(whole.len() / 2), "is damaged"),
        ("the last bit", changed(whole.len() - 1), "is damaged"),
        ("its length", changed(16), "is damaged"),
        ("half of it", whole[..whole.len() / 2].to_vec(), "is damaged"),
        ("a letter to somebody", b"Dear colleague, please find enclosed".repeat(10), "is no snapshot of Bailiwick"),
    ];
    for (what, bytes, sentence) in cases {
        fs::write(&snapshot, &bytes).expect("written");
        let said = explain(folder.path());
        assert_eq!(said.code, Some(1), "{what}: {}{}", said.out, said.err);
        assert!(said.err.contains(sentence) && said.err.contains("all.snapshot"), "{what}: {}", said.err);
        let (code, words) = server(&config);
        assert_eq!((code, words.contains(sentence)), (Some(1), true), "{what}: {words}");
        assert!(fs::read(&snapshot).expect("still there") == bytes, "{what}: nobody writes over it");
    }
    // The remedy that the sentence names.
    fs::remove_file(&snapshot).expect("deleted");
    assert_eq!(explain(folder.path()).code, Some(0));
    assert!(fs::read(&snapshot).expect("made anew") == whole);
}
