//! A leaf as the exact path sees it: a reference point whose winding numbers are known, and the true edges near the leaf.
//!
//! From the reference one walks to the position, first along its meridian, then along the parallel of the position, and counts
//! what is crossed: an edge crossed to its left adds a turn around its polygon, one crossed to its right takes one. Both legs
//! lie in the cell, so the edges of the cell are all that matter.
//!
//! The walk is thought to be shifted by an infinitesimal amount to the north and a much smaller one to the east, so that it meets
//! no vertex and its corner lies on no edge (Edelsbrunner and Mücke 1990, *Simulation of simplicity*). Orientation is decided
//! by adaptive exact arithmetic. Nothing here has a tolerance.

use crate::index::shapes::{orientation, touches};

/// In place of a number of runs: this polygon's edges are those of the one before, seen from the other side.
const MIRROR: u32 = u32::MAX;
/// Words before the units.
const HEAD: usize = 5;

/// Consecutive edges: the first vertex, and how many edges.
pub(super) type Run = [u32; 2];

/// One polygon of a leaf.
pub(super) struct UnitFacts<'a> {
    /// Its part of the index.
    pub(super) part: u32,
    /// Winding number at the reference.
    pub(super) turns: i32,
    /// Its edges near the leaf; `None` where they are those of the unit before, reversed.
    pub(super) runs: Option<&'a [Run]>,
}

/// Appends a leaf's facts; returns where they begin.
pub(super) fn write(facts: &mut Vec<u32>, reference: [f64; 2], units: &[UnitFacts]) -> u32 {
    let start = u32::try_from(facts.len()).expect("fewer than 2^32 words of facts");
    for value in reference {
        facts.extend([value.to_bits() as u32, (value.to_bits() >> 32) as u32]);
    }
    facts.push(units.len() as u32);
    for unit in units {
        facts.extend([unit.part, unit.turns.cast_unsigned(), unit.runs.map_or(MIRROR, |runs| runs.len() as u32)]);
        facts.extend(unit.runs.unwrap_or_default().as_flattened());
    }
    start
}

/// A leaf's facts, read where they lie.
pub(super) struct Facts<'a> {
    pub(super) reference: [f64; 2],
    units: usize,
    words: &'a [u32],
}

impl<'a> Facts<'a> {
    /// The facts that begin with the first of the words.
    pub(super) fn read(words: &'a [u32]) -> Option<Self> {
        let head = words.get(..HEAD)?;
        let value = |low: u32, high: u32| f64::from_bits(u64::from(low) | u64::from(high) << 32);
        Some(Self { reference: [value(head[0], head[1]), value(head[2], head[3])], units: head[4] as usize, words: &words[HEAD..] })
    }

    /// Every unit in turn; ends early if words are missing.
    pub(super) fn units(&self) -> impl Iterator<Item = UnitFacts<'a>> + use<'a> {
        let mut words = self.words;
        (0..self.units).map_while(move |_| {
            let head = words.get(..3)?;
            let count = if head[2] == MIRROR { 0 } else { head[2] as usize };
            let runs = words.get(3..count.checked_mul(2)?.checked_add(3)?)?;
            words = &words[3 + runs.len()..];
            let runs = if head[2] == MIRROR { None } else { Some(runs.as_chunks().0) };
            Some(UnitFacts { part: head[0], turns: head[1].cast_signed(), runs })
        })
    }
}

/// Turns gained on the walk from one point to another, around the polygon whose edges these are.
pub(super) fn turns(vertices: &[[f64; 2]], runs: &[Run], from: [f64; 2], to: [f64; 2]) -> i32 {
    let corner = [from[0], to[1]];
    let mut gained = 0;
    for [a, b] in edges(vertices, runs) {
        let crosses_parallel = (a[1] <= to[1]) != (b[1] <= to[1]);
        let crosses_meridian = (a[0] <= from[0]) != (b[0] <= from[0]);
        if !crosses_parallel && !crosses_meridian {
            continue;
        }
        let at_corner = is_left(a, b, corner);
        if crosses_parallel {
            gained += i32::from(is_left(a, b, to)) - i32::from(at_corner);
        }
        if crosses_meridian {
            gained += i32::from(at_corner) - i32::from(is_left(a, b, from));
        }
    }
    gained
}

/// Whether a position lies exactly on one of the edges.
pub(super) fn on_edge(vertices: &[[f64; 2]], runs: &[Run], at: [f64; 2]) -> bool {
    edges(vertices, runs).any(|[a, b]| touches(a, b, at) && orientation(a, b, at) == 0)
}

fn edges<'a>(vertices: &'a [[f64; 2]], runs: &'a [Run]) -> impl Iterator<Item = [[f64; 2]; 2]> + 'a {
    runs.iter().flat_map(|&[first, count]| vertices[first as usize..=(first + count) as usize].array_windows().copied())
}

/// Whether a point, shifted as described above, lies to the left of an edge.
pub(super) fn is_left(a: [f64; 2], b: [f64; 2], at: [f64; 2]) -> bool {
    match orientation(a, b, at) {
        0 if b[0] == a[0] => b[1] < a[1],
        0 => b[0] > a[0],
        turn => turn > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::shapes::{ShapeCollector, Side};
    use geo_types::{Coord, LineString, MultiPolygon, Polygon};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn walking_anywhere_gains_the_difference_of_winding_numbers(
            points in proptest::collection::vec((0i32..5, 0i32..5), 3..8), from in (0i32..5, 0i32..5), to in (0i32..5, 0i32..5),
        ) {
            // A tiny lattice: positions, corners and vertices coincide all the time.
            let ring: LineString<f64> = points.iter().map(|&(x, y)| Coord { x: x.into(), y: y.into() }).collect();
            let mut collector = ShapeCollector::default();
            collector.add(&MultiPolygon(vec![Polygon::new(ring, Vec::new())]));
            let shapes = collector.finish();
            let runs = [[0, shapes.vertices.len() as u32 - 1]];
            let outside = [-1.5, -2.5];
            let at = |(x, y): (i32, i32)| [f64::from(x), f64::from(y)];
            let direct = turns(&shapes.vertices, &runs, outside, at(to));
            let by_way = turns(&shapes.vertices, &runs, outside, at(from)) + turns(&shapes.vertices, &runs, at(from), at(to));
            prop_assert_eq!(direct, by_way);
            let boundary = on_edge(&shapes.vertices, &runs, at(to));
            prop_assert_eq!(boundary, shapes.side(0, at(to)) == Side::Boundary);
            if !boundary {
                prop_assert_eq!(direct != 0, shapes.side(0, at(to)) == Side::Inside);
            }
        }
    }

    #[test]
    fn facts_are_read_as_they_were_written() {
        let mut words = vec![99];
        let runs = [[5, 2], [9, 1]];
        let units = [
            UnitFacts { part: 3, turns: -1, runs: Some(&runs) },
            UnitFacts { part: 4, turns: 1, runs: None },
            UnitFacts { part: 5, turns: 1, runs: Some(&[]) },
        ];
        let start = write(&mut words, [125.5, -0.25], &units);
        let facts = Facts::read(&words[start as usize..]).expect("complete");
        let read: Vec<_> = facts.units().map(|unit| (unit.part, unit.turns, unit.runs.map(<[Run]>::to_vec))).collect();
        assert_eq!((facts.reference, read), ([125.5, -0.25], vec![(3, -1, Some(runs.to_vec())), (4, 1, None), (5, 1, Some(vec![]))]));
        let cut = Facts::read(&words[start as usize..words.len() - 4]).expect("the head is there");
        assert_eq!(cut.units().count(), 1);
    }
}
