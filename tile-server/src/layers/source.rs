//! From the engine's plain data to the layers of the contract.

use std::sync::Arc;

use bailiwick_engine::coord::LonLat;
use bailiwick_engine::index::{ArcRef, Coverage};
use bailiwick_engine::model::{Area, Generation, Outfall, Overlay, SourceZone};
use geo_types::{Geometry, LineString, MultiPolygon};
use jiff::civil::Date;

use super::column::{Columns, Field, Kind, Value, field};
use super::divisions;
use super::edges::Edges;
use super::hotspots::{BORDER_FIELDS, BORDERS_RISK, HOTSPOT_FIELDS, HOTSPOTS};
use super::labels::awaited_labels;
use super::layer::{Layer, Shape, Shapes};

/// What layers are made of.
pub struct Sources<'a> {
    /// Divisions with their territories.
    pub generation: &'a Generation,
    /// The shared edges of its counties, in their order.
    pub coverage: &'a Coverage,
    /// Drinking-water source zones.
    pub zones: &'a [SourceZone],
    /// Bodies outside the hierarchy that hold with the generation.
    pub overlays: &'a [Overlay],
    /// Outfalls of the registry.
    pub outfalls: &'a [Outfall],
    /// What is drawn behind everything, by layer.
    pub backdrop: &'a [Backdrop],
    /// Whether all this is sample data; then every row of the themes says so.
    pub sample: bool,
}

/// A layer behind everything.
pub struct Backdrop {
    /// Name of the layer.
    pub name: String,
    /// Name, if any, and geometry in CGCS2000 degrees.
    pub features: Vec<(String, Geometry<f64>)>,
}

/// The layer of the clues, which gets its rows later than the others.
pub const CLUES: &str = "clues";

/// What clues carry.
pub const CLUE_FIELDS: [Field; 14] = [
    field("id", Kind::Text),
    field("batch", Kind::Text),
    field("row", Kind::Number),
    field("status", Kind::Text),
    field("class", Kind::Text),
    field("sensor", Kind::Text),
    field("occurred", Kind::Time),
    field("county_code", Kind::Text),
    field("county_name", Kind::Text),
    field("handler_code", Kind::Text),
    field("handler_name", Kind::Text),
    field("urgency", Kind::Text),
    field("reason", Kind::Text),
    field("sample", Kind::Flag),
];
const ZONE_FIELDS: [Field; 5] =
    [field("id", Kind::Text), field("name", Kind::Text), field("level", Kind::Text), field("source", Kind::Text), field("sample", Kind::Flag)];
const OVERLAY_FIELDS: [Field; 8] = [
    field("code", Kind::Text),
    field("name", Kind::Text),
    field("kind", Kind::Text),
    field("parent", Kind::Text),
    field("precedence", Kind::Number),
    field("valid_from", Kind::Time),
    field("valid_to", Kind::Time),
    field("sample", Kind::Flag),
];
const OUTFALL_FIELDS: [Field; 7] = [
    field("id", Kind::Text),
    field("name", Kind::Text),
    field("type", Kind::Text),
    field("county_code", Kind::Text),
    field("owner", Kind::Text),
    field("status", Kind::Text),
    field("sample", Kind::Flag),
];

/// All layers, in the order of the contract, which is also their order in a tile. Those of the clues, of the labels and of what is found
/// among clues still wait for their rows.
pub fn layers(sources: &Sources<'_>) -> Vec<Layer> {
    let mut layers: Vec<Layer> = divisions::layers(sources.generation, sources.coverage).into();
    layers.push(zones(sources.zones, sources.sample));
    layers.push(overlays(sources.overlays, sources.sample));
    layers.push(outfalls(sources.outfalls, sources.sample));
    layers.push(Layer::awaited(CLUES, ["问题线索及其归属", "Clues with their decision"], &CLUE_FIELDS, true));
    layers.push(Layer::awaited(HOTSPOTS, ["跨界热点：线索聚集区与时空扫描", "Hotspots: clusters of clues, and what the scan found"], &HOTSPOT_FIELDS, false));
    let borders = ["界线风险：界线两侧的线索", "Borders by the clues on both of their sides"];
    layers.push(Layer::awaited(BORDERS_RISK, borders, &BORDER_FIELDS, false));
    layers.extend(sources.backdrop.iter().map(backdrop));
    layers.push(awaited_labels());
    layers
}

