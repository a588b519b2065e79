//! The shares of an uncertain position: how much of its disc lies in each area.

use super::batch::{Claimants, Layers};
use super::ground::{CUT_ROUNDING, Ground};
use crate::coord::{LocalPlane, LonLat, Planar};
use crate::index::{BorderIndex, Locator};
use crate::units::Metres;

/// How much of a disc lies in the ground of a party.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The party.
    pub party: u32,
    /// Its share, 0 to 1.
    pub share: f64,
}

/// The centre of a disc, and what has been found of it already.
#[derive(Clone, Copy, Debug)]
pub struct Centre<'a> {
    /// Where it is.
    pub position: LonLat,
    /// The counties that claim it.
    pub counties: Claimants<'a>,
    /// How far it is from the nearest border of a county.
    pub border: Metres,
}

/// Radii below this are none: the position is as exact as positions get.
pub const RADIUS_MIN: Metres = Metres(0.001);
/// A centre that is nearer to an edge than this lies on it as far as rounding can tell: coordinates are exact to some nanometres.
const TOO_NEAR: Metres = Metres(1e-6);
/// How far such a centre is moved, in radii, and at least. It changes a share by no more than this.
const MOVED_RADII: f64 = 1e-5;
const MOVED_MIN_M: f64 = 5e-6;
const MOVED_MIN_CUT_M: f64 = 2.5e-3;
/// Directions in which a better centre is looked for.
const DIRECTIONS: u32 = 16;
/// Shares below this are rounding.
const SHARE_MIN: f64 = 1e-9;

/// The share of the disc in every party that has one, in their order: counties, and overlays after them ([`Ground`]). What they lack
/// to one lies outside of all.
///
/// # Error
/// Exact in the local plane, but for centres on an edge, which are moved by 10⁻⁵ of the radius; beside an overlay's, by 2.5 mm.
///
/// # Cost
/// Some microseconds; proportional to the edges near the disc.
pub fn shares(layers: &Layers, centre: &Centre, radius: Metres) -> Vec<Share> {
    let Layers { counties, borders, ground, .. } = *layers;
    let place = Surroundings { counties, borders, ground: ground.filter(|ground| ground.is_near(centre.position, radius)) };
    let (centre, parties) = place.sound_centre(centre, radius);
    let mut shares: Vec<(u32, f64)> = parties.into_iter().map(|party| (party, 1.0)).collect();
    match place.ground {
        None => borders.cut_disc(centre, radius, Some, &mut shares),
        Some(ground) => {
            borders.cut_disc(centre, radius, |county| (!ground.is_recut(county)).then_some(county), &mut shares);
            ground.borders.cut_disc(centre, radius, |area| Some(ground.party_of[area as usize]), &mut shares);
        }
    }
    settled(shares)
}

/// The shares as they are reported: in order, within 0 and 1, without rounding's.
fn settled(shares: Vec<(u32, f64)>) -> Vec<Share> {
    let mut shares: Vec<Share> =
        shares.into_iter().filter(|(_, share)| *share > SHARE_MIN).map(|(party, share)| Share { party, share: share.min(1.0) }).collect();
    shares.sort_unstable_by_key(|share| share.party);
    shares
}

/// What a disc is cut by.
struct Surroundings<'a> {
    counties: &'a Locator,
    borders: &'a BorderIndex,
    ground: Option<&'a Ground>,
}

impl Surroundings<'_> {
    /// The centre, or one beside it that lies on no edge; and the parties in whose ground it lies.
    fn sound_centre(&self, known: &Centre, radius: Metres) -> (LonLat, Vec<u32>) {
        let centre = known.position;
        let is_apart = known.border >= TOO_NEAR && known.counties.iter().all(|claim| !claim.on_boundary);
        if is_apart && let Some(parties) = self.by_overlays(centre, known.counties) {
            return (centre, parties);
        }
        let plane = LocalPlane::at(centre);
        let least_m = if self.ground.is_some() { MOVED_MIN_CUT_M } else { MOVED_MIN_M };
        let moved_m = (radius.get() * MOVED_RADII).max(least_m);
        let beside = |direction: u32| {
            let angle = std::f64::consts::TAU * (f64::from(direction) + 0.3) / f64::from(DIRECTIONS);
            let at = LonLat::new(plane.unproject(Planar { east_m: moved_m * angle.cos(), north_m: moved_m * angle.sin() })).ok()?;
            Some((at, self.parties(at)?))
        };
        // Where sixteen directions all meet edges there is a star of slivers; then the centre has to do.
        (0..DIRECTIONS).find_map(beside).unwrap_or_else(|| (centre, known.counties.iter().map(|claim| claim.area).collect()))
    }

    /// The parties in whose ground a position lies; `None` where it lies on an edge, as far as rounding can tell.
    fn parties(&self, at: LonLat) -> Option<Vec<u32>> {
        let claims = self.counties.claims(at);
        if claims.iter().any(|claim| claim.on_boundary) || !is_apart(self.borders, at, TOO_NEAR) {
            return None;
        }
        self.by_overlays(at, Claimants::Several(&claims))
    }

    /// The same where no border of a county is too near: the overlay that prevails, else the counties.
    fn by_overlays(&self, at: LonLat, counties: Claimants) -> Option<Vec<u32>> {
        if let Some(ground) = self.ground {
            let overlays = ground.overlays.claims(at);
            if overlays.iter().any(|claim| claim.on_boundary) || !is_apart(&ground.borders, at, CUT_ROUNDING) {
                return None;
            }
            if let Some(prevails) = overlays.first() {
                return Some(vec![ground.counties + prevails.area]);
            }
        }
        Some(counties.iter().map(|claim| claim.area).collect())
    }
}

fn is_apart(borders: &BorderIndex, at: LonLat, by: Metres) -> bool {
    borders.nearest(at).is_none_or(|border| border.distance >= by)
}
