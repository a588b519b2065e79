//! Ranges, read again as clients read them.

use std::time::Instant;

use super::range::GlyphRange;
use super::stack::Fonts;

/// A glyph as a client has it.
#[derive(Debug, Default)]
struct Glyph {
    id: u32,
    bitmap: Vec<u8>,
    width: u32,
    height: u32,
    left: i32,
    top: i32,
    advance: u32,
}

impl Glyph {
    /// The byte of a pixel of its box, from the upper left.
    fn at(&self, column: u32, row: u32) -> u8 {
        self.bitmap[((row + 3) * (self.width + 6) + column + 3) as usize]
    }
}

/// The fields of a message: number, and what it holds.
fn fields(mut bytes: &[u8]) -> Vec<(u32, u32, &[u8])> {
    let mut found = Vec::new();
    let varint = |bytes: &mut &[u8]| {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let byte = bytes[0];
            *bytes = &bytes[1..];
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        value
    };
    while !bytes.is_empty() {
        let tag = varint(&mut bytes);
        let value = varint(&mut bytes);
        let held = if tag & 7 == 2 { bytes.split_off(..value as usize).expect("as long as it says") } else { &[] };
        found.push((tag >> 3, value, held));
    }
    found
}

fn zigzag(value: u32) -> i32 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

fn decode(message: &[u8]) -> (String, Vec<Glyph>) {
    let stacks = fields(message);
    assert_eq!(stacks.len(), 1);
    let mut glyphs = Vec::new();
    let mut range = String::new();
    for (number, _, held) in fields(stacks[0].2) {
        if number == 2 {
            range = String::from_utf8(held.to_vec()).expect("text");
        }
        if number == 3 {
            let mut glyph = Glyph::default();
            for (number, value, held) in fields(held) {
                match number {
                    1 => glyph.id = value,
                    2 => glyph.bitmap = held.to_vec(),
                    3 => glyph.width = value,
                    4 => glyph.height = value,
                    5 => glyph.left = zigzag(value),
                    6 => glyph.top = zigzag(value),
                    7 => glyph.advance = value,
                    _ => panic!("no field of glyphs.proto: {number}"),
                }
            }
            glyphs.push(glyph);
        }
    }
    (range, glyphs)
}

fn fonts() -> Fonts {
    Fonts::open(&[]).expect("the program's own need no file")
}

fn ask(stack: &str, letter: char) -> Vec<Glyph> {
    decode(&fonts().range(stack, GlyphRange::of(letter).expect("in the first plane"))).1
}

fn glyph(stack: &str, letter: char) -> Glyph {
    ask(stack, letter).into_iter().find(|glyph| glyph.id == u32::from(letter)).unwrap_or_else(|| panic!("{letter}"))
}

#[test]
fn a_range_has_every_letter_of_its_256_with_a_whole_picture() {
    let range = GlyphRange::of('长').expect("in the first plane");
    let (said, glyphs) = decode(&fonts().range("Noto Sans SC Regular", range));
    assert_eq!((said, glyphs.len()), (range.to_string(), 256));
    for glyph in &glyphs {
        assert_eq!(glyph.bitmap.len() as u32, (glyph.width + 6) * (glyph.height + 6), "{glyph:?}");
        // A hanzi fills its square of 24 pixels: no stroke leaves it by more than one, and its middle is the middle of the line.
        assert!(glyph.advance == 24 && glyph.width >= 18 && glyph.width <= 25, "{glyph:?}");
        let middle = 2 * glyph.top - glyph.height.cast_signed() + 2 * 17;
        assert!(middle.abs() <= 4, "{glyph:?}");
        assert!(glyph.left >= -1 && glyph.left + glyph.width.cast_signed() <= 25, "{glyph:?}");
        // The margin's corner is far outside, and something is inside.
        assert!(glyph.bitmap[0] < 150 && glyph.bitmap.iter().any(|&byte| byte > 192), "{glyph:?}");
    }
}

