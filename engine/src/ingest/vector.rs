//! Vector files: whatever OGR reads from a single file.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{Date32Builder, Float64Builder, Int64Builder, StringBuilder, TimestampSecondBuilder};
use gdal::Dataset;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Feature, Layer, LayerAccess, OGRFieldType as field_type};

use super::error::Limited;
use super::limit::{COLUMNS_MAX, MESSAGE_CHARS_MAX};
use super::sniff::Kind;
use super::table::{self, NoShape, RawTable};
use super::{IngestError, Note, date, dbf, geometry, ogr};
use crate::coord::Crs;
use crate::model::seconds_of;

/// Reads a layer of a vector file: the one named, else the first that has records.
pub(super) fn read(path: &Path, kind: Kind, said_encoding: Option<&str>, layer: Option<&str>) -> Result<RawTable, IngestError> {
    let (format, name) = match kind {
        Kind::ZippedVector => ("Shapefile", format!("/vsizip/{}", absolute(path))),
        Kind::Vector(format) => (format, absolute(path)),
        _ => return Err(IngestError::UnknownFormat { path: path.into() }),
    };
    let mut options = Vec::new();
    let mut encoding = None;
    let mut notes = Vec::new();
    if format == "Shapefile" {
        let choice = dbf::encoding(path, kind == Kind::ZippedVector, said_encoding)?;
        if let Some(open_as) = &choice.open_as {
            options.push(format!("ENCODING={open_as}"));
        }
        if choice.detected
            && let Some(name) = &choice.name
        {
            notes.push(Note::EncodingDetected(name.clone()));
        }
        encoding = choice.name;
    }
    let options: Vec<&str> = options.iter().map(String::as_str).collect();

    ogr::listen();
    let dataset = ogr::open(&name, &options).map_err(|_| damaged(path, format))?;
    let format = if kind == Kind::ZippedVector { zipped_format(&dataset) } else { format };
    let mut chosen = choose(path, &dataset, layer, &mut notes)?;
    let mut table = read_layer(path, format, &mut chosen)?;
    let (crs, by_standard) = declared(format, chosen.spatial_ref());
    // A file that cannot be read to its end says so only here.
    // (GDAL also warns of every GeoPackage newer than itself; that is no news to the user.)
    if let Some(message) = ogr::said(path).into_iter().find(|m| !m.is_empty() && !m.contains("may only be partially supported")) {
        notes.push(Note::Parser(message));
    }
    table.notes.splice(0..0, notes);
    Ok(RawTable { crs, crs_by_standard: by_standard, encoding, ..table })
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.into()).display().to_string()
}

fn damaged(path: &Path, format: &str) -> IngestError {
    let what = ogr::said(path).into_iter().next().unwrap_or_else(|| "not recognised".into());
    IngestError::Damaged { path: path.into(), format: format.into(), what }
}

/// What a zip of a vector file held.
fn zipped_format(dataset: &Dataset) -> &'static str {
    match dataset.driver().short_name().as_str() {
        "ESRI Shapefile" => "Shapefile",
        "GPKG" => "GeoPackage",
        "GeoJSON" | "TopoJSON" | "ESRIJSON" => "GeoJSON",
        "LIBKML" | "KML" => "KML",
        "FlatGeobuf" => "FlatGeobuf",
        "OpenFileGDB" => "FileGDB",
        _ => "MapInfo",
    }
}

fn choose<'d>(path: &Path, dataset: &'d Dataset, wanted: Option<&str>, notes: &mut Vec<Note>) -> Result<Layer<'d>, IngestError> {
    let names: Vec<String> = dataset.layers().map(|l| l.name()).collect();
    let index = match wanted {
        Some(wanted) => {
            names.iter().position(|n| n == wanted).ok_or_else(|| IngestError::NoLayer { path: path.into(), layer: wanted.into(), layers: names.clone() })?
        }
        None => dataset.layers().position(|l| l.feature_count() > 0).unwrap_or(0),
    };
    if wanted.is_none() && names.len() > 1 {
        let others = names.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, n)| n.clone()).collect();
        notes.push(Note::OneOfSeveral { used: names[index].clone(), others });
    }
    dataset.layer(index).map_err(|_| IngestError::NoRecords { path: path.into() })
}

