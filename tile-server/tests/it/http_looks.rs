//! Letters, icons and the style: all that a client needs besides tiles, from this server alone.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use bailiwick_engine::config::Config;
use bailiwick_tile_server::served::Served;
use serde_json::Value;

use crate::http::{Answer, send};
use crate::jilin::config_path;

async fn get(path: &str) -> Answer {
    get_from("localhost:99", path).await
}

async fn get_from(host: &str, path: &str) -> Answer {
    send(Request::get(path).header("host", host).body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn letters_come_in_ranges_whatever_the_stack() {
    let regular = get("/font/Noto%20Sans%20SC%20Regular/38144-38399").await;
    assert_eq!((regular.status, regular.header("content-type")), (StatusCode::OK, "application/x-protobuf"));
    assert!(regular.header("cache-control").contains("max-age=86400") && regular.body.len() > 100_000);
    assert_eq!(get("/font/Noto%20Sans%20SC%20Regular/38144-38399.pbf").await.body, regular.body);
    // MapLibre's own default.
    let default = get("/font/Open%20Sans%20Regular,Arial%20Unicode%20MS%20Regular/38144-38399.pbf").await;
    assert_eq!(default.status, StatusCode::OK);
    assert!(default.body.len().abs_diff(regular.body.len()) < 100);
    let etag = regular.header("etag").to_owned();
    let again = Request::get("/font/Noto%20Sans%20SC%20Regular/38144-38399").header("host", "localhost").header("if-none-match", etag);
    assert_eq!(send(again.body(Body::empty()).expect("a request")).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn what_is_no_range_no_sprite_and_no_style_is_said_to_be_none() {
    for range in ["0-256", "1-256", "65536-65791", "a-b", "0-255.png", ".pbf", "-1-254"] {
        let answer = get(&format!("/font/Noto%20Sans%20SC%20Regular/{range}")).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::BAD_REQUEST, "no_such_range"), "{range}");
    }
    for (path, code) in [
        ("/sprite/bailiwick", "unknown_sprite"),
        ("/sprite/bailiwick@3x.png", "unknown_sprite"),
        ("/sprite/other.json", "unknown_sprite"),
        ("/style/other", "unknown_style"),
        ("/style/..%2fCargo.toml", "unknown_style"),
    ] {
        let answer = get(path).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::NOT_FOUND, code), "{path}");
    }
}

#[tokio::test]
async fn the_sprite_has_a_picture_for_both_densities() {
    for (density, ratio) in [("", 1), ("@2x", 2)] {
        let index = get(&format!("/sprite/bailiwick{density}.json")).await;
        assert_eq!(index.json()["outfall-sewage"]["pixelRatio"], ratio);
        let picture = get(&format!("/sprite/bailiwick{density}.png")).await;
        assert_eq!(picture.header("content-type"), "image/png");
        assert!(picture.body.starts_with(b"\x89PNG"));
    }
}

#[tokio::test]
async fn the_style_names_this_server_and_all_that_it_names_is_there() {
    let answer = get("/style/bailiwick").await;
    assert_eq!(answer.header("content-type"), "application/json");
    let style = answer.json();
    assert_eq!((&style["version"], &style["name"]), (&8.into(), &"吉林省（示例数据）".into()));
    // Nothing of any other host, and nothing left to be filled in.
    let text = style.to_string();
    let mut hosts: BTreeSet<&str> = text.split("://").skip(1).filter_map(|rest| rest.split(['/', '"']).next()).collect();
    assert!(hosts.remove("localhost:99") && hosts.is_empty(), "{hosts:?}");
    assert!(!text.contains("{backdrop}"));
    for source in style["sources"].as_object().expect("sources").values() {
        let url = source["url"].as_str().expect("a URL");
        let tilejson = get(url.strip_prefix("http://localhost:99").expect("ours")).await.json();
        assert_eq!(tilejson["tilejson"], "3.0.0", "{url}");
    }
    for layer in style["layers"].as_array().expect("layers") {
        if let Some(stack) = layer["layout"]["text-font"].as_array() {
            let stack = stack[0].as_str().expect("a font").replace(' ', "%20");
            let address = style["glyphs"].as_str().expect("a template").replace("{fontstack}", &stack).replace("{range}", "0-255");
            assert_eq!(get(address.strip_prefix("http://localhost:99").expect("ours")).await.status, StatusCode::OK);
        }
    }
    // The nine prefectures of the province have tints.
    let tints = style["layers"].as_array().and_then(|layers| layers.iter().find(|layer| layer["id"] == "prefecture-tint")).expect("drawn");
    assert_eq!(tints["paint"]["fill-color"].as_array().map(Vec::len), Some(2 + 2 * 9 + 1));
    assert_eq!(get("/style/bailiwick.json").await.body, answer.body);
    assert!(get("/style/bailiwick-en").await.json().to_string().contains("name_en"));
    assert!(get_from("127.0.0.1:1", "/style/bailiwick").await.json()["sprite"] == "http://127.0.0.1:1/sprite/bailiwick");
}

#[tokio::test]
async fn the_catalogue_lists_fonts_sprites_and_styles() {
    let catalog = get("/catalog").await.json();
    let regular = &catalog["fonts"]["Noto Sans SC Regular"];
    assert_eq!((&regular["family"], &regular["style"], &regular["start"]), (&"Noto Sans SC".into(), &"Regular".into(), &0x20.into()));
    assert!(regular["glyphs"].as_u64().is_some_and(|glyphs| glyphs > 20_000));
    assert!(catalog["fonts"]["Noto Sans SC Bold"].is_object());
    assert!(catalog["sprites"]["bailiwick"]["images"].as_array().is_some_and(|images| images.contains(&"overlay-hatch".into())));
    assert_eq!(catalog["styles"]["bailiwick"]["path"], "/style/bailiwick");
}

#[tokio::test]
async fn a_font_of_the_configuration_that_is_none_stops_the_start_with_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("own.ttf"), "no font").expect("written");
    let text = format!("{}\nfonts = [{:?}]\n", fs::read_to_string(config_path()).expect("the demo's"), folder.path());
    let config = Config::parse(&text, &config_path()).expect("[server] is the last table");
    let error = Served::open_map(&config, &|_| {}).map(Arc::new).err().expect("no font");
    let sentence = error.sentence(bailiwick_engine::lang::Lang::Zh);
    assert!(sentence.contains("own.ttf") && sentence.contains("[server] fonts"), "{sentence}");
}

/// A value that a client would look for and not find must not be there as null.
#[tokio::test]
async fn the_style_has_no_nulls() {
    fn nulls(value: &Value) -> usize {
        match value {
            Value::Null => 1,
            Value::Array(parts) => parts.iter().map(nulls).sum(),
            Value::Object(parts) => parts.values().map(nulls).sum(),
            _ => 0,
        }
    }
    assert_eq!(nulls(&get("/style/bailiwick").await.json()), 0);
}
