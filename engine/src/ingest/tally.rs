//! What was found in all rows of a file, added up run by run in their order.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::limit::{IDS_COMPARED_MAX, RECORD_PROBLEMS_MAX};
use super::position::Told;
use super::seen::SeenIds;
use super::settled::{Findings, Settled};
use super::table::RawTable;
use super::{IngestReport, Note, Problem, RecordProblem, Severity};
use crate::model::TextColumn;

/// The sums.
pub(super) struct Tally {
    path: PathBuf,
    format: String,
    encoding: Option<String>,
    told: Told,
    rejected: u64,
    records: Vec<RecordProblem>,
    /// Problems that were counted and not kept.
    records_left: u64,
    records_max: usize,
    notes: Vec<Note>,
    faults: BTreeMap<&'static str, u64>,
    seen: SeenIds,
}

impl Tally {
    /// Of a table that is read at once and in memory anyway: every problem is kept and every id compared.
    pub(super) fn of_whole(path: &Path, table: &RawTable) -> Self {
        Self::new(path, table, usize::MAX, usize::MAX)
    }

    /// Of a file that is read piece by piece: what is kept is bounded.
    pub(super) fn of_pieces(path: &Path, first: &RawTable) -> Self {
        Self::new(path, first, RECORD_PROBLEMS_MAX, IDS_COMPARED_MAX)
    }

    fn new(path: &Path, table: &RawTable, records_max: usize, ids_max: usize) -> Self {
        Self {
            path: path.into(),
            format: table.format.into(),
            encoding: table.encoding.clone(),
            told: Told::default(),
            rejected: 0,
            records: Vec::new(),
            records_left: 0,
            records_max,
            notes: Vec::new(),
            faults: BTreeMap::new(),
            seen: SeenIds::new(ids_max),
        }
    }

    /// Adds what was found in the rows that follow.
    pub(super) fn add(&mut self, found: Findings, ids: &TextColumn, row_number: &[u64]) {
        self.told.add(found.told);
        self.rejected += found.rejected;
        for note in found.notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        for problem in found.positions.iter().filter(|p| p.severity == Severity::Error) {
            *self.faults.entry(problem.code()).or_default() += 1;
        }
        let mut problems = found.cells;
        problems.extend(self.seen.repeated(ids, row_number).into_iter().map(|(row, first_row)| RecordProblem {
            row: row_number[row],
            id: ids.get(row).map(Cow::into_owned),
            column: None,
            severity: Severity::Warning,
            problem: Problem::DuplicateId { first_row },
            unused: None,
        }));
        problems.extend(found.positions);
        problems.sort_by_key(|p| p.row);
        let room = self.records_max.saturating_sub(self.records.len()).min(problems.len());
        self.records_left += (problems.len() - room) as u64;
        problems.truncate(room);
        self.records.extend(problems);
    }

    /// Rows without a usable position by the code of their fault.
    pub(super) fn faults(&self) -> &BTreeMap<&'static str, u64> {
        &self.faults
    }

    /// The report on all rows.
    pub(super) fn report(self, settled: &Settled, sha256: Option<String>) -> IngestReport {
        let read = self.told.rows;
        let mut notes = self.notes;
        notes.extend(settled.notes(&self.told));
        if read == 0 {
            notes.push(Note::NoRows);
        }
        let understood = settled.understood();
        if !understood.is_empty() {
            notes.push(Note::Columns(understood));
        }
        if self.records_left > 0 {
            notes.push(Note::ProblemsLeft { kept: self.records.len() as u64, left: self.records_left });
        }
        if self.seen.left() > 0 {
            notes.push(Note::IdsNotCompared { compared: read - self.seen.left(), left: self.seen.left() });
        }
        let report = IngestReport {
            path: self.path,
            format: self.format,
            encoding: self.encoding,
            crs: self.told.crs,
            crs_from: self.told.crs_from,
            read,
            kept: read - self.rejected,
            repaired: 0,
            rejected: self.rejected,
            records: self.records,
            notes,
            sha256,
        };
        report.assert_counts();
        report
    }
}
