//! What every format owes: the same rows for another reader, the same bytes twice, and nothing half-written.

use std::time::Duration;

use gdal::Dataset;
use gdal::vector::{Feature, FieldValue, LayerAccess};

use super::*;

const NAMED_FIELDS: [Format; 4] = [Format::GeoJson, Format::GeoPackage, Format::FlatGeobuf, Format::Parquet];

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn written(sheet: &Sheet<'_>, format: Format) -> (tempfile::TempDir, PathBuf) {
    let folder = folder();
    let path = folder.path().join("结果 out").with_extension(format.extension());
    write(&path, sheet, format, Lang::Zh).unwrap_or_else(|e| panic!("{format:?}: {e}"));
    (folder, path)
}

/// Field values as text, and the position, as GDAL reads them.
type Row = (Vec<Option<String>>, Option<[f64; 2]>);

/// Names of the fields, and the rows.
fn by_gdal(path: &Path) -> (Vec<String>, Vec<Row>) {
    let dataset = Dataset::open(path).expect("GDAL opens it");
    let mut layer = dataset.layer(0).expect("a layer");
    let names = layer.defn().fields().map(|f| f.name()).collect();
    let rows = layer.features().map(|f| (f.fields().map(|(_, value)| value.map(text)).collect(), position(&f))).collect();
    (names, rows)
}

fn position(feature: &Feature<'_>) -> Option<[f64; 2]> {
    // A feature without geometry hands out a geometry with nothing behind it, which counts as empty.
    let (x, y, _) = feature.geometry().filter(|g| !g.is_empty())?.get_point(0);
    Some([x, y])
}

