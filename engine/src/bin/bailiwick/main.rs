//! The command `bailiwick`: clues in, responsible jurisdictions out.
//!
//! Exit codes: 0 done; 1 the data has errors or a file cannot be used; 2 the command or the configuration is wrong.

#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its user on the terminal")]

mod args;
mod assign;
mod check;
mod explain;
mod handover;
mod help;
mod session;

use std::process::ExitCode;

use args::{Command, Options};
use session::Failure;

fn main() -> ExitCode {
    // Rust ignores SIGPIPE, and a closed pipe (`| head`) would then be a panic in println!; it is an ordinary end here.
    let options = match Options::from_command_line() {
        Ok(options) => options,
        Err(exit) => return exit,
    };
    let outcome = match &options.command {
        Command::Check(args) => check::run(args, &options),
        Command::Assign(args) => assign::run(args, &options),
        Command::Handover(args) => handover::run(args, &options),
        Command::Explain(args) => explain::run(args, &options),
    };
    match outcome {
        Ok(exit) => exit,
        Err(Failure { sentence, exit }) => {
            eprintln!("{}{sentence}", options.lang.pick("错误：", "error: "));
            ExitCode::from(exit)
        }
    }
}
