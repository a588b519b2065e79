//! A leaf: a cell that borders run through. Half a cache line says which area lies where, as a map of 8 × 8 squares of two bits
//! each: one of three faces, or a square that a border comes near, for which the leaf's drawing is looked at (`drawing`).

use super::OUTSIDE;
use super::drawing::{self, ASK, Drawing};
use super::grid::Share;
use super::kernel::{BLOCK, DOUBT, STEPS};

/// Squares of the map across a leaf.
const SQUARES: i32 = 8;
/// Steps of the lattice across a square.
const SQUARE: i32 = STEPS / SQUARES;
/// In the map: look at the drawing.
pub(super) const LOOK: u32 = 3;

/// What the fast path reads first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(32))]
pub struct Leaf {
    /// Sixteen squares in a word, two bits each, from the south-western one row by row: 0 to 2 for a face, or [`LOOK`].
    map: [u32; 4],
    /// The areas that the map names; of a drawing with two faces the first lies inside and the second outside.
    pub(super) faces: [u32; 3],
    /// Where the drawing is; see [`Drawing`].
    pub(super) drawing: u32,
}

impl Leaf {
    /// The leaf of a drawing; `loops` are the lines in it.
    pub(super) fn new(drawing: &Drawing, place: u32, loops: &[&[[i16; 2]]]) -> Self {
        let near = squares_near(loops);
        let mut faces: Vec<u32> = drawing.faces.clone();
        let mut map = [0; 4];
        for square in 0..SQUARES * SQUARES {
            let (column, row) = (square % SQUARES, square / SQUARES);
            let code = if near[row as usize] & 1 << column != 0 { LOOK } else { face(&mut faces, drawing.area_at(middle(column), middle(row))) };
            map[square as usize / 16] |= code << (square % 16 * 2);
        }
        faces.resize(3, OUTSIDE);
        Self { map, faces: [faces[0], faces[1], faces[2]], drawing: place }
    }

    /// The same leaf after so many words were put before its drawing.
    pub(super) fn moved(self, words_before: usize) -> Self {
        Self { drawing: drawing::moved(self.drawing, words_before), ..self }
    }

    /// What the map says of a point, given by its shares of the leaf in units of 2⁻³²: a face, or [`LOOK`].
    #[inline]
    pub(super) fn code(&self, [x, y]: Share) -> u32 {
        // Two rows of squares lie in a word.
        let square = (y >> 29 & 1) << 3 | x >> 29;
        self.map[(y >> 30) as usize] >> (square * 2) & 3
    }
}

/// The middle of a square, along one axis.
fn middle(square: i32) -> i16 {
    (square * SQUARE + SQUARE / 2) as i16
}

/// The code of an area, which is added while there is room.
fn face(faces: &mut Vec<u32>, area: u32) -> u32 {
    if area == ASK {
        return LOOK;
    }
    let known = faces.iter().position(|face| *face == area);
    let code = known.unwrap_or_else(|| {
        faces.push(area);
        faces.len() - 1
    });
    if code < LOOK as usize {
        return code as u32;
    }
    faces.truncate(LOOK as usize);
    LOOK
}

/// For each row, the squares that a drawn line comes closer to than [`DOUBT`], as bits.
///
/// All points of any other square are farther from every drawn line than a true line can be from its drawn one, so they lie on
/// the same sides of the true lines as its middle does.
fn squares_near(loops: &[&[[i16; 2]]]) -> [u8; SQUARES as usize] {
    let mut near = [0; SQUARES as usize];
    let reach = f64::from(DOUBT) + 0.01;
    let square = |steps: f64| (steps / f64::from(SQUARE)).floor().clamp(0.0, f64::from(SQUARES - 1)) as usize;
    for &vertices in loops {
        for (from, to) in vertices.iter().zip(vertices.iter().cycle().skip(1)) {
            let [a, b] = [from, to].map(|vertex| vertex.map(f64::from));
            let (low, high) = (a[1].min(b[1]) - reach, a[1].max(b[1]) + reach);
            if high < 0.0 || low > f64::from(STEPS) {
                continue;
            }
            for (row, bits) in near.iter_mut().enumerate().take(square(high) + 1).skip(square(low)) {
                // The part of the line that is as far north as this row, and a little more.
                let band = [row as f64 * f64::from(SQUARE) - reach, (row as f64 + 1.0) * f64::from(SQUARE) + reach];
                let rise = b[1] - a[1];
                let x_at = |y: f64| if rise == 0.0 { a[0] } else { a[0] + ((y - a[1]) / rise).clamp(0.0, 1.0) * (b[0] - a[0]) };
                let [one, other] = if rise == 0.0 { [a[0], b[0]] } else { band.map(x_at) };
                let (west, east) = (one.min(other) - reach, one.max(other) + reach);
                if east >= 0.0 && west <= f64::from(STEPS) {
                    (square(west)..=square(east)).for_each(|column| *bits |= 1 << column);
                }
            }
        }
    }
    near
}

const _: () = assert!(SQUARES == 8 && BLOCK == 4 && STEPS % SQUARES == 0);
