//! The schemas that are published are those of the types.

use std::path::Path;

use super::Explanation;
use crate::rules::file::RuleFile;

/// Compares a schema with its file; with `BAILIWICK_BLESS` set the file is written instead (`make bless`).
fn held(file: &str, schema: &schemars::Schema) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = serde_json::to_string_pretty(schema).expect("JSON") + "\n";
    if std::env::var_os("BAILIWICK_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, &text).expect("written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "{file} is not the schema of the types any more: make bless, and read git diff");
}

#[test]
fn the_schema_of_explanations_is_the_one_published() {
    held("../docs/schema/explanation.schema.json", &schemars::schema_for!(Explanation));
}

#[test]
fn the_schema_of_rulesets_is_the_one_beside_the_rules() {
    held("rules/rules.schema.json", &schemars::schema_for!(RuleFile));
}
