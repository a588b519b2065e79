//! An upload on its way to the engine: bounded, and in a file with a name of ours.

use std::io::Write;
use std::path::PathBuf;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use tempfile::TempDir;

use super::error::ApiError;

/// Largest upload: a million rows of a wide CSV.
pub const BODY_BYTES_MAX: usize = 64 << 20;

/// Longest stem or ending of a file name that is kept.
const NAME_CHARS_MAX: usize = 80;

/// The body, if it is not too large. What announces itself as too large is refused unread.
pub(crate) async fn body(request: Request) -> Result<Bytes, ApiError> {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > BODY_BYTES_MAX as u64) {
        return Err(too_large());
    }
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => ApiError::bad_request("broken_upload", ["上传中断，请重试", "the upload broke off: try again"]),
    })
}

fn too_large() -> ApiError {
    let mib = BODY_BYTES_MAX >> 20;
    let sentence = [
        format!("文件超过 {mib} MB：请拆分后上传，或使用命令 bailiwick assign"),
        format!("the file is larger than {mib} MB: split it, or use the command bailiwick assign"),
    ];
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", sentence)
}

/// The name that the user knows the file by: without folders and control characters, not too long.
pub(crate) fn shown_name(given: Option<&str>) -> String {
    let last = given.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).collect();
    let (stem, ending) = clean.rsplit_once('.').map_or((clean.as_str(), ""), |(stem, ending)| (stem, ending));
    let stem: String = stem.trim().chars().take(NAME_CHARS_MAX).collect();
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(NAME_CHARS_MAX).collect();
    let stem = if stem.trim_matches('.').is_empty() { "clues" } else { stem.as_str() };
    if ending.is_empty() { stem.to_owned() } else { format!("{stem}.{ending}") }
}

/// The bytes in a file of their own, in a folder of their own that goes with it. Of the user's name only the ending is used.
pub(crate) fn store(bytes: &[u8], shown: &str) -> std::io::Result<(TempDir, PathBuf)> {
    let folder = tempfile::Builder::new().prefix("bailiwick-upload-").tempdir()?;
    let mut path = folder.path().join("clues");
    if let Some((_, ending)) = shown.rsplit_once('.') {
        path.set_extension(ending.to_ascii_lowercase());
    }
    std::fs::File::create_new(&path)?.write_all(bytes)?;
    Ok((folder, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_folders_and_what_no_name_has() {
        for (given, shown) in [
            ("线索.xlsx", "线索.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\数据\\a.csv", "a.csv"),
            ("a\r\nb.csv", "ab.csv"),
            ("..", "clues"),
            ("", "clues"),
            (".csv", "clues.csv"),
            ("a.c/../sv", "sv"),
        ] {
            assert_eq!(shown_name(Some(given)), shown, "{given:?}");
        }
        assert!(shown_name(Some(&"长".repeat(500))).chars().count() <= NAME_CHARS_MAX);
    }
}
