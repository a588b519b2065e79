//! A draft joint action: the journey of the planner, and of whoever wants to know whether the draw was fair.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::support::{Said, bailiwick, demo_config, python, repository, run};

/// Over the border of 公主岭市 (长春) and 伊通满族自治县 (四平); a corner is in 朝阳区 (长春).
const ACROSS: &str = "[[[124.95,43.35],[125.25,43.35],[125.25,43.55],[124.95,43.55],[124.95,43.35]]]";

/// A folder with an area and a roster.
fn desk() -> TempDir {
    let folder = tempdir().expect("a folder");
    let area = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"id":"H1"}},"geometry":{{"type":"Polygon","coordinates":{ACROSS}}}}},
           {{"type":"Feature","properties":{{"id":"H2"}},"geometry":{{"type":"Point","coordinates":[125.0,43.7]}}}}]}}"#
    );
    write(folder.path(), "areas.geojson", &area);
    let units = ["220000", "220100", "220300", "公主岭市", "长春市公主岭市", "伊通满族自治县", "220323", "长春市生态环境局朝阳区分局", "220204", "220381"];
    let people: Vec<String> = (0..30).map(|i| format!("示例人员{i},{},SAMPLE-{i:03},", units[i % units.len()])).collect();
    write(folder.path(), "roster.csv", &format!("姓名,单位,执法证号,回避\n{}\n", people.join("\n")));
    folder
}

fn write(folder: &Path, name: &str, content: &str) {
    fs::write(folder.join(name), content).expect("written");
}

fn plan(folder: &Path, more: &[&str]) -> Said {
    let config = demo_config().into_os_string().into_string().expect("UTF-8");
    bailiwick(folder, &[&["plan", "areas.geojson", "-c", config.as_str()], more].concat())
}

fn json(folder: &Path, more: &[&str]) -> Value {
    let said = plan(folder, &[more, &["-o", "plan.json", "--json"]].concat());
    assert_eq!(said.code, Some(0), "{}", said.err);
    let plan: Value = serde_json::from_str(&said.out).expect("--json prints JSON");
    assert_eq!(fs::read_to_string(folder.join("plan.json")).expect("written").trim_end(), said.out.trim_end());
    plan
}

fn participants(plan: &Value) -> Vec<&str> {
    plan["participants"].as_array().expect("a list").iter().filter_map(|participant| participant["body"]["code"].as_str()).collect()
}

#[test]
fn who_takes_part_and_who_approves_follows_from_the_ground() {
    let folder = desk();
    let across = json(folder.path(), &["--hotspot", "H1", "--reach", "0"]);
    assert_eq!(participants(&across), ["220104", "220184", "220323"]);
    assert_eq!((&across["superior"]["bureau"], &across["organisation"]["scope"]), (&Value::from("吉林省生态环境厅"), &Value::from("several_prefectures")));
    assert_eq!(across["organisation"]["approved_by"], serde_json::json!([]));
    assert_eq!(across["sample"], true);
    // A point stands for what lies around it; within one county its prefecture organises.
    let within = json(folder.path(), &["--hotspot", "H2", "--reach", "500", "--started-by-participants"]);
    assert_eq!(participants(&within).len(), 1);
    assert_eq!(within["superior"]["bureau"], "长春市生态环境局");
    assert_eq!(within["organisation"]["approved_by"], serde_json::json!(["第二条", "第六条"]));
    assert!((within["ground_km2"].as_f64().expect("a number") - 0.785).abs() < 0.003, "{}", within["ground_km2"]);
}

#[test]
fn the_draw_is_made_again_from_the_workbook_alone() {
    let folder = desk();
    for (seed, more) in
        [("2026-12-01 公布的号码 '07'|x", &[][..]), ("s", &["--targets", "2", "--reach", "20000"]), ("s", &["--no-same-prefecture", "--team", "3"])]
    {
        let said = plan(folder.path(), &[&["--roster", "roster.csv", "--seed", seed, "-o", "plan.xlsx", "--lang", "zh"], more].concat());
        assert_eq!(said.code, Some(0), "{}", said.err);
        let again = run(&python(), &[repository("tests/second_engine/draw.py"), folder.path().join("plan.xlsx")]);
        let again: Value = serde_json::from_str(again.trim()).expect("one line of JSON");
        assert_eq!(again["differences"], 0, "{again}");
        assert!(again["teams"].as_u64() >= Some(3) && again["rows"].as_u64() >= Some(90), "{again}");
        assert_eq!(again["targets_drawn"], if more.contains(&"--targets") { 2 } else { 0 }, "{again}");
    }
    // Nobody inspects the own county, whatever the seed.
    for seed in 0..20 {
        let plan = json(folder.path(), &["--roster", "roster.csv", "--seed", &seed.to_string()]);
        for team in plan["teams"].as_array().expect("a list") {
            let drawn: Vec<&Value> = team["candidates"].as_array().expect("a list").iter().filter(|candidate| candidate["drawn"] == true).collect();
            assert_eq!(drawn.len(), 2);
            assert!(drawn.iter().all(|candidate| !team["inspected"].as_array().expect("a list").contains(&candidate["inspector"]["unit"])), "{team}");
        }
    }
}

