//! What people really send: each gets a sentence that names the file and what to do, and an exit code; nothing panics.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::{TempDir, tempdir};

use crate::support::{bailiwick, demo_config, repository};

/// A bad file, and words that the sentence must have.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) content: Vec<u8>,
    pub(crate) more: &'static [&'static str],
    exit: i32,
    words: &'static [&'static str],
}

fn case(name: &'static str, content: impl Into<Vec<u8>>, words: &'static [&'static str]) -> Case {
    Case { name, content: content.into(), more: &[], exit: 1, words }
}

pub(crate) fn unusable_files() -> Vec<Case> {
    let polygon = |ring: &str| {
        format!(r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}"#)
    };
    vec![
        case("notes.docx", "just text", &["notes.docx"]),
        case("empty.csv", "", &["empty.csv", "empty"]),
        case("no-coordinates.csv", "id,name\n1,a\n", &["no-coordinates.csv", "lon"]),
        case("one-coordinate.csv", "id,lon\n1,125\n", &["one-coordinate.csv", "lat"]),
        case("no-crs.csv", "lon,lat\n125.3,43.9\n", &["no-crs.csv", "--crs"]),
        Case { more: &["--crs", "EPSG:999999"], ..case("unknown-crs.csv", "lon,lat\n125.3,43.9\n", &["999999"]) },
        case("wide.csv", "c,".repeat(10_000_000), &["wide.csv", "column"]),
        case(
            "no-geometry.geojson",
            r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":null}]}"#,
            &["no-geometry.geojson"],
        ),
        case("cut.geojson", &polygon("[[125,43],[126,43]")[..90], &["cut.geojson"]),
        case("fake.xlsx", "this is no workbook", &["fake.xlsx"]),
        case("zero.csv", vec![0u8; 4096], &["zero.csv"]),
    ]
}

pub(crate) fn place(case: &Case) -> (TempDir, PathBuf) {
    let folder = tempdir().expect("a folder");
    let file = folder.path().join(case.name);
    fs::write(&file, &case.content).expect("written");
    (folder, file)
}

fn assign(folder: &Path, file: &Path, more: &[&str]) -> crate::support::Said {
    let config = demo_config();
    bailiwick(folder, &[&["assign", file.to_str().expect("UTF-8"), "-c", config.to_str().expect("UTF-8"), "-o", "out.csv"], more].concat())
}

#[test]
fn files_that_cannot_be_used_are_refused_with_a_sentence() {
    for case in unusable_files() {
        let (folder, file) = place(&case);
        let said = assign(folder.path(), &file, case.more);
        assert_eq!(said.code, Some(case.exit), "{}: {}", case.name, said.err);
        for word in case.words {
            assert!(said.err.contains(word), "{}: {word:?} is missing from {}", case.name, said.err);
        }
        assert!(!said.err.contains("panicked"), "{}: {}", case.name, said.err);
        assert!(!folder.path().join("out.csv").exists(), "{}: nothing half-done is left", case.name);
        println!("{}", said.err.trim());
    }
}

#[test]
fn a_header_without_rows_gives_a_result_without_rows_and_says_so() {
    let folder = tempdir().expect("a folder");
    let file = folder.path().join("header-only.csv");
    fs::write(&file, "lon,lat\n").expect("written");
    let said = assign(folder.path(), &file, &["--crs", "EPSG:4490"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("header and no data"), "{}", said.err);
    assert_eq!(fs::read_to_string(folder.path().join("out.csv")).expect("written").lines().count(), 1);
}

#[test]
fn a_truncated_shapefile_is_refused_or_its_lost_rows_are_named() {
    let folder = tempdir().expect("a folder");
    for ending in ["shp", "shx", "dbf", "prj"] {
        let mut bytes = fs::read(repository("data/jilin/clues").join(format!("clues-gk.{ending}"))).expect("the sample");
        if ending == "shp" {
            bytes.truncate(bytes.len() / 2);
        }
        fs::write(folder.path().join(format!("cut.{ending}")), bytes).expect("written");
    }
    let said = assign(folder.path(), &folder.path().join("cut.shp"), &[]);
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert!(said.err.contains("cut.shp"), "{}", said.err);
    println!("{}", said.err.trim());
}

#[test]
fn rows_that_cannot_be_used_come_out_as_invalid_with_their_reason() {
    let folder = tempdir().expect("a folder");
    let file = folder.path().join("mixed.csv");
    fs::write(&file, "id,lon,lat\na,125.30,43.90\nb,NaN,43.9\nc,abc,43.9\nd,,43.9\ne,43.9,125.3\nf,125.3\ng,1e400,43.9\n").expect("written");
    let said = assign(folder.path(), &file, &["--crs", "EPSG:4490"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let result = fs::read_to_string(folder.path().join("out.csv")).expect("written");
    let lines: Vec<&str> = result.lines().skip(1).collect();
    assert_eq!(lines.len(), 7, "{result}");
    let expected = ["assigned", "not_a_number", "not_a_number", "missing_coordinates", "swapped_axes", "ragged_row", "not_a_number"];
    for (line, word) in lines.iter().zip(expected) {
        assert!(line.contains(word), "{word} in {line}");
    }
    assert!(said.err.contains("row 3:"), "rows are numbered as the user sees them: {}", said.err);
}

#[test]
fn bow_ties_are_repaired_with_a_record_and_open_rings_are_not_silently_used() {
    let folder = tempdir().expect("a folder");
    let feature = |code: &str, ring: &str| {
        format!(r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{code}","parent":null}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#)
    };
    let features = [
        feature("220101", "[[125,43],[126,44],[126,43],[125,44],[125,43]]"),
        feature("220102", "[[127,43],[128,43],[128,44],[127,44]]"),
        feature("220103", "[[129,43],[130,43],[130,44],[129,43]]"),
    ];
    fs::write(folder.path().join("county.geojson"), format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))).expect("written");
    fs::write(folder.path().join("bailiwick.toml"), "[[jurisdictions]]\npath = \"county.geojson\"\nlevel = \"county\"\n").expect("written");
    let said = bailiwick(folder.path(), &["check"]);
    println!("{}", said.out);
    let json = bailiwick(folder.path(), &["check", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let report = &json["sources"][0]["report"];
    let number = |name: &str| report[name].as_u64().unwrap_or_else(|| panic!("{name} in {json}"));
    assert_eq!(number("read"), 3);
    assert_eq!(number("kept") + number("repaired") + number("rejected"), 3);
    assert!(number("repaired") >= 1, "{json}");
}

#[test]
fn a_configuration_with_an_unknown_key_names_the_line_and_the_key_meant() {
    let folder = tempdir().expect("a folder");
    fs::write(folder.path().join("bailiwick.toml"), "[dataset]\nname = \"x\"\n\n[[zones]]\npath = \"z.gpkg\"\nencodng = \"GBK\"\n").expect("written");
    let said = bailiwick(folder.path(), &["check"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("line 6") && said.err.contains("did you mean encoding?"), "{}", said.err);
}

#[test]
fn the_input_is_never_overwritten() {
    let folder = tempdir().expect("a folder");
    let file = folder.path().join("clues.csv");
    fs::write(&file, "lon,lat\n125.3,43.9\n").expect("written");
    let config = demo_config();
    let said = bailiwick(folder.path(), &["assign", "clues.csv", "--crs", "WGS84", "-c", config.to_str().expect("UTF-8"), "-o", "clues.csv"]);
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert_eq!(fs::read_to_string(&file).expect("still there"), "lon,lat\n125.3,43.9\n");
}
