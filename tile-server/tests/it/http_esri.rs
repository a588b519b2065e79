//! The vector tile services, asked as ArcGIS Pro asks: the service, its style, the tiles of its levels, letters and icons.

use axum::http::StatusCode;
use serde_json::Value;

use crate::http::get;

const HOST: &str = "http://127.0.0.1:8080";

async fn json(path: &str) -> Value {
    let answer = get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {:?}", answer.body);
    answer.json()
}

#[tokio::test]
async fn a_service_leads_to_its_style_tiles_letters_and_icons() {
    let listed = json("/arcgis/rest/services?f=json").await;
    let names: Vec<&str> = listed["services"].as_array().expect("services").iter().map(|s| s["name"].as_str().expect("a name")).collect();
    assert!(names.contains(&"all") && names.contains(&"counties.4490"), "{names:?}");
    for name in ["all", "all.4490", "counties,borders"] {
        let root = format!("/arcgis/rest/services/{name}/VectorTileServer");
        let service = json(&format!("{root}?f=json")).await;
        let style = json(&format!("{root}/{}/root.json", service["defaultStyles"].as_str().expect("a folder"))).await;
        assert_eq!(style["sources"]["esri"]["url"], format!("{HOST}{root}"));
        let drawn = style["layers"].as_array().expect("layers");
        assert!(drawn.len() > 3 && drawn.iter().all(|layer| layer["source"].is_null() || layer["source"] == "esri"));
        let sprite = style["sprite"].as_str().expect("a sprite").replace(HOST, "");
        for ending in [".json", ".png", "@2x.json", "@2x.png"] {
            assert_eq!(get(&format!("{sprite}{ending}")).await.status, StatusCode::OK, "{ending}");
        }
        let glyphs =
            style["glyphs"].as_str().expect("letters").replace(HOST, "").replace("{fontstack}", "Noto%20Sans%20SC%20Regular").replace("{range}", "0-255");
        assert_eq!(get(&glyphs).await.status, StatusCode::OK);
        // The tile of each level that holds the middle of the extent has something in it.
        let number = |value: &Value| value.as_f64().expect("a number");
        let extent = &service["fullExtent"];
        let middle = [(&extent["xmin"], &extent["xmax"]), (&extent["ymin"], &extent["ymax"])].map(|(a, b)| f64::midpoint(number(a), number(b)));
        let origin = &service["tileInfo"]["origin"];
        for level in service["tileInfo"]["lods"].as_array().expect("levels") {
            let side = number(&level["resolution"]) * number(&service["tileInfo"]["rows"]);
            let column = ((middle[0] - number(&origin["x"])) / side).floor();
            let row = ((number(&origin["y"]) - middle[1]) / side).floor();
            let tile = service["tiles"][0].as_str().expect("tiles").replace("{z}", &level["level"].to_string());
            let tile = tile.replace("{y}", &row.to_string()).replace("{x}", &column.to_string());
            assert_eq!(get(&format!("{root}/{tile}")).await.status, StatusCode::OK, "{name} {tile}");
        }
    }
}

#[tokio::test]
async fn levels_have_the_scales_that_esri_tells() {
    let lods = json("/arcgis/rest/services/counties/VectorTileServer").await["tileInfo"]["lods"].clone();
    // From the documentation of the Vector Tile Service.
    assert!((lods[0]["resolution"].as_f64().expect("a number") - 78_271.516_964).abs() < 1e-5);
    assert!((lods[0]["scale"].as_f64().expect("a number") - 295_828_763.795_777).abs() < 1e-2, "{}", lods[0]);
}

#[tokio::test]
async fn what_there_is_not_is_404() {
    for path in [
        "towns/VectorTileServer",
        "counties/VectorTileServer/tile/0/1/0.pbf",
        "counties.4490/VectorTileServer/tile/0/1/0.pbf",
        "counties/VectorTileServer/tile/99/0/0.pbf",
        "counties/VectorTileServer/resources/sprites/other.png",
    ] {
        let answer = get(&format!("/arcgis/rest/services/{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        answer.problem();
    }
}
