//! Which areas a position lies in: a lattice of cells in which most cells answer at once, and the rest by a small picture.
//!
//! 1. `grid`: the position gives the top cell, by one multiplication for each axis.
//! 2. A top cell that no border comes near is *settled*: its entry is the answer. The others are parted into 4 × 4 smaller ones.
//! 3. Of those, too, most are settled. The rest are *leaves*, or parted again where much is going on. A leaf has a *map* of 8 × 8
//!    squares, which answers for the squares that no border comes near (`leaf`).
//! 4. For the other squares it has a *drawing*: simplified lines on a lattice of 2¹⁴ steps (`picture`, `drawing`). `kernel` winds
//!    around the position in whole numbers.
//! 5. The drawing is off by a known amount. A position that is closer than that to a drawn line is *in doubt*, and only then
//!    the true edges are asked, with exact predicates (`exact`). Everywhere else the drawing cannot be wrong.
//! 6. `batch` does this for columns of positions, step by step for a block at a time, so that the processor waits for many
//!    cache lines at once rather than for one after the other.
//!
//! Simplification is what makes it fast and the doubt is what keeps it exact: an index of polygons with ten times the vertices
//! has the same drawings, and only the exact path sees more edges.
//!
//! # Units and CRS
//! Plane geometry on the numbers as they are, longitude as x and latitude as y; an edge is the straight line between its vertices.
//! Areas do not cross the antimeridian; a position on ±180° is on the one side that its sign says.
//!
//! # Dirty data
//! Overlaps, gaps, holes, exclaves, repeated polygons, rings that cross themselves: the answer is that of asking every polygon.
//! Polygons with holes whose rings meet themselves are asked directly.

mod ahead;
mod batch;
mod build;
mod cell;
mod check;
mod drawing;
mod exact;
mod grid;
mod kernel;
mod leaf;
mod parts;
mod picture;
mod simple;
#[cfg(test)]
mod tests;

pub use build::TOP_BYTES;
pub(crate) use check::CellParts;
pub use leaf::Leaf;

use super::shapes::Side;
use super::{Claim, Flat, Shapes};
use crate::coord::LonLat;
use exact::{Facts, Run};
use grid::{Grid, descend, whole_and_share};
use parts::PartOf;

/// The answer for a position that no area contains.
pub const OUTSIDE: u32 = u32::MAX;
/// The answer for a position that several areas contain, or that lies on a boundary: [`CellIndex::claims`] tells.
pub const SEVERAL: u32 = u32::MAX - 1;

/// An exact, immutable locator. See the module for how it works.
#[derive(Clone, Debug)]
pub struct CellIndex {
    grid: Grid,
    /// Entries of the top cells row by row, and one more that says `OUTSIDE`.
    top: Flat<u32>,
    /// Sixteen entries for each parted cell.
    parted: Flat<Line>,
    leaves: Flat<Leaf>,
    /// What the leaves' drawings are made of.
    drawings: Flat<u32>,
    /// For each leaf, where its facts begin.
    facts_at: Flat<u32>,
    facts: Flat<u32>,
    /// Set `s` is `set_turns[set_start[s]..set_start[s + 1]]`.
    set_start: Flat<u32>,
    /// Part and winding number of what covers a settled cell that no single area covers.
    set_turns: Flat<[u32; 2]>,
    parts: Flat<PartOf>,
    shapes: Shapes,
}

/// What a cell is: the two highest bits tell.
///
/// `00` settled, the rest is the area; `11` settled otherwise: all bits set for none, else the number of a set;
/// `01` a leaf, the rest its number; `10` parted, the rest its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry(u32);

/// An entry taken apart.
enum Kind {
    Area(u32),
    Outside,
    Set(u32),
    Leaf(usize),
    Parted(usize),
}

const LEAF: u32 = 1 << 30;
const PARTED: u32 = 2 << 30;
const SET: u32 = 3 << 30;
const REST: u32 = LEAF - 1;

/// The entries of a parted cell, in a line of the processor's cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
pub struct Line([u32; PARTS]);

/// Cells that a parted one has.
const PARTS: usize = (grid::FANOUT * grid::FANOUT) as usize;

impl Entry {
    fn settled(area: u32) -> Self {
        debug_assert!(area == OUTSIDE || area < LEAF, "fewer than 2^30 areas");
        Self(area)
    }

    fn set(number: u32) -> Self {
        Self(SET | number)
    }

    fn leaf(number: u32) -> Self {
        Self(LEAF | number)
    }

    fn parted(line: u32) -> Self {
        Self(PARTED | line)
    }

    fn kind(self) -> Kind {
        let rest = self.0 & REST;
        match self.0 & !REST {
            0 => Kind::Area(rest),
            LEAF => Kind::Leaf(rest as usize),
            PARTED => Kind::Parted(rest as usize),
            _ if self.0 == OUTSIDE => Kind::Outside,
            _ => Kind::Set(rest),
        }
    }

    /// Whether it answers by itself.
    fn is_settled(self) -> bool {
        !matches!(self.kind(), Kind::Leaf(_) | Kind::Parted(_))
    }

    /// The entry after what it points to has been moved.
    fn moved(self, leaf_base: u32, parted_base: u32, set_numbers: &[u32]) -> Self {
        match self.kind() {
            Kind::Area(_) | Kind::Outside => self,
            Kind::Set(number) => Self::set(set_numbers[number as usize]),
            Kind::Leaf(_) => Self(self.0 + leaf_base),
            Kind::Parted(_) => Self(self.0 + parted_base),
        }
    }
}

