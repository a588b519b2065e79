//! A case to its outcome: who handles it and why, by the ground first, then by the rules.
//!
//! 1. The ground: the parties that claim the position, or share its disc. One → assigned; several → their common superior; none → outside.
//! 2. The registry of outfalls, where a rule lets it prevail.
//! 3. Escalation by a rule (提级): to the superior of a level.
//! 4. Who else is told.

use super::case::{Case, Marks, OUTSIDE_WINS};
use super::decide::{Basis, within};
use super::decision::Handling;
use super::{Outcome, Rule, Status, Warning};
use crate::join::Claimants;
use crate::model::{DivisionCode, Generation, Level, Overlay};
use crate::rules::{Notify, Ruling};

/// The codes of parties: counties first, overlays after them.
#[derive(Clone, Copy)]
pub(super) struct Parties<'a> {
    pub(super) codes: &'a [DivisionCode],
    pub(super) overlays: &'a [Overlay],
}

impl Parties<'_> {
    pub(super) fn code(&self, party: u32) -> DivisionCode {
        let party = party as usize;
        self.codes.get(party).copied().unwrap_or_else(|| self.overlays[party - self.codes.len()].division.code)
    }
}

/// What the ground alone says.
struct Ground {
    status: Status,
    /// Who could handle it, in code order.
    candidates: Vec<DivisionCode>,
    handler: Option<DivisionCode>,
    common_superior: Option<DivisionCode>,
    rule: Rule,
}

/// Works out what becomes of the rows of a case.
pub(super) fn work_out(basis: &Basis, codes: &[DivisionCode], ruling: &Ruling, case: &Case) -> Outcome {
    let generation = basis.generation;
    let mut warnings = Vec::new();
    let on_boundary = case.counties.iter().chain(case.overlays.iter()).any(|claim| claim.on_boundary);
    let ground = if case.fault.is_some() { none(Status::Invalid, Rule::NoPosition) } else { by_ground(basis, codes, case, on_boundary, &mut warnings) };
    let Ground { mut status, candidates, mut handler, mut common_superior, rule } = ground;
    let mut handling = Handling::Territorial;
    let overlay = within(case.overlays).map(|overlay| basis.overlays[overlay as usize].division.code);
    if overlay.is_some() && handler == overlay {
        handling = Handling::Overlay;
    }
    let sole = |claimants: Claimants| match claimants {
        Claimants::One(area) => Some(codes[area as usize]),
        _ => None,
    };
    let county = match (status, handler) {
        (Status::Assigned, Some(code)) if generation.counties.binary_search_by_key(&code, |county| county.division.code).is_ok() => Some(code),
        (Status::Assigned, _) => sole(case.counties),
        _ => None,
    };
    let is_handled = matches!(status, Status::Assigned | Status::Escalated);

    if let Some(registered) = case.registered.filter(|code| is_handled && generation.division(*code).is_some())
        && handler != Some(registered)
    {
        (status, handler, handling, common_superior) = (Status::Assigned, Some(registered), Handling::Registry, None);
        // There is one who handles it now.
        warnings.retain(|warning| *warning != Warning::NoCommonSuperior);
    }
    let territorial = handler;
    if let Some((level, handler_now)) = ruling.escalate.filter(|_| is_handled).and_then(|level| Some((level, handler?)))
        && is_below(generation, handler_now, level)
    {
        let superior = superior_at_least(generation, handler_now, level);
        if superior.is_none() {
            warnings.push(Warning::NoCommonSuperior);
        }
        (status, handler, handling) = (Status::Escalated, superior, Handling::Raised);
    }

    mark_warnings(case, county, handling, &mut warnings);
    let county_then = case.county_then.filter(|then| county.is_some_and(|now| now != *then));
    let county_filed = case.county_filed.filter(|filed| county.is_some_and(|now| now != *filed));
    if county_then.is_some() || county_filed.is_some() {
        warnings.push(Warning::ChangedSinceOccurrence);
    }
    if overlay.is_some() && is_handled && handling != Handling::Overlay {
        warnings.push(Warning::OverlayPassedOver);
    }

    let matched = || case.zones.iter().map(|claim| claim.area);
    let zone = matched().min_by_key(|&zone| (basis.zones[zone as usize].level, zone));
    let superiors = shared_superiors(generation, codes, case);
    let mut notify: Vec<DivisionCode> = if is_handled { notified(basis, codes, ruling, matched(), superiors) } else { Vec::new() };
    if handling == Handling::Raised {
        // Who would have handled it is told, and so is the territorial county where the registry names another.
        notify.extend(territorial);
    }
    if handling == Handling::Registry {
        notify.extend(county);
    }
    notify.sort_unstable();
    notify.dedup();
    notify.retain(|code| Some(*code) != handler);

    let is_sure = status == Status::Assigned && !on_boundary && case.shared.is_none() && !case.marks.has(Marks::ACCURACY_UNKNOWN);
    let [prefecture, province] = superiors;
    let fired = if is_handled { ruling.fired.clone() } else { Vec::new() };
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
        county_filed,
        handling,
        overlay,
        is_extent: case.marks.has(Marks::EXTENT),
        rule,
        fired,
        urgency: is_handled.then_some(ruling.urgency),
        departments: if is_handled { ruling.departments.clone() } else { Vec::new() },
        deadline: if is_handled { ruling.deadline.clone() } else { Vec::new() },
        damage_notice: if is_handled { ruling.damage_notice.clone() } else { Vec::new() },
        warnings,
        fault: case.fault,
    }
}

