//! A leaf as the fast path sees it: a few words that fit a cache line or two.
//!
//! ```text
//! two faces:  [blocks | start]  [area inside]  [area outside]  [facts]  vertices …
//! general:    [units | GENERAL] [0]            [0]             [facts]  (label, blocks | start) per unit, padded to 4 · vertices of each …
//! ```
//!
//! `start` is what the winding number of the picture lacks to that of the polygon; `facts` is where the exact path finds the rest.

use super::kernel::{BLOCK, pack, winding};
use super::{OUTSIDE, SEVERAL};

/// The picture cannot tell: decide exactly.
pub(super) const ASK: u32 = u32::MAX - 2;

/// Sixteen words, as wide as a line of the processor's cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
pub struct Line(pub(super) [u32; WORDS]);

/// Words in a line.
pub(super) const WORDS: usize = 16;

const HEAD: usize = 4;
const GENERAL: u32 = 1 << 31;
const ODD: u32 = 1 << 24;
/// More blocks than this are not drawn.
const BLOCKS_MAX: usize = 64;
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

/// The words of a leaf in which every border has the same two areas on its sides; `unit` lies on one, `other` on the other.
pub(super) fn two_faces(unit: &Unit, other: u32, facts: u32) -> Option<Vec<u32>> {
    let mut words = vec![head(unit)?, unit.area, other, facts];
    push_loop(&mut words, &unit.picture);
    Some(words)
}

/// The words of any other leaf.
pub(super) fn general(units: &[Unit], facts: u32) -> Option<Vec<u32>> {
    if units.len() > UNITS_MAX {
        return None;
    }
    let mut words = vec![units.len() as u32 | GENERAL, 0, 0, facts];
    for unit in units {
        words.extend([unit.area, head(unit)?]);
    }
    words.resize(words.len().next_multiple_of(4), 0);
    units.iter().for_each(|unit| push_loop(&mut words, &unit.picture));
    Some(words)
}

/// The words of a leaf that is always decided exactly.
pub(super) fn undrawn(facts: u32) -> Vec<u32> {
    vec![GENERAL, 1, 0, facts]
}

fn head(unit: &Unit) -> Option<u32> {
    let blocks = unit.picture.len().div_ceil(BLOCK);
    let odd = if unit.odd { ODD } else { 0 };
    (blocks <= BLOCKS_MAX && unit.start.abs() < START_BIAS).then_some(blocks as u32 | ((unit.start + START_BIAS) as u32) << 16 | odd)
}

/// Words that a picture takes: whole blocks of edges, and the end of the last one.
fn loop_words(blocks: usize) -> usize {
    if blocks == 0 { 0 } else { blocks * BLOCK + 1 }
}

fn push_loop(words: &mut Vec<u32>, picture: &[[i16; 2]]) {
    let Some(&first) = picture.first() else { return };
    let start = words.len();
    words.extend(picture.iter().map(|&[x, y]| pack(x, y)));
    words.resize(start + loop_words(picture.len().div_ceil(BLOCK)), pack(first[0], first[1]));
}

/// Where the exact path finds the leaf's facts.
#[inline]
pub(super) fn facts(words: &[u32]) -> u32 {
    words[3]
}

/// The area at a point of the lattice; [`ASK`] where the picture cannot tell.
#[inline]
pub(super) fn decide(words: &[u32], point: u32) -> u32 {
    let head = words[0];
    if head & GENERAL != 0 {
        return decide_general(words, point);
    }
    let (turns, doubt) = winding(&words[HEAD..HEAD + loop_words((head & 0xFFFF) as usize)], point);
    let inside = turns + start_of(head);
    let area = if inside == 1 { words[1] } else { words[2] };
    if doubt || inside >> 1 != 0 { ASK } else { area }
}

fn start_of(head: u32) -> i32 {
    ((head >> 16) & 0xFF) as i32 - START_BIAS
}

#[inline(never)]
fn decide_general(words: &[u32], point: u32) -> u32 {
    if words[1] == 1 {
        return ASK;
    }
    let units = (words[0] & 0xFFFF) as usize;
    let mut at = HEAD + (2 * units).next_multiple_of(4);
    let mut answer = OUTSIDE;
    let mut doubtful = false;
    for unit in words[HEAD..HEAD + 2 * units].chunks_exact(2) {
        let [area, head] = [unit[0], unit[1]];
        let length = loop_words((head & 0xFFFF) as usize);
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

/// Number of words of the record that begins here, if all of it is there: a snapshot could hold anything.
pub(super) fn length(words: &[u32]) -> Option<usize> {
    let head = *words.first()?;
    let blocks = |head: u32| (head & 0xFFFF) as usize;
    let length = if head & GENERAL == 0 {
        HEAD + loop_words(blocks(head))
    } else {
        let units = blocks(head);
        let heads = words.get(HEAD..HEAD + 2 * units)?;
        HEAD + (2 * units).next_multiple_of(4) + heads.chunks_exact(2).map(|unit| loop_words(blocks(unit[1]))).sum::<usize>()
    };
    (length <= words.len()).then_some(length)
}

/// Adds to the place of the facts of every leaf in whole lines.
pub(super) fn move_facts(mut words: &mut [u32], base: u32) {
    while !words.is_empty() {
        // No leaf begins with zero; what does fills up a line.
        let taken = if words[0] == 0 { 4 } else { length(words).expect("leaves are written whole") };
        if words[0] != 0 {
            words[3] += base;
        }
        words = &mut words[taken.next_multiple_of(4)..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: i16, east: i16) -> Vec<[i16; 2]> {
        vec![[west, 1000], [east, 1000], [east, 9000], [west, 9000]]
    }

    #[test]
    fn two_faces_answer_by_one_loop() {
        let words = two_faces(&Unit { area: 7, start: 0, picture: square(1000, 9000), odd: false }, 8, 3).expect("small");
        assert_eq!((length(&words), facts(&words)), (Some(words.len()), 3));
        for (point, area) in [((5000, 5000), 7), ((500, 500), 8), ((1000, 5000), ASK), ((9012, 5000), 8)] {
            assert_eq!(decide(&words, pack(point.0, point.1)), area, "{point:?}");
        }
    }

    #[test]
    fn general_leaves_know_none_one_and_several() {
        let unit = |area, start, picture| Unit { area, start, picture, odd: false };
        let words = general(&[unit(1, 0, square(1000, 5000)), unit(2, 0, square(3000, 9000)), unit(3, 0, Vec::new())], 9).expect("small");
        assert_eq!((length(&words), facts(&words)), (Some(words.len()), 9));
        for (x, area) in [(500, OUTSIDE), (2000, 1), (4000, SEVERAL), (8000, 2), (3000, ASK)] {
            assert_eq!(decide(&words, pack(x, 5000)), area, "{x}");
        }
        let covered = general(&[unit(4, 1, Vec::new()), unit(1, 0, square(1000, 5000))], 0).expect("small");
        assert_eq!([500, 2000].map(|x| decide(&covered, pack(x, 5000))), [4, SEVERAL]);
        assert_eq!(decide(&undrawn(0), pack(1, 1)), ASK);
    }
}
