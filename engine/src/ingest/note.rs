//! What can be said about a whole file.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::Field;
use crate::lang::Lang;

/// Something the user should know about the whole file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// The encoding was not declared; the content told it.
    EncodingDetected(String),
    /// The caller's system was used in place of the declared one.
    CrsOverridden {
        /// What file or rows say.
        declared: String,
        /// What the caller said.
        caller: String,
    },
    /// The system comes from the format's standard.
    CrsByStandard {
        /// The format.
        format: String,
        /// The system.
        crs: String,
    },
    /// Rows name a system, but their geometry is in the file's.
    RowCrsIgnored {
        /// So many rows.
        rows: u64,
        /// The file's system.
        crs: String,
    },
    /// Rows that are lines or areas and are shared out by length or area.
    Extents {
        /// So many rows.
        rows: u64,
    },
    /// PROJ knows no exact transformation from this system.
    Ballpark(String),
    /// Which columns were understood as which field.
    Columns(Vec<(Field, String)>),
    /// So many rows look as if x and y were exchanged.
    LooksSwapped {
        /// Rows that look so.
        rows: u64,
        /// All rows.
        of: u64,
    },
    /// The caller asked to exchange x and y of every row.
    Exchanged,
    /// Columns named X and Y follow the surveyors: X is north, Y is east.
    SurveyAxes {
        /// The column with the easting.
        east: String,
        /// The column with the northing.
        north: String,
    },
    /// The header was not in the first row.
    HeaderRow(u64),
    /// One sheet or layer of several was read.
    OneOfSeveral {
        /// The one.
        used: String,
        /// The others.
        others: Vec<String>,
    },
    /// So many wholly empty rows were passed over.
    EmptyRows(u64),
    /// There is a header and nothing else.
    NoRows,
    /// What the parser said beside.
    Parser(String),
    /// There are more problems of single records than are listed.
    ProblemsLeft {
        /// Listed.
        kept: u64,
        /// Only counted.
        left: u64,
    },
    /// There are more ids than are compared with each other.
    IdsNotCompared {
        /// Rows whose ids were.
        compared: u64,
        /// Rows whose ids were not.
        left: u64,
    },
}

impl Note {
    /// A short code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EncodingDetected(_) => "encoding_detected",
            Self::CrsOverridden { .. } => "crs_overridden",
            Self::CrsByStandard { .. } => "crs_by_standard",
            Self::RowCrsIgnored { .. } => "row_crs_ignored",
            Self::Extents { .. } => "extents",
            Self::Ballpark(_) => "ballpark_transformation",
            Self::Columns(_) => "columns",
            Self::LooksSwapped { .. } => "looks_swapped",
            Self::Exchanged => "axes_exchanged",
            Self::SurveyAxes { .. } => "survey_axes",
            Self::HeaderRow(_) => "header_row",
            Self::OneOfSeveral { .. } => "one_of_several",
            Self::EmptyRows(_) => "empty_rows",
            Self::NoRows => "no_rows",
            Self::Parser(_) => "parser",
            Self::ProblemsLeft { .. } => "problems_left",
            Self::IdsNotCompared { .. } => "ids_not_compared",
        }
    }

    /// The sentence, without the full stop.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::EncodingDetected(name) => lang.pick(format!("未声明编码，按内容识别为 {name}"), format!("no encoding declared; the content is {name}")),
            Self::CrsOverridden { declared, caller } => lang.pick(
                format!("数据声明为 {declared}，调用者指定 {caller}：以调用者为准"),
                format!("the data says {declared}, the caller said {caller}: the caller wins"),
            ),
            Self::CrsByStandard { format, crs } => lang.pick(format!("{format} 按其标准采用 {crs}"), format!("{format} is in {crs} by its standard")),
            Self::RowCrsIgnored { rows, crs } => lang.pick(
                format!("{rows} 行的坐标系列与文件不同；几何属于文件，按文件的 {crs} 处理"),
                format!("{rows} rows name another coordinate system; their geometry is the file's and is read in its {crs}"),
            ),
            Self::Extents { rows } => lang.pick(
                format!("{rows} 行为线或面：按落在各方的长度或面积判定，地图上以其上一点表示"),
                format!("{rows} rows are lines or areas: judged by their length or area in each jurisdiction, and shown by a point of them"),
            ),
            Self::Ballpark(crs) => lang.pick(
                format!("{crs} 到 CGCS2000 没有精确的转换参数，位置可能偏差达百米"),
                format!("there is no exact transformation from {crs} to CGCS2000; positions may be off by a hundred metres"),
            ),
            Self::Columns(pairs) => {
                let pairs: Vec<String> = pairs.iter().map(|(field, column)| format!("{} = {column}", field.key())).collect();
                lang.pick(format!("列的理解：{}", pairs.join("，")), format!("columns understood as {}", pairs.join(", ")))
            }
            Self::LooksSwapped { rows, of } => lang.pick(
                format!("{of} 行中有 {rows} 行疑似经纬度颠倒；若确认，请用 --swap-axes 重新读取"),
                format!("{rows} of {of} rows look like latitude before longitude; if so, read it again with --swap-axes"),
            ),
            Self::Exchanged => lang.pick("已按要求交换所有行的两个坐标".into(), "the two coordinates of every row were exchanged, as asked".into()),
            Self::SurveyAxes { east, north } => lang.pick(
                format!("按测量习惯读取：{north} 为北向，{east} 为东向（依坐标系的适用范围判定）"),
                format!("read as surveyors write: {north} is north and {east} is east (told by the area of use of the coordinate system)"),
            ),
            Self::HeaderRow(row) => lang.pick(format!("表头在第 {row} 行"), format!("the header is in row {row}")),
            Self::OneOfSeveral { used, others } => {
                lang.pick(format!("读取了“{used}”；其余未读：{}", others.join("、")), format!("read {used:?}; not read: {}", others.join(", ")))
            }
            Self::EmptyRows(n) => lang.pick(format!("略过 {n} 个空行"), format!("{n} empty rows passed over")),
            Self::NoRows => lang.pick("只有表头，没有数据".into(), "there is a header and no data".into()),
            Self::ProblemsLeft { kept, left } => lang.pick(
                format!("列出前 {kept} 个问题，另有 {left} 个只计数"),
                format!("the first {kept} problems of single rows are listed, {left} more are only counted"),
            ),
            Self::IdsNotCompared { compared, left } => lang.pick(
                format!("前 {compared} 行已检查编号是否重复，其后 {left} 行未检查"),
                format!("ids were compared for the first {compared} rows, not for the {left} after them"),
            ),
            Self::Parser(text) => lang.pick(format!("读取时的提示：{text}"), format!("said while reading: {text}")),
        }
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Note", 3)?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("zh", &self.sentence(Lang::Zh))?;
        out.serialize_field("en", &self.sentence(Lang::En))?;
        out.end()
    }
}
