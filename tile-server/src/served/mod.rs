//! Everything that is served, opened once and never changed: the engine, the layers and their tiles, the fonts, and who sees what of the clues.
//!
//! 1. [`Served::open_map`]: the engine, and all layers but the clues and the labels. A map can be shown.
//! 2. [`Served::read_clues`]: the batches of the configuration, read and decided.
//! 3. [`Served::look_for_hotspots`]: what is found among them; [`Served::open`] is all three.
//! 4. [`Served::prepare`]: what would otherwise be made when it is first asked for.

mod clues;
mod hotspots;
mod scope;
mod signature;

pub use hotspots::beside_others;
pub use scope::Sights;
pub use signature::Signature;

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Instant;

use bailiwick_engine::config::{Basemap, Config};
use bailiwick_engine::engine::hotspots::HotspotError;
use bailiwick_engine::engine::{Engine, Explanation, OpenError};
use bailiwick_engine::ingest::IngestError;
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::{DivisionCode, Level};

use self::clues::Batch;
use self::hotspots::Told;
use crate::auth::{Scope, Tokens};
use crate::glyphs::{FontError, Fonts};
use crate::layers::{BORDERS_RISK, Backdrop, CLUES, HOTSPOTS, LABELS, Layer, SCOPED, Shapes, Sources, Value, labels, layers};
use crate::tiles::{Sight, Tileset};

/// What the server answers from.
pub struct Served {
    /// Decides and explains.
    pub engine: Engine,
    /// The layers as tiles.
    pub tiles: Tileset,
    /// Writes names.
    pub fonts: Fonts,
    /// Maps of others that browsers fetch themselves.
    pub basemaps: Vec<Basemap>,
    /// The clues as read; a clue on the map is explained by its row, not by what a tile has of it.
    batches: OnceLock<Vec<Batch>>,
    /// Who may see clues.
    pub tokens: Tokens,
    /// For each scope what it shows of each of the layers that tell of clues.
    sights: Vec<[OnceLock<Sight>; SCOPED.len()]>,
    /// What was found among the clues, in words and figures.
    told: OnceLock<Told>,
}

/// How much of what is served is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What a map needs.
    Map,
    /// Everything that is configured.
    Clues,
    /// What is found among the clues, too.
    Hotspots,
}

/// The name of a division and where it stands.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Label {
    /// The division's code.
    pub code: DivisionCode,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// Longitude, CGCS2000 degrees.
    pub lon: f64,
    /// Latitude, CGCS2000 degrees.
    pub lat: f64,
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
    /// Hotspots cannot be looked for as the configuration says.
    #[error("hotspots cannot be looked for in this way")]
    Hotspots(#[source] HotspotError),
}

