//! GeoPackage by GDAL, EPSG:4490.
//!
//! 1. Make the layer, then its columns by SQL: `BOOLEAN` cannot be asked for through GDAL's safe interface.
//! 2. Note the captions of the decision's columns in `gpkg_data_columns`, where QGIS finds them as aliases.
//! 3. Open it again and insert the rows in their order, in one transaction; then build the spatial index.
//!
//! Times are stored with `Z`, as the format demands, but are civil times like everywhere: no zone is known. The format keeps
//! milliseconds; a column with finer times is text. A number that is not finite is null.

use gdal::config::{clear_thread_local_config_option, set_thread_local_config_option};
use gdal::errors::GdalError;
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{Feature, FieldIterator, Geometry, LayerAccess, LayerOptions, OGRwkbGeometryType, ToGdal, sql};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};

use geo_types::MultiPolygon;

use super::column::{Cell, Column, Kind};
use super::{ExportError, Job, Step, caption};

/// SQLite's own limit is 2 000; row number and geometry take two.
const COLUMNS_MAX: usize = 1_998;

/// Every time stamp in the file, so that the same rows give the same bytes.
const FIXED_TIME: &str = "2000-01-01T00:00:00.000Z";

pub(super) fn write(job: &Job<'_>) -> Result<(), ExportError> {
    job.check_column_count("GeoPackage", COLUMNS_MAX)?;
    let layer = layer_name(job.sheet.name);
    let _clock = FixedClock::set().map_err(job.fail(Step::Create))?;
    create(job, &layer).map_err(job.fail(Step::Create))?;
    let mut dataset = opened(job)?;
    let position = |row: usize| job.sheet.position(row).map(|position| point(position.to_array())).transpose();
    insert(job, &mut dataset, &layer, |row| Ok(Some(position(row)?)))?;
    index(&dataset, &layer).and_then(|()| dataset.close()).map_err(job.fail(Step::Close))
}

/// Adds a layer of the ground that rows have, to a file of their points.
pub(super) fn add_outlines(job: &Job<'_>, outlines: &[Option<&MultiPolygon<f64>>]) -> Result<(), ExportError> {
    let layer = format!("{}_areas", layer_name(job.sheet.name));
    let _clock = FixedClock::set().map_err(job.fail(Step::Create))?;
    let mut dataset = opened(job)?;
    table(job, &mut dataset, &layer, OGRwkbGeometryType::wkbMultiPolygon).and_then(|()| dataset.close()).map_err(job.fail(Step::Create))?;
    // Opened again, as GDAL does not know of columns that SQL has made.
    let mut dataset = opened(job)?;
    insert(job, &mut dataset, &layer, |row| outlines[row].map(ToGdal::to_gdal).transpose().map(|ground| ground.map(Some)))?;
    index(&dataset, &layer).and_then(|()| dataset.close()).map_err(job.fail(Step::Close))
}

fn opened(job: &Job<'_>) -> Result<Dataset, ExportError> {
    let flags = GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_UPDATE;
    Dataset::open_ex(job.file, DatasetOptions { open_flags: flags, ..Default::default() }).map_err(job.fail(Step::Write))
}

fn index(dataset: &Dataset, layer: &str) -> Result<(), GdalError> {
    run(dataset, &format!("SELECT CreateSpatialIndex({}, 'geom')", quoted(layer, '\'')))
}

fn create(job: &Job<'_>, layer: &str) -> Result<(), GdalError> {
    let mut dataset = DriverManager::get_driver_by_name("GPKG")?.create_vector_only(job.file)?;
    table(job, &mut dataset, layer, OGRwkbGeometryType::wkbPoint)?;
    captions(job, layer, &dataset)?;
    dataset.close()
}

/// A layer with the sheet's columns and without rows.
fn table(job: &Job<'_>, dataset: &mut Dataset, layer: &str, ty: OGRwkbGeometryType::Type) -> Result<(), GdalError> {
    let mut srs = SpatialRef::from_epsg(4490)?;
    // EPSG:4490 is latitude first by the book; a GeoPackage, and everything here, is longitude first.
    srs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    let description = format!("DESCRIPTION={}", job.sheet.title(job.lang).replace('\0', " "));
    let options = ["FID=fid", "GEOMETRY_NAME=geom", "SPATIAL_INDEX=NO", &description];
    let _layer = dataset.create_layer(LayerOptions { name: layer, srs: Some(&srs), ty, options: Some(&options) })?;
    let table = quoted(layer, '"');
    for (name, column) in job.names.iter().zip(&job.columns) {
        run(dataset, &format!("ALTER TABLE {table} ADD COLUMN {} {}", quoted(name, '"'), column_type(column)))?;
    }
    Ok(())
}

