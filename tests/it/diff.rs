//! What a new set of boundaries moves: the journey of whoever has to judge one before it is put to use.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::tempdir;

use crate::support::{Said, bailiwick, binary, demo_config, python, repository, run};

const CURRENT: &str = "data/jilin/boundaries/current/county.geojson";
const OTHER_SOURCE: &str = "data/jilin/boundaries/tianditu/county.geojson";
const BEFORE: &str = "data/jilin/boundaries/before-2020/county.geojson";

fn text(path: PathBuf) -> String {
    path.into_os_string().into_string().expect("UTF-8")
}

fn diff(folder: &Path, old: &str, new: &str, more: &[&str]) -> Said {
    let (old, new) = (text(repository(old)), text(repository(new)));
    bailiwick(folder, &[&["diff", old.as_str(), new.as_str()], more].concat())
}

fn as_json(said: &Said) -> Value {
    assert_eq!(said.code, Some(0), "{}", said.err);
    serde_json::from_str(&said.out).expect("--json prints JSON")
}

#[test]
fn two_sources_of_the_same_boundaries_differ_by_what_geos_finds() {
    let folder = tempdir().expect("a folder");
    let arguments =
        [repository("tests/second_engine/diff.py"), binary("bailiwick"), repository(CURRENT), repository(OTHER_SOURCE), folder.path().to_path_buf()];
    let line = run(&python(), &arguments);
    let counts: Value = serde_json::from_str(line.trim()).expect("one line of JSON");
    assert_eq!(counts["differences"], 0, "{counts}");
    let near = |name: &str, km2: f64| assert!((counts[name].as_f64().expect("a number") - km2).abs() < 0.01, "{name}: {counts}");
    near("county_km2", 1_899.604);
    near("prefecture_km2", 260.662);
    println!("{counts}");
}

#[test]
fn a_county_that_got_another_code_and_prefecture_moves_no_ground_of_its_own() {
    let folder = tempdir().expect("a folder");
    let (config, clues) = (text(demo_config()), text(repository("data/jilin/clues/clues-gcj02.xlsx")));
    let more = ["-c", config.as_str(), "--clues", clues.as_str()];
    let json = as_json(&diff(folder.path(), BEFORE, CURRENT, &[&more[..], &["--json"]].concat()));
    let [county, prefecture] = [0, 1].map(|level| &json["levels"][level]);
    assert_eq!(county["moves"], serde_json::json!([]));
    let changed: Vec<&Value> =
        county["bodies"].as_array().expect("a list").iter().filter(|body| body["changes"].as_array().is_some_and(|changes| !changes.is_empty())).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!((&changed[0]["old"]["code"], &changed[0]["new"]["code"]), (&Value::from("220381"), &Value::from("220184")));
    assert_eq!(changed[0]["changes"], serde_json::json!(["code", "parent"]));
    // The prefectures' ground does move, and with it whatever lies there.
    assert_eq!(prefecture["moves"].as_array().map(Vec::len), Some(1));
    assert!((prefecture["moved_km2"].as_f64().expect("a number") - 4_145.063).abs() < 0.01, "{prefecture}");
    for carried in ["clues", "outfalls"] {
        let levels: Vec<&Value> = json[carried]["pairs"].as_array().expect("a list").iter().map(|pair| &pair["level"]).collect();
        assert_eq!(levels, ["prefecture"], "{carried} change the prefecture and not the county");
    }
    let stays = |border: &Value| border["vanished_km"] == 0.0 && border["appeared_km"] == 0.0;
    assert!(json["borders"].as_array().expect("a list").iter().all(stays), "no border moved");

    let words = diff(folder.path(), BEFORE, CURRENT, &[&more[..], &["--lang", "zh"]].concat());
    for part in ["易主 0.000 平方千米（0 对）", "220381 公主岭市 → 220184 公主岭市：代码、上级", "辖区未变", "220300 四平市 → 220100 长春市", "示例数据"]
    {
        assert!(words.out.contains(part), "{part} is missing from: {}", words.out);
    }
}

