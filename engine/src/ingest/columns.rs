//! Which column is which.
//!
//! 1. The user's own mapping wins.
//! 2. Else the header is compared with the names people use, after folding width, case, blanks and bracketed units; the
//!    plain names (经度) before the loose ones (X坐标).
//! 3. Else with the same names cut to the ten bytes of a DBF.

use std::path::Path;

use arrow_array::RecordBatch;
use serde::Serialize;

use super::IngestError;
use super::fold::fold_name;
use crate::config::ColumnMap;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Own id of the record.
    Id,
    /// Longitude, or easting.
    Lon,
    /// Latitude, or northing.
    Lat,
    /// Coordinate system of the row.
    Crs,
    /// Accuracy of the position in metres.
    Accuracy,
    /// When it happened or was seen.
    Occurred,
    /// When it was filed.
    Filed,
    /// Class of the violation.
    Class,
    /// What saw it.
    Sensor,
    /// The county as the reporter wrote it.
    County,
    /// The county's code as a register has it.
    CountyCode,
    /// Geometry as well-known text.
    Wkt,
    /// Division code.
    Code,
    /// Name.
    Name,
    /// Code of the division above.
    Parent,
    /// Level of a zone.
    Level,
    /// Water source of a zone.
    Source,
    /// Type of an outfall.
    #[serde(rename = "type")]
    Kind,
    /// Responsible unit.
    Owner,
    /// Status.
    Status,
    /// Code that takes the place of another.
    Successor,
    /// Day from which it does.
    Date,
}

/// Field, key in `columns = { … }`, name for people, plain names, loose names.
type Entry = (Field, &'static str, &'static str, &'static [&'static str], &'static [&'static str]);

