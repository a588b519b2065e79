//! Uploads, good and bad.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use bailiwick_tile_server::http::BODY_BYTES_MAX;

use crate::http::{Answer, send};
use crate::jilin::config_path;

async fn assign(query: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(format!("/api/v1/assign?{query}")).header("host", "localhost:8080").header("content-type", "application/octet-stream");
    send(request.body(body.into()).expect("a request")).await
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(config_path().parent().expect("a folder").join("clues").join(name)).expect("the demo data is committed")
}

const CSV: &str = "编号,经度,纬度\nA1,124.8,43.5\nA2,125.3,43.9\nA3,10,10\nA4,x,43\n";

#[tokio::test]
async fn every_row_of_a_batch_comes_back_once() {
    let answer = assign("filename=%E7%BA%BF%E7%B4%A2.csv&crs=EPSG:4490&lang=zh", CSV).await;
    let json = answer.json();
    let summary = &json["summary"];
    assert_eq!((&summary["rows"], &summary["assigned"], &summary["outside"], &summary["invalid"]), (&4.into(), &2.into(), &1.into(), &1.into()), "{summary}");
    assert_eq!(summary["warnings"]["not_a_number"], 1);
    assert_eq!((&json["source"]["file"], &json["source"]["read"]), (&"线索.csv".into(), &4.into()));
    let features = json["clues"]["features"].as_array().expect("features");
    assert_eq!(features.len(), 4);
    assert_eq!((&features[0]["properties"]["编号"], &features[0]["properties"]["county_name"]), (&"A1".into(), &"公主岭市".into()));
    assert!(features[3]["geometry"].is_null());
}

#[tokio::test]
async fn the_columns_that_were_understood_are_named_as_the_answer_has_them() {
    let csv = "编号,经度,纬度,违法类型,county_name\nA1,124.8,43.5,其他,公主岭市\n";
    let json = assign("filename=a.csv&crs=EPSG:4490", csv).await.json();
    let columns = &json["source"]["columns"];
    let properties = &json["clues"]["features"][0]["properties"];
    assert_eq!((&columns["id"], &properties[columns["id"].as_str().expect("a name")]), (&"编号".into(), &"A1".into()), "{columns}");
    // The decision has a column of this name.
    assert_eq!((&columns["county"], &properties["county_name_in"]), (&"county_name_in".into(), &"公主岭市".into()), "{columns}");
}

#[tokio::test]
async fn the_sample_spreadsheet_is_decided() {
    let json = assign("filename=clues-gcj02.xlsx", sample("clues-gcj02.xlsx")).await.json();
    let rows = json["summary"]["rows"].as_u64().expect("a number");
    assert!(rows > 100);
    assert_eq!(json["clues"]["features"].as_array().map(|f| f.len() as u64), Some(rows));
}

#[tokio::test]
async fn results_are_files_with_the_name_of_the_upload() {
    for (format, media_type, magic) in [
        ("csv", "text/csv; charset=utf-8", &b"\xef\xbb\xbf"[..]),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("geojson", "application/geo+json", b"{"),
        ("gpkg", "application/geopackage+sqlite3", b"SQLite format 3"),
        ("parquet", "application/vnd.apache.parquet", b"PAR1"),
        ("fgb", "application/vnd.flatgeobuf", b"fgb"),
    ] {
        let answer = assign(&format!("filename=%E7%BA%BF%E7%B4%A2.csv&crs=4490&format={format}"), CSV).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, media_type));
        assert!(answer.body.starts_with(magic), "{format}");
        assert!(answer.header("content-disposition").ends_with(&format!("filename*=UTF-8''%E7%BA%BF%E7%B4%A2-assigned.{format}")));
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_gets_the_sentence_of_the_command_line() {
    let undeclared = assign("filename=../../my/clues.csv&lang=en", CSV).await;
    assert_eq!((undeclared.status, undeclared.problem().as_str()), (StatusCode::BAD_REQUEST, "crs_undeclared"));
    let detail = undeclared.json()["detail"].as_str().expect("a sentence").to_owned();
    assert!(detail.starts_with("clues.csv: ") && !detail.contains("bailiwick-upload"), "{detail}");

    for (query, body, status) in [
        ("filename=a.csv&crs=4490", &b""[..], StatusCode::BAD_REQUEST),
        ("filename=a.csv&crs=4490", b"a,b\n1,2\n", StatusCode::BAD_REQUEST),
        ("filename=a.xlsx&crs=4490", b"PK\x03\x04 no workbook", StatusCode::BAD_REQUEST),
        ("filename=a.shp&crs=4490", b"\x00\x00\x27\x0a", StatusCode::BAD_REQUEST),
        ("filename=a.bin&crs=4490", b"\x00\x01\x02\xff\xfe", StatusCode::BAD_REQUEST),
        ("filename=a.csv&crs=nowhere", CSV.as_bytes(), StatusCode::BAD_REQUEST),
        ("filename=a.csv&crs=4490&format=docx", CSV.as_bytes(), StatusCode::BAD_REQUEST),
        ("filename=a.csv&crs=4490&accuracy=far", CSV.as_bytes(), StatusCode::BAD_REQUEST),
    ] {
        let answer = assign(query, body.to_vec()).await;
        assert_eq!(answer.status, status, "{query}: {:?}", answer.body);
        answer.problem();
        assert!(!String::from_utf8_lossy(&answer.body).contains("/tmp"), "{query}: {:?}", answer.body);
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_a_sentence() {
    let announced = Request::post("/api/v1/assign?filename=a.csv").header("host", "localhost").header("content-length", (BODY_BYTES_MAX + 1).to_string());
    let answer = send(announced.body(Body::empty()).expect("a request")).await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    let unannounced = assign("filename=a.csv&crs=4490", vec![b'x'; BODY_BYTES_MAX + 1]).await;
    assert_eq!((unannounced.status, unannounced.problem().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
}

#[tokio::test]
async fn pages_of_other_sites_cannot_send_files() {
    let request = Request::post("/api/v1/assign?filename=a.csv&crs=4490").header("host", "localhost").header("sec-fetch-site", "cross-site");
    let answer = send(request.body(CSV.into()).expect("a request")).await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "forbidden"));
}
