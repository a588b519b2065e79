//! The nearest border and the nearest outfall over the real counties of Jilin, against linear scans.

use bailiwick_engine::coord::{LocalPlane, LonLat, distance, geodesic};
use bailiwick_engine::engine::AsOf;
use bailiwick_engine::index::{BorderIndex, Coverage, NO_AREA, NearestBorder, PointIndex};
use bailiwick_engine::units::Metres;

use crate::support::{engine, uniform};

/// Positions of the scan, each against every edge of the province.
const POSITIONS: usize = 2_000;

/// The nearest edge by looking at all of them; equal distances go to the lowest areas, then to the lowest place.
fn scan(coverage: &Coverage, at: LonLat) -> NearestBorder {
    let plane = LocalPlane::at(at);
    let side = |side: Option<u32>| side.unwrap_or(u32::MAX);
    let edges = coverage.arcs.iter().flat_map(|arc| arc.points.windows(2).map(move |ends| (arc, ends[0], ends[1])));
    let measured = edges.map(|(arc, from, to)| {
        let foot = plane.nearest_on_edge(from, to);
        let squared = foot.east_m * foot.east_m + foot.north_m * foot.north_m;
        let (left, right) = (side(arc.left), side(arc.right));
        ((squared, left.min(right), left.max(right), from, to), foot, arc)
    });
    let (_, foot, arc) = measured.min_by(|a, b| a.0.partial_cmp(&b.0).unwrap()).unwrap();
    let nearest = LonLat::new(plane.unproject(foot)).unwrap();
    NearestBorder { distance: distance(at, nearest), nearest, sides: [arc.left, arc.right] }
}

#[test]
fn the_nearest_border_in_and_around_jilin_is_that_of_a_linear_scan() {
    let engine = engine("../data/jilin/bailiwick.toml");
    let territory = engine.territory_as_of(AsOf::Current).unwrap();
    let index = BorderIndex::new(territory.coverage());
    let bounds = engine.bounds().grown(3.0); // a little beyond the cells of the index
    let vertices: Vec<[f64; 2]> = territory.coverage().arcs.iter().flat_map(|arc| arc.points.iter().copied()).collect();
    let mut next = uniform(62);
    let from: Vec<LonLat> = (0..POSITIONS)
        .map(|i| {
            // Every fourth lies on a vertex or within a metre of one, where several edges are as near.
            let vertex = vertices[(next() * vertices.len() as f64) as usize];
            let off = if i % 8 == 0 { 0.0 } else { 1e-5 };
            let spot = if i % 4 == 0 {
                [vertex[0] + off * (next() - 0.5), vertex[1] + off * (next() - 0.5)]
            } else {
                [bounds.west + next() * (bounds.east - bounds.west), bounds.south + next() * (bounds.north - bounds.south)]
            };
            LonLat::new(spot).unwrap()
        })
        .collect();
    let (lon, lat): (Vec<f64>, Vec<f64>) = from.iter().map(|p| (p.lon(), p.lat())).unzip();
    let (mut distance_m, mut sides) = (vec![0.0; from.len()], vec![[0; 2]; from.len()]);
    index.nearest_batch(&lon, &lat, &mut distance_m, &mut sides);
    for (at, (distance_m, sides)) in from.iter().zip(distance_m.into_iter().zip(sides)) {
        let found = index.nearest(*at).unwrap();
        assert_eq!(found, scan(territory.coverage(), *at), "{at:?}");
        assert_eq!((distance_m, sides), (found.distance.get(), found.sides.map(|side| side.unwrap_or(NO_AREA))), "{at:?}");
        let true_m = geodesic(*at, found.nearest).get();
        assert!((distance_m - true_m).abs() < 1e-3, "{at:?}");
    }
}

#[test]
fn the_nearest_outfall_of_jilin_is_that_of_a_linear_scan() {
    let engine = engine("../data/jilin/bailiwick.toml");
    let outfalls: Vec<LonLat> = engine.outfalls().outfalls.iter().map(|outfall| outfall.position).collect();
    let index = PointIndex::new(outfalls.clone());
    let mut next = uniform(63);
    let near = |p: LonLat, next: &mut dyn FnMut() -> f64| LonLat::new([p.lon() + 0.02 * (next() - 0.5), p.lat() + 0.02 * (next() - 0.5)]).unwrap();
    let from: Vec<LonLat> = (0..POSITIONS).map(|i| near(outfalls[i % outfalls.len()], &mut next)).collect();
    let (lon, lat): (Vec<f64>, Vec<f64>) = from.iter().map(|p| (p.lon(), p.lat())).unzip();
    for radius in [Metres(500.0), Metres(50_000.0)] {
        let mut batch = vec![None; from.len()];
        index.nearest_within_batch(&lon, &lat, radius, &mut batch);
        for (at, found) in from.iter().zip(batch) {
            let all = (0..).zip(&outfalls).map(|(i, p)| (geodesic(*at, *p), i)).filter(|(m, _)| *m <= radius);
            let expected = all.min_by(|a, b| a.partial_cmp(b).unwrap());
            assert_eq!(found.map(|(i, _)| i), expected.map(|(_, i)| i), "{at:?}");
            assert_eq!(found, index.nearest_within(*at, radius), "{at:?}");
        }
    }
}
