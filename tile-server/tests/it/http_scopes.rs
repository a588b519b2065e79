//! Bearers of tokens see the clues of their jurisdictions and no others, on every route there is.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use bailiwick_tile_server::http::App;
use bailiwick_tile_server::served::Served;
use serde_json::Value;

use crate::http::{Answer, get_as, send_to, token};
use crate::jilin::config;

/// A secret and its jurisdictions: two prefectures, a county of the first, and the province.
const TOKENS: [(&str, &str); 4] = [("siping", "220300"), ("changchun", "220100"), ("gongzhuling", "220184"), ("jilin", "220000")];

static APP: LazyLock<Arc<App>> = LazyLock::new(|| {
    let mut config = config();
    config.server.tokens = TOKENS.map(token).into();
    App::new(Served::open(&config, &|_| {}).expect("the demo data opens"), &config.server)
});

async fn get(path: &str, token: Option<&str>) -> Answer {
    get_as(&APP, path, token).await
}

/// The ids of the clues that a token shows, and what each says.
async fn clues(token: &str) -> Vec<Value> {
    let json = get("/collections/clues/items?limit=10000", Some(token)).await.json();
    let features = json["features"].as_array().expect("features").clone();
    assert_eq!((json["numberMatched"].as_u64(), json["numberReturned"].as_u64()), (Some(features.len() as u64), Some(features.len() as u64)));
    features
}

fn ids(features: &[Value]) -> BTreeSet<String> {
    features.iter().map(|feature| feature["properties"]["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn a_token_shows_the_clues_that_lie_in_its_jurisdictions_or_are_handled_there() {
    let [siping, changchun, gongzhuling, jilin] = [clues("siping").await, clues("changchun").await, clues("gongzhuling").await, clues("jilin").await];
    for (features, prefix) in [(&siping, "2203"), (&changchun, "2201"), (&gongzhuling, "220184"), (&jilin, "22")] {
        assert!(!features.is_empty(), "{prefix}");
        for feature in features {
            let code = |name: &str| feature["properties"][name].as_str().unwrap_or_default().to_owned();
            // A body outside the hierarchy belongs to whom its overlay says.
            let is_theirs =
                ["county_code", "handler_code"].iter().any(|name| code(name).starts_with(prefix) || (prefix == "22" && code(name).starts_with('9')));
            assert!(is_theirs, "{feature}");
        }
    }
    assert!(ids(&gongzhuling).is_subset(&ids(&changchun)) && ids(&siping).is_subset(&ids(&jilin)));
    // What both see lies in one and is handled by the other: an outfall whose owner is across the border.
    for feature in siping.iter().filter(|feature| ids(&changchun).contains(feature["properties"]["id"].as_str().expect("an id"))) {
        let code = |name: &str| feature["properties"][name].as_str().unwrap_or_default().chars().take(4).collect::<String>();
        assert_eq!(BTreeSet::from([code("county_code"), code("handler_code")]), BTreeSet::from(["2201".to_owned(), "2203".to_owned()]), "{feature}");
    }
}

#[tokio::test]
async fn without_a_token_there_are_boundaries_and_no_clues() {
    for path in ["/counties/8/216/93", "/counties", "/catalog", "/collections/zones/items", "/", "/health", "/api", "/api/v1/info"] {
        assert_eq!(get(path, None).await.status, StatusCode::OK, "{path}");
    }
    let id = "SL-W-0001";
    for path in [
        "/clues/8/216/93",
        "/counties,clues/8/216/93",
        "/clues",
        "/collections/clues/items",
        "/collections/clues",
        "/api/v1/explain?batch=clues-wgs84.csv&row=2",
        "/metrics",
    ] {
        let answer = get(path, None).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::UNAUTHORIZED, "token_needed"), "{path}");
        assert_eq!(answer.header("www-authenticate"), "Bearer", "{path}");
        assert!(!String::from_utf8_lossy(&answer.body).contains(id));
    }
    assert!(get("/catalog", None).await.json()["tiles"]["clues"].is_null());
    assert!(get("/api/v1/info", None).await.json()["counts"]["clues"].is_null());
    let wrong = get("/counties/8/216/93", Some("guess")).await;
    assert_eq!((wrong.status, wrong.problem().as_str()), (StatusCode::UNAUTHORIZED, "unknown_token"));
}

