//! Columns of positions, a block at a time.
//!
//! Each step runs over the whole block before the next one begins, and keeps those that are still open. Within a step no position
//! waits for another, and it begins to fetch what the next step needs, so the processor has many cache lines on their way at once.
//! Whether a position is kept is not guessed: it is written in any case, and the count moves on or not.

use super::ahead::fetch;
use super::drawing::{ASK, decide, span};
use super::grid::{Share, descend, lattice_point, whole_and_share};
use super::leaf::LOOK;
use super::{CellIndex, LEAF, OUTSIDE, PARTED, REST, SET, SEVERAL};
use crate::coord::LonLat;
use crate::index::Claim;

/// Positions in a block: their marks stay in the nearest cache.
const BLOCK: usize = 128;

/// A position that is still open.
#[derive(Clone, Copy, Default)]
struct Open {
    /// Place in the block.
    row: u32,
    /// The entry of its cell; in the end, the number of its leaf.
    entry: u32,
    /// Shares of the cell.
    share: Share,
}

/// Room for one block.
struct Marks {
    cell: [u32; BLOCK],
    share: [Share; BLOCK],
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
    /// On one core some 13 ns for a position anywhere in China's counties, and 45 ns within 500 m of a border (docs/bench.md); growing with
    /// the size of the data by what the cache does not hold of it, and not with the number of vertices.
    pub fn locate(&self, lon_deg: &[f64], lat_deg: &[f64], areas: &mut [u32]) {
        assert!(lon_deg.len() == lat_deg.len() && lon_deg.len() == areas.len(), "columns of one batch");
        let mut marks = Marks { cell: [0; BLOCK], share: [[0; 2]; BLOCK], open: [Open::default(); BLOCK] };
        let mut claims = Vec::new();
        for ((lon, lat), areas) in lon_deg.chunks(BLOCK).zip(lat_deg.chunks(BLOCK)).zip(areas.chunks_mut(BLOCK)) {
            self.find_cells(lon, lat, &mut marks);
            let open = self.look_up(areas, &mut marks);
            let leaves = self.go_down(areas, &mut marks.open[..open]);
            let drawn = self.read_maps(areas, &mut marks.open[..leaves]);
            self.read_drawings(areas, &marks.open[..drawn]);
            if open > 0 {
                self.ask(lon, lat, areas, &mut claims);
            }
        }
    }

    #[expect(clippy::needless_bitwise_bool, reason = "one branch instead of four, and none where the compiler can")]
    fn find_cells(&self, lon: &[f64], lat: &[f64], marks: &mut Marks) {
        let columns = self.grid.size[0];
        let nowhere = (self.top.len() - 1) as u32;
        let limits = self.grid.limits();
        for ((cell, share), (lon, lat)) in marks.cell.iter_mut().zip(&mut marks.share).zip(lon.iter().zip(lat)) {
            let [x, y] = self.grid.place(*lon, *lat);
            let inside = (x >= 0.0) & (y >= 0.0) & (x < limits[0]) & (y < limits[1]);
            let ((column, x), (row, y)) = (whole_and_share(x), whole_and_share(y));
            *cell = if inside { row.wrapping_mul(columns).wrapping_add(column) } else { nowhere };
            *share = [x, y];
        }
    }

    /// Answers for settled top cells; returns how many positions stay open.
    fn look_up(&self, areas: &mut [u32], marks: &mut Marks) -> usize {
        let (top, parted) = (&self.top[..], &self.parted[..]);
        let mut count = 0;
        for (row, ((area, cell), share)) in areas.iter_mut().zip(&marks.cell).zip(&marks.share).enumerate() {
            let entry = top[*cell as usize];
            *area = entry;
            marks.open[count] = Open { row: row as u32, entry, share: *share };
            let is_open = !is_settled(entry);
            fetch(parted, if is_open { (entry & REST) as usize } else { 0 });
            count += usize::from(is_open);
        }
        count
    }

    /// Goes down to the leaves; returns how many positions lie in one.
    fn go_down(&self, areas: &mut [u32], open: &mut [Open]) -> usize {
        let (parted, leaves) = (&self.parted[..], &self.leaves[..]);
        let mut count = 0;
        for i in 0..open.len() {
            let Open { row, mut entry, mut share } = open[i];
            // Once, but for the rare cells that are parted again, or settled by a set.
            while entry & !REST == PARTED {
                let part;
                (part, share) = descend(share);
                entry = parted[(entry & REST) as usize].0[part];
            }
            let is_set = entry >= SET && entry != OUTSIDE;
            areas[row as usize] = if is_set { ASK } else { entry };
            open[count] = Open { row, entry, share };
            let is_leaf = entry & !REST == LEAF;
            fetch(leaves, if is_leaf { (entry & REST) as usize } else { 0 });
            count += usize::from(is_leaf);
        }
        count
    }

    /// Answers for squares that no border comes near; returns how many positions are left.
    fn read_maps(&self, areas: &mut [u32], open: &mut [Open]) -> usize {
        let (leaves, drawings) = (&self.leaves[..], &self.drawings[..]);
        let mut count = 0;
        for i in 0..open.len() {
            let position = open[i];
            let leaf = &leaves[(position.entry & REST) as usize];
            let code = leaf.code(position.share);
            areas[position.row as usize] = leaf.faces[code as usize % 3];
            open[count] = position;
            let is_drawn = code == LOOK;
            let [first, last] = span(if is_drawn { leaf.drawing } else { 0 });
            fetch(drawings, first);
            fetch(drawings, last);
            count += usize::from(is_drawn);
        }
        count
    }

    fn read_drawings(&self, areas: &mut [u32], open: &[Open]) {
        let (leaves, drawings) = (&self.leaves[..], &self.drawings[..]);
        for position in open {
            let leaf = &leaves[(position.entry & REST) as usize];
            let words = &drawings[span(leaf.drawing)[0]..];
            areas[position.row as usize] = decide(words, leaf.drawing, [leaf.faces[0], leaf.faces[1]], lattice_point(position.share));
        }
    }

    /// Decides exactly where nothing else could.
    fn ask(&self, lon: &[f64], lat: &[f64], areas: &mut [u32], claims: &mut Vec<Claim>) {
        for ((area, lon), lat) in areas.iter_mut().zip(lon).zip(lat).filter(|((area, _), _)| **area == ASK) {
            *area = self.decide_exactly([*lon, *lat], claims);
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

/// Whether an entry is an area, or [`OUTSIDE`], which one more makes zero.
#[inline]
fn is_settled(entry: u32) -> bool {
    entry.wrapping_add(1) <= LEAF
}
