//! Names on the map as QGIS 3.22 writes them. Where QGIS has no default for what is left out, it is written.

use super::expression::{MM, POINT, rounded};
use super::qgis_symbol::{properties, rgba};
use super::symbol::{Colour, Stand, Writing};
use super::xml::Element;

/// Fonts with Chinese letters, best first: of Linux, of Adobe's name for the same, and of Windows.
pub(super) const FAMILIES: [&str; 4] = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei"];

const HALO: Colour = Colour::with_opacity(0xff_ff_ff, 0.92);

/// Rivers bear their name every so often.
const REPEAT_PX: f64 = 420.0;

/// The settings of one way to label.
pub(super) fn settings(writing: &Writing) -> Element {
    let parts = [text_style(writing), text_format(), placement(writing), rendering(writing)];
    let size = properties(&[("Size", writing.size)], POINT).map(|size| Element::new("dd_properties").holding([size]));
    Element::new("settings").with("calloutType", "simple").holding(parts).holding(size)
}

fn text_style(writing: &Writing) -> Element {
    let size = writing.size.usual_px() * POINT;
    let buffer = Element::new("text-buffer")
        .with("bufferDraw", u8::from(writing.halo.is_some()))
        .with("bufferSize", rounded(writing.halo.unwrap_or_default() * MM))
        .with("bufferSizeUnits", "MM")
        .with("bufferColor", rgba(Colour::solid(HALO.rgb)))
        .with("bufferOpacity", HALO.opacity)
        .with("bufferNoFill", 1)
        .with("bufferJoinStyle", 128)
        .with("bufferBlendMode", 0);
    Element::new("text-style")
        .with("fieldName", writing.field)
        .with("isExpression", 0)
        .with("fontFamily", FAMILIES[0])
        .with("namedStyle", if writing.bold { "Bold" } else { "Regular" })
        .with("fontWeight", if writing.bold { 75 } else { 50 })
        .with("fontItalic", 0)
        .with("fontSize", rounded(size))
        .with("fontSizeUnit", "Point")
        .with("fontLetterSpacing", rounded(size * writing.spacing))
        .with("fontWordSpacing", 0)
        .with("fontKerning", 1)
        .with("textColor", rgba(writing.colour))
        .with("textOpacity", 1)
        .with("textOrientation", "horizontal")
        .with("previewBkgrdColor", "255,255,255,255")
        .with("multilineHeight", 1)
        .with("capitalization", 0)
        .with("blendMode", 0)
        .with("useSubstitutions", 0)
        .with("allowHtml", 0)
        .holding([
            Element::new("families").holding(FAMILIES.map(|family| Element::new("family").with("name", family))),
            buffer,
            Element::new("background").with("shapeDraw", 0),
            Element::new("shadow").with("shadowDraw", 0),
        ])
}

fn text_format() -> Element {
    Element::new("text-format")
        .with("wrapChar", "")
        .with("autoWrapLength", 0)
        .with("useMaxLineLengthForAutoWrap", 1)
        .with("multilineAlign", 3)
        .with("formatNumbers", 0)
        .with("decimals", 0)
        .with("plussign", 0)
        .with("addDirectionSymbol", 0)
}

/// The numbers of `QgsPalLayerSettings::Placement` and of the flags of lines.
fn placement(writing: &Writing) -> Element {
    const OVER_POINT: u8 = 1;
    const CURVED: u8 = 3;
    const HORIZONTAL: u8 = 4;
    const ORDERED_AROUND_POINT: u8 = 6;
    const ON_LINE_AS_THE_MAP_LIES: u8 = 1 | 8;
    const ALLOW_INSIDE: u8 = 2;
    let placement = match writing.stand {
        Stand::Over => OVER_POINT,
        Stand::Beside => ORDERED_AROUND_POINT,
        Stand::Inside => HORIZONTAL,
        Stand::Along => CURVED,
    };
    let (dist, repeat) = match writing.stand {
        Stand::Beside => (1.2, 0.0),
        Stand::Along => (0.0, REPEAT_PX * MM),
        _ => (0.0, 0.0),
    };
    Element::new("placement")
        .with("placement", placement)
        .with("placementFlags", ON_LINE_AS_THE_MAP_LIES)
        .with("polygonPlacementFlags", ALLOW_INSIDE)
        .with("predefinedPositionOrder", "BSR,TSR,R,L,BR,TR,BL,TL")
        .with("priority", writing.priority)
        .with("dist", dist)
        .with("distUnits", "MM")
        .with("offsetType", 0)
        .with("quadOffset", 4)
        .with("xOffset", 0)
        .with("yOffset", 0)
        .with("offsetUnits", "MM")
        .with("rotationAngle", 0)
        .with("preserveRotation", 1)
        .with("repeatDistance", rounded(repeat))
        .with("repeatDistanceUnits", "MM")
        .with("maxCurvedCharAngleIn", 25)
        .with("maxCurvedCharAngleOut", -25)
        .with("overrunDistance", 0)
        .with("overrunDistanceUnit", "MM")
        .with("lineAnchorPercent", 0.5)
        .with("lineAnchorType", 0)
        .with("lineAnchorClipping", 0)
        .with("centroidWhole", 1)
        .with("centroidInside", 1)
        .with("fitInPolygonOnly", 0)
        .with("geometryGeneratorEnabled", 0)
}

fn rendering(writing: &Writing) -> Element {
    Element::new("rendering")
        .with("drawLabels", 1)
        .with("displayAll", u8::from(writing.always))
        .with("scaleVisibility", 0)
        .with("scaleMin", 0)
        .with("scaleMax", 0)
        .with("fontLimitPixelSize", 0)
        .with("fontMinPixelSize", 0)
        .with("fontMaxPixelSize", 10_000)
        .with("limitNumLabels", 0)
        .with("maxNumLabels", 2000)
        .with("minFeatureSize", 0)
        .with("mergeLines", u8::from(writing.stand == Stand::Along))
        .with("labelPerPart", 0)
        .with("obstacle", u8::from(writing.stand == Stand::Over))
        .with("obstacleFactor", 1)
        .with("obstacleType", 1)
        .with("upsidedownLabels", 0)
        .with("unplacedVisibility", 0)
        .with("zIndex", writing.priority)
}
