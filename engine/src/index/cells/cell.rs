//! One cell: settled, drawn, or parted into smaller ones.
//!
//! 1. Take the edges that come near the cell, polygon by polygon, and draw each polygon's picture.
//! 2. Too many edges in the pictures: part the cell, and begin anew with each part.
//! 3. Nothing drawn: the cell is settled by the winding numbers at its reference point, its middle.
//! 4. Else find, with one point far from every drawn line, what each picture's winding number lacks to the true one, and write
//!    the leaf.

use super::drawing::{Drawing, Unit};
use super::exact::{self, Run, UnitFacts};
use super::grid::{self, Cell, FANOUT, Grid, lattice_point};
use super::kernel::{BLOCK, MARGIN, STEPS, pack, winding};
use super::parts::Parts;
use super::picture::draw;
use super::{Entry, Leaf, OUTSIDE, PARTS};

/// Pictures with more vertices than this make a cell part, which costs a look-up and saves edges.
const VERTICES_SPLIT: usize = 24;
/// Cells of the fine lattice are parted at most so often: 4⁶ in a row make a cell of two kilometres half a metre wide.
const LEVELS: u32 = 6;
/// Points tried in search of one that is far from all lines.
const PROBES: u32 = 24;

/// Winding numbers that are not zero, by part.
pub(super) type Turns = Vec<(u32, i32)>;

/// What the cells of a row of the grid are made of.
#[derive(Default)]
pub(super) struct Pieces {
    pub(super) leaves: Vec<Leaf>,
    /// What the leaves' drawings are made of.
    pub(super) drawings: Vec<u32>,
    /// For each leaf, where its facts begin.
    pub(super) facts_at: Vec<u32>,
    /// Parted cells, a line of entries each.
    pub(super) parted: Vec<u32>,
    /// Facts of the leaves.
    pub(super) facts: Vec<u32>,
    /// What covers settled cells that no single area covers.
    pub(super) sets: Vec<Turns>,
}

/// A cell that is being built.
pub(super) struct Task<'a> {
    pub(super) cell: Cell,
    pub(super) level: u32,
    /// A point of the cell, and the winding numbers there.
    pub(super) reference: [f64; 2],
    pub(super) turns: Turns,
    /// Edges that may come near the cell, in order.
    pub(super) edges: &'a [u32],
}

/// A polygon with edges near the cell.
struct Near<'a> {
    part: u32,
    edges: &'a [u32],
    runs: Vec<Run>,
    /// Winding number at the reference.
    turns: i32,
    picture: Vec<[i16; 2]>,
}

/// Builds a cell; what it needs is appended to the pieces.
pub(super) fn build(grid: &Grid, parts: &Parts, task: &Task, pieces: &mut Pieces) -> Entry {
    let mut near = near(parts, task);
    let mut fits = true;
    for unit in &mut near {
        let steps =
            |&[start, count]: &Run| parts.vertices[start as usize..=(start + count) as usize].iter().map(|&vertex| grid.steps_in(task.cell, vertex)).collect();
        let lines: Vec<Vec<[f64; 2]>> = unit.runs.iter().map(steps).collect();
        match draw(&lines) {
            Some(picture) => unit.picture = picture,
            None => fits = false,
        }
    }
    let vertices: usize = near.iter().map(|unit| unit.picture.len()).sum();
    if fits && vertices == 0 {
        return settled(parts, &task.turns, &mut pieces.sets);
    }
    let drawn = if are_two_sides(parts, &near) { vertices / 2 } else { vertices };
    if drawn > VERTICES_SPLIT && task.level < LEVELS {
        return part(grid, parts, task, &near, pieces);
    }
    near.retain(|unit| !fits || !unit.picture.is_empty());
    write_leaf(grid, parts, task, &near, fits, pieces)
}

