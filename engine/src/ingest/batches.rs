//! Clues from Arrow record batches in memory, as other programs hand them over.

use std::collections::BTreeMap;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use arrow_select::concat::concat_batches;

use super::geometry_column::GeometryColumn;
use super::limit::FIRST_PIECE_ROWS;
use super::settled::Settled;
use super::table::{self, RawTable};
use super::{ClueOptions, IngestError};
use crate::model::Clues;

/// How batches of one schema are read: settled once by the first rows, then the same for all.
#[derive(Clone, Debug)]
pub struct BatchReader {
    settled: Settled,
    geometry: Option<GeometryColumn>,
}

/// What batches do not say of themselves.
#[derive(Clone, Copy, Debug)]
pub struct BatchSource<'a> {
    /// What the table is called in messages, in place of a file's name.
    pub name: &'a str,
    /// The column of the geometry, where the table has several.
    pub geometry: Option<&'a str>,
}

impl BatchReader {
    /// Settles it by the first 65 536 rows, as for a file that streams.
    ///
    /// Geometry is a column that GeoArrow marks as well-known binary or as points, or the primary one of GeoParquet's metadata.
    ///
    /// # Units and CRS
    /// As [`read_clues`](super::read_clues).
    ///
    /// # Errors
    /// Columns that are missing or ambiguous, and coordinates of which nobody says the system.
    pub fn settle(source: BatchSource<'_>, schema: &Schema, first: &[RecordBatch], options: &ClueOptions) -> Result<Self, IngestError> {
        let geometry = GeometryColumn::of_schema(schema, source.geometry);
        let path = Path::new(source.name);
        let mut slices: Vec<RecordBatch> = Vec::new();
        let mut rows = 0;
        for batch in first {
            slices.push(batch.slice(0, batch.num_rows().min(FIRST_PIECE_ROWS - rows)));
            rows += batch.num_rows().min(FIRST_PIECE_ROWS - rows);
        }
        let schema = first.first().map_or_else(|| schema.clone().into(), RecordBatch::schema);
        // One batch is not copied.
        let first = match slices.as_slice() {
            [one] => one.clone(),
            several => {
                concat_batches(&schema, several).map_err(|error| IngestError::Damaged { path: path.into(), format: "Arrow".into(), what: error.to_string() })?
            }
        };
        let first = raw(&first, geometry.as_ref(), 1);
        Ok(Self { settled: Settled::new(path, &first, options)?, geometry })
    }

    /// The clues of a batch whose first row has this number. Its columns are not copied.
    ///
    /// # Errors
    /// A coordinate system that PROJ does not know.
    pub fn clues(&self, batch: &RecordBatch, first_row: u64) -> Result<Clues, IngestError> {
        let (clues, _) = self.settled.clues(raw(batch, self.geometry.as_ref(), first_row), first_row == 1)?;
        Ok(clues)
    }
}

/// A batch as a reader of files would return it.
fn raw(batch: &RecordBatch, geometry: Option<&GeometryColumn>, first_row: u64) -> RawTable {
    let schema = batch.schema();
    let own = batch.columns().iter().enumerate().filter(|(index, _)| geometry.is_none_or(|column| column.index != *index));
    let columns = own.map(|(index, array)| (schema.field(index).name().clone(), array.clone())).collect();
    RawTable {
        format: "Arrow",
        encoding: None,
        crs: geometry.and_then(|column| column.crs.clone()),
        crs_by_standard: geometry.is_some_and(|column| column.by_standard),
        batch: table::batch(columns, batch.num_rows()),
        row_number: (first_row..).take(batch.num_rows()).collect(),
        geometry: geometry.map(|column| column.shapes(batch.column(column.index))),
        ragged: BTreeMap::new(),
        notes: Vec::new(),
    }
}
