//! How QGIS and others draw the layers: one symbol for each class of rows, as QML and as SLD.
//!
//! # References
//! QGIS 3.22, `QgsCategorizedSymbolRenderer`; OGC 02-070, *Styled Layer Descriptor 1.0*; OGC 02-059, *Filter Encoding 1.0*.

use std::fmt::Write as _;

/// What tells rows apart.
pub(super) enum Classes {
    /// A column of words: each its class.
    Word(&'static str),
    /// Columns of yes or no: the first that says yes names the class, the last name is of rows where all say no.
    First(&'static [(&'static str, &'static str)], &'static str),
    /// Whether a column has something: the class of those where it has, and of the others.
    Filled(&'static str, [&'static str; 2]),
}

impl Classes {
    /// As an expression of QGIS.
    fn expression(&self) -> String {
        match self {
            Self::Word(column) => format!("\"{column}\""),
            Self::First(columns, none) => {
                let cases: Vec<String> = columns.iter().map(|(column, class)| format!("when \"{column}\" then '{class}'")).collect();
                format!("case {} else '{none}' end", cases.join(" "))
            }
            Self::Filled(column, [filled, empty]) => format!("case when \"{column}\" is null then '{empty}' else '{filled}' end"),
        }
    }

    /// Rows of a class, as a filter of OGC.
    fn filter(&self, class: &str) -> String {
        let equals = |column: &str, value: &str| {
            format!("<ogc:PropertyIsEqualTo><ogc:PropertyName>{column}</ogc:PropertyName><ogc:Literal>{value}</ogc:Literal></ogc:PropertyIsEqualTo>")
        };
        let not = |inner: String| format!("<ogc:Not>{inner}</ogc:Not>");
        let condition = match self {
            Self::Word(column) => equals(column, class),
            Self::First(columns, _) => {
                let before = columns.iter().take_while(|(_, other)| *other != class).map(|(column, _)| not(equals(column, "true")));
                let own = columns.iter().find(|(_, other)| *other == class).map(|(column, _)| equals(column, "true"));
                let all: Vec<String> = before.chain(own).collect();
                if all.len() > 1 { format!("<ogc:And>{}</ogc:And>", all.concat()) } else { all.concat() }
            }
            Self::Filled(column, [filled, _]) => {
                let is_null = format!("<ogc:PropertyIsNull><ogc:PropertyName>{column}</ogc:PropertyName></ogc:PropertyIsNull>");
                if class == *filled { not(is_null) } else { is_null }
            }
        };
        format!("<ogc:Filter>{condition}</ogc:Filter>")
    }
}

/// The symbol of one class.
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
pub(super) fn polygon_style(classes: &Classes, looks: &[Look]) -> [String; 2] {
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
    [qml(&classes.expression(), looks, symbol), self::sld(classes, looks, sld)]
}

/// QML and SLD of lines.
pub(super) fn line_style(classes: &Classes, looks: &[Look]) -> [String; 2] {
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
    let sld = |look: &Look| {
        format!(
            "<LineSymbolizer><Stroke><CssParameter name=\"stroke\">{}</CssParameter><CssParameter name=\"stroke-width\">{:.1}</CssParameter></Stroke></LineSymbolizer>",
            look.colour,
            look.width * PIXELS_PER_MM
        )
    };
    [qml(&classes.expression(), looks, symbol), self::sld(classes, looks, sld)]
}

/// QML and SLD of points.
pub(super) fn point_style(classes: &Classes, looks: &[Look]) -> [String; 2] {
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
    [qml(&classes.expression(), looks, symbol), self::sld(classes, looks, sld)]
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

/// SLD counts in pixels of 0.28 mm.
const PIXELS_PER_MM: f64 = 1.0 / 0.28;

fn sld(classes: &Classes, looks: &[Look], symbol: impl Fn(&Look) -> String) -> String {
    let rule = |look: &Look| format!("<Rule><Title>{}</Title>{}{}</Rule>", escaped(&look.label), classes.filter(look.value), symbol(look));
    let rules: String = looks.iter().map(rule).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\" xmlns:ogc=\"http://www.opengis.net/ogc\"><NamedLayer><Name>hotspots</Name><UserStyle><FeatureTypeStyle>{rules}</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>\n"
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
    fn every_class_has_its_symbol_and_its_rule() {
        let [qml, sld] = line_style(&Classes::Word("risk"), &[Look::line("a", "甲 & 乙", "#c2272d", 1.4), Look::line("b", "b", "#000000", 0.2)]);
        assert!(qml.contains("attr=\"&quot;risk&quot;\"") && qml.contains("label=\"甲 &amp; 乙\""), "{qml}");
        assert_eq!((qml.matches("<category ").count(), qml.matches("<symbol ").count()), (2, 2));
        assert!(qml.contains("value=\"194,39,45,255\""), "{qml}");
        assert_eq!((sld.matches("<Rule>").count(), sld.matches("<ogc:Literal>a</ogc:Literal>").count()), (2, 1), "{sld}");
        assert!(sld.contains("<Title>甲 &amp; 乙</Title>") && sld.contains("\"stroke-width\">5.0</"), "{sld}");
    }

    #[test]
    fn the_first_that_says_yes_leaves_the_others_out() {
        let classes = Classes::First(&[("seen_by_nobody", "nobody"), ("significant", "significant")], "other");
        assert_eq!(classes.expression(), "case when \"seen_by_nobody\" then 'nobody' when \"significant\" then 'significant' else 'other' end");
        let counts = |class: &str| [classes.filter(class).matches("<ogc:Not>").count(), classes.filter(class).matches("EqualTo><ogc:PropertyName>").count()];
        assert_eq!([counts("nobody"), counts("significant"), counts("other")], [[0, 1], [1, 2], [2, 2]]);
        let filled = Classes::Filled("hotspot_id", ["member", "alone"]);
        assert!(filled.filter("member").contains("<ogc:Not><ogc:PropertyIsNull>") && !filled.filter("alone").contains("Not"));
        assert_eq!(filled.expression(), "case when \"hotspot_id\" is null then 'alone' else 'member' end");
    }
}
