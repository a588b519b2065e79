//! Whether boundaries may be routed by: every fault of a generation as data, and which of them its keepers bear by name.
//!
//! 1. [`judge`] collects the faults: of records as the files brought them, of codes and superiors, of the ground that counties cover
//!    (gaps, overlaps), and of the ground between counties and their superiors' polygons.
//! 2. Each fault is an error or a warning; `weight` has the measures, and says why.
//! 3. [`sift`] takes out what waivers name. An error that stays is a [`Refusal`].
//!
//! Judging is done once, when indexes are built, and its outcome is kept in the snapshot; waivers are applied at every start.

mod cover;
mod hierarchy;
mod records;
mod refusal;
mod superiors;
mod waiver;
mod weight;

#[cfg(test)]
mod tests;

pub use refusal::Refusal;
pub use waiver::{Sifted, sift, unused_waivers};

use std::path::Path;

use geo_types::MultiPolygon;

use crate::coord::ground::Piece;
use crate::index::{Coverage, Locator};
use crate::ingest::{CodeTable, IngestReport};
use crate::model::{BoundaryFault, DivisionCode, Generation, HierarchyFault, Jurisdiction};
use crate::units::SquareMetres;

/// A generation with its indexes, and how it was read.
pub struct Case<'a> {
    /// The jurisdictions.
    pub generation: &'a Generation,
    /// The counties' shared edges.
    pub coverage: &'a Coverage,
    /// Finds counties.
    pub counties: &'a Locator,
    /// How they were read.
    pub read: &'a Read<'a>,
}

/// What was found when the files of a generation were read.
pub struct Read<'a> {
    /// What is wrong in the hierarchy.
    pub hierarchy: &'a [HierarchyFault],
    /// Jurisdictions that were left out, because others have their codes.
    pub left_out: &'a [Jurisdiction],
    /// The files and their reports.
    pub files: &'a [(&'a Path, &'a IngestReport)],
    /// What else is known about codes.
    pub codes: &'a CodeTable,
}

/// Every fault, errors first and then the largest.
pub fn judge(case: &Case) -> Vec<BoundaryFault> {
    let ((mut faults, over), (records, hierarchy)) =
        rayon::join(|| rayon::join(|| cover::faults(case), || superiors::faults(case)), || (records::faults(case), hierarchy::faults(case)));
    faults.extend(superiors::untold(over, &faults));
    faults.extend(records);
    faults.extend(hierarchy);
    faults.sort_by(|a, b| {
        let order = |f: &BoundaryFault| (!f.is_error, f.kind, f.detail);
        order(a).cmp(&order(b)).then(b.area.0.total_cmp(&a.area.0)).then_with(|| a.codes.cmp(&b.codes)).then(a.row.cmp(&b.row))
    });
    faults
}

/// The name of a division; its code where the data has none.
fn name(generation: &Generation, code: DivisionCode) -> String {
    generation.division(code).map_or_else(|| code.to_string(), |division| division.name.clone())
}

/// Names the divisions of a fault.
fn between(fault: BoundaryFault, codes: Vec<DivisionCode>, generation: &Generation) -> BoundaryFault {
    BoundaryFault { names: codes.iter().map(|&code| name(generation, code)).collect(), codes, ..fault }
}

/// Says where a fault about a whole territory is, and how large that is.
fn on_the_ground(fault: BoundaryFault, territory: &MultiPolygon<f64>) -> BoundaryFault {
    let pieces: Vec<Piece> = territory.iter().filter_map(Piece::of).collect();
    let largest = pieces.iter().max_by(|a, b| a.area.0.total_cmp(&b.area.0));
    BoundaryFault {
        at: largest.map(|piece| piece.at),
        area: SquareMetres(pieces.iter().map(|piece| piece.area.0).sum()),
        outline: Some(territory.clone()),
        ..fault
    }
}

/// A fault about one piece of ground.
fn on_piece(fault: BoundaryFault, piece: &Piece) -> BoundaryFault {
    BoundaryFault { at: Some(piece.at), area: piece.area, width: Some(piece.width()), outline: Some(MultiPolygon(vec![piece.outline.clone()])), ..fault }
}
