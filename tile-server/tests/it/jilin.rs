//! The demo data, opened once.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bailiwick_engine::config::Config;
use bailiwick_engine::engine::Engine;

/// The demo's configuration.
pub(crate) fn config_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/jilin/bailiwick.toml")
}

/// The same as read, with hotspots looked for quickly: without the scan, and by few replicates.
pub(crate) fn config() -> Config {
    let mut config = Config::read(&config_path()).expect("the demo's configuration is valid");
    (config.hotspots.scan, config.hotspots.replicates) = (false, 99);
    config
}

/// The engine on the demo data.
pub(crate) static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::open(&config(), &|_| {}).expect("the demo data opens"));