/// Names are written folded: lower case, no blanks, no brackets.
const ENTRIES: &[Entry] = &[
    (
        Field::Id,
        "id",
        "编号",
        &[
            "id",
            "clueid",
            "outfallid",
            "zoneid",
            "线索编号",
            "线索id",
            "线索号",
            "编号",
            "排污口编码",
            "排污口编号",
            "入河排污口编码",
            "水源地编码",
            "水源编码",
            "保护区编码",
            "保护区编号",
            "保护区代码",
        ],
        &["序号", "编码", "objectid", "fid", "no"],
    ),
    (
        Field::Lon,
        "lon",
        "经度",
        &[
            "lon",
            "lng",
            "long",
            "longitude",
            "londeg",
            "经度",
            "东经",
            "经度坐标",
            "坐标经度",
            "中心经度",
            "gps经度",
            "easting",
            "东坐标",
            "横坐标",
            "东向坐标",
        ],
        &["x", "x坐标", "坐标x", "xcoord", "xcoordinate", "pointx"],
    ),
    (
        Field::Lat,
        "lat",
        "纬度",
        &["lat", "latitude", "latdeg", "纬度", "北纬", "纬度坐标", "坐标纬度", "中心纬度", "gps纬度", "northing", "北坐标", "纵坐标", "北向坐标"],
        &["y", "y坐标", "坐标y", "ycoord", "ycoordinate", "pointy"],
    ),
    (
        Field::Crs,
        "crs",
        "坐标系",
        &["crs", "坐标系", "坐标系统", "坐标参考系", "坐标参考", "坐标类型", "坐标基准", "coordinatesystem", "srs", "epsg"],
        &["datum", "srid"],
    ),
    (
        Field::Accuracy,
        "accuracy",
        "精度",
        &["accuracy", "accuracym", "accuracymetres", "accuracymeters", "精度", "定位精度", "位置精度", "平面精度", "坐标精度", "精度米", "误差"],
        &["horizontalaccuracy", "hdop"],
    ),
    (
        Field::Occurred,
        "occurred",
        "发现时间",
        &[
            "occurred",
            "occurredat",
            "occurrence",
            "occurrencetime",
            "发现时间",
            "发现日期",
            "发生时间",
            "发生日期",
            "采集时间",
            "监测时间",
            "detected",
            "detectedat",
            "foundat",
        ],
        &["时间", "日期", "time", "date", "datetime", "timestamp"],
    ),
    (
        Field::Filed,
        "filed",
        "立案时间",
        &["filed", "filedat", "立案时间", "立案日期", "登记时间", "受理时间", "受理日期", "上报时间", "填报时间", "reportedat"],
        &["登记日期"],
    ),
    (
        Field::Class,
        "class",
        "问题类别",
        &["class", "violationclass", "问题类别", "违法类别", "问题类型", "违法类型", "线索类别", "线索类型", "案件类别", "category"],
        &["类别", "类型", "type"],
    ),
    (
        Field::Sensor,
        "sensor",
        "来源",
        &["sensor", "来源", "线索来源", "数据来源", "发现方式", "信息来源", "采集方式", "感知方式", "sensortype"],
        &["设备", "source", "platform"],
    ),
    (
        Field::County,
        "county",
        "所在县",
        &["county", "countyname", "所在县", "属地", "属地县", "所属县", "所在县区", "所在区县", "县区", "区县", "所属区县", "所在县市区", "县市区", "县级名称"],
        &["行政区", "所在地"],
    ),
    (
        Field::CountyCode,
        "county_code",
        "县级代码",
        &["countycode", "县级代码", "县代码", "区县代码", "县区代码", "所在县代码", "属地代码", "县级行政区代码"],
        &["行政区划代码", "行政区代码", "adcode"],
    ),
    (Field::Wkt, "wkt", "WKT", &["wkt", "wktgeom", "geometrywkt", "几何wkt"], &["geometry", "geom", "几何", "theGeom"]),
    (
        Field::Code,
        "code",
        "行政区划代码",
        &["code", "行政区划代码", "行政区代码", "区划代码", "区划码", "adcode", "divisioncode"],
        &["代码", "县级代码", "xzqdm", "pac"],
    ),
    (
        Field::Name,
        "name",
        "名称",
        &["name", "名称", "行政区名称", "行政区划名称", "排污口名称", "入河排污口名称", "保护区名称", "zonename", "outfallname"],
        &["xzqmc", "县级名称", "地名"],
    ),
    (Field::Parent, "parent", "上级代码", &["parent", "parentcode", "上级代码", "上级行政区代码", "上级区划代码", "上级"], &["superior"]),
    (Field::Level, "level", "级别", &["level", "zonelevel", "级别", "保护区级别", "保护级别", "保护区等级"], &["等级", "保护区类型"]),
    (Field::Source, "source", "水源地", &["source", "水源地", "水源地名称", "水源名称", "所属水源地", "watersource"], &[]),
    (Field::Kind, "type", "类型", &["type", "kind", "排污口类型", "入河排污口类型", "outfalltype"], &["类型", "类别"]),
    (Field::Owner, "owner", "责任单位", &["owner", "责任单位", "责任主体", "设置单位", "排污单位", "operator"], &["单位名称", "单位"]),
    (Field::Status, "status", "状态", &["status", "状态", "运行状态", "使用状态", "整治状态"], &["state"]),
    (Field::Successor, "successor", "现行代码", &["successor", "现行代码", "新代码", "后继代码"], &[]),
    (Field::Date, "date", "日期", &["date", "日期", "变更日期", "生效日期"], &[]),
];

/// Longest column name of a DBF, bytes.
const DBF_NAME_BYTES: usize = 10;
/// Shorter headers are not taken for cut names: too much would match.
const CUT_NAME_BYTES_MIN: usize = 8;

impl Field {
    fn entry(self) -> &'static Entry {
        // Every variant has its line; a test walks them all.
        ENTRIES.iter().find(|e| e.0 == self).unwrap_or(&ENTRIES[0])
    }

    /// The key in `columns = { … }` of the configuration.
    pub fn key(self) -> &'static str {
        self.entry().1
    }

    /// The name in Chinese.
    pub fn chinese(self) -> &'static str {
        self.entry().2
    }

    pub(super) fn keys() -> String {
        ENTRIES.iter().map(|e| e.1).collect::<Vec<_>>().join(", ")
    }

    fn of_key(key: &str) -> Option<Self> {
        let key = key.trim().to_lowercase();
        ENTRIES.iter().find(|e| e.1 == key || (key == "kind" && e.0 == Self::Kind)).map(|e| e.0)
    }
}

