//! Points within a radius in metres.
//!
//! Positions are put into space (earth-centred coordinates of the ellipsoid). The straight chord between two points is never
//! longer than the geodesic, so a ball of the radius finds every candidate, at any latitude and across the antimeridian; the
//! geodesic then decides.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::coord::{LonLat, geodesic};
use crate::units::Metres;

/// Rounding of earth-centred coordinates stays far below this.
const CHORD_SLACK_M: f64 = 1e-3;

/// An immutable set of points.
#[derive(Clone, Debug)]
pub struct PointIndex {
    positions: Vec<LonLat>,
    tree: RTree<GeomWithData<[f64; 3], u32>>,
}

impl PointIndex {
    /// Indexes the points; answers name them by their place in the input.
    pub fn new(positions: Vec<LonLat>) -> Self {
        let points = positions.iter().enumerate().map(|(i, p)| GeomWithData::new(earth_centred(*p), i as u32));
        Self { tree: RTree::bulk_load(points.collect()), positions }
    }

    /// All points within the radius (inclusive), nearest first, equal distances in input order.
    pub fn within(&self, position: LonLat, radius: Metres) -> Vec<(u32, Metres)> {
        let mut found: Vec<(u32, Metres)> = self.candidates(position, radius).collect();
        found.sort_by(|a, b| a.1.get().total_cmp(&b.1.get()).then(a.0.cmp(&b.0)));
        found
    }

    /// The nearest point within the radius (inclusive); of equally near ones the first of the input.
    pub fn nearest_within(&self, position: LonLat, radius: Metres) -> Option<(u32, Metres)> {
        self.candidates(position, radius).min_by(|a, b| a.1.get().total_cmp(&b.1.get()).then(a.0.cmp(&b.0)))
    }

    fn candidates(&self, position: LonLat, radius: Metres) -> impl Iterator<Item = (u32, Metres)> {
        let reach = radius.get() + CHORD_SLACK_M;
        self.tree.locate_within_distance(earth_centred(position), reach * reach).filter_map(move |point| {
            let distance = geodesic(position, self.positions[point.data as usize]);
            (distance <= radius).then_some((point.data, distance))
        })
    }
}

/// Metres from the earth's centre, on the WGS 84 ellipsoid.
fn earth_centred(position: LonLat) -> [f64; 3] {
    const SEMI_MAJOR_AXIS_M: f64 = 6_378_137.0;
    const ECCENTRICITY_SQUARED: f64 = 0.006_694_379_990_141_317;
    let (lon, lat) = (position.lon().to_radians(), position.lat().to_radians());
    let prime_vertical_m = SEMI_MAJOR_AXIS_M / (1.0 - ECCENTRICITY_SQUARED * lat.sin().powi(2)).sqrt();
    [prime_vertical_m * lat.cos() * lon.cos(), prime_vertical_m * lat.cos() * lon.sin(), prime_vertical_m * (1.0 - ECCENTRICITY_SQUARED) * lat.sin()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scan(points: &[LonLat], at: LonLat, radius: Metres) -> Vec<u32> {
        (0..points.len() as u32).filter(|&i| geodesic(at, points[i as usize]) <= radius).collect()
    }

    proptest! {
        #[test]
        fn the_points_within_are_those_of_a_linear_scan(
            points in proptest::collection::vec((124.9..125.1f64, 43.4..43.6f64), 0..60),
            lon in 124.9..125.1f64, lat in 43.4..43.6f64, radius_m in 0.0..9000.0f64,
        ) {
            let points: Vec<LonLat> = points.into_iter().map(|(x, y)| LonLat::new([x, y]).expect("in range")).collect();
            let (at, radius) = (LonLat::new([lon, lat]).expect("in range"), Metres(radius_m));
            let index = PointIndex::new(points.clone());
            let mut found: Vec<u32> = index.within(at, radius).into_iter().map(|(i, _)| i).collect();
            prop_assert_eq!(index.nearest_within(at, radius).map(|(i, _)| i), found.first().copied());
            found.sort_unstable();
            prop_assert_eq!(found, scan(&points, at, radius));
        }
    }

    #[test]
    fn the_antimeridian_does_not_part_neighbours() {
        let index = PointIndex::new(vec![LonLat::new([179.9999, 10.0]).expect("in range")]);
        let (_, distance) = index.nearest_within(LonLat::new([-179.9999, 10.0]).expect("in range"), Metres(100.0)).expect("22 m apart");
        assert!((distance.get() - 21.9).abs() < 0.1);
    }
}
