//! Clues: rows, positions, systems.

use super::*;
use crate::coord::{Bounds, LonLat, gcj02, geodesic};

const JILIN: Bounds = Bounds { west: 121.6, south: 40.8, east: 131.4, north: 46.4 };

fn read(text: &str, options: &ClueOptions) -> (Clues, IngestReport) {
    clues_of("clues.csv", text.as_bytes(), options).expect("readable")
}

fn codes(report: &IngestReport) -> Vec<(u64, &'static str)> {
    report.records.iter().map(|r| (r.row, r.code())).collect()
}

fn notes(report: &IngestReport) -> Vec<&'static str> {
    report.notes.iter().map(Note::code).collect()
}

#[test]
fn every_row_stays_a_row_with_a_position_or_a_fault() {
    let text = "线索编号,经度,纬度,精度（米）,发现时间,问题类别,来源\n\
                a,125.325,43.9,10,2024-05-03 14:05,饮用水水源地污染,无人机\n\
                b,,43.9,10,2024-05-03,其他,\n\
                c,NaN,43.9,10,2024-05-03,其他,\n\
                d,43.9,125.325,10,2024-05-03,其他,\n\
                e,125.3,43.9,5-10,3/5/2024,其他,\n\
                f,125.3\n\
                a,125°19′30″E,４３．９,,,,\n\
                h,325.3,43.9,,,,\n";
    let (clues, report) = read(text, &wgs84());
    assert_eq!(clues.len(), 8);
    assert_eq!((report.read, report.kept, report.rejected), (8, 3, 5));
    assert_eq!(
        codes(&report),
        [
            (3, "missing_coordinates"),
            (4, "not_a_number"),
            (5, "swapped_axes"),
            (6, "unreadable_date"),
            (6, "unreadable_accuracy"),
            (7, "ragged_row"),
            (8, "duplicate_id"),
            (9, "out_of_range")
        ]
    );
    assert_eq!(clues.class.get(0).as_deref(), Some("饮用水水源地污染"));
    assert_eq!(clues.occurred.get(0).map(|o| o.to_string()).as_deref(), Some("2024-05-03T14:05:00"));
    assert_eq!((clues.accuracy_m[0], clues.sensor.get(0).as_deref()), (10.0, Some("无人机")));
    assert!((clues.lon_deg[6] - 125.325).abs() < 1e-12 && (clues.lat_deg[6] - 43.9).abs() < 1e-12);
    for row in 0..clues.len() {
        assert_eq!(clues.lon_deg[row].is_nan(), clues.fault.contains_key(&row), "row {row}");
    }
    for record in &report.records {
        assert!(record.sentence(Lang::Zh).contains(&format!("第 {} 行", record.row)) && record.sentence(Lang::En).contains(&format!("row {}", record.row)));
    }
    assert!(serde_json::to_string(&report).expect("json").contains("\"code\":\"ragged_row\""));
}

#[test]
fn a_batch_whose_system_nobody_says_is_refused_with_the_three_remedies() {
    let error = clues_of("clues.csv", b"lon,lat\n125.3,43.9\n", &options()).expect_err("undeclared");
    assert_eq!(error.code(), "crs_undeclared");
    for word in ["--crs", "bailiwick.toml", "坐标系", "clues.csv"] {
        assert!(error.sentence(Lang::Zh).contains(word) && error.sentence(Lang::En).contains(word), "{word}");
    }
}

#[test]
fn the_caller_wins_then_the_row_then_the_configuration() {
    let text = "lon,lat,坐标系\n125.3,43.9,GCJ-02\n125.3,43.9,\n125.3,43.9,北京54\n125.3,43.9,百度\n";
    let (clues, report) = read(text, &wgs84());
    assert_eq!((report.crs.as_deref(), report.crs_from), (Some("per row"), Some(CrsOrigin::Row)));
    assert_eq!(codes(&report), [(4, "unknown_crs")]);
    assert!(clues.lon_deg[0] < clues.lon_deg[1] && clues.lon_deg[3] < clues.lon_deg[0], "GCJ-02 and BD-09 are shifted east");

    let (_, report) = read(text, &options());
    assert_eq!(codes(&report), [(3, "crs_undeclared"), (4, "unknown_crs")]);

    let (clues, report) = read(text, &ClueOptions { crs: Some(Crs::CGCS2000), ..wgs84() });
    assert_eq!((report.crs_from, clues.lon_deg[0]), (Some(CrsOrigin::Caller), 125.3));
    assert!(report.notes.iter().any(|n| n.sentence(Lang::En).contains("the data says GCJ-02, the caller said EPSG:4490: the caller wins")));
}

