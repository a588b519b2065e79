//! The duty officer's journey on the command line.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::tempdir;

use crate::support::{bailiwick, binary, demo_config, repository};

/// The sample batches and their rows.
const BATCHES: [(&str, usize); 3] = [("clues-wgs84.csv", 800), ("clues-gcj02.xlsx", 700), ("clues-gk.shp", 500)];

fn assign(folder: &Path, batch: &str, out: &str, more: &[&str]) -> Value {
    let (clues, config) = (repository("data/jilin/clues").join(batch), demo_config());
    let mut args = vec!["assign", clues.to_str().expect("UTF-8"), "-c", config.to_str().expect("UTF-8"), "-o", out, "--json"];
    // The CSV does not say its system and its configuration entry belongs to the server, so it is said here.
    if batch == "clues-wgs84.csv" {
        args.extend(["--crs", "EPSG:4326"]);
    }
    args.extend(more);
    let said = bailiwick(folder, &args);
    assert_eq!(said.code, Some(0), "{}", said.err);
    serde_json::from_str(&said.out).expect("--json prints JSON")
}

/// The rows of a CSV that `assign` wrote, by column name.
fn rows(file: &Path) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(file).expect("the result is there");
    let headers: Vec<String> = reader.headers().expect("a header").iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
    reader.records().map(|record| headers.iter().cloned().zip(record.expect("a row").iter().map(str::to_owned)).collect()).collect()
}

#[test]
fn every_row_of_the_three_batches_comes_out_once_and_in_the_county_that_is_true() {
    let folder = tempdir().expect("a folder");
    let truth: std::collections::HashMap<String, [String; 2]> = rows(&repository("data/jilin/clues/truth.csv"))
        .into_iter()
        .map(|row| (row["id"].clone(), [row["county_code"].clone(), row["fault"].clone()]))
        .collect();
    let mut uncertain = 0;
    for (batch, expected) in BATCHES {
        let out = format!("{batch}.csv");
        let summary = &assign(folder.path(), batch, &out, &[])["summary"];
        let count = |status: &str| summary[status].as_u64().expect("a count");
        assert_eq!(count("assigned") + count("escalated") + count("outside") + count("invalid"), expected as u64, "{batch}");
        let rows = rows(&folder.path().join(&out));
        assert_eq!(rows.len(), expected, "{batch}");
        let id_column = ["id", "线索编号"].into_iter().find(|name| rows[0].contains_key(*name)).expect("an id column");
        for row in &rows {
            // What the generator planted, what is too uncertain and what a rule raises may be other than assigned; nothing else.
            let [county, fault] = &truth[&row[id_column]];
            let uncertain_place = row["rules"].starts_with("uncertain_position");
            let by_registry = row["rules"].contains("outfall_owner") && row["common_superior"].is_empty();
            let raised = row["rules"].contains("major_escalated") || (uncertain_place && !by_registry);
            let status = match fault.as_str() {
                "" if raised => "escalated",
                "" => "assigned",
                "boundary" => "escalated",
                "outside" if row["warnings"].contains("reaches_outside") => "escalated",
                "outside" => "outside",
                _ => "invalid",
            };
            assert_eq!(row["status"], status, "{batch} {row:?}");
            // An overlay's body stands for the county among the candidates; the county is named all the same.
            let named = |code: &str| row["candidates"].split(';').chain([row["county_code"].as_str()]).any(|candidate| candidate == code);
            assert!(
                status == "invalid" || county.split(';').filter(|code| !code.is_empty()).all(named) || row["handler_code"].starts_with('9'),
                "{batch} {row:?}"
            );
            if status == "assigned" && !(uncertain_place && by_registry) {
                assert_eq!(row["county_code"], *county, "{batch} {row:?}");
            }
            uncertain += u32::from(uncertain_place);
            assert!(!row["reason"].is_empty(), "{batch} {row:?}");
        }
    }
    assert!((10..200).contains(&uncertain), "some clues of the demo are too uncertain for one county: {uncertain}");
    println!("{uncertain} clues are too uncertain for one county");
}

#[test]
fn the_gcj02_batch_read_as_wgs84_goes_to_other_counties_and_a_warning_says_so() {
    let folder = tempdir().expect("a folder");
    assign(folder.path(), "clues-gcj02.xlsx", "right.csv", &[]);
    assign(folder.path(), "clues-gcj02.xlsx", "wrong.csv", &["--crs", "WGS84"]);
    let (right, wrong) = (rows(&folder.path().join("right.csv")), rows(&folder.path().join("wrong.csv")));
    let moved = right.iter().zip(&wrong).filter(|(a, b)| a["county_code"] != b["county_code"]).count();
    assert!(moved * 100 >= right.len(), "at least one clue in a hundred changes hands: {moved} of {}", right.len());
    println!("{moved} of {} clues change county", right.len());

    let (clues, config) = (repository("data/jilin/clues/clues-gcj02.xlsx"), demo_config());
    let said = bailiwick(folder.path(), &["assign", clues.to_str().expect("UTF-8"), "-c", config.to_str().expect("UTF-8"), "--crs", "WGS84", "-o", "w.csv"]);
    assert!(said.err.contains("look like GCJ-02"), "{}", said.err);
}

