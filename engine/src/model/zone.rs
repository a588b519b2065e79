//! Drinking-water source zones.

use std::str::FromStr;

use super::Area;
use crate::lang::Lang;

/// Level of protection, HJ 338-2018. The order is that of strictness: the first is the strictest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum ZoneLevel {
    /// 一级保护区.
    #[serde(rename = "一级")]
    First,
    /// 二级保护区.
    #[serde(rename = "二级")]
    Second,
    /// 准保护区.
    #[serde(rename = "准保护区")]
    Quasi,
}

/// Text that is no zone level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a level of a drinking-water source zone")]
pub struct UnknownZoneLevel(pub String);

impl ZoneLevel {
    /// All of them, the strictest first.
    pub const ALL: [Self; 3] = [Self::First, Self::Second, Self::Quasi];

    /// The level in words; in Chinese as registers write it.
    pub fn name(self, lang: Lang) -> &'static str {
        let english = match self {
            Self::First => "first-class",
            Self::Second => "second-class",
            Self::Quasi => "quasi-protection",
        };
        lang.pick(self.as_str(), english)
    }

    /// The level as registers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "一级",
            Self::Second => "二级",
            Self::Quasi => "准保护区",
        }
    }
}

impl FromStr for ZoneLevel {
    type Err = UnknownZoneLevel;

    fn from_str(text: &str) -> Result<Self, UnknownZoneLevel> {
        match text.trim() {
            "一级" | "一级保护区" | "1" | "Ⅰ" | "I" => Ok(Self::First),
            "二级" | "二级保护区" | "2" | "Ⅱ" | "II" => Ok(Self::Second),
            "准保护区" | "准" | "三级" | "3" | "Ⅲ" | "III" => Ok(Self::Quasi),
            other => Err(UnknownZoneLevel(other.chars().take(40).collect())),
        }
    }
}

/// One zone of a drinking-water source.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceZone {
    /// Register id (HJ 747-2015 for real registers); opaque text.
    pub id: String,
    /// Name of the zone.
    pub name: String,
    /// Level of protection.
    pub level: ZoneLevel,
    /// Name of the water source it protects.
    pub source: String,
    /// Area in CGCS2000 degrees.
    pub area: Area,
}
