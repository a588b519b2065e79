//! Which of two numbers is which.
//!
//! A swapped pair is flagged, never exchanged: 43.9, 125.3 is clear, but 118, 42 and 42, 118 may both be places.
//! The one exception are columns named X and Y with a projected system: surveyors of China write X for north. There the
//! names say nothing, so the area of use decides for the whole table, and the report says so.

use super::crs::Transform;
use crate::coord::{Bounds, LonLat};

/// How far outside the expected box a position may lie before the exchanged pair is tried, degrees: clues come from the
/// neighbouring provinces too.
pub(super) const EXPECTED_MARGIN_DEG: f64 = 2.0;
/// How far outside its area of use a projected system may be used, degrees: a whole province is often computed in the zone of
/// its middle, which for Jilin reaches 3.5° beyond.
pub(super) const AREA_MARGIN_DEG: f64 = 6.0;

/// What the transformed pair and the exchanged pair say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Fine,
    Swapped,
    OutOfRange,
}

/// The box in which positions of this system should lie.
pub(super) fn plausible(transform: &Transform, expected: Option<Bounds>) -> Option<Bounds> {
    expected.map(|b| b.grown(EXPECTED_MARGIN_DEG)).or_else(|| if transform.degrees { None } else { area(transform) })
}

fn area(transform: &Transform) -> Option<Bounds> {
    transform.area.map(|a| a.grown(AREA_MARGIN_DEG))
}

/// Whether the numbers can only be degrees of latitude and longitude, in that order.
pub(super) fn is_surely_swapped(transform: &Transform, [x, y]: [f64; 2]) -> bool {
    transform.degrees && y.abs() > 90.0 && y.abs() <= 180.0 && x.abs() <= 90.0
}

/// Judges one position, given as read and as transformed, straight and exchanged (NaN where there is no place).
pub(super) fn judge(transform: &Transform, plausible: Option<Bounds>, given: [f64; 2], straight: [f64; 2], exchanged: [f64; 2]) -> Verdict {
    let (straight, exchanged) = (LonLat::new(straight).ok(), LonLat::new(exchanged).ok());
    if is_surely_swapped(transform, given) {
        return Verdict::Swapped;
    }
    if let Some(bounds) = plausible
        && !straight.is_some_and(|p| bounds.contains(p))
        && exchanged.is_some_and(|p| bounds.contains(p))
    {
        return Verdict::Swapped;
    }
    // Far outside its area a projection still gives numbers, but they are no place of it: degrees read as metres, say.
    let in_use = |p: LonLat| transform.degrees || plausible.is_some_and(|b| b.contains(p)) || area(transform).is_none_or(|a| a.contains(p));
    match straight {
        Some(position) if in_use(position) => Verdict::Fine,
        _ => Verdict::OutOfRange,
    }
}
