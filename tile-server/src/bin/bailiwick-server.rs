//! The command `bailiwick-server`: vector tiles, explained decisions and the map page on this machine.
//!
//! Exit codes: 0 stopped by a signal; 1 the data cannot be used or the address is taken; 2 the command or the configuration is wrong.

#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its user on the terminal")]

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bailiwick_engine::config::Config;
use bailiwick_engine::lang::Lang;
use bailiwick_tile_server::foreign::{Foreign, ForeignError};
use bailiwick_tile_server::http::{App, app};
use bailiwick_tile_server::served::Served;
use clap::{CommandFactory, FromArgMatches, Parser};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

const EXIT_DATA: u8 = 1;
const EXIT_USAGE: u8 = 2;

/// Longest wait at the end for a batch of clues that is being read: GDAL does not like to be left in the middle of a file.
const STOP_TIME_MAX: Duration = Duration::from_secs(2);

/// Serve vector tiles, explained decisions and the map page
#[derive(Parser)]
#[command(name = "bailiwick-server", version)]
struct Args {
    /// Configuration
    #[arg(short, long, value_name = "FILE", default_value = "bailiwick.toml")]
    config: PathBuf,
    /// Address and port instead of the configuration's; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Language of messages: zh or en (by default that of the system)
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,
}

/// Chinese help, by argument.
const CHINESE: [(&str, &str); 3] =
    [("config", "配置文件"), ("listen", "监听地址与端口（优先于配置文件；端口 0 表示任选空闲端口）"), ("lang", "提示语言：zh 或 en（默认按系统区域设置）")];

const EXAMPLES: [&str; 2] = [
    "示例：\n  bailiwick-server -c data/jilin/bailiwick.toml\n  bailiwick-server -c data/jilin/bailiwick.toml --listen 127.0.0.1:0\n\n启动后在标准输出打印网址；按 Ctrl+C 停止。更详细的日志：RUST_LOG=bailiwick_tile_server=debug",
    "Examples:\n  bailiwick-server -c data/jilin/bailiwick.toml\n  bailiwick-server -c data/jilin/bailiwick.toml --listen 127.0.0.1:0\n\nPrints its URL on standard output once it listens; Ctrl+C stops it. A fuller log: RUST_LOG=bailiwick_tile_server=debug",
];

/// Why the command ends: a sentence and an exit code.
type Failure = (String, u8);

fn main() -> ExitCode {
    let lang = Lang::of_program(&std::env::args().collect::<Vec<_>>(), sys_locale::get_locale().as_deref());
    let args = match command(lang).try_get_matches().and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) => {
            // A closed pipe behind --help is no reason to fail.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(EXIT_USAGE));
        }
    };
    match run(&args, lang) {
        Ok(()) => ExitCode::SUCCESS,
        Err((sentence, exit)) => {
            eprintln!("{}{sentence}", lang.pick("错误：", "error: "));
            ExitCode::from(exit)
        }
    }
}

fn run(args: &Args, lang: Lang) -> Result<(), Failure> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let config = Config::read(&args.config).map_err(|error| (error.sentence(lang), EXIT_USAGE))?;
    // The address before the data: what is wrong at once is said at once.
    let address = loopback(args.listen.as_deref().unwrap_or(&config.server.listen), lang)?;
    let served = Served::open_map(&config, &reading).map_err(|error| (error.sentence(lang), EXIT_DATA))?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| (error.to_string(), EXIT_DATA))?;
    let layers: Vec<&str> = served.tiles.layers().iter().map(|layer| layer.name.as_str()).collect();
    let foreign = runtime.block_on(Foreign::open(&config, &layers)).map_err(|error| {
        let exit = if matches!(error, ForeignError::Name { .. }) { EXIT_USAGE } else { EXIT_DATA };
        (error.sentence(lang), exit)
    })?;
    runtime.block_on(serve(served, foreign, config, address, lang))
}

/// Listens as soon as maps can be shown. Clues are read meanwhile; if they cannot be, the server ends as if they had been read before.
async fn serve(served: Served, foreign: Foreign, config: Config, address: SocketAddr, lang: Lang) -> Result<(), Failure> {
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
    let state = App::with_foreign(served, foreign, config.server.cache_mb * 1_000_000);
    let mut clues = read_in_background(state.clone(), config, lang)?;
    let serving = axum::serve(listener, app(state)).with_graceful_shutdown(told_to_stop()).into_future();
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
        state.served.tiles.simplify();
        tracing::debug!(ms = begun.elapsed().as_millis(), "the lines are simplified");
        let read = state.read_clues(&config, &reading).map_err(|error| (error.sentence(lang), EXIT_DATA));
        tracing::debug!(ms = begun.elapsed().as_millis(), is_read = read.is_ok(), "the clues are read");
        let is_read = read.is_ok();
        // The other side is gone when the server has ended; then there is nothing to get ready for.
        if tell.send(read).is_ok() && is_read {
            state.served.prepare();
            tracing::debug!(ms = begun.elapsed().as_millis(), "all zooms are ready");
        }
    };
    let thread = std::thread::Builder::new().name("background".into()).spawn(work);
    thread.map(|_| told).map_err(|error| (error.to_string(), EXIT_DATA))
}

/// The thread that reads has panicked: our bug, and its text is on the terminal already.
fn broken_off(lang: Lang) -> Failure {
    (lang.pick("读取线索时内部出错，已停止", "something went wrong while reading the clues; the server has stopped").into(), EXIT_DATA)
}

fn reading(what: &str) {
    tracing::info!(what, "reading");
}

/// There are no accounts yet, so nobody but this machine's user may reach the server.
fn loopback(listen: &str, lang: Lang) -> Result<SocketAddr, Failure> {
    let wrong = || {
        (lang.pick(format!("监听地址 {listen} 无效，应如 127.0.0.1:8080"), format!("{listen} is no address to listen on: write 127.0.0.1:8080")), EXIT_USAGE)
    };
    let address = listen.to_socket_addrs().ok().and_then(|mut all| all.next()).ok_or_else(wrong)?;
    if address.ip().is_loopback() {
        return Ok(address);
    }
    let refusal = lang.pick(
        format!("拒绝监听 {address}：本版本没有身份验证，只能监听本机地址，如 127.0.0.1:8080"),
        format!("not listening on {address}: this version has no authentication and serves this machine only, e.g. 127.0.0.1:8080"),
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

fn command(lang: Lang) -> clap::Command {
    let command = Args::command().after_help(lang.pick(EXAMPLES[0], EXAMPLES[1]));
    match lang {
        Lang::En => command,
        Lang::Zh => {
            CHINESE.into_iter().fold(command.about("提供矢量瓦片、归属说明和地图网页"), |c, (id, help)| c.mut_arg(id, |arg| arg.help(help)))
        }
    }
}