/// The columns of a table, each found once.
pub(super) struct Columns<'a> {
    path: &'a Path,
    names: Vec<String>,
    folded: Vec<String>,
    map: &'a ColumnMap,
}

impl<'a> Columns<'a> {
    /// Checks the mapping against the table.
    pub(super) fn new(path: &'a Path, names: Vec<String>, map: &'a ColumnMap) -> Result<Self, IngestError> {
        for (key, column) in map {
            let Some(field) = Field::of_key(key) else {
                return Err(IngestError::UnknownField { path: path.into(), field: key.clone() });
            };
            if mapped(&names, column).is_none() {
                return Err(IngestError::MappedColumn { path: path.into(), field, column: column.clone(), columns: names });
            }
        }
        let folded = names.iter().map(|n| fold_name(n)).collect();
        Ok(Self { path, names, folded, map })
    }

    pub(super) fn name(&self, index: usize) -> &str {
        &self.names[index]
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the user named the column himself.
    pub(super) fn is_mapped(&self, field: Field) -> bool {
        mapping(self.map, field).is_some()
    }

    /// Whether the column bears one of the loose names, such as X坐标.
    pub(super) fn is_loose(&self, field: Field, index: usize) -> bool {
        field.entry().4.contains(&self.folded[index].as_str())
    }

    pub(super) fn find(&self, field: Field) -> Result<Option<usize>, IngestError> {
        if let Some(column) = mapping(self.map, field) {
            return Ok(mapped(&self.names, column));
        }
        match candidates(&self.folded, field).as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            several => Err(IngestError::AmbiguousColumn { path: self.path.into(), field, columns: several.iter().map(|&i| self.names[i].clone()).collect() }),
        }
    }

    pub(super) fn need(&self, field: Field) -> Result<usize, IngestError> {
        self.find(field)?.ok_or_else(|| IngestError::MissingColumn { path: self.path.into(), field, columns: self.names.clone() })
    }
}

/// The column of a table that holds a field, if exactly one does.
pub fn field_column(table: &RecordBatch, field: Field, columns: &ColumnMap) -> Option<usize> {
    let names: Vec<String> = table.schema().fields().iter().map(|f| f.name().clone()).collect();
    if let Some(column) = mapping(columns, field) {
        return mapped(&names, column);
    }
    let folded: Vec<String> = names.iter().map(|n| fold_name(n)).collect();
    match candidates(&folded, field).as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// How many fields a row of cells names: the way to know a header.
pub(super) fn known_names<'t>(cells: impl Iterator<Item = &'t str>) -> usize {
    let folded: Vec<String> = cells.map(fold_name).filter(|c| !c.is_empty()).collect();
    folded.iter().filter(|c| ENTRIES.iter().any(|e| e.3.contains(&c.as_str()) || e.4.contains(&c.as_str()))).count()
}

fn mapping(map: &ColumnMap, field: Field) -> Option<&String> {
    map.iter().find(|(key, _)| Field::of_key(key) == Some(field)).map(|(_, column)| column)
}

/// The column of a name: exactly, else folded, else cut to the length of a DBF's names.
fn mapped(names: &[String], column: &str) -> Option<usize> {
    let wanted = fold_name(column);
    names
        .iter()
        .position(|n| n == column)
        .or_else(|| names.iter().position(|n| fold_name(n) == wanted))
        .or_else(|| names.iter().position(|n| is_cut(n, column)))
}

fn candidates(folded: &[String], field: Field) -> Vec<usize> {
    let (_, _, _, plain, loose) = field.entry();
    let matching = |test: &dyn Fn(&str) -> bool| -> Vec<usize> { folded.iter().enumerate().filter(|(_, f)| test(f)).map(|(i, _)| i).collect() };
    for names in [plain, loose] {
        let found = matching(&|header| names.contains(&header));
        if !found.is_empty() {
            return found;
        }
    }
    matching(&|header| plain.iter().any(|name| is_cut(header, name)))
}

