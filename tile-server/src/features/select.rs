//! The rows that are asked for.

use std::borrow::Cow;
use std::cmp::Ordering;

use geo::Intersects;
use geo_types::{Geometry, Rect};

use super::filter::{self, Filter, Queryable, Record};
use crate::layers::{Content, Kind, Layer, Value};

/// What is asked of a layer.
#[derive(Default)]
pub struct Question<'a> {
    /// The only rows that may be told of; `None` where all may.
    pub within: Option<&'a [u32]>,
    /// Boxes in degrees, of which a row meets one; none asks for no place.
    pub boxes: &'a [Rect<f64>],
    /// All have to match.
    pub filters: &'a [Filter],
    /// What the rows are sorted by, the first first; rows that are alike keep the layer's order.
    pub order: &'a [Order],
}

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its place.
    pub column: usize,
    /// The greatest first.
    pub is_descending: bool,
}

/// What the rows of a layer can be filtered by: its fields, at their own places, and the geometry as the last.
pub fn queryables(layer: &Layer) -> Vec<Queryable<'_>> {
    let kind = |kind: Kind| match kind {
        Kind::Text => filter::Kind::Text,
        Kind::Time => filter::Kind::Time,
        Kind::Number | Kind::Decimal => filter::Kind::Number,
        Kind::Flag => filter::Kind::Flag,
    };
    let fields = layer.fields.iter().map(|field| Queryable { name: field.name, kind: kind(field.kind) });
    fields.chain([Queryable { name: "geometry", kind: filter::Kind::Geometry }]).collect()
}

/// The rows that match, in the order asked for.
///
/// # Cost
/// A look at the rows whose boxes meet those asked for, and n log n where they are to be sorted.
pub fn select(layer: &Layer, question: &Question<'_>) -> Vec<u32> {
    let content = layer.content();
    let found = candidates(content, question);
    let matches = |row: &u32| {
        let row = Row { content, row: *row as usize };
        question.filters.iter().all(|filter| filter.matches(&row)) && meets(&row, question.boxes)
    };
    let mut rows: Vec<u32> = found.into_iter().filter(matches).collect();
    if !question.order.is_empty() {
        rows.sort_by(|a, b| by(content, question.order, *a as usize, *b as usize));
    }
    rows
}

/// Every row that may match, in the layer's order.
fn candidates(content: &Content, question: &Question<'_>) -> Vec<u32> {
    let everywhere = [[-360.0, -90.0], [360.0, 90.0]];
    let around = |boxes: &mut dyn Iterator<Item = Rect<f64>>| {
        boxes
            .map(|r| [[r.min().x, r.min().y], [r.max().x, r.max().y]])
            .reduce(|[l, h], [low, high]| [[l[0].min(low[0]), l[1].min(low[1])], [h[0].max(high[0]), h[1].max(high[1])]])
    };
    let asked = around(&mut question.boxes.iter().copied()).unwrap_or(everywhere);
    let filtered = question.filters.iter().filter_map(Filter::bounds);
    let [low, high] = filtered.fold(asked, |[low, high], r| [[low[0].max(r.min().x), low[1].max(r.min().y)], [high[0].min(r.max().x), high[1].min(r.max().y)]]);
    if (0..2).any(|axis| low[axis] > high[axis]) {
        return Vec::new();
    }
    match question.within {
        Some(rows) => {
            let is_near = |row: &u32| {
                let r = content.bounds(*row as usize);
                r.min().x <= high[0] && r.max().x >= low[0] && r.min().y <= high[1] && r.max().y >= low[1]
            };
            rows.iter().copied().filter(is_near).collect()
        }
        None => content.in_box([low, high]),
    }
}

fn meets(row: &Row<'_>, boxes: &[Rect<f64>]) -> bool {
    let around = row.bounds();
    boxes.is_empty() || boxes.iter().any(|r| r.intersects(&around) && (around.min() == around.max() || row.geometry().intersects(r)))
}

fn by(content: &Content, order: &[Order], a: usize, b: usize) -> Ordering {
    let compared = |order: &Order| {
        let (a, b) = (content.value(a, order.column), content.value(b, order.column));
        match (a, b) {
            (Value::Nothing, Value::Nothing) => Ordering::Equal,
            // What has no value comes last, whatever the direction.
            (Value::Nothing, _) => Ordering::Greater,
            (_, Value::Nothing) => Ordering::Less,
            (a, b) if order.is_descending => value_order(b, a),
            (a, b) => value_order(a, b),
        }
    };
    order.iter().map(compared).find(|o| *o != Ordering::Equal).unwrap_or(Ordering::Equal)
}

fn value_order(a: Value<'_>, b: Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.cmp(&b),
        (Value::Decimal(a), Value::Decimal(b)) => a.total_cmp(&b),
        (Value::Flag(a), Value::Flag(b)) => a.cmp(&b),
        _ => Ordering::Equal,
    }
}

/// A row, as filters look at it.
struct Row<'a> {
    content: &'a Content,
    row: usize,
}

impl Record for Row<'_> {
    fn value(&self, property: usize) -> filter::Value<'_> {
        match self.content.value(self.row, property) {
            Value::Nothing => filter::Value::Null,
            Value::Text(text) => filter::Value::Text(text),
            Value::Number(number) => filter::Value::Number(number as f64),
            Value::Decimal(number) => filter::Value::Number(number),
            Value::Flag(flag) => filter::Value::Flag(flag),
        }
    }

    fn geometry(&self) -> Cow<'_, Geometry<f64>> {
        self.content.geometry(self.row)
    }

    fn bounds(&self) -> Rect<f64> {
        self.content.bounds(self.row)
    }
}
