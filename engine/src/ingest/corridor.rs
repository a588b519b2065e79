//! The ground within so many metres of a line.

use std::f64::consts::PI;

use geo::algorithm::bool_ops::unary_union;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::coord::{LocalPlane, LonLat, Planar};
use crate::units::Metres;

/// Edges of half a circle. The chord lies within 0.03 % of the radius of its arc.
const HALF_CIRCLE: u32 = 64;
/// Pieces of a line are no longer than this, so that each is flat enough for a plane of its own: 0.02 % of lengths.
const PIECE_MAX_M: f64 = 2_000.0;

/// The ground within a distance of some lines, in degrees.
///
/// Every piece of a line, in the local plane of its middle, has a stadium around it; the corridor is their union.
///
/// # Error
/// 0.05 % of the distance: half a metre at 1 000 m.
pub(super) fn corridor(lines: &[LineString<f64>], distance: Metres) -> MultiPolygon<f64> {
    let stadiums: Vec<Polygon<f64>> = lines.iter().flat_map(LineString::lines).flat_map(|edge| stadiums(edge.start, edge.end, distance)).collect();
    unary_union(&stadiums)
}

fn stadiums(from: Coord<f64>, to: Coord<f64>, distance: Metres) -> Vec<Polygon<f64>> {
    let Ok(start) = LonLat::try_from(from) else { return Vec::new() };
    let length_m = LocalPlane::at(start).project([to.x, to.y]).distance_m();
    let pieces = (length_m / PIECE_MAX_M).ceil().max(1.0);
    let along = |t: f64| [from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t];
    (0..pieces as u32).filter_map(|piece| stadium(along(f64::from(piece) / pieces), along(f64::from(piece + 1) / pieces), distance)).collect()
}

fn stadium(from: [f64; 2], to: [f64; 2], distance: Metres) -> Option<Polygon<f64>> {
    let middle = LonLat::new([f64::midpoint(from[0], to[0]), f64::midpoint(from[1], to[1])]).ok()?;
    let plane = LocalPlane::at(middle);
    let (a, b) = (plane.project(from), plane.project(to));
    let heading = (b.north_m - a.north_m).atan2(b.east_m - a.east_m);
    let half = |end: Planar, start: f64| {
        (0..=HALF_CIRCLE).map(move |step| {
            let angle = start + PI * f64::from(step) / f64::from(HALF_CIRCLE);
            let [x, y] = plane.unproject(Planar { east_m: end.east_m + distance.get() * angle.cos(), north_m: end.north_m + distance.get() * angle.sin() });
            Coord { x, y }
        })
    };
    let ring: LineString<f64> = half(b, heading - PI / 2.0).chain(half(a, heading + PI / 2.0)).collect();
    Some(Polygon::new(ring, Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coord::geodesic;
    use geo::{Contains, GeodesicArea};
    use geo_types::Point;

    #[test]
    fn a_corridor_reaches_as_far_as_it_says_and_no_farther() {
        let line: LineString<f64> = [[127.5, 42.0], [127.6, 42.05], [127.6, 42.2]].into_iter().map(|[x, y]| Coord { x, y }).collect();
        let area = corridor(std::slice::from_ref(&line), Metres(1000.0));
        assert_eq!(area.0.len(), 1);
        let plane = |x: f64, y: f64| LocalPlane::at(LonLat::new([x, y]).expect("on Earth"));
        for (x, y, east) in [(127.6, 42.1, 1.0), (127.6, 42.13, -1.0)] {
            for (metres, inside) in [(999.0, true), (1001.0, false)] {
                let [lon, lat] = plane(x, y).unproject(Planar { east_m: east * metres, north_m: 0.0 });
                assert!((geodesic(LonLat::new([x, y]).expect("on Earth"), LonLat::new([lon, lat]).expect("on Earth")).get() - metres).abs() < 0.2);
                assert_eq!(area.contains(&Point::new(lon, lat)), inside, "{metres}");
            }
        }
        // Two edges of 9.96 and 16.66 km, two half circles; the bend takes from one side what it gives the other, but for a wedge.
        let straight = corridor(&[[[127.6, 42.05], [127.6, 42.2]].into_iter().map(|[x, y]| Coord { x, y }).collect()], Metres(1000.0));
        let length = geodesic(LonLat::new([127.6, 42.05]).expect("on Earth"), LonLat::new([127.6, 42.2]).expect("on Earth")).get();
        let expected = length * 2000.0 + PI * 1e6;
        assert!((straight.geodesic_area_unsigned() / expected - 1.0).abs() < 1e-3);
        assert!(corridor(&[], Metres(10.0)).0.is_empty());
    }
}
