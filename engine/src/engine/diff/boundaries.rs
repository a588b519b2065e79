//! One set of boundaries, of a file or of a configuration.

use std::path::{Path, PathBuf};

use crate::config::{ColumnMap, JurisdictionSource};
use crate::engine::Engine;
use crate::ingest::{self, IngestError, IngestReport};
use crate::lang::Lang;
use crate::model::{Division, FaultDetail, Generation, HierarchyFault, Jurisdiction, Level, Validity};

/// The divisions of one level with their territories.
pub struct Boundaries {
    /// The file it was read from.
    pub path: PathBuf,
    /// The level that is compared.
    pub level: Level,
    /// Whether it is sample data.
    pub sample: bool,
    /// What became of the records of the file; a configuration's are told by `check`.
    pub report: Option<IngestReport>,
    /// What is wrong in the hierarchy.
    pub faults: Vec<HierarchyFault>,
    pub(super) generation: Generation,
}

/// Why there is no set of boundaries.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BoundariesError {
    /// The file cannot be read.
    #[error("the boundaries cannot be read")]
    Source(#[from] IngestError),
    /// Nothing in it has a territory at the level asked for.
    #[error("{path} has no territory at the level {level:?}")]
    Empty {
        /// The file.
        path: PathBuf,
        /// The level.
        level: Level,
    },
}

impl BoundariesError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Source(error) => {
                let sentence = error.sentence(lang);
                // Coordinate system, columns, layer and encoding of a boundary file have no options of their own.
                lang.pick(
                    format!("{sentence}。界线文件的坐标系、列名、图层和编码，可写在一个 bailiwick.toml 的 [[jurisdictions]] 中，并用该文件代替界线文件"),
                    format!("{sentence}. What a boundary file does not say itself can stand under [[jurisdictions]] of a bailiwick.toml, which then takes the file's place"),
                )
            }
            Self::Empty { path, level } => {
                let (path, level) = (path.display(), level_word(*level, lang));
                lang.pick(
                    format!("{path} 中没有可用的{level}界线：请换一个 --level，或用 bailiwick check 查看各条记录的问题"),
                    format!("{path} has no usable {level} boundary: choose another --level, or see with bailiwick check what is wrong with its records"),
                )
            }
        }
    }
}

impl Boundaries {
    /// Reads a file of divisions of one level.
    ///
    /// # Errors
    /// The file cannot be read, or no record of it has a code and a territory.
    pub fn read(path: &Path, level: Level) -> Result<Self, BoundariesError> {
        let source = JurisdictionSource {
            path: path.into(),
            level,
            valid_from: None,
            valid_to: None,
            layer: None,
            columns: ColumnMap::new(),
            crs: None,
            encoding: None,
        };
        let (jurisdictions, report) = ingest::read_jurisdictions(&source, path)?;
        let (generation, faults) = Generation::new(Validity::default(), jurisdictions);
        // A file of one level never brings the parents it names.
        let faults = faults.into_iter().filter(|fault| matches!(fault, HierarchyFault::DuplicateCode(_))).collect();
        Self { path: path.into(), level, sample: false, report: Some(report), faults, generation }.checked()
    }

    /// The boundaries in force of an engine; `path` is its configuration.
    ///
    /// # Errors
    /// It has no territory at that level.
    pub fn of_engine(engine: &Engine, path: &Path, level: Level) -> Result<Self, BoundariesError> {
        let current = engine.current();
        // The others are told by `check`, and were borne when the engine was opened.
        let twice = current.faults.iter().filter(|fault| fault.detail == FaultDetail::DuplicateCode).filter_map(|fault| fault.codes.first());
        let faults = twice.map(|&code| HierarchyFault::DuplicateCode(code)).collect();
        Self { path: path.into(), level, sample: engine.sample, report: None, faults, generation: current.generation.clone() }.checked()
    }

    fn checked(self) -> Result<Self, BoundariesError> {
        let is_there = self.jurisdictions().iter().any(|jurisdiction| !jurisdiction.territory.0.is_empty());
        if is_there { Ok(self) } else { Err(BoundariesError::Empty { path: self.path, level: self.level }) }
    }

    /// The divisions that are compared, in the order of their codes.
    pub fn jurisdictions(&self) -> &[Jurisdiction] {
        match self.level {
            Level::County => &self.generation.counties,
            Level::Prefecture => &self.generation.prefectures,
            Level::Province => &self.generation.provinces,
        }
    }

    /// The same without their territories.
    pub fn divisions(&self) -> impl Iterator<Item = &Division> {
        self.jurisdictions().iter().map(|jurisdiction| &jurisdiction.division)
    }
}

/// A level in words.
pub(super) fn level_word(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::Province => lang.pick("省级", "province"),
        Level::Prefecture => lang.pick("地级", "prefecture"),
        Level::County => lang.pick("县级", "county"),
    }
}
