//! What the numbers of a batch may be instead of what is declared.

use super::evidence::Witness;
use crate::coord::{Bounds, Crs, LonLat, Zone, bd09, gcj02};
use crate::lang::Lang;

/// How far outside the data a place may lie and still be meant, degrees: clues come from across the border, too.
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

    /// The reading in a list: the code or the name alone.
    pub fn short(&self, lang: Lang) -> String {
        match self {
            Self::In(crs) => crs.to_string(),
            Self::Exchanged(crs) => lang.pick(format!("{crs}（颠倒）"), format!("{crs} exchanged")),
            Self::WorkedOutFrom(crs) => lang.pick(format!("{crs}（换算前）"), format!("{crs} never undone")),
        }
    }

    /// The system that would have to be declared.
    pub fn crs(&self) -> &Crs {
        match self {
            Self::In(crs) | Self::Exchanged(crs) | Self::WorkedOutFrom(crs) => crs,
        }
    }
}

/// A reading, and where it puts the rows.
pub type Tried = (Reading, Vec<Option<LonLat>>);

/// The readings worth trying: those that make sense for the numbers and put at least half of them inside the data.
///
/// `declared` is the system of all rows, if there is one, and `bounds` the box of the data. Datums that lie within some hundred metres of
/// CGCS2000 (Xi'an 1980, Beijing 1954) are not told apart from it: the evidence is no finer than that.
pub fn readings(declared: Option<&Crs>, rows: &[Witness], bounds: Bounds) -> Vec<Tried> {
    let undone = |datum: Crs| {
        let places = rows.iter().map(|row| row.declared.map(undo(&datum))).collect();
        (Reading::WorkedOutFrom(datum), places)
    };
    // Where rows differ in their systems, only what became of them can be tried.
    let Some(declared) = declared else { return [Crs::Gcj02, Crs::Bd09].map(undone).into() };
    let bounds = bounds.grown(MARGIN_DEG);
    let is_shifted = matches!(declared, Crs::Gcj02 | Crs::Bd09);
    let numbers = rows.iter().filter(|row| row.has_numbers()).count();
    let mut readings: Vec<Tried> = Vec::new();
    let mut propose = |reading: Reading, place: &dyn Fn([f64; 2]) -> Option<LonLat>| {
        if reading == Reading::In(declared.clone()) {
            return;
        }
        let is_exchanged = matches!(reading, Reading::Exchanged(_));
        let order = |[x, y]: [f64; 2]| if is_exchanged { [y, x] } else { [x, y] };
        let places: Vec<Option<LonLat>> = rows.iter().map(|row| place(order(row.given))).collect();
        let inside = places.iter().flatten().filter(|place| bounds.contains(**place)).count();
        if inside > 0 && inside * 2 >= numbers {
            readings.push((reading, places));
        }
    };
    let metres = rows.iter().filter(|row| row.given.iter().all(|number| number.abs() > 180.0)).count();
    if metres * 2 < numbers {
        let degrees = |pair: [f64; 2]| LonLat::new(pair).ok();
        propose(Reading::In(Crs::WGS84), &degrees);
        for datum in [Crs::Gcj02, Crs::Bd09] {
            propose(Reading::In(datum.clone()), &|pair| degrees(pair).map(undo(&datum)));
        }
        if is_shifted {
            propose(Reading::Exchanged(declared.clone()), &|pair| degrees(pair).map(undo(declared)));
        } else {
            propose(Reading::Exchanged(if declared.is_plain_degrees() { declared.clone() } else { Crs::WGS84 }), &degrees);
        }
        return readings;
    }
    for zone in Zone::meeting(bounds) {
        for reading in [Reading::In, Reading::Exchanged] {
            propose(reading(Crs::Epsg(zone.epsg)), &|pair| zone.place(pair));
        }
    }
    propose(Reading::In(Crs::Epsg(WEB_MERCATOR)), &web_mercator);
    if !is_shifted && !declared.is_plain_degrees() {
        readings.extend([Crs::Gcj02, Crs::Bd09].map(undone));
    }
    readings
}

/// How a place in a shifted datum is undone.
fn undo(datum: &Crs) -> fn(LonLat) -> LonLat {
    if *datum == Crs::Bd09 { bd09::to_cgcs2000 } else { gcj02::to_cgcs2000 }
}

fn web_mercator([x, y]: [f64; 2]) -> Option<LonLat> {
    LonLat::new([(x / WEB_MERCATOR_RADIUS_M).to_degrees(), (y / WEB_MERCATOR_RADIUS_M).sinh().atan().to_degrees()]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JILIN: Bounds = Bounds { west: 121.6, south: 40.8, east: 131.3, north: 46.3 };

    fn tried(declared: Option<&Crs>, given: &[[f64; 2]]) -> Vec<Reading> {
        let rows: Vec<Witness> = given.iter().map(|&given| Witness { given, declared: LonLat::new([125.3, 43.9]).ok(), county: None }).collect();
        readings(declared, &rows, JILIN).into_iter().map(|(reading, _)| reading).collect()
    }

    fn of(declared: &Crs, pair: [f64; 2]) -> Vec<String> {
        tried(Some(declared), &[pair; 3]).iter().map(|reading| reading.short(Lang::En)).collect()
    }

    #[test]
    fn degrees_may_be_of_a_shifted_datum_or_exchanged() {
        assert_eq!(of(&Crs::Epsg(4610), [125.3, 43.9]), ["EPSG:4326", "GCJ-02", "BD-09"]);
        assert_eq!(of(&Crs::WGS84, [125.3, 43.9]), ["GCJ-02", "BD-09"]);
        assert_eq!(of(&Crs::Gcj02, [125.3, 43.9]), ["EPSG:4326", "BD-09"]);
        assert_eq!(of(&Crs::CGCS2000, [43.9, 125.3]), ["EPSG:4490 exchanged"]);
        assert_eq!(of(&Crs::Bd09, [43.9, 125.3]), ["BD-09 exchanged"]);
        assert_eq!(of(&Crs::Epsg(4551), [125.3, 43.9]), ["EPSG:4326", "GCJ-02", "BD-09"]);
    }

    #[test]
    fn metres_may_be_of_the_zones_that_put_them_inside_the_data() {
        let never_undone = ["GCJ-02 never undone", "BD-09 never undone"];
        let found = of(&Crs::Epsg(4551), [500_000.0, 4_860_000.0]);
        assert_eq!(found, [&["EPSG:4550", "EPSG:4552", "EPSG:32651", "EPSG:32652"][..], &never_undone].concat());
        assert_eq!(of(&Crs::CGCS2000, [42_500_000.0, 4_860_000.0]), ["EPSG:4530"]);
        assert_eq!(of(&Crs::CGCS2000, [21_600_000.0, 4_860_000.0]), ["EPSG:4499"]);
        assert_eq!(of(&Crs::CGCS2000, [13_950_000.0, 5_450_000.0]), ["EPSG:3857"]);
        assert!(tried(Some(&Crs::Epsg(4551)), &[[4_860_000.0, 500_000.0]]).contains(&Reading::Exchanged(Crs::Epsg(4551))));
    }

    #[test]
    fn what_lies_elsewhere_is_read_no_other_way() {
        assert_eq!(of(&Crs::CGCS2000, [10.0, 50.0]), [""; 0]);
        assert_eq!(tried(Some(&Crs::CGCS2000), &[[f64::NAN; 2]]), []);
        assert_eq!(tried(None, &[[125.3, 43.9]]), [Reading::WorkedOutFrom(Crs::Gcj02), Reading::WorkedOutFrom(Crs::Bd09)]);
    }
}
