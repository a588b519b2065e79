//! Files that are whole, cut, changed, or something else.

use std::path::Path;

use super::*;
use crate::index::Flat;

const KEY: Key = [7; 32];

fn write(path: &Path) -> [u32; 3] {
    let mut writer = Writer::default();
    let numbers = Flat::from(vec![1.5, -2.0]);
    let sections = [writer.add(&numbers), writer.add(&Flat::from(vec![1u32, 2, 3])), writer.add(&numbers.clone())];
    writer.write(path, KEY, "{\"a\":1}").expect("written");
    sections
}

#[test]
fn what_was_written_is_read_in_place_and_shared_arrays_are_there_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("new/folder/s.snapshot");
    let [numbers, whole, again] = write(&path);
    assert_eq!(numbers, again);
    let snapshot = Snapshot::open(&path, &KEY).expect("whole").expect("fresh");
    assert_eq!(snapshot.flat::<f64>(numbers).expect("there")[..], [1.5, -2.0]);
    assert_eq!(snapshot.flat::<u32>(whole).expect("there")[..], [1, 2, 3]);
    assert_eq!(snapshot.catalogue().expect("text"), "{\"a\":1}");
    assert!(snapshot.flat::<f64>(whole).is_err() && snapshot.flat::<u32>(99).is_err() && snapshot.one::<u32>(whole).is_err());
}

#[test]
fn another_key_is_stale_and_no_file_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s.snapshot");
    assert!(Snapshot::open(&path, &KEY).expect("no file").is_none());
    write(&path);
    assert!(Snapshot::open(&path, &[8; 32]).expect("whole").is_none());
}

#[test]
fn no_changed_byte_and_no_cut_goes_unseen() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s.snapshot");
    write(&path);
    let good = std::fs::read(&path).expect("readable");
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x40;
        std::fs::write(&path, &bad).expect("written");
        // The reserved bytes before the checked ones mean nothing; the version may make it stale; all else is refused.
        let is_reserved = (40..64).contains(&at);
        let opened = Snapshot::open(&path, &KEY);
        assert!(is_reserved || !matches!(opened, Ok(Some(_))), "byte {at}");
    }
    for length in [0, 4, 8, 60, 127, 128, good.len() - 1] {
        std::fs::write(&path, &good[..length]).expect("written");
        assert!(Snapshot::open(&path, &KEY).is_err(), "{length} bytes");
    }
    std::fs::write(&path, "no snapshot at all").expect("written");
    assert!(matches!(Snapshot::open(&path, &KEY), Err(SnapshotError::Foreign { .. })));
}
