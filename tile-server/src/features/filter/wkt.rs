//! Geometries as written: well-known text and `BBOX`, checked and brought to degrees.
//!
//! Heights and measures are read and left out. The length of a filter's text bounds the number of vertices.

use geo::{Area, CoordsIter, Validation};
use geo_types::{Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, Rect, coord};

use super::edges::meet_too_often;
use super::error::FilterError;
use super::lexer::Token;
use super::parser::{Parsed, Parser};
use super::tree::Literal;

const TAGS: [&str; 9] = ["POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION", "BBOX", "ENVELOPE"];

/// An edge of a box in another system is a curve in degrees: it is followed in so many pieces, which leaves a thousandth of its sagitta.
const PIECES: u32 = 32;

/// What is said of geometries whose edges meet too often.
pub(super) const MEETS_TOO_OFTEN: [&str; 2] = ["线段相交过多，请化简", "its lines meet too often; simplify it"];

/// Whether a geometry begins with this word, in capitals.
pub(super) fn is_tag(word: &str) -> bool {
    TAGS.contains(&word)
}

impl Parser<'_> {
    /// A geometry that can be related to others: rings are closed and do not cross themselves.
    pub(super) fn geometry(&mut self) -> Parsed<Literal> {
        let at = self.at();
        let literal = self.shape()?;
        // Before anything that relates its parts to each other, as the validation does.
        if meet_too_often(&[&literal.geometry]) {
            return Err(FilterError::Geometry { at, fault: MEETS_TOO_OFTEN });
        }
        if literal.rect.is_none() && !literal.geometry.is_valid() {
            return Err(FilterError::Geometry {
                at,
                fault: ["界线自相交、重复或少于三个不同的点", "its lines cross or touch themselves, or have too few different points"],
            });
        }
        Ok(literal)
    }

    fn shape(&mut self) -> Parsed<Literal> {
        let at = self.at();
        let Token::Word(tag) = self.take() else { return Err(self.unexpected(["几何类型", "a type of geometry"])) };
        let tag = tag.to_ascii_uppercase();
        if tag == "BBOX" || tag == "ENVELOPE" {
            return self.bbox(at);
        }
        let _ = self.takes_word("Z") || self.takes_word("M") || self.takes_word("ZM");
        if matches!(self.peek(), Token::Word(word) if word.eq_ignore_ascii_case("EMPTY")) {
            return Err(FilterError::Geometry { at, fault: ["空的几何没有位置", "an empty geometry is nowhere"] });
        }
        let geometry = match tag.as_str() {
            "POINT" => Geometry::Point(self.point()?),
            "LINESTRING" => Geometry::LineString(self.line()?),
            "POLYGON" => Geometry::Polygon(self.polygon()?),
            "MULTIPOINT" => Geometry::MultiPoint(MultiPoint(self.several(Self::loose_point)?)),
            "MULTILINESTRING" => Geometry::MultiLineString(MultiLineString(self.several(Self::line)?)),
            "MULTIPOLYGON" => Geometry::MultiPolygon(MultiPolygon(self.several(Self::polygon)?)),
            "GEOMETRYCOLLECTION" => {
                let members = self.within(|parser| parser.several(|parser| parser.shape().map(|literal| literal.geometry)))?;
                Geometry::GeometryCollection(GeometryCollection(members))
            }
            _ => return Err(FilterError::Geometry { at, fault: ["不是几何类型", "it is no type of geometry"] }),
        };
        Ok(Literal { geometry, rect: None })
    }

    /// Parts in parentheses, with commas between them.
    fn several<T>(&mut self, mut part: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        self.needs("(")?;
        let mut parts = vec![part(self)?];
        while self.takes(",") {
            parts.push(part(self)?);
        }
        self.needs(")")?;
        Ok(parts)
    }

    fn point(&mut self) -> Parsed<Point<f64>> {
        self.needs("(")?;
        let point = self.coord()?;
        self.needs(")")?;
        Ok(point.into())
    }

    /// Points of a MULTIPOINT are written with parentheses of their own or without.
    fn loose_point(&mut self) -> Parsed<Point<f64>> {
        if *self.peek() == Token::Sign("(") { self.point() } else { self.coord().map(Point::from) }
    }

    fn line(&mut self) -> Parsed<LineString<f64>> {
        let at = self.at();
        let coords = self.several(Self::coord)?;
        if coords.iter().all(|coord| *coord == coords[0]) {
            return Err(FilterError::Geometry { at, fault: ["线至少要有两个不同的点", "a line needs two different points"] });
        }
        Ok(LineString(coords))
    }

    fn polygon(&mut self) -> Parsed<Polygon<f64>> {
        let mut rings = self.several(Self::ring)?;
        let outer = rings.remove(0);
        Ok(Polygon::new(outer, rings))
    }

    fn ring(&mut self) -> Parsed<LineString<f64>> {
        let at = self.at();
        let coords = self.several(Self::coord)?;
        if coords.len() < 4 || coords.first() != coords.last() {
            return Err(FilterError::Geometry {
                at,
                fault: ["环未闭合：末点须与首点相同，且至少四个点", "the ring is not closed: its last point must be its first, of four at least"],
            });
        }
        let area = Polygon::new(LineString(coords), Vec::new());
        if area.unsigned_area() == 0.0 {
            return Err(FilterError::Geometry { at, fault: ["环没有面积", "the ring encloses nothing"] });
        }
        Ok(area.into_inner().0)
    }

    fn coord(&mut self) -> Parsed<Coord<f64>> {
        let at = self.at();
        let written = [self.number()?, self.number()?];
        for _ in 0..2 {
            if matches!(self.peek(), Token::Number(_) | Token::Sign("-" | "+")) {
                self.number()?;
            }
        }
        self.degrees(at, written)
    }

    fn number(&mut self) -> Parsed<f64> {
        let negative = self.takes("-");
        if !negative {
            self.takes("+");
        }
        let Token::Number(number) = *self.peek() else { return Err(self.unexpected(["坐标", "a coordinate"])) };
        self.take();
        Ok(if negative { -number } else { number })
    }

    fn degrees(&self, at: usize, written: [f64; 2]) -> Parsed<Coord<f64>> {
        let converted = self.to_degrees.map_or(Some(written), |to_degrees| to_degrees(written));
        match converted {
            Some([x, y]) if x.abs() <= 180.0 && y.abs() <= 90.0 => Ok(coord! { x: x, y: y }),
            _ => Err(FilterError::Place { at, written }),
        }
    }

    /// `BBOX(west, south, east, north)`, or with heights in third and sixth place. West of its east edge it crosses the antimeridian.
    fn bbox(&mut self, at: usize) -> Parsed<Literal> {
        let numbers = self.several(Self::number)?;
        let ([west, south, east, north] | [west, south, _, east, north, _]) = numbers[..] else {
            return Err(FilterError::Geometry { at, fault: ["BBOX 须有 4 或 6 个数", "a BBOX has 4 or 6 numbers"] });
        };
        if south > north {
            return Err(FilterError::Geometry {
                at,
                fault: ["BBOX 的南界在北界之北：次序为西、南、东、北", "its south is north of its north: the order is west, south, east, north"],
            });
        }
        if self.to_degrees.is_some() {
            return self.bbox_elsewhere(at, [west, south, east, north]);
        }
        let corner = |x, y| self.degrees(at, [x, y]);
        let (low, high) = (corner(west, south)?, corner(east, north)?);
        if west <= east {
            let rect = Rect::new(low, high);
            return Ok(Literal { geometry: geometry_of(rect), rect: Some(rect) });
        }
        let halves = [Rect::new(low, coord! { x: 180.0, y: north }), Rect::new(coord! { x: -180.0, y: south }, high)];
        let halves: Vec<Geometry<f64>> = halves.into_iter().map(geometry_of).collect();
        let polygons: Option<Vec<Polygon<f64>>> = halves.iter().map(|half| Polygon::try_from(half.clone()).ok()).collect();
        // A half without width (an edge on the antimeridian) leaves no area to join.
        let geometry = polygons.map_or_else(|| Geometry::GeometryCollection(GeometryCollection(halves)), |both| Geometry::MultiPolygon(MultiPolygon(both)));
        Ok(Literal { geometry, rect: None })
    }

    fn bbox_elsewhere(&self, at: usize, [west, south, east, north]: [f64; 4]) -> Parsed<Literal> {
        if west > east {
            return Err(FilterError::Geometry { at, fault: ["BBOX 的西界在东界之东", "its west is east of its east"] });
        }
        if west == east || south == north {
            let ends = LineString(vec![self.degrees(at, [west, south])?, self.degrees(at, [east, north])?]);
            let geometry = if ends.0[0] == ends.0[1] { Geometry::Point(ends.0[0].into()) } else { Geometry::LineString(ends) };
            return Ok(Literal { geometry, rect: None });
        }
        let corners = [[west, south], [east, south], [east, north], [west, north], [west, south]];
        let mut ring = Vec::with_capacity(4 * PIECES as usize + 1);
        for edge in corners.windows(2) {
            for piece in 0..PIECES {
                let t = f64::from(piece) / f64::from(PIECES);
                ring.push(self.degrees(at, [0, 1].map(|axis| edge[0][axis] + t * (edge[1][axis] - edge[0][axis])))?);
            }
        }
        ring.push(ring[0]);
        Ok(Literal { geometry: Geometry::Polygon(Polygon::new(LineString(ring), Vec::new())), rect: None })
    }
}

/// A box as the geometry it covers: without height or width it is a line or a point.
fn geometry_of(rect: Rect<f64>) -> Geometry<f64> {
    let (low, high) = (rect.min(), rect.max());
    match (low.x == high.x, low.y == high.y) {
        (true, true) => Geometry::Point(low.into()),
        (false, false) => Geometry::Polygon(rect.to_polygon()),
        _ => Geometry::LineString(LineString(vec![low, high])),
    }
}

/// The smallest box around a geometry that has a coordinate.
pub(super) fn bounds_of(geometry: &Geometry<f64>) -> Option<Rect<f64>> {
    geometry.coords_iter().fold(None, |bounds: Option<Rect<f64>>, at| {
        let Some(bounds) = bounds else { return Some(Rect::new(at, at)) };
        let (low, high) = (bounds.min(), bounds.max());
        Some(Rect::new(coord! { x: low.x.min(at.x), y: low.y.min(at.y) }, coord! { x: high.x.max(at.x), y: high.y.max(at.y) }))
    })
}
