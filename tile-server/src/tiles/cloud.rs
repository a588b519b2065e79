//! Places made ready for every zoom: those that would lie on each other are drawn as one, with their number.
//!
//! 1. Each place gets its Morton code: the bits of its column and row, interleaved. Sorted by it, the places of any square cell of the
//!    quadtree stand behind one another, at every zoom.
//! 2. A zoom below [`DETAIL_ZOOM`] has cells of 128 units, 16 pixels of a map: symbols in one of them would cover each other. A cell
//!    that holds several places is drawn as one, in their middle. Where the next cell begins is found once, when the zoom is first asked for.
//! 3. At [`DETAIL_ZOOM`] and deeper each place is drawn, unless a tile has more than [`TILE_PLACES_MAX`]; then its cells grow until it has not.
//!
//! Nothing is left out: the numbers in the tiles of a zoom add up to the places there are.
//!
//! # References
//! Morton (1966), *A computer oriented geodetic data base*, IBM.

use std::ops::Range;
use std::sync::OnceLock;

use super::TileCoord;
use super::grid::Grid;
use super::mesh::DETAIL_ZOOM;
use super::quantise::{BUFFER, EXTENT};

/// More symbols than this nobody can tell apart on a tile, and no client draws them gladly.
pub const TILE_PLACES_MAX: usize = 65_536;

/// The zoom whose units are counted: 32 bits a side, 7 mm on the ground.
const UNIT_ZOOM: u8 = 20;
/// Bits of a cell's side, in units of its zoom.
const CELL_BITS: u32 = 7;

/// Places of one grid.
#[derive(Debug)]
pub struct Cloud {
    /// Morton codes, in order.
    codes: Vec<u64>,
    /// The row of each.
    rows: Vec<u32>,
    /// The sums of the columns and rows of all before each place, to find middles by.
    sums: Vec<[u64; 2]>,
    /// Where cells begin, by zoom.
    starts: [OnceLock<Vec<u32>>; DETAIL_ZOOM as usize],
}

/// What is drawn for one place, or for several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drop {
    /// Where, in units of the tile's zoom from the square's corner.
    pub place: [i64; 2],
    /// The row of the first of them.
    pub row: u32,
    /// How many there are.
    pub count: u32,
}

impl Cloud {
    /// Places in degrees, each with its row.
    ///
    /// # Cost
    /// O(n log n), 0.2 s a million.
    pub fn new(places: impl Iterator<Item = (u32, [f64; 2])>, grid: Grid) -> Self {
        let units = f64::from(EXTENT) * f64::from(1_u32 << UNIT_ZOOM);
        // From f64 to u32 Rust's casts end at the type's ends, which are the edges of the square.
        let code = |place: [f64; 2]| morton(grid.to_square(place).map(|v| (v * units).floor() as u32));
        let mut sorted: Vec<(u64, u32)> = places.map(|(row, place)| (code(place), row)).collect();
        sorted.sort_unstable();
        let (codes, rows): (Vec<u64>, Vec<u32>) = sorted.into_iter().unzip();
        let mut sum = [0_u64; 2];
        let mut sums = vec![sum];
        sums.extend(codes.iter().map(|code| {
            let [x, y] = place_of(*code);
            sum = [sum[0] + u64::from(x), sum[1] + u64::from(y)];
            sum
        }));
        Self { codes, rows, sums, starts: Default::default() }
    }

    /// Makes a zoom ready, unless it is.
    pub fn prepare(&self, zoom: u8) {
        if zoom < DETAIL_ZOOM {
            self.starts(zoom);
        }
    }

    /// Where the cells of a zoom begin, and at the end the number of places.
    fn starts(&self, zoom: u8) -> &[u32] {
        self.starts[usize::from(zoom)].get_or_init(|| self.groups(0..self.codes.len(), cell_shift(zoom)))
    }

    /// Where the codes of a range change above so many bits, and the range's end.
    fn groups(&self, range: Range<usize>, shift: u32) -> Vec<u32> {
        let begins = range.clone().filter(|&i| i == range.start || self.codes[i] >> shift != self.codes[i - 1] >> shift);
        begins.chain([range.end]).map(|i| i as u32).collect()
    }

    /// What is drawn in a tile and its buffer.
    ///
    /// # Cost
    /// O(log n) and what is drawn.
    pub fn in_tile(&self, tile: TileCoord) -> Vec<Drop> {
        let zoom = tile.zoom();
        if zoom < DETAIL_ZOOM {
            let starts = self.starts(zoom);
            let shift = cell_shift(zoom);
            // The cells of the tile, and those around it: what is drawn of them may lie in the buffer.
            let bits = EXTENT.trailing_zeros() - CELL_BITS;
            let cells = |column: u32| (i64::from(column) << bits) - 1..=((i64::from(column) + 1) << bits);
            let window = tile.column_row().map(cells);
            let search = Search { keys: &|i| self.codes[starts[i] as usize] >> shift, bits: u32::from(zoom) + bits, window };
            let found = search.ranges(starts.len() - 1);
            let drops = found.into_iter().flatten().map(|i| self.drop(starts[i] as usize..starts[i + 1] as usize, zoom));
            return drops.filter(|drop| reaches(tile, drop.place)).collect();
        }
        let stretch = zoom.saturating_sub(UNIT_ZOOM);
        let fine = UNIT_ZOOM.saturating_sub(zoom);
        let units = |column: u32| {
            let first = i64::from(column) * i64::from(EXTENT) - i64::from(BUFFER);
            let last = i64::from(column) * i64::from(EXTENT) + i64::from(EXTENT + BUFFER) - 1;
            (first << fine) >> stretch..=((((last + 1) << fine) - 1) >> stretch)
        };
        let search = Search { keys: &|i| self.codes[i], bits: u64::BITS / 2, window: tile.column_row().map(units) };
        let found = search.ranges(self.codes.len());
        // All that differ, or, where those are too many, all whose cells differ, of the smallest cells that are few enough.
        let grouped = |shift: u32| -> Vec<Vec<u32>> { found.iter().map(|range| self.groups(range.clone(), shift)).collect() };
        if found.iter().map(ExactSizeIterator::len).sum::<usize>() <= TILE_PLACES_MAX {
            return found.into_iter().flatten().map(|i| self.drop(i..i + 1, zoom)).collect();
        }
        let few = (0..u64::BITS / 2).map(|bits| grouped(2 * bits)).find(|groups| groups.iter().map(|g| g.len() - 1).sum::<usize>() <= TILE_PLACES_MAX);
        let groups = few.unwrap_or_default();
        groups.iter().flat_map(|g| g.windows(2)).map(|ends| self.drop(ends[0] as usize..ends[1] as usize, zoom)).collect()
    }

