//! What a row's outcome depends on: little, and the same for many rows.

use crate::join::{Claim, Claimants};
use crate::model::DivisionCode;

/// Yes or no. Those below [`Marks::PLAIN`] are common and cheap to tell rows apart by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Marks(pub(super) u32);

impl Marks {
    pub(super) const ACCURACY_UNKNOWN: u32 = 1;
    pub(super) const REPORTED_COUNTY_DIFFERS: u32 = 2;
    pub(super) const REGISTRY_CONFLICT: u32 = 4;
    /// Marks below this number number the plain cases.
    pub(super) const PLAIN: usize = 8;
    pub(super) const UNCLEAR_FLAG: u32 = 8;
    pub(super) const SUPERSEDED_CODE: u32 = 16;
    pub(super) const STATISTICAL_ZONE: u32 = 32;
    pub(super) const OUTFALL_AMBIGUOUS: u32 = 64;
    /// What is shared is a line or an area, and no uncertain position.
    pub(super) const EXTENT: u32 = 128;

    pub(super) fn has(self, mark: u32) -> bool {
        self.0 & mark != 0
    }
}

/// What an uncertain position's disc says, or an extent's ground, without the figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Shared {
    /// The parties with a share worth the name, in order.
    pub(super) parties: Vec<u32>,
    /// The one with the greatest share, if that is enough; `OUTSIDE_WINS` where what lies outside is.
    pub(super) winner: Option<u32>,
    /// Whether some of it lies outside of all parties.
    pub(super) reaches_outside: bool,
}

/// The winner of a disc that lies outside of all.
pub(super) const OUTSIDE_WINS: u32 = u32::MAX;

/// All that an outcome depends on.
#[derive(Clone, Copy)]
pub(super) struct Case<'c> {
    pub(super) counties: Claimants<'c>,
    pub(super) overlays: Claimants<'c>,
    pub(super) zones: Claimants<'c>,
    pub(super) shared: Option<&'c Shared>,
    /// The county of the day it happened and of the day it was filed, where they were others.
    pub(super) county_then: Option<DivisionCode>,
    pub(super) county_filed: Option<DivisionCode>,
    pub(super) fault: Option<&'static str>,
    /// The county that the registry of outfalls names, where the rules ask for it.
    pub(super) registered: Option<DivisionCode>,
    pub(super) marks: Marks,
    pub(super) ruling: u32,
}

/// The same, to keep.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Key {
    counties: Vec<Claim>,
    overlays: Vec<Claim>,
    zones: Vec<Claim>,
    shared: Option<Shared>,
    county_then: Option<DivisionCode>,
    county_filed: Option<DivisionCode>,
    fault: Option<&'static str>,
    registered: Option<DivisionCode>,
    marks: Marks,
    ruling: u32,
}

impl Key {
    pub(super) fn fill(&mut self, case: &Case) {
        for (list, claimants) in [(&mut self.counties, case.counties), (&mut self.overlays, case.overlays), (&mut self.zones, case.zones)] {
            list.clear();
            list.extend(claimants.iter());
        }
        self.shared = case.shared.cloned();
        (self.county_then, self.county_filed, self.fault) = (case.county_then, case.county_filed, case.fault);
        (self.registered, self.marks, self.ruling) = (case.registered, case.marks, case.ruling);
    }
}

impl Case<'_> {
    /// Whether it is one of the plain cases: one county or none, and nothing special.
    pub(super) fn is_plain(&self) -> bool {
        let is_nobody = |claimants: Claimants| matches!(claimants, Claimants::Nobody);
        let alone = !matches!(self.counties, Claimants::Several(_)) && is_nobody(self.overlays) && is_nobody(self.zones);
        let nothing = self.shared.is_none() && self.county_then.is_none() && self.county_filed.is_none() && self.fault.is_none() && self.registered.is_none();
        alone && nothing && (self.marks.0 as usize) < Marks::PLAIN
    }
}
