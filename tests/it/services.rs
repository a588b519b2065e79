//! Map services with real clients: GDAL reads all features in every coordinate system, files change under load, tiles are published.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::tempdir;

use crate::support::{Server, binary, curl, demo_config, python, repository, run};

fn json(server: &Server, route: &str) -> Value {
    let (status, body) = server.get(route);
    assert_eq!(status, 200, "{route}: {body}");
    serde_json::from_str(&body).unwrap_or_else(|error| panic!("{route}: {error}"))
}

/// What a current GDAL says as a client: that of Debian knows one coordinate system of these services.
fn gdal(args: &[&str]) -> Value {
    let script = repository("tests/second_engine/clients.py");
    serde_json::from_str(&run(&python(), &[&[script.to_str().expect("UTF-8")], args].concat())).expect("JSON")
}

#[test]
fn gdal_reads_every_feature_in_every_coordinate_system_with_its_axes_right() {
    let server = Server::start();
    for collection in ["counties", "outfalls", "clues", "borders"] {
        let expected = &json(&server, &format!("/collections/{collection}/items?limit=1"))["numberMatched"];
        for crs in ["EPSG/0/4326", "EPSG/0/4490", "EPSG/0/3857", "OGC/1.3/CRS84"] {
            let said = gdal(&["features", &server.url, collection, &format!("http://www.opengis.net/def/crs/{crs}")]);
            assert_eq!(&said["count"], expected, "{collection} {crs}");
            // GDAL tells longitude or easting first, whatever the order of the system's axes.
            let at = |place: usize| said["box"][place].as_f64().expect("a number");
            let [x, y] = [f64::midpoint(at(0), at(2)), f64::midpoint(at(1), at(3))];
            let (lon, lat) = if crs == "EPSG/0/3857" { (x / 111_319.49, (y / 6_378_137.0).sinh().atan().to_degrees()) } else { (x, y) };
            assert!((121.0..132.0).contains(&lon) && (40.0..47.0).contains(&lat), "{collection} {crs}: {said}");
            assert!(crs == "EPSG/0/4326" || crs == "OGC/1.3/CRS84" || said["crs"].as_str() == Some(&crs.replace("/0/", ":")), "{said}");
        }
    }
}

#[test]
fn files_of_a_collection_are_read_by_gdal_with_all_their_features() {
    let (server, folder) = (Server::start(), tempdir().expect("a folder"));
    let expected = json(&server, "/collections/counties/items?limit=1")["numberMatched"].as_u64().expect("a number");
    for ending in ["gpkg", "fgb", "csv", "xlsx", "json"] {
        let path = folder.path().join(format!("counties.{ending}"));
        let (status, body) = curl(&["--output", path.to_str().expect("UTF-8"), &format!("{}/collections/counties/items?f={ending}", server.url)]);
        assert_eq!(status, 200, "{ending}: {body}");
        // Columns of nothing but text have a header that looks like a row.
        let info = run("ogrinfo", &["-ro", "-so", "-al", "--config", "OGR_XLSX_HEADERS", "FORCE", path.to_str().expect("UTF-8")]);
        let count: u64 = info.lines().filter_map(|line| line.strip_prefix("Feature Count: ")).filter_map(|n| n.trim().parse::<u64>().ok()).sum();
        assert_eq!(count, expected, "{ending}: {info}");
    }
}

/// The demo's configuration with one batch of clues, in a folder of its own that may be written.
fn copy_of_the_demo(folder: &Path) -> std::path::PathBuf {
    let demo = demo_config();
    let data = demo.parent().expect("a folder").display().to_string();
    let counties = format!("{data}/boundaries/current/county.geojson");
    fs::copy(format!("{data}/clues/clues-wgs84.csv"), folder.join("clues.csv")).expect("copied");
    let config = folder.join("bailiwick.toml");
    let text = format!(
        "[[jurisdictions]]\npath = {counties:?}\nlevel = \"county\"\n[[clues]]\npath = \"clues.csv\"\ncrs = \"EPSG:4326\"\n[server]\nreload_seconds = 1\n"
    );
    fs::write(&config, text).expect("written");
    config
}

