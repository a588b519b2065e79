//! Any text as a filter in CQL2: no panic. What is refused is refused with a place in the text and a sentence in both languages; what is
//! accepted is asked of records of every shape, and none outside of the filter's bounds matches.

#![no_main]

use std::borrow::Cow;
use std::sync::LazyLock;

use bailiwick_engine::lang::Lang;
use bailiwick_tile_server::features::filter::{Filter, FilterError, Kind, Queryable, Record, TEXT_BYTES_MAX, Value};
use geo_types::{Geometry, LineString, MultiPoint, Point, Polygon, Rect, coord};
use libfuzzer_sys::fuzz_target;

const QUERYABLES: [Queryable<'static>; 6] = [
    Queryable { name: "n", kind: Kind::Number },
    Queryable { name: "名称", kind: Kind::Text },
    Queryable { name: "t", kind: Kind::Time },
    Queryable { name: "f", kind: Kind::Flag },
    Queryable { name: "g", kind: Kind::Geometry },
    Queryable { name: "m", kind: Kind::Number },
];

struct Sample {
    values: [Value<'static>; 6],
    geometry: Geometry<f64>,
    bounds: Rect<f64>,
}

impl Record for Sample {
    fn value(&self, property: usize) -> Value<'_> {
        self.values[property]
    }

    fn geometry(&self) -> Cow<'_, Geometry<f64>> {
        Cow::Borrowed(&self.geometry)
    }

    fn bounds(&self) -> Rect<f64> {
        self.bounds
    }
}

static RECORDS: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let full = [Value::Number(3.0), Value::Text("松花江 abc"), Value::Text("2026-06-05T10:00:00Z"), Value::Flag(true), Value::Null, Value::Number(0.5)];
    let empty = [Value::Null; 6];
    let line = LineString::from(vec![(-1.0, -1.0), (1.0, 1.0), (2.0, 0.0)]);
    let ring = LineString::from(vec![(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]);
    let hole = LineString::from(vec![(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0), (1.0, 1.0)]);
    let square = Rect::new(coord! { x: 0.0, y: 0.0 }, coord! { x: 4.0, y: 4.0 });
    let sample = |values, geometry, bounds| Sample { values, geometry, bounds };
    vec![
        sample(full, Point::new(1.0, 1.0).into(), Rect::new((1.0, 1.0), (1.0, 1.0))),
        sample(empty, line.into(), Rect::new((-1.0, -1.0), (2.0, 1.0))),
        sample(full, Polygon::new(ring, vec![hole]).into(), square),
        sample(empty, MultiPoint::from(vec![(0.0, 0.0), (4.0, 4.0)]).into(), square),
    ]
});

fuzz_target!(|text: &str| {
    check(text, Filter::parse(text, &QUERYABLES));
    // Another system: the axes exchanged, and half as large.
    check(text, Filter::parse_with(text, &QUERYABLES, &|[x, y]| (x < 300.0).then_some([y / 2.0, x / 2.0])));
});

fn check(text: &str, read: Result<Filter, FilterError>) {
    match read {
        Ok(filter) => RECORDS.iter().for_each(|record| asked(&filter, record)),
        Err(error) => {
            assert!(!error.sentence(Lang::Zh).is_empty() && !error.sentence(Lang::En).is_empty());
            match error.at() {
                Some(at) => assert!((1..=text.chars().count() + 1).contains(&at), "character {at}"),
                None => assert!(text.len() > TEXT_BYTES_MAX),
            }
        }
    }
}

fn asked(filter: &Filter, record: &Sample) {
    if filter.matches(record)
        && let Some(bounds) = filter.bounds()
    {
        let (a, b) = (record.bounds, bounds);
        assert!(a.min().x <= b.max().x && b.min().x <= a.max().x && a.min().y <= b.max().y && b.min().y <= a.max().y, "{a:?} {b:?}");
    }
}
