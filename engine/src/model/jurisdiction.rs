//! Jurisdictions: divisions with territory, hierarchy and valid time.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Area, DivisionCode, Level};
use crate::coord::Bounds;

/// When something holds: from a day (inclusive) to a day (exclusive); open where `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Validity {
    /// First day.
    pub valid_from: Option<Date>,
    /// First day no longer.
    pub valid_to: Option<Date>,
}

impl Validity {
    /// Whether it holds on a day.
    pub fn contains(self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day < to)
    }

    /// Whether there is a day on which both hold.
    pub fn overlaps(self, other: Self) -> bool {
        let starts_before = |a: Self, b: Self| match (a.valid_from, b.valid_to) {
            (Some(from), Some(to)) => from < to,
            _ => true,
        };
        starts_before(self, other) && starts_before(other, self)
    }
}

/// A division without its territory.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Division {
    /// Code of GB/T 2260.
    pub code: DivisionCode,
    /// Official name.
    pub name: String,
    /// Level in the hierarchy.
    pub level: Level,
    /// The division it belongs to; `None` at the top.
    pub parent: Option<DivisionCode>,
}

/// A division with its territory in CGCS2000 degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Jurisdiction {
    /// Who it is.
    pub division: Division,
    /// Its territory, exclaves included. Valid rings, exterior counter-clockwise.
    pub territory: Area,
}

/// All jurisdictions that hold at the same time, and their hierarchy.
#[derive(Clone, Debug, Default)]
pub struct Generation {
    /// When it holds.
    pub validity: Validity,
    /// The finest level, in code order: the one that clues are joined to.
    pub counties: Vec<Jurisdiction>,
    /// Prefectures in code order; territories may be missing from the data.
    pub prefectures: Vec<Jurisdiction>,
    /// Provinces in code order.
    pub provinces: Vec<Jurisdiction>,
    /// The box around all counties.
    pub bounds: Bounds,
    divisions: BTreeMap<DivisionCode, Division>,
    /// Prefecture and province of each county, so that a batch does not climb the hierarchy once a row.
    county_superiors: Vec<[Option<DivisionCode>; 2]>,
}

/// What is wrong in a hierarchy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HierarchyFault {
    /// Two jurisdictions of one generation have the same code.
    DuplicateCode(DivisionCode),
    /// A parent is named that is not in the data.
    MissingParent {
        /// The child.
        code: DivisionCode,
        /// Its parent, which no file brings.
        parent: DivisionCode,
    },
    /// A parent is not of a higher level than its child.
    WrongParentLevel {
        /// The child.
        code: DivisionCode,
        /// The parent named.
        parent: DivisionCode,
    },
}

impl Generation {
    /// Sorts the jurisdictions into levels and checks the hierarchy.
    ///
    /// The faults are returned beside the generation: a hierarchy with a missing parent still locates points, and `check`
    /// reports the rest. Of duplicate codes the first is kept.
    pub fn new(validity: Validity, jurisdictions: Vec<Jurisdiction>) -> (Self, Vec<HierarchyFault>) {
        let (mut generation, faults) = Self::with_bounds(validity, jurisdictions, Bounds::EMPTY);
        generation.bounds = bounds(&generation.counties);
        (generation, faults)
    }

    /// The same where the bounds are known, so that no territory has to be looked at.
    pub fn with_bounds(validity: Validity, jurisdictions: Vec<Jurisdiction>, bounds: Bounds) -> (Self, Vec<HierarchyFault>) {
        let mut generation = Self { validity, bounds, ..Self::default() };
        let mut faults = Vec::new();
        for jurisdiction in jurisdictions {
            let code = jurisdiction.division.code;
            if generation.divisions.contains_key(&code) {
                faults.push(HierarchyFault::DuplicateCode(code));
                continue;
            }
            generation.divisions.insert(code, jurisdiction.division.clone());
            match jurisdiction.division.level {
                Level::County => generation.counties.push(jurisdiction),
                Level::Prefecture => generation.prefectures.push(jurisdiction),
                Level::Province => generation.provinces.push(jurisdiction),
            }
        }
        for level in [&mut generation.counties, &mut generation.prefectures, &mut generation.provinces] {
            level.sort_by_key(|j| j.division.code);
        }
        for division in generation.divisions.values() {
            let Some(parent) = division.parent else { continue };
            match generation.divisions.get(&parent) {
                None => faults.push(HierarchyFault::MissingParent { code: division.code, parent }),
                Some(above) if above.level >= division.level => faults.push(HierarchyFault::WrongParentLevel { code: division.code, parent }),
                Some(_) => {}
            }
        }
        let superiors = |county: &Jurisdiction| [Level::Prefecture, Level::Province].map(|level| generation.superior_at(county.division.code, level));
        generation.county_superiors = generation.counties.iter().map(superiors).collect();
        (generation, faults)
    }

    /// The prefecture and the province of a county, by its place among the counties.
    ///
    /// # Panics
    /// Past the last county.
    pub fn superiors_of_county(&self, county: usize) -> [Option<DivisionCode>; 2] {
        self.county_superiors[county]
    }

