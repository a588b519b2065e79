//! A pack for an inspector: one folder with tiles, style, letters, icons, GeoPackage and page; read by others than ourselves.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::tempdir;

use crate::support::{Server, binary, demo_config, python, repository, run};

/// Publishes from the demo data for 长春市; what the program said on an error.
fn publish(output: &str, more: &[&str]) -> Result<String, String> {
    let publish = ["publish", "-o", output, "--jurisdiction", "220100", "--lang", "en", "-c"];
    let said = Command::new(binary("bailiwick-server")).args(publish).arg(demo_config()).args(more).output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if said.status.success() { Ok(text(&said.stdout)) } else { Err(text(&said.stderr)) }
}

/// All files below a folder, by their paths in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = vec![folder.into()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below it").to_str().expect("UTF-8").to_owned();
                found.insert(name, fs::read(&path).expect("readable"));
            }
        }
    }
    found
}

fn gdal(args: &[&str]) -> Value {
    let script = repository("tests/second_engine/clients.py");
    serde_json::from_str(&run(&python(), &[&[script.to_str().expect("UTF-8")], args].concat())).expect("JSON")
}

/// A server on the demo data with a token for 长春市, and the token.
fn server_with_token(folder: &Path) -> (Server, String) {
    let said = run(binary("bailiwick-server").to_str().expect("UTF-8"), &["token", "--lang", "en"]);
    let token = said.lines().nth(1).expect("the token stands in the second line").to_owned();
    let lines = said.split_once("[[server.tokens]]").expect("the lines for the configuration").1;
    assert!(lines.contains("220100"));
    let demo = demo_config();
    let data = format!("\"{}/", demo.parent().expect("a folder").display());
    let text = fs::read_to_string(&demo).expect("readable");
    let with_paths = text.lines().map(|line| match line.split_once(" = \"") {
        Some((key, rest)) if ["path", "superseded", "statistical_zones"].contains(&key) => format!("{key} = {data}{rest}\n"),
        _ => format!("{line}\n"),
    });
    let config = folder.join("bailiwick.toml");
    fs::write(&config, format!("{}[[server.tokens]]{lines}", with_paths.collect::<String>())).expect("written");
    (Server::start_with(&config), token)
}

fn rows_of(server: &Server, token: &str) -> Vec<String> {
    let (status, body) = server.get(&format!("/collections/clues/items?limit=10000&token={token}"));
    assert_eq!(status, 200, "{body}");
    let features: Value = serde_json::from_str(&body).expect("JSON");
    let row = |feature: &Value| format!("{} {}", feature["properties"]["batch"].as_str().expect("a batch"), feature["properties"]["row"]);
    let mut rows: Vec<String> = features["features"].as_array().expect("features").iter().map(row).collect();
    assert_eq!(features["numberMatched"], rows.len(), "all of them");
    rows.sort();
    rows
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().expect("a list").iter().map(|one| one.as_str().expect("a text").to_owned()).collect()
}

