//! What the handlers share.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use bailiwick_engine::config::{Config, ServerSettings};
use tokio::sync::Semaphore;

use super::error::ApiError;
use super::metrics::Metrics;
use super::site::Site;
use crate::foreign::Foreign;
use crate::served::Served;

/// Batches decided at the same time; each may hold a whole upload in memory.
const BATCHES_MAX: usize = 2;

/// Batches that are looked at for hotspots at the same time: each keeps half of the processors busy.
const ANALYSES_MAX: usize = 1;

/// Longest wait for a place; then the server says that it is busy.
const QUEUE_TIME_MAX: Duration = Duration::from_secs(20);

/// Requests that wait for a place for short work at the same time; those beyond are told at once that the server is busy. A queue that
/// takes longer to work off than people wait helps nobody.
const WAITING_MAX: usize = 1024;

/// The present site, and the places for work that keeps a processor busy.
pub struct App {
    site: ArcSwap<Site>,
    pub(crate) settings: ServerSettings,
    pub(crate) metrics: Metrics,
    encoders: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    batches: Arc<Semaphore>,
    analyses: Arc<Semaphore>,
    /// Held by whoever looks for hotspots among the clues of a site.
    looking: Mutex<()>,
}

/// Kinds of work with places of their own: a long batch does not keep tiles waiting.
#[derive(Clone, Copy)]
pub(crate) enum Work {
    /// Encoding a tile, explaining a place: milliseconds.
    Short,
    /// Deciding an upload, writing a file: seconds.
    Batch,
    /// Looking for hotspots: perhaps a minute.
    Analysis,
}

/// A place; given back when dropped.
pub(crate) struct Place(#[expect(dead_code, reason = "held, not used")] tokio::sync::OwnedSemaphorePermit);

impl App {
    /// As many tiles at once as there are processors: more would only wait for each other.
    pub fn new(served: Served, settings: &ServerSettings) -> Arc<Self> {
        Self::with_foreign(served, Foreign::default(), settings)
    }

    /// The same with tiles made elsewhere beside the layers.
    pub fn with_foreign(served: Served, foreign: Foreign, settings: &ServerSettings) -> Arc<Self> {
        let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Arc::new(Self {
            site: ArcSwap::from_pointee(Site::new(served, foreign, cache_bytes(settings))),
            settings: settings.clone(),
            metrics: Metrics::new(),
            encoders: Arc::new(Semaphore::new(processors)),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
            batches: Arc::new(Semaphore::new(BATCHES_MAX)),
            analyses: Arc::new(Semaphore::new(ANALYSES_MAX)),
            looking: Mutex::new(()),
        })
    }

    /// The present site.
    pub fn site(&self) -> Arc<Site> {
        self.site.load_full()
    }

    /// Serves new data from now on. Requests under way are answered from what they began with.
    pub fn swap(&self, served: Served, foreign: Foreign) {
        self.site.store(Arc::new(Site::new(served, foreign, cache_bytes(&self.settings))));
        self.metrics.reloaded(true);
    }

    /// Looks for hotspots among the clues of a site, which have been read: of one site at a time, and not of one that is no longer the present
    /// one when it is its turn. To be called outside of the async workers.
    pub fn look_for_hotspots(&self, site: &Arc<Site>, config: &Config) {
        let _turn = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(site, &self.site()) {
            site.look_for_hotspots(config);
        }
    }

    /// Counts new data that cannot be used; what was served goes on being served.
    pub fn keep(&self) {
        self.metrics.reloaded(false);
    }

    /// Waits for a place.
    pub(crate) async fn place(&self, work: Work) -> Result<Place, ApiError> {
        let (places, waiting) = match work {
            Work::Short => (&self.encoders, self.waiting.clone().try_acquire_owned().map(Some)),
            Work::Batch => (&self.batches, Ok(None)),
            Work::Analysis => (&self.analyses, Ok(None)),
        };
        let _waiting = waiting.map_err(|_| ApiError::busy())?;
        match tokio::time::timeout(QUEUE_TIME_MAX, places.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Place(permit)),
            Ok(Err(_)) | Err(_) => Err(ApiError::busy()),
        }
    }
}

fn cache_bytes(settings: &ServerSettings) -> u64 {
    settings.cache_mb.saturating_mul(1_000_000)
}

/// Runs work that keeps a processor busy outside of the async workers.
///
/// The place is held until the work ends, even if the client has gone.
pub(crate) async fn run<T: Send + 'static>(place: Place, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    let task = tokio::task::spawn_blocking(move || {
        let _place = place;
        work()
    });
    task.await.map_err(ApiError::internal)
}