/// The edges polygon by polygon.
fn near<'a>(parts: &Parts, task: &Task<'a>) -> Vec<Near<'a>> {
    let turns_of = |part: u32| task.turns.iter().find(|(p, _)| *p == part).map_or(0, |(_, turns)| *turns);
    let mut near = Vec::new();
    let mut rest = task.edges;
    while let Some(&first) = rest.first() {
        let part = parts.part(first);
        let (edges, others) = rest.split_at(rest.partition_point(|&edge| u64::from(edge) < parts.end(part)));
        rest = others;
        near.push(Near { part, edges, runs: parts.runs(part, edges), turns: turns_of(part), picture: Vec::new() });
    }
    near
}

/// The entry of a cell without borders.
pub(super) fn settled(parts: &Parts, turns: &[(u32, i32)], sets: &mut Vec<Turns>) -> Entry {
    match *turns {
        [] => Entry::settled(OUTSIDE),
        [(part, 1)] if !parts.list[part as usize].is_odd() => Entry::settled(parts.list[part as usize].area),
        _ => {
            let place = sets.iter().position(|set| set == turns).unwrap_or_else(|| {
                sets.push(turns.to_vec());
                sets.len() - 1
            });
            Entry::set(place as u32)
        }
    }
}

/// Parts a cell into smaller ones.
fn part(grid: &Grid, parts: &Parts, task: &Task, near: &[Near], pieces: &mut Pieces) -> Entry {
    let mut line = Vec::with_capacity(PARTS);
    for row in 0..FANOUT {
        for column in 0..FANOUT {
            let cell = task.cell.part(column, row);
            let reference = grid.point_in(cell, [0.5, 0.5]);
            let mut turns = task.turns.clone();
            for unit in near {
                let gained = exact::turns(parts.vertices, &unit.runs, task.reference, reference);
                if gained != 0 {
                    turns.retain(|(part, _)| *part != unit.part);
                    turns.extend(Some((unit.part, unit.turns + gained)).filter(|(_, turns)| *turns != 0));
                }
            }
            turns.sort_unstable();
            let close = |part: u32, edge: u32| {
                let [a, b] = parts.ends(part, edge).map(|end| grid.steps_in(cell, end));
                let reach = [-f64::from(MARGIN) - 0.1, f64::from(STEPS + MARGIN) + 0.1];
                (0..2).all(|axis| a[axis].max(b[axis]) >= reach[0] && a[axis].min(b[axis]) <= reach[1])
            };
            let edges: Vec<u32> = near.iter().flat_map(|unit| unit.edges.iter().copied().filter(|&edge| close(unit.part, edge))).collect();
            let entry = build(grid, parts, &Task { cell, level: task.level + 1, reference, turns, edges: &edges }, pieces);
            line.push(entry.0);
        }
    }
    pieces.parted.extend(line);
    Entry::parted((pieces.parted.len() / PARTS) as u32 - 1)
}

fn write_leaf(grid: &Grid, parts: &Parts, task: &Task, near: &[Near], fits: bool, pieces: &mut Pieces) -> Entry {
    let mirrored = are_two_sides(parts, near);
    let mut facts: Vec<UnitFacts> = near.iter().map(|unit| UnitFacts { part: unit.part, turns: unit.turns, runs: Some(&unit.runs) }).collect();
    if mirrored {
        facts[1].runs = None;
    }
    facts.extend(covering(task, near).map(|&(part, turns)| UnitFacts { part, turns, runs: Some(&[]) }));
    pieces.facts_at.push(exact::write(&mut pieces.facts, task.reference, &facts));

    let drawing = if fits { two_faces(grid, parts, task, near, mirrored).or_else(|| general(grid, parts, task, near)) } else { None };
    let drawing = drawing.unwrap_or_else(Drawing::none);
    let loops: Vec<&[[i16; 2]]> = near.iter().map(|unit| &unit.picture[..]).collect();
    let place = drawing.put(&mut pieces.drawings);
    pieces.leaves.push(Leaf::new(&drawing, place, &loops));
    Entry::leaf(pieces.leaves.len() as u32 - 1)
}

