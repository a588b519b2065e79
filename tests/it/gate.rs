//! Boundaries with faults: both programs refuse them with a sentence, `check` shows them, and a waiver lets them pass.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::support::{Said, Server, bailiwick, binary, python, repository, run};

/// A ring of a county in thousandths of a degree around (125, 43).
type Ring<'a> = &'a [(f64, f64)];

/// Two counties side by side with ground of 10 by 50 thousandths between them that no county has (4.5 km²), and 2 by 100 that both have
/// (1.8 km²).
const GAP: &[(&str, Ring)] = &[
    ("220102", &[(0.0, 0.0), (102.0, 0.0), (102.0, 100.0), (0.0, 100.0)]),
    ("220103", &[(100.0, 0.0), (200.0, 0.0), (200.0, 100.0), (100.0, 100.0)]),
    ("220104", &[(0.0, 100.0), (95.0, 100.0), (95.0, 150.0), (0.0, 150.0)]),
    ("220105", &[(105.0, 100.0), (200.0, 100.0), (200.0, 150.0), (105.0, 150.0)]),
    ("220106", &[(0.0, 150.0), (200.0, 150.0), (200.0, 200.0), (0.0, 200.0)]),
];

/// A folder with counties, a snapshot to be made, and what else the configuration says.
fn folder(counties: &[(&str, Ring)], more: &str) -> TempDir {
    let folder = tempdir().expect("a folder");
    let features = counties.iter().map(|(code, ring)| {
        let points: Vec<String> = ring.iter().chain(ring.first()).map(|(x, y)| format!("[{},{}]", 125.0 + x / 1000.0, 43.0 + y / 1000.0)).collect();
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"县{code}","parent":null}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            points.join(",")
        )
    });
    let features: Vec<String> = features.collect();
    fs::write(folder.path().join("county.geojson"), format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))).expect("written");
    configure(folder.path(), more);
    folder
}

fn configure(folder: &Path, more: &str) {
    let text = format!("[[jurisdictions]]\npath = \"county.geojson\"\nlevel = \"county\"\n\n[snapshot]\npath = \"all.snapshot\"\n\n{more}\n");
    fs::write(folder.join("bailiwick.toml"), text).expect("written");
}

fn explain(folder: &Path, lang: &str) -> Said {
    bailiwick(folder, &["explain", "--lon", "125.05", "--lat", "43.05", "--lang", lang])
}

/// What the server says when it does not start.
fn server(folder: &Path) -> (Option<i32>, String) {
    let args = ["-c", "bailiwick.toml", "--listen", "127.0.0.1:0", "--lang", "en"];
    let done = Command::new(binary("bailiwick-server")).args(args).current_dir(folder).output().expect("it starts");
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}{}", said.out, said.err))
}

#[test]
fn a_file_with_a_gap_and_an_overlap_is_refused_by_both_programs_with_place_area_and_remedy() {
    let folder = folder(GAP, "");
    let english = explain(folder.path(), "en");
    let (code, words) = server(folder.path());
    assert_eq!((english.code, code), (Some(1), Some(1)), "{}{words}", english.err);
    for said in [&english.err, &words] {
        for part in ["county.geojson: 2 faults", "gap × 1", "overlap × 1", "4.5", "km²", "at (125.1", "220102", "[[waivers]]  fault = ", "bailiwick check"] {
            assert!(said.contains(part), "{part} is missing from {said}");
        }
    }
    let chinese = explain(folder.path(), "zh");
    for part in ["county.geojson", "2 处错误", "缺口 × 1", "重叠 × 1", "平方千米", "位于 (125.1", "[[waivers]]"] {
        assert!(chinese.err.contains(part), "{part} is missing from {}", chinese.err);
    }
    println!("{}\n{}", english.err, chinese.err);
    // `assign` and `handover` open the same way; nothing is written.
    fs::write(folder.path().join("clues.csv"), "lon,lat\n125.05,43.05\n").expect("written");
    let assigned = bailiwick(folder.path(), &["assign", "clues.csv", "--crs", "WGS84", "-o", "out.csv"]);
    assert!(assigned.code == Some(1) && !folder.path().join("out.csv").exists(), "{}", assigned.err);
    assert_eq!(bailiwick(folder.path(), &["snapshot", "-o", "by-hand.snapshot"]).code, Some(1));
}

