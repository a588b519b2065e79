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
use crate::served::{ServeError, Served};

/// Longest wait for clues that are being read; below the time that a request may take, so that the answer says what is amiss.
const READING_TIME_MAX: Duration = Duration::from_mins(2);

/// What answers come from.
pub struct Site {
    /// The data.
    pub served: Served,
    /// Tiles made elsewhere.
    pub foreign: Foreign,
    /// Whether everything configured has been read.
    whole: watch::Sender<bool>,
    /// Tiles as they are sent.
    pub(crate) tiles: TileCache,
}

impl Site {
    /// A site; `cache_bytes` is what kept tiles may take of the memory.
    pub fn new(served: Served, foreign: Foreign, cache_bytes: u64) -> Self {
        let whole = watch::Sender::new(served.is_whole());
        Self { served, foreign, whole, tiles: TileCache::new(cache_bytes) }
    }

    /// Reads the clues of the configuration, and tells those who wait for them. To be called once, outside of the async workers.
    ///
    /// # Errors
    /// As [`Served::read_clues`]; who waits goes on waiting, as the program is expected to end.
    pub fn read_clues(&self, config: &Config, progress: &dyn Fn(&str)) -> Result<(), ServeError> {
        self.served.read_clues(config, progress)?;
        self.whole.send_replace(true);
        Ok(())
    }

    /// Whether everything configured has been read.
    pub(crate) fn is_whole(&self) -> bool {
        *self.whole.borrow()
    }

    /// Waits until everything configured has been read, without keeping a worker or a place.
    pub(crate) async fn when_whole(&self) -> Result<(), ApiError> {
        let mut whole = self.whole.subscribe();
        let told = tokio::time::timeout(READING_TIME_MAX, whole.wait_for(|is_whole| *is_whole)).await;
        if matches!(told, Ok(Ok(_))) { Ok(()) } else { Err(ApiError::still_reading()) }
    }
}
