//! The files: one by its ending, or a folder with all of them.

use std::path::{Path, PathBuf};

use super::tables::OUTFALLS;
use super::{Carried, Diff};
use crate::engine::report::ReportTable;
use crate::export::{self, ExportError, Format, Layer, Sheet, map};
use crate::lang::Lang;

/// What is written beside the ground that moves.
#[derive(Clone, Copy, Default)]
pub struct Output<'a> {
    /// Clues that change owner.
    pub clues: Option<&'a Carried>,
    /// Outfalls that change owner.
    pub outfalls: Option<&'a Carried>,
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The ending is none of those that a comparison is written as.
    #[error("{0} has an ending that a comparison is not written as")]
    Ending(PathBuf),
    /// The file refuses.
    #[error("a file cannot be written")]
    Export(#[from] ExportError),
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Csv,
    Xlsx,
    GeoPackage,
    Html,
}

/// The files of a folder.
const FILES: [(&str, Kind); 4] = [("diff.csv", Kind::Csv), ("diff.xlsx", Kind::Xlsx), ("diff.gpkg", Kind::GeoPackage), ("diff.html", Kind::Html)];

impl OutputError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Ending(path) => {
                let path = path.display();
                lang.pick(
                    format!("{path}：比较结果只能写成 .csv、.xlsx、.gpkg 或 .html，或写入一个文件夹（不带扩展名）"),
                    format!("{path}: a comparison is written as .csv, .xlsx, .gpkg or .html, or as all of them into a folder (a name without an ending)"),
                )
            }
            Self::Export(error) => error.sentence(lang),
        }
    }
}

impl Output<'_> {
    /// Whether a path can be written to; asked before the work begins.
    ///
    /// # Errors
    /// Its ending is none of ours.
    pub fn check(path: &Path) -> Result<(), OutputError> {
        kind(path).map(drop)
    }

    /// Writes the file, or all files into the folder; returns what was written.
    ///
    /// # Errors
    /// As [`export::write()`], or the ending is none of ours.
    pub fn write(self, diff: &Diff, path: &Path, lang: Lang) -> Result<Vec<PathBuf>, OutputError> {
        if let Some(kind) = kind(path)? {
            self.write_file(diff, path, kind, lang)?;
            return Ok(vec![path.into()]);
        }
        export::make_folder(path)?;
        let mut written = Vec::new();
        for (name, kind) in FILES {
            let file = path.join(name);
            self.write_file(diff, &file, kind, lang)?;
            written.push(file);
        }
        Ok(written)
    }

    fn write_file(self, diff: &Diff, path: &Path, kind: Kind, lang: Lang) -> Result<(), ExportError> {
        let moves = || diff.moves_table(self.clues, self.outfalls);
        match kind {
            Kind::Csv => export::write(path, &moves().sheet(), Format::Csv, lang),
            Kind::Xlsx => {
                let mut tables = vec![moves(), diff.divisions_table(), diff.borders_table()];
                tables.extend(self.carried(diff));
                export::write_workbook(path, &tables.iter().map(ReportTable::sheet).collect::<Vec<Sheet<'_>>>(), lang)
            }
            Kind::GeoPackage => {
                let mut tables: Vec<ReportTable> = diff.levels().map(|(level, change)| diff.pieces(level, change)).collect();
                tables.push(diff.border_lines());
                tables.extend(self.carried(diff));
                export::write_layers(path, &tables.iter().filter_map(ReportTable::layer).collect::<Vec<Layer<'_>>>(), lang)
            }
            Kind::Html => export::write_text(path, &map::page(&diff.drawing(self, lang))),
        }
    }

    fn carried(self, diff: &Diff) -> impl Iterator<Item = ReportTable> {
        [("clues", self.clues), (OUTFALLS, self.outfalls)].into_iter().filter_map(|(name, carried)| Some(diff.carried_table(name, carried?)))
    }
}

/// The kind of a single file; `None` for a folder.
fn kind(path: &Path) -> Result<Option<Kind>, OutputError> {
    let Some(ending) = path.extension() else { return Ok(None) };
    match ending.to_string_lossy().to_ascii_lowercase().as_str() {
        "csv" => Ok(Some(Kind::Csv)),
        "xlsx" => Ok(Some(Kind::Xlsx)),
        "gpkg" => Ok(Some(Kind::GeoPackage)),
        "html" => Ok(Some(Kind::Html)),
        // A folder may have a dot in its name, if it is there.
        _ if path.is_dir() => Ok(None),
        _ => Err(OutputError::Ending(path.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_chooses_the_file_and_none_a_folder() {
        assert_eq!(kind(Path::new("a/diff")).expect("a folder"), None);
        assert_eq!(kind(Path::new("a.HTML")).expect("a page"), Some(Kind::Html));
        let refused = kind(Path::new("a.parquet")).expect_err("no comparison is written so");
        assert!(refused.sentence(Lang::En).contains("a.parquet") && refused.sentence(Lang::Zh).contains(".gpkg"));
    }
}
