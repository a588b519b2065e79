//! The ground of a clue that is more than a point: a stretch of river bank, a plume, a field of dumped waste.

use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};

/// Lines or areas in CGCS2000 degrees, longitude first.
#[derive(Clone, Debug, PartialEq)]
pub enum Extent {
    /// Lines; their measure is length.
    Lines(MultiLineString<f64>),
    /// Areas; theirs is area.
    Areas(MultiPolygon<f64>),
}

impl Extent {
    /// Every vertex, ring by ring and line by line.
    pub fn vertices(&self) -> impl Iterator<Item = Coord<f64>> {
        self.strings().flat_map(|string| string.0.iter().copied())
    }

    /// Every line, or every ring.
    pub fn strings(&self) -> impl Iterator<Item = &LineString<f64>> {
        let (lines, areas): (&[LineString<f64>], &[Polygon<f64>]) = match self {
            Self::Lines(lines) => (&lines.0, &[]),
            Self::Areas(areas) => (&[], &areas.0),
        };
        lines.iter().chain(areas.iter().flat_map(|area| std::iter::once(area.exterior()).chain(area.interiors())))
    }

    /// The same with every vertex somewhere else.
    #[must_use]
    pub fn moved(&self, mut to: impl FnMut(Coord<f64>) -> Coord<f64>) -> Self {
        let mut string = |string: &LineString<f64>| string.0.iter().map(|vertex| to(*vertex)).collect::<LineString<f64>>();
        match self {
            Self::Lines(lines) => Self::Lines(lines.iter().map(string).collect()),
            Self::Areas(areas) => Self::Areas(MultiPolygon(
                areas.iter().map(|area| Polygon::new(string(area.exterior()), area.interiors().iter().map(&mut string).collect())).collect(),
            )),
        }
    }
}
