//! Positions against all layers, as columns.

use rustc_hash::FxHashMap;

use super::disc::{self, Centre, RADIUS_MIN, Share};
use super::ground::Ground;
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
    /// The overlays, and the ground as they cut it.
    pub ground: Option<&'a Ground>,
    /// Positions of the outfalls.
    pub outfalls: &'a PointIndex,
    /// A clue within this distance of an outfall is matched to it.
    pub outfall_radius: Metres,
}

/// Positions that are joined at a time.
pub const CHUNK_ROWS: usize = 4096;

/// The matches of some positions, as columns. A position that is no position (NaN) matches nothing.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// Counties that claim the position, in code order.
    pub counties: Claimed,
    /// Overlays that contain the position, borders included, the one that prevails first.
    pub overlays: Claimed,
    /// Zones that contain the position, borders included.
    pub zones: Claimed,
    /// Metres to the nearest border; NaN where there is no position, or no border at all.
    pub border_distance_m: Vec<f64>,
    /// The counties on the two sides of that border; [`NO_AREA`] is none.
    pub border_sides: Vec<[u32; 2]>,
    /// The nearest outfall within the radius, and how far it is.
    pub outfall: Vec<Option<(u32, Metres)>>,
    /// The positions whose disc of uncertainty meets a border, in order.
    pub discs: Vec<Disc>,
    /// The shares of all discs, one disc after the other.
    pub shares: Vec<Share>,
    /// The positions that stand for an extent, each with the outfalls within the radius of its ground, the nearest first.
    pub extents: FxHashMap<u32, Vec<(u32, Metres)>>,
}

/// A position whose ground is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Disc {
    /// Which match.
    pub index: u32,
    /// Its shares, as a range of [`Matches::shares`].
    pub shares: std::ops::Range<u32>,
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

impl Claimed {
    /// Says who claims a position after all.
    pub(super) fn set(&mut self, index: usize, claims: Vec<Claim>) {
        self.several.remove(&(index as u32));
        self.areas[index] = match claims.as_slice() {
            [] => OUTSIDE,
            [Claim { area, on_boundary: false }] => *area,
            _ => {
                self.several.insert(index as u32, claims);
                SEVERAL
            }
        };
    }

    /// So many matches that nobody claims.
    fn fill_with_nobody(&mut self, rows: usize) {
        self.areas.clear();
        self.areas.resize(rows, OUTSIDE);
        self.several.clear();
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
        self.border_distance_m.len()
    }

    /// Whether there is no match.
    pub fn is_empty(&self) -> bool {
        self.border_distance_m.is_empty()
    }
}

/// As [`join_into`], into matches of its own.
pub fn join(layers: &Layers, lon_deg: &[f64], lat_deg: &[f64], radius_m: &[f64]) -> Matches {
    let mut matches = Matches::default();
    join_into(layers, lon_deg, lat_deg, radius_m, &mut matches);
    matches
}

/// Joins positions (columns of longitude and latitude, CGCS2000 degrees, and of the radius of uncertainty in metres, NaN for none) to the
/// layers. The matches take the place of those there are, whose memory is used again.
///
/// # Panics
/// If the columns differ in length, or have 2³² rows.
///
/// # Cost
/// Some 150 ns a position for a province, while the matches stay in the cache: chunks of [`CHUNK_ROWS`] do. Positions in the order of
/// their places ([`Ordered`](super::Ordered)) are faster than others.
pub fn join_into(layers: &Layers, lon_deg: &[f64], lat_deg: &[f64], radius_m: &[f64], matches: &mut Matches) {
    assert_eq!(lon_deg.len(), lat_deg.len(), "columns of one batch");
    let rows = lon_deg.len();
    matches.extents.clear();
    claims(layers.counties, lon_deg, lat_deg, &mut matches.counties);
    claims(layers.zones, lon_deg, lat_deg, &mut matches.zones);
    match layers.ground {
        Some(ground) => claims(&ground.overlays, lon_deg, lat_deg, &mut matches.overlays),
        None => matches.overlays.fill_with_nobody(rows),
    }
    matches.border_distance_m.resize(rows, f64::NAN);
    matches.border_sides.resize(rows, [NO_AREA; 2]);
    matches.outfall.resize(rows, None);
    layers.borders.nearest_batch(lon_deg, lat_deg, &mut matches.border_distance_m, &mut matches.border_sides);
    layers.outfalls.nearest_within_batch(lon_deg, lat_deg, layers.outfall_radius, &mut matches.outfall);
    cut_discs(layers, lon_deg, lat_deg, radius_m, matches);
}

/// Cuts the discs that reach a border. Most do not, which takes one comparison to see.
fn cut_discs(layers: &Layers, lon_deg: &[f64], lat_deg: &[f64], radius_m: &[f64], matches: &mut Matches) {
    let Matches { counties, border_distance_m, discs, shares, .. } = matches;
    discs.clear();
    shares.clear();
    for (index, (&radius_m, &border_m)) in radius_m.iter().zip(&*border_distance_m).enumerate() {
        let reaches = radius_m > border_m;
        if (!reaches && layers.ground.is_none()) || radius_m.is_nan() || radius_m < RADIUS_MIN.get() {
            continue;
        }
        let Ok(centre) = LonLat::new([lon_deg[index], lat_deg[index]]) else { continue };
        let radius = Metres(radius_m);
        let reaches_overlay = |ground: &Ground| ground.is_near(centre, radius) && ground.borders.nearest(centre).is_some_and(|border| border.distance < radius);
        if reaches || layers.ground.is_some_and(reaches_overlay) {
            let start = shares.len() as u32;
            let centre = Centre { position: centre, counties: counties.of(index), border: Metres(border_m) };
            shares.extend(disc::shares(layers, &centre, radius));
            discs.push(Disc { index: index as u32, shares: start..shares.len() as u32 });
        }
    }
}

/// The areas of a layer that claim each position.
fn claims(layer: &Locator, lon_deg: &[f64], lat_deg: &[f64], claimed: &mut Claimed) {
    let Claimed { areas, several } = claimed;
    areas.resize(lon_deg.len(), OUTSIDE);
    layer.locate(lon_deg, lat_deg, areas);
    several.clear();
    for (row, _) in areas.iter().enumerate().filter(|(_, area)| **area == SEVERAL) {
        if let (Ok(place), Ok(position)) = (u32::try_from(row), LonLat::new([lon_deg[row], lat_deg[row]])) {
            several.insert(place, layer.claims(position));
        }
    }
}
