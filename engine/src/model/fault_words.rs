//! Faults of boundary data in words.

use super::{BoundaryFault, FaultDetail, FaultKind};
use crate::lang::Lang;
use crate::units::SquareMetres;

impl FaultKind {
    /// What it is called.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Gap => lang.pick("缺口", "gap"),
            Self::Overlap => lang.pick("重叠", "overlap"),
            Self::Sliver => lang.pick("碎片", "sliver"),
            Self::InvalidRing => lang.pick("无效环", "invalid ring"),
            Self::WrongParent => lang.pick("上级有误", "wrong parent"),
            Self::MissingCode => lang.pick("代码缺失", "missing code"),
        }
    }
}

impl BoundaryFault {
    /// What is wrong, where, how large and whose, as one sentence without the full stop.
    pub fn sentence(&self, lang: Lang) -> String {
        let what = self.what(lang);
        let mut parts = Vec::new();
        if let (Some(file), Some(row)) = (&self.file, self.row) {
            parts.push(lang.pick(format!("{} 第 {row} 行", file.display()), format!("{}, row {row}", file.display())));
        }
        if let Some([x, y]) = self.at {
            parts.push(lang.pick(format!("位于 ({x:.6}, {y:.6})"), format!("at ({x:.6}, {y:.6})")));
        }
        if self.area.0 > 0.0 {
            let width = self.width.map(|w| lang.pick(format!("，平均宽 {:.1} 米", w.0), format!(", {:.1} m wide on average", w.0))).unwrap_or_default();
            parts.push(format!("{}{width}", ground(self.area, lang)));
        }
        let place = if parts.is_empty() { String::new() } else { lang.pick(format!("（{}）", parts.join("，")), format!(" ({})", parts.join(", "))) };
        format!("{}{}{what}{place}", self.kind.words(lang), lang.pick("：", ": "))
    }

    /// A division by name and code.
    fn party(&self, place: usize) -> String {
        let code = self.codes.get(place).map(ToString::to_string).unwrap_or_default();
        match self.names.get(place) {
            Some(name) if *name != code => format!("{name} ({code})"),
            _ => code,
        }
    }

    fn parties(&self, lang: Lang) -> String {
        (0..self.codes.len()).map(|place| self.party(place)).collect::<Vec<_>>().join(lang.pick("、", ", "))
    }

