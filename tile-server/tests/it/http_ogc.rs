//! OGC API Features and Tiles, asked as the standards' abstract tests ask.

use axum::http::StatusCode;
use serde_json::Value;

use crate::http::{get, get_with};

async fn json(path: &str) -> Value {
    let answer = get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {:?}", answer.body);
    answer.json()
}

fn href(document: &Value, rel: &str) -> Option<String> {
    let links = document["links"].as_array().expect("links");
    let link = links.iter().find(|link| link["rel"] == rel)?;
    Some(link["href"].as_str().expect("an address").replace("http://127.0.0.1:8080", ""))
}

#[tokio::test]
async fn the_landing_page_leads_everywhere() {
    let landing = get_with("/", &[("accept", "application/json")]).await.json();
    for rel in ["self", "service-desc", "service-doc", "conformance", "data"] {
        let path = href(&landing, rel).unwrap_or_else(|| panic!("no link {rel}"));
        assert_eq!(get(&path).await.status, StatusCode::OK, "{rel} {path}");
    }
    assert!(landing["title"].as_str().is_some_and(|title| title.contains("示例数据")));
    let classes = json("/conformance").await["conformsTo"].clone();
    assert!(classes.as_array().is_some_and(|all| all.len() > 20));
}

#[tokio::test]
async fn every_link_of_every_document_leads_somewhere() {
    let mut waiting: Vec<String> = vec!["/?f=json".into(), "/collections".into(), "/tiles".into(), "/tileMatrixSets".into()];
    let mut seen: Vec<String> = Vec::new();
    while let Some(path) = waiting.pop() {
        if seen.contains(&path) || seen.len() > 400 {
            continue;
        }
        let answer = get(&path).await;
        assert!(answer.status == StatusCode::OK, "{path}: {} {:?}", answer.status, String::from_utf8_lossy(&answer.body));
        seen.push(path.clone());
        if answer.header("content-type").contains("json") && !path.contains("/items") {
            let mut links = Vec::new();
            collect(&answer.json(), &mut links);
            waiting.extend(links.into_iter().filter(|link| !link.contains('{') && !link.contains("f=gpkg") && !link.contains("f=xlsx")));
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
}

/// The addresses of all links in a document that need no filling in.
fn collect(value: &Value, links: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(href) = members.get("href").and_then(Value::as_str).and_then(|href| href.strip_prefix("http://127.0.0.1:8080")) {
                links.push(href.to_owned());
            }
            members.values().for_each(|member| collect(member, links));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, links)),
        _ => {}
    }
}

#[tokio::test]
async fn pages_give_every_feature_once_and_in_order() {
    let whole = json("/collections/counties/items?limit=10000&properties=code&skipGeometry=true").await;
    assert_eq!((&whole["numberMatched"], &whole["numberReturned"]), (&60.into(), &60.into()));
    let (mut path, mut ids, mut pages) = ("/collections/counties/items?limit=7&properties=code&skipGeometry=true".to_owned(), Vec::new(), 0);
    loop {
        let page = json(&path).await;
        assert_eq!(page["numberMatched"], 60);
        ids.extend(page["features"].as_array().expect("features").iter().map(|f| f["id"].clone()));
        pages += 1;
        match href(&page, "next") {
            Some(next) => path = next,
            None => break,
        }
    }
    let all: Vec<Value> = whole["features"].as_array().expect("features").iter().map(|f| f["id"].clone()).collect();
    assert_eq!((ids, pages), (all, 9));
    let stale = get("/collections/counties/items?limit=7&offset=7&v=0000000000000000").await;
    assert_eq!((stale.status, stale.problem().as_str()), (StatusCode::GONE, "data_changed"));
}

