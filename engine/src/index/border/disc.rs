//! A disc cut by borders.
//!
//! By Green's theorem the part of a disc that lies in an area is made of the area's edges alone: each edge adds, with its sign, the
//! part of the triangle from the centre over the edge that lies in the disc. An edge beyond the disc adds the sector under it; all
//! sectors around the centre make the disc as often as the area winds around it. So the share is that winding number, plus, for every
//! edge with a piece in the disc, the triangle over the piece less the sector under it. Only edges near the disc are read, and what
//! one side of a border gains the other loses.

use super::super::NO_AREA;
use super::BorderIndex;
use super::boxes::Scale;
use crate::coord::{LocalPlane, LonLat, Planar};
use crate::units::Metres;

impl BorderIndex {
    /// Adds to each area beside an edge in the disc what the edge gives to its share, a disc being 1. Together with 1 for each area that
    /// the centre lies in, this is the share of the disc in the area; areas that are not named are whole or not there. An area is
    /// named by `name` of its number, or left out.
    ///
    /// The centre must not lie on an edge: it would be decided by rounding on which side it is.
    ///
    /// # Units and CRS
    /// The disc is one of the local plane of its centre, whose error is stated there: 0.02 % of lengths at a radius of one kilometre.
    ///
    /// # Cost
    /// Proportional to the edges near the disc.
    pub fn cut_disc(&self, centre: LonLat, radius: Metres, name: impl Fn(u32) -> Option<u32> + Copy, shares: &mut Vec<(u32, f64)>) {
        let plane = LocalPlane::at(centre);
        let scale = Scale { at: centre.to_array(), metres_per_deg: plane.metres_per_degree() };
        let edges = self.edges.view();
        let radius_m = radius.get();
        let whole = std::f64::consts::PI * radius_m * radius_m;
        self.boxes.within(scale, radius_m, &mut |run| {
            let (mut sum, mut sides) = (0.0, None);
            let mut from = plane.project(edges.vertices[run.first() as usize]);
            for edge in run.first()..run.first() + run.len() {
                let to = plane.project(edges.vertices[edge as usize + 1]);
                if let Some(gain) = gain(from, to, radius_m) {
                    sum += gain;
                    // A run lies in one arc, so all its edges have the same sides.
                    sides.get_or_insert_with(|| edges.sides_of(edge));
                }
                from = to;
            }
            if let Some([left, right]) = sides {
                add(shares, name, left, sum / whole);
                add(shares, name, right, -sum / whole);
            }
        });
    }
}

fn add(shares: &mut Vec<(u32, f64)>, name: impl Fn(u32) -> Option<u32>, area: u32, share: f64) {
    let Some(area) = (area != NO_AREA).then(|| name(area)).flatten() else { return };
    match shares.iter_mut().find(|(known, _)| *known == area) {
        Some((_, sum)) => *sum += share,
        None => shares.push((area, share)),
    }
}

