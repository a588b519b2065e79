//! GeoPackage by GDAL, EPSG:4490. A file may have several layers, of points or of other shapes, and say how each is drawn.
//!
//! 1. Make the layers, then their columns by SQL: `BOOLEAN` cannot be asked for through GDAL's safe interface.
//! 2. Note the captions of the decision's columns in `gpkg_data_columns`, where QGIS finds them as aliases.
//! 3. Open it again and insert the rows in their order, in one transaction; then build the spatial index.
//!
//! Times are stored with `Z`, as the format demands, but are civil times like everywhere: no zone is known. The format keeps
//! milliseconds; a column with finer times is text. A number that is not finite is null.

use gdal::config::{clear_thread_local_config_option, set_thread_local_config_option};
use gdal::errors::GdalError;
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{Feature, FieldIterator, LayerAccess, LayerOptions, OGRwkbGeometryType, ToGdal, sql};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};

use super::column::{Cell, Column, Kind};
use super::{ExportError, Job, ShapeKind, Step, caption, styles};

/// SQLite's own limit is 2 000; row number and geometry take two.
const COLUMNS_MAX: usize = 1_998;

/// Every time stamp in the file, so that the same rows give the same bytes.
pub(super) const FIXED_TIME: &str = "2000-01-01T00:00:00.000Z";

/// The column of shapes in every layer.
pub(super) const GEOMETRY: &str = "geom";

pub(super) fn write(job: &Job<'_>) -> Result<(), ExportError> {
    write_layers(job, std::slice::from_ref(job))
}

/// Writes layers into one file; `first` names it in messages.
pub(super) fn write_layers(first: &Job<'_>, jobs: &[Job<'_>]) -> Result<(), ExportError> {
    let _clock = FixedClock::set().map_err(first.fail(Step::Create))?;
    let mut dataset = DriverManager::get_driver_by_name("GPKG").and_then(|driver| driver.create_vector_only(first.file)).map_err(first.fail(Step::Create))?;
    for job in jobs {
        job.check_column_count("GeoPackage", COLUMNS_MAX)?;
        create(job, &mut dataset).map_err(first.fail(Step::Create))?;
    }
    styles::create(jobs, &mut dataset).map_err(first.fail(Step::Create))?;
    dataset.close().map_err(first.fail(Step::Create))?;
    let flags = GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_UPDATE;
    let mut dataset = Dataset::open_ex(first.file, DatasetOptions { open_flags: flags, ..Default::default() }).map_err(first.fail(Step::Write))?;
    for job in jobs {
        insert(job, &mut dataset)?;
        let index = format!("SELECT CreateSpatialIndex({}, '{GEOMETRY}')", quoted(&layer_name(job.sheet.name), '\''));
        run(&dataset, &index).map_err(first.fail(Step::Close))?;
    }
    styles::fill(jobs, &dataset).map_err(first.fail(Step::Write))?;
    dataset.close().map_err(first.fail(Step::Close))
}

fn create(job: &Job<'_>, dataset: &mut Dataset) -> Result<(), GdalError> {
    let layer = &layer_name(job.sheet.name);
    let mut srs = SpatialRef::from_epsg(4490)?;
    // EPSG:4490 is latitude first by the book; a GeoPackage, and everything here, is longitude first.
    srs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    let description = format!("DESCRIPTION={}", job.sheet.title(job.lang).replace('\0', " "));
    let options = ["FID=fid", &format!("GEOMETRY_NAME={GEOMETRY}"), "SPATIAL_INDEX=NO", &description];
    let _layer = dataset.create_layer(LayerOptions { name: layer, srs: Some(&srs), ty: ogr_type(job.kind()), options: Some(&options) })?;
    let table = quoted(layer, '"');
    for (name, column) in job.names.iter().zip(&job.columns) {
        run(dataset, &format!("ALTER TABLE {table} ADD COLUMN {} {}", quoted(name, '"'), column_type(column)))?;
    }
    captions(job, layer, dataset)
}

/// Captions and, for a column that had to be renamed, the name it came with (GeoPackage 1.2, extension *schema*).
fn captions(job: &Job<'_>, layer: &str, dataset: &Dataset) -> Result<(), GdalError> {
    run(
        dataset,
        "CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, \
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
         SELECT 'gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write' \
         WHERE NOT EXISTS (SELECT 1 FROM gpkg_extensions WHERE extension_name = 'gpkg_schema')",
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

fn insert(job: &Job<'_>, dataset: &mut Dataset) -> Result<(), ExportError> {
    let transaction = dataset.start_transaction().map_err(job.fail(Step::Write))?;
    {
        let layer = transaction.layer_by_name(&layer_name(job.sheet.name)).map_err(job.fail(Step::Write))?;
        let places = places(job, layer.defn().fields());
        for row in 0..job.sheet.rows() {
            let mut feature = Feature::new(layer.defn()).map_err(job.fail(Step::Write))?;
            for ((column, place), name) in job.columns.iter().zip(&places).zip(&job.names) {
                let cell = column.cell(row);
                if matches!(&cell, Cell::Text(text) if text.contains('\0')) {
                    return Err(ExportError::NulInText { path: job.target.into(), row: row + 1, column: name.clone() });
                }
                set(&mut feature, *place, &cell).map_err(job.fail(Step::Write))?;
            }
            if let Some(shape) = job.shape(row) {
                shape.to_gdal().and_then(|shape| feature.set_geometry(shape)).map_err(job.fail(Step::Write))?;
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

fn ogr_type(kind: ShapeKind) -> OGRwkbGeometryType::Type {
    match kind {
        ShapeKind::Point => OGRwkbGeometryType::wkbPoint,
        ShapeKind::Line => OGRwkbGeometryType::wkbLineString,
        ShapeKind::Polygon => OGRwkbGeometryType::wkbPolygon,
        ShapeKind::MultiLine => OGRwkbGeometryType::wkbMultiLineString,
        ShapeKind::MultiPolygon => OGRwkbGeometryType::wkbMultiPolygon,
        ShapeKind::Any => OGRwkbGeometryType::wkbUnknown,
    }
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
pub(super) fn layer_name(name: &str) -> String {
    let clean: String = name.chars().map(|c| if c.is_control() { '_' } else { c }).collect();
    let lower = clean.to_lowercase();
    match clean.trim() {
        "" => "clues".into(),
        _ if ["gpkg_", "sqlite_", "rtree_", "layer_styles"].iter().any(|prefix| lower.starts_with(prefix)) => format!("_{clean}"),
        _ => clean,
    }
}

pub(super) fn quoted(text: &str, quote: char) -> String {
    format!("{quote}{}{quote}", text.replace(quote, &format!("{quote}{quote}")))
}

pub(super) fn run(dataset: &Dataset, statement: &str) -> Result<(), GdalError> {
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
