//! Hotspots of the served clues and of uploads, and that nobody learns from them of clues that are not shown.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use bailiwick_engine::config::Config;
use bailiwick_tile_server::http::App;
use bailiwick_tile_server::served::Served;
use serde_json::Value;

use crate::http::{Answer, get_as, send, send_to, token};
use crate::jilin::config_path;

/// A secret and its jurisdictions: two prefectures, a county of the first, and the province.
const TOKENS: [(&str, &str); 4] = [("siping", "220300"), ("changchun", "220100"), ("gongzhuling", "220184"), ("jilin", "220000")];

/// Nine clues inside 公主岭 (长春), and four and seven on the two sides of its border with 伊通 (四平).
pub(crate) fn clues() -> String {
    let mut csv = "id,lon,lat,occurred\n".to_owned();
    let mut spread = |name: &str, count: u32, [lon, lat]: [f64; 2]| {
        for place in 0..count {
            let (east, north) = (f64::from(place % 3) * 0.0006, f64::from(place / 3) * 0.0005);
            let _ = writeln!(csv, "{name}{place},{},{},2026-0{}-11", lon + east, lat + north, 1 + place % 6);
        }
    };
    spread("INSIDE", 9, [124.80, 43.50]);
    spread("NORTH", 4, [124.8966, 43.3019]);
    spread("SOUTH", 7, [124.9026, 43.2963]);
    csv
}

static APP: LazyLock<Arc<App>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("clues.csv"), clues()).expect("written");
    let mut config = Config::read(&config_path()).expect("the demo's configuration is valid");
    config.clues.truncate(1);
    config.clues[0].path = folder.path().join("clues.csv");
    config.hotspots.replicates = 99;
    config.server.tokens = TOKENS.map(token).into();
    App::new(Served::open(&config, &|_| {}).expect("it opens"), &config.server)
});

async fn get(path: &str, token: Option<&str>) -> Answer {
    get_as(&APP, path, token).await
}

fn ids(rows: &Value) -> Vec<&str> {
    let id = |row: &Value| row["id"].as_str().or_else(|| row["properties"]["id"].as_str()).map(str::len);
    let rows = rows.as_array().expect("a list");
    assert!(rows.iter().all(|row| id(row).is_some()), "{rows:?}");
    rows.iter().map(|row| row["id"].as_str().unwrap_or_else(|| row["properties"]["id"].as_str().expect("an id"))).collect()
}

#[tokio::test]
async fn what_the_command_tells_is_told_with_its_shapes() {
    let told = get("/api/v1/hotspots?lang=en", Some("jilin")).await.json();
    // The county's clues and those of both sides of the border; the scan has its own.
    let clusters = told["clusters"].as_array().expect("clusters");
    let counties = |cluster: &Value| -> Vec<(String, u64, bool)> {
        let share = |share: &Value| {
            let text = share["code"].as_str().expect("a code").to_owned();
            (text, share["clues"].as_u64().expect("a count"), share["sees_it"].as_bool().expect("a flag"))
        };
        cluster["split"]["counties"].as_array().expect("counties").iter().map(share).collect()
    };
    assert_eq!(clusters.len(), 2, "{clusters:?}");
    assert_eq!(counties(&clusters[0]), [("220184".into(), 4, false), ("220323".into(), 7, true)]);
    assert_eq!(counties(&clusters[1]), [("220184".into(), 9, true)]);
    assert_eq!(clusters[0]["split"]["organiser"]["code"], "220000");
    assert_eq!(told["sample"], true);
    let places = &told["places"]["features"];
    let dbscan: Vec<&Value> = places.as_array().expect("features").iter().filter(|place| place["properties"]["method"] == "dbscan").collect();
    assert_eq!(dbscan.len(), 2);
    let across = &dbscan[0]["properties"];
    assert_eq!((&across["split"], &across["shares"]), (&"220184 公主岭市=4;220323 伊通满族自治县=7".into(), &"220184=0.364;220323=0.636".into()));
    assert_eq!((&across["seen_by"], &across["seen_by_nobody"], &across["organiser_name"]), (&"220323".into(), &false.into(), &"吉林省".into()));
    assert_eq!((&across["first_day"], &across["last_day"]), (&"2026-01-11".into(), &"2026-06-11".into()));
    assert!(across["p_value"].as_f64().is_some_and(|p| p > 0.0 && p <= 0.05) && across["significant"] == true, "{across}");
    // The segment between them is the likeliest of all.
    let piece = &told["pieces"]["features"][0]["properties"];
    assert_eq!((&piece["level"], &piece["rank"], &piece["one_code"], &piece["other_code"]), (&"piece".into(), &1.into(), &"220184".into(), &"220323".into()));
    assert_eq!(piece["one_3km"].as_u64().zip(piece["other_3km"].as_u64()), Some((4, 7)), "{piece}");
    let shapes = get("/api/v1/hotspots?format=geojson", Some("jilin")).await;
    assert_eq!((shapes.header("content-type"), &shapes.json()["features"]), ("application/geo+json", places));
}

