//! Columns of positions to counties, and nothing else.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{BooleanArray, DictionaryArray, Int32Array, StringArray};
use arrow_buffer::BooleanBuffer;
use rayon::prelude::*;

use super::{Engine, Territory};
use crate::coord::LonLat;
use crate::index::cells::{OUTSIDE, SEVERAL};

/// Positions that a core takes at a time.
const CHUNK_ROWS: usize = 1 << 16;

/// The counties of some positions.
pub struct CountyColumns {
    /// Code of the county that alone claims the position; null where none does, or several.
    pub county_code: DictionaryArray<Int32Type>,
    /// Whether the position lies exactly on a border.
    pub on_boundary: BooleanArray,
}

impl Engine {
    /// The county of each position: what a decision rests on first, without rules, zones or accuracy.
    ///
    /// # Units and CRS
    /// CGCS2000 degrees. A position that is NaN is in no county.
    ///
    /// # Panics
    /// If the columns differ in length.
    ///
    /// # Cost
    /// On all cores, as [`Locator::locate`](crate::index::Locator::locate).
    pub fn locate(&self, territory: &Territory, lon_deg: &[f64], lat_deg: &[f64]) -> CountyColumns {
        assert_eq!(lon_deg.len(), lat_deg.len(), "columns of one batch");
        let mut areas = vec![OUTSIDE; lon_deg.len()];
        let mut on_boundary = vec![false; lon_deg.len()];
        let chunks = areas.par_chunks_mut(CHUNK_ROWS).zip(on_boundary.par_chunks_mut(CHUNK_ROWS));
        chunks.zip(lon_deg.par_chunks(CHUNK_ROWS).zip(lat_deg.par_chunks(CHUNK_ROWS))).for_each(|((areas, on_boundary), (lon, lat))| {
            territory.counties.locate(lon, lat, areas);
            for (row, area) in areas.iter_mut().enumerate().filter(|(_, area)| **area == SEVERAL) {
                let claims = LonLat::new([lon[row], lat[row]]).map(|position| territory.counties.claims(position)).unwrap_or_default();
                on_boundary[row] = claims.iter().any(|claim| claim.on_boundary);
                if let [one] = claims.as_slice() {
                    *area = one.area;
                }
            }
        });
        let keys: Int32Array = areas.iter().map(|&area| i32::try_from(area).ok()).collect();
        let codes: StringArray = territory.generation.counties.iter().map(|county| Some(county.division.code.to_string())).collect();
        CountyColumns {
            county_code: DictionaryArray::new(keys, Arc::new(codes)),
            on_boundary: BooleanArray::new(BooleanBuffer::collect_bool(on_boundary.len(), |row| on_boundary[row]), None),
        }
    }
}
