//! The docstrings of the stubs become those of the module: what an editor shows and what `help()` says is one text.

use std::path::Path;
use std::{env, fs};

/// The methods that have one.
const DOCUMENTED: [&str; 7] = ["Engine", "assign", "assign_batches", "locate", "explain", "hotspots", "borders"];

fn main() {
    println!("cargo::rerun-if-changed=package/bailiwick/__init__.pyi");
    let stubs = fs::read_to_string("package/bailiwick/__init__.pyi").expect("the stubs are there");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let module = docstring(&stubs).expect("the stubs begin with one");
    fs::write(Path::new(&out).join("module.txt"), module).expect("cargo made the folder");
    for name in DOCUMENTED {
        let [class, method] = [format!("class {name}:"), format!("def {name}(")];
        let start = stubs.find(&class).or_else(|| stubs.find(&method)).unwrap_or_else(|| panic!("the stubs have {name}"));
        let text = docstring(&stubs[start..]).unwrap_or_else(|| panic!("{name} has a docstring"));
        fs::write(Path::new(&out).join(format!("{name}.txt")), text).expect("cargo made the folder");
    }
}

/// The first docstring of a text, with the indentation that all its lines have taken away.
fn docstring(text: &str) -> Option<String> {
    let quoted = text.split("\"\"\"").nth(1)?;
    let rest = quoted.lines().skip(1).filter(|line| !line.trim().is_empty());
    let indent = rest.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let lines = quoted.lines().enumerate().map(|(place, line)| if place == 0 { line } else { line.get(indent..).unwrap_or_default() });
    Some(lines.collect::<Vec<_>>().join("\n").trim_end().to_owned())
}
