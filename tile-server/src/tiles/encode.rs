//! Writes the part of a layer that lies in a tile.

use bailiwick_engine::index::ArcRef;

use super::clip::{Place, clip_line, clip_ring};
use super::cloud::Cloud;
use super::grid::Grid;
use super::mesh::{Mesh, Window};
use super::mvt::{Drawn, LayerWriter, Tables};
use super::quantise::{BUFFER, EXTENT, round_place, units_per_world};
use super::repair::{Rings, TilePlace, TilePolygon, as_they_are, polygons};
use super::repairs::Repairs;
use super::{TileCoord, Tileset};
use crate::layers::{Corners, Layer, Shape, Shapes};

/// How many places are drawn as one; what a single place carries is left out then.
pub const POINT_COUNT: &str = "point_count";

/// Adds a layer to a tile; a layer with nothing in the tile is left out. Places of a layer are drawn from their cloud; of all others only the
/// rows `within` are, where that says any.
pub(super) fn add_layer(tile: &mut Vec<u8>, tileset: &Tileset, layer: &Layer, cloud: Option<&Cloud>, within: Option<&[u32]>, (grid, coord): (Grid, TileCoord)) {
    let is_within = |row: &u32| within.is_none_or(|rows| rows.binary_search(row).is_ok());
    let window = Window::of(coord);
    let content = layer.content();
    let drawn: Vec<(u32, u32, Drawn)> = match (&content.shapes, cloud) {
        (_, Some(cloud)) => cloud.in_tile(coord).into_iter().map(|drop| (drop.row, drop.count, Drawn::Point(window.to_tile(drop.place)))).collect(),
        (Shapes::Drawn(shapes, _), None) => {
            let rows = content.in_box(around(coord, grid)).into_iter().filter(is_within);
            let repairs = tileset.repairs(layer, grid);
            rows.filter_map(|row| Some((row, 1, draw(row, &shapes[row as usize], repairs, tileset, grid, coord, window)?))).collect()
        }
        (Shapes::Places(places) | Shapes::Labels(places, _), None) => {
            let is_shown = |row: u32| !matches!(&content.shapes, Shapes::Labels(_, first_zooms) if first_zooms[row as usize] > coord.zoom());
            let rows = content.in_box(around(coord, grid)).into_iter().filter(|row| is_shown(*row) && is_within(row));
            rows.filter_map(|row| Some((row, 1, point(places[row as usize], grid, coord, window)?))).collect()
        }
    };
    if drawn.is_empty() {
        return;
    }
    // One that stands for several says how many, and nothing of its own.
    let alone: Vec<Option<u32>> = drawn.iter().map(|(row, count, _)| (*count == 1).then_some(*row)).collect();
    let mut tables = Tables::default();
    for (field, column) in layer.fields.iter().zip(&content.columns) {
        tables.add(field.name, column, &alone);
    }
    tables.add_counts(POINT_COUNT, drawn.iter().map(|(_, count, _)| (*count > 1).then_some(*count)));
    let mut writer = LayerWriter::new(tables);
    for ((.., drawn), row) in drawn.iter().zip(alone) {
        writer.add(row.map(|row| content.ids[row as usize]), drawn);
    }
    writer.finish(tile, &layer.name);
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

fn draw(row: u32, shape: &Shape, repairs: &Repairs, tileset: &Tileset, grid: Grid, coord: TileCoord, window: Window) -> Option<Drawn> {
    match shape {
        Shape::Area(edges, rings, _) => {
            let polygons = area(row, rings, repairs, tileset.mesh(edges, grid), window);
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

/// What of an area is in a window.
fn area(row: u32, rings: &[Vec<ArcRef>], repairs: &Repairs, mesh: &Mesh, window: Window) -> Vec<TilePolygon> {
    let cut = |ring: Vec<Place>| -> Vec<TilePlace> { clip_ring(ring, window.clip).into_iter().map(|p| window.to_tile(p)).collect() };
    let in_tile = |rings: &mut dyn Iterator<Item = Vec<Place>>| -> Rings { rings.map(cut).filter(|ring| !ring.is_empty()).collect() };
    let wide = |ring: &Vec<TilePlace>| ring.iter().map(|place| place.map(i64::from)).collect();
    // What is stretched is rounded once more where it is cut: it is repaired each time.
    let Some(zoom) = window.own_zoom() else { return polygons(&in_tile(&mut rings.iter().map(|ring| mesh.path(ring, window)))) };
    let mut parts: Vec<Rings> = match repairs.of(zoom, row, mesh, rings) {
        None => vec![in_tile(&mut rings.iter().map(|ring| mesh.path(ring, window)))],
        Some(repaired) => repaired.iter().map(|polygon| in_tile(&mut polygon.iter().map(wide))).collect(),
    };
    parts.retain(|rings| !rings.is_empty());
    as_they_are(parts).unwrap_or_else(|rings| polygons(&rings))
}

fn point(degrees: [f64; 2], grid: Grid, coord: TileCoord, window: Window) -> Option<Drawn> {
    let place = round_place(grid.to_square(degrees), coord.zoom());
    let is_near = (0..2).all(|axis| (window.clip.low[axis]..window.clip.high[axis]).contains(&place[axis]));
    is_near.then(|| Drawn::Point(window.to_tile(place)))
}
