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
use flatbuffers::FlatBufferBuilder;

use super::column::{Cell, Column, Kind};
use super::{ExportError, Job, Step, caption};

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
    let envelope = job.sheet.bounds().map(|bounds| buffer.create_vector(&bounds));
    let args = fgb::HeaderArgs {
        name,
        envelope,
        geometry_type: fgb::GeometryType::Point,
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
    let geometry = job.sheet.position(row).map(|position| {
        let xy = Some(buffer.create_vector(&position.to_array()));
        fgb::Geometry::create(buffer, &fgb::GeometryArgs { xy, type_: fgb::GeometryType::Point, ..Default::default() })
    });
    let feature = fgb::Feature::create(buffer, &fgb::FeatureArgs { geometry, properties, columns: None });
    buffer.finish_size_prefixed(feature, None);
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
