//! Who may be drawn.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::ingest::{Field, RosterRow};
use crate::lang::Lang;
use crate::model::DivisionCode;

/// One inspector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Inspector {
    /// Number of the certificate (执法证号), which tells inspectors apart and goes into the draw.
    pub certificate: String,
    /// Name.
    pub name: String,
    /// The division whose bureau it is.
    #[cfg_attr(test, schemars(with = "String"))]
    pub unit: DivisionCode,
    /// Role; empty where none is said.
    pub role: String,
    /// What must not be inspected by this person.
    pub recusals: Vec<Recusal>,
}

/// What somebody must not inspect (回避).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Recusal {
    /// A division and all below it.
    Division(#[cfg_attr(test, schemars(with = "String"))] DivisionCode),
    /// One target.
    Target(String),
}

/// All inspectors, in the order of their certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    inspectors: Vec<Inspector>,
}

/// Why a roster cannot be drawn from. To leave a row out would change the draw, so nothing is drawn until it is mended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RosterFault {
    /// There is nobody.
    #[error("the roster is empty")]
    Empty,
    /// A cell that must not be empty is.
    #[error("row {row} has no {field:?}")]
    Missing {
        /// The row in the file.
        row: u64,
        /// What is missing.
        field: Field,
    },
    /// A unit that is none of the divisions, nor their bureaus.
    #[error("row {row}: unit {unit:?} is not known")]
    UnknownUnit {
        /// The row in the file.
        row: u64,
        /// As written.
        unit: String,
    },
    /// A recusal that names neither a division nor a target.
    #[error("row {row}: recusal {recusal:?} is not known")]
    UnknownRecusal {
        /// The row in the file.
        row: u64,
        /// As written.
        recusal: String,
    },
    /// A certificate with `|` or control characters, which the draw cannot tell from its own.
    #[error("row {row}: certificate {certificate:?} cannot be drawn by")]
    BadCertificate {
        /// The row in the file.
        row: u64,
        /// As written.
        certificate: String,
    },
    /// Two rows have the same certificate.
    #[error("rows {first} and {row} have the certificate {certificate:?}")]
    Duplicate {
        /// The first row.
        first: u64,
        /// The second.
        row: u64,
        /// As written.
        certificate: String,
    },
}

/// What the names in a roster mean.
pub struct Meanings<'a> {
    /// The division of a code, of its name, or of its bureau's name.
    pub unit: &'a dyn Fn(&str) -> Option<DivisionCode>,
    /// Whether a text is the id of something that could be inspected.
    pub is_target: &'a dyn Fn(&str) -> bool,
}

impl Roster {
    /// Checks the rows of a roster.
    ///
    /// # Errors
    /// The first row that is wrong, in the order of the file.
    pub fn new(rows: &[RosterRow], meanings: &Meanings<'_>) -> Result<Self, RosterFault> {
        let mut known: BTreeMap<&str, u64> = BTreeMap::new();
        let mut inspectors = Vec::with_capacity(rows.len());
        for row in rows {
            let need = |text: &'_ Option<String>, field| text.clone().ok_or(RosterFault::Missing { row: row.row, field });
            let (name, unit, certificate) = (need(&row.name, Field::Name)?, need(&row.unit, Field::Unit)?, need(&row.certificate, Field::Certificate)?);
            if certificate.chars().any(|c| c == '|' || c.is_control()) {
                return Err(RosterFault::BadCertificate { row: row.row, certificate });
            }
            if let Some(first) = row.certificate.as_deref().and_then(|certificate| known.insert(certificate, row.row)) {
                return Err(RosterFault::Duplicate { first, row: row.row, certificate });
            }
            let unit = (meanings.unit)(&unit).ok_or(RosterFault::UnknownUnit { row: row.row, unit })?;
            let parts = row.recusal.as_deref().unwrap_or_default().split([';', '；', '、', ',', '，']).map(str::trim).filter(|part| !part.is_empty());
            let recusal = |part: &str| match (meanings.unit)(part) {
                Some(code) => Ok(Recusal::Division(code)),
                None if (meanings.is_target)(part) => Ok(Recusal::Target(part.to_owned())),
                None => Err(RosterFault::UnknownRecusal { row: row.row, recusal: part.to_owned() }),
            };
            let recusals = parts.map(recusal).collect::<Result<_, _>>()?;
            inspectors.push(Inspector { certificate, name, unit, role: row.role.clone().unwrap_or_default(), recusals });
        }
        inspectors.sort_by(|a: &Inspector, b| a.certificate.cmp(&b.certificate));
        if inspectors.is_empty() { Err(RosterFault::Empty) } else { Ok(Self { inspectors }) }
    }

    /// The inspectors, in the order of their certificates.
    pub fn inspectors(&self) -> &[Inspector] {
        &self.inspectors
    }
}

