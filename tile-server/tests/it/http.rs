//! Every route, asked well and badly.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use bailiwick_engine::config::Token;
use bailiwick_tile_server::auth::digest;
use bailiwick_tile_server::http::{App, app};
use bailiwick_tile_server::served::Served;
use bailiwick_tile_server::tiles::{TileCoord, mercator};
use fast_mvt::{MvtGeometry, MvtLayerRef, MvtReaderRef, MvtValueRef};
use serde_json::Value;
use tower::ServiceExt;

use crate::jilin::config;

static APP: LazyLock<Arc<App>> = LazyLock::new(|| {
    let config = config();
    App::new(Served::open(&config, &|_| {}).expect("the demo data opens"), &config.server)
});

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The code of the problem, after checking that it is one as the contract shows it.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{:?}", self.body);
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        assert!(problem["title"].is_string() && problem["detail"].as_str().is_some_and(|d| d.len() > 8), "{problem}");
        problem["code"].as_str().expect("a code").to_owned()
    }
}

pub(crate) async fn send(request: Request<Body>) -> Answer {
    send_to(&APP, request).await
}

pub(crate) async fn send_to(state: &Arc<App>, request: Request<Body>) -> Answer {
    let response = app(state.clone()).oneshot(request).await.expect("the router always answers");
    let (parts, body) = response.into_parts();
    Answer { status: parts.status, headers: parts.headers, body: to_bytes(body, usize::MAX).await.expect("a whole body") }
}

/// A question of the bearer of a token, or of nobody.
pub(crate) async fn get_as(state: &Arc<App>, path: &str, token: Option<&str>) -> Answer {
    let request = Request::get(path).header("host", "localhost");
    let request = match token {
        Some(secret) => request.header("authorization", format!("Bearer {secret}")),
        None => request,
    };
    send_to(state, request.body(Body::empty()).expect("a request")).await
}

/// A token of one jurisdiction, by its secret.
pub(crate) fn token((secret, code): (&str, &str)) -> Token {
    Token { name: secret.into(), sha256: digest(secret), jurisdictions: vec![code.parse().expect("a code")] }
}

pub(crate) async fn get_with(path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::get(path).header("host", "127.0.0.1:8080");
    send(headers.iter().fold(request, |r, (name, value)| r.header(*name, *value)).body(Body::empty()).expect("a request")).await
}

pub(crate) async fn get(path: &str) -> Answer {
    get_with(path, &[]).await
}

#[tokio::test]
async fn health_and_ready_say_ok() {
    for path in ["/health", "/ready"] {
        assert_eq!(get(path).await.json(), serde_json::json!({"status": "ok"}));
    }
}

#[tokio::test]
async fn the_catalogue_lists_every_layer_of_the_contract() {
    let catalog = get("/catalog?lang=en").await.json();
    for layer in ["provinces", "prefectures", "counties", "borders", "zones", "overlays", "outfalls", "clues", "hotspots", "borders_risk", "rivers", "lakes"] {
        assert_eq!(catalog["tiles"][layer]["content_type"], "application/x-protobuf", "{layer}");
    }
    assert_eq!(catalog["tiles"]["counties"]["description"], "Counties");
}

#[tokio::test]
async fn tilejson_names_fields_and_a_url_on_the_host_that_was_asked() {
    let answer = send(Request::get("/counties,borders").header("host", "localhost:99").body(Body::empty()).expect("a request")).await;
    let json = answer.json();
    assert_eq!(json["tilejson"], "3.0.0");
    let url = json["tiles"][0].as_str().expect("a URL");
    let version = url.strip_prefix("http://localhost:99/counties,borders/{z}/{x}/{y}?v=").unwrap_or_else(|| panic!("{url}"));
    assert!(version.len() == 16 && version.bytes().all(|b| b.is_ascii_hexdigit()), "{url}");
    assert_eq!(json["vector_layers"][0]["fields"]["parent_name"], "String");
    assert_eq!(json["vector_layers"][1]["id"], "borders");
    let bounds: Vec<f64> = serde_json::from_value(json["bounds"].clone()).expect("numbers");
    assert!(bounds[0] > 121.0 && bounds[2] < 132.0);
}

