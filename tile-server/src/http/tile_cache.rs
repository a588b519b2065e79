//! Tiles as they are sent, kept in bounded memory.
//!
//! A tile is encoded and compressed once for each content coding that is asked for. Requests for a tile that is being made wait for it and
//! do not make it again. What is served never changes while it is served, so nothing here grows stale: new data comes with a new cache.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::HeaderValue;
use moka::future::Cache;

use super::coding::Coding;
use super::error::ApiError;
use crate::auth::Scope;
use crate::tiles::{Grid, TileCoord};

/// What a kept tile takes beside its bytes: key, links, counters.
const OVERHEAD_BYTES: usize = 256;

/// Which tile, for whom, and how it travels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// The layers by their places, in order. Behind the places of the layers are those of the sources from elsewhere.
    pub(crate) layers: Box<[u16]>,
    pub(crate) grid: Grid,
    pub(crate) coord: TileCoord,
    pub(crate) coding: Coding,
    /// Whose clues are in it; `None` where it has all of them, or none are asked for.
    pub(crate) scope: Option<Scope>,
}

/// A tile as it is sent; without bytes where nothing lies in it.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) bytes: Bytes,
    /// In which coding they are.
    pub(crate) coding: Coding,
    /// The validator of what they say, the same for every coding.
    pub(crate) etag: HeaderValue,
}

/// The tiles that were asked for last and most often.
pub(crate) struct TileCache {
    tiles: Cache<Key, Arc<Stored>>,
}

impl TileCache {
    /// Keeps so many bytes at most.
    pub(crate) fn new(bytes_max: u64) -> Self {
        let weight = |key: &Key, stored: &Arc<Stored>| u32::try_from(stored.bytes.len() + key.layers.len() * 2 + OVERHEAD_BYTES).unwrap_or(u32::MAX);
        Self { tiles: Cache::builder().max_capacity(bytes_max).weigher(weight).build() }
    }

    /// The tile of a key, if it is kept.
    pub(crate) async fn kept(&self, key: &Key) -> Option<Arc<Stored>> {
        self.tiles.get(key).await
    }

    /// How many tiles are kept, and how many bytes they take.
    pub(crate) fn size(&self) -> [u64; 2] {
        [self.tiles.entry_count(), self.tiles.weighted_size()]
    }

    /// The tile of a key; made by `make` where it is not kept, by one of those who ask for it at the same time.
    pub(crate) async fn get(&self, key: Key, make: impl Future<Output = Result<Arc<Stored>, ApiError>>) -> Result<Arc<Stored>, ApiError> {
        self.tiles.try_get_with(key, make).await.map_err(|error| (*error).clone())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn key(x: u32, coding: Coding) -> Key {
        Key { layers: [0].into(), grid: Grid::WebMercator, coord: TileCoord::new(14, [x, 0]).expect("a tile"), coding, scope: None }
    }

    fn stored(bytes: usize) -> Arc<Stored> {
        Arc::new(Stored { bytes: vec![0; bytes].into(), coding: Coding::Identity, etag: HeaderValue::from_static("W/\"0\"") })
    }

    #[tokio::test]
    async fn who_asks_at_the_same_time_waits_for_one() {
        let (cache, made) = (TileCache::new(1 << 20), AtomicU32::new(0));
        let ask = || {
            cache.get(key(1, Coding::Zstd), async {
                tokio::task::yield_now().await;
                made.fetch_add(1, Ordering::Relaxed);
                Ok(stored(10))
            })
        };
        let (a, b, c) = tokio::join!(ask(), ask(), ask());
        assert!(a.is_ok() && b.is_ok() && c.is_ok());
        assert_eq!(made.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn what_failed_is_tried_again_and_codings_are_apart() {
        let cache = TileCache::new(1 << 20);
        assert!(cache.get(key(1, Coding::Zstd), async { Err(ApiError::busy()) }).await.is_err());
        assert_eq!(cache.get(key(1, Coding::Zstd), async { Ok(stored(1)) }).await.expect("made").bytes.len(), 1);
        assert_eq!(cache.get(key(1, Coding::Gzip), async { Ok(stored(2)) }).await.expect("made").bytes.len(), 2);
        assert_eq!(cache.get(key(1, Coding::Zstd), async { Ok(stored(3)) }).await.expect("kept").bytes.len(), 1);
    }

    #[tokio::test]
    async fn no_more_is_kept_than_there_is_room_for() {
        let cache = TileCache::new(100_000);
        for x in 0..100 {
            cache.get(key(x, Coding::Zstd), async { Ok(stored(10_000)) }).await.expect("made");
        }
        cache.tiles.run_pending_tasks().await;
        assert!(cache.tiles.weighted_size() <= 100_000, "{}", cache.tiles.weighted_size());
    }
}
