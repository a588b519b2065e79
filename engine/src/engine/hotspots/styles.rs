//! How QGIS and others draw the layers: one symbol for each value of an expression, as QML and as SLD.
//!
//! # References
//! QGIS 3.22, `QgsCategorizedSymbolRenderer`; OGC 02-070, *Styled Layer Descriptor 1.0*. SLD has no expressions like these: it draws all rows alike.

use std::fmt::Write as _;

/// The symbol of one value.
pub(super) struct Look {
    value: &'static str,
    label: String,
    colour: &'static str,
    /// Width of lines in millimetres.
    width: f64,
    opacity: f64,
}

impl Look {
    pub(super) fn area(value: &'static str, label: &str, colour: &'static str, opacity: f64) -> Self {
        Self { value, label: label.into(), colour, width: 0.3, opacity }
    }

    pub(super) fn line(value: &'static str, label: &str, colour: &'static str, width: f64) -> Self {
        Self { value, label: label.into(), colour, width, opacity: 1.0 }
    }

    pub(super) fn point(value: &'static str, label: &str, colour: &'static str) -> Self {
        Self { value, label: label.into(), colour, width: 0.2, opacity: 1.0 }
    }

    /// Colour with opacity as QGIS writes it.
    fn rgba(&self, opacity: f64) -> String {
        let part = |from: usize| u8::from_str_radix(&self.colour[from..from + 2], 16).unwrap_or(0);
        format!("{},{},{},{}", part(1), part(3), part(5), (opacity * 255.0).round())
    }
}

/// QML and SLD of areas.
pub(super) fn polygon_style(expression: &str, looks: &[Look]) -> [String; 2] {
    let symbol = |look: &Look| {
        let options = [
            ("color", look.rgba(look.opacity)),
            ("style", "solid".into()),
            ("outline_color", look.rgba((look.opacity + 0.4).min(1.0))),
            ("outline_style", "solid".into()),
            ("outline_width", look.width.to_string()),
            ("outline_width_unit", "MM".into()),
        ];
        ("fill", "SimpleFill", options.to_vec())
    };
    let sld = |look: &Look| {
        format!(
            "<PolygonSymbolizer><Fill><CssParameter name=\"fill\">{0}</CssParameter><CssParameter name=\"fill-opacity\">{1}</CssParameter></Fill><Stroke><CssParameter name=\"stroke\">{0}</CssParameter></Stroke></PolygonSymbolizer>",
            look.colour, look.opacity
        )
    };
    [qml(expression, looks, symbol), self::sld(looks, sld)]
}

/// QML and SLD of lines.
pub(super) fn line_style(expression: &str, looks: &[Look]) -> [String; 2] {
    let symbol = |look: &Look| {
        let options = [
            ("line_color", look.rgba(1.0)),
            ("line_style", "solid".into()),
            ("line_width", look.width.to_string()),
            ("line_width_unit", "MM".into()),
            ("capstyle", "round".into()),
            ("joinstyle", "round".into()),
        ];
        ("line", "SimpleLine", options.to_vec())
    };
    let sld = |look: &Look| format!("<LineSymbolizer><Stroke><CssParameter name=\"stroke\">{}</CssParameter></Stroke></LineSymbolizer>", look.colour);
    [qml(expression, looks, symbol), self::sld(looks, sld)]
}

/// QML and SLD of points.
pub(super) fn point_style(expression: &str, looks: &[Look]) -> [String; 2] {
    let symbol = |look: &Look| {
        let options = [
            ("name", "circle".into()),
            ("color", look.rgba(1.0)),
            ("size", "1.8".into()),
            ("size_unit", "MM".into()),
            ("outline_color", "255,255,255,255".into()),
            ("outline_style", "solid".into()),
            ("outline_width", look.width.to_string()),
            ("outline_width_unit", "MM".into()),
        ];
        ("marker", "SimpleMarker", options.to_vec())
    };
    let sld = |look: &Look| {
        format!(
            "<PointSymbolizer><Graphic><Mark><WellKnownName>circle</WellKnownName><Fill><CssParameter name=\"fill\">{}</CssParameter></Fill></Mark><Size>6</Size></Graphic></PointSymbolizer>",
            look.colour
        )
    };
    [qml(expression, looks, symbol), self::sld(looks, sld)]
}

type Symbol = (&'static str, &'static str, Vec<(&'static str, String)>);

fn qml(expression: &str, looks: &[Look], symbol: impl Fn(&Look) -> Symbol) -> String {
    let mut text = format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22\" styleCategories=\"Symbology\">\n<renderer-v2 type=\"categorizedSymbol\" attr=\"{}\" enableorderby=\"0\" symbollevels=\"0\" forceraster=\"0\">\n<categories>\n",
        escaped(expression)
    );
    for (place, look) in looks.iter().enumerate() {
        let _ = writeln!(text, "<category render=\"true\" symbol=\"{place}\" value=\"{}\" label=\"{}\"/>", look.value, escaped(&look.label));
    }
    text.push_str("</categories>\n<symbols>\n");
    for (place, look) in looks.iter().enumerate() {
        let (kind, class, options) = symbol(look);
        let _ = writeln!(
            text,
            "<symbol type=\"{kind}\" name=\"{place}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\n<layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\">\n<Option type=\"Map\">"
        );
        for (name, value) in &options {
            let _ = writeln!(text, "<Option type=\"QString\" name=\"{name}\" value=\"{value}\"/>");
        }
        text.push_str("</Option>\n");
        // QGIS before 3.20 reads these.
        for (name, value) in &options {
            let _ = writeln!(text, "<prop k=\"{name}\" v=\"{value}\"/>");
        }
        text.push_str("</layer>\n</symbol>\n");
    }
    text.push_str("</symbols>\n</renderer-v2>\n</qgis>\n");
    text
}

fn sld(looks: &[Look], symbol: impl Fn(&Look) -> String) -> String {
    let rule = looks.first().map(symbol).unwrap_or_default();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\"><NamedLayer><Name>hotspots</Name><UserStyle><FeatureTypeStyle><Rule>{rule}</Rule></FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>\n"
    )
}

/// Text inside an attribute of XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_symbol() {
        let [qml, sld] = line_style("\"risk\" || '<'", &[Look::line("a", "甲 & 乙", "#c2272d", 1.4), Look::line("b", "b", "#000000", 0.2)]);
        assert!(qml.contains("attr=\"&quot;risk&quot; || '&lt;'\"") && qml.contains("label=\"甲 &amp; 乙\""), "{qml}");
        assert_eq!((qml.matches("<category ").count(), qml.matches("<symbol ").count()), (2, 2));
        assert!(qml.contains("value=\"194,39,45,255\"") && sld.contains("#c2272d"));
    }
}