#[tokio::test]
async fn a_tile_holds_the_layers_asked_for_with_their_attributes() {
    let answer = get("/counties,borders,provinces,prefectures,clues,outfalls,zones,rivers/8/216/93").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/x-protobuf"));
    let tile = MvtReaderRef::new(&answer.body).expect("a tile");
    let names: Vec<&str> = tile.layers().map(MvtLayerRef::name).collect();
    assert_eq!(names, ["provinces", "prefectures", "counties", "borders", "zones", "outfalls", "clues", "rivers"]);
    for (layer, expected) in [
        ("counties", &["code", "name", "parent", "parent_name"][..]),
        ("borders", &["level", "left_code", "left_name"]),
        ("zones", &["id", "name", "level", "sample"]),
        ("outfalls", &["id", "name", "type", "sample"]),
        ("clues", &["id", "batch", "status", "class", "reason", "sample"]),
    ] {
        let layer = tile.layers().find(|l| l.name() == layer).expect("in the tile");
        // One that stands alone; of several only the number is told.
        let is_alone = |f: &fast_mvt::MvtFeatureRef<'_>| f.properties().all(|p| p.expect("a property").0 != "point_count");
        let feature = layer.features().find(is_alone).expect("a feature");
        let keys: Vec<&str> = feature.properties().map(|p| p.expect("a property").0).collect();
        assert!(expected.iter().all(|key| keys.contains(key)), "{}: {keys:?}", layer.name());
        assert!(feature.id().is_some());
    }
}

#[tokio::test]
async fn overlays_carry_who_they_are() {
    // 长白山 and 长春.
    let answer = get("/overlays/5/27/11").await;
    let tile = MvtReaderRef::new(&answer.body).expect("a tile");
    let layer = tile.layers().next().expect("the layer");
    let mut codes: Vec<String> = Vec::new();
    for feature in layer.features() {
        let properties: BTreeMap<_, _> = feature.properties().map(|p| p.expect("a property")).collect();
        for key in ["code", "name", "kind", "parent", "precedence", "sample"] {
            assert!(properties.contains_key(key), "{key}: {properties:?}");
        }
        assert!(matches!(feature.geometry().expect("a geometry"), MvtGeometry::Polygon(_) | MvtGeometry::MultiPolygon(_)));
        codes.push(text(&properties["code"]));
    }
    // The committee's area and its corridor are one body; what prevails is drawn last.
    assert_eq!(codes, ["922101", "922701"]);
    let fields = &get("/overlays").await.json()["vector_layers"][0]["fields"];
    assert_eq!((&fields["precedence"], &fields["valid_from"]), (&"Number".into(), &"String".into()));
}

/// A value that is text.
pub(crate) fn text(value: &MvtValueRef<'_>) -> String {
    match value {
        MvtValueRef::String(text) => (*text).to_owned(),
        other => panic!("{other:?} is no text"),
    }
}

#[tokio::test]
async fn every_clue_on_the_map_is_explained_as_it_is_shown() {
    // At the deepest zoom each clue stands alone; its tile is found by where it lies.
    let features = get("/collections/clues/items?limit=10000").await.json()["features"].as_array().expect("features").clone();
    let at =
        |f: &Value| TileCoord::holding(14, mercator::to_world([0, 1].map(|axis| f["geometry"]["coordinates"][axis].as_f64().expect("a number")))).column_row();
    let tiles: BTreeSet<[u32; 2]> = features.iter().map(at).collect();
    let (mut statuses, mut explained) = (BTreeMap::new(), BTreeSet::new());
    for [x, y] in tiles {
        let answer = get(&format!("/clues/14/{x}/{y}")).await;
        let tile = MvtReaderRef::new(&answer.body).expect("a tile");
        for feature in tile.layers().next().expect("the layer").features().filter(|feature| !explained.contains(&feature.id())).collect::<Vec<_>>() {
            let properties: BTreeMap<_, _> = feature.properties().map(|p| p.expect("a property")).collect();
            explained.insert(feature.id());
            let MvtValueRef::UInt(row) = properties["row"] else { panic!("{properties:?}") };
            let told = get(&format!("/api/v1/explain?batch={}&row={row}&lang=zh", text(&properties["batch"]))).await.json();
            let shown = |name: &str| properties.get(name).map(text);
            for name in ["status", "county_code", "handler_code", "handler_name", "urgency", "reason"] {
                assert_eq!(told["decision"][name].as_str().map(str::to_owned), shown(name), "{name} of {properties:?}");
            }
            *statuses.entry(shown("status")).or_insert(0) += 1;
        }
    }
    assert_eq!(explained.len(), features.len());
    assert!(explained.len() > 1900 && statuses.len() >= 3, "{statuses:?}");
}

