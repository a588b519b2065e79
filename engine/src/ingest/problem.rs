//! What can be wrong with one record.

use geo_types::MultiPolygon;

use super::Field;
use crate::lang::Lang;
use crate::model::{DivisionCode, FaultDetail, RowFault};
use crate::units::SquareMetres;

/// One thing that was done to make a polygon valid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repair {
    /// So many rings did not end where they began and were closed.
    ClosedRings(usize),
    /// So many points repeated the one before and were removed.
    RemovedDuplicates(usize),
    /// So many rings or parts enclosed nothing and were removed.
    RemovedCollapsed(usize),
    /// The rings crossed or overlapped, at the place the checker names, and were rebuilt.
    Rebuilt(String),
}

/// What was wrong with the rings of a record as the file brought them.
#[derive(Clone, Debug, PartialEq)]
pub struct RingFault {
    /// What.
    pub detail: FaultDetail,
    /// Where, `[lon, lat]`.
    pub at: [f64; 2],
    /// The ground in doubt: what the rings do not wind around exactly once, and not never.
    pub doubt: MultiPolygon<f64>,
    /// How large that is.
    pub area: SquareMetres,
    /// What the checker says of it.
    pub said: Option<String>,
}

/// Why a record's geometry cannot be used.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum GeometryFault {
    /// There is none.
    Missing,
    /// A coordinate is not a finite number.
    NotFinite,
    /// A ring has fewer than four points, and nothing else is left.
    TooFewPoints,
    /// It encloses no area.
    Collapsed,
    /// It is no polygon.
    NotPolygonal(String),
    /// It is no line, of which a corridor could be made.
    NotLinear,
    /// A vertex is no place of the declared system.
    OutOfRange {
        /// The vertex as given, x first.
        given: [f64; 2],
        /// The system.
        crs: String,
    },
    /// It could not be repaired.
    Irreparable(String),
}

/// What is wrong with one record.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// It has no usable position.
    Fault(RowFault),
    /// A date that cannot be read.
    UnreadableDate(String),
    /// An accuracy that cannot be read.
    UnreadableAccuracy(String),
    /// A line or area was given where a point is wanted; a point of it is used.
    ReducedToPoint(String),
    /// An earlier row has the same id.
    DuplicateId {
        /// That row.
        first_row: u64,
    },
    /// A polygon was repaired.
    Repaired {
        /// What was done.
        repairs: Vec<Repair>,
        /// Area before, as the broken rings enclose it.
        before: SquareMetres,
        /// Area after.
        after: SquareMetres,
        /// What was wrong, and where.
        faults: Vec<RingFault>,
    },
    /// The geometry cannot be used.
    Geometry(GeometryFault),
    /// A cell that is needed is empty.
    MissingValue(Field),
    /// Text that is no division code.
    InvalidCode(String),
    /// A code of an overlay that GB/T 2260 could give to a division.
    InvalidOverlayCode(String),
    /// Text that is no level of a zone.
    UnknownLevel(String),
    /// A code that is no longer in force and was mapped to its successor.
    SupersededCode {
        /// As written.
        old: DivisionCode,
        /// In force.
        new: DivisionCode,
    },
    /// A code of statistics that is no division; the place decides.
    StatisticalZone(DivisionCode),
}

