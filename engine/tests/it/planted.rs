//! Hotspots where the truth is known: the scan against another implementation, clusters planted across real borders of Jilin, and noise.

use std::path::Path;
use std::process::Command;

use bailiwick_engine::coord::LonLat;
use bailiwick_engine::engine::Engine;
use bailiwick_engine::hotspot::borders::BorderLines;
use bailiwick_engine::hotspot::{
    CellSize, Cells, ChanceGround, NOISE, Nearness, ScanData, ScanLimits, adjusted, crowding, dbscan, largest_by_chance, scan, split,
};
use bailiwick_engine::units::Metres;
use serde::Deserialize;

use crate::support::{engine, uniform};

#[derive(Deserialize)]
struct Reference {
    radius_m: f64,
    share: f64,
    replicates: u32,
    boards: Vec<Board>,
}

#[derive(Deserialize)]
struct Board {
    places: Vec<[f64; 2]>,
    baseline: Vec<f64>,
    steps: usize,
    longest: usize,
    clues: Vec<u32>,
    log_ratio: f64,
    members: Vec<u32>,
    start: usize,
    length: usize,
    p: f64,
}

#[test]
fn the_scan_finds_what_another_implementation_finds() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("scan.json");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/second_engine/scan.py");
    let python = std::env::var("BAILIWICK_PYTHON").unwrap_or_else(|_| "python3".into());
    let run = Command::new(python).arg(script).arg(&out).output().expect("Python");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let reference: Reference = serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap();
    assert!(reference.boards.iter().any(|board| board.p < 0.01) && reference.boards.iter().any(|board| board.p > 0.1), "signal and noise");
    for board in &reference.boards {
        let places: Vec<LonLat> = board.places.iter().map(|place| LonLat::new(*place).unwrap()).collect();
        let data = ScanData { places: &places, baseline: &board.baseline, steps: board.steps, clues: &board.clues };
        let limits = ScanLimits { radius: Metres(reference.radius_m), share: reference.share, steps: board.longest, growth: 1.0 };
        let found = scan(data, limits, 9_999, 5, &|_| ()).expect("clues");
        let first = &found.clusters[0];
        assert!((first.log_ratio - board.log_ratio).abs() < 1e-9, "{} {}", first.log_ratio, board.log_ratio);
        let mut members = first.places.clone();
        members.sort_unstable();
        assert_eq!((members, first.steps.clone()), (board.members.clone(), board.start..board.start + board.length));
        // Five standard deviations of their replicates and ours.
        let error = 5.0 * (board.p * (1.0 - board.p) * (1.0 / f64::from(reference.replicates) + 1.0 / 9_999.0)).sqrt() + 2.0 / f64::from(reference.replicates);
        assert!((first.p_value - board.p).abs() <= error, "{} {}", first.p_value, board.p);
    }
}

/// Clues evenly over the province.
fn noise(engine: &Engine, count: usize, seed: u64) -> Vec<LonLat> {
    let bounds = engine.bounds();
    let mut next = uniform(seed);
    let mut clues = Vec::with_capacity(count);
    while clues.len() < count {
        let at = LonLat::new([bounds.west + next() * (bounds.east - bounds.west), bounds.south + next() * (bounds.north - bounds.south)]).unwrap();
        // A degree of longitude is shorter in the north.
        let keeps = next() * bounds.south.to_radians().cos() <= at.lat().to_radians().cos();
        if keeps && is_inside(engine, &[at])[0] {
            clues.push(at);
        }
    }
    clues
}

fn is_inside(engine: &Engine, positions: &[LonLat]) -> Vec<bool> {
    use arrow_array::Array;
    let (lon, lat): (Vec<f64>, Vec<f64>) = positions.iter().map(|position| (position.lon(), position.lat())).unzip();
    let found = engine.locate(engine.current(), &lon, &lat);
    (0..positions.len()).map(|row| found.county_code.is_valid(row)).collect()
}

const NEARNESS: Nearness = Nearness { radius: Metres(1_000.0), days: None, enough: 5 };

