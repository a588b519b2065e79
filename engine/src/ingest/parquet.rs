//! Parquet and GeoParquet: columns as they are, geometry by the "geo" metadata.

use std::collections::BTreeMap;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use serde_json::Value;

use super::IngestError;
use super::error::Limited;
use super::geometry_column::GeometryColumn;
use super::limit::{COLUMNS_MAX, MESSAGE_CHARS_MAX, PARQUET_ROWS_MAX};
use super::table::{self, RawTable};

/// A column of texts that takes fewer bytes a cell than this has few different ones.
const CODE_BYTES_MAX: f64 = 2.5;
/// Most rows decoded at a time.
const BATCH_ROWS_MAX: usize = 1 << 16;

/// Reads a Parquet file. The geometry column is taken out of the table.
pub(super) fn read(path: &Path) -> Result<RawTable, IngestError> {
    let mut pieces = ParquetPieces::open(path, usize::MAX)?;
    if pieces.rows > PARQUET_ROWS_MAX {
        return Err(IngestError::TooLarge { path: path.into(), what: Limited::Rows, row: None, found: pieces.rows, limit: PARQUET_ROWS_MAX });
    }
    pieces.next(usize::MAX)
}

/// A Parquet file that is read piece by piece.
pub(super) struct ParquetPieces {
    path: PathBuf,
    reader: ParquetRecordBatchReader,
    schema: SchemaRef,
    geo: Option<GeometryColumn>,
    /// Rows that the file says it has.
    pub rows: u64,
    rows_read: u64,
}

impl ParquetPieces {
    /// Opens the file; it is decoded so many rows at a time.
    ///
    /// # Errors
    /// The file cannot be read, is no Parquet, or has too many columns.
    pub(super) fn open(path: &Path, batch_rows: usize) -> Result<Self, IngestError> {
        // As with spreadsheets: a panic of the parser is damage of the file.
        catch_unwind(AssertUnwindSafe(|| Self::open_file(path, batch_rows))).unwrap_or_else(|_| Err(damaged(path, &"the parser gave up")))
    }

    fn open_file(path: &Path, batch_rows: usize) -> Result<Self, IngestError> {
        let file = File::open(path).map_err(|source| IngestError::Unreadable { path: path.into(), source })?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(|e| damaged(path, &e))?;
        let (found, limit) = (metadata.schema().fields().len().max(metadata.parquet_schema().num_columns()) as u64, COLUMNS_MAX as u64);
        if found > limit {
            return Err(IngestError::TooLarge { path: path.into(), what: Limited::Columns, row: None, found, limit });
        }
        let options = ArrowReaderOptions::new().with_schema(Arc::new(coded(&metadata)));
        // Only a wish: what the reader does not take this way it takes as it is.
        let metadata = ArrowReaderMetadata::try_new(metadata.metadata().clone(), options).unwrap_or(metadata);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let schema = builder.schema().clone();
        let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
        let geo = builder
            .metadata()
            .file_metadata()
            .key_value_metadata()
            .and_then(|pairs| pairs.iter().find(|pair| pair.key == "geo"))
            .and_then(|pair| pair.value.as_deref())
            .and_then(|text| serde_json::from_str::<Value>(text).ok());
        let geo = geo.as_ref().and_then(|geo| GeometryColumn::of_geoparquet(geo, &schema));
        // More rows at a time than there are would only reserve memory.
        let batch_rows = batch_rows.min(usize::try_from(rows).unwrap_or(usize::MAX)).clamp(1, BATCH_ROWS_MAX);
        let reader = builder.with_batch_size(batch_rows).build().map_err(|e| damaged(path, &e))?;
        Ok(Self { path: path.into(), reader, schema, geo, rows, rows_read: 0 })
    }

    /// The next rows, about so many; none at the end.
    ///
    /// # Errors
    /// The file is damaged here.
    pub(super) fn next(&mut self, rows: usize) -> Result<RawTable, IngestError> {
        let mut batches = Vec::new();
        let mut found = 0;
        while found < rows {
            let row = self.rows_read + found as u64 + 1;
            let batch =
                catch_unwind(AssertUnwindSafe(|| self.reader.next())).unwrap_or_else(|_| Some(Err(ArrowError::ParquetError("the parser gave up".into()))));
            let Some(batch) = batch.transpose().map_err(|e| damaged_at(&self.path, row, &e))? else { break };
            found += batch.num_rows();
            batches.push(batch);
        }
        let whole = match batches.as_slice() {
            [one] => one.clone(),
            several => concat_batches(&self.schema, several).map_err(|e| damaged(&self.path, &e))?,
        };
        let first = self.rows_read + 1;
        self.rows_read += whole.num_rows() as u64;
        let geo = self.geo.as_ref();
        let columns = whole.columns().iter().enumerate().filter(|(index, _)| geo.is_none_or(|g| g.index != *index));
        let columns = columns.map(|(index, array)| (self.schema.field(index).name().clone(), array.clone())).collect();
        Ok(RawTable {
            format: if geo.is_some() { "GeoParquet" } else { "Parquet" },
            encoding: None,
            crs_by_standard: geo.is_some_and(|g| g.by_standard),
            crs: geo.and_then(|g| g.crs.clone()),
            batch: table::batch(columns, whole.num_rows()),
            row_number: (first..=self.rows_read).collect(),
            geometry: geo.map(|g| g.shapes(whole.column(g.index))),
            ragged: BTreeMap::new(),
            notes: Vec::new(),
        })
    }
}

/// The schema with columns of few texts as dictionaries: then each text is made and understood once, not once a row.
fn coded(metadata: &ArrowReaderMetadata) -> Schema {
    let (schema, groups) = (metadata.schema(), metadata.metadata().row_groups());
    let descr = metadata.parquet_schema();
    let mut has_few = vec![true; schema.fields().len()];
    for leaf in 0..descr.num_columns() {
        has_few[descr.get_column_root_idx(leaf)] &= groups.iter().map(|group| group.column(leaf)).all(|chunk| {
            let bytes = chunk.uncompressed_size() as f64 / chunk.num_values().max(1) as f64;
            chunk.dictionary_page_offset().is_some() && bytes < CODE_BYTES_MAX
        });
    }
    let fields = schema.fields().iter().enumerate().map(|(place, field)| match field.data_type() {
        DataType::Utf8 if has_few[place] => field.as_ref().clone().with_data_type(DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8))),
        _ => field.as_ref().clone(),
    });
    Schema::new_with_metadata(fields.collect::<Vec<_>>(), schema.metadata().clone())
}

/// Damage met while reading the rows from this one on.
fn damaged_at(path: &Path, row: u64, what: &dyn std::fmt::Display) -> IngestError {
    damaged(path, &format!("row {row} or soon after: {what}"))
}

fn damaged(path: &Path, what: &dyn std::fmt::Display) -> IngestError {
    IngestError::Damaged { path: path.into(), format: "Parquet".into(), what: what.to_string().chars().take(MESSAGE_CHARS_MAX).collect() }
}
