//! From rounded, clipped rings to polygons that are valid.
//!
//! Rounding lets a ring touch itself, and clipping leaves stretches along the box that run back on themselves. Both are undone by
//! taking the area with winding number 1 and writing its outline anew: interiors connected, rings simple, holes in their polygon
//! (OGC Simple Features 06-103r4 §6.1.11). As the coverage has no crossing edges, no new vertex is needed and nothing moves.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{ContourDirection, IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::{Precision, Solver, Strategy};
use i_overlay::i_float::int::point::IntPoint;

/// A place in a tile: x to the right, y down.
pub type TilePlace = [i32; 2];

/// A polygon: its exterior ring, then its holes; no ring repeats its first point.
pub type TilePolygon = Vec<Vec<TilePlace>>;

/// The polygons of an area given as rings with the interior on their left on the ground (y up), that is on their right in the
/// tile.
pub fn polygons(rings: &[Vec<TilePlace>]) -> Vec<TilePolygon> {
    let vertices = rings.iter().map(Vec::len).sum();
    // Vertices on straight lines stay, so that neighbours have the same ones.
    let options = IntOverlayOptions {
        preserve_input_collinear: true,
        output_direction: ContourDirection::CounterClockwise,
        preserve_output_collinear: true,
        min_output_area: 0,
        ogc: true,
    };
    // One strategy and no threads: equal input gives equal bytes.
    let solver = Solver { strategy: Strategy::Auto, precision: Precision::ABSOLUTE, multithreading: None };
    let mut overlay = Overlay::new_custom(vertices, options, solver);
    for ring in rings {
        overlay.add_path_iter(ring.iter().map(|[x, y]| IntPoint::new(*x, *y)), ShapeType::Subject);
    }
    let shapes = overlay.overlay(OverlayRule::Subject, FillRule::Negative);
    shapes.into_iter().map(|shape| shape.into_iter().map(|ring| ring.into_iter().map(|p| [p.x, p.y]).collect()).collect()).collect()
}

/// Twice the area of a ring by the surveyor's formula in tile space; positive where the ring runs clockwise to the eye (MVT 2.1
/// §4.3.3.3).
pub fn doubled_area(ring: &[TilePlace]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On the ground counter-clockwise, so with y down the other way to the eye.
    const SQUARE: [TilePlace; 4] = [[0, 10], [10, 10], [10, 0], [0, 0]];

    fn area(polygons: &[TilePolygon]) -> i64 {
        polygons.iter().flatten().map(|ring| doubled_area(ring)).sum::<i64>().abs()
    }

    #[test]
    fn a_good_ring_stays_as_it_is() {
        let repaired = polygons(&[SQUARE.to_vec()]);
        assert_eq!((repaired.len(), repaired[0].len(), repaired[0][0].len()), (1, 1, 4));
        assert_eq!(area(&repaired), 200);
    }

    #[test]
    fn a_ring_that_touches_itself_becomes_polygons_with_connected_interiors() {
        let hourglass = vec![[0, 0], [0, 10], [5, 5], [10, 10], [10, 0], [5, 5]];
        let repaired = polygons(&[hourglass]);
        assert_eq!(repaired.len(), 2, "{repaired:?}");
    }

    #[test]
    fn what_runs_back_on_itself_and_what_lies_outside_is_nothing() {
        let spiked = vec![[0, 10], [10, 10], [10, 0], [20, 0], [10, 0], [0, 0]];
        assert_eq!(area(&polygons(&[spiked])), 200);
        assert!(polygons(&[vec![[0, 0], [5, 5], [9, 9]]]).is_empty());
        let inside_out: Vec<_> = SQUARE.iter().rev().copied().collect();
        assert!(polygons(&[inside_out]).is_empty(), "a hole without a shell is no area");
    }

    #[test]
    fn a_ring_within_a_ring_is_a_hole() {
        let hole = vec![[2, 2], [4, 2], [4, 4], [2, 4]];
        let repaired = polygons(&[SQUARE.to_vec(), hole]);
        assert_eq!((repaired.len(), repaired[0].len()), (1, 2));
    }
}
