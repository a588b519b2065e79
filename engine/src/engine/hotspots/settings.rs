//! What is looked for, and why it cannot be.

use super::Baseline;
use crate::hotspot::{CellSize, Nearness, NearnessError};
use crate::lang::Lang;
use crate::units::Metres;

/// How much is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// Clusters, hexagons, counties, the scan and borders.
    #[default]
    Everything,
    /// Everything but the scan, which takes longest.
    WithoutScan,
    /// Borders alone; the other tables are empty.
    Borders,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct HotspotSettings {
    /// How much.
    pub wanted: Wanted,
    /// How near clues of a cluster are.
    pub radius: Metres,
    /// How near in time, days; `None` leaves time out.
    pub days: Option<f64>,
    /// How many clues make a cluster.
    pub enough: usize,
    /// How many of its own clues make a cluster to a county.
    pub county_enough: usize,
    /// Resolution of the hexagons, see [`CellSize`].
    pub cell: u8,
    /// How far beyond the data's counties clues are known, too.
    pub ring: Metres,
    /// Replicates of Gi* and local Moran.
    pub permutations: u32,
    /// Replicates of the scan and of clusters by chance.
    pub replicates: u32,
    /// Shifts of the border table.
    pub shifts: u32,
    /// No more of what is shown as significant than this share may be chance.
    pub rate: f64,
    /// Days of a step of time; `None` makes twelve steps.
    pub step_days: Option<u32>,
    /// What clues are held against.
    pub baseline: Baseline,
    /// How far around a place of the baseline its clues lie: people live around the middle of their town.
    pub baseline_spread: Metres,
    /// The largest circle of the scan.
    pub scan_radius: Metres,
    /// Pieces of borders are no longer than this.
    pub segment: Metres,
    /// Which draws.
    pub seed: u64,
}

impl Default for HotspotSettings {
    fn default() -> Self {
        Self {
            wanted: Wanted::Everything,
            radius: Metres(1_000.0),
            days: None,
            enough: 5,
            county_enough: 5,
            cell: 6,
            ring: Metres(0.0),
            permutations: 99_999,
            replicates: 999,
            shifts: 9_999,
            rate: 0.05,
            step_days: None,
            baseline: Baseline::Ground,
            baseline_spread: Metres(2_000.0),
            scan_radius: Metres(50_000.0),
            segment: Metres(5_000.0),
            seed: 1,
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HotspotError {
    /// No clue lies in a county.
    #[error("no clue lies in a county")]
    NoClue,
    /// What is near is nothing.
    #[error("what is near is nothing")]
    Nearness(#[from] NearnessError),
    /// The cells are too small or too large.
    #[error("cells of resolution {0}")]
    Cell(u8),
    /// A number is not one that can be worked with.
    #[error("{name} is {value}")]
    Setting {
        /// The option.
        name: &'static str,
        /// What it is set to.
        value: f64,
        /// What it can be.
        range: &'static str,
    },
    /// Nothing of the baseline lies in a county.
    #[error("nothing of the baseline lies in a county")]
    NoBaseline,
}

impl HotspotError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::NoClue => lang
                .pick(
                    "没有一条线索落在县级行政区内，无从分析：请用 bailiwick assign 查看各行的问题（坐标系、坐标缺失、区域外）",
                    "no clue lies in a county, so there is nothing to look at: see with bailiwick assign what is wrong with the rows (coordinate system, no coordinates, outside)",
                )
                .into(),
            Self::Nearness(error) => match error {
                NearnessError::Radius(metres) => {
                    let [low, high] = [Nearness::RADIUS_MIN_M, Nearness::RADIUS_MAX_M / 1000.0];
                    lang.pick(format!("--radius {metres} 米超出范围：应为 {low} 米至 {high} 千米"), format!("--radius {metres} m is not from {low} m to {high} km"))
                }
                NearnessError::Days(days) => lang.pick(format!("--days {days} 太短：至少一分钟"), format!("--days {days} is too short: a minute at least")),
                NearnessError::Time(row) => lang.pick(format!("第 {row} 条线索没有时间"), format!("clue {row} has no time")),
                NearnessError::Enough => lang.pick("--min-clues 至少为 1", "--min-clues is 1 at least").into(),
            },
            Self::Cell(resolution) => {
                let [low, high] = [CellSize::MIN, CellSize::MAX];
                lang.pick(format!("--cell {resolution} 超出范围：H3 分辨率应为 {low} 至 {high}"), format!("--cell {resolution} is no resolution from {low} to {high}"))
            }
            Self::Setting { name, value, range } => lang.pick(format!("--{name} {value} 超出范围：应为 {range}"), format!("--{name} {value} is not within {range}")),
            Self::NoBaseline => lang
                .pick(
                    "基线（排污口或 --baseline 文件）没有两处落在县级行政区内：请检查其坐标，或改用 --baseline ground",
                    "no two places of the baseline (outfalls, or the file of --baseline) lie in a county: check their coordinates, or use --baseline ground",
                )
                .into(),
        }
    }
}

impl HotspotSettings {
    /// Whether the settings can be worked with; asked before the work begins.
    ///
    /// # Errors
    /// The first that cannot.
    pub fn check(&self) -> Result<CellSize, HotspotError> {
        let within = |name: &'static str, value: f64, low: f64, high: f64, range: &'static str| {
            if (low..=high).contains(&value) { Ok(()) } else { Err(HotspotError::Setting { name, value, range }) }
        };
        within("rate", self.rate, 1e-6, 0.5, "0.000001–0.5")?;
        within("ring", self.ring.get(), 0.0, 100_000.0, "0–100 000 m")?;
        within("scan-radius", self.scan_radius.get(), 1_000.0, 300_000.0, "1 000–300 000 m")?;
        within("baseline-spread", self.baseline_spread.get(), 1.0, 100_000.0, "1–100 000 m")?;
        within("segment", self.segment.get(), 500.0, 100_000.0, "500–100 000 m")?;
        within("permutations", self.permutations.into(), 99.0, 9_999_999.0, "99–9 999 999")?;
        within("replicates", self.replicates.into(), 99.0, 99_999.0, "99–99 999")?;
        within("shifts", self.shifts.into(), 99.0, 999_999.0, "99–999 999")?;
        within("step", self.step_days.unwrap_or(1).into(), 1.0, 3_660.0, "1–3 660")?;
        self.nearness().checked()?;
        Nearness { enough: self.county_enough, ..self.nearness() }.checked()?;
        CellSize::new(self.cell).ok_or(HotspotError::Cell(self.cell))
    }

    /// What makes a cluster.
    pub fn nearness(&self) -> Nearness {
        Nearness { radius: self.radius, days: self.days, enough: self.enough }
    }

    /// What a county calls a cluster.
    pub fn county_nearness(&self) -> Nearness {
        Nearness { enough: self.county_enough, ..self.nearness() }
    }
}
