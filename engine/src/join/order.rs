//! The rows of a batch in the order of their places.
//!
//! Rows come as they were reported, one here and the next at the other end of the province. Looked up in that order, nearly every
//! access to an index is one to a part of memory that is not at hand; in the order of places it nearly always is.

use rayon::prelude::*;

use crate::coord::Bounds;

/// Rows that are ordered among themselves: enough that many share a place, few enough that what is looked up by row stays in the cache.
const BLOCK_ROWS: usize = 1 << 18;
/// Fewer rows than this are not worth the while.
const ROWS_MIN: usize = 4096;
/// The box around a block is cut into two to the power of this many columns, and as many rows.
const CUTS_LOG2: u32 = 7;

/// The order of places of a batch. Rows are ordered within blocks of 2¹⁸.
///
/// Rows are brought into this order and back by reading here and there and writing straight on: the processor waits for many such
/// reads at a time, while writes here and there would wait for each other. What belongs to a row is best kept together then.
pub struct Ordered {
    /// Which row of the batch comes where.
    rows: Vec<u32>,
    /// Where each row of the batch comes.
    places: Vec<u32>,
}

impl Ordered {
    /// Orders rows by their longitude and latitude in degrees.
    ///
    /// # Panics
    /// With 2³² rows.
    ///
    /// # Cost
    /// A counting sort by the cell along a Z-curve: some nanoseconds a row.
    pub fn of<R: Sync>(rows: &[R], position: impl Fn(&R) -> [f64; 2] + Sync) -> Self {
        assert!(u32::try_from(rows.len()).is_ok(), "fewer than 2^32 rows");
        if rows.len() < ROWS_MIN {
            let as_they_came: Vec<u32> = (0..rows.len() as u32).collect();
            return Self { places: as_they_came.clone(), rows: as_they_came };
        }
        let mut order = Self { rows: vec![0; rows.len()], places: vec![0; rows.len()] };
        let blocks = order.rows.par_chunks_mut(BLOCK_ROWS).zip(order.places.par_chunks_mut(BLOCK_ROWS)).zip(rows.par_chunks(BLOCK_ROWS));
        blocks.enumerate().for_each(|(block, (into, rows))| order_block((block * BLOCK_ROWS) as u32, rows, &position, into));
        order
    }

    /// Which row comes where.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// A column in the order of places, as the rows came.
    ///
    /// # Panics
    /// If the column is shorter than the batch.
    pub fn as_it_came<'a, T: Copy>(&'a self, column: &'a [T]) -> impl Iterator<Item = T> + 'a {
        self.places.iter().map(|&place| column[place as usize])
    }
}

fn order_block<R>(first: u32, block: &[R], position: &impl Fn(&R) -> [f64; 2], (rows, places): (&mut [u32], &mut [u32])) {
    let bounds = block.iter().map(position).fold(Bounds::EMPTY, |b, [x, y]| Bounds {
        // What is not a number is passed over.
        west: b.west.min(x),
        south: b.south.min(y),
        east: b.east.max(x),
        north: b.north.max(y),
    });
    let cuts = f64::from(1u32 << CUTS_LOG2);
    let scale = [cuts / (bounds.east - bounds.west), cuts / (bounds.north - bounds.south)];
    let last = (1u32 << CUTS_LOG2) - 1;
    // The cast makes 0 of what is not a number, and keeps the eastern and northern rim within.
    let cut = |value: f64, origin: f64, scale: f64| (((value - origin) * scale) as u32).min(last);
    let cell = |[x, y]: [f64; 2]| spread(cut(x, bounds.west, scale[0])) | spread(cut(y, bounds.south, scale[1])) << 1;
    let cells: Vec<u16> = block.iter().map(|row| cell(position(row)) as u16).collect();
    let mut next = vec![0u32; 1 << (2 * CUTS_LOG2)];
    for &cell in &cells {
        next[cell as usize] += 1;
    }
    let mut start = 0;
    for next in &mut next {
        start += std::mem::replace(next, start);
    }
    for (row, &cell) in (first..).zip(&cells) {
        let place = &mut next[cell as usize];
        rows[*place as usize] = row;
        places[(row - first) as usize] = first + *place;
        *place += 1;
    }
}

/// The bits of a number below 256 with a gap between any two.
fn spread(bits: u32) -> u32 {
    let bits = (bits | bits << 4) & 0x0f0f;
    let bits = (bits | bits << 2) & 0x3333;
    (bits | bits << 1) & 0x5555
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_comes_once_whatever_stands_in_it() {
        let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -180.0, 180.0, 0.0, 1e300];
        for count in [0, 1, ROWS_MIN - 1, ROWS_MIN, BLOCK_ROWS + 5] {
            let lon: Vec<f64> = (0..count).map(|i| if i % 97 == 0 { strange[i / 97 % 7] } else { (i * 7919 % 3600) as f64 / 10.0 - 180.0 }).collect();
            let lat: Vec<f64> = (0..count).map(|i| if i % 89 == 0 { strange[i / 89 % 7] } else { (i * 104_729 % 1800) as f64 / 10.0 - 90.0 }).collect();
            let positions: Vec<[f64; 2]> = lon.into_iter().zip(lat).map(|(lon, lat)| [lon, lat]).collect();
            let order = Ordered::of(&positions, |position| *position);
            let ordered: Vec<[f64; 2]> = order.rows().iter().map(|&row| positions[row as usize]).collect();
            let bits = |position: [f64; 2]| position.map(f64::to_bits);
            assert!(order.as_it_came(&ordered).map(bits).eq(positions.into_iter().map(bits)));
            let mut rows = order.rows;
            rows.sort_unstable();
            assert!(rows.into_iter().eq(0..count as u32));
        }
    }

    #[test]
    fn neighbours_in_the_order_are_neighbours_in_place() {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state) / f64::from(u32::MAX)
        };
        let positions: Vec<[f64; 2]> = (0..20_000).map(|_| [120.0 + 10.0 * next(), 40.0 + 6.0 * next()]).collect();
        let order = Ordered::of(&positions, |position| *position);
        let ordered: Vec<[f64; 2]> = order.rows().iter().map(|&row| positions[row as usize]).collect();
        let way = |positions: &[[f64; 2]]| positions.windows(2).map(|pair| (pair[0][0] - pair[1][0]).abs()).sum::<f64>();
        assert!(way(&ordered) * 20.0 < way(&positions));
    }
}