#[test]
fn clusters_planted_across_real_borders_are_found_and_their_organiser_named() {
    let engine = engine("../data/jilin/bailiwick.toml");
    let territory = engine.current();
    let generation = engine.generation();
    let lines = BorderLines::new(territory.coverage(), Metres(2_000.0));
    let code = |county: u32| generation.counties[county as usize].division.code;
    let (mut planted, mut found_by) = (0, 0);
    // Every fortieth piece of the borders has three clues on each side, within 800 m; noise lies over the whole province.
    for (seed, segment) in (0..).zip(lines.segments.iter().step_by(40)) {
        let [lon, lat] = segment.points[segment.points.len() / 2];
        let mut next = uniform(seed);
        let near: Vec<LonLat> = (0..400).map(|_| LonLat::new([lon + 0.008 * (next() - 0.5), lat + 0.006 * (next() - 0.5)]).unwrap()).collect();
        let columns: (Vec<f64>, Vec<f64>) = near.iter().map(|position| (position.lon(), position.lat())).unzip();
        let own = engine.locate(territory, &columns.0, &columns.1);
        let of = |wanted: u32| {
            let wanted = code(wanted).to_string();
            near.iter()
                .enumerate()
                .filter(|(row, _)| {
                    own.county_code.downcast_dict::<arrow_array::StringArray>().is_some_and(|codes| codes.into_iter().nth(*row).flatten() == Some(&wanted))
                })
                .map(|(_, position)| *position)
                .take(3)
                .collect::<Vec<_>>()
        };
        let sides = lines.pairs[segment.pair as usize];
        let clues: Vec<LonLat> = sides.iter().flat_map(|side| of(*side)).collect();
        if clues.len() < 6 {
            continue; // at a corner of three, or where a border turns back on itself
        }
        planted += 1;
        let mut all = clues.clone();
        all.extend(noise(&engine, 300, seed + 1_000));
        let labels = dbscan(&all, &[], NEARNESS).unwrap();
        let codes: Vec<Vec<_>> = {
            let columns: (Vec<f64>, Vec<f64>) = all.iter().map(|position| (position.lon(), position.lat())).unzip();
            let found = engine.locate(territory, &columns.0, &columns.1);
            let names = found.county_code.downcast_dict::<arrow_array::StringArray>().unwrap();
            names.into_iter().map(|code| code.map(|code| code.parse().unwrap()).into_iter().collect()).collect()
        };
        let clusters = split(&labels, &all, &[], NEARNESS, generation, |clue| &codes[clue]).unwrap();
        let expected = generation.common_superior(&sides.map(code));
        found_by += usize::from(
            clusters.iter().any(|cluster| (0..6).all(|clue| cluster.clues.contains(&clue)) && cluster.is_seen_by_nobody() && cluster.organiser == expected),
        );
    }
    println!("{found_by} of {planted} planted clusters found, seen by no county, with their common superior");
    assert!(planted >= 50 && found_by * 100 >= planted * 95, "{found_by} of {planted}");
}

#[test]
fn of_two_hundred_batches_of_noise_no_more_than_the_rate_have_a_discovery() {
    let engine = engine("../data/jilin/bailiwick.toml");
    let (clues, rate) = (1_500, 0.05);
    let inside = |positions: &[LonLat]| is_inside(&engine, positions);
    let cells = Cells::over(engine.bounds(), CellSize::new(4).unwrap(), Metres(0.0), inside, &[]);
    let (neighbours, ground_m2) = (cells.neighbours(), cells.ground(inside));
    let ground = ChanceGround { bounds: engine.bounds(), is_inside: &inside, baseline: None, period: [0.0; 2] };
    let nearness = Nearness { enough: 3, ..NEARNESS };
    let by_chance = largest_by_chance(ground, clues, nearness, 999, 1).unwrap();
    let (mut areas, mut clusters) = (0, 0);
    for seed in 0..200 {
        let noise = noise(&engine, clues, seed);
        let mut counts = vec![0; cells.len()];
        for cell in noise.iter().filter_map(|position| cells.number_at(*position)) {
            counts[cell as usize] += 1;
        }
        let p_values: Vec<f64> = crowding(&counts, &ground_m2, &neighbours).iter().map(|here| here.map_or(f64::NAN, |here| here.p_value)).collect();
        areas += u32::from(adjusted(&p_values).iter().any(|p_value| *p_value <= rate));
        let labels = dbscan(&noise, &[], nearness).unwrap();
        let size = |label: i32| labels.iter().filter(|other| **other == label).count();
        let largest = labels.iter().filter(|label| **label != NOISE).map(|label| size(*label)).max().unwrap_or(0);
        let as_large = by_chance.iter().filter(|size| **size as usize >= largest).count();
        clusters += u32::from(largest > 0 && (as_large + 1) as f64 / 1_000.0 <= rate);
    }
    println!("of 200 batches of noise {areas} have a hot or cold hexagon, {clusters} a significant cluster");
    // All discoveries of noise are false, so the rate is the share of batches with any: 10 of 200; more than 20 have a chance of 1 in 1 000.
    assert!(areas <= 20 && clusters <= 20, "{areas} {clusters}");
}
