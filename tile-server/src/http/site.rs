//! Everything that changes together: what is served, and what is kept of it.
//!
//! A request takes the present site once and answers from it to its end. New data is a new site, made beside the old one and swapped in
//! at once; the old one goes with the last request that has it. So no answer mixes two states of the data, and nothing kept grows stale.

use std::time::Duration;

use bailiwick_engine::config::Config;
use tokio::sync::watch;

use super::error::ApiError;
use super::tile_cache::TileCache;
use crate::foreign::Foreign;
use crate::layers::Layer;
use crate::served::{ServeError, Served, Stage};

/// Longest wait for clues that are being read; below the time that a request may take, so that the answer says what is amiss.
const READING_TIME_MAX: Duration = Duration::from_mins(2);

/// What answers come from.
pub struct Site {
    /// The data.
    pub served: Served,
    /// Tiles made elsewhere.
    pub foreign: Foreign,
    /// How much of it is there.
    stage: watch::Sender<Stage>,
    /// Tiles as they are sent.
    pub(crate) tiles: TileCache,
}

impl Site {
    /// A site; `cache_bytes` is what kept tiles may take of the memory.
    pub fn new(served: Served, foreign: Foreign, cache_bytes: u64) -> Self {
        let stage = watch::Sender::new(served.stage());
        Self { served, foreign, stage, tiles: TileCache::new(cache_bytes) }
    }

    /// Reads the clues of the configuration, and tells those who wait for them. To be called once, outside of the async workers.
    ///
    /// # Errors
    /// As [`Served::read_clues`]; who waits goes on waiting, as the program is expected to end.
    pub fn read_clues(&self, config: &Config, progress: &dyn Fn(&str)) -> Result<(), ServeError> {
        self.served.read_clues(config, progress)?;
        self.stage.send_replace(self.served.stage());
        Ok(())
    }

    /// Looks for hotspots among the clues, and tells those who wait for them. To be called once, after them, outside of the async workers.
    pub fn look_for_hotspots(&self, config: &Config) {
        self.served.look_for_hotspots(config);
        self.stage.send_replace(self.served.stage());
    }

    /// Whether everything configured has been read.
    pub(crate) fn is_whole(&self) -> bool {
        *self.stage.borrow() >= Stage::Clues
    }

    /// Waits until everything configured has been read, without keeping a worker or a place.
    pub(crate) async fn when_whole(&self) -> Result<(), ApiError> {
        self.when(Stage::Clues).await
    }

    /// Waits until some layers are there.
    pub(crate) async fn when_there(&self, layers: impl Iterator<Item = &Layer>) -> Result<(), ApiError> {
        self.when(layers.map(Served::stage_of).max().unwrap_or(Stage::Map)).await
    }

    /// Waits for a stage, in the same way.
    pub(crate) async fn when(&self, wanted: Stage) -> Result<(), ApiError> {
        if self.served.stage() >= wanted {
            return Ok(());
        }
        let mut stage = self.stage.subscribe();
        let told = tokio::time::timeout(READING_TIME_MAX, stage.wait_for(|stage| *stage >= wanted)).await;
        match told {
            Ok(Ok(_)) => Ok(()),
            _ if wanted == Stage::Hotspots && self.is_whole() => Err(ApiError::still_looking()),
            _ => Err(ApiError::still_reading()),
        }
    }
}