impl CellIndex {
    /// Appends every area that contains the position or has it on its boundary, in order of the areas.
    ///
    /// # Cost
    /// About a microsecond; [`CellIndex::locate`] is for many positions.
    pub fn claims(&self, position: LonLat, claims: &mut Vec<Claim>) {
        let at = position.to_array();
        let first = claims.len();
        match self.kind_at(at) {
            Kind::Area(area) => claims.push(Claim { area, on_boundary: false }),
            Kind::Outside => {}
            Kind::Set(number) => {
                let range = self.set_start[number as usize] as usize..self.set_start[number as usize + 1] as usize;
                for &[part, turns] in &self.set_turns[range] {
                    self.claim(part, turns.cast_signed(), &[], at, claims);
                }
            }
            Kind::Leaf(leaf) => self.claims_in_leaf(leaf, at, claims),
            Kind::Parted(_) => unreachable!("the way down ends at a leaf or a settled cell"),
        }
        claims[first..].sort_unstable();
        merge_parts(claims, first);
    }

    fn claims_in_leaf(&self, leaf: usize, at: [f64; 2], claims: &mut Vec<Claim>) {
        let facts = Facts::read(&self.facts[self.facts_at[leaf] as usize..]).expect("facts are written whole, and checked when a snapshot is opened");
        let vertices = &self.shapes.vertices;
        let mut before: (&[Run], i32) = (&[], 0);
        for unit in facts.units() {
            let (runs, gained) = match unit.runs {
                Some(runs) => (runs, exact::turns(vertices, runs, facts.reference, at)),
                None => (before.0, -before.1),
            };
            before = (runs, gained);
            self.claim(unit.part, unit.turns + gained, runs, at, claims);
        }
    }

    /// Whether one polygon claims a position, given its winding number and its edges nearby.
    fn claim(&self, part: u32, turns: i32, runs: &[Run], at: [f64; 2], claims: &mut Vec<Claim>) {
        let of = self.parts[part as usize];
        let PartOf { area, polygon, .. } = of;
        let on_boundary = exact::on_edge(&self.shapes.vertices, runs, at);
        let side = match turns {
            _ if of.has_holes() && on_boundary || of.is_odd() && turns != 0 => self.shapes.side(polygon, at),
            _ if on_boundary => Side::Boundary,
            0 => Side::Outside,
            1 => Side::Inside,
            // A ring that winds otherwise is no proper one.
            _ => self.shapes.side(polygon, at),
        };
        if side != Side::Outside {
            claims.push(Claim { area, on_boundary: side == Side::Boundary });
        }
    }

    fn kind_at(&self, [lon_deg, lat_deg]: [f64; 2]) -> Kind {
        let place = self.grid.place(lon_deg, lat_deg);
        let limits = self.grid.limits();
        let inside = (0..2).all(|axis| place[axis] >= 0.0 && place[axis] < limits[axis]);
        if !inside {
            return Kind::Outside;
        }
        let [(column, x), (row, y)] = place.map(whole_and_share);
        let mut share = [x, y];
        let mut entry = Entry(self.top[row as usize * self.grid.size[0] as usize + column as usize]);
        while let Kind::Parted(line) = entry.kind() {
            let part;
            (part, share) = descend(share);
            entry = Entry(self.parted[line].0[part]);
        }
        entry.kind()
    }

    /// Bytes that the index takes without the polygons themselves, and bytes of the polygons.
    pub fn bytes(&self) -> [usize; 2] {
        let own = [
            self.top.bytes().len(),
            self.parted.bytes().len(),
            self.leaves.bytes().len(),
            self.drawings.bytes().len(),
            self.facts_at.bytes().len(),
            self.facts.bytes().len(),
            self.set_start.bytes().len(),
            self.set_turns.bytes().len(),
            self.parts.bytes().len(),
        ];
        [own.iter().sum(), self.shapes.bytes()]
    }

    /// One more than the highest area.
    pub fn areas(&self) -> u32 {
        self.parts.iter().map(|part| part.area + 1).max().unwrap_or(0)
    }

    #[cfg(test)]
    pub(super) fn top(&self) -> &[u32] {
        &self.top
    }

    /// The nearest corner of a top cell, or of one of `parts` × `parts` cells in it: for tests, because that is where errors would be.
    pub fn corner_near(&self, [lon_deg, lat_deg]: [f64; 2], parts: f64) -> [f64; 2] {
        let place = self.grid.place(lon_deg, lat_deg).map(|p| (p * parts).round() / parts);
        self.grid.corner(place)
    }

    /// The polygons.
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// How the cells are spent: top cells, those of them that are not settled, parted cells, leaves.
    pub fn census(&self) -> [usize; 4] {
        let open = self.top.iter().filter(|entry| matches!(Entry(**entry).kind(), Kind::Leaf(_) | Kind::Parted(_))).count();
        [self.top.len() - 1, open, self.parted.len(), self.leaves.len()]
    }
}

/// Two parts of one area can meet in a point, which is on its boundary only if it is so by both.
fn merge_parts(claims: &mut Vec<Claim>, first: usize) {
    let mut kept = first;
    for i in first..claims.len() {
        let claim = claims[i];
        if kept > first && claims[kept - 1].area == claim.area {
            claims[kept - 1].on_boundary &= claim.on_boundary;
        } else {
            claims[kept] = claim;
            kept += 1;
        }
    }
    claims.truncate(kept);
}
