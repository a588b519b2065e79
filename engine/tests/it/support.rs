//! What the tests share.

use std::path::{Path, PathBuf};

use bailiwick_engine::config::Config;
use bailiwick_engine::engine::{AsOf, Engine};
use bailiwick_engine::ingest::{self, ClueOptions};
use bailiwick_engine::model::Clues;
use bailiwick_engine::route::Decisions;

/// A file below the crate's folder.
pub(crate) fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// The engine of a configuration below the crate's folder.
pub(crate) fn engine(config: &str) -> Engine {
    Engine::open(&Config::read(&path(config)).unwrap(), &|_| {}).unwrap()
}

/// Clues from the text of a CSV in CGCS2000.
pub(crate) fn clues(engine: &Engine, csv: &str) -> Clues {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clues.csv");
    std::fs::write(&file, csv).unwrap();
    let options = ClueOptions { default_crs: Some(bailiwick_engine::coord::Crs::CGCS2000), ..engine.clue_options() };
    ingest::read_clues(&file, &options).unwrap().0
}

/// Decisions under the current boundaries.
pub(crate) fn assign(engine: &Engine, clues: &Clues) -> Decisions {
    engine.assign(clues, engine.territory_as_of(AsOf::Current).unwrap(), &|_| {})
}

/// Uniform numbers in [0, 1) from a seed: SplitMix64 (Steele, Lea and Flood 2014), so that a failure can be seen again.
pub(crate) fn uniform(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}
