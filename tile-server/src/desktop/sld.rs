//! Styles in OGC's words: SLD 1.1 with Symbology Encoding 1.1, for GeoServer, MapServer, gvSIG and others.
//!
//! Sizes are pixels of one scale, where a province fills a screen: the standard knows no size that follows the zoom. It has no hatching
//! either; `shape://slash` is GeoServer's, and others draw the fill they have for a mark they do not know.

use bailiwick_engine::export::ShapeKind;

use super::Style;
use super::expression::{rounded, scales};
use super::look::{Medium, look};
use super::qgis_label::FAMILIES;
use super::symbol::{Coat, Colour, Mark, On, Rule, Stand, Test, Writing, Zooms};
use super::xml::Element;

/// The style of a layer of features of a kind.
pub fn sld(layer: &str, kind: ShapeKind, style: &Style<'_>) -> String {
    let look = look(layer, Medium::Features, style.tints);
    let on = look.on(kind);
    let rules = look.rules.iter().filter(|rule| rule.on == on).map(|rule| painted(rule, style));
    let names = look.writings.iter().filter(|writing| writing.on == on).map(written);
    let features = Element::new("se:FeatureTypeStyle").holding(rules).holding(names);
    let user = Element::new("UserStyle").holding([Element::text("se:Name", layer), description(look.title(layer, style.lang)), features]);
    let named = Element::new("NamedLayer").holding([Element::text("se:Name", layer), user]);
    Element::new("StyledLayerDescriptor")
        .with("version", "1.1.0")
        .with("xmlns", "http://www.opengis.net/sld")
        .with("xmlns:se", "http://www.opengis.net/se")
        .with("xmlns:ogc", "http://www.opengis.net/ogc")
        .with("xmlns:xlink", "http://www.w3.org/1999/xlink")
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .with("xsi:schemaLocation", "http://www.opengis.net/sld http://schemas.opengis.net/sld/1.1.0/StyledLayerDescriptor.xsd")
        .holding([named])
        .document(None)
}

fn painted(rule: &Rule, style: &Style<'_>) -> Element {
    let [zh, en] = &rule.caption;
    let caption = style.lang.pick(zh, en);
    let named = Element::new("se:Rule").holding([Element::text("se:Name", caption), description(caption)]);
    named.holding(limits(&rule.tests, rule.zooms)).holding(rule.coats.iter().map(|coat| painter(coat, rule.on)))
}

fn written(writing: &Writing) -> Element {
    Element::new("se:Rule").holding(limits(&writing.tests, writing.zooms)).holding([text(writing)])
}

fn description(title: &str) -> Element {
    Element::new("se:Description").holding([Element::text("se:Title", title)])
}

/// Which features, and at which scales.
fn limits(tests: &[Test], zooms: Zooms) -> Vec<Element> {
    let mut tests: Vec<Element> = tests.iter().map(test).collect();
    let condition = if tests.len() > 1 { Some(Element::new("ogc:And").holding(tests)) } else { tests.pop() };
    let mut limits: Vec<Element> = condition.map(|condition| Element::new("ogc:Filter").holding([condition])).into_iter().collect();
    let (largest, smallest) = scales(zooms);
    limits.extend(smallest.map(|scale| Element::text("se:MinScaleDenominator", scale)));
    limits.extend(largest.map(|scale| Element::text("se:MaxScaleDenominator", scale)));
    limits
}

fn test(test: &Test) -> Element {
    let not = |element| Element::new("ogc:Not").holding([element]);
    match test {
        Test::Is(field, value) => compare("ogc:PropertyIsEqualTo", field, value),
        Test::OneOf(field, values) => any(values.iter().map(|value| compare("ogc:PropertyIsEqualTo", field, value)).collect()),
        Test::NoneOf(field, values) => not(any(values.iter().map(|value| compare("ogc:PropertyIsEqualTo", field, value)).collect())),
        Test::Starts(field, start) => like(field, start),
        Test::StartsWithNone(field, starts) => not(any(starts.iter().map(|start| like(field, start)).collect())),
        Test::Has(field) => not(Element::new("ogc:PropertyIsNull").holding([property(field)])),
        Test::Lacks(field) => Element::new("ogc:PropertyIsNull").holding([property(field)]),
        Test::Within(field, low, high) => {
            let low = compare("ogc:PropertyIsGreaterThanOrEqualTo", field, &low.to_string());
            match high {
                None => low,
                Some(high) => Element::new("ogc:And").holding([low, compare("ogc:PropertyIsLessThan", field, &high.to_string())]),
            }
        }
    }
}

fn any(mut tests: Vec<Element>) -> Element {
    match tests.pop() {
        Some(only) if tests.is_empty() => only,
        Some(last) => Element::new("ogc:Or").holding(tests).holding([last]),
        None => Element::new("ogc:Or"),
    }
}

