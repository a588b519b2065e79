//! The plane of the picture.

use std::fmt::Write as _;

use geo_types::{LineString, Polygon};

use crate::coord::Bounds;

/// Width of the picture in its own units.
const WIDTH: f64 = 1200.0;
/// Room around what is drawn.
const MARGIN: f64 = 12.0;
/// A picture is at most so many times as high as it is wide.
const HEIGHT_MAX: f64 = 2.0 * WIDTH;

/// Takes degrees to the picture: longitudes are shortened by the cosine of the middle latitude. Nothing is measured here.
pub struct Sketch {
    west: f64,
    north: f64,
    east_scale: f64,
    north_scale: f64,
    height: f64,
}

impl Sketch {
    /// The picture of a box.
    pub fn of(bounds: Bounds) -> Self {
        let bounds = if bounds.is_empty() { Bounds { west: 0.0, south: 0.0, east: 1.0, north: 1.0 } } else { bounds };
        let shortening = f64::midpoint(bounds.south, bounds.north).to_radians().cos().max(0.05);
        let (wide, high) = (((bounds.east - bounds.west) * shortening).max(1e-9), (bounds.north - bounds.south).max(1e-9));
        let north_scale = ((WIDTH - 2.0 * MARGIN) / wide).min((HEIGHT_MAX - 2.0 * MARGIN) / high);
        Self { west: bounds.west, north: bounds.north, east_scale: north_scale * shortening, north_scale, height: high * north_scale + 2.0 * MARGIN }
    }

    /// Width and height.
    pub fn size(&self) -> [f64; 2] {
        [WIDTH, self.height]
    }

    /// A position `[lon, lat]` in the picture.
    pub fn place(&self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        [(lon - self.west) * self.east_scale + MARGIN, (self.north - lat) * self.north_scale + MARGIN]
    }

    /// A line as SVG path data; points that fall on the one before are left out. Empty where nothing is left to see.
    pub fn path(&self, points: impl IntoIterator<Item = [f64; 2]>, is_ring: bool, into: &mut String) {
        let hundredths = |point: [f64; 2]| self.place(point).map(|v| (v * 100.0).round() as i64);
        let mut placed: Vec<[i64; 2]> = points.into_iter().map(hundredths).collect();
        placed.dedup();
        if is_ring && placed.first() == placed.last() {
            placed.pop();
        }
        let [first, rest @ ..] = &placed[..] else { return };
        if is_ring && rest.len() < 2 {
            return;
        }
        into.push('M');
        number(first[0], into);
        into.push(' ');
        number(first[1], into);
        into.push('l');
        let mut at = first;
        for (place, next) in rest.iter().enumerate() {
            if place > 0 {
                into.push(' ');
            }
            number(next[0] - at[0], into);
            into.push(' ');
            number(next[1] - at[1], into);
            at = next;
        }
        if rest.is_empty() {
            into.push_str("0 0");
        }
        if is_ring {
            into.push('z');
        }
    }

    /// All rings of a polygon as path data.
    pub fn polygon(&self, polygon: &Polygon<f64>, into: &mut String) {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        rings.for_each(|ring: &LineString<f64>| self.path(ring.coords().map(|c| [c.x, c.y]), true, into));
    }

    /// The part of the picture around some polygons, with room: `[x, y, width, height]`.
    pub fn window<'a>(&self, polygons: impl IntoIterator<Item = &'a Polygon<f64>>) -> [f64; 4] {
        let around = polygons.into_iter().map(|polygon| Bounds::of(polygon.exterior())).fold(Bounds::EMPTY, Bounds::union);
        if around.is_empty() {
            return [0.0, 0.0, WIDTH, self.height];
        }
        let ([west, north], [east, south]) = (self.place([around.west, around.north]), self.place([around.east, around.south]));
        let room = ((east - west).max(south - north) * 0.6).max(6.0);
        [west - room, north - room, east - west + 2.0 * room, south - north + 2.0 * room]
    }
}

/// A number of hundredths, as short as it can be written.
fn number(hundredths: i64, into: &mut String) {
    let (whole, part) = (hundredths.abs() / 100, hundredths.abs() % 100);
    let sign = if hundredths < 0 { "-" } else { "" };
    let _ = match (part, part % 10) {
        (0, _) => write!(into, "{sign}{whole}"),
        (_, 0) => write!(into, "{sign}{whole}.{}", part / 10),
        _ => write!(into, "{sign}{whole}.{part:02}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_written_relative_and_short() {
        let sketch = Sketch { west: 0.0, north: 0.0, east_scale: 1.0, north_scale: 1.0, height: 10.0 };
        let mut path = String::new();
        sketch.path([[0.0, 0.0], [0.5, 0.0], [0.501, 0.0], [0.5, -1.25], [0.0, 0.0]], true, &mut path);
        assert_eq!(path, "M12 12l0.5 0 0 1.25z");
    }

    #[test]
    fn what_shrinks_to_a_point_leaves_no_path() {
        let sketch = Sketch::of(Bounds { west: 125.0, south: 43.0, east: 126.0, north: 44.0 });
        let mut path = String::new();
        sketch.path([[125.5, 43.5], [125.5, 43.500_000_1], [125.500_000_1, 43.5], [125.5, 43.5]], true, &mut path);
        assert_eq!(path, "");
    }

    #[test]
    fn north_is_up_and_everything_fits() {
        let sketch = Sketch::of(Bounds { west: 121.0, south: 40.0, east: 131.0, north: 46.0 });
        let [width, height] = sketch.size();
        let (north_west, south_east) = (sketch.place([121.0, 46.0]), sketch.place([131.0, 40.0]));
        assert!(north_west[0] < south_east[0] && north_west[1] < south_east[1]);
        assert!((south_east[0] + MARGIN - width).abs() < 1e-6 && (south_east[1] + MARGIN - height).abs() < 1e-6);
    }
}
