//! The coordinate systems that features are given in.
//!
//! # References
//! OGC API Features Part 2: Coordinate Reference Systems by Reference. Axis orders are those of the systems' definitions: EPSG:4326 and
//! EPSG:4490 have the latitude first.

use std::f64::consts::PI;

use crate::tiles::mercator::LATITUDE_MAX_DEG;

/// Half the circumference of the sphere of EPSG:3857, metres.
const HALF_WAY_ROUND_M: f64 = PI * 6_378_137.0;

/// A coordinate system that clients can ask for.
///
/// Positions are CGCS2000. WGS 84 agrees with it to centimetres, which is far below the accuracy of any boundary here, so the two share
/// their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Crs {
    /// Longitude, latitude in degrees of WGS 84: the default of the standard, and of GeoJSON.
    #[default]
    Crs84,
    /// EPSG:4326: latitude, longitude.
    Wgs84,
    /// EPSG:4490: latitude, longitude in degrees of CGCS2000.
    Cgcs2000,
    /// EPSG:3857: metres of Web Mercator, east and north.
    WebMercator,
}

impl Crs {
    /// All, the default first.
    pub const ALL: [Self; 4] = [Self::Crs84, Self::Cgcs2000, Self::Wgs84, Self::WebMercator];

    /// Its URI.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Wgs84 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::Cgcs2000 => "http://www.opengis.net/def/crs/EPSG/0/4490",
            Self::WebMercator => "http://www.opengis.net/def/crs/EPSG/0/3857",
        }
    }

    /// The system of a URI, of a CURIE such as `[EPSG:4490]`, or of a name such as `EPSG:4490`.
    pub fn of(name: &str) -> Option<Self> {
        let short = |crs: Self| match crs {
            Self::Crs84 => "OGC:CRS84",
            Self::Wgs84 => "EPSG:4326",
            Self::Cgcs2000 => "EPSG:4490",
            Self::WebMercator => "EPSG:3857",
        };
        let name = name.trim().trim_start_matches('[').trim_end_matches(']');
        let name = name.strip_prefix("https").map_or_else(|| name.to_owned(), |rest| format!("http{rest}"));
        Self::ALL.into_iter().find(|crs| name == crs.uri() || name.eq_ignore_ascii_case(short(*crs)))
    }

    /// A place in degrees, longitude first, as the system has it, in the order of its axes.
    pub fn from_degrees(self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        match self {
            Self::Crs84 => [lon, lat],
            Self::Wgs84 | Self::Cgcs2000 => [lat, lon],
            Self::WebMercator => {
                let north = lat.clamp(-LATITUDE_MAX_DEG, LATITUDE_MAX_DEG).to_radians().tan().asinh();
                [lon / 180.0 * HALF_WAY_ROUND_M, north / PI * HALF_WAY_ROUND_M]
            }
        }
    }

    /// The way back; `None` where that is no place on Earth.
    pub fn to_degrees(self, [a, b]: [f64; 2]) -> Option<[f64; 2]> {
        let [lon, lat] = match self {
            Self::Crs84 => [a, b],
            Self::Wgs84 | Self::Cgcs2000 => [b, a],
            Self::WebMercator => [a / HALF_WAY_ROUND_M * 180.0, (b / HALF_WAY_ROUND_M * PI).sinh().atan().to_degrees()],
        };
        // Half a turn more is how boxes across the antimeridian may be written.
        ((-360.0..=360.0).contains(&lon) && (-90.0..=90.0).contains(&lat)).then_some([lon, lat])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_what_the_register_says() {
        for crs in Crs::ALL {
            assert_eq!(Crs::of(crs.uri()), Some(crs));
        }
        assert_eq!(Crs::of("EPSG:4490"), Some(Crs::Cgcs2000));
        assert_eq!(Crs::of("[EPSG:3857]"), Some(Crs::WebMercator));
        assert_eq!(Crs::of("https://www.opengis.net/def/crs/EPSG/0/4326"), Some(Crs::Wgs84));
        assert_eq!(Crs::of("EPSG:4549"), None);
    }

    #[test]
    fn axes_are_in_the_order_of_the_definition_and_go_there_and_back() {
        let place = [125.35, 43.88];
        assert_eq!(Crs::Cgcs2000.from_degrees(place), [43.88, 125.35]);
        // PROJ 9, by gdaltransform -s_srs OGC:CRS84 -t_srs EPSG:3857.
        let [x, y] = Crs::WebMercator.from_degrees(place);
        assert!((x - 13_953_898.170_937).abs() < 1e-5 && (y - 5_446_890.647_635).abs() < 1e-5, "{x} {y}");
        for crs in Crs::ALL {
            let [lon, lat] = crs.to_degrees(crs.from_degrees(place)).expect("on Earth");
            assert!((lon - place[0]).abs() < 1e-12 && (lat - place[1]).abs() < 1e-12, "{crs:?}");
            assert_eq!(crs.to_degrees([f64::NAN, 0.0]), None);
        }
        assert_eq!(Crs::Crs84.to_degrees([0.0, 91.0]), None);
    }
}
