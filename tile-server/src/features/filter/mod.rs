//! Filters in CQL2 text: read once, then asked of every record.
//!
//! 1. `lexer` and `parser` make a tree of the text, with places for messages. `wkt` and `time` read the literals in it.
//! 2. `compile` looks up names, checks kinds and makes a `condition` of `term`s; `like`, `fold`, `space`, `near` and `edges` are what
//!    they need.
//! 3. `reach` tells a box outside of which nothing can match.
//!
//! Reading is bounded: [`TEXT_BYTES_MAX`] of text, a fixed depth, and no token is looked at twice. Comparisons between kinds are refused,
//! not silently false.
//!
//! # References
//! OGC 21-065r2, *Common Query Language (CQL2)*. Beyond it: `DWITHIN`, flags and texts as operands wherever their kind fits, and texts
//! beside times read as times.

mod compile;
mod condition;
mod edges;
mod error;
mod fold;
mod lexer;
mod like;
mod near;
mod parser;
mod reach;
mod space;
mod term;
mod time;
mod tree;
mod wkt;

#[cfg(test)]
mod filter_tests;
#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod space_tests;
#[cfg(test)]
mod time_tests;

use std::borrow::Cow;

use geo_types::{Geometry, Rect};

use condition::Condition;
pub use error::FilterError;

/// Longest text of a filter, bytes. It bounds all else: the number of conditions, and that of vertices to some two thousand.
pub const TEXT_BYTES_MAX: usize = 8192;

/// Largest distance of `DWITHIN`, metres; beyond it, the local plane finds another nearest place than there is.
pub const DISTANCE_MAX_M: f64 = 1_000_000.0;

/// What kind of value a property has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A finite number.
    Number,
    /// True or false.
    Flag,
    /// A date, or a date-time of RFC 3339. A date is its whole day in Beijing's time, and a date-time without an offset is in that time.
    Time,
    /// The geometry of the record; all properties of this kind are the same one.
    Geometry,
}

impl Kind {
    pub(crate) fn words(self) -> [&'static str; 2] {
        match self {
            Self::Text => ["文字", "a text"],
            Self::Number => ["数字", "a number"],
            Self::Flag => ["真假值", "a flag"],
            Self::Time => ["时间", "a time"],
            Self::Geometry => ["几何", "a geometry"],
        }
    }
}

/// A property that may be filtered by. Its index in the list is its place.
#[derive(Clone, Copy, Debug)]
pub struct Queryable<'a> {
    /// Its name, as filters write it.
    pub name: &'a str,
    /// What its values are.
    pub kind: Kind,
}

/// What a record has for a property.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A text, and also a time.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
}

/// What is filtered. A value of another kind than the property's, a time that cannot be read and NaN count as [`Value::Null`].
pub trait Record {
    /// The value of the property at a place.
    fn value(&self, property: usize) -> Value<'_>;

    /// The geometry: degrees, x is longitude.
    fn geometry(&self) -> Cow<'_, Geometry<f64>>;

    /// A box around the geometry, which may be too large but not too small.
    fn bounds(&self) -> Rect<f64>;
}

/// A filter that has been read and checked.
///
/// ```
/// # use bailiwick_tile_server::features::filter::{Filter, Kind, Queryable};
/// let queryables = [Queryable { name: "river", kind: Kind::Text }, Queryable { name: "geometry", kind: Kind::Geometry }];
/// let filter = Filter::parse("river = '松花江' AND S_INTERSECTS(geometry, BBOX(125, 43, 126, 44))", &queryables).expect("it is well formed");
/// assert!(filter.bounds().is_some());
/// ```
#[derive(Clone, Debug)]
pub struct Filter {
    test: Condition,
    bounds: Option<Rect<f64>>,
}

impl Filter {
    /// Reads a filter whose geometries are in degrees, longitude first.
    ///
    /// # Errors
    /// It says where the text is wrong, and what to write instead.
    ///
    /// # Cost
    /// Linear in the text; areas are checked for crossing themselves.
    pub fn parse(text: &str, queryables: &[Queryable<'_>]) -> Result<Self, FilterError> {
        Self::read(text, queryables, None)
    }

    /// As [`Filter::parse`], for geometries in another system: every coordinate as written goes through `to_degrees`, which gives longitude
    /// and latitude. A `BBOX` becomes the area that its edges enclose in that system.
    ///
    /// # Errors
    /// As [`Filter::parse`], and where there are no degrees for a coordinate.
    pub fn parse_with(text: &str, queryables: &[Queryable<'_>], to_degrees: &dyn Fn([f64; 2]) -> Option<[f64; 2]>) -> Result<Self, FilterError> {
        Self::read(text, queryables, Some(to_degrees))
    }

    fn read(text: &str, queryables: &[Queryable<'_>], to_degrees: Option<&dyn Fn([f64; 2]) -> Option<[f64; 2]>>) -> Result<Self, FilterError> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(FilterError::TooLong { bytes: text.len() });
        }
        let tree = parser::parse(lexer::tokens(text)?, to_degrees)?;
        let test = compile::compile(tree, queryables)?;
        let bounds = reach::reach(&test, true);
        Ok(Self { test, bounds })
    }

    /// Whether the filter is true for a record; where it is unknown, it is not.
    ///
    /// # Cost
    /// A few nanoseconds a comparison. Spatial conditions look at boxes first; what remains is linear in the vertices for `S_INTERSECTS`,
    /// `S_DISJOINT` and points, and microseconds for the others.
    pub fn matches(&self, record: &dyn Record) -> bool {
        self.test.of(record) == Some(true)
    }

    /// A box that the bounds of every matching record touch, so that an index can leave out the others. `None`: they may lie anywhere.
    pub fn bounds(&self) -> Option<Rect<f64>> {
        self.bounds
    }
}
