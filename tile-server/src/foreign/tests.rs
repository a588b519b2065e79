//! Archives that are whole, and archives that are not.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use bailiwick_engine::config::{Config, TileSource};
use bailiwick_engine::lang::Lang;
use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, TestRunner};
use tempfile::{TempDir, tempdir};

use super::*;
use crate::archive::{Metadata, create, directory::gzip, header::HEADER_BYTES, tile_id};
use crate::tiles::TileCoord;

/// A layer without features is a tile that readers know as one: field 3, its name, its version.
fn mvt(i: u64) -> Vec<u8> {
    let name = format!("layer{i}");
    let body = [&[0x0a, name.len() as u8], name.as_bytes(), &[0x78, 2]].concat();
    [&[0x1a, body.len() as u8], body.as_slice()].concat()
}

/// An archive of the zooms 0 to 5, and of 7 where it is to have leaves.
fn archive(folder: &Path, name: &str, has_leaves: bool) -> PathBuf {
    let path = folder.join(name);
    let metadata = Metadata {
        name: "地形".into(),
        description: "heights".into(),
        attribution: "© somebody".into(),
        bounds: [121.6, 40.8, 131.3, 46.3],
        center: [126.4, 43.5],
        center_zoom: 5,
        min_zoom: 0,
        max_zoom: if has_leaves { 7 } else { 5 },
        vector_layers: serde_json::json!([{ "id": "heights", "fields": {} }]),
        version: "1".into(),
    };
    let mut sink = create(&path, metadata, false).expect("a folder");
    let end = if has_leaves { tile_id::first_of(8) } else { tile_id::first_of(6) };
    for coord in (0..end).filter(|id| id % 3 != 1).filter_map(tile_id::coord) {
        sink.put(coord, &gzip(&mvt(tile_id::of(coord) % 50)).expect("memory")).expect("space");
    }
    sink.finish().expect("space");
    path
}

fn config(tiles: &[(&str, &Path)]) -> Config {
    let mut config = Config::parse("", Path::new("bailiwick.toml")).expect("valid");
    config.tiles = tiles.iter().map(|(name, path)| TileSource { name: (*name).into(), path: path.to_path_buf() }).collect();
    config
}

async fn refused(name: &str, path: &Path) -> String {
    let error = Foreign::open(&config(&[(name, path)]), &["counties"]).await.map(drop).expect_err("not to be served");
    assert!(!error.sentence(Lang::Zh).is_empty());
    error.sentence(Lang::En)
}

#[tokio::test]
async fn both_kinds_of_archives_say_what_they_are_and_give_back_every_tile() {
    let folder = tempdir().expect("a folder");
    // Letters that are written differently in addresses.
    let inside = folder.path().join("地形 数据#1%");
    fs::create_dir(&inside).expect("a folder");
    let paths = ["a.pmtiles", "瓦片 b.mbtiles"].map(|name| archive(&inside, name, true));
    let foreign = Foreign::open(&config(&[("a", &paths[0]), ("b", &paths[1])]), &[]).await.expect("two archives");
    assert_eq!(foreign.names().collect::<Vec<_>>(), ["a", "b"]);
    for source in foreign.sources() {
        assert_eq!((source.media(), source.packing(), source.zooms()), (Media::Mvt, Packing::Gzip, [0, 7]));
        assert_eq!((source.description(), source.attribution()), ("heights", "© somebody"));
        assert_eq!(source.layers().collect::<Vec<_>>(), ["heights"]);
        let document = source.tilejson();
        assert_eq!(document["bounds"], serde_json::json!([121.6, 40.8, 131.3, 46.3]));
        for coord in (0..tile_id::first_of(8)).step_by(7).filter_map(tile_id::coord) {
            let tile = source.tile(coord).await.expect("a read");
            let id = tile_id::of(coord);
            assert_eq!(tile.map(|tile| tile.packing.unpack(tile.bytes)), (id % 3 != 1).then(|| Ok(mvt(id % 50))), "{coord:?}");
        }
        assert_eq!(source.tile(TileCoord::new(8, [3, 3]).expect("a tile")).await.expect("beyond its zooms"), None);
        assert!(!source.has_changed() && source.version().is_some_and(|version| version.len() == 16));
    }
    let before = foreign.source("a").and_then(Source::version).map(str::to_owned);
    archive(&inside, "a.pmtiles", false);
    assert!(foreign.source("a").is_some_and(Source::has_changed));
    let again = Foreign::open(&config(&[("a", &paths[0])]), &[]).await.expect("another archive");
    assert_ne!(again.source("a").and_then(Source::version).map(str::to_owned), before);
}

