//! Hotspots across borders: the journey of a planner.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::tempdir;

use crate::support::{Said, Server, bailiwick, curl, demo_config, python, repository, run};

fn text(path: PathBuf) -> String {
    path.into_os_string().into_string().expect("UTF-8")
}

fn hotspots(folder: &Path, clues: &str, more: &[&str]) -> Said {
    let config = text(demo_config());
    let quick = ["--permutations", "999", "--replicates", "99", "--shifts", "199"];
    bailiwick(folder, &[&["hotspots", clues, "-c", config.as_str()], &quick[..], more].concat())
}

fn as_json(said: &Said) -> Value {
    assert_eq!(said.code, Some(0), "{}", said.err);
    serde_json::from_str(&said.out).expect("--json prints JSON")
}

/// Rows as a file of clues.
fn written(folder: &Path, rows: &[(f64, f64, &str)]) -> String {
    let mut csv = String::from("id,lon,lat,crs,occurred\n");
    for (place, (lon, lat, occurred)) in rows.iter().enumerate() {
        let _ = writeln!(csv, "T{place},{lon},{lat},EPSG:4490,{occurred}");
    }
    let path = folder.join("clues.csv");
    fs::write(&path, csv).expect("written");
    text(path)
}

/// Three clues on each side of the border of 大安市 (白城) and 前郭尔罗斯蒙古族自治县 (松原).
fn across() -> Vec<(f64, f64, &'static str)> {
    let offsets = [(0.004, 0.002), (0.005, -0.001), (0.003, 0.003), (-0.004, 0.001), (-0.005, -0.002), (-0.003, -0.003)];
    offsets.map(|(east, north)| (124.3397 + east, 45.4437 + north, "2024-05-01")).to_vec()
}

#[test]
fn the_files_hold_what_was_found_and_equal_runs_give_equal_bytes() {
    let folder = tempdir().expect("a folder");
    let clues = text(repository("data/jilin/clues/clues-wgs84.csv"));
    for out in ["one", "two"] {
        let said = hotspots(folder.path(), &clues, &["-o", out]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(said.out.contains("[sample data] Hotspots across borders") && said.out.contains("no county sees it"), "{}", said.out);
    }
    for name in ["hotspots.gpkg", "hotspots.xlsx", "hotspots.geojson", "hotspots.html"] {
        let [one, two] = ["one", "two"].map(|out| fs::read(folder.path().join(out).join(name)).expect("written"));
        assert!(one == two, "{name} differs between two runs");
    }
    let layers = run("ogrinfo", &[text(folder.path().join("one/hotspots.gpkg"))]);
    for layer in [
        "hotspots (Polygon)",
        "borders_risk (Multi Line String)",
        "border_segments (Line String)",
        "hotspot_scan (Polygon)",
        "hotspot_cells (Polygon)",
        "hotspot_counties (Multi Polygon)",
        "hotspot_clues (Point)",
        "layer_styles",
    ] {
        assert!(layers.contains(layer), "{layer} is missing from: {layers}");
    }
    let page = fs::read_to_string(folder.path().join("one/hotspots.html")).expect("the report");
    assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("src="), "the report asks no host");
    assert!(page.contains("Sample data") && page.contains("<svg id=\"map\"") && !page.contains("NaN"));

    // A joint action can be drafted from the file as it is.
    let plan = bailiwick(folder.path(), &["plan", "one/hotspots.gpkg", "--hotspot", "C3", "-c", &text(demo_config()), "-o", "plan.json"]);
    assert_eq!(plan.code, Some(0), "{}", plan.err);
}

#[test]
fn every_row_is_counted_once_and_shares_add_up() {
    let folder = tempdir().expect("a folder");
    let json = as_json(&hotspots(folder.path(), &text(repository("data/jilin/clues/clues-wgs84.csv")), &["--json", "--days", "400"]));
    let count = |name: &str| json["counted"][name].as_u64().expect("a number");
    assert_eq!(count("rows"), count("inside") + count("outside") + count("without_position"));
    let steps: u64 = json["steps"]["clues"].as_array().expect("a list").iter().filter_map(Value::as_u64).sum();
    assert_eq!(steps, count("inside") - count("without_time"));
    for cluster in json["clusters"].as_array().expect("a list") {
        let split = &cluster["split"];
        let shares: u64 = split["counties"].as_array().expect("a list").iter().filter_map(|share| share["clues"].as_u64()).sum();
        let rest = split["on_borders"].as_u64().expect("a number") + split["outside"].as_u64().expect("a number");
        assert_eq!(Some(shares + rest), split["clues"].as_u64(), "{cluster}");
    }
    for level in json["borders"].as_array().expect("a list") {
        for pair in level["pairs"].as_array().expect("a list") {
            let within: Vec<u64> = pair["bands"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|band| ["one", "other", "on_line"].iter().filter_map(|side| band[side].as_u64()).sum())
                .collect();
            assert!(within.windows(2).all(|pair| pair[0] <= pair[1]), "a wider band holds as many: {pair}");
        }
    }
}

