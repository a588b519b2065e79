//! The façade both programs use: open, assign, explain, check.
//!
//! 1. [`Sources`]: everything `bailiwick.toml` names, read, with a report each.
//! 2. [`Engine`]: the layers with their indexes. Immutable once built, shared between threads.
//! 3. [`Engine::assign`]: a batch of clues to decisions.
//! 4. [`Engine::stream`]: a file of any size to a file of decisions.
//! 5. [`Engine::assign_batches`]: record batches in memory to the same with decisions.
//! 6. [`Engine::locate`]: columns of positions to counties, and nothing else.
//! 7. [`Engine::explain`]: one place to a decision with its evidence.
//! 8. [`diff`]: two sets of boundaries to what changes hands.
//! 9. [`hotspots`]: a batch of clues to the places that no single county sees.
//! 10. [`Engine::plan`]: areas and a roster to a draft joint action.

mod assign;
mod batches;
mod bodies;
mod check;
mod coding;
mod desk;
pub mod diff;
mod explain;
mod fault_table;
mod forensics;
mod handover;
pub mod hotspots;
mod laws;
mod layers;
mod locate;
mod overlays;
pub mod plan;
mod registry;
mod report;
mod scenery;
mod snapshot;
mod sources;
mod stream;
mod table;
mod traits;

pub use assign::{AsOf, NoBoundaries};
pub use batches::{BatchRun, Texts};
pub use check::{BatchCheck, CheckReport, Checked, GenerationCheck, JudgedFault, check};
pub use explain::{Explanation, Question};
pub use laws::{LawFault, Laws};
pub use layers::{Backdrop, OutfallLayer, Territory, ZoneLayer};
pub use locate::CountyColumns;
pub use registry::{ConflictKind, RegistryConflict};
pub use sources::{SourceOutcome, Sources};
pub use stream::{StreamError, StreamOutcome, StreamProgress, StreamRun};
pub use table::DECISION_COLUMNS;

use std::path::PathBuf;
use std::sync::OnceLock;

use jiff::civil::Date;

use crate::config::{Config, RouteSettings, Source};
use crate::coord::Bounds;
use crate::gate::Refusal;
use crate::index::LineIndex;
use crate::ingest::{ClueOptions, CodeTable, IngestError};
use crate::lang::Lang;
use crate::model::Generation;
use crate::snapshot::SnapshotError;

/// Everything a decision is made from.
pub struct Engine {
    /// What the data is called.
    pub name: String,
    /// Whether it is sample data.
    pub sample: bool,
    /// Who made the data.
    pub attribution: String,
    /// The boundaries through time, oldest first; never empty.
    territories: Vec<Territory>,
    zones: ZoneLayer,
    outfalls: OutfallLayer,
    backdrops: Vec<Backdrop>,
    /// The rivers among them, once a batch is held against them.
    rivers: OnceLock<Option<LineIndex>>,
    codes: CodeTable,
    laws: Laws,
    settings: RouteSettings,
    datasets: Vec<Dataset>,
}

/// A file that decisions rest on.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Dataset {
    /// As the configuration names it.
    pub path: PathBuf,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// First day its boundaries hold.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub valid_from: Option<Date>,
    /// First day they no longer hold.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub valid_to: Option<Date>,
}

/// Why there is no engine.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A source cannot be read.
    #[error("a source cannot be read")]
    Source(#[from] IngestError),
    /// The snapshot that the configuration names cannot be used, or not be written.
    #[error("the snapshot cannot be used")]
    Snapshot(#[from] SnapshotError),
    /// No file of counties is configured, or none has a county in it.
    #[error("there are no county boundaries")]
    NoCounties,
    /// Two generations of boundaries hold at the same time.
    #[error("two generations of boundaries hold at the same time")]
    OverlappingGenerations {
        /// A file of the first.
        first: PathBuf,
        /// A file of the second.
        second: PathBuf,
    },
    /// Boundaries have faults that are errors, and nobody bears them.
    #[error("boundaries have faults that nobody bears")]
    Boundaries(#[source] Refusal),
    /// The ruleset or the table of holidays cannot be used.
    #[error("the rules cannot be used")]
    Law {
        /// The file; `None` is what is built in.
        path: Option<PathBuf>,
        /// What is wrong.
        fault: LawFault,
    },
}

impl OpenError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Source(error) => error.sentence(lang),
            Self::Snapshot(error) => error.sentence(lang),
            Self::NoCounties => lang
                .pick(
                    "没有县级行政区界线：请在 bailiwick.toml 中加入 [[jurisdictions]]，level = \"county\"",
                    "there are no county boundaries: add a [[jurisdictions]] table with level = \"county\" to bailiwick.toml",
                )
                .into(),
            Self::Boundaries(refusal) => refusal.sentence(lang),
            Self::Law { path, fault } => {
                let file = path.as_ref().map_or_else(|| lang.pick("内置规则", "the rules built in").to_owned(), |path| path.display().to_string());
                let sentence = match fault {
                    LawFault::Rules(error) => error.sentence(lang),
                    LawFault::Holidays(error) => error.sentence(lang),
                };
                lang.pick(format!("{file} {sentence}"), format!("{file}, {sentence}"))
            }
            Self::OverlappingGenerations { first, second } => {
                let (first, second) = (first.display(), second.display());
                lang.pick(
                    format!("{first} 与 {second} 的有效期重叠：请设置 valid_from 和 valid_to，使同一天只有一套界线有效"),
                    format!("{first} and {second} hold at the same time: set valid_from and valid_to so that one set of boundaries holds on each day"),
                )
            }
        }
    }
}

