//! Joint actions, drafted for areas and for hotspots.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::http::{Answer, get, send};

async fn post(query: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(format!("/api/v1/plans?{query}")).header("host", "localhost:8080");
    send(request.body(body.into()).expect("a request")).await
}

/// Ground on both sides of the border of 公主岭 and 伊通.
fn area() -> Value {
    let ring = json!([[124.85, 43.27], [124.95, 43.27], [124.95, 43.33], [124.85, 43.33], [124.85, 43.27]]);
    json!({ "type": "Feature", "properties": { "id": "H1" }, "geometry": { "type": "Polygon", "coordinates": [ring] } })
}

fn roster() -> Value {
    let person = |(number, unit): (usize, &str)| json!({ "name": format!("人{number}"), "unit": unit, "certificate": format!("07-{number:03}") });
    (0..30).zip(["220000", "220100", "220300", "220204", "220381"].into_iter().cycle()).map(person).collect()
}

#[tokio::test]
async fn a_plan_says_who_takes_part_and_the_same_seed_draws_the_same_teams() {
    let asked = json!({ "areas": area(), "roster": roster(), "seed": "2026-12-01", "from": "2026-12-07", "to": "2026-12-11" }).to_string();
    let plan = post("", asked.clone()).await;
    assert_eq!(plan.status, StatusCode::OK, "{:?}", plan.body);
    let json = plan.json();
    let codes: Vec<&Value> = json["participants"].as_array().expect("participants").iter().map(|one| &one["body"]["code"]).collect();
    assert_eq!((codes, &json["superior"]["code"], &json["areas"]), (vec![&json!("220184"), &json!("220323")], &json!("220000"), &json!(["H1"])));
    assert_eq!(json["period"], json!({ "from": "2026-12-07", "to": "2026-12-11" }));
    assert!(!json["teams"].as_array().expect("teams").is_empty());
    assert_eq!(post("", asked.clone()).await.body, plan.body);
    for (format, ending) in [("docx", "docx"), ("xlsx", "xlsx")] {
        let file = post(&format!("format={format}&lang=zh"), asked.clone()).await;
        assert_eq!(file.status, StatusCode::OK, "{:?}", file.body);
        assert!(file.body.starts_with(b"PK") && file.header("content-type").starts_with("application/vnd.openxmlformats"));
        assert!(file.header("content-disposition").ends_with(&format!(".{ending}")), "{}", file.header("content-disposition"));
    }
}

#[tokio::test]
async fn hotspots_that_the_server_has_found_are_planned_for_by_their_ids() {
    let told = get("/api/v1/hotspots").await.json();
    let cluster = &told["clusters"][0];
    let id = cluster["id"].as_str().expect("an id");
    let json = post("", json!({ "hotspots": [id] }).to_string()).await.json();
    assert_eq!(json["areas"], json!([id]));
    let part = json["participants"].as_array().expect("participants").iter().map(|one| one["body"]["code"].clone()).collect::<Vec<_>>();
    let of_cluster = cluster["split"]["counties"].as_array().expect("counties");
    assert!(of_cluster.iter().all(|county| part.contains(&county["code"])), "{part:?} {of_cluster:?}");
    let unknown = post("lang=en", json!({ "hotspots": ["C9999"] }).to_string()).await;
    assert_eq!((unknown.status, unknown.problem().as_str()), (StatusCode::NOT_FOUND, "unknown_hotspot"));
}

#[tokio::test]
async fn what_cannot_be_planned_is_refused_with_a_sentence_of_ours() {
    let with = |name: &str, value: Value| {
        let mut asked = json!({ "areas": area() });
        asked[name] = value;
        asked.to_string()
    };
    let far = json!({ "type": "Point", "coordinates": [10.0, 10.0] });
    for (body, code) in [
        ("no JSON".to_owned(), "bad_plan"),
        (with("unknown", json!(1)), "bad_plan"),
        (with("from", json!("yesterday")), "bad_plan"),
        ("{}".to_owned(), "missing_parameter"),
        (json!({ "areas": far }).to_string(), "no_plan"),
        (json!({ "areas": { "type": "Polygon", "coordinates": "none" } }).to_string(), ""),
        (json!({ "areas": { "type": "FeatureCollection", "features": [] } }).to_string(), ""),
        (with("reach", json!(1e9)), "out_of_range"),
        (with("team", json!(0)), "out_of_range"),
        (with("seed", json!("a\nb")), "bad_seed"),
        (with("title", json!("a\nb")), "out_of_range"),
        (with("roster", json!([{ "name": "甲", "unit": "nowhere", "certificate": "1" }])), "no_plan"),
        (json!({ "areas": area(), "from": "2026-12-11", "to": "2026-12-07" }).to_string(), "out_of_range"),
    ] {
        let answer = post("lang=en", body.clone()).await;
        assert!(answer.status.is_client_error(), "{body}: {:?}", answer.body);
        let said = answer.problem();
        assert!(code.is_empty() || said == code, "{body}: {said} {:?}", answer.body);
        let text = String::from_utf8_lossy(&answer.body);
        assert!(!text.contains("/tmp") && !text.contains("--") && !text.contains("expected"), "{body}: {text}");
    }
    let large = post("lang=en", vec![b' '; (4 << 20) + 1]).await;
    assert_eq!((large.status, large.problem().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    assert!(large.json()["detail"].as_str().is_some_and(|text| text.contains("4 MB")));
}
