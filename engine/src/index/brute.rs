//! Every part is a candidate: slow, obvious, and so the oracle of the others.

use geo_types::MultiPolygon;

use super::{AreaIndex, Part};
use crate::coord::LonLat;

/// Returns all parts for every position.
#[derive(Clone, Debug)]
pub struct Brute {
    parts: Vec<Part>,
}

impl Brute {
    /// Lists the parts of the areas.
    pub fn new<'a>(areas: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> Self {
        let parts =
            areas.into_iter().enumerate().flat_map(|(area, shape)| (0..shape.0.len()).map(move |polygon| Part { area: area as u32, polygon: polygon as u32 }));
        Self { parts: parts.collect() }
    }
}

impl AreaIndex for Brute {
    fn candidates(&self, _position: LonLat, found: &mut Vec<Part>) {
        found.extend_from_slice(&self.parts);
    }
}
