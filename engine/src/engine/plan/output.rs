//! The files: one by its ending, or a folder with all of them.

use std::path::{Path, PathBuf};

use super::JointAction;
use crate::export::{self, ExportError};
use crate::lang::Lang;

/// Where a plan goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanOutput {
    /// One file.
    File(PathBuf, PlanFormat),
    /// A folder for all of them.
    Folder(PathBuf),
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanFormat {
    /// A workbook.
    Xlsx,
    /// A document.
    Docx,
    /// JSON.
    Json,
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanOutputError {
    /// The ending is none of those that a plan is written as.
    #[error("{0} has an ending that a plan is not written as")]
    Ending(PathBuf),
    /// The file refuses.
    #[error("a file cannot be written")]
    Export(#[from] ExportError),
}

/// The files of a folder.
const FILES: [(&str, PlanFormat); 3] = [("plan.docx", PlanFormat::Docx), ("plan.xlsx", PlanFormat::Xlsx), ("plan.json", PlanFormat::Json)];

impl PlanOutputError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Ending(path) => {
                let path = path.display();
                lang.pick(
                    format!("{path}：工作方案只能写成 .docx、.xlsx 或 .json，或写入一个文件夹（不带扩展名）"),
                    format!("{path}: a plan is written as .docx, .xlsx or .json, or as all of them into a folder (a name without an ending)"),
                )
            }
            Self::Export(error) => error.sentence(lang),
        }
    }
}

impl PlanOutput {
    /// What a path asks for; asked before the work begins.
    ///
    /// # Errors
    /// Its ending is none of ours.
    pub fn of(path: &Path) -> Result<Self, PlanOutputError> {
        let Some(ending) = path.extension() else { return Ok(Self::Folder(path.into())) };
        let kind = match ending.to_string_lossy().to_ascii_lowercase().as_str() {
            "xlsx" => PlanFormat::Xlsx,
            "docx" => PlanFormat::Docx,
            "json" => PlanFormat::Json,
            // A folder may have a dot in its name, if it is there.
            _ if path.is_dir() => return Ok(Self::Folder(path.into())),
            _ => return Err(PlanOutputError::Ending(path.into())),
        };
        Ok(Self::File(path.into(), kind))
    }

    /// Writes the file, or all files into the folder; returns what was written.
    ///
    /// # Errors
    /// As [`export::write()`].
    pub fn write(&self, plan: &JointAction, lang: Lang) -> Result<Vec<PathBuf>, PlanOutputError> {
        let files = match self {
            Self::File(path, kind) => vec![(path.clone(), *kind)],
            Self::Folder(folder) => {
                export::make_folder(folder)?;
                FILES.map(|(name, kind)| (folder.join(name), kind)).into()
            }
        };
        for (path, kind) in &files {
            match kind {
                PlanFormat::Xlsx => export::write_tables(path, &plan.heading(lang), plan.sample, &plan.sheets(lang), lang)?,
                PlanFormat::Docx => export::write_document(path, &plan.document(lang), &plan.mark(lang), lang)?,
                PlanFormat::Json => export::write_text(path, &plan.to_json())?,
            }
        }
        Ok(files.into_iter().map(|(path, _)| path).collect())
    }
}

impl JointAction {
    /// As JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a plan has texts and finite numbers only") + "\n"
    }
}
