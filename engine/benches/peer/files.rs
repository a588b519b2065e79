//! The files of plain little-endian numbers that both sides read; `bench/compare/areas.py` and `inputs.py` write them.

use std::fs;
use std::path::Path;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

fn words(path: &Path) -> Vec<[u8; 8]> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (words, rest) = bytes.as_chunks::<8>();
    assert!(rest.is_empty(), "{} holds whole numbers of eight bytes", path.display());
    words.to_vec()
}

/// Areas in the order of the file.
pub(crate) fn areas(path: &Path) -> Vec<MultiPolygon<f64>> {
    let words = words(path);
    let whole = |at: usize| u64::from_le_bytes(words[at]) as usize;
    let float = |at: usize| f64::from_le_bytes(words[at]);
    // Four counts, then three lists of offsets, each one longer than what it indexes, then the vertices.
    let (areas, parts, rings) = (whole(0), whole(1), whole(2));
    let (parts_of, rings_of, vertices_of) = (4, 4 + areas + 1, 4 + areas + 1 + parts + 1);
    let vertices = vertices_of + rings + 1;

    let ring = |ring: usize| {
        let (from, to) = (whole(vertices_of + ring), whole(vertices_of + ring + 1));
        LineString((from..to).map(|i| Coord { x: float(vertices + 2 * i), y: float(vertices + 2 * i + 1) }).collect())
    };
    let part = |part: usize| {
        let (from, to) = (whole(rings_of + part), whole(rings_of + part + 1));
        Polygon::new(ring(from), (from + 1..to).map(ring).collect())
    };
    (0..areas).map(|area| MultiPolygon((whole(parts_of + area)..whole(parts_of + area + 1)).map(part).collect())).collect()
}

/// The first so many longitudes and latitudes.
pub(crate) fn points(path: &Path, limit: usize) -> (Vec<f64>, Vec<f64>) {
    let words = words(path);
    let (lon, lat) = words.split_at(words.len() / 2);
    let first = |column: &[[u8; 8]]| column.iter().take(limit).map(|word| f64::from_le_bytes(*word)).collect();
    (first(lon), first(lat))
}

/// A column of numbers.
pub(crate) fn floats(path: &Path) -> Vec<f64> {
    words(path).into_iter().map(f64::from_le_bytes).collect()
}

pub(crate) fn write_floats(path: &Path, values: &[f64]) {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

pub(crate) fn write_answers(path: &Path, answers: &[u32]) {
    let bytes: Vec<u8> = answers.iter().flat_map(|answer| answer.to_le_bytes()).collect();
    fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
