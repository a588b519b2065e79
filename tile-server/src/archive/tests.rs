//! What was put in is what others read, whatever the order, however often the run was cut.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;

use ::mbtiles::{Mbtiles, MbtilesPool};
use ::pmtiles::{self as reference, AsyncPmTilesReader};
use proptest::prelude::*;
use tempfile::tempdir;

use super::*;

type Tiles = BTreeMap<TileCoord, Vec<u8>>;

fn metadata(version: &str) -> Metadata {
    Metadata {
        name: "吉林".into(),
        description: "a province".into(),
        attribution: "© somebody".into(),
        bounds: [121.6, 40.8, 131.3, 46.3],
        center: [126.4, 43.5],
        center_zoom: 7,
        min_zoom: 0,
        max_zoom: 14,
        vector_layers: serde_json::json!([{ "id": "counties", "fields": { "code": "String" } }]),
        version: version.into(),
    }
}

fn coord(zoom: u8, x: u32, y: u32) -> TileCoord {
    TileCoord::new(zoom, [x, y]).expect("a tile")
}

/// As gzip, for readers that look at the first bytes.
fn content(i: u32) -> Vec<u8> {
    directory::gzip(format!("content {i}").repeat(1 + i as usize % 5).as_bytes()).expect("memory")
}

fn tiles() -> impl Strategy<Value = Tiles> {
    let coord = (0..=22_u8).prop_flat_map(|zoom| (Just(zoom), 0..1_u32 << zoom, 0..1_u32 << zoom)).prop_map(|(zoom, x, y)| coord(zoom, x, y));
    // Few contents, so that many are equal; neighbours, so that there are runs.
    let run = (coord, 0..40_u32, 1..30_u64).prop_map(|(start, i, length)| {
        let ids = (0..length).filter_map(move |step| tile_id::coord(tile_id::of(start) + step));
        ids.map(move |coord| (coord, content(i))).collect::<Vec<_>>()
    });
    prop::collection::vec(run, 1..20).prop_map(|runs| runs.into_iter().flatten().collect())
}

fn write(path: &Path, tiles: impl IntoIterator<Item = (TileCoord, Vec<u8>)>) -> Summary {
    let mut sink = create(path, metadata("1"), false).expect("a folder");
    tiles.into_iter().for_each(|(coord, bytes)| sink.put(coord, &bytes).expect("space"));
    sink.finish().expect("space")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().expect("threads")
}

/// Every tile that is there, and some beside them, by the crate `pmtiles`.
fn read_pmtiles(path: &Path, tiles: &Tiles) {
    runtime().block_on(async {
        let reader = AsyncPmTilesReader::new_with_path(path).await.expect("an archive");
        for asked in tiles.keys().flat_map(|coord| [Some(*coord), tile_id::coord(tile_id::of(*coord) + 1)]).flatten() {
            let [x, y] = asked.column_row();
            let id = reference::TileCoord::new(asked.zoom(), x, y).expect("a tile");
            let found = reader.get_tile(id).await.expect("a read");
            assert_eq!(found.as_deref(), tiles.get(&asked).map(Vec::as_slice), "{asked:?}");
        }
        let said = reader.parse_tilejson(Vec::new()).await.expect("metadata");
        assert_eq!((said.name.as_deref(), said.maxzoom), (Some("吉林"), Some(14)));
        assert_eq!(said.vector_layers.map(|layers| layers[0].id.clone()).as_deref(), Some("counties"));
        assert!(reader.get_header().clustered());
        assert_eq!(reader.get_header().n_addressed_tiles().map(u64::from), Some(tiles.len() as u64));
    });
}

