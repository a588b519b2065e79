//! From matches to decisions.
//!
//! What a row's outcome depends on is little: who claims it, the zones, the county it belonged to then, and four yes or no. These
//! are its key. The outcome of a key is worked out the first time it is met, and every other row only names it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::index::NO_AREA;
use crate::join::{Claim, Claimants, Matches};
use crate::model::{DivisionCode, Generation, Outfall, RowFault, SourceZone};

use super::{Decisions, Outcome, OutfallMatch, Row, Rule, Status, Warning};

/// What decisions are made by.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// The jurisdictions in force.
    pub generation: &'a Generation,
    /// The source zones.
    pub zones: &'a [SourceZone],
    /// The counties that each zone lies in, as places in the generation.
    pub zone_counties: &'a [Vec<u32>],
    /// The outfalls.
    pub outfalls: &'a [Outfall],
}

/// What is known of some rows of a batch, besides what their positions match. Columns have these rows alone, in their order.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Which rows of the batch they are.
    pub rows: &'a [u32],
    /// Why a row of the batch has no usable position.
    pub faults: &'a BTreeMap<usize, RowFault>,
    /// Radius of uncertainty in metres, NaN where unknown.
    pub accuracy_m: &'a [f64],
    /// The county each row itself names; without rows where none does.
    pub reported: &'a [Option<DivisionCode>],
    /// Where the position belonged at the time of occurrence, where that is known; without rows where it is known of none.
    pub county_then: &'a [Option<DivisionCode>],
}

/// The four yes or no of a key.
#[derive(Clone, Copy)]
struct Marks(u32);

impl Marks {
    const ACCURACY_UNKNOWN: u32 = 1;
    const ACCURACY_REACHES_BORDER: u32 = 2;
    const REPORTED_COUNTY_DIFFERS: u32 = 4;
    const REGISTRY_CONFLICT: u32 = 8;
    const COUNT: usize = 16;

    fn has(self, mark: u32) -> bool {
        self.0 & mark != 0
    }
}

/// Decides rows, and remembers the outcomes it has worked out.
pub struct Decider<'a> {
    basis: Basis<'a>,
    codes: Vec<DivisionCode>,
    /// The outcomes of rows with one claimant or none and nothing special: by the claimant, those of nobody last, and the marks.
    plain: Vec<u32>,
    /// Those of all other rows.
    special: FxHashMap<Key, u32>,
    /// The key at hand, kept so that its memory is used again.
    key: Key,
}

/// All that an outcome depends on.
#[derive(Clone, Copy)]
struct Case<'c> {
    claimants: Claimants<'c>,
    zones: Claimants<'c>,
    county_then: Option<DivisionCode>,
    fault: Option<&'static str>,
    marks: Marks,
}

/// The same, to keep.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
struct Key {
    claims: Vec<Claim>,
    zones: Vec<Claim>,
    county_then: Option<DivisionCode>,
    fault: Option<&'static str>,
    marks: u32,
}

impl Key {
    fn fill(&mut self, case: &Case) {
        self.claims.clear();
        self.claims.extend(case.claimants.iter());
        self.zones.clear();
        self.zones.extend(case.zones.iter());
        (self.county_then, self.fault, self.marks) = (case.county_then, case.fault, case.marks.0);
    }
}

/// The place of an outcome that was not worked out yet.
const UNKNOWN: u32 = u32::MAX;

impl<'a> Decider<'a> {
    /// Decides by this; no outcome is known yet.
    pub fn new(basis: Basis<'a>) -> Self {
        let codes: Vec<DivisionCode> = basis.generation.counties.iter().map(|county| county.division.code).collect();
        let plain = vec![UNKNOWN; (codes.len() + 1) * Marks::COUNT];
        Self { basis, codes, plain, special: FxHashMap::default(), key: Key::default() }
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
        for index in 0..matches.len() {
            let decided = self.decide_one(index, matches, facts, into);
            into.rows.push(decided);
        }
    }

    /// Forgets all outcomes. The decisions that hold them are to be forgotten, too.
    pub(crate) fn forget(&mut self) {
        self.plain.fill(UNKNOWN);
        self.special.clear();
    }

