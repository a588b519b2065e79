//! Lines and areas of a backdrop in a form that can be saved.

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use serde::{Deserialize, Serialize};

/// Points, lines and areas of a geometry; what it was a collection of does not matter for drawing.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Scenery {
    points: Vec<[f64; 2]>,
    lines: Vec<Vec<[f64; 2]>>,
    areas: Vec<Vec<Vec<[f64; 2]>>>,
}

impl Scenery {
    pub(super) fn of(geometry: &Geometry<f64>) -> Self {
        let mut scenery = Self::default();
        scenery.add(geometry);
        scenery
    }

    fn add(&mut self, geometry: &Geometry<f64>) {
        let line = |line: &LineString<f64>| line.coords().map(|c| [c.x, c.y]).collect::<Vec<_>>();
        let area = |polygon: &Polygon<f64>| std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(line).collect();
        match geometry {
            Geometry::Point(point) => self.points.push([point.x(), point.y()]),
            Geometry::MultiPoint(points) => self.points.extend(points.iter().map(|point| [point.x(), point.y()])),
            Geometry::Line(edge) => self.lines.push(vec![[edge.start.x, edge.start.y], [edge.end.x, edge.end.y]]),
            Geometry::LineString(one) => self.lines.push(line(one)),
            Geometry::MultiLineString(lines) => self.lines.extend(lines.iter().map(line)),
            Geometry::Polygon(polygon) => self.areas.push(area(polygon)),
            Geometry::MultiPolygon(polygons) => self.areas.extend(polygons.iter().map(area)),
            Geometry::Rect(rect) => self.areas.push(area(&rect.to_polygon())),
            Geometry::Triangle(triangle) => self.areas.push(area(&triangle.to_polygon())),
            Geometry::GeometryCollection(members) => members.iter().for_each(|member| self.add(member)),
        }
    }

    pub(super) fn geometry(self) -> Geometry<f64> {
        let line = |points: Vec<[f64; 2]>| LineString(points.into_iter().map(|[x, y]| Coord { x, y }).collect());
        let area = |rings: Vec<Vec<[f64; 2]>>| {
            let mut rings = rings.into_iter().map(line);
            let exterior = rings.next().unwrap_or_else(|| LineString(Vec::new()));
            Polygon::new(exterior, rings.collect())
        };
        let mut kinds: Vec<Geometry<f64>> = Vec::new();
        if !self.points.is_empty() {
            kinds.push(MultiPoint(self.points.into_iter().map(|[x, y]| Point::new(x, y)).collect()).into());
        }
        if !self.lines.is_empty() {
            kinds.push(MultiLineString(self.lines.into_iter().map(line).collect()).into());
        }
        if !self.areas.is_empty() {
            kinds.push(MultiPolygon(self.areas.into_iter().map(area).collect()).into());
        }
        if kinds.len() == 1 { kinds.remove(0) } else { Geometry::GeometryCollection(kinds.into_iter().collect()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_stays_the_same() {
        let lines: Geometry<f64> = MultiLineString(vec![vec![(1.0, 2.0), (3.0, 4.0)].into()]).into();
        let areas: Geometry<f64> = MultiPolygon(vec![Polygon::new(vec![(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)].into(), vec![])]).into();
        for geometry in [lines, areas] {
            assert_eq!(Scenery::of(&geometry).geometry(), geometry);
        }
    }
}
