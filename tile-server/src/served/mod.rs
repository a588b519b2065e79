//! Everything that is served, opened once and never changed: the engine, the tiles, the fonts, and what is told about them.
//!
//! 1. [`Served::open_map`]: the engine, and the tiles of all layers but the clues. A map can be shown.
//! 2. [`Served::read_clues`]: the batches of the configuration, read and decided; [`Served::open`] is both.
//! 3. [`Served::prepare`]: what would otherwise be made when it is first asked for.

mod clues;
mod label;

pub use label::Label;

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Instant;

use bailiwick_engine::config::Config;
use bailiwick_engine::engine::{Engine, Explanation, OpenError};
use bailiwick_engine::ingest::IngestError;
use bailiwick_engine::lang::Lang;

use self::clues::Batch;
use crate::glyphs::{FontError, Fonts};
use crate::tiles::{Backdrop, Layer, Sources, Tileset};

/// What the server answers from.
pub struct Served {
    /// Decides and explains.
    pub engine: Engine,
    /// The layers as tiles.
    pub tiles: Tileset,
    /// Writes names.
    pub fonts: Fonts,
    labels: OnceLock<Vec<Label>>,
    /// The clues as read; a clue on the map is explained by its row, not by what a tile has of it.
    batches: OnceLock<Vec<Batch>>,
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
    /// A font cannot be used.
    #[error("a font cannot be used")]
    Fonts(#[from] FontError),
}

impl ServeError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Engine(error) => error.sentence(lang),
            Self::Clues(error) => error.sentence(lang),
            Self::Fonts(error) => error.sentence(lang),
        }
    }
}

impl Served {
    /// Reads everything the configuration names and makes the tiles ready. `progress` is told what is read next.
    ///
    /// # Errors
    /// The first source that cannot be read.
    pub fn open(config: &Config, progress: &dyn Fn(&str)) -> Result<Self, ServeError> {
        let served = Self::open_map(config, progress)?;
        served.read_clues(config, progress)?;
        Ok(served)
    }

    /// Reads what a map needs, and leaves the batches of clues to [`Served::read_clues`].
    ///
    /// # Errors
    /// The first source that cannot be read.
    pub fn open_map(config: &Config, progress: &dyn Fn(&str)) -> Result<Self, ServeError> {
        let begun = Instant::now();
        // Before the data: what is wrong at once is said at once.
        let paths: Vec<PathBuf> = config.server.fonts.iter().map(|path| config.resolve(path)).collect();
        let fonts = Fonts::open(&paths)?;
        let engine = Engine::open(config, progress)?;
        tracing::debug!(ms = begun.elapsed().as_millis(), "the engine is open");
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
            overlays: &territory.overlays,
            outfalls: &engine.outfalls().outfalls,
            backdrop: &backdrop,
            sample: engine.sample,
        });
        tracing::debug!(ms = begun.elapsed().as_millis(), "the layers are ready");
        Ok(Self { engine, tiles, fonts, labels: OnceLock::new(), batches: OnceLock::new() })
    }

    /// Reads and decides the batches of the configuration and shows them.
    ///
    /// # Errors
    /// The first batch that cannot be read; then none is shown.
    ///
    /// # Panics
    /// If they have been read already.
    pub fn read_clues(&self, config: &Config, progress: &dyn Fn(&str)) -> Result<(), ServeError> {
        let batches = clues::read(&self.engine, config, progress)?;
        let batches = self.batches.get_or_init(|| batches);
        self.tiles.show_clues(&clues::points(&self.engine, batches));
        Ok(())
    }

    /// Why a clue of the configuration was decided as it was, by the names that tiles have for its batch and row. `None` where
    /// there is no such clue, or none has been read yet.
    pub fn explain_clue(&self, batch: &str, row: u64, lang: Lang) -> Option<Explanation> {
        clues::explain(&self.engine, self.batches.get()?, batch, row, lang)
    }

    /// Whether everything configured has been read.
    pub fn is_whole(&self) -> bool {
        self.tiles.layers().iter().all(Layer::is_filled)
    }

    /// One label a division; found when they are first asked for.
    pub fn labels(&self) -> &[Label] {
        self.labels.get_or_init(|| label::labels(self.engine.generation()))
    }

    /// Makes ready what would otherwise be made when it is first asked for.
    pub fn prepare(&self) {
        self.labels();
        self.fonts.prepare();
        self.tiles.prepare();
    }
}
