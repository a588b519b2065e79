//! The encoding of text: said by the caller, by a byte order mark, or told by the content.

use std::borrow::Cow;
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::IngestError;

/// Text and what it was encoded in.
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: &'static str,
    /// Whether nobody had said so.
    pub detected: bool,
}

/// The encoding of a name such as `GBK`, `cp936` or `utf8`.
pub(super) fn by_name(path: &Path, name: &str) -> Result<&'static Encoding, IngestError> {
    let label = match name.trim().to_ascii_lowercase().as_str() {
        "cp936" | "936" | "ansi" => "gbk".to_owned(),
        other => other.to_owned(),
    };
    Encoding::for_label(label.as_bytes()).ok_or_else(|| IngestError::UnknownEncoding { path: path.into(), encoding: name.into() })
}

/// Decodes a text file.
///
/// 1. A byte order mark says it. It wins over the caller, for it cannot be part of the text.
/// 2. Else the caller's word counts.
/// 3. Else UTF-8 if it is valid; else GB18030 (which holds GBK and GB 2312) if it decodes without a gap.
///
/// # Errors
/// A line that does not fit, or NUL bytes.
pub(super) fn decode<'a>(path: &Path, bytes: &'a [u8], said: Option<&str>) -> Result<Decoded<'a>, IngestError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let bytes = &bytes[mark..];
        return Ok(Decoded { text: strict(path, bytes, encoding)?, encoding: encoding.name(), detected: false });
    }
    if let Some(name) = said {
        let encoding = by_name(path, name)?;
        return Ok(Decoded { text: strict(path, bytes, encoding)?, encoding: encoding.name(), detected: false });
    }
    if let Some(position) = bytes.iter().position(|&b| b == 0) {
        return Err(IngestError::NulBytes { path: path.into(), line: line_of(bytes, position) });
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: text.into(), encoding: UTF_8.name(), detected: !text.is_ascii() });
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(Decoded { text, encoding: GB18030.name(), detected: true }),
        None => Err(IngestError::BadEncoding { path: path.into(), encoding: "UTF-8 / GB18030".into(), line: first_bad_line(bytes, GB18030) }),
    }
}

fn strict<'a>(path: &Path, bytes: &'a [u8], encoding: &'static Encoding) -> Result<Cow<'a, str>, IngestError> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| IngestError::BadEncoding {
        path: path.into(),
        encoding: encoding.name().into(),
        line: first_bad_line(bytes, encoding),
    })?;
    match text.bytes().position(|b| b == 0) {
        Some(position) => Err(IngestError::NulBytes { path: path.into(), line: line_of(text.as_bytes(), position) }),
        None => Ok(text),
    }
}

/// In UTF-8 and the GB encodings a line feed is never part of another character, so lines decode one by one.
fn first_bad_line(bytes: &[u8], encoding: &'static Encoding) -> u64 {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return 1;
    }
    let bad = bytes.split(|&b| b == b'\n').position(|line| encoding.decode_without_bom_handling_and_without_replacement(line).is_none());
    bad.map_or(1, |index| index as u64 + 1)
}

fn line_of(bytes: &[u8], position: usize) -> u64 {
    bytes[..position].split(|&b| b == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], said: Option<&str>) -> Result<(String, &'static str, bool), IngestError> {
        decode(Path::new("t.csv"), bytes, said).map(|d| (d.text.into_owned(), d.encoding, d.detected))
    }

    #[test]
    fn encodings_are_told_by_mark_word_and_content() {
        let gbk = [0xbe, 0xad, 0xb6, 0xc8]; // 经度
        assert_eq!(read("经度".as_bytes(), None).expect("utf-8"), ("经度".into(), "UTF-8", true));
        assert_eq!(read(b"lon", None).expect("ascii"), ("lon".into(), "UTF-8", false));
        assert_eq!(read(&gbk, None).expect("gbk"), ("经度".into(), "gb18030", true));
        assert_eq!(read(&gbk, Some("cp936")).expect("gbk"), ("经度".into(), "GBK", false));
        assert_eq!(read(b"\xef\xbb\xbflon", None).expect("bom"), ("lon".into(), "UTF-8", false));
        assert_eq!(read(b"\xff\xfel\0o\0", None).expect("utf-16"), ("lo".into(), "UTF-16LE", false));
        assert_eq!(read(b"\xfe\xff\0l\0o", None).expect("utf-16"), ("lo".into(), "UTF-16BE", false));
    }

    #[test]
    fn what_does_not_fit_names_its_line() {
        let claimed = read(b"lon,lat\n\xbe\xad\xb6\xc8,1\n", Some("utf-8")).expect_err("GBK is not UTF-8");
        assert!(matches!(&claimed, IngestError::BadEncoding { line: 2, .. }), "{claimed}");
        assert_eq!(
            read(b"a\nb\0\n", None).expect_err("NUL").sentence(crate::lang::Lang::En),
            "t.csv: line 2 holds NUL bytes, so this is no text file: export it again"
        );
        assert_eq!(read(b"a\nb\n\xff\xff\n", None).expect_err("neither").code(), "bad_encoding");
        assert_eq!(read(b"a", Some("klingon")).expect_err("no such").code(), "unknown_encoding");
    }
}