/// The system that the layer declares. GeoJSON and KML are in WGS 84 by their standards (RFC 7946, OGC 07-147r2).
fn declared(format: &str, spatial_ref: Option<SpatialRef>) -> (Option<Crs>, bool) {
    let declared = spatial_ref.and_then(|srs| {
        if srs.is_local() {
            return None;
        }
        match (srs.auth_name().as_deref(), srs.auth_code()) {
            (Some("EPSG"), Ok(code)) => u32::try_from(code).ok().map(Crs::Epsg),
            (Some("OGC"), _) if srs.name().is_some_and(|n| n.contains("CRS84")) => Some(Crs::WGS84),
            _ => srs.to_wkt().ok().filter(|w| !w.is_empty()).map(Crs::Definition),
        }
    });
    match format {
        "GeoJSON" | "GeoJSONSeq" | "KML" | "KMZ" | "GPX" => {
            let by_standard = declared.as_ref().is_none_or(|crs| *crs == Crs::WGS84);
            (Some(declared.unwrap_or(Crs::WGS84)), by_standard)
        }
        _ => (declared, false),
    }
}

fn read_layer(path: &Path, format: &'static str, layer: &mut Layer<'_>) -> Result<RawTable, IngestError> {
    let fields: Vec<(String, field_type::Type)> = layer.defn().fields().map(|f| (f.name(), f.field_type())).collect();
    if fields.len() > COLUMNS_MAX {
        return Err(IngestError::TooLarge { path: path.into(), what: Limited::Columns, row: None, found: fields.len() as u64, limit: COLUMNS_MAX as u64 });
    }
    let has_geometry = layer.defn().geom_fields().count() > 0;
    // These two store their count. (A Shapefile's includes deleted records; the others would be read twice to count.)
    let promised = matches!(format, "GeoPackage" | "FlatGeobuf").then(|| layer.feature_count());
    let mut columns: Vec<Column> = fields.iter().map(|(_, kind)| Column::new(*kind)).collect();
    let mut row_number = Vec::new();
    let mut shapes = Vec::new();
    for (index, feature) in layer.features().enumerate() {
        row_number.push(feature.fid().unwrap_or(index as u64));
        for (field, column) in columns.iter_mut().enumerate() {
            column.push(&feature, field);
        }
        if has_geometry {
            shapes.push(feature.geometry_by_index(0).map_err(|_| NoShape::Missing).and_then(geometry::shape));
        }
    }
    let read = row_number.len() as u64;
    if let Some(promised) = promised.filter(|&promised| read < promised) {
        let said = ogr::said(path).into_iter().next().unwrap_or_default();
        return Err(IngestError::Damaged { path: path.into(), format: format.into(), what: format!("{read} / {promised} records; {said}") });
    }
    let columns = fields.into_iter().zip(columns).map(|((name, _), column)| (name, column.finish())).collect();
    Ok(RawTable {
        format,
        encoding: None,
        crs: None,
        crs_by_standard: false,
        batch: table::batch(columns, row_number.len()),
        row_number,
        geometry: has_geometry.then_some(shapes),
        ragged: BTreeMap::new(),
        notes: Vec::new(),
    })
}

/// A column while it is filled.
enum Column {
    Int(Int64Builder),
    Float(Float64Builder),
    Text(StringBuilder),
    Day(Date32Builder),
    Moment(TimestampSecondBuilder),
}

impl Column {
    fn new(kind: field_type::Type) -> Self {
        match kind {
            field_type::OFTInteger | field_type::OFTInteger64 => Self::Int(Int64Builder::new()),
            field_type::OFTReal => Self::Float(Float64Builder::new()),
            field_type::OFTDate => Self::Day(Date32Builder::new()),
            field_type::OFTDateTime => Self::Moment(TimestampSecondBuilder::new()),
            // Lists, times of day and binary are rare; GDAL writes them as text.
            _ => Self::Text(StringBuilder::new()),
        }
    }

    fn push(&mut self, feature: &Feature<'_>, field: usize) {
        match self {
            Self::Int(column) => column.append_option(feature.field_as_integer64(field).ok().flatten()),
            Self::Float(column) => column.append_option(feature.field_as_double(field).ok().flatten()),
            Self::Text(column) => column.append_option(feature.field_as_string(field).ok().flatten()),
            Self::Day(column) => column.append_option(moment(feature, field).map(|s| s.div_euclid(86_400) as i32)),
            Self::Moment(column) => column.append_option(moment(feature, field)),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Int(mut column) => Arc::new(column.finish()),
            Self::Float(mut column) => Arc::new(column.finish()),
            Self::Text(mut column) => Arc::new(column.finish()),
            Self::Day(mut column) => Arc::new(column.finish()),
            Self::Moment(mut column) => Arc::new(column.finish()),
        }
    }
}

/// Seconds since 1970 in China's civil time. GDAL writes a date as 2024/05/03 14:05:09, with +00 where it has a zone.
fn moment(feature: &Feature<'_>, field: usize) -> Option<i64> {
    let text = feature.field_as_string(field).ok().flatten()?;
    date::date_time(text.get(..MESSAGE_CHARS_MAX).unwrap_or(&text)).map(seconds_of)
}
