//! Conditions and sizes as QGIS writes them.

use super::symbol::{Stops, Test, Zooms};

/// Millimetres of a pixel, 96 to the inch.
pub(super) const MM: f64 = 25.4 / 96.0;
/// Points of a pixel, 72 to the inch.
pub(super) const POINT: f64 = 72.0 / 96.0;

/// The denominator of the scale at zoom 0: the map page's world is 512 pixels wide, 96 to the inch, and the equator 40 075 016.69 m long.
const SCALE_AT_ZOOM_0: f64 = 40_075_016.69 / 512.0 * 96.0 / 0.0254;

/// Denominators `(largest, smallest)` of the scales at which something is drawn.
pub(super) fn scales(zooms: Zooms) -> (Option<u64>, Option<u64>) {
    let denominator = |zoom: f64| (SCALE_AT_ZOOM_0 / zoom.exp2()).round() as u64;
    (zooms.from.map(denominator), zooms.below.map(denominator))
}

/// The zooms of tiles of 256 pixels, by which QGIS counts: both ends are drawn.
pub(super) fn tile_zooms(zooms: Zooms) -> [i32; 2] {
    let first = zooms.from.map_or(-1, |zoom| (zoom + 1.0).floor() as i32);
    let last = zooms.below.map_or(-1, |zoom| (zoom + 1.0).ceil() as i32 - 1);
    [first, last]
}

/// A size that follows the scale of the map, in units of so many pixels' part.
pub(super) fn size(Stops(stops): Stops, unit: f64) -> Option<String> {
    let piece = |pair: &[(f64, f64)]| {
        let [(low, from), (high, to)] = [pair[0], pair[1]];
        format!("scale_linear(@z, {low}, {high}, {}, {})", rounded(from * unit), rounded(to * unit))
    };
    let pieces: Vec<&[(f64, f64)]> = stops.windows(2).collect();
    let (last, others) = pieces.split_last()?;
    let cases: Vec<String> = others.iter().map(|pair| format!("WHEN @z < {} THEN {}", pair[1].0, piece(pair))).collect();
    let size = if cases.is_empty() { piece(last) } else { format!("CASE {} ELSE {} END", cases.join(" "), piece(last)) };
    Some(format!("with_variable('z', ln({} / @map_scale) / ln(2), {size})", SCALE_AT_ZOOM_0.round()))
}

/// To a thousandth: less than a screen shows.
pub(super) fn rounded(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}

/// All of the tests as one condition; empty where there are none.
pub(super) fn condition(tests: &[Test]) -> String {
    tests.iter().map(test).collect::<Vec<_>>().join(" AND ")
}

fn test(test: &Test) -> String {
    match test {
        Test::Is(field, value) => format!("{} = {}", name(field), text(value)),
        Test::OneOf(field, values) => format!("{} IN ({})", name(field), list(values)),
        Test::NoneOf(field, values) => format!("coalesce({}, '') NOT IN ({})", name(field), list(values)),
        Test::Starts(field, start) => starts(field, start),
        Test::StartsWithNone(field, starts_with) => {
            starts_with.iter().map(|start| format!("NOT coalesce({}, false)", starts(field, start))).collect::<Vec<_>>().join(" AND ")
        }
        Test::Has(field) => format!("{} IS NOT NULL", name(field)),
        Test::Lacks(field) => format!("{} IS NULL", name(field)),
        Test::Within(field, low, None) => format!("{} >= {low}", name(field)),
        Test::Within(field, low, Some(high)) => format!("{0} >= {low} AND {0} < {high}", name(field)),
    }
}

fn starts(field: &str, start: &str) -> String {
    format!("left({}, {}) = {}", name(field), start.chars().count(), text(start))
}

fn list(values: &[String]) -> String {
    values.iter().map(|value| text(value)).collect::<Vec<_>>().join(", ")
}

/// The name of a field in an expression.
pub(super) fn name(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

/// Text in an expression, where a backslash escapes.
fn text(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}
