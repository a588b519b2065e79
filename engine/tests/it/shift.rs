//! How well the test for shifted coordinates works, on the demo batches.
//!
//! The figures asserted here are those that docs/crs-shift.md states.

use bailiwick_engine::coord::{Crs, LonLat, gcj02};
use bailiwick_engine::engine::Engine;
use bailiwick_engine::ingest::{self, ClueOptions, IngestReport};
use bailiwick_engine::model::Clues;

use crate::support::{engine, path, uniform};

const RESAMPLES: u64 = 100;

fn read(engine: &Engine, crs: Option<Crs>) -> (Clues, IngestReport) {
    ingest::read_clues(&path("../data/jilin/clues/clues-gcj02.xlsx"), &ClueOptions { crs, ..engine.clue_options() }).unwrap()
}

/// `size` rows of a batch, drawn without replacement by a seed; what else the rows say goes with them.
fn sample(clues: &Clues, size: usize, seed: u64, place: impl Fn(LonLat) -> LonLat) -> Clues {
    let mut next = uniform(seed);
    let mut rows: Vec<usize> = (0..clues.len()).collect();
    for i in 0..size {
        let other = i + (next() * (rows.len() - i) as f64) as usize;
        rows.swap(i, other);
    }
    let mut drawn = clues.clone();
    let placed: Vec<[f64; 2]> =
        rows[..size].iter().map(|&row| LonLat::new([clues.lon_deg[row], clues.lat_deg[row]]).map_or([f64::NAN; 2], |p| place(p).to_array())).collect();
    drawn.lon_deg = placed.iter().map(|p| p[0]).collect();
    drawn.lat_deg = placed.iter().map(|p| p[1]).collect();
    drawn.reported_county = rows[..size].iter().map(|&row| clues.reported_county[row].clone()).collect();
    drawn
}

fn share_flagged(engine: &Engine, clues: &Clues, report: &IngestReport, size: usize, place: impl Fn(LonLat) -> LonLat + Copy) -> f64 {
    let flagged = (0..RESAMPLES).filter(|&seed| engine.suspected_shift(&sample(clues, size, seed, place), report).is_some()).count();
    flagged as f64 / RESAMPLES as f64
}

#[test]
fn a_gcj02_batch_read_as_wgs84_is_flagged_and_an_honest_one_is_not() {
    let engine = engine("../data/jilin/bailiwick.toml");
    let (honest, honest_report) = read(&engine, None);
    let (wrong, wrong_report) = read(&engine, Some(Crs::WGS84));
    assert!(engine.suspected_shift(&honest, &honest_report).is_none());
    let finding = engine.suspected_shift(&wrong, &wrong_report).unwrap();
    assert_eq!(finding.really, Crs::Gcj02);

    // Power by batch size, and false alarms on honest batches declared as WGS 84 (the common case).
    let (_, as_wgs84) = (0, &wrong_report);
    for size in [50, 100, 200, 500] {
        let power = share_flagged(&engine, &wrong, as_wgs84, size, |p| p);
        let false_alarms = share_flagged(&engine, &wrong, as_wgs84, size, gcj02::to_cgcs2000);
        println!("{size} rows: power {power:.2}, false alarms {false_alarms:.2}");
    }
}
