//! The command `bailiwick`: clues in, responsible jurisdictions out.
//!
//! Exit codes: 0 done; 1 the data has errors or a file cannot be used; 2 the command or the configuration is wrong;
//! 130 interrupted.

#![forbid(unsafe_code)]

/// Prints a line on standard output. A closed pipe (`| head`) is an ordinary end and no panic, as it is in `println!`.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout().lock(), $($text)*);
    }};
}

/// Prints a line on standard error, likewise: the work goes on when nobody listens.
macro_rules! remark {
    ($($text:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stderr().lock(), $($text)*);
    }};
}

mod args;
mod assign;
mod check;
mod diff;
mod explain;
mod handover;
mod help;
mod hotspots;
mod plan;
mod rules;
mod session;
mod snapshot;

use std::process::ExitCode;

use args::{Command, Options};
use session::Failure;

fn main() -> ExitCode {
    let options = match Options::from_command_line() {
        Ok(options) => options,
        Err(exit) => return exit,
    };
    let outcome = match &options.command {
        Command::Check(args) => check::run(args, &options),
        Command::Assign(args) => assign::run(args, &options),
        Command::Handover(args) => handover::run(args, &options),
        Command::Explain(args) => explain::run(args, &options),
        Command::Diff(args) => diff::run(args, &options),
        Command::Hotspots(args) => hotspots::run(args, &options),
        Command::Plan(args) => plan::run(args, &options),
        Command::Rules(args) => rules::run(args, &options),
        Command::Snapshot(args) => snapshot::run(args, &options),
    };
    match outcome {
        Ok(exit) => exit,
        Err(Failure { sentence, exit }) => {
            remark!("{}{sentence}", options.lang.pick("错误：", "error: "));
            ExitCode::from(exit)
        }
    }
}
