//! Faults of boundary data, as data.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use geo_types::MultiPolygon;

use super::DivisionCode;
use crate::units::{Metres, SquareMetres};

/// What kind of fault it is; waivers name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Ground that no county covers though counties surround it.
    Gap,
    /// Ground that several counties cover.
    Overlap,
    /// A gap, an overlap or a leftover that is thin.
    Sliver,
    /// A ring that is none, as the file brought it.
    InvalidRing,
    /// A superior that is not there, not above, or not around.
    WrongParent,
    /// A code that is not there or says nothing, or ground whose county is not there.
    MissingCode,
}

/// What exactly is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultDetail {
    /// No county covers it.
    Uncovered,
    /// Several counties cover it.
    Shared,
    /// Rings cross themselves or each other.
    SelfIntersection,
    /// A ring runs to a point and back the same way.
    Spike,
    /// The same ring stands twice.
    RepeatedRing,
    /// A hole lies outside its polygon, or in another hole.
    MisplacedHole,
    /// A ring encloses nothing.
    NoArea,
    /// A ring does not end where it began.
    Unclosed,
    /// The record's geometry cannot be used at all.
    Unusable,
    /// The parent is not in the data.
    UnknownParent,
    /// Nothing in the data is of the parent's level.
    AbsentLevel,
    /// The data has superiors, and this division names none.
    NoParent,
    /// The parent is not of a higher level.
    NotHigher,
    /// The code begins with the digits of another superior.
    ForeignPrefix,
    /// Part of the division lies outside its parent.
    OutsideParent,
    /// Ground of a division that none of its counties covers.
    Leftover,
    /// The record has no code.
    NoCode,
    /// The code is no six-digit code, or one of statistics.
    NotADivision,
    /// An earlier record has the same code.
    DuplicateCode,
}

/// One fault: where, how large, and whose.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct BoundaryFault {
    /// Its kind.
    pub kind: FaultKind,
    /// What exactly.
    pub detail: FaultDetail,
    /// Whether nobody may route by data that has it. Else it is worth knowing.
    pub is_error: bool,
    /// The divisions involved; where it is about one and its superior, in this order.
    pub codes: Vec<DivisionCode>,
    /// Their names, in the same order.
    pub names: Vec<String>,
    /// A place in it, `[lon, lat]` in CGCS2000 degrees; `None` where the record has no usable geometry.
    pub at: Option<[f64; 2]>,
    /// How much ground it is about; 0 for what is about codes alone.
    pub area: SquareMetres,
    /// Mean width of that ground, where it is a strip or may be one.
    pub width: Option<Metres>,
    /// What share of the division it is, where that counts.
    pub share: Option<f64>,
    /// The file, where it is one file's.
    pub file: Option<PathBuf>,
    /// Its row, as its user counts it.
    pub row: Option<u64>,
    /// What the file says there, or what the checker says of it.
    pub said: Option<String>,
    /// The ground itself, for a map; not kept in snapshots.
    #[serde(skip)]
    pub outline: Option<MultiPolygon<f64>>,
}

impl FaultKind {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 6] = [Self::Overlap, Self::Gap, Self::MissingCode, Self::WrongParent, Self::InvalidRing, Self::Sliver];

    /// The code for machines and waivers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Overlap => "overlap",
            Self::Sliver => "sliver",
            Self::InvalidRing => "invalid_ring",
            Self::WrongParent => "wrong_parent",
            Self::MissingCode => "missing_code",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for FaultKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

impl FaultDetail {
    /// The code for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uncovered => "uncovered",
            Self::Shared => "shared",
            Self::SelfIntersection => "self_intersection",
            Self::Spike => "spike",
            Self::RepeatedRing => "repeated_ring",
            Self::MisplacedHole => "misplaced_hole",
            Self::NoArea => "no_area",
            Self::Unclosed => "unclosed",
            Self::Unusable => "unusable",
            Self::UnknownParent => "unknown_parent",
            Self::AbsentLevel => "absent_level",
            Self::NoParent => "no_parent",
            Self::NotHigher => "not_higher",
            Self::ForeignPrefix => "foreign_prefix",
            Self::OutsideParent => "outside_parent",
            Self::Leftover => "leftover",
            Self::NoCode => "no_code",
            Self::NotADivision => "not_a_division",
            Self::DuplicateCode => "duplicate_code",
        }
    }

    /// The kind it is of, unless it is a sliver.
    pub fn kind(self) -> FaultKind {
        match self {
            Self::Uncovered => FaultKind::Gap,
            Self::Shared => FaultKind::Overlap,
            Self::SelfIntersection | Self::Spike | Self::RepeatedRing | Self::MisplacedHole | Self::NoArea | Self::Unclosed | Self::Unusable => {
                FaultKind::InvalidRing
            }
            Self::UnknownParent | Self::AbsentLevel | Self::NoParent | Self::NotHigher | Self::ForeignPrefix | Self::OutsideParent => FaultKind::WrongParent,
            Self::Leftover | Self::NoCode | Self::NotADivision | Self::DuplicateCode => FaultKind::MissingCode,
        }
    }
}

impl BoundaryFault {
    /// A fault about codes alone; what else is known of it is filled in.
    pub fn of(detail: FaultDetail, is_error: bool) -> Self {
        Self {
            kind: detail.kind(),
            detail,
            is_error,
            codes: Vec::new(),
            names: Vec::new(),
            at: None,
            area: SquareMetres(0.0),
            width: None,
            share: None,
            file: None,
            row: None,
            said: None,
            outline: None,
        }
    }

    /// Whether it goes by this kind: a sliver goes by that of what it is a sliver of, too.
    pub fn is(&self, kind: FaultKind) -> bool {
        self.kind == kind || self.detail.kind() == kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_as_they_are_written() {
        for kind in FaultKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).expect("JSON"), kind.as_str());
        }
        assert!("gaps".parse::<FaultKind>().is_err());
    }

    #[test]
    fn a_sliver_also_goes_by_what_it_is_a_sliver_of() {
        let sliver = BoundaryFault { kind: FaultKind::Sliver, ..BoundaryFault::of(FaultDetail::Shared, true) };
        assert!(sliver.is(FaultKind::Sliver) && sliver.is(FaultKind::Overlap) && !sliver.is(FaultKind::Gap));
    }
}
