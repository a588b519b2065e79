//! Statistics of hotspots against those of other programs: PySAL, scikit-learn and pymannkendall, on the counties of China.

use std::path::{Path, PathBuf};
use std::process::Command;

use bailiwick_engine::config::Config;
use bailiwick_engine::coord::LonLat;
use bailiwick_engine::engine::Engine;
use bailiwick_engine::hotspot::{Nearness, Neighbours, dbscan, local_statistics, mann_kendall};
use bailiwick_engine::units::Metres;
use geo_types::MultiPolygon;
use serde::Deserialize;

const PERMUTATIONS: u32 = 9_999;
const SEED: u64 = 11;

#[derive(Deserialize)]
struct Reference {
    codes: Vec<String>,
    pairs: Vec<[u32; 2]>,
    surfaces: Vec<Surface>,
    clusters: Vec<Clusters>,
    series: Vec<Series>,
}

#[derive(Deserialize)]
struct Surface {
    values: Vec<f64>,
    gi_star: Vec<f64>,
    moran: Vec<f64>,
    p: Vec<f64>,
}

#[derive(Deserialize)]
struct Clusters {
    places: Vec<[f64; 2]>,
    radius_m: f64,
    enough: usize,
    labels: Vec<i32>,
}

#[derive(Deserialize)]
struct Series {
    values: Vec<f64>,
    s: f64,
    z: f64,
    p: f64,
    slope: f64,
}

fn china() -> PathBuf {
    PathBuf::from(std::env::var("BAILIWICK_CHINA").expect("BAILIWICK_CHINA: the folder that `sh data/build.sh --china` filled"))
}

fn reference(counties: &Path) -> Reference {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("reference.json");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/second_engine/local_statistics.py");
    let python = std::env::var("BAILIWICK_PYTHON").unwrap_or_else(|_| "python3".into());
    let run = Command::new(python).arg(script).arg(counties).arg(&out).output().expect("Python");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&std::fs::read(out).expect("what it wrote")).expect("as it says")
}

/// The counties' areas, as read, by code.
fn areas() -> Vec<(String, MultiPolygon<f64>)> {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("bailiwick.toml");
    std::fs::write(&config, format!("[[jurisdictions]]\npath = \"{}/county.fgb\"\nlevel = \"county\"\n", china().display())).expect("written");
    let engine = Engine::open(&Config::read(&config).expect("a configuration"), &|_| {}).expect("China opens");
    let county = |county: &bailiwick_engine::model::Jurisdiction| (county.division.code.to_string(), MultiPolygon::clone(&county.territory));
    let mut areas: Vec<_> = engine.generation().counties.iter().map(county).collect();
    areas.sort_by(|a, b| a.0.cmp(&b.0));
    areas
}

/// How far a p-value of so many replicates is from the true one at most, in all but one of a million cases.
fn monte_carlo_error(p: f64) -> f64 {
    // Two runs, each with a standard deviation of √(p (1 − p) / n); five of them, and the steps of both.
    5.0 * (2.0 * p * (1.0 - p) / f64::from(PERMUTATIONS)).sqrt() + 3.0 / f64::from(PERMUTATIONS)
}

#[test]
fn statistics_are_those_of_other_programs() {
    let reference = reference(&china().join("county.fgb"));
    let areas = areas();
    assert!(areas.iter().map(|(code, _)| code).eq(&reference.codes));
    let neighbours = Neighbours::sharing_a_vertex(&areas.iter().map(|(_, area)| area).collect::<Vec<_>>());
    assert_eq!(neighbours, Neighbours::of_pairs(areas.len(), reference.pairs.iter().copied()));
    for surface in &reference.surfaces {
        assert_surface(surface, &neighbours);
    }
    for clusters in &reference.clusters {
        let places: Vec<LonLat> = clusters.places.iter().map(|place| LonLat::new(*place).expect("on Earth")).collect();
        let nearness = Nearness { radius: Metres(clusters.radius_m), days: None, enough: clusters.enough };
        assert_eq!(dbscan(&places, &[], nearness).expect("a nearness"), clusters.labels);
        assert!(clusters.labels.iter().max().is_some_and(|most| *most > 0) && clusters.labels.contains(&-1), "clusters and noise");
    }
    for series in &reference.series {
        let found = mann_kendall(&series.values);
        let apart = [found.s as f64 - series.s, found.z - series.z, found.p_value - series.p, found.slope - series.slope];
        assert!(apart.iter().all(|apart| apart.abs() < 1e-10), "{apart:?} of {:?}", series.values);
    }
}

fn assert_surface(surface: &Surface, neighbours: &Neighbours) {
    let found = local_statistics(&surface.values, neighbours, PERMUTATIONS, SEED).expect("a pattern");
    let mut ordered = surface.values.clone();
    ordered.sort_by(f64::total_cmp);
    let has_ties = ordered.windows(2).any(|pair| pair[0] == pair[1]);
    let mut worst = 0.0_f64;
    for (place, area) in found.areas.iter().enumerate() {
        let gi_star = area.gi_star.expect("not all are neighbours");
        if neighbours.of(place).is_empty() {
            assert_eq!((area.moran, area.p_value), (None, None));
            continue;
        }
        assert!((gi_star - surface.gi_star[place]).abs() < 1e-8, "Gi* of {place}: {gi_star} and {}", surface.gi_star[place]);
        let moran = area.moran.expect("neighbours");
        assert!((moran - surface.moran[place]).abs() < 1e-8, "local Moran of {place}: {moran} and {}", surface.moran[place]);
        let (ours, theirs) = (area.p_one_sided.expect("neighbours"), surface.p[place]);
        // Sums that are the same but for their rounding fall on either side with PySAL; with us they count for both.
        let apart = if has_ties { theirs - ours } else { (ours - theirs).abs() };
        worst = worst.max(apart / monte_carlo_error(theirs));
    }
    println!("the p-value farthest off is {worst:.2} of the Monte Carlo error");
    assert!(worst <= 1.0, "{worst}");
}
