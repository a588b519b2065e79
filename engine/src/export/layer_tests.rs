//! What other readers find in layers of every kind and format: what was put in, to the bit.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use gdal::vector::{LayerAccess, OGRwkbGeometryType, ToGdal, sql};
use gdal::{Dataset, DatasetOptions};
use geo_types::{Coord, Geometry, GeometryCollection, Line, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, Rect};

use super::{Format, Layer, LayerStyle, ShapeKind, Sheet, write_layer, write_layers};
use crate::lang::Lang;

/// Numbers that need every digit.
const THIRD: f64 = 1.0 / 3.0;

fn line(start: f64) -> LineString<f64> {
    LineString::from(vec![(start + THIRD, 43.1), (start + 0.1, 43.0_f64.next_up()), (start + 0.2, 42.0 + THIRD)])
}

fn holed(west: f64) -> Polygon<f64> {
    let ring = |low: f64, high: f64| Rect::new((west + low, 43.0 + low), (west + high, 43.0 + high * THIRD + 0.7)).to_polygon().exterior().clone();
    Polygon::new(ring(0.0, 1.0 + THIRD), vec![ring(0.1, 0.2), ring(0.3, 0.4)])
}

fn none() -> Geometry<f64> {
    Geometry::GeometryCollection(GeometryCollection::default())
}

/// Rows of each kind, with what a layer of the kind makes of them; every kind has a row without a shape.
fn rows(kind: ShapeKind) -> Vec<(Geometry<f64>, Option<Geometry<f64>>)> {
    let same = |shape: Geometry<f64>| (shape.clone(), Some(shape));
    let point = |x, y| same(Point::new(x, y).into());
    let empty = (none(), None);
    match kind {
        ShapeKind::Point => vec![point(125.0 + THIRD, 43.9), empty, point(124.8_f64.next_down(), -THIRD)],
        ShapeKind::Line => {
            let segment = Line::new(Coord { x: 125.0, y: 43.0 }, Coord { x: THIRD, y: 44.0 });
            vec![same(line(125.0).into()), empty, (segment.into(), Some(LineString::from(segment).into()))]
        }
        ShapeKind::Polygon => {
            let rect = Rect::new((125.0, 43.0), (125.0 + THIRD, 44.0));
            vec![same(holed(125.0).into()), empty, (rect.into(), Some(rect.to_polygon().into()))]
        }
        ShapeKind::MultiLine => {
            let several = MultiLineString(vec![line(125.0), line(126.0), line(127.0)]);
            vec![same(several.into()), empty, (line(124.0).into(), Some(MultiLineString(vec![line(124.0)]).into()))]
        }
        ShapeKind::MultiPolygon => {
            let several = MultiPolygon(vec![holed(120.0), Rect::new((110.0, 43.0), (111.0, 44.0)).to_polygon(), holed(125.0)]);
            vec![same(several.into()), empty, (holed(125.0).into(), Some(MultiPolygon(vec![holed(125.0)]).into()))]
        }
        ShapeKind::Any => {
            let several = MultiPoint(vec![Point::new(125.0, 43.0), Point::new(THIRD, 1.0)]);
            let mixed = GeometryCollection(vec![Point::new(125.0, THIRD).into(), line(125.0).into(), MultiPolygon(vec![holed(125.0)]).into()]);
            vec![
                point(125.0, 43.0),
                empty,
                same(line(125.0).into()),
                same(MultiPolygon(vec![holed(120.0), holed(125.0)]).into()),
                same(several.into()),
                same(Geometry::GeometryCollection(mixed)),
            ]
        }
    }
}

const KINDS: [ShapeKind; 6] = [ShapeKind::Point, ShapeKind::Line, ShapeKind::Polygon, ShapeKind::MultiLine, ShapeKind::MultiPolygon, ShapeKind::Any];

/// A layer of a kind with a name for each row.
struct Case {
    table: RecordBatch,
    nowhere: Vec<f64>,
    shapes: Vec<Geometry<f64>>,
    expected: Vec<Option<Geometry<f64>>>,
    kind: ShapeKind,
}

impl Case {
    fn new(kind: ShapeKind) -> Self {
        let (shapes, expected): (Vec<_>, Vec<_>) = rows(kind).into_iter().unzip();
        let names: ArrayRef = Arc::new((0..shapes.len()).map(|row| Some(format!("名{row}"))).collect::<StringArray>());
        let table = RecordBatch::try_from_iter([("name", names)]).expect("one column");
        Self { table, nowhere: vec![f64::NAN; shapes.len()], shapes, expected, kind }
    }

    fn layer(&self) -> Layer<'_> {
        let sheet = Sheet { table: &self.table, lon_deg: &self.nowhere, lat_deg: &self.nowhere, name: "层", sample: false, own_columns: 0 };
        Layer { sheet, kind: self.kind, shapes: &self.shapes, style: None }
    }

    fn written(&self, format: Format) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("层").with_extension(format.extension());
        write_layer(&path, &self.layer(), format, Lang::Zh).unwrap_or_else(|error| panic!("{format:?} {:?}: {error}", self.kind));
        (folder, path)
    }
}

