//! Neighbouring counties leave no gap and do not overlap, within a tile and from tile to tile, on the real counties of Jilin.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use bailiwick_engine::coord::Bounds;
use bailiwick_engine::index::Coverage;
use bailiwick_tile_server::layers::{Sources, layers};
use bailiwick_tile_server::tiles::{Grid, TileCoord, Tileset, mercator};
use fast_mvt::{MvtGeometry, MvtReaderRef};
use geo::{InteriorPoint, Validation};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::Overlay;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;

use crate::jilin::ENGINE;

const EXTENT: i32 = 4096;
const BUFFER: i32 = 64;
/// Tiles along borders at each of the zooms where looking at all would take too long.
const TILES_PER_ZOOM: usize = 300;
const SEED: u64 = 20_200_619;

static TILES: LazyLock<Tileset> = LazyLock::new(divisions);

/// The divisions alone.
fn divisions() -> Tileset {
    let territory = ENGINE.current();
    Tileset::new(layers(&Sources {
        generation: &territory.generation,
        coverage: territory.coverage(),
        zones: &[],
        overlays: &[],
        outfalls: &[],
        backdrop: &[],
        sample: true,
    }))
}

/// Rings in tile units, none with a repeated end.
type Rings = Vec<Vec<IntPoint>>;
/// Layer → code → its polygons, each ring with its role.
type Decoded = BTreeMap<String, BTreeMap<String, MultiPolygon<i32>>>;

fn bytes(tiles: &Tileset, names: &str, coord: TileCoord) -> Vec<u8> {
    let places = tiles.select(names).expect("layers of the contract");
    tiles.tile(&places, Grid::WebMercator, coord, None).expect("encodes")
}

fn decode(coord: TileCoord) -> Decoded {
    let bytes = bytes(&TILES, "provinces,prefectures,counties", coord);
    let mut decoded = Decoded::new();
    for layer in MvtReaderRef::new(&bytes).expect("a tile").layers() {
        for feature in layer.features() {
            let properties: BTreeMap<_, _> = feature.properties().map(|p| p.expect("a property")).collect();
            let code = format!("{:?}", properties["code"]);
            let polygons = match feature.geometry().expect("a geometry") {
                MvtGeometry::Polygon(polygon) => MultiPolygon(vec![polygon]),
                MvtGeometry::MultiPolygon(polygons) => polygons,
                other => panic!("a division is drawn as {other:?}"),
            };
            decoded.entry(layer.name().to_owned()).or_default().insert(code, polygons);
        }
    }
    decoded
}

fn rings(polygons: &MultiPolygon<i32>) -> Rings {
    let ring = |line: &LineString<i32>| line.0[..line.0.len() - 1].iter().map(|c| IntPoint::new(c.x, c.y)).collect();
    polygons.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())).map(ring).collect()
}

/// Twice the area by the surveyor's formula; holes count against it because they run the other way.
fn doubled_area(rings: &Rings) -> i64 {
    let cross = |(a, b): (&IntPoint, &IntPoint)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y);
    rings.iter().map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)).map(cross).sum::<i64>()).sum()
}

fn overlay(subject: &Rings, clip: &Rings, rule: OverlayRule) -> i64 {
    let shapes = Overlay::with_contours(subject, clip).overlay(rule, FillRule::NonZero);
    doubled_area(&shapes.into_iter().flatten().collect()).abs()
}

/// What was found in some tiles, in square units of a tile.
#[derive(Default, Debug)]
struct Found {
    tiles: usize,
    polygons: usize,
    gap: i64,
    overlap: i64,
    between_levels: i64,
    at_edges: i64,
    codes: BTreeSet<String>,
}

fn examine(coords: impl IntoIterator<Item = TileCoord>) -> Found {
    let mut found = Found::default();
    for coord in coords {
        let decoded = decode(coord);
        let Some(counties) = decoded.get("counties") else { continue };
        found.tiles += 1;
        for (layer, features) in &decoded {
            for (code, polygons) in features {
                found.polygons += polygons.0.len();
                assert_valid(polygons, &format!("{coord:?} {layer} {code}"));
            }
        }
        let of = |layer: &str| -> Rings { decoded[layer].values().flat_map(rings).collect() };
        let (province, prefectures) = (of("provinces"), of("prefectures"));
        let [gap, overlap] = gap_and_overlap(&of("counties"), &province);
        found.gap += gap;
        found.overlap += overlap;
        found.between_levels += overlay(&of("counties"), &province, OverlayRule::Xor) + overlay(&prefectures, &province, OverlayRule::Xor);
        found.codes.extend(counties.keys().cloned());
        for (axis, next) in neighbours(coord) {
            found.at_edges += difference_at_edge(counties, &decode(next), axis);
        }
    }
    found
}

/// What the parts leave of the whole, and what they have twice.
fn gap_and_overlap(parts: &Rings, whole: &Rings) -> [i64; 2] {
    let union = overlay(parts, &Rings::new(), OverlayRule::Subject);
    [doubled_area(whole) - union, doubled_area(parts) - union]
}

/// The tiles to the east and to the south, and the axis of the step.
fn neighbours(coord: TileCoord) -> impl Iterator<Item = (usize, TileCoord)> {
    let [column, row] = coord.column_row();
    [(0, [column + 1, row]), (1, [column, row + 1])].into_iter().filter_map(move |(axis, at)| Some((axis, TileCoord::new(coord.zoom(), at).ok()?)))
}

