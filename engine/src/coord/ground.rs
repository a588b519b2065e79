//! Pieces of ground, told apart by how often rings wind around them.
//!
//! Rings that run counter-clockwise around what they cover, and clockwise around holes, wind around a place as often as it is covered.
//! So do all of them together, and edges that two rings pass in opposite directions can be left out: whatever is covered twice, or
//! not at all, is found from the edges that remain.

use geo::bool_ops::FillRule;
use geo::orient::Direction;
use geo::{BooleanOps, BoundingRect, InteriorPoint, Orient};
use geo_types::{LineString, MultiPolygon, Polygon, Rect};

use super::{perimeter, surface_area};
use crate::units::{Metres, SquareMetres};

/// A connected piece of ground and its measures.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Its outline in degrees, the exterior counter-clockwise.
    pub outline: Polygon<f64>,
    /// A place in it, `[lon, lat]`.
    pub at: [f64; 2],
    /// How large it is.
    pub area: SquareMetres,
    /// How long its outline is, holes included.
    pub perimeter: Metres,
}

impl Piece {
    /// Measures a polygon; `None` if it encloses nothing.
    pub fn of(outline: &Polygon<f64>) -> Option<Self> {
        let outline = outline.orient(Direction::Default);
        let at = outline.interior_point()?;
        let (area, perimeter) = (surface_area(&outline), perimeter(&outline));
        (area.0 > 0.0).then(|| Self { outline, at: [at.x(), at.y()], area, perimeter })
    }

    /// Its mean width: that of a strip with this area and outline, whose sides make up nearly all of the outline.
    pub fn width(&self) -> Metres {
        Metres(if self.perimeter.0 > 0.0 { 2.0 * self.area.0 / self.perimeter.0 } else { 0.0 })
    }

    /// Area by the square of the outline's length: 1 / 4π for a circle, 1 / 16 for a square, next to nothing for a thread. It has no
    /// unit, and is the same for a piece and for its enlargement.
    pub fn compactness(&self) -> f64 {
        if self.perimeter.0 > 0.0 { self.area.0 / (self.perimeter.0 * self.perimeter.0) } else { 0.0 }
    }
}

/// The pieces that rings wind around more than `times` times.
pub fn wound_more_than(rings: &[LineString<f64>], times: usize) -> Vec<Piece> {
    let Some(frame) = frame(rings) else { return Vec::new() };
    // One clockwise ring around everything takes one turn from every place.
    let mut all = rings.to_vec();
    all.extend(std::iter::repeat_n(reversed(&frame), times));
    pieces(all, |_| true)
}

/// The pieces that rings wind around less than once, though something lies between them and the outside.
pub fn enclosed_by(rings: &[LineString<f64>]) -> Vec<Piece> {
    let Some(frame) = frame(rings) else { return Vec::new() };
    // Turned round, and with one turn more: what was wound around less than once is positive, the outside up to the frame too.
    let mut all: Vec<LineString<f64>> = rings.iter().map(reversed).collect();
    let inner = bounds(rings);
    all.push(frame);
    pieces(all, |polygon| polygon.bounding_rect().zip(inner).is_some_and(|(own, inner)| own.min().x >= inner.min().x - inner.width() * 0.01))
}

fn bounds(rings: &[LineString<f64>]) -> Option<Rect<f64>> {
    rings
        .iter()
        .filter_map(BoundingRect::bounding_rect)
        .reduce(|a, b| Rect::new((a.min().x.min(b.min().x), a.min().y.min(b.min().y)), (a.max().x.max(b.max().x), a.max().y.max(b.max().y))))
}

/// A counter-clockwise ring around all rings, that touches none.
fn frame(rings: &[LineString<f64>]) -> Option<LineString<f64>> {
    let inner = bounds(rings)?;
    let (x, y) = (inner.width() * 0.05, inner.height() * 0.05);
    (x > 0.0 && y > 0.0).then(|| {
        Rect::new((inner.min().x - x, inner.min().y - y), (inner.max().x + x, inner.max().y + y)).to_polygon().orient(Direction::Default).exterior().clone()
    })
}

/// A ring in the other direction.
pub fn reversed(ring: &LineString<f64>) -> LineString<f64> {
    LineString(ring.0.iter().rev().copied().collect())
}