#[test]
fn gcj02_is_undone() {
    let truth = LonLat::new([125.325, 43.9]).expect("on Earth");
    let [x, y] = gcj02::from_cgcs2000(truth).to_array();
    let (clues, _) = read(&format!("lon,lat,crs\n{x},{y},GCJ-02\n"), &options());
    assert!(geodesic(truth, LonLat::new([clues.lon_deg[0], clues.lat_deg[0]]).expect("on Earth")).get() < 0.01);
}

#[test]
fn projected_coordinates_agree_with_pyproj_to_a_millimetre() {
    let text = std::fs::read_to_string(fixture("proj.csv")).expect("fixture");
    for line in text.lines().skip(2) {
        let [epsg, x, y, lon, lat]: [f64; 5] = line.split(',').map(|v| v.parse().expect("number")).collect::<Vec<_>>().try_into().expect("five");
        let (clues, report) = read(&format!("东坐标,北坐标\n{x},{y}\n"), &ClueOptions { crs: Some(Crs::Epsg(epsg as u32)), ..options() });
        assert!(clues.fault.is_empty(), "EPSG:{epsg}");
        let error = geodesic(LonLat::new([lon, lat]).expect("on Earth"), LonLat::new([clues.lon_deg[0], clues.lat_deg[0]]).expect("on Earth"));
        assert!(error.get() < 0.001, "EPSG:{epsg} {lon} {lat}: {error}");
        assert!(!notes(&report).contains(&"ballpark_transformation"));
    }
}

#[test]
fn surveyors_write_x_for_north_and_the_area_of_use_tells() {
    let expected = [125.325, 43.9];
    for (text, survey) in [("X坐标,Y坐标\n4862932.7496,445769.9208\n", true), ("X坐标,Y坐标\n445769.9208,4862932.7496\n", false)] {
        let (clues, report) = read(text, &ClueOptions { crs: Some(Crs::Epsg(4551)), ..options() });
        assert!((clues.lon_deg[0] - expected[0]).abs() < 1e-7 && (clues.lat_deg[0] - expected[1]).abs() < 1e-7, "{text}");
        assert_eq!(notes(&report).contains(&"survey_axes"), survey);
    }
    // Columns that say what they are get no such benefit: the pair is flagged.
    let (clues, _) = read("东坐标,北坐标\n4862932.7496,445769.9208\n", &ClueOptions { crs: Some(Crs::Epsg(4551)), ..options() });
    assert!(matches!(clues.fault.get(&0), Some(RowFault::SwappedAxes { .. })));
}

#[test]
fn swapped_axes_are_flagged_and_exchanged_only_when_asked() {
    // West of 90°E both orders are on Earth: only the expected box tells.
    let text = "lon,lat\n43.9,125.3\n44.0,125.4\n125.3,43.9\n";
    let (clues, report) = read(text, &wgs84());
    assert_eq!(clues.fault.len(), 2);
    assert!(report.notes.iter().any(|n| n.code() == "looks_swapped" && n.sentence(Lang::En).contains("--swap-axes")));
    let (clues, _) = read(text, &ClueOptions { swap_axes: true, ..wgs84() });
    assert_eq!((clues.lon_deg[0], clues.lat_deg[0]), (125.3, 43.9));
    assert!(matches!(clues.fault.get(&2), Some(RowFault::SwappedAxes { .. })));

    let west = "lon,lat\n43.8,87.6\n";
    assert!(read(west, &wgs84()).0.fault.is_empty());
    let urumqi = Bounds { west: 86.0, south: 42.0, east: 89.0, north: 45.0 };
    assert!(matches!(read(west, &ClueOptions { expected: Some(urumqi), ..wgs84() }).0.fault.get(&0), Some(RowFault::SwappedAxes { .. })));
    // Outside the box in either order is outside, not swapped.
    assert!(read("lon,lat\n116.4,39.9\n", &ClueOptions { expected: Some(JILIN), ..wgs84() }).0.fault.is_empty());
}

