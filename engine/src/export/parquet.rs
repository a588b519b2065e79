//! GeoParquet 1.1: the table as it is, and a column `geometry` with the point or the shape of each row as WKB, or null.
//!
//! The coordinate system is EPSG:4490, in full as PROJJSON, because without it readers would assume OGC:CRS84. Positions are
//! longitude first, as the format demands whatever the axis order of the system.
//!
//! # References
//! GeoParquet 1.1.0, <https://geoparquet.org/releases/v1.1.0/>.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::{ColumnPath, SchemaDescPtr};
use arrow_array::builder::BinaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int64Array, StringArray};
use arrow_cast::CastOptions;
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use geoparquet::metadata::{GeoParquetColumnEncoding, GeoParquetColumnMetadata, GeoParquetMetadata};
use wkb::Endianness;
use wkb::error::WkbError;
use wkb::writer::WriteOptions;

use super::pages::coded::Keyring;
use super::pages::{self, Codec};
use super::{ExportError, Job, Sheet, Step, shape};
use crate::coord::Bounds;
use crate::model::is_coded;

/// EPSG:4490 as PROJ 9 writes it, so that the bytes do not depend on the PROJ at hand; a test compares the two.
const CGCS2000_PROJJSON: &str = include_str!("cgcs2000.json");

const GEOMETRY: &str = "geometry";

/// Rows of a row group: enough that its texts are worth a dictionary, few enough that several groups fit in memory.
pub(super) const GROUP_ROWS: usize = 1 << 18;

/// Bytes written at a time: a write that ends within a page of the disk's cache costs that page twice.
const WRITE_BYTES: usize = 1 << 20;

/// Pages of text compress well and are few after coding, so they get the better codec.
const TEXT_ZSTD_LEVEL: i32 = -3;

pub(super) fn write(job: &Job<'_>) -> Result<(), ExportError> {
    let sheet = job.sheet;
    let (form, mut file) = begin(job.file, job.target, sheet.table.schema_ref(), &job.names)?;
    for start in (0..sheet.rows()).step_by(GROUP_ROWS) {
        let rows = start..sheet.rows().min(start + GROUP_ROWS);
        let table = sheet.table.slice(start, rows.len());
        let group = Sheet { table: &table, lon_deg: &sheet.lon_deg[rows.clone()], lat_deg: &sheet.lat_deg[rows], ..*sheet };
        file.append(form.encode_drawn(&[group], job.shapes.is_some().then_some((job, start)))?)?;
    }
    file.finish(&sheet.title(job.lang))
}

/// What every group of the file is made by; shared by those who make them.
pub(super) struct Form {
    target: PathBuf,
    columns: Vec<Column>,
    factory: ArrowRowGroupWriterFactory,
    descr: SchemaDescPtr,
}

/// A column of the table, and how it is encoded.
struct Column {
    field: Field,
    way: Way,
    /// The place of its first leaf among the file's columns, and how many leaves it has.
    leaf: usize,
    leaves: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By the library.
    Arrow,
    /// As codes into a dictionary: see [`super::pages`].
    Coded,
    /// As text, likewise.
    Text,
    /// As floating-point numbers, likewise.
    Float,
    /// As whole numbers, or moments counted in them, likewise.
    Integer,
    /// As yes and no, likewise.
    Boolean,
}

/// A row group that is encoded and not yet in the file.
pub(super) struct Group {
    chunks: Vec<Chunk>,
    places: Places,
}

/// Where the shapes of rows lie, and of which types they are.
#[derive(Default)]
struct Places {
    bounds: Bounds,
    types: BTreeSet<&'static str>,
}

enum Chunk {
    Arrow(ArrowColumnChunk),
    Pages(pages::Chunk),
}

/// The file that groups are put into.
pub(super) struct GroupFile {
    target: PathBuf,
    writer: SerializedFileWriter<BufWriter<File>>,
    places: Places,
}

