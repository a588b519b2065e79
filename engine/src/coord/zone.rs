//! The zones of transverse Mercator systems: what surveyors, drones and old registers give coordinates in.
//!
//! China computes in Gauss-Krüger zones of three and of six degrees. Their eastings may begin with the number of the zone (42 500 000) or
//! not (500 000): then nothing in the numbers says which zone they are of. Satellites and drones come in UTM. The zones of older datums
//! (Xi'an 1980, Beijing 1954) have the same numbers and lie within some hundred metres of these.
//!
//! # References
//! GB/T 17278 for the zones; the EPSG register for their codes.

use super::{Bounds, LonLat};
use crate::lang::Lang;

/// How wide the strips are that a zone is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strip {
    ThreeDegrees,
    SixDegrees,
    Utm,
}

/// A zone of CGCS2000, or of UTM on WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Its code in the EPSG register.
    pub epsg: u32,
    /// The meridian in its middle, degrees.
    pub central_meridian_deg: u32,
    strip: Strip,
    number: u32,
    is_prefixed: bool,
}

/// Metres added to eastings, before the number of the zone.
const FALSE_EASTING_M: f64 = 500_000.0;
/// A degree of latitude in the middle of China, metres.
const METRES_PER_DEGREE: f64 = 110_760.0;
/// A degree of longitude at the equator, metres.
const METRES_PER_DEGREE_EAST: f64 = 111_320.0;
/// No zone is used farther from its middle, metres.
const HALF_WIDTH_MAX_M: f64 = 1_000_000.0;

impl Zone {
    /// All zones that the EPSG register has for China, each set of numbers once: a zone of six degrees without its number in the
    /// eastings is the one of three degrees with the same middle.
    pub fn all() -> impl Iterator<Item = Self> {
        let three = (25..=45).flat_map(|number| {
            let zone = |epsg, is_prefixed| Self { epsg, central_meridian_deg: 3 * number, strip: Strip::ThreeDegrees, number, is_prefixed };
            [zone(4534 + number - 25, false), zone(4513 + number - 25, true)]
        });
        let six = (13..=23).map(|number| Self {
            epsg: 4491 + number - 13,
            central_meridian_deg: 6 * number - 3,
            strip: Strip::SixDegrees,
            number,
            is_prefixed: true,
        });
        let utm = (43..=53).map(|number| Self {
            epsg: 32_600 + number,
            central_meridian_deg: 6 * number - 183,
            strip: Strip::Utm,
            number,
            is_prefixed: false,
        });
        three.chain(six).chain(utm)
    }

    /// The zones whose strips meet a box.
    pub fn meeting(bounds: Bounds) -> impl Iterator<Item = Self> {
        Self::all().filter(move |zone| {
            let (middle, half) = (f64::from(zone.central_meridian_deg), if zone.strip == Strip::ThreeDegrees { 1.5 } else { 3.0 });
            middle - half <= bounds.east && bounds.west <= middle + half
        })
    }

    /// The zone of a code.
    pub fn of_epsg(code: u32) -> Option<Self> {
        Self::all().find(|zone| zone.epsg == code)
    }

    /// Where an easting and a northing lie, to a fifth of a degree: enough to see whether the zone can be meant at all.
    pub fn roughly(self, [x, y]: [f64; 2]) -> Option<LonLat> {
        let prefix = if self.is_prefixed { f64::from(self.number) * 1e6 } else { 0.0 };
        let east_m = x - prefix - FALSE_EASTING_M;
        let lat = y / METRES_PER_DEGREE;
        if east_m.abs() > HALF_WIDTH_MAX_M || lat.abs() > 80.0 {
            return None;
        }
        LonLat::new([f64::from(self.central_meridian_deg) + east_m / (METRES_PER_DEGREE_EAST * lat.to_radians().cos()), lat]).ok()
    }

    /// What it is, in a few words.
    pub fn words(self, lang: Lang) -> String {
        let Self { central_meridian_deg: middle, number, .. } = self;
        match (self.strip, self.is_prefixed) {
            (Strip::Utm, _) => lang.pick(format!("UTM {number}N 带"), format!("UTM zone {number}N")),
            (Strip::SixDegrees, _) => lang.pick(format!("6 度带第 {number} 带，带号前缀"), format!("6-degree zone {number}, with its number in the eastings")),
            (Strip::ThreeDegrees, true) => lang.pick(format!("3 度带第 {number} 带，带号前缀"), format!("3-degree zone {number}, with its number in the eastings")),
            (Strip::ThreeDegrees, false) => {
                lang.pick(format!("中央经线 {middle}°，无带号"), format!("central meridian {middle}°E, no zone number in the eastings"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JILIN: Bounds = Bounds { west: 121.6, south: 40.8, east: 131.3, north: 46.3 };

    #[test]
    fn codes_are_those_of_the_register() {
        // epsg.org: name, code.
        for (code, middle) in [(4551, 126), (4530, 126), (4550, 123), (4529, 123), (4534, 75), (4513, 75), (4554, 135), (4533, 135), (4491, 75), (4501, 135), (4499, 123), (32651, 123), (32652, 129)] {
            assert_eq!(Zone::of_epsg(code).map(|zone| zone.central_meridian_deg), Some(middle), "EPSG:{code}");
        }
        assert_eq!(Zone::of_epsg(4490), None);
    }

    #[test]
    fn the_zones_of_jilin_follow_from_its_bounds() {
        let mut codes: Vec<u32> = Zone::meeting(JILIN).map(|zone| zone.epsg).collect();
        codes.sort_unstable();
        assert_eq!(codes, [4499, 4500, 4529, 4530, 4531, 4532, 4550, 4551, 4552, 4553, 32651, 32652]);
    }

    #[test]
    fn numbers_of_a_zone_lie_roughly_where_they_should() {
        let at = |code: u32, pair| Zone::of_epsg(code).and_then(|zone| zone.roughly(pair)).map(LonLat::to_array);
        // 125.32°E 43.88°N in EPSG:4551, by PROJ.
        let [lon, lat] = at(4551, [445_374.0, 4_858_980.0]).expect("in its zone");
        assert!((lon - 125.32).abs() < 0.2 && (lat - 43.88).abs() < 0.2, "{lon} {lat}");
        assert!(at(4530, [42_445_374.0, 4_858_980.0]).is_some_and(|[other, _]| (other - lon).abs() < 1e-9));
        assert_eq!(at(4530, [445_374.0, 4_858_980.0]), None, "the number of the zone is missing");
        assert_eq!(at(4551, [4_858_980.0, 445_374.0]), None, "northing first");
    }
}
