//! What was found among clues, as layers: clusters and cylinders of the scan, and borders by their risk. Their fields are called as in the
//! engine's tables.

use std::sync::Arc;

use bailiwick_engine::engine::hotspots::{FoundLevel, Hotspots, Touched, date};
use bailiwick_engine::hotspot::Cluster;
use bailiwick_engine::hotspot::borders::{BANDS, BorderRow, SegmentRow, TESTED};
use bailiwick_engine::index::ArcRef;
use bailiwick_engine::model::DivisionCode;
use geo_types::{MultiPolygon, Polygon};
use rustc_hash::FxHashMap;
use serde_json::json;

use super::column::{Columns, Field, Kind, Value, field};
use super::edges::Edges;
use super::layer::{Content, Shape, Shapes};
use super::source::{flag, numbered, shared_areas};

/// The layer of clusters and of the scan's cylinders, which gets its rows after the clues.
pub const HOTSPOTS: &str = "hotspots";

/// The layer of borders by risk, which gets its rows after the clues.
pub const BORDERS_RISK: &str = "borders_risk";

/// What [`HOTSPOTS`] carry.
pub const HOTSPOT_FIELDS: [Field; 23] = [
    field("id", Kind::Text),
    field("method", Kind::Text),
    field("clues", Kind::Number),
    field("expected", Kind::Decimal),
    field("counties", Kind::Number),
    field("split", Kind::Text),
    field("shares", Kind::Text),
    field("county_codes", Kind::Text),
    field("on_borders", Kind::Number),
    field("outside", Kind::Number),
    field("seen_by", Kind::Text),
    field("seen_by_nobody", Kind::Flag),
    field("organiser_code", Kind::Text),
    field("organiser_name", Kind::Text),
    field("p_value", Kind::Decimal),
    field("significant", Kind::Flag),
    field("first_day", Kind::Time),
    field("last_day", Kind::Time),
    field("reach_m", Kind::Decimal),
    field("touched_zones", Kind::Text),
    field("touched_outfalls", Kind::Text),
    field("touched_waters", Kind::Text),
    field("sample", Kind::Flag),
];

/// What [`BORDERS_RISK`] carry.
pub const BORDER_FIELDS: [Field; 25] = [
    field("level", Kind::Text),
    field("rank", Kind::Number),
    field("one_code", Kind::Text),
    field("one_name", Kind::Text),
    field("other_code", Kind::Text),
    field("other_name", Kind::Text),
    field("organiser_code", Kind::Text),
    field("organiser_name", Kind::Text),
    field("length_km", Kind::Decimal),
    field("one_1km", Kind::Number),
    field("other_1km", Kind::Number),
    field("on_line_1km", Kind::Number),
    field("one_3km", Kind::Number),
    field("other_3km", Kind::Number),
    field("on_line_3km", Kind::Number),
    field("one_5km", Kind::Number),
    field("other_5km", Kind::Number),
    field("on_line_5km", Kind::Number),
    field("clues_per_km", Kind::Decimal),
    field("against_interior", Kind::Decimal),
    field("asymmetry", Kind::Decimal),
    field("p_value", Kind::Decimal),
    field("adjusted_p", Kind::Decimal),
    field("risk", Kind::Text),
    field("sample", Kind::Flag),
];

/// What the column `level` says of a piece of a county border; whole borders say the level of their neighbours there.
pub const PIECE: &str = "piece";

/// Clusters, the largest first, and behind them what the scan found.
pub fn hotspots(found: &Hotspots<'_>) -> Content {
    let mut columns = Columns::new(&HOTSPOT_FIELDS);
    let mut outlines: Vec<&Polygon<f64>> = Vec::new();
    let rate = found.settings.rate;
    for row in &found.clusters {
        let days = row.period.map(|days| days.map(day));
        Row {
            id: &row.id,
            method: "dbscan",
            clues: row.cluster.clues.len(),
            expected: None,
            split: Some(&row.cluster),
            p_value: row.p_value,
            is_significant: row.p_value <= rate,
            days,
            reach_m: row.cluster.reach.get(),
            touched: &row.touched,
        }
        .push(found, &mut columns);
        outlines.push(&row.outline);
    }
    for row in found.scan.iter().flat_map(|scan| &scan.clusters) {
        let days = found.steps.as_ref().map(|steps| [steps.day(row.found.steps.start), steps.day(row.found.steps.end) - 1].map(day));
        Row {
            id: &row.id,
            method: "scan",
            clues: row.found.clues as usize,
            expected: Some(row.found.expected),
            split: row.split.as_ref(),
            p_value: row.found.p_value,
            is_significant: row.found.p_value <= rate,
            days,
            reach_m: row.found.radius.get(),
            touched: &row.touched,
        }
        .push(found, &mut columns);
        outlines.push(&row.outline);
    }
    let ids = numbered(outlines.len());
    let areas = outlines.into_iter().map(|outline| MultiPolygon(vec![outline.clone()]).into()).collect();
    Content { ids, columns: columns.finish().1, shapes: Shapes::drawn(shared_areas(areas)) }
}

