//! How often a closed line winds around a point, in whole numbers, four edges at a time.
//!
//! A loop is a list of vertices on the fine lattice of a leaf, two 16-bit numbers in a word, cyclic: the first vertex is
//! repeated at the end, and again to fill the last block of four edges. A ray runs west from the point; every edge it meets
//! adds or takes one. An edge that comes within [`DOUBT`] steps of the point makes the answer doubtful.
//!
//! All arithmetic is exact: differences fit 16 bits, and products of two of them, summed, fit 32.

use wide::{i16x8, i32x4};

/// Steps of the lattice across a leaf.
pub(super) const STEPS: i32 = 1 << 14;
/// How far a simplified line may lie from the true one, in steps.
pub(super) const TOLERANCE: f64 = 4.0;
/// A point closer than this to a drawn line is in doubt. Must exceed the sum of all that moves the line or the point:
/// the tolerance, rounding of vertices (half the diagonal of a step, 0.71), of the point (a diagonal, 1.42) and of its shares (0.09).
pub(super) const DOUBT: i16 = 7;
/// How far beyond the leaf its lines are drawn. Must exceed [`DOUBT`], so that what closes a line outside is never near a point.
pub(super) const MARGIN: i32 = 8;

const _: () = assert!(TOLERANCE + 0.7072 + 1.4143 + 0.15 < DOUBT as f64 && (DOUBT as i32) < MARGIN);
// Differences of two coordinates, and their negatives, are 16-bit numbers.
const _: () = assert!(STEPS + 2 * MARGIN + 2 * (DOUBT as i32) < i16::MAX as i32);

/// Edges in a block.
pub(super) const BLOCK: usize = 4;

/// A point of the lattice in one word.
pub(super) fn pack(x: i16, y: i16) -> u32 {
    u32::from(x.cast_unsigned()) | u32::from(y.cast_unsigned()) << 16
}

/// Its two coordinates.
#[cfg(test)]
pub(super) fn unpack(word: u32) -> [i16; 2] {
    [(word as u16).cast_signed(), ((word >> 16) as u16).cast_signed()]
}

/// The winding number of a loop around a point, and whether it is in doubt. `vertices` holds whole blocks and one word more.
#[inline]
pub(super) fn winding(vertices: &[u32], point: u32) -> (i32, bool) {
    let p: i16x8 = bytemuck::cast([point; 4]);
    let negate_y: i16x8 = bytemuck::cast([0xFFFF_0000_u32; 4]);
    let reach = i16x8::splat(DOUBT);
    let mut turns = i32x4::ZERO;
    let mut far = i32x4::splat(-1);
    let mut at = 0;
    // The first word past a block is the end of its last edge.
    while let (Some(from), Some(to)) = (four(vertices, at), four(vertices, at + 1)) {
        let d = to - from;
        let q = p - from;
        // Twice the area of (from, to, point): dx·qy − dy·qx; positive where the point lies to the left.
        let d_turned = (d ^ negate_y) - negate_y;
        let area = d_turned.dot(swapped(q));

        // All bits of a lane tell whether the y of an end is above the point's.
        let from_above: i32x4 = bytemuck::cast::<i16x8, i32x4>(from.simd_gt(p)) >> 16;
        let to_above: i32x4 = bytemuck::cast::<i16x8, i32x4>(to.simd_gt(p)) >> 16;
        let zero = i32x4::ZERO;
        let up_west = to_above & !from_above & zero.simd_gt(area);
        let down_west = from_above & !to_above & area.simd_gt(zero);
        // A lane that is true holds −1.
        turns = turns + up_west - down_west;

        // |area| > reach · (|dx| + |dy|) ≥ reach · length: farther from the line than reach.
        let size = d.max(i16x8::ZERO - d);
        let sign: i32x4 = area >> 31;
        let off_line = ((area ^ sign) - sign).simd_gt(size.dot(reach));
        let outside = (from.min(to) - reach).simd_gt(p) | p.simd_gt(from.max(to) + reach);
        let off_box: i32x4 = bytemuck::cast(outside | swapped(outside));
        far &= off_line | off_box;
        at += BLOCK;
    }
    let far: [i32; 4] = far.into();
    (turns.reduce_add(), far != [-1; 4])
}

/// Four words from a place as pairs of 16-bit numbers.
#[inline]
fn four(words: &[u32], at: usize) -> Option<i16x8> {
    words.get(at..at + 4)?.first_chunk::<4>().map(|four| bytemuck::cast(*four))
}

/// The two halves of every word exchanged.
#[inline]
fn swapped(pairs: i16x8) -> i16x8 {
    let words: wide::u32x4 = bytemuck::cast(pairs);
    bytemuck::cast((words << 16) | (words >> 16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One edge after the other, in wide integers.
    fn plain(vertices: &[[i16; 2]], [px, py]: [i16; 2]) -> (i32, bool) {
        let (mut turns, mut doubt) = (0, false);
        for edge in vertices.windows(2) {
            let [[ax, ay], [bx, by]] = [edge[0].map(i64::from), edge[1].map(i64::from)];
            let (px, py, reach) = (i64::from(px), i64::from(py), i64::from(DOUBT));
            let area = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
            if ay <= py && py < by && area < 0 {
                turns -= 1;
            }
            if by <= py && py < ay && area > 0 {
                turns += 1;
            }
            let in_box = ax.min(bx) - reach <= px && px <= ax.max(bx) + reach && ay.min(by) - reach <= py && py <= ay.max(by) + reach;
            doubt |= in_box && area.abs() <= reach * ((bx - ax).abs() + (by - ay).abs());
        }
        (turns, doubt)
    }

    fn padded(vertices: &[[i16; 2]]) -> Vec<u32> {
        let mut words: Vec<u32> = vertices.iter().map(|&[x, y]| pack(x, y)).collect();
        let first = words[0];
        words.push(first);
        while words.len() % BLOCK != 1 {
            words.push(first);
        }
        words
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn four_at_a_time_agree_with_one_at_a_time(
            vertices in proptest::collection::vec(prop_oneof![(-12i16..16396, -12i16..16396), (0i16..60, 0i16..60)], 1..30),
            point in prop_oneof![(0i16..16384, 0i16..16384), (0i16..60, 0i16..60)],
        ) {
            let mut vertices: Vec<[i16; 2]> = vertices.into_iter().map(|(x, y)| [x, y]).collect();
            let words = padded(&vertices);
            vertices.push(vertices[0]);
            prop_assert_eq!(winding(&words, pack(point.0, point.1)), plain(&vertices, [point.0, point.1]));
        }
    }

    #[test]
    fn a_square_is_wound_around_once_counter_clockwise() {
        let square = padded(&[[100, 100], [1000, 100], [1000, 1000], [100, 1000]]);
        for (point, expected) in [
            ([500, 500], (1, false)),
            ([50, 500], (0, false)),
            ([1100, 500], (0, false)),
            ([101, 500], (1, true)),
            ([100 - DOUBT, 500], (0, true)),
            ([99 - DOUBT, 500], (0, false)),
        ] {
            assert_eq!(winding(&square, pack(point[0], point[1])), expected, "{point:?}");
        }
        assert_eq!(unpack(pack(-12, 16395)), [-12, 16395]);
    }
}
