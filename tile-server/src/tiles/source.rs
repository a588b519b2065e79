//! From the engine's plain data to the layers of the contract.

use std::sync::Arc;

use bailiwick_engine::coord::LonLat;
use bailiwick_engine::index::{ArcRef, Coverage};
use bailiwick_engine::model::{Generation, Outfall, Overlay, SourceZone};
use geo_types::{Geometry, LineString, MultiPolygon};
use jiff::civil::Date;

use super::divisions;
use super::layer::{Attributes, Feature, Field, Layer, Shape, Value};
use super::mercator::to_world;
use super::mesh::Mesh;

/// What tiles are made of.
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
    /// Whether all this is sample data; then every feature of the themes says so.
    pub sample: bool,
}

/// A clue on the map.
pub struct CluePoint {
    /// Where it is.
    pub position: LonLat,
    /// Names of [`CLUE_FIELDS`] and their values.
    pub attributes: Attributes,
}

/// A layer behind everything.
pub struct Backdrop {
    /// Name of the layer.
    pub name: String,
    /// Name, if any, and geometry in CGCS2000 degrees.
    pub features: Vec<(String, Geometry<f64>)>,
}

/// The layer of the clues, which gets its features later than the others.
pub(super) const CLUES: &str = "clues";

/// What clues may carry in tiles.
pub const CLUE_FIELDS: [Field; 14] = [
    ("id", "String"),
    ("batch", "String"),
    ("row", "Number"),
    ("status", "String"),
    ("class", "String"),
    ("sensor", "String"),
    ("occurred", "String"),
    ("county_code", "String"),
    ("county_name", "String"),
    ("handler_code", "String"),
    ("handler_name", "String"),
    ("urgency", "String"),
    ("reason", "String"),
    ("sample", "Boolean"),
];
const ZONE_FIELDS: [Field; 5] = [("id", "String"), ("name", "String"), ("level", "String"), ("source", "String"), ("sample", "Boolean")];
const OVERLAY_FIELDS: [Field; 8] = [
    ("code", "String"),
    ("name", "String"),
    ("kind", "String"),
    ("parent", "String"),
    ("precedence", "Number"),
    ("valid_from", "String"),
    ("valid_to", "String"),
    ("sample", "Boolean"),
];
const OUTFALL_FIELDS: [Field; 7] =
    [("id", "String"), ("name", "String"), ("type", "String"), ("county_code", "String"), ("owner", "String"), ("status", "String"), ("sample", "Boolean")];

/// All layers, in the order of the contract, which is also their order in a tile.
pub(super) fn layers(sources: &Sources<'_>) -> Vec<Layer> {
    let mut layers: Vec<Layer> = divisions::layers(sources.generation, sources.coverage).into();
    layers.push(zones(sources.zones, sources.sample));
    layers.push(overlays(sources.overlays, sources.sample));
    layers.push(outfalls(sources.outfalls, sources.sample));
    layers.push(Layer::awaited(CLUES, ["问题线索及其归属", "Clues with their decision"], &CLUE_FIELDS));
    layers.extend(sources.backdrop.iter().map(backdrop));
    layers
}

/// Says that a feature is sample data; says nothing where it is not.
fn sample_flag(sample: bool) -> Option<(&'static str, Value)> {
    sample.then_some(("sample", Value::Flag(true)))
}

fn zones(zones: &[SourceZone], sample: bool) -> Layer {
    let areas: Vec<&MultiPolygon<f64>> = zones.iter().map(|z| &*z.area).collect();
    let attributes = zones.iter().map(|z| {
        let own = [("id", z.id.as_str().into()), ("name", z.name.as_str().into()), ("level", z.level.as_str().into()), ("source", z.source.as_str().into())];
        own.into_iter().chain(sample_flag(sample)).collect()
    });
    Layer::new("zones", ["饮用水水源保护区", "Drinking-water source zones"], &ZONE_FIELDS, areas_with(&areas, attributes))
}

