//! Every setting and every route is documented, and what is documented exists.

use super::files::{assert_none, read, under};
use super::rust_text::code_only;

/// The text of a section of ARCHITECTURE.md.
fn section(heading: &str) -> String {
    let architecture = read("ARCHITECTURE.md");
    let start = format!("\n## {heading}\n");
    let rest = architecture.split(&start).nth(1).unwrap_or_else(|| panic!("ARCHITECTURE.md has a section {heading}"));
    rest.split("\n## ").next().unwrap_or_default().to_owned()
}

/// A table of the configuration: its names in the file, and its keys.
struct Table {
    names: Vec<String>,
    keys: Vec<String>,
}

/// The structs of the configuration. Their doc comment names the tables they are for: "`[dataset]`".
fn tables(config: &str) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut doc = String::new();
    let mut lines = config.lines();
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("/// ") {
            doc.push_str(text);
        } else if line.starts_with("pub struct ") {
            let names: Vec<String> =
                doc.split('`').skip(1).step_by(2).filter(|name| name.starts_with('[')).map(|name| name.trim_matches(['[', ']']).to_owned()).collect();
            let body = lines.by_ref().take_while(|line| !line.starts_with('}'));
            let keys = keys(&body.collect::<Vec<_>>());
            if !names.is_empty() {
                tables.push(Table { names, keys });
            }
            doc.clear();
        } else if !line.starts_with("#[") {
            doc.clear();
        }
    }
    tables
}

fn keys(body: &[&str]) -> Vec<String> {
    let mut skipped = false;
    let mut keys = Vec::new();
    for line in body.iter().map(|line| line.trim()) {
        if line.starts_with("#[serde(skip") {
            skipped = true;
        } else if let Some((key, _)) = line.strip_prefix("pub ").and_then(|field| field.split_once(':')) {
            if !skipped {
                keys.push(key.to_owned());
            }
            skipped = false;
        }
    }
    keys
}

/// The lines documented for a table: from its header to the next.
fn documented_for(text: &str, table: &str) -> String {
    let headers = [format!("[{table}]"), format!("[[{table}]]")];
    let mut inside = false;
    let mut found = String::new();
    for line in text.lines() {
        if line.starts_with('[') || line.starts_with("```") {
            inside = headers.iter().any(|header| line.starts_with(header.as_str()));
        }
        if inside {
            found.push_str(line);
            found.push('\n');
        }
    }
    found
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|found| found == word)
}

#[test]
fn every_setting_is_documented() {
    let text = section("bailiwick.toml");
    let tables = tables(&["mod", "basemap", "hotspots", "server"].map(|file| read(&format!("engine/src/config/{file}.rs"))).concat());
    assert!(tables.len() >= 9, "the structs of the configuration are found by their doc comments");
    let mut broken = Vec::new();
    for table in tables {
        // Where a struct serves several tables, a key may be explained at any of them.
        let documented: String = table.names.iter().map(|name| documented_for(&text, name)).collect();
        broken.extend(table.names.iter().filter(|name| documented_for(&text, name).is_empty()).map(|name| format!("[{name}]")));
        broken.extend(table.keys.iter().filter(|key| !has_word(&documented, key)).map(|key| format!("{} {key}", table.names.join(", "))));
    }
    assert_none(&broken, "ARCHITECTURE.md does not explain:");
}

/// A route with its parameters' names left out: how they are called is no promise.
fn shape(route: &str) -> String {
    let mut inside = false;
    let kept = route.chars().filter(|c| {
        let keep = !inside || *c == '}';
        inside = (inside || *c == '{') && *c != '}';
        keep
    });
    kept.collect()
}

/// The routes of the router: the first argument of every `read(` of the table that it is made from, and every `path:` there.
fn routes() -> Vec<String> {
    let text = read("tile-server/src/http/routes.rs");
    let table = text.split("pub(crate) fn routes()").nth(1).expect("the table is a function").split("\n}").next().expect("which ends");
    let literal =
        |call: &str| table.split(call).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next()).map(shape).collect::<Vec<_>>();
    let mut found = [literal("read("), literal("path:")].concat();
    assert_eq!(found.len(), table.matches("read(").count() + table.matches("path:").count(), "this test reads routes that are written as literals");
    for path in under("tile-server/src/http").into_iter().filter(|path| path.ends_with(".rs")) {
        let (text, calls) = (read(&path), usize::from(path.ends_with("http/mod.rs")));
        assert_eq!(code_only(&text).matches(".route(").count(), calls, "{path}: routes stand in the table");
    }
    found.sort();
    found.dedup();
    found
}

/// The routes of the table in ARCHITECTURE.md.
fn documented_routes() -> Vec<String> {
    let text = section("HTTP");
    let rows = text.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
    let words = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).flat_map(str::split_whitespace);
    let mut found: Vec<String> = words.filter(|word| word.starts_with('/')).map(|word| shape(word.split('?').next().unwrap_or_default())).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn every_route_is_documented_and_every_documented_route_exists() {
    let (routes, documented) = (routes(), documented_routes());
    assert!(routes.len() >= 8, "the routes are found: {routes:?}");
    let mut broken: Vec<String> = routes.iter().filter(|route| !documented.contains(route)).map(|route| format!("{route} is not in ARCHITECTURE.md")).collect();
    broken.extend(documented.iter().filter(|route| !routes.contains(route)).map(|route| format!("{route} is not in the router")));
    assert_none(&broken, "the table of routes and the router differ:");
}

#[test]
fn parameters_of_routes_may_be_called_anything() {
    assert_eq!(shape("/{layers}/{z}/{x}/{y}"), shape("/{names}/{zoom}/{column}/{row}"));
    assert_ne!(shape("/{a}/b"), shape("/{a}/c"));
}
