//! How well the test for shifted coordinates works, on the demo batches.
//!
//! docs/crs-shift.md states what this prints; asserted are bounds somewhat below, so that better data does not fail it.

use bailiwick_engine::coord::{Crs, LocalPlane, LonLat, Planar, gcj02};
use bailiwick_engine::engine::Engine;
use bailiwick_engine::ingest::{self, ClueOptions, IngestReport};
use bailiwick_engine::model::{Clues, TextColumn};

use crate::support::{engine, path, uniform};

const RESAMPLES: u64 = 200;

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
    drawn.reported_county = TextColumn::Text(rows[..size].iter().map(|&row| clues.reported_county.get(row)).collect());
    drawn
}

fn share_flagged(engine: &Engine, clues: &Clues, report: &IngestReport, size: usize, place: impl Fn(LonLat) -> LonLat + Copy) -> f64 {
    let flagged = (0..RESAMPLES).filter(|&seed| engine.suspected_shift(&sample(clues, size, seed, place), report).is_some()).count();
    flagged as f64 / RESAMPLES as f64
}

/// Moves a position by 566 m, the mean shift of GCJ-02 in Jilin, in a direction that depends on the position alone.
fn scattered(at: LonLat) -> LonLat {
    let mut next = uniform(at.lon().to_bits() ^ at.lat().to_bits().rotate_left(17));
    let (plane, angle) = (LocalPlane::at(at), next() * std::f64::consts::TAU);
    LonLat::new(plane.unproject(Planar { east_m: 566.0 * angle.cos(), north_m: 566.0 * angle.sin() })).unwrap()
}

#[test]
fn a_gcj02_batch_read_as_wgs84_is_flagged_and_an_honest_one_is_not() {
    let engine = engine("../data/jilin/bailiwick.toml");
    let (honest, honest_report) = read(&engine, None);
    let (wrong, wrong_report) = read(&engine, Some(Crs::WGS84));
    assert!(engine.suspected_shift(&honest, &honest_report).is_none());
    let finding = engine.suspected_shift(&wrong, &wrong_report).unwrap();
    assert_eq!(finding.really, Crs::Gcj02);
    println!("whole batch: {finding:?}");

    let mut anonymous = wrong.clone();
    anonymous.reported_county = TextColumn::Absent(anonymous.len());
    // Rows, least power with the county that rows name, least power without it.
    for (size, least_power, least_power_anonymous) in [(50, 0.75, 0.1), (100, 0.98, 0.5), (200, 1.0, 0.9), (500, 1.0, 1.0)] {
        let power = share_flagged(&engine, &wrong, &wrong_report, size, |p| p);
        let power_anonymous = share_flagged(&engine, &anonymous, &wrong_report, size, |p| p);
        let false_alarms = share_flagged(&engine, &wrong, &wrong_report, size, gcj02::to_cgcs2000);
        let false_alarms_scattered = share_flagged(&engine, &wrong, &wrong_report, size, |p| scattered(gcj02::to_cgcs2000(p)));
        println!("{size} rows: power {power}, without county {power_anonymous}; false alarms {false_alarms}, scattered {false_alarms_scattered}");
        assert!(power >= least_power && power_anonymous >= least_power_anonymous, "{size} rows");
        assert_eq!((false_alarms, false_alarms_scattered), (0.0, 0.0), "{size} rows");
    }
}
