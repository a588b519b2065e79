//! What the files owe: they are XML whatever the names, equal input gives equal text, and every layer has its looks.

use bailiwick_engine::export::ShapeKind;
use bailiwick_engine::lang::Lang;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;

const LAYERS: [(&str, ShapeKind); 14] = [
    ("provinces", ShapeKind::MultiPolygon),
    ("prefectures", ShapeKind::MultiPolygon),
    ("counties", ShapeKind::MultiPolygon),
    ("borders", ShapeKind::MultiLine),
    ("zones", ShapeKind::MultiPolygon),
    ("overlays", ShapeKind::MultiPolygon),
    ("outfalls", ShapeKind::Point),
    ("clues", ShapeKind::Point),
    ("hotspots", ShapeKind::MultiPolygon),
    ("borders_risk", ShapeKind::MultiLine),
    ("rivers", ShapeKind::MultiLine),
    ("lakes", ShapeKind::MultiPolygon),
    ("labels", ShapeKind::Point),
    ("somebody's \"own\" <layer> & \u{1}\n", ShapeKind::Any),
];

const HOSTILE: &str = "a'b\"c<d>&amp;\\]]>\n\t\u{0}\u{b}\u{fffe}名🐟--";

fn tints() -> Tints {
    let place = |code: &str, name: &str, at| Place { code: code.into(), name: name.into(), at };
    Tints::new([
        place("220100", "长春市", [125.3, 43.9]),
        place("220700", "松原市", [124.8, 45.1]),
        place("220200", "吉林市", [126.5, 43.8]),
        place(HOSTILE, HOSTILE, [130.0, 42.0]),
    ])
}

/// The values of an attribute and of texts; fails if it is no XML.
fn parsed(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    let (mut depth, mut roots) = (0_usize, 0);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {xml}")) {
            Event::Eof => break,
            event @ (Event::Start(_) | Event::Empty(_)) => {
                roots += usize::from(depth == 0);
                depth += usize::from(matches!(event, Event::Start(_)));
                let (Event::Start(start) | Event::Empty(start)) = event else { continue };
                for attribute in start.attributes() {
                    let attribute = attribute.expect("attributes have values and no name twice");
                    let value = quick_xml::escape::unescape(&attribute.value).expect("known entities").into_owned();
                    found.push((attribute.key.as_ref().to_owned(), value));
                }
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    assert_eq!((depth, roots), (0, 1));
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(is_allowed), "a character that XML 1.0 does not have");
    found
}

fn all(style: &Style<'_>) -> Vec<String> {
    let names: Vec<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    let collections: Vec<LayerEntry<'_>> = LAYERS.iter().map(|(name, kind)| LayerEntry { name, kind: *kind }).collect();
    let dataset = Dataset { name: HOSTILE, zoom_max: 14, tiles: &names, collections: &collections };
    let address = Address { root: "http://127.0.0.1:8080/底".into(), token: Some(HOSTILE.into()) };
    let mut texts: Vec<String> = LAYERS.iter().flat_map(|(name, kind)| [qml(name, *kind, style), sld(name, *kind, style)]).collect();
    texts.extend([tile_qml(&names, style), qlr(&address, &dataset, style)]);
    texts
}

#[test]
fn every_file_is_xml_and_equal_input_gives_equal_text() {
    for lang in [Lang::Zh, Lang::En] {
        let (one, other) = (tints(), tints());
        let texts = all(&Style { lang, tints: &one });
        for text in &texts {
            parsed(text);
        }
        assert!(texts == all(&Style { lang, tints: &other }));
    }
}

#[test]
fn names_come_out_of_the_xml_as_they_went_in() {
    let tints = tints();
    let values = parsed(&qml("prefectures", ShapeKind::MultiPolygon, &Style { lang: Lang::Zh, tints: &tints }));
    let visible = HOSTILE.replace(['\u{0}', '\u{b}', '\u{fffe}'], "\u{fffd}");
    assert!(values.contains(&("label".into(), visible.clone())), "{values:?}");
    let escaped = visible.replace('\\', "\\\\").replace('\'', "''");
    assert!(values.contains(&("filter".into(), format!("\"code\" IN ('{escaped}')"))), "{values:?}");
}

#[test]
fn sources_are_what_qgis_parses() {
    let tints = Tints::default();
    let collections = [LayerEntry { name: "counties", kind: ShapeKind::MultiPolygon }];
    let dataset = Dataset { name: "吉林", zoom_max: 14, tiles: &["counties", "borders"], collections: &collections };
    let text = |token: Option<&str>| {
        let address = Address { root: "http://127.0.0.1:8080/".into(), token: token.map(str::to_owned) };
        parsed(&qlr(&address, &dataset, &Style { lang: Lang::En, tints: &tints }))
    };
    let sources = |token| text(token).into_iter().filter(|(key, _)| key == "source").map(|(_, value)| value).collect::<Vec<_>>();
    let tiles = "type=xyz&url=http%3A%2F%2F127.0.0.1%3A8080%2Fcounties%2Cborders%2F%7Bz%7D%2F%7Bx%7D%2F%7By%7D&zmin=0&zmax=14";
    assert_eq!(sources(None), ["url='http://127.0.0.1:8080/' typename='counties' pagingEnabled='true' pageSize='1000'", tiles]);
    let tiles = "type=xyz&url=http%3A%2F%2F127.0.0.1%3A8080%2Fcounties%2Cborders%2F%7Bz%7D%2F%7Bx%7D%2F%7By%7D%3Ftoken%3Da%2520b%2526c&zmin=0&zmax=14";
    assert_eq!(sources(Some("a b&c")), ["url='http://127.0.0.1:8080/?token=a%20b%26c' typename='counties' pagingEnabled='true' pageSize='1000'", tiles]);
}

#[test]
fn borders_zones_and_clues_have_a_rule_for_each_kind() {
    let style = Style { lang: Lang::Zh, tints: &Tints::default() };
    let values = |text: &str, key: &str| parsed(text).into_iter().filter(|(name, _)| name == key).map(|(_, value)| value).collect::<Vec<_>>();
    let labels = |layer, kind| values(&qml(layer, kind, &style), "label");
    assert_eq!(labels("borders", ShapeKind::MultiLine), ["县界", "市（州）界", "省界"]);
    assert_eq!(labels("borders", ShapeKind::Any), ["县界", "市（州）界", "省界"], "no border has been read");
    assert_eq!(labels("zones", ShapeKind::MultiPolygon), ["准保护区", "二级保护区", "一级保护区"]);
    assert_eq!(labels("clues", ShapeKind::Point), ["已确定属地", "辖区外", "报共同上级", "坐标无效"]);
    let tiles = values(&tile_qml(&["clues"], &style), "expression");
    assert!(tiles.contains(&"\"point_count\" IS NULL AND \"status\" = 'escalated'".into()), "{tiles:?}");
    assert!(tiles.contains(&"\"point_count\" >= 10 AND \"point_count\" < 100".into()), "{tiles:?}");
    assert!(qml("counties", ShapeKind::MultiPolygon, &style).contains("fieldName=\"name\""));
    assert!(sld("counties", ShapeKind::MultiPolygon, &style).contains("<ogc:PropertyName>name</ogc:PropertyName>"));
}

#[test]
fn neighbours_in_the_list_of_tints_are_told_apart() {
    let text = qml("prefectures", ShapeKind::MultiPolygon, &Style { lang: Lang::Zh, tints: &tints() });
    for colour in ["244,234,208,255", "223,236,216,255", "230,227,242,255", "246,224,217,255"] {
        assert!(text.contains(colour), "{colour}");
    }
}
