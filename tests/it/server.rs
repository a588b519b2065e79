//! The map service from outside: curl, GDAL as a second decoder, GEOS as a second engine.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::tempdir;

use crate::bad_input::{place, unusable_files};
use crate::support::{Server, bailiwick, binary, curl, demo_config, python, repository, run};

/// A tile over 长春 and 公主岭 that has something of every layer.
const TILE: &str = "6/54/23";

fn json(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

#[test]
fn the_catalogue_lists_every_layer_and_its_tilejson_fits_its_tiles() {
    let server = Server::start();
    let (status, catalog) = server.get("/catalog");
    assert_eq!(status, 200);
    let catalog = json(&catalog);
    let layers: Vec<&String> = catalog["tiles"].as_object().expect("Martin's shape").keys().collect();
    for layer in ["provinces", "prefectures", "counties", "borders", "zones", "overlays", "outfalls", "clues", "hotspots", "borders_risk", "rivers"] {
        assert!(layers.iter().any(|name| *name == layer), "{layer} is missing from {layers:?}");
        let (status, tilejson) = server.get(&format!("/{layer}"));
        assert_eq!(status, 200, "{layer}");
        let tilejson = json(&tilejson);
        assert_eq!(tilejson["tilejson"], "3.0.0");
        assert_eq!(tilejson["vector_layers"][0]["id"], layer);
        let url = tilejson["tiles"][0].as_str().expect("a URL");
        assert!(url.starts_with(&server.url) && url.contains("{z}/{x}/{y}"), "{url}");
    }
    assert_eq!(json(&server.get("/counties,borders").1)["vector_layers"].as_array().map(Vec::len), Some(2));
}

#[test]
fn every_layer_opens_in_gdal_from_its_tile_url_with_its_attributes() {
    let server = Server::start();
    for (layer, attributes) in [
        ("provinces", &["code", "name"][..]),
        ("prefectures", &["code", "name", "parent"]),
        ("counties", &["code", "name", "parent", "parent_name"]),
        ("borders", &["level", "left_code", "right_code"]),
        ("zones", &["id", "name", "level", "source"]),
        ("overlays", &["code", "name", "kind", "parent", "precedence"]),
        ("outfalls", &["id", "name", "type", "county_code"]),
        ("clues", &["id", "batch", "row", "status", "class", "reason"]),
        ("rivers", &[]),
    ] {
        let url = format!("MVT:{}/{layer}/{TILE}.pbf", server.url);
        let info = run("ogrinfo", &["-ro", "-so", &url, layer]);
        let count: u64 = info.lines().find_map(|line| line.strip_prefix("Feature Count: ")).and_then(|n| n.parse().ok()).unwrap_or(0);
        assert!(count > 0, "{layer}: {info}");
        for attribute in attributes {
            assert!(info.contains(&format!("\n{attribute}: ")), "{layer} has no {attribute}: {info}");
        }
        println!("{layer}: {count} features");
    }
}

#[test]
fn counties_have_no_gap_no_overlap_and_their_real_shape_from_z5_to_z14() {
    let (server, folder) = (Server::start(), tempdir().expect("a folder"));
    let report = run(
        &python(),
        &[
            repository("tests/second_engine/tiles.py").display().to_string(),
            server.url.clone(),
            repository("data/jilin/boundaries/current/county.geojson").display().to_string(),
            folder.path().display().to_string(),
        ],
    );
    let report = json(&report);
    for zoom in 5..=14 {
        assert!(report[zoom.to_string()]["tiles"].as_u64().is_some_and(|tiles| tiles > 0), "{report}");
    }
    println!("{report}");
}

#[test]
fn equal_requests_give_equal_bytes_and_an_etag_saves_the_second_one() {
    let (server, folder) = (Server::start(), tempdir().expect("a folder"));
    let url = format!("{}/counties/{TILE}", server.url);
    let file = |name: &str| folder.path().join(name).display().to_string();
    for name in ["a", "b"] {
        run("curl", &["--silent", "--fail", "--output", &file(name), "--dump-header", &file("headers"), &url]);
    }
    assert!(fs::read(file("a")).expect("a tile") == fs::read(file("b")).expect("a tile"));
    let headers = fs::read_to_string(file("headers")).expect("headers");
    let etag = headers.lines().find_map(|line| line.to_ascii_lowercase().starts_with("etag:").then(|| line[5..].trim().to_owned())).expect("an ETag");
    let (status, _) = curl(&["--header", &format!("If-None-Match: {etag}"), &url]);
    assert_eq!(status, 304);
}

#[test]
fn what_cannot_be_served_is_said_and_the_server_stays_up() {
    let (server, folder) = (Server::start(), tempdir().expect("a folder"));
    for (route, expected) in [
        ("/counties/5/99/1", 400),
        ("/counties/-1/0/0", 400),
        ("/counties/40/0/0", 400),
        ("/counties/a/b/c", 400),
        ("/nothing/5/27/11", 404),
        ("/counties/5/0/0", 204),
        ("/api/v1/explain", 400),
        ("/api/v1/explain?lon=abc&lat=43", 400),
        ("/api/v1/explain?lon=43&lat=125", 400),
        ("/../../etc/passwd", 404),
        ("/%2e%2e/%2e%2e/etc/passwd", 404),
    ] {
        let (status, body) = server.get(route);
        assert_eq!(status, expected, "{route}: {body}");
        assert!(!body.contains("panicked") && !body.contains("/root/"), "{route}: {body}");
    }
    let file = folder.path().join("no-crs.csv");
    fs::write(&file, "lon,lat\n125.3,43.9\n").expect("written");
    let data = format!("@{}", file.display());
    let (status, body) = curl(&["--data-binary", &data, &format!("{}/api/v1/assign?filename=no-crs.csv&lang=en", server.url)]);
    assert_eq!(status, 400);
    let problem = json(&body);
    assert_eq!(problem["code"], "crs_undeclared");
    // The same sentence that the command gives.
    let config = demo_config();
    let said = bailiwick(folder.path(), &["assign", "no-crs.csv", "-c", config.to_str().expect("UTF-8"), "-o", "o.csv", "--lang", "en"]);
    assert!(said.err.contains(problem["detail"].as_str().expect("a sentence")), "{} / {body}", said.err);
    assert_eq!(server.get("/health").0, 200);
}

#[test]
fn a_file_that_cannot_be_used_is_answered_with_the_sentence_that_the_command_gives() {
    let server = Server::start();
    let config = demo_config();
    for case in unusable_files() {
        let (folder, file) = place(&case);
        let crs = case.more.iter().find(|word| word.starts_with("EPSG")).map(|crs| format!("&crs={crs}")).unwrap_or_default();
        let url = format!("{}/api/v1/assign?filename={}&lang=en{crs}", server.url, case.name);
        let (status, body) = curl(&["--data-binary", &format!("@{}", file.display()), &url]);
        assert!((400..500).contains(&status), "{}: {status} {body}", case.name);
        let sentence = json(&body)["detail"].as_str().unwrap_or_else(|| panic!("{}: {body}", case.name)).to_owned();
        assert!(!sentence.contains("/tmp"), "{}: no path of ours: {sentence}", case.name);
        let args = [&["assign", case.name, "-c", config.to_str().expect("UTF-8"), "-o", "o.csv", "--lang", "en"], case.more].concat();
        let said = bailiwick(folder.path(), &args);
        assert_eq!(said.err.trim(), format!("error: {sentence}"), "{}", case.name);
        assert_eq!(server.get("/health").0, 200, "{}: the server stays up", case.name);
    }
}

#[test]
fn a_posted_spreadsheet_comes_back_decided_in_every_format() {
    let (server, folder) = (Server::start(), tempdir().expect("a folder"));
    let data = format!("@{}", repository("data/jilin/clues/clues-gcj02.xlsx").display());
    let (status, body) = curl(&["--data-binary", &data, &format!("{}/api/v1/assign?filename=clues.xlsx", server.url)]);
    assert_eq!(status, 200, "{body}");
    let answer = json(&body);
    assert_eq!(answer["clues"]["features"].as_array().map(Vec::len), Some(700));
    let summary = &answer["summary"];
    let count = |name: &str| summary[name].as_u64().expect("a count");
    assert_eq!(count("assigned") + count("escalated") + count("outside") + count("invalid"), 700);
    for format in ["csv", "xlsx", "geojson", "gpkg", "parquet", "fgb"] {
        let out = folder.path().join(format!("result.{format}"));
        run(
            "curl",
            &[
                "--silent",
                "--fail",
                "--data-binary",
                &data,
                "--output",
                &out.display().to_string(),
                &format!("{}/api/v1/assign?filename=clues.xlsx&format={format}", server.url),
            ],
        );
        assert!(fs::metadata(&out).is_ok_and(|file| file.len() > 10_000), "{format}");
    }
    let info = run("ogrinfo", &["-ro", "-so", "-al", &folder.path().join("result.gpkg").display().to_string()]);
    assert!(info.contains("Feature Count: 700") && info.contains("4490"), "{info}");
}

#[test]
fn the_page_and_explain_answer_and_nothing_listens_beyond_this_machine() {
    let server = Server::start();
    let (status, page) = server.get("/");
    assert!(status == 200 && page.contains("<html"), "{status} {page}");
    assert!(!page.contains("https://"), "the page names no outside host: {page}");
    let (_, explanation) = server.get("/api/v1/explain?lon=124.82&lat=43.5&accuracy=10&at=2019-08-01&lang=zh");
    let explanation = json(&explanation);
    assert_eq!(explanation["decision"]["county_code"], "220184");
    assert!(explanation["text"]["zh"].as_str().expect("a sentence").contains("公主岭"), "{explanation}");
    let (status, _) = curl(&["--header", "Host: evil.example", &format!("{}/health", server.url)]);
    assert!((400..500).contains(&status), "a foreign Host is refused: {status}");

    let config = demo_config();
    let refused = std::process::Command::new(binary("bailiwick-server"))
        .args(["-c", config.to_str().expect("UTF-8"), "--listen", "0.0.0.0:0"])
        .output()
        .expect("it starts");
    assert_eq!(refused.status.code(), Some(2));
}

/// A configuration with one batch, from a folder of its own.
fn with_batch(folder: &Path, batch: &str) -> PathBuf {
    let counties = repository("data/jilin/boundaries/current/county.geojson");
    let config = folder.join("bailiwick.toml");
    let text = format!("[[jurisdictions]]\npath = {:?}\nlevel = \"county\"\n\n[[clues]]\npath = {batch:?}\n", counties.display().to_string());
    fs::write(&config, text).expect("written");
    config
}

#[test]
fn the_map_is_served_while_the_clues_are_still_being_read() {
    let folder = tempdir().expect("a folder");
    for ending in ["shp", "shx", "dbf", "prj"] {
        let name = format!("clues-gk.{ending}");
        fs::copy(repository("data/jilin/clues").join(&name), folder.path().join(&name)).expect("the sample");
    }
    // A pipe in the place of the file that names the encoding: the batch is not read until somebody writes into it.
    let pipe = folder.path().join("clues-gk.cpg");
    run("mkfifo", &[&pipe]);
    let server = Server::start_with(&with_batch(folder.path(), "clues-gk.shp"));
    assert_eq!(server.get("/health").0, 200);
    // To a file: a tile is not text.
    let tile = |layer: &str| {
        let file = folder.path().join(layer).display().to_string();
        run("curl", &["--silent", "--output", &file, "--write-out", "%{http_code}", &format!("{}/{layer}/{TILE}", server.url)])
    };
    for layer in ["counties", "borders"] {
        assert_eq!(tile(layer), "200", "{layer}");
    }
    assert_eq!(server.get("/clues").0, 200, "what the layer is called and has is known before");
    let (status, body) = server.get("/ready?lang=en");
    assert_eq!((status, &json(&body)["code"]), (503, &"still_reading".into()), "{body}");
    assert!(body.contains("still being read"), "{body}");

    // As often as it is opened; the last time nobody reads, and the thread ends with the tests.
    std::thread::spawn(move || while fs::write(&pipe, "GBK").is_ok() {});
    // These wait until the clues are there.
    assert_eq!(tile("clues"), "200");
    assert_eq!(json(&server.get("/api/v1/info").1)["counts"]["clues"], 500);
    assert_eq!(server.get("/ready").0, 200);
}

#[test]
fn a_batch_that_cannot_be_read_ends_the_server_with_the_sentence_that_the_command_gives() {
    for case in unusable_files().iter().filter(|case| case.more.is_empty()) {
        let (folder, file) = place(case);
        let config = with_batch(folder.path(), case.name);
        let config = config.to_str().expect("UTF-8");
        let args = ["-c", config, "--listen", "127.0.0.1:0", "--lang", "en"];
        let server = std::process::Command::new(binary("bailiwick-server")).args(args).output().expect("it starts");
        let command = bailiwick(folder.path(), &["assign", file.to_str().expect("UTF-8"), "-c", config, "-o", "o.csv", "--lang", "en"]);
        assert_eq!(String::from_utf8_lossy(&server.stderr), command.err, "{}", case.name);
        assert_eq!(server.status.code(), Some(1), "{}", case.name);
    }
}