/// The triangle from the origin over the piece of an edge that lies in the disc, less the sector under it, in square metres; positive
/// where the origin is on the left. `None` where the edge does not meet the disc.
fn gain(from: Planar, to: Planar, radius_m: f64) -> Option<f64> {
    let (de, dn) = (to.east_m - from.east_m, to.north_m - from.north_m);
    let squared = de * de + dn * dn;
    // |from + t·d|² = r², as a quadratic in t.
    let half = -(from.east_m * de + from.north_m * dn) / squared;
    let beyond = (from.squared_m2() - radius_m * radius_m) / squared;
    let root = half * half - beyond;
    // An edge without length is NaN here.
    if root.is_nan() || root <= 0.0 {
        return None;
    }
    let root = root.sqrt();
    let (enters, leaves) = ((half - root).max(0.0), (half + root).min(1.0));
    if enters >= leaves {
        return None;
    }
    let at = |t: f64| [from.east_m + t * de, from.north_m + t * dn];
    let [ax, ay] = if enters == 0.0 { [from.east_m, from.north_m] } else { at(enters) };
    let [bx, by] = if leaves == 1.0 { [to.east_m, to.north_m] } else { at(leaves) };
    let (cross, dot) = (ax * by - ay * bx, ax * bx + ay * by);
    Some(0.5 * (cross - radius_m * radius_m * cross.atan2(dot)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Coverage;
    use geo_types::{MultiPolygon, Polygon, Rect};
    use std::f64::consts::PI;

    fn square(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![Rect::new((west, south), (east, north)).to_polygon()])
    }

    /// The shares of a disc around a position that lies in area `inside`.
    fn shares(areas: &[MultiPolygon<f64>], inside: Option<u32>, centre: LonLat, radius_m: f64) -> Vec<(u32, f64)> {
        let borders = BorderIndex::new(&Coverage::build(&areas.iter().collect::<Vec<_>>()));
        let mut shares: Vec<(u32, f64)> = inside.map(|area| (area, 1.0)).into_iter().collect();
        borders.cut_disc(centre, Metres(radius_m), Some, &mut shares);
        shares.sort_unstable_by_key(|(area, _)| *area);
        shares
    }

    /// A position so many metres from (126, 44), where four squares meet.
    fn at(east_m: f64, north_m: f64) -> LonLat {
        let plane = LocalPlane::at(LonLat::new([126.0, 44.0]).expect("on Earth"));
        LonLat::new(plane.unproject(Planar { east_m, north_m })).expect("on Earth")
    }

    /// A position so many metres west of the border at 126°, by its own plane.
    fn west_of_the_border(metres: f64) -> LonLat {
        let plane = LocalPlane::at(LonLat::new([126.0, 43.6]).expect("on Earth"));
        LonLat::new(plane.unproject(Planar { east_m: -metres, north_m: 0.0 })).expect("on Earth")
    }

    fn four() -> [MultiPolygon<f64>; 4] {
        [square(125.0, 43.0, 126.0, 44.0), square(126.0, 43.0, 127.0, 44.0), square(126.0, 44.0, 127.0, 45.0), square(125.0, 44.0, 126.0, 45.0)]
    }

    fn segment(distance: f64) -> f64 {
        (distance.acos() - distance * (1.0 - distance * distance).sqrt()) / PI
    }

    #[test]
    fn beside_a_straight_border_the_share_is_the_circular_segment() {
        for distance in [0.001, 0.1, 0.5, 0.9, 0.999] {
            let found = shares(&four(), Some(0), west_of_the_border(200.0 * distance), 200.0);
            assert_eq!(found.len(), 2);
            assert!((found[1].1 - segment(distance)).abs() < 1e-5 && (found[0].1 + found[1].1 - 1.0).abs() < 1e-12, "{distance}: {found:?}");
        }
        assert!((segment(0.5) - 0.1955).abs() < 1e-4);
        assert_eq!(shares(&four(), Some(0), west_of_the_border(200.1), 200.0), [(0, 1.0)]);
    }

    #[test]
    fn at_four_corners_each_has_its_part() {
        let found = shares(&four(), Some(2), at(1e-4, 1e-4), 100.0);
        assert!(found.iter().all(|(_, share)| (share - 0.25).abs() < 1e-5), "{found:?}");
        // A quarter less the two segments' overlap: by numeric integration over a million points, 0.0775.
        let found = shares(&four(), Some(2), at(30.0, 40.0), 100.0);
        let inside = (0..1_000_000u32).filter(|i| {
            let (x, y) = (f64::from(i % 1000) / 500.0 - 0.999, f64::from(i / 1000) / 500.0 - 0.999);
            x * x + y * y < 1.0 && x < -0.3 && y < -0.4
        });
        let expected = inside.count() as f64 * 4e-6 / PI;
        assert!((found[0].1 - expected).abs() < 1e-3, "{found:?} {expected}");
        assert!((found.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn an_island_within_the_disc_counts_by_its_area_and_its_surroundings_lose_it() {
        let ring = |size: f64| {
            let corners = [(-size, -size), (size, -size), (size, size), (-size, size)].map(|(e, n)| at(e, n).to_coord());
            geo_types::LineString(corners.into_iter().chain([corners[0]]).collect())
        };
        let areas = [MultiPolygon(vec![Polygon::new(ring(5000.0), vec![ring(30.0)])]), MultiPolygon(vec![Polygon::new(ring(30.0), vec![])])];
        let expected = 60.0 * 60.0 / (PI * 100.0 * 100.0);
        for (inside, centre) in [(1, at(0.0, 0.0)), (0, at(40.0, 20.0)), (0, at(-31.0, -31.0))] {
            let found = shares(&areas, Some(inside), centre, 100.0);
            assert!((found[1].1 - expected).abs() < 1e-5 && (found[0].1 + found[1].1 - 1.0).abs() < 1e-12, "{found:?}");
        }
        // Outside of all, with the island's corner in reach of nothing.
        assert_eq!(shares(&areas, None, at(6000.0, 0.0), 100.0), []);
        let found = shares(&areas, None, at(5050.0, 0.0), 100.0);
        assert!((found[0].1 - segment(0.5)).abs() < 1e-4, "{found:?}");
    }
}
