//! A file of clues of any size to a file of decisions: read, assign, write, on all cores and in bounded memory.
//!
//! 1. One thread reads pieces and puts them together to units, each as many rows as make a good group of the result.
//! 2. Workers take units: understand the rows, decide them, code the decisions, encode the group.
//! 3. The calling thread takes the groups in the order of the input, adds up what was found, and puts them into the file.
//!
//! A unit is read only when a permit is there for it, and gives the permit back once it is in the file: so the number of units
//! between the two files never exceeds that of the permits, however fast one side is. The bytes do not depend on the number of
//! threads, because what a unit holds does not.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::time::Duration;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Field, Schema};

use super::coding::Coder;
use super::desk::Desk;
use super::table::{joined, own_fields};
use super::{Engine, Territory};
use crate::export::{Encoded, Encoder, ExportError, Format, Layout, Sheet, SheetStream};
use crate::ingest::{ClueStream, Finished, IngestError, IngestReport, Piece, PieceReader, StreamTally};
use crate::join::forensics::Forensics;
use crate::lang::Lang;
use crate::model::{Clues, TextColumn};
use crate::route::Summary;

/// Most units that are worked on at a time, and with them the memory: some 70 MB each.
const WORKERS_MAX: usize = 8;
/// Units beyond those that are worked on: one that is read and one that waits to be written.
const UNITS_WAITING: usize = 2;
/// How often the writing thread looks whether a worker has died.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What is streamed where.
pub struct StreamRun<'a> {
    /// The clues.
    pub clues: ClueStream,
    /// The boundaries that handle them.
    pub territory: &'a Territory,
    /// The file of the result.
    pub out: &'a Path,
    /// Its format: one that [`SheetStream::can_hold`].
    pub format: Format,
    /// Language of the reasons.
    pub lang: Lang,
    /// Told of the rows decided since it was last told, from any thread.
    pub progress: &'a (dyn Fn(StreamProgress) + Sync),
    /// Once it is true the run stops and leaves nothing behind.
    pub stop: &'a AtomicBool,
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct StreamProgress {
    /// Rows decided since the last report.
    pub rows: u64,
    /// Bytes of the file up to their end, where its total is in bytes.
    pub bytes_read: u64,
}

/// What became of a file.
pub struct StreamOutcome {
    /// Counts over all rows.
    pub summary: Summary,
    /// What happened to the file.
    pub report: IngestReport,
    /// Rows without a usable position by the code of their fault.
    pub faults: BTreeMap<&'static str, u64>,
    /// The system that the first rows rather seem to be in.
    pub forensics: Option<Forensics>,
}

/// Why there is no result. No file is left.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// The clues cannot be read.
    #[error("the clues cannot be read")]
    Ingest(#[from] IngestError),
    /// The result cannot be written.
    #[error("the result cannot be written")]
    Export(#[from] ExportError),
    /// Somebody asked to stop.
    #[error("stopped")]
    Interrupted,
}

impl StreamError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Ingest(error) => error.sentence(lang),
            Self::Export(error) => error.sentence(lang),
            Self::Interrupted => lang.pick("已中断，没有写出任何文件", "interrupted: no file was written").into(),
        }
    }
}

/// Consecutive rows that become one group of the result.
struct Unit {
    index: u64,
    pieces: Vec<Piece>,
}

/// A unit that is done, and what was found in each of its pieces.
struct Done {
    group: Encoded,
    found: Vec<(Finished, TextColumn, Vec<u64>)>,
    summary: Summary,
    forensics: Option<Forensics>,
}

/// What all threads of a run share.
struct Shared<'a> {
    engine: &'a Engine,
    territory: &'a Territory,
    fields: Vec<Field>,
    name: String,
    lang: Lang,
    encoder: Encoder,
    progress: &'a (dyn Fn(StreamProgress) + Sync),
    stop: &'a AtomicBool,
    /// Set when the run ends early for another reason.
    halt: AtomicBool,
}

