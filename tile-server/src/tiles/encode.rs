//! Writes the part of a layer that lies in a tile.

use fast_mvt::{MvtCoord, MvtError, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtTileBuilder, MvtValueRef};

use super::TileCoord;
use super::clip::{clip_line, clip_ring};
use super::layer::{Feature, Layer, Shape, Value};
use super::mesh::Window;
use super::quantise::round_place;
use super::repair::{TilePlace, TilePolygon, polygons};

/// Adds a layer to a tile; a layer with nothing in the tile is left out.
///
/// # Errors
/// Only where a tile outgrows the format's 32-bit counts.
pub(super) fn add_layer(tile: MvtTileBuilder, layer: &Layer, coord: TileCoord) -> Result<MvtTileBuilder, MvtError> {
    let window = Window::of(coord);
    let drawn: Vec<(&Feature, Drawn)> = layer.in_tile(coord).filter_map(|f| Some((f, draw(&f.shape, coord, window)?))).collect();
    if drawn.is_empty() {
        return Ok(tile);
    }
    let mut builder = tile.layer(layer.name.as_str())?;
    for (feature, drawn) in drawn {
        builder = add_feature(builder, feature, &drawn)?;
    }
    Ok(builder.end())
}

/// What of a shape is in a tile, in the tile's units.
enum Drawn {
    Polygons(Vec<TilePolygon>),
    Lines(Vec<Vec<TilePlace>>),
    Point(TilePlace),
}

fn draw(shape: &Shape, coord: TileCoord, window: Window) -> Option<Drawn> {
    match shape {
        Shape::Area(mesh, rings) => {
            let clipped = rings.iter().map(|ring| clip_ring(&mesh.path(ring, window), window.clip)).filter(|ring| !ring.is_empty());
            let local: Vec<Vec<TilePlace>> = clipped.map(|ring| ring.into_iter().map(|p| window.to_tile(p)).collect()).collect();
            let polygons = if local.is_empty() { Vec::new() } else { polygons(&local) };
            (!polygons.is_empty()).then_some(Drawn::Polygons(polygons))
        }
        Shape::Lines(mesh, lines) => {
            let clipped = lines.iter().flat_map(|line| clip_line(&mesh.path(line, window), window.clip));
            let local: Vec<Vec<TilePlace>> = clipped.map(|line| line.into_iter().map(|p| window.to_tile(p)).collect()).collect();
            (!local.is_empty()).then_some(Drawn::Lines(local))
        }
        Shape::Point(world) => {
            let place = round_place(*world, coord.zoom());
            let is_near = (0..2).all(|axis| (window.clip.low[axis]..window.clip.high[axis]).contains(&place[axis]));
            is_near.then(|| Drawn::Point(window.to_tile(place)))
        }
    }
}

fn add_feature(layer: MvtLayerBuilder, feature: &Feature, drawn: &Drawn) -> Result<MvtLayerBuilder, MvtError> {
    let coord = |p: &TilePlace| MvtCoord { x: p[0], y: p[1] };
    let mut builder = match drawn {
        Drawn::Polygons(polygons) => {
            let mut builder = layer.feature_of(MvtGeomType::Polygon);
            for polygon in polygons {
                for (i, ring) in polygon.iter().enumerate() {
                    builder.ring(ring.iter().map(coord), i == 0)?;
                }
            }
            builder
        }
        Drawn::Lines(lines) => {
            let mut builder = layer.feature_of(MvtGeomType::LineString);
            for line in lines {
                builder.line(line.iter().map(coord))?;
            }
            builder
        }
        Drawn::Point(place) => {
            let mut builder = layer.feature_of(MvtGeomType::Point);
            builder.points([coord(place)])?;
            builder
        }
    };
    builder.id(Some(feature.id));
    add_attributes(&mut builder, feature)?;
    Ok(builder.end())
}

fn add_attributes(builder: &mut MvtFeatureBuilder, feature: &Feature) -> Result<(), MvtError> {
    for (name, value) in &feature.attributes {
        match value {
            Value::Text(text) if text.is_empty() => {}
            Value::Text(text) => {
                builder.tag_ref(name, MvtValueRef::String(text))?;
            }
            Value::Number(number) => {
                builder.tag_ref(name, MvtValueRef::SInt(*number))?;
            }
            Value::Flag(flag) => {
                builder.tag_ref(name, MvtValueRef::Bool(*flag))?;
            }
        }
    }
    Ok(())
}
