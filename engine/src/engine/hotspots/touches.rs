//! What lies where clues are: source zones, outfalls, rivers.

use geo::{BoundingRect, Contains, Intersects};
use geo_types::{Geometry, Point, Polygon, Rect};

use crate::engine::Engine;
use crate::model::ZoneLevel;

/// What an outline touches, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touched {
    /// Source zones: id, name and level.
    pub zones: Vec<(String, String, ZoneLevel)>,
    /// Outfalls: id and name.
    pub outfalls: Vec<(String, String)>,
    /// Rivers and lakes of the backdrop that have a name.
    pub waters: Vec<String>,
}

pub(super) fn touched(engine: &Engine, outline: &Polygon<f64>) -> Touched {
    let Some(frame) = outline.bounding_rect() else { return Touched::default() };
    let near = |other: Option<Rect<f64>>| other.is_some_and(|other| other.intersects(&frame));
    let zones = engine.zones().zones.iter().filter(|zone| near(zone.area.bounding_rect()) && zone.area.intersects(outline));
    let outfalls = engine.outfalls().outfalls.iter().filter(|outfall| {
        let at = Point::from(outfall.position.to_coord());
        frame.contains(&at) && outline.contains(&at)
    });
    let features = engine.backdrops().iter().flat_map(|backdrop| &backdrop.features).filter(|feature| !feature.name.is_empty());
    let mut waters: Vec<String> = features.filter(|feature| meets(&feature.geometry, outline, frame)).map(|feature| feature.name.clone()).collect();
    waters.sort();
    waters.dedup();
    Touched {
        zones: zones.map(|zone| (zone.id.clone(), zone.name.clone(), zone.level)).collect(),
        outfalls: outfalls.map(|outfall| (outfall.id.clone(), outfall.name.clone())).collect(),
        waters,
    }
}

/// Whether lines or areas meet an outline. Rivers are long: lines are asked one by one, those whose boxes are apart not at all.
fn meets(geometry: &Geometry<f64>, outline: &Polygon<f64>, frame: Rect<f64>) -> bool {
    let near = |other: Option<Rect<f64>>| other.is_some_and(|other| other.intersects(&frame));
    match geometry {
        Geometry::MultiLineString(lines) => lines.iter().any(|line| near(line.bounding_rect()) && line.intersects(outline)),
        Geometry::MultiPolygon(areas) => areas.iter().any(|area| near(area.bounding_rect()) && area.intersects(outline)),
        Geometry::GeometryCollection(members) => members.iter().any(|member| meets(member, outline, frame)),
        other => near(other.bounding_rect()) && other.intersects(outline),
    }
}