#[test]
fn degrees_read_as_metres_are_no_place() {
    let (clues, _) = read("lon,lat\n125.325,43.9\n", &ClueOptions { crs: Some(Crs::Epsg(4551)), ..options() });
    assert!(matches!(clues.fault.get(&0), Some(RowFault::OutOfRange { .. })), "{:?}", clues.fault);
}

#[test]
fn an_unknown_epsg_code_is_an_error_where_it_is_the_batchs_and_a_fault_where_it_is_a_rows() {
    let error = clues_of("c.csv", b"lon,lat\n1,2\n", &ClueOptions { crs: Some(Crs::Epsg(999_999)), ..options() }).expect_err("unknown");
    assert!(error.code() == "crs_unknown" && error.sentence(Lang::En).contains("EPSG:999999"));
    assert!(matches!(read("lon,lat,crs\n1,2,EPSG:999999\n", &options()).0.fault.get(&0), Some(RowFault::UnknownCrs { .. })));
}

#[test]
fn well_known_text_and_other_shapes_than_points() {
    let text = "id;wkt\n1;POINT(125.3 43.9)\n2;\"LINESTRING(125 43,126 43)\"\n3;\"POLYGON((125 43,126 43,126 44,125 44,125 43))\"\n\
                4;MULTIPOINT((125.3 43.9))\n5;\"MULTIPOINT((125 43),(126 44))\"\n6;nowhere\n7;\n8;POINT EMPTY\n";
    let (clues, report) = read(text, &wgs84());
    assert_eq!((clues.lon_deg[1], clues.lat_deg[1]), (125.5, 43.0));
    assert!(JILIN.contains(LonLat::new([clues.lon_deg[2], clues.lat_deg[2]]).expect("inside")));
    assert_eq!((report.kept, report.repaired, report.rejected), (4, 0, 4));
    assert_eq!(clues.extents.keys().copied().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(clues.extents[&1].vertices().map(|vertex| (vertex.x, vertex.y)).collect::<Vec<_>>(), [(125.0, 43.0), (126.0, 43.0)]);
    assert!(report.notes.contains(&Note::Extents { rows: 2 }), "{:?}", report.notes);
    assert_eq!(codes(&report), [(6, "unsuitable_geometry"), (7, "not_a_number"), (8, "missing_coordinates"), (9, "missing_coordinates")]);
}

#[test]
fn lines_and_areas_go_through_every_system_with_all_their_vertices() {
    let shifted = |x: f64, y: f64| gcj02::from_cgcs2000(LonLat::new([x, y]).expect("on Earth")).to_array();
    let [[ax, ay], [bx, by]] = [shifted(125.3, 43.9), shifted(125.31, 43.91)];
    let (clues, _) = read(&format!("wkt,crs\n\"LINESTRING({ax} {ay},{bx} {by})\",GCJ-02\n\"LINESTRING(1 1,2 2,181 3)\",WGS84\n"), &options());
    for (vertex, (lon, lat)) in clues.extents[&0].vertices().zip([(125.3, 43.9), (125.31, 43.91)]) {
        assert!((vertex.x - lon).abs() < 1e-7 && (vertex.y - lat).abs() < 1e-7, "{vertex:?}");
    }
    // One vertex that is no place is a fault of the row.
    assert!(matches!(clues.fault.get(&1), Some(RowFault::OutOfRange { given: [181.0, 3.0], .. })), "{:?}", clues.fault);
    assert!(clues.lon_deg[1].is_nan() && !clues.extents.contains_key(&1));
}

#[test]
fn a_shapefile_without_a_word_about_its_encoding_is_read_right() {
    for (name, encoding) in [("gbk.shp", "GB18030"), ("utf8.shp", "UTF-8"), ("gbk.dbf", "GB18030")] {
        let (clues, report) = read_clues(&fixture(name), &options()).expect(name);
        assert_eq!(report.encoding.as_deref(), Some(encoding), "{name}");
        assert_eq!((report.crs.as_deref(), report.crs_from), (Some("EPSG:4551"), Some(CrsOrigin::File)));
        assert_eq!(
            (clues.id.get(0).as_deref(), clues.id.get(1).as_deref(), clues.class.get(0).as_deref()),
            (Some("甲-1"), Some("乙-2"), Some("饮用水水源地污染"))
        );
        assert!((clues.lon_deg[0] - 125.325).abs() < 1e-8 && (clues.lat_deg[0] - 43.9).abs() < 1e-8);
    }
    let wrong = ClueOptions { encoding: Some("UTF-8".into()), ..options() };
    assert_ne!(read_clues(&fixture("gbk.shp"), &wrong).expect("readable").0.id.get(0).as_deref(), Some("甲-1"), "the caller's word is taken");
}

#[test]
fn geojson_is_wgs84_by_its_standard_unless_rows_know_better() {
    let features = |crs: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"id":"a","坐标系":"{crs}"}},"geometry":{{"type":"Point","coordinates":[125.3,43.9]}}}}]}}"#
        )
    };
    let (_, report) = clues_of("c.geojson", features("").as_bytes(), &options()).expect("readable");
    assert_eq!((report.crs.as_deref(), report.crs_from), (Some("EPSG:4326"), Some(CrsOrigin::File)));
    let (clues, report) = clues_of("c.json", features("GCJ-02").as_bytes(), &options()).expect("readable");
    assert_eq!(report.crs_from, Some(CrsOrigin::Row));
    assert!((clues.lon_deg[0] - 125.294).abs() < 0.001);
}

