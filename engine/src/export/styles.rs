//! The table `layer_styles`, in which QGIS looks for how the layers of a GeoPackage are drawn.
//!
//! # References
//! QGIS 3.22, `QgsOgrProviderMetadata::saveStyle` and `loadStyle`: schema and catalogue are empty texts, and of the rows for a
//! table and its geometry column the one with `useAsDefault` is taken.

use gdal::Dataset;
use gdal::errors::GdalError;
use gdal::vector::{LayerOptions, OGRwkbGeometryType};

use super::gpkg::{FIXED_TIME, GEOMETRY, layer_name, quoted, run};
use super::{Job, LayerStyle};

const TABLE: &str = "layer_styles";

/// The columns in QGIS's order, besides `id`.
const COLUMNS: [(&str, &str); 12] = [
    ("f_table_catalog", "TEXT(256)"),
    ("f_table_schema", "TEXT(256)"),
    ("f_table_name", "TEXT(256)"),
    ("f_geometry_column", "TEXT(256)"),
    ("styleName", "TEXT(30)"),
    ("styleQML", "TEXT"),
    ("styleSLD", "TEXT"),
    ("useAsDefault", "BOOLEAN"),
    ("description", "TEXT"),
    ("owner", "TEXT(30)"),
    ("ui", "TEXT(30)"),
    ("update_time", "DATETIME"),
];

/// Makes the table, if any layer has a style.
pub(super) fn create(jobs: &[Job<'_>], dataset: &mut Dataset) -> Result<(), GdalError> {
    if jobs.iter().all(|job| job.style.is_none()) {
        return Ok(());
    }
    let options = ["FID=id", "DESCRIPTION=", "ASPATIAL_VARIANT=GPKG_ATTRIBUTES"];
    let _table = dataset.create_layer(LayerOptions { name: TABLE, srs: None, ty: OGRwkbGeometryType::wkbNone, options: Some(&options) })?;
    for (name, kind) in COLUMNS {
        run(dataset, &format!("ALTER TABLE {TABLE} ADD COLUMN {} {kind}", quoted(name, '"')))?;
    }
    Ok(())
}

/// Notes the style of each layer that has one.
pub(super) fn fill(jobs: &[Job<'_>], dataset: &Dataset) -> Result<(), GdalError> {
    for (job, LayerStyle { qml, sld }) in jobs.iter().filter_map(|job| Some((job, job.style?))) {
        let [name, title] = [layer_name(job.sheet.name), job.sheet.title(job.lang)];
        let cells = ["", "", &name, GEOMETRY, &name, qml, sld, "1", &title, "", "", FIXED_TIME].map(|text| quoted(&text.replace('\0', " "), '\''));
        let columns = COLUMNS.map(|(name, _)| quoted(name, '"'));
        run(dataset, &format!("INSERT INTO {TABLE} ({}) VALUES ({})", columns.join(", "), cells.join(", ")))?;
    }
    Ok(())
}