fn read_mbtiles(path: &Path, tiles: &Tiles) {
    runtime().block_on(async {
        let pool = MbtilesPool::open_readonly(path).await.expect("an archive");
        for asked in tiles.keys().flat_map(|coord| [Some(*coord), tile_id::coord(tile_id::of(*coord) + 1)]).flatten() {
            let [x, y] = asked.column_row();
            let found = pool.get_tile(asked.zoom(), x, y).await.expect("a read");
            assert_eq!(found.as_ref(), tiles.get(&asked), "{asked:?}");
        }
        let said = pool.get_metadata().await.expect("metadata").tilejson;
        assert_eq!(said.name.as_deref(), Some("吉林"));
        assert_eq!(said.vector_layers.map(|layers| layers[0].id.clone()).as_deref(), Some("counties"));
        let file = Mbtiles::new(path).expect("a name");
        let mut connection = file.open_readonly().await.expect("an archive");
        let kind = file.detect_type(&mut connection).await.expect("tables that the tools know");
        assert!(matches!(kind, ::mbtiles::MbtType::Normalized { .. }), "{kind:?}");
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_was_put_is_what_is_read_and_the_order_does_not_matter(tiles in tiles()) {
        let folder = tempdir().expect("a folder");
        for (ending, read) in [("pmtiles", read_pmtiles as fn(&Path, &Tiles)), ("mbtiles", read_mbtiles)] {
            let [there, back] = ["there", "back"].map(|name| folder.path().join(format!("{name}.{ending}")));
            let summary = write(&there, tiles.clone());
            prop_assert_eq!(summary.tiles, tiles.len() as u64);
            prop_assert_eq!(&write(&back, tiles.clone().into_iter().rev()), &summary);
            let differing = tiles.values().collect::<std::collections::BTreeSet<_>>().len();
            prop_assert_eq!(summary.contents, differing as u64);
            prop_assert!(fs::read(&there).expect("written") == fs::read(&back).expect("written"), "equal tiles give equal bytes");
            read(&there, &tiles);
            prop_assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), if ending == "pmtiles" { 2 } else { 4 }, "nothing is left behind");
        }
    }

    #[test]
    fn a_run_that_was_cut_anywhere_is_continued(tiles in tiles(), share in 0.0..1.0_f64, done in 0.0..1.0_f64) {
        let folder = tempdir().expect("a folder");
        let [whole, cut] = ["whole", "cut"].map(|name| folder.path().join(format!("{name}.pmtiles")));
        write(&whole, tiles.clone());
        let mut sink = create(&cut, metadata("1"), false).expect("a folder");
        let count = (tiles.len() as f64 * done) as usize;
        for (coord, bytes) in tiles.iter().take(count) {
            sink.put(*coord, bytes).expect("space");
        }
        sink.sync().expect("space");
        drop(sink);
        let part = part(&cut);
        let length = (fs::metadata(&part).expect("kept").len() as f64 * share) as u64;
        fs::OpenOptions::new().write(true).open(&part).and_then(|file| file.set_len(length)).expect("cut");
        let mut sink = create(&cut, metadata("1"), true).expect("what is left can be continued");
        prop_assert!(sink.resumed() <= count);
        for (coord, bytes) in &tiles {
            if !sink.has(*coord) {
                sink.put(*coord, bytes).expect("space");
            }
        }
        sink.finish().expect("space");
        prop_assert!(fs::read(&whole).expect("written") == fs::read(&cut).expect("written"));
    }

    #[test]
    fn a_spool_with_a_flipped_bit_loses_tiles_and_never_has_a_wrong_one(tiles in tiles(), at in 0.0..1.0_f64, bit in 0..8_u8) {
        let folder = tempdir().expect("a folder");
        let path = folder.path().join("a.pmtiles");
        let mut sink = create(&path, metadata("1"), false).expect("a folder");
        for (coord, bytes) in &tiles {
            sink.put(*coord, bytes).expect("space");
        }
        sink.sync().expect("space");
        drop(sink);
        let part = part(&path);
        let mut bytes = fs::read(&part).expect("kept");
        let at = (bytes.len() as f64 * at) as usize;
        bytes[at] ^= 1 << bit;
        fs::write(&part, bytes).expect("written");
        if let Ok(sink) = create(&path, metadata("1"), true) {
            let kept: Tiles = tiles.iter().filter(|(coord, _)| sink.has(**coord)).map(|(coord, bytes)| (*coord, bytes.clone())).collect();
            prop_assert_eq!(kept.len(), sink.resumed());
            if !kept.is_empty() {
                sink.finish().expect("space");
                read_pmtiles(&path, &kept);
            }
        }
    }
}

