//! What columns can hold, and the names people give them.

use serde::Serialize;

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
    /// How severe it is.
    Severity,
    /// Whether a crime is suspected.
    SuspectedCrime,
    /// Whether the environment is damaged.
    Damage,
    /// The county as the reporter wrote it.
    County,
    /// Where it is, in words, from which the county may be told.
    Address,
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
    /// The bureau of an inspector.
    Unit,
    /// Number of an inspector's certificate.
    Certificate,
    /// Role of an inspector.
    Role,
    /// What an inspector must not inspect.
    Recusal,
}

/// Field, key in `columns = { … }`, name for people, plain names, loose names.
pub(super) type Entry = (Field, &'static str, &'static str, &'static [&'static str], &'static [&'static str]);

/// Names are written folded: lower case, no blanks, no brackets.
pub(super) const ENTRIES: &[Entry] = &[
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
    (Field::Severity, "severity", "严重程度", &["severity", "严重程度", "情节", "情节轻重", "违法情节"], &["程度"]),
    (
        Field::SuspectedCrime,
        "suspected_crime",
        "涉嫌犯罪",
        &["suspectedcrime", "涉嫌犯罪", "是否涉嫌犯罪", "涉嫌行政拘留或犯罪", "是否移送公安", "crime"],
        &["涉刑", "suspcrime"],
    ),
    (Field::Damage, "damage", "生态环境损害", &["damage", "生态环境损害", "是否造成生态环境损害", "生态损害", "环境损害"], &["损害"]),
    (
        Field::County,
        "county",
        "所在县",
        &["county", "countyname", "所在县", "属地", "属地县", "所属县", "所在县区", "所在区县", "县区", "区县", "所属区县", "所在县市区", "县市区", "县级名称"],
        &["行政区", "所在地"],
    ),
    (
        Field::Address,
        "address",
        "地址",
        &["address", "地址", "详细地址", "具体地址", "发生地点", "发现地点", "案发地点", "问题地址", "位置描述", "地理位置"],
        &["位置", "地点", "location", "place"],
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
        &["name", "名称", "行政区名称", "行政区划名称", "排污口名称", "入河排污口名称", "保护区名称", "zonename", "outfallname", "姓名"],
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
    (Field::Unit, "unit", "单位", &["unit", "单位", "所在单位", "工作单位", "执法单位", "单位代码", "unitcode"], &["机构", "执法机构", "organisation"]),
    (Field::Certificate, "certificate", "证号", &["certificate", "证号", "执法证号", "执法证件号", "行政执法证号", "证件号"], &["certificateno"]),
    (Field::Role, "role", "职务", &["role", "职务", "岗位", "专业"], &["title"]),
    (Field::Recusal, "recusal", "回避", &["recusal", "回避", "回避事项", "应回避", "回避单位"], &[]),
];

impl Field {
    pub(super) fn entry(self) -> &'static Entry {
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

    pub(super) fn of_key(key: &str) -> Option<Self> {
        let key = key.trim().to_lowercase();
        ENTRIES.iter().find(|e| e.1 == key || (key == "kind" && e.0 == Self::Kind)).map(|e| e.0)
    }
}
