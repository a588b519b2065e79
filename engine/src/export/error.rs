//! Why a file could not be written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::ShapeKind;
use crate::lang::Lang;

/// What was being done when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Making the file or its folder.
    Create,
    /// Writing rows.
    Write,
    /// Finishing the file: indices and ends.
    Close,
    /// Bringing it to the disk.
    Sync,
    /// Putting it into its place.
    Rename,
    /// Reading what was written, or what was there before.
    Read,
}

impl Step {
    fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Create => lang.pick("创建", "create"),
            Self::Write => lang.pick("写入", "write"),
            Self::Close => lang.pick("完成", "finish"),
            Self::Sync => lang.pick("写盘", "sync"),
            Self::Rename => lang.pick("替换", "replace"),
            Self::Read => lang.pick("读取", "read"),
        }
    }
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The name or ending is none of the formats we write.
    UnknownFormat {
        /// The name given.
        name: String,
    },
    /// The folder to write into does not exist.
    MissingFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The system refused.
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done.
        step: Step,
        /// What the system says.
        source: io::Error,
    },
    /// The library of the format refused.
    Encode {
        /// The file.
        path: PathBuf,
        /// What was being done.
        step: Step,
        /// What the library says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The table has more columns than the format can hold.
    TooManyColumns {
        /// The file.
        path: PathBuf,
        /// The format's name.
        format: &'static str,
        /// Columns in the table.
        found: usize,
        /// Columns that fit.
        max: usize,
    },
    /// A text is longer than a cell can hold.
    TextTooLong {
        /// The file.
        path: PathBuf,
        /// Row, counted from 1 without the header.
        row: usize,
        /// Column.
        column: String,
        /// Its length in UTF-16 units, as Excel counts.
        found: usize,
        /// What fits.
        max: usize,
    },
    /// A text holds the character NUL, which the format cannot hold.
    NulInText {
        /// The file.
        path: PathBuf,
        /// Row, counted from 1 without the header.
        row: usize,
        /// Column.
        column: String,
    },
    /// The parts of the sheet do not fit together: a fault of the caller.
    Lengths {
        /// The file.
        path: PathBuf,
        /// Rows of the table, or of the longest column.
        rows: usize,
        /// Positions given, or rows of the shortest column.
        positions: usize,
    },
    /// A row's shape cannot stand in a layer of its kind: a fault of the caller.
    WrongShape {
        /// The file.
        path: PathBuf,
        /// Row, counted from 1.
        row: usize,
        /// What its shape is.
        found: &'static str,
        /// What the layer holds.
        kind: ShapeKind,
    },
    /// The folder for handover lists holds something that is not ours.
    ForeignFile {
        /// The folder.
        path: PathBuf,
        /// The file that is in the way.
        file: String,
    },
    /// A list of an earlier run has been edited since.
    EditedList {
        /// The folder.
        path: PathBuf,
        /// The file.
        file: String,
    },
    /// Rows handed over and rows left do not add up to the rows that came in: a fault of ours.
    NotConserved {
        /// The folder.
        path: PathBuf,
        /// Rows in.
        rows: usize,
        /// Rows that are in at least one list.
        handed_over: usize,
        /// Rows in the list of the unassigned.
        unassigned: usize,
    },
}

impl ExportError {
    /// Adds the file and the step to what the system says.
    pub(super) fn io(path: &Path, step: Step) -> impl Fn(io::Error) -> Self {
        move |source| Self::Io { path: path.into(), step, source }
    }