/// Captions and, for a column that had to be renamed, the name it came with (GeoPackage 1.2, extension *schema*).
fn captions(job: &Job<'_>, layer: &str, dataset: &Dataset) -> Result<(), GdalError> {
    run(
        dataset,
        "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, \
         constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))",
    )?;
    run(
        dataset,
        "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, \
         scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
    )?;
    run(
        dataset,
        "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) \
         VALUES ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write')",
    )?;
    for (place, (name, old)) in job.names.iter().zip(job.sheet.names()).enumerate() {
        let words = match caption(name) {
            Some(caption) if place >= job.sheet.own_columns => Some((caption.title(job.lang), caption.about(job.lang))),
            _ if name != old => Some((old, job.lang.pick("原列名", "the column's own name"))),
            _ => None,
        };
        if let Some((title, about)) = words {
            let [table, column, title, about] = [layer, name, title, about].map(|text| quoted(text, '\''));
            run(
                dataset,
                &format!(
                    "INSERT OR IGNORE INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES ({table}, {column}, {title}, {title}, {about})"
                ),
            )?;
        }
    }
    Ok(())
}

/// Inserts the rows with their geometry. `shape` says `None` for a row that stays out, `Some(None)` for one without geometry.
fn insert(job: &Job<'_>, dataset: &mut Dataset, layer: &str, shape: impl Fn(usize) -> Result<Option<Option<Geometry>>, GdalError>) -> Result<(), ExportError> {
    let transaction = dataset.start_transaction().map_err(job.fail(Step::Write))?;
    {
        let layer = transaction.layer_by_name(layer).map_err(job.fail(Step::Write))?;
        let places = places(job, layer.defn().fields());
        for row in 0..job.sheet.rows() {
            let Some(shape) = shape(row).map_err(job.fail(Step::Write))? else { continue };
            let mut feature = Feature::new(layer.defn()).map_err(job.fail(Step::Write))?;
            for ((column, place), name) in job.columns.iter().zip(&places).zip(&job.names) {
                let cell = column.cell(row);
                if matches!(&cell, Cell::Text(text) if text.contains('\0')) {
                    return Err(ExportError::NulInText { path: job.target.into(), row: row + 1, column: name.clone() });
                }
                set(&mut feature, *place, &cell).map_err(job.fail(Step::Write))?;
            }
            if let Some(shape) = shape {
                feature.set_geometry(shape).map_err(job.fail(Step::Write))?;
            }
            feature.create(&layer).map_err(job.fail(Step::Write))?;
        }
    }
    transaction.commit().map_err(job.fail(Step::Write))
}

/// Where GDAL sees each of our columns: in the order they were made.
fn places(job: &Job<'_>, fields: FieldIterator<'_>) -> Vec<usize> {
    let seen: Vec<String> = fields.map(|field| field.name()).collect();
    job.names.iter().enumerate().map(|(place, name)| seen.iter().position(|s| s == name).unwrap_or(place)).collect()
}

fn point([x, y]: [f64; 2]) -> Result<Geometry, GdalError> {
    let mut point = Geometry::empty(OGRwkbGeometryType::wkbPoint)?;
    point.set_point_2d(0, (x, y));
    Ok(point)
}

fn set(feature: &mut Feature<'_>, place: usize, cell: &Cell<'_>) -> Result<(), GdalError> {
    match cell {
        Cell::Null => feature.set_field_null(place),
        Cell::Float(x) if !x.is_finite() => feature.set_field_null(place),
        Cell::Float(x) => feature.set_field_double(place, *x),
        Cell::Int(x) => feature.set_field_integer64(place, *x),
        Cell::Bool(x) => feature.set_field_integer(place, i32::from(*x)),
        Cell::Text(text) => feature.set_field_string(place, text),
        Cell::Date(_) | Cell::Time(_) => feature.set_field_string(place, &cell.to_string()),
    }
}

fn column_type(column: &Column) -> &'static str {
    match column {
        Column::Time(times) if times.iter().flatten().any(|t| t.subsec_nanosecond() % 1_000_000 != 0 || t.year() < 1) => "TEXT",
        Column::Date(days) if days.iter().flatten().any(|d| d.year() < 1) => "TEXT",
        other => match other.kind() {
            Kind::Text => "TEXT",
            Kind::Float => "REAL",
            Kind::Int => "INTEGER",
            Kind::Bool => "BOOLEAN",
            Kind::Date => "DATE",
            Kind::Time => "DATETIME",
        },
    }
}

/// A table name that SQLite and GeoPackage leave to us.
fn layer_name(name: &str) -> String {
    let clean: String = name.chars().map(|c| if c.is_control() { '_' } else { c }).collect();
    let lower = clean.to_lowercase();
    match clean.trim() {
        "" => "clues".into(),
        _ if ["gpkg_", "sqlite_", "rtree_"].iter().any(|prefix| lower.starts_with(prefix)) => format!("_{clean}"),
        _ => clean,
    }
}

fn quoted(text: &str, quote: char) -> String {
    format!("{quote}{}{quote}", text.replace(quote, &format!("{quote}{quote}")))
}

fn run(dataset: &Dataset, statement: &str) -> Result<(), GdalError> {
    dataset.execute_sql(statement, None, sql::Dialect::DEFAULT).map(drop)
}

/// Tells GDAL, on this thread only, what time it is.
struct FixedClock;

impl FixedClock {
    fn set() -> Result<Self, GdalError> {
        set_thread_local_config_option("OGR_CURRENT_DATE", FIXED_TIME).map(|()| Self)
    }
}

impl Drop for FixedClock {
    fn drop(&mut self) {
        let _ = clear_thread_local_config_option("OGR_CURRENT_DATE");
    }
}