/// Makes the file for tables of this schema, with columns of these names.
pub(super) fn begin(file: &Path, target: &Path, table: &Schema, names: &[String]) -> Result<(Form, GroupFile), ExportError> {
    let mut fields: Vec<Field> = table.fields().iter().zip(names).map(|(field, name)| Field::new(name, type_in_file(field.data_type()), true)).collect();
    fields.push(geometry_field());
    let schema = Arc::new(Schema::new(fields));
    let out = File::create_new(file).map(|file| BufWriter::with_capacity(WRITE_BYTES, file)).map_err(ExportError::io(target, Step::Create))?;
    let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties(&schema))).and_then(ArrowWriter::into_serialized_writer);
    let (writer, factory) = writer.map_err(fail(target, Step::Create))?;
    let descr = Arc::new(writer.schema_descr().clone());
    let mut leaf = 0;
    let columns = table.fields().iter().zip(schema.fields()).enumerate().map(|(place, (own, field))| {
        let way = match own.data_type() {
            kind if is_coded(kind) => Way::Coded,
            DataType::Utf8 => Way::Text,
            DataType::Float64 => Way::Float,
            DataType::Int64 | DataType::Timestamp(..) => Way::Integer,
            DataType::Boolean => Way::Boolean,
            _ => Way::Arrow,
        };
        let leaves = (0..descr.num_columns()).filter(|&leaf| descr.get_column_root_idx(leaf) == place).count();
        leaf += leaves;
        Column { field: field.as_ref().clone(), way, leaf: leaf - leaves, leaves }
    });
    let columns = columns.collect();
    Ok((Form { target: target.into(), columns, factory, descr }, GroupFile { target: target.into(), writer, places: Places::default() }))
}

fn geometry_field() -> Field {
    Field::new(GEOMETRY, DataType::Binary, true)
}

/// Measured on a million clues of Jilin (docs/decisions/0005-streaming.md).
fn properties(schema: &Schema) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_max_row_group_row_count(None);
    for field in schema.fields() {
        let is_text = matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..));
        let column = ColumnPath::from(vec![field.name().clone()]);
        if is_text {
            properties = properties.set_column_compression(column, text_compression());
        } else {
            // Coordinates and times hardly repeat; a dictionary of them is made in vain.
            properties = properties.set_column_dictionary_enabled(column, false);
        }
    }
    properties.build()
}

fn text_compression() -> Compression {
    Compression::ZSTD(ZstdLevel::try_new(TEXT_ZSTD_LEVEL).unwrap_or_default())
}

