//! Which positions get another owner.

use crate::coord::LonLat;
use crate::index::Locator;
use crate::index::cells::OUTSIDE;
use crate::model::DivisionCode;

/// A position whose owners differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerChange {
    /// Its place in the columns given.
    pub row: usize,
    /// Who had it: nobody, one, or several on a border.
    pub old: Vec<DivisionCode>,
    /// Who has it.
    pub new: Vec<DivisionCode>,
}

/// One set of boundaries, asked for owners: a code for each area of the locator.
struct Owners<'a> {
    locator: &'a Locator,
    codes: &'a [DivisionCode],
    found: Vec<u32>,
}

/// The positions whose owners differ between two sets, in order. `identity` gives an old code its code in the new set.
///
/// A row without a position (NaN) has no owner in either, and so does not change.
pub fn owner_changes(
    old: (&Locator, &[DivisionCode]),
    new: (&Locator, &[DivisionCode]),
    lon_deg: &[f64],
    lat_deg: &[f64],
    identity: impl Fn(DivisionCode) -> DivisionCode,
) -> Vec<OwnerChange> {
    let (before, after) = (Owners::of(old, lon_deg, lat_deg), Owners::of(new, lon_deg, lat_deg));
    let mut changes = Vec::new();
    for row in 0..lon_deg.len() {
        let Ok(position) = LonLat::new([lon_deg[row], lat_deg[row]]) else { continue };
        // Most rows have one owner before and after, and it is the same.
        if let (Some(old), Some(new)) = (before.sole(row), after.sole(row))
            && identity(old) == new
        {
            continue;
        }
        let (old, new) = (before.at(row, position), after.at(row, position));
        let mut expected: Vec<DivisionCode> = old.iter().map(|code| identity(*code)).collect();
        expected.sort_unstable();
        if expected != new {
            changes.push(OwnerChange { row, old, new });
        }
    }
    changes
}

impl<'a> Owners<'a> {
    fn of((locator, codes): (&'a Locator, &'a [DivisionCode]), lon_deg: &[f64], lat_deg: &[f64]) -> Self {
        let mut found = vec![0; lon_deg.len()];
        locator.locate(lon_deg, lat_deg, &mut found);
        Self { locator, codes, found }
    }

    /// The owner, where there is one and no more.
    fn sole(&self, row: usize) -> Option<DivisionCode> {
        self.codes.get(self.found[row] as usize).copied()
    }

    /// In the order of the codes. Several areas may belong to one owner.
    fn at(&self, row: usize, position: LonLat) -> Vec<DivisionCode> {
        if self.found[row] == OUTSIDE {
            return Vec::new();
        }
        if let Some(code) = self.sole(row) {
            return vec![code];
        }
        let mut owners: Vec<DivisionCode> = self.locator.claims(position).iter().map(|claim| self.codes[claim.area as usize]).collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }
}