    /// A short code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownFormat { .. } => "unknown_format",
            Self::MissingFolder { .. } => "missing_folder",
            Self::Io { .. } => "io",
            Self::Encode { .. } => "encode",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::TextTooLong { .. } => "text_too_long",
            Self::NulInText { .. } => "nul_in_text",
            Self::Lengths { .. } => "lengths_differ",
            Self::WrongShape { .. } => "wrong_shape",
            Self::ForeignFile { .. } => "foreign_file",
            Self::EditedList { .. } => "edited_list",
            Self::NotConserved { .. } => "not_conserved",
        }
    }

    /// What is wrong and what to do, for people.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::UnknownFormat { name } => lang.pick(
                format!("不支持的输出格式“{name}”，请使用 .csv .xlsx .geojson .gpkg .parquet 或 .fgb"),
                format!("{name:?} names no format to write: use .csv, .xlsx, .geojson, .gpkg, .parquet or .fgb"),
            ),
            Self::MissingFolder { path } => {
                let path = path.display();
                lang.pick(format!("文件夹 {path} 不存在，请先创建或改用其他路径"), format!("the folder {path} does not exist: make it first, or name another"))
            }
            Self::Io { path, step, source } => {
                let (path, word) = (path.display(), step.words(lang));
                lang.pick(
                    format!("无法{word} {path}：{source}；请检查权限、磁盘空间，以及文件是否正被其他程序打开"),
                    format!("cannot {word} {path}: {source}; check permissions, free space, and whether another program has it open"),
                )
            }
            Self::Encode { path, step, source } => {
                let (path, word) = (path.display(), step.words(lang));
                lang.pick(format!("无法{word} {path}：{source}；可改用 .csv 格式"), format!("cannot {word} {path}: {source}; .csv holds every table"))
            }
            Self::TooManyColumns { path, format, found, max } => {
                let path = path.display();
                lang.pick(
                    format!("{path}：表格有 {found} 列，{format} 最多 {max} 列；请改用 .csv"),
                    format!("{path}: the table has {found} columns, {format} holds {max}: use .csv"),
                )
            }
            Self::TextTooLong { path, row, column, found, max } => {
                let path = path.display();
                lang.pick(
                    format!("{path}：第 {row} 行“{column}”列的文字有 {found} 个字符，Excel 单元格最多 {max} 个；请改用 .csv，以免内容被截断"),
                    format!("{path}: row {row}, column {column:?} holds {found} characters, a cell of Excel {max}: use .csv, so that nothing is cut off"),
                )
            }
            Self::NulInText { path, row, column } => {
                let path = path.display();
                lang.pick(
                    format!("{path}：第 {row} 行“{column}”列的文字含有空字符（NUL），该格式无法保存；请清理该单元格或改用 .csv"),
                    format!("{path}: row {row}, column {column:?} holds the character NUL, which the format cannot keep: clean the cell, or use .csv"),
                )
            }
            Self::Lengths { path, rows, positions } => {
                let path = path.display();
                lang.pick(
                    format!("{path}：内部错误，行数（{rows}）与坐标或列的数目（{positions}）不一致；请报告此问题"),
                    format!("{path}: internal error, {rows} rows but {positions} positions or cells: please report it"),
                )
            }
            Self::WrongShape { path, row, found, kind } => {
                let path = path.display();
                lang.pick(
                    format!("{path}：内部错误，第 {row} 行的图形是 {found}，图层只容纳 {kind:?}；请报告此问题"),
                    format!("{path}: internal error, the shape of row {row} is a {found}, and the layer holds {kind:?} only: please report it"),
                )
            }
            Self::ForeignFile { path, file } => {
                let path = path.display();
                lang.pick(
                    format!("文件夹 {path} 中有不是移交清单的文件“{file}”，为避免误删已停止；请使用空文件夹"),
                    format!("the folder {path} holds {file:?}, which is no handover list of ours; nothing was changed: use an empty folder"),
                )
            }
            Self::EditedList { path, file } => {
                let path = path.display();
                lang.pick(
                    format!("文件夹 {path} 中的清单“{file}”生成后已被修改，为避免覆盖填报内容已停止；请使用新的空文件夹"),
                    format!("the list {file:?} in {path} was edited since it was written; nothing was changed: use a new, empty folder"),
                )
            }
            Self::NotConserved { path, rows, handed_over, unassigned } => {
                let path = path.display();
                lang.pick(
                    format!("{path}：内部错误，输入 {rows} 行，移交 {handed_over} 行，未移交 {unassigned} 行，合计不符；未写出任何清单，请报告此问题"),
                    format!("{path}: internal error, {rows} rows in, {handed_over} handed over, {unassigned} left: they do not add up; no list was written, please report it"),
                )
            }
        }
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}