/// Says that a row is sample data; says nothing where it is not.
pub(super) fn flag(sample: bool) -> Value<'static> {
    if sample { Value::Flag(true) } else { Value::Nothing }
}

/// The numbers from one.
pub(super) fn numbered(count: usize) -> Vec<u64> {
    (1..).take(count).collect()
}

fn zones(zones: &[SourceZone], sample: bool) -> Layer {
    let mut columns = Columns::new(&ZONE_FIELDS);
    for zone in zones {
        columns.push(&[(&*zone.id).into(), (&*zone.name).into(), zone.level.as_str().into(), (&*zone.source).into(), flag(sample)]);
    }
    let shapes = shared_areas(zones.iter().map(|zone| zone.area.clone()).collect());
    Layer::new("zones", ["饮用水水源保护区", "Drinking-water source zones"], numbered(zones.len()), columns, Shapes::drawn(shapes))
}

/// Those of the present generation, the one that prevails last, so that it is drawn over the others.
fn overlays(overlays: &[Overlay], sample: bool) -> Layer {
    let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut columns = Columns::new(&OVERLAY_FIELDS);
    for Overlay { division, kind, precedence, validity, .. } in overlays.iter().rev() {
        columns.push(&[
            (&*division.code.to_string()).into(),
            (&*division.name).into(),
            (&**kind).into(),
            (&*division.parent.map(|parent| parent.to_string()).unwrap_or_default()).into(),
            Value::Number((*precedence).into()),
            (&*text(validity.valid_from)).into(),
            (&*text(validity.valid_to)).into(),
            flag(sample),
        ]);
    }
    let shapes = shared_areas(overlays.iter().rev().map(|overlay| overlay.area.clone()).collect());
    let description = ["特殊管辖区：国标区划以外的管辖机构", "Bodies outside the hierarchy"];
    Layer::new("overlays", description, numbered(overlays.len()), columns, Shapes::drawn(shapes))
}

fn outfalls(outfalls: &[Outfall], sample: bool) -> Layer {
    let mut columns = Columns::new(&OUTFALL_FIELDS);
    for outfall in outfalls {
        // The code in force where there is one, else what the register says.
        let county = outfall.county.map(|c| c.to_string()).or_else(|| outfall.registered_county.clone()).unwrap_or_default();
        columns.push(&[
            (&*outfall.id).into(),
            (&*outfall.name).into(),
            (&*outfall.kind).into(),
            (&*county).into(),
            outfall.owner.as_deref().into(),
            (&*outfall.status).into(),
            flag(sample),
        ]);
    }
    let places = outfalls.iter().map(|outfall| outfall.position.to_array()).collect();
    Layer::new("outfalls", ["入河排污口", "Outfalls"], numbered(outfalls.len()), columns, Shapes::Places(places))
}

/// Lines, areas and places, each with its name.
fn backdrop(layer: &Backdrop) -> Layer {
    let mut columns = Columns::new(&[field("name", Kind::Text)]);
    let mut ids = Vec::new();
    let mut kept: Vec<&Geometry<f64>> = Vec::new();
    for (id, (name, geometry)) in (1..).zip(&layer.features) {
        if is_drawn(geometry) {
            ids.push(id);
            columns.push(&[(&**name).into()]);
            kept.push(geometry);
        }
    }
    let places: Vec<[f64; 2]> = kept.iter().filter_map(|geometry| place(geometry)).collect();
    let shapes = if !places.is_empty() && places.len() == kept.len() { Shapes::Places(places) } else { Shapes::drawn(backdrop_shapes(&kept)) };
    Layer::new(layer.name.clone(), ["底图要素", "Backdrop"], ids, columns, shapes)
}

