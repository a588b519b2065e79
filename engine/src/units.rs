//! Physical quantities as types, so that a metre is never taken for a degree.

use std::fmt;
use std::ops::{Add, Sub};

use crate::lang::Lang;

/// A length on the ground in metres.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Metres(pub f64);

/// A length rounded to what people say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounded {
    /// Whole metres, below one kilometre.
    Metres(u32),
    /// Tenths of kilometres, below ten.
    Hectometres(u32),
    /// Whole kilometres, from there on.
    Kilometres(u32),
}

/// An area on the ground in square metres.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct SquareMetres(pub f64);

impl Metres {
    /// The bare number, for columns and arithmetic.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The length as people say it: metres below one kilometre, kilometres with one decimal below ten, whole ones above.
    pub fn spoken(self, lang: Lang) -> String {
        let (value, zh, en) = match self.rounded() {
            Rounded::Metres(metres) => (metres.to_string(), "米", "m"),
            Rounded::Hectometres(tenths) => (format!("{}.{}", tenths / 10, tenths % 10), "千米", "km"),
            Rounded::Kilometres(kilometres) => (kilometres.to_string(), "千米", "km"),
        };
        format!("{value} {}", lang.pick(zh, en))
    }

    /// The length rounded as it is spoken: equal roundings have equal words.
    pub fn rounded(self) -> Rounded {
        let rounded = |unit_m: f64| (self.0 / unit_m + 0.5) as u32;
        // A length that is none (NaN) becomes 0 by the cast; nobody speaks of it.
        if self.0 >= 9_950.0 {
            Rounded::Kilometres(rounded(1000.0))
        } else if self.0 >= 999.5 {
            Rounded::Hectometres(rounded(100.0))
        } else {
            Rounded::Metres(rounded(1.0))
        }
    }
}

impl SquareMetres {
    /// The area in square kilometres.
    pub fn square_kilometres(self) -> f64 {
        self.0 / 1e6
    }
}

impl Add for Metres {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Metres {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl fmt::Display for Metres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} m", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_spoken_in_the_unit_people_use() {
        assert_eq!(Metres(0.4).spoken(Lang::En), "0 m");
        assert_eq!(Metres(999.4).spoken(Lang::Zh), "999 米");
        assert_eq!(Metres(999.6).spoken(Lang::En), "1.0 km");
        assert_eq!(Metres(999.5).rounded(), Rounded::Hectometres(10));
        assert_eq!(Metres(4012.3).spoken(Lang::Zh), "4.0 千米");
        assert_eq!(Metres(9949.0).spoken(Lang::En), "9.9 km");
        assert_eq!(Metres(9950.0).spoken(Lang::En), "10 km");
        assert_eq!(Metres(47_747.3).spoken(Lang::Zh), "48 千米");
        assert_eq!(Metres(f64::NAN).rounded(), Rounded::Metres(0));
    }
}
