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
    /// Every county of the source zone is told.
    ZoneNotify,
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
            Self::ZoneNotify => "zone_notify",
            Self::Outside => "outside",
            Self::NoPosition => "no_position",
        }
    }

    /// The article of 吉林省生态环境保护跨区域联合执法办法 it rests on; empty where the regulation is silent.
    pub fn article(self) -> &'static str {
        match self {
            Self::Territorial => "第十一条",
            Self::SharedBorder | Self::OverlappingClaims => "第二条、第六条",
            Self::ZoneNotify | Self::Outside | Self::NoPosition => "",
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
            Self::ZoneNotify => lang.pick("水源保护区涉及多个县（市、区），通报其余各方", "the source zone lies in several counties: the others are notified"),
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
}

impl Warning {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::AccuracyReachesBorder,
        Self::EdgeOfData,
        Self::ChangedSinceOccurrence,
        Self::ReportedCountyDiffers,
        Self::RegistryConflict,
        Self::NoCommonSuperior,
    ];

    /// The code used in the column `warnings`.
    pub fn code(self) -> &'static str {
        match self {
            Self::AccuracyReachesBorder => "accuracy_reaches_border",
            Self::EdgeOfData => "edge_of_data",
            Self::ChangedSinceOccurrence => "changed_since_occurrence",
            Self::ReportedCountyDiffers => "reported_county_differs",
            Self::RegistryConflict => "registry_conflict",
            Self::NoCommonSuperior => "no_common_superior",
        }
    }

    /// What it means.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::AccuracyReachesBorder => lang.pick("定位误差范围触及界线", "the position's uncertainty reaches the border"),
            Self::EdgeOfData => lang.pick("位于已载入区域的外缘，界线另一侧未知", "on the outer edge of the data: the other side is unknown"),
            Self::ChangedSinceOccurrence => lang.pick("发生时属于另一行政区", "it belonged to another jurisdiction when it happened"),
            Self::ReportedCountyDiffers => lang.pick("与线索中填写的县（市、区）不一致", "the county written in the clue is another one"),
            Self::RegistryConflict => lang.pick("排污口登记的县（市、区）与位置不符", "the outfall registry names another county than its position"),
            Self::NoCommonSuperior => lang.pick("各方在数据中没有共同的上级", "the claimants have no common superior in the data"),
        }
    }
}
