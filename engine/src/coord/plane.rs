//! Metres on the ground: the geodesic, and a plane around a point.

use geo::{Distance, Geodesic};
use geo_types::Point;

use super::{LonLat, Place};
use crate::units::Metres;

/// Length of the shortest line on the ellipsoid.
///
/// # References
/// Karney (2013), *Algorithms for geodesics*, J. Geodesy 87; on WGS 84, whose ellipsoid differs from CGCS2000's by 0.1 mm.
pub fn geodesic(a: LonLat, b: LonLat) -> Metres {
    Metres(Geodesic.distance(Point::from(a.to_coord()), Point::from(b.to_coord())))
}

/// A point of a [`LocalPlane`]: metres east and north of its origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planar {
    /// Metres east.
    pub east_m: f64,
    /// Metres north.
    pub north_m: f64,
}

/// The plane that touches the ellipsoid at a point, scaled by the two radii of curvature there.
///
/// Straight lines in degrees stay straight, so an edge of a polygon in the plane is the same edge that the exact predicate
/// uses.
///
/// # Units and CRS
/// Metres; in and out CGCS2000 degrees.
///
/// # Error
/// Lengths are off by about `d · tan(latitude) / R` of themselves: at 46°N 0.02 % at one kilometre and 0.2 % at ten. Where a
/// length is reported, it is measured by [`geodesic`]; the plane only finds *where* the nearest point lies.
#[derive(Clone, Copy, Debug)]
pub struct LocalPlane {
    origin: [f64; 2],
    east_m_per_deg: f64,
    north_m_per_deg: f64,
}

impl LocalPlane {
    /// The plane at a point. At the poles east is undefined, and a degree is given a length that is next to nothing.
    pub fn at(origin: LonLat) -> Self {
        Self::around(&Place::at(origin.to_array()))
    }

    /// As [`LocalPlane::at`], when the place of the origin is known already.
    #[inline(always)]
    pub(crate) fn around(place: &Place) -> Self {
        Self { origin: [place.lon_deg, place.lat_deg], east_m_per_deg: place.axis_m.max(1e-9).to_radians(), north_m_per_deg: place.meridional_m().to_radians() }
    }

    /// Its origin, `[lon, lat]` in degrees.
    #[inline(always)]
    pub(crate) fn origin(self) -> [f64; 2] {
        self.origin
    }

    /// Metres per degree of longitude and of latitude.
    #[inline(always)]
    pub fn metres_per_degree(self) -> [f64; 2] {
        [self.east_m_per_deg, self.north_m_per_deg]
    }

    /// A position, by its offset from the origin.
    #[inline(always)]
    pub fn project(self, [lon, lat]: [f64; 2]) -> Planar {
        Planar { east_m: (lon - self.origin[0]) * self.east_m_per_deg, north_m: (lat - self.origin[1]) * self.north_m_per_deg }
    }

    /// Back to degrees.
    #[inline(always)]
    pub fn unproject(self, planar: Planar) -> [f64; 2] {
        [self.origin[0] + planar.east_m / self.east_m_per_deg, self.origin[1] + planar.north_m / self.north_m_per_deg]
    }

    /// The point of the edge between two positions (`[lon, lat]`) that is nearest to the origin.
    #[inline(always)]
    pub fn nearest_on_edge(self, from: [f64; 2], to: [f64; 2]) -> Planar {
        Planar::nearest_between(self.project(from), self.project(to))
    }
}

impl Planar {
    /// The point of the edge between two points that is nearest to the plane's origin.
    #[inline(always)]
    pub(crate) fn nearest_between(a: Self, b: Self) -> Self {
        let (de, dn) = (b.east_m - a.east_m, b.north_m - a.north_m);
        let length_squared = de * de + dn * dn;
        // Comparisons that NaN fails, so that an edge without length has its foot at its beginning; and no branch.
        let t = -(a.east_m * de + a.north_m * dn) / length_squared;
        let t = if t > 0.0 { t } else { 0.0 };
        // The end itself, not the sum that rounds to beside it: edges that share an end are then at exactly the same distance.
        if t < 1.0 { Self { east_m: a.east_m + t * de, north_m: a.north_m + t * dn } } else { b }
    }

    /// The square of [`Planar::distance_m`].
    #[inline]
    pub(crate) fn squared_m2(self) -> f64 {
        self.east_m * self.east_m + self.north_m * self.north_m
    }

    /// Distance from the plane's origin, metres.
    pub fn distance_m(self) -> f64 {
        self.east_m.hypot(self.north_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new([lon, lat]).expect("in range")
    }

    #[test]
    fn a_degree_of_longitude_at_the_fixture_is_as_long_as_the_domain_page_says() {
        let [east, _] = LocalPlane::at(at(125.05, 43.55)).metres_per_degree();
        // DOMAIN §6 says "about 80 700 m", a sphere's figure; the ellipsoid's is 80 810 m.
        assert!((east - 80_700.0).abs() < 150.0, "{east}");
        assert!((geodesic(at(125.0, 43.55), at(125.1, 43.55)).get() - 8_070.0).abs() < 15.0);
    }

    proptest! {
        #[test]
        fn the_plane_agrees_with_the_geodesic_within_its_stated_error(lon in 121.0..131.0f64, lat in 40.0..47.0f64, de in -0.02..0.02f64, dn in -0.02..0.02f64) {
            let (origin, other) = (at(lon, lat), at(lon + de, lat + dn));
            let (plane_m, true_m) = (LocalPlane::at(origin).project(other.to_array()).distance_m(), geodesic(origin, other).get());
            prop_assert!((plane_m - true_m).abs() <= 1e-3 + true_m * true_m * 1.1 / 6.37e6, "{plane_m} {true_m}");
        }

        #[test]
        fn projecting_there_and_back_is_the_identity(lon in 121.0..131.0f64, lat in 40.0..47.0f64, de in -1.0..1.0f64, dn in -1.0..1.0f64) {
            let plane = LocalPlane::at(at(lon, lat));
            let [x, y] = plane.unproject(plane.project([lon + de, lat + dn]));
            prop_assert!((x - lon - de).abs() < 1e-9 && (y - lat - dn).abs() < 1e-9);
        }
    }
}
