//! The page's style for clients that are not the page. Pure.
//!
//! The page's build writes the style without what only a server knows (`tile-server/web/src/map/servedStyle.ts`). Here it is filled in:
//! 1. The layers of backdrops are repeated for each of them.
//! 2. Layers that the data does not have are left out.
//! 3. Prefectures get their tints.
//! 4. Sources, glyphs and sprite get their addresses, and the map a place to begin with.
//!
//! # References
//! MapLibre Style Specification, version 8.

mod tints;
mod view;

use bailiwick_engine::lang::Lang;
use serde_json::{Map, Value, json};

use crate::served::Label;

/// Where the name of a backdrop goes.
const BACKDROP: &str = "{backdrop}";

/// What only a server knows.
pub struct Facts<'a> {
    /// What the data is called.
    pub name: &'a str,
    /// The address of a path of this server, such as `http://localhost:8080/counties`, with what opens it.
    pub url: &'a dyn Fn(&str) -> String,
    /// The same for paths that are open to everybody, and that clients put endings behind.
    pub plain: &'a dyn Fn(&str) -> String,
    /// The layers of its tiles.
    pub layers: &'a [&'a str],
    /// Which of them are backdrops.
    pub backdrops: &'a [&'a str],
    /// The divisions.
    pub labels: &'a [Label],
    /// West, south, east and north, in degrees.
    pub bounds: [f64; 4],
    /// The language of names, where they have several.
    pub lang: Lang,
}

/// The style, filled in.
///
/// # Panics
/// If the template is none: it is our own, and a test fills it in.
pub fn fill(template: &[u8], facts: &Facts<'_>) -> Value {
    let mut style: Map<String, Value> = serde_json::from_slice(template).expect("the page's build has written a style");
    let Some(Value::Array(layers)) = style.remove("layers") else { panic!("a style has layers") };
    let layers = layers.into_iter().flat_map(|layer| for_backdrops(layer, facts.backdrops));
    let mut layers: Vec<Value> = layers.filter(|layer| layer["source-layer"].as_str().is_none_or(|name| facts.layers.contains(&name))).collect();
    for layer in &mut layers {
        tint(layer, facts.labels);
        if facts.lang == Lang::En {
            prefer_english(layer);
        }
    }
    let sources = sources(&layers, facts.url);
    let (center, zoom) = view::of(facts.bounds);
    json!({
        "version": 8,
        "name": facts.name,
        "center": center,
        "zoom": zoom,
        "sources": sources,
        "glyphs": (facts.plain)("/font/{fontstack}/{range}"),
        "sprite": (facts.plain)(&format!("/sprite/{}", crate::sprites::NAME)),
        "layers": layers,
    })
}

/// A layer of backdrops once for each of them; every other as it is.
fn for_backdrops(layer: Value, backdrops: &[&str]) -> Vec<Value> {
    if layer["source-layer"] != BACKDROP {
        return vec![layer];
    }
    let named = |name: &&str| {
        let mut layer = layer.clone();
        for key in ["id", "source-layer"] {
            layer[key] = layer[key].as_str().unwrap_or_default().replace(BACKDROP, name).into();
        }
        layer
    };
    backdrops.iter().map(named).collect()
}

/// Takes the tints out of a layer's metadata and gives each prefecture one of them.
fn tint(layer: &mut Value, labels: &[Label]) {
    let Some(Value::Array(tints)) = layer.get_mut("metadata").and_then(Value::as_object_mut).and_then(|metadata| metadata.remove("tints")) else { return };
    let tints: Vec<&str> = tints.iter().filter_map(Value::as_str).collect();
    let chosen = tints::of_prefectures(labels, &tints);
    if let Some(fallback) = tints.first().filter(|_| !chosen.is_empty()) {
        let pairs = chosen.into_iter().flat_map(|(code, tint)| [json!(code.to_string()), json!(tint)]);
        let head = [json!("match"), json!(["get", "code"])];
        layer["paint"]["fill-color"] = head.into_iter().chain(pairs).chain([json!(fallback)]).collect();
    }
}

/// Every name by its English form where a feature has one.
fn prefer_english(layer: &mut Value) {
    if let Some(text) = layer.pointer_mut("/layout/text-field") {
        replace(text, &json!(["get", "name"]), &json!(["coalesce", ["get", "name_en"], ["get", "name"]]));
    }
}

