//! The places that no single county sees.
//!
//! 1. [`HotspotSettings`]: what is looked for; [`Baseline`]: what it is held against. `events`: the clues with a position, and time in steps.
//! 2. [`Engine::hotspots`]: clusters, hexagons and counties, the scan, borders ([`crate::hotspot`]), found on the ground and then split by
//!    jurisdiction, with what they touch.
//! 3. `tables`, `styles`, `page`, `words`, `json`: files, how QGIS draws them, the report, the terminal, scripts. [`HotspotOutput`] writes them.

mod baseline;
mod bordered;
mod clusters;
mod events;
mod hexagons;
mod json;
mod output;
mod page;
mod scanned;
mod settings;
mod styles;
mod tables;
mod touches;
mod words;

pub use baseline::{Baseline, BaselineError};
pub use bordered::{FoundBorders, FoundLevel};
pub use clusters::FoundCluster;
pub use events::Steps;
pub use hexagons::{AreaRow, CellRow};
pub use output::{HotspotOutput, HotspotOutputError};
pub use scanned::{FoundScan, ScannedCluster};
pub use settings::{HotspotError, HotspotSettings, Wanted};
pub use tables::date;
pub use touches::Touched;

use self::events::Events;
use super::{Engine, Territory};
use crate::coord::LonLat;
use crate::hotspot::{CellSize, Cells};
use crate::lang::Lang;
use crate::model::Clues;
use crate::route::Decisions;

/// What is being worked at, for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Clusters, and how large chance makes them.
    Clusters,
    /// Hexagons and counties, all the time and step by step.
    Areas,
    /// Replicates of the scan.
    Scan,
    /// Borders.
    Borders,
}

impl Stage {
    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Clusters => lang.pick("聚集区", "clusters"),
            Self::Areas => lang.pick("六边形与各县的 Gi*、局部 Moran", "Gi* and local Moran of hexagons and counties"),
            Self::Scan => lang.pick("时空扫描", "space-time scan"),
            Self::Borders => lang.pick("界线两侧", "borders"),
        }
    }
}

/// What became of the rows: those inside, outside and without a position add up to all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counted {
    /// All rows.
    pub rows: usize,
    /// Clues that a county claims: what is looked at.
    pub inside: usize,
    /// Those of them on a border.
    pub on_borders: usize,
    /// Clues with a position that no county claims.
    pub outside: usize,
    /// Rows without a usable position.
    pub without_position: usize,
    /// Clues inside that do not say when they occurred.
    pub without_time: usize,
}

/// What must be known to read the numbers.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// Rows were left out.
    LeftOut(Counted),
    /// So few clues say little.
    Few(usize),
    /// All clues have one position.
    OneSpot,
    /// No clue says when it occurred, or all on one day.
    NoTime,
    /// These clues say no time and are not looked at where time matters.
    WithoutTime(usize),
    /// As many steps as asked for cannot be looked at.
    Steps,
    /// All hexagons have as many clues.
    ConstantCells,
    /// All counties have as many clues for their ground, or are fewer than three.
    ConstantCounties,
    /// So many hexagons are on the edge of what is known.
    Edge(usize),
    /// So many clues lie where the baseline has nothing, and the scan leaves them out.
    WithoutBaseline(usize),
    /// The scan has nothing to look at.
    NoScan,
    /// Fewer replicates than asked for, because there are so many clues.
    FewerReplicates(u32),
}

/// What was found.
pub struct Hotspots<'a> {
    /// What it rests on.
    pub engine: &'a Engine,
    /// The boundaries.
    pub territory: &'a Territory,
    /// What was looked for.
    pub settings: HotspotSettings,
    /// The file of clues.
    pub source: String,
    /// What became of the rows.
    pub counted: Counted,
    /// Steps of time, where there is time.
    pub steps: Option<Steps>,
    /// Clues inside by step.
    pub by_step: Vec<u32>,
    /// Clusters, the largest first.
    pub clusters: Vec<FoundCluster>,
    /// How many replicates tell what chance makes of clusters.
    pub chance_replicates: u32,
    /// The hexagons.
    pub cells: Cells,
    /// Those of the inside, by number.
    pub cell_rows: Vec<CellRow>,
    /// Counties in code order.
    pub counties: Vec<AreaRow>,
    /// The scan, where there is anything to scan.
    pub scan: Option<FoundScan>,
    /// Borders at each level, and their pieces.
    pub borders: FoundBorders,
    /// What must be known.
    pub notes: Vec<Note>,
    /// Clues with a position, and the cluster of each.
    events: Events,
    cluster_of: Vec<Option<u32>>,
    /// Name of each clue, where it has one.
    ids: Vec<Option<String>>,
    /// Its row in the file, as its user counts.
    row_numbers: Vec<u64>,
}

/// What every step of the work looks at.
#[derive(Clone, Copy)]
struct Work<'a> {
    engine: &'a Engine,
    territory: &'a Territory,
    events: &'a Events,
    cells: &'a Cells,
    size: CellSize,
    steps: Option<&'a Steps>,
    settings: &'a HotspotSettings,
}

/// Below so many clues no statistic says much.
const FEW: usize = 30;

