//! Lines and areas drawn behind everything. Nothing is decided by them.

use std::path::Path;

use geo::MapCoords;
use geo_types::Geometry;

use super::polygons::{self, LayerOptions};
use super::problem::GeometryFault;
use super::table::NoShape;
use super::{Field, IngestError, IngestReport, Problem};
use crate::config::{BackdropSource, ColumnMap};

/// One feature of a backdrop.
#[derive(Clone, Debug, PartialEq)]
pub struct BackdropFeature {
    /// Its name; empty where it has none.
    pub name: String,
    /// Its geometry in CGCS2000 degrees, as read: areas are not repaired, for they are only drawn.
    pub geometry: Geometry<f64>,
}

/// Reads a backdrop. `path` is the source's path, resolved.
///
/// # Units and CRS
/// Out come CGCS2000 degrees.
///
/// # Errors
/// Nothing could be read, or nobody says the system.
pub fn read_backdrop(source: &BackdropSource, path: &Path) -> Result<(Vec<BackdropFeature>, IngestReport), IngestError> {
    let map = ColumnMap::new();
    let options = LayerOptions { layer: None, encoding: None, columns: &map, crs: source.crs.as_ref() };
    let mut layer = polygons::read(path, &options)?;
    let names = layer.columns.find(Field::Name)?.map(|c| layer.table.cells(c));
    let shapes = layer.table.geometry.take().unwrap_or_default();
    let mut features = Vec::with_capacity(shapes.len());
    for (row, shape) in shapes.into_iter().enumerate() {
        let name = names.as_ref().and_then(|n| n.text(row)).map(std::borrow::Cow::into_owned).unwrap_or_default();
        let id = (!name.is_empty()).then_some(name.as_str());
        let geometry = match shape {
            Ok(shape) => shape.geometry,
            Err(NoShape::Missing) => {
                layer.reject(row, id, None, Problem::Geometry(GeometryFault::Missing));
                continue;
            }
            Err(NoShape::Unsuitable(kind)) => {
                layer.reject(row, id, None, Problem::Geometry(GeometryFault::Irreparable(kind)));
                continue;
            }
        };
        let geometry = geometry.try_map_coords(|given| {
            let (mut x, mut y) = ([given.x], [given.y]);
            layer.transform.apply(&mut x, &mut y);
            if x[0].is_nan() { Err([given.x, given.y]) } else { Ok(geo_types::Coord { x: x[0], y: y[0] }) }
        });
        let geometry = match geometry {
            Ok(geometry) => geometry,
            Err(given) => {
                let finite = given.iter().all(|v: &f64| v.is_finite());
                let fault = if finite { GeometryFault::OutOfRange { given, crs: layer.crs.to_string() } } else { GeometryFault::NotFinite };
                layer.reject(row, id, None, Problem::Geometry(fault));
                continue;
            }
        };
        features.push(BackdropFeature { name, geometry });
    }
    Ok((features, layer.report(path)?))
}