fn text(value: FieldValue) -> String {
    match value {
        FieldValue::StringValue(s) => s,
        FieldValue::IntegerValue(i) => i.to_string(),
        FieldValue::Integer64Value(i) => i.to_string(),
        FieldValue::RealValue(x) => x.to_string(),
        FieldValue::DateValue(d) => d.to_string(),
        FieldValue::DateTimeValue(t) => t.naive_local().to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_same_sheet_gives_the_same_bytes_at_another_time() {
    let table = fixture::table();
    let sheet = fixture::sheet(&table);
    let bytes = |format| to_bytes(&sheet, format, Lang::Zh).unwrap_or_else(|e| panic!("{format:?}: {e}"));
    let first = Format::ALL.map(bytes);
    std::thread::sleep(Duration::from_millis(2100));
    for (format, first) in Format::ALL.into_iter().zip(first) {
        assert!(first == bytes(format), "{format:?}");
        let (_folder, path) = written(&sheet, format);
        assert!(first == fs::read(path).expect("readable"), "{format:?}");
    }
}

#[test]
fn gdal_finds_every_row_in_order_with_its_position() {
    let table = fixture::table();
    for format in [Format::GeoJson, Format::GeoPackage, Format::FlatGeobuf] {
        let (_folder, path) = written(&fixture::sheet(&table), format);
        let (names, rows) = by_gdal(&path);
        assert_eq!(names, fixture::NAMES, "{format:?}");
        assert_eq!(rows.iter().map(|(fields, _)| fields[0].as_deref().expect("an id")).collect::<Vec<_>>(), ["220184", "007", "X-3", "1e5"], "{format:?}");
        for (row, (_, found)) in rows.iter().enumerate() {
            let expected = [fixture::LON_DEG[row], fixture::LAT_DEG[row]];
            match found {
                None => assert!(expected[0].is_nan(), "{format:?} row {row}"),
                Some(found) => assert!((0..2).all(|i| (found[i] - expected[i]).abs() < 1e-9), "{format:?} row {row}: {found:?}"),
            }
        }
        assert_eq!(rows[1].0[1].as_deref(), Some(fixture::NASTY), "{format:?}");
        if format != Format::FlatGeobuf {
            assert!(rows[2].0[1..7].iter().all(Option::is_none), "{format:?}: {:?}", rows[2].0);
        }
        assert_eq!(rows[0].0[3].as_deref(), Some("9007199254740993"), "{format:?}");
        assert_eq!(rows[1].0[2].as_deref().and_then(|x| x.parse().ok()), Some(-1e300), "{format:?}");
    }
}

#[test]
fn geopackage_and_flatgeobuf_keep_their_types_and_epsg_4490() {
    let table = fixture::table();
    for (format, day) in [(Format::GeoPackage, "2026-06-05"), (Format::FlatGeobuf, "2026-06-05")] {
        let (_folder, path) = written(&fixture::sheet(&table), format);
        let rows = by_gdal(&path).1;
        assert_eq!(rows[0].0[4..7].iter().map(|v| v.as_deref().unwrap_or("")).collect::<Vec<_>>(), ["1", day, "2026-06-05 08:30:00"], "{format:?}");
        let dataset = Dataset::open(&path).expect("GDAL opens it");
        let layer = dataset.layer(0).expect("a layer");
        assert_eq!(layer.name(), "clues", "{format:?}");
        let srs = layer.spatial_ref().expect("a system");
        assert_eq!(srs.auth_code().expect("a code"), 4490, "{format:?}");
        let types: Vec<_> = layer.defn().fields().map(|f| gdal::vector::field_type_to_name(f.field_type())).collect();
        let date = if format == Format::GeoPackage { "Date" } else { "String" };
        assert_eq!(types, ["String", "String", "Real", "Integer64", "Integer", date, "DateTime", "String", "String"], "{format:?}");
        if format == Format::GeoPackage {
            // QGIS and newer GDAL read captions from this table; GDAL 3.6 only keeps it.
            let captions = "SELECT column_name || '=' || name FROM gpkg_data_columns ORDER BY rowid";
            let mut captions = dataset.execute_sql(captions, None, gdal::vector::sql::Dialect::DEFAULT).expect("SQL").expect("rows");
            let captions: Vec<_> = captions.features().filter_map(|f| f.field_as_string(0).expect("text")).collect();
            assert_eq!(captions, ["status=状态", "reason=理由"]);
        }
    }
}

/// The `gdal` crate reads an absent property as an empty one, so nulls of FlatGeobuf are looked at with its own crate.
#[test]
fn flatgeobuf_leaves_nulls_and_missing_positions_out() {
    use ::flatgeobuf::{FallibleStreamingIterator, FeatureProperties, FgbReader};

    let table = fixture::table();
    let bytes = to_bytes(&fixture::sheet(&table), Format::FlatGeobuf, Lang::Zh).expect("written");
    let mut features = FgbReader::open(std::io::Cursor::new(bytes)).expect("FlatGeobuf").select_all().expect("features");
    assert_eq!(features.header().crs().map(|crs| crs.code()), Some(4490));
    let mut row = 0;
    while let Some(feature) = features.next().expect("a feature") {
        assert_eq!(feature.geometry().is_some(), fixture::sheet(&table).position(row).is_some(), "row {row}");
        assert_eq!(feature.property::<f64>("value").is_ok(), row != 2, "row {row}");
        assert_eq!(feature.property::<String>("note").is_ok(), row != 2, "row {row}");
        row += 1;
    }
    assert_eq!(row, fixture::ROWS);
}

#[test]
fn parquet_readers_find_the_table_itself_and_wkb_points() {
    use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use arrow_array::cast::AsArray;

    let table = fixture::table();
    let (_folder, path) = written(&fixture::sheet(&table), Format::Parquet);
    let builder = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(path).expect("readable")).expect("Parquet");
    let geo = geoparquet::metadata::GeoParquetMetadata::from_parquet_meta(builder.metadata().file_metadata()).expect("a geo key").expect("its JSON");
    assert_eq!((geo.version.as_str(), geo.primary_column.as_str()), ("1.1.0", "geometry"));
    let column = &geo.columns["geometry"];
    assert_eq!(column.crs.as_ref().expect("a system")["id"]["code"], 4490);
    assert_eq!(column.bbox.as_deref(), Some(&[124.8, 1.0 / 3.0, 125.35, 43.9][..]));
    let batches: Vec<_> = builder.build().expect("a reader").map(|b| b.expect("a batch")).collect();
    assert_eq!(batches.len(), 1);
    let read = batches[0].project(&(0..fixture::NAMES.len()).collect::<Vec<_>>()).expect("columns");
    for (i, name) in fixture::NAMES.iter().enumerate() {
        // Debug text, because NaN is not equal to itself.
        assert_eq!(format!("{:?}", read.column(i)), format!("{:?}", table.column(i)), "{name}");
    }
    let points = batches[0].column_by_name("geometry").expect("a geometry").as_binary::<i32>();
    for row in 0..fixture::ROWS {
        let found = arrow_array::Array::is_valid(points, row).then(|| {
            let (x, y, _) = gdal::vector::Geometry::from_wkb(points.value(row)).expect("GDAL reads it").get_point(0);
            [x, y]
        });
        assert_eq!(found, fixture::sheet(&table).position(row).map(LonLat::to_array), "row {row}");
    }
}

#[test]
fn the_stored_projjson_is_what_proj_says() {
    let stored: serde_json::Value = serde_json::from_str(include_str!("cgcs2000.json")).expect("JSON");
    let proj = gdal::spatial_ref::SpatialRef::from_epsg(4490).expect("EPSG").to_projjson().expect("PROJJSON");
    let proj: serde_json::Value = serde_json::from_str(&proj).expect("JSON");
    for key in ["type", "name", "coordinate_system", "id"] {
        assert_eq!(stored[key], proj[key], "{key}");
    }
    assert_eq!(stored["datum"]["ellipsoid"], proj["datum"]["ellipsoid"]);
}

#[test]
fn an_empty_table_and_one_without_columns_are_written() {
    let empty = fixture::empty();
    let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(3));
    let bare = RecordBatch::try_new_with_options(std::sync::Arc::new(arrow_schema::Schema::empty()), vec![], &options).expect("three rows of nothing");
    for format in Format::ALL {
        let sheet = Sheet { table: &empty, lon_deg: &[], lat_deg: &[], name: "空", sample: false, own_columns: fixture::OWN };
        let (_folder, path) = written(&sheet, format);
        if matches!(format, Format::GeoPackage | Format::FlatGeobuf) {
            assert_eq!(by_gdal(&path), (fixture::NAMES.map(str::to_owned).to_vec(), vec![]), "{format:?}");
        }
        let sheet = Sheet { table: &bare, lon_deg: &[125.0; 3], lat_deg: &[43.0; 3], name: "", sample: false, own_columns: 0 };
        let (_folder, path) = written(&sheet, format);
        if matches!(format, Format::GeoPackage | Format::FlatGeobuf | Format::GeoJson) {
            assert_eq!(by_gdal(&path).1, vec![(vec![], Some([125.0, 43.0])); 3], "{format:?}");
        }
    }
}

