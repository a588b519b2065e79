//! Where names stand: one place for each division, body and zone, well inside of it.
//!
//! A name that a map takes from a polygon appears in every tile that the polygon reaches into; a layer of places has each name once.

use geo::Area;
use geo_types::{Coord, LineString, MultiPolygon, Point, Polygon};
use polylabel::polylabel;

use super::column::{Columns, Field, Kind, field};
use super::layer::{Content, Layer, Shape, Shapes};

/// The layer of the labels, which gets its rows later than the others.
pub const LABELS: &str = "labels";

const FIELDS: [Field; 3] = [field("code", Kind::Text), field("name", Kind::Text), field("level", Kind::Text)];

/// The layers that have names to write, the column by which each is known, what its labels say they are, and their first zoom. Further
/// out a map of the country would be all names.
const NAMED: [(&str, &str, &str, u8); 5] = [
    ("provinces", "code", "province", 0),
    ("prefectures", "code", "prefecture", 4),
    ("counties", "code", "county", 6),
    ("overlays", "code", "overlay", 7),
    ("zones", "id", "zone", 9),
];

/// How near to the best place a label has to be, as a share of the smaller side of its area's box.
const TOLERANCE: f64 = 0.02;

pub(super) fn awaited_labels() -> Layer {
    Layer::awaited(LABELS, ["名称注记点", "One point a name, to label maps by"], &FIELDS, false)
}

/// The rows of the layer [`LABELS`], from those of the others: provinces first, each layer in its own order.
///
/// # Cost
/// Proportional to the vertices, a microsecond each.
pub fn labels(layers: &[Layer]) -> Content {
    let mut columns = Columns::new(&FIELDS);
    let (mut places, mut first_zooms) = (Vec::new(), Vec::new());
    for (name, code, level, first_zoom) in NAMED {
        let Some(layer) = layers.iter().find(|layer| layer.name == name) else { continue };
        let (Some(code), Some(name), Shapes::Drawn(shapes, _)) = (layer.column(code), layer.column("name"), &layer.content().shapes) else { continue };
        for (row, shape) in shapes.iter().enumerate() {
            let Shape::Area(_, _, area) = shape else { continue };
            if let Some(place) = pole(area) {
                columns.push(&[layer.content().value(row, code), layer.content().value(row, name), level.into()]);
                places.push(place);
                first_zooms.push(first_zoom);
            }
        }
    }
    let ids = (1..).take(places.len()).collect();
    Content { ids, columns: columns.finish().1, shapes: Shapes::Labels(places, first_zooms) }
}

/// The pole of inaccessibility of the largest part: the middle of the largest circle in it, degrees.
///
/// Looked for with degrees of longitude shortened as they are at that latitude, so that the circle is one on the ground.
///
/// # References
/// Agafonkin (2016), *A new algorithm for finding a visual center of a polygon*; the crate `polylabel`.
fn pole(area: &MultiPolygon<f64>) -> Option<[f64; 2]> {
    let largest = area.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    let latitudes = largest.exterior().coords().map(|c| c.y);
    let (south, north) = latitudes.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
    let shortening = f64::midpoint(south, north).to_radians().cos().max(0.01);
    let ring = |line: &LineString<f64>| line.coords().map(|c| Coord { x: c.x * shortening, y: c.y }).collect::<LineString<f64>>();
    let flat = Polygon::new(ring(largest.exterior()), largest.interiors().iter().map(ring).collect());
    let longitudes = flat.exterior().coords().map(|c| c.x);
    let (west, east) = longitudes.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    let tolerance = ((north - south).min(east - west) * TOLERANCE).max(1e-9);
    let place: Point<f64> = polylabel(&flat, &tolerance).ok()?;
    Some([place.x() / shortening, place.y()])
}

#[cfg(test)]
mod tests {
    use geo::Contains;
    use geo_types::polygon;

    use super::*;

    #[test]
    fn the_label_of_a_bent_shape_lies_in_its_wide_part() {
        // An L: a narrow leg upwards and a wide foot.
        let shape = polygon![(x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 4.0), (x: 1.0, y: 4.0), (x: 1.0, y: 10.0), (x: 0.0, y: 10.0)];
        let [x, y] = pole(&MultiPolygon(vec![shape.clone()])).expect("it has an inside");
        assert!(shape.contains(&Point::new(x, y)) && y < 4.0, "{x} {y}");
    }

    #[test]
    fn nothing_and_a_line_have_no_label_or_one_on_them_but_never_a_panic() {
        assert_eq!(pole(&MultiPolygon(vec![])), None);
        let line = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 0.0, y: 0.0)];
        assert!(pole(&MultiPolygon(vec![line])).is_none_or(|place| place.iter().all(|v| v.is_finite())));
    }
}
