//! The codes of rules and warnings, with their sources and their words.

use crate::lang::Lang;

/// Why a decision is as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The position lies in one county, which handles it.
    Territorial,
    /// The position lies exactly on a border: the common superior decides.
    SharedBorder,
    /// The boundaries given overlap here: the common superior decides.
    OverlappingClaims,
    /// The position is too uncertain to tell which side of a border it lies on: the common superior decides.
    UncertainPosition,
    /// A line or an area lies in several jurisdictions, and none has enough of it: the common superior decides.
    SpreadOverBorder,
    /// The position lies in an overlay, whose body handles it.
    Overlay,
    /// The position lies in no county of the data.
    Outside,
    /// There is no usable position.
    NoPosition,
}

impl Rule {
    /// The id used in the column `rules`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Territorial => "territorial",
            Self::SharedBorder => "shared_border",
            Self::OverlappingClaims => "overlapping_claims",
            Self::UncertainPosition => "uncertain_position",
            Self::SpreadOverBorder => "spread_over_border",
            Self::Overlay => "overlay",
            Self::Outside => "outside",
            Self::NoPosition => "no_position",
        }
    }

    /// The article of 吉林省生态环境保护跨区域联合执法办法 it rests on; empty where the regulation is silent.
    pub fn article(self) -> &'static str {
        match self {
            Self::SharedBorder | Self::OverlappingClaims | Self::UncertainPosition | Self::SpreadOverBorder => "第二条、第六条",
            // Also of an overlay: "具有管理、管辖权限的生态环境保护主管部门", who has the power to manage the place.
            Self::Territorial | Self::Overlay => "第十一条",
            Self::Outside | Self::NoPosition => "",
        }
    }

    /// What it says.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Territorial => lang.pick("按属地管理原则，由线索所在县（市、区）办理", "territorial management: the county where the clue lies handles it"),
            Self::SharedBorder => lang.pick("位于共有界线上，由各方共同的上级主管部门确定", "on a shared border: the common superior of all claimants decides"),
            Self::OverlappingClaims => {
                lang.pick("界线数据在此重叠，由各方共同的上级主管部门确定", "the boundaries given overlap here: the common superior of all claimants decides")
            }
            Self::UncertainPosition => lang.pick(
                "定位误差范围跨越界线，任何一方都不足以认定，由各方共同的上级主管部门确定",
                "the position is uncertain across a border and no side has enough of it: the common superior of all candidates decides",
            ),
            Self::SpreadOverBorder => lang.pick(
                "线索所涉范围跨越界线，任何一方都不足以认定，由各方共同的上级主管部门确定",
                "its ground lies across a border and no side has enough of it: the common superior of all candidates decides",
            ),
            Self::Overlay => lang
                .pick("位于特殊管辖区内，由其管理机构办理，所在县（市、区）照常列明", "inside an overlay: its body handles it, and the county is still named"),
            Self::Outside => lang.pick("不在已载入的行政区域内，不予分派", "in none of the jurisdictions loaded: not assigned"),
            Self::NoPosition => lang.pick("没有可用的坐标，不予分派", "no usable position: not assigned"),
        }
    }
}

/// What somebody should look at before relying on a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Warning {
    /// The position's uncertainty reaches the border.
    AccuracyReachesBorder,
    /// A line or an area lies in several jurisdictions.
    ExtentCrossesBorder,
    /// The position lies on the outer edge of the data: what lies beyond is unknown.
    EdgeOfData,
    /// When it happened, the place belonged to another jurisdiction.
    ChangedSinceOccurrence,
    /// The county written in the clue is another one.
    ReportedCountyDiffers,
    /// The outfall's registry names another county than the geometry.
    RegistryConflict,
    /// The claimants have no common superior in the data.
    NoCommonSuperior,
    /// Its ground, or its position's uncertainty, reaches beyond all jurisdictions loaded.
    ReachesOutside,
    /// The position lies in an overlay, and somebody else handles it.
    OverlayPassedOver,
    /// A code was written that another took the place of.
    SupersededCode,
    /// A code was written that is one of statistics and no division's.
    StatisticalZone,
    /// Several outfalls of different counties could be meant.
    OutfallAmbiguous,
    /// A column of yes or no says something else.
    UnclearFlag,
    /// There is no day to count a term from.
    NoDateToCountFrom,
    /// The table of holidays lacks a year that a term needs.
    HolidaysUnknown,
}

