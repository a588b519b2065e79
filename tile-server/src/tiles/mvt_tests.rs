//! What is written is read back by another's reader.

use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};
use proptest::prelude::*;

use super::*;
use crate::layers::{Columns, Kind, Value, field};

/// Rows as they are put in.
type Row = (Option<String>, Option<i64>, Option<bool>);

fn columns(rows: &[Row]) -> Vec<Column> {
    let mut columns = Columns::new(&[field("name", Kind::Text), field("number", Kind::Number), field("flag", Kind::Flag), field("again", Kind::Text)]);
    for (text, number, flag) in rows {
        let text = Value::from(text.as_deref());
        columns.push(&[text, number.map_or(Value::Nothing, Value::Number), flag.map_or(Value::Nothing, Value::Flag), text]);
    }
    columns.finish().1
}

fn tile(rows: &[Row], drawn: &[Drawn]) -> Vec<u8> {
    let columns = columns(rows);
    let shown: Vec<Option<u32>> = (0..rows.len() as u32).map(Some).collect();
    let mut tables = Tables::default();
    for (name, column) in ["name", "number", "flag", "again"].iter().zip(&columns) {
        tables.add(name, column, &shown);
    }
    let mut writer = LayerWriter::new(tables);
    for (id, drawn) in (0..).zip(drawn) {
        writer.add(Some(id), drawn);
    }
    let mut bytes = Vec::new();
    writer.finish(&mut bytes, "things");
    bytes
}

fn row() -> impl Strategy<Value = Row> {
    // Few words and numbers, so that many are the same, and the ends of what can be written.
    let number = prop_oneof![-2..3_i64, Just(i64::MIN), Just(i64::MAX), any::<i64>()];
    (prop::option::of("[甲乙a]{0,2}"), prop::option::of(number), prop::option::of(any::<bool>()))
}

proptest! {
    #[test]
    fn what_features_carry_is_read_back(rows in prop::collection::vec(row(), 1..40), place in [any::<i16>(), any::<i16>()]) {
        let place = place.map(i32::from);
        let drawn: Vec<Drawn> = rows.iter().map(|_| Drawn::Point(place)).collect();
        let bytes = tile(&rows, &drawn);
        let reader = MvtReaderRef::new(&bytes).expect("a tile");
        let layer = reader.layers().next().expect("a layer");
        prop_assert_eq!((layer.name(), layer.extent(), layer.version()), ("things", 4096, 2));
        let features: Vec<_> = layer.features().collect();
        prop_assert_eq!(features.len(), rows.len());
        for (id, (feature, (text, number, flag))) in (0..).zip(features.iter().zip(&rows)) {
            let text = text.as_deref().filter(|text| !text.is_empty());
            let number = number.map(|number| u64::try_from(number).map_or(MvtValueRef::SInt(number), MvtValueRef::UInt));
            let said = [("name", text.map(MvtValueRef::String)), ("number", number), ("flag", flag.map(MvtValueRef::Bool)), ("again", text.map(MvtValueRef::String))];
            let expected: Vec<_> = said.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
            prop_assert_eq!(feature.properties_vec().expect("tags"), expected);
            prop_assert_eq!(feature.id(), Some(id));
            prop_assert_eq!(feature.geometry().expect("a place"), MvtGeometry::Point(geo_types::point!(x: place[0], y: place[1])));
        }
    }
}

#[test]
fn values_stand_once_however_many_name_them() {
    let rows = vec![(Some("甲".to_owned()), Some(7), Some(true)); 30];
    let bytes = tile(&rows, &rows.iter().map(|_| Drawn::Point([0, 0])).collect::<Vec<_>>());
    assert_eq!(bytes.windows(3).filter(|w| *w == "甲".as_bytes()).count(), 1);
    assert_eq!(bytes.windows(4).filter(|w| w == b"name").count(), 1);
}

#[test]
fn shells_turn_with_the_clock_and_holes_against_it_however_they_are_given() {
    let shell = vec![[0, 0], [10, 0], [10, 10], [0, 10]];
    let hole = vec![[2, 2], [4, 2], [4, 4], [2, 4]];
    let backwards = |ring: &Vec<TilePlace>| ring.iter().rev().copied().collect::<Vec<_>>();
    let row = [(None, None, None)];
    for (shell, hole) in [(shell.clone(), hole.clone()), (backwards(&shell), backwards(&hole)), (shell.clone(), backwards(&hole))] {
        let bytes = tile(&row, &[Drawn::Polygons(vec![vec![shell, hole]])]);
        let reader = MvtReaderRef::new(&bytes).expect("a tile");
        let feature = reader.layers().next().expect("a layer").features().next().expect("a feature");
        let MvtGeometry::Polygon(polygon) = feature.geometry().expect("an area") else { panic!("one polygon with a hole") };
        let area = |ring: &geo_types::LineString<i32>| ring.0.windows(2).map(|w| w[0].x * w[1].y - w[1].x * w[0].y).sum::<i32>();
        assert_eq!((area(polygon.exterior()), area(&polygon.interiors()[0])), (200, -8));
    }
}

#[test]
fn lines_are_those_of_the_specification() {
    // §4.3.5.4: (2,2) (2,10) (10,10) and (1,1) (3,5).
    let mut bytes = Vec::new();
    let kind = put_geometry(&mut bytes, &Drawn::Lines(vec![vec![[2, 2], [2, 10], [10, 10]], vec![[1, 1], [3, 5]]]));
    assert_eq!((kind, bytes), (2, vec![9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8]));
}

#[test]
fn lengths_are_those_that_are_written() {
    for number in (0..64).flat_map(|bit| [(1_u64 << bit) - 1, 1 << bit]).chain([u64::MAX]) {
        let mut bytes = Vec::new();
        put_varint(&mut bytes, number);
        assert_eq!(bytes.len(), varint_length(number), "{number}");
    }
}