/// A cluster or a cylinder.
struct Row<'a> {
    id: &'a str,
    method: &'static str,
    clues: usize,
    expected: Option<f64>,
    split: Option<&'a Cluster>,
    p_value: f64,
    is_significant: bool,
    days: Option<[String; 2]>,
    reach_m: f64,
    touched: &'a Touched,
}

impl Row<'_> {
    fn push(&self, found: &Hotspots<'_>, columns: &mut Columns) {
        let name = |code: DivisionCode| found.name(code).unwrap_or_default();
        let counties = self.split.map_or(&[][..], |split| &split.counties);
        let all = self.split.map_or(1, |split| split.clues.len().max(1)) as f64;
        let split = joined(counties.iter().map(|share| format!("{} {}={}", share.code, name(share.code), share.count)));
        let shares = joined(counties.iter().map(|share| format!("{}={:.3}", share.code, share.count as f64 / all)));
        let codes = joined(counties.iter().map(|share| share.code.to_string()));
        let seen_by = joined(counties.iter().filter(|share| share.sees_it).map(|share| share.code.to_string()));
        let organiser = self.split.and_then(|split| split.organiser);
        let [first, last] = self.days.as_ref().map_or(["", ""], |[first, last]| [first, last]);
        let zones = joined(self.touched.zones.iter().map(|(id, name, level)| format!("{id} {name}（{}）", level.as_str())));
        let outfalls = joined(self.touched.outfalls.iter().map(|(id, name)| format!("{id} {name}")));
        let waters = joined(self.touched.waters.iter().cloned());
        columns.push(&[
            self.id.into(),
            self.method.into(),
            self.clues.into(),
            self.expected.into(),
            counties.len().into(),
            (&*split).into(),
            (&*shares).into(),
            (&*codes).into(),
            self.split.map_or(0, |split| split.on_borders).into(),
            self.split.map_or(0, |split| split.outside).into(),
            (&*seen_by).into(),
            self.split.is_some_and(Cluster::is_seen_by_nobody).into(),
            (&*organiser.map(|code| code.to_string()).unwrap_or_default()).into(),
            (&*organiser.map(name).unwrap_or_default()).into(),
            self.p_value.into(),
            self.is_significant.into(),
            first.into(),
            last.into(),
            self.reach_m.into(),
            (&*zones).into(),
            (&*outfalls).into(),
            (&*waters).into(),
            flag(found.engine.sample),
        ]);
    }
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(";")
}

fn day(day: i64) -> String {
    date(day).map(|date| date.to_string()).unwrap_or_default()
}

/// The hexagons that are hot, cold or emerging, of what is told: as GeoJSON, as they are for the map page alone.
pub fn hexagons(found: &Hotspots<'_>, told: &serde_json::Value) -> serde_json::Value {
    let place_of: FxHashMap<String, usize> = (0..found.cell_rows.len()).map(|cell| (found.cells.name(cell), cell)).collect();
    let is_shown = |row: &&serde_json::Value| matches!(row["heat"].as_str(), Some("hot" | "cold")) || row["emerging"].is_string();
    let rows = told["cells"].as_array().into_iter().flatten().filter(is_shown);
    let feature = |row: &serde_json::Value| {
        let mut ring: Vec<[f64; 2]> = found.cells.corners(*place_of.get(row["h3"].as_str()?)?);
        // RFC 7946 closes rings.
        if ring.first() != ring.last() {
            ring.extend(ring.first().copied());
        }
        let mut properties = row.clone();
        properties.as_object_mut()?.remove("by_step");
        Some(json!({ "type": "Feature", "geometry": { "type": "Polygon", "coordinates": [ring] }, "properties": properties }))
    };
    json!({ "type": "FeatureCollection", "features": rows.filter_map(feature).collect::<Vec<_>>() })
}

