//! The files beside a Shapefile: are they whole, and in which encoding is the text?
//!
//! A .dbf need not say its encoding, and GDAL then takes it for Latin-1 without an error: 经度 becomes ¾­¶È. So the raw
//! bytes are looked at first.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::{IngestError, encoding, unfold};

/// How to open the Shapefile.
pub(super) struct Choice {
    /// For GDAL's open option; `None` lets GDAL follow what the file declares.
    pub open_as: Option<String>,
    /// For the report.
    pub name: Option<String>,
    pub detected: bool,
}

/// Bytes of a .dbf header before its fields, and of one field.
const HEADER_BYTES: usize = 32;
const FIELD_BYTES: usize = 32;
const FIELD_NAME_BYTES: usize = 11;
/// Where the language driver stands; 0 says nothing.
const LANGUAGE_DRIVER: usize = 29;
/// Where a field says how wide it is.
const FIELD_WIDTH: usize = 16;

/// Checks the siblings and finds the encoding: said, else declared by .cpg or language driver, else told by the content.
pub(super) fn encoding(path: &Path, zipped: bool, said: Option<&str>) -> Result<Choice, IngestError> {
    let (dbf, cpg) = if zipped {
        (unfold::entry(path, "dbf")?, unfold::entry(path, "cpg")?)
    } else {
        whole(path)?;
        let read = |ending| {
            sibling(path, ending).map(std::fs::read).transpose().map_err(|source| IngestError::Unreadable { path: path.with_extension(ending), source })
        };
        (read("dbf")?, read("cpg")?)
    };
    if let Some(name) = said {
        let name = encoding::by_name(path, name)?.name().to_owned();
        return Ok(Choice { open_as: Some(name.clone()), name: Some(name), detected: false });
    }
    let declared = cpg.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()).filter(|name| !name.is_empty());
    let Some(dbf) = dbf else { return Ok(Choice { open_as: None, name: declared, detected: false }) };
    let driver = dbf.get(LANGUAGE_DRIVER).copied().unwrap_or(0);
    if declared.is_some() || driver != 0 {
        let name = declared.or_else(|| (driver == 0x4d).then(|| "GBK".to_owned()));
        return Ok(Choice { open_as: None, name, detected: false });
    }
    let detected = !dbf.is_ascii() && cells(&dbf).any(|cell| !cell.is_ascii());
    let name = if cells(&dbf).all(|cell| is_utf8_or_cut(&cell)) { "UTF-8" } else { "GB18030" };
    Ok(Choice { open_as: Some(name.into()), name: Some(name.into()), detected })
}

/// Checks that .shp, .shx and .dbf are there and as long as their headers say.
fn whole(path: &Path) -> Result<(), IngestError> {
    for ending in ["shx", "dbf"] {
        if sibling(path, ending).is_none() {
            return Err(IngestError::MissingSibling { path: path.into(), ending });
        }
    }
    for file in std::iter::once(path.to_path_buf()).chain(sibling(path, "shx")) {
        let (head, found) = head(&file, 100)?;
        // Bytes 24 to 27: length in 16-bit words, big-endian.
        let words = head.get(24..28).and_then(|b| b.try_into().ok()).map_or(50, u32::from_be_bytes);
        let expected = u64::from(words) * 2;
        if found < expected.max(100) {
            return Err(IngestError::Truncated { path: file, expected: expected.max(100), found });
        }
    }
    if let Some(file) = sibling(path, "dbf") {
        let (head, found) = head(&file, HEADER_BYTES)?;
        let number = |from: usize, to: usize| head.get(from..to).map_or(0, |b| b.iter().rev().fold(0u64, |n, &byte| n << 8 | u64::from(byte)));
        // Records × their length after the header; an end mark may follow or not.
        let expected = number(8, 10) + number(4, 8) * number(10, 12);
        if found < expected.max(HEADER_BYTES as u64) {
            return Err(IngestError::Truncated { path: file, expected: expected.max(HEADER_BYTES as u64), found });
        }
    }
    Ok(())
}

fn head(file: &Path, count: usize) -> Result<(Vec<u8>, u64), IngestError> {
    use std::io::Read;
    let unreadable = |source| IngestError::Unreadable { path: file.into(), source };
    let mut bytes = Vec::new();
    std::fs::File::open(file).and_then(|f| f.take(count as u64).read_to_end(&mut bytes)).map_err(unreadable)?;
    Ok((bytes, std::fs::metadata(file).map_err(unreadable)?.len()))
}

/// The file of the same name with another ending, in small or capital letters.
pub(super) fn sibling(path: &Path, ending: &str) -> Option<PathBuf> {
    [ending.to_owned(), ending.to_uppercase()].iter().map(|e| path.with_extension(e)).find(|p| p.is_file())
}

/// The names and cells of a .dbf, as raw bytes without the padding.
fn cells(dbf: &[u8]) -> impl Iterator<Item = Cow<'_, [u8]>> {
    let short = |from: usize| dbf.get(from..from + 2).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    let (header, record) = (short(8), short(10).max(1));
    let fields: Vec<&[u8]> = dbf.get(HEADER_BYTES..header.min(dbf.len())).unwrap_or_default().chunks_exact(FIELD_BYTES).take_while(|f| f[0] != 0x0d).collect();
    let names: Vec<&[u8]> = fields.iter().map(|f| f[..FIELD_NAME_BYTES].split(|&b| b == 0).next().unwrap_or_default()).collect();
    let widths: Vec<usize> = fields.iter().map(|f| usize::from(f[FIELD_WIDTH])).collect();
    let records = dbf.get(header..).unwrap_or_default().chunks_exact(record);
    let values = records.flat_map(move |r| {
        let mut at = 1; // the deletion mark
        let cells: Vec<&[u8]> = widths
            .iter()
            .map(|width| {
                let cell = r.get(at..at + width).unwrap_or_default();
                at += width;
                cell.trim_ascii()
            })
            .collect();
        cells
    });
    names.into_iter().chain(values).map(Cow::Borrowed)
}

/// Whether a cell is UTF-8, perhaps cut within its last character, as happens where a field is full.
fn is_utf8_or_cut(cell: &[u8]) -> bool {
    match std::str::from_utf8(cell) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::is_utf8_or_cut;

    #[test]
    fn a_character_cut_by_the_end_of_the_field_is_still_utf8() {
        assert!(is_utf8_or_cut("吉林".as_bytes()) && is_utf8_or_cut(&"吉林".as_bytes()[..5]));
        assert!(!is_utf8_or_cut(&[0xbc, 0xaa, 0xc1, 0xd6]), "吉林 in GBK");
    }
}
