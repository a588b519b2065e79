//! What of the layers that tell of clues belongs to whom.

use bailiwick_engine::engine::Engine;
use bailiwick_engine::model::DivisionCode;

use crate::layers::{BORDERS_RISK, CLUES, Column, HOTSPOTS, Layer, SCOPED, Value};
use crate::tiles::Sight;

/// The columns that say whose a clue is: where it happened, and who handles it.
const WHOSE: [&str; 2] = ["county_code", "handler_code"];
/// Those that say between whom a border lies.
const SIDES: [&str; 2] = ["one_code", "other_code"];

/// What somebody sees of each of the layers that tell of clues.
pub struct Sights(Vec<(&'static str, Sight)>);

impl Sights {
    /// What some jurisdictions see of the layers that are there.
    pub(super) fn of_all(engine: &Engine, layers: &[Layer], jurisdictions: &[DivisionCode]) -> Self {
        let there = SCOPED.iter().filter_map(|name| Some((*name, layers.iter().find(|layer| layer.name == *name && layer.is_filled())?)));
        Self(there.map(|(name, layer)| (name, sight(engine, layer, jurisdictions))).collect())
    }

    /// What they see of a layer; `None` where all of it is for everybody.
    pub fn of(&self, layer: &Layer) -> Option<&Sight> {
        self.0.iter().find(|(name, _)| *name == layer.name).map(|(_, sight)| sight)
    }
}

/// What some jurisdictions see of a layer, each with all that belongs to it:
///
/// - clues that lie there or are handled there;
/// - clusters all of whose clues lie there, so that they tell nothing of a neighbour's;
/// - borders both of whose sides lie there.
///
/// # Cost
/// A look at each row; who belongs to whom is found once for each code.
///
/// # Panics
/// If the layer tells of no clues: it has no rows that only some see.
pub(super) fn sight(engine: &Engine, layer: &Layer, jurisdictions: &[DivisionCode]) -> Sight {
    let is_theirs = |code: &str| code.parse().is_ok_and(|code| belongs(engine, code, jurisdictions));
    let seen = match &*layer.name {
        CLUES => {
            let columns = WHOSE.map(|name| answers(layer, name, is_theirs));
            rows(layer, |row| columns.iter().any(|column| column(row)))
        }
        HOTSPOTS => {
            // One without a county has clues that nobody's are.
            let all = answers(layer, "county_codes", |codes| !codes.is_empty() && codes.split(';').all(is_theirs));
            let outside = layer.column("outside").expect("clusters say how many of their clues lie outside");
            rows(layer, |row| all(row) && layer.content().value(row, outside) == Value::Number(0))
        }
        BORDERS_RISK => {
            let sides = SIDES.map(|name| answers(layer, name, is_theirs));
            rows(layer, |row| sides.iter().all(|side| side(row)))
        }
        other => panic!("{other} has no rows that only some see"),
    };
    Sight::of(seen)
}

fn rows(layer: &Layer, is_seen: impl Fn(usize) -> bool) -> Vec<u32> {
    (0..u32::try_from(layer.len()).expect("rows are counted in 32 bits")).filter(|row| is_seen(*row as usize)).collect()
}

/// What is true of the words of a column, asked once for each word, as an answer for each row.
fn answers<'a>(layer: &'a Layer, name: &str, is_true: impl Fn(&str) -> bool) -> impl Fn(usize) -> bool + 'a {
    let column = layer.column(name).map(|place| &layer.content().columns[place]);
    let Some(Column::Words { words, of }) = column else { panic!("{} say in words whose they are", layer.name) };
    let answers: Vec<bool> = words.iter().map(|word| is_true(word)).collect();
    move |row| answers[of[row] as usize]
}

/// Whether a division or a body outside the hierarchy is one of some, or below one of them.
pub(super) fn belongs(engine: &Engine, code: DivisionCode, to: &[DivisionCode]) -> bool {
    let body = engine.current().overlays.iter().map(|overlay| &overlay.division).find(|division| division.code == code);
    let parent = body.and_then(|division| division.parent);
    let superiors = parent.into_iter().chain(engine.generation().superiors(parent.unwrap_or(code)));
    std::iter::once(code).chain(superiors).any(|code| to.contains(&code))
}
