//! Handover lists of a batch that was decided.

use std::borrow::Cow;
use std::path::Path;

use arrow_array::StringArray;

use super::table::text_column;
use super::{Engine, Territory};
use crate::export::ExportError;
use crate::export::handover::{self, HandoverColumns, HandoverOptions, HandoverSummary};
use crate::lang::Lang;
use crate::model::{Clues, DivisionCode};
use crate::route::Decisions;

impl Engine {
    /// Writes one list for each handler and department into a folder.
    ///
    /// # Errors
    /// As [`handover::write`].
    pub fn hand_over(&self, territory: &Territory, clues: &Clues, decisions: &Decisions, folder: &Path, lang: Lang) -> Result<HandoverSummary, ExportError> {
        let columns = self.decision_columns(territory, clues, decisions, lang);
        let texts: Vec<(&str, StringArray)> = columns.iter().filter_map(|(name, column)| Some((*name, text_column(column)?))).collect();
        let text = |name: &str| -> Vec<Option<&str>> {
            let column = texts.iter().find(|(other, _)| *other == name);
            column.expect("a text column of the decision").1.iter().collect()
        };
        let generation = &territory.generation;
        let named = |code: DivisionCode| generation.division(code).map_or_else(|| code.to_string(), |division| division.name.clone());
        let counties: Vec<Option<String>> = (0..decisions.len()).map(|row| decisions.of(row).county.map(|code| format!("{code} {}", named(code)))).collect();
        let prefectures: Vec<Option<String>> = (0..decisions.len()).map(|row| decisions.of(row).prefecture.map(named)).collect();
        let occurred: Vec<Option<String>> = clues.occurred.iter().map(|time| time.map(|time| time.strftime("%Y-%m-%d %H:%M").to_string())).collect();
        let ids: Vec<Option<String>> = clues.id.iter().map(|id| id.map(Cow::into_owned)).collect();
        let candidates: Vec<Option<String>> =
            (0..decisions.len()).map(|row| listed(&decisions.of(row).candidates, &|code| format!("{}（{code}）", named(code)))).collect();
        // What nobody ranks is the least urgent.
        let ranks: Vec<u8> = (0..decisions.len()).map(|row| decisions.of(row).urgency.unwrap_or(u8::MAX)).collect();
        let classes: Vec<Option<&str>> = clues.class.iter().map(|class| Some(self.class_of(class.as_deref()))).collect();
        let columns = HandoverColumns {
            id: &borrowed(&ids),
            class: &classes,
            urgency: &text("urgency"),
            urgency_rank: &ranks,
            candidates: &borrowed(&candidates),
            shares: &text("shares"),
            occurred: &borrowed(&occurred),
            lon_deg: &clues.lon_deg,
            lat_deg: &clues.lat_deg,
            county: &borrowed(&counties),
            prefecture: &borrowed(&prefectures),
            handler_code: &text("handler_code"),
            handler_name: &text("handler_name"),
            departments: &text("departments"),
            deadline: &text("deadline"),
            status: &text("status"),
            reason: &text("reason"),
        };
        handover::write(folder, &columns, &HandoverOptions { batch: &clues.source, sample: self.sample, handed_over_on: clues.handed_over, lang })
    }
}

/// Codes in words; nothing of an empty list.
fn listed(codes: &[DivisionCode], name: &dyn Fn(DivisionCode) -> String) -> Option<String> {
    (!codes.is_empty()).then(|| codes.iter().map(|code| name(*code)).collect::<Vec<_>>().join("、"))
}

fn borrowed(column: &[Option<String>]) -> Vec<Option<&str>> {
    column.iter().map(Option::as_deref).collect()
}