impl Form {
    /// Encodes one row group: the sheets one after the other.
    pub(super) fn encode(&self, sheets: &[Sheet<'_>]) -> Result<Group, ExportError> {
        self.encode_drawn(sheets, None)
    }

    /// The same; where rows have shapes, they are those of the job from a row on.
    fn encode_drawn(&self, sheets: &[Sheet<'_>], drawn: Option<(&Job<'_>, usize)>) -> Result<Group, ExportError> {
        let mut text_codec = Codec::zstd(TEXT_ZSTD_LEVEL).map_err(ExportError::io(&self.target, Step::Write))?;
        let mut snappy = Codec::snappy();
        let mut ring = Keyring::default();
        let fail = fail(&self.target, Step::Write);
        let mut writers = self.factory.create_column_writers(0).map_err(&fail)?.into_iter();
        let mut chunks = Vec::with_capacity(self.descr.num_columns());
        for (place, column) in self.columns.iter().enumerate() {
            let arrays = sheets.iter().map(|sheet| sheet.table.column(place));
            let own: Vec<ArrowColumnWriter> = writers.by_ref().take(column.leaves).collect();
            match column.way {
                Way::Coded => {
                    let coded: Vec<&DictionaryArray<UInt32Type>> = arrays.map(AsArray::as_dictionary).collect();
                    chunks.push(Chunk::Pages(pages::coded::coded(&self.descr.column(column.leaf), &coded, &mut text_codec, &mut ring).map_err(&fail)?));
                }
                Way::Text => {
                    let texts: Vec<&StringArray> = arrays.map(AsArray::as_string).collect();
                    chunks.push(Chunk::Pages(pages::texts::texts(&self.descr.column(column.leaf), &texts, &mut snappy).map_err(&fail)?));
                }
                Way::Float => {
                    let numbers: Vec<&Float64Array> = arrays.map(AsArray::as_primitive).collect();
                    chunks.push(Chunk::Pages(pages::numbers::floats(&self.descr.column(column.leaf), &numbers, &mut snappy).map_err(&fail)?));
                }
                Way::Integer => {
                    let numbers = arrays.map(whole_numbers).collect::<Result<Vec<_>, _>>().map_err(|e| fail(e.into()))?;
                    let numbers: Vec<&Int64Array> = numbers.iter().collect();
                    chunks.push(Chunk::Pages(pages::numbers::integers(&self.descr.column(column.leaf), &numbers, &mut snappy).map_err(&fail)?));
                }
                Way::Boolean => {
                    let booleans: Vec<&BooleanArray> = arrays.map(AsArray::as_boolean).collect();
                    chunks.push(Chunk::Pages(pages::booleans::booleans(&self.descr.column(column.leaf), &booleans, &mut snappy).map_err(&fail)?));
                }
                Way::Arrow => chunks.extend(by_library(&column.field, arrays, own).map_err(&fail)?.into_iter().map(Chunk::Arrow)),
            }
        }
        let places = if let Some((job, start)) = drawn {
            let rows: usize = sheets.iter().map(Sheet::rows).sum();
            let (shapes, places) = shapes(job, start..start + rows).map_err(|error| fail(ParquetError::External(Box::new(error))))?;
            let column = by_library(&geometry_field(), std::iter::once(&shapes), writers.collect()).map_err(&fail)?;
            chunks.extend(column.into_iter().map(Chunk::Arrow));
            places
        } else {
            let positions: Vec<(&[f64], &[f64])> = sheets.iter().map(|sheet| (sheet.lon_deg, sheet.lat_deg)).collect();
            let geometry = self.descr.column(self.descr.num_columns() - 1);
            let (chunk, bounds) = pages::points::points(&geometry, &positions, &mut Codec::Plain).map_err(&fail)?;
            chunks.push(Chunk::Pages(chunk));
            Places { bounds, types: (!bounds.is_empty()).then_some("Point").into_iter().collect() }
        };
        Ok(Group { chunks, places })
    }
}

/// The shapes of some rows as WKB, little-endian.
fn shapes(job: &Job<'_>, rows: Range<usize>) -> Result<(ArrayRef, Places), WkbError> {
    let (mut column, mut places) = (BinaryBuilder::new(), Places::default());
    let mut bytes = Vec::new();
    for row in rows {
        let Some(shape) = job.shape(row) else {
            column.append_null();
            continue;
        };
        places.bounds = places.bounds.union(shape::bounds(&shape));
        places.types.insert(shape::type_name(&shape));
        bytes.clear();
        wkb::writer::write_geometry(&mut bytes, &*shape, &WriteOptions { endianness: Endianness::LittleEndian })?;
        column.append_value(&bytes);
    }
    Ok((Arc::new(column.finish()), places))
}

fn by_library<'a>(
    field: &Field,
    arrays: impl Iterator<Item = &'a ArrayRef>,
    mut writers: Vec<ArrowColumnWriter>,
) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
    for array in arrays {
        let array = in_units_of_parquet(array)?;
        for (writer, leaf) in writers.iter_mut().zip(compute_leaves(field, &array)?) {
            writer.write(&leaf)?;
        }
    }
    writers.into_iter().map(ArrowColumnWriter::close).collect()
}

impl GroupFile {
    /// Puts the next group into the file.
    pub(super) fn append(&mut self, group: Group) -> Result<(), ExportError> {
        self.places.bounds = self.places.bounds.union(group.places.bounds);
        self.places.types.extend(group.places.types);
        let put = || -> Result<(), ParquetError> {
            let mut row_group = self.writer.next_row_group()?;
            for chunk in group.chunks {
                match chunk {
                    Chunk::Arrow(chunk) => chunk.append_to_row_group(&mut row_group)?,
                    Chunk::Pages(chunk) => chunk.append_to(&mut row_group)?,
                }
            }
            row_group.close().map(drop)
        };
        put().map_err(fail(&self.target, Step::Write))
    }