#[tokio::test]
async fn a_clue_is_asked_for_by_its_row_alone() {
    for (query, status, code) in [
        ("batch=clues-wgs84.csv", StatusCode::BAD_REQUEST, "missing_parameter"),
        ("batch=clues-wgs84.csv&row=3&sensor=x", StatusCode::BAD_REQUEST, "place_or_clue"),
        ("batch=clues-wgs84.csv&row=99999999", StatusCode::NOT_FOUND, "unknown_clue"),
        ("batch=clues-wgs84.csv&row=-1", StatusCode::NOT_FOUND, "unknown_clue"),
        ("batch=../bailiwick.toml&row=3", StatusCode::NOT_FOUND, "unknown_clue"),
    ] {
        let answer = get(&format!("/api/v1/explain?{query}")).await;
        assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{query}");
    }
    let told = get("/api/v1/explain?batch=clues-wgs84.csv&row=3").await.json();
    assert!(told["input"]["lon"].is_f64() && told["crs_path"].is_array(), "{told}");
    let foreign = get_with("/api/v1/explain?batch=clues-wgs84.csv&row=3", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn endings_are_accepted_and_the_order_of_names_changes_nothing() {
    let plain = get("/counties,borders/7/108/46").await;
    for path in ["/counties,borders/7/108/46.pbf", "/borders,counties/7/108/46.mvt", "/borders,counties,borders/7/108/46"] {
        assert_eq!(get(path).await.body, plain.body, "{path}");
    }
}

#[tokio::test]
async fn impossible_tiles_are_400_unknown_layers_404_empty_tiles_204() {
    for path in [
        "/counties/23/0/0",
        "/counties/3/8/0",
        "/counties/3/0/8",
        "/counties/-1/0/0",
        "/counties/3/a/0",
        "/counties/3/1.5/0",
        "/counties/3/0/+1",
        "/counties/300/0/0",
        "/counties/3/99999999999/0",
        "/counties/3/0/0.png",
    ] {
        let answer = get(path).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::BAD_REQUEST, "impossible_tile"), "{path}");
    }
    for path in ["/towns/3/0/0", "/towns", "/counties,towns", "/counties,/3/0/0", "/counties,%2e%2e/3/0/0", "/%00"] {
        let answer = get(path).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::NOT_FOUND, "unknown_layer"), "{path}");
    }
    let empty = get("/counties/8/0/0").await;
    assert_eq!((empty.status, empty.body.len()), (StatusCode::NO_CONTENT, 0));
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    for path in ["/counties/7/108/46", "/counties", "/api/v1/info", "/"] {
        let first = get(path).await;
        let etag = first.header("etag").to_owned();
        assert!(etag.starts_with("W/\""), "{path}");
        for said in [etag.clone(), format!("\"x\", {etag}"), "*".into()] {
            let again = get_with(path, &[("if-none-match", &said)]).await;
            assert_eq!((again.status, again.body.len(), again.header("etag")), (StatusCode::NOT_MODIFIED, 0, etag.as_str()), "{path}");
        }
        assert_eq!(get_with(path, &[("if-none-match", "\"other\"")]).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn answers_are_compressed_as_the_client_likes() {
    let plain = get("/counties/7/108/46").await.body.len();
    for encoding in ["gzip", "br", "zstd"] {
        let answer = get_with("/counties/7/108/46", &[("accept-encoding", encoding)]).await;
        assert_eq!(answer.header("content-encoding"), encoding);
        assert!(answer.body.len() < plain);
        assert!(answer.header("vary").contains("accept-encoding"));
    }
}

#[tokio::test]
async fn a_tile_of_the_version_that_is_served_may_be_kept_for_ever_and_no_other() {
    let url = |json: Value| json["tiles"][0].as_str().expect("a URL").replace("{z}/{x}/{y}", "8/216/93").replace("http://127.0.0.1:8080", "");
    let (counties, clues) = (url(get("/counties").await.json()), url(get("/counties,clues").await.json()));
    for present in [&counties, &clues] {
        assert_eq!(get(present).await.header("cache-control"), "private, max-age=31536000, immutable", "{present}");
    }
    let version = |url: &str| url.split("?v=").nth(1).expect("a version").to_owned();
    assert_ne!(version(&counties), version(&clues), "they are other layers");
    for other in ["/counties/8/216/93".to_owned(), "/counties/8/216/93?v=".into(), format!("/counties/8/216/93?v={}", version(&clues))] {
        let answer = get(&other).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "private, no-cache"), "{other}");
    }
}

