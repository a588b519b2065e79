//! What is read on paper: tables with captions for people, as a workbook for Excel and as a document for Word and WPS.
//!
//! A [`Sheet`](super::Sheet) is for scripts, with machine names in its header; a [`PaperTable`] is for offices. Both writers give the same
//! bytes for the same content: nothing here reads the clock.

mod docx;
mod xlsx;

pub use docx::write_document;
pub use xlsx::write_tables;

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperColumn {
    /// Its caption.
    pub caption: String,
    /// How wide it is: columns of Latin letters in a workbook; in a document the widths share the page.
    pub width: f64,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum PaperCell {
    /// Text; codes are texts, too.
    Text(String),
    /// A count.
    Count(u64),
    /// A number with so many decimals.
    Number(f64, usize),
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperTable {
    /// Its name: of the sheet.
    pub name: String,
    /// Lines above the header.
    pub notes: Vec<String>,
    /// Its columns.
    pub columns: Vec<PaperColumn>,
    /// Its rows, each with a cell a column.
    pub rows: Vec<Vec<PaperCell>>,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// The title.
    Title(String),
    /// A line below the title, centred.
    Subtitle(String),
    /// The heading of a section.
    Heading(String),
    /// Text.
    Paragraph(String),
    /// A command as it is typed.
    Command(String),
    /// A table, with its name above it.
    Table(PaperTable),
    /// The next piece begins a page.
    NewPage,
    /// Text at the right: who signs, and when.
    Signature(String),
}

impl PaperCell {
    /// As it is shown.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number(number, decimals) => format!("{number:.decimals$}"),
        }
    }
}

impl From<&str> for PaperCell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for PaperCell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for PaperCell {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

/// A column of a caption and a width.
pub fn paper_column(caption: impl Into<String>, width: f64) -> PaperColumn {
    PaperColumn { caption: caption.into(), width }
}
