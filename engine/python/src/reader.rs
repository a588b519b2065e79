//! Batches that are decided as somebody asks for them.

use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use bailiwick_engine::engine::{AsOf, BatchRun, Engine, Texts};
use bailiwick_engine::ingest::BatchReader;
use bailiwick_engine::lang::Lang;

use crate::error::guarded;

/// One batch out for each that comes in.
pub(crate) struct Decided {
    pub(crate) engine: Arc<Engine>,
    /// What was fetched already, to settle how all are read.
    pub(crate) fetched: std::vec::IntoIter<RecordBatch>,
    pub(crate) rest: Box<dyn RecordBatchReader + Send>,
    pub(crate) how: How,
    pub(crate) schema: SchemaRef,
    pub(crate) rows: u64,
}

/// How batches are decided: a run that borrows nothing.
#[derive(Clone)]
pub(crate) struct How {
    pub(crate) reader: BatchReader,
    pub(crate) as_of: AsOf,
    pub(crate) lang: Lang,
    pub(crate) texts: Texts,
}

impl How {
    /// The run. The day was looked up when it was asked for, so there are boundaries of it.
    pub(crate) fn run<'a>(&'a self, engine: &'a Engine) -> BatchRun<'a> {
        let territory = engine.territory_as_of(self.as_of).unwrap_or_else(|_| engine.current());
        BatchRun { reader: &self.reader, territory, lang: self.lang, texts: self.texts }
    }
}

impl Iterator for Decided {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.fetched.next().map(Ok).or_else(|| self.rest.next())? {
            Ok(batch) => batch,
            Err(error) => return Some(Err(error)),
        };
        let before = self.rows;
        self.rows += batch.num_rows() as u64;
        // Whoever asks may be written in C: an unwinding thread would end the process.
        let decided = guarded(|| {
            let decided = self.engine.assign_batch(&batch, before, self.how.run(&self.engine));
            decided.map_err(|error| error.sentence(self.how.lang))
        });
        let decided = decided.unwrap_or_else(|panicked| Err(panicked.sentence(self.how.lang)));
        Some(decided.map_err(ArrowError::ComputeError).and_then(|batch| batch.with_schema(self.schema.clone())))
    }
}

impl RecordBatchReader for Decided {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