#[tokio::test]
async fn positions_are_in_the_order_of_the_axes_and_the_answer_says_which() {
    let ask = |crs: &'static str| async move {
        let answer = get(&format!("/collections/outfalls/items/1?crs={crs}")).await;
        let place: Vec<f64> = serde_json::from_value(answer.json()["geometry"]["coordinates"].clone()).expect("a place");
        (answer.header("content-crs").to_owned(), place)
    };
    let (said, crs84) = ask("http://www.opengis.net/def/crs/OGC/1.3/CRS84").await;
    assert_eq!(said, "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
    for code in ["4326", "4490"] {
        let (said, place) = ask(if code == "4326" { "http://www.opengis.net/def/crs/EPSG/0/4326" } else { "http://www.opengis.net/def/crs/EPSG/0/4490" }).await;
        assert_eq!((said, place), (format!("<http://www.opengis.net/def/crs/EPSG/0/{code}>"), vec![crs84[1], crs84[0]]));
    }
    let (_, metres) = ask("http://www.opengis.net/def/crs/EPSG/0/3857").await;
    assert!(metres[0] > 1.3e7 && metres[1] > 5e6, "{metres:?}");
    let answer = get("/collections/outfalls/items?crs=EPSG:9999").await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::BAD_REQUEST, "unknown_crs"));
}

#[tokio::test]
async fn boxes_filters_and_orders_choose_what_a_look_at_all_chooses() {
    let all = json("/collections/outfalls/items?limit=10000").await["features"].as_array().expect("features").clone();
    let number = |path: String| async move { json(&path).await["numberMatched"].as_u64().expect("a number") };
    let place = |f: &Value| [f["geometry"]["coordinates"][0].as_f64().expect("x"), f["geometry"]["coordinates"][1].as_f64().expect("y")];
    let within = |[x, y]: [f64; 2]| (125.0..=127.0).contains(&x) && (43.0..=44.5).contains(&y);
    let expected = all.iter().filter(|f| within(place(f))).count() as u64;
    assert!(expected > 0);
    for query in [
        "bbox=125,43,127,44.5",
        "bbox=43,125,44.5,127&bbox-crs=EPSG:4490",
        "filter=S_INTERSECTS(geometry,BBOX(125,43,127,44.5))",
        "filter=S_INTERSECTS(geometry,POLYGON((43%20125,43%20127,44.5%20127,44.5%20125,43%20125)))&filter-crs=EPSG:4326",
    ] {
        assert_eq!(number(format!("/collections/outfalls/items?{query}")).await, expected, "{query}");
    }
    let kind = "%E5%B7%A5%E4%B8%9A"; // 工业
    let industrial = all.iter().filter(|f| f["properties"]["type"] == "工业").count() as u64;
    assert!(industrial > 0);
    assert_eq!(number(format!("/collections/outfalls/items?type={kind}")).await, industrial);
    assert_eq!(number(format!("/collections/outfalls/items?filter=type%3D%27{kind}%27")).await, industrial);
    assert_eq!(
        number(format!("/collections/outfalls/items?filter=type%3D%27{kind}%27&bbox=125,43,127,44.5")).await,
        all.iter().filter(|f| f["properties"]["type"] == "工业" && within(place(f))).count() as u64
    );
    let sorted = json("/collections/outfalls/items?limit=10000&sortby=-id&properties=id").await;
    let ids: Vec<&str> = sorted["features"].as_array().expect("features").iter().map(|f| f["properties"]["id"].as_str().expect("an id")).collect();
    assert!(ids.windows(2).all(|pair| pair[0] >= pair[1]), "{ids:?}");
    assert_eq!(sorted["features"][0]["properties"].as_object().map(serde_json::Map::len), Some(1));
}