#[tokio::test]
async fn a_scope_shows_what_is_wholly_its_own() {
    let seen = |token: &'static str| async move {
        let told = get("/api/v1/hotspots", Some(token)).await.json();
        let items = get("/collections/hotspots/items?method=dbscan", Some(token)).await.json();
        assert_eq!(ids(&told["clusters"]), ids(&items["features"]), "{token}");
        let borders = get("/collections/borders_risk/items?limit=10000", Some(token)).await.json();
        let pairs: usize = told["borders"].as_array().expect("levels").iter().map(|level| level["pairs"].as_array().expect("pairs").len()).sum();
        let features = borders["features"].as_array().expect("features");
        let whole: Vec<&Value> = features.iter().filter(|feature| feature["properties"]["level"] != "piece").collect();
        assert_eq!(whole.len(), pairs, "{token}");
        let codes: Vec<String> = features
            .iter()
            .flat_map(|feature| ["one_code", "other_code"].map(|name| feature["properties"][name].as_str().expect("a code").to_owned()))
            .collect();
        (ids(&told["clusters"]).len(), codes)
    };
    let cases = [("jilin", 2, "22"), ("changchun", 1, "2201"), ("gongzhuling", 1, "220184"), ("siping", 0, "2203")];
    for (token, clusters, prefix) in cases {
        let (found, codes) = seen(token).await;
        assert_eq!(found, clusters, "{token}");
        assert!(codes.iter().all(|code| code.starts_with(prefix)), "{token}: {codes:?}");
        // A county alone has no border that is wholly its own.
        assert_eq!(codes.is_empty(), token == "gongzhuling", "{token}");
    }
    // What is said of all clues together is for those who see all, a scope that happens to be everything included.
    for (token, is_told) in [("changchun", false), ("jilin", false)] {
        let told = get("/api/v1/hotspots", Some(token)).await.json();
        for name in ["counted", "sentences", "notes", "cells", "hexagons"] {
            assert_eq!(told.get(name).is_some(), is_told, "{token} {name}");
        }
    }
}

#[tokio::test]
async fn no_answer_tells_a_scope_of_a_cluster_that_reaches_beyond_it() {
    let mut paths: Vec<String> = Vec::new();
    for zoom in 0..=14_u8 {
        for place in [[124.9, 43.3], [124.8, 43.5]] {
            let [x, y] = bailiwick_tile_server::tiles::TileCoord::holding(zoom, bailiwick_tile_server::tiles::mercator::to_world(place)).column_row();
            paths.push(format!("/hotspots/{zoom}/{x}/{y}"));
            paths.push(format!("/counties,hotspots,borders_risk/{zoom}/{x}/{y}"));
        }
    }
    let forms = ["json", "html", "csv", "fgb"];
    paths.extend(forms.map(|form| format!("/collections/hotspots/items?limit=10000&f={form}")));
    paths.extend(forms.map(|form| format!("/collections/borders_risk/items?limit=10000&f={form}")));
    paths.extend(["bbox=120,40,132,47", "filter=p_value%20%3C%3D%200.05", "sortby=-clues"].map(|query| format!("/collections/hotspots/items?{query}")));
    paths.extend((1..=12).map(|feature| format!("/collections/hotspots/items/{feature}")));
    paths.extend(["/download/bailiwick.gpkg", "/api/v1/hotspots", "/api/v1/hotspots?format=geojson", "/api/v1/info"].map(str::to_owned));
    paths.extend(["/tiles/WorldCRS84Quad/0/0/1?collections=hotspots", "/arcgis/rest/services/hotspots/VectorTileServer/tile/0/0/0"].map(str::to_owned));
    // The split of the cluster across the border, and its numbers.
    let secrets = ["伊通满族自治县=7", "220323=0.636"];
    let mut told = 0;
    for path in paths {
        // One after the other and again, so that each may be given what was kept for the other.
        for token in ["siping", "changchun", "jilin", "gongzhuling", "siping"] {
            let answer = get(&path, Some(token)).await;
            assert!(!answer.status.is_server_error(), "{path}: {:?}", answer.body);
            let text = String::from_utf8_lossy(&answer.body);
            let is_told = secrets.iter().any(|secret| text.contains(secret));
            assert!(!is_told || token == "jilin", "{path} tells {token} of clues elsewhere");
            told += usize::from(is_told);
        }
        let public = get(&path, None).await;
        let text = String::from_utf8_lossy(&public.body);
        assert!(!text.contains("公主岭市=9") && secrets.iter().all(|secret| !text.contains(secret)), "{path} tells the public");
    }
    assert!(told > 20, "the paths do tell those who may know: {told}");
}