#[test]
fn check_finds_the_demo_data_sound_and_warns_of_a_shifted_batch() {
    let folder = tempdir().expect("a folder");
    let config = demo_config();
    let said = bailiwick(folder.path(), &["check", "-c", config.to_str().expect("UTF-8")]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    assert!(said.out.contains("60 counties; 0 faults"), "{}", said.out);
    assert!(!said.out.contains("look like"), "no batch of the demo is shifted: {}", said.out);

    // The same data, but the XLSX is declared as WGS 84 and loses the column that says otherwise.
    let shifted = folder.path().join("shifted.csv");
    assign(folder.path(), "clues-gcj02.xlsx", "as-csv.csv", &[]);
    let columns = rows(&folder.path().join("as-csv.csv"));
    let lines: Vec<String> = columns.iter().map(|row| format!("{},{},{}", row["经度"], row["纬度"], row["所在县"])).collect();
    fs::write(&shifted, format!("经度,纬度,所在县\n{}\n", lines.join("\n"))).expect("written");
    let text = fs::read_to_string(&config).expect("the demo's configuration");
    let base = config.parent().expect("a folder").display().to_string();
    let text = text
        .replace("path = \"", &format!("path = \"{base}/"))
        .replace("superseded = \"", &format!("superseded = \"{base}/"))
        .replace("statistical_zones = \"", &format!("statistical_zones = \"{base}/"));
    fs::write(folder.path().join("bailiwick.toml"), format!("{text}\n[[clues]]\npath = \"shifted.csv\"\ncrs = \"EPSG:4326\"\n")).expect("written");
    let said = bailiwick(folder.path(), &["check"]);
    assert!(said.out.contains("look like GCJ-02"), "{}{}", said.out, said.err);
}

#[test]
fn explain_says_whose_it_is_and_why_in_words_and_as_json() {
    let folder = tempdir().expect("a folder");
    let config = demo_config();
    let base = ["explain", "--lon", "124.82", "--lat", "43.50", "--at", "2019-08-01", "-c", config.to_str().expect("UTF-8")];
    let words = bailiwick(folder.path(), &[&base[..], &["--lang", "zh"]].concat());
    assert_eq!(words.code, Some(0), "{}", words.err);
    for part in ["示例数据", "公主岭市（220184）", "第十一条", "四平市公主岭市（220381）"] {
        assert!(words.out.contains(part), "{part} is missing from: {}", words.out);
    }
    let json = bailiwick(folder.path(), &[&base[..], &["--json"]].concat());
    let json: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["decision"]["handler_code"], "220184");
    assert_eq!(json["decision"]["warnings"], serde_json::json!(["changed_since_occurrence"]));
}

