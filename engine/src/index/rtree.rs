//! An R*-tree over the boxes of the parts: the reference index.
//!
//! # References
//! Beckmann et al. (1990), *The R*-tree*; bulk loaded (overlap-minimising top-down), crate `rstar`.

use geo_types::MultiPolygon;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::{AreaIndex, Part};
use crate::coord::{Bounds, LonLat};

/// Boxes of parts in degrees, as f64, so nothing is rounded inward.
#[derive(Clone, Debug)]
pub struct PartTree {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, Part>>,
}

impl PartTree {
    /// Builds the tree.
    ///
    /// # Cost
    /// `O(n log n)` in the number of parts. A query is `O(log n + k)` while few boxes overlap; exclaves cost a box of their own
    /// rather than widening their county's.
    pub fn new<'a>(areas: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> Self {
        let mut boxes = Vec::new();
        for (area, shape) in areas.into_iter().enumerate() {
            for (polygon, part) in shape.iter().enumerate() {
                let bounds = Bounds::of(part.exterior());
                if !bounds.is_empty() {
                    let rectangle = Rectangle::from_corners([bounds.west, bounds.south], [bounds.east, bounds.north]);
                    boxes.push(GeomWithData::new(rectangle, Part { area: area as u32, polygon: polygon as u32 }));
                }
            }
        }
        Self { tree: RTree::bulk_load(boxes) }
    }

    /// The areas whose boxes meet a box, each once, in order.
    pub fn areas_meeting(&self, bounds: Bounds) -> Vec<u32> {
        let window = AABB::from_corners([bounds.west, bounds.south], [bounds.east, bounds.north]);
        let mut areas: Vec<u32> = self.tree.locate_in_envelope_intersecting(&window).map(|part| part.data.area).collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }
}

impl AreaIndex for PartTree {
    fn candidates(&self, position: LonLat, found: &mut Vec<Part>) {
        found.extend(self.tree.locate_all_at_point(&position.to_array()).map(|part| part.data));
    }
}
