//! Columns of positions, a block at a time.
//!
//! Each step runs over the whole block before the next one begins. Within a step no position waits for another, so the
//! processor has many cache lines on their way at once; a step that only touches what the next one needs is how a program
//! without `unsafe` fetches ahead.

use super::grid::{descend, lattice_point};
use super::leaf::{ASK, decide};
use super::{CellIndex, LEAF, LONG, OUTSIDE, PARTED, PLACE, REST, SET, SEVERAL, WORDS};
use crate::coord::LonLat;
use crate::index::Claim;

/// Positions in a block: their marks stay in the nearest cache.
const BLOCK: usize = 256;

/// A position that its top cell did not settle.
#[derive(Clone, Copy, Default)]
struct Open {
    /// Place in the block.
    row: u32,
    entry: u32,
    /// Shares of the cell.
    share: [f64; 2],
}

/// Room for one block.
struct Marks {
    cell: [u32; BLOCK],
    share: [[f64; 2]; BLOCK],
    open: [Open; BLOCK],
}

impl CellIndex {
    /// For each position (columns of longitude and latitude in degrees) the area that contains it, [`OUTSIDE`], or [`SEVERAL`] where
    /// more is to be said. A position that is NaN is outside.
    ///
    /// # Panics
    /// If the columns differ in length.
    ///
    /// # Cost
    /// On one core about 28 ns for a position anywhere in China's counties, and 85 ns within 500 m of a border (docs/bench.md); growing by a cache miss or so
    /// with the size of the data, and not with the number of vertices.
    pub fn locate(&self, lon_deg: &[f64], lat_deg: &[f64], areas: &mut [u32]) {
        assert!(lon_deg.len() == lat_deg.len() && lon_deg.len() == areas.len(), "columns of one batch");
        let mut marks = Marks { cell: [0; BLOCK], share: [[0.0; 2]; BLOCK], open: [Open::default(); BLOCK] };
        let mut claims = Vec::new();
        for ((lon, lat), areas) in lon_deg.chunks(BLOCK).zip(lat_deg.chunks(BLOCK)).zip(areas.chunks_mut(BLOCK)) {
            self.locate_block(lon, lat, areas, &mut marks, &mut claims);
        }
    }

    #[expect(clippy::needless_bitwise_bool, reason = "one branch instead of four, and none where the compiler can")]
    fn locate_block(&self, lon: &[f64], lat: &[f64], areas: &mut [u32], marks: &mut Marks, claims: &mut Vec<Claim>) {
        let rows = areas.len();
        let columns = self.grid.size[0];
        let nowhere = (self.top.len() - 1) as u32;
        let limits = self.grid.size.map(f64::from);
        for ((cell, share), (lon, lat)) in marks.cell[..rows].iter_mut().zip(&mut marks.share[..rows]).zip(lon.iter().zip(lat)) {
            let [x, y] = self.grid.place(*lon, *lat);
            let inside = (x >= 0.0) & (y >= 0.0) & (x < limits[0]) & (y < limits[1]);
            let (column, row) = (x as i32, y as i32);
            *cell = if inside { (row as u32).wrapping_mul(columns).wrapping_add(column as u32) } else { nowhere };
            *share = [x - f64::from(column), y - f64::from(row)];
        }

        let top = &self.top[..];
        let mut count = 0;
        for (row, (area, cell)) in areas.iter_mut().zip(&marks.cell[..rows]).enumerate() {
            let entry = top[*cell as usize];
            // An area, or OUTSIDE, which one more makes zero.
            let is_settled = entry.wrapping_add(1) <= LEAF;
            *area = entry;
            // Written in any case, and kept only if the count moves on: no branch to guess wrong.
            marks.open[count] = Open { row: row as u32, entry, share: marks.share[row] };
            count += usize::from(!is_settled);
        }
        if count > 0 {
            self.open_cells(lon, lat, areas, &mut marks.open[..count], claims);
        }
    }

    fn open_cells(&self, lon: &[f64], lat: &[f64], areas: &mut [u32], open: &mut [Open], claims: &mut Vec<Claim>) {
        let parted = &self.parted[..];
        let mut is_deeper = true;
        while is_deeper {
            is_deeper = false;
            for position in open.iter_mut().filter(|position| position.entry & !REST == PARTED) {
                let (part, share) = descend(position.share);
                let entry = parted[(position.entry & REST) as usize].0[part];
                is_deeper |= entry & !REST == PARTED;
                (position.entry, position.share) = (entry, share);
            }
        }

        let leaves = &self.leaves[..];
        let mut touched = 0;
        for position in open.iter().filter(|position| position.entry & !REST == LEAF) {
            let line = (position.entry & PLACE) as usize * 4 / WORDS;
            let last = line + usize::from(position.entry & LONG != 0);
            touched |= leaves[line].0[0] | leaves[last].0[0];
        }
        std::hint::black_box(touched);

        let words: &[u32] = bytemuck::cast_slice(leaves);
        for position in open.iter() {
            let row = position.row as usize;
            areas[row] = match position.entry {
                OUTSIDE => OUTSIDE,
                entry if entry & !REST == LEAF => decide(&words[(entry & PLACE) as usize * 4..], lattice_point(position.share)),
                entry if entry >= SET => ASK,
                entry => entry,
            };
            if areas[row] == ASK {
                areas[row] = self.decide_exactly([lon[row], lat[row]], claims);
            }
        }
    }

    #[cold]
    fn decide_exactly(&self, at: [f64; 2], claims: &mut Vec<Claim>) -> u32 {
        claims.clear();
        if let Ok(position) = LonLat::new(at) {
            self.claims(position, claims);
        }
        match claims[..] {
            [] => OUTSIDE,
            [Claim { area, on_boundary: false }] => area,
            _ => SEVERAL,
        }
    }
}
