//! FlatGeobuf, for web maps that stream.
//!
//! 1. The header: layer, columns with their types and captions, EPSG:4490.
//! 2. One feature after the other in the order of the rows, without a spatial index: the index would reorder them, and it
//!    has no place for rows without a position.
//!
//! Only the tables of the `flatgeobuf` crate are used. GDAL 3.6 drops features without geometry without a word (with and
//! without an index), and the crate's own writer gives them a point without coordinates, which GDAL then takes for damage.
//! The format has no dates; they are text (ISO 8601), times are times.
//!
//! # References
//! FlatGeobuf 3, <https://github.com/flatgeobuf/flatgeobuf/tree/master/src/fbs>.

use std::io::Write;

use ::flatgeobuf as fgb;
use flatbuffers::{FlatBufferBuilder, WIPOffset};
use geo_types::{Coord, Geometry, Polygon};

use super::column::{Cell, Column, Kind};
use super::{ExportError, Job, ShapeKind, Step, caption};

const MAGIC: [u8; 8] = *b"fgb\x03fgb\x00";

pub(super) fn write(job: &Job<'_>) -> Result<(), ExportError> {
    job.check_column_count("FlatGeobuf", usize::from(u16::MAX))?;
    let mut out = job.create()?;
    let io = ExportError::io(job.target, Step::Write);
    let mut buffer = FlatBufferBuilder::new();
    header(job, &mut buffer);
    out.write_all(&MAGIC).and_then(|()| out.write_all(buffer.finished_data())).map_err(&io)?;
    for row in 0..job.sheet.rows() {
        buffer.reset();
        feature(job, row, &mut buffer);
        out.write_all(buffer.finished_data()).map_err(&io)?;
    }
    out.flush().map_err(io)
}

fn header(job: &Job<'_>, buffer: &mut FlatBufferBuilder<'_>) {
    let columns = job.names.iter().zip(&job.columns).enumerate().map(|(place, (name, column))| {
        let title = if place < job.sheet.own_columns { None } else { caption(name).map(|c| buffer.create_string(c.title(job.lang))) };
        let name = Some(buffer.create_string(name));
        fgb::Column::create(buffer, &fgb::ColumnArgs { name, type_: column_type(column), title, ..Default::default() })
    });
    let columns: Vec<_> = columns.collect();
    let columns = Some(buffer.create_vector(&columns));
    let crs = {
        let (org, name) = (buffer.create_string("EPSG"), buffer.create_string("China Geodetic Coordinate System 2000"));
        Some(fgb::Crs::create(buffer, &fgb::CrsArgs { org: Some(org), code: 4490, name: Some(name), ..Default::default() }))
    };
    let name = Some(buffer.create_string(job.sheet.name));
    let title = Some(buffer.create_string(&job.sheet.title(job.lang)));
    let envelope = job.bounds().map(|bounds| buffer.create_vector(&bounds));
    let args = fgb::HeaderArgs {
        name,
        envelope,
        geometry_type: layer_type(job.kind()),
        columns,
        features_count: job.sheet.rows() as u64,
        index_node_size: 0,
        crs,
        title,
        ..Default::default()
    };
    let header = fgb::Header::create(buffer, &args);
    buffer.finish_size_prefixed(header, None);
}

fn column_type(column: &Column) -> fgb::ColumnType {
    match column.kind() {
        Kind::Text | Kind::Date => fgb::ColumnType::String,
        Kind::Float => fgb::ColumnType::Double,
        Kind::Int => fgb::ColumnType::Long,
        Kind::Bool => fgb::ColumnType::Bool,
        Kind::Time => fgb::ColumnType::DateTime,
    }
}

fn feature(job: &Job<'_>, row: usize, buffer: &mut FlatBufferBuilder<'_>) {
    let mut properties = Vec::new();
    for (place, column) in job.columns.iter().enumerate() {
        property(place as u16, &column.cell(row), &mut properties);
    }
    let properties = Some(buffer.create_vector(&properties));
    let geometry = job.shape(row).map(|shape| geometry(&shape, buffer));
    let feature = fgb::Feature::create(buffer, &fgb::FeatureArgs { geometry, properties, columns: None });
    buffer.finish_size_prefixed(feature, None);
}