/// Whether the header is the name cut by a DBF: in GBK a character takes two bytes, in UTF-8 three.
fn is_cut(header: &str, name: &str) -> bool {
    let is_prefix = header.len() < name.len() && name.starts_with(header);
    let gbk_bytes: usize = header.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let cut_at = |bytes: usize| (CUT_NAME_BYTES_MIN..=DBF_NAME_BYTES).contains(&bytes);
    is_prefix && (cut_at(header.len()) || cut_at(gbk_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(header: &[&str], field: Field) -> Result<Option<usize>, IngestError> {
        let map = ColumnMap::new();
        Columns::new(Path::new("t.csv"), header.iter().map(|&h| h.into()).collect(), &map)?.find(field)
    }

    #[test]
    fn every_field_has_its_own_line() {
        for (i, entry) in ENTRIES.iter().enumerate() {
            assert_eq!(entry.0.key(), entry.1);
            assert!(ENTRIES[i + 1..].iter().all(|other| other.1 != entry.1));
            for name in entry.3 {
                assert_eq!(&fold_name(name), name, "names are written folded");
            }
        }
    }

    #[test]
    fn headers_are_understood_as_people_write_them() {
        for (header, field) in [
            ("经度", Field::Lon),
            ("经度（°）", Field::Lon),
            (" Longitude ", Field::Lon),
            ("ＬＯＮ", Field::Lon),
            ("东经", Field::Lon),
            ("X坐标", Field::Lon),
            ("y", Field::Lat),
            ("北纬", Field::Lat),
            ("坐标系", Field::Crs),
            ("精度(米)", Field::Accuracy),
            ("accuracy_m", Field::Accuracy),
            ("发现时间", Field::Occurred),
            ("问题类别", Field::Class),
            ("来源", Field::Sensor),
            ("线索编号", Field::Id),
            ("排污口编码", Field::Id),
            ("责任单位", Field::Owner),
            ("县级代码", Field::CountyCode),
            ("county_code", Field::CountyCode),
            ("状态", Field::Status),
        ] {
            assert_eq!(find(&["无关", header], field).expect(header), Some(1), "{header}");
        }
    }

    #[test]
    fn plain_names_come_before_loose_ones_and_two_plain_ones_are_refused() {
        assert_eq!(find(&["X坐标", "经度"], Field::Lon).expect("clear"), Some(1));
        let error = find(&["经度", "lon"], Field::Lon).expect_err("two columns");
        assert_eq!(error.code(), "ambiguous_column");
        assert!(error.sentence(crate::lang::Lang::Zh).contains("经度、lon"));
    }

    #[test]
    fn names_cut_by_a_dbf_are_found() {
        assert_eq!(find(&["violationc"], Field::Class).expect("clear"), Some(0));
        assert_eq!(find(&["入河排污口"], Field::Id).expect("clear"), Some(0), "five characters of GBK are ten bytes");
        assert_eq!(find(&["in"], Field::Id).expect("clear"), None);
    }

    #[test]
    fn the_users_mapping_wins_and_is_checked() {
        let map = ColumnMap::from([("lon".to_owned(), "经".to_owned())]);
        let columns = Columns::new(Path::new("t.csv"), vec!["lon".into(), "经".into()], &map).expect("there");
        assert_eq!(columns.find(Field::Lon).expect("clear"), Some(1));
        assert_eq!(Columns::new(Path::new("t.csv"), vec!["lon".into()], &map).err().map(|e| e.code()), Some("mapped_column_missing"));
        let wrong = ColumnMap::from([("lonn".to_owned(), "lon".to_owned())]);
        assert_eq!(Columns::new(Path::new("t.csv"), vec!["lon".into()], &wrong).err().map(|e| e.code()), Some("unknown_field"));
    }
}
