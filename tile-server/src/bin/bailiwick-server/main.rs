//! The command `bailiwick-server`: vector tiles, features, explained decisions and the map page; the same tiles as a file.
//!
//! Exit codes: 0 stopped by a signal, or done; 1 the data cannot be used or the address is taken; 2 the command or the configuration is wrong.

#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its user on the terminal")]

mod help;
mod publish;
mod reload;
mod serve;
mod token;

use std::path::PathBuf;
use std::process::ExitCode;

use bailiwick_engine::lang::Lang;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// A tile is made of thousands of short lists: with the system's allocator a tenth of its time goes into these.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

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
    /// Write the tiles to a PMTiles or MBTiles file, or a pack for whoever has no network
    Publish(publish::Options),
    /// Make a secret for [[server.tokens]]
    Token,
}

/// Why the command ends: a sentence and an exit code.
type Failure = (String, u8);

fn main() -> ExitCode {
    let lang = Lang::of_program(&std::env::args().collect::<Vec<_>>(), sys_locale::get_locale().as_deref());
    let args = match help::translated(Args::command(), lang).try_get_matches().and_then(|matches| Args::from_arg_matches(&matches)) {
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