#[tokio::test]
async fn without_a_token_there_are_no_hotspots_and_nothing_is_looked_for() {
    for path in ["/hotspots", "/borders_risk/8/216/93", "/collections/hotspots/items", "/api/v1/hotspots"] {
        let answer = get(path, None).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::UNAUTHORIZED, "token_needed"), "{path}");
    }
    assert!(get("/catalog", None).await.json()["tiles"]["hotspots"].is_null());
    for path in ["/api/v1/hotspots?filename=a.csv&crs=4490", "/api/v1/plans"] {
        let request = Request::post(path).header("host", "localhost").body(clues().into()).expect("a request");
        let answer = send_to(&APP, request).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::UNAUTHORIZED, "token_needed"), "{path}");
    }
}

#[tokio::test]
async fn maps_and_clues_wait_for_no_hotspots_and_who_asks_for_those_does() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("clues.csv"), clues()).expect("written");
    let mut config = crate::jilin::config();
    config.clues.truncate(1);
    config.clues[0].path = folder.path().join("clues.csv");
    let served = Served::open_map(&config, &|_| {}).expect("it opens");
    served.read_clues(&config, &|_| {}).expect("the clues are readable");
    let app = App::new(served, &config.server);
    let ask = |path: &'static str| {
        let app = app.clone();
        async move { send_to(&app, Request::get(path).header("host", "localhost").body(Body::empty()).expect("a request")).await }
    };
    for path in ["/counties,clues/6/54/23", "/zones,overlays,outfalls,clues/6/54/23", "/ready", "/hotspots,borders_risk", "/catalog", "/style/bailiwick"] {
        assert_eq!(ask(path).await.status, StatusCode::OK, "{path}");
    }
    let counts = ask("/api/v1/info").await.json()["counts"].clone();
    assert_eq!((&counts["clues"], &counts["hotspots"]), (&20.into(), &Value::Null));
    // What is not there yet is waited for, and has no version by which it could be kept for ever.
    assert!(!ask("/hotspots").await.json()["tiles"][0].as_str().expect("a URL").contains("?v="));
    let waiting = [tokio::spawn(ask("/hotspots/6/54/23")), tokio::spawn(ask("/api/v1/hotspots")), tokio::spawn(ask("/collections/borders_risk/items?limit=1"))];
    let site = app.site();
    tokio::task::spawn_blocking(move || site.look_for_hotspots(&config)).await.expect("they are found");
    for answer in waiting {
        assert_eq!(answer.await.expect("an answer").status, StatusCode::OK);
    }
    assert_eq!(ask("/api/v1/info").await.json()["counts"]["hotspots"], 2);
    assert!(ask("/hotspots").await.json()["tiles"][0].as_str().expect("a URL").contains("?v="));
}

#[tokio::test]
async fn where_hotspots_are_not_looked_for_that_is_said() {
    let mut config = crate::jilin::config();
    config.clues.clear();
    for (serve, word) in [(true, "没有落在"), (false, "serve = false")] {
        config.hotspots.serve = serve;
        let app = App::new(Served::open(&config, &|_| {}).expect("it opens"), &config.server);
        let ask = |path: &'static str| send_to(&app, Request::get(path).header("host", "localhost").body(Body::empty()).expect("a request"));
        let told = ask("/api/v1/hotspots").await;
        assert_eq!((told.status, told.problem().as_str()), (StatusCode::NOT_FOUND, "no_hotspots"));
        assert!(String::from_utf8_lossy(&told.body).contains(word));
        assert_eq!(ask("/hotspots/0/0/0").await.status, StatusCode::NO_CONTENT);
        assert_eq!(ask("/collections/hotspots/items").await.json()["numberMatched"], 0);
    }
    config.hotspots.rate = 2.0;
    let refused = Served::open_map(&config, &|_| {}).err().expect("it is refused before anything is read");
    assert!(refused.sentence(bailiwick_engine::lang::Lang::En).starts_with("[hotspots] "), "{refused:?}");
}

