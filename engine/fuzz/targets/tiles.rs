//! Any three words, between blanks, as zoom, column and row, in every way that a tile can be asked for. A tile that exists is answered, and everything in it lies
//! within its buffer; one that does not exist is refused.

#![no_main]

mod site;

use std::fmt::Write;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fast_mvt::{MvtGeometry, MvtReaderRef};
use geo_types::Coord;
use libfuzzer_sys::fuzz_target;

const ZOOM_MAX: u64 = 22;
/// Of a tile's extent of 4096 units, what it reaches beyond.
const WITHIN: std::ops::RangeInclusive<i32> = -64..=4096 + 64;

fuzz_target!(init: site::open(), |text: &str| {
    let mut parts = text.trim_end_matches('\n').splitn(3, ' ');
    let words = [(); 3].map(|()| parts.next().unwrap_or_default());
    let [zoom, column, row] = words;
    let [z, x, y] = words.map(encoded);
    let numbers = words.map(number);
    for (path, is_row_first, columns) in [
        (format!("/provinces,borders,labels/{z}/{x}/{y}"), false, 1),
        (format!("/tiles/WebMercatorQuad/{z}/{y}/{x}"), true, 1),
        (format!("/collections/counties/tiles/CGCS2000Quad/{z}/{y}/{x}"), true, 2),
        (format!("/collections/clues/tiles/WorldCRS84Quad/{z}/{y}/{x}"), true, 2),
        (format!("/arcgis/rest/services/outfalls,zones/VectorTileServer/tile/{z}/{y}/{x}"), true, 1),
    ] {
        let answer = site::ask(Request::get(&path).header(header::HOST, "127.0.0.1").body(Body::empty()).expect("a request"));
        // An empty word is no part of a path, and what stands last may have an ending.
        let last = if is_row_first { column } else { row };
        if [zoom, column, row].iter().any(|word| word.is_empty()) || last.contains('.') {
            continue;
        }
        let exists = match numbers {
            // The square of web maps is halved once more for the two squares of degrees.
            [Some(z), Some(x), Some(y)] => z < ZOOM_MAX + 2 - columns && x < columns << z && y < 1 << z,
            _ => false,
        };
        match answer.status {
            StatusCode::OK | StatusCode::NO_CONTENT => assert!(exists, "{path}"),
            refused => assert!(!exists && (refused == StatusCode::BAD_REQUEST || refused == StatusCode::NOT_FOUND), "{refused} {path}"),
        }
        if answer.status == StatusCode::OK {
            look_into(&answer.body, &path);
        }
    }
});

/// A number as it may stand in a path: digits, and not more than can be counted.
fn number(word: &str) -> Option<u64> {
    (!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())).then(|| word.parse().ok()).flatten()
}

fn encoded(word: &str) -> String {
    word.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || byte == b'.' {
            text.push(byte.into());
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

fn look_into(tile: &[u8], path: &str) {
    let mut places: Vec<Coord<i32>> = Vec::new();
    for layer in MvtReaderRef::new(tile).expect("a tile").layers() {
        for feature in layer.features() {
            match feature.geometry().expect("a geometry") {
                MvtGeometry::Point(point) => places.push(point.0),
                MvtGeometry::LineString(line) => places.extend(line.0),
                MvtGeometry::MultiLineString(lines) => places.extend(lines.0.into_iter().flat_map(|line| line.0)),
                MvtGeometry::Polygon(polygon) => places.extend(&polygon.exterior().0),
                MvtGeometry::MultiPolygon(polygons) => places.extend(polygons.iter().flat_map(|polygon| &polygon.exterior().0)),
                MvtGeometry::MultiPoint(points) => places.extend(points.iter().map(|point| point.0)),
                other => panic!("no tile of ours has {other:?}"),
            }
        }
    }
    assert!(!places.is_empty() && places.iter().all(|place| WITHIN.contains(&place.x) && WITHIN.contains(&place.y)), "{path}");
}
