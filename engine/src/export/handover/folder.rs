//! The folder of the lists: what may be replaced, and the index that says so.
//!
//! `index.csv` names every list with the SHA-256 of its two files. A later run may replace exactly these, as long as they are
//! as they were written: a list that an office has begun to fill in is never overwritten, and a file that is not in the index
//! is never touched.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::super::column::Cell;
use super::super::{ExportError, Step, csv, without_guard};
use super::page::{self, Page};
use super::{HandoverOptions, HandoverSummary, UNASSIGNED_FILE};

const INDEX_CSV: &str = "index.csv";
const INDEX_XLSX: &str = "index.xlsx";
/// The last two columns of `index.csv`, by which it is known.
const HASHES: [&str; 2] = ["xlsx_sha256", "csv_sha256"];
/// The column with the name of the list.
const FILE_COLUMN: usize = 1;

/// A folder that may be written into.
pub(super) struct Folder {
    dir: PathBuf,
    /// Lists of an earlier run that are here, unedited.
    old: Vec<String>,
}

impl Folder {
    /// Makes the folder if need be, and looks whether everything in it is ours.
    pub(super) fn open(dir: &Path) -> Result<Self, ExportError> {
        fs::create_dir_all(dir).map_err(ExportError::io(dir, Step::Create))?;
        let read = ExportError::io(dir, Step::Read);
        let listed = earlier_index(dir).map_err(&read)?;
        let mut old = Vec::new();
        for entry in fs::read_dir(dir).map_err(&read)? {
            let entry = entry.map_err(&read)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if left_by_the_system(&name) || (!listed.is_empty() && (name == INDEX_CSV || name == INDEX_XLSX)) {
                continue;
            }
            let Some(hash) = listed.get(&name) else {
                return Err(ExportError::ForeignFile { path: dir.into(), file: name });
            };
            if sha256(&entry.path()).map_err(&read)? != *hash {
                return Err(ExportError::EditedList { path: dir.into(), file: name });
            }
            old.push(name);
        }
        Ok(Self { dir: dir.into(), old })
    }

    /// A folder to write in, on the same disk.
    pub(super) fn workshop(&self) -> Result<tempfile::TempDir, ExportError> {
        tempfile::Builder::new().prefix(".bailiwick-").tempdir_in(&self.dir).map_err(ExportError::io(&self.dir, Step::Create))
    }

    /// Writes the index, puts every file into its place, and takes away lists of the earlier run that are no more.
    pub(super) fn publish(self, workshop: &tempfile::TempDir, summary: &HandoverSummary, options: &HandoverOptions<'_>) -> Result<(), ExportError> {
        self.write_index(workshop.path(), summary, options)?;
        let lists = summary.lists.iter().map(|l| l.file.as_str()).chain([UNASSIGNED_FILE]);
        let new: Vec<String> = lists.flat_map(|file| [format!("{file}.xlsx"), format!("{file}.csv")]).collect();
        for gone in self.old.iter().filter(|&old| !new.contains(old)) {
            let path = self.dir.join(gone);
            fs::remove_file(&path).map_err(ExportError::io(&path, Step::Rename))?;
        }
        // The index last: should we be stopped before, the next run finds lists that no index vouches for, and says so.
        for name in new.iter().map(String::as_str).chain([INDEX_XLSX, INDEX_CSV]) {
            let path = self.dir.join(name);
            fs::rename(workshop.path().join(name), &path).map_err(ExportError::io(&path, Step::Rename))?;
        }
        Ok(())
    }

    fn write_index(&self, workshop: &Path, summary: &HandoverSummary, options: &HandoverOptions<'_>) -> Result<(), ExportError> {
        let lang = options.lang;
        let nobody = lang.pick("（未移交）", "(nobody)");
        let lists = summary.lists.iter().map(|l| (l.file.as_str(), l.handler_code.as_str(), l.handler_name.as_str(), l.department.as_str(), l.rows));
        let mut rows = Vec::new();
        for (number, (file, code, name, department, count)) in (1_usize..).zip(lists.chain([(UNASSIGNED_FILE, "", nobody, "", summary.unassigned)])) {
            let texts = [file, code, name, department].map(|text| if text.is_empty() { Cell::Null } else { Cell::Text(Cow::Borrowed(text)) });
            let mut cells = vec![Cell::count(number)];
            cells.extend(texts);
            cells.push(Cell::count(count));
            rows.push(cells);
        }
        let (title, subtitle) = page::index_titles(summary, options);
        let sheet = Page { title, subtitle: &subtitle, headings: &page::INDEX, rows: &rows, signatures: false };
        page::write(&workshop.join(INDEX_XLSX), &self.dir.join(INDEX_XLSX), &sheet, options)?;
        for cells in &mut rows {
            let Cell::Text(file) = cells[FILE_COLUMN].clone() else { continue };
            for ending in ["xlsx", "csv"] {
                let hash = sha256(&workshop.join(format!("{file}.{ending}"))).map_err(ExportError::io(&self.dir, Step::Read))?;
                cells.push(Cell::Text(hash.into()));
            }
        }
        let header: Vec<&str> = page::INDEX.iter().map(|h| h.text(lang)).chain(HASHES).collect();
        csv::write_rows(&workshop.join(INDEX_CSV), &self.dir.join(INDEX_CSV), &header, rows.into_iter().map(Vec::into_iter))
    }
}

/// The files that an index of ours vouches for, with their hashes; none if there is no index, or it is not ours.
fn earlier_index(dir: &Path) -> io::Result<BTreeMap<String, String>> {
    let bytes = match fs::read(dir.join(INDEX_CSV)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        other => other?,
    };
    let mut files = BTreeMap::new();
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
    let columns = page::INDEX.len() + HASHES.len();
    let ours = reader.headers().is_ok_and(|h| h.len() == columns && h.iter().skip(page::INDEX.len()).eq(HASHES));
    if ours {
        for row in reader.records().flatten().filter(|row| row.len() == columns) {
            let file = without_guard(&row[FILE_COLUMN]);
            files.insert(format!("{file}.xlsx"), row[columns - 2].to_owned());
            files.insert(format!("{file}.csv"), row[columns - 1].to_owned());
        }
    }
    Ok(files)
}

/// Files that desktops and Excel leave behind; they are neither ours nor in the way.
fn left_by_the_system(name: &str) -> bool {
    name.starts_with("~$") || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

fn sha256(path: &Path) -> io::Result<String> {
    let digest = Sha256::digest(fs::read(path)?);
    Ok(digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