impl Warning {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::AccuracyReachesBorder,
        Self::ExtentCrossesBorder,
        Self::EdgeOfData,
        Self::ChangedSinceOccurrence,
        Self::ReportedCountyDiffers,
        Self::RegistryConflict,
        Self::NoCommonSuperior,
        Self::ReachesOutside,
        Self::OverlayPassedOver,
        Self::SupersededCode,
        Self::StatisticalZone,
        Self::OutfallAmbiguous,
        Self::UnclearFlag,
        Self::NoDateToCountFrom,
        Self::HolidaysUnknown,
    ];

    /// The code used in the column `warnings`.
    pub fn code(self) -> &'static str {
        match self {
            Self::AccuracyReachesBorder => "accuracy_reaches_border",
            Self::ExtentCrossesBorder => "extent_crosses_border",
            Self::EdgeOfData => "edge_of_data",
            Self::ChangedSinceOccurrence => "changed_since_occurrence",
            Self::ReportedCountyDiffers => "reported_county_differs",
            Self::RegistryConflict => "registry_conflict",
            Self::NoCommonSuperior => "no_common_superior",
            Self::ReachesOutside => "reaches_outside",
            Self::OverlayPassedOver => "overlay_passed_over",
            Self::SupersededCode => "superseded_code",
            Self::StatisticalZone => "statistical_zone",
            Self::OutfallAmbiguous => "outfall_ambiguous",
            Self::UnclearFlag => "unclear_flag",
            Self::NoDateToCountFrom => "no_date_to_count_from",
            Self::HolidaysUnknown => "holidays_unknown",
        }
    }

    /// What it means.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::AccuracyReachesBorder => lang.pick("定位误差范围触及界线", "the position's uncertainty reaches the border"),
            Self::ExtentCrossesBorder => lang.pick("线索所涉范围跨越界线", "its ground lies across a border"),
            Self::EdgeOfData => lang.pick("位于已载入区域的外缘，界线另一侧未知", "on the outer edge of the data: the other side is unknown"),
            Self::ChangedSinceOccurrence => lang.pick("发生时属于另一行政区", "it belonged to another jurisdiction when it happened"),
            Self::ReportedCountyDiffers => lang.pick("与线索中填写的县（市、区）不一致", "the county written in the clue is another one"),
            Self::RegistryConflict => lang.pick("排污口登记的县（市、区）与位置不符", "the outfall registry names another county than its position"),
            Self::NoCommonSuperior => lang.pick("各方在数据中没有共同的上级", "the claimants have no common superior in the data"),
            Self::ReachesOutside => {
                lang.pick("所涉范围或定位误差超出已载入的区域，界线另一侧不在数据内", "its ground, or its uncertainty, reaches beyond the data")
            }
            Self::OverlayPassedOver => lang.pick("位于特殊管辖区内，但由其他机构办理", "inside an overlay, but another body handles it"),
            Self::SupersededCode => lang.pick("填写的区划代码已被取代，按现行代码处理", "a superseded code was written; the one in force is used"),
            Self::StatisticalZone => {
                lang.pick("填写的是统计用区划代码，不是行政区，按位置判定", "a statistical zone was written, which is no division; the place decides")
            }
            Self::OutfallAmbiguous => lang.pick("误差范围内有属地不同的多个排污口，不能认定是哪一个", "several outfalls of different counties could be meant"),
            Self::UnclearFlag => lang.pick("“涉嫌犯罪”或“生态环境损害”的内容无法判断是否", "the columns on crime or damage say neither yes nor no"),
            Self::NoDateToCountFrom => lang.pick("没有起算日期，时限未计算", "there is no day to count the term from"),
            Self::HolidaysUnknown => lang.pick("节假日表缺少所需年份，工作日时限未计算", "the table of holidays lacks a year: working days cannot be counted"),
        }
    }
}
