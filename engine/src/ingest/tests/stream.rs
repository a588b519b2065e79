//! What is read piece by piece is what is read at once.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use crate::coord::Crs;
use crate::ingest::stream::Sizes;
use crate::ingest::{ClueOptions, ClueStream, IngestError, IngestReport, read_clues};
use crate::model::Clues;

fn options() -> ClueOptions {
    ClueOptions {
        default_crs: Some(Crs::CGCS2000),
        accuracy_m: Some(10.0),
        expected: Some(crate::coord::Bounds { west: 121.0, south: 40.0, east: 132.0, north: 47.0 }),
        ..ClueOptions::default()
    }
}

/// All rows as text, and the report; whatever the pieces were.
fn streamed(path: &Path, sizes: Sizes) -> Result<(Vec<String>, IngestReport), IngestError> {
    let Some(stream) = ClueStream::open_by(path, &options(), sizes)? else {
        return Err(IngestError::UnknownFormat { path: path.into() });
    };
    let (mut reader, mut tally) = stream.split();
    let mut rows = Vec::new();
    while let Some(piece) = reader.next_piece()? {
        let (clues, finished) = piece.into_clues()?;
        rows.extend(written(&clues));
        tally.add(finished, &clues.id, &clues.row_number);
    }
    Ok((rows, tally.report().0))
}

fn written(clues: &Clues) -> Vec<String> {
    let cells = |row: usize| clues.table.columns().iter().map(move |column| format!("{:?}", column.slice(row, 1))).collect::<Vec<_>>().join(" ");
    (0..clues.len())
        .map(|row| {
            let (lon, lat, fault) = (clues.lon_deg[row].to_bits(), clues.lat_deg[row].to_bits(), clues.fault.get(&row));
            format!(
                "{} {:?} {lon} {lat} {} {:?} {fault:?} {}",
                clues.row_number[row],
                clues.id.get(row),
                clues.accuracy_m[row],
                clues.occurred.get(row),
                cells(row)
            )
        })
        .collect()
}

fn assert_same(path: &Path, sizes: Sizes) -> Result<(), TestCaseError> {
    let (clues, whole) = read_clues(path, &options()).expect("readable");
    let (rows, report) = streamed(path, sizes).expect("readable");
    prop_assert_eq!(rows, written(&clues));
    // A file that streams has no fingerprint: it would be read a second time for it.
    let whole = IngestReport { sha256: None, ..whole };
    prop_assert_eq!(serde_json::to_value(&report).expect("JSON"), serde_json::to_value(&whole).expect("JSON"));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn a_csv_in_pieces_of_any_size_is_the_csv_at_once(
        rows in proptest::collection::vec((0usize..9, 0u32..60), 1..60),
        first_rows in 1usize..20, piece_rows in 1usize..20, block_bytes in 24usize..200, is_crlf: bool, has_end: bool,
    ) {
        let rows: Vec<String> = rows.into_iter().map(|(kind, id)| match kind {
            0 => format!("{id},125.{id},43.9,2024-05-03"),
            1 => format!("{id},,43.9,昨天"),
            2 => format!("{id},125.3"),
            3 => format!("{id},125.3,43.9,2024/5/3,多一格"),
            4 => format!("{id},43.9,125.3,"),
            5 => format!("\"{id}\n第二行,\",125.3,43.{id},2024-05-03"),
            6 => String::new(),
            7 => format!("长春-{id},东经125度,43.9,20240503"),
            _ => format!("{id},999,43.9,"),
        }).collect();
        let end = if is_crlf { "\r\n" } else { "\n" };
        // The sizes go by the first piece, so its first row says what all have.
        let mut text = format!("id,lon,lat,发现时间{end}0,125.3,43.9,{end}{}", rows.join(end));
        if has_end {
            text.push_str(end);
        }
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("c.csv");
        std::fs::write(&path, text).expect("written");
        assert_same(&path, Sizes { first_rows, piece_rows, block_bytes })?;
    }

    #[test]
    fn no_bytes_make_the_stream_panic(bytes in proptest::collection::vec(any::<u8>(), 1..300), block_bytes in 8usize..64) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("c.csv");
        std::fs::write(&path, bytes).expect("written");
        let _ = streamed(&path, Sizes { first_rows: 2, piece_rows: 2, block_bytes });
    }
}

