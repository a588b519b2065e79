//! Several tables in one workbook. And a text that is finished already.

use std::path::Path;

use super::{ExportError, Format, Sheet, Step, open, publish, workshop, xlsx};
use crate::lang::Lang;

/// Writes tables as the sheets of one workbook, replacing a file that is there.
///
/// # Errors
/// As [`super::write()`].
pub fn write_workbook(path: &Path, sheets: &[Sheet<'_>], lang: Lang) -> Result<(), ExportError> {
    let (_workshop, file) = workshop(path, Format::Xlsx)?;
    let jobs = sheets.iter().map(|sheet| open(sheet, Format::Xlsx, &file, path, lang)).collect::<Result<Vec<_>, _>>()?;
    if let Some(first) = jobs.first() {
        xlsx::write_sheets(first, &jobs, xlsx::ROWS_MAX)?;
        publish(&file, path)?;
    }
    Ok(())
}

/// Writes a finished text, replacing a file that is there.
///
/// # Errors
/// As [`super::write()`].
pub fn write_text(path: &Path, text: &str) -> Result<(), ExportError> {
    // The ending inside the workshop does not matter; any format's will do.
    let (_workshop, file) = workshop(path, Format::Csv)?;
    std::fs::write(&file, text).map_err(ExportError::io(path, Step::Write))?;
    publish(&file, path)
}

/// Makes a folder, with those above it.
///
/// # Errors
/// The system refuses.
pub fn make_folder(path: &Path) -> Result<(), ExportError> {
    std::fs::create_dir_all(path).map_err(ExportError::io(path, Step::Create))
}