/// WKB by GDAL: equal only when every bit of every position is.
fn wkb(shape: &Geometry<f64>) -> Vec<u8> {
    shape.to_gdal().and_then(|shape| shape.wkb()).expect("GDAL has such a shape")
}

fn wkb_by_gdal(path: &PathBuf, options: &[&str]) -> Vec<Option<Vec<u8>>> {
    let dataset = Dataset::open_ex(path, DatasetOptions { open_options: Some(options), ..Default::default() }).expect("GDAL opens it");
    let mut layer = dataset.layer(0).expect("a layer");
    layer.features().map(|feature| feature.geometry().filter(|shape| !shape.is_empty()).map(|shape| shape.wkb().expect("WKB"))).collect()
}

#[test]
fn gdal_finds_every_shape_to_the_bit_in_every_format_it_reads() {
    for kind in KINDS {
        let case = Case::new(kind);
        let expected: Vec<Option<Vec<u8>>> = case.expected.iter().map(|shape| shape.as_ref().map(wkb)).collect();
        for format in [Format::GeoPackage, Format::FlatGeobuf, Format::GeoJson, Format::Csv] {
            let (_folder, path) = case.written(format);
            let options: &[&str] = match (format, kind) {
                (Format::Csv, ShapeKind::Point) => &["X_POSSIBLE_NAMES=lon", "Y_POSSIBLE_NAMES=lat"],
                (Format::Csv, _) => &["GEOM_POSSIBLE_NAMES=geometry"],
                _ => &[],
            };
            assert_eq!(wkb_by_gdal(&path, options), expected, "{format:?} {kind:?}");
        }
    }
}

#[test]
fn layers_say_what_they_hold() {
    let types = [
        (ShapeKind::Point, OGRwkbGeometryType::wkbPoint),
        (ShapeKind::Line, OGRwkbGeometryType::wkbLineString),
        (ShapeKind::Polygon, OGRwkbGeometryType::wkbPolygon),
        (ShapeKind::MultiLine, OGRwkbGeometryType::wkbMultiLineString),
        (ShapeKind::MultiPolygon, OGRwkbGeometryType::wkbMultiPolygon),
        (ShapeKind::Any, OGRwkbGeometryType::wkbUnknown),
    ];
    for (kind, ogr_type) in types {
        for format in [Format::GeoPackage, Format::FlatGeobuf] {
            let (_folder, path) = Case::new(kind).written(format);
            let dataset = Dataset::open(&path).expect("GDAL opens it");
            let layer = dataset.layer(0).expect("a layer");
            assert_eq!(layer.defn().geom_fields().next().expect("a geometry").field_type(), ogr_type, "{format:?} {kind:?}");
            assert_eq!(layer.spatial_ref().expect("a system").auth_code().expect("a code"), 4490);
            let extent = layer.get_extent().expect("an extent");
            let own = Case::new(kind).expected.iter().flatten().map(super::shape::bounds).fold(crate::coord::Bounds::EMPTY, crate::coord::Bounds::union);
            let found = [extent.MinX, extent.MinY, extent.MaxX, extent.MaxY];
            // GDAL notes fifteen digits of it in a GeoPackage.
            assert!(found.iter().zip(own.to_array()).all(|(found, own)| (found - own).abs() < 1e-12), "{format:?} {kind:?}: {found:?}");
        }
    }
}

#[test]
fn parquet_holds_wkb_and_says_which_types_and_where() {
    use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    for (kind, types) in [
        (ShapeKind::Point, &["Point"][..]),
        (ShapeKind::MultiLine, &["MultiLineString"]),
        (ShapeKind::MultiPolygon, &["MultiPolygon"]),
        (ShapeKind::Any, &["GeometryCollection", "LineString", "MultiPoint", "MultiPolygon", "Point"]),
    ] {
        let case = Case::new(kind);
        let (_folder, path) = case.written(Format::Parquet);
        let builder = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(path).expect("readable")).expect("Parquet");
        let metadata = builder.metadata().file_metadata().key_value_metadata().expect("metadata").clone();
        let text = metadata.iter().find(|pair| pair.key == "geo").and_then(|pair| pair.value.as_deref()).expect("a geo key");
        let geo: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let column = &geo["columns"]["geometry"];
        assert_eq!(column["geometry_types"], serde_json::json!(types));
        assert_eq!((&geo["version"], &column["encoding"], &column["crs"]["id"]["code"]), (&"1.1.0".into(), &"WKB".into(), &4490.into()));
        let own = case.expected.iter().flatten().map(super::shape::bounds).fold(crate::coord::Bounds::EMPTY, crate::coord::Bounds::union);
        // As text: the reader of JSON rounds the last digit.
        assert!(text.contains(&format!("\"bbox\":{}", serde_json::to_string(&own.to_array()).expect("numbers"))), "{text}");
        let batch = builder.build().expect("a reader").next().expect("a batch").expect("whole");
        let shapes = batch.column_by_name("geometry").expect("shapes").as_binary::<i32>();
        let found: Vec<Option<Vec<u8>>> = (0..shapes.len())
            .map(|row| shapes.is_valid(row).then(|| gdal::vector::Geometry::from_wkb(shapes.value(row)).and_then(|shape| shape.wkb()).expect("WKB")))
            .collect();
        assert!(found == case.expected.iter().map(|shape| shape.as_ref().map(wkb)).collect::<Vec<_>>(), "{kind:?}");
        assert_eq!(batch.column(0), case.table.column(0));
    }
}

