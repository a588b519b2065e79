//! Bytes that are no fonts, or hurt ones.

use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use bailiwick_engine::lang::Lang;
use proptest::prelude::*;

use super::font::Font;
use super::range::GlyphRange;
use super::stack::Fonts;

/// A whole font with few letters, of which every part matters: cut from the program's own by their first and last tables.
fn sound() -> Vec<u8> {
    let mut bytes = Vec::new();
    let packed = crate::embedded::file("fonts/NotoSansSC-Bold.ttf.br").expect("built");
    std::io::Read::read_to_end(&mut brotli::Decompressor::new(&*packed, 4096), &mut bytes).expect("packed by us");
    bytes
}

/// Opens bytes and asks for letters, some of which have parts of other letters.
fn draw_all(bytes: Vec<u8>) {
    let Ok(font) = Font::open(Arc::new(Cow::Owned(bytes)), 0, "x") else { return };
    for letter in ['A', 'é', '长', '，'] {
        let range = GlyphRange::of(letter).expect("in the first plane");
        for code_point in range.code_points() {
            font.glyph(range, code_point);
        }
    }
}

#[test]
fn hurt_fonts_are_refused_or_drawn_as_they_are() {
    let sound = sound();
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    // Half of the damage into the tables that lead elsewhere, at both ends of the file, half anywhere.
    let place = prop_oneof![0..2_000_usize, 0..sound.len(), (sound.len() - 2_000)..sound.len()];
    proptest!(config, |(damage in prop::collection::vec((place, any::<u8>()), 1..40), cut in prop::option::weighted(0.2, 0..sound.len()))| {
        let mut bytes = sound.clone();
        for (place, byte) in damage {
            bytes[place] = byte;
        }
        bytes.truncate(cut.unwrap_or(sound.len()));
        draw_all(bytes);
    });
}

#[test]
fn what_is_no_font_is_said_to_be_none_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        path
    };
    let sentences = |path: PathBuf| {
        let error = Fonts::open(&[path]).err().expect("no font");
        [error.sentence(Lang::Zh), error.sentence(Lang::En)]
    };
    for (path, zh, en) in [
        (write("text.ttf", b"not a font"), "text.ttf 不是可用的字体", "text.ttf is no font to draw from"),
        (write("empty.otf", b""), "empty.otf 不是可用的字体", "take it out of [server] fonts"),
        (write("web.woff2", b"wOF2\0\x01\0\0"), "网页字体", "as TTF or OTF"),
        (folder.path().join("absent.ttf"), "无法读取字体", "check the path in [server] fonts"),
    ] {
        let [said_zh, said_en] = sentences(path);
        assert!(said_zh.contains(zh) && said_en.contains(en), "{said_zh} {said_en}");
    }
    let bare = folder.path().join("bare");
    fs::create_dir(&bare).expect("a folder");
    fs::write(bare.join("readme.txt"), "").expect("written");
    assert!(sentences(bare)[1].contains("there are no fonts"));
    // A folder with a broken font says so, too: to leave it out silently would leave out its letters.
    assert!(sentences(folder.path().into())[0].contains("不是可用的字体"));
}

#[test]
fn own_fonts_go_before_the_program_s_and_fill_what_a_stack_lacks() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.ttf");
    fs::write(&path, sound()).expect("written");
    let fonts = Fonts::open(&[folder.path().into()]).expect("a folder with a font");
    let names: Vec<String> = fonts.all().map(Font::name).collect();
    assert_eq!(names, ["Noto Sans SC Bold", "Noto Sans SC Regular", "Noto Sans SC Bold"]);
    assert!(Fonts::open(&[path]).is_ok());
}

#[test]
fn a_font_says_what_it_has() {
    let font = Font::open(Arc::new(Cow::Owned(sound())), 0, "x").expect("sound");
    assert_eq!((font.family.as_str(), font.style.as_str()), ("Noto Sans SC", "Bold"));
    let (count, first, last) = font.extent();
    assert!(count > 8_000 && first == 0x20 && last == 0xffe5, "{count} {first} {last}");
    assert!(font.has(0x957f) && !font.has(0xd800) && !font.has(0));
    assert!(Font::open(Arc::new(Cow::Owned(sound())), 1, "x").is_err(), "no second font in the file");
}
