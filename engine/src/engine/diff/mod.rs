//! What a new set of boundaries moves.
//!
//! 1. [`Boundaries`]: one set, of a file or of a configuration.
//! 2. [`Diff`]: two sets laid over each other, at their own level and at the level above (a prefecture is the union of its counties, by
//!    the code of their parent).
//! 3. [`Carried`]: clues and outfalls that change owner by it.
//! 4. [`Output`] with `tables` and `drawing`, `words`, `json`: files and the map, the terminal, scripts.

mod boundaries;
mod carried;
mod drawing;
mod json;
mod output;
mod tables;
mod words;

pub use boundaries::{Boundaries, BoundariesError};
pub use carried::{Carried, CarriedPlace};
pub use output::{Output, OutputError};

use std::collections::BTreeMap;
use std::sync::OnceLock;

use geo_types::MultiPolygon;

use super::Engine;
use crate::index::{Coverage, Locator, ShapeCollector};
use crate::join::change::{BorderChange, Ground, LevelChange, border_changes};
use crate::model::{Division, DivisionCode, Level};
use crate::units::Metres;

/// Two sets of boundaries and what changes hands between them.
pub struct Diff {
    /// The old set.
    pub old: Boundaries,
    /// The new set.
    pub new: Boundaries,
    /// Every piece of ground with both owners.
    pub ground: Ground,
    /// What moves at the level of the sets.
    pub own: LevelChange,
    /// What moves at the level above, where both sets name parents.
    pub above: Option<LevelChange>,
    /// What becomes of the borders.
    pub borders: Vec<BorderChange>,
    /// The tolerance within which a border has stayed.
    pub border_tolerance: Metres,
    coverage: Coverage,
    names: BTreeMap<DivisionCode, String>,
    /// Whether the registry that is looked at beside them is sample data.
    sample: bool,
    locators: OnceLock<[Locator; 2]>,
}

/// One of the two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Old,
    New,
}

impl Diff {
    /// Lays two sets over each other. A registry brings names of superiors that the sets do not name; where it is sample data, so is
    /// what is said of its outfalls.
    ///
    /// # Cost
    /// As [`Ground::of`] and [`border_changes`], on all cores.
    pub fn of(old: Boundaries, new: Boundaries, border_tolerance: Metres, registry: Option<&Engine>) -> Self {
        let ground = Ground::of(&areas(&old), &areas(&new));
        let own_codes = |set: &Boundaries| set.divisions().map(|division| Some(division.code)).collect::<Vec<_>>();
        let parents = |set: &Boundaries| set.divisions().map(|division| division.parent).collect::<Vec<_>>();
        let own = LevelChange::of(&ground, &own_codes(&old), &own_codes(&new));
        let (old_parents, new_parents) = (parents(&old), parents(&new));
        // Where one set does not say who belongs to whom, everything would seem to come from nobody.
        let says = |parents: &[Option<DivisionCode>]| parents.iter().any(Option::is_some);
        let above = (new.level != Level::Province && says(&old_parents) && says(&new_parents)).then(|| LevelChange::of(&ground, &old_parents, &new_parents));
        let identities: Vec<DivisionCode> = old.divisions().map(|division| own.succession.identity(division.code)).collect();
        let new_codes: Vec<DivisionCode> = new.divisions().map(|division| division.code).collect();
        let (before, coverage) = (Coverage::build(&areas(&old)), Coverage::build(&areas(&new)));
        let borders = border_changes((&before, &identities), (&coverage, &new_codes), border_tolerance);
        let named = registry.into_iter().flat_map(Engine::territories).flat_map(|territory| territory.generation.divisions());
        let names = named.map(|division| (division.code, division.name.clone())).collect();
        let sample = registry.is_some_and(|engine| engine.sample);
        Self { old, new, ground, own, above, borders, border_tolerance, coverage, names, sample, locators: OnceLock::new() }
    }

    /// Whether either set, or the registry, is sample data.
    pub fn is_sample(&self) -> bool {
        self.old.sample || self.new.sample || self.sample
    }

    /// The level of the sets and the level above, each with what moves there.
    fn levels(&self) -> impl Iterator<Item = (Level, &LevelChange)> {
        let above = match self.new.level {
            Level::County => Level::Prefecture,
            Level::Prefecture | Level::Province => Level::Province,
        };
        std::iter::once((self.new.level, &self.own)).chain(self.above.iter().map(move |change| (above, change)))
    }

    /// The name of a code in a set; of superiors that the set does not name, whatever name is known.
    fn name(&self, which: Which, code: DivisionCode) -> Option<&str> {
        let sets = match which {
            Which::Old => [&self.old, &self.new],
            Which::New => [&self.new, &self.old],
        };
        let named = sets.into_iter().find_map(|set| set.generation.division(code)).map(|division| division.name.as_str());
        named.or_else(|| self.names.get(&code).map(String::as_str))
    }

    fn division(&self, which: Which, code: DivisionCode) -> Option<&Division> {
        let set = match which {
            Which::Old => &self.old,
            Which::New => &self.new,
        };
        set.generation.division(code)
    }

    fn locators(&self) -> &[Locator; 2] {
        self.locators.get_or_init(|| {
            let mut shapes = ShapeCollector::default();
            let layers = [&self.old, &self.new].map(|set| areas(set).into_iter().map(|area| shapes.add(area)).collect::<Vec<_>>());
            let mut locators = Locator::for_layers(&shapes.finish(), &layers).into_iter();
            [(); 2].map(|()| locators.next().expect("one locator a layer"))
        })
    }

    /// What of a body is not as it was, by words that scripts know.
    fn changes(&self, level: &LevelChange, old: Option<DivisionCode>, new: Option<DivisionCode>) -> Vec<&'static str> {
        let (Some(old), Some(new)) = (old, new) else { return vec![if old.is_some() { "gone" } else { "new" }] };
        let (before, after) = (self.division(Which::Old, old), self.division(Which::New, new));
        let differs = |of: fn(&Division) -> String| matches!((before, after), (Some(before), Some(after)) if of(before) != of(after));
        let moved = level.moves.iter().any(|moved| moved.old == Some(old) || moved.new == Some(new));
        let parent = |division: &Division| division.parent.map(|code| code.to_string()).unwrap_or_default();
        [("code", old != new), ("name", differs(|division| division.name.clone())), ("parent", differs(parent)), ("ground", moved)]
            .into_iter()
            .filter(|(_, changed)| *changed)
            .map(|(word, _)| word)
            .collect()
    }
}

fn areas(set: &Boundaries) -> Vec<&MultiPolygon<f64>> {
    set.jurisdictions().iter().map(|jurisdiction| &*jurisdiction.territory).collect()
}
