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

impl Default for Rounded {
    fn default() -> Self {
        Self::Metres(0)
    }
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
        let mut spoken = String::new();
        self.rounded().speak(lang, &mut spoken);
        spoken
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

impl Rounded {
    /// Appends the words to a text.
    pub fn speak(self, lang: Lang, into: &mut String) {
        let (whole, tenths, unit) = match self {
            Self::Metres(metres) => (metres, None, lang.pick("米", "m")),
            Self::Hectometres(tenths) => (tenths / 10, Some(tenths % 10), lang.pick("千米", "km")),
            Self::Kilometres(kilometres) => (kilometres, None, lang.pick("千米", "km")),
        };
        digits(whole, into);
        if let Some(tenths) = tenths {
            into.push('.');
            digits(tenths, into);
        }
        into.push(' ');
        into.push_str(unit);
    }
}

/// Appends a number. The general way costs more than all the rest of a sentence.
fn digits(number: u32, into: &mut String) {
    let mut size = 1;
    while number / size >= 10 {
        size *= 10;
    }
    while size > 0 {
        into.push(char::from(b'0' + (number / size % 10) as u8));
        size /= 10;
    }
}

impl SquareMetres {
    /// The area in square kilometres.
    pub fn square_kilometres(self) -> f64 {
        self.0 / 1e6
    }
}

/// The sum of areas. That of none is zero and not the "-0" that an empty sum of floats is.
pub fn total(areas: impl IntoIterator<Item = SquareMetres>) -> SquareMetres {
    SquareMetres(areas.into_iter().fold(0.0, |sum, area| sum + area.0))
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
        for number in [0, 9, 10, 99, 100, 20_004, u32::MAX] {
            let mut text = String::new();
            super::digits(number, &mut text);
            assert_eq!(text, number.to_string());
        }
    }
}
