//! Which areas contain a position, exactly.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo_types::MultiPolygon;

use crate::coord::LonLat;
use crate::index::{AreaIndex, Claim, Part};

/// The areas that contain a position, in order of the list of areas.
///
/// A position on a shared border is claimed by every area that has it; nothing is decided here.
///
/// # Exactness
/// Orientation is decided by adaptive exact arithmetic, so "on the boundary" means exactly on the straight line, in degrees,
/// between two vertices.
///
/// # Cost
/// Linear in the vertices of the candidates.
///
/// # References
/// Shewchuk (1997), *Adaptive precision floating-point arithmetic and fast robust geometric predicates*; crate `robust`.
pub fn locate(areas: &[&MultiPolygon<f64>], index: &dyn AreaIndex, position: LonLat) -> Vec<Claim> {
    let mut candidates = Vec::new();
    index.candidates(position, &mut candidates);
    // The order of an index is its own affair; the order of an answer is not.
    candidates.sort_unstable();

    let mut claims: Vec<Claim> = Vec::new();
    for Part { area, polygon } in candidates {
        let on_boundary = match areas[area as usize].0[polygon as usize].coordinate_position(&position.to_coord()) {
            CoordPos::Outside => continue,
            CoordPos::Inside => false,
            CoordPos::OnBoundary => true,
        };
        match claims.last_mut() {
            // Two parts of one county can meet in a point, which is then on its boundary by both.
            Some(last) if last.area == area => last.on_boundary &= on_boundary,
            _ => claims.push(Claim { area, on_boundary }),
        }
    }
    claims
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Brute, PartTree};
    use geo_types::{MultiPolygon, Rect};
    use proptest::prelude::*;

    fn square(west: f64, south: f64, size: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![Rect::new((west, south), (west + size, south + size)).to_polygon()])
    }

    proptest! {
        #[test]
        fn the_tree_claims_what_brute_force_claims(squares in proptest::collection::vec((0i32..20, 0i32..20, 1i32..6), 1..30), x in 0i32..24, y in 0i32..24) {
            // Whole numbers make positions fall on edges and corners all the time.
            let areas: Vec<_> = squares.into_iter().map(|(w, s, size)| square(w.into(), s.into(), size.into())).collect();
            let references: Vec<_> = areas.iter().collect();
            let at = LonLat::new([x.into(), y.into()]).expect("in range");
            let by_tree = locate(&references, &PartTree::new(&areas), at);
            prop_assert_eq!(&by_tree, &locate(&references, &Brute::new(&areas), at));
            for claim in by_tree {
                let b = crate::coord::Bounds::of(areas[claim.area as usize].0[0].exterior());
                let strictly_inside = b.west < at.lon() && at.lon() < b.east && b.south < at.lat() && at.lat() < b.north;
                prop_assert_eq!(claim.on_boundary, !strictly_inside);
            }
        }
    }

    #[test]
    fn a_corner_is_claimed_by_all_who_meet_there() {
        let areas = [square(0.0, 0.0, 1.0), square(1.0, 0.0, 1.0), square(1.0, 1.0, 1.0), square(0.0, 1.0, 1.0)];
        let claims = locate(&areas.iter().collect::<Vec<_>>(), &PartTree::new(&areas), LonLat::new([1.0, 1.0]).expect("in range"));
        assert_eq!(claims, (0..4).map(|area| Claim { area, on_boundary: true }).collect::<Vec<_>>());
    }
}
