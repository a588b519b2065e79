//! What changes hands, for scripts.

use serde_json::{Value, json};

use super::tables::kind;
use super::{Boundaries, Carried, Diff, Output, Which};
use crate::join::change::{BorderChange, BorderFate, LEAST_AREA, LEAST_WIDTH, LevelChange};
use crate::model::{DivisionCode, Level};
use crate::units::SquareMetres;

impl Diff {
    /// Everything but the shapes, which are in the GeoPackage.
    pub fn as_json(&self, output: Output<'_>) -> Value {
        let [doubled_in_old, doubled_in_new] = self.ground.doubled().map(SquareMetres::square_kilometres);
        json!({
            "old": set(&self.old, doubled_in_old),
            "new": set(&self.new, doubled_in_new),
            "sample": self.is_sample(),
            "tolerance": { "least_area_m2": LEAST_AREA.0, "least_width_m": LEAST_WIDTH.get(), "border_m": self.border_tolerance.get() },
            "levels": self.levels().map(|(level, change)| self.level_json(level, change)).collect::<Vec<_>>(),
            "borders": self.borders_json(),
            "clues": output.clues.map(|carried| self.carried_json(carried)),
            "outfalls": output.outfalls.map(|carried| self.carried_json(carried)),
        })
    }

    fn level_json(&self, level: Level, change: &LevelChange) -> Value {
        let moves: Vec<Value> = change
            .moves
            .iter()
            .map(|moved| {
                json!({
                    "kind": kind(moved),
                    "old": self.body(Which::Old, moved.old), "new": self.body(Which::New, moved.new),
                    "area_km2": moved.area.square_kilometres(), "pieces": moved.pieces, "largest_km2": moved.largest.square_kilometres(), "at": moved.at,
                })
            })
            .collect();
        let bodies: Vec<Value> = change
            .balances
            .iter()
            .map(|balance| {
                json!({
                    "old": self.body(Which::Old, balance.old), "new": self.body(Which::New, balance.new),
                    "changes": self.changes(change, balance.old, balance.new),
                    "before_km2": balance.before.square_kilometres(), "lost_km2": balance.lost.square_kilometres(),
                    "won_km2": balance.won.square_kilometres(), "after_km2": balance.after.square_kilometres(),
                })
            })
            .collect();
        json!({
            "level": level.as_str(),
            "moved_km2": change.between().square_kilometres(),
            "to_nobody_km2": change.lost().square_kilometres(),
            "from_nobody_km2": change.won().square_kilometres(),
            "moves": moves,
            "bodies": bodies,
        })
    }

    fn borders_json(&self) -> Vec<Value> {
        let km = |border: &BorderChange, fate| border.length(fate).get() / 1000.0;
        self.borders
            .iter()
            .map(|border| {
                json!({
                    "one": self.body(Which::New, Some(border.one)), "other": self.body(Which::New, border.other),
                    "vanished_km": km(border, BorderFate::Vanished), "appeared_km": km(border, BorderFate::Appeared), "stayed_km": km(border, BorderFate::Stayed),
                })
            })
            .collect()
    }

    fn carried_json(&self, carried: &Carried) -> Value {
        let pairs: Vec<Value> = self
            .levels()
            .flat_map(|(level, _)| {
                carried.pairs(level).into_iter().map(move |(old, new, count)| json!({ "level": level.as_str(), "old": old, "new": new, "count": count }))
            })
            .collect();
        let places: Vec<Value> = carried
            .places
            .iter()
            .map(|place| json!({ "level": place.level.as_str(), "row": place.row, "id": place.id, "name": place.name, "at": place.at, "old": place.old, "new": place.new }))
            .collect();
        json!({ "looked_at": carried.looked_at, "without_position": carried.without_position, "pairs": pairs, "places": places })
    }

    fn body(&self, which: Which, code: Option<DivisionCode>) -> Value {
        let Some(code) = code else { return Value::Null };
        let parent = self.division(which, code).and_then(|division| division.parent);
        json!({ "code": code, "name": self.name(which, code), "parent": parent })
    }
}

fn set(boundaries: &Boundaries, doubled_km2: f64) -> Value {
    json!({
        "path": boundaries.path,
        "level": boundaries.level.as_str(),
        "divisions": boundaries.jurisdictions().len(),
        "report": boundaries.report,
        "counted_twice_km2": doubled_km2,
    })
}
