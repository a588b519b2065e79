//! The bodies that act: the bureau on the spot, and the one in whose name it decides.
//!
//! After the vertical reform the bureau of a county is a branch of the city's (DOMAIN §2): a decision names both. How they are called is
//! the ruleset's matter.

use crate::model::{Division, DivisionCode, Generation, Level};
use crate::rules::Ruleset;

/// Names bodies by a ruleset.
#[derive(Clone, Copy)]
pub(super) struct Bodies<'a> {
    pub(super) ruleset: &'a Ruleset,
    pub(super) generation: &'a Generation,
}

impl Bodies<'_> {
    /// The body of a division; an overlay is a body of its own. `None` where the ruleset has no name for its level.
    pub(super) fn of(&self, code: DivisionCode) -> Option<String> {
        let division = self.generation.division(code)?;
        if is_overlay(division) {
            return Some(division.name.clone());
        }
        self.ruleset.bodies[place(division.level)].as_ref().map(|pattern| self.filled(pattern, division))
    }

    /// The body in whose name that of a division acts: for a county the prefecture's, for all others their own.
    pub(super) fn in_name_of(&self, code: DivisionCode) -> Option<String> {
        let division = self.generation.division(code)?;
        match (division.level, self.generation.superior_at(code, Level::Prefecture)) {
            (Level::County, Some(prefecture)) if !is_overlay(division) => self.of(prefecture),
            _ => self.of(code),
        }
    }

    fn filled(&self, pattern: &str, division: &Division) -> String {
        let name_at = |level: Level| {
            let code = if division.level == level { Some(division.code) } else { self.generation.superior_at(division.code, level) };
            code.and_then(|code| self.generation.division(code)).map_or("", |division| division.name.as_str())
        };
        let levels = [("{county}", Level::County), ("{prefecture}", Level::Prefecture), ("{province}", Level::Province)];
        levels.into_iter().fold(pattern.to_owned(), |text, (mark, level)| text.replace(mark, name_at(level)))
    }
}

/// GB/T 2260 gives no code that begins with 9.
fn is_overlay(division: &Division) -> bool {
    division.code.number() >= 900_000
}

fn place(level: Level) -> usize {
    match level {
        Level::County => 0,
        Level::Prefecture => 1,
        Level::Province => 2,
    }
}
