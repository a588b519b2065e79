//! The cell index against the plain reference, on as many positions as one likes.
//!
//! ```text
//! cargo run --release --example exactness -- CONFIG MILLIONS
//! ```
//!
//! Positions are drawn by seed, a fifth each: anywhere in the bounds, within some 500 m of a border, on vertices, on the middles of edges, on corners
//! of cells (of a lattice of 1/64 top cell). Each is asked of the index, in columns and one by one, and of a tree of boxes with geo's exact predicate.
//! Prints the differences, which should be none; exit code 1 if there is one.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a program for people")]

use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use bailiwick_engine::config::Config;
use bailiwick_engine::coord::LonLat;
use bailiwick_engine::engine::Engine;
use bailiwick_engine::index::cells::{OUTSIDE, SEVERAL};
use bailiwick_engine::index::{CellIndex, Claim, PartTree};
use bailiwick_engine::join::locate;
use geo_types::{Coord, MultiPolygon};
use rayon::prelude::*;

const KINDS: [&str; 5] = ["anywhere", "near a border", "on vertices", "on middles of edges", "on corners of cells"];
const CHUNK: usize = 100_000;

fn main() -> anyhow::Result<ExitCode> {
    let mut args = std::env::args().skip(1);
    let config = Config::read(Path::new(&args.next().unwrap_or_else(|| "data/jilin/bailiwick.toml".into())))?;
    let millions: usize = args.next().map_or(Ok(1), |text| text.parse())?;
    let engine = Engine::open(&config, &|_| {})?;
    let areas: Vec<&MultiPolygon<f64>> = engine.generation().counties.iter().map(|county| &*county.territory).collect();
    let index = CellIndex::build(&areas);
    let tree = PartTree::new(areas.iter().copied());
    let edges: Vec<[Coord<f64>; 2]> = areas.iter().flat_map(|area| area.iter()).flat_map(|p| p.exterior().lines()).map(|line| [line.start, line.end]).collect();
    let bounds = engine.bounds();

    for (kind, name) in KINDS.iter().enumerate() {
        let differences = AtomicU64::new(0);
        let by_several = AtomicU64::new(0);
        let chunks = (millions * 1_000_000).div_ceil(KINDS.len() * CHUNK);
        (0..chunks).into_par_iter().for_each(|chunk| {
            let mut random = Random((kind * 1_000_000 + chunk) as u64);
            let positions: Vec<[f64; 2]> = (0..CHUNK)
                .map(|_| {
                    let [a, b] = edges[(random.share() * edges.len() as f64) as usize];
                    match kind {
                        0 => [bounds.west + random.share() * (bounds.east - bounds.west), bounds.south + random.share() * (bounds.north - bounds.south)],
                        1 => {
                            let t = random.share();
                            [a.x + t * (b.x - a.x) + (random.share() - 0.5) * 0.01, a.y + t * (b.y - a.y) + (random.share() - 0.5) * 0.009]
                        }
                        2 => [a.x, a.y],
                        3 => [f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y)],
                        _ => index.corner_near([a.x, a.y], 64.0),
                    }
                })
                .collect();
            let (lon, lat): (Vec<f64>, Vec<f64>) = positions.iter().map(|&[x, y]| (x, y)).unzip();
            let mut answers = vec![0; CHUNK];
            index.locate(&lon, &lat, &mut answers);
            let mut claims = Vec::new();
            for (at, answer) in positions.into_iter().zip(answers) {
                let Ok(position) = LonLat::new(at) else { continue };
                let expected = locate(&areas, &tree, position);
                claims.clear();
                index.claims(position, &mut claims);
                let in_columns = match expected[..] {
                    [] => answer == OUTSIDE,
                    [Claim { area, on_boundary: false }] => answer == area,
                    _ => answer == SEVERAL,
                };
                by_several.fetch_add(u64::from(answer == SEVERAL), Ordering::Relaxed);
                if claims != expected || !in_columns {
                    differences.fetch_add(1, Ordering::Relaxed);
                    println!("{at:?}: {answer}, {claims:?}, by the reference {expected:?}");
                }
            }
        });
        let found = differences.load(Ordering::Relaxed);
        println!("{name}: {} positions, {} on boundaries, {found} differences", chunks * CHUNK, by_several.load(Ordering::Relaxed));
        if found > 0 {
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}