fn none(status: Status, rule: Rule) -> Ground {
    Ground { status, candidates: Vec::new(), handler: None, common_superior: None, rule }
}

/// Step 1.
fn by_ground(basis: &Basis, codes: &[DivisionCode], case: &Case, on_boundary: bool, warnings: &mut Vec<Warning>) -> Ground {
    let parties = Parties { codes, overlays: basis.overlays };
    let inside = within(case.overlays);
    let mut candidates: Vec<DivisionCode> = match (case.shared, inside) {
        (Some(shared), _) => shared.parties.iter().map(|&party| parties.code(party)).collect(),
        (None, Some(overlay)) => vec![basis.overlays[overlay as usize].division.code],
        (None, None) => {
            let counties = case.counties.iter().map(|claim| codes[claim.area as usize]);
            counties.chain(case.overlays.iter().map(|claim| basis.overlays[claim.area as usize].division.code)).collect()
        }
    };
    candidates.sort_unstable();
    candidates.dedup();
    if let Some(shared) = case.shared {
        let (reaches_border, too_little) = match case.marks.has(Marks::EXTENT) {
            true => (Warning::ExtentCrossesBorder, Rule::SpreadOverBorder),
            false => (Warning::AccuracyReachesBorder, Rule::UncertainPosition),
        };
        let is_undecided = on_boundary && candidates.len() > 1;
        match shared.winner {
            Some(OUTSIDE_WINS) => return none(Status::Outside, Rule::Outside),
            Some(winner) if !is_undecided => {
                if candidates.len() > 1 || shared.reaches_outside {
                    warnings.push(reaches_border);
                }
                let handler = parties.code(winner);
                let rule = if winner as usize >= codes.len() { Rule::Overlay } else { Rule::Territorial };
                return Ground { status: Status::Assigned, candidates, handler: Some(handler), common_superior: None, rule };
            }
            _ => {}
        }
        warnings.push(reaches_border);
        if shared.reaches_outside {
            // What lies beyond has superiors that nobody here knows.
            warnings.extend([Warning::ReachesOutside, Warning::NoCommonSuperior]);
            return Ground { status: Status::Escalated, candidates, handler: None, common_superior: None, rule: too_little };
        }
        let rule = if is_undecided { Rule::SharedBorder } else { too_little };
        return escalated(basis.generation, candidates, rule, warnings);
    }
    match candidates.as_slice() {
        [] => none(Status::Outside, Rule::Outside),
        [one] => {
            if on_boundary && inside.is_none() {
                warnings.push(Warning::EdgeOfData);
            }
            let rule = if inside.is_some() { Rule::Overlay } else { Rule::Territorial };
            Ground { status: Status::Assigned, handler: Some(*one), candidates, common_superior: None, rule }
        }
        _ => {
            let is_line = case.counties.iter().all(|claim| claim.on_boundary) || case.overlays.iter().any(|claim| claim.on_boundary);
            escalated(basis.generation, candidates, if is_line { Rule::SharedBorder } else { Rule::OverlappingClaims }, warnings)
        }
    }
}

