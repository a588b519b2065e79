//! Positions outside any file: one that somebody typed, or some that are tried in another system.

use super::crs::Transform;
use crate::coord::{Crs, LonLat};
use crate::model::RowFault;

/// Takes two numbers (x first) of a system to CGCS2000.
///
/// # Errors
/// The system is unknown, or the numbers are no place of it; the faults are those of a row of clues.
pub fn to_cgcs2000(given: [f64; 2], crs: &Crs) -> Result<LonLat, RowFault> {
    let transform = Transform::new(crs).map_err(|_| RowFault::UnknownCrs { text: crs.to_string() })?;
    let [mut x, mut y] = given;
    transform.apply(std::slice::from_mut(&mut x), std::slice::from_mut(&mut y));
    LonLat::new([x, y]).map_err(|_| {
        let exchanged_fits = transform.degrees && LonLat::new([given[1], given[0]]).is_ok();
        if exchanged_fits { RowFault::SwappedAxes { given } } else { RowFault::OutOfRange { given, crs: crs.to_string() } }
    })
}

/// Takes pairs (x first) of a system to CGCS2000; none where a pair is no place of it, and nowhere if PROJ does not know the system.
///
/// # Cost
/// Some hundred microseconds for a system that goes through PROJ, and one a pair.
pub fn all_to_cgcs2000(given: &[[f64; 2]], crs: &Crs) -> Vec<Option<LonLat>> {
    let Ok(transform) = Transform::new(crs) else { return vec![None; given.len()] };
    let (mut x, mut y): (Vec<f64>, Vec<f64>) = given.iter().map(|&[x, y]| (x, y)).unzip();
    transform.apply(&mut x, &mut y);
    x.into_iter().zip(y).map(|(x, y)| LonLat::new([x, y]).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_taken_over_or_its_fault_is_named() {
        assert_eq!(to_cgcs2000([125.3, 43.9], &Crs::WGS84).map(LonLat::to_array), Ok([125.3, 43.9]));
        let projected = to_cgcs2000([500_000.0, 4_800_000.0], &Crs::Epsg(4551)).expect("in zone 126°E");
        assert!((projected.lon() - 126.0).abs() < 1e-9, "the false easting is the central meridian");
        assert_eq!(to_cgcs2000([43.9, 125.3], &Crs::CGCS2000).map_err(|fault| fault.code()), Err("swapped_axes"));
        assert_eq!(to_cgcs2000([500.0, 600.0], &Crs::CGCS2000).map_err(|fault| fault.code()), Err("out_of_range"));
        let several = all_to_cgcs2000(&[[500_000.0, 4_800_000.0], [f64::NAN, 0.0]], &Crs::Epsg(4551));
        assert_eq!(several, [Some(projected), None]);
        assert_eq!(all_to_cgcs2000(&[[1.0, 2.0]], &Crs::Epsg(999_999)), [None]);
        assert_eq!(to_cgcs2000([1.0, 2.0], &Crs::Epsg(999_999)).map_err(|fault| fault.code()), Err("unknown_crs"));
    }
}
