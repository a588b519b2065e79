//! From a declared coordinate system to CGCS2000 longitude and latitude.
//!
//! EPSG codes and definitions go through PROJ by GDAL's OSR, in the traditional order (x before y) on both sides: without
//! that, EPSG:4490 would give latitude first, and no error would say so. GCJ-02 and BD-09 go through `coord`. WGS 84 and
//! CGCS2000 pass unchanged: they differ by less than clues are accurate.
//!
//! PROJ may know several operations between two datums. The exact ones to CGCS2000 are tried first, then the exact ones to
//! WGS 84; where there is none (Beijing 1954, Xi'an 1980 outside their published areas) it falls back to a *ballpark* one, which takes the datums as equal and can be
//! off by some hundred metres; the report then says so.

use std::cell::Cell;

use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, CoordTransformOptions, SpatialRef};

use super::ogr;
use crate::coord::{Bounds, Crs, LonLat, bd09, gcj02};

/// Points are handed to PROJ in runs of this many.
const RUN: usize = 65_536;

/// A way from one system to CGCS2000.
pub(super) struct Transform {
    way: Way,
    /// Where the system is meant to be used, degrees.
    pub area: Option<Bounds>,
    /// Whether its coordinates are degrees.
    pub degrees: bool,
    ballpark: Cell<bool>,
}

enum Way {
    Same,
    Shift(fn(LonLat) -> LonLat),
    /// Tried in this order; the last takes unknown datums as equal.
    Proj {
        exact: Vec<CoordTransform>,
        any: CoordTransform,
    },
}

/// PROJ does not know the system; what it said.
pub(super) struct Unknown;

impl Transform {
    pub(super) fn new(crs: &Crs) -> Result<Self, Unknown> {
        let plain = |way| Self { way, area: None, degrees: true, ballpark: Cell::new(false) };
        match crs {
            crs if crs.is_plain_degrees() => Ok(plain(Way::Same)),
            Crs::Gcj02 => Ok(plain(Way::Shift(gcj02::to_cgcs2000))),
            Crs::Bd09 => Ok(plain(Way::Shift(bd09::to_cgcs2000))),
            other => Self::by_proj(&spatial_ref(other).ok_or(Unknown)?).ok_or(Unknown),
        }
    }

    fn by_proj(source: &SpatialRef) -> Option<Self> {
        let target = spatial_ref(&Crs::CGCS2000)?;
        let any = CoordTransform::new(source, &target).ok()?;
        let exact = [&target, &spatial_ref(&Crs::WGS84)?]
            .into_iter()
            .filter_map(|target| {
                let mut options = CoordTransformOptions::new().ok()?;
                options.set_ballpark_allowed(false).ok()?;
                CoordTransform::new_with_options(source, target, &options).ok()
            })
            .collect();
        let area =
            source.area_of_use().map(|a| Bounds { west: a.west_lon_degree, south: a.south_lat_degree, east: a.east_lon_degree, north: a.north_lat_degree });
        let degrees = source.is_geographic();
        // Areas across the antimeridian are of no use here.
        Some(Self { way: Way::Proj { exact, any }, area: area.filter(|a| a.west < a.east), degrees, ballpark: Cell::new(false) })
    }

    /// Transforms in place; a point that is no place of the system becomes NaN.
    ///
    /// # Cost
    /// One call to PROJ a run of 65 536 points.
    pub(super) fn apply(&self, x: &mut [f64], y: &mut [f64]) {
        match &self.way {
            Way::Same => each(x, y, |p| p),
            Way::Shift(shift) => each(x, y, shift),
            Way::Proj { exact, any } => {
                for (x, y) in x.chunks_mut(RUN).zip(y.chunks_mut(RUN)) {
                    self.run(exact, any, x, y);
                }
            }
        }
    }

    /// Whether every point stays where it is.
    pub(super) fn is_identity(&self) -> bool {
        matches!(self.way, Way::Same)
    }

    /// Each transformation takes the points that those before it failed on.
    fn run(&self, exact: &[CoordTransform], any: &CoordTransform, x: &mut [f64], y: &mut [f64]) {
        let mut open: Vec<usize> = (0..x.len()).filter(|&i| x[i].is_finite() && y[i].is_finite()).collect();
        let given: Vec<[f64; 2]> = x.iter().zip(&*y).map(|(&x, &y)| [x, y]).collect();
        x.fill(f64::NAN);
        y.fill(f64::NAN);
        for (transform, is_ballpark) in exact.iter().map(|t| (t, false)).chain([(any, true)]) {
            if open.is_empty() {
                return;
            }
            let (mut tx, mut ty): (Vec<f64>, Vec<f64>) = open.iter().map(|&i| (given[i][0], given[i][1])).unzip();
            through(transform, &mut tx, &mut ty);
            let mut failed = Vec::new();
            for (&i, (tx, ty)) in open.iter().zip(tx.into_iter().zip(ty)) {
                if tx.is_nan() {
                    failed.push(i);
                } else {
                    (x[i], y[i]) = (tx, ty);
                    self.ballpark.set(self.ballpark.get() || is_ballpark);
                }
            }
            open = failed;
        }
    }

