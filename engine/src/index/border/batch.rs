//! Columns of positions, in blocks.
//!
//! Each pass does one thing for the whole block. Passes that look something up have many waits for memory under way at once: the
//! cell, one level of parts after the other, the edges of the list. Passes that only calculate are loops over columns, four numbers
//! to an instruction where the processor can: the plane of each position before, the geodesic after.

use multiversion::multiversion;
use multiversion::target::match_target;

use super::super::NO_AREA;
use super::BorderIndex;
use super::cells::{LEVELS, LIST, Spot, list_of};
use super::edges::Run;
#[cfg(target_arch = "x86_64")]
use super::lanes::wide::WideLanes;
use crate::coord::{CLOSED_MAX_M, LocalPlane, Place};

/// Positions of a block: their state stays in the first-level cache.
const BLOCK: usize = 128;

type Column = [f64; BLOCK];

/// A block of positions. What is no position is NaN in every column.
struct Block {
    at: Places,
    spot: [Option<Spot>; BLOCK],
    entry: [u32; BLOCK],
    list: [Option<u32>; BLOCK],
    run: [Run; BLOCK],
    /// The nearest edge, from one vertex to the next; not a number where there is none.
    from: [Column; 2],
    to: [Column; 2],
    sides: [[u32; 2]; BLOCK],
}

/// [`Place`] as columns.
struct Places {
    lon_deg: Column,
    lat_deg: Column,
    axis_m: Column,
    height_m: Column,
    root: Column,
}

impl BorderIndex {
    /// The distance in metres and the areas on both sides of [`BorderIndex::nearest`], for columns of longitude and latitude, with the
    /// same answers. [`NO_AREA`] stands for no area; a position that is no position (NaN, or not on Earth) has the distance NaN.
    ///
    /// # Panics
    /// If the columns or the answers differ in length.
    pub fn nearest_batch(&self, lon_deg: &[f64], lat_deg: &[f64], distance_m: &mut [f64], sides: &mut [[u32; 2]]) {
        let rows = lon_deg.len();
        assert!(rows == lat_deg.len() && rows == distance_m.len() && rows == sides.len(), "columns of one batch");
        let mut block = Block::new();
        let positions = lon_deg.chunks(BLOCK).zip(lat_deg.chunks(BLOCK));
        for ((lon, lat), (distance_m, sides)) in positions.zip(distance_m.chunks_mut(BLOCK).zip(sides.chunks_mut(BLOCK))) {
            block.fill(lon, lat);
            places(&mut block.at);
            self.find_lists(&mut block, lon.len());
            find_edges(self, &mut block, lon.len());
            let mut found = [f64::NAN; BLOCK];
            let mut chord_squared = [0.0; BLOCK];
            distances(&block.at, &block.from, &block.to, &mut found, &mut chord_squared);
            for (row, _) in chord_squared.iter().enumerate().take(lon.len()).filter(|(_, chord)| **chord > CLOSED_MAX_M * CLOSED_MAX_M) {
                let place = block.at.place(row);
                let ends = [&block.from, &block.to].map(|[lon, lat]| [lon[row], lat[row]]);
                found[row] = place.distance_m(&Place::at(nearest_of(LocalPlane::around(&place), ends)));
            }
            distance_m.copy_from_slice(&found[..lon.len()]);
            sides.copy_from_slice(&block.sides[..lon.len()]);
        }
    }

    fn find_lists(&self, block: &mut Block, rows: usize) {
        let (frame, tops): (_, &[u32]) = (self.cells.frame, &self.cells.tops);
        for row in 0..rows {
            let spot = frame.spot(block.at.lon_deg[row], block.at.lat_deg[row]);
            block.spot[row] = spot;
            block.entry[row] = spot.map_or(LIST, |spot| tops[spot.top(&frame)]);
        }
        let nodes: &[[u32; 16]] = &self.cells.nodes;
        for level in 0..LEVELS {
            let mut any = false;
            for (entry, spot) in block.entry.iter_mut().zip(&block.spot).take(rows) {
                if *entry & LIST == 0
                    && let Some(spot) = spot
                {
                    *entry = nodes[*entry as usize][spot.part(level)];
                    any = true;
                }
            }
            if !any {
                break;
            }
        }
        let lists: &[u32] = &self.cells.lists;
        // The list's first run, and then its ends, are only touched here: the loads of the whole block are under way together.
        for row in 0..rows {
            block.list[row] = if block.spot[row].is_some() { list_of(block.entry[row]) } else { None };
            block.run[row] = Run(block.list[row].map_or(0, |list| lists[list as usize]));
        }
        let vertices: &[[f64; 2]] = &self.edges.vertices;
        let mut touched = 0.0;
        for run in &block.run[..rows] {
            let (first, last) = (run.first() as usize, (run.first() + run.len()) as usize);
            touched += vertices.get(first).map_or(0.0, |v| v[0]) + vertices.get(last).map_or(0.0, |v| v[0]);
        }
        std::hint::black_box(touched);
    }
}

