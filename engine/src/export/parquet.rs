//! GeoParquet 1.1: the table as it is, and a column `geometry` with a WKB point or null.
//!
//! The coordinate system is EPSG:4490, in full as PROJJSON, because without it readers would assume OGC:CRS84. Positions are
//! longitude first, as the format demands whatever the axis order of the system.
//!
//! # References
//! GeoParquet 1.1.0, <https://geoparquet.org/releases/v1.1.0/>.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use arrow_array::builder::BinaryBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_cast::CastOptions;
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use geoparquet::metadata::{GeoParquetColumnEncoding, GeoParquetColumnMetadata, GeoParquetMetadata};

use super::{ExportError, Job, Step};

/// EPSG:4490 as PROJ 9 writes it, so that the bytes do not depend on the PROJ at hand; a test compares the two.
const CGCS2000_PROJJSON: &str = include_str!("cgcs2000.json");

const GEOMETRY: &str = "geometry";

pub(super) fn write(job: &Job<'_>) -> Result<(), ExportError> {
    let batch = with_geometry(job).map_err(job.fail(Step::Write))?;
    let metadata = metadata(job).map_err(job.fail(Step::Write))?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let out = job.create()?;
    let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties)).map_err(job.fail(Step::Create))?;
    writer.write(&batch).map_err(job.fail(Step::Write))?;
    writer.append_key_value_metadata(KeyValue::new("geo".into(), metadata));
    writer.append_key_value_metadata(KeyValue::new("title".into(), job.sheet.title(job.lang)));
    writer.close().map_err(job.fail(Step::Close))?;
    Ok(())
}

/// The table with its geometry, and without the metadata of the file it was read from, which would speak of another file.
fn with_geometry(job: &Job<'_>) -> Result<RecordBatch, ArrowError> {
    let mut points = BinaryBuilder::new();
    for row in 0..job.sheet.rows() {
        points.append_option(job.sheet.position(row).map(|p| wkb_point(p.to_array())));
    }
    let mut columns = job.sheet.table.columns().iter().map(in_units_of_parquet).collect::<Result<Vec<_>, _>>()?;
    let mut fields: Vec<Field> = job.names.iter().zip(&columns).map(|(name, column)| Field::new(name, column.data_type().clone(), true)).collect();
    fields.push(Field::new(GEOMETRY, DataType::Binary, true));
    columns.push(Arc::new(points.finish()));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// Parquet has no times in whole seconds and would store bare integers, which other readers take for just that.
fn in_units_of_parquet(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    match column.data_type() {
        DataType::Timestamp(TimeUnit::Second, zone) => {
            let exact = CastOptions { safe: false, ..Default::default() };
            arrow_cast::cast_with_options(column, &DataType::Timestamp(TimeUnit::Millisecond, zone.clone()), &exact)
        }
        _ => Ok(column.clone()),
    }
}

/// A point in well-known binary: little-endian, type 1, x, y.
fn wkb_point([x, y]: [f64; 2]) -> [u8; 21] {
    let mut wkb = [0; 21];
    wkb[0] = 1;
    wkb[1..5].copy_from_slice(&1_u32.to_le_bytes());
    wkb[5..13].copy_from_slice(&x.to_le_bytes());
    wkb[13..].copy_from_slice(&y.to_le_bytes());
    wkb
}

fn metadata(job: &Job<'_>) -> Result<String, serde_json::Error> {
    let bounds = job.sheet.bounds();
    let geometry_types = bounds.iter().filter_map(|_| "Point".parse().ok()).collect::<HashSet<_>>();
    let column = GeoParquetColumnMetadata {
        encoding: GeoParquetColumnEncoding::WKB,
        geometry_types,
        crs: Some(serde_json::from_str(CGCS2000_PROJJSON)?),
        orientation: None,
        edges: None,
        bbox: bounds.map(|b| b.to_vec()),
        epoch: None,
        covering: None,
        large_offsets: false,
    };
    // One column: the order of the map cannot show.
    let columns = HashMap::from([(GEOMETRY.to_owned(), column)]);
    serde_json::to_string(&GeoParquetMetadata { version: "1.1.0".into(), primary_column: GEOMETRY.into(), columns })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
    use arrow_array::TimestampSecondArray;

    use crate::export::{Format, Sheet, write};
    use crate::lang::Lang;

    #[test]
    fn times_in_seconds_are_still_times_for_readers_that_know_no_arrow() {
        let times: ArrayRef = Arc::new(TimestampSecondArray::from(vec![Some(1_780_648_200), None]));
        let table = RecordBatch::try_from_iter([("at", times)]).expect("one column");
        let sheet = Sheet { table: &table, lon_deg: &[f64::NAN; 2], lat_deg: &[f64::NAN; 2], name: "x", sample: false, own_columns: 1 };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("times.parquet");
        write(&path, &sheet, Format::Parquet, Lang::Zh).expect("written");
        let file = std::fs::File::open(path).expect("readable");
        let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, ArrowReaderOptions::new().with_skip_arrow_metadata(true)).expect("Parquet");
        assert_eq!(reader.schema().field(0).data_type(), &DataType::Timestamp(TimeUnit::Millisecond, None));
    }
}