impl Engine {
    /// Reads everything the configuration names and builds the indexes. Whether their faults are borne is left to [`Engine::admit`].
    ///
    /// `progress` is told what is read next.
    ///
    /// # Errors
    /// The first source that cannot be read, or boundaries that cannot be used.
    pub fn open_sources(config: &Config, progress: &dyn Fn(&str)) -> Result<Self, OpenError> {
        let laws = Laws::read(config)?;
        let (engine, _) = Self::from_sources(config, laws, Sources::read(config, progress))?;
        Ok(engine)
    }

    /// Lets boundaries pass whose faults are no errors, or are waived by the configuration.
    ///
    /// # Errors
    /// [`OpenError::Boundaries`] for the first generation that does not pass, the one in force first.
    pub fn admit(&self, config: &Config) -> Result<(), OpenError> {
        for territory in self.territories.iter().rev() {
            let of_generation = config.jurisdictions.iter().filter(|source| source.validity().overlaps(territory.generation.validity));
            let files: Vec<PathBuf> = of_generation.map(|source| source.path.clone()).collect();
            if let Some(refusal) = Refusal::of(&territory.faults, &config.waivers, &files) {
                return Err(OpenError::Boundaries(refusal));
            }
        }
        Ok(())
    }

    /// The boundaries in force: those of the latest generation.
    pub fn current(&self) -> &Territory {
        self.territories.last().expect("an engine has at least one generation")
    }

    /// The boundaries that held on a day; the current ones without a day.
    pub fn territory_on(&self, day: Option<Date>) -> Option<&Territory> {
        match day {
            None => Some(self.current()),
            Some(day) => self.territories.iter().find(|t| t.generation.validity.contains(day)),
        }
    }

    /// All generations, oldest first.
    pub fn territories(&self) -> &[Territory] {
        &self.territories
    }

    /// The current jurisdictions.
    pub fn generation(&self) -> &Generation {
        &self.current().generation
    }

    /// The source zones.
    pub fn zones(&self) -> &ZoneLayer {
        &self.zones
    }

    /// The outfalls.
    pub fn outfalls(&self) -> &OutfallLayer {
        &self.outfalls
    }

    /// Lines and areas drawn behind everything.
    pub fn backdrops(&self) -> &[Backdrop] {
        &self.backdrops
    }

    /// The rules.
    pub fn laws(&self) -> &Laws {
        &self.laws
    }

    /// Settings of the decision.
    pub fn settings(&self) -> &RouteSettings {
        &self.settings
    }

    /// The files that decisions rest on.
    pub fn datasets(&self) -> &[Dataset] {
        &self.datasets
    }

    /// The box around all counties.
    pub fn bounds(&self) -> Bounds {
        self.generation().bounds
    }

    /// Options to read a batch with when nothing is said of it: only where to expect it is known.
    pub fn clue_options(&self) -> ClueOptions {
        ClueOptions { expected: Some(self.bounds()), ..ClueOptions::default() }
    }

    /// Options for a batch that the configuration names.
    pub fn source_options(&self, source: &Source) -> ClueOptions {
        ClueOptions {
            default_crs: source.crs.clone(),
            accuracy_m: source.accuracy_m,
            encoding: source.encoding.clone(),
            layer: source.layer.clone(),
            columns: source.columns.clone(),
            ..self.clue_options()
        }
    }
}
