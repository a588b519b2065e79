//! Which faults are errors, and which only worth knowing: the measures, and why they are what they are.

use crate::coord::ground::Piece;
use crate::model::{BoundaryFault, FaultKind};
use crate::units::{Metres, SquareMetres};

/// Less ground than this is rounding whatever its shape: no place is reported to a metre.
pub(super) const ROUNDING_AREA: SquareMetres = SquareMetres(1.0);

/// A strip narrower than this is rounding. Boundaries are published with six decimals of a degree, whose step is 0.11 m; two copies of
/// a line that were rounded each for itself lie at most √2 steps apart.
pub(super) const ROUNDING_WIDTH: Metres = Metres(0.15);

/// A strip may be this wide and still be one line drawn twice: half a millimetre, the width of a line, on a map 1 : 100 000.
pub(super) const LINE_WIDTH: Metres = Metres(50.0);

/// Area by the square of the outline's length, below which a shape is a strip: that of a rectangle of 1 : 23. A square has 0.0625. The
/// number has no unit, so it does not depend on the size of the territory; a river's corridor or a road is a strip by it, too, which is
/// why [`LINE_WIDTH`] must hold beside it.
pub(super) const STRIP_COMPACTNESS: f64 = 0.01;

/// As much ground may be a county that is missing: the smallest counties of China have some square kilometres.
pub(super) const COUNTY_AREA: SquareMetres = SquareMetres(1e6);

/// A county of which more than this lies outside its superior is in the wrong place or has the wrong superior. Less is two lines that
/// differ: superiors' polygons decide nothing, and are often drawn for smaller scales.
pub(super) const OUTSIDE_SHARE: f64 = 0.05;

/// Whether ground is too little to matter.
pub(super) fn is_rounding(piece: &Piece) -> bool {
    piece.area < ROUNDING_AREA || piece.width() < ROUNDING_WIDTH
}

/// Whether a piece of ground is a strip along a line that was drawn twice.
pub(super) fn is_sliver(piece: &Piece) -> bool {
    piece.compactness() < STRIP_COMPACTNESS && piece.width() < LINE_WIDTH
}

/// Calls a fault a sliver where its ground is one.
pub(super) fn named(fault: BoundaryFault, piece: &Piece) -> BoundaryFault {
    BoundaryFault { kind: if is_sliver(piece) { FaultKind::Sliver } else { fault.kind }, ..fault }
}