impl RosterFault {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let whole = lang.pick("；名单须完整才能抽签", "; nothing is drawn from a roster that is not whole");
        match self {
            Self::Empty => lang.pick("名单中没有人员：请至少列出一个检查组所需的人数", "the roster names nobody: list at least as many as one team needs").into(),
            Self::Missing { row, field } => {
                let (zh, en) = (field.chinese(), field.key());
                lang.pick(format!("名单第 {row} 行缺少“{zh}”，请补上或删去该行{whole}"), format!("row {row} of the roster has no {en}: fill it in, or take the row out{whole}"))
            }
            Self::UnknownUnit { row, unit } => lang.pick(
                format!("名单第 {row} 行的单位“{unit}”不在行政区划中：请写六位行政区划代码、行政区名称（重名时写代码）或机构名称{whole}"),
                format!("row {row} of the roster: unit {unit:?} is no division of the data; write its six-digit code, its name (where no other has it) or its bureau's{whole}"),
            ),
            Self::UnknownRecusal { row, recusal } => lang.pick(
                format!("名单第 {row} 行的回避事项“{recusal}”既不是行政区，也不是检查对象的编号：请写代码、名称或编号，以分号分隔{whole}"),
                format!("row {row} of the roster: recusal {recusal:?} is neither a division nor the id of a target; write codes, names or ids, separated by semicolons{whole}"),
            ),
            Self::BadCertificate { row, certificate } => lang.pick(
                format!("名单第 {row} 行的证号“{certificate}”含有“|”或控制字符，无法用于抽签：请改正"),
                format!("row {row} of the roster: certificate {certificate:?} holds | or a control character, by which nothing can be drawn: mend it"),
            ),
            Self::Duplicate { first, row, certificate } => lang.pick(
                format!("名单第 {first} 行与第 {row} 行的证号同为“{certificate}”：一人只列一行，证号不得重复"),
                format!("rows {first} and {row} of the roster have the same certificate {certificate:?}: one row a person, and a certificate of its own"),
            ),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Division, Generation, Jurisdiction, Level, Validity};

    pub(in crate::plan) fn code(text: &str) -> DivisionCode {
        text.parse().expect("a code")
    }

    /// The hierarchy of fixture F.
    pub(in crate::plan) fn fixture_f() -> Generation {
        let of = |text: &str, parent: Option<&str>| Jurisdiction {
            division: Division { code: code(text), name: text.into(), level: code(text).level(), parent: parent.map(code) },
            territory: geo_types::MultiPolygon(vec![]).into(),
        };
        let prefectures = [("220100", "220000"), ("220300", "220000")];
        let counties = [("220184", "220100"), ("220182", "220100"), ("220323", "220300"), ("220322", "220300")];
        let below = prefectures.into_iter().chain(counties).map(|(text, parent)| of(text, Some(parent)));
        let (generation, faults) = Generation::new(Validity::default(), std::iter::once(of("220000", None)).chain(below).collect());
        assert!(faults.is_empty() && generation.counties.len() == 4 && generation.division(code("220000")).is_some_and(|d| d.level == Level::Province));
        generation
    }

    pub(in crate::plan) fn row(row: u64, name: &str, unit: &str, certificate: &str, recusal: &str) -> RosterRow {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        RosterRow { row, name: text(name), unit: text(unit), certificate: text(certificate), role: None, recusal: text(recusal) }
    }

    pub(in crate::plan) fn roster(rows: &[RosterRow]) -> Result<Roster, RosterFault> {
        let generation = fixture_f();
        let unit = |text: &str| text.parse().ok().filter(|code| generation.division(*code).is_some());
        Roster::new(rows, &Meanings { unit: &unit, is_target: &|text| text == "W1" })
    }

    #[test]
    fn a_roster_is_whole_or_refused_with_its_row() {
        let good = row(2, "甲", "220184", "C1", "220323；W1");
        let read = roster(std::slice::from_ref(&good)).expect("whole");
        assert_eq!(read.inspectors()[0].recusals, [Recusal::Division(code("220323")), Recusal::Target("W1".into())]);
        for (rows, part) in [
            (vec![], "names nobody"),
            (vec![row(2, "", "220184", "C1", "")], "row 2 of the roster has no name"),
            (vec![row(2, "甲", "", "C1", "")], "row 2 of the roster has no unit"),
            (vec![row(2, "甲", "220184", "", "")], "row 2 of the roster has no certificate"),
            (vec![row(3, "甲", "229999", "C1", "")], "unit \"229999\" is no division"),
            (vec![row(3, "甲", "220184", "C1", "某厂")], "recusal \"某厂\""),
            (vec![row(3, "甲", "220184", "C|1", "")], "certificate \"C|1\""),
            (vec![good.clone(), row(7, "乙", "220323", "C1", "")], "rows 2 and 7"),
        ] {
            let fault = roster(&rows).expect_err(part);
            assert!(fault.sentence(Lang::En).contains(part), "{}", fault.sentence(Lang::En));
            assert!(!fault.sentence(Lang::Zh).is_empty());
        }
    }
}