/// The nearest edge of each position, and the areas beside it.
#[multiversion(targets("x86_64+avx2"))]
fn find_edges(index: &BorderIndex, block: &mut Block, rows: usize) {
    let (edges, lists): (_, &[u32]) = (index.edges.view(), &index.cells.lists);
    for row in 0..rows {
        let plane = LocalPlane::around(&block.at.place(row));
        let best = match block.list[row] {
            Some(list) => {
                let runs = lists.get(list as usize..).unwrap_or_default();
                match_target! {
                    "x86_64+avx2" => {
                        let take = |lanes: &mut WideLanes, five: &_, edge, count| lanes.take(plane, five, edge, count);
                        edges.nearest_by_lanes(plane, runs, WideLanes::new(), take, |lanes| lanes.best())
                    }
                    _ => edges.nearest_in_list(plane, runs),
                }
            }
            None => index.nearest_by_boxes(plane, [block.at.lon_deg[row], block.at.lat_deg[row]]),
        };
        let (ends, sides) = best.map_or(([[f64::NAN; 2]; 2], [NO_AREA; 2]), |best| (edges.ends(best.edge), edges.sides_of(best.edge)));
        let [from, to] = ends;
        (block.from[0][row], block.from[1][row], block.to[0][row], block.to[1][row]) = (from[0], from[1], to[0], to[1]);
        block.sides[row] = sides;
    }
}

impl Block {
    fn new() -> Self {
        let numbers = [f64::NAN; BLOCK];
        Self {
            at: Places { lon_deg: numbers, lat_deg: numbers, axis_m: numbers, height_m: numbers, root: numbers },
            spot: [None; BLOCK],
            entry: [LIST; BLOCK],
            list: [None; BLOCK],
            run: [Run(0); BLOCK],
            from: [numbers; 2],
            to: [numbers; 2],
            sides: [[NO_AREA; 2]; BLOCK],
        }
    }

    fn fill(&mut self, lon: &[f64], lat: &[f64]) {
        let columns = self.at.lon_deg.iter_mut().zip(&mut self.at.lat_deg);
        for ((into_lon, into_lat), (&lon, &lat)) in columns.zip(lon.iter().zip(lat)) {
            let is_position = lon.abs() <= 180.0 && lat.abs() <= 90.0;
            (*into_lon, *into_lat) = if is_position { (lon, lat) } else { (f64::NAN, f64::NAN) };
        }
    }
}

impl Places {
    #[inline(always)]
    fn place(&self, row: usize) -> Place {
        Place { lon_deg: self.lon_deg[row], lat_deg: self.lat_deg[row], axis_m: self.axis_m[row], height_m: self.height_m[row], root: self.root[row] }
    }
}

/// Fills in what the latitudes mean in space.
#[multiversion(targets("x86_64+avx2"))]
fn places(at: &mut Places) {
    for row in 0..BLOCK {
        let place = Place::at([at.lon_deg[row], at.lat_deg[row]]);
        (at.axis_m[row], at.height_m[row], at.root[row]) = (place.axis_m, place.height_m, place.root);
    }
}

/// How far the nearest point of each edge is by the closed formula, and the square of the chord.
#[multiversion(targets("x86_64+avx2"))]
fn distances(at: &Places, from: &[Column; 2], to: &[Column; 2], distance_m: &mut Column, chord_squared: &mut Column) {
    for row in 0..BLOCK {
        let place = at.place(row);
        let nearest = nearest_of(LocalPlane::around(&place), [[from[0][row], from[1][row]], [to[0][row], to[1][row]]]);
        (distance_m[row], chord_squared[row]) = place.closed_m(&Place::at(nearest));
    }
}

/// The point of an edge that is nearest to the origin of the plane.
#[inline(always)]
pub(super) fn nearest_of(plane: LocalPlane, [from, to]: [[f64; 2]; 2]) -> [f64; 2] {
    let [lon, lat] = plane.unproject(plane.nearest_on_edge(from, to));
    // Rounding may lead past the antimeridian by the last bit.
    [lon.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0)]
}
