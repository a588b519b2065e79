//! Our side of the comparison with other programs (`make bench`): one piece of work from files of plain numbers, answers to a file
//! of plain numbers, and what it cost as one line of JSON.
//!
//! What is measured stands in `ours` and `hotspots`; here is only the command line.

#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "the answer of this program is a line of JSON")]

mod arguments;
mod clock;
mod files;
mod hotspots;
mod machine;
mod ours;

use arguments::Arguments;

fn main() {
    let arguments = Arguments::from_command_line();
    let said = match arguments.work.as_str() {
        "locate" => ours::locate(&arguments),
        "nearest" => ours::nearest(&arguments),
        "open" => ours::open(&arguments),
        "local-statistics" => hotspots::local(&arguments),
        "clusters" => hotspots::clusters(&arguments),
        "scan" => hotspots::scanned(&arguments),
        "machine" => machine::measure(),
        // `cargo bench` and `cargo test --benches` start every benchmark; without a piece of work there is nothing to do.
        _ => return,
    };
    println!("{said}");
}
