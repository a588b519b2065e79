//! Files that are written group by group, for tables of any size: Parquet and CSV.
//!
//! 1. [`SheetStream::begin`] makes a temporary file beside the target.
//! 2. [`Encoder::encode`] makes a group of rows into bytes, on any thread.
//! 3. [`SheetStream::append`] puts the groups into the file in the order of the calls.
//! 4. [`SheetStream::finish`] ends the file and renames it into place. Dropped before that, it leaves nothing behind.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_schema::Schema;

use super::{ExportError, Format, Sheet, Step, csv, names, parquet, publish, title, workshop};
use crate::lang::Lang;

/// A file that is being written.
pub struct SheetStream {
    out: Out,
    file: PathBuf,
    target: PathBuf,
    title: String,
    /// Removed when dropped.
    _workshop: tempfile::TempDir,
}

/// What is known of the sheets before the first one is there.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// The columns of every sheet.
    pub schema: &'a Schema,
    /// The first so many columns are the input's own.
    pub own_columns: usize,
    /// Name of the layer.
    pub name: &'a str,
    /// Whether it is sample data.
    pub sample: bool,
}

/// Makes groups of rows into bytes.
#[derive(Clone)]
pub struct Encoder(Form);

/// A group of rows as bytes.
pub struct Encoded(Group);

enum Out {
    Csv(BufWriter<File>),
    Parquet(Box<parquet::GroupFile>),
}

#[derive(Clone)]
enum Form {
    Csv { target: PathBuf },
    Parquet(Arc<parquet::Form>),
}

enum Group {
    Csv(Vec<u8>),
    Parquet(parquet::Group),
}

impl SheetStream {
    /// Whether a format can be written group by group.
    pub fn can_hold(format: Format) -> bool {
        matches!(format, Format::Csv | Format::Parquet)
    }

    /// Makes the file for sheets of this layout.
    ///
    /// # Errors
    /// The folder is missing or closed to us, or the format is one that is only written as a whole.
    pub fn begin(path: &Path, layout: &Layout<'_>, format: Format, lang: Lang) -> Result<(Self, Encoder), ExportError> {
        let columns: Vec<&str> = layout.schema.fields().iter().map(|field| field.name().as_str()).collect();
        let (workshop, file) = workshop(path, format)?;
        let (out, form) = match format {
            Format::Csv => (Out::Csv(csv::begin(&file, path, &columns)?), Form::Csv { target: path.into() }),
            Format::Parquet => {
                let names = names::distinct(&columns, layout.own_columns, format.reserved());
                let (form, out) = parquet::begin(&file, path, layout.schema, &names)?;
                (Out::Parquet(Box::new(out)), Form::Parquet(Arc::new(form)))
            }
            _ => return Err(ExportError::UnknownFormat { name: format.extension().into() }),
        };
        Ok((Self { out, file, target: path.into(), title: title(layout.name, layout.sample, lang), _workshop: workshop }, Encoder(form)))
    }

    /// Puts the next group into the file.
    ///
    /// # Errors
    /// The disk is full, or the format cannot hold a value.
    pub fn append(&mut self, group: Encoded) -> Result<(), ExportError> {
        match (&mut self.out, group.0) {
            (Out::Csv(out), Group::Csv(bytes)) => out.write_all(&bytes).map_err(ExportError::io(&self.target, Step::Write)),
            (Out::Parquet(out), Group::Parquet(group)) => out.append(group),
            _ => unreachable!("an encoder and its file are made together"),
        }
    }

    /// Ends the file, brings it to the disk and renames it into place, replacing one that is there.
    ///
    /// # Errors
    /// As [`super::write()`].
    pub fn finish(self) -> Result<(), ExportError> {
        match self.out {
            Out::Csv(mut out) => out.flush().map_err(ExportError::io(&self.target, Step::Close))?,
            Out::Parquet(out) => out.finish(&self.title)?,
        }
        publish(&self.file, &self.target)
    }
}

impl Encoder {
    /// Rows that make a good group.
    pub fn group_rows(&self) -> usize {
        match &self.0 {
            Form::Csv { .. } => csv::GROUP_ROWS,
            Form::Parquet(_) => parquet::GROUP_ROWS,
        }
    }

    /// Makes the rows of some sheets, one after the other, into one group.
    ///
    /// # Errors
    /// The format cannot hold a value.
    pub fn encode(&self, sheets: &[Sheet<'_>]) -> Result<Encoded, ExportError> {
        Ok(Encoded(match &self.0 {
            Form::Csv { target } => Group::Csv(csv::encode(sheets).map_err(ExportError::io(target, Step::Write))?),
            Form::Parquet(form) => Group::Parquet(form.encode(sheets)?),
        }))
    }
}
