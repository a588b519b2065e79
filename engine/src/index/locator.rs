//! The areas of one layer in an index that several layers may share.
//!
//! Generations of boundaries often differ in codes and names alone: then one index serves them all, and each has its own numbers
//! for the areas.

use rustc_hash::FxHashMap;

use super::cells::{OUTSIDE, SEVERAL, TOP_BYTES};
use super::{CellIndex, Claim, Flat, Shapes};
use crate::coord::LonLat;

/// Finds the areas of a layer.
#[derive(Clone, Debug)]
pub struct Locator {
    cells: CellIndex,
    /// The layer's number of each area of the index.
    number: Flat<u32>,
}

impl Locator {
    /// One locator for each layer, whose areas are given by their polygons in a store. Layers of the same areas, in whichever order,
    /// share an index.
    pub fn for_layers(shapes: &Shapes, layers: &[Vec<Vec<u32>>]) -> Vec<Self> {
        let mut built: FxHashMap<Vec<&Vec<u32>>, CellIndex> = FxHashMap::default();
        layers
            .iter()
            .map(|areas| {
                let mut order: Vec<u32> = (0..areas.len() as u32).collect();
                order.sort_by_key(|&area| &areas[area as usize]);
                let sorted: Vec<&Vec<u32>> = order.iter().map(|&area| &areas[area as usize]).collect();
                let cells = built.entry(sorted).or_insert_with_key(|sorted| {
                    let sorted: Vec<Vec<u32>> = sorted.iter().map(|&polygons| polygons.clone()).collect();
                    CellIndex::of_shapes(shapes, &sorted, TOP_BYTES)
                });
                Self { cells: cells.clone(), number: order.into() }
            })
            .collect()
    }

    /// Puts a locator together from an index and the numbers of its areas, as a snapshot has them.
    ///
    /// `None` if there are fewer numbers than areas.
    pub fn from_parts(cells: CellIndex, number: Flat<u32>) -> Option<Self> {
        (cells.areas() as usize <= number.len()).then_some(Self { cells, number })
    }

    /// The index.
    pub fn cells(&self) -> &CellIndex {
        &self.cells
    }

    /// The numbers of its areas.
    pub fn numbers(&self) -> &Flat<u32> {
        &self.number
    }

    /// As [`CellIndex::locate`], in the layer's numbers.
    pub fn locate(&self, lon_deg: &[f64], lat_deg: &[f64], areas: &mut [u32]) {
        self.cells.locate(lon_deg, lat_deg, areas);
        let number = &self.number[..];
        for area in areas.iter_mut().filter(|area| **area < SEVERAL) {
            *area = number[*area as usize];
        }
    }

    /// Every area that contains the position or has it on its boundary, in order of the layer's numbers.
    pub fn claims(&self, position: LonLat) -> Vec<Claim> {
        let mut claims = Vec::new();
        self.cells.claims(position, &mut claims);
        for claim in &mut claims {
            claim.area = self.number[claim.area as usize];
        }
        claims.sort_unstable();
        claims
    }

    /// The one area that contains each position in its inside; `None` where it is none, several or on a boundary.
    pub fn sole(&self, lon_deg: &[f64], lat_deg: &[f64]) -> Vec<Option<u32>> {
        let mut areas = vec![OUTSIDE; lon_deg.len()];
        self.locate(lon_deg, lat_deg, &mut areas);
        areas.into_iter().map(|area| Some(area).filter(|area| *area < SEVERAL)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::ShapeCollector;
    use geo_types::{MultiPolygon, Rect};

    #[test]
    fn layers_of_the_same_areas_share_an_index_and_keep_their_numbers() {
        let square = |west: f64| MultiPolygon(vec![Rect::new((west, 0.0), (west + 1.0, 1.0)).to_polygon()]);
        let mut collector = ShapeCollector::default();
        let mut layer = |wests: &[f64]| wests.iter().map(|&west| collector.add(&square(west))).collect::<Vec<_>>();
        let layers = [layer(&[0.0, 1.0, 2.0]), layer(&[2.0, 0.0, 1.0]), layer(&[0.0, 5.0])];
        let locators = Locator::for_layers(&collector.finish(), &layers);
        let at = [[0.5, 0.5], [1.5, 0.5], [2.5, 0.5], [5.5, 0.5], [9.0, 9.0]];
        let (lon, lat): (Vec<f64>, Vec<f64>) = at.iter().map(|&[x, y]| (x, y)).unzip();
        assert_eq!(locators[0].sole(&lon, &lat), [Some(0), Some(1), Some(2), None, None]);
        assert_eq!(locators[1].sole(&lon, &lat), [Some(1), Some(2), Some(0), None, None]);
        assert_eq!(locators[2].sole(&lon, &lat), [Some(0), None, None, Some(1), None]);
        let shared = |one: &Locator, other: &Locator| std::ptr::eq(one.cells.top().as_ptr(), other.cells.top().as_ptr());
        assert!(shared(&locators[0], &locators[1]) && !shared(&locators[0], &locators[2]));
        let corner = LonLat::new([1.0, 0.5]).expect("on Earth");
        assert_eq!(locators[1].claims(corner), [1, 2].map(|area| Claim { area, on_boundary: true }));
    }
}
