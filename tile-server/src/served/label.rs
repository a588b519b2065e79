//! Where the name of a division is written: once, well inside its largest part.

use bailiwick_engine::model::{Division, DivisionCode, Generation, Level};
use geo::{Area, BoundingRect, InteriorPoint};
use geo_types::{LineString, Point, Polygon};

/// A name and its place.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Label {
    /// The division's code.
    pub code: DivisionCode,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// Longitude, CGCS2000 degrees.
    pub lon: f64,
    /// Latitude, CGCS2000 degrees.
    pub lat: f64,
}

/// One label for every division with a territory, provinces first, in code order.
pub(super) fn labels(generation: &Generation) -> Vec<Label> {
    [&generation.provinces, &generation.prefectures, &generation.counties]
        .into_iter()
        .flatten()
        .filter_map(|jurisdiction| {
            let Division { code, name, level, .. } = jurisdiction.division.clone();
            let largest = jurisdiction.territory.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
            let place = roomiest(largest)?;
            Some(Label { code, name, level, lon: place.x(), lat: place.y() })
        })
        .collect()
}

/// The middle of the widest level chord near half the height.
///
/// Text is wide and low, so this is a better place for a name than the centre of the largest circle. geo's `InteriorPoint` looks at half
/// the height only, where a bent shape can be narrow.
fn roomiest(polygon: &Polygon<f64>) -> Option<Point<f64>> {
    let rectangle = polygon.bounding_rect()?;
    let chord = |share: f64| -> Option<(f64, Point<f64>)> {
        let y = rectangle.min().y + share * rectangle.height();
        let (width, x) = widest_chord(polygon, y)?;
        // Away from the middle a chord must be clearly wider to be better.
        Some((width * (1.0 - (share - 0.5).abs()), Point::new(x, y)))
    };
    let best = (3..=13).filter_map(|i| chord(f64::from(i) / 16.0)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, place)| place).or_else(|| polygon.interior_point())
}

/// Width and middle of the widest level chord inside the polygon at a height.
fn widest_chord(polygon: &Polygon<f64>, y: f64) -> Option<(f64, f64)> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let mut crossings: Vec<f64> = rings
        .flat_map(LineString::lines)
        .filter(|line| (line.start.y <= y) != (line.end.y <= y))
        .map(|line| line.start.x + (y - line.start.y) / (line.end.y - line.start.y) * (line.end.x - line.start.x))
        .collect();
    crossings.sort_by(f64::total_cmp);
    let inside = crossings.chunks_exact(2).map(|pair| (pair[1] - pair[0], f64::midpoint(pair[0], pair[1])));
    inside.max_by(|a, b| a.0.total_cmp(&b.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Contains;
    use geo_types::polygon;

    #[test]
    fn the_label_of_a_bent_shape_lies_in_its_wide_part() {
        // An L: a narrow leg upwards and a wide foot.
        let shape = polygon![(x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 4.0), (x: 1.0, y: 4.0), (x: 1.0, y: 10.0), (x: 0.0, y: 10.0)];
        let place = roomiest(&shape).expect("it has an inside");
        assert!(shape.contains(&place) && place.y() < 4.0, "{place:?}");
    }
}
