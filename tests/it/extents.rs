//! The shares of lines and areas on real borders against a second engine.

use tempfile::tempdir;

use crate::support::{binary, python, repository, run};

#[test]
fn four_thousand_lines_and_areas_on_real_borders_are_cut_as_geos_cuts_them() {
    let folder = tempdir().expect("a folder");
    let arguments = [
        repository("tests/second_engine/extents.py"),
        binary("bailiwick"),
        repository("data/jilin/boundaries/current/county.geojson"),
        folder.path().to_path_buf(),
    ];
    let line = run(&python(), &arguments);
    let counts: serde_json::Value = serde_json::from_str(line.trim()).expect("one line of JSON");
    assert_eq!((counts["extents"].as_u64(), counts["disagree"].as_u64()), (Some(4_000), Some(0)), "{counts}");
    // Shares are written to a thousandth, so half of one is rounding.
    assert!(counts["worst"].as_f64().is_some_and(|worst| worst <= 0.001), "{counts}");
    assert!(counts["shared"].as_u64().is_some_and(|shared| shared >= 1_500), "{counts}");
    println!("{counts}");
}
