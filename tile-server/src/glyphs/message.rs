//! The message of a range: protocol buffers, by hand, as it has a handful of fields.
//!
//! # References
//! glyphs.proto of node-fontnik; Protocol Buffers Encoding.

use super::distance::Field;
use crate::protobuf::{put_varint, zigzag};

/// Field numbers of glyphs.proto with their wire types: 0 is a varint, 2 is bytes.
mod tag {
    pub(super) const STACKS: u8 = 1 << 3 | 2;

    pub(super) const STACK_NAME: u8 = 1 << 3 | 2;
    pub(super) const STACK_RANGE: u8 = 2 << 3 | 2;
    pub(super) const STACK_GLYPHS: u8 = 3 << 3 | 2;

    pub(super) const ID: u8 = 1 << 3;
    pub(super) const BITMAP: u8 = 2 << 3 | 2;
    pub(super) const WIDTH: u8 = 3 << 3;
    pub(super) const HEIGHT: u8 = 4 << 3;
    pub(super) const LEFT: u8 = 5 << 3;
    pub(super) const TOP: u8 = 6 << 3;
    pub(super) const ADVANCE: u8 = 7 << 3;
}

/// From the top of a line of text, from where clients count, down to the baseline.
///
/// node-fontnik takes each font's own ascender. But clients put the baseline 17 pixels below the middle of this height whatever the font, so
/// a font of a large ascender hangs low, and two fonts in a line do not share a baseline. 26 is the ascender of Open Sans, which
/// MapLibre's number is made for, and it also sets hanzi in the middle: theirs is 9.1 pixels above the baseline (0.38 em).
const LINE_TOP_PX: i32 = 26;

/// A glyph as it stands in the message of its range.
pub(crate) fn glyph(code_point: u16, field: &Field, advance_px: u32) -> Box<[u8]> {
    let mut message = Vec::with_capacity(field.bytes.len() + 24);
    number(&mut message, tag::ID, code_point.into());
    if !field.bytes.is_empty() {
        bytes(&mut message, tag::BITMAP, &field.bytes);
    }
    number(&mut message, tag::WIDTH, field.width.into());
    number(&mut message, tag::HEIGHT, field.height.into());
    number(&mut message, tag::LEFT, zigzag(field.left.into()));
    number(&mut message, tag::TOP, zigzag((field.top - LINE_TOP_PX).into()));
    number(&mut message, tag::ADVANCE, advance_px.into());
    message.into()
}

/// The message of a range of a stack.
pub(crate) fn range<'a>(name: &str, range: &str, glyphs: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut stack = Vec::new();
    bytes(&mut stack, tag::STACK_NAME, name.as_bytes());
    bytes(&mut stack, tag::STACK_RANGE, range.as_bytes());
    glyphs.for_each(|glyph| bytes(&mut stack, tag::STACK_GLYPHS, glyph));
    let mut message = Vec::with_capacity(stack.len() + 8);
    bytes(&mut message, tag::STACKS, &stack);
    message
}

fn number(to: &mut Vec<u8>, tag: u8, value: u64) {
    to.push(tag);
    put_varint(to, value);
}

fn bytes(to: &mut Vec<u8>, tag: u8, value: &[u8]) {
    to.push(tag);
    put_varint(to, value.len() as u64);
    to.extend_from_slice(value);
}
