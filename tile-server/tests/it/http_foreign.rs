//! Archives made of our own layers, served beside these: what comes out is what the layers give.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use bailiwick_engine::config::{Config, ServerSettings};
use bailiwick_tile_server::archive::{self, Metadata};
use bailiwick_tile_server::foreign::Foreign;
use bailiwick_tile_server::http::App;
use bailiwick_tile_server::served::Served;
use bailiwick_tile_server::tiles::{Grid, TileCoord};
use fast_mvt::MvtReaderRef;
use tempfile::tempdir;

use crate::http::{Answer, send_to};
use crate::jilin::config_path;

const ZOOM_MAX: u8 = 8;
/// Over 长春; one of the archive's zooms, and one beyond.
const TILE: &str = "6/54/23";
const DEEP: &str = "9/434/187";

fn counties(folder: &Path, more: &str) -> Config {
    let counties = config_path().with_file_name("boundaries/current/county.geojson").display().to_string();
    let text = format!("[[jurisdictions]]\npath = {counties:?}\nlevel = \"county\"\n{more}");
    Config::parse(&text, &folder.join("bailiwick.toml")).expect("valid")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

/// A layer as an archive, as publishing does it.
fn publish(served: &Served, layer: &str, path: &Path) -> PathBuf {
    let layers = served.tiles.select(layer).expect("a layer");
    let [west, south, east, north] = served.engine.bounds().to_array();
    let metadata = Metadata {
        name: layer.into(),
        description: "published".into(),
        attribution: "© somebody".into(),
        bounds: [west, south, east, north],
        center: [126.0, 43.5],
        center_zoom: 6,
        min_zoom: 0,
        max_zoom: ZOOM_MAX,
        vector_layers: serde_json::json!([{ "id": layer, "fields": { "code": "String" } }]),
        version: "1".into(),
    };
    let mut sink = archive::create(path, metadata, false).expect("a folder");
    for zoom in 0..=ZOOM_MAX {
        let side = f64::from(1_u32 << zoom);
        let column = |lon: f64| ((lon + 180.0) / 360.0 * side) as u32;
        let row = |lat: f64| ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side) as u32;
        for (x, y) in (column(west)..=column(east)).flat_map(|x| (row(north)..=row(south)).map(move |y| (x, y))) {
            let coord = TileCoord::new(zoom, [x, y]).expect("a tile");
            let bytes = served.tiles.tile(&layers, Grid::WebMercator, coord, &|_| None);
            sink.put(coord, &if bytes.is_empty() { Vec::new() } else { gzip(&bytes) }).expect("space");
        }
    }
    sink.finish().expect("space");
    path.to_path_buf()
}

async fn get(app: &Arc<App>, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::get(path).header("host", "127.0.0.1:8080");
    send_to(app, headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).body(Body::empty()).expect("a request")).await
}

async fn app(folder: &Path) -> Arc<App> {
    let served = Served::open(&counties(folder, ""), &|_| {}).expect("the demo's counties");
    publish(&served, "borders", &folder.join("p.pmtiles"));
    publish(&served, "counties", &folder.join("c.mbtiles"));
    let image = folder.join("image.mbtiles");
    make_images(&image);
    let more = "[[tiles]]\nname = \"published\"\npath = \"p.pmtiles\"\n[[tiles]]\nname = \"twin\"\npath = \"c.mbtiles\"\n[[tiles]]\nname = \"photo\"\npath = \"image.mbtiles\"\n";
    let layers: Vec<&str> = served.tiles.layers().iter().map(|layer| layer.name.as_str()).collect();
    let foreign = Foreign::open(&counties(folder, more), &layers).await.expect("three archives");
    App::with_foreign(served, foreign, &ServerSettings::default())
}

