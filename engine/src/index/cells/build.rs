//! Building the index.
//!
//! 1. Choose the size of the cells by the length of the borders and the memory to spend.
//! 2. Part every top cell, for now, and deal the edges to the rows of parts that they come near.
//! 3. For each row, on all cores: sweep its middle line from the west and keep the winding numbers of the polygons around the middles of
//!    the parts; build each part that edges come near ([`cell::build`]); the others are settled by the sweep alone.
//! 4. Where all sixteen parts have the same answer, the top cell has it too; else it stays parted.
//! 5. Put the rows together in order, so that the result does not depend on the number of threads.

use geo_types::MultiPolygon;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::cell::{self, Pieces, Task, Turns};
use super::exact::is_left;
use super::grid::{Cell, FANOUT, Grid};
use super::kernel::{MARGIN, STEPS};
use super::parts::Parts;
use super::{CellIndex, Entry, Leaf, Line, OUTSIDE, PARTS};
use crate::coord::Bounds;
use crate::index::{Flat, ShapeCollector, Shapes};

/// Memory for the top cells unless said otherwise: half a million of them, as China's counties like best.
pub const TOP_BYTES: usize = 2 << 20;
/// The share of the top cells that borders may run through. Fewer, larger cells mean more positions that have to go on from
/// there; more, smaller ones mean more misses of the processor's cache.
const BORDER_SHARE: f64 = 0.136;
/// A line runs through 4/π cells for each cell's width, on average over its directions.
const CELLS_PER_WIDTH: f64 = 1.27;

impl CellIndex {
    /// Indexes areas, which may have holes, many parts, gaps and overlaps. Answers name them by their place in the list.
    ///
    /// # Cost
    /// `O(n log n)` for n vertices, on all cores; about 0.3 µs a vertex and core for the counties of China.
    pub fn build(areas: &[&MultiPolygon<f64>]) -> Self {
        let mut collector = ShapeCollector::default();
        let areas: Vec<Vec<u32>> = areas.iter().map(|area| collector.add(area)).collect();
        Self::of_shapes(&collector.finish(), &areas, TOP_BYTES)
    }

    /// The same for areas whose polygons are in a store already; `top_bytes` is the memory that the top cells may take.
    pub fn of_shapes(shapes: &Shapes, areas: &[Vec<u32>], top_bytes: usize) -> Self {
        let parts = Parts::new(shapes, areas);
        let grid = grid_for(&parts, top_bytes);
        let rows = deal(&grid, &parts);
        let built: Vec<(Vec<Entry>, Pieces)> = (0..grid.size[1]).into_par_iter().map(|row| build_row(&grid, &parts, row, &rows)).collect();
        assemble(grid, shapes.clone(), parts, built)
    }
}

fn grid_for(parts: &Parts, top_bytes: usize) -> Grid {
    let mut bounds = Bounds::EMPTY;
    let mut length = 0.0;
    for part in 0..parts.list.len() {
        for edge in parts.edges(part) {
            let [[ax, ay], [bx, by]] = parts.ends(part as u32, edge);
            bounds = bounds.union(Bounds { west: ax, south: ay, east: ax, north: ay });
            length += (bx - ax).hypot(by - ay);
        }
    }
    if bounds.is_empty() {
        bounds = Bounds { west: 0.0, south: 0.0, east: 0.0, north: 0.0 };
    }
    let area = (bounds.east - bounds.west) * (bounds.north - bounds.south);
    // Most edges lie between two areas and were counted twice.
    let wanted = (CELLS_PER_WIDTH * length / 2.0 / BORDER_SHARE).powi(2) / area.max(f64::MIN_POSITIVE);
    Grid::new(bounds, wanted.clamp(256.0, (top_bytes / size_of::<u32>()) as f64) as u32)
}

/// Edges by the rows they come near.
struct Rows {
    start: Vec<usize>,
    edges: Vec<u32>,
}

impl Rows {
    fn row(&self, row: u32) -> &[u32] {
        &self.edges[self.start[row as usize]..self.start[row as usize + 1]]
    }
}

/// How far beyond a cell its lines count, in cells, with room for rounding.
const REACH: f64 = (MARGIN as f64 + 0.1) / STEPS as f64;