    #[inline]
    fn decide_one(&mut self, index: usize, matches: &Matches, facts: &Facts, into: &mut Decisions) -> Row {
        let claimants = matches.counties.of(index);
        let own = match claimants {
            Claimants::Nobody => None,
            Claimants::One(area) => Some(area),
            Claimants::Several(claims) => claims.first().map(|claim| claim.area),
        };
        let code_of = |area: u32| self.codes[area as usize];
        let accuracy_m = facts.accuracy_m[index];
        let mut marks = u32::from(accuracy_m.is_nan()) * Marks::ACCURACY_UNKNOWN;
        marks |= u32::from(accuracy_m > matches.border_distance_m[index]) * Marks::ACCURACY_REACHES_BORDER;
        if let Some((outfall, distance)) = matches.outfall[index] {
            into.outfalls.push(OutfallMatch { row: facts.rows[index], outfall, distance_m: distance.get() });
            let registered = self.basis.outfalls[outfall as usize].county;
            let conflict = own.is_some_and(|own| registered.is_some_and(|registered| registered != code_of(own)));
            marks |= u32::from(conflict) * Marks::REGISTRY_CONFLICT;
        }
        if let Some(Some(reported)) = facts.reported.get(index)
            && own.is_some()
            && claimants.iter().all(|claim| code_of(claim.area) != *reported)
        {
            marks |= Marks::REPORTED_COUNTY_DIFFERS;
        }

        let zones = matches.zones.of(index);
        let county_then = facts.county_then.get(index).copied().flatten();
        let fault = if facts.faults.is_empty() { None } else { facts.faults.get(&(facts.rows[index] as usize)).map(RowFault::code) };
        let case = Case { claimants, zones, county_then, fault, marks: Marks(marks) };
        let outcome = match (claimants, zones, county_then, fault) {
            (Claimants::Nobody, Claimants::Nobody, None, None) => self.plain(self.codes.len(), &case, into),
            (Claimants::One(area), Claimants::Nobody, None, None) => self.plain(area as usize, &case, into),
            _ => self.special(&case, into),
        };
        Row {
            border_distance_m: matches.border_distance_m[index],
            outcome,
            neighbour: beyond(matches.border_sides[index], own).map(|area| self.codes[area as usize]),
        }
    }

    #[inline]
    fn plain(&mut self, place: usize, case: &Case, into: &mut Decisions) -> u32 {
        let place = place * Marks::COUNT + case.marks.0 as usize;
        if self.plain[place] == UNKNOWN {
            self.plain[place] = self.add(case, into);
        }
        self.plain[place]
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
        into.outcomes.push(self.outcome(case));
        into.outcomes.len() as u32 - 1
    }

    /// Works out what becomes of the rows of a case.
    fn outcome(&self, case: &Case) -> Outcome {
        let Case { claimants, zones, county_then, fault, marks } = *case;
        let Basis { generation, zones: source_zones, zone_counties, .. } = self.basis;
        let mut rules = Vec::new();
        let mut warnings = Vec::new();
        let candidates: Vec<DivisionCode> = claimants.iter().map(|claim| self.codes[claim.area as usize]).collect();
        let on_boundary = claimants.iter().any(|claim| claim.on_boundary);

        let (status, county, handler, common_superior) = match candidates.as_slice() {
            _ if fault.is_some() => {
                rules.push(Rule::NoPosition);
                (Status::Invalid, None, None, None)
            }
            [] => {
                rules.push(Rule::Outside);
                (Status::Outside, None, None, None)
            }
            [one] => {
                rules.push(Rule::Territorial);
                if on_boundary {
                    warnings.push(Warning::EdgeOfData);
                }
                (Status::Assigned, Some(*one), Some(*one), None)
            }
            several => {
                rules.push(if claimants.iter().all(|claim| claim.on_boundary) { Rule::SharedBorder } else { Rule::OverlappingClaims });
                let superior = generation.common_superior(several);
                if superior.is_none() {
                    warnings.push(Warning::NoCommonSuperior);
                }
                (Status::Escalated, None, superior, superior)
            }
        };

        if marks.has(Marks::ACCURACY_REACHES_BORDER) {
            warnings.push(Warning::AccuracyReachesBorder);
        }
        // The share of the uncertainty disc in each county comes with the issue "Decision"; until then only the sure case has a number.
        let is_sure = status == Status::Assigned && !on_boundary && !marks.has(Marks::ACCURACY_REACHES_BORDER) && !marks.has(Marks::ACCURACY_UNKNOWN);
        let county_then = county_then.filter(|then| county.is_some_and(|now| now != *then));
        if county_then.is_some() {
            warnings.push(Warning::ChangedSinceOccurrence);
        }
        if marks.has(Marks::REPORTED_COUNTY_DIFFERS) {
            warnings.push(Warning::ReportedCountyDiffers);
        }

        let matched = || zones.iter().map(|claim| claim.area);
        let zone = matched().min_by_key(|&zone| (source_zones[zone as usize].level, zone));
        let mut notify: Vec<DivisionCode> = matched().flat_map(|zone| &zone_counties[zone as usize]).map(|&area| self.codes[area as usize]).collect();
        notify.sort_unstable();
        notify.dedup();
        notify.retain(|code| Some(*code) != handler);
        if !notify.is_empty() {
            rules.push(Rule::ZoneNotify);
        }
        if marks.has(Marks::REGISTRY_CONFLICT) && county.is_some() {
            warnings.push(Warning::RegistryConflict);
        }

        let [prefecture, province] = shared_superiors(generation, claimants);
        Outcome {
            status,
            county,
            prefecture,
            province,
            handler,
            probability: if is_sure { 1.0 } else { f64::NAN },
            candidates,
            common_superior,
            on_boundary,
            zone,
            notify,
            county_then,
            rules,
            warnings,
            fault,
        }
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

/// The prefecture and the province, each where all claimants have the same.
fn shared_superiors(generation: &Generation, claimants: Claimants) -> [Option<DivisionCode>; 2] {
    let mut superiors = claimants.iter().map(|claim| generation.superiors_of_county(claim.area as usize));
    let Some(first) = superiors.next() else { return [None; 2] };
    superiors.fold(first, |shared, other| std::array::from_fn(|level| shared[level].filter(|superior| other[level] == Some(*superior))))
}
