//! Whole tiles of small geometries, decoded and shown as text.

use bailiwick_engine::coord::LonLat;
use bailiwick_engine::index::Coverage;
use bailiwick_engine::model::{Division, Generation, Jurisdiction, Level, Outfall, Overlay, SourceZone, Validity, ZoneLevel};
use fast_mvt::MvtReaderRef;
use geo_types::{Geometry, LineString, MultiPolygon, Polygon, Rect, line_string};

use super::*;
use crate::layers::{Backdrop, CLUE_FIELDS, CLUES, Columns, Content, Field, LABELS, Shapes, Sources, Value, labels, layers};

fn square([west, south]: [f64; 2], [east, north]: [f64; 2]) -> Polygon<f64> {
    Rect::new((west, south), (east, north)).to_polygon()
}

fn area(code: &str, name: &str, parent: Option<&str>, polygons: Vec<Polygon<f64>>) -> Jurisdiction {
    let code = code.parse().expect("a code");
    let parent = parent.map(|p| p.parse().expect("a code"));
    let level = if parent.is_none() { Level::Province } else { bailiwick_engine::model::DivisionCode::level(code) };
    Jurisdiction { division: Division { code, name: name.into(), level, parent }, territory: MultiPolygon(polygons).into() }
}

/// Two counties of one prefecture and one of another, whose exclave lies within the first.
fn tileset() -> Tileset {
    let exclave = square([2.0, 2.0], [3.0, 3.0]);
    let with_hole = Polygon::new(square([0.0, 0.0], [10.0, 10.0]).exterior().clone(), vec![exclave.exterior().clone()]);
    let jurisdictions = vec![
        area("220000", "省", None, vec![]),
        area("220100", "甲市", Some("220000"), vec![]),
        area("220200", "乙市", Some("220000"), vec![]),
        area("220101", "甲县", Some("220100"), vec![with_hole]),
        area("220102", "丙县", Some("220100"), vec![square([0.0, 10.0], [10.0, 20.0])]),
        area("220201", "乙县", Some("220200"), vec![square([10.0, 0.0], [20.0, 10.0]), exclave]),
    ];
    let (generation, faults) = Generation::new(Validity::default(), jurisdictions);
    assert_eq!(faults, []);
    let coverage = Coverage::build(&generation.counties.iter().map(|c| &*c.territory).collect::<Vec<_>>());
    let position = LonLat::new([5.0, 5.0]).expect("on Earth");
    let outfall = Outfall {
        id: "P1".into(),
        name: "排污口".into(),
        kind: "工业".into(),
        registered_county: None,
        county: None,
        owner: None,
        status: "在用".into(),
        position,
    };
    let zone = SourceZone {
        id: "Z1".into(),
        name: "一级区".into(),
        level: ZoneLevel::First,
        source: "水库".into(),
        area: MultiPolygon(vec![square([9.0, 1.0], [11.0, 2.0])]).into(),
    };
    let overlay = Overlay {
        division: Division {
            code: "922701".parse().expect("a code"),
            name: "管委会".into(),
            level: Level::Prefecture,
            parent: Some("220000".parse().expect("a code")),
        },
        kind: String::new(),
        precedence: -10,
        validity: Validity { valid_from: Some("2020-06-19".parse().expect("a day")), valid_to: None },
        area: MultiPolygon(vec![square([8.0, 0.5], [12.0, 1.5])]).into(),
    };
    let river: LineString<f64> = line_string![(x: -30.0, y: 5.0), (x: 30.0, y: 5.0)];
    let layers = layers(&Sources {
        generation: &generation,
        coverage: &coverage,
        zones: &[zone],
        overlays: &[overlay],
        outfalls: &[outfall],
        backdrop: &[Backdrop { name: "rivers".into(), features: vec![("河".into(), Geometry::LineString(river))] }],
        sample: true,
    });
    let mut columns = Columns::new(&CLUE_FIELDS);
    let said = |field: &Field| match field.name {
        "id" => Value::Text("C1"),
        "row" => Value::Number(2),
        "status" => Value::Text("assigned"),
        "sample" => Value::Flag(true),
        _ => Value::Nothing,
    };
    columns.push(&CLUE_FIELDS.iter().map(said).collect::<Vec<_>>());
    let clues = layers.iter().find(|layer| layer.name == CLUES).expect("there is one");
    clues.fill(Content { ids: vec![1], columns: columns.finish().1, shapes: Shapes::Places(vec![position.to_array()]) });
    layers.iter().find(|layer| layer.name == LABELS).expect("there is one").fill(labels(&layers));
    Tileset::new(layers)
}

fn shown(names: &str, zoom: u8, at: [u32; 2]) -> String {
    let tileset = tileset();
    let places = tileset.select(names).expect("the layers are there");
    let bytes = tileset.tile(&places, Grid::WebMercator, TileCoord::new(zoom, at).expect("a tile"), &|_| None);
    format!("{:?}", MvtReaderRef::new(&bytes).expect("a tile"))
}

#[test]
fn divisions_of_all_levels_come_from_the_same_lines() {
    insta::assert_snapshot!(shown("provinces,prefectures,counties", 3, [4, 3]));
}

#[test]
fn borders_carry_their_level_and_both_sides_once() {
    insta::assert_snapshot!(shown("borders", 3, [4, 3]));
}

#[test]
fn themes_carry_what_the_contract_says_and_no_empty_values() {
    insta::assert_snapshot!(shown("zones,overlays,outfalls,clues,rivers", 4, [8, 7]));
}

#[test]
fn a_tile_far_inside_is_filled_to_its_buffer() {
    let [x, y] = TileCoord::holding(9, mercator::to_world([6.0, 6.0])).column_row();
    insta::assert_snapshot!(shown("counties", 9, [x, y]));
}

#[test]
fn nothing_there_is_no_bytes() {
    let tileset = tileset();
    let places = tileset.select("counties,clues,rivers").expect("the layers are there");
    let bytes = tileset.tile(&places, Grid::WebMercator, TileCoord::new(5, [0, 0]).expect("a tile"), &|_| None);
    assert!(bytes.is_empty());
    assert!(tileset.select("counties,nothing").is_err());
}
