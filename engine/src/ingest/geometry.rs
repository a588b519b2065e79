//! Geometry from GDAL's types to ours, in the file's own system.

use gdal::vector::{Geometry as OgrGeometry, OGRwkbGeometryType as kind, ToGdal, geometry_type_flatten};
use geo_types::{Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use super::ogr;
use super::table::{NoShape, Shape};

/// Deepest nesting of collections that is followed.
const DEPTH_MAX: usize = 8;

/// A geometry of GDAL's as ours. Heights are dropped.
pub(super) fn shape(geometry: &OgrGeometry) -> Result<Shape, NoShape> {
    if geometry.is_empty() {
        return Err(NoShape::Missing);
    }
    let mut unclosed = 0;
    let geometry = convert(geometry, &mut unclosed, DEPTH_MAX)?;
    Ok(Shape { geometry, unclosed })
}

/// Reads well-known text.
pub(super) fn of_wkt(text: &str) -> Option<Result<Shape, NoShape>> {
    ogr::listen();
    OgrGeometry::from_wkt(text).ok().map(|g| shape(&g))
}

/// Reads well-known binary.
pub(super) fn of_wkb(bytes: &[u8]) -> Option<Result<Shape, NoShape>> {
    ogr::listen();
    OgrGeometry::from_wkb(bytes).ok().map(|g| shape(&g))
}

/// A polygon of ours as GDAL's.
pub(super) fn to_ogr(area: &MultiPolygon<f64>) -> Option<OgrGeometry> {
    area.to_gdal().ok()
}

fn convert(geometry: &OgrGeometry, unclosed: &mut usize, depth: usize) -> Result<Geometry<f64>, NoShape> {
    let unsuitable = || NoShape::Unsuitable(geometry.geometry_name());
    if depth == 0 {
        return Err(unsuitable());
    }
    let parts = || (0..geometry.geometry_count()).map(|i| geometry.get_geometry(i));
    match geometry_type_flatten(geometry.geometry_type()) {
        kind::wkbPoint => points(geometry).first().map(|c| Geometry::Point(Point(*c))).ok_or(NoShape::Missing),
        kind::wkbLineString => Ok(Geometry::LineString(LineString(points(geometry)))),
        kind::wkbPolygon => Ok(Geometry::Polygon(polygon(geometry, unclosed))),
        kind::wkbMultiPoint => Ok(Geometry::MultiPoint(MultiPoint(parts().filter_map(|p| points(&p).first().map(|c| Point(*c))).collect()))),
        kind::wkbMultiLineString => Ok(Geometry::MultiLineString(MultiLineString(parts().map(|p| LineString(points(&p))).collect()))),
        kind::wkbMultiPolygon => Ok(Geometry::MultiPolygon(MultiPolygon(parts().map(|p| polygon(&p, unclosed)).collect()))),
        kind::wkbGeometryCollection => {
            let members: Result<Vec<_>, _> = parts().map(|p| convert(&p, unclosed, depth - 1)).collect();
            Ok(Geometry::GeometryCollection(GeometryCollection(members?)))
        }
        // Curves, surfaces and the like.
        _ => Err(unsuitable()),
    }
}

fn polygon(geometry: &OgrGeometry, unclosed: &mut usize) -> Polygon<f64> {
    let mut rings = (0..geometry.geometry_count()).map(|i| {
        let ring = points(&geometry.get_geometry(i));
        if ring.len() > 1 && ring.first() != ring.last() {
            *unclosed += 1;
        }
        LineString(ring)
    });
    let exterior = rings.next().unwrap_or(LineString(Vec::new()));
    Polygon::new(exterior, rings.collect())
}

fn points(geometry: &OgrGeometry) -> Vec<Coord<f64>> {
    let mut points = Vec::with_capacity(geometry.point_count());
    geometry.get_points(&mut points);
    points.into_iter().map(|(x, y, _)| Coord { x, y }).collect()
}