/// The drawing of a leaf in which every border has the same two areas on its sides.
fn two_faces(grid: &Grid, parts: &Parts, task: &Task, near: &[Near], mirrored: bool) -> Option<Drawing> {
    let is_plain = |part: u32| !parts.list[part as usize].is_odd();
    let has_two = covering(task, near).next().is_none()
        && near.iter().all(|unit| is_plain(unit.part))
        && (near.len() == 1 || (mirrored && near[0].turns + near[1].turns == 1));
    let other = near.get(1).map_or(OUTSIDE, |unit| parts.list[unit.part as usize].area);
    if has_two { Drawing::two_faces(&drawn(grid, parts, task, &near[0])?, other) } else { None }
}

fn general(grid: &Grid, parts: &Parts, task: &Task, near: &[Near]) -> Option<Drawing> {
    let mut units = near.iter().map(|unit| drawn(grid, parts, task, unit)).collect::<Option<Vec<Unit>>>()?;
    units.extend(covering(task, near).map(|&(part, turns)| {
        let PartOfArea { area, odd } = area_of(parts, part);
        Unit { area, start: turns, picture: Vec::new(), odd }
    }));
    Drawing::general(&units)
}

/// What covers the whole cell has no edge here.
fn covering<'a>(task: &'a Task, near: &'a [Near]) -> impl Iterator<Item = &'a (u32, i32)> + use<'a> {
    task.turns.iter().filter(|(part, _)| near.iter().all(|unit| unit.part != *part))
}

struct PartOfArea {
    area: u32,
    odd: bool,
}

fn area_of(parts: &Parts, part: u32) -> PartOfArea {
    let part = parts.list[part as usize];
    PartOfArea { area: part.area, odd: part.is_odd() }
}

/// The picture with its start: the true winding number less the drawn one, at a point far from every drawn line.
fn drawn(grid: &Grid, parts: &Parts, task: &Task, near: &Near) -> Option<Unit> {
    let mut words: Vec<u32> = near.picture.iter().map(|&[x, y]| pack(x, y)).collect();
    words.resize(words.len().next_multiple_of(BLOCK) + 1, words[0]);
    (0..PROBES).find_map(|probe| {
        // The middle first, then points that spread evenly (Roberts's R2 sequence).
        let share = [0.754_877_666_246_693, 0.569_840_290_998_053].map(|ratio: f64| (0.5 + f64::from(probe) * ratio).fract());
        let (turns, doubt) = winding(&words, lattice_point(grid::share(share)));
        let truth = near.turns + exact::turns(parts.vertices, &near.runs, task.reference, grid.point_in(task.cell, share));
        let PartOfArea { area, odd } = area_of(parts, near.part);
        (!doubt).then(|| Unit { area, start: truth - turns, picture: near.picture.clone(), odd })
    })
}

/// Whether there are two polygons whose edges near the cell are the same, each seen from its own side.
fn are_two_sides(parts: &Parts, near: &[Near]) -> bool {
    let [one, other] = near else { return false };
    if one.edges.len() != other.edges.len() {
        return false;
    }
    // Usually two runs, one the reverse of the other.
    if let ([[a, count], ..], [[b, _], ..]) = (&one.runs[..], &other.runs[..])
        && one.runs.len() == 1
        && other.runs.len() == 1
    {
        let (a, b) = (&parts.vertices[*a as usize..=(a + count) as usize], &parts.vertices[*b as usize..=(b + count) as usize]);
        return a.iter().eq(b.iter().rev());
    }
    let bits = |[x, y]: [f64; 2]| [x.to_bits(), y.to_bits()];
    let sorted = |unit: &Near, reversed: bool| {
        let mut edges: Vec<[[u64; 2]; 2]> = unit.edges.iter().map(|&edge| parts.ends(unit.part, edge).map(bits)).collect();
        if reversed {
            for ends in &mut edges {
                ends.swap(0, 1);
            }
        }
        edges.sort_unstable();
        edges
    };
    sorted(one, false) == sorted(other, true)
}