#[test]
fn tables_have_the_positions_of_points_unless_they_have_them_already() {
    use calamine::{Data, Reader, Xlsx};
    let case = Case::new(ShapeKind::Point);
    let (_folder, path) = case.written(Format::Xlsx);
    let mut book: Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
    let cells = book.worksheet_range_at(0).expect("a sheet").expect("cells");
    let rows: Vec<&[Data]> = cells.rows().collect();
    assert_eq!(rows[0], ["name", "lon", "lat"].map(|name| Data::String(name.into())));
    assert_eq!(rows[1][1..], [Data::Float(125.0 + THIRD), Data::Float(43.9)]);
    assert_eq!(rows[2][1..], [Data::Empty, Data::Empty]);
    let columns = ["LON", "lat"].map(|name| (name, case.table.column(0).clone()));
    let own = Case { table: RecordBatch::try_from_iter(columns).expect("two columns"), ..Case::new(ShapeKind::Point) };
    let (_folder, path) = own.written(Format::Csv);
    assert!(std::fs::read_to_string(path).expect("text").starts_with("\u{feff}LON,lat\r\n名0,名0\r\n"));
    let (_folder, path) = Case::new(ShapeKind::MultiLine).written(Format::Xlsx);
    let mut book: Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
    assert_eq!(book.worksheet_range_at(0).expect("a sheet").expect("cells").width(), 1, "no cell has room for every line");
}

#[test]
fn equal_layers_give_equal_bytes_at_another_time() {
    let written = |kind| {
        let case = Case::new(kind);
        Format::ALL.map(|format| {
            let (_folder, path) = case.written(format);
            std::fs::read(path).expect("readable")
        })
    };
    let first = KINDS.map(written);
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(first == KINDS.map(written));
}

#[test]
fn a_shape_of_another_kind_is_refused_with_its_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let case = Case { kind: ShapeKind::Polygon, ..Case::new(ShapeKind::Any) };
    let error = write_layer(&folder.path().join("a.gpkg"), &case.layer(), Format::GeoPackage, Lang::En).expect_err("points are no areas");
    assert!(error.code() == "wrong_shape" && error.to_string().contains("row 1 is a Point"), "{error}");
    let short = Layer { shapes: &case.shapes[1..], ..case.layer() };
    assert_eq!(write_layer(&folder.path().join("a.csv"), &short, Format::Csv, Lang::En).expect_err("one is missing").code(), "lengths_differ");
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0);
}

#[test]
fn a_geopackage_carries_the_styles_where_qgis_looks_for_them() {
    let cases = KINDS.map(Case::new);
    let (qml, sld) = ("<qgis><a b=\"it's\"/>\n</qgis>", "<StyledLayerDescriptor/>");
    let names: Vec<String> = (0..cases.len()).map(|place| format!("层{place}'s")).collect();
    let layers: Vec<Layer<'_>> = cases
        .iter()
        .zip(&names)
        .map(|(case, name)| {
            let layer = case.layer();
            let style = (case.kind != ShapeKind::Any).then_some(LayerStyle { qml, sld });
            Layer { sheet: Sheet { name, ..layer.sheet }, style, ..layer }
        })
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let written = |name: &str| {
        let path = folder.path().join(name);
        write_layers(&path, &layers, Lang::Zh).expect("written");
        std::fs::read(path).expect("readable")
    };
    assert!(written("a.gpkg") == written("b.gpkg"));
    let dataset = Dataset::open(folder.path().join("a.gpkg")).expect("GDAL opens it");
    assert_eq!(dataset.layers().map(|layer| layer.name()).collect::<Vec<_>>(), [names.as_slice(), &["layer_styles".into()]].concat());
    let columns = "SELECT f_table_catalog || '|' || f_table_schema || '|' || f_table_name || '|' || f_geometry_column || '|' || styleQML || '|' || \
                   styleSLD || '|' || useAsDefault || '|' || update_time FROM layer_styles ORDER BY id";
    let mut rows = dataset.execute_sql(columns, None, sql::Dialect::DEFAULT).expect("SQL").expect("rows");
    let rows: Vec<String> = rows.features().filter_map(|row| row.field_as_string(0).expect("text")).collect();
    let expected = |name: &String| format!("||{name}|geom|{qml}|{sld}|1|2000-01-01T00:00:00.000Z");
    assert_eq!(rows, names[..5].iter().map(expected).collect::<Vec<_>>());
}
