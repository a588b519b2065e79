//! The pieces of a decision one by one, in positions a second of one thread: `cargo bench --bench pieces`.
//!
//! Counties and borders are the province's own, outfalls are uniform over its box, positions come from constant seeds.

#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on should say where")]

use std::path::Path;
use std::sync::LazyLock;

use bailiwick_engine::config::Config;
use bailiwick_engine::coord::LonLat;
use bailiwick_engine::engine::{AsOf, Engine};
use bailiwick_engine::index::{BorderIndex, CellIndex, Coverage, PointIndex};
use bailiwick_engine::units::Metres;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

const POSITIONS: usize = 200_000;
const OUTFALLS: usize = 100_000;
/// The box of Jilin: west, south, east, north in degrees.
const PROVINCE: [f64; 4] = [121.6, 40.8, 131.3, 46.3];
/// A box that lies in it wholly.
const INSIDE: [f64; 4] = [124.0, 42.8, 128.0, 44.8];

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let config = Config::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/jilin/bailiwick.toml")).unwrap();
    Engine::open(&config, &|_| {}).unwrap()
});
static COVERAGE: LazyLock<Coverage> = LazyLock::new(|| ENGINE.territory_as_of(AsOf::Current).unwrap().coverage().clone());

fn main() {
    divan::main();
}

/// Columns of longitude and latitude, uniform over a box, from SplitMix64 (Steele, Lea and Flood 2014).
fn columns(seed: u64, count: usize, [west, south, east, north]: [f64; 4]) -> (Vec<f64>, Vec<f64>) {
    let mut state = seed;
    let mut next = move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    };
    (0..count).map(|_| (west + next() * (east - west), south + next() * (north - south))).unzip()
}

/// In the box, and within half a kilometre or so of a vertex of a border.
#[divan::bench(args = ["box", "border"])]
fn county(bencher: Bencher, place: &str) {
    let index = counties();
    let (mut lon, mut lat) = columns(4, POSITIONS, PROVINCE);
    if place == "border" {
        let vertices: Vec<[f64; 2]> = COVERAGE.arcs.iter().flat_map(|arc| arc.points.iter().copied()).collect();
        let (east, north) = columns(5, POSITIONS, [-0.006, -0.0045, 0.006, 0.0045]);
        for row in 0..POSITIONS {
            // A stride that is prime to everything takes the vertices in no order.
            let [x, y] = vertices[row * 7_919 % vertices.len()];
            (lon[row], lat[row]) = (x + east[row], y + north[row]);
        }
    }
    let mut out = vec![0; POSITIONS];
    bencher.counter(ItemsCount::new(POSITIONS)).bench_local(|| index.locate(black_box(&lon), &lat, &mut out));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn build_counties() -> CellIndex {
    counties()
}

fn counties() -> CellIndex {
    let counties = &ENGINE.generation().counties;
    CellIndex::build(&counties.iter().map(|county| &*county.territory).collect::<Vec<_>>())
}

#[divan::bench(args = [100.0, 500.0, 5_000.0])]
fn nearest_outfall(bencher: Bencher, radius_m: f64) {
    let (lon, lat) = columns(1, OUTFALLS, PROVINCE);
    let index = PointIndex::new(lon.iter().zip(&lat).map(|(&x, &y)| LonLat::new([x, y]).unwrap()).collect());
    let (lon, lat) = columns(2, POSITIONS, PROVINCE);
    let mut out = vec![None; POSITIONS];
    bencher.counter(ItemsCount::new(POSITIONS)).bench_local(|| index.nearest_within_batch(black_box(&lon), &lat, Metres(radius_m), &mut out));
}

#[divan::bench(args = ["inside", "box"])]
fn nearest_border(bencher: Bencher, place: &str) {
    let index = BorderIndex::new(&COVERAGE);
    let (lon, lat) = columns(3, POSITIONS, if place == "inside" { INSIDE } else { PROVINCE });
    let (mut distance_m, mut sides) = (vec![0.0; POSITIONS], vec![[0; 2]; POSITIONS]);
    bencher.counter(ItemsCount::new(POSITIONS)).bench_local(|| index.nearest_batch(black_box(&lon), &lat, &mut distance_m, &mut sides));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn build_borders() -> BorderIndex {
    BorderIndex::new(&COVERAGE)
}
