//! Writes the part of a layer that lies in a tile.

use bailiwick_engine::index::ArcRef;
use fast_mvt::{MvtCoord, MvtError, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtTileBuilder, MvtValueRef};

use super::clip::{clip_line, clip_ring};
use super::cloud::Cloud;
use super::grid::Grid;
use super::mesh::{Mesh, Window};
use super::quantise::{BUFFER, EXTENT, round_place, units_per_world};
use super::repair::{TilePlace, TilePolygon, as_they_are, polygons};
use super::{TileCoord, Tileset};
use crate::layers::{Corners, Layer, Shape, Shapes, Value};

/// How many places are drawn as one; what a single place carries is left out then.
pub const POINT_COUNT: &str = "point_count";

/// Adds a layer to a tile; a layer with nothing in the tile is left out. Places of a layer are drawn from their cloud.
///
/// # Errors
/// Only where a tile outgrows the format's 32-bit counts.
pub(super) fn add_layer(
    tile: MvtTileBuilder,
    tileset: &Tileset,
    layer: &Layer,
    cloud: Option<&Cloud>,
    grid: Grid,
    coord: TileCoord,
) -> Result<MvtTileBuilder, MvtError> {
    let window = Window::of(coord);
    let content = layer.content();
    let drawn: Vec<(u32, u32, Drawn)> = match (&content.shapes, cloud) {
        (_, Some(cloud)) => cloud.in_tile(coord).into_iter().map(|drop| (drop.row, drop.count, Drawn::Point(window.to_tile(drop.place)))).collect(),
        (Shapes::Drawn(shapes, _), None) => {
            let rows = content.in_box(around(coord, grid)).into_iter();
            let sound = tileset.sound(layer, grid);
            let draw = |row: u32| draw(&shapes[row as usize], tileset, grid, coord, window, &|mesh, rings| sound.holds(window, row, mesh, rings));
            rows.filter_map(|row| Some((row, 1, draw(row)?))).collect()
        }
        (Shapes::Places(places) | Shapes::Labels(places, _), None) => {
            let is_shown = |row: u32| !matches!(&content.shapes, Shapes::Labels(_, first_zooms) if first_zooms[row as usize] > coord.zoom());
            let rows = content.in_box(around(coord, grid)).into_iter().filter(|row| is_shown(*row));
            rows.filter_map(|row| Some((row, 1, point(places[row as usize], grid, coord, window)?))).collect()
        }
    };
    if drawn.is_empty() {
        return Ok(tile);
    }
    let mut builder = tile.layer(layer.name.as_str())?;
    for (row, count, drawn) in drawn {
        builder = add_feature(builder, layer, row, count, &drawn)?;
    }
    Ok(builder.end())
}

/// The box of a tile and its buffer in degrees, and a little more: rounding moves a vertex by less than a unit.
fn around(tile: TileCoord, grid: Grid) -> Corners {
    let scale = units_per_world(tile.zoom());
    let margin = f64::from(BUFFER + 2);
    let north_west = tile.column_row().map(|v| (f64::from(v) * f64::from(EXTENT) - margin) / scale);
    let south_east = tile.column_row().map(|v| (f64::from(v + 1) * f64::from(EXTENT) + margin) / scale);
    let [[west, north], [east, south]] = [north_west, south_east].map(|corner| grid.to_degrees(corner));
    [[west, south], [east, north]]
}

/// What of a shape is in a tile, in the tile's units.
enum Drawn {
    Polygons(Vec<TilePolygon>),
    Lines(Vec<Vec<TilePlace>>),
    Point(TilePlace),
}

/// `is_sound` says of an area whether its rings, rounded as they are, need no repair.
fn draw(shape: &Shape, tileset: &Tileset, grid: Grid, coord: TileCoord, window: Window, is_sound: &dyn Fn(&Mesh, &[Vec<ArcRef>]) -> bool) -> Option<Drawn> {
    match shape {
        Shape::Area(edges, rings, _) => {
            let mesh = tileset.mesh(edges, grid);
            let clipped = rings.iter().map(|ring| clip_ring(&mesh.path(ring, window), window.clip)).filter(|ring| !ring.is_empty());
            let local: Vec<Vec<TilePlace>> = clipped.map(|ring| ring.into_iter().map(|p| window.to_tile(p)).collect()).collect();
            if local.is_empty() {
                return None;
            }
            let untouched = if is_sound(mesh, rings) { as_they_are(&local) } else { None };
            let polygons = untouched.unwrap_or_else(|| polygons(&local));
            (!polygons.is_empty()).then_some(Drawn::Polygons(polygons))
        }
        Shape::Lines(edges, lines) => {
            let mesh = tileset.mesh(edges, grid);
            let clipped = lines.iter().flat_map(|line| clip_line(&mesh.path(line, window), window.clip));
            let local: Vec<Vec<TilePlace>> = clipped.map(|line| line.into_iter().map(|p| window.to_tile(p)).collect()).collect();
            (!local.is_empty()).then_some(Drawn::Lines(local))
        }
        Shape::Point(place) => point(*place, grid, coord, window),
    }
}

fn point(degrees: [f64; 2], grid: Grid, coord: TileCoord, window: Window) -> Option<Drawn> {
    let place = round_place(grid.to_square(degrees), coord.zoom());
    let is_near = (0..2).all(|axis| (window.clip.low[axis]..window.clip.high[axis]).contains(&place[axis]));
    is_near.then(|| Drawn::Point(window.to_tile(place)))
}

fn add_feature(builder: MvtLayerBuilder, layer: &Layer, row: u32, count: u32, drawn: &Drawn) -> Result<MvtLayerBuilder, MvtError> {
    let coord = |p: &TilePlace| MvtCoord { x: p[0], y: p[1] };
    let mut builder = match drawn {
        Drawn::Polygons(polygons) => {
            let mut builder = builder.feature_of(MvtGeomType::Polygon);
            for polygon in polygons {
                for (i, ring) in polygon.iter().enumerate() {
                    builder.ring(ring.iter().map(coord), i == 0)?;
                }
            }
            builder
        }
        Drawn::Lines(lines) => {
            let mut builder = builder.feature_of(MvtGeomType::LineString);
            for line in lines {
                builder.line(line.iter().map(coord))?;
            }
            builder
        }
        Drawn::Point(place) => {
            let mut builder = builder.feature_of(MvtGeomType::Point);
            builder.points([coord(place)])?;
            builder
        }
    };
    if count > 1 {
        builder.tag_ref(POINT_COUNT, MvtValueRef::UInt(count.into()))?;
    } else {
        builder.id(Some(layer.content().ids[row as usize]));
        add_attributes(&mut builder, layer, row as usize)?;
    }
    Ok(builder.end())
}

fn add_attributes(builder: &mut MvtFeatureBuilder, layer: &Layer, row: usize) -> Result<(), MvtError> {
    for (field, column) in layer.fields.iter().zip(&layer.content().columns) {
        let value = match column.value(row) {
            Value::Nothing => continue,
            Value::Text(text) => MvtValueRef::String(text),
            Value::Number(number) => MvtValueRef::SInt(number),
            Value::Flag(flag) => MvtValueRef::Bool(flag),
        };
        builder.tag_ref(field.name, value)?;
    }
    Ok(())
}
