//! A coverage and its tiles, taken apart again.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_engine::coord::Bounds;
use bailiwick_engine::engine::Engine;
use bailiwick_engine::index::Coverage;
use bailiwick_engine::model::{DivisionCode, Level};
use bailiwick_tile_server::layers::{Sources, layers};
use bailiwick_tile_server::tiles::{Grid, TileCoord, Tileset, mercator};
use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};
use geo::{BoundingRect, InteriorPoint};
use geo_types::MultiPolygon;

use super::measure::{Decoded, EXTENT, assert_valid, border_edges_off_the_counties, difference_at_edge, gap_and_overlap, rings, xor};

/// Tiles along borders at each of the zooms where looking at all would take too long.
const TILES_PER_ZOOM: usize = 300;
/// Units of a pixel of the map: a tile is drawn on 512.
const PIXEL: f64 = 8.0;
const SEED: u64 = 20_200_619;

/// What is looked at.
pub(super) struct Ground<'a> {
    pub(super) engine: &'a Engine,
    tiles: Tileset,
}

/// What was found in some tiles, in square units of a tile.
#[derive(Default, Debug)]
pub(super) struct Found {
    pub(super) tiles: usize,
    pub(super) polygons: usize,
    pub(super) gap: i64,
    pub(super) overlap: i64,
    pub(super) between_levels: i64,
    pub(super) at_edges: i64,
    /// Edges of border lines that no county has.
    pub(super) borders_apart: usize,
    /// How many counties were seen.
    pub(super) counties: usize,
}

impl<'a> Ground<'a> {
    /// The divisions of an engine, without all else.
    pub(super) fn of(engine: &'a Engine) -> Self {
        let territory = engine.current();
        let tiles = Tileset::new(layers(&Sources {
            generation: &territory.generation,
            coverage: territory.coverage(),
            zones: &[],
            overlays: &[],
            outfalls: &[],
            backdrop: &[],
            sample: true,
        }));
        Self { engine, tiles }
    }

    pub(super) fn bytes(&self, names: &str, coord: TileCoord) -> Vec<u8> {
        let places = self.tiles.select(names).expect("layers of the contract");
        self.tiles.tile(&places, Grid::WebMercator, coord, &|_| None)
    }

    fn decode(&self, coord: TileCoord) -> Decoded {
        let bytes = self.bytes("provinces,prefectures,counties,borders", coord);
        let mut decoded = Decoded::default();
        for layer in MvtReaderRef::new(&bytes).expect("a tile").layers() {
            for feature in layer.features() {
                let polygons = match feature.geometry().expect("a geometry") {
                    MvtGeometry::Polygon(polygon) => MultiPolygon(vec![polygon]),
                    MvtGeometry::MultiPolygon(polygons) => polygons,
                    MvtGeometry::LineString(line) if layer.name() == "borders" => {
                        decoded.borders.push(line);
                        continue;
                    }
                    MvtGeometry::MultiLineString(lines) if layer.name() == "borders" => {
                        decoded.borders.extend(lines);
                        continue;
                    }
                    other => panic!("{} has a {other:?}", layer.name()),
                };
                let properties: BTreeMap<_, _> = feature.properties().map(|p| p.expect("a property")).collect();
                decoded.areas.entry(layer.name().to_owned()).or_default().insert(code(&properties["code"]), polygons);
            }
        }
        decoded
    }

    /// Looks at tiles, and at each beside those to the east and south of it.
    pub(super) fn examine(&self, coords: impl IntoIterator<Item = TileCoord>) -> Found {
        let (mut found, mut codes) = (Found::default(), BTreeSet::new());
        for coord in coords {
            let decoded = self.decode(coord);
            let Some(counties) = decoded.areas.get("counties") else { continue };
            found.tiles += 1;
            for (layer, features) in &decoded.areas {
                for (code, polygons) in features {
                    found.polygons += polygons.0.len();
                    assert_valid(polygons, &format!("{coord:?} {layer} {code}"));
                }
            }
            let [province, prefectures, all] = ["provinces", "prefectures", "counties"].map(|layer| decoded.rings(layer));
            let of_prefectures = counties.iter().filter(|(code, _)| self.has_prefecture(code)).flat_map(|(_, polygons)| rings(polygons)).collect();
            let [gap, overlap] = gap_and_overlap(&all, &province);
            found.gap += gap;
            found.overlap += overlap;
            found.between_levels += xor(&all, &province) + xor(&prefectures, &of_prefectures);
            found.borders_apart += border_edges_off_the_counties(&decoded);
            for (axis, next) in neighbours(coord) {
                found.at_edges += difference_at_edge(counties, &self.decode(next), axis);
            }
            codes.extend(counties.keys().cloned());
        }
        found.counties = codes.len();
        found
    }

