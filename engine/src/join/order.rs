//! The rows of a batch in the order of their places.
//!
//! Rows come as they were reported, one here and the next at the other end of the province. Looked up in that order, nearly every
//! access to an index is one to a part of memory that is not at hand; in the order of places it nearly always is.

use rayon::prelude::*;

use crate::coord::Bounds;

/// Rows that are ordered among themselves: enough that many share a place, few enough that what is written back stays in the cache.
const BLOCK_ROWS: usize = 1 << 16;
/// Fewer rows than this are not worth the while.
const ROWS_MIN: usize = 4096;
/// The box around a block is cut into two to the power of this many columns, and as many rows.
const CUTS_LOG2: u32 = 7;

/// A batch in the order of places. Rows are ordered within blocks of 2¹⁶.
pub struct Ordered {
    /// Which row of the batch comes where.
    pub rows: Vec<u32>,
    /// The longitude of each, degrees.
    pub lon_deg: Vec<f64>,
    /// The latitude of each, degrees.
    pub lat_deg: Vec<f64>,
}

/// Orders the rows of columns of the same length.
///
/// # Panics
/// With 2³² rows.
///
/// # Cost
/// A counting sort by the cell along a Z-curve: about 10 ns a row.
pub fn ordered(lon_deg: &[f64], lat_deg: &[f64]) -> Ordered {
    assert!(u32::try_from(lon_deg.len()).is_ok(), "fewer than 2^32 rows");
    if lon_deg.len() < ROWS_MIN {
        return Ordered { rows: (0..lon_deg.len() as u32).collect(), lon_deg: lon_deg.to_vec(), lat_deg: lat_deg.to_vec() };
    }
    let mut all = Ordered { rows: vec![0; lon_deg.len()], lon_deg: vec![0.0; lon_deg.len()], lat_deg: vec![0.0; lon_deg.len()] };
    all.rows
        .par_chunks_mut(BLOCK_ROWS)
        .zip(all.lon_deg.par_chunks_mut(BLOCK_ROWS).zip(all.lat_deg.par_chunks_mut(BLOCK_ROWS)))
        .zip(lon_deg.par_chunks(BLOCK_ROWS).zip(lat_deg.par_chunks(BLOCK_ROWS)))
        .enumerate()
        .for_each(|(block, ((rows, into), from))| order_block((block * BLOCK_ROWS) as u32, from, rows, into));
    all
}

fn order_block(first_row: u32, (lon, lat): (&[f64], &[f64]), rows: &mut [u32], (lon_out, lat_out): (&mut [f64], &mut [f64])) {
    let bounds = lon.iter().zip(lat).fold(Bounds::EMPTY, |b, (&x, &y)| Bounds {
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
    let cell = |row: usize| spread(cut(lon[row], bounds.west, scale[0])) | spread(cut(lat[row], bounds.south, scale[1])) << 1;
    let cells: Vec<u16> = (0..lon.len()).map(|row| cell(row) as u16).collect();
    let mut next = vec![0u32; 1 << (2 * CUTS_LOG2)];
    for &cell in &cells {
        next[cell as usize] += 1;
    }
    let mut start = 0;
    for next in &mut next {
        start += std::mem::replace(next, start);
    }
    for (row, &cell) in cells.iter().enumerate() {
        let place = &mut next[cell as usize];
        let at = *place as usize;
        *place += 1;
        (rows[at], lon_out[at], lat_out[at]) = (first_row + row as u32, lon[row], lat[row]);
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
            let ordered = ordered(&lon, &lat);
            let same = |a: f64, b: f64| a.to_bits() == b.to_bits();
            for (place, &row) in ordered.rows.iter().enumerate() {
                assert!(same(ordered.lon_deg[place], lon[row as usize]) && same(ordered.lat_deg[place], lat[row as usize]));
            }
            let mut rows = ordered.rows;
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
        let (lon, lat): (Vec<f64>, Vec<f64>) = (0..20_000).map(|_| (120.0 + 10.0 * next(), 40.0 + 6.0 * next())).unzip();
        let way = |lon: &[f64]| lon.windows(2).map(|pair| (pair[0] - pair[1]).abs()).sum::<f64>();
        assert!(way(&ordered(&lon, &lat).lon_deg) * 20.0 < way(&lon));
    }
}
