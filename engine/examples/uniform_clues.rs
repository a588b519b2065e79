//! Makes clues to measure `bailiwick assign` with, as Parquet or CSV: uniform in a box, or within 500 m of borders.
//!
//! ```sh
//! cargo run --release --example uniform_clues -- /tmp/clues.parquet 20000000
//! cargo run --release --example uniform_clues -- /tmp/border.parquet 2000000 data/jilin/bailiwick.toml
//! ```
//!
//! Columns: `id` (text, all different), `lon`, `lat` (WGS 84, six decimals), `occurred` and `filed` (times, the years 2021 to 2025),
//! `class` (one of seven), `sensor` (one of five), `severity`, `suspected_crime`, `damage`, `accuracy_m`. The box is that of Jilin, so two
//! fifths of the rows lie in the province. With a configuration the places lie at random along its county borders, up to 500 m beside
//! them, all with an accuracy of 100 m.

#![forbid(unsafe_code)]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use bailiwick_engine::config::Config;
use bailiwick_engine::coord::{LocalPlane, LonLat, Planar, geodesic};
use bailiwick_engine::engine::Engine;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

const BOX: [f64; 4] = [121.6, 40.8, 131.4, 46.4];
const CLASSES: [&str; 7] = ["饮用水水源地污染", "入河排污口非法排污", "自动监控数据造假", "危险废物非法排放倾倒处置", "畜禽养殖污染", "生活垃圾", "其他"];
const SENSORS: [&str; 5] = ["无人机", "无人船", "走航车", "自动监控", "群众举报"];
const SEVERITIES: [&str; 4] = ["一般", "一般", "较重", "严重"];
const YES_NO: [&str; 8] = ["是", "否", "否", "否", "否", "否", "否", "否"];
/// How far from a border the places lie, and how uncertain they are.
const BESIDE_M: f64 = 500.0;
const BESIDE_ACCURACY_M: f64 = 100.0;
const BATCH: u64 = 100_000;

/// SplitMix64 (Steele, Lea and Flood 2014) of the row and the purpose: every row can be made by itself.
fn uniform(row: u64, purpose: u64) -> f64 {
    let mut z = row.wrapping_mul(16).wrapping_add(purpose + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// Edges of borders with the metres at which each begins, so that a length picks a place.
struct Borders {
    edges: Vec<([f64; 2], [f64; 2])>,
    starts_m: Vec<f64>,
    length_m: f64,
}

impl Borders {
    fn of(config: &str) -> anyhow::Result<Self> {
        let config = Config::read(Path::new(config)).map_err(|error| anyhow::anyhow!("{error}"))?;
        let engine = Engine::open(&config, &|_| {})?;
        let (mut edges, mut starts_m, mut length_m) = (Vec::new(), Vec::new(), 0.0);
        for arc in &engine.current().coverage().arcs {
            for ends in arc.points.windows(2) {
                edges.push((ends[0], ends[1]));
                starts_m.push(length_m);
                length_m += geodesic(LonLat::new(ends[0])?, LonLat::new(ends[1])?).get();
            }
        }
        Ok(Self { edges, starts_m, length_m })
    }

    fn place(&self, row: u64) -> [f64; 2] {
        let at_m = self.length_m * uniform(row, 0);
        let edge = self.starts_m.partition_point(|start| *start <= at_m).saturating_sub(1);
        let (from, to) = self.edges[edge];
        let t = uniform(row, 1);
        let on = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
        let (angle, beside_m) = (std::f64::consts::TAU * uniform(row, 10), BESIDE_M * uniform(row, 11));
        let beside = Planar { east_m: beside_m * angle.cos(), north_m: beside_m * angle.sin() };
        LonLat::new(on).map_or(on, |on| LocalPlane::at(on).unproject(beside))
    }
}

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let (path, rows) = (args.next().unwrap_or_else(|| "clues.parquet".into()), args.next().and_then(|n| n.parse().ok()).unwrap_or(1_000_000u64));
    let borders = args.next().map(|config| Borders::of(&config)).transpose()?;
    let [west, south, east, north] = BOX;
    let six = |x: f64| (x * 1e6).round() / 1e6;
    let place = |row| match &borders {
        Some(borders) => borders.place(row).map(six),
        None => [six(west + (east - west) * uniform(row, 0)), six(south + (north - south) * uniform(row, 1))],
    };
    let seconds = |row| 1_609_459_200 + (uniform(row, 2) * 157_000_000.0) as i64;
    let filed = |row| seconds(row) + (uniform(row, 5) * 300_000.0) as i64;
    let one_of = |row, purpose, words: &[&'static str]| words[(uniform(row, purpose) * words.len() as f64) as usize];
    let accuracy = |row| if borders.is_some() { BESIDE_ACCURACY_M } else { [5.0, 10.0, 30.0, 100.0][(uniform(row, 4) * 4.0) as usize] };
    let words: [(&str, u64, &[&'static str]); 5] =
        [("class", 3, &CLASSES), ("sensor", 6, &SENSORS), ("severity", 7, &SEVERITIES), ("suspected_crime", 8, &YES_NO), ("damage", 9, &YES_NO)];
    if Path::new(&path).extension().is_some_and(|ending| ending == "csv") {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(out, "id,lon,lat,occurred,filed,accuracy_m,class,sensor,severity,suspected_crime,damage")?;
        for row in 0..rows {
            let [lon, lat] = place(row);
            let day = 1 + seconds(row) / 86_400 % 27;
            write!(out, "JL-{row:09},{lon},{lat},2023-06-{day:02},2023-06-{:02},{}", day + 1, accuracy(row))?;
            for (_, purpose, list) in words {
                write!(out, ",{}", one_of(row, purpose, list))?;
            }
            writeln!(out)?;
        }
        return Ok(out.flush()?);
    }
    let batch = |from: u64, to: u64| -> anyhow::Result<RecordBatch> {
        let (lon, lat): (Vec<f64>, Vec<f64>) = (from..to).map(place).map(|[lon, lat]| (lon, lat)).unzip();
        let times = |of: &dyn Fn(u64) -> i64| Arc::new(TimestampMillisecondArray::from_iter_values((from..to).map(|row| of(row) * 1000)));
        let mut columns: Vec<(&str, ArrayRef)> = vec![
            ("id", Arc::new(StringArray::from_iter_values((from..to).map(|row| format!("JL-{row:09}"))))),
            ("lon", Arc::new(Float64Array::from(lon))),
            ("lat", Arc::new(Float64Array::from(lat))),
            ("occurred", times(&seconds)),
            ("filed", times(&filed)),
            ("accuracy_m", Arc::new(Float64Array::from_iter_values((from..to).map(accuracy)))),
        ];
        for (name, purpose, list) in words {
            columns.push((name, Arc::new(StringArray::from_iter_values((from..to).map(|row| one_of(row, purpose, list))))));
        }
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