impl Engine {
    /// Looks for hotspots. `progress` is told what is worked at, and how much of it is done, from 0 to 1, from several threads.
    ///
    /// # Errors
    /// There is nothing to look at, or the settings cannot be worked with.
    ///
    /// # Cost
    /// For ten thousand clues some seconds, of which the scan and the borders take most.
    pub fn hotspots<'a>(
        &'a self,
        territory: &'a Territory,
        clues: &Clues,
        decisions: &Decisions,
        settings: &HotspotSettings,
        progress: &(dyn Fn(Stage, f64) + Sync),
    ) -> Result<Hotspots<'a>, HotspotError> {
        let size = settings.check()?;
        let events = Events::of(territory, clues, decisions);
        let inside: Vec<usize> = events.inside().collect();
        if inside.is_empty() {
            return Err(HotspotError::NoClue);
        }
        let counted = Counted {
            rows: clues.len(),
            inside: inside.len(),
            on_borders: inside.iter().filter(|event| events.counties[**event].len() > 1).count(),
            outside: events.len() - inside.len(),
            without_position: clues.len() - events.len(),
            without_time: inside.iter().filter(|event| events.times[**event].is_none()).count(),
        };
        let mut notes = notes(counted, &events, &inside);
        let steps = events.period().and_then(|period| Steps::over(period, settings.step_days));
        if steps.is_none() && !notes.contains(&Note::NoTime) {
            notes.push(Note::Steps);
        }
        let is_inside = |positions: &[LonLat]| areas_of(territory, positions).into_iter().map(|area| area.is_some()).collect::<Vec<bool>>();
        let own: Vec<LonLat> = inside.iter().map(|event| events.positions[*event]).collect();

        let mut found = Hotspots {
            engine: self,
            territory,
            settings: settings.clone(),
            source: clues.source.clone(),
            counted,
            steps,
            by_step: Vec::new(),
            clusters: Vec::new(),
            chance_replicates: 0,
            cells: Cells::default(),
            cell_rows: Vec::new(),
            counties: Vec::new(),
            scan: None,
            borders: FoundBorders::default(),
            notes,
            cluster_of: vec![None; events.len()],
            ids: events.rows.iter().map(|row| clues.id.get(*row as usize).map(std::borrow::Cow::into_owned)).collect(),
            row_numbers: events.rows.iter().map(|row| clues.row_number[*row as usize]).collect(),
            events,
        };
        if settings.wanted != Wanted::Borders {
            found.look(size, is_inside, &own, progress)?;
        }
        progress(Stage::Borders, 0.0);
        found.borders = bordered::borders(self, territory, &found.events, settings);
        Ok(found)
    }
}

impl Hotspots<'_> {
    /// Everything but borders.
    fn look(
        &mut self,
        size: CellSize,
        is_inside: impl Fn(&[LonLat]) -> Vec<bool> + Sync,
        own: &[LonLat],
        progress: &(dyn Fn(Stage, f64) + Sync),
    ) -> Result<(), HotspotError> {
        let Self { engine, territory, settings, events, steps, notes, .. } = self;
        progress(Stage::Areas, 0.0);
        let cells = Cells::over(engine.bounds(), size, settings.ring, &is_inside, own);
        let work = Work { engine, territory, events, cells: &cells, size, steps: steps.as_ref(), settings };
        let baseline = baseline::weights(&work, &is_inside)?;
        let (cell_rows, by_step) = hexagons::cells(&work, &baseline, notes, &|share| progress(Stage::Areas, share));
        let counties = hexagons::counties(&work, notes);
        progress(Stage::Clusters, 0.0);
        let found = clusters::clusters(&work, &baseline, &is_inside, notes)?;
        let scan = if settings.wanted == Wanted::WithoutScan {
            None
        } else {
            progress(Stage::Scan, 0.0);
            scanned::scan(&work, &baseline, notes, &|share| progress(Stage::Scan, share))?
        };
        (self.clusters, self.cluster_of, self.chance_replicates) = (found.clusters, found.cluster_of, found.replicates);
        (self.cells, self.cell_rows, self.by_step, self.counties, self.scan) = (cells, cell_rows, by_step, counties, scan);
        Ok(())
    }
}

/// The county that alone has each position inside.
fn areas_of(territory: &Territory, positions: &[LonLat]) -> Vec<Option<u32>> {
    let (lon, lat): (Vec<f64>, Vec<f64>) = positions.iter().map(|position| (position.lon(), position.lat())).unzip();
    territory.counties.sole(&lon, &lat)
}

fn notes(counted: Counted, events: &Events, inside: &[usize]) -> Vec<Note> {
    let mut notes = Vec::new();
    if counted.inside < counted.rows {
        notes.push(Note::LeftOut(counted));
    }
    if counted.inside < FEW {
        notes.push(Note::Few(counted.inside));
    }
    let first = events.positions[inside[0]];
    if inside.len() > 1 && inside.iter().all(|event| events.positions[*event] == first) {
        notes.push(Note::OneSpot);
    }
    if events.period().is_none_or(|[first, last]| first.floor() >= last.floor()) {
        notes.push(Note::NoTime);
    } else if counted.without_time > 0 {
        notes.push(Note::WithoutTime(counted.without_time));
    }
    notes
}
