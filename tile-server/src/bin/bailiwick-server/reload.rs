//! Looks at the files of the configuration every few seconds, and serves what they have become.
//!
//! A file counts as changed once it has looked the same twice: what is still being written is left alone. What cannot be used is told and
//! counted, and what was served before goes on being served. Addresses, hosts and origins are those that the server was started with.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bailiwick_engine::config::Config;
use bailiwick_engine::lang::Lang;
use bailiwick_tile_server::foreign::Foreign;
use bailiwick_tile_server::http::App;
use bailiwick_tile_server::served::{Served, Signature};

use tokio::runtime::Handle;

use super::serve::{foreign, reading};

/// What is watched, and how it looked before it was read.
pub(crate) struct Watched {
    pub(crate) config: Config,
    pub(crate) path: PathBuf,
    pub(crate) signature: Signature,
}

/// Starts the watch, on a thread of its own.
pub(crate) fn watch(app: Arc<App>, watched: Watched, runtime: Handle, lang: Lang) -> std::io::Result<()> {
    let pause = Duration::from_secs(watched.config.server.reload_seconds);
    if pause.is_zero() {
        return Ok(());
    }
    std::thread::Builder::new().name("reload".into()).spawn(move || look(&app, watched, pause, &runtime, lang)).map(drop)
}

fn look(app: &Arc<App>, watched: Watched, pause: Duration, runtime: &Handle, lang: Lang) {
    let Watched { mut config, path, signature: mut served } = watched;
    let mut before = None;
    loop {
        std::thread::sleep(pause);
        let now = Signature::of(&config, &path);
        if now == served {
            before = None;
        } else if before.as_ref() == Some(&now) {
            match open(&path, runtime, lang) {
                Ok((new, data, foreign)) => {
                    app.swap(data, foreign);
                    config = new;
                    look_for_hotspots(app, &config);
                }
                Err(sentence) => {
                    tracing::error!(sentence, "the changed files cannot be used; what was read before is served on");
                    app.keep();
                }
            }
            // Of what was read: files that changed meanwhile are another change.
            served = now;
            before = None;
        } else {
            before = Some(now);
        }
    }
}

/// On a thread of its own: neither the new map nor the next change is to wait for what is found.
fn look_for_hotspots(app: &Arc<App>, config: &Config) {
    let (app, site, config) = (app.clone(), app.site(), config.clone());
    if let Err(error) = std::thread::Builder::new().name("hotspots".into()).spawn(move || app.look_for_hotspots(&site, &config)) {
        tracing::error!(%error, "no hotspots are looked for in the changed files");
    }
}

fn open(path: &std::path::Path, runtime: &Handle, lang: Lang) -> Result<(Config, Served, Foreign), String> {
    let begun = Instant::now();
    let config = Config::read(path).map_err(|error| error.sentence(lang))?;
    let served = Served::open_map(&config, &reading).map_err(|error| error.sentence(lang))?;
    served.read_clues(&config, &reading).map_err(|error| error.sentence(lang))?;
    let foreign = runtime.block_on(foreign(&config, &served)).map_err(|error| error.sentence(lang))?;
    served.prepare();
    tracing::info!(ms = begun.elapsed().as_millis(), "changed files are read");
    Ok((config, served, foreign))
}
