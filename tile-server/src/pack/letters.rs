//! Which letters the names of a pack are written with.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Chosen;
use crate::glyphs::GlyphRange;
use crate::layers::{CLUES, Layer, Value as Cell};

/// The letters for each stack of fonts.
pub(super) type Letters = BTreeMap<String, BTreeSet<char>>;

/// For each stack of fonts of a style the letters that its layers need: digits and Latin letters always, and what stands in the columns that
/// they write. A tile of an outer zoom has names from far around, so all rows count, and of the clues those that are shown.
pub(super) fn needed(style: &Value, chosen: &Chosen<'_>) -> Letters {
    let mut letters = Letters::new();
    for drawn in style["layers"].as_array().into_iter().flatten() {
        let (Some(text), Some(name)) = (drawn.pointer("/layout/text-field"), drawn["source-layer"].as_str()) else { continue };
        let fonts = drawn["layout"]["text-font"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let of_stack = letters.entry(fonts.collect::<Vec<_>>().join(",")).or_insert_with(|| (' '..='~').collect());
        let Some(layer) = chosen.layers().find(|layer| layer.name == name) else { continue };
        let rows = if name == CLUES { chosen.rows(layer) } else { (0..).take(layer.len()).collect() };
        for column in columns(text).into_iter().filter_map(|column| layer.column(column)) {
            of_stack.extend(words(layer, &rows, column).flat_map(str::chars));
        }
    }
    letters
}

/// The ranges that some letters lie in, each once and in order.
pub(super) fn ranges(letters: &BTreeSet<char>) -> Vec<GlyphRange> {
    let mut ranges: Vec<GlyphRange> = letters.iter().filter_map(|letter| GlyphRange::of(*letter)).collect();
    ranges.dedup();
    ranges
}

/// The attributes that an expression reads.
fn columns(expression: &Value) -> Vec<&str> {
    match expression.as_array().map(Vec::as_slice) {
        Some([Value::String(get), Value::String(column)]) if get == "get" => vec![column],
        Some(parts) => parts.iter().flat_map(columns).collect(),
        None => Vec::new(),
    }
}

fn words<'a>(layer: &'a Layer, rows: &[u32], column: usize) -> impl Iterator<Item = &'a str> {
    rows.iter().filter_map(move |row| if let Cell::Text(text) = layer.content().value(*row as usize, column) { Some(text) } else { None })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_attribute_of_an_expression_is_found() {
        assert_eq!(columns(&json!(["step", ["zoom"], "", 12.5, ["coalesce", ["get", "name_en"], ["get", "name"]]])), ["name_en", "name"]);
        assert_eq!(columns(&json!("plain")), [""; 0]);
    }
}
