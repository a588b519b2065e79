//! The zones of transverse Mercator systems: what surveyors, drones and old registers give coordinates in.
//!
//! China computes in Gauss-Krüger zones of three and of six degrees. Their eastings may begin with the number of the zone (42 500 000) or
//! not (500 000): then nothing in the numbers says which zone they are of. Satellites and drones come in UTM. The zones of older datums
//! (Xi'an 1980, Beijing 1954) have the same numbers and lie within some hundred metres of these.
//!
//! # References
//! GB/T 17278 for the zones; the EPSG register for their codes.

use super::line::SEMI_MAJOR_AXIS_M;
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
/// Flattening of CGCS2000 (GB 22021-2008).
const FLATTENING: f64 = 1.0 / 298.257_222_101;
/// Northings of China end below this, metres.
const NORTHING_MAX_M: f64 = 8_000_000.0;
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
        let utm = (43..=53).map(|number| Self { epsg: 32_600 + number, central_meridian_deg: 6 * number - 183, strip: Strip::Utm, number, is_prefixed: false });
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

    /// What the number of the zone adds to eastings, metres.
    pub fn prefix_m(self) -> f64 {
        if self.is_prefixed { f64::from(self.number) * 1e6 } else { 0.0 }
    }

    /// Where an easting and a northing lie; nowhere if the easting is not of this zone.
    ///
    /// It serves to *try* a zone, for which PROJ would first look for its operations, some ten milliseconds a zone; what is decided by goes
    /// through PROJ. The two agree to a millimetre (`ingest::place`).
    ///
    /// # References
    /// Krüger's series in n, to n⁴: Karney (2011), *Transverse Mercator with an accuracy of a few nanometers*, J. Geodesy 85, §4.
    pub fn place(self, [x, y]: [f64; 2]) -> Option<LonLat> {
        let east_m = x - self.prefix_m() - FALSE_EASTING_M;
        if !(east_m.abs() <= HALF_WIDTH_MAX_M && y.abs() <= NORTHING_MAX_M) {
            return None;
        }
        let n = FLATTENING / (2.0 - FLATTENING);
        let power = [n, n * n, n * n * n, n * n * n * n];
        let sum = |factors: [f64; 4]| factors.iter().zip(power).map(|(factor, power)| factor * power).sum::<f64>();
        let radius_m = SEMI_MAJOR_AXIS_M / (1.0 + n) * (1.0 + power[1] / 4.0 + power[3] / 64.0);
        let scale = radius_m * if self.strip == Strip::Utm { 0.9996 } else { 1.0 };
        let (xi, eta) = (y / scale, east_m / scale);
        let to_sphere = [
            sum([1.0 / 2.0, -2.0 / 3.0, 37.0 / 96.0, -1.0 / 360.0]),
            sum([0.0, 1.0 / 48.0, 1.0 / 15.0, -437.0 / 1440.0]),
            sum([0.0, 0.0, 17.0 / 480.0, -37.0 / 840.0]),
            sum([0.0, 0.0, 0.0, 4397.0 / 161_280.0]),
        ];
        let (mut north, mut east) = (xi, eta);
        for (factor, twice) in to_sphere.into_iter().zip([2.0, 4.0, 6.0, 8.0]) {
            north -= factor * (twice * xi).sin() * (twice * eta).cosh();
            east -= factor * (twice * xi).cos() * (twice * eta).sinh();
        }
        let conformal = (north.sin() / east.cosh()).asin();
        let to_geodetic = [
            sum([2.0, -2.0 / 3.0, -2.0, 116.0 / 45.0]),
            sum([0.0, 7.0 / 3.0, -8.0 / 5.0, -227.0 / 45.0]),
            sum([0.0, 0.0, 56.0 / 15.0, -136.0 / 35.0]),
            sum([0.0, 0.0, 0.0, 4279.0 / 630.0]),
        ];
        let lat = to_geodetic.into_iter().zip([2.0, 4.0, 6.0, 8.0]).map(|(factor, twice)| factor * (twice * conformal).sin()).sum::<f64>() + conformal;
        LonLat::new([f64::from(self.central_meridian_deg) + east.sinh().atan2(north.cos()).to_degrees(), lat.to_degrees()]).ok()
    }

    /// What it is, in a few words.
    pub fn words(self, lang: Lang) -> String {
        let Self { central_meridian_deg: middle, number, .. } = self;
        match (self.strip, self.is_prefixed) {
            (Strip::Utm, _) => lang.pick(format!("UTM {number}N 带"), format!("UTM zone {number}N")),
            (Strip::SixDegrees, _) => lang.pick(format!("6 度带第 {number} 带，带号前缀"), format!("6-degree zone {number}, with its number in the eastings")),
            (Strip::ThreeDegrees, true) => {
                lang.pick(format!("3 度带第 {number} 带，带号前缀"), format!("3-degree zone {number}, with its number in the eastings"))
            }
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
        for (code, middle) in [
            (4551, 126),
            (4530, 126),
            (4550, 123),
            (4529, 123),
            (4534, 75),
            (4513, 75),
            (4554, 135),
            (4533, 135),
            (4491, 75),
            (4501, 135),
            (4499, 123),
            (32651, 123),
            (32652, 129),
        ] {
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
    fn an_easting_is_only_of_the_zones_that_it_can_be_of() {
        let at = |code: u32, pair| Zone::of_epsg(code).and_then(|zone| zone.place(pair)).map(LonLat::to_array);
        let [lon, lat] = at(4551, [445_374.0, 4_858_980.0]).expect("in its zone");
        assert!((lon - 125.32).abs() < 0.01 && (lat - 43.87).abs() < 0.01, "{lon} {lat}");
        assert_eq!(at(4530, [42_445_374.0, 4_858_980.0]), Some([lon, lat]));
        assert_eq!(at(4530, [445_374.0, 4_858_980.0]), None, "the number of the zone is missing");
        assert_eq!(at(4551, [4_858_980.0, 445_374.0]), None, "northing first");
        assert_eq!(at(4551, [f64::NAN, 4_858_980.0]), None);
    }
}
