//! Lines and areas over squares of known size.

use std::collections::BTreeMap;

use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Polygon, Rect, polygon};

use super::super::{Ground, Layers, Matches, join};
use super::{Areas, cut, spread};
use crate::coord::{LonLat, distance};
use crate::index::{BorderIndex, Coverage, Locator, PartTree, PointIndex, ShapeCollector};
use crate::model::{Area, Division, Extent, Jurisdiction, Level, Outfall, Overlay, SourceZone, Validity, ZoneLevel};
use crate::units::Metres;

fn square(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    MultiPolygon(vec![Rect::new((west, south), (east, north)).to_polygon()])
}

fn line(places: &[(f64, f64)]) -> Extent {
    Extent::Lines(MultiLineString(vec![places.iter().map(|&(x, y)| Coord { x, y }).collect::<LineString<f64>>()]))
}

fn area(west: f64, south: f64, east: f64, north: f64) -> Extent {
    Extent::Areas(square(west, south, east, north))
}

/// Two counties side by side at 125.1, one of 0.1 by 0.1 degrees each; overlays and zones as asked.
struct World {
    counties: Vec<Jurisdiction>,
    overlays: Vec<Overlay>,
    zones: Vec<SourceZone>,
    outfalls: Vec<Outfall>,
}

impl World {
    fn new() -> Self {
        let county = |code: &str, territory| Jurisdiction { division: division(code), territory };
        let counties = vec![county("220184", Area::from(square(125.0, 43.5, 125.1, 43.6))), county("220323", Area::from(square(125.1, 43.5, 125.2, 43.6)))];
        Self { counties, overlays: Vec::new(), zones: Vec::new(), outfalls: Vec::new() }
    }

    /// What an extent matches, with a position that stands for it.
    fn matches(&self, extent: &Extent, [lon, lat]: [f64; 2]) -> Matches {
        let polygons: Vec<&MultiPolygon<f64>> = self.counties.iter().map(|county| &*county.territory).collect();
        let overlays: Vec<&MultiPolygon<f64>> = self.overlays.iter().map(|overlay| &*overlay.area).collect();
        let mut shapes = ShapeCollector::default();
        let mut layer = |areas: &[&MultiPolygon<f64>]| areas.iter().map(|area| shapes.add(area)).collect::<Vec<_>>();
        let zones: Vec<&MultiPolygon<f64>> = self.zones.iter().map(|zone| &*zone.area).collect();
        let layers = [layer(&polygons), layer(&overlays), layer(&zones)];
        let mut locators = Locator::for_layers(&shapes.finish(), &layers);
        let (zone_index, overlay_index, counties) = (locators.pop().expect("three"), locators.pop().expect("three"), locators.pop().expect("three"));
        let borders = BorderIndex::new(&Coverage::build(&polygons));
        let ground = (!overlays.is_empty()).then(|| Ground::new(&polygons, &overlays, overlay_index));
        let outfalls = PointIndex::new(self.outfalls.iter().map(|outfall| outfall.position).collect());
        let layers =
            Layers { counties: &counties, borders: &borders, zones: &zone_index, ground: ground.as_ref(), outfalls: &outfalls, outfall_radius: Metres(500.0) };
        let areas =
            Areas { counties: &self.counties, overlays: &self.overlays, zones: &self.zones, zone_boxes: &PartTree::new(zones), outfalls: &self.outfalls };
        let mut matches = join(&layers, &[lon], &[lat], &[f64::NAN]);
        spread(&layers, &areas, &[7], [&[lon], &[lat]], &BTreeMap::from([(7, extent)]), &mut matches);
        matches
    }

    fn shares(&self, extent: &Extent, at: [f64; 2]) -> Vec<(u32, f64)> {
        let matches = self.matches(extent, at);
        matches.shares.iter().map(|share| (share.party, share.share)).collect()
    }
}

fn division(code: &str) -> Division {
    Division { code: code.parse().expect("a code"), name: code.into(), level: Level::County, parent: None }
}

fn assert_shares(found: &[(u32, f64)], expected: &[(u32, f64)]) {
    let close = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() < 1e-6);
    assert!(close, "{found:?}, not {expected:?}");
}

