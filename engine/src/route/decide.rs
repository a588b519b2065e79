//! From matches to decisions.
//!
//! What a row's outcome depends on is its [`Case`]. The outcome of a case is worked out the first time it is met ([`outcome`]), and
//! every other row only names it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::case::{Case, Key, Marks, OUTSIDE_WINS, Shared};
use super::decision::RowShares;
use super::outcome::{self, Parties};
use super::{Decisions, OutfallMatch, Row};
use crate::coord::LonLat;
use crate::index::{NO_AREA, PointIndex};
use crate::join::{Claimants, Disc, Matches, Share};
use crate::model::{DivisionCode, Generation, Outfall, Overlay, RowFault, SourceZone};
use crate::rules::{Judge, Places, Ruleset};
use crate::units::Metres;

/// What decisions are made by.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// The jurisdictions in force, with the bodies of the overlays.
    pub generation: &'a Generation,
    /// The overlays in force, the one that prevails first.
    pub overlays: &'a [Overlay],
    /// The source zones.
    pub zones: &'a [SourceZone],
    /// The counties that each zone lies in, as places in the generation.
    pub zone_counties: &'a [Vec<u32>],
    /// The outfalls.
    pub outfalls: &'a [Outfall],
    /// Where they are.
    pub outfall_index: &'a PointIndex,
    /// The rules.
    pub ruleset: &'a Ruleset,
    /// The places as the rules see them.
    pub places: &'a Places,
    /// The share from which one jurisdiction handles an uncertain position.
    pub threshold: f64,
}

/// A share below this is not worth a name: shares are exact to a thousandth.
pub const LEAST_SHARE: f64 = 0.0005;

/// What is known of some rows of a batch, besides what their positions match. Columns have these rows alone, in their order.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Which rows of the batch they are.
    pub rows: &'a [u32],
    /// Why a row of the batch has no usable position.
    pub faults: &'a BTreeMap<usize, RowFault>,
    /// Positions, CGCS2000 degrees.
    pub lon_deg: &'a [f64],
    /// Likewise.
    pub lat_deg: &'a [f64],
    /// Radius of uncertainty in metres, NaN where unknown.
    pub accuracy_m: &'a [f64],
    /// The part of the rules' number that a row's own columns make, and [`UNCLEAR_FLAG_BIT`].
    pub traits: &'a [u64],
    /// The county each row itself names; without rows where none does.
    pub reported: &'a [Reported],
    /// Where the position belonged at the time of occurrence, where that is known; without rows where it is known of none.
    pub county_then: &'a [Option<DivisionCode>],
    /// Likewise at the time of filing.
    pub county_filed: &'a [Option<DivisionCode>],
}

/// The county that a row itself names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reported {
    /// The one in force.
    pub county: Option<DivisionCode>,
    /// How its code was written.
    pub written: Written,
}

/// How a code was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Written {
    /// As it is in force, or not at all.
    #[default]
    InForce,
    /// By a code that another took the place of.
    Superseded,
    /// By a code of statistics, which is no division's.
    Statistical,
}

/// The bit of [`Facts::traits`] that says that a column of yes or no says something else.
pub const UNCLEAR_FLAG_BIT: u64 = 1 << 63;

/// Decides rows, and remembers the outcomes it has worked out.
pub struct Decider<'a> {
    basis: Basis<'a>,
    codes: Vec<DivisionCode>,
    judge: Judge<'a>,
    /// The outcomes of plain cases, by ruling: by the county, those of nobody last, and the marks.
    plain: Vec<Vec<u32>>,
    /// Those of all other cases.
    special: FxHashMap<Key, u32>,
    /// The key, the disc and its bodies at hand, kept so that their memory is used again.
    key: Key,
    shared: Shared,
    bodies: Vec<Body>,
}

/// A body with its share of a disc or an extent.
#[derive(Clone, Copy)]
struct Body {
    code: DivisionCode,
    /// The first of its parties.
    party: u32,
    share: f64,
}

/// The place of an outcome that was not worked out yet.
const UNKNOWN: u32 = u32::MAX;

