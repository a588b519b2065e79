//! Which font draws a letter.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::embedded;
use super::error::FontError;
use super::font::{Bytes, Font};
use super::message;
use super::range::GlyphRange;

/// What files of fonts end in.
const ENDINGS: [&str; 4] = ["ttf", "otf", "ttc", "otc"];
/// A larger file is no font that anybody draws maps with.
const FILE_BYTES_MAX: u64 = 256_000_000;
/// Names of a stack that are looked at.
const STACK_NAMES_MAX: usize = 32;
/// Fonts of a collection that are looked at.
const COLLECTION_MAX: u32 = 64;

/// The fonts of the configuration, and behind them those of the program.
pub struct Fonts {
    own: Vec<Arc<Font>>,
}

impl Fonts {
    /// Opens files, and folders of files. None at all is well: then there are the program's own.
    ///
    /// # Errors
    /// The first that cannot be read, or is no font.
    pub fn open(paths: &[PathBuf]) -> Result<Self, FontError> {
        let mut own = Vec::new();
        for path in paths {
            for file in files(path)? {
                own.extend(read(&file)?);
            }
        }
        Ok(Self { own })
    }

    /// Unpacks the program's own fonts, which would otherwise be done for the first letter.
    pub fn prepare(&self) {
        std::sync::LazyLock::force(&embedded::FONTS);
    }

    /// All fonts, the configuration's before the program's.
    pub fn all(&self) -> impl Iterator<Item = &Font> {
        self.own.iter().chain(embedded::FONTS.iter()).map(|font| &**font)
    }

    /// The glyphs of a range: each code point from the first font of the stack that has it.
    ///
    /// A stack is a list of names joined by commas. Names of fonts that are not here count for nothing; behind the named ones stand the
    /// program's own, bold before regular where the stack asks for bold letters, and then all others: a rare hanzi in another hand is better
    /// than none.
    pub fn range(&self, stack: &str, range: GlyphRange) -> Vec<u8> {
        self.some_of(stack, range, |_| true)
    }

    /// The same of those code points alone that are wanted.
    pub(crate) fn some_of(&self, stack: &str, range: GlyphRange, is_wanted: impl Fn(u16) -> bool) -> Vec<u8> {
        let order = self.order(stack);
        let wanted = range.code_points().filter(|code_point| is_wanted(*code_point));
        let glyphs = wanted.filter_map(|code_point| order.iter().find(|font| font.has(code_point))?.glyph(range, code_point));
        message::range(stack, &range.to_string(), glyphs)
    }

    fn order(&self, stack: &str) -> Vec<&Font> {
        let [regular, bold] = &*embedded::FONTS;
        let behind = if is_bold(stack) { [bold, regular] } else { [regular, bold] };
        let named = stack.split(',').take(STACK_NAMES_MAX).filter_map(|name| self.named(name.trim()));
        let mut order: Vec<&Font> = Vec::new();
        for font in named.chain(behind.into_iter().map(|font| &**font)).chain(self.all()) {
            if !order.iter().any(|before| std::ptr::eq(*before, font)) {
                order.push(font);
            }
        }
        order
    }

    /// The font of a name; of a family alone its regular style. Upper and lower case are the same.
    fn named(&self, name: &str) -> Option<&Font> {
        let is = |said: &str| said.eq_ignore_ascii_case(name);
        let regular = |font: &&Font| is(&font.family) && font.style.eq_ignore_ascii_case("regular");
        self.all().find(|font| is(&font.name())).or_else(|| self.all().find(regular)).or_else(|| self.all().find(|font| is(&font.family)))
    }
}

/// Whether the first name of a stack is that of a bold style.
fn is_bold(stack: &str) -> bool {
    let first = stack.split(',').next().unwrap_or_default().to_ascii_lowercase();
    ["bold", "black", "heavy"].iter().any(|word| first.contains(word))
}

/// The file itself, or the fonts in the folder, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, FontError> {
    let unreadable = |source| FontError::Read { path: path.into(), source };
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.into()]);
    }
    let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(unreadable)?;
    let is_font = |file: &PathBuf| file.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)));
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).filter(is_font).collect();
    files.sort();
    if files.is_empty() { Err(FontError::Empty { path: path.into() }) } else { Ok(files) }
}

/// All fonts of a file: a collection has several.
fn read(path: &Path) -> Result<Vec<Arc<Font>>, FontError> {
    let unreadable = |source| FontError::Read { path: path.into(), source };
    if fs::metadata(path).map_err(unreadable)?.len() > FILE_BYTES_MAX {
        return Err(FontError::TooLarge { path: path.into() });
    }
    let bytes: Bytes = Arc::new(Cow::Owned(fs::read(path).map_err(unreadable)?));
    let file = path.file_stem().unwrap_or_default().to_string_lossy();
    let fonts = ttf_parser::fonts_in_collection(&bytes).unwrap_or(1).clamp(1, COLLECTION_MAX);
    let open = |index| Font::open(bytes.clone(), index, &file).map(Arc::new).map_err(|error| FontError::unusable(path.into(), error, &bytes));
    (0..fonts).map(open).collect()
}
