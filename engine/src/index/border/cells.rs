//! A grid of cells, each split into sixteen until few edges can be nearest to a position in it.
//!
//! Cells are powers of two of a degree and their corners multiples of that, so which cell a position lies in is a matter of bits.

use bytemuck::{Pod, Zeroable};
use rayon::prelude::*;

use super::super::damaged::Damaged;
use super::super::flat::Flat;
use super::boxes::Boxes;
use super::edges::{Edges, Run};
use super::split::{SQUARE, Splitter};
use crate::coord::{Bounds, LonLat};

/// Times a top cell is split at most, sixteenfold each time: its edge becomes a thousandth.
pub(super) const LEVELS: u32 = 3;
/// Edges there are for a top cell on average: fewer make the top level large, more make its lists long to sift.
const EDGES_PER_TOP: f64 = 32.0;
/// Cells reach so far beyond the edges at most.
const MARGIN_MAX_DEG: f64 = 2.0;
/// Cells end here; nearer to the poles a degree of longitude is too uneven for lists, and the tree of boxes answers.
const LATITUDE_MAX: f64 = 85.0;

/// In an entry: what follows is a list. Otherwise it is a node.
pub(super) const LIST: u32 = 1 << 31;
/// The entry of a cell that has neither.
pub(super) const ASK_THE_BOXES: u32 = u32::MAX;

/// Where the top cells lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Frame {
    /// Edge of a top cell, degrees.
    pub(super) size_deg: f64,
    /// Western and southern edge, in top cells from the meridian and the equator.
    pub(super) west: i32,
    pub(super) south: i32,
    pub(super) cols: u32,
    pub(super) rows: u32,
}

/// The grid.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    pub(super) frame: Frame,
    pub(super) tops: Flat<u32>,
    pub(super) nodes: Flat<[u32; 16]>,
    pub(super) lists: Flat<u32>,
}

/// A position in the grid, in the smallest cells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spot {
    pub(super) x: u32,
    pub(super) y: u32,
}

impl Frame {
    /// The top cells over the edges and a quarter of their extent, at most two degrees, around them.
    fn around(edges: &Edges) -> Self {
        let bounds = edges.vertices.iter().fold(Bounds::EMPTY, |b, &[x, y]| b.union(Bounds { west: x, south: y, east: x, north: y }));
        if bounds.is_empty() {
            return Self::default();
        }
        let margin = (0.25 * (bounds.east - bounds.west).max(bounds.north - bounds.south)).clamp(0.01, MARGIN_MAX_DEG);
        let b = bounds.grown(margin);
        let area = (b.east - b.west) * (b.north - b.south);
        let size_deg = (area * EDGES_PER_TOP / edges.vertices.len() as f64).sqrt().log2().floor().clamp(-9.0, 1.0).exp2();
        let index = |deg: f64| (deg / size_deg).floor() as i32;
        let (west, south) = (index(b.west.max(-180.0)), index(b.south.max(-LATITUDE_MAX)));
        let (east, north) = (index(b.east.min(180.0)), index(b.north.min(LATITUDE_MAX)));
        Self { size_deg, west, south, cols: (east - west + 1).max(0) as u32, rows: (north - south + 1).max(0) as u32 }
    }

    /// Where a position lies, if it lies in a cell.
    #[inline]
    pub(super) fn spot(&self, lon_deg: f64, lat_deg: f64) -> Option<Spot> {
        let x = lon_deg / self.size_deg - f64::from(self.west);
        let y = lat_deg / self.size_deg - f64::from(self.south);
        // Not a number fails this, too, and so does a frame without cells.
        let inside = x >= 0.0 && y >= 0.0 && x < f64::from(self.cols) && y < f64::from(self.rows);
        let scale = f64::from(1u32 << (2 * LEVELS));
        inside.then_some(Spot { x: (x * scale) as u32, y: (y * scale) as u32 })
    }
}

impl Spot {
    /// Which of the top cells.
    #[inline]
    pub(super) fn top(self, frame: &Frame) -> usize {
        (self.y >> (2 * LEVELS)) as usize * frame.cols as usize + (self.x >> (2 * LEVELS)) as usize
    }