    /// Ends the file, with the box around all rows and the types of their shapes.
    pub(super) fn finish(mut self, title: &str) -> Result<(), ExportError> {
        let metadata = metadata(&self.places);
        let metadata = metadata.map_err(|source| ExportError::Encode { path: self.target.clone(), step: Step::Write, source: Box::new(source) })?;
        self.writer.append_key_value_metadata(KeyValue::new("geo".into(), metadata));
        self.writer.append_key_value_metadata(KeyValue::new("title".into(), title.to_owned()));
        let mut out = self.writer.into_inner().map_err(fail(&self.target, Step::Close))?;
        out.flush().map_err(ExportError::io(&self.target, Step::Close))
    }
}

fn fail(target: &Path, step: Step) -> impl Fn(ParquetError) -> ExportError {
    let path = target.to_path_buf();
    move |source| ExportError::Encode { path: path.clone(), step, source: Box::new(source) }
}

/// Whole numbers, and those that moments are counted in, in the unit that the file has.
fn whole_numbers(column: &ArrayRef) -> Result<Int64Array, ArrowError> {
    Ok(arrow_cast::cast(&in_units_of_parquet(column)?, &DataType::Int64)?.as_primitive().clone())
}

/// Codes into texts are plain text in the file.
fn type_in_file(kind: &DataType) -> DataType {
    match kind {
        DataType::Timestamp(TimeUnit::Second, zone) => DataType::Timestamp(TimeUnit::Millisecond, zone.clone()),
        kind if is_coded(kind) => DataType::Utf8,
        kind => kind.clone(),
    }
}

/// Parquet has no times in whole seconds and would store bare integers, which other readers take for just that.
fn in_units_of_parquet(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    match column.data_type() {
        kind @ DataType::Timestamp(TimeUnit::Second, _) => {
            let exact = CastOptions { safe: false, ..Default::default() };
            arrow_cast::cast_with_options(column, &type_in_file(kind), &exact)
        }
        _ => Ok(column.clone()),
    }
}

fn metadata(places: &Places) -> Result<String, serde_json::Error> {
    let bounds = (!places.bounds.is_empty()).then(|| places.bounds.to_array());
    let column = GeoParquetColumnMetadata {
        encoding: GeoParquetColumnEncoding::WKB,
        geometry_types: HashSet::new(),
        crs: Some(serde_json::from_str(CGCS2000_PROJJSON)?),
        orientation: None,
        edges: None,
        bbox: bounds.map(|b| b.to_vec()),
        epoch: None,
        covering: None,
        large_offsets: false,
    };
    // One column: the order of the map cannot show.
    let columns = HashMap::from([(GEOMETRY.to_owned(), column)]);
    let mut metadata = serde_json::to_value(&GeoParquetMetadata { version: "1.1.0".into(), primary_column: GEOMETRY.into(), columns })?;
    // The library keeps the types in no order; equal tables are to give equal bytes.
    metadata["columns"][GEOMETRY]["geometry_types"] = serde_json::to_value(&places.types)?;
    serde_json::to_string(&metadata)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
    use arrow_array::{RecordBatch, TimestampSecondArray};

    use crate::export::{Format, write};
    use crate::lang::Lang;

    #[test]
    fn times_in_seconds_are_still_times_for_readers_that_know_no_arrow() {
        let times: ArrayRef = Arc::new(TimestampSecondArray::from(vec![Some(1_780_648_200), None]));
        let table = RecordBatch::try_from_iter([("at", times)]).expect("one column");
        let sheet = Sheet { table: &table, lon_deg: &[f64::NAN; 2], lat_deg: &[f64::NAN; 2], name: "x", sample: false, own_columns: 1 };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("times.parquet");
        write(&path, &sheet, Format::Parquet, Lang::Zh).expect("written");
        let file = std::fs::File::open(path).expect("readable");
        let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, ArrowReaderOptions::new().with_skip_arrow_metadata(true)).expect("Parquet");
        assert_eq!(reader.schema().field(0).data_type(), &DataType::Timestamp(TimeUnit::Millisecond, None));
    }
}
