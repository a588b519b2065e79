//! What speaks for a place: how far it is where clues are, and where its own row says it is.

use crate::coord::LonLat;
use crate::index::{LineIndex, Locator, PointIndex};
use crate::units::Metres;

/// An outfall or a river is "nearby" within this distance: beyond the usual jitter of positions, below the shift of 450 m and more.
pub const NEARBY: Metres = Metres(150.0);

/// Kinds of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A registered outfall is nearby.
    Outfall,
    /// A river of the backdrop is nearby.
    River,
    /// It lies in the county that the row names.
    County,
    /// It lies in any county at all. Only asked where one of two readings gives no place: clues from beyond the data are honest.
    Inside,
}

/// Number of kinds.
pub const KINDS: usize = 4;

impl Kind {
    /// All kinds, in the order in which they are counted.
    pub const ALL: [Self; KINDS] = [Self::Outfall, Self::River, Self::County, Self::Inside];
}

/// Which kinds speak for a place.
pub(super) type Score = [bool; KINDS];

/// What places are held against.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Territories of the counties.
    pub counties: &'a Locator,
    /// Positions of the outfalls.
    pub outfalls: &'a PointIndex,
    /// Rivers, if there are any.
    pub rivers: Option<&'a LineIndex>,
}

/// What a row itself says.
#[derive(Clone, Copy, Debug)]
pub struct Witness {
    /// Its numbers as they were read.
    pub given: [f64; 2],
    /// Its place as declared.
    pub declared: Option<LonLat>,
    /// The county that it names (its place in the list of counties).
    pub county: Option<u32>,
}

impl Witness {
    /// Whether it gives two numbers at all.
    pub(super) fn has_numbers(&self) -> bool {
        self.given.iter().all(|number| number.is_finite())
    }
}

impl Scene<'_> {
    pub(super) fn score(&self, position: Option<LonLat>, county: Option<u32>) -> Score {
        let Some(position) = position else { return [false; KINDS] };
        let claims = self.counties.claims(position);
        [
            self.outfalls.nearest_within(position, NEARBY).is_some(),
            self.rivers.is_some_and(|rivers| rivers.any_within(position, NEARBY)),
            county.is_some_and(|county| claims.iter().any(|claim| claim.area == county)),
            !claims.is_empty(),
        ]
    }
}
