//! `bailiwick-server`: listens, reads, and answers until it is told to stop.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bailiwick_engine::config::Config;
use bailiwick_engine::lang::Lang;
use bailiwick_tile_server::foreign::{Foreign, ForeignError};
use bailiwick_tile_server::http::{self, App, app};
use bailiwick_tile_server::served::{Served, Signature};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::reload::{self, Watched};
use super::{Args, EXIT_DATA, EXIT_USAGE, Failure};

/// Longest wait at the end for a batch of clues that is being read: GDAL does not like to be left in the middle of a file.
const STOP_TIME_MAX: Duration = Duration::from_secs(2);

/// The command without a subcommand.
pub(crate) fn run(args: &Args, lang: Lang) -> Result<(), Failure> {
    let config = Config::read(&args.config).map_err(|error| (error.sentence(lang), EXIT_USAGE))?;
    // The address before the data: what is wrong at once is said at once.
    let address = address(args.listen.as_deref().unwrap_or(&config.server.listen), !config.server.tokens.is_empty(), lang)?;
    // Before anything is read: what changes while it is read is a change.
    let signature = Signature::of(&config, &args.config);
    let served = Served::open_map(&config, &reading).map_err(|error| (error.sentence(lang), EXIT_DATA))?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| (error.to_string(), EXIT_DATA))?;
    let foreign = runtime.block_on(foreign(&config, &served)).map_err(|error| {
        let exit = if matches!(error, ForeignError::Name { .. }) { EXIT_USAGE } else { EXIT_DATA };
        (error.sentence(lang), exit)
    })?;
    let watched = Watched { config: config.clone(), path: args.config.clone(), signature };
    runtime.block_on(serve(served, foreign, config, address, watched, lang))
}

/// Opens what is made elsewhere.
pub(crate) async fn foreign(config: &Config, served: &Served) -> Result<Foreign, ForeignError> {
    let layers: Vec<&str> = served.tiles.layers().iter().map(|layer| layer.name.as_str()).collect();
    Foreign::open(config, &layers).await
}

/// Listens as soon as maps can be shown. Clues are read meanwhile; if they cannot be, the server ends as if they had been read before.
async fn serve(served: Served, foreign: Foreign, config: Config, address: SocketAddr, watched: Watched, lang: Lang) -> Result<(), Failure> {
    let taken = |error: std::io::Error| {
        (
            lang.pick(
                format!("无法监听 {address}：{error}；请用 --listen 换一个端口"),
                format!("cannot listen on {address}: {error}; choose another port with --listen"),
            ),
            EXIT_DATA,
        )
    };
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    let real = listener.local_addr().map_err(taken)?;
    println!("http://{real}/");
    tracing::debug!(%real, "listening");
    let state = App::with_foreign(served, foreign, &config.server);
    let mut clues = read_in_background(state.clone(), config, lang)?;
    let serving = http::serve(listener, app(state.clone()), told_to_stop());
    tokio::pin!(serving);
    tokio::select! {
        ended = &mut serving => {
            ended.map_err(taken)?;
            // Told to stop, and nobody is left who could ask for the clues: whether they can be read no longer matters.
            let _ = tokio::time::timeout(STOP_TIME_MAX, clues).await;
            return Ok(());
        }
        read = &mut clues => read.unwrap_or_else(|_| Err(broken_off(lang)))?,
    }
    reload::watch(state, watched, tokio::runtime::Handle::current(), lang).map_err(taken)?;
    serving.await.map_err(taken)
}

/// Reads the clues, and then makes ready what nobody has asked for yet. On a thread of its own, as either may outlast the server,
/// and one alone leaves the other processors to those who ask.
///
/// What every zoom begins with comes first of all: whoever asks for a tile at once waits for that, and not for the clues beside it.
fn read_in_background(state: Arc<App>, config: Config, lang: Lang) -> Result<oneshot::Receiver<Result<(), Failure>>, Failure> {
    let (tell, told) = oneshot::channel();
    let work = move || {
        let begun = Instant::now();
        let site = state.site();
        site.served.tiles.simplify();
        tracing::debug!(ms = begun.elapsed().as_millis(), "the lines are simplified");
        let read = site.read_clues(&config, &reading).map_err(|error| (error.sentence(lang), EXIT_DATA));
        tracing::debug!(ms = begun.elapsed().as_millis(), is_read = read.is_ok(), "the clues are read");
        let is_read = read.is_ok();
        // The other side is gone when the server has ended; then there is nothing to get ready for.
        if tell.send(read).is_ok() && is_read {
            site.served.prepare();
            tracing::debug!(ms = begun.elapsed().as_millis(), "all zooms are ready");
            // Last of all: it takes every processor for a while, and hardly anybody asks for it first.
            state.look_for_hotspots(&site, &config);
            tracing::debug!(ms = begun.elapsed().as_millis(), "hotspots are looked for");
        }
    };
    let thread = std::thread::Builder::new().name("background".into()).spawn(work);
    thread.map(|_| told).map_err(|error| (error.to_string(), EXIT_DATA))
}

/// The thread that reads has panicked: our bug, and its text is on the terminal already.
fn broken_off(lang: Lang) -> Failure {
    (lang.pick("读取线索时内部出错，已停止", "something went wrong while reading the clues; the server has stopped").into(), EXIT_DATA)
}

pub(crate) fn reading(what: &str) {
    tracing::info!(what, "reading");
}

/// An address to listen on: one of this machine's own, or any where tokens say who asks.
fn address(listen: &str, has_tokens: bool, lang: Lang) -> Result<SocketAddr, Failure> {
    let wrong = || {
        (lang.pick(format!("监听地址 {listen} 无效，应如 127.0.0.1:8080"), format!("{listen} is no address to listen on: write 127.0.0.1:8080")), EXIT_USAGE)
    };
    let address = listen.to_socket_addrs().ok().and_then(|mut all| all.next()).ok_or_else(wrong)?;
    if address.ip().is_loopback() || has_tokens {
        return Ok(address);
    }
    let refusal = lang.pick(
        format!("拒绝监听 {address}：没有访问令牌时只能监听本机地址，如 127.0.0.1:8080；用 bailiwick-server token 生成令牌并写入 [[server.tokens]]"),
        format!("not listening on {address}: without tokens only this machine is served, e.g. 127.0.0.1:8080; bailiwick-server token makes one for [[server.tokens]]"),
    );
    Err((refusal, EXIT_USAGE))
}

/// SIGINT or SIGTERM: requests under way are finished, new ones are not taken.
async fn told_to_stop() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("the runtime takes signals");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
