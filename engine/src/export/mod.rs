//! Decisions → files: CSV, XLSX, GeoJSON, GeoPackage, FlatGeobuf and GeoParquet, and the handover lists.
//!
//! 1. A [`Sheet`] is a table with one optional point per row; every row of it is in every file, in its order.
//! 2. A writer (one file here for each [`Format`], all of one shape) writes it into a folder of its own.
//!    Parquet and CSV are written group by group, so that a [`SheetStream`] can take sheets without end.
//! 3. [`write()`] brings the finished file to the disk and renames it into place: nothing half-written stays.
//! 4. [`handover`] splits a batch into one list per handler and department.
//! 5. [`write_layer`] writes tables whose rows have shapes of any kind: the same writers take the shape of a row from them.
//! 6. [`write_workbook`] and [`write_layers`] put several tables into one file; [`map`] draws a page that needs nothing else.
//! 7. [`write_tables`] and [`write_document`] write what people read on paper: a workbook with captions, a document for Word and WPS.
//!
//! The same sheet gives the same bytes, whenever and wherever it is written: nothing here reads the clock.

mod captions;
mod column;
mod csv;
mod error;
mod flatgeobuf;
mod geojson;
mod gpkg;
pub mod handover;
mod layer;
pub mod map;
mod names;
mod outlined;
mod pages;
mod paper;
mod parquet;
mod several;
mod shape;
mod stream;
mod styles;
mod wkt;
mod xlsx;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod format_tests;
#[cfg(test)]
mod layer_tests;
#[cfg(test)]
mod pages_tests;

pub use captions::{Caption, DECISION_CAPTIONS, caption, status_caption};
pub use csv::without_guard;
pub use error::{ExportError, Step};
pub use layer::{Layer, LayerStyle, write_layer, write_layers};
pub use outlined::write_outlined;
pub use paper::{Block, PaperCell, PaperColumn, PaperTable, paper_column, write_document, write_tables};
pub use several::{make_folder, write_text, write_workbook};
pub use shape::ShapeKind;
pub use stream::{Encoded, Encoder, Layout, SheetStream};

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use geo_types::{Geometry, Point};

use crate::coord::{Bounds, LonLat};
use crate::lang::Lang;
use column::Column;
use shape::Shapes;

/// A table with one optional point per row.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// The columns: text, numbers, booleans, dates and times; anything else is written as its display text.
    pub table: &'a RecordBatch,
    /// Longitude of each row in CGCS2000 degrees; NaN where the row has no position.
    pub lon_deg: &'a [f64],
    /// Latitude of each row in CGCS2000 degrees; NaN where the row has no position.
    pub lat_deg: &'a [f64],
    /// Name of the layer or sheet.
    pub name: &'a str,
    /// Whether it is sample data; then the file says so, wherever its format has a place for it.
    pub sample: bool,
    /// The first so many columns are the input's own; the rest are the decision's.
    pub own_columns: usize,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-separated text, UTF-8 with a byte order mark.
    Csv,
    /// Excel workbook.
    Xlsx,
    /// GeoJSON of RFC 7946.
    GeoJson,
    /// OGC GeoPackage.
    GeoPackage,
    /// GeoParquet 1.1.
    Parquet,
    /// FlatGeobuf.
    FlatGeobuf,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [Self::Csv, Self::Xlsx, Self::GeoJson, Self::GeoPackage, Self::Parquet, Self::FlatGeobuf];

    /// The format that a file's ending names.
    ///
    /// # Errors
    /// No ending, or one that we do not write.
    pub fn from_path(path: &Path) -> Result<Self, ExportError> {
        let unknown = || ExportError::UnknownFormat { name: path.file_name().unwrap_or_default().to_string_lossy().into_owned() };
        let ending = path.extension().and_then(|e| e.to_str()).ok_or_else(unknown)?;
        Self::from_name(ending).map_err(|_| unknown())
    }

    /// The format of a name as users and the HTTP parameter write it: `csv`, `xlsx`, `geojson`, `gpkg`, `parquet`, `fgb`.
    ///
    /// # Errors
    /// Another name.
    pub fn from_name(name: &str) -> Result<Self, ExportError> {
        match name.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            "geojson" => Ok(Self::GeoJson),
            "gpkg" => Ok(Self::GeoPackage),
            "parquet" => Ok(Self::Parquet),
            "fgb" => Ok(Self::FlatGeobuf),
            _ => Err(ExportError::UnknownFormat { name: name.chars().take(80).collect() }),
        }
    }

    /// Ending of a file, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::GeoJson => "geojson",
            Self::GeoPackage => "gpkg",
            Self::Parquet => "parquet",
            Self::FlatGeobuf => "fgb",
        }
    }

    /// Media type for HTTP.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::GeoJson => "application/geo+json",
            Self::GeoPackage => "application/geopackage+sqlite3",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::FlatGeobuf => "application/vnd.flatgeobuf",
        }
    }

    /// Names that the format keeps for itself, in lower case.
    fn reserved(self) -> &'static [&'static str] {
        match self {
            Self::GeoPackage => &["fid", "geom"],
            Self::Parquet => &["geometry"],
            _ => &[],
        }
    }
}

