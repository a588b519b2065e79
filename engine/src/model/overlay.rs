//! Bodies outside the hierarchy of GB/T 2260 that handle what lies in their areas.

use super::{Area, Division, Validity};

/// One overlay: a management committee, a development zone, a corridor along a road.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// Its body. The code begins with 9; the parent is a division of the hierarchy.
    pub division: Division,
    /// What kind of overlay it is, as its file says; empty where it does not.
    pub kind: String,
    /// Of overlays over each other the greatest handles.
    pub precedence: i32,
    /// When it holds.
    pub validity: Validity,
    /// Its area in CGCS2000 degrees.
    pub area: Area,
}