/// How much the counties of two tiles differ in the strip that both have, their buffers.
fn difference_at_edge(here: &BTreeMap<String, MultiPolygon<i32>>, next: &Decoded, axis: usize) -> i64 {
    let (mut low, mut high) = ([-BUFFER; 2], [EXTENT + BUFFER; 2]);
    (low[axis], high[axis]) = (EXTENT - BUFFER, EXTENT + BUFFER);
    let strip = vec![vec![IntPoint::new(low[0], low[1]), IntPoint::new(high[0], low[1]), IntPoint::new(high[0], high[1]), IntPoint::new(low[0], high[1])]];
    let part =
        |rings: &Rings| -> Rings { Overlay::with_contours(rings, &strip).overlay(OverlayRule::Intersect, FillRule::NonZero).into_iter().flatten().collect() };
    let nothing = BTreeMap::new();
    let there = next.get("counties").unwrap_or(&nothing);
    let codes: BTreeSet<_> = here.keys().chain(there.keys()).collect();
    codes
        .into_iter()
        .map(|code| {
            let ours = here.get(code).map(rings).unwrap_or_default();
            let mut theirs = there.get(code).map(rings).unwrap_or_default();
            for point in theirs.iter_mut().flatten() {
                if axis == 0 { point.x += EXTENT } else { point.y += EXTENT }
            }
            overlay(&part(&ours), &part(&theirs), OverlayRule::Xor)
        })
        .sum()
}

fn assert_valid(polygons: &MultiPolygon<i32>, what: &str) {
    for polygon in polygons {
        let ring = |line: &LineString<i32>| doubled_area(&vec![line.0[..line.0.len() - 1].iter().map(|c| IntPoint::new(c.x, c.y)).collect()]);
        assert!(ring(polygon.exterior()) > 0, "{what}: an exterior winds the wrong way");
        assert!(polygon.interiors().iter().all(|hole| ring(hole) < 0), "{what}: a hole winds the wrong way");
    }
    let float = |line: &LineString<i32>| line.coords().map(|c| Coord { x: f64::from(c.x), y: f64::from(c.y) }).collect::<LineString<f64>>();
    let floats: MultiPolygon<f64> = polygons.iter().map(|p| Polygon::new(float(p.exterior()), p.interiors().iter().map(float).collect())).collect();
    assert!(floats.is_valid(), "{what}: {:?}", floats.check_validation());
}

/// All tiles of a zoom that meet a box.
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

#[test]
fn counties_leave_no_gap_and_do_not_overlap_at_any_zoom() {
    let coverage = ENGINE.current().coverage();
    for zoom in 5..=14 {
        let found = if zoom <= 8 { examine(covering(ENGINE.bounds(), zoom)) } else { examine(along_borders(coverage, zoom)) };
        println!("z{zoom}: {found:?}", found = Found { codes: BTreeSet::new(), ..found });
        assert!(found.tiles > 0 && found.polygons > 0);
        assert_eq!((found.gap, found.overlap, found.between_levels, found.at_edges), (0, 0, 0, 0), "z{zoom}, doubled square units");
    }
}

#[test]
fn the_measure_sees_a_gap_and_an_overlap_of_one_unit() {
    let ring = |points: &[[i32; 2]]| points.iter().map(|[x, y]| IntPoint::new(*x, *y)).collect::<Vec<_>>();
    let whole = vec![ring(&[[0, 0], [20, 0], [20, 10], [0, 10]])];
    let west = ring(&[[0, 0], [10, 0], [10, 10], [0, 10]]);
    for (corner, expected) in [(10, [0, 0]), (11, [10, 0]), (9, [0, 10])] {
        let east = ring(&[[corner, 0], [20, 0], [20, 10], [10, 10]]);
        assert_eq!(gap_and_overlap(&vec![west.clone(), east], &whole), expected, "doubled square units");
    }
}

#[test]
fn deeper_tiles_than_the_data_agree_within_their_rounding() {
    let coverage = ENGINE.current().coverage();
    for zoom in [15, 18, 22] {
        let found = examine(along_borders(coverage, zoom));
        println!("z{zoom}: {found:?}", found = Found { codes: BTreeSet::new(), ..found });
        assert_eq!(found.between_levels, 0, "levels come from the same arcs");
        // Edges cut at the clip box move by half a unit at their ends: far less than a map pixel (64 square units) a tile.
        assert!(found.gap.abs() + found.overlap.abs() < 64 * i64::try_from(found.tiles).expect("few"), "z{zoom}: {found:?}");
    }
}

#[test]
fn no_county_vanishes() {
    let counties = &ENGINE.generation().counties;
    for zoom in 5..=14 {
        for county in counties {
            let place = county.territory.interior_point().expect("a county has an inside");
            let coord = TileCoord::holding(zoom, mercator::to_world([place.x(), place.y()]));
            let found = decode(coord);
            let code = county.division.code.to_string();
            assert!(found["counties"].keys().any(|k| k.contains(&code)), "z{zoom}: {code} {}", county.division.name);
        }
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    let again = divisions();
    for coord in covering(ENGINE.bounds(), 7) {
        assert_eq!(bytes(&again, "borders,counties,provinces,prefectures", coord), bytes(&TILES, "provinces,prefectures,counties,borders", coord));
    }
}