/// Whole borders of every level, and then pieces of county borders, the likeliest first.
pub fn borders_risk(found: &Hotspots<'_>) -> Content {
    let mut columns = Columns::new(&BORDER_FIELDS);
    let mut lines: Vec<Vec<Vec<[f64; 2]>>> = Vec::new();
    for level in &found.borders.levels {
        let mut rows: Vec<&BorderRow> = level.found.rows.iter().collect();
        // Those that shifts say nothing of come last, and the more clues a kilometre the further ahead.
        rows.sort_by(|a, b| {
            let p = |row: &BorderRow| row.p_value.unwrap_or(f64::INFINITY);
            p(a).total_cmp(&p(b)).then(b.per_km().total_cmp(&a.per_km()))
        });
        for (rank, row) in (1_usize..).zip(rows) {
            push_border(found, level, row, rank, &mut columns);
            lines.push(found.line_of(level, row).0.into_iter().map(|line| line.coords().map(|c| [c.x, c.y]).collect()).collect());
        }
    }
    for (rank, row) in (1_usize..).zip(&found.borders.segments) {
        push_piece(found, row, rank, &mut columns);
        lines.push(vec![found.borders.lines.segments[row.segment as usize].points.clone()]);
    }
    let edges = Arc::new(Edges::new(lines.iter().flatten().cloned().collect()));
    let mut arcs = (0..).map(|arc| vec![ArcRef { arc, reversed: false }]);
    let shapes = lines.iter().map(|lines| Shape::Lines(edges.clone(), arcs.by_ref().take(lines.len()).collect())).collect();
    Content { ids: numbered(lines.len()), columns: columns.finish().1, shapes: Shapes::drawn(shapes) }
}

fn push_border(found: &Hotspots<'_>, level: &FoundLevel, row: &BorderRow, rank: usize, columns: &mut Columns) {
    let sides = row.sides.map(|side| level.codes[side as usize]);
    let counts = row.bands.map(|band| [band.one, band.other, band.on_line].map(|count| Some(i64::from(count))));
    let risk = found.risk(row.p_value, row.adjusted, row.bands[TESTED].clues());
    let rates = [Some(row.per_km()), row.against_interior(), row.asymmetry(), row.p_value, row.adjusted];
    push(found, columns, (level.level.as_str(), rank, sides, row.length.get() / 1000.0), counts, rates, risk);
}

fn push_piece(found: &Hotspots<'_>, row: &SegmentRow, rank: usize, columns: &mut Columns) {
    let lines = &found.borders.lines;
    let segment = &lines.segments[row.segment as usize];
    let sides = lines.pairs[segment.pair as usize].map(|county| found.territory.generation.counties[county as usize].division.code);
    // Of a piece only the tested band is counted.
    let mut counts = [[None; 3]; BANDS.len()];
    counts[TESTED] = row.clues.map(|count| Some(i64::from(count)));
    let clues: u32 = row.clues.iter().sum();
    let km = segment.length.get() / 1000.0;
    let rates = [Some(f64::from(clues) / km), None, None, row.p_value, row.adjusted];
    push(found, columns, (PIECE, rank, sides, km), counts, rates, found.risk(row.p_value, row.adjusted, clues));
}

fn push(
    found: &Hotspots<'_>,
    columns: &mut Columns,
    (level, rank, sides, km): (&str, usize, [DivisionCode; 2], f64),
    counts: [[Option<i64>; 3]; BANDS.len()],
    [per_km, against_interior, asymmetry, p_value, adjusted]: [Option<f64>; 5],
    risk: &str,
) {
    let [one, other] = sides.map(|code| (code.to_string(), found.name(code).unwrap_or_default()));
    let organiser = found.common(sides);
    let organiser_code = organiser.map(|code| code.to_string()).unwrap_or_default();
    let organiser_name = organiser.and_then(|code| found.name(code)).unwrap_or_default();
    let mut row: Vec<Value<'_>> =
        vec![level.into(), rank.into(), (&*one.0).into(), (&*one.1).into(), (&*other.0).into(), (&*other.1).into(), (&*organiser_code).into()];
    row.extend([Value::from(&*organiser_name), km.into()]);
    row.extend(counts.as_flattened().iter().map(|count| count.map_or(Value::Nothing, Value::Number)));
    row.extend([per_km, against_interior, asymmetry, p_value, adjusted].map(Value::from));
    row.extend([Value::from(risk), flag(found.engine.sample)]);
    columns.push(&row);
}