    /// Whether a point needed a transformation that takes the datums as equal.
    pub(super) fn was_ballpark(&self) -> bool {
        self.ballpark.get()
    }
}

/// Runs PROJ; the points it fails on become NaN, the others stand. Its result says only that *some* point failed.
fn through(transform: &CoordTransform, x: &mut [f64], y: &mut [f64]) {
    let _some_failed = transform.transform_coords(x, y, &mut []);
    each(x, y, |p| p);
}

fn each(x: &mut [f64], y: &mut [f64], change: impl Fn(LonLat) -> LonLat) {
    for (x, y) in x.iter_mut().zip(y) {
        [*x, *y] = LonLat::new([*x, *y]).map_or([f64::NAN; 2], |p| change(p).to_array());
    }
}

/// The system as PROJ knows it, x before y.
fn spatial_ref(crs: &Crs) -> Option<SpatialRef> {
    ogr::prepare();
    let mut found = match crs {
        Crs::Epsg(code) => SpatialRef::from_epsg(*code).ok()?,
        // GDAL's general reader would also fetch addresses and open files; only the two forms that files carry are let in.
        Crs::Definition(text) if text.trim_start().starts_with('+') => SpatialRef::from_proj4(text).ok()?,
        Crs::Definition(text) if text.trim_start().starts_with('{') => SpatialRef::from_definition(text).ok()?,
        Crs::Definition(text) => SpatialRef::from_wkt(text).ok()?,
        Crs::Gcj02 | Crs::Bd09 => return None,
    };
    if found.is_geocentric() || found.is_local() || found.is_vertical() {
        return None;
    }
    found.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coord::geodesic;

    fn to(crs: &Crs, [x, y]: [f64; 2]) -> [f64; 2] {
        let (mut x, mut y) = ([x], [y]);
        Transform::new(crs).ok().expect("known").apply(&mut x, &mut y);
        [x[0], y[0]]
    }

    #[test]
    fn plain_degrees_pass_unchanged_and_what_is_not_on_earth_does_not() {
        assert_eq!(to(&Crs::WGS84, [125.3, 43.9]).map(f64::to_bits), [125.3f64, 43.9].map(f64::to_bits));
        assert!(to(&Crs::CGCS2000, [43.9, 125.3])[0].is_nan());
    }

    #[test]
    fn unknown_codes_are_refused() {
        assert!(Transform::new(&Crs::Epsg(999_999)).is_err());
        assert!(Transform::new(&Crs::Epsg(4978)).is_err(), "geocentric");
        assert!(Transform::new(&Crs::Definition("PROJCS[\"broken".into())).is_err());
        assert!(Transform::new(&Crs::Definition("http://example.com/x".into())).is_err());
    }

    #[test]
    fn one_bad_point_does_not_spoil_the_others() {
        let transform = Transform::new(&Crs::Epsg(4551)).ok().expect("known");
        let (mut x, mut y) = ([500_000.0, 1e30, f64::NAN, 500_000.0], [4_800_000.0, 1e30, 1.0, 4_800_000.0]);
        transform.apply(&mut x, &mut y);
        assert!(x[0].is_finite() && x[1].is_nan() && x[2].is_nan());
        assert_eq!((x[0], y[0]), (x[3], y[3]));
        assert!(!transform.was_ballpark());
    }

    #[test]
    fn a_datum_without_published_parameters_is_ballpark_and_says_so() {
        // A datum that only its own definition knows.
        let local = Crs::Definition(
            "GEOGCS[\"our own\",DATUM[\"our own\",SPHEROID[\"Krassowsky 1940\",6378245,298.3]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]"
                .into(),
        );
        let transform = Transform::new(&local).ok().expect("a definition");
        let (mut x, mut y) = ([125.3], [43.9]);
        transform.apply(&mut x, &mut y);
        assert!(transform.was_ballpark() && (x[0] - 125.3).abs() < 0.01);
    }

    #[test]
    fn shifted_datums_are_undone_to_under_a_centimetre() {
        let truth = LonLat::new([125.3, 43.9]).expect("on Earth");
        for (crs, shifted) in [(Crs::Gcj02, gcj02::from_cgcs2000(truth)), (Crs::Bd09, bd09::from_cgcs2000(truth))] {
            let back = LonLat::new(to(&crs, shifted.to_array())).expect("on Earth");
            assert!(geodesic(truth, back).get() < 0.01, "{crs}");
        }
    }
}