#[tokio::test]
async fn names_that_are_taken_are_refused_with_what_to_do() {
    let folder = tempdir().expect("a folder");
    let path = archive(folder.path(), "a.pmtiles", false);
    for (name, expected) in [("counties", "a layer has this name"), ("catalog", "has an address"), ("a/b", "letters, digits"), ("", "letters, digits")] {
        let sentence = refused(name, &path).await;
        assert!(sentence.contains(expected) && sentence.contains("change its name"), "{sentence}");
    }
    let twice = Foreign::open(&config(&[("a", &path), ("a", &path)]), &[]).await.map(drop).expect_err("twice");
    assert!(twice.sentence(Lang::En).contains("twice"));
}

#[tokio::test]
async fn files_that_are_no_archives_are_named_with_what_to_do() {
    let folder = tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        path
    };
    let whole = fs::read(archive(folder.path(), "whole.pmtiles", true)).expect("written");
    let sqlite = fs::read(archive(folder.path(), "whole.mbtiles", false)).expect("written");
    let other_version = [&whole[..7], &[4], &whole[8..]].concat();
    for (path, expected) in [
        (folder.path().join("nowhere.pmtiles"), "cannot be read"),
        (folder.path().to_path_buf(), "is neither"),
        (file("empty.pmtiles", b""), "is neither"),
        (file("text.pmtiles", b"not an archive at all"), "is neither"),
        (file("start.pmtiles", &whole[..HEADER_BYTES - 1]), "ends too early"),
        (file("cut.pmtiles", &whole[..whole.len() - 1]), "ends too early"),
        (file("version.pmtiles", &other_version), "version 4"),
        (file("old.pmtiles", &[b'P', b'M', 2, 0, 0, 0]), "version 2"),
        (file("cut.mbtiles", &sqlite[..sqlite.len() / 2]), "fetch"),
        (file("start.mbtiles", b"SQLite format 3\0"), "fetch"),
    ] {
        let sentence = refused("a", &path).await;
        assert!(sentence.contains(expected) && sentence.contains(&path.display().to_string()), "{}: {sentence}", path.display());
    }
}

/// Every tile of the shallow zooms, if the archive opens at all. That this returns is the test.
async fn survives(path: &Path) -> bool {
    let Ok(foreign) = Foreign::open(&config(&[("a", path)]), &[]).await else { return false };
    let source = foreign.source("a").expect("it was opened");
    for coord in (0..tile_id::first_of(4)).chain((tile_id::first_of(7)..tile_id::first_of(8)).step_by(997)).filter_map(tile_id::coord) {
        if let Ok(Some(tile)) = source.tile(coord).await {
            let _ = tile.packing.unpack(tile.bytes);
        }
    }
    let _ = (source.tilejson(), source.description(), source.layers().count());
    true
}

/// Archives damaged at random. Panics in tasks would be errors and not seen here, so the hook counts them.
fn damaged(name: &str, cases: u32, check: impl Fn(&Path)) {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let folder: TempDir = tempdir().expect("a folder");
    let whole = fs::read(archive(folder.path(), name, true)).expect("written");
    let path = folder.path().join(format!("damaged-{name}"));
    let head = whole.len().min(20_000);
    // Most of the damage where it matters: in what is read first.
    let flips = prop::collection::vec((prop_oneof![3 => 0..256_usize, 2 => 0..head, 1 => 0..whole.len()], any::<u8>()), 0..4);
    let cut = prop_oneof![4 => Just(whole.len()), 1 => 0..whole.len(), 1 => Just(whole.len() - 1)];
    let mut runner = TestRunner::new(Cases { cases, failure_persistence: None, ..Cases::default() });
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // sqlx gives up a thread of its own where a damaged table has columns whose names are no text; the connection is an error then.
        if !std::thread::current().name().is_some_and(|thread| thread.starts_with("sqlx-sqlite-worker")) {
            PANICS.fetch_add(1, Ordering::Relaxed);
            before(info);
        }
    }));
    runner
        .run(&(flips, cut), |(flips, cut)| {
            let mut bytes = whole.clone();
            for (at, bits) in flips {
                bytes[at] ^= bits;
            }
            bytes.truncate(cut);
            fs::write(&path, &bytes).expect("written");
            check(&path);
            Ok(())
        })
        .expect("no damage is a panic");
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "no reader has panicked, not even in a task");
}

#[test]
fn no_damage_to_an_archive_is_a_panic() {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let opened = std::cell::Cell::new(0);
    for name in ["a.pmtiles", "a.mbtiles"] {
        damaged(name, 300, |path| opened.set(opened.get() + u32::from(runtime.block_on(survives(path)))));
    }
    assert!(opened.get() > 10, "some damage is not seen when opening: {}", opened.get());
}