#[test]
fn a_batch_keeps_a_sample_of_its_rows_as_they_were_given() {
    let text = "lon,lat,地址,位置,所在县\n125.3,43.9,,怀德镇,\n43.9,125.3,公主岭市,怀德镇,公主岭市\n,43.9,,,\n";
    let (clues, report) = read(text, &wgs84());
    let sample = &clues.sample;
    assert_eq!((sample.system.clone(), sample.rows.as_slice()), (Some(Crs::WGS84), &[0, 1, 2][..]));
    assert_eq!(sample.given[..2], [[125.3, 43.9], [43.9, 125.3]], "that the second has no place does not matter");
    assert!(sample.given[2][0].is_nan());
    // The plain name comes before the loose one, as for every field; a second address is no ambiguity.
    assert_eq!(sample.address, [None, Some("公主岭市".to_owned()), None]);
    assert_eq!(report.rejected, 2);
    let (fine, _) = read("lon,lat,地址,详细地址\n125.3,43.9,公主岭市,怀德镇\n", &wgs84());
    assert_eq!((fine.sample.given.as_slice(), fine.sample.address.as_slice()), (&[[125.3, 43.9]][..], &[Some("公主岭市 怀德镇".to_owned())][..]));
    let (mixed, _) = read("lon,lat,crs\n125.3,43.9,WGS84\n125.3,43.9,GCJ-02\n", &options());
    assert_eq!((mixed.sample.system.clone(), mixed.sample.address.len()), (None, 0));
}

