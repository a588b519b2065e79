//! Spreadsheets and Parquet, written by the crates that write ours.

use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_schema::DataType;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::*;

fn sheet(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("空").expect("a name");
    fill(book.add_worksheet().set_name("线索").expect("a name"));
    book.save_to_buffer().expect("saved")
}

#[test]
fn a_sheet_with_a_title_keeps_its_types_and_its_row_numbers() {
    let bytes = sheet(|s| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        s.write(0, 0, "吉林省线索清单（示例）").expect("cell");
        for (column, name) in ["线索编号", "经度", "纬度", "坐标系", "发现时间", "混合", "核实"].iter().enumerate() {
            s.write(2, column as u16, *name).expect("cell");
        }
        for (row, id) in [(3, "a"), (5, "b")] {
            s.write(row, 0, id).expect("cell");
            s.write(row, 1, 125.3).expect("cell");
            s.write(row, 2, 43.9).expect("cell");
            s.write(row, 3, "WGS84").expect("cell");
            s.write_with_format(row, 4, ExcelDateTime::from_ymd(2024, 5, 3).expect("a day"), &day).expect("cell");
            s.write(row, 6, true).expect("cell");
        }
        s.write(3, 5, 7).expect("cell");
        s.write(5, 5, "七").expect("cell");
    });
    let (clues, report) = clues_of("线索.xlsx", &bytes, &options()).expect("readable");
    assert_eq!((report.format.as_str(), clues.row_number.as_slice()), ("XLSX", &[4, 6][..]));
    let schema = clues.table.schema();
    let types: Vec<&DataType> = schema.fields().iter().map(|f| f.data_type()).collect();
    assert_eq!(types, [&DataType::Utf8, &DataType::Float64, &DataType::Float64, &DataType::Utf8, &DataType::Date32, &DataType::Utf8, &DataType::Boolean]);
    assert_eq!(clues.occurred.get(1).map(|o| o.to_string()).as_deref(), Some("2024-05-03T00:00:00"));
    let said: Vec<_> = report.notes.iter().map(Note::code).collect();
    assert_eq!(said, ["one_of_several", "header_row", "empty_rows", "columns"]);
    let error = clues_of("线索.xlsx", &bytes, &ClueOptions { layer: Some("无".into()), ..options() }).expect_err("no such sheet");
    assert!(error.code() == "no_such_layer" && error.sentence(Lang::Zh).contains("空、线索"));
}

#[test]
fn one_cell_at_the_far_corner_is_refused_and_does_not_fill_the_memory() {
    let bytes = sheet(|s| {
        s.write(0, 0, "lon").expect("cell");
        s.write(1_048_575, 16_383, 1).expect("cell");
    });
    assert_eq!(clues_of("far.xlsx", &bytes, &wgs84()).expect_err("too wide").code(), "too_large");
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_parsed() {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let deflated = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("xl/worksheets/sheet1.xml", deflated).expect("entry");
    let blank = vec![b' '; 1 << 20];
    for _ in 0..100 {
        writer.write_all(&blank).expect("written");
    }
    let bytes = writer.finish().expect("finished").into_inner();
    let error = clues_of("bomb.xlsx", &bytes, &wgs84()).expect_err("a bomb");
    assert!(matches!(error, IngestError::TooLarge { what: Limited::UnfoldedRatio, .. }), "{error}");
}

#[test]
fn a_zipped_shapefile_is_read_as_it_is() {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for ending in ["shp", "shx", "dbf", "prj"] {
        writer.start_file(format!("gbk.{ending}"), zip::write::SimpleFileOptions::default()).expect("entry");
        writer.write_all(&std::fs::read(fixture(&format!("gbk.{ending}"))).expect("fixture")).expect("written");
    }
    let bytes = writer.finish().expect("finished").into_inner();
    let (clues, report) = clues_of("上传.zip", &bytes, &options()).expect("readable");
    assert_eq!((clues.id.get(0).as_deref(), report.encoding.as_deref()), (Some("甲-1"), Some("GB18030")));
}

#[test]
fn parquet_keeps_its_columns_as_they_are() {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(StringArray::from(vec!["a", "b"]))),
        ("lon", Arc::new(Float64Array::from(vec![Some(125.3), None]))),
        ("lat", Arc::new(Float64Array::from(vec![43.9, 43.9]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("a batch");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    let (clues, report) = clues_of("c.parquet", &bytes, &wgs84()).expect("readable");
    assert_eq!((report.format.as_str(), report.kept, report.rejected), ("Parquet", 1, 1));
    assert_eq!(clues.table.column(1).data_type(), &DataType::Float64);
    assert_eq!(clues.lon_deg[0].to_bits(), 125.3f64.to_bits());
    for cut in [bytes.len() / 2, bytes.len() - 1] {
        assert!(clues_of("cut.parquet", &bytes[..cut], &wgs84()).is_err());
    }
}

#[test]
fn geoparquet_brings_its_geometry_and_its_system() {
    // POINT(445769.9208 4862932.7496), little-endian WKB.
    let mut point = vec![1u8, 1, 0, 0, 0];
    point.extend(445_769.920_8f64.to_le_bytes());
    point.extend(4_862_932.749_6f64.to_le_bytes());
    let geometry: ArrayRef = Arc::new(arrow_array::BinaryArray::from(vec![Some(point.as_slice()), Some(&[1u8, 9][..]), None]));
    let batch =
        RecordBatch::try_from_iter(vec![("id", Arc::new(StringArray::from(vec!["a", "b", "c"])) as ArrayRef), ("geometry", geometry)]).expect("a batch");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    let geo = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":["Point"],"crs":{"id":{"authority":"EPSG","code":4551}}}}}"#;
    writer.append_key_value_metadata(::parquet::file::metadata::KeyValue::new("geo".to_owned(), geo.to_owned()));
    writer.close().expect("closed");
    let (clues, report) = clues_of("c.parquet", &bytes, &options()).expect("readable");
    assert_eq!((report.format.as_str(), report.crs.as_deref()), ("GeoParquet", Some("EPSG:4551")));
    assert!((clues.lon_deg[0] - 125.325).abs() < 1e-8);
    assert!(matches!((clues.fault.get(&1), clues.fault.get(&2)), (Some(RowFault::UnsuitableGeometry { .. }), Some(RowFault::Missing { .. }))));
    assert_eq!(clues.table.num_columns(), 1, "the geometry is no column of the table");
}
