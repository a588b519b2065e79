//! The files: one by its ending, or a folder with all of them.

use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;

use super::{Hotspots, Wanted};
use crate::engine::report::ReportTable;
use crate::export::{self, ExportError, Format, Layer, Sheet};
use crate::lang::Lang;

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HotspotOutputError {
    /// The ending is none of those that hotspots are written as.
    #[error("{0} has an ending that hotspots are not written as")]
    Ending(PathBuf),
    /// The file refuses.
    #[error("a file cannot be written")]
    Export(#[from] ExportError),
}

impl HotspotOutputError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Ending(path) => {
                let path = path.display();
                lang.pick(
                    format!("{path}：热点只能写成 .gpkg、.xlsx、.geojson 或 .html，或写入一个文件夹（不带扩展名）"),
                    format!("{path}: hotspots are written as .gpkg, .xlsx, .geojson or .html, or as all of them into a folder (a name without an ending)"),
                )
            }
            Self::Export(error) => error.sentence(lang),
        }
    }
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    GeoPackage,
    Xlsx,
    GeoJson,
    Html,
}

/// The files of a folder.
const FILES: [(&str, Kind); 4] =
    [("hotspots.gpkg", Kind::GeoPackage), ("hotspots.xlsx", Kind::Xlsx), ("hotspots.geojson", Kind::GeoJson), ("hotspots.html", Kind::Html)];

/// What is written, and where.
pub struct HotspotOutput;

impl HotspotOutput {
    /// Whether a path can be written to; asked before the work begins.
    ///
    /// # Errors
    /// Its ending is none of ours.
    pub fn check(path: &Path) -> Result<(), HotspotOutputError> {
        kind(path).map(drop)
    }

    /// Writes the file, or all files into the folder; returns what was written.
    ///
    /// # Errors
    /// As [`export::write()`], or the ending is none of ours.
    pub fn write(found: &Hotspots<'_>, path: &Path, lang: Lang) -> Result<Vec<PathBuf>, HotspotOutputError> {
        if let Some(kind) = kind(path)? {
            write_file(found, path, kind, lang)?;
            return Ok(vec![path.into()]);
        }
        export::make_folder(path)?;
        let mut written = Vec::new();
        for (name, kind) in FILES {
            let file = path.join(name);
            write_file(found, &file, kind, lang)?;
            written.push(file);
        }
        Ok(written)
    }
}

impl Hotspots<'_> {
    /// Every table by its name, for programs: shapes are a last column `geometry`.
    pub fn tables(&self, lang: Lang) -> Vec<(String, RecordBatch)> {
        let all = match self.settings.wanted {
            Wanted::Borders => vec![self.borders_table(lang), self.segments_table(lang), self.about_table(lang)],
            Wanted::Everything | Wanted::WithoutScan => vec![
                self.clusters_table(lang),
                self.shares_table(),
                self.clues_table(lang),
                self.cells_table(lang),
                self.counties_table(lang),
                self.scan_table(lang),
                self.borders_table(lang),
                self.segments_table(lang),
                self.about_table(lang),
            ],
        };
        all.into_iter().map(|table| (table.name.clone(), table.with_geometry())).collect()
    }
}

fn write_file(found: &Hotspots<'_>, path: &Path, kind: Kind, lang: Lang) -> Result<(), ExportError> {
    match kind {
        Kind::GeoPackage => {
            let tables = [
                found.clusters_table(lang),
                found.borders_table(lang),
                found.segments_table(lang),
                found.scan_table(lang),
                found.cells_table(lang),
                found.counties_table(lang),
                found.clues_table(lang),
            ];
            export::write_layers(path, &tables.iter().filter_map(ReportTable::layer).collect::<Vec<Layer<'_>>>(), lang)
        }
        Kind::Xlsx => {
            let tables = [
                found.about_table(lang),
                found.clusters_table(lang),
                found.shares_table(),
                found.borders_table(lang),
                found.segments_table(lang),
                found.scan_table(lang),
                found.counties_table(lang),
                found.cells_table(lang),
                found.clues_table(lang),
            ];
            export::write_workbook(path, &tables.iter().map(ReportTable::sheet).collect::<Vec<Sheet<'_>>>(), lang)
        }
        Kind::GeoJson => match found.clusters_table(lang).layer() {
            Some(layer) => export::write_layer(path, &layer, Format::GeoJson, lang),
            None => Ok(()),
        },
        Kind::Html => export::write_text(path, &super::page::page(found, lang)),
    }
}

/// The kind of a single file; `None` for a folder.
fn kind(path: &Path) -> Result<Option<Kind>, HotspotOutputError> {
    let Some(ending) = path.extension() else { return Ok(None) };
    match ending.to_string_lossy().to_ascii_lowercase().as_str() {
        "gpkg" => Ok(Some(Kind::GeoPackage)),
        "xlsx" => Ok(Some(Kind::Xlsx)),
        "geojson" => Ok(Some(Kind::GeoJson)),
        "html" => Ok(Some(Kind::Html)),
        // A folder may have a dot in its name, if it is there.
        _ if path.is_dir() => Ok(None),
        _ => Err(HotspotOutputError::Ending(path.into())),
    }
}
