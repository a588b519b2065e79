//! Polygons: made valid with a record, or rejected with a reason.

use geo::{Area, GeodesicArea, Winding};

use super::*;

fn only(report: &IngestReport) -> (&'static str, Severity) {
    assert_eq!(report.records.len(), 1, "{:?}", report.records);
    (report.records[0].code(), report.records[0].severity)
}

#[test]
fn broken_polygons_are_repaired_and_the_report_says_how() {
    for (name, words, severity) in [
        ("bow-tie.geojson", "crossing rings rebuilt", Severity::Warning),
        ("unclosed.geojson", "1 rings closed", Severity::Warning),
        ("overlapping-parts.geojson", "crossing rings rebuilt", Severity::Warning),
        ("duplicate-points.geojson", "2 repeated points removed", Severity::Info),
    ] {
        let (found, report) = jurisdictions_of(name).expect(name);
        assert_eq!((found.len(), report.kept, report.repaired, report.rejected), (1, 0, 1, 0), "{name}");
        assert_eq!(only(&report), ("repaired_geometry", severity), "{name}");
        let sentence = report.records[0].sentence(Lang::En);
        assert!(sentence.contains(words) && sentence.contains("km²"), "{sentence}");
        for polygon in found[0].territory.iter() {
            assert!(polygon.exterior().is_ccw() && polygon.unsigned_area() > 0.0 && polygon.exterior().is_closed());
        }
    }
}

#[test]
fn a_bow_tie_becomes_its_two_wings_and_overlapping_parts_their_union() {
    let (found, _) = jurisdictions_of("bow-tie.geojson").expect("repaired");
    assert_eq!(found[0].territory.0.len(), 2);
    assert!((found[0].territory.unsigned_area() - 0.005).abs() < 1e-12);
    let (found, _) = jurisdictions_of("overlapping-parts.geojson").expect("repaired");
    assert!((found[0].territory.unsigned_area() - 0.015).abs() < 1e-12);
}

#[test]
fn exteriors_are_wound_counter_clockwise_without_a_word() {
    let (found, report) = jurisdictions_of("clockwise.geojson").expect("valid");
    assert!(found[0].territory.0[0].exterior().is_ccw() && found[0].territory.geodesic_area_signed() > 0.0);
    assert_eq!((report.kept, report.records.len()), (1, 0));
}

#[test]
fn what_cannot_be_repaired_is_rejected_with_its_reason() {
    for (name, code) in [
        ("three-points.geojson", "too_few_points"),
        ("collapsed.geojson", "collapsed"),
        ("empty-polygon.geojson", "missing_geometry"),
        ("line.geojson", "not_polygonal"),
        ("wrong-type.geojson", "missing_geometry"),
        ("off-earth.geojson", "out_of_range"),
    ] {
        let (found, report) = jurisdictions_of(name).expect(name);
        assert_eq!((found.len(), report.read, report.rejected), (0, 1, 1), "{name}");
        assert_eq!(only(&report), (code, Severity::Error), "{name}");
    }
    match jurisdictions_of("nan.geojson") {
        Ok((found, report)) => assert_eq!((found.len(), report.rejected), (0, 1), "NaN"),
        Err(error) => speaks(&error, "nan.geojson"),
    }
}

#[test]
fn zones_are_read_from_the_same_shapes() {
    let (zones, report) = read_zones(&source(None), &fixture("clockwise.geojson")).expect("a zone");
    assert_eq!((zones[0].id.as_str(), zones[0].level), ("Z1", crate::model::ZoneLevel::First));
    assert_eq!(report.kept, 1);
}

#[test]
fn columns_that_are_missing_are_named_with_those_that_are_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("b.csv");
    std::fs::write(&path, "名称,wkt\n甲,POINT(1 2)\n").expect("written");
    let error = read_zones(&source(Some(Crs::CGCS2000)), &path).expect_err("no id");
    assert_eq!(error.code(), "missing_column");
    assert!(error.sentence(Lang::Zh).contains("名称、wkt") && error.sentence(Lang::En).contains("--column id"));
    std::fs::write(&path, "code,name\n220184,甲\n").expect("written");
    assert_eq!(read_zones(&source(Some(Crs::CGCS2000)), &path).expect_err("no geometry").code(), "no_geometry");
}
