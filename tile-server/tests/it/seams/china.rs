//! The same on the 2 877 counties of China, which `data/build.sh --china` takes from the registries' packages into the cache.

use std::path::PathBuf;
use std::sync::LazyLock;

use bailiwick_engine::config::Config;
use bailiwick_engine::engine::Engine;

use super::assert_seamless;
use super::ground::Ground;

/// The source has 台湾省 as a province and, without counties, as a county of the same code.
const CONFIG: &str = r#"
[dataset]
name = "China"

[[jurisdictions]]
path = "county.fgb"
level = "county"

[[jurisdictions]]
path = "prefecture.fgb"
level = "prefecture"

[[jurisdictions]]
path = "province.fgb"
level = "province"

[[waivers]]
fault = "missing_code"
codes = ["710000"]
reason = "one code at two levels in the source"
"#;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let folder = PathBuf::from(std::env::var("BAILIWICK_CHINA").expect("BAILIWICK_CHINA: the folder that `sh data/build.sh --china` filled"));
    let folder = folder.canonicalize().expect("`sh data/build.sh --china` has been run");
    let config = tempfile::tempdir().expect("a folder");
    let path = config.path().join("bailiwick.toml");
    let text = CONFIG.replace("path = \"", &format!("path = \"{}/", folder.display()));
    std::fs::write(&path, text).expect("written");
    Engine::open(&Config::read(&path).expect("a configuration"), &|_| {}).expect("China opens")
});

static CHINA: LazyLock<Ground<'static>> = LazyLock::new(|| Ground::of(&ENGINE));

/// Up to this zoom every tile is looked at.
const WHOLE: u8 = 7;

#[test]
fn the_counties_of_china_leave_no_gap_and_do_not_overlap_at_any_zoom() {
    for zoom in 3..=14 {
        let found = if zoom <= WHOLE { CHINA.examine(CHINA.covering(zoom)) } else { CHINA.examine(CHINA.along_borders(zoom)) };
        assert_seamless(&found, zoom);
    }
}

#[test]
fn no_county_of_china_vanishes() {
    assert_eq!(CHINA.engine.generation().counties.len(), 2877);
    for zoom in 3..=14 {
        assert_eq!(CHINA.vanished(zoom), Vec::<String>::new(), "z{zoom}");
    }
}
