//! Everything that is served, opened once and never changed: the engine, the tiles, and what is told about them.

mod clues;
mod label;

pub use label::Label;

use bailiwick_engine::config::Config;
use bailiwick_engine::engine::{Engine, OpenError};
use bailiwick_engine::ingest::IngestError;
use bailiwick_engine::lang::Lang;

use crate::tiles::{Backdrop, Sources, Tileset};

/// What the server answers from.
pub struct Served {
    /// Decides and explains.
    pub engine: Engine,
    /// The layers as tiles.
    pub tiles: Tileset,
    /// One label a division.
    pub labels: Vec<Label>,
}

/// Why there is nothing to serve.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The engine does not open.
    #[error("the engine does not open")]
    Engine(#[from] OpenError),
    /// A batch of clues cannot be read.
    #[error("a batch of clues cannot be read")]
    Clues(#[from] IngestError),
}

impl ServeError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Engine(error) => error.sentence(lang),
            Self::Clues(error) => error.sentence(lang),
        }
    }
}

impl Served {
    /// Reads everything the configuration names and makes the tiles ready. `progress` is told what is read next.
    ///
    /// # Errors
    /// The first source that cannot be read.
    pub fn open(config: &Config, progress: &dyn Fn(&str)) -> Result<Self, ServeError> {
        let engine = Engine::open(config, progress)?;
        let clues = clues::read(&engine, config, progress)?;
        let territory = engine.current();
        let backdrop: Vec<Backdrop> = engine
            .backdrops()
            .iter()
            .map(|layer| Backdrop { name: layer.name.clone(), features: layer.features.iter().map(|f| (f.name.clone(), f.geometry.clone())).collect() })
            .collect();
        let tiles = Tileset::new(&Sources {
            generation: &territory.generation,
            coverage: territory.coverage(),
            zones: &engine.zones().zones,
            outfalls: &engine.outfalls().outfalls,
            clues: &clues,
            backdrop: &backdrop,
            sample: engine.sample,
        });
        let labels = label::labels(&territory.generation);
        Ok(Self { engine, tiles, labels })
    }
}
