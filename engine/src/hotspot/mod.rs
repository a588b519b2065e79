//! Where clues lie closer together than chance puts them. Pure, and the same for the same seed, whatever the number of threads.
//!
//! 1. [`dbscan()`]: dense groups of clues on the ground, or on the ground and in time; [`largest_by_chance`]: how large chance makes them.
//! 2. [`Cells`]: hexagons over a region, those on its edge marked. [`Neighbours`]: which areas are next to which; [`local_statistics`]:
//!    Getis-Ord Gi* and local Moran over them, with p-values by permutation; [`crowding()`]: how likely clues that are spread by a baseline
//!    crowd as much; [`discoveries`]: which of many p-values stand, by
//!    false-discovery rate.
//! 3. [`mann_kendall`]: whether something rises or falls through time; [`emergence()`]: what an area was through time, in a word.
//! 4. [`scan()`]: Kulldorff's space-time scan: where and when there were more clues than a baseline lets expect.
//!
//! None of these knows a jurisdiction. Then:
//!
//! 5. [`split()`]: the clues of a cluster by county, who of them would have seen it alone, and who can call all of them together.
//! 6. [`borders`]: how many clues lie along each border, against the ground around, and on which kilometres.

pub mod borders;
mod cells;
mod chance;
mod crowding;
mod dbscan;
mod discovery;
mod draws;
mod emerging;
mod local;
mod neighbours;
mod scan;
mod split;
mod trend;

pub use cells::{CellSize, Cells, OF_DISC, disc};
pub use chance::{ChanceGround, largest_by_chance};
pub use crowding::{Crowding, crowding};
pub use dbscan::{Moment, NOISE, Nearness, NearnessError, dbscan};
pub use discovery::{adjusted, discoveries};
pub use emerging::{Emergence, Heat, emergence};
pub use local::{Local, LocalError, LocalStatistics, Quadrant, local_statistics};
pub use neighbours::Neighbours;
pub use scan::{Scan, ScanCluster, ScanData, ScanError, ScanLimits, scan};
pub use split::{Cluster, Share, split};
pub use trend::{Trend, mann_kendall};
