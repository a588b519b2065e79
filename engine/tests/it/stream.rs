//! A file that is streamed becomes what it becomes when it is read at once.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
use bailiwick_engine::config::Config;
use bailiwick_engine::engine::{Engine, StreamError, StreamOutcome, StreamRun};
use bailiwick_engine::export::{self, Format, Sheet};
use bailiwick_engine::ingest::{self, ClueOptions, ClueStream, IngestReport};
use bailiwick_engine::lang::Lang;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::support::{engine, path, uniform};

fn stream(engine: &Engine, clues: &Path, options: &ClueOptions, out: &Path, format: Format) -> Result<StreamOutcome, StreamError> {
    let stream = ClueStream::open(clues, options)?.expect("a kind that streams");
    let stop = AtomicBool::new(false);
    engine.stream(StreamRun { clues: stream, territory: engine.current(), out, format, lang: Lang::Zh, progress: &|_| {}, stop: &stop })
}

#[test]
fn the_demo_batches_give_the_same_bytes_streamed_and_at_once() {
    let engine = engine("../data/jilin/bailiwick.toml");
    let config = Config::read(&path("../data/jilin/bailiwick.toml")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for source in &config.clues {
        // Each batch as CSV and as Parquet: its own columns, and its positions as they were read.
        let (batch, _) = ingest::read_clues(&config.resolve(&source.path), &engine.source_options(source)).unwrap();
        let own =
            Sheet { table: &batch.table, lon_deg: &batch.lon_deg, lat_deg: &batch.lat_deg, name: "c", sample: true, own_columns: batch.table.num_columns() };
        for input in [Format::Csv, Format::Parquet] {
            let clues = folder.path().join("clues").with_extension(input.extension());
            export::write(&clues, &own, input, Lang::Zh).unwrap();
            let options = ClueOptions { default_crs: Some(bailiwick_engine::coord::Crs::WGS84), ..engine.clue_options() };
            let Ok((read, report)) = ingest::read_clues(&clues, &options) else { continue };
            let decisions = engine.assign(&read, engine.current(), &|_| {});
            let table = engine.table(engine.current(), &read, &decisions, Lang::Zh);
            for output in [Format::Csv, Format::Parquet] {
                let (whole, streamed) = (folder.path().join("whole").join("out"), folder.path().join("streamed").join("out"));
                let (whole, streamed) = (whole.with_extension(output.extension()), streamed.with_extension(output.extension()));
                for file in [&whole, &streamed] {
                    fs::create_dir_all(file.parent().unwrap()).unwrap();
                }
                let sheet = Sheet {
                    table: &table,
                    lon_deg: &read.lon_deg,
                    lat_deg: &read.lat_deg,
                    name: "out",
                    sample: engine.sample,
                    own_columns: read.table.num_columns(),
                };
                export::write(&whole, &sheet, output, Lang::Zh).unwrap();
                let outcome = stream(&engine, &clues, &options, &streamed, output).unwrap();
                assert_eq!(outcome.summary, decisions.summary(read.len()));
                assert_eq!(outcome.shift, engine.suspected_shift(&read, &report));
                // A file that streams is not read a second time for a fingerprint.
                let report = IngestReport { sha256: None, ..report.clone() };
                assert_eq!(serde_json::to_value(&outcome.report).unwrap(), serde_json::to_value(&report).unwrap());
                assert!(fs::read(&whole).unwrap() == fs::read(&streamed).unwrap(), "{} {input:?} {output:?}", source.path.display());
            }
        }
    }
}

#[test]
fn lines_and_areas_give_the_same_bytes_streamed_and_at_once() {
    let engine = engine("../data/jilin/bailiwick.toml");
    let folder = tempfile::tempdir().unwrap();
    let clues = folder.path().join("clues.csv");
    let mut next = uniform(20_261_126);
    let mut csv = "id,wkt,class\n".to_owned();
    for row in 0..3_000 {
        let (lon, lat) = (122.5 + 7.0 * next(), 41.5 + 4.0 * next());
        let wkt = match row % 3 {
            0 => format!("POINT({lon} {lat})"),
            1 => format!("LINESTRING({lon} {lat},{} {lat})", lon + 0.3 * next()),
            _ => format!("POLYGON(({lon} {lat},{} {lat},{lon} {},{lon} {lat}))", lon + 0.3 * next(), lat + 0.3 * next()),
        };
        writeln!(csv, "{row},\"{wkt}\",生活垃圾").unwrap();
    }
    fs::write(&clues, csv).unwrap();
    let options = ClueOptions { crs: Some(bailiwick_engine::coord::Crs::CGCS2000), ..engine.clue_options() };
    let (read, report) = ingest::read_clues(&clues, &options).unwrap();
    assert_eq!(read.extents.len(), 2_000);
    let decisions = engine.assign(&read, engine.current(), &|_| {});
    let table = engine.table(engine.current(), &read, &decisions, Lang::Zh);
    let sheet = Sheet { table: &table, lon_deg: &read.lon_deg, lat_deg: &read.lat_deg, name: "out", sample: true, own_columns: read.table.num_columns() };
    let (whole, streamed) = (folder.path().join("whole.csv"), folder.path().join("streamed.csv"));
    export::write(&whole, &sheet, Format::Csv, Lang::Zh).unwrap();
    let outcome = stream(&engine, &clues, &options, &streamed, Format::Csv).unwrap();
    assert_eq!(outcome.summary, decisions.summary(read.len()));
    assert!(outcome.summary.warnings["extent_crosses_border"] > 200, "{:?}", outcome.summary);
    assert_eq!(outcome.report.notes, report.notes);
    assert!(fs::read(&whole).unwrap() == fs::read(&streamed).unwrap());
}

#[test]
fn damage_in_the_second_row_group_is_told_and_leaves_no_file() {
    let engine = engine("tests/fixtures/f/bailiwick.toml");
    let folder = tempfile::tempdir().unwrap();
    let clues = folder.path().join("clues.parquet");
    let rows = 200_000;
    let column = |value: f64| Arc::new(Float64Array::from_iter_values((0..rows).map(|row| value + f64::from(row) * 1e-9))) as ArrayRef;
    let ids = Arc::new(Int64Array::from_iter_values(0..i64::from(rows))) as ArrayRef;
    let table = RecordBatch::try_from_iter([("id", ids), ("lon", column(125.05)), ("lat", column(43.55))]).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(100_000)).set_dictionary_enabled(false).build();
    let mut writer = ArrowWriter::try_new(fs::File::create(&clues).unwrap(), table.schema(), Some(properties)).unwrap();
    writer.write(&table).unwrap();
    writer.close().unwrap();
    let second = SerializedFileReader::new(fs::File::open(&clues).unwrap()).unwrap().metadata().row_group(1).column(1).data_page_offset();
    let mut bytes = fs::read(&clues).unwrap();
    let second = usize::try_from(second).unwrap();
    bytes[second..second + 64].fill(0xff);
    fs::write(&clues, bytes).unwrap();

    let out = folder.path().join("result");
    fs::create_dir(&out).unwrap();
    let options = ClueOptions { default_crs: Some(bailiwick_engine::coord::Crs::CGCS2000), ..engine.clue_options() };
    let error = stream(&engine, &clues, &options, &out.join("out.parquet"), Format::Parquet).err().expect("damaged");
    for (lang, word) in [(Lang::En, "row "), (Lang::Zh, "clues.parquet")] {
        assert!(error.sentence(lang).contains(word), "{}", error.sentence(lang));
    }
    println!("{}", error.sentence(Lang::En));
    assert_eq!(fs::read_dir(out).unwrap().count(), 0);
}