fn deal(grid: &Grid, parts: &Parts) -> Rows {
    assert!(parts.edge_count() < u64::from(u32::MAX), "an index holds fewer than 2^32 edges");
    let last_row = grid.fine_size()[1] - 1;
    let rows_of = |part: usize, edge: u32| {
        let [a, b] = parts.ends(part as u32, edge).map(|end| grid.fine_place(end)[1]);
        let row = |y: f64| (y.max(0.0) as u32).min(last_row);
        row(a.min(b) - REACH)..=row(a.max(b) + REACH)
    };
    let mut start = vec![0; last_row as usize + 3];
    for part in 0..parts.list.len() {
        parts.edges(part).flat_map(|edge| rows_of(part, edge)).for_each(|row| start[row as usize + 2] += 1);
    }
    for row in 2..start.len() {
        start[row] += start[row - 1];
    }
    let mut edges = vec![0; start[start.len() - 1]];
    for part in 0..parts.list.len() {
        for edge in parts.edges(part) {
            for row in rows_of(part, edge) {
                // The next free place of row r is kept one further on, and has become its start when all are dealt.
                let next = &mut start[row as usize + 1];
                edges[*next] = edge;
                *next += 1;
            }
        }
    }
    Rows { start, edges }
}

/// From this column on, the winding number of a part is so much more.
struct Event {
    column: u32,
    part: u32,
    turns: i32,
}

/// A row of top cells.
fn build_row(grid: &Grid, parts: &Parts, row: u32, rows: &Rows) -> (Vec<Entry>, Pieces) {
    let mut pieces = Pieces::default();
    let fine = [0, 1, 2, 3].map(|i| build_fine_row(grid, parts, row * FANOUT + i, rows.row(row * FANOUT + i), &mut pieces));
    let top = (0..grid.size[0] as usize * FANOUT as usize).step_by(FANOUT as usize).map(|column| {
        let line = fine.each_ref().map(|entries| &entries[column..column + FANOUT as usize]).concat();
        if line.iter().all(|entry| entry.is_settled() && *entry == line[0]) {
            return line[0];
        }
        pieces.parted.extend(line.iter().map(|entry| entry.0));
        Entry::parted((pieces.parted.len() / PARTS) as u32 - 1)
    });
    (top.collect(), pieces)
}

fn build_fine_row(grid: &Grid, parts: &Parts, row: u32, edges: &[u32], pieces: &mut Pieces) -> Vec<Entry> {
    let mut near: Vec<u64> = Vec::with_capacity(edges.len() * 2);
    let mut events = Vec::new();
    let mut part = 0;
    for &edge in edges {
        if u64::from(edge) >= parts.end(part) {
            part = parts.part(edge);
        }
        let ends = parts.ends(part, edge);
        near.extend(columns(grid, row, ends).map(|column| u64::from(column) << 32 | u64::from(edge)));
        events.extend(event(grid, row, ends).map(|(column, turns)| Event { column, part, turns }));
    }
    near.sort_unstable();
    events.sort_by_key(|event| (event.column, event.part));

    let columns = grid.fine_size()[0];
    let mut sweep = Sweep { parts, events: &events, turns: Vec::new(), entries: Vec::with_capacity(columns as usize), pieces };
    let mut cell_edges = Vec::new();
    for same_cell in near.chunk_by(|a, b| a >> 32 == b >> 32) {
        let column = (same_cell[0] >> 32) as u32;
        sweep.settle_until(column);
        cell_edges.clear();
        cell_edges.extend(same_cell.iter().map(|key| *key as u32));
        let cell = Cell::fine(column, row);
        let task = Task { cell, level: 0, reference: grid.point_in(cell, [0.5, 0.5]), turns: sweep.turns.clone(), edges: &cell_edges };
        sweep.entries.push(cell::build(grid, parts, &task, sweep.pieces));
    }
    sweep.settle_until(columns);
    sweep.entries
}

/// The columns in which an edge comes near the cells of a row.
fn columns(grid: &Grid, row: u32, ends: [[f64; 2]; 2]) -> std::ops::RangeInclusive<u32> {
    let [a, b] = ends.map(|end| grid.fine_place(end));
    let (low, high) = (f64::from(row) - REACH, f64::from(row + 1) + REACH);
    let rise = b[1] - a[1];
    let at = |y: f64| if rise == 0.0 { a[0] } else { a[0] + ((y - a[1]) / rise).clamp(0.0, 1.0) * (b[0] - a[0]) };
    let (from, to) =
        if rise.abs() < 1.0 && (low..=high).contains(&a[1]) && (low..=high).contains(&b[1]) || rise == 0.0 { (a[0], b[0]) } else { (at(low), at(high)) };
    let last = grid.fine_size()[0] - 1;
    let column = |x: f64| (x.max(0.0) as u32).min(last);
    column(from.min(to) - REACH - 1e-9)..=column(from.max(to) + REACH + 1e-9)
}

