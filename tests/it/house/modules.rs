//! The order of the engine's modules, and what only some of them may touch.

use super::files::{assert_none, read, under};
use super::rust_text::{code_only, named_after, without_tests};

/// Modules that may open files.
const MAY_OPEN_FILES: &[&str] = &["config", "ingest", "snapshot", "export"];
/// Modules that may use GDAL.
const MAY_USE_GDAL: &[&str] = &["ingest", "export"];

/// The order, which ARCHITECTURE.md alone defines: the numbered list of the engine's modules.
fn order() -> Vec<String> {
    let architecture = read("ARCHITECTURE.md");
    let section = architecture.split("\n### engine").nth(1).expect("ARCHITECTURE.md has a section on engine");
    let section = section.split("\n#").next().unwrap_or_default();
    let listed = section.lines().filter_map(|line| line.split_once(". `").filter(|(number, _)| number.parse::<u32>().is_ok()));
    listed.filter_map(|(_, rest)| rest.split('`').next()).map(str::to_owned).collect()
}

struct Source {
    path: String,
    /// The module it belongs to.
    module: String,
    /// `engine/src/MODULE.rs` or `engine/src/MODULE/mod.rs`: there `super` is the crate's root.
    is_top: bool,
    /// It holds nothing but tests.
    is_test: bool,
    code: String,
}

/// Every source file of the library.
fn sources() -> Vec<Source> {
    let paths = under("engine/src").into_iter().filter(|path| path.ends_with(".rs") && !path.starts_with("engine/src/bin/") && path != "engine/src/lib.rs");
    let code: Vec<(String, String)> = paths.map(|path| (path.clone(), code_only(&read(&path)))).collect();
    let declared: Vec<String> = code.iter().flat_map(|(path, code)| test_files_declared_in(path, code)).collect();
    code.into_iter()
        .map(|(path, code)| {
            let inside = path.trim_start_matches("engine/src/").trim_end_matches(".rs");
            let module = inside.split('/').next().unwrap_or_default().to_owned();
            let is_top = inside == module || inside == format!("{module}/mod");
            let is_test = inside.ends_with("tests") || declared.contains(&path);
            Source { path, module, is_top, is_test, code }
        })
        .collect()
}

/// The files of `#[cfg(test)] mod name;` in a file.
fn test_files_declared_in(path: &str, code: &str) -> Vec<String> {
    let stem = path.trim_end_matches(".rs");
    let folder = stem.strip_suffix("/mod").unwrap_or(stem);
    let declarations = code.split("#[cfg(test)]").skip(1).filter_map(|rest| rest.split_once(';'));
    let names = declarations.filter_map(|(declaration, _)| declaration.split("mod ").nth(1).filter(|name| !name.contains(['{', ' '])));
    names.map(|name| format!("{folder}/{name}.rs")).collect()
}

/// Modules that a source uses and must not, given the order.
fn uses_against_the_order(source: &Source, order: &[String]) -> Vec<String> {
    let place = |name: &str| order.iter().position(|module| module == name);
    let mut used = named_after(&source.code, "crate::");
    if source.is_top {
        // `super::x` climbs to the root here; inside an inline module it does not, so only names of modules count.
        used.extend(named_after(&source.code, "super::").into_iter().filter(|name| place(name).is_some()));
    }
    used.sort();
    used.dedup();
    let own = place(&source.module);
    used.retain(|name| place(name).is_none_or(|its| own.is_none_or(|own| its > own)));
    used
}

#[test]
fn the_architecture_lists_the_modules_in_the_order_of_the_library() {
    let declared: Vec<String> =
        code_only(&read("engine/src/lib.rs")).lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned)).collect();
    assert_eq!(order(), declared, "left: the list in ARCHITECTURE.md; right: engine/src/lib.rs");
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let order = order();
    let mut broken = Vec::new();
    for source in sources() {
        let wrong = uses_against_the_order(&source, &order);
        broken.extend(wrong.iter().map(|used| format!("{}: `{}` uses `{used}`", source.path, source.module)));
    }
    assert_none(&broken, "a module uses only those above it in ARCHITECTURE.md:");
}

