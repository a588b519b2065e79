//! One position as somebody typed it, outside any file.

use super::crs::Transform;
use super::fold::shortened;
use super::geometry;
use super::position::{Drawn, carried, one_point};
use super::table::NoShape;
use crate::coord::{Crs, LonLat};
use crate::model::{Extent, RowFault};

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

/// A place given as well-known text: the position that stands for it, and its ground if it is a line or an area.
///
/// # Errors
/// As [`to_cgcs2000`], and text that is no point, line or area.
pub fn wkt_to_cgcs2000(text: &str, crs: &Crs) -> Result<(LonLat, Option<Extent>), RowFault> {
    let column = "wkt";
    let shape = match geometry::of_wkt(text) {
        Some(Ok(shape)) => shape.geometry,
        Some(Err(NoShape::Missing)) => return Err(RowFault::Missing { column: column.into() }),
        Some(Err(NoShape::Unsuitable(kind))) => return Err(RowFault::UnsuitableGeometry { kind }),
        None => return Err(RowFault::NotANumber { column: column.into(), text: shortened(text) }),
    };
    let (point, drawn) = one_point(&shape, column)?;
    let position = to_cgcs2000(point, crs)?;
    let Some(Drawn { extent, .. }) = drawn else { return Ok((position, None)) };
    let transform = Transform::new(crs).map_err(|_| RowFault::UnknownCrs { text: crs.to_string() })?;
    let extent = carried(&extent, false, &transform).map_err(|given| RowFault::OutOfRange { given, crs: crs.to_string() })?;
    Ok((position, Some(extent)))
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
        assert_eq!(to_cgcs2000([1.0, 2.0], &Crs::Epsg(999_999)).map_err(|fault| fault.code()), Err("unknown_crs"));
    }

    #[test]
    fn well_known_text_is_a_point_or_brings_its_ground() {
        let read = |text: &str| wkt_to_cgcs2000(text, &Crs::CGCS2000).map_err(|fault| fault.code());
        assert_eq!(read("POINT(125.3 43.9)"), Ok((LonLat::new([125.3, 43.9]).expect("on Earth"), None)));
        let (middle, extent) = read("LINESTRING(125 43,126 43)").expect("a line");
        assert_eq!((middle.to_array(), extent.map(|extent| extent.vertices().count())), ([125.5, 43.0], Some(2)));
        for (text, code) in [("POINT EMPTY", "missing_coordinates"), ("nowhere", "not_a_number"), ("LINESTRING(43 125,44 125)", "swapped_axes")] {
            assert_eq!(read(text), Err(code), "{text}");
        }
        assert_eq!(read("MULTIPOINT((125 43),(126 44))"), Err("unsuitable_geometry"));
    }
}
