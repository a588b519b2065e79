//! The lines of a leaf, for points in squares that they come near.
//!
//! ```text
//! two faces:  [start]  vertices …
//! general:    [number of units]  (area, blocks | start | odd) for each unit  vertices of each …
//! ```
//!
//! `start` is what the winding number of a picture lacks to that of its polygon. Where a drawing is, is told by one number:
//! the blocks of the only loop of two faces in the six highest bits (none: general; all set: nothing is drawn, decide
//! exactly), and below them the place in pairs of words.

use super::kernel::{BLOCK, pack, winding};
use super::{OUTSIDE, SEVERAL};

/// The picture cannot tell: decide exactly.
pub(super) const ASK: u32 = u32::MAX - 2;

const PLACE_BITS: u32 = 26;
const UNDRAWN: u32 = 63;
const ODD: u32 = 1 << 24;
/// More blocks than this are not drawn.
const BLOCKS_MAX: usize = 62;
const UNITS_MAX: usize = 64;
const START_BIAS: i32 = 64;

/// One polygon in a leaf.
pub(super) struct Unit {
    /// The area it is a part of.
    pub(super) area: u32,
    /// Winding number of the polygon less that of its picture.
    pub(super) start: i32,
    /// Its picture, a cyclic loop; empty where it covers the whole leaf.
    pub(super) picture: Vec<[i16; 2]>,
    /// Whether winding around it says only that the polygon itself has to be asked.
    pub(super) odd: bool,
}

/// A drawing before it has its place.
pub(super) struct Drawing {
    blocks: u32,
    /// The areas inside and outside the only loop; empty in other drawings.
    pub(super) faces: Vec<u32>,
    pub(super) words: Vec<u32>,
}

impl Drawing {
    /// Of a leaf in which every border has the same two areas on its sides; `unit` lies on one, `other` on the other.
    pub(super) fn two_faces(unit: &Unit, other: u32) -> Option<Self> {
        let blocks = head(unit)? & 0xFFFF;
        let mut words = vec![unit.start.cast_unsigned()];
        push_loop(&mut words, &unit.picture);
        Some(Self { blocks, faces: vec![unit.area, other], words })
    }

    /// Of any other leaf.
    pub(super) fn general(units: &[Unit]) -> Option<Self> {
        if units.len() > UNITS_MAX {
            return None;
        }
        let mut words = vec![units.len() as u32];
        for unit in units {
            words.extend([unit.area, head(unit)?]);
        }
        for unit in units {
            push_loop(&mut words, &unit.picture);
        }
        Some(Self { blocks: 0, faces: Vec::new(), words })
    }

    /// Of a leaf that is always decided exactly.
    pub(super) fn none() -> Self {
        Self { blocks: UNDRAWN, faces: Vec::new(), words: Vec::new() }
    }

    /// Appends the words; returns the number that tells where.
    pub(super) fn put(&self, drawings: &mut Vec<u32>) -> u32 {
        let place = at_place(drawings.len());
        drawings.extend(&self.words);
        drawings.resize(drawings.len().next_multiple_of(2), 0);
        self.blocks << PLACE_BITS | place
    }

    /// The area at a point of the lattice.
    pub(super) fn area_at(&self, x: i16, y: i16) -> u32 {
        let faces = [self.faces.first(), self.faces.get(1)].map(|face| face.copied().unwrap_or(OUTSIDE));
        decide(&self.words, self.blocks << PLACE_BITS, faces, pack(x, y))
    }
}

/// Words before a place as the place counts them.
fn at_place(words: usize) -> u32 {
    let place = (words / 2) as u32;
    assert!(words.is_multiple_of(2) && place < 1 << PLACE_BITS, "drawings take less than 512 MB");
    place
}

/// The number of a drawing after so many words were put before it.
pub(super) fn moved(drawing: u32, words_before: usize) -> u32 {
    assert!((drawing & ((1 << PLACE_BITS) - 1)) + at_place(words_before) < 1 << PLACE_BITS, "drawings take less than 512 MB");
    drawing + at_place(words_before)
}

fn head(unit: &Unit) -> Option<u32> {
    let blocks = unit.picture.len().div_ceil(BLOCK);
    let odd = if unit.odd { ODD } else { 0 };
    (blocks <= BLOCKS_MAX && unit.start.abs() < START_BIAS).then_some(blocks as u32 | ((unit.start + START_BIAS) as u32) << 16 | odd)
}

/// Words that a picture takes: whole blocks of edges, and the end of the last one.
#[inline]
fn loop_words(blocks: u32) -> usize {
    if blocks == 0 { 0 } else { blocks as usize * BLOCK + 1 }
}

fn push_loop(words: &mut Vec<u32>, picture: &[[i16; 2]]) {
    let Some(&first) = picture.first() else { return };
    let start = words.len();
    words.extend(picture.iter().map(|&[x, y]| pack(x, y)));
    words.resize(start + loop_words(picture.len().div_ceil(BLOCK) as u32), pack(first[0], first[1]));
}