/// `super::super::…` with at least as many steps as the module is deep leads to the crate's root.
fn climbs_to_the_root(path: &str, code: &str) -> bool {
    let inside = path.trim_start_matches("engine/src/").trim_end_matches(".rs").trim_end_matches("/mod");
    let depth = inside.split('/').count();
    depth >= 2 && code.contains(&"super::".repeat(depth))
}

#[test]
fn nobody_leaves_a_module_by_super() {
    // The test above would not see it; `crate::x` says where it goes.
    let broken: Vec<String> = sources().into_iter().filter(|source| climbs_to_the_root(&source.path, &source.code)).map(|source| source.path).collect();
    assert_none(&broken, "write crate::… instead of super::super::…:");
    assert!(climbs_to_the_root("engine/src/a/b.rs", "use super::super::c;") && !climbs_to_the_root("engine/src/a/b/c.rs", "use super::super::d;"));
}

#[test]
fn only_the_readers_and_writers_touch_files_and_gdal() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test) {
        let code = without_tests(&source.code);
        let standard = named_after(&code, "std::");
        let opens_files = standard.iter().any(|name| ["fs", "net", "process"].contains(&name.as_str())) || code.contains("File::");
        if opens_files && !MAY_OPEN_FILES.contains(&source.module.as_str()) {
            broken.push(format!("{}: files are for {MAY_OPEN_FILES:?}", source.path));
        }
        let uses_gdal = !named_after(&code, "gdal::").is_empty() || code.contains("use gdal") || code.contains("gdal_sys");
        if uses_gdal && !MAY_USE_GDAL.contains(&source.module.as_str()) {
            broken.push(format!("{}: GDAL is for {MAY_USE_GDAL:?}", source.path));
        }
    }
    assert_none(&broken, "the middle of the engine is pure:");
}

#[test]
fn every_crate_forbids_unsafe_code() {
    let roots = ["engine/", "tile-server/", "tests/"].into_iter().flat_map(under).filter(|path| is_crate_root(path));
    let roots: Vec<String> = roots.collect();
    assert!(roots.len() >= 6, "two libraries, two programs, the journeys and their helpers: {roots:?}");
    let says = |path: &str| if path == "engine/src/lib.rs" { "#![deny(unsafe_code)]" } else { "#![forbid(unsafe_code)]" };
    let broken: Vec<String> = roots.into_iter().filter(|path| !read(path).contains(says(path))).collect();
    assert_none(&broken, "#![forbid(unsafe_code)] stands at each crate root:");
    // The engine denies it but for the call that maps a file and the instruction that fetches ahead.
    let unsafe_blocks = under("engine/src").into_iter().filter(|path| path.ends_with(".rs") && code_only(&read(path)).contains("unsafe "));
    assert_eq!(unsafe_blocks.collect::<Vec<_>>(), ["engine/src/index/cells/ahead.rs", "engine/src/snapshot/map.rs"]);
}

fn is_crate_root(path: &str) -> bool {
    let is_program = path.split_once("/src/bin/").is_some_and(|(_, rest)| rest.ends_with("/main.rs") || (rest.ends_with(".rs") && !rest.contains('/')));
    path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs") || path.ends_with("/it/main.rs") || is_program
}

#[test]
fn a_use_against_the_order_is_seen() {
    let order: Vec<String> = ["low", "middle", "high"].map(str::to_owned).into();
    let source = |code: &str, is_top| Source { path: String::new(), module: "middle".into(), is_top, is_test: false, code: code.into() };
    for (code, is_top, wrong) in [
        ("use crate::low::A; use crate::middle::B;", false, [].as_slice()),
        ("use crate::{low, high::C};", false, &["high"]),
        ("fn f() { crate::high::g() }", false, &["high"]),
        ("use super::high::C;", true, &["high"]),
        ("use super::high::C;", false, &[]), // middle::high
        ("use crate::Hidden;", false, &["Hidden"]),
    ] {
        assert_eq!(uses_against_the_order(&source(code, is_top), &order), wrong, "{code}");
    }
}