#[test]
fn a_pack_has_the_clues_of_its_division_and_all_that_its_map_needs() {
    let above = tempdir().expect("a folder");
    let place = above.path().join("长春");
    let output = format!("{}/", place.display());
    let said = publish(&output, &["--zooms", "5-9"]).expect("published");
    let found = files(&place);
    let mut top: Vec<&str> = found.keys().map(|name| name.split('/').next().unwrap_or_default()).collect();
    top.dedup();
    assert_eq!(top, ["README.txt", "bailiwick.gpkg", "fonts", "index.html", "map", "sprites", "style.json", "tiles.pmtiles"]);
    assert_eq!(fs::read_dir(above.path()).expect("readable").count(), 1, "nothing is left beside it");

    // The clues are those that a token for the division shows.
    let (server, token) = server_with_token(above.path());
    let expected = rows_of(&server, &token);
    let path = |name: &str| place.join(name).to_str().expect("UTF-8").to_owned();
    assert_eq!(strings(&gdal(&["rows", &path("bailiwick.gpkg")])), expected);
    assert!(said.contains(&format!("{} clues", expected.len())), "{said}");
    assert!(!expected.is_empty() && expected.len() < 5000);

    // The tiles are read by GDAL, and the style's addresses lead to files of the pack.
    let tiles = gdal(&["tiles", &path("tiles.pmtiles"), "counties"]);
    assert!(strings(&tiles["codes"]).contains(&"220184".to_owned()), "{tiles}");
    let style: Value = serde_json::from_slice(&found["style.json"]).expect("JSON");
    assert!(!style.to_string().contains("http"), "no host is named");
    let sources: Vec<&Value> = style["sources"].as_object().expect("sources").values().collect();
    assert!(sources.len() == 1 && sources[0]["url"] == "pmtiles://tiles.pmtiles", "{sources:?}");
    let sprite = style["sprite"].as_str().expect("an address");
    for ending in [".json", ".png", "@2x.json", "@2x.png"] {
        assert!(found.contains_key(&format!("{sprite}{ending}")), "{ending}");
    }

    // The letters of every name that can be drawn.
    let glyphs = style["glyphs"].as_str().expect("an address");
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    let mut seen = 0;
    for layer in style["layers"].as_array().expect("layers") {
        let Some(stack) = layer["layout"]["text-font"][0].as_str() else { continue };
        let collection = layer["source-layer"].as_str().expect("text is that of a layer");
        let text = names.entry(collection).or_insert_with(|| server.get(&format!("/collections/{collection}/items?limit=10000&properties=name")).1);
        let features: Value = serde_json::from_str(text).expect("JSON");
        // The number of a mark is written in digits, and everything else by its name.
        let is_name = layer["layout"]["text-field"].to_string().contains(r#"["get","name"]"#);
        let names = features["features"].as_array().into_iter().flatten().filter(|_| is_name).filter_map(|feature| feature["properties"]["name"].as_str());
        for letter in names.chain(["0123456789"]).flat_map(str::chars) {
            let first = u32::from(letter) / 256 * 256;
            let file = glyphs.replace("{fontstack}", stack).replace("{range}", &format!("{first}-{}", first + 255));
            assert!(found.contains_key(&file), "{letter} of {collection}: {file}");
            seen += 1;
        }
    }
    assert!(seen > 1000, "{seen} letters");
    let ranges = found.keys().filter(|name| name.ends_with(".pbf")).count();
    assert!(ranges < 2 * 128, "only what is needed: {ranges} ranges");

    let readme = String::from_utf8(found["README.txt"].clone()).expect("UTF-8");
    for part in ["示例数据", "SAMPLE DATA", "2020-06-19", "长春市 220100", "QField", &format!("{} 条", expected.len())] {
        assert!(readme.contains(part), "{part}: {readme}");
    }
    assert!(String::from_utf8_lossy(&found["index.html"]).contains("sample data"));
}

#[test]
fn equal_runs_give_equal_packs_and_nobody_s_files_are_overwritten() {
    let above = tempdir().expect("a folder");
    let [first, second] = ["first", "second"].map(|name| above.path().join(name));
    // Without a slash a folder that exists will do, and what a run that was killed has left is gone over.
    fs::create_dir(&second).expect("made");
    fs::create_dir_all(above.path().join("second.part/fonts/left")).expect("made");
    let more = ["--zooms", "14", "--layers", "clues"];
    publish(&format!("{}/", first.display()), &more).expect("published");
    publish(second.to_str().expect("UTF-8"), &[&more[..], &["--resume"]].concat()).expect("published");
    let (a, b) = (files(&first), files(&second));
    let differ: Vec<&String> = a.keys().chain(b.keys()).filter(|name| a.get(*name) != b.get(*name)).collect();
    assert!(differ.is_empty(), "{differ:?}");

    // The clues of the GeoPackage are in the tiles of the deepest zoom, where each stands alone, and no others.
    let path = |name: &str| first.join(name).to_str().expect("UTF-8").to_owned();
    let [in_tiles, in_package] = ["tiles.pmtiles", "bailiwick.gpkg"].map(|name| strings(&gdal(&["rows", &path(name)])));
    assert!(!in_tiles.is_empty() && in_tiles == in_package, "{} and {}", in_tiles.len(), in_package.len());

    // A pack gives way to a newer one, a folder with something else in it to nothing.
    publish(first.to_str().expect("UTF-8"), &more).expect("published");
    assert!(files(&first) == a);
    fs::write(first.join("notes.docx"), "mine").expect("written");
    let refused = publish(first.to_str().expect("UTF-8"), &more).expect_err("refused");
    assert!(refused.contains("notes.docx") && refused.contains("empty folder"), "{refused}");
    assert_eq!(files(&first).len(), a.len() + 1);
}