    /// Some counties are their province's, without a prefecture between; some are their own prefecture, not divided.
    fn has_prefecture(&self, code: &str) -> bool {
        let code: DivisionCode = code.parse().expect("a code");
        code.level() == Level::Prefecture || self.engine.generation().superior_at(code, Level::Prefecture).is_some()
    }

    /// The counties of a map pixel or more that are not in the tile of a zoom that holds a place within them.
    pub(super) fn vanished(&self, zoom: u8) -> Vec<String> {
        // Counties that share a tile are looked for together.
        let mut held: BTreeMap<TileCoord, Vec<String>> = BTreeMap::new();
        for county in &self.engine.generation().counties {
            if size(&county.territory, zoom) < PIXEL {
                continue;
            }
            let place = county.territory.interior_point().expect("a county has an inside");
            let coord = TileCoord::holding(zoom, mercator::to_world([place.x(), place.y()]));
            held.entry(coord).or_default().push(county.division.code.to_string());
        }
        let missing = held.into_iter().flat_map(|(coord, codes)| {
            let counties = self.decode(coord).areas.remove("counties").unwrap_or_default();
            codes.into_iter().filter(move |code| !counties.contains_key(code))
        });
        missing.collect()
    }

    /// All tiles of a zoom that meet the box of the data.
    pub(super) fn covering(&self, zoom: u8) -> Vec<TileCoord> {
        covering(self.engine.bounds(), zoom)
    }

    /// Tiles on borders, chosen by a fixed seed.
    pub(super) fn along_borders(&self, zoom: u8) -> BTreeSet<TileCoord> {
        along_borders(self.engine.current().coverage(), zoom)
    }
}

/// The code that a feature says it has.
fn code(value: &MvtValueRef<'_>) -> String {
    match value {
        MvtValueRef::String(text) => (*text).to_owned(),
        other => panic!("a code is text: {other:?}"),
    }
}

/// The longer side of the box around a county, in units of a tile.
fn size(territory: &MultiPolygon<f64>, zoom: u8) -> f64 {
    let rectangle = territory.bounding_rect().expect("a county is somewhere");
    let [low, high] = [rectangle.min(), rectangle.max()].map(|corner| mercator::to_world([corner.x, corner.y]));
    (high[0] - low[0]).max(low[1] - high[1]) * f64::from(EXTENT) * f64::from(1_u32 << zoom)
}

/// The tiles to the east and to the south, and the axis of the step.
fn neighbours(coord: TileCoord) -> impl Iterator<Item = (usize, TileCoord)> {
    let [column, row] = coord.column_row();
    [(0, [column + 1, row]), (1, [column, row + 1])].into_iter().filter_map(move |(axis, at)| Some((axis, TileCoord::new(coord.zoom(), at).ok()?)))
}

fn covering(bounds: Bounds, zoom: u8) -> Vec<TileCoord> {
    let [low, high] = [[bounds.west, bounds.north], [bounds.east, bounds.south]].map(|p| TileCoord::holding(zoom, mercator::to_world(p)).column_row());
    (low[1]..=high[1]).flat_map(|row| (low[0]..=high[0]).map(move |column| TileCoord::new(zoom, [column, row]).expect("within the zoom"))).collect()
}

/// Tiles on borders, chosen by a fixed seed; the places where three areas meet are the likeliest to go wrong, so half are those.
fn along_borders(coverage: &Coverage, zoom: u8) -> BTreeSet<TileCoord> {
    let mut state = SEED + u64::from(zoom);
    let mut random = |below: usize| {
        // SplitMix64 (Steele, Lea and Flood 2014).
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % below as u64) as usize
    };
    (0..TILES_PER_ZOOM)
        .map(|i| {
            let points = &coverage.arcs[random(coverage.arcs.len())].points;
            let place = if i % 2 == 0 { points[0] } else { points[random(points.len())] };
            TileCoord::holding(zoom, mercator::to_world(place))
        })
        .collect()
}
