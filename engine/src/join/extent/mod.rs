//! Clues that are lines or areas: how much of each lies in whose ground.
//!
//! 1. The disc around an extent tells by whose borders it could be cut ([`super::disc`]); most lie in one county, and nothing is cut.
//! 2. Overlays are taken out first, the one that prevails before the others, then counties cut what is left ([`cut`]).
//! 3. A part's share is its length or area by that of the whole. Ground that two areas claim, such as a line along their border, is
//!    shared between them.
//!
//! An extent has no radius of uncertainty: it is the place, as drawn.
//!
//! # Units and CRS
//! CGCS2000 degrees; edges are straight in degrees, as everywhere here; lengths are geodesic and areas those of the ellipsoid.

mod cut;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use geo::Intersects;
use geo_types::{LineString, Point};

use self::cut::Whole;
pub use self::cut::measure;
use super::batch::{Disc, Layers, Matches};
use super::disc::{self, Centre, RADIUS_MIN, Share};
use crate::coord::{LocalPlane, LonLat, Planar, distance};
use crate::index::{Claim, NO_AREA, PartTree};
use crate::model::{Extent, Jurisdiction, Outfall, Overlay, SourceZone};
use crate::units::Metres;

/// What extents are laid over: what the [`Layers`] index, as it is.
#[derive(Clone, Copy)]
pub struct Areas<'a> {
    /// The counties, in code order.
    pub counties: &'a [Jurisdiction],
    /// The overlays, the one that prevails first.
    pub overlays: &'a [Overlay],
    /// The source zones.
    pub zones: &'a [SourceZone],
    /// Which zones could meet a box.
    pub zone_boxes: &'a PartTree,
    /// The outfalls.
    pub outfalls: &'a [Outfall],
}

/// The disc around an extent is drawn so much larger than its farthest vertex, so that none lies on its rim.
const ROOM: f64 = 1.001;
/// A part below this share of its whole is rounding.
const SHARE_MIN: f64 = 1e-9;

/// Puts right what positions alone have matched, for those that stand for an extent: the counties, overlays and zones that its ground
/// lies in, the shares, the distances.
///
/// `rows` are the rows of the batch that were joined, with their positions in CGCS2000 degrees; `extents` are of rows of the batch.
///
/// # Cost
/// Some microseconds an extent that no border cuts; else an overlay with each area it meets, proportional to their vertices.
pub fn spread(layers: &Layers, areas: &Areas, rows: &[u32], [lon_deg, lat_deg]: [&[f64]; 2], extents: &BTreeMap<usize, &Extent>, matches: &mut Matches) {
    matches.extents.clear();
    if extents.is_empty() {
        return;
    }
    // The discs of positions that stand for an extent give way to its shares.
    matches.discs.retain(|disc| !extents.contains_key(&(rows[disc.index as usize] as usize)));
    for (index, row) in rows.iter().enumerate() {
        let Some(extent) = extents.get(&(*row as usize)) else { continue };
        let Ok(position) = LonLat::new([lon_deg[index], lat_deg[index]]) else { continue };
        let centre = Centre { position, counties: matches.counties.of(index), border: Metres(matches.border_distance_m[index]) };
        let found = ground_of(layers, areas, &centre, extent);
        found.enter(index as u32, matches);
    }
    matches.discs.sort_by_key(|disc| disc.index);
}

/// What an extent's ground is.
#[derive(Clone, Debug, Default, PartialEq)]
struct Spread {
    /// The counties with a share, overlays or not.
    counties: Vec<u32>,
    /// The overlay with the greatest share of all.
    overlay: Option<u32>,
    zones: Vec<u32>,
    /// The shares, in the order of the parties; none if it all lies in one.
    shares: Option<Vec<Share>>,
    border: Option<(Metres, [u32; 2])>,
    /// The outfalls within the radius, the nearest first.
    outfalls: Vec<(u32, Metres)>,
}

impl Spread {
    fn enter(self, index: u32, matches: &mut Matches) {
        let place = index as usize;
        let inside = |area: u32| Claim { area, on_boundary: false };
        matches.counties.set(place, self.counties.into_iter().map(inside).collect());
        matches.overlays.set(place, self.overlay.into_iter().map(inside).collect());
        matches.zones.set(place, self.zones.into_iter().map(inside).collect());
        if let Some((distance, sides)) = self.border {
            (matches.border_distance_m[place], matches.border_sides[place]) = (distance.get(), sides);
        }
        matches.outfall[place] = self.outfalls.first().copied();
        matches.extents.insert(index, self.outfalls);
        if let Some(shares) = self.shares {
            let start = matches.shares.len() as u32;
            matches.shares.extend(shares);
            matches.discs.push(Disc { index, shares: start..matches.shares.len() as u32 });
        }
    }
}

