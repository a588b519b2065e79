//! Makes clues that lie uniformly in a box, as Parquet or CSV, to measure `bailiwick assign` with.
//!
//! ```sh
//! cargo run --release --example uniform_clues -- /tmp/clues.parquet 20000000
//! ```
//!
//! Columns: `id` (text, all different), `lon`, `lat` (WGS 84, six decimals), `occurred` (time, the years 2021 to 2025), `class` (one of
//! five), `accuracy_m`. The box is that of Jilin, so two fifths of the rows lie in the province.

#![forbid(unsafe_code)]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

const BOX: [f64; 4] = [121.6, 40.8, 131.4, 46.4];
const CLASSES: [&str; 5] = ["饮用水水源地污染", "入河排污口非法排污", "自动监控数据造假", "危险废物非法排放倾倒处置", "其他"];
const BATCH: u64 = 100_000;

/// SplitMix64 (Steele, Lea and Flood 2014) of the row and the purpose: every row can be made by itself.
fn uniform(row: u64, purpose: u64) -> f64 {
    let mut z = row.wrapping_mul(8).wrapping_add(purpose + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let (path, rows) = (args.next().unwrap_or_else(|| "clues.parquet".into()), args.next().and_then(|n| n.parse().ok()).unwrap_or(1_000_000u64));
    let [west, south, east, north] = BOX;
    let six = |x: f64| (x * 1e6).round() / 1e6;
    let lon = |row| six(west + (east - west) * uniform(row, 0));
    let lat = |row| six(south + (north - south) * uniform(row, 1));
    let seconds = |row| 1_609_459_200 + (uniform(row, 2) * 157_000_000.0) as i64;
    let class = |row| CLASSES[(uniform(row, 3) * 5.0) as usize];
    let accuracy = |row| [5.0, 10.0, 30.0, 100.0][(uniform(row, 4) * 4.0) as usize];
    if Path::new(&path).extension().is_some_and(|ending| ending == "csv") {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(out, "id,lon,lat,occurred,class,accuracy_m")?;
        for row in 0..rows {
            let day = 1 + seconds(row) / 86_400 % 28;
            writeln!(out, "JL-{row:09},{},{},2023-06-{day:02},{},{}", lon(row), lat(row), class(row), accuracy(row))?;
        }
        return Ok(out.flush()?);
    }
    let batch = |from: u64, to: u64| -> anyhow::Result<RecordBatch> {
        let columns: [(&str, ArrayRef); 6] = [
            ("id", Arc::new(StringArray::from_iter_values((from..to).map(|row| format!("JL-{row:09}"))))),
            ("lon", Arc::new(Float64Array::from_iter_values((from..to).map(lon)))),
            ("lat", Arc::new(Float64Array::from_iter_values((from..to).map(lat)))),
            ("occurred", Arc::new(TimestampMillisecondArray::from_iter_values((from..to).map(|row| seconds(row) * 1000)))),
            ("class", Arc::new(StringArray::from_iter_values((from..to).map(class)))),
            ("accuracy_m", Arc::new(Float64Array::from_iter_values((from..to).map(accuracy)))),
        ];
        Ok(RecordBatch::try_from_iter(columns)?)
    };
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = ArrowWriter::try_new(File::create(path)?, batch(0, 0)?.schema(), Some(properties))?;
    for from in (0..rows).step_by(BATCH as usize) {
        writer.write(&batch(from, rows.min(from + BATCH))?)?;
    }
    writer.close()?;
    Ok(())
}
