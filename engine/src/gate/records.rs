//! Faults of records as the files brought them: rings before their repair, and rows that are not used.

use geo_types::MultiPolygon;

use super::{Case, between, on_the_ground, weight};
use crate::ingest::{Field, Problem, RecordProblem, RingFault, Severity};
use crate::lang::Lang;
use crate::model::{BoundaryFault, DivisionCode, FaultDetail};

pub(super) fn faults(case: &Case) -> Vec<BoundaryFault> {
    let of_file = |(path, report): &(&std::path::Path, &crate::ingest::IngestReport)| -> Vec<BoundaryFault> {
        report.records.iter().flat_map(of_record).map(|fault| BoundaryFault { file: Some((*path).into()), ..fault }).collect()
    };
    let faults = case.read.files.iter().flat_map(of_file);
    faults.map(|fault| between(fault.clone(), fault.codes, case.generation)).collect()
}

fn of_record(record: &RecordProblem) -> Vec<BoundaryFault> {
    let code: Option<DivisionCode> = record.id.as_deref().and_then(|id| id.parse().ok());
    let unusable = |detail, said| {
        let fault = BoundaryFault { said, ..BoundaryFault::of(detail, true) };
        record.unused.as_ref().map_or(fault.clone(), |area| on_the_ground(fault, area))
    };
    let faults = match &record.problem {
        Problem::Repaired { faults, .. } => faults.iter().map(of_ring).collect(),
        Problem::Geometry(fault) => vec![unusable(FaultDetail::Unusable, Some(fault.sentence(Lang::En)))],
        Problem::MissingValue(Field::Code) => vec![unusable(FaultDetail::NoCode, None)],
        // A parent that is no code is a warning there, and a parent that is missing here.
        Problem::InvalidCode(text) if record.severity == Severity::Error => vec![unusable(FaultDetail::NotADivision, Some(text.clone()))],
        _ => Vec::new(),
    };
    faults.into_iter().map(|fault| BoundaryFault { row: Some(record.row), codes: code.into_iter().collect(), ..fault }).collect()
}

fn of_ring(ring: &RingFault) -> BoundaryFault {
    let RingFault { detail, at, doubt, area, said } = ring;
    let outline: Option<MultiPolygon<f64>> = (!doubt.0.is_empty()).then(|| doubt.clone());
    BoundaryFault { at: Some(*at), area: *area, outline, said: said.clone(), ..BoundaryFault::of(*detail, *area >= weight::ROUNDING_AREA) }
}