#[test]
fn many_tiles_have_leaves_and_every_one_is_found() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("many.pmtiles");
    // Two zooms without a run, so that there are more entries than the root has room for.
    let tiles: Tiles = (tile_id::first_of(7)..tile_id::first_of(8)).filter_map(tile_id::coord).zip(0..).map(|(coord, i)| (coord, content(i % 2000))).collect();
    write(&path, tiles.clone());
    let header = header::Header::parse(&fs::read(&path).expect("written")).expect("a header");
    assert!(header.leaves.length > 0 && header.root.end().is_some_and(|end| end <= header::FIRST_READ_BYTES as u64));
    assert_eq!(header.counts[2], 2000);
    read_pmtiles(&path, &tiles);
}

#[test]
fn a_tile_given_twice_counts_as_it_was_given_last_and_an_empty_one_is_only_remembered() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("a.pmtiles");
    let mut sink = create(&path, metadata("1"), false).expect("a folder");
    for (x, i) in [(0, Some(1)), (1, Some(2)), (0, Some(3)), (1, None), (2, None)] {
        sink.put(coord(2, x, 0), &i.map(content).unwrap_or_default()).expect("space");
    }
    sink.sync().expect("space");
    drop(sink);
    let sink = create(&path, metadata("1"), true).expect("kept");
    assert_eq!([0, 1, 2, 3].map(|x| sink.has(coord(2, x, 0))), [true, true, true, false]);
    assert_eq!(sink.finish().expect("space").tiles, 1);
    read_pmtiles(&path, &BTreeMap::from([(coord(2, 0, 0), content(3))]));
}

#[test]
fn what_cannot_be_is_refused_and_nobody_s_file_is_lost() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("a.pmtiles");
    let refused =
        |path: &Path, version: &str, resume: bool| create(path, metadata(version), resume).err().map(|error| error.sentence(bailiwick_engine::lang::Lang::En));
    assert!(refused(&folder.path().join("a.zip"), "1", false).is_some_and(|s| s.contains(".mbtiles")));
    assert!(refused(&folder.path().join("none/a.pmtiles"), "1", false).is_some_and(|s| s.contains("cannot write")));
    let mut sink = create(&path, metadata("1"), false).expect("a folder");
    assert!(refused(&path, "1", true).is_some_and(|s| s.contains("in use")));
    sink.put(coord(0, 0, 0), &content(1)).expect("space");
    drop(sink);
    assert!(refused(&path, "2", true).is_some_and(|s| s.contains("other data")));
    assert_eq!(create(&path, metadata("1"), true).expect("still there").resumed(), 1);
    assert_eq!(create(&path, metadata("2"), false).expect("thrown away").resumed(), 0);
    fs::write(part(&path), "a download of somebody").expect("written");
    for resume in [false, true] {
        assert!(refused(&path, "1", resume).is_some_and(|s| s.contains("move it away")));
    }
    assert_eq!(fs::read_to_string(part(&path)).expect("untouched"), "a download of somebody");
    fs::remove_file(part(&path)).expect("ours to remove");
    assert!(matches!(create(&path, metadata("1"), false).expect("a folder").finish(), Err(ArchiveError::Empty { .. })));
}

#[test]
fn the_archive_can_be_read_by_others_and_is_no_longer_than_the_other_writer_s() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir().expect("a folder");
    let [ours, theirs] = ["ours.pmtiles", "theirs.pmtiles"].map(|name| folder.path().join(name));
    let tiles: Tiles = (tile_id::first_of(5)..tile_id::first_of(7)).filter_map(tile_id::coord).zip(0..).map(|(coord, i)| (coord, content(i / 9))).collect();
    write(&ours, tiles.clone());
    assert_eq!(fs::metadata(&ours).expect("written").permissions().mode() & 0o044, 0o044);
    let mut writer = reference::PmTilesWriter::new(reference::TileType::Mvt).create(fs::File::create(&theirs).expect("a file")).expect("a writer");
    let mut ordered: Vec<_> = tiles.iter().collect();
    ordered.sort_by_key(|(coord, _)| tile_id::of(**coord));
    for (coord, bytes) in ordered {
        let [x, y] = coord.column_row();
        writer.add_raw_tile(reference::TileCoord::new(coord.zoom(), x, y).expect("a tile"), bytes).expect("space");
    }
    writer.finalize().expect("space");
    let length = |path: &Path| fs::metadata(path).expect("written").len();
    assert!(length(&ours) <= length(&theirs), "{} {}", length(&ours), length(&theirs));
    let mut plain = String::new();
    flate2::read::GzDecoder::new(content(4).as_slice()).read_to_string(&mut plain).expect("gzip");
}
