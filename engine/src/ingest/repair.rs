//! Polygons are made valid, with a record of what was done, or rejected with a reason; never silently used.
//!
//! 1. Only the polygonal part counts; every coordinate must be finite and a place of the system.
//! 2. Open rings are closed; points that repeat the one before, and rings without area, are removed.
//! 3. GEOS checks the rest. What crosses or overlaps is rebuilt ring by ring ("structure": shells are united, holes taken
//!    off), so that two overlapping parts of one jurisdiction become one and do not cancel out.
//! 4. Exteriors are wound counter-clockwise.

use gdal::cpl::CslStringList;
use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::orient::Direction;
use geo::{Area, GeodesicArea, Orient};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon};

use super::crs::Transform;
use super::problem::{GeometryFault, Repair, RingFault};
use super::table::{NoShape, Shape};
use super::{Problem, geometry, ogr, rings};
use crate::coord::Crs;
use crate::model::FaultDetail;
use crate::units::SquareMetres;

/// A valid area in CGCS2000 degrees, and what was done to it.
pub(super) struct Repaired {
    pub area: MultiPolygon<f64>,
    /// `None` where nothing had to be done.
    pub problem: Option<Problem>,
}

/// Makes a valid area of a geometry as read.
pub(super) fn area(shape: &Result<Shape, NoShape>, crs: &Crs, transform: &Transform) -> Result<Repaired, GeometryFault> {
    let shape = match shape {
        Ok(shape) => shape,
        Err(NoShape::Missing) => return Err(GeometryFault::Missing),
        Err(NoShape::Unsuitable(kind)) => return Err(GeometryFault::NotPolygonal(kind.clone())),
    };
    let mut polygons = Vec::new();
    polygonal(&shape.geometry, &mut polygons);
    if polygons.is_empty() {
        return Err(GeometryFault::NotPolygonal(kind(&shape.geometry).into()));
    }
    for polygon in &mut polygons {
        to_cgcs2000(polygon, crs, transform)?;
    }
    let before = MultiPolygon(polygons.clone());

    let (mut repairs, mut faults) = (Vec::new(), Vec::new());
    if shape.unclosed > 0 {
        repairs.push(Repair::ClosedRings(shape.unclosed));
        faults.extend(before.0.first().and_then(|polygon| polygon.exterior().0.last()).map(|end| RingFault::at(FaultDetail::Unclosed, *end)));
    }
    let (mut duplicates, mut collapsed, mut short) = (0, Vec::new(), false);
    let cleaned: Vec<Polygon<f64>> = polygons.into_iter().filter_map(|p| clean(p, &mut duplicates, &mut collapsed, &mut short)).collect();
    if duplicates > 0 {
        repairs.push(Repair::RemovedDuplicates(duplicates));
    }
    if !collapsed.is_empty() {
        repairs.push(Repair::RemovedCollapsed(collapsed.len()));
        faults.extend(collapsed.into_iter().map(|place| RingFault::at(FaultDetail::NoArea, place)));
    }
    if cleaned.is_empty() {
        return Err(if short { GeometryFault::TooFewPoints } else { GeometryFault::Collapsed });
    }
    let area = rebuild(MultiPolygon(cleaned), &mut repairs, &mut faults)?.orient(Direction::Default);
    let problem = (!repairs.is_empty()).then(|| Problem::Repaired { before: on_the_ground(&before), after: on_the_ground(&area), repairs, faults });
    Ok(Repaired { area, problem })
}

/// Area on the ellipsoid, whatever the winding.
fn on_the_ground(area: &MultiPolygon<f64>) -> SquareMetres {
    SquareMetres(area.0.iter().map(|p| p.geodesic_area_signed().abs()).sum())
}

fn polygonal(geometry: &Geometry<f64>, found: &mut Vec<Polygon<f64>>) {
    match geometry {
        Geometry::Polygon(polygon) => found.push(polygon.clone()),
        Geometry::MultiPolygon(polygons) => found.extend(polygons.0.iter().cloned()),
        Geometry::GeometryCollection(members) => members.0.iter().for_each(|member| polygonal(member, found)),
        _ => {}
    }
}