fn compare(comparison: &'static str, field: &str, value: &str) -> Element {
    Element::new(comparison).holding([property(field), Element::text("ogc:Literal", value)])
}

fn like(field: &str, start: &str) -> Element {
    let comparison = Element::new("ogc:PropertyIsLike").with("wildCard", "%").with("singleChar", "_").with("escapeChar", "\\");
    comparison.holding([property(field), Element::text("ogc:Literal", format!("{start}%"))])
}

fn property(field: &str) -> Element {
    Element::text("ogc:PropertyName", field)
}

fn painter(coat: &Coat, on: On) -> Element {
    match *coat {
        Coat::Fill(colour) => Element::new("se:PolygonSymbolizer").holding([fill(colour)]),
        Coat::Hatch { colour, width_px, step_px } => {
            let mark = Element::new("se:Mark").holding([Element::text("se:WellKnownName", "shape://slash"), stroke(colour, width_px, None, false)]);
            let graphic = Element::new("se:Graphic").holding([mark, Element::text("se:Size", step_px)]);
            let hatch = Element::new("se:Fill").holding([Element::new("se:GraphicFill").holding([graphic])]);
            Element::new("se:PolygonSymbolizer").holding([hatch])
        }
        Coat::Line { colour, width, dash, round } => {
            let name = if on == On::Area { "se:PolygonSymbolizer" } else { "se:LineSymbolizer" };
            Element::new(name).holding([stroke(colour, width.usual_px(), dash, round)])
        }
        Coat::Mark { mark, colour, size, rim, rim_width } => {
            // The standard has neither a diamond nor a hexagon.
            let (name, turned) = match mark {
                Mark::Circle | Mark::Hexagon => ("circle", false),
                Mark::Square => ("square", false),
                Mark::Diamond => ("square", true),
                Mark::Triangle => ("triangle", false),
            };
            let mark = Element::new("se:Mark").holding([Element::text("se:WellKnownName", name), fill(colour), stroke(rim, rim_width.usual_px(), None, false)]);
            let graphic = Element::new("se:Graphic").holding([mark, Element::text("se:Size", rounded(size.usual_px()))]);
            let turn = turned.then(|| Element::new("se:Rotation").holding([Element::text("ogc:Literal", 45)]));
            Element::new("se:PointSymbolizer").holding([graphic.holding(turn)])
        }
    }
}

fn fill(colour: Colour) -> Element {
    let opacity = (colour.opacity < 1.0).then(|| parameter("fill-opacity", colour.opacity));
    Element::new("se:Fill").holding([parameter("fill", colour.hex())]).holding(opacity)
}

fn stroke(colour: Colour, width_px: f64, dash: Option<[f64; 2]>, round: bool) -> Element {
    let opacity = (colour.opacity < 1.0).then(|| parameter("stroke-opacity", colour.opacity));
    let dash = dash.map(|lengths| parameter("stroke-dasharray", lengths.map(|widths| rounded(widths * width_px).to_string()).join(" ")));
    let cap = round.then(|| parameter("stroke-linecap", "round"));
    let stroke = Element::new("se:Stroke").holding([parameter("stroke", colour.hex()), parameter("stroke-width", rounded(width_px))]);
    stroke.holding(opacity).holding([parameter("stroke-linejoin", "round")]).holding(cap).holding(dash)
}

fn parameter(name: &str, value: impl std::fmt::Display) -> Element {
    Element::text("se:SvgParameter", value).with("name", name)
}

fn text(writing: &Writing) -> Element {
    let families = FAMILIES.map(|family| parameter("font-family", family));
    let weight = writing.bold.then(|| parameter("font-weight", "bold"));
    let font = Element::new("se:Font").holding(families).holding([parameter("font-size", rounded(writing.size.usual_px()))]).holding(weight);
    let placement = if writing.stand == Stand::Along {
        Element::new("se:LinePlacement").holding([Element::text("se:IsRepeated", true), Element::text("se:IsAligned", true)])
    } else {
        let (x, y) = if writing.stand == Stand::Beside { (0.5, 1.6) } else { (0.5, 0.5) };
        let anchor = Element::new("se:AnchorPoint").holding([Element::text("se:AnchorPointX", x), Element::text("se:AnchorPointY", y)]);
        Element::new("se:PointPlacement").holding([anchor])
    };
    let halo = writing.halo.map(|px| Element::new("se:Halo").holding([Element::text("se:Radius", px), fill(Colour::solid(0xff_ff_ff))]));
    let parts = [Element::new("se:Label").holding([property(writing.field)]), font, Element::new("se:LabelPlacement").holding([placement])];
    Element::new("se:TextSymbolizer").holding(parts).holding(halo).holding([fill(writing.colour)])
}