impl ServeError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Engine(error) => error.sentence(lang),
            Self::Clues(error) => error.sentence(lang),
            Self::Fonts(error) => error.sentence(lang),
            Self::Hotspots(error) => format!("[hotspots] {}", error.sentence(lang)),
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
        served.look_for_hotspots(config);
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
        hotspots::settings(&config.hotspots).check().map_err(ServeError::Hotspots)?;
        let engine = Engine::open(config, progress)?;
        tracing::debug!(ms = begun.elapsed().as_millis(), "the engine is open");
        let territory = engine.current();
        let backdrop: Vec<Backdrop> = engine
            .backdrops()
            .iter()
            .map(|layer| Backdrop { name: layer.name.clone(), features: layer.features.iter().map(|f| (f.name.clone(), f.geometry.clone())).collect() })
            .collect();
        let layers = layers(&Sources {
            generation: &territory.generation,
            coverage: territory.coverage(),
            zones: &engine.zones().zones,
            overlays: &territory.overlays,
            outfalls: &engine.outfalls().outfalls,
            backdrop: &backdrop,
            sample: engine.sample,
        });
        tracing::debug!(ms = begun.elapsed().as_millis(), "the layers are ready");
        let tokens = Tokens::new(&config.server.tokens);
        let sights = tokens.scopes().iter().map(|_| Default::default()).collect();
        let basemaps = config.basemaps.clone();
        Ok(Self { engine, tiles: Tileset::new(layers), fonts, basemaps, batches: OnceLock::new(), tokens, sights, told: OnceLock::new() })
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
        self.layer(CLUES).fill(clues::rows(&self.engine, batches));
        self.layer(LABELS).fill(labels(self.tiles.layers()));
        // Nobody is to wait until all is read for its version.
        self.tiles.layers().iter().for_each(|layer| {
            layer.fingerprint();
        });
        Ok(())
    }

    /// Looks for hotspots among the clues, and shows what is found.
    ///
    /// # Panics
    /// If the clues have not been read, or this has been done already.
    pub fn look_for_hotspots(&self, config: &Config) {
        let batches = self.batches.get().expect("the clues are read before");
        let found = hotspots::look(&self.engine, batches, &config.hotspots);
        // What is asked for by what a layer shows is to be there before it.
        assert!(self.told.set(found.told).is_ok(), "hotspots are looked for once");
        self.layer(HOTSPOTS).fill(found.hotspots);
        self.layer(BORDERS_RISK).fill(found.borders);
        for name in [HOTSPOTS, BORDERS_RISK] {
            self.layer(name).fingerprint();
        }
    }

    /// What was found among the clues, as the command tells it, as far as a scope shows it; `None` before it has been looked for.
    ///
    /// # Errors
    /// Why there is nothing.
    pub fn hotspots(&self, lang: Lang, scope: Option<Scope>) -> Option<Result<serde_json::Value, [String; 2]>> {
        let jurisdictions = scope.map(|scope| &self.tokens.scopes()[scope.place()][..]);
        Some(self.told.get()?.to(&self.engine, lang, jurisdictions))
    }

    /// One of the layers that every dataset has.
    fn layer(&self, name: &str) -> &Layer {
        self.tiles.layer(name).expect("every dataset has the layers of the contract")
    }

    /// What a scope shows of a layer; `None` where it is for everybody. Waits for its rows.
    pub fn sight(&self, scope: Scope, layer: &Layer) -> Option<&Sight> {
        let place = SCOPED.iter().position(|name| *name == layer.name)?;
        let jurisdictions = &self.tokens.scopes()[scope.place()];
        Some(self.sights[scope.place()][place].get_or_init(|| scope::sight(&self.engine, layer, jurisdictions)))
    }

    /// What some jurisdictions see of the layers that are there.
    pub fn sights_of(&self, jurisdictions: &[DivisionCode]) -> Sights {
        Sights::of_all(&self.engine, self.tiles.layers(), jurisdictions)
    }

    /// The box of a division, in degrees: west, south, east, north.
    pub fn ground_of(&self, code: DivisionCode) -> Option<[f64; 4]> {
        let layers = ["counties", "prefectures", "provinces"].map(|name| self.layer(name));
        let row = layers.iter().find_map(|layer| Some((layer, layer.content().ids.iter().position(|id| *id == u64::from(code.number()))?)));
        let bounds = row.map(|(layer, row)| layer.content().bounds(row))?;
        Some([bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y])
    }

    /// Why a clue of the configuration was decided as it was, by the names that tiles have for its batch and row. `None` where
    /// there is no such clue, or the scope does not show it, or none has been read yet.
    pub fn explain_clue(&self, batch: &str, row: u64, lang: Lang, scope: Option<Scope>) -> Option<Explanation> {
        if let Some(scope) = scope {
            let clues = self.layer(CLUES);
            let [named, numbered] = ["batch", "row"].map(|name| clues.column(name).expect("clues say their batch and row"));
            let is_it = |place: usize| {
                let content = clues.content();
                content.value(place, named) == Value::Text(batch) && i64::try_from(row).is_ok_and(|row| content.value(place, numbered) == Value::Number(row))
            };
            self.sight(scope, clues)?.rows.iter().find(|place| is_it(**place as usize))?;
        }
        clues::explain(&self.engine, self.batches.get()?, batch, row, lang)
    }

    /// How much of it is there.
    pub fn stage(&self) -> Stage {
        let is_there = |name: &str| self.layer(name).is_filled();
        match (is_there(LABELS), is_there(BORDERS_RISK)) {
            (false, _) => Stage::Map,
            (true, false) => Stage::Clues,
            (true, true) => Stage::Hotspots,
        }
    }

    /// The stage from which on a layer is there.
    pub fn stage_of(layer: &Layer) -> Stage {
        match &*layer.name {
            HOTSPOTS | BORDERS_RISK => Stage::Hotspots,
            CLUES | LABELS => Stage::Clues,
            _ => Stage::Map,
        }
    }

    /// The names of the divisions and where they stand; waits for them.
    pub fn labels(&self) -> Vec<Label> {
        let layer = self.layer(LABELS);
        let content = layer.content();
        let Shapes::Labels(places, _) = &content.shapes else { return Vec::new() };
        let text = |row: usize, name: &str| match layer.column(name).map(|column| content.value(row, column)) {
            Some(Value::Text(text)) => text,
            _ => "",
        };
        let label = |(row, [lon, lat]): (usize, &[f64; 2])| {
            // Bodies outside the hierarchy and zones have no level of it.
            let level = [Level::Province, Level::Prefecture, Level::County].into_iter().find(|level| level.as_str() == text(row, "level"))?;
            Some(Label { code: text(row, "code").parse().ok()?, name: text(row, "name").to_owned(), level, lon: *lon, lat: *lat })
        };
        places.iter().enumerate().filter_map(label).collect()
    }

    /// Makes ready what would otherwise be made when it is first asked for.
    pub fn prepare(&self) {
        self.fonts.prepare();
        self.tiles.prepare();
    }
}