impl Engine {
    /// Decides every clue of a file, in input order, into another file.
    ///
    /// # Errors
    /// The first thing in the order of the rows that cannot be read or written; then no file is left.
    ///
    /// # Panics
    /// If a row got lost (invariant 1, conservation).
    ///
    /// # Cost
    /// Memory does not grow with the file: units of a few hundred thousand rows, at most ten at a time.
    pub fn stream(&self, run: StreamRun<'_>) -> Result<StreamOutcome, StreamError> {
        let fields = own_fields(&run.clues.schema());
        let name = run.out.file_stem().map_or_else(|| "clues".into(), |stem| stem.to_string_lossy().into_owned());
        let schema = Schema::new([fields.clone(), Coder::new(self, run.territory, run.lang).fields()].concat());
        let layout = Layout { schema: &schema, own_columns: fields.len(), name: &name, sample: self.sample };
        let (mut file, encoder) = SheetStream::begin(run.out, &layout, run.format, run.lang)?;
        let (reader, tally) = run.clues.split();
        let shared = Shared {
            engine: self,
            territory: run.territory,
            fields,
            name,
            lang: run.lang,
            encoder,
            progress: run.progress,
            stop: run.stop,
            halt: AtomicBool::new(false),
        };
        let outcome = shared.pipeline(reader, tally, &mut file)?;
        // What is published is whole and was not given up.
        if run.stop.load(Ordering::Relaxed) {
            return Err(StreamError::Interrupted);
        }
        file.finish()?;
        Ok(outcome)
    }
}