/// Where an edge crosses the middle line of a row: the first part whose middle lies to the east, and the turns gained there.
fn event(grid: &Grid, row: u32, [a, b]: [[f64; 2]; 2]) -> Option<(u32, i32)> {
    let middle = |column: u32| grid.point_in(Cell::fine(column, row), [0.5, 0.5]);
    let columns = grid.fine_size()[0];
    let y = middle(0)[1];
    let upward = b[1] > a[1];
    if (a[1] <= y) == (b[1] <= y) {
        return None;
    }
    // The left of an edge that leads north is its west.
    let is_east = |column: u32| is_left(a, b, middle(column)) != upward;
    let x = a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
    let mut column = (grid.fine_place([x, y])[0] + 0.5).clamp(0.0, f64::from(columns)) as u32;
    // The estimate may be off where the crossing is close to a middle; the exact test is not.
    while column > 0 && is_east(column - 1) {
        column -= 1;
    }
    while column < columns && !is_east(column) {
        column += 1;
    }
    Some((column, if upward { -1 } else { 1 }))
}

/// A row's middle line, from west to east.
struct Sweep<'a> {
    parts: &'a Parts<'a>,
    events: &'a [Event],
    /// Winding numbers at the middle of the cell that comes next.
    turns: Turns,
    entries: Vec<Entry>,
    pieces: &'a mut Pieces,
}

impl Sweep<'_> {
    /// Settles the cells before a column, and brings the winding numbers up to it.
    fn settle_until(&mut self, column: u32) {
        while let Some((event, rest)) = self.events.split_first().filter(|(event, _)| event.column <= column) {
            self.fill(event.column);
            self.events = rest;
            match self.turns.binary_search_by_key(&event.part, |(part, _)| *part) {
                Ok(place) => {
                    self.turns[place].1 += event.turns;
                    if self.turns[place].1 == 0 {
                        self.turns.remove(place);
                    }
                }
                Err(place) => self.turns.insert(place, (event.part, event.turns)),
            }
        }
        self.fill(column);
    }

    fn fill(&mut self, column: u32) {
        if self.entries.len() < column as usize {
            let entry = cell::settled(self.parts, &self.turns, &mut self.pieces.sets);
            self.entries.resize(column as usize, entry);
        }
    }
}

fn assemble(grid: Grid, shapes: Shapes, parts: Parts, rows: Vec<(Vec<Entry>, Pieces)>) -> CellIndex {
    let count = |length: fn(&Pieces) -> usize| rows.iter().map(|(_, pieces)| length(pieces)).sum::<usize>();
    let mut top: Vec<u32> = Vec::with_capacity(grid.len() + 1);
    let mut leaves: Vec<Leaf> = Vec::with_capacity(count(|pieces| pieces.leaves.len()));
    let mut drawings: Vec<u32> = Vec::with_capacity(count(|pieces| pieces.drawings.len()));
    let mut parted: Vec<Line> = Vec::with_capacity(count(|pieces| pieces.parted.len()) / PARTS);
    let mut facts_at: Vec<u32> = Vec::with_capacity(leaves.capacity());
    let mut facts: Vec<u32> = Vec::with_capacity(count(|pieces| pieces.facts.len()));
    let mut sets: Vec<Turns> = Vec::new();
    let mut known_sets: FxHashMap<Turns, u32> = FxHashMap::default();
    for (entries, pieces) in rows {
        let (leaf_base, parted_base, facts_base) = (leaves.len() as u32, parted.len() as u32, facts.len() as u32);
        let set_numbers: Vec<u32> = pieces
            .sets
            .into_iter()
            .map(|set| {
                *known_sets.entry(set).or_insert_with_key(|set| {
                    sets.push(set.clone());
                    sets.len() as u32 - 1
                })
            })
            .collect();
        let moved = |entry: Entry| entry.moved(leaf_base, parted_base, &set_numbers).0;
        top.extend(entries.into_iter().map(moved));
        parted.extend(pieces.parted.as_chunks::<PARTS>().0.iter().map(|line| Line(line.map(|entry| moved(Entry(entry))))));
        leaves.extend(pieces.leaves.iter().map(|leaf| leaf.moved(drawings.len())));
        drawings.extend(pieces.drawings);
        facts_at.extend(pieces.facts_at.iter().map(|at| at + facts_base));
        facts.extend(pieces.facts);
    }
    // One more for positions that are in no cell.
    top.push(Entry::settled(OUTSIDE).0);
    let mut set_start = vec![0];
    let mut set_turns: Vec<[u32; 2]> = Vec::new();
    for set in &sets {
        set_turns.extend(set.iter().map(|(part, turns)| [*part, turns.cast_unsigned()]));
        set_start.push(set_turns.len() as u32);
    }
    CellIndex {
        grid,
        top: top.into(),
        parted: parted.into(),
        leaves: leaves.into(),
        drawings: drawings.into(),
        facts_at: facts_at.into(),
        facts: facts.into(),
        set_start: set_start.into(),
        set_turns: set_turns.into(),
        parts: Flat::from(parts.list),
        shapes,
    }
}
