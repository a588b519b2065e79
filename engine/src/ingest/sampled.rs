//! The sample of a batch: its numbers as they were read, and what its rows say of where they are.

use super::table::RawTable;
use crate::model::Sample;

/// Adds the addresses to the numbers. Nobody else needs them, and free text is long, so no other row's is read.
pub(super) fn sample(table: &RawTable, given: Sample, columns: &[usize]) -> Sample {
    if columns.is_empty() {
        return given;
    }
    let cells: Vec<_> = columns.iter().map(|&column| table.cells(column)).collect();
    let address = |row: usize| {
        let said: Vec<_> = cells.iter().filter_map(|cells| cells.text(row)).collect();
        (!said.is_empty()).then(|| said.join(" "))
    };
    Sample { address: given.rows.iter().map(|&row| address(row)).collect(), ..given }
}