    fn what(&self, lang: Lang) -> String {
        use FaultDetail as D;
        let said = self.said.as_deref().unwrap_or_default();
        let because = if said.is_empty() { String::new() } else { lang.pick(format!("：{said}"), format!(": {said}")) };
        match self.detail {
            D::Uncovered => {
                lang.pick(format!("{} 之间有地不属于任何县", self.parties(lang)), format!("no county has the ground between {}", self.parties(lang)))
            }
            D::Shared => lang.pick(format!("{} 都包含同一块地", self.parties(lang)), format!("the same ground lies in {}", self.parties(lang))),
            D::SelfIntersection => lang.pick(format!("{} 的环相交{because}", self.party(0)), format!("rings of {} cross{because}", self.party(0))),
            D::Spike => lang.pick(format!("{} 的环有尖刺", self.party(0)), format!("a ring of {} has a spike", self.party(0))),
            D::RepeatedRing => lang.pick(format!("{} 的一个环出现两次", self.party(0)), format!("a ring of {} stands twice", self.party(0))),
            D::MisplacedHole => {
                lang.pick(format!("{} 的内环不在外环之内{because}", self.party(0)), format!("a hole of {} is not where a hole can be{because}", self.party(0)))
            }
            D::NoArea => lang.pick(format!("{} 的一个环没有面积", self.party(0)), format!("a ring of {} encloses nothing", self.party(0))),
            D::Unclosed => lang.pick(format!("{} 的一个环没有闭合", self.party(0)), format!("a ring of {} does not end where it began", self.party(0))),
            D::Unusable => lang.pick(format!("{} 的几何不可用{because}", self.party(0)), format!("the geometry of {} cannot be used{because}", self.party(0))),
            D::UnknownParent => lang.pick(
                format!("{} 的上级 {} 不在数据中", self.party(0), self.party(1)),
                format!("{} names the parent {}, which no file brings", self.party(0), self.party(1)),
            ),
            D::AbsentLevel => {
                let (count, example) = (self.codes.len(), self.party(0));
                lang.pick(
                    format!("{example} 等 {count} 个单位的上级所在层级没有任何数据，无法确定共同上级"),
                    format!("nothing in the data is of the level of the parents that {example} and others name ({count} in all): common superiors are unknown"),
                )
            }
            D::NoParent => lang.pick(
                format!("{} 没有注明上级，而数据中有上级单位", self.party(0)),
                format!("{} names no parent, though the data has superiors", self.party(0)),
            ),
            D::NotHigher => lang.pick(
                format!("{} 的上级 {} 级别不高于它", self.party(0), self.party(1)),
                format!("{} names the parent {}, which is not of a higher level", self.party(0), self.party(1)),
            ),
            D::ForeignPrefix => lang.pick(
                format!("{} 的代码与上级 {} 的前几位不符", self.party(0), self.party(1)),
                format!("the code of {} does not begin with the digits of its parent {}", self.party(0), self.party(1)),
            ),
            D::OutsideParent => {
                let percent = percent(self.share.unwrap_or_default());
                lang.pick(
                    format!("{} 有 {percent} 在其上级 {} 之外", self.party(0), self.party(1)),
                    format!("{percent} of {} lies outside its parent {}", self.party(0), self.party(1)),
                )
            }
            D::Leftover => {
                let owners = (1..self.codes.len()).map(|place| self.party(place)).collect::<Vec<_>>().join(lang.pick("、", ", "));
                let owners = if owners.is_empty() { String::new() } else { lang.pick(format!("，该处现属 {owners}"), format!("; {owners} covers it")) };
                lang.pick(format!("{} 有地不属于其任何县{owners}", self.party(0)), format!("no county of {} covers part of its ground{owners}", self.party(0)))
            }
            D::NoCode => lang.pick("该行没有代码，未采用".into(), "the row has no code and is not used".into()),
            D::NotADivision => lang.pick(format!("“{said}”不是行政区划代码"), format!("{said:?} is the code of no division")),
            D::DuplicateCode => lang
                .pick(format!("{} 的代码出现两次，只使用第一条", self.party(0)), format!("the code of {} occurs twice; only the first is used", self.party(0))),
        }
    }
}

/// An area in the unit people use for it.
fn ground(area: SquareMetres, lang: Lang) -> String {
    let metres = area.0;
    match metres {
        _ if metres >= 1e6 => lang.pick(format!("{:.2} 平方千米", metres / 1e6), format!("{:.2} km²", metres / 1e6)),
        _ if metres >= 10.0 => lang.pick(format!("{metres:.0} 平方米"), format!("{metres:.0} m²")),
        _ => lang.pick(format!("{metres:.2} 平方米"), format!("{metres:.2} m²")),
    }
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        percent if percent < 0.01 => "< 0.01 %".into(),
        percent if percent < 1.0 => format!("{percent:.2} %"),
        percent => format!("{percent:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_has_kind_parties_place_and_area_in_both_languages() {
        let fault = BoundaryFault {
            codes: vec!["220182".parse().expect("a code"), "220184".parse().expect("a code")],
            names: vec!["榆树市".into(), "公主岭市".into()],
            at: Some([125.1, 43.55]),
            area: SquareMetres(1234.0),
            ..BoundaryFault::of(FaultDetail::Shared, true)
        };
        assert_eq!(fault.sentence(Lang::En), "overlap: the same ground lies in 榆树市 (220182), 公主岭市 (220184) (at (125.100000, 43.550000), 1234 m²)");
        assert_eq!(fault.sentence(Lang::Zh), "重叠：榆树市 (220182)、公主岭市 (220184) 都包含同一块地（位于 (125.100000, 43.550000)，1234 平方米）");
    }
}