impl<'a> Decider<'a> {
    /// Decides by this; no outcome is known yet.
    pub fn new(basis: Basis<'a>) -> Self {
        let codes: Vec<DivisionCode> = basis.generation.counties.iter().map(|county| county.division.code).collect();
        let judge = Judge::new(basis.ruleset, basis.places);
        Self { basis, codes, judge, plain: Vec::new(), special: FxHashMap::default(), key: Key::default(), shared: Shared::default(), bodies: Vec::new() }
    }

    /// Decides some rows of a batch by what their positions match. `into`, which they are added to, holds no outcomes but those that
    /// this decider put there.
    ///
    /// # Panics
    /// If there are not as many matches as rows.
    ///
    /// # Cost
    /// Some nanoseconds a row of which the outcome is known.
    pub fn decide(&mut self, matches: &Matches, facts: &Facts, into: &mut Decisions) {
        assert_eq!(facts.rows.len(), matches.len(), "one match for each row");
        into.rows.reserve(matches.len());
        let mut discs = matches.discs.iter().peekable();
        for index in 0..matches.len() {
            let disc = discs.next_if(|disc| disc.index as usize == index);
            let decided = self.decide_one(index, disc, matches, facts, into);
            into.rows.push(decided);
        }
    }

    /// Forgets all outcomes. The decisions that hold them are to be forgotten, too.
    pub(crate) fn forget(&mut self) {
        self.plain.clear();
        self.special.clear();
    }

    #[inline]
    fn decide_one(&mut self, index: usize, disc: Option<&Disc>, matches: &Matches, facts: &Facts, into: &mut Decisions) -> Row {
        let (counties, overlays, zones) = (matches.counties.of(index), matches.overlays.of(index), matches.zones.of(index));
        let own = first_of(counties);
        let extent = if matches.extents.is_empty() { None } else { matches.extents.get(&(index as u32)) };
        // A line or an area is the place, as drawn.
        let accuracy_m = if extent.is_some() { 0.0 } else { facts.accuracy_m[index] };
        let traits = facts.traits[index];
        let mut marks = u32::from(accuracy_m.is_nan()) * Marks::ACCURACY_UNKNOWN + u32::from(traits & UNCLEAR_FLAG_BIT != 0) * Marks::UNCLEAR_FLAG;
        marks |= u32::from(extent.is_some() && disc.is_some()) * Marks::EXTENT;
        // Rules that speak of places look at the likeliest one.
        let place = match (disc, within(overlays)) {
            (Some(disc), _) => self.share(disc, matches, facts.rows[index], into),
            (None, Some(overlay)) => Some(self.codes.len() as u32 + overlay),
            (None, None) => own,
        };
        let bins = &self.basis.ruleset.bins;
        let zone = zones.iter().map(|claim| self.basis.zones[claim.area as usize].level).min();
        let near = matches.outfall[index];
        // The outfall could be as near as the disc reaches.
        let outfall_m = near.map_or(f64::NAN, |(_, distance)| (distance.get() - if accuracy_m > 0.0 { accuracy_m } else { 0.0 }).max(0.0));
        let number = (traits & !UNCLEAR_FLAG_BIT)
            + bins.of_zone(zone)
            + bins.of_outfall(outfall_m)
            + bins.of_border(matches.border_distance_m[index])
            + self.basis.places.of_place(place);
        let ruling = self.judge.rule(number);

        let mut registered = None;
        if let Some((nearest, distance)) = near {
            let mut found = (nearest, distance);
            if self.judge.ruling(ruling).registry_owner {
                let position = [facts.lon_deg[index], facts.lat_deg[index]];
                let matched = match_outfall(&self.basis, extent.map_or_else(|| reached(&self.basis, position, distance, accuracy_m), |near| tied(near)));
                found = matched.found.unwrap_or(found);
                registered = self.basis.outfalls[found.0 as usize].county.filter(|_| !matched.is_ambiguous);
                marks |= u32::from(matched.is_ambiguous) * Marks::OUTFALL_AMBIGUOUS;
            }
            let outfall = &self.basis.outfalls[found.0 as usize];
            into.outfalls.push(OutfallMatch { row: facts.rows[index], outfall: found.0, distance_m: found.1.get() });
            let is_other = |county: DivisionCode| own.is_some() && counties.iter().all(|claim| self.codes[claim.area as usize] != county);
            marks |= u32::from(outfall.county.is_some_and(is_other)) * Marks::REGISTRY_CONFLICT;
            marks |= u32::from(registered.is_some() && outfall.was_superseded()) * Marks::SUPERSEDED_CODE;
        }
        if let Some(reported) = facts.reported.get(index) {
            let differs = reported.county.is_some_and(|county| own.is_some() && counties.iter().all(|claim| self.codes[claim.area as usize] != county));
            marks |= u32::from(differs) * Marks::REPORTED_COUNTY_DIFFERS;
            marks |= match reported.written {
                Written::InForce => 0,
                Written::Superseded => Marks::SUPERSEDED_CODE,
                Written::Statistical => Marks::STATISTICAL_ZONE,
            };
        }

        let at = |column: &[Option<DivisionCode>]| column.get(index).copied().flatten();
        let fault = if facts.faults.is_empty() { None } else { facts.faults.get(&(facts.rows[index] as usize)).map(RowFault::code) };
        let (county_then, county_filed) = (at(facts.county_then), at(facts.county_filed));
        // The disc is lent to the case, and the case to the decider that owns it.
        let shared = disc.map(|_| std::mem::take(&mut self.shared));
        let case = Case { counties, overlays, zones, shared: shared.as_ref(), county_then, county_filed, fault, registered, marks: Marks(marks), ruling };
        let outcome = if case.is_plain() { self.plain(own, &case, into) } else { self.special(&case, into) };
        self.shared = shared.unwrap_or_default();
        Row {
            border_distance_m: matches.border_distance_m[index],
            outcome,
            neighbour: beyond(matches.border_sides[index], own).map(|area| self.codes[area as usize]),
        }
    }

