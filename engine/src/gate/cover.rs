//! Ground that no county has, and ground that several have.

use super::{Case, between, on_piece, weight};
use crate::coord::LonLat;
use crate::index::topology::{self, Uneven};
use crate::model::{BoundaryFault, FaultDetail};

pub(super) fn faults(case: &Case) -> Vec<BoundaryFault> {
    let [gaps, overlaps] = topology::gaps_and_overlaps(case.coverage);
    let gaps = gaps.into_iter().map(|gap| fault(case, FaultDetail::Uncovered, gap));
    let overlaps = overlaps.into_iter().map(|mut overlap| {
        // A county that has another inside it has no edge along the overlap.
        overlap.beside.extend(LonLat::new(overlap.piece.at).map(|at| case.counties.claims(at)).into_iter().flatten().map(|claim| claim.area));
        overlap.beside.sort_unstable();
        overlap.beside.dedup();
        fault(case, FaultDetail::Shared, overlap)
    });
    gaps.chain(overlaps).collect()
}

fn fault(case: &Case, detail: FaultDetail, Uneven { piece, beside }: Uneven) -> BoundaryFault {
    let codes = beside.iter().map(|&county| case.generation.counties[county as usize].division.code).collect();
    let fault = BoundaryFault::of(detail, !weight::is_rounding(&piece));
    weight::named(between(on_piece(fault, &piece), codes, case.generation), &piece)
}