#[test]
fn a_line_and_an_area_are_shared_by_length_and_area() {
    let world = World::new();
    let stretch = line(&[(125.07, 43.55), (125.11, 43.55)]);
    assert_shares(&world.shares(&stretch, [125.09, 43.55]), &[(0, 0.75), (1, 0.25)]);
    assert_shares(&world.shares(&area(125.08, 43.52, 125.13, 43.53), [125.09, 43.525]), &[(0, 0.4), (1, 0.6)]);
    let matches = world.matches(&stretch, [125.09, 43.55]);
    assert_eq!(matches.counties.of(0).iter().map(|claim| (claim.area, claim.on_boundary)).collect::<Vec<_>>(), [(0, false), (1, false)]);
    assert_eq!(matches.border_distance_m[0], 0.0, "the border crosses it");
}

#[test]
fn what_lies_in_one_county_has_no_shares_and_the_distance_of_its_nearest_vertex() {
    let world = World::new();
    let matches = world.matches(&area(125.02, 43.52, 125.09, 43.58), [125.03, 43.55]);
    assert!(matches.shares.is_empty() && matches.discs.is_empty());
    assert_eq!(matches.counties.of(0).iter().map(|claim| claim.area).collect::<Vec<_>>(), [0]);
    let from = LonLat::new([125.09, 43.58]).expect("on Earth");
    let expected = distance(from, LonLat::new([125.1, 43.58]).expect("on Earth"));
    assert!((matches.border_distance_m[0] - expected.get()).abs() < 0.01, "{} {expected}", matches.border_distance_m[0]);
}

#[test]
fn a_line_along_the_border_is_shared_between_both_sides() {
    let world = World::new();
    assert_shares(&world.shares(&line(&[(125.1, 43.52), (125.1, 43.54)]), [125.1, 43.53]), &[(0, 0.5), (1, 0.5)]);
    // Half of it leaves the border for the east: that half is the east's alone.
    let shares = world.shares(&line(&[(125.1, 43.52), (125.1, 43.54), (125.12, 43.54)]), [125.1, 43.53]);
    assert_eq!(shares.iter().map(|(party, _)| *party).collect::<Vec<_>>(), [0, 1]);
    assert!(shares[1].1 > shares[0].1 && (shares[0].1 + shares[1].1 - 1.0).abs() < 1e-9, "{shares:?}");
}

#[test]
fn what_lies_outside_is_missing_and_a_point_without_size_stays_a_point() {
    let world = World::new();
    assert_shares(&world.shares(&area(124.98, 43.52, 125.02, 43.54), [125.01, 43.53]), &[(0, 0.5)]);
    let nothing = world.matches(&area(126.0, 45.0, 126.1, 45.1), [126.05, 45.05]);
    assert!(nothing.shares.is_empty() && nothing.discs.len() == 1, "all of it lies outside: {nothing:?}");
    // Three quarters of it in the west, there and back.
    assert_shares(&world.shares(&area(125.07, 43.55, 125.11, 43.55), [125.09, 43.55]), &[(0, 0.75), (1, 0.25)]);
    let flat = world.matches(&area(125.05, 43.55, 125.05, 43.55), [125.05, 43.55]);
    assert!(flat.discs.is_empty());
    assert_eq!(flat.counties.of(0).iter().map(|claim| claim.area).collect::<Vec<_>>(), [0]);
}

#[test]
fn a_square_metre_beside_a_large_county_is_cut_exactly() {
    let world = World::new();
    // 0.4 of it in the west.
    let (width, height) = (1e-5, 1e-5);
    let tiny = area(125.1 - 0.4 * width, 43.55, 125.1 + 0.6 * width, 43.55 + height);
    let shares = world.shares(&tiny, [125.1, 43.55 + height / 2.0]);
    assert!((shares[0].1 - 0.4).abs() < 1e-5 && (shares[1].1 - 0.6).abs() < 1e-5, "{shares:?}");
}