fn ground_of(layers: &Layers, areas: &Areas, centre: &Centre, extent: &Extent) -> Spread {
    let whole = Whole::of(extent);
    let radius = radius_around(centre.position, extent);
    let outfalls = outfalls_near(layers, areas.outfalls, centre.position, radius, extent);
    let mut spread = Spread { outfalls, border: nearest_border(layers, centre.position, extent), ..Spread::default() };
    if whole.measure <= 0.0 || radius < RADIUS_MIN {
        // Without any length it is a point, which has been joined already.
        spread.counties = centre.counties.iter().map(|claim| claim.area).collect();
        spread.zones = layers.zones.claims(centre.position).into_iter().map(|claim| claim.area).collect();
        spread.overlay = layers.ground.and_then(|ground| ground.overlays.claims(centre.position).first().map(|claim| claim.area));
        return spread;
    }
    spread.zones = zones_met(areas, &whole);
    let near = disc::shares(&Layers { ground: None, ..*layers }, centre, radius);
    let near_overlay = layers.ground.is_some_and(|ground| ground.is_near(centre.position, radius));
    if let ([only], false) = (near.as_slice(), near_overlay)
        && only.share >= 1.0 - SHARE_MIN
    {
        spread.counties = vec![only.party];
        return spread;
    }
    let mut counties: Vec<(u32, f64)> = Vec::new();
    let mut parties: Vec<(u32, f64)> = Vec::new();
    let mut left = whole.extent.clone();
    if near_overlay {
        for (number, overlay) in (0..).zip(areas.overlays) {
            let cutter = whole.near(&overlay.area);
            let taken = whole.measured(&cut::within(&left, &cutter));
            if taken > 0.0 {
                parties.push((areas.counties.len() as u32 + number, taken));
                left = cut::without(&left, &cutter);
            }
        }
    }
    for Share { party: county, .. } in near {
        let cutter = whole.near(&areas.counties[county as usize].territory);
        let in_all = whole.measured(&cut::within(&whole.extent, &cutter));
        if in_all > 0.0 {
            counties.push((county, in_all));
        }
        let in_rest = if near_overlay { whole.measured(&cut::within(&left, &cutter)) } else { in_all };
        if in_rest > 0.0 {
            parties.push((county, in_rest));
        }
    }
    let shares = shares_of(parties, whole.measure);
    spread.counties = counties.into_iter().map(|(county, _)| county).collect();
    spread.counties.sort_unstable();
    // Of equals the first.
    let greatest = shares.iter().fold(None, |best: Option<&Share>, share| best.filter(|best| best.share >= share.share).or(Some(share)));
    spread.overlay = greatest.and_then(|share| share.party.checked_sub(areas.counties.len() as u32));
    match shares.as_slice() {
        [only] if only.share >= 1.0 - SHARE_MIN => {}
        _ => {
            spread.border = spread.border.map(|(_, sides)| (Metres(0.0), sides));
            spread.shares = Some(shares);
        }
    }
    spread
}

/// Measures to shares of the whole, in the order of the parties. Where areas overlap, or a line runs along a border, they add up to more than
/// the whole, and are lessened alike.
fn shares_of(mut parties: Vec<(u32, f64)>, whole: f64) -> Vec<Share> {
    let sum: f64 = parties.iter().map(|(_, measure)| measure).sum();
    let all = sum.max(whole);
    parties.sort_unstable_by_key(|(party, _)| *party);
    let mut shares: Vec<Share> = parties.into_iter().map(|(party, measure)| Share { party, share: measure / all }).collect();
    shares.retain(|share| share.share > SHARE_MIN);
    // What is missing to one lies outside; what rounding leaves does not.
    if whole - sum < whole * SHARE_MIN
        && let [only] = shares.as_mut_slice()
    {
        only.share = 1.0;
    }
    shares
}

/// The radius of a disc of the local plane that holds all of an extent.
fn radius_around(centre: LonLat, extent: &Extent) -> Metres {
    let plane = LocalPlane::at(centre);
    let farthest_m2 = extent.vertices().map(|vertex| plane.project([vertex.x, vertex.y]).squared_m2()).fold(0.0, f64::max);
    Metres(farthest_m2.sqrt() * ROOM)
}

/// The border nearest to any vertex.
fn nearest_border(layers: &Layers, centre: LonLat, extent: &Extent) -> Option<(Metres, [u32; 2])> {
    let places = extent.vertices().filter_map(|vertex| LonLat::new([vertex.x, vertex.y]).ok()).chain([centre]);
    let borders = places.filter_map(|place| layers.borders.nearest(place));
    borders.min_by(|a, b| a.distance.get().total_cmp(&b.distance.get())).map(|border| (border.distance, border.sides.map(|side| side.unwrap_or(NO_AREA))))
}

/// The zones that have a part of it, those with the lower number first.
fn zones_met(areas: &Areas, whole: &Whole) -> Vec<u32> {
    let met = areas.zone_boxes.areas_meeting(whole.bounds).into_iter();
    met.filter(|&zone| whole.measured(&cut::within(&whole.extent, &whole.near(&areas.zones[zone as usize].area))) > 0.0).collect()
}

/// The outfalls within the radius of any part, the nearest first.
fn outfalls_near(layers: &Layers, outfalls: &[Outfall], centre: LonLat, radius: Metres, extent: &Extent) -> Vec<(u32, Metres)> {
    let reach = Metres(radius.get() * ROOM + layers.outfall_radius.get());
    let mut near: Vec<(u32, Metres)> = layers.outfalls.within(centre, reach);
    near.retain_mut(|(outfall, far)| {
        *far = distance_to(extent, outfalls[*outfall as usize].position);
        *far <= layers.outfall_radius
    });
    near.sort_by(|a, b| a.1.get().total_cmp(&b.1.get()).then(a.0.cmp(&b.0)));
    near
}

/// How far an extent is from a place; 0 inside an area.
pub fn distance_to(extent: &Extent, place: LonLat) -> Metres {
    if let Extent::Areas(areas) = extent
        && areas.intersects(&Point::from(place.to_coord()))
    {
        return Metres(0.0);
    }
    let plane = LocalPlane::at(place);
    let edges = extent.strings().flat_map(LineString::lines);
    let feet = edges.map(|edge| plane.nearest_on_edge([edge.start.x, edge.start.y], [edge.end.x, edge.end.y]));
    let nearest: Option<Planar> = feet.min_by(|a, b| a.squared_m2().total_cmp(&b.squared_m2()));
    nearest.and_then(|foot| LonLat::new(plane.unproject(foot)).ok()).map_or(Metres(f64::INFINITY), |foot| distance(place, foot))
}