#[test]
fn three_events_on_each_side_of_a_prefecture_border_are_one_cluster_of_the_province() {
    let folder = tempdir().expect("a folder");
    let clues = written(folder.path(), &across());
    let json = as_json(&hotspots(folder.path(), &clues, &["--json"]));
    let clusters = json["clusters"].as_array().expect("a list");
    assert_eq!(clusters.len(), 1, "{clusters:?}");
    let split = &clusters[0]["split"];
    assert_eq!(
        (split["clues"].as_u64(), split["seen_by_nobody"].as_bool(), split["organiser"]["code"].as_str()),
        (Some(6), Some(true), Some("220000")),
        "{split}"
    );
}

#[test]
fn degenerate_input_gives_a_sentence_and_no_nan() {
    let folder = tempdir().expect("a folder");
    let said = |rows: &[(f64, f64, &str)], more: &[&str]| hotspots(folder.path(), &written(folder.path(), rows), more);
    let one_spot = vec![(125.3, 43.9, "2024-05-01"); 40];
    for (rows, sentence) in [
        (vec![(125.3, 43.9, "2024-05-01")], "1 clues are few"),
        (one_spot.clone(), "all clues have the same position"),
        (one_spot, "nothing is looked at through time"),
        (vec![(125.3, 43.9, ""), (125.31, 43.9, ""), (126.5, 43.8, "")], "do not say when they occurred"),
    ] {
        let said = said(&rows, &["-o", "out"]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(said.out.contains(sentence), "{sentence} is missing from {}", said.out);
        for file in ["hotspots.html", "hotspots.geojson"] {
            let text = fs::read_to_string(folder.path().join("out").join(file)).expect("written");
            assert!(!text.contains("NaN") && !said.out.contains("NaN"), "NaN in {file}");
        }
    }
    for (rows, more, sentence) in [
        (vec![], &[][..], "no clue lies in a county"),
        (vec![(10.0, 50.0, "2024-05-01")], &[], "no clue lies in a county"),
        (vec![(125.3, 43.9, "")], &["--radius", "0"], "--radius 0 m is not from 1 m to 100 km"),
        (vec![(125.3, 43.9, "")], &["--cell", "12"], "--cell 12 is no resolution from 4 to 9"),
        (vec![(125.3, 43.9, "")], &["--rate", "0.9"], "--rate 0.9 is not within"),
        (vec![(125.3, 43.9, "")], &["--days", "0"], "--days 0 is too short"),
        (vec![(125.3, 43.9, "")], &["-o", "x.shp"], "hotspots are written as .gpkg"),
        (vec![(125.3, 43.9, "")], &["--baseline", "clues.csv"], "has no column"),
        (vec![(125.3, 43.9, "")], &["--baseline", "clues.csv", "--baseline-column", "id"], "row 2, column id: \"T0\" is no number from 0 up"),
    ] {
        let said = said(&rows, more);
        assert!(said.code != Some(0) && said.err.contains(sentence), "{sentence} is missing from {}{}", said.out, said.err);
        assert!(!said.err.contains("panicked"), "{}", said.err);
    }
}

#[test]
fn a_baseline_of_people_takes_a_town_for_what_it_is() {
    let folder = tempdir().expect("a folder");
    // Forty clues in a town of a million; elsewhere a clue here and there, among few people.
    let mut rows: Vec<(f64, f64, &str)> = (0..40).map(|i| (125.30 + 0.004 * f64::from(i % 7), 43.88 + 0.004 * f64::from(i / 7), "2024-05-01")).collect();
    rows.extend((0..20).map(|i| (124.6 + 0.1 * f64::from(i % 5), 43.5 + 0.2 * f64::from(i / 5), "2024-05-01")));
    let clues = written(folder.path(), &rows);
    let mut people = String::from("lon,lat,人口\n125.31,43.89,1000000\n");
    for i in 0..20 {
        let _ = writeln!(people, "{},{},20000", 124.6 + 0.1 * f64::from(i % 5), 43.5 + 0.2 * f64::from(i / 5));
    }
    fs::write(folder.path().join("people.csv"), people).expect("written");
    let p_of_first = |more: &[&str]| {
        let json = as_json(&hotspots(folder.path(), &clues, &[&["--json"], more].concat()));
        json["scan"]["clusters"][0]["p_value"].as_f64().expect("a cluster")
    };
    assert!(p_of_first(&[]) <= 0.05, "against bare ground forty clues in a town are no chance");
    assert!(p_of_first(&["--baseline", "people.csv"]) > 0.05, "among people they are none");
}

#[test]
fn the_server_tells_what_the_command_tells_as_tiles_features_and_files_too() {
    let folder = tempdir().expect("a folder");
    let clues = written(folder.path(), &across());
    let level =
        |name: &str| format!("[[jurisdictions]]\npath = {:?}\nlevel = {name:?}\n", text(repository(&format!("data/jilin/boundaries/current/{name}.geojson"))));
    let levels: String = ["province", "prefecture", "county"].iter().map(|name| level(name)).collect();
    let config = folder.path().join("bailiwick.toml");
    fs::write(&config, format!("{levels}[[clues]]\npath = \"clues.csv\"\n[hotspots]\nreplicates = 99\n")).expect("written");
    let config = text(config);
    let said = bailiwick(folder.path(), &["hotspots", &clues, "-c", &config, "--replicates", "99", "--json"]);
    let expected = as_json(&said);

    let server = Server::start_with(Path::new(&config));
    let told = |(status, body): (u16, String)| -> Value {
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).expect("JSON")
    };
    let served = told(server.get("/api/v1/hotspots?lang=en"));
    let (file, address) = (format!("@{clues}"), format!("{}/api/v1/hotspots?filename=clues.csv&replicates=99&lang=en", server.url));
    let posted = told(curl(&["--data-binary", &file, "--header", "content-type: application/octet-stream", &address]));
    for name in expected.as_object().expect("an object").keys() {
        assert_eq!(served[name], expected[name], "{name} as served");
        assert_eq!(posted[name], expected[name], "{name} of an upload");
    }
    assert_eq!(served["places"], posted["places"]);
    assert_eq!(served["clusters"][0]["split"]["seen_by_nobody"], true);

    // GDAL reads both layers, as tiles and as features.
    for (layer, attributes) in [
        ("hotspots", &["id: String", "method: String", "clues: Integer", "p_value: Real", "seen_by_nobody: Integer(Boolean)", "organiser_name: String"][..]),
        ("borders_risk", &["level: String", "rank: Integer", "one_code: String", "one_3km: Integer", "length_km: Real", "p_value: Real", "risk: String"]),
    ] {
        let sources = [format!("MVT:{}/{layer}/6/54/22.pbf", server.url), format!("{}/collections/{layer}/items?limit=10000", server.url)];
        for source in sources {
            let info = run("ogrinfo", &["-ro", "-so", "-al", &source]);
            let count: u64 = info.lines().find_map(|line| line.strip_prefix("Feature Count: ")).and_then(|n| n.parse().ok()).unwrap_or(0);
            assert!(count > 0, "{source}: {info}");
            for attribute in attributes {
                assert!(info.contains(&format!("\n{attribute}")), "{source} has no {attribute}: {info}");
            }
        }
    }

    // A draft for it, and the same area by hand.
    let ask = |body: &str, format: &str| {
        let out = text(folder.path().join(format!("plan.{format}")));
        let address = format!("{}/api/v1/plans?format={format}&lang=en", server.url);
        run("curl", &["--silent", "--fail", "--data", body, "--output", &out, &address]);
        out
    };
    let plan: Value = serde_json::from_str(&fs::read_to_string(ask(r#"{"hotspots": ["C1"], "seed": "a"}"#, "json")).expect("written")).expect("JSON");
    assert_eq!((&plan["areas"][0], &plan["superior"]["code"]), (&"C1".into(), &"220000".into()));
    let area = &served["places"]["features"][0]["geometry"];
    let drawn: Value = serde_json::from_str(&fs::read_to_string(ask(&format!(r#"{{"areas": {area}, "seed": "a"}}"#), "json")).expect("written")).expect("JSON");
    assert_eq!((&drawn["participants"], &drawn["ground_km2"]), (&plan["participants"], &plan["ground_km2"]));
    let unzip = "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read('word/document.xml'))";
    let document = run(&python(), &["-c".to_owned(), unzip.to_owned(), ask(r#"{"hotspots": ["C1"]}"#, "docx")]);
    assert!(document.contains("大安市") && document.contains("前郭尔罗斯蒙古族自治县"), "the document names who takes part");
}