fn pieces(rings: Vec<LineString<f64>>, keep: impl Fn(&Polygon<f64>) -> bool) -> Vec<Piece> {
    let none = MultiPolygon(Vec::new());
    let positive = Rings(rings).union_with_fill_rule(&none, FillRule::Positive);
    let mut pieces: Vec<Piece> = positive.iter().filter(|polygon| keep(polygon)).filter_map(Piece::of).collect();
    pieces.sort_by(|a, b| b.area.0.total_cmp(&a.area.0).then(a.at[0].total_cmp(&b.at[0])).then(a.at[1].total_cmp(&b.at[1])));
    pieces
}

/// Rings that need not make polygons.
struct Rings(Vec<LineString<f64>>);

impl BooleanOps for Rings {
    type Scalar = f64;

    fn rings(&self) -> impl Iterator<Item = &LineString<f64>> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A counter-clockwise square in thousandths of a degree around (125, 43).
    fn square(west: f64, south: f64, east: f64, north: f64) -> LineString<f64> {
        let at = |x: f64, y: f64| (125.0 + x / 1000.0, 43.0 + y / 1000.0);
        Rect::new(at(west, south), at(east, north)).to_polygon().orient(Direction::Default).exterior().clone()
    }

    fn areas(pieces: &[Piece]) -> Vec<i64> {
        // A square of a thousandth of a degree is 81.5 m by 111.1 m here.
        pieces.iter().map(|piece| (piece.area.0 / 9_059.0).round() as i64).collect()
    }

    #[test]
    fn ground_is_told_apart_by_how_often_it_is_wound_around() {
        let rings = [square(0.0, 0.0, 4.0, 4.0), square(2.0, 0.0, 6.0, 4.0), square(3.0, 0.0, 8.0, 4.0)];
        assert_eq!(areas(&wound_more_than(&rings, 0)), [32]);
        assert_eq!(areas(&wound_more_than(&rings, 1)), [16]);
        assert_eq!(areas(&wound_more_than(&rings, 2)), [4]);
        assert!(wound_more_than(&rings, 3).is_empty());
        assert_eq!(wound_more_than(&[], 0), []);
    }

    #[test]
    fn what_is_enclosed_is_found_with_its_place_and_the_outside_is_not() {
        let around = [square(0.0, 0.0, 10.0, 10.0), reversed(&square(4.0, 4.0, 6.0, 5.0)), square(20.0, 20.0, 21.0, 21.0)];
        let found = enclosed_by(&around);
        assert_eq!(areas(&found), [2]);
        assert!((found[0].at[0] - 125.005).abs() < 0.001 && (found[0].at[1] - 43.0045).abs() < 0.001, "{found:?}");
        assert_eq!(enclosed_by(&[square(0.0, 0.0, 1.0, 1.0)]), []);
    }

    #[test]
    fn a_hole_that_touches_the_outside_in_a_point_is_enclosed() {
        // Four squares around a hole whose corner lies on the outline.
        let rings = [square(0.0, 0.0, 3.0, 1.0), square(0.0, 1.0, 1.0, 3.0), square(1.0, 2.0, 2.0, 3.0)];
        // The ground (1..2, 1..2) is open to the east until the piece (2..3, 1..2) closes it.
        assert!(enclosed_by(&rings).is_empty());
        let closed = [&rings[..], &[square(2.0, 1.0, 3.0, 2.0)]].concat();
        assert_eq!(areas(&enclosed_by(&closed)), [1]);
    }

    #[test]
    fn a_strip_has_its_width_and_a_square_its_compactness() {
        let strip = Piece::of(&Polygon::new(square(0.0, 0.0, 60.0, 0.02), Vec::new())).expect("it has an area");
        assert!((strip.width().0 - 2.2).abs() < 0.05, "2.2 m of 4.9 km: {}", strip.width());
        assert!(strip.compactness() < 0.001);
        let side = Piece::of(&Polygon::new(square(0.0, 0.0, 1.363, 1.0), Vec::new())).expect("it has an area");
        assert!((side.compactness() - 1.0 / 16.0).abs() < 1e-3, "{}", side.compactness());
    }
}
