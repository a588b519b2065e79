//! What exactly was read.

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{IngestError, dbf};

/// SHA-256 in hexadecimal: of the file; of a Shapefile, of .shp, .shx, .dbf and .prj one after the other; of a folder, of
/// its files in the order of their names.
pub fn sha256(path: &Path) -> Result<String, IngestError> {
    let mut files = vec![path.to_path_buf()];
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if matches!(ending.as_str(), "shp" | "shx" | "dbf" | "prj" | "cpg") {
        files = ["shp", "shx", "dbf", "prj"].iter().filter_map(|ending| dbf::sibling(path, ending)).collect();
    } else if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|source| IngestError::Unreadable { path: path.into(), source })?;
        files = entries.filter_map(Result::ok).map(|e| e.path()).filter(|p| p.is_file()).collect();
        files.sort();
    }
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; 1 << 16];
    for file in files {
        let unreadable = |source| IngestError::Unreadable { path: file.clone(), source };
        let mut reader = std::fs::File::open(&file).map_err(unreadable)?;
        loop {
            let count = reader.read(&mut buffer).map_err(unreadable)?;
            if count == 0 {
                break;
            }
            hasher.update(&buffer[..count]);
        }
    }
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|nibble| char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
    Ok(hasher.finalize().iter().flat_map(digits).collect())
}

/// SHA-256 of some texts, told apart by their lengths.
pub fn digest(parts: &[String]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}
