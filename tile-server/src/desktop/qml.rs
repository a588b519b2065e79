//! Styles for QGIS: of a layer of features by rules, and of vector tiles.

use bailiwick_engine::export::ShapeKind;

use super::Style;
use super::expression::{condition, scales, tile_zooms};
use super::look::{Medium, height, is_backdrop, look};
use super::qgis_label::settings;
use super::qgis_symbol::symbol;
use super::symbol::{Look, On, Rule, Writing, Zooms};
use super::xml::Element;

const DOCTYPE: &str = "qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'";

/// What the files say they were written by: the oldest that reads them.
const VERSION: &str = "3.22.0";

/// The style of a layer of features of a kind.
///
/// A layer that is none of ours is taken for a backdrop. One of mixed kinds is taken for what it is usually, a backdrop for areas: QGIS
/// opens it as a layer for each kind.
pub fn qml(layer: &str, kind: ShapeKind, style: &Style<'_>) -> String {
    let root = Element::new("qgis").with("version", VERSION).with("styleCategories", "Symbology|Labeling").with("labelsEnabled", 1);
    root.holding(features(layer, kind, style)).document(Some(DOCTYPE))
}

/// The style of vector tiles that hold these layers.
pub fn tile_qml(layers: &[&str], style: &Style<'_>) -> String {
    let root = Element::new("qgis").with("version", VERSION).with("styleCategories", "Symbology|Labeling");
    root.holding(tiles(layers, style)).document(Some(DOCTYPE))
}

/// What a style of features consists of.
pub(super) fn features(layer: &str, kind: ShapeKind, style: &Style<'_>) -> Vec<Element> {
    let look = look(layer, Medium::Features, style.tints);
    let on = look.on(kind);
    let Look { rules, writings, .. } = look;
    let rules: Vec<Rule> = rules.into_iter().filter(|rule| rule.on == on).collect();
    let mut symbols = Vec::new();
    let mut written = Vec::new();
    let mut pass = 0;
    for (place, Rule { caption: [zh, en], on, tests, zooms, coats }) in rules.iter().enumerate() {
        let rule = rule_element(&condition(tests), *zooms, &key(layer, "rule", place));
        written.push(rule.with("symbol", place).with("label", style.lang.pick(zh, en)));
        symbols.push(symbol(&place.to_string(), *on, coats, pass));
        pass += coats.len();
    }
    let renderer = if rules.is_empty() {
        Element::new("renderer-v2").with("type", "nullSymbol").with("forceraster", 0)
    } else {
        let rules = Element::new("rules").with("key", key(layer, "rules", 0)).holding(written);
        let renderer = Element::new("renderer-v2").with("type", "RuleRenderer").with("symbollevels", 1).with("enableorderby", 0).with("forceraster", 0);
        renderer.holding([rules, Element::new("symbols").holding(symbols)])
    };
    let label =
        |(place, writing): (usize, &Writing)| rule_element(&condition(&writing.tests), writing.zooms, &key(layer, "name", place)).holding([settings(writing)]);
    let labels = writings.iter().filter(|writing| writing.on == on).enumerate().map(label);
    let labels = Element::new("rules").with("key", key(layer, "names", 0)).holding(labels);
    vec![renderer, Element::new("labeling").with("type", "rule-based").holding([labels])]
}

/// A rule of features or of names.
fn rule_element(filter: &str, zooms: Zooms, key: &str) -> Element {
    let mut rule = Element::new("rule").with("key", key);
    if !filter.is_empty() {
        rule = rule.with("filter", filter);
    }
    // By QGIS's names the smallest scale has the largest denominator.
    let (largest, smallest) = scales(zooms);
    if let Some(largest) = largest {
        rule = rule.with("scalemaxdenom", largest);
    }
    if let Some(smallest) = smallest {
        rule = rule.with("scalemindenom", smallest);
    }
    rule
}

/// QGIS wants a name of its own for each rule, and the same input is to give the same bytes.
fn key(layer: &str, part: &str, place: usize) -> String {
    format!("{{{layer}-{part}-{place}}}")
}

/// What a style of tiles consists of: the layers from the ground up.
pub(super) fn tiles(layers: &[&str], style: &Style<'_>) -> Vec<Element> {
    let mut layers = layers.to_vec();
    layers.sort_by_key(|layer| height(layer));
    let looks: Vec<(&str, Look)> = layers.iter().map(|layer| (*layer, look(layer, Medium::Tiles, style.tints))).collect();
    let rules = looks.iter().flat_map(|(layer, look)| look.rules.iter().map(move |rule| (layer, look, rule)));
    let painted = rules.map(|(layer, look, Rule { caption: [zh, en], on, tests, zooms, coats })| {
        let title = look.title(layer, style.lang);
        let name = style.lang.pick(format!("{title}：{zh}"), format!("{title}: {en}"));
        let symbols = Element::new("symbols").holding([symbol("0", *on, coats, 0)]);
        tile_style(&name, layer, *on, condition(tests), *zooms).holding([symbols])
    });
    let writings = looks.iter().flat_map(|(layer, look)| look.writings.iter().map(move |writing| (layer, look, writing)));
    let named = writings.map(|(layer, look, writing)| {
        tile_style(look.title(layer, style.lang), layer, writing.on, condition(&writing.tests), writing.zooms).holding([settings(writing)])
    });
    let styles = |styles: Vec<Element>| Element::new("styles").holding(styles);
    vec![
        Element::new("renderer").with("type", "basic").holding([styles(painted.collect())]),
        Element::new("labeling").with("type", "basic").holding([styles(named.collect())]),
    ]
}

fn tile_style(name: &str, layer: &str, on: On, mut filter: String, zooms: Zooms) -> Element {
    // QGIS draws what is meant for points on areas as well, once a tile.
    if on == On::Point && is_backdrop(layer) {
        filter = [filter, "geometry_type($geometry) = 'Point'".to_owned()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" AND ");
    }
    // QgsWkbTypes::GeometryType.
    let geometry = match on {
        On::Point => 0,
        On::Line => 1,
        On::Area => 2,
    };
    let [first, last] = tile_zooms(zooms);
    Element::new("style")
        .with("name", name)
        .with("layer", layer)
        .with("geometry", geometry)
        .with("enabled", 1)
        .with("expression", filter)
        .with("min-zoom", first)
        .with("max-zoom", last)
}
