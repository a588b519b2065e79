//! The real counties of Jilin.

use bailiwick_engine::coord::LonLat;
use bailiwick_engine::engine::Engine;
use bailiwick_engine::index::{Brute, PartTree};
use bailiwick_engine::join::locate;
use geo_types::MultiPolygon;

use crate::support::{engine, uniform};

/// Points of the sweep against brute force; the sweep of a million points against GEOS stands in tests/.
const POINTS: usize = 20_000;

fn jilin() -> Engine {
    engine("../data/jilin/bailiwick.toml")
}

#[test]
fn the_tree_finds_what_brute_force_finds_over_the_province_and_a_band_around_it() {
    let engine = jilin();
    let counties: Vec<&MultiPolygon<f64>> = engine.generation().counties.iter().map(|county| &*county.territory).collect();
    let (tree, brute) = (PartTree::new(counties.iter().copied()), Brute::new(counties.iter().copied()));
    let bounds = engine.bounds().grown(0.3);
    let mut next = uniform(60);
    for _ in 0..POINTS {
        let at = LonLat::new([bounds.west + next() * (bounds.east - bounds.west), bounds.south + next() * (bounds.north - bounds.south)]).unwrap();
        assert_eq!(locate(&counties, &tree, at), locate(&counties, &brute, at), "{at:?}");
    }
}

#[test]
fn every_vertex_of_every_county_is_claimed_as_boundary_by_all_counties_that_have_it() {
    let engine = jilin();
    let counties: Vec<&MultiPolygon<f64>> = engine.generation().counties.iter().map(|county| &*county.territory).collect();
    let tree = PartTree::new(counties.iter().copied());
    let mut owners: std::collections::BTreeMap<[u64; 2], (LonLat, Vec<u32>)> = std::collections::BTreeMap::new();
    for (area, county) in counties.iter().enumerate() {
        for ring in county.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors())) {
            for vertex in ring.coords() {
                let entry = owners.entry([vertex.x.to_bits(), vertex.y.to_bits()]).or_insert_with(|| (LonLat::try_from(*vertex).unwrap(), Vec::new()));
                if entry.1.last() != Some(&(area as u32)) {
                    entry.1.push(area as u32);
                }
            }
        }
    }
    for (at, areas) in owners.values() {
        let claims = locate(&counties, &tree, *at);
        assert!(claims.iter().all(|claim| claim.on_boundary), "{at:?}");
        assert_eq!(claims.iter().map(|claim| claim.area).collect::<Vec<_>>(), *areas, "{at:?}");
    }
}

#[test]
fn the_hierarchy_knows_who_stands_above_two_counties() {
    let engine = jilin();
    let superior =
        |codes: &[&str]| engine.generation().common_superior(&codes.iter().map(|code| code.parse().unwrap()).collect::<Vec<_>>()).unwrap().to_string();
    assert_eq!(superior(&["220184", "220182"]), "220100", "公主岭 and 榆树 are both of 长春");
    assert_eq!(superior(&["220184", "220323"]), "220000", "公主岭 and 伊通 are of two prefectures");
}
