//! What the handlers share.

use std::sync::Arc;
use std::time::Duration;

use bailiwick_engine::config::Config;
use tokio::sync::{Semaphore, watch};

use super::error::ApiError;
use super::tile_cache::TileCache;
use crate::foreign::Foreign;
use crate::served::{ServeError, Served};

/// Batches decided at the same time; each may hold a whole upload in memory.
const BATCHES_MAX: usize = 2;

/// Longest wait for a place; then the server says that it is busy.
const QUEUE_TIME_MAX: Duration = Duration::from_secs(20);

/// Longest wait for clues that are being read; below the time that a request may take, so that the answer says what is amiss.
const READING_TIME_MAX: Duration = Duration::from_mins(2);

/// The served data, and the places for work that keeps a processor busy.
pub struct App {
    /// What answers come from.
    pub served: Served,
    /// Tiles made elsewhere.
    pub foreign: Foreign,
    /// Whether everything configured has been read.
    whole: watch::Sender<bool>,
    /// Tiles as they are sent.
    pub(crate) tiles: TileCache,
    encoders: Arc<Semaphore>,
    batches: Arc<Semaphore>,
}

/// Kinds of work with places of their own: a long batch does not keep tiles waiting.
#[derive(Clone, Copy)]
pub(crate) enum Work {
    /// Encoding a tile, explaining a place: milliseconds.
    Short,
    /// Deciding an upload: seconds.
    Batch,
}

/// A place; given back when dropped.
pub(crate) struct Place(#[expect(dead_code, reason = "held, not used")] tokio::sync::OwnedSemaphorePermit);

impl App {
    /// As many tiles at once as there are processors: more would only wait for each other.
    ///
    /// `cache_bytes` is what kept tiles may take of the memory.
    pub fn new(served: Served, cache_bytes: u64) -> Arc<Self> {
        Self::with_foreign(served, Foreign::default(), cache_bytes)
    }

    /// The same with tiles made elsewhere beside the layers.
    pub fn with_foreign(served: Served, foreign: Foreign, cache_bytes: u64) -> Arc<Self> {
        let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let whole = watch::Sender::new(served.is_whole());
        Arc::new(Self {
            served,
            foreign,
            whole,
            tiles: TileCache::new(cache_bytes),
            encoders: Arc::new(Semaphore::new(processors)),
            batches: Arc::new(Semaphore::new(BATCHES_MAX)),
        })
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

    /// Waits for a place.
    pub(crate) async fn place(&self, work: Work) -> Result<Place, ApiError> {
        let places = match work {
            Work::Short => &self.encoders,
            Work::Batch => &self.batches,
        };
        match tokio::time::timeout(QUEUE_TIME_MAX, places.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Place(permit)),
            Ok(Err(_)) | Err(_) => Err(ApiError::busy()),
        }
    }

    /// Runs work that keeps a processor busy outside of the async workers.
    ///
    /// The place is held until the work ends, even if the client has gone.
    pub(crate) async fn run<T: Send + 'static>(self: &Arc<Self>, place: Place, work: impl FnOnce(&Self) -> T + Send + 'static) -> Result<T, ApiError> {
        let app = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let _place = place;
            work(&app)
        });
        task.await.map_err(ApiError::internal)
    }
}