#[test]
fn a_waiver_lets_it_pass_without_a_new_snapshot_and_check_shows_the_reason() {
    let folder = folder(GAP, "");
    assert_eq!(explain(folder.path(), "en").code, Some(1));
    let snapshot = fs::read(folder.path().join("all.snapshot")).expect("made by the first run");
    let gap = "[[waivers]]\nfault = \"gap\"\ncodes = [\"220104\"]\nat_most_m2 = 5e6\nreason = \"the reservoir, mapped next year\"\n";
    let overlap = "\n[[waivers]]\nfault = \"overlap\"\nreason = \"in dispute\"\n";
    configure(folder.path(), gap);
    let half = explain(folder.path(), "en");
    assert!(half.code == Some(1) && half.err.contains("1 fault,") && !half.err.contains("gap × 1"), "{}", half.err);
    configure(folder.path(), &format!("{gap}{overlap}"));
    let both = explain(folder.path(), "en");
    assert_eq!(both.code, Some(0), "{}", both.err);
    assert!(fs::read(folder.path().join("all.snapshot")).expect("still there") == snapshot, "waivers are no part of the snapshot");
    assert_eq!(Server::start_with(&folder.path().join("bailiwick.toml")).get("/health").0, 200);
    let check = bailiwick(folder.path(), &["check", "--lang", "en"]);
    assert_eq!(check.code, Some(0), "{}", check.out);
    for part in ["5 counties; 0 faults, 2 waived", "waived: gap", "reason: the reservoir, mapped next year", "reason: in dispute"] {
        assert!(check.out.contains(part), "{part} is missing from {}", check.out);
    }
    // Taken away again, the same snapshot is refused again.
    configure(folder.path(), "");
    assert_eq!(explain(folder.path(), "en").code, Some(1));
}

#[test]
fn a_waiver_that_names_nothing_is_warned_of_and_one_of_an_unknown_kind_is_an_error() {
    let sound: &[(&str, Ring)] = &GAP[1..2];
    let folder = folder(sound, "[[waivers]]\nfault = \"gap\"\ncodes = [\"220184\"]\nreason = \"a river\"\n");
    let check = bailiwick(folder.path(), &["check", "--lang", "en"]);
    assert!(check.code == Some(0) && check.out.contains("warning: the waiver of gap names no fault") && check.out.contains("a river"), "{}", check.out);
    assert_eq!(json(&bailiwick(folder.path(), &["check", "--json"]))["unused_waivers"][0]["codes"][0], "220184");
    assert!(bailiwick(folder.path(), &["check", "--lang", "zh"]).out.contains("警告：豁免 gap 未匹配任何问题"));
    assert_eq!(explain(folder.path(), "en").code, Some(0), "a waiver too many keeps nobody from work");
    configure(folder.path(), "[[waivers]]\nfault = \"gaps\"\nreason = \"a river\"\n");
    let unknown = explain(folder.path(), "en");
    assert!(unknown.code == Some(2) && unknown.err.contains("did you mean gap?"), "{}", unknown.err);
}