    /// Puts a body that is no division of the standard into the hierarchy: it has a name, superiors and a common superior with others.
    /// A code that is taken stays whose it is.
    pub fn add_body(&mut self, body: Division) {
        self.divisions.entry(body.code).or_insert(body);
    }

    /// The division of a code.
    pub fn division(&self, code: DivisionCode) -> Option<&Division> {
        self.divisions.get(&code)
    }

    /// All divisions in code order.
    pub fn divisions(&self) -> impl Iterator<Item = &Division> {
        self.divisions.values()
    }

    /// The superiors of a division, nearest first.
    pub fn superiors(&self, code: DivisionCode) -> Vec<DivisionCode> {
        // The number of levels bounds the walk, so a cycle in bad data cannot hang it.
        let mut chain = Vec::with_capacity(2);
        let mut next = self.division(code).and_then(|d| d.parent);
        while let Some(parent) = next {
            if chain.len() >= 8 || chain.contains(&parent) || parent == code {
                break;
            }
            chain.push(parent);
            next = self.division(parent).and_then(|d| d.parent);
        }
        chain
    }

    /// The superior of a level, e.g. the prefecture of a county.
    pub fn superior_at(&self, code: DivisionCode, level: Level) -> Option<DivisionCode> {
        self.superiors(code).into_iter().find(|&s| self.division(s).is_some_and(|d| d.level == level))
    }

    /// The lowest division that is superior to every one of the set (共同的上级主管部门, articles 2 and 6).
    ///
    /// Strictly superior: the common superior of one county is its prefecture. `None` for an empty set, and where the
    /// members share no superior in the data, such as counties of two provinces: no guess is made.
    pub fn common_superior(&self, codes: &[DivisionCode]) -> Option<DivisionCode> {
        let (first, rest) = codes.split_first()?;
        self.superiors(*first).into_iter().find(|superior| rest.iter().all(|&other| self.superiors(other).contains(superior)))
    }
}

fn bounds(counties: &[Jurisdiction]) -> Bounds {
    counties.iter().flat_map(|county| county.territory.iter()).map(|polygon| Bounds::of(polygon.exterior())).fold(Bounds::EMPTY, Bounds::union)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        text.parse().expect("a code")
    }

    fn bare(text: &str, parent: Option<&str>) -> Jurisdiction {
        let code = code(text);
        Jurisdiction {
            division: Division { code, name: text.into(), level: code.level(), parent: parent.map(self::code) },
            territory: geo_types::MultiPolygon(vec![]).into(),
        }
    }

    fn jilin() -> Generation {
        let (generation, faults) = Generation::new(
            Validity::default(),
            vec![
                bare("220000", None),
                bare("220100", Some("220000")),
                bare("220300", Some("220000")),
                bare("220184", Some("220100")),
                bare("220182", Some("220100")),
                bare("220323", Some("220300")),
            ],
        );
        assert_eq!(faults, []);
        generation
    }

    #[test]
    fn the_common_superior_is_the_lowest_division_above_all() {
        let g = jilin();
        let superior = |codes: &[&str]| g.common_superior(&codes.iter().map(|c| code(c)).collect::<Vec<_>>());
        for (set, expected) in [
            (&["220184", "220182"][..], Some("220100")),
            (&["220184", "220323"], Some("220000")),
            (&["220184"], Some("220100")),
            (&["220100", "220300"], Some("220000")),
            (&["220100", "220184"], Some("220000")),
            (&["220000", "220184"], None),
            (&["220184", "230183"], None),
            (&[], None),
        ] {
            assert_eq!(superior(set), expected.map(code), "{set:?}");
        }
    }

    #[test]
    fn hierarchy_faults_are_named() {
        let (_, faults) = Generation::new(Validity::default(), vec![bare("220184", Some("220100")), bare("220184", None), bare("220182", Some("220184"))]);
        assert_eq!(
            faults,
            [
                HierarchyFault::DuplicateCode(code("220184")),
                HierarchyFault::WrongParentLevel { code: code("220182"), parent: code("220184") },
                HierarchyFault::MissingParent { code: code("220184"), parent: code("220100") },
            ]
        );
    }

    #[test]
    fn a_cycle_of_parents_ends() {
        let (g, _) = Generation::new(Validity::default(), vec![bare("220100", Some("220300")), bare("220300", Some("220100"))]);
        assert_eq!(g.superiors(code("220100")), [code("220300")]);
    }

    #[test]
    fn validity_is_inclusive_then_exclusive() {
        let change: Date = "2020-06-19".parse().expect("a date");
        let before = Validity { valid_from: None, valid_to: Some(change) };
        let after = Validity { valid_from: Some(change), valid_to: None };
        assert!(after.contains(change) && !before.contains(change));
        assert!(before.contains(change.yesterday().expect("not the first day")));
        assert!(!before.overlaps(after) && after.overlaps(Validity::default()));
    }
}
