//! The text of a file, decoded block by block.
//!
//! What [`encoding::decode`] tells by the whole content is told here by the first block that is not plain ASCII. Where a later block
//! does not fit, the file is refused with the line: half of it may have been decided by then, and none of it was written.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};

use super::IngestError;
use super::encoding;

/// A text file that is being read.
pub(super) struct TextBlocks {
    path: PathBuf,
    file: File,
    /// The encoding once it is known, and whether nobody had said it.
    known: Option<(&'static Encoding, bool)>,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    block_bytes: usize,
    lines: u64,
    bytes_read: u64,
    is_first: bool,
    is_done: bool,
}

impl TextBlocks {
    /// Opens the file.
    pub(super) fn open(path: &Path, said: Option<&str>, block_bytes: usize) -> Result<Self, IngestError> {
        let file = File::open(path).map_err(|source| IngestError::Unreadable { path: path.into(), source })?;
        let known = said.map(|name| encoding::by_name(path, name)).transpose()?.map(|encoding| (encoding, false));
        Ok(Self { path: path.into(), file, known, decoder: None, raw: Vec::new(), block_bytes, lines: 0, bytes_read: 0, is_first: true, is_done: false })
    }

    /// The name of the encoding so far: ASCII is UTF-8.
    pub(super) fn encoding(&self) -> &'static str {
        self.known.map_or(UTF_8.name(), |(encoding, _)| encoding.name())
    }

    /// Whether the encoding was told by the content.
    pub(super) fn is_detected(&self) -> bool {
        self.known.is_some_and(|(_, is_detected)| is_detected)
    }

    /// Bytes of the file read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Appends the next block to the text. Returns whether the file is read to its end.
    ///
    /// # Errors
    /// The file cannot be read, or does not fit its encoding, or holds NUL.
    pub(super) fn read_into(&mut self, text: &mut String) -> Result<bool, IngestError> {
        if self.is_done {
            return Ok(true);
        }
        self.raw.clear();
        let read = (&mut self.file).take(self.block_bytes as u64).read_to_end(&mut self.raw);
        read.map_err(|source| IngestError::Unreadable { path: self.path.clone(), source })?;
        self.bytes_read += self.raw.len() as u64;
        self.is_done = self.raw.len() < self.block_bytes;
        let mut raw = std::mem::take(&mut self.raw);
        if std::mem::take(&mut self.is_first)
            && let Some((encoding, mark)) = Encoding::for_bom(&raw)
        {
            self.known = Some((encoding, false));
            raw.drain(..mark);
        }
        let start = text.len();
        let decoded = self.decode(&raw, text);
        self.raw = raw;
        let added = &text[start..];
        match decoded {
            Ok(()) => {}
            Err(encoding) => {
                return Err(IngestError::BadEncoding { path: self.path.clone(), encoding: encoding.into(), line: self.lines + line_of(added, added.len()) });
            }
        }
        if let Some(position) = added.bytes().position(|b| b == 0) {
            return Err(IngestError::NulBytes { path: self.path.clone(), line: self.lines + line_of(added, position) });
        }
        self.lines += line_of(added, added.len()) - 1;
        Ok(self.is_done)
    }

    /// `Err` names the encoding that does not fit; the text ends before the place where it does not.
    fn decode(&mut self, raw: &[u8], text: &mut String) -> Result<(), &'static str> {
        if self.known.is_none() {
            if let (true, Ok(plain)) = (raw.is_ascii(), std::str::from_utf8(raw)) {
                text.push_str(plain);
                return Ok(());
            }
            // NUL weighs more than an encoding that nobody can know.
            if let Some(position) = raw.iter().position(|&b| b == 0) {
                text.extend(raw[..=position].iter().map(|&b| if b == b'\n' || b == 0 { b as char } else { ' ' }));
                return Ok(());
            }
            let is_utf8 = std::str::from_utf8(raw).err().is_none_or(|error| error.error_len().is_none() && !self.is_done);
            self.known = Some((if is_utf8 { UTF_8 } else { GB18030 }, true));
        }
        let (encoding, is_detected) = self.known.unwrap_or((UTF_8, true));
        let decoder = self.decoder.get_or_insert_with(|| encoding.new_decoder_without_bom_handling());
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(raw.len()).unwrap_or(raw.len() * 3));
        match decoder.decode_to_string_without_replacement(raw, text, self.is_done).0 {
            DecoderResult::Malformed(..) if is_detected && encoding == GB18030 => Err("UTF-8 / GB18030"),
            DecoderResult::Malformed(..) => Err(encoding.name()),
            DecoderResult::InputEmpty | DecoderResult::OutputFull => Ok(()),
        }
    }
}

fn line_of(text: &str, position: usize) -> u64 {
    text.as_bytes()[..position].split(|&b| b == b'\n').count() as u64
}
