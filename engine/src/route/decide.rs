//! From matches to decisions.

use crate::join::{Claim, Matches};
use crate::model::{DivisionCode, Generation, Outfall, SourceZone};

use super::{Decisions, Rule, Status, Warning};

/// Everything a decision is made from. All columns have the same length; row `i` of each is the same clue.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The jurisdictions in force.
    pub generation: &'a Generation,
    /// What the positions matched.
    pub matches: &'a Matches,
    /// Whether the row has no usable position.
    pub faulty: &'a [bool],
    /// Radius of uncertainty in metres, NaN where unknown.
    pub accuracy_m: &'a [f64],
    /// The county each row itself names.
    pub reported: &'a [Option<DivisionCode>],
    /// Where the position belonged at the time of occurrence, where that is known.
    pub county_then: &'a [Option<DivisionCode>],
    /// The source zones.
    pub zones: &'a [SourceZone],
    /// The counties that each zone lies in, as places in the generation.
    pub zone_counties: &'a [Vec<u32>],
    /// The outfalls.
    pub outfalls: &'a [Outfall],
}

/// Decides every row, in order.
///
/// # Panics
/// If a column is shorter than the matches.
///
/// # Cost
/// Nothing is allocated for a row: lists go through buffers that all rows share.
pub fn decide(facts: &Facts) -> Decisions {
    let mut decisions = Decisions::with_capacity(facts.matches.len());
    let mut lists = Lists::default();
    for row in 0..facts.matches.len() {
        decide_row(facts, row, &mut lists, &mut decisions);
    }
    decisions
}

/// The lists of the row at hand, kept so that their memory is used again.
#[derive(Default)]
struct Lists {
    candidates: Vec<DivisionCode>,
    notify: Vec<DivisionCode>,
    rules: Vec<Rule>,
    warnings: Vec<Warning>,
}

fn decide_row(facts: &Facts, row: usize, lists: &mut Lists, out: &mut Decisions) {
    let generation = facts.generation;
    let code_of = |area: u32| generation.counties[area as usize].division.code;
    let Lists { candidates, notify, rules, warnings } = lists;
    candidates.clear();
    notify.clear();
    rules.clear();
    warnings.clear();
    let is_faulty = facts.faulty[row];
    let claims = facts.matches.claims.row(row);
    candidates.extend(claims.iter().map(|claim| code_of(claim.area)));
    let on_boundary = claims.iter().any(|claim| claim.on_boundary);
    let border = facts.matches.border[row].filter(|_| !is_faulty);
    let accuracy_m = facts.accuracy_m[row];

    let (status, county, handler, common_superior) = match claims {
        _ if is_faulty => {
            rules.push(Rule::NoPosition);
            (Status::Invalid, None, None, None)
        }
        [] => {
            rules.push(Rule::Outside);
            (Status::Outside, None, None, None)
        }
        [Claim { .. }] => {
            rules.push(Rule::Territorial);
            if on_boundary {
                warnings.push(Warning::EdgeOfData);
            }
            (Status::Assigned, Some(candidates[0]), Some(candidates[0]), None)
        }
        _ => {
            rules.push(if claims.iter().all(|claim| claim.on_boundary) { Rule::SharedBorder } else { Rule::OverlappingClaims });
            let superior = generation.common_superior(candidates);
            if superior.is_none() {
                warnings.push(Warning::NoCommonSuperior);
            }
            (Status::Escalated, None, superior, superior)
        }
    };

    let within_accuracy = border.is_some_and(|b| accuracy_m > b.distance.get());
    if within_accuracy {
        warnings.push(Warning::AccuracyReachesBorder);
    }
    // The share of the uncertainty disc in each county comes with the issue "Decision"; until then only the sure case has a number.
    let is_sure = status == Status::Assigned && !within_accuracy && !on_boundary && !accuracy_m.is_nan();
    let changed = facts.county_then[row].filter(|then| county.is_some_and(|now| now != *then));
    if changed.is_some() {
        warnings.push(Warning::ChangedSinceOccurrence);
    }
    if let (Some(reported), false) = (facts.reported[row], candidates.is_empty())
        && !candidates.contains(&reported)
    {
        warnings.push(Warning::ReportedCountyDiffers);
    }

    let matched_zones = facts.matches.zones.row(row);
    let zone = matched_zones.iter().copied().min_by_key(|&zone| (facts.zones[zone as usize].level, zone));
    if !matched_zones.is_empty() {
        notify.extend(matched_zones.iter().flat_map(|&zone| &facts.zone_counties[zone as usize]).map(|&area| code_of(area)));
        notify.sort_unstable();
        notify.dedup();
        notify.retain(|code| Some(*code) != handler);
        if !notify.is_empty() {
            rules.push(Rule::ZoneNotify);
        }
    }

    let outfall = facts.matches.outfall[row];
    if let (Some((index, _)), Some(county)) = (outfall, county)
        && facts.outfalls[index as usize].county.is_some_and(|registered| registered != county)
    {
        warnings.push(Warning::RegistryConflict);
    }

    let own_area = claims.first().map(|claim| claim.area);
    let neighbour = border.and_then(|b| own_area.map_or_else(|| b.sides.into_iter().flatten().min(), |own| b.neighbour_of(own))).map(code_of);
    let [prefecture, province] = shared_superiors(generation, claims);

    out.status.push(status);
    out.county.push(county);
    out.prefecture.push(prefecture);
    out.province.push(province);
    out.handler.push(handler);
    out.probability.push(if is_sure { 1.0 } else { f64::NAN });
    out.candidates.push_slice(candidates);
    out.common_superior.push(common_superior);
    out.on_boundary.push(on_boundary);
    out.border_distance_m.push(border.map_or(f64::NAN, |b| b.distance.get()));
    out.neighbour.push(neighbour);
    out.zone.push(zone);
    out.notify.push_slice(notify);
    out.outfall.push(outfall.map(|(index, _)| index));
    out.outfall_distance_m.push(outfall.map_or(f64::NAN, |(_, distance)| distance.get()));
    out.county_then.push(changed);
    out.rules.push_slice(rules);
    out.warnings.push_slice(warnings);
}

/// The prefecture and the province, each where all claimants have the same.
fn shared_superiors(generation: &Generation, claims: &[Claim]) -> [Option<DivisionCode>; 2] {
    let Some((first, rest)) = claims.split_first() else { return [None; 2] };
    let mut shared = generation.superiors_of_county(first.area as usize);
    for claim in rest {
        let other = generation.superiors_of_county(claim.area as usize);
        for (level, superior) in shared.iter_mut().enumerate() {
            *superior = superior.filter(|superior| other[level] == Some(*superior));
        }
    }
    shared
}
