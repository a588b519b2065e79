//! A batch of positions against all layers, as columns.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::order::{Ordered, ordered};
use crate::coord::LonLat;
use crate::index::cells::{OUTSIDE, SEVERAL};
use crate::index::{BorderIndex, Claim, Locator, NO_AREA, PointIndex};
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

/// The matches of a batch, in the order of places: match `i` is that of the row `rows[i]`. A position that is no position (NaN)
/// matches nothing.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// Which row of the batch each match belongs to.
    pub rows: Vec<u32>,
    /// Counties that claim the position, in code order.
    pub counties: Claimed,
    /// Zones that contain the position, borders included.
    pub zones: Claimed,
    /// Metres to the nearest border; NaN where there is no position, or no border at all.
    pub border_distance_m: Vec<f64>,
    /// The counties on the two sides of that border; [`NO_AREA`] is none.
    pub border_sides: Vec<[u32; 2]>,
    /// The nearest outfall within the radius.
    pub outfall: Vec<Option<u32>>,
    /// Metres to it; NaN where none.
    pub outfall_distance_m: Vec<f64>,
}

/// For every match the areas of one layer that claim its position.
#[derive(Clone, Debug, Default)]
pub struct Claimed {
    /// The one area, `OUTSIDE`, or `SEVERAL`.
    areas: Vec<u32>,
    /// The claims of positions that more than one area has, or that lie on a boundary.
    several: FxHashMap<u32, Vec<Claim>>,
}

/// Who claims a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimants<'a> {
    /// No area.
    Nobody,
    /// The position lies inside this area and no other.
    One(u32),
    /// Several areas, or it lies on the boundary of one.
    Several(&'a [Claim]),
}

impl Claimed {
    /// Who claims the position of a match.
    ///
    /// # Panics
    /// Past the last match.
    #[inline]
    pub fn of(&self, index: usize) -> Claimants<'_> {
        match self.areas[index] {
            OUTSIDE => Claimants::Nobody,
            SEVERAL => self.several.get(&(index as u32)).map_or(Claimants::Nobody, |claims| Claimants::Several(claims)),
            area => Claimants::One(area),
        }
    }
}

impl<'a> Claimants<'a> {
    /// The claims one by one, in order of their areas.
    pub fn iter(self) -> impl Iterator<Item = Claim> + use<'a> {
        let (one, several): (_, &[Claim]) = match self {
            Self::Nobody => (None, &[]),
            Self::One(area) => (Some(Claim { area, on_boundary: false }), &[]),
            Self::Several(claims) => (None, claims),
        };
        one.into_iter().chain(several.iter().copied())
    }
}

impl Matches {
    /// Number of matches.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no match.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Rows a worker takes at a time: large enough to hide the hand-over, small enough to share out a small batch.
const CHUNK_ROWS: usize = 4096;

/// Joins positions (columns of longitude and latitude, CGCS2000 degrees) to the layers, on all cores.
///
/// `progress` is told the rows done since it was last told.
///
/// # Panics
/// If the columns differ in length, or have 2³² rows.
pub fn join(layers: &Layers, lon_deg: &[f64], lat_deg: &[f64], progress: &(dyn Fn(u64) + Sync)) -> Matches {
    assert_eq!(lon_deg.len(), lat_deg.len(), "columns of one batch");
    let rows = lon_deg.len();
    assert!(u32::try_from(rows).is_ok(), "fewer than 2^32 rows at a time");
    let Ordered { rows: order, lon_deg, lat_deg } = ordered(lon_deg, lat_deg);
    let (mut counties, mut zones) = (vec![OUTSIDE; rows], vec![OUTSIDE; rows]);
    let (mut border_distance_m, mut border_sides) = (vec![f64::NAN; rows], vec![[NO_AREA; 2]; rows]);
    let (mut outfall, mut outfall_distance_m) = (vec![None; rows], vec![f64::NAN; rows]);
    // Every worker writes into its own part, so the answer does not depend on the number of threads.
    let several: Vec<[Several; 2]> = lon_deg
        .par_chunks(CHUNK_ROWS)
        .zip(lat_deg.par_chunks(CHUNK_ROWS))
        .zip(counties.par_chunks_mut(CHUNK_ROWS).zip(zones.par_chunks_mut(CHUNK_ROWS)))
        .zip(border_distance_m.par_chunks_mut(CHUNK_ROWS).zip(border_sides.par_chunks_mut(CHUNK_ROWS)))
        .zip(outfall.par_chunks_mut(CHUNK_ROWS).zip(outfall_distance_m.par_chunks_mut(CHUNK_ROWS)))
        .enumerate()
        .map(|(chunk, ((((lon, lat), (counties, zones)), (distance_m, sides)), (outfall, outfall_m)))| {
            let first = (chunk * CHUNK_ROWS) as u32;
            let several = [(layers.counties, counties), (layers.zones, zones)].map(|(layer, areas)| claims(layer, lon, lat, areas, first));
            layers.borders.nearest_batch(lon, lat, distance_m, sides);
            let mut near = [None; CHUNK_ROWS];
            let near = &mut near[..lon.len()];
            layers.outfalls.nearest_within_batch(lon, lat, layers.outfall_radius, near);
            for (i, found) in near.iter().enumerate() {
                if let Some((index, distance)) = found {
                    (outfall[i], outfall_m[i]) = (Some(*index), distance.get());
                }
            }
            progress(lon.len() as u64);
            several
        })
        .collect();
    let (mut of_counties, mut of_zones) = (FxHashMap::default(), FxHashMap::default());
    for [counties, zones] in several {
        of_counties.extend(counties);
        of_zones.extend(zones);
    }
    Matches {
        rows: order,
        counties: Claimed { areas: counties, several: of_counties },
        zones: Claimed { areas: zones, several: of_zones },
        border_distance_m,
        border_sides,
        outfall,
        outfall_distance_m,
    }
}

/// Matches with the claims of each.
type Several = Vec<(u32, Vec<Claim>)>;

/// The areas of a layer for some positions, and the claims of those that have no single one.
fn claims(layer: &Locator, lon_deg: &[f64], lat_deg: &[f64], areas: &mut [u32], first: u32) -> Several {
    layer.locate(lon_deg, lat_deg, areas);
    let several = areas.iter().enumerate().filter(|(_, area)| **area == SEVERAL);
    several.filter_map(|(i, _)| Some((first + i as u32, layer.claims(LonLat::new([lon_deg[i], lat_deg[i]]).ok()?)))).collect()
}