impl Shared<'_> {
    fn pipeline(&self, reader: PieceReader, mut tally: StreamTally, file: &mut SheetStream) -> Result<StreamOutcome, StreamError> {
        let workers = rayon::current_num_threads().clamp(1, WORKERS_MAX);
        let mut summary = Summary::NOTHING;
        let mut forensics = None;
        let written = std::thread::scope(|scope| {
            let (permits, permitted) = channel();
            for _ in 0..workers + UNITS_WAITING {
                // The other end is held right here.
                let _ = permits.send(());
            }
            let (to_work, work) = sync_channel(workers + UNITS_WAITING);
            let (to_write, done) = channel();
            let work = std::sync::Arc::new(Mutex::new(work));
            for _ in 0..workers {
                let (work, to_write) = (work.clone(), to_write.clone());
                scope.spawn(move || self.work(&work, &to_write));
            }
            // Only the workers may hold it: once they are gone the reader must notice.
            drop(work);
            scope.spawn(move || self.read(reader, &permitted, &to_work, &to_write));
            let written = self.write(&done, &permits, |done| {
                summary.add(&done.summary);
                forensics = forensics.take().or(done.forensics);
                for (finished, ids, row_number) in done.found {
                    tally.add(finished, &ids, &row_number);
                }
                file.append(done.group)
            });
            self.halt.store(true, Ordering::Relaxed);
            written
        });
        written?;
        if self.stop.load(Ordering::Relaxed) {
            return Err(StreamError::Interrupted);
        }
        let (report, faults) = tally.report();
        summary.assert_conservation();
        assert_eq!(summary.rows, report.read, "conservation: every row read was decided");
        Ok(StreamOutcome { summary, report, faults, forensics })
    }

    fn must_end(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.halt.load(Ordering::Relaxed)
    }

    /// Reads units while there are permits for them.
    fn read(&self, mut reader: PieceReader, permitted: &Receiver<()>, to_work: &SyncSender<Unit>, to_write: &Sender<(u64, Result<Done, StreamError>)>) {
        let _alarm = Alarm(&self.halt);
        for index in 0.. {
            if permitted.recv().is_err() {
                return;
            }
            let mut unit = Unit { index, pieces: Vec::new() };
            let mut rows = 0;
            let mut is_at_end = false;
            while rows < self.encoder.group_rows() && !is_at_end {
                if self.must_end() {
                    return;
                }
                match reader.next_piece() {
                    Ok(Some(piece)) => {
                        rows += piece.rows();
                        unit.pieces.push(piece);
                    }
                    Ok(None) => is_at_end = true,
                    Err(error) => {
                        // Nobody listens once the run has ended.
                        let _ = to_write.send((index, Err(error.into())));
                        return;
                    }
                }
            }
            if (!unit.pieces.is_empty() && to_work.send(unit).is_err()) || is_at_end {
                return;
            }
        }
    }

    /// Works on units until there are no more.
    fn work(&self, work: &Mutex<Receiver<Unit>>, to_write: &Sender<(u64, Result<Done, StreamError>)>) {
        let _alarm = Alarm(&self.halt);
        let mut desk = Desk::new(self.engine, self.territory, self.lang);
        loop {
            // A poisoned lock means that another worker died while it waited; its panic ends the run.
            let Ok(Ok(unit)) = work.lock().map(|work| work.recv()) else { return };
            let index = unit.index;
            let done = self.unit(unit, &mut desk);
            if to_write.send((index, done)).is_err() {
                return;
            }
        }
    }

    fn unit(&self, unit: Unit, desk: &mut Desk<'_>) -> Result<Done, StreamError> {
        let mut pieces = Vec::with_capacity(unit.pieces.len());
        let mut finished = Vec::with_capacity(unit.pieces.len());
        let mut bytes_read = 0;
        for piece in unit.pieces {
            if self.must_end() {
                return Err(StreamError::Interrupted);
            }
            bytes_read = piece.bytes_read;
            let (clues, found) = piece.into_clues()?;
            pieces.push(clues);
            finished.push(found);
        }
        let forensics = (unit.index == 0).then(|| self.engine.forensics(&pieces[0]));
        let rows: usize = pieces.iter().map(Clues::len).sum();
        let (decision, summary) = desk.columns(&pieces);
        (self.progress)(StreamProgress { rows: rows as u64, bytes_read });
        let group = self.encode(&pieces, &decision)?;
        let found = finished.into_iter().zip(pieces).map(|(found, clues)| (found, clues.id, clues.row_number)).collect();
        Ok(Done { group, found, summary, forensics })
    }

    /// The rows of some pieces, with their decisions, as one group.
    fn encode(&self, pieces: &[Clues], decision: &[(&'static str, ArrayRef)]) -> Result<Encoded, ExportError> {
        let mut start = 0;
        let tables: Vec<RecordBatch> = pieces
            .iter()
            .map(|clues| {
                let columns = decision.iter().map(|(name, column)| (*name, column.slice(start, clues.len()))).collect();
                start += clues.len();
                joined(&self.fields, clues.table.columns(), columns)
            })
            .collect();
        let (name, sample, own_columns) = (self.name.as_str(), self.engine.sample, self.fields.len());
        let sheets =
            tables.iter().zip(pieces).map(|(table, clues)| Sheet { table, lon_deg: &clues.lon_deg, lat_deg: &clues.lat_deg, name, sample, own_columns });
        self.encoder.encode(&sheets.collect::<Vec<_>>())
    }

    /// Gives each finished unit to `take`, in the order of the input.
    fn write(
        &self,
        done: &Receiver<(u64, Result<Done, StreamError>)>,
        permits: &Sender<()>,
        mut take: impl FnMut(Done) -> Result<(), ExportError>,
    ) -> Result<(), StreamError> {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(StreamError::Interrupted);
            }
            match done.recv_timeout(LOOK_EVERY) {
                Ok((index, unit)) => waiting.insert(index, unit),
                // A worker died: the scope passes its panic on.
                Err(RecvTimeoutError::Timeout) if self.halt.load(Ordering::Relaxed) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            while let Some(unit) = waiting.remove(&next) {
                take(unit?)?;
                next += 1;
                // The reader may have come to the end.
                let _ = permits.send(());
            }
        }
    }
}

/// Ends the run when its thread dies, so that nobody waits for it.
struct Alarm<'a>(&'a AtomicBool);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}
