//! A batch of positions against all layers, as columns.

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::contains::locate;
use crate::coord::LonLat;
use crate::index::{AreaIndex, BorderIndex, Claim, NearestBorder, PointIndex};
use crate::model::ListColumn;
use crate::units::Metres;

/// What a batch is joined to. All positions in CGCS2000 degrees.
#[derive(Clone, Copy)]
pub struct Layers<'a> {
    /// Territories of the counties, in code order.
    pub counties: &'a [&'a MultiPolygon<f64>],
    /// Index over them.
    pub county_index: &'a dyn AreaIndex,
    /// Their borders.
    pub borders: &'a BorderIndex,
    /// Areas of the source zones.
    pub zones: &'a [&'a MultiPolygon<f64>],
    /// Index over them.
    pub zone_index: &'a dyn AreaIndex,
    /// Positions of the outfalls.
    pub outfalls: &'a PointIndex,
    /// A clue within this distance of an outfall is matched to it.
    pub outfall_radius: Metres,
}

/// The matches of a batch, one row a position. A position that is no position (NaN) matches nothing.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// Counties that claim the position, in code order.
    pub claims: ListColumn<Claim>,
    /// The nearest border.
    pub border: Vec<Option<NearestBorder>>,
    /// Zones that contain the position, borders included.
    pub zones: ListColumn<u32>,
    /// The nearest outfall within the radius, and how far it is.
    pub outfall: Vec<Option<(u32, Metres)>>,
}

impl Matches {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.border.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.border.is_empty()
    }

    fn push(&mut self, layers: &Layers, position: Option<LonLat>) {
        let Some(position) = position else {
            self.claims.push([]);
            self.border.push(None);
            self.zones.push([]);
            self.outfall.push(None);
            return;
        };
        self.claims.push(locate(layers.counties, layers.county_index, position));
        self.border.push(layers.borders.nearest(position));
        self.zones.push(locate(layers.zones, layers.zone_index, position).into_iter().map(|claim| claim.area));
        self.outfall.push(layers.outfalls.nearest_within(position, layers.outfall_radius));
    }

    fn append(&mut self, other: Self) {
        self.claims.append(other.claims);
        self.border.extend(other.border);
        self.zones.append(other.zones);
        self.outfall.extend(other.outfall);
    }
}

/// Rows a worker takes at a time: large enough to hide the hand-over, small enough to share out a small batch.
const CHUNK_ROWS: usize = 1024;

/// Joins positions (columns of longitude and latitude, CGCS2000 degrees) to the layers, on all cores.
///
/// `progress` is told the rows done since it was last told.
///
/// # Panics
/// If the columns differ in length.
pub fn join(layers: &Layers, lon_deg: &[f64], lat_deg: &[f64], progress: &(dyn Fn(u64) + Sync)) -> Matches {
    assert_eq!(lon_deg.len(), lat_deg.len(), "columns of one batch");
    let chunks: Vec<Matches> = lon_deg
        .par_chunks(CHUNK_ROWS)
        .zip(lat_deg.par_chunks(CHUNK_ROWS))
        .map(|(lon, lat)| {
            let mut matches = Matches::default();
            for (x, y) in lon.iter().zip(lat) {
                matches.push(layers, LonLat::new([*x, *y]).ok());
            }
            progress(lon.len() as u64);
            matches
        })
        .collect();
    // Chunks are put together in input order, so the answer does not depend on the number of threads.
    chunks.into_iter().fold(Matches::default(), |mut all, chunk| {
        all.append(chunk);
        all
    })
}
