//! Positions and the systems they are given in.
//!
//! This folder is the only place that names axis order: everywhere in Bailiwick a position is longitude first.
//!
//! 1. [`LonLat`]: a checked position in CGCS2000 degrees (EPSG:4490, longitude first).
//! 2. [`Bounds`]: a box of such positions.
//! 3. [`geodesic`] and, for short lines, [`distance`]; [`LocalPlane`]: metres around a point; [`surface_area`]: of polygons.
//! 4. [`Crs`]: the names under which coordinates arrive; [`gcj02`] and [`bd09`] undo the shifts of Chinese web maps; [`Zone`]: the zones
//!    that surveyors compute in.
//! 5. [`ground`]: pieces of ground with their measures, told apart by how often rings wind around them.

mod angle;
pub mod bd09;
mod crs;
pub mod gcj02;
pub mod ground;
mod line;
mod plane;
mod surface;
mod zone;

pub use crs::{Crs, UnknownCrs};
pub use line::distance;
pub(crate) use line::{CLOSED_MAX_M, Place, error_m};
pub use plane::{LocalPlane, Planar, geodesic};
pub use surface::{perimeter, surface_area};
pub use zone::Zone;

use geo_types::Coord;

/// A position in CGCS2000 degrees, longitude first. WGS 84 is taken as equal: the two differ by centimetres (DOMAIN: within
/// the accuracy of clues).
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "[f64; 2]", into = "[f64; 2]")]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

/// Why two numbers are not a position.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PositionError {
    /// Not a number, or infinite.
    #[error("a coordinate is not a finite number")]
    NotFinite,
    /// Longitude outside −180…180 or latitude outside −90…90 degrees.
    #[error("longitude {lon}, latitude {lat} is not on Earth")]
    OutOfRange {
        /// The longitude given, degrees.
        lon: f64,
        /// The latitude given, degrees.
        lat: f64,
    },
}

impl LonLat {
    /// Checks `[longitude, latitude]` in degrees, the order of a GeoJSON position.
    ///
    /// # Errors
    /// Not finite, or not on Earth.
    pub fn new([lon, lat]: [f64; 2]) -> Result<Self, PositionError> {
        if !(lon.is_finite() && lat.is_finite()) {
            return Err(PositionError::NotFinite);
        }
        if lon.abs() > 180.0 || lat.abs() > 90.0 {
            return Err(PositionError::OutOfRange { lon, lat });
        }
        Ok(Self { lon, lat })
    }

    /// Longitude in degrees.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// `[longitude, latitude]` in degrees.
    pub fn to_array(self) -> [f64; 2] {
        [self.lon, self.lat]
    }

    /// As a geometry coordinate: x is longitude, y is latitude.
    pub fn to_coord(self) -> Coord<f64> {
        Coord { x: self.lon, y: self.lat }
    }
}

impl TryFrom<[f64; 2]> for LonLat {
    type Error = PositionError;

    fn try_from(lon_lat: [f64; 2]) -> Result<Self, PositionError> {
        Self::new(lon_lat)
    }
}

impl From<LonLat> for [f64; 2] {
    fn from(position: LonLat) -> Self {
        position.to_array()
    }
}

impl TryFrom<Coord<f64>> for LonLat {
    type Error = PositionError;

    fn try_from(coord: Coord<f64>) -> Result<Self, PositionError> {
        Self::new([coord.x, coord.y])
    }
}

/// A box in CGCS2000 degrees. It does not cross the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Bounds {
    /// Western edge, degrees.
    pub west: f64,
    /// Southern edge, degrees.
    pub south: f64,
    /// Eastern edge, degrees.
    pub east: f64,
    /// Northern edge, degrees.
    pub north: f64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl Bounds {
    /// All positions there are.
    pub const EARTH: Self = Self { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

    /// The box that holds nothing; growing it by points makes their bounds.
    pub const EMPTY: Self = Self { west: f64::INFINITY, south: f64::INFINITY, east: f64::NEG_INFINITY, north: f64::NEG_INFINITY };

    /// Bounds of coordinates with x as longitude.
    pub fn of<'a>(coords: impl IntoIterator<Item = &'a Coord<f64>>) -> Self {
        coords.into_iter().fold(Self::EMPTY, |b, c| Self { west: b.west.min(c.x), south: b.south.min(c.y), east: b.east.max(c.x), north: b.north.max(c.y) })
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self { west: self.west.min(other.west), south: self.south.min(other.south), east: self.east.max(other.east), north: self.north.max(other.north) }
    }

    /// Grown by the same number of degrees on every side.
    #[must_use]
    pub fn grown(self, degrees: f64) -> Self {
        Self { west: self.west - degrees, south: self.south - degrees, east: self.east + degrees, north: self.north + degrees }
    }

    /// Whether the position lies in the box or on its edge.
    pub fn contains(self, position: LonLat) -> bool {
        (self.west..=self.east).contains(&position.lon) && (self.south..=self.north).contains(&position.lat)
    }

    /// Whether nothing has been put in.
    pub fn is_empty(self) -> bool {
        self.west > self.east
    }

    /// `[west, south, east, north]`, the order of GeoJSON and TileJSON.
    pub fn to_array(self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_on_earth_is_not_a_position() {
        assert!(LonLat::new([125.3, 43.9]).is_ok());
        assert!(LonLat::new([180.0, -90.0]).is_ok());
        assert_eq!(LonLat::new([f64::NAN, 43.9]), Err(PositionError::NotFinite));
        assert_eq!(LonLat::new([43.9, 125.3]), Err(PositionError::OutOfRange { lon: 43.9, lat: 125.3 }));
    }

    #[test]
    fn bounds_grow_by_what_is_put_in() {
        let bounds = Bounds::of(&[Coord { x: 1.0, y: 2.0 }, Coord { x: -1.0, y: 5.0 }]);
        assert_eq!(bounds.to_array(), [-1.0, 2.0, 1.0, 5.0]);
        assert!(Bounds::EMPTY.is_empty() && !bounds.is_empty());
        assert!(bounds.contains(LonLat::new([0.0, 5.0]).expect("on Earth")));
    }
}
