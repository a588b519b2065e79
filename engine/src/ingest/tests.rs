//! Whole files, read from disk: one tiny fixture a defect.

use std::path::{Path, PathBuf};

use super::*;
use crate::config::{ColumnMap, Source};
use crate::coord::Crs;
use crate::model::RowFault;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ingest").join(name)
}

fn options() -> ClueOptions {
    ClueOptions { crs: None, default_crs: None, accuracy_m: None, encoding: None, layer: None, columns: ColumnMap::new(), swap_axes: false, expected: None }
}

#[test]
#[ignore = "looks at the demo data of the main checkout"]
fn demo() {
    let base = Path::new("/work/main/data/jilin");
    for (name, crs) in [("clues/clues-wgs84.csv", Some(Crs::WGS84)), ("clues/clues-gcj02.xlsx", None), ("clues/clues-gk.shp", None)] {
        let start = std::time::Instant::now();
        let (clues, report) = read_clues(&base.join(name), &ClueOptions { default_crs: crs, ..options() }).expect(name);
        println!("{:?} {} {:?}", start.elapsed(), clues.table.schema(), clues.table.slice(0, 1));
        println!("{}", serde_json::to_string_pretty(&report).expect("json").chars().take(3000).collect::<String>());
        println!("{} {} {:?} {:?} {:?}", clues.lon_deg[0], clues.lat_deg[0], clues.occurred[0], clues.class[0], clues.sensor[0]);
    }
    let codes = read_codes(
        &crate::config::Codes { superseded: Some("names/superseded.csv".into()), statistical_zones: Some("names/statistical-zones.csv".into()) },
        base,
    )
    .expect("codes");
    let source = |path: &str, crs| Source { path: path.into(), layer: None, columns: ColumnMap::new(), crs, encoding: None, accuracy_m: None };
    let (outfalls, report) = read_outfalls(&source("", Some(Crs::CGCS2000)), &base.join("outfalls/outfalls.csv"), &codes).expect("outfalls");
    println!("{:?} {}", outfalls[0], serde_json::to_string(&report).expect("json").chars().take(3000).collect::<String>());
    let (zones, report) = read_zones(&source("", None), &base.join("zones/source-zones.gpkg")).expect("zones");
    println!("{} {}", zones.len(), serde_json::to_string(&report).expect("json"));
    for (generation, level) in [("current", "county"), ("current", "prefecture"), ("current", "province"), ("before-2020", "county"), ("tianditu", "county")] {
        let start = std::time::Instant::now();
        let source = crate::config::JurisdictionSource {
            path: "".into(),
            level: crate::model::Level::County,
            valid_from: None,
            valid_to: None,
            layer: None,
            columns: ColumnMap::new(),
            crs: None,
            encoding: None,
        };
        let (all, report) = read_jurisdictions(&source, &base.join(format!("boundaries/{generation}/{level}.geojson"))).expect("boundaries");
        println!(
            "{generation} {level} {} {:?} {}",
            all.len(),
            start.elapsed(),
            serde_json::to_string(&report).expect("json").chars().take(2000).collect::<String>()
        );
    }
    for name in ["rivers", "lakes"] {
        let (all, report) =
            read_backdrop(&crate::config::BackdropSource { name: name.into(), path: "".into(), crs: None }, &base.join(format!("rivers/{name}.geojson")))
                .expect("backdrop");
        println!("{} {}", all.len(), serde_json::to_string(&report).expect("json"));
    }
}
