//! What the numbers of a batch may be instead of what is declared.

use crate::coord::{Bounds, Crs, LonLat, Zone};
use crate::lang::Lang;

/// How far outside the data a place may roughly lie and still be meant, degrees: the rough place itself errs by a fifth of one.
const MARGIN_DEG: f64 = 0.5;
/// Spherical Mercator of web maps, in which screens are sometimes digitised.
const WEB_MERCATOR: u32 = 3857;
/// Radius of its sphere, metres.
const WEB_MERCATOR_RADIUS_M: f64 = 6_378_137.0;

/// A way to read the numbers of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// They are in this system.
    In(Crs),
    /// They are in this system, with x and y exchanged.
    Exchanged(Crs),
    /// They are in the declared system, but were worked out from places in this shifted datum.
    WorkedOutFrom(Crs),
}

impl Reading {
    /// What the reading is called: a code or a name, and what that is.
    pub fn words(&self, lang: Lang) -> String {
        let zone = |crs: &Crs| match crs {
            Crs::Epsg(code) => Zone::of_epsg(*code).map(|zone| zone.words(lang)),
            _ => None,
        };
        match self {
            Self::In(crs) => zone(crs).map_or_else(|| crs.to_string(), |zone| lang.pick(format!("{crs}（{zone}）"), format!("{crs} ({zone})"))),
            Self::Exchanged(crs) => match zone(crs) {
                Some(zone) => lang.pick(format!("{crs}（{zone}，两列颠倒）"), format!("{crs} ({zone}) with the two columns exchanged")),
                None => lang.pick(format!("{crs}（两列颠倒）"), format!("{crs} with the two columns exchanged")),
            },
            Self::WorkedOutFrom(crs) => lang.pick(format!("{crs}（换算前）"), format!("{crs} that was never undone")),
        }
    }

    /// The system that would have to be declared.
    pub fn crs(&self) -> &Crs {
        match self {
            Self::In(crs) | Self::Exchanged(crs) | Self::WorkedOutFrom(crs) => crs,
        }
    }
}

/// The readings worth trying: those that make sense for the numbers and put at least half of them inside the data.
///
/// `declared` is the system of all rows, if there is one; `bounds` the box of the data. Datums that lie within some hundred metres of
/// CGCS2000 (Xi'an 1980, Beijing 1954) are not told apart from it: the evidence is no finer than that.
pub fn readings(declared: Option<&Crs>, given: &[[f64; 2]], bounds: Bounds) -> Vec<Reading> {
    let shifted = [Crs::Gcj02, Crs::Bd09];
    // Where rows differ in their systems, only what became of them can be tried.
    let Some(declared) = declared else { return shifted.map(Reading::WorkedOutFrom).into() };
    let bounds = bounds.grown(MARGIN_DEG);
    let numbers = given.iter().filter(|pair| pair.iter().all(|number| number.is_finite())).count();
    let are_inside = |place: &dyn Fn([f64; 2]) -> Option<LonLat>| {
        let inside = given.iter().filter(|&&pair| place(pair).is_some_and(|place| bounds.contains(place))).count();
        inside > 0 && inside * 2 >= numbers
    };
    let exchanged = |[x, y]: [f64; 2]| [y, x];
    let degrees = |pair: [f64; 2]| LonLat::new(pair).ok();
    let mut readings = Vec::new();
    if are_inside(&degrees) {
        readings.push(Reading::In(Crs::WGS84));
        readings.extend(shifted.clone().map(Reading::In));
    }
    if are_inside(&|pair| degrees(exchanged(pair))) {
        let kept = if declared.is_plain_degrees() || shifted.contains(declared) { declared.clone() } else { Crs::WGS84 };
        readings.push(Reading::Exchanged(kept));
    }
    let numbers_are_metres = given.iter().filter(|[x, y]| x.abs() > 180.0 && y.abs() > 180.0).count() * 2 >= numbers.max(1);
    if numbers_are_metres {
        for zone in Zone::meeting(bounds) {
            if are_inside(&|pair| zone.roughly(pair)) {
                readings.push(Reading::In(Crs::Epsg(zone.epsg)));
            }
            if are_inside(&|pair| zone.roughly(exchanged(pair))) {
                readings.push(Reading::Exchanged(Crs::Epsg(zone.epsg)));
            }
        }
        if are_inside(&web_mercator) {
            readings.push(Reading::In(Crs::Epsg(WEB_MERCATOR)));
        }
        readings.extend(shifted.map(Reading::WorkedOutFrom));
    }
    readings.retain(|reading| *reading != Reading::In(declared.clone()));
    readings
}

fn web_mercator([x, y]: [f64; 2]) -> Option<LonLat> {
    LonLat::new([(x / WEB_MERCATOR_RADIUS_M).to_degrees(), (y / WEB_MERCATOR_RADIUS_M).sinh().atan().to_degrees()]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JILIN: Bounds = Bounds { west: 121.6, south: 40.8, east: 131.3, north: 46.3 };

    fn of(declared: Crs, pair: [f64; 2]) -> Vec<String> {
        readings(Some(&declared), &[pair; 3], JILIN).iter().map(|reading| reading.words(Lang::En).split(" (").next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn degrees_may_be_of_a_shifted_datum_or_exchanged() {
        assert_eq!(of(Crs::CGCS2000, [125.3, 43.9]), ["EPSG:4326", "GCJ-02", "BD-09"]);
        assert_eq!(of(Crs::Gcj02, [125.3, 43.9]), ["EPSG:4326", "BD-09"]);
        assert_eq!(of(Crs::CGCS2000, [43.9, 125.3]), ["EPSG:4490 with the two columns exchanged"]);
        assert_eq!(of(Crs::Epsg(4551), [125.3, 43.9]), ["EPSG:4326", "GCJ-02", "BD-09"]);
    }

    #[test]
    fn metres_may_be_of_the_zones_that_put_them_inside_the_data() {
        let never_undone = ["GCJ-02 that was never undone", "BD-09 that was never undone"];
        let found = of(Crs::Epsg(4551), [500_000.0, 4_860_000.0]);
        assert_eq!(found, [&["EPSG:4550", "EPSG:4552", "EPSG:32651", "EPSG:32652"][..], &never_undone].concat());
        assert_eq!(of(Crs::CGCS2000, [42_500_000.0, 4_860_000.0]), [&["EPSG:4530"][..], &never_undone].concat());
        assert_eq!(of(Crs::Epsg(4530), [21_600_000.0, 4_860_000.0]), [&["EPSG:4499"][..], &never_undone].concat());
        assert_eq!(of(Crs::Epsg(4530), [13_950_000.0, 5_450_000.0]), [&["EPSG:3857"][..], &never_undone].concat());
        assert!(readings(Some(&Crs::Epsg(4551)), &[[4_860_000.0, 500_000.0]], JILIN).contains(&Reading::Exchanged(Crs::Epsg(4551))));
    }

    #[test]
    fn what_lies_elsewhere_is_read_no_other_way() {
        assert_eq!(of(Crs::CGCS2000, [10.0, 50.0]), [""; 0]);
        assert_eq!(readings(Some(&Crs::CGCS2000), &[[f64::NAN; 2]], JILIN), []);
        let mixed = readings(None, &[[125.3, 43.9]], JILIN);
        assert_eq!(mixed, [Reading::WorkedOutFrom(Crs::Gcj02), Reading::WorkedOutFrom(Crs::Bd09)]);
    }
}
