//! From rounded, clipped rings to polygons that are valid.
//!
//! Rounding lets a ring touch itself, and clipping leaves stretches along the box that run back on themselves. Both are undone by
//! taking the area with winding number 1 and writing its outline anew: interiors connected, rings simple, holes in their polygon
//! (OGC Simple Features 06-103r4 §6.1.11). As the coverage has no crossing edges, no new vertex is needed and nothing moves.
//!
//! Most areas need none of this, and it is most of the time that a tile takes. So each area is looked at whole, once for each zoom
//! ([`is_sound`]): one that comes out as it went in stays what it is within a tile, unless what runs along the tile's sides
//! meets itself there ([`as_they_are`]).

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

/// Whether the rings of a whole area, rounded to a zoom, are those of its polygons: nothing touches, crosses or runs back.
pub fn is_sound(rings: &[Vec<TilePlace>]) -> bool {
    let mut repaired: Vec<_> = polygons(rings).into_iter().flatten().map(from_least).collect();
    let mut given: Vec<_> = rings.iter().map(|ring| from_least(reversed(ring))).collect();
    repaired.sort_unstable();
    given.sort_unstable();
    repaired == given
}

/// The rings of a sound area, clipped to a tile and its buffer, as polygons. `None` where they have to be repaired first: where one meets
/// itself or another along the sides of the box, or where it is not plain which polygon a hole is in.
pub fn as_they_are(rings: &[Vec<TilePlace>]) -> Option<Vec<TilePolygon>> {
    if meet_on_a_side(rings) {
        return None;
    }
    let (shells, holes): (Vec<_>, Vec<_>) = rings.iter().map(|ring| reversed(ring)).partition(|ring| doubled_area(ring) > 0);
    if holes.is_empty() {
        return Some(shells.into_iter().map(|shell| vec![shell]).collect());
    }
    let [shell] = <[_; 1]>::try_from(shells).ok()?;
    Some(vec![std::iter::once(shell).chain(holes).collect()])
}

/// Whether two vertices on a side of the box fall together there, or an edge that runs along it passes a vertex.
fn meet_on_a_side(rings: &[Vec<TilePlace>]) -> bool {
    let sides = [(0, -BUFFER), (0, EXTENT + BUFFER), (1, -BUFFER), (1, EXTENT + BUFFER)];
    let (mut vertices, mut edges) = (Vec::new(), Vec::new());
    sides.into_iter().any(|(axis, line)| {
        vertices.clear();
        edges.clear();
        for ring in rings {
            let Some(mut before) = ring.last() else { continue };
            for place in ring {
                if place[axis] == line {
                    vertices.push(place[1 - axis]);
                    if before[axis] == line {
                        edges.push([before[1 - axis].min(place[1 - axis]), before[1 - axis].max(place[1 - axis])]);
                    }
                }
                before = place;
            }
        }
        vertices.sort_unstable();
        let next_is = |edge: &[i32; 2]| vertices.partition_point(|v| *v <= edge[0]);
        vertices.windows(2).any(|pair| pair[0] == pair[1]) || edges.iter().any(|edge| vertices[next_is(edge)] != edge[1])
    })
}

fn reversed(ring: &[TilePlace]) -> Vec<TilePlace> {
    ring.iter().rev().copied().collect()
}

/// The same ring, beginning with its least vertex.
fn from_least(mut ring: Vec<TilePlace>) -> Vec<TilePlace> {
    let least = ring.iter().enumerate().min_by_key(|(_, place)| **place).map_or(0, |(i, _)| i);
    ring.rotate_left(least);
    ring
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
    fn what_touches_crosses_or_runs_back_is_not_sound() {
        let hole = vec![[2, 2], [4, 2], [4, 4], [2, 4]];
        assert!(is_sound(&[SQUARE.to_vec()]) && is_sound(&[SQUARE.to_vec(), hole]));
        for unsound in [
            vec![[0, 0], [0, 10], [5, 5], [10, 10], [10, 0], [5, 5]],
            vec![[0, 10], [10, 10], [10, 0], [20, 0], [10, 0], [0, 0]],
            vec![[0, 0], [10, 10], [10, 0], [0, 10]],
            SQUARE.iter().rev().copied().collect(),
            vec![[0, 0], [5, 5], [9, 9]],
        ] {
            assert!(!is_sound(std::slice::from_ref(&unsound)), "{unsound:?}");
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
        crate::tiles::clip::clip_ring(ring, clip).into_iter().map(|p| p.map(|v| v as i32)).collect()
    }

    #[test]
    fn clipping_is_seen_where_it_makes_a_ring_meet_itself() {
        // The back lies within the box: the teeth are cut off, each by itself.
        let within = clipped(&comb(3, 4000));
        assert_eq!(as_they_are(std::slice::from_ref(&within)).map(|p| p.len()), Some(1));
        assert_eq!(polygons(&[within]).len(), 1);
        // The back lies beyond it: what is left are pieces, and the ring runs along the side between them.
        let mut beyond: Vec<[i64; 2]> = comb(3, 4000).iter().map(|[x, y]| [*x, 8160 - y]).collect();
        beyond.reverse();
        let beyond = clipped(&beyond.iter().map(|[x, y]| [*x, y + 100]).collect::<Vec<_>>());
        assert_eq!(polygons(std::slice::from_ref(&beyond)).len(), 3);
        assert_eq!(as_they_are(&[beyond]), None);
    }

    #[test]
    fn a_ring_within_a_ring_is_a_hole() {
        let hole = vec![[2, 2], [4, 2], [4, 4], [2, 4]];
        let repaired = polygons(&[SQUARE.to_vec(), hole]);
        assert_eq!((repaired.len(), repaired[0].len()), (1, 2));
    }
}
