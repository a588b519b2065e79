//! What changes hands, as tables.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array};
use geo_types::{Geometry, LineString, Point};

use super::{Carried, CarriedPlace, Diff, Which};
use crate::engine::report::{ReportTable, floats, texts, whole};
use crate::export::ShapeKind;
use crate::join::change::{Balance, BorderFate, LevelChange, Move, Piece};
use crate::model::{DivisionCode, Level};

/// The name of the table of outfalls, whose rows have names and no row number.
pub(super) const OUTFALLS: &str = "outfalls";

/// What becomes of ground, in a word.
pub(super) fn kind(moved: &Move) -> &'static str {
    match (moved.old, moved.new) {
        (None, _) => "from_nobody",
        (_, None) => "to_nobody",
        _ => "moved",
    }
}

/// Codes as one text.
pub(super) fn joined(codes: &[DivisionCode]) -> Option<String> {
    (!codes.is_empty()).then(|| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(";"))
}

impl Diff {
    /// One row a pair, level by level, largest first.
    pub(super) fn moves_table(&self, clues: Option<&Carried>, outfalls: Option<&Carried>) -> ReportTable {
        let rows: Vec<(Level, &Move)> = self.levels().flat_map(|(level, change)| change.moves.iter().map(move |moved| (level, moved))).collect();
        let numbers = |value: fn(&Move) -> f64| floats(rows.iter().map(|(_, moved)| Some(value(moved))));
        let mut columns = vec![
            ("level", texts(rows.iter().map(|(level, _)| Some(level.as_str().into())))),
            ("kind", texts(rows.iter().map(|(_, moved)| Some(kind(moved).into())))),
        ];
        columns.extend(self.both(rows.iter().map(|(_, moved)| (moved.old, moved.new))));
        columns.push(("area_km2", numbers(|moved| moved.area.square_kilometres())));
        columns.push(("pieces", whole(rows.iter().map(|(_, moved)| moved.pieces))));
        columns.push(("largest_km2", numbers(|moved| moved.largest.square_kilometres())));
        columns.push(("lon", numbers(|moved| moved.at[0])));
        columns.push(("lat", numbers(|moved| moved.at[1])));
        for (name, carried) in [("clues", clues), (OUTFALLS, outfalls)] {
            if let Some(carried) = carried {
                let counts: Vec<_> = self.levels().map(|(level, _)| (level, carried.by_move(level))).collect();
                let of = |level: Level, moved: &Move| {
                    counts.iter().find(|(other, _)| *other == level).and_then(|(_, counts)| counts.get(&(moved.old, moved.new))).copied().unwrap_or_default()
                };
                columns.push((name, whole(rows.iter().map(|(level, moved)| of(*level, moved)))));
            }
        }
        self.table("moves", columns, rows.iter().map(|(_, moved)| moved.at), None)
    }

    /// One row a body: what it had, lost, won and has, and what of it changed.
    pub(super) fn divisions_table(&self) -> ReportTable {
        let rows: Vec<_> = self.levels().flat_map(|(level, change)| change.balances.iter().map(move |balance| (level, change, balance))).collect();
        let parent = |which: Which, code: Option<DivisionCode>| self.division(which, code?)?.parent.map(|parent| parent.to_string());
        let mut columns = vec![("level", texts(rows.iter().map(|(level, ..)| Some(level.as_str().into()))))];
        columns.extend(self.both(rows.iter().map(|(.., balance)| (balance.old, balance.new))));
        columns.push(("old_parent", texts(rows.iter().map(|(.., balance)| parent(Which::Old, balance.old)))));
        columns.push(("new_parent", texts(rows.iter().map(|(.., balance)| parent(Which::New, balance.new)))));
        columns.push((
            "changes",
            texts(rows.iter().map(|(_, change, balance)| Some(self.changes(change, balance.old, balance.new).join(";")).filter(|words| !words.is_empty()))),
        ));
        for (name, value) in [("before_km2", 0), ("lost_km2", 1), ("won_km2", 2), ("after_km2", 3)] {
            let of = |balance: &Balance| [balance.before, balance.lost, balance.won, balance.after][value].square_kilometres();
            columns.push((name, floats(rows.iter().map(|(.., balance)| Some(of(balance))))));
        }
        self.table("divisions", columns, rows.iter().map(|_| [f64::NAN; 2]), None)
    }

    /// One row a pair of neighbours.
    pub(super) fn borders_table(&self) -> ReportTable {
        let sides = self.borders.iter().map(|border| (Some(border.one), border.other));
        let mut columns = self.sides(sides).to_vec();
        for (name, fate) in [("vanished_km", BorderFate::Vanished), ("appeared_km", BorderFate::Appeared), ("stayed_km", BorderFate::Stayed)] {
            columns.push((name, floats(self.borders.iter().map(|border| Some(border.length(fate).get() / 1000.0)))));
        }
        self.table("borders", columns, self.borders.iter().map(|_| [f64::NAN; 2]), None)
    }

