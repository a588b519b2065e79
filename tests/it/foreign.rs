//! Tiles made elsewhere, with the real parts: PostgreSQL with PostGIS, and an MBTiles file that GDAL has written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::support::{Server, binary, repository, run};

/// Over 长春 and 公主岭.
const TILE: &str = "6/54/23";
const COUNTIES: &str = "data/jilin/boundaries/current/county.geojson";
/// Never asked for: the cluster trusts whoever reaches its socket. It must not be seen.
const PASSWORD: &str = "s3cret";

/// A PostgreSQL of our own in a passing folder, reached by its socket there; stopped when dropped.
struct Cluster {
    folder: TempDir,
    programs: PathBuf,
}

/// The folder of PostgreSQL's programs, where PostGIS is installed beside it.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok).map(|entry| entry.file_name().to_string_lossy().into_owned());
    let has_all = |version: &String| {
        Path::new(&format!("/usr/lib/postgresql/{version}/bin/initdb")).exists()
            && Path::new(&format!("/usr/share/postgresql/{version}/extension/postgis.control")).exists()
    };
    let newest = versions.filter(has_all).max_by_key(|version| version.parse::<u32>().unwrap_or(0))?;
    Some(Path::new("/usr/lib/postgresql").join(newest).join("bin"))
}

