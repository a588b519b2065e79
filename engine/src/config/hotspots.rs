//! What the server looks for among the clues that it shows.

use serde::Deserialize;

/// `[hotspots]`: of the server. The command `hotspots` is told the same on its command line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HotspotServing {
    /// Whether it looks for any.
    pub serve: bool,
    /// Whether it scans time and space, which takes longest.
    pub scan: bool,
    /// How near clues of a cluster are, metres.
    pub radius_m: f64,
    /// How near in time, days; time is left out of clusters where nothing is said.
    pub days: Option<f64>,
    /// How many clues make a cluster.
    pub min_clues: usize,
    /// Share of what is called significant that may be chance.
    pub rate: f64,
    /// Replicates of the scan and of clusters by chance.
    pub replicates: u32,
    /// Which draws.
    pub seed: u64,
}

impl Default for HotspotServing {
    fn default() -> Self {
        Self { serve: true, scan: true, radius_m: 1_000.0, days: None, min_clues: 5, rate: 0.05, replicates: 999, seed: 1 }
    }
}
