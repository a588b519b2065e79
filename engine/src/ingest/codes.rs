//! Tables of codes: which are superseded, and which belong to statistics only.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;

use super::columns::Columns;
use super::fold::{narrow, shortened};
use super::{Field, IngestError, csv};
use crate::config::{Codes, ColumnMap};
use crate::model::DivisionCode;

/// What is known about codes beyond the divisions in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CodeTable {
    superseded: BTreeMap<DivisionCode, (DivisionCode, Option<Date>)>,
    statistical: BTreeSet<DivisionCode>,
}

/// What a code in a register means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeReading {
    /// A code that is not known to be out of force. Whether a division bears it, the jurisdictions say.
    InForce(DivisionCode),
    /// A code that another has taken the place of.
    Superseded {
        /// As written.
        old: DivisionCode,
        /// In force.
        new: DivisionCode,
    },
    /// A code of statistics that is no division.
    StatisticalZone(DivisionCode),
    /// Nothing written.
    Missing,
    /// Something else; its text, shortened.
    Invalid(String),
}

impl CodeTable {
    /// Reads a code as a register has it.
    pub fn resolve(&self, text: &str) -> CodeReading {
        let narrow = narrow(text);
        let text = narrow.trim();
        if text.is_empty() {
            return CodeReading::Missing;
        }
        let Ok(old) = text.parse::<DivisionCode>() else { return CodeReading::Invalid(shortened(text)) };
        if self.statistical.contains(&old) {
            return CodeReading::StatisticalZone(old);
        }
        match self.successor(old) {
            Some(new) => CodeReading::Superseded { old, new },
            None => CodeReading::InForce(old),
        }
    }

    /// The code that took the place of another in the end, following the chain.
    pub fn successor(&self, code: DivisionCode) -> Option<DivisionCode> {
        let mut new = self.superseded.get(&code)?.0;
        // A cycle in bad data ends after as many steps as there are codes.
        for _ in 0..self.superseded.len() {
            match self.superseded.get(&new) {
                Some((next, _)) if *next != code => new = *next,
                _ => break,
            }
        }
        Some(new)
    }

    /// The day from which a code was superseded, where the table says it.
    pub fn superseded_on(&self, code: DivisionCode) -> Option<Date> {
        self.superseded.get(&code)?.1
    }

    /// All superseded codes with their direct successors.
    pub fn superseded(&self) -> impl Iterator<Item = (DivisionCode, DivisionCode)> {
        self.superseded.iter().map(|(old, (new, _))| (*old, *new))
    }
}

/// Reads the tables of codes that the configuration names, relative to its folder.
///
/// # Errors
/// A file that cannot be read, a missing column, or a code that is none: these tables are ours, so nothing is skipped.
pub fn read_codes(codes: &Codes, base: &Path) -> Result<CodeTable, IngestError> {
    let mut table = CodeTable::default();
    if let Some(path) = &codes.superseded {
        let path = base.join(path);
        rows(&path, &[Field::Code, Field::Successor], |line, cells, date| {
            let (old, new) = (code(&path, line, cells[0])?, code(&path, line, cells[1])?);
            let day = date.and_then(super::date::date_time).map(jiff::civil::DateTime::date);
            table.superseded.insert(old, (new, day));
            Ok(())
        })?;
    }
    if let Some(path) = &codes.statistical_zones {
        let path = base.join(path);
        rows(&path, &[Field::Code], |line, cells, _| {
            table.statistical.insert(code(&path, line, cells[0])?);
            Ok(())
        })?;
    }
    Ok(table)
}

/// Calls back for each row with its line, the cells of the fields, and its date where there is such a column.
fn rows(path: &Path, fields: &[Field], mut each: impl FnMut(u64, &[&str], Option<&str>) -> Result<(), IngestError>) -> Result<(), IngestError> {
    let bytes = std::fs::read(path).map_err(|source| IngestError::Unreadable { path: path.into(), source })?;
    let table = csv::read(path, &bytes, None)?;
    let map = ColumnMap::new();
    let columns = Columns::new(path, table.column_names(), &map)?;
    let cells: Vec<_> = fields.iter().map(|&field| columns.need(field).map(|index| table.cells(index))).collect::<Result<_, _>>()?;
    let dates = columns.find(Field::Date)?.map(|index| table.cells(index));
    for row in 0..table.rows() {
        let texts: Vec<_> = cells.iter().map(|c| c.text(row).unwrap_or_default()).collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let date = dates.as_ref().and_then(|d| d.text(row));
        each(table.row_number[row], &texts, date.as_deref())?;
    }
    Ok(())
}

fn code(path: &Path, line: u64, text: &str) -> Result<DivisionCode, IngestError> {
    text.parse().map_err(|_| IngestError::BadCode { path: path.into(), row: line, text: shortened(text) })
}