impl Cluster {
    /// `None`, after saying so, where there is no PostGIS.
    fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            let missing = "no PostgreSQL with PostGIS: run `scripts/setup.sh test`";
            assert!(std::env::var("STRICT").as_deref() != Ok("1"), "{missing}");
            println!("skipped: {missing}");
            return None;
        };
        let cluster = Self { folder: tempdir().expect("a folder"), programs };
        if is_root() {
            run("chown", &["postgres", &cluster.socket()]);
        }
        cluster.program("initdb", &["-D", &cluster.data(), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        let options = format!("-k {} -c listen_addresses= -c fsync=off", cluster.socket());
        cluster.program("pg_ctl", &["-D", &cluster.data(), "-w", "-l", &format!("{}/log", cluster.socket()), "-o", &options, "start"]);
        cluster.sql("CREATE EXTENSION postgis");
        Some(cluster)
    }

    fn socket(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    /// Runs a program of PostgreSQL, which root may not.
    fn program(&self, name: &str, args: &[&str]) {
        let program = self.programs.join(name).display().to_string();
        let mut command = if is_root() { Command::new("runuser") } else { Command::new(&program) };
        if is_root() {
            command.args(["-u", "postgres", "--", &program]);
        }
        // Not a pipe: the server that it starts would hold it open.
        let log = fs::File::create(self.folder.path().join(format!("{name}.out"))).expect("a log");
        let status = command.args(args).current_dir("/").stdout(log.try_clone().expect("a log")).stderr(log).status().expect("it starts");
        assert!(status.success(), "{name}: {}", fs::read_to_string(self.folder.path().join(format!("{name}.out"))).unwrap_or_default());
    }

    fn sql(&self, sql: &str) {
        run("psql", &["-q", "-h", &self.socket(), "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-c", sql]);
    }

    fn url(&self) -> String {
        format!("host={} user=postgres password={PASSWORD} dbname=postgres", self.socket())
    }

    fn stop(&self) {
        self.program("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // It may have been stopped by the test.
        if Path::new(&self.data()).join("postmaster.pid").exists() {
            self.stop();
        }
    }
}

fn is_root() -> bool {
    run("id", &["-u"]).trim() == "0"
}

fn json(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

/// A configuration of the demo's counties, and more.
fn config(folder: &Path, more: &str) -> PathBuf {
    let path = folder.join("bailiwick.toml");
    fs::write(&path, format!("[[jurisdictions]]\npath = {:?}\nlevel = \"county\"\n{more}", repository(COUNTIES).display().to_string())).expect("written");
    path
}

/// What a server says that does not start, and its exit code.
fn refused(config: &Path) -> (String, Option<i32>) {
    let said = Command::new(binary("bailiwick-server")).arg("-c").arg(config).args(["--listen", "127.0.0.1:0", "--lang", "en"]).output().expect("it starts");
    (String::from_utf8_lossy(&said.stderr).into_owned(), said.status.code())
}

/// The values of an attribute in a layer of a tile, sorted, as GDAL reads them.
fn values(server: &Server, names: &str, tile: &str, layer: &str, attribute: &str) -> Vec<String> {
    let said = run("ogrinfo", &["-ro", "-q", "-geom=NO", &format!("MVT:{}/{names}/{tile}.pbf", server.url), layer]);
    let start = format!("  {attribute} (String) = ");
    let mut found: Vec<String> = said.lines().filter_map(|line| line.strip_prefix(&start).map(str::to_owned)).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn tables_of_postgis_are_published_beside_the_layers_as_they_are_at_the_moment() {
    let Some(cluster) = Cluster::start() else { return };
    let folder = tempdir().expect("a folder");
    let dump = folder.path().join("counties.sql").display().to_string();
    let counties = repository(COUNTIES).display().to_string();
    run("ogr2ogr", &["-f", "PGDump", &dump, &counties, "-nln", "counties", "-lco", "GEOMETRY_NAME=geom", "-lco", "SRID=4490", "-lco", "DIM=2"]);
    run("psql", &["-q", "-h", &cluster.socket(), "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-f", &dump]);
    // A plane system that knows nothing of the other side of the world, and a table that does not say what its numbers are.
    cluster.sql("CREATE SCHEMA gk; CREATE TABLE gk.counties AS SELECT code, name, ST_Transform(geom, 4550) AS geom FROM public.counties");
    cluster.sql("CREATE TABLE nowhere AS SELECT ST_MakePoint(125, 43) AS geom");

    let database = |tables: &str| format!("[[postgis]]\nurl = {:?}\n{tables}", cluster.url());
    let server = Server::start_with(&config(folder.path(), &database("")));
    let catalog = json(&server.get("/catalog").1);
    let tables: Vec<&String> = catalog["tiles"].as_object().expect("Martin's shape").keys().filter(|name| name.contains('.')).collect();
    assert_eq!(tables, ["gk.counties", "public.counties"], "a table without a coordinate system is left out where none is named");
    for table in ["public.counties", "gk.counties"] {
        let tilejson = json(&server.get(&format!("/{table}")).1);
        assert_eq!(tilejson["vector_layers"][0]["id"], *table);
        assert_eq!(tilejson["tiles"][0], format!("{}/{table}/{{z}}/{{x}}/{{y}}", server.url), "no version: it may change at any time");
        let [west, south]: [f64; 2] = [0, 1].map(|i| tilejson["bounds"][i].as_f64().expect("degrees"));
        assert!((west - 121.64).abs() < 0.1 && (south - 40.86).abs() < 0.5, "{tilejson}");
        // From the whole world to a few streets: the counties that the layer has, with their names.
        for tile in ["0/0/0", "1/1/0", "3/6/2", TILE, "10/867/373", "14/13878/5977"] {
            let expected = values(&server, "counties", tile, "counties", "code");
            let found = values(&server, table, tile, table, "code");
            // What is smaller than a step of the tile's grid is left out by either at its own measure.
            let most = expected.len().max(found.len());
            let same = found.iter().filter(|code| expected.contains(code)).count();
            assert!(same > 0 && same * 10 >= most * 9, "{table} {tile}: {found:?} {expected:?}");
            assert!(!values(&server, table, tile, table, "name").is_empty());
        }
        assert_eq!(server.get(&format!("/{table}/6/0/0")).0, 204);
    }
    let both = format!("counties,public.counties/{TILE}");
    let (names, tile) = both.split_once('/').expect("names and a tile");
    for layer in ["counties", "public.counties"] {
        assert!(values(&server, names, tile, layer, "code").contains(&"220184".to_owned()), "{layer}");
    }

    cluster.sql("UPDATE counties SET name = '新名' WHERE code = '220184'");
    assert!(values(&server, "public.counties", TILE, "public.counties", "name").contains(&"新名".to_owned()), "as it is at the moment");

    let (said, code) = refused(&config(folder.path(), &database("tables = [\"public.nowhere\"]\n")));
    assert!(code == Some(1) && said.contains("public.nowhere") && said.contains("SRID") && !said.contains(PASSWORD), "{said}");
    let (said, code) = refused(&config(folder.path(), &database("tables = [\"public.missing\"]\n")));
    assert!(code == Some(1) && said.contains("public.missing") && said.contains("no such table"), "{said}");

    cluster.stop();
    let (status, body) = server.get(&format!("/public.counties/{TILE}?lang=en"));
    assert_eq!((status, &json(&body)["code"]), (503, &"source_unavailable".into()), "{body}");
    assert!(!body.contains(PASSWORD) && !body.contains(&cluster.socket()), "{body}");
    assert_eq!(server.get("/health").0, 200);
    let (said, code) = refused(&config(folder.path(), &database("")));
    assert!(code == Some(1) && said.contains("cannot be reached") && said.contains("check the address") && !said.contains(PASSWORD), "{said}");
}

#[test]
fn an_archive_that_gdal_has_written_is_published_and_a_broken_one_is_named() {
    let folder = tempdir().expect("a folder");
    let archive = folder.path().join("县界.mbtiles");
    let counties = repository(COUNTIES).display().to_string();
    run(
        "ogr2ogr",
        &["-f", "MBTiles", &archive.display().to_string(), &counties, "-nln", "borders_2020", "-dsco", "MINZOOM=3", "-dsco", "MAXZOOM=7", "-dsco", "NAME=县界"],
    );
    let tiles = "[[tiles]]\nname = \"old\"\npath = \"县界.mbtiles\"\n";
    let server = Server::start_with(&config(folder.path(), tiles));
    let tilejson = json(&server.get("/old").1);
    assert_eq!((&tilejson["minzoom"], &tilejson["maxzoom"], &tilejson["vector_layers"][0]["id"]), (&3.into(), &7.into(), &"borders_2020".into()));
    let expected = values(&server, "counties", TILE, "counties", "code");
    assert_eq!(values(&server, "old", TILE, "borders_2020", "code"), expected);
    assert_eq!(values(&server, "counties,old", TILE, "borders_2020", "code"), expected);
    assert_eq!(server.get("/old/8/217/93").0, 204, "beyond its zooms");

    let bytes = fs::read(&archive).expect("written");
    fs::write(&archive, &bytes[..bytes.len() / 3]).expect("cut");
    let (said, code) = refused(&config(folder.path(), tiles));
    assert!(code == Some(1) && said.contains("县界.mbtiles") && said.contains("fetch") && !said.contains("panicked"), "{said}");
    let (said, code) = refused(&config(folder.path(), "[[tiles]]\nname = \"counties\"\npath = \"县界.mbtiles\"\n"));
    assert_eq!(code, Some(1), "{said}");
    fs::write(&archive, bytes).expect("whole again");
    let (said, code) = refused(&config(folder.path(), "[[tiles]]\nname = \"counties\"\npath = \"县界.mbtiles\"\n"));
    assert!(code == Some(2) && said.contains("a layer has this name"), "{said}");
}