#[test]
fn handover_lists_hold_every_row_once() {
    let folder = tempdir().expect("a folder");
    let (clues, config) = (repository("data/jilin/clues/clues-gk.shp"), demo_config());
    let said = bailiwick(folder.path(), &["handover", clues.to_str().expect("UTF-8"), "-c", config.to_str().expect("UTF-8"), "-o", "lists", "--json"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let json: Value = serde_json::from_str(&said.out).expect("JSON");
    let number = |name: &str| json["handover"][name].as_u64().unwrap_or_else(|| panic!("{name} in {json}"));
    assert_eq!(number("handed_over") + number("unassigned"), 500);
    let files: Vec<String> = fs::read_dir(folder.path().join("lists"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(files.iter().any(|name| name.starts_with("220184-公主岭市-生态环境") && name.ends_with(".xlsx")), "{files:?}");
}

#[test]
fn terms_count_from_the_day_of_the_handover_and_a_missing_day_is_told_with_its_remedy() {
    let folder = tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let rules = include_str!("../../engine/rules/jilin.toml").replace("from = \"filed\"", "from = \"handover\"");
    fs::write(at("rules.toml"), rules).expect("written");
    let county = repository("data/jilin/boundaries/current/county.geojson");
    let config = format!("[rules]\nfile = \"rules.toml\"\n[[jurisdictions]]\npath = {county:?}\nlevel = \"county\"\n");
    fs::write(at("bailiwick.toml"), config).expect("written");
    fs::write(at("clues.csv"), "id,lon,lat,class\nA,124.82,43.5,生活垃圾\n").expect("written");
    let run = |more: &[&str]| bailiwick(folder.path(), &[&["handover", "clues.csv", "--crs", "EPSG:4490", "-o", "lists", "--lang", "zh"], more].concat());
    let silent = run(&[]);
    assert!(silent.code == Some(0) && silent.err.contains("没有移交时间") && silent.err.contains("--handed-over"), "{}", silent.err);
    fs::remove_dir_all(at("lists")).expect("removed");
    let told = run(&["--handed-over", "2026-06-05"]);
    assert!(told.code == Some(0) && !told.err.contains("没有移交时间"), "{}", told.err);
    let list = fs::read_dir(at("lists")).expect("the folder").filter_map(Result::ok).map(|entry| entry.path());
    let list = list.into_iter().find(|path| path.extension().is_some_and(|end| end == "csv") && path.to_string_lossy().contains("220184")).expect("a list");
    let text = fs::read_to_string(&list).expect("read");
    // 30 working days after a Friday, the Dragon Boat Festival on the 19th left out.
    assert!(text.contains("2026-06-05") && text.contains("2026-07-20"), "{text}");
}

#[test]
fn a_line_is_explained_by_what_lies_where() {
    let folder = tempdir().expect("a folder");
    let config = demo_config();
    let explain = |wkt: &str, more: &[&str]| {
        let arguments = [&["explain", "--wkt", wkt, "-c", config.to_str().expect("UTF-8")], more].concat();
        bailiwick(folder.path(), &arguments)
    };
    let said = explain("LINESTRING(124.82 43.5,125.4 43.7)", &["--json"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let json: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!((json["decision"]["status"].as_str(), json["rules"][0]["id"].as_str()), (Some("escalated"), Some("spread_over_border")));
    let shares: f64 = json["candidates"].as_array().expect("a list").iter().filter_map(|candidate| candidate["share"].as_f64()).sum();
    assert!((shares - 1.0).abs() < 1e-6, "{json}");
    assert!(json["input"]["extent"]["length_m"].as_f64().is_some_and(|metres| (51_000.0..53_000.0).contains(&metres)), "{}", json["input"]);
    let words = explain("LINESTRING(124.82 43.5,125.4 43.7)", &["--lang", "zh"]).out;
    assert!(words.contains("线长") && words.contains("各方所占"), "{words}");
    for wrong in ["nowhere", "MULTIPOINT((125 43),(126 44))", "LINESTRING(500 43,125 44)"] {
        let said = explain(wrong, &[]);
        assert!(said.code == Some(2) && !said.err.contains("panicked") && !said.err.is_empty(), "{wrong}: {}", said.err);
    }
}

#[test]
fn equal_runs_give_equal_bytes() {
    let folder = tempdir().expect("a folder");
    for out in ["a.xlsx", "a.gpkg", "a.geojson", "a.parquet", "a.fgb", "a.csv"] {
        let again = format!("again-{out}");
        assign(folder.path(), "clues-gk.shp", out, &[]);
        let first = fs::read(folder.path().join(out)).expect("written");
        fs::rename(folder.path().join(out), folder.path().join(&again)).expect("moved");
        assign(folder.path(), "clues-gk.shp", out, &[]);
        assert!(first == fs::read(folder.path().join(out)).expect("written"), "{out} differs between two runs");
    }
}

#[test]
fn a_reader_that_closes_the_pipe_early_is_no_panic() {
    let (program, config) = (binary("bailiwick"), demo_config());
    for command in ["check", "check --json", "explain --lon 124.82 --lat 43.5"] {
        // `true` reads nothing and is gone at once; what the program says of it goes to standard error, which we see.
        let line = format!("set -o pipefail; ({} {command} -c {} 2>&1 >&3 | cat) 3>&1 >&2 | true", program.display(), config.display());
        let output = std::process::Command::new("bash").args(["-c", &line]).output().expect("bash");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("panicked"), "{command}: {said}");
    }
}

#[test]
fn help_has_examples_in_both_languages() {
    let folder = tempdir().expect("a folder");
    for command in ["check", "assign", "handover", "explain", "diff"] {
        assert!(bailiwick(folder.path(), &[command, "--help", "--lang", "en"]).out.contains("Examples:"), "{command}");
        let chinese = bailiwick(folder.path(), &[command, "--help", "--lang", "zh"]).out;
        assert!(chinese.contains("示例：") && chinese.contains("配置文件"), "{command}: {chinese}");
    }
}
