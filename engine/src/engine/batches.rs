//! Record batches in memory to the same with decisions.
//!
//! 1. Batches are cut and put together to units, by reference: a core works on one at a time.
//! 2. A unit is decided at a desk, as in a stream.
//! 3. The decision's columns are cut as the batches were. The batches' own columns pass untouched.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt32Type};
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Schema};
use arrow_select::concat::concat_batches;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::coding::Coder;
use super::desk::Desk;
use super::table::{joined, own_fields};
use super::{Engine, Territory};
use crate::ingest::{BatchReader, IngestError};
use crate::lang::Lang;
use crate::model::Clues;

/// Rows of a unit: enough that what a desk works out pays, and no more than a group of a stream has.
const UNIT_ROWS: std::ops::RangeInclusive<usize> = 1 << 14..=1 << 18;

/// How the decision's texts are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// As codes into a dictionary: signed, each text once and no null among them, as pandas and others ask.
    Coded,
    /// As they are, for readers that know no dictionaries.
    Plain,
}

impl Texts {
    /// The type of a column of texts.
    fn kind(self) -> DataType {
        match self {
            Self::Coded => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            Self::Plain => DataType::Utf8,
        }
    }
}

/// How record batches are decided.
#[derive(Clone, Copy)]
pub struct BatchRun<'a> {
    /// How their rows are read.
    pub reader: &'a BatchReader,
    /// The boundaries that handle them.
    pub territory: &'a Territory,
    /// Language of the reasons.
    pub lang: Lang,
    /// How texts are given.
    pub texts: Texts,
}

/// Consecutive batches, or parts of them.
struct Unit {
    first_row: u64,
    batches: Vec<RecordBatch>,
}

impl Engine {
    /// Decides every row of some record batches, in their order. `rows_before` is the number of rows that went before them.
    ///
    /// Large batches come back in several; none has more rows than the one it is from. Columns and names are those of [`Engine::table`]; the
    /// geometry stays where it was.
    ///
    /// # Errors
    /// A coordinate system that PROJ does not know.
    ///
    /// # Cost
    /// On all cores. The batches' own columns are not copied.
    pub fn assign_batches(&self, batches: &[RecordBatch], rows_before: u64, run: BatchRun<'_>) -> Result<Vec<RecordBatch>, IngestError> {
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        let unit_rows = rows.div_ceil(rayon::current_num_threads()).clamp(*UNIT_ROWS.start(), *UNIT_ROWS.end());
        let decided = units(batches, rows_before + 1, unit_rows)
            .into_par_iter()
            .map_init(|| Desk::new(self, run.territory, run.lang), |desk, unit| decide(desk, &unit, run))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(decided.into_iter().flatten().collect())
    }

    /// As [`Engine::assign_batches`] for one batch, which comes back as one.
    ///
    /// # Errors
    /// As there.
    pub fn assign_batch(&self, batch: &RecordBatch, rows_before: u64, run: BatchRun<'_>) -> Result<RecordBatch, IngestError> {
        let decided = self.assign_batches(std::slice::from_ref(batch), rows_before, run)?;
        Ok(match decided.as_slice() {
            [one] => one.clone(),
            several => concat_batches(&Arc::new(self.decided_schema(&batch.schema(), run)), several).expect("all have the schema that is foretold"),
        })
    }

    /// The schema that batches of a schema come back with.
    pub fn decided_schema(&self, own: &Schema, run: BatchRun<'_>) -> Schema {
        let decision = Coder::new(self, run.territory, run.lang).fields().into_iter().map(|field| match field.data_type() {
            DataType::Dictionary(..) => field.with_data_type(run.texts.kind()),
            _ => field,
        });
        Schema::new_with_metadata(own_fields(own).into_iter().chain(decision).collect::<Vec<_>>(), own.metadata().clone())
    }
}

fn units(batches: &[RecordBatch], first_row: u64, unit_rows: usize) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let (mut row, mut room) = (first_row, 0);
    for batch in batches {
        let mut start = 0;
        while start < batch.num_rows() {
            if room == 0 {
                units.push(Unit { first_row: row, batches: Vec::new() });
                room = unit_rows;
            }
            let part = batch.slice(start, room.min(batch.num_rows() - start));
            start += part.num_rows();
            room -= part.num_rows();
            row += part.num_rows() as u64;
            units.last_mut().expect("one was pushed when there was no room").batches.push(part);
        }
    }
    units
}

fn decide(desk: &mut Desk<'_>, unit: &Unit, run: BatchRun<'_>) -> Result<Vec<RecordBatch>, IngestError> {
    let mut row = unit.first_row;
    let mut pieces: Vec<Clues> = Vec::with_capacity(unit.batches.len());
    for batch in &unit.batches {
        pieces.push(run.reader.clues(batch, row)?);
        row += batch.num_rows() as u64;
    }
    let (columns, _) = desk.columns(&pieces);
    let columns: Vec<(&str, ArrayRef)> = columns.into_iter().map(|(name, column)| (name, given_as(run.texts, column))).collect();
    let mut start = 0;
    Ok(unit
        .batches
        .iter()
        .map(|batch| {
            let decision = columns.iter().map(|(name, column)| (*name, column.slice(start, batch.num_rows()))).collect();
            start += batch.num_rows();
            let schema = batch.schema();
            let table = joined(&own_fields(&schema), batch.columns(), decision);
            let whole = Schema::new_with_metadata(table.schema().fields().clone(), schema.metadata().clone());
            table.with_schema(Arc::new(whole)).expect("only its metadata is new")
        })
        .collect())
}

fn given_as(texts: Texts, column: ArrayRef) -> ArrayRef {
    match (texts, column.data_type()) {
        (Texts::Plain, DataType::Dictionary(..)) => arrow_cast::cast(&column, &texts.kind()).expect("a dictionary is unfolded to its own values"),
        (Texts::Coded, DataType::Dictionary(..)) => Arc::new(distinct(column.as_dictionary())),
        _ => column,
    }
}

/// The same column with a dictionary that has each text once, and no null. The decision's own dictionaries have one text an outcome.
fn distinct(column: &DictionaryArray<UInt32Type>) -> DictionaryArray<Int32Type> {
    let mut place_of: FxHashMap<&str, i32> = FxHashMap::default();
    let mut texts = Vec::new();
    let new_key: Vec<Option<i32>> = column
        .values()
        .as_string::<i32>()
        .iter()
        .map(|text| {
            let text = text?;
            Some(*place_of.entry(text).or_insert_with(|| {
                texts.push(text);
                i32::try_from(texts.len() - 1).expect("a unit has fewer rows, and so fewer texts")
            }))
        })
        .collect();
    let keys: Int32Array = column.keys().iter().map(|key| new_key[key? as usize]).collect();
    DictionaryArray::new(keys, Arc::new(StringArray::from_iter_values(texts)))
}