fn replace(within: &mut Value, what: &Value, by: &Value) {
    if within == what {
        *within = by.clone();
    } else if let Value::Array(parts) = within {
        for part in parts {
            replace(part, what, by);
        }
    }
}

/// Each source with the layers that are drawn from it, in the order of their first appearance, by its TileJSON.
fn sources(layers: &[Value], url: &dyn Fn(&str) -> String) -> Map<String, Value> {
    let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
    for layer in layers {
        let (Some(source), Some(name)) = (layer["source"].as_str(), layer["source-layer"].as_str()) else { continue };
        match names.iter_mut().find(|(known, _)| *known == source) {
            Some((_, of_source)) if of_source.contains(&name) => {}
            Some((_, of_source)) => of_source.push(name),
            None => names.push((source, vec![name])),
        }
    }
    let source = |(source, names): (&str, Vec<&str>)| (source.to_owned(), json!({ "type": "vector", "url": url(&format!("/{}", names.join(","))) }));
    names.into_iter().map(source).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts<'a>(layers: &'a [&'a str], backdrops: &'a [&'a str], lang: Lang) -> Facts<'a> {
        Facts { name: "吉林省", url: &at_host, plain: &at_host, layers, backdrops, labels: &[], bounds: [121.0, 40.0, 132.0, 47.0], lang }
    }

    fn at_host(path: &str) -> String {
        format!("http://host{path}")
    }

    fn template() -> Vec<u8> {
        crate::embedded::file("style.json").expect("built").into_owned()
    }

    #[test]
    fn sources_are_of_the_layers_that_are_drawn_and_there() {
        let layers = ["provinces", "prefectures", "counties", "borders", "labels", "zones", "clues", "hotspots", "borders_risk", "rivers", "lakes"];
        let style = fill(&template(), &facts(&layers, &["rivers", "lakes"], Lang::Zh));
        assert_eq!(style["sources"]["base"]["url"], "http://host/provinces,prefectures,rivers,lakes,borders,labels");
        assert_eq!(style["sources"]["themes"]["url"], "http://host/zones,clues");
        // On their own: whoever draws the themes does not wait until these are found.
        assert_eq!(style["sources"]["hotspots"]["url"], "http://host/borders_risk,hotspots");
        let ids: Vec<&str> = style["layers"].as_array().expect("layers").iter().filter_map(|layer| layer["id"].as_str()).collect();
        assert!(ids.contains(&"rivers-line") && ids.contains(&"lakes-surface-name") && ids.contains(&"name-county"), "{ids:?}");
        assert!(!ids.contains(&"outfalls") && !style.to_string().contains(BACKDROP));
        assert_eq!((&style["glyphs"], &style["sprite"]), (&json!("http://host/font/{fontstack}/{range}"), &json!("http://host/sprite/bailiwick")));
        assert!(!style.to_string().contains("tints\":["));
    }

    #[test]
    fn without_data_there_is_paper() {
        let style = fill(&template(), &facts(&[], &[], Lang::Zh));
        assert_eq!((style["sources"].as_object().map(Map::len), style["layers"].as_array().map(Vec::len)), (Some(0), Some(1)));
    }

    #[test]
    fn english_names_are_preferred_wherever_names_are_written() {
        let layers = ["labels", "zones", "outfalls", "rivers"];
        let names = |lang| {
            let style = fill(&template(), &facts(&layers, &["rivers"], lang)).to_string();
            [style.matches(r#"["get","name_en"]"#).count(), style.matches(r#""text-field""#).count() - style.matches(r#""text-field":["to-string""#).count()]
        };
        let [english, written] = names(Lang::En);
        assert_eq!((names(Lang::Zh)[0], english), (0, written));
    }

    #[test]
    fn icons_that_layers_name_are_in_the_sprite() {
        let layers = ["overlays", "outfalls"];
        let style = fill(&template(), &facts(&layers, &[], Lang::Zh));
        let icons = crate::sprites::names();
        let mut named = 0;
        for layer in style["layers"].as_array().expect("layers") {
            let text = json!([layer["layout"]["icon-image"], layer["paint"]["fill-pattern"]]).to_string();
            for icon in text.split('"').filter(|word| word.starts_with("outfall-") || word.starts_with("overlay-")) {
                assert!(icons.iter().any(|known| known == icon), "{icon}");
                named += 1;
            }
        }
        assert_eq!(named, 5);
    }
}
