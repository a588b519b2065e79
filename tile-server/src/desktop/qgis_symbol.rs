//! Symbols as QGIS 3.22 writes them. What is left out has QGIS's default.

use super::expression::{MM, rounded, size};
use super::symbol::{Coat, Colour, Mark, On, Stops};
use super::xml::Element;

/// Coats of paint as a symbol. `pass` is the first of their places in the order of drawing: all features get one coat before any gets
/// the next, so that a border's casing covers no other border.
pub(super) fn symbol(name: &str, on: On, coats: &[Coat], pass: usize) -> Element {
    let layers = coats.iter().enumerate().map(|(place, coat)| layer(coat, on, &format!("@{name}@{place}")).with("pass", pass + place));
    shell(name, on).holding(layers)
}

fn shell(name: &str, on: On) -> Element {
    let kind = match on {
        On::Point => "marker",
        On::Line => "line",
        On::Area => "fill",
    };
    Element::new("symbol").with("name", name).with("type", kind).with("alpha", 1).with("force_rhr", 0).with("clip_to_extent", 1)
}

fn layer(coat: &Coat, on: On, sub_name: &str) -> Element {
    match *coat {
        Coat::Fill(colour) => of_class("SimpleFill", &[("color", rgba(colour)), ("style", "solid".into()), ("outline_style", "no".into())], &[]),
        Coat::Hatch { colour, width_px, step_px } => {
            let width = Stops(&[]);
            let stroke = line(colour, width, mm(width_px), None, false);
            let options = [("angle", "45".into()), ("distance", mm(step_px)), ("distance_unit", "MM".into())];
            of_class("LinePatternFill", &options, &[]).holding([shell(sub_name, On::Line).holding([stroke.with("pass", 0)])])
        }
        Coat::Line { colour, width, dash, round } => {
            let dash = dash.map(|lengths| lengths.map(|widths| mm(widths * width.usual_px())).join(";"));
            // Round ends would show at every vertex where a tile cuts an area.
            line(colour, width, mm(width.usual_px()), dash, round && on == On::Line)
        }
        Coat::Mark { mark, colour, size, rim, rim_width } => {
            let options = [
                ("name", mark_name(mark).into()),
                ("color", rgba(colour)),
                ("size", mm(size.usual_px())),
                ("size_unit", "MM".into()),
                ("outline_color", rgba(rim)),
                ("outline_style", "solid".into()),
                ("outline_width", mm(rim_width.usual_px())),
                ("outline_width_unit", "MM".into()),
                ("joinstyle", "round".into()),
            ];
            of_class("SimpleMarker", &options, &[("size", size), ("outlineWidth", rim_width)])
        }
    }
}

fn line(colour: Colour, width: Stops, usual: String, dash: Option<String>, round: bool) -> Element {
    let mut options = vec![
        ("line_color", rgba(colour)),
        ("line_width", usual),
        ("line_width_unit", "MM".into()),
        ("line_style", "solid".into()),
        ("joinstyle", "round".into()),
        ("capstyle", if round { "round" } else { "flat" }.into()),
    ];
    if let Some(dash) = dash {
        options.extend([("use_custom_dash", "1".into()), ("customdash", dash), ("customdash_unit", "MM".into())]);
    }
    of_class("SimpleLine", &options, &[("outlineWidth", width)])
}

/// A layer of a symbol: its options, and sizes that follow the scale.
fn of_class(class: &str, options: &[(&str, String)], sizes: &[(&str, Stops)]) -> Element {
    let map = Element::new("Option").with("type", "Map").holding(options.iter().map(|(name, value)| option(name, "QString", value)));
    let properties = properties(sizes, MM);
    let layer = Element::new("layer").with("class", class).with("enabled", 1).with("locked", 0).holding([map]);
    layer.holding(properties.map(|properties| Element::new("data_defined_properties").holding([properties])))
}

/// Sizes that follow the scale, as QGIS's collection of properties.
pub(super) fn properties(sizes: &[(&str, Stops)], unit: f64) -> Option<Element> {
    let follows = |(name, stops): &(&str, Stops)| {
        let expression = size(*stops, unit)?;
        // 3: by an expression.
        let parts = [option("active", "bool", "true"), option("expression", "QString", &expression), option("type", "int", "3")];
        Some(Element::new("Option").with("name", name).with("type", "Map").holding(parts))
    };
    let sizes: Vec<Element> = sizes.iter().filter_map(follows).collect();
    if sizes.is_empty() {
        return None;
    }
    let properties = Element::new("Option").with("name", "properties").with("type", "Map").holding(sizes);
    Some(Element::new("Option").with("type", "Map").holding([option("name", "QString", ""), properties, option("type", "QString", "collection")]))
}

fn option(name: &str, kind: &str, value: &str) -> Element {
    Element::new("Option").with("name", name).with("type", kind).with("value", value)
}

fn mark_name(mark: Mark) -> &'static str {
    match mark {
        Mark::Circle => "circle",
        Mark::Square => "square",
        Mark::Diamond => "diamond",
        Mark::Triangle => "triangle",
        Mark::Hexagon => "hexagon",
    }
}

fn mm(px: f64) -> String {
    rounded(px * MM).to_string()
}

/// A colour as QGIS writes it: four numbers to 255.
pub(super) fn rgba(colour: Colour) -> String {
    let [red, green, blue] = colour.bytes();
    format!("{red},{green},{blue},{}", (colour.opacity * 255.0).round())
}