/// Of the whole layer; where it is unknown, each feature says it.
fn layer_type(kind: ShapeKind) -> fgb::GeometryType {
    match kind {
        ShapeKind::Point => fgb::GeometryType::Point,
        ShapeKind::Line => fgb::GeometryType::LineString,
        ShapeKind::Polygon => fgb::GeometryType::Polygon,
        ShapeKind::MultiLine => fgb::GeometryType::MultiLineString,
        ShapeKind::MultiPolygon => fgb::GeometryType::MultiPolygon,
        ShapeKind::Any => fgb::GeometryType::Unknown,
    }
}

/// Lines and rings are one row of positions with the `ends` of each; what consists of polygons or of anything has them as `parts`.
fn geometry<'b>(shape: &Geometry<f64>, buffer: &mut FlatBufferBuilder<'b>) -> WIPOffset<fgb::Geometry<'b>> {
    match shape {
        Geometry::Point(at) => flat(fgb::GeometryType::Point, &[&[at.0]], buffer),
        Geometry::Line(line) => flat(fgb::GeometryType::LineString, &[&[line.start, line.end]], buffer),
        Geometry::LineString(line) => flat(fgb::GeometryType::LineString, &[&line.0], buffer),
        Geometry::Polygon(area) => polygon(area, buffer),
        Geometry::Rect(rect) => polygon(&rect.to_polygon(), buffer),
        Geometry::Triangle(triangle) => polygon(&triangle.to_polygon(), buffer),
        Geometry::MultiPoint(several) => flat(fgb::GeometryType::MultiPoint, &[&several.iter().map(|at| at.0).collect::<Vec<_>>()], buffer),
        Geometry::MultiLineString(several) => {
            flat(fgb::GeometryType::MultiLineString, &several.iter().map(|line| line.0.as_slice()).collect::<Vec<_>>(), buffer)
        }
        Geometry::MultiPolygon(several) => {
            let parts = several.iter().map(|area| polygon(area, buffer)).collect::<Vec<_>>();
            of_parts(fgb::GeometryType::MultiPolygon, &parts, buffer)
        }
        Geometry::GeometryCollection(several) => {
            let parts = several.iter().map(|shape| geometry(shape, buffer)).collect::<Vec<_>>();
            of_parts(fgb::GeometryType::GeometryCollection, &parts, buffer)
        }
    }
}

fn polygon<'b>(area: &Polygon<f64>, buffer: &mut FlatBufferBuilder<'b>) -> WIPOffset<fgb::Geometry<'b>> {
    let rings: Vec<&[Coord<f64>]> = std::iter::once(area.exterior()).chain(area.interiors()).map(|ring| ring.0.as_slice()).collect();
    flat(fgb::GeometryType::Polygon, &rings, buffer)
}

/// The ends count positions. A single row of them needs none, but GDAL takes lines in the plural without them for damage.
fn flat<'b>(type_: fgb::GeometryType, rows: &[&[Coord<f64>]], buffer: &mut FlatBufferBuilder<'b>) -> WIPOffset<fgb::Geometry<'b>> {
    let xy: Vec<f64> = rows.iter().flat_map(|row| row.iter().flat_map(|at| [at.x, at.y])).collect();
    let ends = rows.iter().scan(0, |end, row| {
        *end += row.len() as u32;
        Some(*end)
    });
    let ends: Vec<u32> = ends.collect();
    let ends = (ends.len() > 1 || type_ == fgb::GeometryType::MultiLineString).then(|| buffer.create_vector(&ends));
    let xy = Some(buffer.create_vector(&xy));
    fgb::Geometry::create(buffer, &fgb::GeometryArgs { xy, ends, type_, ..Default::default() })
}

fn of_parts<'b>(type_: fgb::GeometryType, parts: &[WIPOffset<fgb::Geometry<'b>>], buffer: &mut FlatBufferBuilder<'b>) -> WIPOffset<fgb::Geometry<'b>> {
    let parts = Some(buffer.create_vector(parts));
    fgb::Geometry::create(buffer, &fgb::GeometryArgs { parts, type_, ..Default::default() })
}

/// A property is the number of its column and its value; a null is left out.
fn property(place: u16, cell: &Cell<'_>, out: &mut Vec<u8>) {
    if *cell == Cell::Null {
        return;
    }
    out.extend(place.to_le_bytes());
    let text = match cell {
        Cell::Null => return,
        Cell::Float(x) => return out.extend(x.to_le_bytes()),
        Cell::Int(x) => return out.extend(x.to_le_bytes()),
        Cell::Bool(x) => return out.push(u8::from(*x)),
        Cell::Time(t) => t.to_string(),
        Cell::Text(_) | Cell::Date(_) => cell.to_string(),
    };
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.into_bytes());
}
