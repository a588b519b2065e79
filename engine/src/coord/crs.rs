//! The names under which coordinate systems arrive.

use std::fmt;
use std::str::FromStr;

/// A coordinate system that clues or layers may be given in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Crs {
    /// A system of the EPSG register, transformed by PROJ.
    Epsg(u32),
    /// A definition as WKT or a PROJ string, as a file carried it; transformed by PROJ.
    Definition(String),
    /// The shifted datum of 高德 and 腾讯 maps.
    Gcj02,
    /// Baidu's datum.
    Bd09,
}

/// A name that is no coordinate system we know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown coordinate system {0:?}")]
pub struct UnknownCrs(pub String);

impl Crs {
    /// CGCS2000 geographic, the system everything is kept in.
    pub const CGCS2000: Self = Self::Epsg(4490);
    /// WGS 84 geographic.
    pub const WGS84: Self = Self::Epsg(4326);

    /// The steps from coordinates of this system to CGCS2000, for people to read.
    pub fn path_to_cgcs2000(&self) -> Vec<String> {
        let given = self.to_string();
        if self.is_plain_degrees() { vec![given] } else { vec![given, Self::CGCS2000.to_string()] }
    }

    /// Whether coordinates are longitude and latitude in degrees that need no transformation.
    pub fn is_plain_degrees(&self) -> bool {
        matches!(self, Self::Epsg(4490 | 4326))
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Epsg(code) => write!(f, "EPSG:{code}"),
            Self::Definition(text) => {
                // A WKT begins PROJCS["name",…: the name is what a person recognises.
                let name = text.split('"').nth(1).filter(|n| !n.is_empty()).unwrap_or(text);
                write!(f, "{name}")
            }
            Self::Gcj02 => f.write_str("GCJ-02"),
            Self::Bd09 => f.write_str("BD-09"),
        }
    }
}

impl FromStr for Crs {
    type Err = UnknownCrs;

    /// Reads `EPSG:4490`, `4490`, and the names people write in spreadsheets (WGS84, 国家2000, 火星坐标系（GCJ-02）…).
    fn from_str(text: &str) -> Result<Self, UnknownCrs> {
        if let Some(crs) = one_name(text) {
            return Ok(crs);
        }
        // A name with its explanation in brackets is read if every part we know says the same.
        let mut known = text.split(['(', ')', '（', '）']).filter_map(one_name);
        match known.next() {
            Some(first) if known.all(|other| other == first) => Ok(first),
            _ => Err(UnknownCrs(text.trim().chars().take(80).collect())),
        }
    }
}

fn one_name(text: &str) -> Option<Crs> {
    let name: String = text.trim().to_lowercase().chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect();
    let digits = name.strip_prefix("urn:ogc:def:crs:epsg::").or_else(|| name.strip_prefix("epsg:")).unwrap_or(&name);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.parse().map(Crs::Epsg).ok();
    }
    match name.trim_end_matches("坐标系").trim_end_matches("坐标") {
        "wgs84" | "gps" | "crs84" | "ogc:crs84" => Some(Crs::WGS84),
        "cgcs2000" | "国家2000" | "2000国家大地" | "国家大地2000" | "中国大地2000" | "大地2000" => Some(Crs::CGCS2000),
        "gcj02" | "gcj2" | "火星" | "高德" | "腾讯" | "国测局" | "amap" => Some(Crs::Gcj02),
        "bd09" | "bd09ll" | "百度" | "baidu" => Some(Crs::Bd09),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_people_write_are_understood() {
        let cases = [
            ("EPSG:4490", Crs::CGCS2000),
            (" epsg:4551 ", Crs::Epsg(4551)),
            ("4326", Crs::WGS84),
            ("WGS 84", Crs::WGS84),
            ("WGS-84坐标系", Crs::WGS84),
            ("CGCS2000", Crs::CGCS2000),
            ("国家2000坐标系", Crs::CGCS2000),
            ("GCJ-02", Crs::Gcj02),
            ("火星坐标系（GCJ-02）", Crs::Gcj02),
            ("高德", Crs::Gcj02),
            ("百度坐标", Crs::Bd09),
            ("bd09ll", Crs::Bd09),
        ];
        for (text, crs) in cases {
            assert_eq!(text.parse(), Ok(crs), "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["", "EPSG:", "北京54", "GCJ-02（百度）", "EPSG:99999999999", "wgs85"] {
            assert!(text.parse::<Crs>().is_err(), "{text}");
        }
    }
}
