//! What is inspected.

use serde::Serialize;

use crate::model::DivisionCode;

/// A kind of target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The ground of an area, as far as it lies in one jurisdiction.
    Ground,
    /// A drinking-water source zone, likewise.
    Zone,
    /// An outfall with its discharger.
    Outfall,
}

/// One target.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Target {
    /// Its id: of the outfall as registered; of ground and zones with the code of the jurisdiction behind `@`. No two are equal.
    pub id: String,
    /// What it is.
    pub kind: TargetKind,
    /// Its name.
    pub name: String,
    /// The type of an outfall, the level of a zone; empty for ground.
    pub detail: String,
    /// Square kilometres of ground; 0 for all others.
    pub ground_km2: f64,
    /// The unit that answers for it.
    pub owner: Option<String>,
    /// In use, or not; as registered.
    pub status: String,
    /// The area it belongs to or is nearest to.
    pub area: String,
    /// Metres from that area; 0 within it.
    pub distance_m: f64,
    /// Whose it is. An outfall is its registry's county's; on a border it is all claimants'.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub responsible: Vec<DivisionCode>,
    /// Whose people may not inspect it: who answers for it, and where it lies.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub inspected: Vec<DivisionCode>,
    /// Longitude of a place in it, CGCS2000 degrees.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
    /// What the registry and the boundaries say differently, by codes.
    pub conflicts: Vec<String>,
    /// Its rank, where targets were drawn.
    pub rank: Option<String>,
    /// Whether it is inspected: drawn, or no draw was asked for.
    pub drawn: bool,
}
