//! A million points against a second engine.

use tempfile::tempdir;

use crate::support::{binary, python, repository, run};

#[test]
fn a_million_points_over_jilin_have_the_owners_that_geos_finds() {
    let folder = tempdir().expect("a folder");
    let arguments = [
        repository("tests/second_engine/sweep.py"),
        binary("bailiwick"),
        repository("data/jilin/boundaries/current/county.geojson"),
        folder.path().to_path_buf(),
    ];
    let line = run(&python(), &arguments);
    let counts: serde_json::Value = serde_json::from_str(line.trim()).expect("the sweep prints JSON");
    assert_eq!(counts["points"], 1_000_000);
    assert_eq!(counts["differences"], 0);
    assert_eq!(counts["double_owners"], 0);
    assert!(counts["on_boundary"].as_u64().expect("a count") >= 30_000, "every exact vertex is on a boundary: {counts}");
    println!("{counts}");
}