impl Problem {
    /// A short code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.code(),
            Self::UnreadableDate(_) => "unreadable_date",
            Self::UnreadableAccuracy(_) => "unreadable_accuracy",
            Self::ReducedToPoint(_) => "reduced_to_point",
            Self::DuplicateId { .. } => "duplicate_id",
            Self::Repaired { .. } => "repaired_geometry",
            Self::Geometry(fault) => match fault {
                GeometryFault::Missing => "missing_geometry",
                GeometryFault::NotFinite => "not_finite",
                GeometryFault::TooFewPoints => "too_few_points",
                GeometryFault::Collapsed => "collapsed",
                GeometryFault::NotPolygonal(_) => "not_polygonal",
                GeometryFault::NotLinear => "not_linear",
                GeometryFault::OutOfRange { .. } => "out_of_range",
                GeometryFault::Irreparable(_) => "irreparable",
            },
            Self::MissingValue(_) => "missing_value",
            Self::InvalidCode(_) => "invalid_code",
            Self::InvalidOverlayCode(_) => "invalid_overlay_code",
            Self::UnknownLevel(_) => "unknown_level",
            Self::SupersededCode { .. } => "superseded_code",
            Self::StatisticalZone(_) => "statistical_zone",
        }
    }

    /// What is wrong and what was or should be done, as one sentence without the full stop.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Fault(fault) => fault.sentence(lang),
            Self::UnreadableDate(text) => {
                lang.pick(format!("无法读取日期“{text}”，请写作 2024-05-03"), format!("the date {text:?} cannot be read: write 2024-05-03"))
            }
            Self::UnreadableAccuracy(text) => {
                lang.pick(format!("无法读取精度“{text}”，请只写一个以米计的数"), format!("the accuracy {text:?} cannot be read: give one number in metres"))
            }
            Self::ReducedToPoint(kind) => {
                lang.pick(format!("几何为 {kind}，以其上一点作为位置"), format!("the geometry is a {kind}; a point on it stands for it"))
            }
            Self::DuplicateId { first_row } => {
                lang.pick(format!("编号与第 {first_row} 行重复，两行均保留"), format!("the id repeats that of row {first_row}; both are kept"))
            }
            Self::Repaired { repairs, before, after, .. } => {
                let done: Vec<String> = repairs.iter().map(|r| r.sentence(lang)).collect();
                let (before, after) = (before.square_kilometres(), after.square_kilometres());
                lang.pick(
                    format!("多边形已修复：{}（面积由 {before:.4} 变为 {after:.4} 平方千米）", done.join("，")),
                    format!("polygon repaired: {} (area {before:.4} to {after:.4} km²)", done.join(", ")),
                )
            }
            Self::Geometry(fault) => fault.sentence(lang),
            Self::MissingValue(field) => lang.pick(format!("“{}”为空，请填写", field.chinese()), format!("{} is empty: fill it in", field.key())),
            Self::InvalidOverlayCode(text) => lang.pick(
                format!("“{text}”不能作为特殊管辖区的代码，须为以 9 开头的六位数字（不与行政区划代码冲突）"),
                format!("{text:?} is no code for an overlay: six digits of which the first is 9, as no division has"),
            ),
            Self::InvalidCode(text) => lang.pick(format!("“{text}”不是六位行政区划代码"), format!("{text:?} is not a six-digit division code")),
            Self::UnknownLevel(text) => {
                lang.pick(format!("“{text}”不是保护区级别，应为 一级、二级 或 准保护区"), format!("{text:?} is no level of a zone: use 一级, 二级 or 准保护区"))
            }
            Self::SupersededCode { old, new } => {
                lang.pick(format!("代码 {old} 已由 {new} 取代，按 {new} 处理"), format!("code {old} was superseded by {new}, which is used"))
            }
            Self::StatisticalZone(code) => lang
                .pick(format!("{code} 是统计用区划代码，不是行政区，按位置判定"), format!("{code} is a statistical zone and no division; the place decides")),
        }
    }
}

impl Repair {
    fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::ClosedRings(n) => lang.pick(format!("闭合了 {n} 个环"), format!("{n} rings closed")),
            Self::RemovedDuplicates(n) => lang.pick(format!("删除了 {n} 个重复点"), format!("{n} repeated points removed")),
            Self::RemovedCollapsed(n) => lang.pick(format!("删除了 {n} 个无面积的环或部分"), format!("{n} rings or parts without area removed")),
            Self::Rebuilt(why) if why.is_empty() => lang.pick("重建了自相交的环".into(), "crossing rings rebuilt".into()),
            Self::Rebuilt(why) => lang.pick(format!("重建了自相交的环（{why}）"), format!("crossing rings rebuilt ({why})")),
        }
    }
}

impl GeometryFault {
    /// Why, as one sentence without the full stop.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Missing => lang.pick("没有几何，未采用".into(), "no geometry: not used".into()),
            Self::NotFinite => lang.pick("几何含有非数值坐标（NaN 或无穷），未采用".into(), "a coordinate is not a finite number: not used".into()),
            Self::TooFewPoints => lang.pick("环少于四个点，未采用".into(), "a ring has fewer than four points: not used".into()),
            Self::Collapsed => lang.pick("多边形没有面积，未采用".into(), "the polygon encloses no area: not used".into()),
            Self::NotLinear => lang.pick("几何不是线，无法生成两侧范围，未采用".into(), "no line, of which a corridor could be made: not used".into()),
            Self::NotPolygonal(kind) => lang.pick(format!("几何为 {kind}，应为多边形，未采用"), format!("a {kind} where a polygon is wanted: not used")),
            Self::OutOfRange { given: [x, y], crs } => lang.pick(
                format!("顶点（{x}, {y}）不在 {crs} 的范围内，未采用；请核对坐标系"),
                format!("the vertex ({x}, {y}) is no place of {crs}: not used; check the coordinate system"),
            ),
            Self::Irreparable(why) => lang.pick(format!("多边形无法修复（{why}），未采用"), format!("the polygon cannot be repaired ({why}): not used")),
        }
    }
}