async fn post(query: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(format!("/api/v1/hotspots?{query}")).header("host", "localhost:8080");
    send(request.body(body.into()).expect("a request")).await
}

const QUICK: &str = "filename=%E7%BA%BF%E7%B4%A2.csv&crs=4490&scan=false&replicates=99";

#[tokio::test]
async fn a_file_is_looked_at_as_it_is_by_the_command() {
    let told = post(&format!("{QUICK}&lang=en"), clues()).await.json();
    assert_eq!((ids(&told["clusters"]), &told["counted"]["inside"]), (vec!["C1", "C2"], &20.into()));
    assert!(told["title"].as_str().is_some_and(|title| title.contains("线索.csv")), "{}", told["title"]);
    assert!(told["scan"].is_null() && !told["pieces"]["features"].as_array().expect("features").is_empty());
    // Another setting, another answer; the same question, the same one.
    let wider = post(&format!("{QUICK}&radius=100&min_clues=3"), clues()).await.json();
    assert!(ids(&wider["clusters"]).len() > 2, "{}", wider["clusters"]);
    let again = post(&format!("{QUICK}&lang=en"), clues()).await.json();
    assert!(again == told, "equal questions have equal answers");
}

#[tokio::test]
async fn results_are_files_with_the_name_of_the_upload() {
    for (format, media_type, magic) in [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &b"PK"[..]),
        ("gpkg", "application/geopackage+sqlite3", b"SQLite format 3"),
        ("geojson", "application/geo+json", b"{"),
        ("html", "text/html; charset=utf-8", b"<!DOCTYPE html>"),
    ] {
        let answer = post(&format!("{QUICK}&format={format}"), clues()).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, media_type), "{:?}", answer.body);
        assert!(answer.body.starts_with(magic), "{format}: {:?}", &answer.body[..20]);
        assert!(answer.header("content-disposition").ends_with(&format!("%E7%BA%BF%E7%B4%A2-hotspots.{format}")));
    }
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_refused_before_the_work_with_a_sentence() {
    let rows = "id,lon,lat\n".to_owned() + &"a,125.3,43.9\n".repeat(20_001);
    for (query, body, status, code) in [
        ("radius=0", clues(), StatusCode::BAD_REQUEST, "out_of_range"),
        ("radius=far", clues(), StatusCode::BAD_REQUEST, "not_a_number"),
        ("replicates=1000000", clues(), StatusCode::BAD_REQUEST, "out_of_range"),
        ("min_clues=2.5", clues(), StatusCode::BAD_REQUEST, "not_whole"),
        ("rate=0.9", clues(), StatusCode::BAD_REQUEST, "out_of_range"),
        ("scan=perhaps", clues(), StatusCode::BAD_REQUEST, "not_a_flag"),
        ("format=docx", clues(), StatusCode::BAD_REQUEST, "unknown_format"),
        ("scan=false", "id,lon,lat\na,10,10\n".into(), StatusCode::BAD_REQUEST, "no_clue_inside"),
        ("scan=false", "a,b\n1,2\n".into(), StatusCode::BAD_REQUEST, "no_geometry"),
        ("scan=false", rows, StatusCode::PAYLOAD_TOO_LARGE, "too_many_rows"),
    ] {
        let answer = post(&format!("filename=a.csv&crs=4490&{query}&lang=en"), body).await;
        assert_eq!(answer.status, status, "{query}: {:?}", answer.body);
        let said = answer.problem();
        assert_eq!(said, code, "{query}");
        let text = String::from_utf8_lossy(&answer.body);
        assert!(!text.contains("/tmp"), "{query}: {text}");
    }
    let foreign = Request::post("/api/v1/hotspots?filename=a.csv&crs=4490").header("host", "localhost").header("sec-fetch-site", "cross-site");
    assert_eq!(send(foreign.body(clues().into()).expect("a request")).await.status, StatusCode::FORBIDDEN);
}