fn escalated(generation: &Generation, candidates: Vec<DivisionCode>, rule: Rule, warnings: &mut Vec<Warning>) -> Ground {
    let superior = generation.common_superior(&candidates);
    if superior.is_none() {
        warnings.push(Warning::NoCommonSuperior);
    }
    Ground { status: Status::Escalated, candidates, handler: superior, common_superior: superior, rule }
}

/// Whether a body stands below a level.
fn is_below(generation: &Generation, code: DivisionCode, level: Level) -> bool {
    // Levels are in order, the highest first.
    generation.division(code).is_some_and(|division| division.level > level)
}

/// The nearest superior that is of a level, or above it.
fn superior_at_least(generation: &Generation, code: DivisionCode, level: Level) -> Option<DivisionCode> {
    generation.superiors(code).into_iter().find(|superior| !is_below(generation, *superior, level))
}

fn mark_warnings(case: &Case, county: Option<DivisionCode>, handling: Handling, warnings: &mut Vec<Warning>) {
    let marks = [
        (Marks::REPORTED_COUNTY_DIFFERS, Warning::ReportedCountyDiffers),
        (Marks::SUPERSEDED_CODE, Warning::SupersededCode),
        (Marks::STATISTICAL_ZONE, Warning::StatisticalZone),
        (Marks::OUTFALL_AMBIGUOUS, Warning::OutfallAmbiguous),
        (Marks::UNCLEAR_FLAG, Warning::UnclearFlag),
    ];
    warnings.extend(marks.into_iter().filter(|(mark, _)| case.marks.has(*mark)).map(|(_, warning)| warning));
    if case.marks.has(Marks::REGISTRY_CONFLICT) && (county.is_some() || handling == Handling::Registry) {
        warnings.push(Warning::RegistryConflict);
    }
}

/// Step 4, as far as rules ask for it.
fn notified(
    basis: &Basis,
    codes: &[DivisionCode],
    ruling: &Ruling,
    zones: impl Iterator<Item = u32>,
    [prefecture, province]: [Option<DivisionCode>; 2],
) -> Vec<DivisionCode> {
    let mut notify = Vec::new();
    for whom in &ruling.notify {
        match whom {
            Notify::Prefecture => notify.extend(prefecture),
            Notify::Province => notify.extend(province),
            Notify::ZoneCounties => {}
        }
    }
    if ruling.notify.contains(&Notify::ZoneCounties) {
        notify.extend(zones.flat_map(|zone| &basis.zone_counties[zone as usize]).map(|&area| codes[area as usize]));
    }
    notify
}

/// The prefecture and the province, each where all counties that claim the position or share its disc have the same.
fn shared_superiors(generation: &Generation, codes: &[DivisionCode], case: &Case) -> [Option<DivisionCode>; 2] {
    let sharing = case.shared.iter().flat_map(|shared| &shared.parties).copied().filter(|party| (*party as usize) < codes.len());
    let mut counties: Vec<u32> = sharing.collect();
    if counties.is_empty() {
        counties.extend(case.counties.iter().map(|claim| claim.area));
    }
    let mut superiors = counties.into_iter().map(|county| generation.superiors_of_county(county as usize));
    let Some(first) = superiors.next() else { return [None; 2] };
    superiors.fold(first, |shared, other| std::array::from_fn(|level| shared[level].filter(|superior| other[level] == Some(*superior))))
}
