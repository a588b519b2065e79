//! Decisions as a table: the clue's own columns, then the decision's, in the order that DESIGN promises.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};

use super::coding::{Coder, Shares};
use super::{Engine, Territory};
use crate::lang::Lang;
use crate::model::{Clues, Generation};
use crate::route::Decisions;

/// The decision's columns, in order. The names are promises to scripts.
pub const DECISION_COLUMNS: [&str; 29] = [
    "status",
    "county_code",
    "county_name",
    "prefecture_code",
    "province_code",
    "handler_code",
    "handler_name",
    "probability",
    "candidates",
    "common_superior",
    "on_boundary",
    "border_distance_m",
    "zone_id",
    "zone_level",
    "notify",
    "outfall_id",
    "outfall_distance_m",
    "urgency",
    "departments",
    "deadline",
    "damage_notice_due",
    "rules",
    "warnings",
    "reason",
    "shares",
    "county_at_occurrence",
    "county_at_filing",
    "handler_body",
    "in_name_of",
];

impl Engine {
    /// The batch with its decisions, one row a clue, in input order. The decision's texts are dictionary arrays.
    ///
    /// A column of the input that has the name of a decision's column gets the suffix `_in`: both stay.
    pub fn table(&self, territory: &Territory, clues: &Clues, decisions: &Decisions, lang: Lang) -> RecordBatch {
        joined(&own_fields(&clues.table.schema()), clues.table.columns(), self.decision_columns(territory, clues, decisions, lang))
    }

    /// One row of the decision's columns as JSON, lists as lists.
    pub(super) fn decision_json(
        &self,
        territory: &Territory,
        clues: &Clues,
        decisions: &Decisions,
        row: usize,
        lang: Lang,
    ) -> serde_json::Map<String, serde_json::Value> {
        let columns = self.decision_columns(territory, clues, decisions, lang);
        columns.into_iter().map(|(name, column)| (name.to_owned(), cell_json(name, &column, row))).collect()
    }

    pub(super) fn decision_columns(&self, territory: &Territory, clues: &Clues, decisions: &Decisions, lang: Lang) -> Vec<(&'static str, ArrayRef)> {
        let mut coder = Coder::new(self, territory, lang);
        let shares = Shares { discs: &decisions.discs, shares: &decisions.shares };
        let reasons = coder.reasons(&decisions.outcomes, shares, &clues.fault, (0..).zip(decisions.rows.iter().copied())).map(|(_, reason)| reason).collect();
        coder.take(decisions, reasons)
    }

    pub(super) fn other_generations(&self, territory: &Territory) -> Vec<&Generation> {
        self.territories.iter().map(|other| &other.generation).filter(|other| other.validity != territory.generation.validity).collect()
    }
}

/// The columns of the input and those of the decision as one table.
pub(super) fn joined(own_fields: &[Field], own: &[ArrayRef], decision: Vec<(&'static str, ArrayRef)>) -> RecordBatch {
    let mut fields = own_fields.to_vec();
    let mut columns = own.to_vec();
    for (name, column) in decision {
        fields.push(Field::new(name, column.data_type().clone(), true));
        columns.push(column);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("all columns have one row a clue")
}

/// The input's fields by the names they have beside the decision's.
pub(super) fn own_fields(schema: &Schema) -> Vec<Field> {
    schema.fields().iter().map(|field| renamed(field, schema)).collect()
}

fn renamed(field: &Field, schema: &Schema) -> Field {
    let mut name = field.name().clone();
    // The suffix itself may be taken, by a file that went through here before.
    while DECISION_COLUMNS.contains(&name.as_str()) || (name != *field.name() && schema.field_with_name(&name).is_ok()) {
        name.push_str("_in");
    }
    field.clone().with_name(name)
}

/// A column of the decision as plain text; `None` where it holds something else.
pub(super) fn text_column(column: &ArrayRef) -> Option<StringArray> {
    match column.data_type() {
        DataType::Dictionary(..) => arrow_cast::cast(column, &DataType::Utf8).ok().map(|text| text.as_string().clone()),
        _ => None,
    }
}

fn cell_json(name: &str, column: &ArrayRef, row: usize) -> serde_json::Value {
    let is_list = matches!(name, "candidates" | "notify" | "departments" | "rules" | "warnings" | "shares");
    if let Some(strings) = text_column(column) {
        return match (strings.is_valid(row), is_list) {
            (true, true) => strings.value(row).split(';').collect(),
            (false, true) => serde_json::Value::Array(Vec::new()),
            (true, false) => strings.value(row).into(),
            (false, false) => serde_json::Value::Null,
        };
    }
    match column.data_type() {
        DataType::Float64 => {
            column.as_any().downcast_ref::<Float64Array>().filter(|a| a.is_valid(row)).map_or(serde_json::Value::Null, |a| a.value(row).into())
        }
        _ => column.as_any().downcast_ref::<BooleanArray>().filter(|a| a.is_valid(row)).map_or(serde_json::Value::Null, |a| a.value(row).into()),
    }
}