#[test]
fn a_shell_checks_a_row_with_the_command_that_the_document_has() {
    let folder = desk();
    let said = plan(folder.path(), &["--roster", "roster.csv", "--seed", "it's announced", "-o", "plan.docx", "--from", "2026-12-07", "--lang", "zh"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let read = "import re, sys, zipfile; text = zipfile.ZipFile(sys.argv[1]).read('word/document.xml').decode(); print(re.sub('<[^>]+>', '\\n', text))";
    let text = run(&python(), &["-c", read, folder.path().join("plan.docx").to_str().expect("UTF-8")]);
    for part in [
        "八、抽签记录与核验",
        "示例数据，不得作为执法依据",
        "（草案）",
        "第九条[二]",
        "2026年12月7日至____年__月__日",
        "吉林省生态环境厅",
        "特急 3 个日历日",
        "附件",
    ] {
        assert!(text.contains(part), "{part} is missing from: {text}");
    }
    assert!(!text.contains("第九条，") && !text.contains("第九条（"), "the two articles 9 are told apart");
    let command = text.lines().find_map(|line| line.split_once("核验一行：")).expect("a command").1;
    let command = command.replace("&apos;", "'").replace("&quot;", "\"").replace("&amp;", "&");
    let rank = run("sh", &["-c", &command]);
    // A page has it in two lines.
    assert!(text.contains(&rank[..32]) && text.contains(&rank[32..64]), "{command}: {rank}");
}

#[test]
fn equal_inputs_give_equal_bytes_and_an_unsaid_seed_is_recorded() {
    let folder = desk();
    for out in ["one", "two"] {
        let said = plan(folder.path(), &["--roster", "roster.csv", "--seed", "s", "-o", out]);
        assert_eq!(said.code, Some(0), "{}", said.err);
    }
    for name in ["plan.docx", "plan.xlsx", "plan.json"] {
        let [one, two] = ["one", "two"].map(|out| fs::read(folder.path().join(out).join(name)).expect("written"));
        assert!(one == two, "{name} differs between two runs");
    }
    let made = json(folder.path(), &["--roster", "roster.csv"]);
    assert_eq!((&made["seed"]["origin"], made["seed"]["text"].as_str().map(str::len)), (&Value::from("made"), Some(32)));
    let again = json(folder.path(), &["--roster", "roster.csv", "--seed", made["seed"]["text"].as_str().expect("a text")]);
    assert_eq!(made["teams"], again["teams"]);
}

#[test]
fn the_samples_of_the_help_work() {
    let folder = tempdir().expect("a folder");
    let file = |name: &str| repository("data/jilin").join(name).into_os_string().into_string().expect("UTF-8");
    let (area, roster, config) = (file("actions/area-sample.geojson"), file("actions/roster-sample.csv"), file("bailiwick.toml"));
    let said = bailiwick(folder.path(), &["plan", area.as_str(), "--roster", &roster, "--seed", "s", "-c", &config, "-o", "plan"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("sample data: not for enforcement") && said.out.contains("吉林省生态环境厅"), "{}", said.out);
    assert!(folder.path().join("plan/plan.docx").exists());
}

#[test]
fn what_cannot_be_planned_is_refused_with_a_sentence() {
    let folder = desk();
    write(folder.path(), "nobody.csv", "姓名,单位,证号\n");
    write(folder.path(), "few.csv", "姓名,单位,证号\n甲,220184,A\n乙,220184,B\n丙,220323,C\n");
    write(folder.path(), "twice.csv", "name,unit,certificate\n甲,220184,A\n乙,220323,A\n");
    write(folder.path(), "unknown.csv", "name,unit,certificate\n甲,某县,A\n");
    write(folder.path(), "columns.csv", "姓名,单位\n甲,220184\n");
    write(
        folder.path(),
        "away.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[100,30]}}]}"#,
    );
    let config = demo_config().into_os_string().into_string().expect("UTF-8");
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&["areas.geojson", "-o", "plan.pdf"], 2, &["plan.pdf", ".docx"]),
        (&["areas.geojson", "-o", "p.json", "--hotspot", "H9"], 2, &["H9", "H1, H2"]),
        (&["areas.geojson", "-o", "p.json", "--seed", " "], 2, &["one line"]),
        (&["areas.geojson", "-o", "p.json", "--team", "0"], 2, &["from 1 on"]),
        (&["areas.geojson", "-o", "p.json", "--from", "2026-12-09", "--to", "2026-12-07"], 2, &["--to is before --from"]),
        (&["away.geojson", "-o", "p.json"], 1, &["lie in no county"]),
        (&["nowhere.gpkg", "-o", "p.json"], 1, &["nowhere.gpkg"]),
        (&["areas.geojson", "-o", "p.json", "--roster", "nobody.csv"], 1, &["nobody.csv", "names nobody"]),
        (&["areas.geojson", "-o", "p.json", "--roster", "few.csv"], 1, &["the team for", "--per-target"]),
        (&["areas.geojson", "-o", "p.json", "--roster", "twice.csv"], 1, &["rows 2 and 3", "\"A\""]),
        (&["areas.geojson", "-o", "p.json", "--roster", "unknown.csv"], 1, &["unknown.csv", "row 2", "某县"]),
        (&["areas.geojson", "-o", "p.json", "--roster", "columns.csv"], 1, &["columns.csv", "certificate"]),
    ];
    for (arguments, code, parts) in cases {
        let said = bailiwick(folder.path(), &[&["plan", "-c", config.as_str()], *arguments].concat());
        assert_eq!(said.code, Some(*code), "{arguments:?}: {}{}", said.out, said.err);
        assert!(!said.err.contains("panicked"), "{arguments:?}: {}", said.err);
        for part in *parts {
            assert!(said.err.contains(part), "{arguments:?}: {part} is missing from: {}", said.err);
        }
    }
    assert!(!folder.path().join("p.json").exists());
}
