//! Decisions as a table: the clue's own columns, then the decision's, in the order that DESIGN promises.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};

use super::{Engine, Territory};
use crate::lang::Lang;
use crate::model::{Clues, DivisionCode, Generation, ZoneLevel};
use crate::route::{Decisions, Status};

/// The decision's columns, in order. The names are promises to scripts.
pub const DECISION_COLUMNS: [&str; 24] = [
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
];

/// Metres are written to the decimetre and shares to six places: more digits would be noise of the inputs.
const METRES_STEPS: f64 = 10.0;

impl Engine {
    /// The batch with its decisions, one row a clue, in input order.
    ///
    /// A column of the input that has the name of a decision's column gets the suffix `_in`: both stay.
    pub fn table(&self, territory: &Territory, clues: &Clues, decisions: &Decisions, lang: Lang) -> RecordBatch {
        let schema = clues.table.schema();
        let mut fields: Vec<Field> = schema.fields().iter().map(|field| renamed(field, &schema)).collect();
        let mut columns: Vec<ArrayRef> = clues.table.columns().to_vec();
        for (name, column) in self.decision_columns(territory, clues, decisions, lang) {
            fields.push(Field::new(name, column.data_type().clone(), true));
            columns.push(column);
        }
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("all columns have one row a clue")
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
        let rows = decisions.len();
        let generation = &territory.generation;
        let zone = |row: usize| decisions.zone[row].map(|zone| &self.zones.zones[zone as usize]);
        let outfall = |row: usize| decisions.outfall[row].map(|outfall| self.outfalls.outfalls[outfall as usize].id.clone());
        let is_handled = |row: usize| matches!(decisions.status[row], Status::Assigned | Status::Escalated);
        let names = self.other_generations(territory);
        let names = crate::route::Names { generation, others: &names, zones: &self.zones.zones };
        let nothing = |_: usize| None;

        // Urgency and the two clocks are set by the ruleset (issue "Decision"); their columns stand here so that scripts may rely
        // on the order.
        let columns: Vec<ArrayRef> = vec![
            text(rows, |row| Some(decisions.status[row].as_str().into())),
            codes(&decisions.county),
            text(rows, |row| division_name(generation, decisions.county[row])),
            codes(&decisions.prefecture),
            codes(&decisions.province),
            codes(&decisions.handler),
            text(rows, |row| division_name(generation, decisions.handler[row])),
            numbers(&decisions.probability, 1e6),
            text(rows, |row| joined(decisions.candidates.row(row).iter().map(DivisionCode::to_string))),
            codes(&decisions.common_superior),
            Arc::new(BooleanArray::from(decisions.on_boundary.clone())),
            numbers(&decisions.border_distance_m, METRES_STEPS),
            text(rows, |row| zone(row).map(|zone| zone.id.clone())),
            text(rows, |row| zone(row).map(|zone| ZoneLevel::as_str(zone.level).to_owned())),
            text(rows, |row| joined(decisions.notify.row(row).iter().map(DivisionCode::to_string))),
            text(rows, outfall),
            numbers(&decisions.outfall_distance_m, METRES_STEPS),
            text(rows, nothing),
            text(rows, |row| is_handled(row).then(|| self.settings.department.clone())),
            text(rows, nothing),
            text(rows, nothing),
            text(rows, |row| joined(decisions.rules.row(row).iter().map(|rule| rule.id().to_owned()))),
            text(rows, |row| {
                let fault = clues.fault[row].iter().map(|fault| fault.code().to_owned());
                joined(fault.chain(decisions.warnings.row(row).iter().map(|warning| warning.code().to_owned())))
            }),
            text(rows, |row| Some(crate::route::reason(decisions, row, &names, clues.fault[row].as_ref(), lang))),
        ];
        DECISION_COLUMNS.into_iter().zip(columns).collect()
    }

    pub(super) fn other_generations(&self, territory: &Territory) -> Vec<&Generation> {
        self.territories.iter().map(|other| &other.generation).filter(|other| other.validity != territory.generation.validity).collect()
    }
}

fn renamed(field: &Field, schema: &Schema) -> Field {
    let mut name = field.name().clone();
    // The suffix itself may be taken, by a file that went through here before.
    while DECISION_COLUMNS.contains(&name.as_str()) || (name != *field.name() && schema.field_with_name(&name).is_ok()) {
        name.push_str("_in");
    }
    field.clone().with_name(name)
}

fn text(rows: usize, cell: impl Fn(usize) -> Option<String>) -> ArrayRef {
    Arc::new((0..rows).map(cell).collect::<StringArray>())
}

fn codes(column: &[Option<DivisionCode>]) -> ArrayRef {
    text(column.len(), |row| column[row].map(|code| code.to_string()))
}

fn numbers(column: &[f64], steps: f64) -> ArrayRef {
    Arc::new(column.iter().map(|value| (!value.is_nan()).then(|| (value * steps).round() / steps)).collect::<Float64Array>())
}

fn joined(parts: impl Iterator<Item = String>) -> Option<String> {
    let joined = parts.collect::<Vec<_>>().join(";");
    (!joined.is_empty()).then_some(joined)
}

fn division_name(generation: &Generation, code: Option<DivisionCode>) -> Option<String> {
    code.and_then(|code| generation.division(code)).map(|division| division.name.clone())
}

fn cell_json(name: &str, column: &ArrayRef, row: usize) -> serde_json::Value {
    let is_list = matches!(name, "candidates" | "notify" | "departments" | "rules" | "warnings");
    if let Some(strings) = column.as_any().downcast_ref::<StringArray>() {
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