    /// Every line that vanishes or appears, as a layer.
    pub(super) fn border_lines(&self) -> ReportTable {
        let changed = |fate: BorderFate| fate != BorderFate::Stayed;
        let rows: Vec<_> =
            self.borders.iter().flat_map(|border| border.lines.iter().filter(|line| changed(line.fate)).map(move |line| (border, line))).collect();
        let mut columns = vec![("fate", texts(rows.iter().map(|(_, line)| Some(line.fate.as_str().into()))))];
        columns.extend(self.sides(rows.iter().map(|(border, _)| (Some(border.one), border.other))));
        columns.push(("length_km", floats(rows.iter().map(|(_, line)| Some(line.length.get() / 1000.0)))));
        let shapes = rows.iter().map(|(_, line)| LineString::from(line.points.clone()).into()).collect();
        self.table("changed_borders", columns, rows.iter().map(|_| [f64::NAN; 2]), Some((ShapeKind::Line, shapes)))
    }

    /// Every piece that moves at a level, as a layer.
    pub(super) fn pieces(&self, level: Level, change: &LevelChange) -> ReportTable {
        let of = |moved: &Move| {
            let mut pieces: Vec<&Piece> = moved.shared.iter().flat_map(|place| &self.ground.shared[*place].pieces).collect();
            pieces.sort_by(|a, b| b.area.0.total_cmp(&a.area.0));
            pieces
        };
        let rows: Vec<_> = change.moves.iter().flat_map(|moved| of(moved).into_iter().enumerate().map(move |(place, piece)| (moved, place, piece))).collect();
        let mut columns = vec![("kind", texts(rows.iter().map(|(moved, ..)| Some(kind(moved).into()))))];
        columns.extend(self.both(rows.iter().map(|(moved, ..)| (moved.old, moved.new))));
        columns.push(("piece", whole(rows.iter().map(|(_, place, _)| place + 1))));
        columns.push(("area_km2", floats(rows.iter().map(|(.., piece)| Some(piece.area.square_kilometres())))));
        columns.push(("width_m", floats(rows.iter().map(|(.., piece)| Some(piece.width.get())))));
        let shapes = rows.iter().map(|(.., piece)| piece.polygon.clone().into()).collect();
        let name = format!("moved_{}", level.as_str());
        self.table(&name, columns, rows.iter().map(|_| [f64::NAN; 2]), Some((ShapeKind::Polygon, shapes)))
    }

    /// Clues or outfalls that change owner.
    pub(super) fn carried_table(&self, name: &str, carried: &Carried) -> ReportTable {
        let places = &carried.places;
        let text = |of: fn(&CarriedPlace) -> Option<String>| texts(places.iter().map(of));
        let mut columns = vec![("level", text(|place| Some(place.level.as_str().into())))];
        let is_registry = name == OUTFALLS;
        if !is_registry {
            columns.push(("row", Arc::new(places.iter().map(|place| place.row.and_then(|row| i64::try_from(row).ok())).collect::<Int64Array>()) as ArrayRef));
        }
        columns.push(("id", text(|place| place.id.clone())));
        if is_registry {
            columns.push(("name", text(|place| place.name.clone())));
            columns.push(("registered_county", text(|place| place.registered_county.clone())));
        }
        columns.push(("old_codes", text(|place| joined(&place.old))));
        columns.push(("new_codes", text(|place| joined(&place.new))));
        columns.push(("lon", floats(places.iter().map(|place| Some(place.at[0])))));
        columns.push(("lat", floats(places.iter().map(|place| Some(place.at[1])))));
        let shapes = places.iter().map(|place| Point::from(place.at).into()).collect();
        self.table(name, columns, places.iter().map(|place| place.at), Some((ShapeKind::Point, shapes)))
    }

    /// Codes and names in both sets.
    fn both(&self, ends: impl Iterator<Item = (Option<DivisionCode>, Option<DivisionCode>)>) -> [(&'static str, ArrayRef); 4] {
        let (old, new): (Vec<_>, Vec<_>) = ends.unzip();
        let [old_code, old_name] = self.coded(Which::Old, &old);
        let [new_code, new_name] = self.coded(Which::New, &new);
        [("old_code", old_code), ("old_name", old_name), ("new_code", new_code), ("new_name", new_name)]
    }

    /// Codes and names on both sides of borders.
    fn sides(&self, sides: impl Iterator<Item = (Option<DivisionCode>, Option<DivisionCode>)>) -> [(&'static str, ArrayRef); 4] {
        let (one, other): (Vec<_>, Vec<_>) = sides.unzip();
        let [one_code, one_name] = self.coded(Which::New, &one);
        let [other_code, other_name] = self.coded(Which::New, &other);
        [("one_code", one_code), ("one_name", one_name), ("other_code", other_code), ("other_name", other_name)]
    }

    fn coded(&self, which: Which, codes: &[Option<DivisionCode>]) -> [ArrayRef; 2] {
        let names = codes.iter().map(|code| code.and_then(|code| self.name(which, code)).map(str::to_owned));
        [texts(codes.iter().map(|code| code.map(|code| code.to_string()))), texts(names)]
    }

    fn table(
        &self,
        name: &str,
        columns: Vec<(&'static str, ArrayRef)>,
        at: impl Iterator<Item = [f64; 2]>,
        shapes: Option<(ShapeKind, Vec<Geometry<f64>>)>,
    ) -> ReportTable {
        ReportTable::new(name, columns, at, shapes, self.is_sample())
    }
}