#[test]
fn a_file_that_changes_under_load_is_served_without_a_failed_request() {
    let folder = tempdir().expect("a folder");
    let server = Server::start_with(&copy_of_the_demo(folder.path()));
    let count = |server: &Server| json(server, "/collections/clues/items?limit=1")["numberMatched"].as_u64().expect("a number");
    let before = count(&server);
    let (stop, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = ["/counties,clues/8/216/93", "/clues/6/54/23", "/collections/clues/items?limit=5", "/counties"]
        .into_iter()
        .map(|path| {
            let (stop, asked, url) = (stop.clone(), asked.clone(), format!("{}{path}", server.url));
            thread::spawn(move || {
                let mut failed = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let (status, body) = curl(&["--output", "/dev/null", &url]);
                    asked.fetch_add(1, Ordering::Relaxed);
                    if status != 200 {
                        failed.push((status, body));
                    }
                }
                failed
            })
        })
        .collect();
    let clues = folder.path().join("clues.csv");
    let text = fs::read_to_string(&clues).expect("readable");
    let wait_for = |is_served: &dyn Fn(u64) -> bool| {
        let begun = Instant::now();
        while !is_served(count(&server)) {
            assert!(begun.elapsed() < Duration::from_mins(1), "the change is not served: {}", count(&server));
            thread::sleep(Duration::from_millis(200));
        }
    };
    // Half of it, something that cannot be read, all of it again.
    let lines: Vec<&str> = text.lines().collect();
    let half = lines[..=lines.len() / 2].join("\n");
    fs::write(&clues, &half).expect("written");
    wait_for(&|now| now < before);
    let served = count(&server);
    fs::write(&clues, "a,b\n1,2\n").expect("written");
    let begun = Instant::now();
    while !server.get("/metrics").1.contains("result=\"refused\"") {
        assert!(begun.elapsed() < Duration::from_mins(1), "what cannot be read is not counted");
        thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(count(&server), served, "what was served goes on being served");
    fs::write(&clues, &text).expect("written");
    wait_for(&|now| now == before);
    stop.store(true, Ordering::Relaxed);
    let failed: Vec<_> = clients.into_iter().flat_map(|client| client.join().expect("it ends")).collect();
    assert_eq!(failed, [], "of {} requests", asked.load(Ordering::Relaxed));
    assert!(asked.load(Ordering::Relaxed) > 50);
}

#[test]
fn published_tiles_are_those_that_are_served_and_a_run_that_was_cut_short_goes_on() {
    let (server, folder) = (Server::start(), tempdir().expect("a folder"));
    let (config, program) = (demo_config(), binary("bailiwick-server"));
    let (config, program) = (config.to_str().expect("UTF-8"), program.to_str().expect("UTF-8"));
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let publish = |output: &str, more: &[&str]| {
        run(program, &[&["publish", "-c", config, "-o", output, "--layers", "counties,borders,labels", "--zooms", "0-9", "--lang", "en"], more].concat())
    };
    let said = publish(&path("a.mbtiles"), &[]);
    assert!(said.contains("tiles"), "{said}");
    publish(&path("a.pmtiles"), &[]);
    publish(&path("b.pmtiles"), &["--resume"]);
    assert!(fs::read(path("a.pmtiles")).expect("written") == fs::read(path("b.pmtiles")).expect("written"), "equal data gives equal bytes");
    // Through a server of its own each tile is the one that is made live.
    let archive = folder.path().join("bailiwick.toml");
    let counties = demo_config().with_file_name("boundaries/current/county.geojson");
    let text = format!("[[jurisdictions]]\npath = {counties:?}\nlevel = \"county\"\n[[tiles]]\nname = \"published\"\npath = {:?}\n", path("a.pmtiles"));
    fs::write(&archive, text).expect("written");
    let again = Server::start_with(&archive);
    for tile in ["0/0/0", "6/54/23", "8/216/93", "9/433/187"] {
        let body = |url: String| {
            let file = path("tile");
            let (status, said) = curl(&["--output", &file, &url]);
            assert_eq!(status, 200, "{url}: {said}");
            fs::read(file).expect("fetched")
        };
        assert!(body(format!("{}/counties,borders,labels/{tile}", server.url)) == body(format!("{}/published/{tile}", again.url)), "{tile}");
    }
    let all = json(&server, "/collections/counties/items?limit=1")["numberMatched"].as_u64().map(|count| usize::try_from(count).expect("few"));
    for archive in ["a.pmtiles", "a.mbtiles"] {
        let said = gdal(&["tiles", &path(archive), "counties"]);
        assert_eq!(said["codes"].as_array().map(Vec::len), all, "{archive}: {said}");
    }
}