/// Writes a sheet to a file, replacing one that is there.
///
/// The file appears whole or not at all: it is made in a temporary folder beside the target, synced to the disk and renamed.
///
/// # Errors
/// The folder is missing or closed to us, the disk is full, or the format cannot hold a value; the sentence says which.
pub fn write(path: &Path, sheet: &Sheet<'_>, format: Format, lang: Lang) -> Result<(), ExportError> {
    let (_workshop, file) = workshop(path, format)?;
    write_in_place(&file, path, sheet, format, lang)?;
    publish(&file, path)
}

/// Writes a sheet into memory.
///
/// # Errors
/// As [`write()`].
pub fn to_bytes(sheet: &Sheet<'_>, format: Format, lang: Lang) -> Result<Vec<u8>, ExportError> {
    let target = PathBuf::from(format!("{}.{}", sheet.name, format.extension()));
    let workshop = tempfile::Builder::new().prefix("bailiwick-").tempdir().map_err(ExportError::io(&target, Step::Create))?;
    let file = workshop.path().join("out").with_extension(format.extension());
    write_in_place(&file, &target, sheet, format, lang)?;
    fs::read(&file).map_err(ExportError::io(&target, Step::Read))
}

/// The columns that a format had to rename, with their old and new names, in order.
///
/// Formats with named fields cannot hold two columns of one name, a column without a name, or one that bears the name of
/// their own row number or geometry. The decision's columns keep their names; the input's give way.
pub fn renamed_columns(sheet: &Sheet<'_>, format: Format) -> Vec<(String, String)> {
    if matches!(format, Format::Csv | Format::Xlsx) {
        return Vec::new();
    }
    let old = sheet.names();
    let new = names::distinct(&old, sheet.own_columns, format.reserved());
    old.iter().zip(new).filter(|(old, new)| **old != new.as_str()).map(|(old, new)| ((*old).to_owned(), new)).collect()
}

impl Sheet<'_> {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.table.num_rows()
    }

    /// Where a row is; `None` if it has no position on Earth.
    pub fn position(&self, row: usize) -> Option<LonLat> {
        LonLat::new([self.lon_deg[row], self.lat_deg[row]]).ok()
    }

    fn names(&self) -> Vec<&str> {
        self.table.schema_ref().fields().iter().map(|f| f.name().as_str()).collect()
    }

    /// The name for people: what is sample data says so.
    fn title(&self, lang: Lang) -> String {
        title(self.name, self.sample, lang)
    }
}

fn title(name: &str, is_sample: bool, lang: Lang) -> String {
    if is_sample { format!("{name}{}", lang.pick("（示例数据）", " (sample data)")) } else { name.to_owned() }
}

/// What a writer is given.
struct Job<'a> {
    sheet: &'a Sheet<'a>,
    /// The sheet's columns, opened.
    columns: Vec<Column>,
    /// Column names that the format can hold: those of the sheet for CSV and XLSX, made distinct for the others.
    names: Vec<String>,
    /// Where to write: a file that does not exist, in a folder of its own.
    file: &'a Path,
    /// What the file will be called: for messages.
    target: &'a Path,
    lang: Lang,
    /// What the rows look like; without it the sheet's positions are all there is.
    shapes: Option<Shapes<'a>>,
    style: Option<LayerStyle<'a>>,
}

