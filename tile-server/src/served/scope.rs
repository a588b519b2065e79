//! Which clues belong to whom.

use bailiwick_engine::engine::Engine;
use bailiwick_engine::model::DivisionCode;

use crate::layers::{Column, Layer};
use crate::tiles::Sight;

/// The columns that say whose a clue is: where it happened, and who handles it.
const WHOSE: [&str; 2] = ["county_code", "handler_code"];

/// The clues that lie in some jurisdictions or are handled by them; both with all that belongs to them.
///
/// # Cost
/// A look at each row; who belongs to whom is found once for each code.
pub(super) fn sight(engine: &Engine, clues: &Layer, jurisdictions: &[DivisionCode]) -> Sight {
    let content = clues.content();
    let columns = WHOSE.map(|name| {
        let column = clues.column(name).map(|place| &content.columns[place]);
        let Some(Column::Words { words, of }) = column else { panic!("the clues say in words whose they are") };
        (words.iter().map(|word| word.parse().is_ok_and(|code| belongs(engine, code, jurisdictions))).collect::<Vec<bool>>(), of)
    });
    let rows = 0..u32::try_from(content.ids.len()).expect("rows are counted in 32 bits");
    Sight::of(rows.filter(|row| columns.iter().any(|(is_theirs, of)| is_theirs[of[*row as usize] as usize])).collect())
}

/// Whether a division or a body outside the hierarchy is one of some, or below one of them.
fn belongs(engine: &Engine, code: DivisionCode, to: &[DivisionCode]) -> bool {
    let body = engine.current().overlays.iter().map(|overlay| &overlay.division).find(|division| division.code == code);
    let parent = body.and_then(|division| division.parent);
    let superiors = parent.into_iter().chain(engine.generation().superiors(parent.unwrap_or(code)));
    std::iter::once(code).chain(superiors).any(|code| to.contains(&code))
}
