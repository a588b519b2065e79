//! The command `bailiwick-server`: vector tiles, explained decisions and the map page on this machine.
//!
//! Exit codes: 0 stopped by a signal; 1 the data cannot be used or the address is taken; 2 the command or the configuration is wrong.

#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its user on the terminal")]

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::process::ExitCode;

use bailiwick_engine::config::Config;
use bailiwick_engine::lang::Lang;
use bailiwick_tile_server::http::{App, app};
use bailiwick_tile_server::served::Served;
use clap::{CommandFactory, FromArgMatches, Parser};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

const EXIT_DATA: u8 = 1;
const EXIT_USAGE: u8 = 2;

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
    let served = Served::open(&config, &|what| tracing::info!(what, "reading")).map_err(|error| (error.sentence(lang), EXIT_DATA))?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| (error.to_string(), EXIT_DATA))?;
    runtime.block_on(serve(served, address, lang))
}

async fn serve(served: Served, address: SocketAddr, lang: Lang) -> Result<(), Failure> {
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
    axum::serve(listener, app(App::new(served))).with_graceful_shutdown(told_to_stop()).await.map_err(taken)
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