fn kind(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::LineString(_) | Geometry::Line(_) => "LineString",
        Geometry::MultiLineString(_) => "MultiLineString",
        _ => "GeometryCollection",
    }
}

fn to_cgcs2000(polygon: &mut Polygon<f64>, crs: &Crs, transform: &Transform) -> Result<(), GeometryFault> {
    let mut fault = None;
    let mut ring = |line: &mut LineString<f64>| {
        let given = line.0.clone();
        let (mut x, mut y): (Vec<f64>, Vec<f64>) = given.iter().map(|c| (c.x, c.y)).unzip();
        transform.apply(&mut x, &mut y);
        for (i, coord) in line.0.iter_mut().enumerate() {
            *coord = Coord { x: x[i], y: y[i] };
            if !x[i].is_finite() && fault.is_none() {
                let Coord { x, y } = given[i];
                let finite = x.is_finite() && y.is_finite();
                fault = Some(if finite { GeometryFault::OutOfRange { given: [x, y], crs: crs.to_string() } } else { GeometryFault::NotFinite });
            }
        }
    };
    polygon.exterior_mut(&mut ring);
    polygon.interiors_mut(|rings| rings.iter_mut().for_each(&mut ring));
    fault.map_or(Ok(()), Err)
}

/// Removes repeated points, and rings without area, whose places it notes. `None` where the exterior goes.
fn clean(polygon: Polygon<f64>, duplicates: &mut usize, collapsed: &mut Vec<Coord<f64>>, short: &mut bool) -> Option<Polygon<f64>> {
    let (exterior, interiors) = polygon.into_inner();
    let mut ring = |mut line: LineString<f64>| {
        let count = line.0.len();
        line.0.dedup();
        *duplicates += count - line.0.len();
        if line.0.len() < 4 {
            *short = true;
        }
        // Not by the area: that of a symmetric bow-tie is zero, and it can be repaired.
        let encloses = line.0.len() >= 4 && !all_on_one_line(&line);
        if !encloses {
            collapsed.extend(line.0.first());
        }
        encloses.then_some(line)
    };
    let exterior = ring(exterior)?;
    let interiors = interiors.into_iter().filter_map(ring).collect();
    Some(Polygon::new(exterior, interiors))
}

fn all_on_one_line(line: &LineString<f64>) -> bool {
    let Some(&first) = line.0.first() else { return true };
    let Some(&second) = line.0.iter().find(|&&c| c != first) else { return true };
    line.0.iter().all(|&c| RobustKernel::orient2d(first, second, c) == Orientation::Collinear)
}

fn rebuild(area: MultiPolygon<f64>, repairs: &mut Vec<Repair>, faults: &mut Vec<RingFault>) -> Result<MultiPolygon<f64>, GeometryFault> {
    let irreparable = |why: Option<String>| GeometryFault::Irreparable(why.unwrap_or_default());
    ogr::listen();
    let broken = geometry::to_ogr(&area).ok_or_else(|| irreparable(None))?;
    if broken.is_valid() {
        return Ok(area);
    }
    let why = first_message();
    let mut options = CslStringList::new();
    let structure = options.set_name_value("METHOD", "STRUCTURE").is_ok();
    let valid = if structure { broken.make_valid(&options) } else { broken.make_valid(&CslStringList::new()) };
    let valid = valid.map_err(|_| irreparable(why.clone()))?;
    let mut polygons = Vec::new();
    if let Ok(shape) = geometry::shape(&valid) {
        polygonal(&shape.geometry, &mut polygons);
    }
    // Slivers without area may come out of the rebuilding.
    let (mut duplicates, mut collapsed, mut short) = (0, Vec::new(), false);
    let polygons: Vec<_> =
        polygons.into_iter().filter_map(|p| clean(p, &mut duplicates, &mut collapsed, &mut short)).filter(|p| p.unsigned_area() > 0.0).collect();
    if polygons.is_empty() {
        return Err(irreparable(why));
    }
    faults.extend(rings::faults(&area, why.as_deref()));
    repairs.push(Repair::Rebuilt(why.unwrap_or_default()));
    Ok(MultiPolygon(polygons))
}

fn first_message() -> Option<String> {
    ogr::said(std::path::Path::new("")).into_iter().next()
}