/// Those of the tile's own generation, the one that prevails last, so that it is drawn over the others.
fn overlays(overlays: &[Overlay], sample: bool) -> Layer {
    let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default().as_str().into();
    let areas: Vec<&MultiPolygon<f64>> = overlays.iter().rev().map(|overlay| &*overlay.area).collect();
    let attributes = overlays.iter().rev().map(|Overlay { division, kind, precedence, validity, .. }| {
        let own = [
            ("code", division.code.to_string().as_str().into()),
            ("name", division.name.as_str().into()),
            ("kind", kind.as_str().into()),
            ("parent", division.parent.map(|parent| parent.to_string()).unwrap_or_default().as_str().into()),
            ("precedence", Value::Number((*precedence).into())),
            ("valid_from", text(validity.valid_from)),
            ("valid_to", text(validity.valid_to)),
        ];
        own.into_iter().chain(sample_flag(sample)).collect()
    });
    Layer::new("overlays", ["特殊管辖区：国标区划以外的管辖机构", "Bodies outside the hierarchy"], &OVERLAY_FIELDS, areas_with(&areas, attributes))
}

/// Areas drawn from one mesh with what each carries, numbered in their order.
fn areas_with(areas: &[&MultiPolygon<f64>], attributes: impl Iterator<Item = Attributes>) -> Vec<Boxed> {
    let features = (1..).zip(shared_areas(areas)).zip(attributes);
    features.map(|((id, (shape, bounds)), attributes)| (Feature { id, shape, attributes }, bounds)).collect()
}

fn outfalls(outfalls: &[Outfall], sample: bool) -> Layer {
    let features = (1..).zip(outfalls).map(|(id, outfall)| {
        // The code in force where there is one, else what the register says.
        let county = outfall.county.map(|c| c.to_string()).or_else(|| outfall.registered_county.clone()).unwrap_or_default();
        let own = [
            ("id", outfall.id.as_str().into()),
            ("name", outfall.name.as_str().into()),
            ("type", outfall.kind.as_str().into()),
            ("county_code", county.as_str().into()),
            ("owner", outfall.owner.as_deref().unwrap_or_default().into()),
            ("status", outfall.status.as_str().into()),
        ];
        point(id, outfall.position, own.into_iter().chain(sample_flag(sample)).collect())
    });
    Layer::new("outfalls", ["入河排污口", "Outfalls"], &OUTFALL_FIELDS, features.collect())
}

/// The features of the layer of the clues.
pub(super) fn clues(points: &[CluePoint], sample: bool) -> Vec<Boxed> {
    let features = (1..).zip(points).map(|(id, clue)| point(id, clue.position, clue.attributes.iter().cloned().chain(sample_flag(sample)).collect()));
    features.collect()
}

/// A feature with its box.
type Boxed = (Feature, [[f64; 2]; 2]);

fn point(id: u64, position: LonLat, attributes: Attributes) -> Boxed {
    let world = to_world(position.to_array());
    (Feature { id, shape: Shape::Point(world), attributes }, [world, world])
}

/// A feature's id, its name, and what is drawn of it.
type Named<'a, T> = (u64, &'a str, T);
/// Lines, in degrees.
type Parts = Vec<Vec<[f64; 2]>>;

