//! The fonts in the program itself: Noto Sans SC, so that one binary can write all names of China's places.
//!
//! `tile-server/web/build/fonts.ts` makes them of the whole fonts when the page is built, and says what is left of them.

use std::borrow::Cow;
use std::io::Read;
use std::sync::{Arc, LazyLock};

use super::font::Font;
use crate::embedded;

/// Their files, the font for everything else first.
const FILES: [&str; 2] = ["fonts/NotoSansSC-Regular.ttf.br", "fonts/NotoSansSC-Bold.ttf.br"];

/// Regular and bold; unpacked when a letter is first asked for, which takes some 0.1 s.
pub(crate) static FONTS: LazyLock<[Arc<Font>; 2]> = LazyLock::new(|| FILES.map(|file| Arc::new(open(file))));

fn open(file: &str) -> Font {
    let packed = embedded::file(file).expect("build.rs looks for the fonts");
    let mut bytes = Vec::new();
    brotli::Decompressor::new(&*packed, 1 << 16).read_to_end(&mut bytes).expect("the page's build has packed it");
    Font::open(Arc::new(Cow::Owned(bytes)), 0, file).expect("the page's build has made a font of a font")
}
