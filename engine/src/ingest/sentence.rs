//! What an error says to people: file, row, column and remedy.

use super::error::Limited;
use super::{Field, IngestError};
use crate::lang::Lang;

/// The kinds of file that are understood, for messages.
pub(super) const UNDERSTOOD: &str =
    "CSV, XLSX, XLS, ODS, Shapefile (.shp, .zip), GeoPackage, GeoJSON, KML, KMZ, FlatGeobuf, FileGDB, MapInfo, GPX, DXF, Parquet, GeoParquet";

impl IngestError {
    /// File, row, column and remedy, as one sentence without the full stop.
    pub fn sentence(&self, lang: Lang) -> String {
        self.sentence_for(lang, &self.path().display().to_string())
    }

    /// The same with another name for the file: the server shows only the name that the user uploaded.
    pub fn sentence_for(&self, lang: Lang, file: &str) -> String {
        match lang {
            Lang::Zh => format!("{file}：{}", self.chinese()),
            Lang::En => format!("{file}: {}", self.english()),
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Unreadable { source, .. } => format!("无法读取文件（{source}），请检查路径与权限"),
            Self::EmptyFile { .. } => "文件为空，请重新导出".into(),
            Self::UnknownFormat { .. } => format!("无法识别的文件类型；可读取：{UNDERSTOOD}"),
            Self::WrongContent { claimed, found, .. } => format!("扩展名为 {claimed}，内容却是 {found}；请按内容更正扩展名或重新导出"),
            Self::Reference { .. } => "该文件只是指向其他数据的引用（如 VRT），出于安全不予读取；请直接提供数据文件".into(),
            Self::TooLarge { what, row, found, limit, .. } => {
                let place = row.map(|r| format!("第 {r} 行：")).unwrap_or_default();
                let (what, remedy) = match what {
                    Limited::FileBytes => ("文件字节数", "请拆分文件"),
                    Limited::Columns => ("列数", "请检查表头与分隔符"),
                    Limited::Rows => ("行数", "请拆分文件，或改用 CSV、Parquet"),
                    Limited::Cells => ("单元格数", "请拆分文件，或改用 CSV、Parquet"),
                    Limited::CellBytes => ("单元格字节数", "请检查是否有未闭合的引号"),
                    Limited::UnfoldedBytes => ("解压后字节数", "请拆分文件，或改用 CSV"),
                    Limited::UnfoldedRatio => ("压缩倍数", "疑似压缩炸弹；若为正常文件，请另存为 CSV"),
                };
                format!("{place}{what}为 {found}，超过上限 {limit}；{remedy}")
            }
            Self::Truncated { expected, found, .. } => format!("文件不完整：应有 {expected} 字节，实有 {found} 字节；请重新复制或导出"),
            Self::Damaged { format, what, .. } => format!("作为 {format} 无法读取（{what}）；请检查文件是否损坏，或重新导出"),
            Self::MissingSibling { ending, .. } => format!("缺少同名的 .{ending} 文件；Shapefile 由 .shp、.shx、.dbf、.prj 组成，请一并提供或打包为 .zip"),
            Self::BadEncoding { encoding, line, .. } => {
                format!("第 {line} 行不是 {encoding} 编码；请用 --encoding 或配置中的 encoding 指定编码，或另存为 UTF-8")
            }
            Self::UnknownEncoding { encoding, .. } => format!("未知编码“{encoding}”；可用 UTF-8、GBK、GB18030、UTF-16、Big5 等"),
            Self::NulBytes { line, .. } => format!("第 {line} 行含有空字节（NUL），不是文本文件；请重新导出"),
            Self::NoHeader { .. } => "没有表头；首行应为列名，如 经度、纬度、坐标系".into(),
            Self::MissingColumn { field, columns, .. } => {
                format!("缺少列“{}”；现有列：{}；请补充该列，或用 --column {}=列名 指定", field.chinese(), list(columns, "、"), field.key())
            }
            Self::AmbiguousColumn { field, columns, .. } => {
                format!("列 {} 都可能是“{}”；请用 --column {}=列名 指定，或删去多余的列", list(columns, "、"), field.chinese(), field.key())
            }
            Self::MappedColumn { field, column, columns, .. } => {
                format!("配置指定“{}”为列“{column}”，但文件中没有该列；现有列：{}", field.chinese(), list(columns, "、"))
            }
            Self::UnknownField { field, .. } => format!("列映射中的“{field}”不是可用的字段；可用：{}", Field::keys()),
            Self::NoGeometry { columns, .. } => {
                format!(
                    "没有几何，也没有坐标列（经度与纬度，或 WKT）；现有列：{}；请补充坐标列，或用 --column lon=列名 --column lat=列名 指定",
                    list(columns, "、")
                )
            }
            Self::CrsUndeclared { .. } => {
                "未声明坐标系；请用 --crs（如 --crs EPSG:4490 或 --crs GCJ-02）、bailiwick.toml 中的 crs = \"…\"，或表中的“坐标系”列说明".into()
            }
            Self::CrsUnknown { crs, .. } => format!("未知坐标系“{crs}”；请填写有效的 EPSG 编号、WGS84、CGCS2000、GCJ-02 或 BD-09"),
            Self::NoLayer { layer, layers, .. } => format!("没有图层或工作表“{layer}”；现有：{}", list(layers, "、")),
            Self::BadCode { row, text, .. } => format!("第 {row} 行：“{text}”不是六位行政区划代码，请更正"),
            Self::NoRecords { .. } => "没有任何记录；请检查导出是否完整".into(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Unreadable { source, .. } => format!("the file cannot be read ({source}): check the path and the permissions"),
            Self::EmptyFile { .. } => "the file is empty: export it again".into(),
            Self::UnknownFormat { .. } => format!("unknown type of file; understood are {UNDERSTOOD}"),
            Self::WrongContent { claimed, found, .. } => format!("it is called {claimed} but holds {found}: correct the ending or export it again"),
            Self::Reference { .. } => "it only refers to other data (a VRT, say), which is refused for safety: give the data file itself".into(),
            Self::TooLarge { what, row, found, limit, .. } => {
                let place = row.map(|r| format!("row {r}: ")).unwrap_or_default();
                let (what, remedy) = match what {
                    Limited::FileBytes => ("bytes", "split the file"),
                    Limited::Columns => ("columns", "check the header and the separator"),
                    Limited::Rows => ("rows", "split the file, or use CSV or Parquet"),
                    Limited::Cells => ("cells", "split the file, or use CSV or Parquet"),
                    Limited::CellBytes => ("bytes in one cell", "look for a quote that is not closed"),
                    Limited::UnfoldedBytes => ("bytes when unfolded", "split the file, or use CSV"),
                    Limited::UnfoldedRatio => ("times its size when unfolded", "it looks like a zip bomb; if it is genuine, save it as CSV"),
                };
                format!("{place}{found} {what}, more than the limit of {limit}: {remedy}")
            }
            Self::Truncated { expected, found, .. } => format!("the file is cut off: {expected} bytes expected, {found} found: copy or export it again"),
            Self::Damaged { format, what, .. } => format!("cannot be read as {format} ({what}): check whether it is damaged, or export it again"),
            Self::MissingSibling { ending, .. } => {
                format!("the .{ending} file beside it is missing: a Shapefile is .shp, .shx, .dbf and .prj together; give them all, or a .zip of them")
            }
            Self::BadEncoding { encoding, line, .. } => {
                format!("line {line} is not {encoding}: say the encoding with --encoding or encoding = \"…\" in bailiwick.toml, or save the file as UTF-8")
            }
            Self::UnknownEncoding { encoding, .. } => format!("unknown encoding {encoding:?}: use UTF-8, GBK, GB18030, UTF-16, Big5 …"),
            Self::NulBytes { line, .. } => format!("line {line} holds NUL bytes, so this is no text file: export it again"),
            Self::NoHeader { .. } => "there is no header: the first row names the columns, such as lon, lat, crs".into(),
            Self::MissingColumn { field, columns, .. } => {
                format!("no column for {}, only {}: add it, or name it by --column {}=NAME", field.key(), list(columns, ", "), field.key())
            }
            Self::AmbiguousColumn { field, columns, .. } => {
                format!("the columns {} could all be {}: name one by --column {}=NAME, or remove the others", list(columns, ", "), field.key(), field.key())
            }
            Self::MappedColumn { field, column, columns, .. } => {
                format!("the configuration says that {} is the column {column:?}, which is not there; there are {}", field.key(), list(columns, ", "))
            }
            Self::UnknownField { field, .. } => format!("{field:?} is no field that a column can be mapped to; there are {}", Field::keys()),
            Self::NoGeometry { columns, .. } => format!(
                "no geometry and no coordinate columns (lon and lat, or wkt), only {}: add them, or name them by --column lon=NAME --column lat=NAME",
                list(columns, ", ")
            ),
            Self::CrsUndeclared { .. } => {
                "nobody says the coordinate system: use --crs (such as --crs EPSG:4490 or --crs GCJ-02), crs = \"…\" in bailiwick.toml, or a column 坐标系 (crs)".into()
            }
            Self::CrsUnknown { crs, .. } => format!("unknown coordinate system {crs:?}: use a valid EPSG code, WGS84, CGCS2000, GCJ-02 or BD-09"),
            Self::NoLayer { layer, layers, .. } => format!("no layer or sheet {layer:?}; there are {}", list(layers, ", ")),
            Self::BadCode { row, text, .. } => format!("row {row}: {text:?} is not a six-digit division code: correct it"),
            Self::NoRecords { .. } => "there is no record in it: check that the export is complete".into(),
        }
    }
}

/// Names for a sentence: the first few, so that a wide table does not fill the screen.
fn list(names: &[String], separator: &str) -> String {
    const SHOWN: usize = 20;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|n| n.chars().take(40).collect()).collect();
    let more = if names.len() > SHOWN { " …" } else { "" };
    format!("{}{more}", shown.join(separator))
}