/// An image over the world, by GDAL.
fn make_images(path: &Path) {
    let raster = path.with_extension("vrt");
    let text = "<VRTDataset rasterXSize=\"512\" rasterYSize=\"512\"><SRS>EPSG:3857</SRS><GeoTransform>-20037508.34,78271.52,0,20037508.34,0,-78271.52</GeoTransform>\
        <VRTRasterBand dataType=\"Byte\" band=\"1\"><NoDataValue>255</NoDataValue></VRTRasterBand></VRTDataset>";
    std::fs::write(&raster, text).expect("written");
    run("gdal_translate", &["-q", "-of", "MBTiles", "-co", "TILE_FORMAT=PNG", &raster.display().to_string(), &path.display().to_string()]);
}

fn run(program: &str, args: &[&str]) -> String {
    let said = Command::new(program).args(args).output().unwrap_or_else(|error| panic!("{program} does not start ({error}): run `make setup`"));
    assert!(said.status.success(), "{program}: {}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8_lossy(&said.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_of_a_layer_gives_what_the_layer_gives_in_every_coding() {
    let folder = tempdir().expect("a folder");
    let app = app(folder.path()).await;
    for (archive, layer) in [("published", "borders"), ("twin", "counties")] {
        let plain = get(&app, &format!("/{archive}/{TILE}"), &[]).await;
        assert_eq!((plain.status.as_u16(), plain.header("content-type"), plain.header("content-encoding")), (200, "application/x-protobuf", ""));
        assert!(plain.body == get(&app, &format!("/{layer}/{TILE}"), &[]).await.body, "{archive}");
        let stored = get(&app, &format!("/{archive}/{TILE}.pbf"), &[("accept-encoding", "gzip, br, zstd")]).await;
        assert_eq!(stored.header("content-encoding"), "gzip", "as it is stored, though others are liked better");
        assert!(stored.body == gzip(&plain.body), "the very bytes");
        assert_eq!(stored.header("etag"), plain.header("etag"));
        assert_eq!(get(&app, &format!("/{archive}/{TILE}"), &[("if-none-match", plain.header("etag"))]).await.status, 304);
        let zstd = get(&app, &format!("/{archive}/{TILE}"), &[("accept-encoding", "zstd")]).await;
        assert_eq!(zstd.header("content-encoding"), "zstd");
        assert!(zstd::bulk::decompress(&zstd.body, 1 << 20).expect("zstd") == plain.body);
        // Beyond its zooms, and where nothing lies.
        for nothing in [DEEP, "6/0/0", "0/0/0"] {
            let expected = if nothing == "0/0/0" { 200 } else { 204 };
            assert_eq!(get(&app, &format!("/{archive}/{nothing}"), &[]).await.status, expected, "{nothing}");
        }
        assert_eq!(get(&app, &format!("/{archive}/6/64/0"), &[]).await.problem(), "impossible_tile");
    }
    assert_eq!(get(&app, "/published,nothing/0/0/0", &[]).await.problem(), "unknown_layer");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_and_tilejson_tell_of_archives_as_of_layers() {
    let folder = tempdir().expect("a folder");
    let app = app(folder.path()).await;
    let catalog = get(&app, "/catalog", &[]).await.json();
    let entry = &catalog["tiles"]["published"];
    assert_eq!(
        (&entry["content_type"], &entry["content_encoding"], &entry["description"]),
        (&"application/x-protobuf".into(), &"gzip".into(), &"published".into())
    );
    assert_eq!(catalog["tiles"]["photo"]["content_type"], "image/png");
    assert_eq!(catalog["tiles"]["counties"]["content_type"], "application/x-protobuf");

    let tilejson = get(&app, "/published", &[]).await.json();
    assert_eq!((&tilejson["maxzoom"], &tilejson["vector_layers"][0]["id"], &tilejson["attribution"]), (&8.into(), &"borders".into(), &"© somebody".into()));
    let url = tilejson["tiles"][0].as_str().expect("a URL");
    let (base, version) = url.split_once("?v=").expect("a version");
    assert_eq!(base, "http://127.0.0.1:8080/published/{z}/{x}/{y}");
    let kept = get(&app, &format!("/published/{TILE}?v={version}"), &[]).await;
    assert!(kept.header("cache-control").contains("immutable"));
    assert_eq!(get(&app, &format!("/published/{TILE}?v=0"), &[]).await.header("cache-control"), "private, no-cache");

    let both = get(&app, "/counties,published", &[]).await.json();
    let ids: Vec<&str> = both["vector_layers"].as_array().expect("layers").iter().filter_map(|layer| layer["id"].as_str()).collect();
    assert_eq!(ids, ["counties", "borders"]);
    assert!(both["maxzoom"].as_u64() > Some(8) && both["tiles"][0].as_str().is_some_and(|url| url.contains("?v=")));
}

#[tokio::test(flavor = "multi_thread")]
async fn layers_and_archives_go_into_one_tile_if_their_names_differ() {
    let folder = tempdir().expect("a folder");
    let app = app(folder.path()).await;
    let both = get(&app, &format!("/published,counties/{TILE}"), &[]).await;
    assert_eq!(both.status, 200);
    let reader = MvtReaderRef::new(&both.body).expect("a tile");
    let names: Vec<String> = reader.layers().map(|layer| layer.name().to_owned()).collect();
    assert_eq!(names, ["counties", "borders"]);
    let deep = get(&app, &format!("/published,counties/{DEEP}"), &[]).await;
    assert!(deep.body == get(&app, &format!("/counties/{DEEP}"), &[]).await.body, "where the archive has nothing, the layer is all");
    for (names, problem) in [("counties,twin", "layer_twice"), ("published,twin,counties", "layer_twice"), ("counties,photo", "not_vector_tiles")] {
        for path in [format!("/{names}/{TILE}"), format!("/{names}")] {
            let answer = get(&app, &path, &[]).await;
            assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (400, problem), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn images_go_out_as_they_are() {
    let folder = tempdir().expect("a folder");
    let app = app(folder.path()).await;
    for path in ["/photo/1/0/0", "/photo/1/0/0.png"] {
        let image = get(&app, path, &[("accept-encoding", "gzip, br, zstd")]).await;
        assert_eq!((image.status.as_u16(), image.header("content-type"), image.header("content-encoding")), (200, "image/png", ""), "{path}");
        assert!(image.body.starts_with(b"\x89PNG"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_replaced_is_said_and_the_server_stays_up() {
    let folder = tempdir().expect("a folder");
    let app = app(folder.path()).await;
    std::fs::write(folder.path().join("p.pmtiles"), b"something else").expect("written");
    let answer = get(&app, &format!("/published/{TILE}?lang=en"), &[]).await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (503, "source_unavailable"));
    assert!(!String::from_utf8_lossy(&answer.body).contains("pmtiles"), "no path of ours");
    assert_eq!(get(&app, &format!("/counties/{TILE}"), &[]).await.status, 200);
    assert!(app.site().foreign.source("published").is_some_and(bailiwick_tile_server::foreign::Source::has_changed));
}

#[test]
fn gdal_reads_a_published_mbtiles_with_all_its_counties() {
    let folder = tempdir().expect("a folder");
    let served = Served::open(&counties(folder.path(), ""), &|_| {}).expect("the demo's counties");
    let path = publish(&served, "counties", &folder.path().join("c.mbtiles")).display().to_string();
    let info = run("ogrinfo", &["-ro", "-so", &path, "counties"]);
    assert!(info.contains("EPSG\",3857") || info.contains("3857"), "{info}");
    let codes = run("ogrinfo", &["-ro", "-q", "-dialect", "SQLite", "-sql", "SELECT DISTINCT code FROM counties", &path]);
    let count = codes.lines().filter(|line| line.contains("code (String)")).count();
    assert_eq!(count, served.engine.current().generation.counties.len(), "{codes}");
}
