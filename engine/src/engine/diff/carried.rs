//! Clues and outfalls that change owner with the ground they lie on.

use std::collections::BTreeMap;

use super::{Boundaries, Diff};
use crate::join::change::{OwnerChange, owner_changes};
use crate::model::{Clues, DivisionCode, Level, Outfall};

/// What lies where.
pub struct Carried {
    /// How many positions were looked at.
    pub looked_at: usize,
    /// How many rows have no position.
    pub without_position: usize,
    /// Those whose owner differs, level by level in the order of the input.
    pub places: Vec<CarriedPlace>,
}

/// A clue or an outfall whose owner differs.
pub struct CarriedPlace {
    /// The level whose owner differs.
    pub level: Level,
    /// Row in the file; outfalls have none.
    pub row: Option<u64>,
    /// Its own id.
    pub id: Option<String>,
    /// An outfall's name.
    pub name: Option<String>,
    /// The county that an outfall's registry names.
    pub registered_county: Option<String>,
    /// Where it is, `[lon, lat]`.
    pub at: [f64; 2],
    /// Who had it: nobody, one, or several on a border.
    pub old: Vec<DivisionCode>,
    /// Who has it.
    pub new: Vec<DivisionCode>,
}

impl Carried {
    /// How many change owner at a level.
    pub fn count(&self, level: Level) -> usize {
        self.places.iter().filter(|place| place.level == level).count()
    }

    /// How many go from whom to whom at a level, most first.
    pub fn pairs(&self, level: Level) -> Vec<(&[DivisionCode], &[DivisionCode], usize)> {
        let mut counts: BTreeMap<(&[DivisionCode], &[DivisionCode]), usize> = BTreeMap::new();
        for place in self.places.iter().filter(|place| place.level == level) {
            *counts.entry((&place.old, &place.new)).or_default() += 1;
        }
        let mut pairs: Vec<_> = counts.into_iter().map(|((old, new), count)| (old, new, count)).collect();
        pairs.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
        pairs
    }

    /// How many go with each move from one body (or nobody) to another. Places on a border have several owners and go with no move.
    pub(super) fn by_move(&self, level: Level) -> BTreeMap<(Option<DivisionCode>, Option<DivisionCode>), usize> {
        let mut counts = BTreeMap::new();
        for place in self.places.iter().filter(|place| place.level == level && place.old.len() <= 1 && place.new.len() <= 1) {
            *counts.entry((place.old.first().copied(), place.new.first().copied())).or_default() += 1;
        }
        counts
    }
}

impl Diff {
    /// The clues whose owner differs.
    pub fn clues(&self, clues: &Clues) -> Carried {
        let place = |level: Level, change: OwnerChange| CarriedPlace {
            level,
            row: Some(clues.row_number[change.row]),
            id: clues.id.get(change.row).map(std::borrow::Cow::into_owned),
            name: None,
            registered_county: None,
            at: [clues.lon_deg[change.row], clues.lat_deg[change.row]],
            old: change.old,
            new: change.new,
        };
        self.carried(&clues.lon_deg, &clues.lat_deg, place)
    }

    /// The outfalls whose owner differs.
    pub fn outfalls(&self, outfalls: &[Outfall]) -> Carried {
        let (lon_deg, lat_deg): (Vec<f64>, Vec<f64>) = outfalls.iter().map(|outfall| (outfall.position.lon(), outfall.position.lat())).unzip();
        let place = |level: Level, change: OwnerChange| {
            let outfall = &outfalls[change.row];
            CarriedPlace {
                level,
                row: None,
                id: Some(outfall.id.clone()),
                name: Some(outfall.name.clone()),
                registered_county: outfall.registered_county.clone(),
                at: outfall.position.to_array(),
                old: change.old,
                new: change.new,
            }
        };
        self.carried(&lon_deg, &lat_deg, place)
    }

    fn carried(&self, lon_deg: &[f64], lat_deg: &[f64], place: impl Fn(Level, OwnerChange) -> CarriedPlace) -> Carried {
        let mut places = Vec::new();
        for (level, change) in self.levels() {
            let is_own = level == self.new.level;
            let changes =
                owner_changes((&self.locators()[0], &owners(&self.old, is_own)), (&self.locators()[1], &owners(&self.new, is_own)), lon_deg, lat_deg, |code| {
                    change.succession.identity(code)
                });
            places.extend(changes.into_iter().map(|change| place(level, change)));
        }
        let without_position = lon_deg.iter().filter(|lon| lon.is_nan()).count();
        Carried { looked_at: lon_deg.len(), without_position, places }
    }
}

/// Who owns each area at the level of the sets, or at the level above. A division without a parent stands for itself there.
fn owners(set: &Boundaries, is_own: bool) -> Vec<DivisionCode> {
    set.divisions().map(|division| division.parent.filter(|_| !is_own).unwrap_or(division.code)).collect()
}
