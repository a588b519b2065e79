//! Sheets whose rows have ground as well as a point: one layer more in a GeoPackage, the geometry itself in GeoJSON.
//!
//! A thread of ground a metre wide cannot be seen on a map of a province, and its point can; so a GeoPackage has both, in layers of the
//! same columns.

use std::path::Path;

use arrow_array::BooleanArray;
use arrow_select::filter::filter_record_batch;
use geo_types::{Geometry, GeometryCollection, MultiPolygon, Point};

use super::shape::Shapes;
use super::{ExportError, Format, Job, ShapeKind, Sheet, geojson, gpkg, open, publish, workshop, write_in_place};
use crate::lang::Lang;

/// Writes a sheet as [`write()`](super::write()) does, with the ground of its rows where the format has a place for it: GeoPackage and
/// GeoJSON. `outlines` has an entry for each row.
///
/// # Errors
/// As [`write()`](super::write()).
pub fn write_outlined(path: &Path, sheet: &Sheet<'_>, outlines: &[Option<&MultiPolygon<f64>>], format: Format, lang: Lang) -> Result<(), ExportError> {
    if outlines.len() != sheet.rows() {
        return Err(ExportError::Lengths { path: path.into(), rows: sheet.rows(), positions: outlines.len() });
    }
    let (_workshop, file) = workshop(path, format)?;
    match format {
        Format::GeoJson => {
            let point = |row| sheet.position(row).map(|position| Point::from(position.to_coord()).into());
            let shape = |(row, outline): (usize, Option<&MultiPolygon<f64>>)| outline.map(ground).or_else(|| point(row)).unwrap_or_else(nothing);
            let shapes: Vec<Geometry<f64>> = outlines.iter().copied().enumerate().map(shape).collect();
            let shapes = Some(Shapes::new(ShapeKind::Any, &shapes, sheet.rows(), path)?);
            geojson::write(&Job { shapes, ..open(sheet, format, &file, path, lang)? })?;
        }
        Format::GeoPackage => {
            let rows: Vec<bool> = outlines.iter().map(Option::is_some).collect();
            let with_ground = filter_record_batch(sheet.table, &BooleanArray::from(rows.clone())).expect("a flag for each row");
            let of = |degrees: &[f64]| -> Vec<f64> { degrees.iter().zip(&rows).filter(|(_, has)| **has).map(|(degree, _)| *degree).collect() };
            let (lon_deg, lat_deg, name) = (of(sheet.lon_deg), of(sheet.lat_deg), format!("{}_areas", sheet.name));
            let areas = Sheet { table: &with_ground, lon_deg: &lon_deg, lat_deg: &lat_deg, name: &name, ..*sheet };
            let shapes: Vec<Geometry<f64>> = outlines.iter().copied().flatten().map(ground).collect();
            let shapes = Some(Shapes::new(ShapeKind::MultiPolygon, &shapes, areas.rows(), path)?);
            let jobs = [open(sheet, format, &file, path, lang)?, Job { shapes, ..open(&areas, format, &file, path, lang)? }];
            gpkg::write_layers(&jobs[0], &jobs)?;
        }
        _ => write_in_place(&file, path, sheet, format, lang)?,
    }
    publish(&file, path)
}

fn ground(outline: &MultiPolygon<f64>) -> Geometry<f64> {
    outline.clone().into()
}

/// Stands for no shape.
fn nothing() -> Geometry<f64> {
    Geometry::GeometryCollection(GeometryCollection::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;
    use geo_types::Rect;
    use serde_json::{Value, json};

    #[test]
    fn ground_is_written_beside_points_and_equal_sheets_give_equal_bytes() {
        let table = fixture::table();
        let sheet = fixture::sheet(&table);
        let ground = MultiPolygon(vec![Rect::new((125.0, 43.0), (125.5, 43.25)).to_polygon()]);
        let mut outlines = vec![None; fixture::ROWS];
        outlines[0] = Some(&ground);
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, format| {
            let path = folder.path().join(name);
            write_outlined(&path, &sheet, &outlines, format, Lang::En).expect("written");
            std::fs::read(&path).expect("written")
        };
        let json: Value = serde_json::from_slice(&write("a.geojson", Format::GeoJson)).expect("JSON");
        assert_eq!(json["features"][0]["geometry"]["coordinates"][0][0][2], json!([125.0, 43.25]));
        assert_eq!(json["features"][1]["geometry"]["type"], "Point");
        assert!(json["features"][2]["geometry"].is_null());
        assert!(write("a.gpkg", Format::GeoPackage) == write("b.gpkg", Format::GeoPackage));
        let dataset = gdal::Dataset::open(folder.path().join("a.gpkg")).expect("GDAL opens it");
        let count = |name: &str| gdal::vector::LayerAccess::feature_count(&dataset.layer_by_name(name).expect("a layer"));
        assert_eq!(count(sheet.name), fixture::ROWS as u64);
        assert_eq!(count(&format!("{}_areas", sheet.name)), 1);
        assert!(write_outlined(&folder.path().join("c.gpkg"), &sheet, &outlines[1..], Format::GeoPackage, Lang::En).is_err());
    }
}