/// Lines and areas by a name; of other kinds only points are drawn.
fn backdrop(layer: &Backdrop) -> Layer {
    let mut lines: Vec<Named<Parts>> = Vec::new();
    let mut areas: Vec<Named<MultiPolygon<f64>>> = Vec::new();
    let mut points: Vec<Named<LonLat>> = Vec::new();
    for (id, (name, geometry)) in (1..).zip(&layer.features) {
        let positions = |line: &LineString<f64>| line.coords().map(|c| [c.x, c.y]).collect();
        match geometry {
            Geometry::LineString(line) => lines.push((id, name, vec![positions(line)])),
            Geometry::MultiLineString(several) => lines.push((id, name, several.iter().map(positions).collect())),
            Geometry::Polygon(polygon) => areas.push((id, name, MultiPolygon(vec![polygon.clone()]))),
            Geometry::MultiPolygon(several) => areas.push((id, name, several.clone())),
            Geometry::Point(p) => points.extend(LonLat::try_from(p.0).map(|p| (id, name.as_str(), p))),
            _ => {}
        }
    }
    let named = |name: &str| vec![("name", name.into())];
    let shapes = shared_areas(&areas.iter().map(|(_, _, area)| area).collect::<Vec<_>>());
    let mut features: Vec<_> =
        areas.iter().zip(shapes).map(|((id, name, _), (shape, bounds))| (Feature { id: *id, shape, attributes: named(name) }, bounds)).collect();
    let mesh = Arc::new(Mesh::new(world_arcs(lines.iter().flat_map(|(_, _, parts)| parts))));
    let mut arcs = (0..).map(|arc| ArcRef { arc, reversed: false });
    for (id, name, parts) in &lines {
        let refs = arcs.by_ref().take(parts.len()).map(|arc| vec![arc]).collect();
        features.push((Feature { id: *id, shape: Shape::Lines(mesh.clone(), refs), attributes: named(name) }, box_of(parts.iter().flatten())));
    }
    features.extend(points.iter().map(|(id, name, position)| point(*id, *position, named(name))));
    features.sort_by_key(|(feature, _)| feature.id);
    Layer::new(layer.name.clone(), ["底图要素", "Backdrop"], &[("name", "String")], features)
}

/// Areas drawn from one mesh: where they share edges, they agree.
fn shared_areas(areas: &[&MultiPolygon<f64>]) -> Vec<(Shape, [[f64; 2]; 2])> {
    let coverage = Coverage::build(areas);
    let mesh = Arc::new(Mesh::new(world_arcs(coverage.arcs.iter().map(|a| &a.points))));
    let shapes = (0..).zip(&coverage.areas).zip(areas).map(|((area, polygons), territory)| {
        let inside_left = |r: &ArcRef| {
            let arc = &coverage.arcs[r.arc as usize];
            if r.reversed { arc.right == Some(area) } else { arc.left == Some(area) }
        };
        // Rings are taken as they are, turned where the interior is on the right.
        let rings = polygons.iter().flatten().filter(|ring| !ring.is_empty()).map(|ring: &Vec<ArcRef>| {
            if ring.first().is_some_and(inside_left) { ring.clone() } else { ring.iter().rev().map(|r| ArcRef { reversed: !r.reversed, ..*r }).collect() }
        });
        let corners: Vec<[f64; 2]> = territory.iter().flat_map(|p| p.exterior().coords()).map(|c| [c.x, c.y]).collect();
        (Shape::Area(mesh.clone(), rings.collect()), box_of(&corners))
    });
    shapes.collect()
}

/// Arcs in degrees as arcs in world coordinates.
pub(super) fn world_arcs<'a>(arcs: impl Iterator<Item = &'a Vec<[f64; 2]>>) -> Vec<Vec<[f64; 2]>> {
    arcs.map(|points| points.iter().map(|p| to_world(*p)).collect()).collect()
}

/// The box, in world coordinates, around points in degrees.
fn box_of<'a>(points: impl IntoIterator<Item = &'a [f64; 2]>) -> [[f64; 2]; 2] {
    box_around(&points.into_iter().map(|p| to_world(*p)).collect::<Vec<_>>())
}

/// The box around points in world coordinates.
pub(super) fn box_around<'a>(points: impl IntoIterator<Item = &'a [f64; 2]>) -> [[f64; 2]; 2] {
    let nothing = [[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]];
    points.into_iter().fold(nothing, |[low, high], p| [[low[0].min(p[0]), low[1].min(p[1])], [high[0].max(p[0]), high[1].max(p[1])]])
}
