//! Where clues lie closer together than chance puts them. Pure, and the same for the same seed, whatever the number of threads.
//!
//! 1. [`dbscan()`]: dense groups of clues on the ground, or on the ground and in time.
//! 2. [`Neighbours`]: which areas are next to which; [`local_statistics`]: Getis-Ord Gi* and local Moran over them, with p-values by
//!    permutation; [`discoveries`]: which of many p-values stand, by false-discovery rate.
//! 3. [`mann_kendall`]: whether something rises or falls through time.
//!
//! None of these knows a jurisdiction. Then:
//!
//! 4. [`split()`]: the clues of a cluster by county, who of them would have seen it alone, and who can call all of them together.

mod dbscan;
mod discovery;
mod draws;
mod local;
mod neighbours;
mod split;
mod trend;

pub use dbscan::{Instant, NOISE, Nearness, NearnessError, dbscan};
pub use discovery::{adjusted, discoveries};
pub use local::{Local, LocalError, LocalStatistics, Quadrant, local_statistics};
pub use neighbours::Neighbours;
pub use split::{Cluster, Share, split};
pub use trend::{Trend, mann_kendall};
