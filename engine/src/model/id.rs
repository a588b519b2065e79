//! Identifiers.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

/// A six-digit division code of GB/T 2260: two digits each for province, prefecture and county.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode(NonZeroU32);

/// Text that is no division code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a six-digit division code")]
pub struct InvalidCode(pub String);

/// Level of a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 省、自治区、直辖市.
    Province,
    /// 地级市、自治州、地区.
    Prefecture,
    /// 县、县级市、市辖区、自治县.
    County,
}

impl Level {
    /// The name used in files and tiles.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::County => "county",
        }
    }
}

impl DivisionCode {
    /// The code as a number, e.g. for feature ids.
    pub fn number(self) -> u32 {
        self.0.get()
    }

    /// The level that the digits say.
    pub fn level(self) -> Level {
        match (self.number() % 10_000, self.number() % 100) {
            (0, _) => Level::Province,
            (_, 0) => Level::Prefecture,
            _ => Level::County,
        }
    }
}

impl TryFrom<u32> for DivisionCode {
    type Error = InvalidCode;

    fn try_from(number: u32) -> Result<Self, InvalidCode> {
        // The first digit is the great region, 1 to 8 in the standard; 9 is left for codes outside it.
        NonZeroU32::new(number).filter(|_| (100_000..1_000_000).contains(&number)).map(Self).ok_or_else(|| InvalidCode(number.to_string()))
    }
}

impl FromStr for DivisionCode {
    type Err = InvalidCode;

    /// Reads six digits. Spreadsheets turn codes into numbers, so `220184.0` is read as `220184`.
    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let trimmed = text.trim();
        let digits = trimmed.strip_suffix(".0").unwrap_or(trimmed);
        let invalid = || InvalidCode(trimmed.chars().take(40).collect());
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(invalid());
        }
        digits.parse::<u32>().map_err(|_| invalid()).and_then(Self::try_from)
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.number())
    }
}

impl serde::Serialize for DivisionCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for DivisionCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_a_code_and_nothing_else_is() {
        for (text, level) in [("220000", Level::Province), ("220100", Level::Prefecture), (" 220184 ", Level::County), ("220184.0", Level::County)] {
            assert_eq!(text.parse::<DivisionCode>().expect(text).level(), level, "{text}");
        }
        for text in ["", "22018", "2201840", "22o184", "-20184", "０２２０１８", "020184", "220184.5"] {
            assert!(text.parse::<DivisionCode>().is_err(), "{text}");
        }
    }
}
