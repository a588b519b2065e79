//! Files that are broken, or meant to break us: each gives a message, none a panic.

use proptest::prelude::*;

use super::*;

fn refused(name: &str, bytes: &[u8], code: &str) {
    let error = clues_of(name, bytes, &wgs84()).map(|(clues, _)| clues.len()).expect_err(name);
    assert_eq!(error.code(), code, "{name}: {error}");
    speaks(&error, name);
}

#[test]
fn files_that_are_not_what_they_should_be_are_refused_with_a_message() {
    refused("empty.csv", b"", "empty_file");
    refused("nul.csv", b"lon,lat\n1\0,2\n", "nul_bytes");
    refused("a.docx", b"some text", "unknown_format");
    refused("text.xlsx", b"lon,lat\n125.3,43.9\n", "wrong_content");
    refused("text.gpkg", b"lon,lat\n", "wrong_content");
    refused("zip.xlsx", b"PK\x03\x04 and nothing more", "damaged");
    refused("ole.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing more", "damaged");
    refused("sqlite.gpkg", b"SQLite format 3\0 and nothing more", "damaged");
    refused("p.parquet", b"PAR1 and nothing more", "damaged");
    refused("broken.geojson", b"{\"type\":\"FeatureCollection\",\"features\":[", "damaged");
    refused("number.geojson", b"42", "damaged");
    // Bytes on which GDAL 3.6 never comes back.
    refused("cut.dxf", b"0\nSECTION\n2\nENTITIES\n", "damaged");
    refused("noplace.csv", b"a,b\n1,2\n", "no_geometry");
    refused("half.csv", "经度,b\n1,2\n".as_bytes(), "missing_column");
    refused("two.csv", b"lon,lng,lat\n1,1,2\n", "ambiguous_column");
    refused(
        "ref.vrt",
        b"<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/vsicurl/http://example.com/x</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "reference_refused",
    );
    refused("renamed.kml", b"<OGRVRTDataSource></OGRVRTDataSource>", "reference_refused");
    refused("any.kml", b"<html></html>", "wrong_content");
    assert_eq!(read_clues(Path::new("no/such/file.csv"), &wgs84()).map(|(c, _)| c.len()).expect_err("missing").code(), "unreadable");
    let claimed = ClueOptions { encoding: Some("UTF-8".into()), ..wgs84() };
    let error = clues_of("gbk.csv", b"\xbe\xad\xb6\xc8,lat\n1,2\n", &claimed).map(|(c, _)| c.len()).expect_err("GBK");
    assert!(error.code() == "bad_encoding" && error.sentence(Lang::En).contains("line 1"));
}

#[test]
fn a_header_alone_is_a_batch_of_none() {
    let (clues, report) = clues_of("header.csv", b"lon,lat\n", &options()).expect("readable");
    assert!(clues.is_empty() && report.notes.iter().any(|n| n.code() == "no_rows"));
}

#[test]
fn deep_nesting_does_not_fill_the_stack() {
    let deep = format!(
        "{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{}{}}}}}",
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    let _ = clues_of("deep.geojson", deep.as_bytes(), &wgs84());
    let mut collection = "{\"type\":\"Point\",\"coordinates\":[125,43]}".to_owned();
    for _ in 0..20 {
        collection = format!("{{\"type\":\"GeometryCollection\",\"geometries\":[{collection}]}}");
    }
    let _ = clues_of("nested.geojson", format!("{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{collection}}}").as_bytes(), &wgs84());
}

#[test]
fn a_shapefile_that_is_cut_or_incomplete_says_what_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |without: &str| {
        for ending in ["shp", "shx", "dbf", "prj"] {
            let to = folder.path().join("s").with_extension(ending);
            let _ = std::fs::remove_file(&to);
            if ending != without {
                std::fs::copy(fixture("gbk.shp").with_extension(ending), to).expect("copied");
            }
        }
        folder.path().join("s.shp")
    };
    let code = |path: &Path| read_clues(path, &options()).map(|(c, _)| c.len()).map_err(|e| (e.code(), e.sentence(Lang::En)));
    for ending in ["dbf", "shx"] {
        let error = code(&copy(ending)).expect_err("incomplete");
        assert!(error.0 == "missing_sibling" && error.1.contains(&format!(".{ending} file")), "{}", error.1);
    }
    assert_eq!(code(&copy("prj")).expect_err("no system").0, "crs_undeclared");
    for ending in ["shp", "shx", "dbf"] {
        let path = copy("");
        let cut = path.with_extension(ending);
        let bytes = std::fs::read(&cut).expect("there");
        std::fs::write(&cut, &bytes[..bytes.len() - 20]).expect("written");
        assert_eq!(code(&path).expect_err("cut").0, "truncated", "{ending}");
    }
    let path = copy("shp");
    assert_eq!(code(&path.with_extension("dbf")).expect_err("alone").0, "missing_sibling");
}

#[test]
fn a_flatgeobuf_that_ends_early_loses_no_row_in_silence() {
    let bytes = std::fs::read(fixture("three.fgb")).expect("fixture");
    let (clues, _) = clues_of("whole.fgb", &bytes, &options()).expect("whole");
    assert_eq!(clues.len(), 3);
    for cut in [1, 40, 100] {
        assert_eq!(clues_of("cut.fgb", &bytes[..bytes.len() - cut], &options()).map(|(c, _)| c.len()).map_err(|e| e.code()), Err("damaged"), "{cut}");
    }
}

/// Beginnings that lead the bytes into each parser.
const HEADS: [(&str, &[u8]); 9] = [
    ("f.geojson", b"{\"type\":\"FeatureCollection\",\"features\":[{"),
    ("f.kml", b"<kml><Document><Placemark><Point><coordinates>"),
    ("f.gpkg", b"SQLite format 3\0"),
    ("f.fgb", b"fgb\x03fgb\x00"),
    ("f.xlsx", b"PK\x03\x04"),
    ("f.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("f.parquet", b"PAR1"),
    ("f.dxf", b"0\nSECTION\n"),
    ("f.bin", b""),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_bytes_make_a_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for (name, head) in HEADS {
            let _ = clues_of(name, &[head, &bytes].concat(), &wgs84());
        }
    }

    #[test]
    fn no_flipped_byte_of_a_shapefile_makes_it_panic(file in 0usize..3, at in 0usize..150, value in any::<u8>()) {
        let folder = tempfile::tempdir().expect("a folder");
        for ending in ["shp", "shx", "dbf", "prj"] {
            std::fs::copy(fixture("gbk.shp").with_extension(ending), folder.path().join("s").with_extension(ending)).expect("copied");
        }
        let target = folder.path().join("s").with_extension(["shp", "shx", "dbf"][file]);
        let mut bytes = std::fs::read(&target).expect("there");
        let at = at % bytes.len();
        bytes[at] = value;
        std::fs::write(&target, bytes).expect("written");
        let _ = read_clues(&folder.path().join("s.shp"), &wgs84());
    }
}
