//! Base maps: what the page is told of them, and which hosts its policy lets it ask.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use bailiwick_engine::config::Config;
use bailiwick_tile_server::http::App;
use bailiwick_tile_server::served::Served;
use serde_json::json;

use crate::http::{Answer, send_to};
use crate::jilin::config_path;

const BASEMAPS: &str = r#"
[[basemaps]]
name = "天地图矢量"
url = "https://t0.tianditu.gov.cn/DataServer?T=vec_w&x={x}&y={y}&l={z}&tk=KEY"
attribution = "天地图"

[[basemaps]]
name = "天地图影像"
url = "https://t0.tianditu.gov.cn/DataServer?T=img_w&x={x}&y={y}&l={z}&tk=KEY"
attribution = "天地图"
max_zoom = 17

[[basemaps]]
name = "office"
url = "http://10.0.0.9:8081/{z}/{x}/{y}.png"
attribution = "省测绘局"
tile_size = 512
"#;

/// A token, so that an asker without one is a stranger.
const TOKENS: &str =
    "[[server.tokens]]\nname = \"x\"\nsha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\njurisdictions = [\"220100\"]\n";

fn with(basemaps: &str) -> Arc<App> {
    let counties = config_path().with_file_name("boundaries/current/county.geojson").display().to_string();
    let text = format!("[[jurisdictions]]\npath = {counties:?}\nlevel = \"county\"\n{TOKENS}{basemaps}");
    let config = Config::parse(&text, &config_path()).expect("a configuration");
    App::new(Served::open(&config, &|_| {}).expect("it opens"), &config.server)
}

async fn get(app: &Arc<App>, path: &str, etag: &str) -> Answer {
    send_to(app, Request::get(path).header("host", "localhost").header("if-none-match", etag).body(Body::empty()).expect("a request")).await
}

/// The sources that a directive of the page's policy allows.
fn allowed<'a>(answer: &'a Answer, directive: &str) -> Vec<&'a str> {
    let policy = answer.header("content-security-policy").split("; ").map(|part| part.split(' ').collect::<Vec<_>>());
    policy.filter(|part| part[0] == directive).flat_map(|part| part[1..].to_vec()).collect()
}

#[tokio::test]
async fn base_maps_are_told_and_their_hosts_alone_may_be_asked() {
    let (plain, app) = (with(""), with(BASEMAPS));
    // Whoever may open the page is told: their own browser asks these hosts.
    let told = get(&app, "/api/v1/info", "").await.json()["basemaps"].clone();
    assert_eq!(
        told,
        json!([
            {"name": "天地图矢量", "url": "https://t0.tianditu.gov.cn/DataServer?T=vec_w&x={x}&y={y}&l={z}&tk=KEY", "attribution": "天地图", "max_zoom": 18, "tile_size": 256},
            {"name": "天地图影像", "url": "https://t0.tianditu.gov.cn/DataServer?T=img_w&x={x}&y={y}&l={z}&tk=KEY", "attribution": "天地图", "max_zoom": 17, "tile_size": 256},
            {"name": "office", "url": "http://10.0.0.9:8081/{z}/{x}/{y}.png", "attribution": "省测绘局", "max_zoom": 18, "tile_size": 512},
        ])
    );
    assert_eq!(get(&plain, "/api/v1/info", "").await.json()["basemaps"], json!([]));

    let hosts = ["http://10.0.0.9:8081", "https://t0.tianditu.gov.cn"];
    for path in ["/", "/index.html"] {
        let (without, page) = (get(&plain, path, "").await, get(&app, path, "").await);
        assert_eq!(allowed(&without, "connect-src"), ["'self'"]);
        assert_eq!(allowed(&without, "img-src"), ["'self'", "data:", "blob:"]);
        assert_eq!(allowed(&page, "connect-src"), [&["'self'"], &hosts[..]].concat());
        assert_eq!(allowed(&page, "img-src"), [&["'self'", "data:", "blob:"], &hosts[..]].concat());
        // Nothing else has changed.
        let added = format!(" {}", hosts.join(" "));
        assert_eq!(page.header("content-security-policy").replace(&added, ""), without.header("content-security-policy"));
        assert!(!without.header("content-security-policy").contains("http"));

        // A browser that has the page under the other policy gets it anew.
        assert_eq!(get(&app, path, page.header("etag")).await.status, StatusCode::NOT_MODIFIED);
        assert_eq!(get(&app, path, without.header("etag")).await.status, StatusCode::OK);
    }
    assert_eq!(allowed(&get(&app, "/mark.svg", "").await, "connect-src"), ["'self'"], "only the document asks other hosts");
}