#[test]
fn the_files_hold_the_change_and_equal_runs_give_equal_bytes() {
    let folder = tempdir().expect("a folder");
    let (config, clues) = (text(demo_config()), text(repository("data/jilin/clues/clues-gk.shp")));
    for out in ["one", "two"] {
        let said = diff(folder.path(), CURRENT, OTHER_SOURCE, &["-c", &config, "--clues", &clues, "-o", out]);
        assert_eq!(said.code, Some(0), "{}", said.err);
    }
    for name in ["diff.csv", "diff.xlsx", "diff.gpkg", "diff.html"] {
        let [one, two] = ["one", "two"].map(|out| fs::read(folder.path().join(out).join(name)).expect("written"));
        assert!(one == two, "{name} differs between two runs");
    }
    let page = fs::read_to_string(folder.path().join("one/diff.html")).expect("the map");
    assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("src="), "the map asks no host");
    for part in ["220302 铁西区 → 220322 梨树县", "554.166 km²", "sample data", "<svg"] {
        assert!(page.contains(part), "{part} is missing from the map");
    }
    let layers = run("ogrinfo", &[text(folder.path().join("one/diff.gpkg"))]);
    for layer in ["moved_county (Polygon)", "moved_prefecture (Polygon)", "changed_borders (Line String)", "clues (Point)", "outfalls (Point)"] {
        assert!(layers.contains(layer), "{layer} is missing from: {layers}");
    }
    // A single file, by its ending.
    let said = diff(folder.path(), CURRENT, OTHER_SOURCE, &["-o", "moves.csv"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let moves = fs::read_to_string(folder.path().join("moves.csv")).expect("written");
    assert!(moves.contains("county,moved,220302,铁西区,220322,梨树县,554.16"), "{moves}");
}

#[test]
fn a_configuration_stands_for_its_boundaries_in_force() {
    let folder = tempdir().expect("a folder");
    for level in ["county", "prefecture", "province"] {
        let new = format!("data/jilin/boundaries/current/{level}.geojson");
        let json = as_json(&diff(folder.path(), "data/jilin/bailiwick.toml", &new, &["--level", level, "--json"]));
        assert_eq!(json["levels"][0]["level"], level);
        assert_eq!(json["levels"][0]["moves"], serde_json::json!([]), "the same boundaries move nothing: {level}");
        assert_eq!(json["sample"], true);
    }
}

#[test]
fn what_cannot_be_compared_is_refused_with_a_sentence() {
    let folder = tempdir().expect("a folder");
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("written");
        text(path)
    };
    let feature = |properties: &str, geometry: &str| {
        format!(r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{properties},"geometry":{geometry}}}]}}"#)
    };
    let square = r#"{"type":"Polygon","coordinates":[[[125,43],[126,43],[126,44],[125,43]]]}"#;
    let good = write("good.geojson", &feature(r#"{"code":"220101","name":"甲","parent":"220100"}"#, square));
    let codeless = write("codeless.geojson", &feature(r#"{"name":"甲"}"#, square));
    let points = write("points.geojson", &feature(r#"{"code":"220101","name":"甲"}"#, r#"{"type":"Point","coordinates":[125,43]}"#));
    let empty = write("empty.geojson", r#"{"type":"FeatureCollection","features":[]}"#);
    let broken = write("broken.geojson", "{\"type\":\"FeatureCollection\",\"features\":[");
    let nowhere = text(folder.path().join("nowhere.geojson"));
    let config = write("wrong.toml", "[[jurisdiction]]\n");
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&[&nowhere, &good], 1, &["nowhere.geojson"]),
        (&[&good, &codeless], 1, &["codeless.geojson", "code", "[[jurisdictions]]"]),
        (&[&points, &good], 1, &["points.geojson", "bailiwick check"]),
        (&[&good, &empty], 1, &["empty.geojson", "no record"]),
        (&[&broken, &good], 1, &["broken.geojson"]),
        (&[&config, &good], 2, &["wrong.toml", "did you mean jurisdictions?"]),
        (&[&good, &good, "-o", "out.parquet"], 2, &["out.parquet", ".gpkg"]),
        (&[&good, &good, "--crs", "GCJ-02"], 2, &["--clues"]),
        (&[&good, &good, "--level", "town"], 2, &["county, prefecture or province"]),
        (&[&good, &good, "--clues", &nowhere], 1, &["nowhere.geojson"]),
        (&[&good, &good, "-o", "no/such/folder/diff.csv"], 1, &["no/such/folder"]),
        (&[&good], 2, &["NEW"]),
    ];
    for (arguments, code, parts) in cases {
        let said = bailiwick(folder.path(), &[&["diff"], *arguments].concat());
        assert_eq!(said.code, Some(*code), "{arguments:?}: {}{}", said.out, said.err);
        assert!(!said.err.contains("panicked"), "{arguments:?}: {}", said.err);
        for part in *parts {
            assert!(said.err.contains(part), "{arguments:?}: {part} is missing from: {}", said.err);
        }
    }
    // One county against itself: nothing moves, and everything is said.
    let said = bailiwick(folder.path(), &["diff", good.as_str(), good.as_str(), "-o", "same"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("0.000 km² change owner (0 pairs)"), "{}", said.out);
}