#[tokio::test]
async fn time_is_asked_for_by_moments_and_intervals() {
    let number =
        |query: &'static str| async move { json(&format!("/collections/clues/items?limit=1&{query}")).await["numberMatched"].as_u64().expect("a number") };
    let all = number("filter=occurred%20IS%20NOT%20NULL").await;
    let (before, after) = (number("datetime=../2023-01-01T00:00:00Z").await, number("datetime=2023-01-01T00:00:01Z/..").await);
    assert!(before > 0 && after > 0 && before + after == all, "{before} + {after} of {all}");
    assert_eq!(get("/collections/clues/items?datetime=yesterday").await.problem(), "bad_datetime");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_a_sentence() {
    for (query, code) in [
        ("limit=0", "limit_out_of_range"),
        ("limit=-1", "not_a_count"),
        ("limit=ten", "not_a_count"),
        ("offset=1.5", "not_a_count"),
        ("bbox=1,2,3", "bad_bbox"),
        ("bbox=1,2,3,NaN", "bad_bbox"),
        ("bbox=0,10,1,-10", "bad_bbox"),
        ("bbox=0,-100,1,100", "bad_bbox"),
        ("bbox=1e400,0,0,0", "bad_bbox"),
        ("crs=x", "unknown_crs"),
        ("filter=name%20%3D", "bad_filter"),
        ("filter=nothing%3D1", "bad_filter"),
        ("filter-lang=cql-json&filter=1", "unknown_filter_lang"),
        ("sortby=nothing", "unknown_parameter"),
        ("properties=nothing", "unknown_parameter"),
        ("unknown=1", "unknown_parameter"),
        ("f=shp", "unknown_format"),
        ("skipGeometry=perhaps", "not_a_flag"),
    ] {
        let answer = get(&format!("/collections/counties/items?{query}")).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::BAD_REQUEST, code), "{query}");
    }
    for (path, code) in [
        ("/collections/towns", "unknown_layer"),
        ("/collections/counties,clues/items", "unknown_layer"),
        ("/collections/counties/items/999999999", "unknown_feature"),
        ("/collections/counties/items/x", "unknown_feature"),
        ("/tileMatrixSets/Nothing", "unknown_matrix_set"),
        ("/tiles/WorldCRS84Quad/0/1/0", "impossible_tile"),
        ("/tiles/WorldCRS84Quad/22/0/0", "impossible_tile"),
        ("/collections/counties/tiles/WebMercatorQuad/3/8/0", "impossible_tile"),
    ] {
        let answer = get(path).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::NOT_FOUND, code), "{path}");
    }
    // More than there may be on a page is no error: there is less, and the way to the rest.
    assert_eq!(get("/collections/outfalls/items?limit=99999999999999999999&skipGeometry=true").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_tile_of_degrees_has_the_counties_where_they_are() {
    // Matrix 6 has 128 columns and 64 rows of 2.8125 degrees; Changchun, 125.32 E 43.88 N, is in column 108, row 16.
    let answer = get("/collections/counties/tiles/WorldCRS84Quad/6/16/108").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/vnd.mapbox-vector-tile"));
    let tile = fast_mvt::MvtReaderRef::new(&answer.body).expect("a tile");
    let layer = tile.layers().next().expect("a layer");
    assert!(layer.features().any(|f| f.id() == Some(220_106)), "绿园区");
    for set in ["WebMercatorQuad", "WorldCRS84Quad", "CGCS2000Quad"] {
        let document = json(&format!("/collections/counties/tiles/{set}")).await;
        let limits = document["tileMatrixSetLimits"][6].clone();
        let item = href(&document, "item").expect("tiles");
        let path =
            item.replace("{tileMatrix}", "6").replace("{tileRow}", &limits["minTileRow"].to_string()).replace("{tileCol}", &limits["minTileCol"].to_string());
        assert!(get(&path).await.status.is_success(), "{path}");
    }
    assert_eq!(get("/tiles/CGCS2000Quad/6/16/108?collections=counties").await.body, answer.body);
    assert_eq!(get("/tiles/WebMercatorQuad/8/93/216?collections=counties,borders").await.body, get("/counties,borders/8/216/93").await.body);
}

#[tokio::test]
async fn pages_for_people_are_pages() {
    for path in [
        "/collections",
        "/collections/counties",
        "/collections/counties/items",
        "/collections/counties/items/220106",
        "/conformance",
        "/api",
        "/tiles",
        "/tileMatrixSets/WebMercatorQuad",
    ] {
        let answer = get_with(path, &[("accept", "text/html,*/*")]).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"), "{path}");
        assert!(answer.body.starts_with(b"<!doctype html>"), "{path}");
    }
}

#[tokio::test]
async fn the_api_s_definition_lists_what_is_served() {
    let definition = get("/api").await;
    assert_eq!(definition.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
    let paths = definition.json()["paths"].clone();
    for path in ["/collections/{collection}/items", "/tiles/{matrixSet}/{matrix}/{row}/{column}", "/{layers}/{z}/{x}/{y}", "/api/v1/assign"] {
        assert!(paths[path].is_object(), "{path}");
    }
}
