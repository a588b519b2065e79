//! The map page in a real Chromium: `tests/browser` holds the journeys, this starts the server for them and publishes a pack.

use std::path::Path;
use std::process::Command;

use crate::support::{Server, binary, demo_config, repository, run};

/// Names under which a Chromium may be found; the first is the caller's own choice.
fn chromium() -> Option<String> {
    let chosen = std::env::var("BAILIWICK_CHROMIUM").ok();
    let usual = ["/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"].map(str::to_owned);
    // Ubuntu's chromium-browser may be a stub that only says how to install it, so the program is asked for its version.
    let works = |name: &String| Command::new(name).arg("--version").output().is_ok_and(|said| String::from_utf8_lossy(&said.stdout).contains("Chrom"));
    chosen.into_iter().chain(usual).find(works)
}

#[test]
fn the_page_does_in_a_browser_what_people_need() {
    let folder = repository("tests/browser");
    let missing = match chromium() {
        None => "no Chromium: install it or set BAILIWICK_CHROMIUM",
        Some(_) if !folder.join("node_modules/playwright-core").is_dir() => "no Playwright: run `scripts/setup.sh test`",
        Some(chromium) => return walk(&folder, &chromium),
    };
    assert!(std::env::var("STRICT").as_deref() != Ok("1"), "{missing}");
    println!("skipped: {missing}");
}

fn walk(folder: &Path, chromium: &str) {
    let server = Server::start();
    let pack = tempfile::tempdir().expect("a folder");
    let (program, config, output) = (binary("bailiwick-server"), demo_config(), format!("{}/", pack.path().join("离线包").display()));
    let publish = ["publish", "-c", config.to_str().expect("UTF-8"), "-o", &output, "--jurisdiction", "220100", "--zooms", "5-10", "--lang", "zh"];
    run(program.to_str().expect("UTF-8"), &publish);
    // One file after the other: drawing without a graphics card takes all cores as it is.
    let output = Command::new("node")
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .current_dir(folder)
        .env("BAILIWICK_URL", &server.url)
        .env("BAILIWICK_DATA", repository("data/jilin"))
        // For journeys on another configuration than the demo's.
        .env("BAILIWICK_SERVER", binary("bailiwick-server"))
        .env("BAILIWICK_PACK", &output)
        .env("BAILIWICK_CHROMIUM", chromium)
        .output()
        .expect("node is there: the page is built with it");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    println!("{said}");
}