#[test]
fn rings_that_cross_and_rows_that_are_lost_are_told_with_the_ground_in_doubt() {
    let folder = folder(
        &[
            ("220102", &[(0.0, 0.0), (120.0, 0.0), (40.0, 120.0), (80.0, 120.0)]),
            ("220103", &[(200.0, 0.0), (300.0, 0.0), (350.0, 0.0), (300.0, 0.0), (300.0, 100.0), (200.0, 100.0)]),
            ("22010", &[(400.0, 0.0), (500.0, 0.0), (500.0, 100.0), (400.0, 100.0)]),
            ("", &[(600.0, 0.0), (700.0, 0.0), (700.0, 100.0), (600.0, 100.0)]),
            ("220104", &[(800.0, 0.0), (900.0, 0.0)]),
        ],
        "",
    );
    let check = json(&bailiwick(folder.path(), &["check", "--json"]));
    let faults = check["generations"][0]["faults"].as_array().expect("faults");
    let fault = |detail: &str| faults.iter().find(|fault| fault["detail"] == detail).unwrap_or_else(|| panic!("{detail} in {faults:?}"));
    for (detail, kind, severity, row, west) in [
        ("self_intersection", "invalid_ring", "error", 1, 125.0),
        ("spike", "invalid_ring", "warning", 2, 125.2),
        ("not_a_division", "missing_code", "error", 3, 125.4),
        ("no_code", "missing_code", "error", 4, 125.6),
        ("unusable", "invalid_ring", "error", 5, 0.0),
    ] {
        let fault = fault(detail);
        assert_eq!((&fault["kind"], &fault["severity"], &fault["file"]), (&kind.into(), &severity.into(), &"county.geojson".into()), "{fault}");
        // GDAL counts features from 0.
        assert!(fault["row"].as_u64().is_some_and(|found| found == row || found + 1 == row), "{fault}");
        let place = fault["at"][0].as_f64();
        assert!(if west == 0.0 { place.is_none() } else { place.is_some_and(|x| (west..west + 0.16).contains(&x)) }, "{fault}");
    }
    // The upper half of the bow-tie is a third as high as the lower: 40 by 30 thousandths, half of it.
    let doubt = fault("self_intersection")["area_m2"].as_f64().expect("an area");
    assert!((doubt / (0.5 * 40.0 * 30.0 * 9_059.0) - 1.0).abs() < 0.01, "{doubt}");
    assert_eq!(explain(folder.path(), "en").code, Some(1));
}

#[test]
fn faults_are_written_for_a_gis_and_no_source_is_overwritten() {
    let folder = folder(GAP, "[[waivers]]\nfault = \"overlap\"\nreason = \"in dispute\"\n");
    for out in ["faults.gpkg", "faults.geojson", "faults.csv"] {
        assert_eq!(bailiwick(folder.path(), &["check", "-o", out, "--lang", "en"]).code, Some(1), "{out}");
    }
    let geopackage = folder.path().join("faults.gpkg");
    let info = run("ogrinfo", &["-so", "-al", geopackage.to_str().expect("UTF-8")]);
    for part in
        ["Layer name: boundary_faults\n", "Layer name: boundary_faults_areas", "Geometry: Multi Polygon", "Geometry: Point", "CGCS2000", "area_m2: Real"]
    {
        assert!(info.contains(part), "{part} is missing from {info}");
    }
    assert_eq!(info.matches("Feature Count: 2").count(), 2, "{info}");
    let geojson: Value = serde_json::from_slice(&fs::read(folder.path().join("faults.geojson")).expect("written")).expect("JSON");
    let waived: Vec<&Value> = geojson["features"].as_array().expect("features").iter().map(|feature| &feature["properties"]["waived"]).collect();
    assert_eq!(waived, [&Value::Null, &"in dispute".into()]);
    assert_eq!(geojson["features"][0]["geometry"]["type"], "MultiPolygon");
    let before = fs::read(folder.path().join("county.geojson")).expect("there");
    assert_eq!(bailiwick(folder.path(), &["check", "-o", "county.geojson"]).code, Some(2));
    assert!(fs::read(folder.path().join("county.geojson")).expect("there") == before);
}

#[test]
fn geos_finds_the_same_ground_without_a_county_with_several_and_outside_its_superior() {
    let folder = tempdir().expect("a folder");
    let arguments = [repository("tests/second_engine/coverage.py"), binary("bailiwick"), repository("data/jilin/boundaries"), folder.path().to_path_buf()];
    let counts: Value = serde_json::from_str(run(&python(), &arguments).trim()).expect("it prints JSON");
    for set in ["current", "before-2020", "tianditu"] {
        assert_eq!(counts[format!("{set}, as it is")]["found"], serde_json::json!({ "uncovered": 0, "shared": 0 }), "the sets of Jilin are clean");
        assert!(counts[format!("{set}, damaged")]["geos"]["shared"].as_f64().is_some_and(|area| area > 1e5), "the damage is there: {counts}");
    }
    println!("{counts}");
}
