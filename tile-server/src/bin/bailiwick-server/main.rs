//! The command `bailiwick-server`: vector tiles, features, explained decisions and the map page; the same tiles as a file.
//!
//! Exit codes: 0 stopped by a signal, or done; 1 the data cannot be used or the address is taken; 2 the command or the configuration is wrong.

#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its user on the terminal")]

mod publish;
mod reload;
mod serve;
mod token;

use std::path::PathBuf;
use std::process::ExitCode;

use bailiwick_engine::lang::Lang;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

const EXIT_DATA: u8 = 1;
const EXIT_USAGE: u8 = 2;

/// Serve vector tiles, features, explained decisions and the map page
#[derive(Parser)]
#[command(name = "bailiwick-server", version, subcommand_negates_reqs = true)]
struct Args {
    /// Configuration
    #[arg(short, long, value_name = "FILE", default_value = "bailiwick.toml", global = true)]
    config: PathBuf,
    /// Address and port instead of the configuration's; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Language of messages: zh or en (by default that of the system)
    #[arg(long, value_name = "LANG", global = true)]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Write the tiles to a PMTiles or MBTiles file
    #[command(after_help = PUBLISH_EXAMPLES)]
    Publish(publish::Options),
    /// Make a secret for [[server.tokens]]
    Token,
}

/// Chinese help, by argument.
const CHINESE: [(&str, &str); 3] =
    [("config", "配置文件"), ("listen", "监听地址与端口（优先于配置文件；端口 0 表示任选空闲端口）"), ("lang", "提示语言：zh 或 en（默认按系统区域设置）")];

/// Chinese help, by subcommand.
const CHINESE_COMMANDS: [(&str, &str); 2] = [("publish", "把瓦片写成 PMTiles 或 MBTiles 文件"), ("token", "生成用于 [[server.tokens]] 的访问令牌")];

const EXAMPLES: [&str; 2] = [
    "示例：\n  bailiwick-server -c data/jilin/bailiwick.toml\n  bailiwick-server -c data/jilin/bailiwick.toml --listen 127.0.0.1:0\n\n启动后在标准输出打印网址；按 Ctrl+C 停止。数据文件更新后自动重新读取。更详细的日志：RUST_LOG=bailiwick_tile_server=debug",
    "Examples:\n  bailiwick-server -c data/jilin/bailiwick.toml\n  bailiwick-server -c data/jilin/bailiwick.toml --listen 127.0.0.1:0\n\nPrints its URL on standard output once it listens; Ctrl+C stops it. Data files that change are read again. A fuller log: RUST_LOG=bailiwick_tile_server=debug",
];

const PUBLISH_EXAMPLES: &str = "Examples:\n  bailiwick-server publish -c data/jilin/bailiwick.toml -o jilin.pmtiles\n  bailiwick-server publish -o changchun.mbtiles --jurisdiction 220100 --layers counties,borders,labels,clues --zooms 6-14";

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
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done = match &args.command {
        None => serve::run(&args, lang),
        Some(Command::Publish(options)) => publish::run(&args.config, options, lang),
        Some(Command::Token) => token::run(lang),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err((sentence, exit)) => {
            eprintln!("{}{sentence}", lang.pick("错误：", "error: "));
            ExitCode::from(exit)
        }
    }
}

fn command(lang: Lang) -> clap::Command {
    let command = Args::command().after_help(lang.pick(EXAMPLES[0], EXAMPLES[1]));
    match lang {
        Lang::En => command,
        Lang::Zh => {
            let about = command.about("提供矢量瓦片、要素服务、归属说明和地图网页");
            let with_arguments = CHINESE.into_iter().fold(about, |c, (id, help)| c.mut_arg(id, |arg| arg.help(help)));
            CHINESE_COMMANDS.into_iter().fold(with_arguments, |c, (id, help)| c.mut_subcommand(id, |sub| sub.about(help)))
        }
    }
}