#[test]
fn names_that_a_format_cannot_hold_are_changed_and_told() {
    let names = ["fid", "geom", "geometry", "status", "Status", "", "a\"b'c]--", "ogc_fid", "status"];
    let table = fixture::named(&names);
    let sheet = Sheet { table: &table, lon_deg: &[125.0], lat_deg: &[43.0], name: "a\"b'c; --", sample: false, own_columns: 8 };
    for format in NAMED_FIELDS {
        let (_folder, path) = written(&sheet, format);
        let renamed = renamed_columns(&sheet, format);
        assert!(renamed.contains(&("status".into(), "status_2".into())) && renamed.contains(&(String::new(), "column_6".into())), "{format:?}: {renamed:?}");
        if format != Format::Parquet {
            let (found, rows) = by_gdal(&path);
            assert_eq!(found.len(), names.len(), "{format:?}: {found:?}");
            assert_eq!(found[8], "status", "{format:?}: the decision keeps its name");
            assert_eq!(rows[0].0, (0..9).map(|i| Some(format!("v{i}"))).collect::<Vec<_>>(), "{format:?}");
        }
    }
    assert_eq!(renamed_columns(&sheet, Format::Csv), []);
    assert!(renamed_columns(&sheet, Format::GeoPackage).contains(&("geom".into(), "geom_2".into())));
    assert!(renamed_columns(&sheet, Format::Parquet).contains(&("geometry".into(), "geometry_2".into())));
}

#[test]
fn nothing_half_written_stays_and_the_old_file_survives() {
    let mut table = fixture::named(&["note"]);
    let long = "长".repeat(40_000);
    let cells: arrow_array::ArrayRef = std::sync::Arc::new(arrow_array::StringArray::from(vec![format!("{long}\0")]));
    table = RecordBatch::try_new(table.schema(), vec![cells]).expect("one column");
    let sheet = Sheet { table: &table, lon_deg: &[f64::NAN], lat_deg: &[f64::NAN], name: "x", sample: false, own_columns: 1 };
    for (format, code) in [(Format::Xlsx, "text_too_long"), (Format::GeoPackage, "nul_in_text")] {
        let folder = folder();
        let path = folder.path().join("out").with_extension(format.extension());
        fs::write(&path, "old").expect("writable");
        let error = write(&path, &sheet, format, Lang::En).expect_err("it cannot hold the cell");
        assert_eq!(error.code(), code);
        assert!(error.sentence(Lang::Zh).contains("第 1 行“note”列") && error.to_string().contains("row 1, column \"note\""), "{error}");
        assert_eq!(fs::read(&path).expect("still there"), b"old");
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
    }
    for format in [Format::Csv, Format::GeoJson, Format::FlatGeobuf, Format::Parquet] {
        written(&sheet, format);
    }
}

#[test]
fn a_missing_folder_is_named_before_anything_is_done() {
    let table = fixture::table();
    let folder = folder();
    let error = write(&folder.path().join("无此文件夹/out.csv"), &fixture::sheet(&table), Format::Csv, Lang::Zh).expect_err("no such folder");
    assert_eq!(error.code(), "missing_folder");
    assert!(error.sentence(Lang::Zh).contains("无此文件夹"));
    let error = write(folder.path(), &fixture::sheet(&table), Format::Csv, Lang::Zh).expect_err("a folder is no file");
    assert_eq!(error.code(), "io");
}

#[test]
fn endings_name_formats_and_others_are_refused_with_the_list() {
    for format in Format::ALL {
        assert_eq!(Format::from_path(Path::new("批次.v2").with_extension(format.extension().to_uppercase()).as_path()).expect("known"), format);
        assert_eq!(Format::from_name(format.extension()).expect("known"), format);
    }
    for path in ["out", "out.xls", "out.shp", ".csv", ""] {
        let error = Format::from_path(Path::new(path)).expect_err(path);
        assert!(error.sentence(Lang::Zh).contains(".gpkg"), "{error}");
    }
}
