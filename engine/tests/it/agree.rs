//! A hundred thousand random clues over Jilin: nothing is lost, nothing depends on threads or order, and `explain` says of each row what
//! the batch says.

use std::fmt::Write;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StringArray};
use bailiwick_engine::engine::{DECISION_COLUMNS, Engine};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::{Clues, Extent};
use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};
use rayon::prelude::*;

use crate::support::{assign, clues, engine, uniform};

const ROWS: usize = 100_000;

/// Clues anywhere in the box of Jilin and, every other one, near one of its borders; with every column, and cells that are empty.
fn random_clues(engine: &Engine) -> Clues {
    let mut next = uniform(20_261_125);
    let arcs = &engine.current().coverage().arcs;
    let mut csv = "id,lon,lat,accuracy_m,occurred,filed,class,sensor,severity,suspected_crime,damage,county\n".to_owned();
    let outfalls = &engine.outfalls().outfalls;
    for row in 0..ROWS {
        let (mut lon, mut lat) = (121.6 + 9.8 * next(), 40.8 + 5.6 * next());
        match (next() * 10.0) as u32 {
            0..=4 => {
                let arc = &arcs[(next() * arcs.len() as f64) as usize].points;
                let [x, y] = arc[(next() * arc.len() as f64) as usize];
                // Every tenth of these exactly on a vertex.
                let away = if next() < 0.1 { 0.0 } else { 0.01 };
                (lon, lat) = (x + away * (next() - 0.5), y + away * (next() - 0.5));
            }
            5 => {
                let position = outfalls[(next() * outfalls.len() as f64) as usize].position;
                (lon, lat) = (position.lon() + 0.001 * (next() - 0.5), position.lat() + 0.001 * (next() - 0.5));
            }
            6 if next() < 0.05 => (lon, lat) = (f64::NAN, lat),
            _ => {}
        }
        let mut pick = |words: &[&'static str]| words[(next() * words.len() as f64) as usize];
        let class = pick(&["饮用水水源地污染", "入河排污口非法排污", "自动监控数据造假", "危险废物非法排放倾倒处置", "畜禽养殖", "生活垃圾", ""]);
        let (sensor, severity) = (pick(&["无人机", "群众举报", "现场检查", ""]), pick(&["一般", "严重", "重大", "", "", ""]));
        let (crime, damage) = (pick(&["是", "否", "", "待查"]), pick(&["是", "否", ""]));
        let accuracy = pick(&["", "0", "5", "30", "100", "500", "2500"]);
        let occurred = pick(&["2019-05-01", "2020-06-19", "2023-02-01", "2024-12-30", "2031-01-06", ""]);
        let filed = pick(&["2019-06-01", "2020-07-01", "2023-02-03", "2026-06-05", "2031-01-08", ""]);
        let county = pick(&["220381", "220184", "220171", "公主岭市", "", "", ""]);
        writeln!(csv, "R{row},{lon},{lat},{accuracy},{occurred},{filed},{class},{sensor},{severity},{crime},{damage},{county}").unwrap();
    }
    with_extents(clues(engine, &csv), next)
}

/// Every twentieth row as a line or an area around its position: from some metres to some kilometres.
fn with_extents(mut clues: Clues, mut next: impl FnMut() -> f64) -> Clues {
    for row in (0..clues.len()).step_by(20).filter(|row| !clues.fault.contains_key(row)).collect::<Vec<_>>() {
        let (lon, lat, size) = (clues.lon_deg[row], clues.lat_deg[row], 10f64.powf(-4.0 + 2.5 * next()));
        let mut corner = || Coord { x: lon + size * (next() - 0.5), y: lat + size * (next() - 0.5) };
        let (one, two) = (corner(), corner());
        let extent = if row % 40 == 0 {
            Extent::Lines(MultiLineString(vec![LineString(vec![one, Coord { x: lon, y: lat }, two])]))
        } else {
            Extent::Areas(MultiPolygon(vec![Polygon::new(LineString(vec![one, two, Coord { x: lon, y: lat }, one]), Vec::new())]))
        };
        clues.extents.insert(row, extent);
    }
    clues
}

/// Columns as text, empty where null.
fn texts(table: &RecordBatch) -> Vec<StringArray> {
    let text = |name: &&str| arrow_cast::cast(table.column_by_name(name).unwrap(), &arrow_schema::DataType::Utf8).unwrap().as_string().clone();
    DECISION_COLUMNS.iter().map(text).collect()
}

fn decided(engine: &Engine, batch: &Clues) -> RecordBatch {
    engine.table(engine.current(), batch, &assign(engine, batch), Lang::Zh)
}

/// A value of the explanation as a cell has it.
fn as_cell(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::Array(list) if list.is_empty() => None,
        serde_json::Value::Array(list) => Some(list.iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>().join(";")),
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[test]
fn every_explanation_has_the_decision_of_the_batch() {
    let engine = engine("../data/jilin/bailiwick.toml");
    let batch = random_clues(&engine);
    let table = decided(&engine, &batch);
    let decisions = assign(&engine, &batch);
    let summary = decisions.summary(ROWS);
    // Of every kind there are many, or the test says little.
    assert!(summary.assigned > 20_000 && summary.escalated > 5_000 && summary.outside > 10_000 && summary.invalid > 100, "{summary:?}");
    println!("{summary:?}");
    assert!(batch.extents.len() > 4_000 && summary.warnings["extent_crosses_border"] > 100, "{summary:?}");
    let texts = texts(&table);
    (0..ROWS).into_par_iter().for_each(|row| {
        let explanation = engine.explain_row(&batch, row, vec!["EPSG:4490".into()], Lang::Zh);
        for (column, name) in texts.iter().zip(DECISION_COLUMNS) {
            let cell = column.is_valid(row).then(|| column.value(row).to_owned());
            let said = as_cell(&explanation.decision[name]);
            let same = cell == said
                || (cell.is_some() && cell.as_deref().and_then(|cell| cell.parse::<f64>().ok()) == said.as_deref().and_then(|said| said.parse().ok()));
            assert!(same, "row {row} {name}: {cell:?} in the batch, {said:?} explained");
        }
        assert_eq!(explanation.text.zh, texts[23].value(row), "row {row}");
    });
}

#[test]
fn decisions_depend_neither_on_threads_nor_on_the_order_of_rows() {
    let engine = engine("../data/jilin/bailiwick.toml");
    let batch = random_clues(&engine);
    let with = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| decided(&engine, &batch));
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(1));

    // Every row at another place: by steps that have no factor in common with the number of rows.
    let order: Vec<usize> = (0..ROWS).map(|row| row * 77_773 % ROWS).collect();
    let rows: arrow_array::UInt32Array = order.iter().map(|&row| row as u32).collect();
    let shuffled =
        RecordBatch::try_new(one.schema(), one.columns().iter().map(|column| arrow_select::take::take(column, &rows, None).unwrap()).collect()).unwrap();
    let own = batch.table.schema();
    let csv_of = |table: &RecordBatch| {
        let columns: Vec<_> =
            own.fields().iter().map(|field| arrow_cast::cast(table.column_by_name(field.name()).unwrap(), &arrow_schema::DataType::Utf8).unwrap()).collect();
        let cells: Vec<&StringArray> = columns.iter().map(AsArray::as_string).collect();
        let mut csv = own.fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>().join(",") + "\n";
        for row in 0..table.num_rows() {
            let line: Vec<&str> = cells.iter().map(|column| if column.is_valid(row) { column.value(row) } else { "" }).collect();
            writeln!(csv, "{}", line.join(",")).unwrap();
        }
        csv
    };
    let mut turned = clues(&engine, &csv_of(&shuffled));
    turned.extents = order.iter().enumerate().filter_map(|(place, row)| Some((place, batch.extents.get(row)?.clone()))).collect();
    let again = decided(&engine, &turned);
    for (name, (expected, found)) in DECISION_COLUMNS.iter().zip(texts(&shuffled).iter().zip(&texts(&again))) {
        let different = (0..ROWS).find(|&row| {
            (expected.is_valid(row), expected.is_valid(row).then(|| expected.value(row)))
                != (found.is_valid(row), found.is_valid(row).then(|| found.value(row)))
        });
        assert_eq!(different, None, "{name}");
    }
}
