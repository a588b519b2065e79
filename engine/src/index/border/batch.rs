//! Columns of positions, in blocks.
//!
//! Each pass does one thing for the whole block, so that the waits for memory of many positions overlap: the cell, one level of
//! parts after the other, the edges of the list, and the geodesic.

use super::cells::{LEVELS, LIST, Spot, list_of};
use super::edges::{Best, Run};
use super::super::NO_AREA;
use super::BorderIndex;
use crate::coord::{LocalPlane, LonLat, Place};

/// Positions of a block: their state stays in the first-level cache.
const BLOCK: usize = 128;

/// A position with its plane.
struct Asked {
    row: usize,
    position: LonLat,
    place: Place,
    plane: LocalPlane,
    spot: Option<Spot>,
    entry: u32,
    list: Option<u32>,
    run: Run,
    touched: f64,
    best: Option<Best>,
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
        let mut block: Vec<Asked> = Vec::with_capacity(BLOCK);
        let positions = lon_deg.chunks(BLOCK).zip(lat_deg.chunks(BLOCK));
        for ((lon, lat), (distance_m, sides)) in positions.zip(distance_m.chunks_mut(BLOCK).zip(sides.chunks_mut(BLOCK))) {
            block.clear();
            for (row, (&lon, &lat)) in lon.iter().zip(lat).enumerate() {
                match LonLat::new([lon, lat]) {
                    Ok(position) => block.push(self.ask(row, position)),
                    Err(_) => (distance_m[row], sides[row]) = (f64::NAN, [NO_AREA; 2]),
                }
            }
            self.answer(&mut block, distance_m, sides);
        }
    }

    #[inline]
    fn ask(&self, row: usize, position: LonLat) -> Asked {
        let place = Place::at(position.to_array());
        let spot = self.cells.frame.spot(position.lon(), position.lat());
        let entry = spot.map_or(LIST, |spot| self.cells.tops[spot.top(&self.cells.frame)]);
        Asked { row, position, place, plane: LocalPlane::around(position, &place), spot, entry, list: None, run: Run(0), touched: 0.0, best: None }
    }

    fn answer(&self, block: &mut [Asked], distance_m: &mut [f64], sides: &mut [[u32; 2]]) {
        let nodes: &[[u32; 16]] = &self.cells.nodes;
        for level in 0..LEVELS {
            let mut any = false;
            for asked in block.iter_mut() {
                if asked.entry & LIST == 0
                    && let Some(spot) = asked.spot
                {
                    asked.entry = nodes[asked.entry as usize][spot.part(level)];
                    any = true;
                }
            }
            if !any {
                break;
            }
        }
        let lists: &[u32] = &self.cells.lists;
        // The list's first run, and then its ends, are only touched here: the loads of the whole block are under way together.
        for asked in block.iter_mut() {
            asked.list = if asked.spot.is_some() { list_of(asked.entry) } else { None };
            asked.run = Run(asked.list.map_or(0, |list| lists[list as usize]));
        }
        let vertices: &[[f64; 2]] = &self.edges.vertices;
        for asked in block.iter_mut() {
            let (first, last) = (asked.run.first() as usize, (asked.run.first() + asked.run.len()) as usize);
            asked.touched = vertices.get(first).map_or(0.0, |v| v[0]) + vertices.get(last).map_or(0.0, |v| v[0]);
        }
        for asked in block.iter_mut() {
            asked.best = match asked.list {
                Some(list) => self.edges.nearest_in_list(asked.plane, lists, list),
                None => self.boxes.nearest(asked.plane, asked.position, &self.edges),
            };
        }
        for asked in block {
            (distance_m[asked.row], sides[asked.row]) = match asked.best {
                Some(best) => (self.reach(&asked.place, asked.plane, best.edge).0, self.edges.sides_of(best.edge)),
                None => (f64::NAN, [NO_AREA; 2]),
            };
        }
    }
}
