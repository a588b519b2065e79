//! The data in QGIS, without its window: `tests/qgis` holds what is done there, this starts the server and fetches the files.
//!
//! Pictures of what was drawn are kept where `BAILIWICK_PICTURES` says, for people to look at.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::tempdir;

use crate::support::{Server, bailiwick, curl, repository, run};

/// The Python that QGIS speaks: that of the system.
fn qgis_python() -> Option<String> {
    let python = std::env::var("BAILIWICK_QGIS_PYTHON").unwrap_or_else(|_| "/usr/bin/python3".into());
    let works = Command::new(&python).args(["-c", "import qgis.core"]).env("QT_QPA_PLATFORM", "offscreen").output().is_ok_and(|said| said.status.success());
    if works {
        return Some(python);
    }
    let missing = "no QGIS: run `scripts/setup.sh test`, or set BAILIWICK_QGIS_PYTHON to the Python that has it";
    assert!(std::env::var("STRICT").as_deref() != Ok("1"), "{missing}");
    println!("skipped: {missing}");
    None
}

/// A file of the server, in a folder.
fn fetched(server: &Server, route: &str, folder: &Path) -> PathBuf {
    let path = folder.join(route.rsplit('/').next().expect("a name"));
    let (status, body) = curl(&["--output", path.to_str().expect("UTF-8"), &format!("{}{route}", server.url)]);
    assert_eq!(status, 200, "{route}: {body}");
    path
}

/// How many features the server says that each of its collections has.
fn counts(server: &Server) -> BTreeMap<String, u64> {
    let json = |route: &str| -> Value { serde_json::from_str(&server.get(route).1).unwrap_or_else(|error| panic!("{route}: {error}")) };
    let collections = json("/collections?f=json");
    let names = collections["collections"].as_array().expect("collections").iter().map(|collection| collection["id"].as_str().expect("an id").to_owned());
    names.map(|name| (name.clone(), json(&format!("/collections/{name}/items?limit=1&f=json"))["numberMatched"].as_u64().expect("a number"))).collect()
}

/// Runs one of `tests/qgis` and shows what it said.
fn walk(python: &str, script: &str, args: &[&str]) {
    let script = repository("tests/qgis").join(script);
    println!("{}", run(python, &[&[script.to_str().expect("UTF-8")], args].concat()));
}

/// Where a picture goes.
fn picture(name: &str, folder: &Path) -> String {
    let folder = std::env::var("BAILIWICK_PICTURES").map_or_else(|_| folder.to_owned(), PathBuf::from);
    folder.join(name).to_str().expect("UTF-8").to_owned()
}

#[test]
fn the_geopackage_opens_in_qgis_with_its_styles_and_all_its_features() {
    let Some(python) = qgis_python() else { return };
    let (server, folder) = (Server::start(), tempdir().expect("a folder"));
    let package = fetched(&server, "/download/bailiwick.gpkg", folder.path());
    let layers = run("ogrinfo", &["-ro", "-q", package.to_str().expect("UTF-8")]);
    // Its layers are collections of the server, with as many features.
    let mut counts = counts(&server);
    counts.retain(|name, _| layers.lines().any(|line| line.split_whitespace().nth(1) == Some(name)));
    let said = folder.path().join("counts.json");
    fs::write(&said, serde_json::to_string(&counts).expect("JSON")).expect("writable");
    walk(&python, "geopackage.py", &[package.to_str().expect("UTF-8"), said.to_str().expect("UTF-8"), &picture("qgis-geopackage.png", folder.path())]);
}

#[test]
fn hotspots_open_in_qgis_with_their_styles() {
    let Some(python) = qgis_python() else { return };
    let folder = tempdir().expect("a folder");
    let [clues, config] = ["data/jilin/clues/clues-wgs84.csv", "data/jilin/bailiwick.toml"].map(|path| repository(path).to_str().expect("UTF-8").to_owned());
    let quick = ["--permutations", "999", "--replicates", "99", "--shifts", "199"];
    let said = bailiwick(folder.path(), &[&["hotspots", &clues, "-c", &config, "-o", "hotspots.gpkg"], &quick[..]].concat());
    assert_eq!(said.code, Some(0), "{}", said.err);
    let package = folder.path().join("hotspots.gpkg");
    let package = package.to_str().expect("UTF-8");
    let count = |layer: &str| -> u64 {
        let told = run("ogrinfo", &["-ro", "-so", package, layer]);
        told.lines().find_map(|line| line.strip_prefix("Feature Count: ")?.parse().ok()).expect("ogrinfo counts")
    };
    let layers = ["hotspots", "borders_risk", "border_segments", "hotspot_scan", "hotspot_cells", "hotspot_counties", "hotspot_clues"];
    let counts: BTreeMap<&str, u64> = layers.into_iter().map(|layer| (layer, count(layer))).collect();
    let said = folder.path().join("counts.json");
    fs::write(&said, serde_json::to_string(&counts).expect("JSON")).expect("writable");
    walk(&python, "geopackage.py", &[package, said.to_str().expect("UTF-8"), &picture("qgis-hotspots.png", folder.path())]);
}

#[test]
fn the_layer_definition_opens_the_running_server_in_qgis() {
    let Some(python) = qgis_python() else { return };
    let (server, folder) = (Server::start(), tempdir().expect("a folder"));
    let definition = fetched(&server, "/download/bailiwick.qlr", folder.path());
    walk(&python, "service.py", &[definition.to_str().expect("UTF-8"), &server.url, &picture("qgis-tiles.png", folder.path())]);
}

#[test]
fn the_styles_of_single_layers_are_those_that_qgis_knows_again() {
    let Some(python) = qgis_python() else { return };
    let (server, folder) = (Server::start(), tempdir().expect("a folder"));
    let names = counts(&server).into_keys().collect::<Vec<_>>();
    assert!(!names.is_empty());
    let styles: Vec<PathBuf> =
        names.iter().flat_map(|name| ["qml", "sld"].map(|ending| fetched(&server, &format!("/download/{name}.{ending}"), folder.path()))).collect();
    walk(&python, "styles.py", &styles.iter().map(|path| path.to_str().expect("UTF-8")).collect::<Vec<_>>());
}