#[test]
fn batches_together_keep_every_row_with_all_that_is_known_of_it() {
    let first = read("id,lon,lat,occurred,sensor\na,125.1,43.1,2026-01-02,无人机\nb,x,43.2,,\n", &wgs84()).0;
    let second = read("id,wkt\nc,\"LINESTRING(125.3 43.3,125.4 43.3)\"\nd,POINT(125.5 43.5)\n", &wgs84()).0;
    let all = Clues::together(&[&first, &second]);
    let ids: Vec<String> = all.id.iter().map(|id| id.expect("an id").into_owned()).collect();
    assert_eq!((all.len(), ids), (4, ["a", "b", "c", "d"].map(str::to_owned).to_vec()));
    assert_eq!(all.row_number, [first.row_number.clone(), second.row_number.clone()].concat());
    assert_eq!(all.lat_deg[3], 43.5);
    assert!(all.lon_deg[1].is_nan() && matches!(all.fault[&1], RowFault::NotANumber { .. }));
    assert_eq!((all.extents.keys().collect::<Vec<_>>(), &all.extents[&2]), (vec![&2], &second.extents[&0]));
    assert_eq!((all.occurred.get(0), all.occurred.get(2)), (first.occurred.get(0), None));
    assert_eq!((all.sensor.get(0).as_deref(), all.sensor.get(3)), (Some("无人机"), None));
    assert!(Clues::together(&[]).is_empty());
}

#[test]
fn the_column_of_the_reporters_county_can_be_found() {
    let (clues, _) = read("lon,lat,所在县\n125.3,43.9,南关区\n", &wgs84());
    assert_eq!(field_column(&clues.table, Field::County, &ColumnMap::new()), Some(2));
    assert_eq!(field_column(&clues.table, Field::Owner, &ColumnMap::new()), None);
}

#[test]
fn outfalls_keep_the_registers_county_beside_the_code_in_force() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    };
    path("superseded.csv", "code,successor,date,note\n220381,220184,2020-06-19,x\n");
    path("statistical.csv", "code,name,parent\n220171,开发区,220100\n");
    let codes =
        read_codes(&crate::config::Codes { superseded: Some("superseded.csv".into()), statistical_zones: Some("statistical.csv".into()) }, folder.path())
            .expect("codes");
    let code = |text: &str| text.parse().expect("a code");
    assert_eq!(codes.resolve("220381"), CodeReading::Superseded { old: code("220381"), new: code("220184") });
    assert_eq!(codes.resolve(" 220171.0"), CodeReading::StatisticalZone(code("220171")));
    assert_eq!(
        (codes.resolve("220102"), codes.resolve(" "), codes.resolve("南关")),
        (CodeReading::InForce(code("220102")), CodeReading::Missing, CodeReading::Invalid("南关".into()))
    );

    let register = path(
        "r.csv",
        "排污口编码,排污口名称,排污口类型,经度,纬度,责任单位,县级代码,状态\nA,甲口,工业,125.3,43.9,厂,220381,在用\nB,乙口,农业,125.3,43.9,,220171,停用\nC,丙口,其他,,,,,\nA,丁口,其他,125.3,43.9,,,\n",
    );
    let (outfalls, report) = read_outfalls(&source(Some(Crs::CGCS2000)), &register, &codes).expect("register");
    assert_eq!((report.read, report.kept, report.rejected, outfalls.len()), (4, 3, 1, 3));
    assert_eq!((outfalls[0].registered_county.as_deref(), outfalls[0].county), (Some("220381"), Some(code("220184"))));
    assert_eq!((outfalls[1].county, outfalls[1].owner.as_deref()), (None, None));
    let said: Vec<_> = report.records.iter().map(|r| (r.row, r.code())).collect();
    assert_eq!(said, [(2, "superseded_code"), (3, "statistical_zone"), (4, "missing_coordinates"), (5, "duplicate_id"), (5, "missing_value")]);
}

#[test]
fn kml_is_read_with_its_standard_system() {
    let kml = r#"<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>巡查</name>
        <Placemark><name>甲</name><Point><coordinates>125.325,43.9,0</coordinates></Point></Placemark></Folder></Document></kml>"#;
    let (clues, report) = clues_of("巡查.kml", kml.as_bytes(), &options()).expect("readable");
    assert_eq!((report.format.as_str(), report.crs.as_deref(), report.kept), ("KML", Some("EPSG:4326"), 1));
    assert!((clues.lon_deg[0] - 125.325).abs() < 1e-12);
    assert!(field_column(&clues.table, Field::Name, &ColumnMap::new()).is_some());
}