#[test]
fn bytes_tell_the_distance_to_the_edge() {
    // One: a bar from side to side, some 2 pixels high.
    let bar = glyph("Noto Sans SC Regular", '一');
    let middle = bar.width / 2;
    let column: Vec<u8> = (0..bar.height + 6).map(|row| bar.bitmap[(row * (bar.width + 6) + middle + 3) as usize]).collect();
    let edges = column.windows(2).filter(|pair| (pair[0] < 192) != (pair[1] < 192)).count();
    assert_eq!(edges, 2, "in and out again: {column:?}");
    // Outside, a pixel farther is 32 less.
    let steps: Vec<i32> = column.windows(2).map(|pair| i32::from(pair[1]) - i32::from(pair[0])).collect();
    assert!(steps[0] >= 31 && steps[0] <= 33, "{column:?}");
    // Zero: a ring, with a hole in its middle.
    let ring = glyph("Noto Sans SC Regular", '0');
    assert!(ring.at(ring.width / 2, ring.height / 2) < 192);
    assert!((0..ring.width).any(|column| ring.at(column, ring.height / 2) > 192));
}

#[test]
fn a_space_is_wide_and_has_no_picture() {
    let space = glyph("Noto Sans SC Regular", ' ');
    assert!(space.bitmap.is_empty() && space.width == 0 && space.advance > 3);
}

#[test]
fn a_bold_letter_is_bolder() {
    let ink = |stack: &str| glyph(stack, '长').bitmap.iter().map(|&byte| u64::from(byte)).sum::<u64>();
    let (regular, bold) = (ink("Noto Sans SC Regular"), ink("Noto Sans SC Bold"));
    assert!(bold > regular + regular / 20, "{regular} {bold}");
    // Names in any case; a family alone is its regular style; what bold lacks is taken from regular.
    assert_eq!(ink("noto sans sc bold"), bold);
    assert_eq!(ink("Noto Sans SC"), regular);
    let range = GlyphRange::of('乤').expect("in the first plane");
    assert_eq!(decode(&fonts().range("Noto Sans SC Bold", range)).1.len(), 256);
}

#[test]
fn fonts_that_are_not_here_are_stood_in_for() {
    let ink = |stack: &str| ask(stack, 'A').iter().flat_map(|glyph| glyph.bitmap.clone()).collect::<Vec<u8>>();
    let regular = ink("Noto Sans SC Regular");
    for stack in ["Open Sans Regular,Arial Unicode MS Regular", "", ",,,", "Nobody's,Noto Sans SC Regular", "\u{0}\u{ffff}", "Tahoma Regular"] {
        assert!(ink(stack) == regular, "{stack:?}");
    }
    assert!(ink("Open Sans Bold,Arial Unicode MS Bold") == ink("Noto Sans SC Bold"));
}

#[test]
fn code_points_that_no_font_has_are_left_out() {
    // Surrogates, and the last range with what is no character at all.
    for text in ["55296-55551", "57344-57599"] {
        assert_eq!(decode(&fonts().range("x", text.parse().expect("a range"))).1.len(), 0, "{text}");
    }
}

/// Run with --nocapture to see the times.
#[test]
#[allow(clippy::print_stdout, reason = "what was measured is shown with --nocapture")]
fn a_range_of_hanzi_is_made_in_no_time_that_anybody_notices() {
    let opened = Instant::now();
    let fonts = fonts();
    let [regular, _] = &*super::embedded::FONTS;
    println!("opened in {:?}: {:?}", opened.elapsed(), regular.extent());
    let begun = Instant::now();
    let mut bytes = 0;
    for place in 0x60..0x70 {
        let range = GlyphRange::of(char::from_u32(place << 8).expect("a hanzi")).expect("in the first plane");
        bytes += fonts.range("Noto Sans SC Regular", range).len();
    }
    let each = begun.elapsed() / 16;
    println!("{each:?} and {} bytes a range", bytes / 16);
    // Tests share their processors, and this one is compiled without optimising for speed.
    assert!(each.as_millis() < 1000, "{each:?}");
}