fn is_drawn(geometry: &Geometry<f64>) -> bool {
    use Geometry::{LineString, MultiLineString, MultiPolygon, Polygon};
    matches!(geometry, LineString(_) | MultiLineString(_) | Polygon(_) | MultiPolygon(_)) || place(geometry).is_some()
}

fn place(geometry: &Geometry<f64>) -> Option<[f64; 2]> {
    match geometry {
        Geometry::Point(point) => LonLat::try_from(point.0).ok().map(LonLat::to_array),
        _ => None,
    }
}

/// Lines of one row.
type Parts = Vec<Vec<[f64; 2]>>;

/// Areas share one set of edges, lines another.
fn backdrop_shapes(kept: &[&Geometry<f64>]) -> Vec<Shape> {
    let area = |geometry: &Geometry<f64>| match geometry {
        Geometry::Polygon(polygon) => Some(MultiPolygon(vec![polygon.clone()]).into()),
        Geometry::MultiPolygon(several) => Some(several.clone().into()),
        _ => None,
    };
    let lines = |geometry: &Geometry<f64>| -> Option<Parts> {
        let positions = |line: &LineString<f64>| line.coords().map(|c| [c.x, c.y]).collect();
        match geometry {
            Geometry::LineString(line) => Some(vec![positions(line)]),
            Geometry::MultiLineString(several) => Some(several.iter().map(positions).collect()),
            _ => None,
        }
    };
    let mut areas = shared_areas(kept.iter().filter_map(|g| area(g)).collect()).into_iter();
    let drawn_lines: Vec<Option<Parts>> = kept.iter().map(|g| lines(g)).collect();
    let edges = Arc::new(Edges::new(drawn_lines.iter().flatten().flatten().cloned().collect()));
    let mut arcs = (0..).map(|arc| ArcRef { arc, reversed: false });
    let shape = |(geometry, lines): (&&Geometry<f64>, &Option<Parts>)| match (place(geometry), lines) {
        (Some(place), _) => Shape::Point(place),
        (None, Some(parts)) => Shape::Lines(edges.clone(), arcs.by_ref().take(parts.len()).map(|arc| vec![arc]).collect()),
        (None, None) => areas.next().expect("what is neither a place nor lines is an area"),
    };
    kept.iter().zip(&drawn_lines).map(shape).collect()
}

/// The rings of a polygon as arcs.
type Polygon = Vec<Vec<ArcRef>>;

/// Areas drawn from one set of edges: where they touch, they agree.
pub(super) fn shared_areas(areas: Vec<Area>) -> Vec<Shape> {
    let coverage = Coverage::build(&areas.iter().map(|area| &**area).collect::<Vec<_>>());
    let edges = Arc::new(Edges::new(coverage.arcs.iter().map(|arc| arc.points.clone()).collect()));
    let shape = |(number, (polygons, area)): (u32, (&Vec<Polygon>, Area))| {
        let inside_left = |r: &ArcRef| {
            let arc = &coverage.arcs[r.arc as usize];
            if r.reversed { arc.right == Some(number) } else { arc.left == Some(number) }
        };
        // Rings are taken as they are, turned where the interior is on the right.
        let rings = polygons.iter().flatten().filter(|ring| !ring.is_empty()).map(|ring: &Vec<ArcRef>| {
            if ring.first().is_some_and(inside_left) { ring.clone() } else { ring.iter().rev().map(|r| ArcRef { reversed: !r.reversed, ..*r }).collect() }
        });
        Shape::Area(edges.clone(), rings.collect(), area)
    };
    (0..).zip(coverage.areas.iter().zip(areas)).map(shape).collect()
}
