//! Sheets whose rows have ground as well as a point: one layer more in a GeoPackage, the geometry itself in GeoJSON.
//!
//! A thread of ground a metre wide cannot be seen on a map of a province, and its point can; so a GeoPackage has both, in layers of the
//! same columns.

use std::io::Write;
use std::path::Path;

use arrow_array::BooleanArray;
use arrow_select::filter::filter_record_batch;
use gdal::vector::OGRwkbGeometryType;
use geo_types::{Geometry, LineString, MultiPolygon, Polygon};
use serde_json::{Value, json};

use super::column::{Cell, Column};
use super::gpkg::{self, Drawn};
use super::{ExportError, Format, Job, Sheet, Step, names, publish, workshop, write_in_place};
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
        Format::GeoJson => geojson(&job(sheet, &file, path, format, lang), outlines)?,
        Format::GeoPackage => {
            let (rows, shapes): (Vec<bool>, Vec<Option<Geometry<f64>>>) =
                outlines.iter().map(|outline| (outline.is_some(), outline.map(|ground| Geometry::MultiPolygon(ground.clone())))).unzip();
            let with_ground = filter_record_batch(sheet.table, &BooleanArray::from(rows.clone())).expect("a flag for each row");
            let of = |degrees: &[f64]| -> Vec<f64> { degrees.iter().zip(&rows).filter(|(_, has)| **has).map(|(degree, _)| *degree).collect() };
            let (lon_deg, lat_deg, name) = (of(sheet.lon_deg), of(sheet.lat_deg), format!("{}_areas", sheet.name));
            let areas = Sheet { table: &with_ground, lon_deg: &lon_deg, lat_deg: &lat_deg, name: &name, ..*sheet };
            let shapes: Vec<Geometry<f64>> = shapes.into_iter().flatten().collect();
            let (points, areas) = (job(sheet, &file, path, format, lang), job(&areas, &file, path, format, lang));
            let layers = [Drawn { job: &points, shapes: None }, Drawn { job: &areas, shapes: Some((OGRwkbGeometryType::wkbMultiPolygon, &shapes)) }];
            gpkg::write_layers(&points, &layers)?;
        }
        _ => write_in_place(&file, path, sheet, format, lang)?,
    }
    publish(&file, path)
}

fn job<'a>(sheet: &'a Sheet<'a>, file: &'a Path, target: &'a Path, format: Format, lang: Lang) -> Job<'a> {
    let columns = sheet.table.columns().iter().map(Column::new).collect();
    Job { sheet, columns, names: names::distinct(&sheet.names(), sheet.own_columns, format.reserved()), file, target, lang }
}

fn geojson(job: &Job<'_>, outlines: &[Option<&MultiPolygon<f64>>]) -> Result<(), ExportError> {
    let mut out = job.create()?;
    let mut written = || -> std::io::Result<()> {
        write!(out, "{{\"type\":\"FeatureCollection\",\"name\":{},\"sample\":{},\"features\":[", serde_json::to_string(job.sheet.name)?, job.sheet.sample)?;
        for (row, outline) in outlines.iter().enumerate() {
            out.write_all(if row == 0 { b"\n" } else { b",\n" })?;
            let point = || job.sheet.position(row).map(|p| json!({ "type": "Point", "coordinates": p.to_array() }));
            let geometry = outline.map(|ground| json!({ "type": "MultiPolygon", "coordinates": ground.iter().map(polygon).collect::<Vec<_>>() }));
            let properties: serde_json::Map<String, Value> =
                job.names.iter().zip(&job.columns).map(|(name, column)| (name.clone(), value(&column.cell(row)))).collect();
            serde_json::to_writer(&mut out, &json!({ "type": "Feature", "geometry": geometry.or_else(point), "properties": properties }))?;
        }
        out.write_all(b"\n]}\n")?;
        out.flush()
    };
    written().map_err(ExportError::io(job.target, Step::Write))
}

fn polygon(polygon: &Polygon<f64>) -> Vec<Vec<[f64; 2]>> {
    let ring = |ring: &LineString<f64>| ring.coords().map(|c| [c.x, c.y]).collect();
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
}

fn value(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Float(x) => json!(x),
        Cell::Int(x) => json!(x),
        Cell::Bool(x) => json!(x),
        Cell::Date(_) | Cell::Time(_) => json!(cell.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;
    use geo_types::Rect;

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
