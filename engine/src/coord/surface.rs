//! Areas on the ellipsoid, of polygons whose edges are straight in degrees.
//!
//! An edge of a boundary file is a straight line between two positions in degrees, and so the exact predicates take it. Measured by
//! geodesics between the vertices, a border drawn with few vertices and the same border drawn with many would enclose different
//! areas; measured along the line as it is drawn, the pieces of an area add up to the area.
//!
//! 1. Lambert: the area between the equator and a latitude, per radian of longitude, has a closed form.
//! 2. Green: the area of a ring is the sum of that over its edges, each taken by Gauss's rule with four points.
//!
//! # Error
//! Gauss's rule leaves out the eighth derivative of something that hardly bends: for edges up to three degrees less than 1e-9 of the
//! strip below them; rounding is below a square millimetre for areas like a county.
//!
//! # References
//! Snyder (1987), *Map projections: a working manual*, USGS Professional Paper 1395, equation 3-12.

use geo_types::{LineString, Polygon};

use super::line::{ECCENTRICITY_SQUARED, SEMI_MAJOR_AXIS_M};
use super::{LonLat, distance};
use crate::units::{Metres, SquareMetres};

/// Points and weights of Gauss's rule on −1…1.
const GAUSS: [(f64, f64); 4] = [
    (-0.861_136_311_594_052_6, 0.347_854_845_137_453_85),
    (-0.339_981_043_584_856_26, 0.652_145_154_862_546_2),
    (0.339_981_043_584_856_26, 0.652_145_154_862_546_2),
    (0.861_136_311_594_052_6, 0.347_854_845_137_453_85),
];

/// The area of a polygon, its holes taken off, whatever the winding of its rings.
///
/// # Units and CRS
/// In CGCS2000 degrees, longitude first; the ellipsoid is that of [`super::geodesic`].
pub fn surface_area(polygon: &Polygon<f64>) -> SquareMetres {
    let holes: f64 = polygon.interiors().iter().map(|ring| signed_area_m2(ring).abs()).sum();
    SquareMetres(signed_area_m2(polygon.exterior()).abs() - holes)
}

/// The length of all rings of a polygon.
pub fn perimeter(polygon: &Polygon<f64>) -> Metres {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let edges = rings.flat_map(LineString::lines).filter_map(|edge| Some(distance(LonLat::try_from(edge.start).ok()?, LonLat::try_from(edge.end).ok()?).get()));
    Metres(edges.sum())
}

/// Positive where the ring runs counter-clockwise.
fn signed_area_m2(ring: &LineString<f64>) -> f64 {
    let Some(origin) = ring.0.first() else { return 0.0 };
    // Relative to the first vertex, so that a small ring does not lose its area in the strip down to the equator.
    let base = below_m2_per_radian(origin.y);
    let strip = |from: geo_types::Coord<f64>, to: geo_types::Coord<f64>| {
        let (middle, half) = (f64::midpoint(from.y, to.y), (to.y - from.y) / 2.0);
        let mean: f64 = GAUSS.iter().map(|(point, weight)| weight / 2.0 * (below_m2_per_radian(middle + half * point) - base)).sum();
        (from.x - to.x).to_radians() * mean
    };
    ring.lines().map(|edge| strip(edge.start, edge.end)).sum()
}

/// Area between the equator and a latitude, for a radian of longitude.
fn below_m2_per_radian(lat_deg: f64) -> f64 {
    let (sin, e) = (lat_deg.to_radians().sin(), ECCENTRICITY_SQUARED.sqrt());
    let semi_minor_squared = SEMI_MAJOR_AXIS_M * SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED);
    semi_minor_squared / 2.0 * (sin / (1.0 - ECCENTRICITY_SQUARED * sin * sin) + (e * sin).atanh() / e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Densify, Euclidean, GeodesicArea};
    use geo_types::{Rect, polygon};

    fn square(west: f64, south: f64, size: f64) -> Polygon<f64> {
        Rect::new((west, south), (west + size, south + size)).to_polygon()
    }

    #[test]
    fn the_whole_ellipsoid_has_its_known_area() {
        let all = Rect::new((-180.0, -90.0), (180.0, 90.0)).to_polygon();
        // The area of the WGS 84 ellipsoid: 510 065 621.724 km².
        assert!((surface_area(&all).square_kilometres() - 510_065_621.724).abs() < 1.0);
    }

    #[test]
    fn areas_agree_with_karney_once_edges_are_short() {
        let slanted = polygon![(x: 125.0, y: 43.0), (x: 126.5, y: 43.2), (x: 126.1, y: 44.4), (x: 124.9, y: 43.9)];
        for shape in [square(125.0, 43.0, 1.0), square(-70.0, -54.0, 0.01), slanted] {
            let by_karney = Euclidean.densify(&shape, 0.000_5).geodesic_area_unsigned();
            let ours = surface_area(&shape).0;
            assert!((ours - by_karney).abs() < by_karney * 1e-7, "{ours} {by_karney}");
        }
    }

    #[test]
    fn pieces_add_up_to_the_whole_and_holes_are_taken_off() {
        let whole = surface_area(&square(125.0, 43.0, 1.0)).0;
        let quarters = [(125.0, 43.0), (125.5, 43.0), (125.0, 43.5), (125.5, 43.5)].map(|(west, south)| surface_area(&square(west, south, 0.5)).0);
        assert!((quarters.iter().sum::<f64>() - whole).abs() < 1e-2, "a square centimetre of 8 900 km²");
        let holed = Polygon::new(square(125.0, 43.0, 1.0).exterior().clone(), vec![square(125.5, 43.5, 0.25).exterior().clone()]);
        assert!((surface_area(&holed).0 + surface_area(&square(125.5, 43.5, 0.25)).0 - whole).abs() < 1e-2);
    }

    #[test]
    fn a_perimeter_is_the_length_of_all_rings() {
        let side = distance(LonLat::new([125.0, 43.0]).expect("on Earth"), LonLat::new([125.0, 43.01]).expect("on Earth")).get();
        assert!((perimeter(&square(125.0, 43.0, 0.01)).get() - 2.0 * side - 2.0 * 0.01 * 81_541.0).abs() < 1.0);
    }
}
