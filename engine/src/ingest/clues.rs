//! Clues: no row disappears. Each has a position or says why not.

use jiff::civil::Date;
use std::path::Path;

use super::settled::Settled;
use super::tally::Tally;
use super::{IngestError, IngestReport, fingerprint, read_table};
use crate::config::ColumnMap;
use crate::coord::{Bounds, Crs};
use crate::model::Clues;

/// How to read a batch of clues. By default nothing is said of it.
#[derive(Clone, Debug, Default)]
pub struct ClueOptions {
    /// Coordinate system said by the caller. It wins over everything.
    pub crs: Option<Crs>,
    /// Coordinate system of the configuration, used where neither row nor file says one.
    pub default_crs: Option<Crs>,
    /// Accuracy in metres of rows that do not say it.
    pub accuracy_m: Option<f64>,
    /// Day of filing of rows that do not say it.
    pub filed: Option<Date>,
    /// The day on which the clues are handed over.
    pub handed_over: Option<Date>,
    /// Encoding of the text; else it is declared by the file or told by the content.
    pub encoding: Option<String>,
    /// Layer or sheet, where the file has several.
    pub layer: Option<String>,
    /// Which column is which, where the names are not the usual ones.
    pub columns: ColumnMap,
    /// Exchanges x and y of every row before anything else.
    pub swap_axes: bool,
    /// The box of the jurisdictions, by which exchanged axes are noticed.
    pub expected: Option<Bounds>,
}

/// Reads a batch of clues from any file we understand.
///
/// Positions come from the columns that the caller mapped, else from the file's geometry, else from the columns that look
/// like longitude and latitude, else from a WKT column. Lines and areas are kept as extents;
/// the position of a line is its middle, that of an area a point inside.
///
/// # Units and CRS
/// The caller's system wins; for columns the row's own comes next, for geometry the file's (unless that is only the
/// standard of GeoJSON or KML); then `default_crs`. Out come CGCS2000 degrees and metres.
///
/// # Errors
/// Nothing could be read, or nobody says the system. What is wrong with single rows is in the clues and the report.
pub fn read_clues(path: &Path, options: &ClueOptions) -> Result<(Clues, IngestReport), IngestError> {
    let table = read_table(path, options.encoding.as_deref(), options.layer.as_deref())?;
    let settled = Settled::new(path, &table, options)?;
    let mut tally = Tally::of_whole(path, &table);
    let (clues, found) = settled.clues(table, true)?;
    tally.add(found, &clues.id, &clues.row_number);
    Ok((clues, tally.report(&settled, Some(fingerprint::sha256(path)?))))
}