#[tokio::test]
async fn a_token_in_the_url_counts_and_comes_back_in_the_urls_of_answers() {
    let answer = get("/clues?token=siping", None).await;
    let url = answer.json()["tiles"][0].as_str().expect("a URL").to_owned();
    assert!(url.ends_with("&token=siping"), "{url}");
    let items = get("/collections/clues/items?limit=1&token=siping", None).await.json();
    let next = items["links"].as_array().expect("links").iter().find(|link| link["rel"] == "next").expect("a next page")["href"].clone();
    assert!(next.as_str().is_some_and(|href| href.contains("token=siping")), "{next}");
    assert_eq!(get("/clues/0/0/0?token=wrong", None).await.status, StatusCode::UNAUTHORIZED);
}

/// Every path of the API's definition, with samples for its parameters that lead to clues.
async fn paths(feature: &str, row: u64) -> Vec<String> {
    let definition = get("/api", None).await.json();
    let mut paths = Vec::new();
    for (path, operations) in definition["paths"].as_object().expect("paths") {
        if operations.get("get").is_none() {
            assert!(operations.get("post").is_some(), "{path}: another method needs a test of its own");
            continue;
        }
        let filled: Vec<String> =
            path.split('/').map(|segment| if segment.contains('{') { sample(segment, path, feature) } else { segment.to_owned() }).collect();
        paths.push(filled.join("/"));
    }
    // What routes give when they are asked for more.
    let formats = ["json", "html", "csv", "xlsx", "fgb", "parquet", "gpkg"];
    paths.extend(formats.map(|format| format!("/collections/clues/items?limit=10000&f={format}")));
    paths.extend(
        ["bbox=120,40,132,47", "filter=id%20LIKE%20%27%25%27", "sortby=-id", "datetime=2019-01-01T00:00:00Z/.."]
            .map(|query| format!("/collections/clues/items?limit=10000&{query}")),
    );
    paths.push(format!("/collections/clues/items/{feature}?f=html"));
    paths.push(format!("/api/v1/explain?batch=clues-wgs84.csv&row={row}"));
    for zoom in 0..=14_u8 {
        let [x, y] = bailiwick_tile_server::tiles::TileCoord::holding(zoom, bailiwick_tile_server::tiles::mercator::to_world([125.32, 43.88])).column_row();
        paths.push(format!("/clues/{zoom}/{x}/{y}"));
    }
    paths
}

fn sample(segment: &str, path: &str, feature: &str) -> String {
    // The tile of all of Jilin is the same in both schemes but for the column.
    let value = match segment.trim_matches(['{', '}']) {
        "layers" => "counties,clues",
        "service" if path.contains("tile/") => "clues.4490",
        "collection" | "service" => "clues",
        "feature" => feature,
        "download" => "bailiwick.gpkg",
        "fontstack" => "Noto%20Sans%20SC%20Regular",
        "range" => "0-255",
        "file" => "bailiwick.json",
        "style" => "bailiwick",
        "matrixSet" => "WorldCRS84Quad",
        "column" if path.contains("matrix") || path.contains("{level}") => "1",
        "z" | "matrix" | "level" | "row" | "x" | "y" => "0",
        other => panic!("there is no sample for {other} of {path}: say how the route is asked for clues, so that it is tested"),
    };
    value.to_owned()
}

