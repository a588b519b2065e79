//! Another configuration than the demo's: a ruleset of its own, and overlays with days.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use bailiwick_engine::config::Config;
use bailiwick_tile_server::http::App;
use bailiwick_tile_server::served::Served;
use fast_mvt::MvtReaderRef;
use serde_json::{Value, json};

use crate::http::{Answer, send_to, text};
use crate::jilin::config_path;

const RULES: &str = r#"
[ruleset]
name = "别省规则"
version = "1"
source = "办法"

[[class]]
id = "noise"
zh = "噪声"
words = ["噪音", "noise"]

[[sensor]]
id = "buoy"
zh = "浮标"
en = "buoy"
words = ["浮标"]

[[urgency]]
name = "急"

[[department]]
name = "城管"

[default]
urgency = "急"
department = "城管"
"#;

/// Overlays, each with its days.
const OVERLAYS: [(&str, &str); 3] = [("900001", "valid_to = \"2021-01-01\""), ("900002", "valid_from = \"2021-01-01\""), ("900003", "")];

fn elsewhere(folder: &Path) -> Arc<App> {
    let counties = config_path().with_file_name("boundaries/current/county.geojson").display().to_string();
    let mut config = format!("[[jurisdictions]]\npath = {counties:?}\nlevel = \"county\"\n[rules]\nfile = \"rules.toml\"\n");
    for (code, days) in OVERLAYS {
        let ground = json!({"type": "Polygon", "coordinates": [[[125.0, 43.0], [126.0, 43.0], [126.0, 44.0], [125.0, 44.0], [125.0, 43.0]]]});
        let feature = json!({"type": "Feature", "properties": {"code": code, "name": code}, "geometry": ground});
        let file = format!("{code}.geojson");
        fs::write(folder.join(&file), json!({"type": "FeatureCollection", "features": [feature]}).to_string()).expect("written");
        write!(config, "[[overlays]]\npath = {file:?}\n{days}\n").expect("text grows");
    }
    fs::write(folder.join("rules.toml"), RULES).expect("written");
    fs::write(folder.join("bailiwick.toml"), config).expect("written");
    let config = Config::read(&folder.join("bailiwick.toml")).expect("a configuration");
    App::new(Served::open(&config, &|_| {}).expect("it opens"), &config.server)
}

async fn get(app: &Arc<App>, path: &str) -> Answer {
    send_to(app, Request::get(path).header("host", "localhost").body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn the_words_offered_and_the_overlays_drawn_are_those_in_force_here() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = elsewhere(folder.path());
    let info = get(&app, "/api/v1/info").await.json();
    let words = &info["vocabulary"];
    // The name of the class holds no word of its own, and nothing here means yes.
    assert_eq!(words["classes"], json!([{"id": "noise", "zh": "噪声", "en": "噪声", "word": "噪音"}]));
    assert_eq!(words["sensors"], json!([{"id": "buoy", "zh": "浮标", "en": "buoy", "word": "浮标", "accuracy_m": null}]));
    assert_eq!((&words["severities"], &words["flags"][0]["word"]), (&json!([]), &Value::Null));
    assert_eq!(words["departments"], json!([{"zh": "城管", "en": "城管"}]));

    let tile = get(&app, "/overlays/0/0/0").await;
    let tile = MvtReaderRef::new(&tile.body).expect("a tile");
    let layer = tile.layers().next().expect("the layer");
    let names: Vec<String> = layer
        .features()
        .map(|feature| {
            let name = feature.properties().map(|p| p.expect("a property")).find(|(key, _)| *key == "name");
            text(&name.expect("a name").1)
        })
        .collect();
    // Over each other; the one that handles, of the lower code, comes last.
    assert_eq!(names, ["900003", "900002"]);
}