#[tokio::test]
async fn a_tile_has_one_validator_in_every_coding_and_stays_the_same() {
    let plain = get("/counties,borders/8/216/93").await;
    for encoding in ["gzip", "br", "zstd", "zstd;q=0.1, br;q=0.9"] {
        let accept = [("accept-encoding", encoding)];
        let ask = || get_with("/counties,borders/8/216/93", &accept);
        let (first, second) = tokio::join!(ask(), ask());
        assert_eq!(first.header("etag"), plain.header("etag"), "{encoding}");
        assert!(first.body == second.body, "{encoding}");
        let known = get_with("/counties,borders/8/216/93", &[("accept-encoding", encoding), ("if-none-match", plain.header("etag"))]).await;
        assert_eq!((known.status, known.body.len(), known.header("content-encoding")), (StatusCode::NOT_MODIFIED, 0, ""), "{encoding}");
    }
    assert_eq!(get_with("/counties/8/0/0", &[("accept-encoding", "zstd")]).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn info_says_what_is_loaded() {
    let info = get("/api/v1/info").await.json();
    assert_eq!((&info["counts"]["counties"], &info["counts"]["prefectures"], &info["sample"]), (&60.into(), &9.into(), &true.into()));
    assert_eq!(info["generations"].as_array().expect("a list").len(), 2);
    let labels = info["labels"].as_array().expect("a list");
    assert_eq!(labels.len(), 70);
    assert!(labels.iter().any(|l| l["name"] == "公主岭市" && l["level"] == "county" && l["lon"].is_f64()));
}

#[tokio::test]
async fn info_says_the_words_of_the_ruleset_and_each_means_what_it_stands_for() {
    let words = get("/api/v1/info").await.json()["vocabulary"].clone();
    let ids =
        |list: &str| -> Vec<String> { words[list].as_array().expect("a list").iter().map(|term| term["id"].as_str().expect("an id").to_owned()).collect() };
    assert_eq!(ids("classes").len(), 10);
    assert_eq!(ids("severities"), ["major", "serious", "considerable", "ordinary"]);
    assert_eq!(ids("flags"), ["yes", "no"]);
    assert_eq!(words["sensors"][0], serde_json::json!({"id": "drone", "zh": "无人机", "en": "drone", "word": "无人机", "accuracy_m": 5.0}));
    assert_eq!(words["urgencies"][0], serde_json::json!({"zh": "特急", "en": "immediate"}));
    // What the page sends is understood as what it offered: the radius is the sensor's own.
    for sensor in words["sensors"].as_array().expect("a list") {
        let told = get(&format!("/api/v1/explain?lon=124.8&lat=43.5&sensor={}", percent(sensor["word"].as_str().expect("a word")))).await.json();
        assert_eq!(told["input"]["accuracy_m"], sensor["accuracy_m"], "{sensor}");
    }
}

/// A word as queries carry it.
fn percent(word: &str) -> String {
    word.bytes()
        .flat_map(|byte| ['%', char::from(b"0123456789abcdef"[usize::from(byte >> 4)]), char::from(b"0123456789abcdef"[usize::from(byte & 15)])])
        .collect()
}

#[tokio::test]
async fn what_the_ruleset_calls_things_is_told_in_both_languages() {
    let told = get("/api/v1/explain?lon=124.8&lat=43.5&lang=en").await.json();
    assert_eq!(told["decision"]["urgency"], "一般", "the columns keep the words of lists");
    assert_eq!(told["named"]["urgency"]["en"], "ordinary");
    assert_eq!(told["named"]["departments"][0]["en"], "ecology and environment");
}

#[tokio::test]
async fn a_place_is_explained() {
    let answer = get("/api/v1/explain?lon=124.8&lat=43.5&accuracy=10&lang=zh").await;
    let json = answer.json();
    assert_eq!(json["decision"]["county_name"], "公主岭市");
    assert_eq!(json["decision"]["status"], "assigned");
    let gcj = get("/api/v1/explain?lon=124.8&lat=43.5&crs=GCJ-02").await.json();
    assert_eq!(gcj["crs_path"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_line_is_explained_by_what_lies_where() {
    let told = get("/api/v1/explain?wkt=LINESTRING(124.82%2043.5,125.4%2043.7)&handed_over=2026-06-08&lang=zh").await.json();
    assert_eq!((told["rules"][0]["id"].as_str(), told["input"]["handed_over"].as_str()), (Some("spread_over_border"), Some("2026-06-08")));
    assert!(told["input"]["extent"]["length_m"].as_f64().is_some_and(|metres| metres > 50_000.0), "{}", told["input"]);
    let long = format!("/api/v1/explain?wkt=LINESTRING({})", vec!["124.8%2043.5"; 900].join(","));
    let answer = get(&long).await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::BAD_REQUEST, "wkt_too_long"));
}

#[tokio::test]
async fn a_question_that_makes_no_sense_gets_a_sentence() {
    for (query, code) in [
        ("", "missing_parameter"),
        ("lon=124.8", "missing_parameter"),
        ("lon=abc&lat=43.5", "not_a_number"),
        ("lon=NaN&lat=43.5", "not_a_number"),
        ("lon=inf&lat=43.5", "not_a_number"),
        ("lon=43.5&lat=124.8", "swapped_axes"),
        ("lon=1000&lat=1000", "out_of_range"),
        ("lon=124.8&lat=43.5&at=yesterday", "not_a_date"),
        ("lon=124.8&lat=43.5&accuracy=-1", "accuracy_out_of_range"),
        ("lon=124.8&lat=43.5&crs=wgs85", "unknown_crs"),
        ("lon=124.8&lat=43.5&crs=EPSG:1", "unknown_crs"),
        ("lon=%ff&lat=1", "not_a_number"),
        ("wkt=nowhere", "not_a_number"),
        ("wkt=POINT(124.8%2043.5)&lon=1&lat=1", "place_twice"),
        ("wkt=LINESTRING(43%20125,44%20125)", "swapped_axes"),
        ("wkt=MULTIPOINT((125%2043),(126%2044))", "unsuitable_geometry"),
        ("lon=124.8&lat=43.5&handed_over=soon", "not_a_date"),
    ] {
        let answer = get(&format!("/api/v1/explain?{query}")).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::BAD_REQUEST, code), "{query}");
    }
    let english = get_with("/api/v1/explain?lon=x&lat=1", &[("accept-language", "en-GB")]).await;
    assert!(english.json()["detail"].as_str().expect("a sentence").contains("no number"));
}

#[tokio::test]
async fn only_requests_to_this_machine_are_answered() {
    for host in ["example.org", "bailiwick.example.org:8080", "10.0.0.7"] {
        let request = Request::get("/health").header("host", host).body(Body::empty()).expect("a request");
        let answer = send(request).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::MISDIRECTED_REQUEST, "foreign_host"), "{host}");
    }
    let nameless = send(Request::get("/health").body(Body::empty()).expect("a request")).await;
    assert_eq!(nameless.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn pages_of_other_sites_cannot_ask_about_places() {
    let answer = get_with("/api/v1/explain?lon=124.8&lat=43.5", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "forbidden"));
    assert_eq!(get_with("/", &[("sec-fetch-site", "cross-site")]).await.status, StatusCode::OK, "a link from elsewhere opens the map");
    assert!(get_with("/counties/7/108/46", &[("origin", "http://example.org")]).await.headers.get("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn the_page_is_served_with_a_strict_policy() {
    let page = get("/").await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self';") && policy.contains("worker-src 'self' blob:") && !policy.contains("http"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(get("/index.html").await.body, page.body);
}

#[tokio::test]
async fn no_path_leads_out_of_the_page() {
    for path in [
        "/../Cargo.toml",
        "/assets/../../Cargo.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/%2e%2e%2f%2e%2e%2fCargo.toml",
        "//etc/passwd",
        "/assets/",
        "/a/b/c/d/e",
    ] {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        answer.problem();
    }
}

#[tokio::test]
async fn a_method_that_a_route_does_not_have_is_405() {
    for (method, path) in [("POST", "/catalog"), ("GET", "/api/v1/assign"), ("DELETE", "/counties/3/0/0")] {
        let request = Request::builder().method(method).uri(path).header("host", "localhost").body(Body::empty()).expect("a request");
        let answer = send(request).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        answer.problem();
        assert!(!answer.header("allow").is_empty());
    }
}