    /// Which of the sixteen parts of a cell that has been split so many times.
    #[inline]
    pub(super) fn part(self, level: u32) -> usize {
        let shift = 2 * (LEVELS - 1 - level);
        ((self.y >> shift & 3) << 2 | (self.x >> shift & 3)) as usize
    }
}

impl Cells {
    /// Splits the cells, bands of rows on all cores, and puts them together in order.
    pub(super) fn build(edges: &Edges, boxes: &Boxes) -> Self {
        let frame = Frame::around(edges);
        let bands: Vec<Splitter> = (0..frame.rows as usize)
            .into_par_iter()
            .step_by(SQUARE)
            .map(|row| {
                let rows = SQUARE.min(frame.rows as usize - row);
                let mut splitter = Splitter::new(edges, frame.size_deg, frame.cols as usize, rows);
                for col in (0..frame.cols as usize).step_by(SQUARE) {
                    let corner = [f64::from(frame.west) + col as f64, f64::from(frame.south) + row as f64];
                    splitter.square(corner.map(|cells| cells * frame.size_deg), col, boxes);
                }
                splitter
            })
            .collect();
        let (mut tops, mut nodes, mut lists) = (Vec::new(), Vec::new(), Vec::new());
        for band in bands {
            let (node_offset, list_offset) = (nodes.len() as u32, lists.len() as u32);
            let moved = |entry: u32| match entry {
                ASK_THE_BOXES => ASK_THE_BOXES,
                list if list & LIST != 0 => list + list_offset,
                node => node + node_offset,
            };
            tops.extend(band.tops.iter().map(|&entry| moved(entry)));
            nodes.extend(band.nodes.iter().map(|parts| parts.map(moved)));
            lists.extend(band.lists);
            assert!(lists.len() < (LIST - 1) as usize && nodes.len() < LIST as usize, "lists fit in 8 GB");
        }
        Self { frame, tops: tops.into(), nodes: nodes.into(), lists: lists.into() }
    }

    pub(super) fn validate(&self, edges: &Edges) -> Result<(), Damaged> {
        let frame = self.frame;
        let (lists, nodes): (&[u32], &[[u32; 16]]) = (&self.lists, &self.nodes);
        let empty = frame == Frame::default();
        Damaged::unless(empty || (frame.size_deg.is_finite() && frame.size_deg > 0.0), "border frame", "cells have no size")?;
        let cell_max = u32::MAX >> (2 * LEVELS);
        Damaged::unless(frame.cols <= cell_max && frame.rows <= cell_max, "border frame", "too many cells")?;
        Damaged::unless(self.tops.len() as u64 == u64::from(frame.cols) * u64::from(frame.rows), "border cells", "not as many as the frame says")?;
        let leads_somewhere =
            |&entry: &u32| entry == ASK_THE_BOXES || if entry & LIST != 0 { ((entry & !LIST) as usize) < lists.len() } else { (entry as usize) < nodes.len() };
        Damaged::unless(self.tops.iter().chain(nodes.as_flattened()).all(leads_somewhere), "border cells", "one leads nowhere")?;
        Damaged::unless(lists.last().is_none_or(|&run| Run(run).is_last()), "border lists", "the last one does not end")?;
        Damaged::unless(lists.iter().all(|&run| edges.holds(Run(run))), "border lists", "one leaves the vertices")
    }

    /// Where the list of a position begins; none where the boxes must be asked.
    pub(super) fn list(&self, position: LonLat) -> Option<u32> {
        let spot = self.frame.spot(position.lon(), position.lat())?;
        let mut entry = self.tops[spot.top(&self.frame)];
        for level in 0..LEVELS {
            if entry & LIST != 0 {
                break;
            }
            entry = self.nodes[entry as usize][spot.part(level)];
        }
        list_of(entry)
    }
}

/// The list that an entry names; a damaged file may end in a node, which is none.
#[inline]
pub(super) fn list_of(entry: u32) -> Option<u32> {
    (entry & LIST != 0 && entry != ASK_THE_BOXES).then_some(entry & !LIST)
}
