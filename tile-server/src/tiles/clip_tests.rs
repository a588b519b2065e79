use geo::{Area, BooleanOps};
use geo_types::{Coord, LineString, MultiPolygon, Polygon, Rect};
use proptest::prelude::*;

use super::*;
use crate::tiles::repair;

const CLIP: ClipBox = ClipBox { low: [0, 0], high: [1000, 1000] };

/// A ring around the origin of the box's middle, star-shaped, so it does not cross itself.
fn stars() -> impl Strategy<Value = Vec<Place>> {
    (prop::collection::vec(50.0..1500.0_f64, 3..40), -300..1300_i64, -300..1300_i64).prop_map(|(radii, cx, cy)| {
        let n = radii.len() as f64;
        (0..)
            .zip(radii)
            .map(|(i, r): (u32, f64)| {
                // Negative angle: the interior on the left on the ground is on the right in the tile.
                let angle = -std::f64::consts::TAU * f64::from(i) / n;
                [cx + (r * angle.cos()).round() as i64, cy - (r * angle.sin()).round() as i64]
            })
            .collect()
    })
}

fn polygon(ring: &[Place]) -> Polygon<f64> {
    Polygon::new(ring.iter().map(|p| Coord { x: p[0] as f64, y: p[1] as f64 }).collect::<LineString<f64>>(), vec![])
}

fn repaired(ring: &[Place]) -> MultiPolygon<f64> {
    let forward: Vec<_> = ring.iter().map(|p| p.map(|v| v as i32)).collect();
    let forward = if repair::doubled_area(&forward) > 0 { forward.into_iter().rev().collect() } else { forward };
    let line = |ring: &Vec<[i32; 2]>| ring.iter().map(|p| Coord { x: f64::from(p[0]), y: f64::from(p[1]) }).collect::<LineString<f64>>();
    repair::polygons(&[forward]).iter().map(|rings| Polygon::new(line(&rings[0]), rings[1..].iter().map(line).collect())).collect()
}

proptest! {
    #[test]
    fn clipping_agrees_with_the_intersection_of_geo(ring in stars()) {
        let ours = repaired(&clip_ring(ring.clone(), CLIP));
        let window = Rect::new((0.0, 0.0), (1000.0, 1000.0)).to_polygon();
        let theirs = polygon(&ring).intersection(&window);
        // A cut point moves by at most half a unit, along an edge of at most 1000 units within the box.
        let bound = ring.len() as f64 * 600.0;
        let apart = ours.xor(&theirs).unsigned_area();
        prop_assert!(apart <= bound, "{apart} of {}", theirs.unsigned_area());
    }

    #[test]
    fn what_is_cut_at_vertices_does_not_move(ring in stars()) {
        // Cutting twice: the second time every edge ends on the box, so the result must be the same to the last bit.
        let once = clip_ring(ring.clone(), CLIP);
        prop_assert_eq!(clip_ring(once.clone(), CLIP), once);
    }

    #[test]
    fn the_direction_of_an_edge_does_not_matter(a in [-5000..5000_i64, -5000..5000_i64], b in [-5000..5000_i64, -5000..5000_i64]) {
        let there = clip_line(&[a, b], CLIP);
        let mut back = clip_line(&[b, a], CLIP);
        for part in &mut back {
            part.reverse();
        }
        prop_assert_eq!(there, back);
    }

    #[test]
    fn lines_stay_in_the_box(line in prop::collection::vec([-500..1500_i64, -500..1500_i64], 2..30)) {
        for part in clip_line(&line, CLIP) {
            prop_assert!(part.len() > 1 && part.iter().all(|p| CLIP.holds_place(*p)));
        }
        for place in clip_ring(line, CLIP) {
            prop_assert!(CLIP.holds_place(place));
        }
    }
}

#[test]
fn a_ring_around_the_box_fills_it() {
    let around = [[-10, 2000], [2000, 2000], [2000, -10], [-10, -10]];
    assert_eq!(repaired(&clip_ring(around.to_vec(), CLIP)).unsigned_area(), 1_000_000.0);
}

#[test]
fn a_line_that_leaves_and_returns_is_two_parts() {
    let parts = clip_line(&[[10, 10], [10, -10], [20, -10], [20, 10]], CLIP);
    assert_eq!(parts, [vec![[10, 10], [10, 0]], vec![[20, 0], [20, 10]]]);
}