impl Job<'_> {
    /// What the layer holds.
    fn kind(&self) -> ShapeKind {
        self.shapes.map_or(ShapeKind::Point, |shapes| shapes.kind)
    }

    /// Where a row is: its shape if the job has shapes, else its position.
    fn shape(&self, row: usize) -> Option<Cow<'_, Geometry<f64>>> {
        match &self.shapes {
            Some(shapes) => shapes.get(row),
            None => self.sheet.position(row).map(|position| Cow::Owned(Point::from(position.to_coord()).into())),
        }
    }

    /// `[west, south, east, north]` of all rows, in degrees.
    fn bounds(&self) -> Option<[f64; 4]> {
        let bounds = (0..self.sheet.rows()).filter_map(|row| self.shape(row)).map(|shape| shape::bounds(&shape)).fold(Bounds::EMPTY, Bounds::union);
        (!bounds.is_empty()).then(|| bounds.to_array())
    }

    /// An error of the format's library, with the file it happened to.
    fn fail<E: std::error::Error + Send + Sync + 'static>(&self, step: Step) -> impl Fn(E) -> ExportError {
        let path = self.target.to_path_buf();
        move |source| ExportError::Encode { path: path.clone(), step, source: Box::new(source) }
    }

    /// The new file, buffered.
    fn create(&self) -> Result<std::io::BufWriter<fs::File>, ExportError> {
        fs::File::create_new(self.file).map(std::io::BufWriter::new).map_err(ExportError::io(self.target, Step::Create))
    }

    fn check_column_count(&self, format: &'static str, max: usize) -> Result<(), ExportError> {
        let found = self.columns.len();
        if found > max { Err(ExportError::TooManyColumns { path: self.target.into(), format, found, max }) } else { Ok(()) }
    }
}

fn write_in_place(file: &Path, target: &Path, sheet: &Sheet<'_>, format: Format, lang: Lang) -> Result<(), ExportError> {
    write_job(&open(sheet, format, file, target, lang)?, format)
}

/// Opens the columns of a sheet for a writer.
fn open<'a>(sheet: &'a Sheet<'a>, format: Format, file: &'a Path, target: &'a Path, lang: Lang) -> Result<Job<'a>, ExportError> {
    let rows = sheet.rows();
    if sheet.lon_deg.len() != rows || sheet.lat_deg.len() != rows || sheet.own_columns > sheet.table.num_columns() {
        return Err(ExportError::Lengths { path: target.into(), rows, positions: sheet.lon_deg.len().min(sheet.lat_deg.len()) });
    }
    let names = match format {
        Format::Csv | Format::Xlsx => sheet.names().into_iter().map(str::to_owned).collect(),
        _ => names::distinct(&sheet.names(), sheet.own_columns, format.reserved()),
    };
    let columns = sheet.table.columns().iter().map(Column::new).collect();
    Ok(Job { sheet, columns, names, file, target, lang, shapes: None, style: None })
}

fn write_job(job: &Job<'_>, format: Format) -> Result<(), ExportError> {
    match format {
        Format::Csv => csv::write(job),
        Format::Xlsx => xlsx::write(job),
        Format::GeoJson => geojson::write(job),
        Format::GeoPackage => gpkg::write(job),
        Format::Parquet => parquet::write(job),
        Format::FlatGeobuf => flatgeobuf::write(job),
    }
}

/// A folder beside the target, gone when dropped, and the file to make in it.
fn workshop(target: &Path, format: Format) -> Result<(tempfile::TempDir, PathBuf), ExportError> {
    let parent = match target.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    if !parent.is_dir() {
        return Err(ExportError::MissingFolder { path: parent.into() });
    }
    let workshop = tempfile::Builder::new().prefix(".bailiwick-").tempdir_in(parent).map_err(ExportError::io(parent, Step::Create))?;
    let file = workshop.path().join("out").with_extension(format.extension());
    Ok((workshop, file))
}

/// Brings a finished file to the disk, then into its place.
fn publish(file: &Path, target: &Path) -> Result<(), ExportError> {
    fs::OpenOptions::new().write(true).open(file).and_then(|f| f.sync_all()).map_err(ExportError::io(target, Step::Sync))?;
    fs::rename(file, target).map_err(ExportError::io(target, Step::Rename))?;
    if let Some(parent) = target.parent() {
        // The file itself is safe; not every system lets a folder be synced.
        let _ = fs::File::open(parent).and_then(|folder| folder.sync_all());
    }
    Ok(())
}