#[test]
fn holes_and_rings_that_cross_themselves_count_no_ground_twice() {
    let world = World::new();
    let outer = Rect::new((125.05, 43.52), (125.15, 43.56)).to_polygon();
    let hole = Rect::new((125.06, 43.53), (125.09, 43.55)).to_polygon();
    let holed = Extent::Areas(MultiPolygon(vec![Polygon::new(outer.exterior().clone(), vec![hole.exterior().clone()])]));
    // 20 of 40 squares in the west, less 6.
    assert_shares(&world.shares(&holed, [125.055, 43.54]), &[(0, 14.0 / 34.0), (1, 20.0 / 34.0)]);
    let twice = Extent::Areas(MultiPolygon(vec![
        Rect::new((125.08, 43.52), (125.1, 43.54)).to_polygon(),
        Rect::new((125.08, 43.52), (125.1, 43.54)).to_polygon(),
        Rect::new((125.1, 43.52), (125.12, 43.54)).to_polygon(),
    ]));
    assert_shares(&world.shares(&twice, [125.09, 43.53]), &[(0, 0.5), (1, 0.5)]);
    let bow = Extent::Areas(MultiPolygon(vec![polygon![(x: 125.08, y: 43.52), (x: 125.12, y: 43.54), (x: 125.12, y: 43.52), (x: 125.08, y: 43.54)]]));
    assert_shares(&world.shares(&bow, [125.085, 43.53]), &[(0, 0.5), (1, 0.5)]);
}

#[test]
fn overlays_take_their_part_first() {
    let overlay =
        |code: &str, precedence, area| Overlay { division: division(code), kind: "管委会".into(), precedence, area, validity: Validity::default() };
    let mut world = World::new();
    world.overlays =
        vec![overlay("922702", 20, Area::from(square(125.09, 43.5, 125.11, 43.6))), overlay("922701", 10, Area::from(square(125.08, 43.5, 125.1, 43.6)))];
    // 125.07 to 125.12: the west has 1 of 5, the lesser overlay 1, the greater 2, the east 1.
    let shares = world.shares(&line(&[(125.07, 43.55), (125.12, 43.55)]), [125.095, 43.55]);
    assert_shares(&shares, &[(0, 0.2), (1, 0.2), (2, 0.4), (3, 0.2)]);
    let matches = world.matches(&line(&[(125.07, 43.55), (125.12, 43.55)]), [125.095, 43.55]);
    assert_eq!(matches.overlays.of(0).iter().map(|claim| claim.area).collect::<Vec<_>>(), [0], "the one with the greatest share");
}

#[test]
fn zones_are_those_it_meets_and_outfalls_those_near_any_part() {
    let mut world = World::new();
    let zone = |id: &str, area| SourceZone { id: id.into(), name: id.into(), level: ZoneLevel::First, source: String::new(), area };
    world.zones = vec![zone("met", Area::from(square(125.06, 43.54, 125.065, 43.56))), zone("beside", Area::from(square(125.06, 43.56, 125.065, 43.57)))];
    let outfall = |lon: f64, lat: f64| Outfall {
        id: String::new(),
        name: String::new(),
        kind: "工业".into(),
        registered_county: None,
        county: None,
        owner: None,
        status: "在用".into(),
        position: LonLat::new([lon, lat]).expect("on Earth"),
    };
    world.outfalls = vec![outfall(125.09, 43.5), outfall(125.02, 43.552), outfall(125.03, 43.551)];
    let matches = world.matches(&line(&[(125.01, 43.55), (125.09, 43.55)]), [125.05, 43.55]);
    assert_eq!(matches.zones.of(0).iter().map(|claim| claim.area).collect::<Vec<_>>(), [0]);
    let near = &matches.extents[&0];
    assert_eq!(near.iter().map(|(outfall, _)| *outfall).collect::<Vec<_>>(), [2, 1], "{near:?}");
    assert!((near[0].1.get() - 111.1).abs() < 0.5 && matches.outfall[0] == Some(near[0]), "{near:?}");
    let inside = world.matches(&area(125.01, 43.54, 125.09, 43.56), [125.05, 43.55]);
    assert_eq!(inside.outfall[0], Some((1, Metres(0.0))));
}

#[test]
fn parts_within_and_without_make_the_whole() {
    let cutter = square(125.02, 43.52, 125.05, 43.58);
    for extent in [area(125.0, 43.5, 125.1, 43.6), line(&[(125.0, 43.55), (125.1, 43.56), (125.03, 43.57)])] {
        let parts = cut::measure(&cut::within(&extent, &cutter)) + cut::measure(&cut::without(&extent, &cutter));
        let whole = cut::measure(&extent);
        assert!((parts - whole).abs() < whole * 1e-6, "{parts} of {whole}");
    }
}