    /// Reads a disc, or what an extent is shared between: who has a share, and whether one has enough. The figures go to the row's shares. Returns who has the greatest.
    fn share(&mut self, disc: &Disc, matches: &Matches, row: u32, into: &mut Decisions) -> Option<u32> {
        let codes = Parties { codes: &self.codes, overlays: self.basis.overlays };
        let Shared { parties, winner, reaches_outside } = &mut self.shared;
        let bodies = &mut self.bodies;
        bodies.clear();
        let mut inside = 0.0;
        for Share { party, share } in &matches.shares[disc.shares.start as usize..disc.shares.end as usize] {
            inside += share;
            let code = codes.code(*party);
            // Overlays of different precedence may be of one body.
            match bodies.iter_mut().find(|body| body.code == code) {
                Some(body) => body.share += share,
                None => bodies.push(Body { code, party: *party, share: *share }),
            }
        }
        // Where areas overlap in the data, their shares are more than all there is.
        if inside > 1.0 {
            for body in bodies.iter_mut() {
                body.share /= inside;
            }
        }
        // Of equals the first.
        let greatest = bodies.iter().fold(None, |best: Option<&Body>, body| best.filter(|best| best.share >= body.share).or(Some(body))).copied();
        let outside = (1.0 - inside).max(0.0);
        *winner = greatest.filter(|body| body.share >= self.basis.threshold).map(|body| body.party);
        if outside >= self.basis.threshold {
            *winner = Some(OUTSIDE_WINS);
        }
        *reaches_outside = outside >= LEAST_SHARE;
        bodies.retain(|body| body.share >= LEAST_SHARE);
        parties.clear();
        parties.extend(bodies.iter().map(|body| body.party));
        bodies.sort_unstable_by_key(|body| body.code);
        let start = into.shares.len() as u32;
        into.shares.extend(bodies.iter().map(|body| (body.code, body.share)));
        let probability = greatest.map_or(0.0, |body| body.share);
        into.discs.push(RowShares { row, shares: start..into.shares.len() as u32, probability, outside });
        greatest.map(|body| body.party)
    }

