//! A batch of positions against all layers, as columns.

use rayon::prelude::*;

use crate::coord::LonLat;
use crate::index::cells::{OUTSIDE, SEVERAL};
use crate::index::{BorderIndex, Claim, Locator, NearestBorder, PointIndex};
use crate::model::ListColumn;
use crate::units::Metres;

/// What a batch is joined to. All positions in CGCS2000 degrees.
#[derive(Clone, Copy)]
pub struct Layers<'a> {
    /// Territories of the counties, numbered in code order.
    pub counties: &'a Locator,
    /// Their borders.
    pub borders: &'a BorderIndex,
    /// Areas of the source zones.
    pub zones: &'a Locator,
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
            let matches = join_chunk(layers, lon, lat);
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

fn join_chunk(layers: &Layers, lon_deg: &[f64], lat_deg: &[f64]) -> Matches {
    let position = |row: usize| LonLat::new([lon_deg[row], lat_deg[row]]).ok();
    let mut areas = vec![OUTSIDE; lon_deg.len()];
    let mut claims = |layer: &Locator| {
        let mut claims = ListColumn::default();
        layer.locate(lon_deg, lat_deg, &mut areas);
        for (row, &area) in areas.iter().enumerate() {
            match area {
                OUTSIDE => claims.push([]),
                SEVERAL => claims.push(position(row).map(|at| layer.claims(at)).unwrap_or_default()),
                area => claims.push([Claim { area, on_boundary: false }]),
            }
        }
        claims
    };
    let counties = claims(layers.counties);
    let in_zones = claims(layers.zones);
    let mut zones = ListColumn::default();
    in_zones.iter().for_each(|row| zones.push(row.iter().map(|claim| claim.area)));
    let border = (0..lon_deg.len()).map(|row| layers.borders.nearest(position(row)?)).collect();
    let outfall = (0..lon_deg.len()).map(|row| layers.outfalls.nearest_within(position(row)?, layers.outfall_radius)).collect();
    Matches { claims: counties, border, zones, outfall }
}
