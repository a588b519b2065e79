//! Parquet and GeoParquet: columns as they are, geometry by the "geo" metadata.
//!
//! # References
//! GeoParquet 1.1.0; PROJJSON for its `crs`.

use std::collections::BTreeMap;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use arrow_select::concat::concat_batches;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use super::error::Limited;
use super::limit::{COLUMNS_MAX, MESSAGE_CHARS_MAX, PARQUET_ROWS_MAX};
use super::table::{self, NoShape, RawTable, Shape};
use super::{IngestError, geometry};
use crate::coord::Crs;

/// Reads a Parquet file. The geometry column is taken out of the table.
pub(super) fn read(path: &Path) -> Result<RawTable, IngestError> {
    // As with spreadsheets: a panic of the parser is damage of the file.
    catch_unwind(AssertUnwindSafe(|| read_file(path))).unwrap_or_else(|_| Err(damaged(path, &"the parser gave up")))
}

fn read_file(path: &Path) -> Result<RawTable, IngestError> {
    let file = File::open(path).map_err(|source| IngestError::Unreadable { path: path.into(), source })?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| damaged(path, &e))?;
    let schema = builder.schema().clone();
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    for (what, found, limit) in [(Limited::Rows, rows, PARQUET_ROWS_MAX), (Limited::Columns, schema.fields().len() as u64, COLUMNS_MAX as u64)] {
        if found > limit {
            return Err(IngestError::TooLarge { path: path.into(), what, row: None, found, limit });
        }
    }
    let geo = builder
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .and_then(|pairs| pairs.iter().find(|pair| pair.key == "geo"))
        .and_then(|pair| pair.value.as_deref())
        .and_then(|text| serde_json::from_str::<Value>(text).ok());
    let reader = builder.build().map_err(|e| damaged(path, &e))?;
    let batches: Vec<RecordBatch> = reader.collect::<Result<_, _>>().map_err(|e| damaged(path, &e))?;
    let whole = concat_batches(&schema, &batches).map_err(|e| damaged(path, &e))?;

    let geo = geo.as_ref().and_then(|geo| GeoColumn::of(geo, &whole));
    let columns = whole.columns().iter().enumerate().filter(|(index, _)| geo.as_ref().is_none_or(|g| g.index != *index));
    let columns = columns.map(|(index, array)| (schema.field(index).name().clone(), array.clone())).collect();
    let geometry = geo.as_ref().map(|g| shapes(whole.column(g.index)));
    Ok(RawTable {
        format: if geo.is_some() { "GeoParquet" } else { "Parquet" },
        encoding: None,
        crs_by_standard: geo.as_ref().is_some_and(|g| g.by_standard),
        crs: geo.and_then(|g| g.crs),
        batch: table::batch(columns, whole.num_rows()),
        row_number: (1..=whole.num_rows() as u64).collect(),
        geometry,
        ragged: BTreeMap::new(),
        notes: Vec::new(),
    })
}

/// The primary geometry column.
struct GeoColumn {
    index: usize,
    crs: Option<Crs>,
    by_standard: bool,
}

impl GeoColumn {
    /// Reads the metadata. A column in another encoding than WKB stays an ordinary one.
    fn of(geo: &Value, table: &RecordBatch) -> Option<Self> {
        let name = geo.get("primary_column")?.as_str()?;
        let column = geo.get("columns")?.get(name)?;
        let index = table.schema().index_of(name).ok()?;
        let is_binary = matches!(table.column(index).data_type(), DataType::Binary | DataType::LargeBinary | DataType::BinaryView);
        if column.get("encoding")?.as_str()? != "WKB" || !is_binary {
            return None;
        }
        // Without the key it is OGC:CRS84; null means that nobody knows.
        let (crs, by_standard) = match column.get("crs") {
            None => (Some(Crs::WGS84), true),
            Some(Value::Null) => (None, false),
            Some(projjson) => (Some(of_projjson(projjson)), false),
        };
        Some(Self { index, crs, by_standard })
    }
}

fn of_projjson(projjson: &Value) -> Crs {
    let id = projjson.get("id");
    let authority = id.and_then(|id| id.get("authority")).and_then(Value::as_str);
    let code = id.and_then(|id| id.get("code"));
    match (authority, code) {
        (Some("EPSG"), Some(code)) if let Some(code) = code.as_u64().and_then(|c| u32::try_from(c).ok()) => Crs::Epsg(code),
        (Some("OGC"), Some(Value::String(code))) if code == "CRS84" => Crs::WGS84,
        _ => Crs::Definition(projjson.to_string()),
    }
}

fn shapes(column: &ArrayRef) -> Vec<Result<Shape, NoShape>> {
    let Ok(column) = arrow_cast::cast(column, &DataType::LargeBinary) else { return vec![Err(NoShape::Missing); column.len()] };
    let bytes = column.as_binary::<i64>();
    (0..bytes.len())
        .map(|row| {
            if bytes.is_null(row) {
                return Err(NoShape::Missing);
            }
            geometry::of_wkb(bytes.value(row)).unwrap_or_else(|| Err(NoShape::Unsuitable("WKB?".into())))
        })
        .collect()
}

fn damaged(path: &Path, what: &dyn std::fmt::Display) -> IngestError {
    IngestError::Damaged { path: path.into(), format: "Parquet".into(), what: what.to_string().chars().take(MESSAGE_CHARS_MAX).collect() }
}
