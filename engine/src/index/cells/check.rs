//! Arrays from a file: every number that leads somewhere must lead to a place that exists, and nowhere in a circle.
//!
//! What a leaf says is not checked, for that would be building it again; the file's checksum stands for it.

use rayon::prelude::*;

use super::exact::Facts;
use super::grid::Grid;
use super::parts::PartOf;
use super::{CellIndex, Entry, Kind, Leaf, Line, OUTSIDE, SEVERAL, drawing};
use crate::index::{Damaged, Flat, Shapes};

/// What a [`CellIndex`] is made of.
#[derive(Clone, Debug)]
pub(crate) struct CellParts {
    pub(crate) grid: Grid,
    pub(crate) top: Flat<u32>,
    pub(crate) parted: Flat<Line>,
    pub(crate) leaves: Flat<Leaf>,
    pub(crate) drawings: Flat<u32>,
    pub(crate) facts_at: Flat<u32>,
    pub(crate) facts: Flat<u32>,
    pub(crate) set_start: Flat<u32>,
    pub(crate) set_turns: Flat<[u32; 2]>,
    pub(crate) parts: Flat<PartOf>,
    pub(crate) shapes: Shapes,
}

impl CellIndex {
    /// The arrays, which share memory with the index.
    pub(crate) fn parts(&self) -> CellParts {
        let Self { grid, top, parted, leaves, drawings, facts_at, facts, set_start, set_turns, parts, shapes } = self.clone();
        CellParts { grid, top, parted, leaves, drawings, facts_at, facts, set_start, set_turns, parts, shapes }
    }

    /// An index of arrays from a file.
    ///
    /// # Errors
    /// The arrays do not belong together.
    ///
    /// # Cost
    /// One look at every cell and leaf, on all cores.
    pub(crate) fn from_parts(parts: CellParts) -> Result<Self, Damaged> {
        let CellParts { grid, top, parted, leaves, drawings, facts_at, facts, set_start, set_turns, parts, shapes } = parts;
        let index = Self { grid, top, parted, leaves, drawings, facts_at, facts, set_start, set_turns, parts, shapes };
        Damaged::unless(index.grid.is_sound() && index.top.len() == index.grid.len() + 1, "cells", "not one for every place of the grid")?;
        Damaged::unless(index.parts.iter().all(|part| part.is_sound(&index.shapes)), "parts", "they name polygons that are not there")?;
        let sets_end = index.set_start.last().is_some_and(|&last| last as usize == index.set_turns.len());
        Damaged::unless(index.set_start.is_sorted() && sets_end, "sets", "they do not end with their members")?;
        Damaged::unless(index.set_turns.iter().all(|[part, _]| (*part as usize) < index.parts.len()), "sets", "they name parts that are not there")?;
        let look = Look::at(&index);
        Damaged::unless(index.leaves.len() == index.facts_at.len(), "leaves", "not one of them for each of their facts")?;
        let leaves = index.leaves.par_iter().zip(index.facts_at.par_iter());
        Damaged::unless(leaves.all(|(leaf, &facts)| look.is_leaf_sound(leaf, facts) == Some(true)), "leaves", "one leads nowhere")?;
        Damaged::unless(index.top.par_iter().all(|&entry| look.is_sound(entry, None)), "cells", "one leads nowhere")?;
        let is_sound = |(line, entries): (usize, &Line)| entries.0.iter().all(|&entry| look.is_sound(entry, Some(line)));
        Damaged::unless(index.parted.par_iter().enumerate().all(is_sound), "parted cells", "one leads nowhere")?;
        Ok(index)
    }
}

/// The arrays as slices: taken once, for there are millions of looks.
struct Look<'a> {
    areas: u32,
    parts: usize,
    sets: usize,
    vertices: usize,
    parted: usize,
    leaves: usize,
    drawings: &'a [u32],
    facts: &'a [u32],
}

impl<'a> Look<'a> {
    fn at(index: &'a CellIndex) -> Self {
        Self {
            areas: index.areas(),
            parts: index.parts.len(),
            sets: index.set_start.len() - 1,
            vertices: index.shapes.vertices.len(),
            parted: index.parted.len(),
            leaves: index.leaves.len(),
            drawings: &index.drawings,
            facts: &index.facts,
        }
    }

    /// Whether an entry leads to something; `from` is the line of the parted cell it stands in.
    fn is_sound(&self, entry: u32, from: Option<usize>) -> bool {
        match Entry(entry).kind() {
            Kind::Outside => true,
            Kind::Area(area) => area < self.areas,
            Kind::Set(number) => (number as usize) < self.sets,
            // A cell is written after its parts: so the way down ends.
            Kind::Parted(line) => line < from.unwrap_or(self.parted),
            Kind::Leaf(leaf) => leaf < self.leaves,
        }
    }

    fn is_leaf_sound(&self, leaf: &Leaf, facts: u32) -> Option<bool> {
        let mut areas = drawing::areas(self.drawings, leaf.drawing)?.chain(leaf.faces);
        let facts = Facts::read(self.facts.get(facts as usize..)?)?;
        let mut count = 0;
        for (i, unit) in facts.units().enumerate() {
            let runs_fit = unit.runs.map_or(i > 0, |runs| runs.iter().all(|[first, edges]| u64::from(*first) + u64::from(*edges) < self.vertices as u64));
            if unit.part as usize >= self.parts || !runs_fit {
                return Some(false);
            }
            count += 1;
        }
        Some(count == facts.len() && areas.all(|area| area == OUTSIDE || area == SEVERAL || area < self.areas))
    }
}
