//! From rounded, clipped rings to polygons that are valid.
//!
//! Rounding lets a ring touch itself, and clipping leaves stretches along the box that run back on themselves. Both are undone by
//! taking the area with winding number 1 and writing its outline anew: interiors connected, rings simple, holes in their polygon
//! (OGC Simple Features 06-103r4 §6.1.11). As the coverage has no crossing edges, no new vertex is needed and nothing moves.
//!
//! Most areas need none of this, and it is most of the time that a tile takes. So each area is looked at whole, once for each zoom
//! ([`repaired`]), and what a tile needs is cut from what came out; it stays valid, unless what runs along the tile's sides meets itself
//! there ([`as_they_are`]).

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{ContourDirection, IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::{Precision, Solver, Strategy};
use i_overlay::i_float::int::point::IntPoint;

use super::quantise::{BUFFER, EXTENT};

/// A place in a tile: x to the right, y down.
pub type TilePlace = [i32; 2];

/// A polygon: its exterior ring, then its holes; no ring repeats its first point.
pub type TilePolygon = Vec<Vec<TilePlace>>;

/// Rings that belong together.
pub type Rings = Vec<Vec<TilePlace>>;

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

/// The polygons of a whole area, rounded to a zoom, as rings that run as those given do; `None` where the rings are those of its polygons
/// already, and it is plain which polygon each hole is in.
pub fn repaired(rings: Rings) -> Option<Box<[Rings]>> {
    let polygons = polygons(&rings);
    let is_plain = polygons.len() == 1 || polygons.iter().all(|polygon| polygon.len() == 1);
    let given = rings.into_iter().map(|mut ring| {
        ring.reverse();
        ring
    });
    if is_plain && in_order(given) == in_order(polygons.iter().flatten().cloned()) {
        return None;
    }
    // A hole that touches its shell may come out running either way.
    let back = |mut polygon: TilePolygon| {
        for (i, ring) in polygon.iter_mut().enumerate() {
            if (doubled_area(ring) > 0) == (i == 0) {
                ring.reverse();
            }
        }
        polygon
    };
    Some(polygons.into_iter().map(back).collect())
}

/// Polygons from what is left in a tile of rings that needed no repair, or have been repaired: either all rings of an area of which each is a
/// polygon, or all but one a hole in that; or the rings of one polygon after the other.
///
/// # Errors
/// The rings, where they have to be repaired now: where one meets itself or another along the sides of the box.
pub fn as_they_are(mut polygons: Vec<Rings>) -> Result<Vec<TilePolygon>, Rings> {
    if meet_on_a_side(&polygons) {
        return Err(polygons.concat());
    }
    for ring in polygons.iter_mut().flatten() {
        ring.reverse();
    }
    let parts = polygons.into_iter().flat_map(|rings| {
        let (shells, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| doubled_area(ring) > 0);
        debug_assert!(holes.is_empty() || shells.len() == 1, "whose holes are these");
        let mut parts: Vec<TilePolygon> = shells.into_iter().map(|shell| vec![shell]).collect();
        if let Some(first) = parts.first_mut() {
            first.extend(holes);
        }
        parts
    });
    Ok(parts.collect())
}

/// Whether two vertices on a side of the box fall together there, or an edge that runs along it passes a vertex.
fn meet_on_a_side(polygons: &[Rings]) -> bool {
    let mut sides = [const { Side { vertices: Vec::new(), edges: Vec::new() } }; 4];
    for ring in polygons.iter().flatten() {
        let Some(mut before) = ring.last() else { continue };
        for place in ring {
            for axis in 0..2 {
                if place[axis] == -BUFFER || place[axis] == EXTENT + BUFFER {
                    let along = 1 - axis;
                    let side = &mut sides[2 * axis + usize::from(place[axis] > 0)];
                    side.vertices.push(place[along]);
                    if before[axis] == place[axis] {
                        side.edges.push([before[along].min(place[along]), before[along].max(place[along])]);
                    }
                }
            }
            before = place;
        }
    }
    sides.into_iter().any(Side::meets_itself)
}

/// What lies on a side of the box, by how far along.
struct Side {
    vertices: Vec<i32>,
    edges: Vec<[i32; 2]>,
}

impl Side {
    fn meets_itself(mut self) -> bool {
        self.vertices.sort_unstable();
        let next = |edge: &[i32; 2]| self.vertices[self.vertices.partition_point(|v| *v <= edge[0])];
        self.vertices.windows(2).any(|pair| pair[0] == pair[1]) || self.edges.iter().any(|edge| next(edge) != edge[1])
    }
}

/// Each ring from its least vertex on, the rings in order.
fn in_order(rings: impl Iterator<Item = Vec<TilePlace>>) -> Rings {
    let from_least = |mut ring: Vec<TilePlace>| {
        let least = ring.iter().enumerate().min_by_key(|(_, place)| **place).map_or(0, |(i, _)| i);
        ring.rotate_left(least);
        ring
    };
    let mut rings: Rings = rings.map(from_least).collect();
    rings.sort_unstable();
    rings
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
    fn what_touches_crosses_or_runs_back_is_repaired_and_what_is_plain_is_not() {
        let hole = vec![[2, 2], [4, 2], [4, 4], [2, 4]];
        let island: Vec<_> = SQUARE.iter().map(|[x, y]| [x + 20, *y]).collect();
        assert_eq!(repaired(vec![SQUARE.to_vec()]), None);
        assert_eq!(repaired(vec![SQUARE.to_vec(), hole.clone()]), None);
        assert_eq!(repaired(vec![SQUARE.to_vec(), island.clone()]), None);
        for (rings, parts) in [
            (vec![vec![[0, 0], [0, 10], [5, 5], [10, 10], [10, 0], [5, 5]]], 2),
            (vec![vec![[0, 10], [10, 10], [10, 0], [20, 0], [10, 0], [0, 0]]], 1),
            (vec![SQUARE.iter().rev().copied().collect()], 0),
            (vec![vec![[0, 0], [5, 5], [9, 9]]], 0),
            // Which of the two is the hole in?
            (vec![SQUARE.to_vec(), island, hole], 2),
        ] {
            let found = repaired(rings.clone()).unwrap_or_else(|| panic!("{rings:?}"));
            assert_eq!(found.len(), parts, "{rings:?}");
            // They run as those given, and need nothing more.
            assert_eq!(as_they_are(found.to_vec()).expect("nothing on a side").len(), parts);
            assert!(found.iter().all(|polygon| repaired(polygon.clone()).is_none()), "{rings:?}");
        }
    }

    /// A comb whose teeth reach over the side of a box, in the direction of an exterior on the ground.
    fn comb(teeth: i32, back: i32) -> Vec<[i64; 2]> {
        let tooth = |i: i32| [[i * 20, back], [i * 20, 4300], [i * 20 + 10, 4300], [i * 20 + 10, back]];
        let mut ring: Vec<[i64; 2]> = (0..teeth).flat_map(tooth).map(|p| p.map(i64::from)).collect();
        ring.extend([[i64::from(teeth) * 20, i64::from(back) - 10], [0, i64::from(back) - 10]]);
        ring
    }

    fn clipped(ring: &[[i64; 2]]) -> Vec<TilePlace> {
        let (low, high) = (i64::from(-BUFFER), i64::from(EXTENT + BUFFER));
        let clip = crate::tiles::clip::ClipBox { low: [low; 2], high: [high; 2] };
        crate::tiles::clip::clip_ring(ring.to_vec(), clip).into_iter().map(|p| p.map(|v| v as i32)).collect()
    }

    #[test]
    fn clipping_is_seen_where_it_makes_a_ring_meet_itself() {
        // The back lies within the box: the teeth are cut off, each by itself.
        let within = clipped(&comb(3, 4000));
        assert_eq!(as_they_are(vec![vec![within.clone()]]).map(|p| p.len()), Ok(1));
        assert_eq!(polygons(&[within]).len(), 1);
        // The back lies beyond it: what is left are pieces, and the ring runs along the side between them.
        let mut beyond: Vec<[i64; 2]> = comb(3, 4000).iter().map(|[x, y]| [*x, 8160 - y]).collect();
        beyond.reverse();
        let beyond = clipped(&beyond.iter().map(|[x, y]| [*x, y + 100]).collect::<Vec<_>>());
        assert_eq!(polygons(std::slice::from_ref(&beyond)).len(), 3);
        assert_eq!(as_they_are(vec![vec![beyond.clone()]]), Err(vec![beyond]));
    }

    #[test]
    fn a_ring_within_a_ring_is_a_hole() {
        let hole = vec![[2, 2], [4, 2], [4, 4], [2, 4]];
        let repaired = polygons(&[SQUARE.to_vec(), hole]);
        assert_eq!((repaired.len(), repaired[0].len()), (1, 2));
    }
}