    /// Some places behind one another as one, in their middle.
    fn drop(&self, range: Range<usize>, zoom: u8) -> Drop {
        let count = range.len() as u64;
        let middle = [0, 1].map(|axis| (self.sums[range.end][axis] - self.sums[range.start][axis]) / count);
        // Halves go up, as everywhere.
        let place = middle.map(u64::cast_signed).map(|v| match UNIT_ZOOM.checked_sub(zoom) {
            Some(0) => v,
            Some(fine) => (v + (1 << (fine - 1))) >> fine,
            None => v << (zoom - UNIT_ZOOM),
        });
        Drop { place, row: self.rows[range.start], count: count as u32 }
    }
}

/// Whether a place lies in a tile or its buffer.
fn reaches(tile: TileCoord, place: [i64; 2]) -> bool {
    let corner = tile.column_row().map(|v| i64::from(v) * i64::from(EXTENT));
    (0..2).all(|axis| (-i64::from(BUFFER)..i64::from(EXTENT + BUFFER)).contains(&(place[axis] - corner[axis])))
}

/// The bits of a code that a cell of a zoom does not tell apart.
fn cell_shift(zoom: u8) -> u32 {
    2 * (u32::from(UNIT_ZOOM - zoom) + CELL_BITS)
}

/// A look for the keys, Morton codes of so many bits a side, that lie in a window.
struct Search<'a> {
    keys: &'a dyn Fn(usize) -> u64,
    bits: u32,
    window: [std::ops::RangeInclusive<i64>; 2],
}

impl Search<'_> {
    /// Their positions among so many, in order.
    fn ranges(&self, count: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        self.visit(0, 0, 0..count, &mut found);
        found
    }

    /// Looks at a square of the quadtree: its prefix, how many bits a side that has, and the positions of its keys.
    fn visit(&self, prefix: u64, depth: u32, range: Range<usize>, found: &mut Vec<Range<usize>>) {
        if range.is_empty() {
            return;
        }
        let rest = self.bits - depth;
        let corner = place_of(prefix);
        let square = [0, 1].map(|axis| (i64::from(corner[axis]) << rest)..=((i64::from(corner[axis]) + 1) << rest) - 1);
        if (0..2).any(|axis| square[axis].end() < self.window[axis].start() || square[axis].start() > self.window[axis].end()) {
            return;
        }
        if rest == 0 || (0..2).all(|axis| self.window[axis].contains(square[axis].start()) && self.window[axis].contains(square[axis].end())) {
            match found.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => found.push(range),
            }
            return;
        }
        let mut start = range.start;
        for quarter in 0..4 {
            let child = prefix << 2 | quarter;
            let end = if quarter == 3 { range.end } else { self.first_not_below(start..range.end, (child + 1) << (2 * (rest - 1))) };
            self.visit(child, depth + 1, start..end, found);
            start = end;
        }
    }

    fn first_not_below(&self, range: Range<usize>, key: u64) -> usize {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low.midpoint(high);
            if (self.keys)(middle) < key { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// Interleaves the bits of a column and a row; the row's are the higher ones.
fn morton([column, row]: [u32; 2]) -> u64 {
    spread(column) | spread(row) << 1
}

/// The column and the row of a code.
fn place_of(code: u64) -> [u32; 2] {
    [gather(code), gather(code >> 1)]
}

/// Puts a zero before each bit.
fn spread(v: u32) -> u64 {
    let mut v = u64::from(v);
    for (shift, mask) in
        [(16, 0x0000_FFFF_0000_FFFF), (8, 0x00FF_00FF_00FF_00FF), (4, 0x0F0F_0F0F_0F0F_0F0F), (2, 0x3333_3333_3333_3333), (1, 0x5555_5555_5555_5555)]
    {
        v = (v | v << shift) & mask;
    }
    v
}

/// Takes every other bit.
fn gather(v: u64) -> u32 {
    let mut v = v & 0x5555_5555_5555_5555;
    for (shift, mask) in
        [(1, 0x3333_3333_3333_3333), (2, 0x0F0F_0F0F_0F0F_0F0F), (4, 0x00FF_00FF_00FF_00FF), (8, 0x0000_FFFF_0000_FFFF), (16, 0x0000_0000_FFFF_FFFF_u64)]
    {
        v = (v | v >> shift) & mask;
    }
    v as u32
}

#[cfg(test)]
#[path = "cloud_tests.rs"]
mod tests;