#[tokio::test]
async fn no_route_shows_the_clues_of_another_scope_kept_or_not() {
    let seen = [clues("siping").await, clues("changchun").await];
    let whole = [ids(&seen[0]), ids(&seen[1])];
    let names = [&whole[0] - &whole[1], &whole[1] - &whole[0]];
    let of = |features: &[Value]| (features[0]["id"].to_string(), features[0]["properties"]["row"].as_u64().expect("a row"));
    let mut told = [0, 0];
    for (feature, row) in [of(&seen[0]), of(&seen[1])] {
        for path in paths(&feature, row).await {
            // One after the other and again, so that each may be given what was kept for the other.
            for (who, token) in [(0, "siping"), (1, "changchun"), (0, "siping")] {
                let answer = get(&path, Some(token)).await;
                assert!(!answer.status.is_server_error(), "{path}: {:?}", answer.body);
                let text = String::from_utf8_lossy(&answer.body);
                let leaked = names[1 - who].iter().find(|name| text.contains(name.as_str()));
                assert_eq!(leaked, None, "{path} shows {token} a clue of the other");
                told[who] += usize::from(names[who].iter().any(|name| text.contains(name.as_str())));
            }
            let public = get(&path, None).await;
            let text = String::from_utf8_lossy(&public.body);
            assert!(names.iter().flatten().all(|name| !text.contains(name.as_str())), "{path} shows the public a clue");
        }
    }
    assert!(told.iter().all(|count| *count > 20), "the paths do show clues to those who may see them: {told:?}");
}

#[tokio::test]
async fn clusters_count_only_what_the_scope_shows() {
    let count = |body: &[u8]| -> u64 {
        let tile = fast_mvt::MvtReaderRef::new(body).expect("a tile");
        let features =
            tile.layers().flat_map(|layer| layer.features().map(|f| f.properties().map(|p| p.expect("a property")).collect::<Vec<_>>()).collect::<Vec<_>>());
        let of = |properties: &Vec<(&str, fast_mvt::MvtValueRef<'_>)>| match properties.iter().find(|(name, _)| *name == "point_count") {
            Some((_, fast_mvt::MvtValueRef::UInt(count))) => *count,
            _ => 1,
        };
        features.map(|properties| of(&properties)).sum()
    };
    for token in ["siping", "changchun", "jilin"] {
        assert_eq!(count(&get("/clues/0/0/0", Some(token)).await.body), clues(token).await.len() as u64, "{token}");
    }
}

#[tokio::test]
async fn behind_a_proxy_the_server_has_a_path_a_host_and_sites_that_may_read_it() {
    let mut config = config();
    config.server.base_path = "/maps".into();
    config.server.hosts = vec!["maps.example.cn".into()];
    config.server.cors_origins = vec!["https://example.cn".into()];
    let app = App::new(Served::open_map(&config, &|_| {}).expect("the demo data opens"), &config.server);
    let ask = |path: &'static str, headers: &[(&'static str, &'static str)]| {
        let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        send_to(&app, request.body(Body::empty()).expect("a request"))
    };
    let proxied = [("host", "maps.example.cn"), ("x-forwarded-proto", "https"), ("origin", "https://example.cn")];
    let answer = ask("/maps/counties", &proxied).await;
    let url = answer.json()["tiles"][0].as_str().expect("a URL").to_owned();
    assert!(url.starts_with("https://maps.example.cn/maps/counties/{z}/{x}/{y}?v="), "{url}");
    assert_eq!(answer.header("access-control-allow-origin"), "https://example.cn");
    assert_eq!(ask("/maps/", &proxied).await.status, StatusCode::OK);
    assert_eq!(ask("/maps/counties/6/54/23", &proxied).await.status, StatusCode::OK);
    assert_eq!(ask("/counties", &proxied).await.status, StatusCode::NOT_FOUND);
    let other = ask("/maps/counties", &[("host", "maps.example.cn"), ("origin", "https://other.cn")]).await;
    assert_eq!(other.header("access-control-allow-origin"), "");
    assert_eq!(ask("/maps/counties", &[("host", "other.cn")]).await.status, StatusCode::MISDIRECTED_REQUEST);
}
