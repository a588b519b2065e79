//! Running the real binaries.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A file of the repository.
pub(crate) fn repository(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository").join(relative)
}

/// The configuration of the demo data.
pub(crate) fn demo_config() -> PathBuf {
    repository("data/jilin/bailiwick.toml")
}

/// A binary of the workspace, built beside this test (`make test` builds all of them first).
pub(crate) fn binary(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the test runs");
    let path = test.parent().and_then(Path::parent).expect("target/PROFILE/deps").join(name);
    assert!(path.exists(), "{} is missing: run `cargo build --workspace` first", path.display());
    path
}

/// What a finished program said.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

fn said(output: &Output) -> Said {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Said { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// Runs `bailiwick` in English in a folder, with the demo's configuration for the commands that take one.
pub(crate) fn bailiwick<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Said {
    let output = Command::new(binary("bailiwick")).args(args).env("LANG", "en_US.UTF-8").env("LC_ALL", "en_US.UTF-8").current_dir(folder).output();
    said(&output.expect("bailiwick starts"))
}

/// Runs another program and expects it to succeed.
pub(crate) fn run<S: AsRef<OsStr>>(program: &str, args: &[S]) -> String {
    let output = Command::new(program).args(args).output().unwrap_or_else(|error| panic!("{program} does not start ({error}): run `make setup`"));
    let said = said(&output);
    assert_eq!(said.code, Some(0), "{program}: {}{}", said.out, said.err);
    said.out
}

/// The Python that has the second engine (GEOS by shapely); `make setup` makes it.
pub(crate) fn python() -> String {
    std::env::var("BAILIWICK_PYTHON").unwrap_or_else(|_| "python3".into())
}

/// A running `bailiwick-server` on a port of its own; stopped when dropped.
pub(crate) struct Server {
    child: Child,
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
}

impl Server {
    /// Starts the server on the demo data and waits until it says where it listens.
    pub(crate) fn start() -> Self {
        Self::start_with(&demo_config())
    }

    /// Starts the server on a configuration and waits until it says where it listens.
    pub(crate) fn start_with(config: &Path) -> Self {
        let mut child = Command::new(binary("bailiwick-server"))
            .args([OsStr::new("-c"), config.as_os_str(), OsStr::new("--listen"), OsStr::new("127.0.0.1:0"), OsStr::new("--lang"), OsStr::new("en")])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("bailiwick-server starts");
        let lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        let url = lines
            .map_while(Result::ok)
            .find_map(|line| line.split_whitespace().find(|word| word.starts_with("http://")).map(|word| word.trim_end_matches('/').to_owned()));
        Self { url: url.expect("the server says where it listens"), child }
    }

    /// The body, status and headers of a GET, by curl.
    pub(crate) fn get(&self, route: &str) -> (u16, String) {
        curl(&[&format!("{}{route}", self.url)])
    }
}

/// Runs curl with arguments; the status and the body as text.
pub(crate) fn curl(args: &[&str]) -> (u16, String) {
    let out = run("curl", &[&["--silent", "--show-error", "--path-as-is", "--write-out", "\n%{http_code}"], args].concat());
    let (body, code) = out.rsplit_once('\n').expect("curl writes the status last");
    (code.parse().expect("a status"), body.to_owned())
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have stopped by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