/// First and last word of a drawing, as far as its number tells.
#[inline]
pub(super) fn span(drawing: u32) -> [usize; 2] {
    let place = (drawing & ((1 << PLACE_BITS) - 1)) as usize * 2;
    [place, place + (drawing >> PLACE_BITS) as usize * BLOCK]
}

/// The area at a point of the lattice, by the drawing that the words begin with; [`ASK`] where it cannot tell.
#[inline]
pub(super) fn decide(words: &[u32], drawing: u32, faces: [u32; 2], point: u32) -> u32 {
    let blocks = drawing >> PLACE_BITS;
    if blocks.wrapping_sub(1) >= UNDRAWN - 1 {
        return if blocks == 0 { decide_general(words, point) } else { ASK };
    }
    let (turns, doubt) = winding(&words[1..=loop_words(blocks)], point);
    let inside = turns + words[0].cast_signed();
    let area = if inside == 1 { faces[0] } else { faces[1] };
    if doubt || inside >> 1 != 0 { ASK } else { area }
}

fn start_of(head: u32) -> i32 {
    ((head >> 16) & 0xFF).cast_signed() - START_BIAS
}

#[inline(never)]
fn decide_general(words: &[u32], point: u32) -> u32 {
    let units = words[0] as usize;
    let mut at = 1 + 2 * units;
    let mut answer = OUTSIDE;
    let mut doubtful = false;
    for unit in words[1..at].as_chunks::<2>().0 {
        let [area, head] = *unit;
        let length = loop_words(head & 0xFFFF);
        let (turns, doubt) = winding(&words[at..at + length], point);
        at += length;
        match turns + start_of(head) {
            0 => {}
            1 if head & ODD == 0 => answer = if answer == OUTSIDE || answer == area { area } else { SEVERAL },
            _ => doubtful = true,
        }
        doubtful |= doubt;
    }
    if doubtful { ASK } else { answer }
}

/// The areas that a general drawing names, if all of the drawing is there: a snapshot could hold anything.
pub(super) fn areas(words: &[u32], drawing: u32) -> Option<impl Iterator<Item = u32> + '_> {
    let blocks = drawing >> PLACE_BITS;
    let words = words.get(span(drawing)[0]..)?;
    let units = if blocks == 0 { *words.first()? as usize } else { 0 };
    let heads = if blocks == 0 { words.get(1..1 + units.checked_mul(2)?)? } else { &[] };
    let length = match blocks {
        0 => 1 + heads.len() + heads.as_chunks::<2>().0.iter().map(|[_, head]| loop_words(head & 0xFFFF)).sum::<usize>(),
        UNDRAWN => 0,
        _ => 1 + loop_words(blocks),
    };
    (length <= words.len()).then(|| heads.iter().copied().step_by(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: i16, east: i16) -> Vec<[i16; 2]> {
        vec![[west, 1000], [east, 1000], [east, 9000], [west, 9000]]
    }

    #[test]
    fn two_faces_answer_by_one_loop() {
        let drawing = Drawing::two_faces(&Unit { area: 7, start: 0, picture: square(1000, 9000), odd: false }, 8).expect("small");
        for (point, area) in [((5000, 5000), 7), ((500, 500), 8), ((1000, 5000), ASK), ((9012, 5000), 8)] {
            assert_eq!(drawing.area_at(point.0, point.1), area, "{point:?}");
        }
    }

    #[test]
    fn general_leaves_know_none_one_and_several() {
        let unit = |area, start, picture| Unit { area, start, picture, odd: false };
        let drawing = Drawing::general(&[unit(1, 0, square(1000, 5000)), unit(2, 0, square(3000, 9000)), unit(3, 0, Vec::new())]).expect("small");
        for (x, area) in [(500, OUTSIDE), (2000, 1), (4000, SEVERAL), (8000, 2), (3000, ASK)] {
            assert_eq!(drawing.area_at(x, 5000), area, "{x}");
        }
        let covered = Drawing::general(&[unit(4, 1, Vec::new()), unit(1, 0, square(1000, 5000))]).expect("small");
        assert_eq!([500, 2000].map(|x| covered.area_at(x, 5000)), [4, SEVERAL]);
        assert_eq!(Drawing::none().area_at(1, 1), ASK);
    }

    #[test]
    fn a_drawing_that_is_cut_off_is_seen() {
        let unit = |area, picture| Unit { area, start: 0, picture, odd: false };
        let mut words = vec![9, 9];
        let two = Drawing::two_faces(&unit(7, square(1000, 9000)), 8).expect("small").put(&mut words);
        let general = Drawing::general(&[unit(1, square(1000, 5000)), unit(2, Vec::new())]).expect("small").put(&mut words);
        assert_eq!(areas(&words, two).map(Iterator::count), Some(0));
        assert_eq!(areas(&words, general).map(Iterator::collect), Some(vec![1, 2]));
        assert!(areas(&words[..words.len() - 2], general).is_none());
        assert!(areas(&words[..6], two).is_none());
    }
}
