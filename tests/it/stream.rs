//! Files of any size: order, conservation, and what Ctrl-C leaves behind.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::tempdir;

use crate::support::{bailiwick, binary, demo_config};

/// More rows than one row group of Parquet or several of CSV hold.
const ROWS: usize = 300_000;

/// A CSV of clues of which every so-many-th has a position.
fn clues(file: &Path, rows: usize, every: usize) {
    let mut text = String::from("id,lon,lat,note\n");
    for row in 0..rows {
        let (x, y) = (124.0 + (row * 7 % 1000) as f64 * 0.003, 42.5 + (row * 13 % 1000) as f64 * 0.0025);
        let position = if row % every == 0 { format!("{x:.3},{y:.4}") } else { ",".into() };
        writeln!(text, "{row},{position},\"=第{}行\n,\"", row % 97).expect("a string grows");
    }
    fs::write(file, text).expect("written");
}

fn assign(folder: &Path, clues: &str, out: &str) -> crate::support::Said {
    let config = demo_config();
    // A result that is read again has more columns than one that could be the id.
    bailiwick(folder, &["assign", clues, "-c", config.to_str().expect("UTF-8"), "--crs", "EPSG:4490", "--column", "id=id", "-o", out, "--json"])
}

/// The rows of a CSV by the names of some columns.
fn rows(file: &Path, columns: [&str; 4]) -> Vec<[String; 4]> {
    let mut reader = csv::Reader::from_path(file).expect("the result is there");
    let header: Vec<String> = reader.headers().expect("a header").iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
    let places = columns.map(|name| header.iter().position(|other| other == name).unwrap_or_else(|| panic!("{name} in {header:?}")));
    reader.records().map(|record| record.map(|record| places.map(|place| record[place].to_owned())).expect("a row")).collect()
}

#[test]
fn rows_keep_their_order_and_none_is_lost_over_many_groups() {
    let folder = tempdir().expect("a folder");
    clues(&folder.path().join("clues.csv"), ROWS, 40);
    // Through Parquet and back: two formats in, two out.
    for (input, out) in [("clues.csv", "direct.csv"), ("clues.csv", "there.parquet"), ("there.parquet", "back.csv")] {
        let said = assign(folder.path(), input, out);
        assert_eq!(said.code, Some(0), "{out}: {}", said.err);
        let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        let summary = &json["summary"];
        let counts = ["assigned", "escalated", "outside", "invalid"].map(|status| summary[status].as_u64().expect("a count"));
        assert_eq!(counts.iter().sum::<u64>(), ROWS as u64, "{summary}");
        assert_eq!((summary["rows"].as_u64(), json["source"]["read"].as_u64()), (Some(ROWS as u64), Some(ROWS as u64)));
        assert_eq!(counts[3], (ROWS - ROWS.div_ceil(40)) as u64);
    }
    let direct = rows(&folder.path().join("direct.csv"), ["id", "status", "county_code", "reason"]);
    assert_eq!(direct.len(), ROWS);
    assert!(direct.iter().enumerate().all(|(row, [id, ..])| *id == row.to_string()), "in input order");
    // The second pass reads what the first wrote: its status stands as the input's, and both agree where there is a position.
    let back = rows(&folder.path().join("back.csv"), ["id", "status_in", "county_code", "status"]);
    assert_eq!(back.len(), ROWS);
    for (a, b) in direct.iter().zip(&back) {
        assert_eq!((&a[0], &a[1], &a[2], &a[1]), (&b[0], &b[1], &b[2], &b[3]));
    }
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let folder = tempdir().expect("a folder");
    clues(&folder.path().join("clues.csv"), 80_000, 40);
    let config = demo_config();
    for out in ["out.parquet", "out.csv"] {
        let written = ["1", "2", "5"].map(|threads| {
            let mut command = Command::new(binary("bailiwick"));
            command.args(["assign", "clues.csv", "-c", config.to_str().expect("UTF-8"), "--crs", "EPSG:4490", "-o", out]);
            let done = command.env("RAYON_NUM_THREADS", threads).current_dir(folder.path()).output().expect("bailiwick starts");
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            fs::read(folder.path().join(out)).expect("written")
        });
        assert!(written.iter().all(|bytes| *bytes == written[0]), "{out}");
    }
}

/// Starts a long run whose result would go to `folder/result/`.
fn start(folder: &Path, lang: &str) -> Child {
    let config = demo_config();
    Command::new(binary("bailiwick"))
        .args(["assign", "clues.csv", "-c", config.to_str().expect("UTF-8"), "--crs", "EPSG:4490", "-o", "result/out.parquet", "--lang", lang])
        .current_dir(folder)
        .stderr(Stdio::piped())
        .spawn()
        .expect("bailiwick starts")
}

/// As Ctrl-C does.
fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill starts");
    assert!(sent.success() || sent.code() == Some(1), "the run may have ended by itself");
}

fn files(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn ctrl_c_stops_the_run_and_leaves_no_file() {
    let folder = tempdir().expect("a folder");
    let result = folder.path().join("result");
    fs::create_dir(&result).expect("made");
    clues(&folder.path().join("clues.csv"), 1_500_000, 3);
    for (lang, word) in [("zh", "已中断"), ("en", "interrupted")] {
        let child = start(folder.path(), lang);
        let begun = Instant::now();
        while files(&result).is_empty() {
            assert!(begun.elapsed() < Duration::from_mins(1), "the run begins to write");
            std::thread::sleep(Duration::from_millis(5));
        }
        interrupt(&child);
        let done = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(130), "{said}");
        assert!(said.contains(word), "{said}");
        assert!(files(&result).is_empty(), "{:?}", files(&result));
    }
    // At any other moment too: before the handler is set the system ends the program, which has made nothing yet.
    for delay_ms in [0, 130, 370, 780, 1_510] {
        let child = start(folder.path(), "en");
        std::thread::sleep(Duration::from_millis(delay_ms));
        interrupt(&child);
        let done = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(!said.contains("panicked"), "{said}");
        match done.status.code() {
            Some(0) => assert_eq!(files(&result), ["out.parquet"], "after {delay_ms} ms"),
            code => assert!(matches!(code, None | Some(130)) && files(&result).is_empty(), "after {delay_ms} ms: {code:?} {:?} {said}", files(&result)),
        }
        let _ = fs::remove_file(result.join("out.parquet"));
    }
}

#[test]
fn a_damaged_second_row_group_is_told_and_leaves_no_file() {
    let folder = tempdir().expect("a folder");
    fs::create_dir(folder.path().join("result")).expect("made");
    clues(&folder.path().join("clues.csv"), ROWS, 40);
    assert_eq!(assign(folder.path(), "clues.csv", "broken.parquet").code, Some(0));
    let file = folder.path().join("broken.parquet");
    let mut bytes = fs::read(&file).expect("written");
    let length = bytes.len();
    let footer = u32::from_le_bytes(bytes[length - 8..length - 4].try_into().expect("four bytes")) as usize;
    let data_end = length - 8 - footer;
    // The second group holds an eighth of the rows; its last pages go.
    bytes[data_end - data_end / 20..data_end].fill(0xff);
    fs::write(&file, bytes).expect("written");
    let said = assign(folder.path(), "broken.parquet", "result/out.parquet");
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert!(said.err.contains("broken.parquet") && said.err.contains("row "), "{}", said.err);
    assert!(!said.err.contains("panicked"), "{}", said.err);
    assert!(files(&folder.path().join("result")).is_empty());
    println!("{}", said.err.trim());
}