    #[inline]
    fn plain(&mut self, own: Option<u32>, case: &Case, into: &mut Decisions) -> u32 {
        let ruling = case.ruling as usize;
        if self.plain.len() <= ruling {
            self.plain.resize_with(ruling + 1, Vec::new);
        }
        let counties = self.codes.len();
        let outcomes = &mut self.plain[ruling];
        if outcomes.is_empty() {
            outcomes.resize((counties + 1) * Marks::PLAIN, UNKNOWN);
        }
        let place = own.map_or(counties, |own| own as usize) * Marks::PLAIN + case.marks.0 as usize;
        let known = outcomes[place];
        if known != UNKNOWN {
            return known;
        }
        let outcome = self.add(case, into);
        self.plain[ruling][place] = outcome;
        outcome
    }

    fn special(&mut self, case: &Case, into: &mut Decisions) -> u32 {
        let mut key = std::mem::take(&mut self.key);
        key.fill(case);
        let known = self.special.get(&key).copied();
        let place = known.unwrap_or_else(|| {
            let place = self.add(case, into);
            self.special.insert(key.clone(), place);
            place
        });
        self.key = key;
        place
    }

    #[cold]
    fn add(&self, case: &Case, into: &mut Decisions) -> u32 {
        into.outcomes.push(outcome::work_out(&self.basis, &self.codes, self.judge.ruling(case.ruling), case));
        into.outcomes.len() as u32 - 1
    }
}

/// The outfall that a clue is about.
struct MatchedOutfall {
    /// The nearest that is in use; of none in use the nearest.
    found: Option<(u32, Metres)>,
    /// Another one in use, of another county, could be meant as well.
    is_ambiguous: bool,
}

/// The outfalls that an uncertain position could be at, if it is the nearest that it is at; the nearest first.
fn reached(basis: &Basis, position: [f64; 2], nearest: Metres, accuracy_m: f64) -> Vec<(u32, Metres)> {
    let Ok(position) = LonLat::new(position) else { return Vec::new() };
    let reach = Metres(nearest.get() + if accuracy_m > 0.0 { accuracy_m } else { 0.0 });
    let mut near = basis.outfall_index.within(position, reach);
    near.sort_by(|a, b| a.1.get().total_cmp(&b.1.get()).then(a.0.cmp(&b.0)));
    near
}

/// Of the outfalls near a line or an area those that are as near as the first, such as all that lie in it.
fn tied(near: &[(u32, Metres)]) -> Vec<(u32, Metres)> {
    near.iter().take_while(|(_, distance)| Some(*distance) == near.first().map(|(_, first)| *first)).copied().collect()
}

/// Of the outfalls that a clue could be about those in use count before the others.
fn match_outfall(basis: &Basis, mut near: Vec<(u32, Metres)>) -> MatchedOutfall {
    let of = |place: u32| &basis.outfalls[place as usize];
    if near.iter().any(|(place, _)| of(*place).is_in_use()) {
        near.retain(|(place, _)| of(*place).is_in_use());
    }
    let found = near.first().copied();
    let county = found.and_then(|(place, _)| of(place).county);
    MatchedOutfall { found, is_ambiguous: near.iter().any(|(place, _)| of(*place).county != county) }
}

/// The first of those who claim a position.
#[inline]
fn first_of(claimants: Claimants) -> Option<u32> {
    match claimants {
        Claimants::Nobody => None,
        Claimants::One(area) => Some(area),
        Claimants::Several(claims) => claims.first().map(|claim| claim.area),
    }
}

/// The overlay that prevails where a position lies inside of it.
#[inline]
pub(super) fn within(overlays: Claimants) -> Option<u32> {
    match overlays {
        Claimants::Nobody => None,
        Claimants::One(area) => Some(area),
        Claimants::Several(claims) => claims.first().filter(|claim| !claim.on_boundary).map(|claim| claim.area),
    }
}

/// The area beyond the nearest border: not the own one, and outside the nearer in code order. `NO_AREA` on a side is none.
#[inline]
fn beyond(sides: [u32; 2], own: Option<u32>) -> Option<u32> {
    let beyond = match own {
        None => sides[0].min(sides[1]),
        // An area on both sides is there twice in the data.
        Some(own) if sides[0] == own && sides[1] == own => NO_AREA,
        Some(own) if sides[0] == own => sides[1],
        Some(_) => sides[0],
    };
    (beyond != NO_AREA).then_some(beyond)
}