#[test]
fn an_encoding_that_does_not_hold_is_refused_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("c.csv");
    let mut bytes = "id,lon,lat\n甲,125.3,43.9\n".as_bytes().to_vec();
    bytes.extend(b"1,125.3,43.9\n".repeat(20));
    bytes.extend(b"\xbe\xad\xff,125.3,43.9\n");
    std::fs::write(&path, bytes).expect("written");
    let error = streamed(&path, Sizes { first_rows: 2, piece_rows: 2, block_bytes: 64 }).expect_err("no UTF-8");
    assert!(matches!(&error, IngestError::BadEncoding { line: 23, .. }), "{error}");
}

#[test]
fn an_encoding_is_told_by_the_first_block_that_is_not_ascii() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("c.csv");
    let mut bytes = b"id,lon,lat\n".to_vec();
    bytes.extend(b"1,125.3,43.9\n".repeat(20));
    bytes.extend(b"\xbe\xad\xb6\xc8,125.3,43.9\n");
    std::fs::write(&path, bytes).expect("written");
    assert_same(&path, Sizes { first_rows: 100, piece_rows: 2, block_bytes: 64 }).expect("the same");
}

#[test]
fn an_open_quote_is_refused_before_it_fills_the_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("c.csv");
    std::fs::write(&path, format!("id,lon,lat\n1,125.3,43.9\n\"{}", "x".repeat(25 << 20))).expect("written");
    let error = ClueStream::open(&path, &options()).err().expect("refused");
    assert_eq!(error.code(), "too_large", "{error}");
}

#[test]
fn columns_of_few_texts_are_understood_as_those_of_many() {
    use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
    let dates = [Some("2024-05-03"), None, Some("昨天"), Some(" "), Some("2024年5月3日 14时05分"), Some(" 2024-05-03 ")];
    let classes = [Some("危废倾倒"), Some("入河排污口"), None, Some("畜禽养殖")];
    let rows = 600;
    let repeated = |texts: &[Option<&str>]| (0..rows).map(|row| texts[row * row % 101 % texts.len()]).collect::<StringArray>();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("lon", Arc::new(Float64Array::from_iter_values((0..rows).map(|row| 125.0 + row as f64 / 1000.0)))),
        ("lat", Arc::new(Float64Array::from(vec![43.9; rows]))),
        ("发现时间", Arc::new(repeated(&dates))),
        ("问题类别", Arc::new(repeated(&classes))),
        ("来源", Arc::new(repeated(&[Some("无人机"), None, Some("监测站")]))),
    ];
    let table = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let folder = tempfile::tempdir().expect("a folder");
    let read = |has_dictionary: bool| {
        let path = folder.path().join("c.parquet");
        let properties = parquet::file::properties::WriterProperties::builder().set_dictionary_enabled(has_dictionary).build();
        let file = std::fs::File::create(&path).expect("created");
        let mut writer = parquet::arrow::ArrowWriter::try_new(file, table.schema(), Some(properties)).expect("a writer");
        writer.write(&table).expect("written");
        writer.close().expect("closed");
        read_clues(&path, &options()).expect("readable")
    };
    let ((coded, coded_report), (plain, plain_report)) = (read(true), read(false));
    assert!(matches!(coded.sensor, crate::model::TextColumn::Coded(_)) && matches!(plain.sensor, crate::model::TextColumn::Text(_)));
    assert_eq!((&coded.occurred, &coded.fault), (&plain.occurred, &plain.fault));
    assert!(coded.sensor.iter().eq(plain.sensor.iter()) && coded.class.iter().eq(plain.class.iter()));
    assert!(!coded_report.records.is_empty(), "yesterday is no date");
    assert_eq!(serde_json::to_value(&coded_report.records).expect("JSON"), serde_json::to_value(&plain_report.records).expect("JSON"));
    assert_eq!(serde_json::to_value(&coded_report.notes).expect("JSON"), serde_json::to_value(&plain_report.notes).expect("JSON"));
}
