//! Codes and superiors.

use std::collections::BTreeMap;

use super::{Case, between, on_the_ground};
use crate::ingest::CodeReading;
use crate::model::{BoundaryFault, Division, DivisionCode, FaultDetail, HierarchyFault, Jurisdiction, Level};

pub(super) fn faults(case: &Case) -> Vec<BoundaryFault> {
    let mut faults: Vec<BoundaryFault> = case.read.left_out.iter().map(|other| of_territory(case, other, FaultDetail::DuplicateCode, None)).collect();
    let mut absent: BTreeMap<Level, Vec<DivisionCode>> = BTreeMap::new();
    for fault in case.read.hierarchy {
        match *fault {
            // Told with its ground, of those left out.
            HierarchyFault::DuplicateCode(_) => {}
            HierarchyFault::WrongParentLevel { code, parent } => faults.extend(of_code(case, code, FaultDetail::NotHigher, Some(parent))),
            HierarchyFault::MissingParent { code, parent } if brings(case, parent.level()) => {
                faults.extend(of_code(case, code, FaultDetail::UnknownParent, Some(parent)));
            }
            // Whoever brings no prefectures at all means it; there is one word for all counties.
            HierarchyFault::MissingParent { code, parent } => absent.entry(parent.level()).or_default().push(code),
        }
    }
    faults.extend(absent.into_values().map(|codes| between(BoundaryFault::of(FaultDetail::AbsentLevel, false), codes, case.generation)));
    for division in case.generation.divisions() {
        if case.read.codes.resolve(&division.code.to_string()) == CodeReading::StatisticalZone(division.code) {
            let fault = of_code(case, division.code, FaultDetail::NotADivision, None);
            faults.extend(fault.map(|fault| BoundaryFault { said: Some(division.code.to_string()), ..fault }));
        }
        match division.parent {
            // Above a code of a province there is nothing, at whatever level a file has it (a province without counties).
            None if has_superiors(case, division.level) && division.code.level() != Level::Province => {
                faults.extend(of_code(case, division.code, FaultDetail::NoParent, None));
            }
            Some(parent) if is_foreign(case, division, parent) => faults.extend(of_code(case, division.code, FaultDetail::ForeignPrefix, Some(parent))),
            _ => {}
        }
    }
    faults
}

/// Whether the generation has divisions of a level.
fn brings(case: &Case, level: Level) -> bool {
    !of_level(case, level).is_empty()
}

/// Whether the generation has divisions above a level.
fn has_superiors(case: &Case, level: Level) -> bool {
    [Level::Province, Level::Prefecture].into_iter().any(|above| above < level && brings(case, above))
}

fn of_level<'a>(case: &'a Case, level: Level) -> &'a [Jurisdiction] {
    match level {
        Level::Province => &case.generation.provinces,
        Level::Prefecture => &case.generation.prefectures,
        Level::County => &case.generation.counties,
    }
}

/// Whether the digits of a code name another superior than the data does, and no table of superseded codes explains it.
///
/// GB/T 2260: the first two digits are the province's, the next two the prefecture's. A county directly under its province
/// (省直辖县级行政区划) has the province's two in common with it, and that is all that is asked.
fn is_foreign(case: &Case, division: &Division, parent: DivisionCode) -> bool {
    let is_above = case.generation.division(parent).is_some_and(|above| above.level < division.level);
    let agrees = |code: DivisionCode| match parent.level() {
        Level::Province => code.number() / 10_000 == parent.number() / 10_000,
        Level::Prefecture => code.number() / 100 == parent.number() / 100,
        Level::County => true,
    };
    let code = division.code;
    let mut related = case.read.codes.superseded().filter_map(|(old, new)| if new == code { Some(old) } else { (old == code).then_some(new) });
    is_above && !agrees(code) && !case.read.codes.successor(code).is_some_and(agrees) && !related.any(agrees)
}

/// A fault of a division, or of it and its parent, with its territory.
fn of_code(case: &Case, code: DivisionCode, detail: FaultDetail, parent: Option<DivisionCode>) -> Option<BoundaryFault> {
    let division = case.generation.division(code)?;
    let own = of_level(case, division.level).iter().find(|jurisdiction| jurisdiction.division.code == code)?;
    Some(of_territory(case, own, detail, parent))
}

fn of_territory(case: &Case, own: &Jurisdiction, detail: FaultDetail, parent: Option<DivisionCode>) -> BoundaryFault {
    let fault = on_the_ground(BoundaryFault::of(detail, true), &own.territory);
    let mut fault = between(fault, std::iter::once(own.division.code).chain(parent).collect(), case.generation);
    // Of equal codes the other's name would be told.
    fault.names[0].clone_from(&own.division.name);
    fault
}
