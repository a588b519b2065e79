//! A roster of inspectors, as its rows say. What the units mean, and whether a draw can be made from it, is settled where it is drawn from.

use std::borrow::Cow;
use std::path::Path;

use super::columns::Columns;
use super::{Field, IngestError, fingerprint, read_table};
use crate::config::ColumnMap;

/// One row of a roster. Blank cells are `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    /// Its row in the file.
    pub row: u64,
    /// Name of the person.
    pub name: Option<String>,
    /// The bureau: a division's code or name, or its own name.
    pub unit: Option<String>,
    /// Number of the certificate.
    pub certificate: Option<String>,
    /// Role.
    pub role: Option<String>,
    /// What the person must not inspect.
    pub recusal: Option<String>,
}

/// How a roster is read.
#[derive(Clone, Debug, Default)]
pub struct RosterOptions {
    /// Columns that headers do not tell.
    pub columns: ColumnMap,
    /// Encoding of the text.
    pub encoding: Option<String>,
}

/// Reads a roster; returns its rows and the SHA-256 of the file.
///
/// # Errors
/// Nothing could be read, or the columns of names, units or certificates are not there.
pub fn read_roster(path: &Path, options: &RosterOptions) -> Result<(Vec<RosterRow>, String), IngestError> {
    let table = read_table(path, options.encoding.as_deref(), None)?;
    let columns = Columns::new(path, table.column_names(), &options.columns)?;
    let [name, unit, certificate] = [Field::Name, Field::Unit, Field::Certificate].map(|field| columns.need(field));
    let [role, recusal] = [Field::Role, Field::Recusal].map(|field| columns.find(field));
    let cells = [Some(name?), Some(unit?), Some(certificate?), role?, recusal?].map(|column| column.map(|column| table.cells(column)));
    let rows = (0..table.rows()).map(|row| {
        let [name, unit, certificate, role, recusal] = cells.each_ref().map(|cells| cells.as_ref().and_then(|cells| cells.text(row)).map(Cow::into_owned));
        RosterRow { row: table.row_number[row], name, unit, certificate, role, recusal }
    });
    // A sheet may end with rows in which nothing is written.
    let rows = rows.filter(|row| row.name.is_some() || row.unit.is_some() || row.certificate.is_some()).collect();
    Ok((rows, fingerprint::sha256(path)?))
}
