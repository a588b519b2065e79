//! One sentence that says why, for people who have to act on it.

use crate::lang::Lang;
use crate::model::{DivisionCode, Generation, Level, RowFault, SourceZone};
use crate::units::{Metres, Rounded};

use super::{Outcome, Rule, Status, Warning};

/// What the codes of a decision stand for.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The jurisdictions the decision was made in.
    pub generation: &'a Generation,
    /// The other generations, for places that have changed hands.
    pub others: &'a [&'a Generation],
    /// The source zones.
    pub zones: &'a [SourceZone],
}

/// What a sentence is made of besides the distance.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// What became of the row.
    pub outcome: &'a Outcome,
    /// The jurisdiction beyond the nearest border; for rows outside, the nearest one.
    pub neighbour: Option<DivisionCode>,
    /// Why the row has no usable position.
    pub fault: Option<&'a RowFault>,
}

/// A sentence that may have a place for the distance to the nearest border.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// All of it, or what comes before the distance.
    pub before: String,
    /// What comes after the distance, where there is one.
    pub after: Option<String>,
}

impl Sentence {
    /// The sentence with a distance.
    pub fn speak(&self, distance: Metres, lang: Lang) -> String {
        let mut spoken = String::new();
        self.speak_into(distance.rounded(), lang, &mut spoken);
        spoken
    }

    /// Appends the sentence with a distance to a text.
    pub(super) fn speak_into(&self, distance: Rounded, lang: Lang, into: &mut String) {
        into.push_str(&self.before);
        if let Some(after) = &self.after {
            distance.speak(lang, into);
            into.push_str(after);
        }
    }
}

/// The reason of a row.
pub fn reason(told: &Told, names: &Names, lang: Lang) -> Sentence {
    let Names { generation, others, zones } = *names;
    let outcome = told.outcome;
    let name = |code: DivisionCode| named(generation, code, lang);
    let neighbour = told.neighbour.map(name);
    let mut sentence = match outcome.status {
        Status::Invalid => whole(match told.fault {
            Some(fault) => fault.sentence(lang),
            None => lang.pick("坐标不可用", "the position cannot be used").into(),
        }),
        Status::Outside => match neighbour {
            Some(nearest) => Sentence {
                before: lang.pick(
                    format!("不在已载入的行政区域内，最近的是{nearest}，相距 "),
                    format!("in none of the jurisdictions loaded; the nearest is {nearest}, "),
                ),
                after: Some(lang.pick("，不予分派", " away: not assigned").into()),
            },
            None => whole(Rule::Outside.text(lang).into()),
        },
        Status::Assigned => assigned(outcome, names, neighbour.as_deref(), lang),
        Status::Escalated => whole(escalated(outcome, &name, lang)),
    };

    let mut parts = Vec::new();
    if let Some(zone) = outcome.zone.map(|zone| &zones[zone as usize]) {
        parts.push(lang.pick(format!("位于{}（{}）", zone.name, zone.level.as_str()), format!("inside {} ({})", zone.name, zone.level.as_str())));
    }
    if !outcome.notify.is_empty() {
        let names: Vec<String> = outcome.notify.iter().map(|code| name(*code)).collect();
        parts.push(lang.pick(format!("通报{}", names.join("、")), format!("notify {}", names.join(", "))));
    }
    if let Some(then) = outcome.county_then {
        let then = others.iter().find(|other| other.division(then).is_some()).map_or_else(|| name(then), |other| named_with_superior(other, then, lang));
        parts.push(lang.pick(format!("发生时属{then}，现按现行区划办理"), format!("it belonged to {then} when it happened; today's jurisdiction handles it")));
    }
    for warning in &outcome.warnings {
        if !matches!(warning, Warning::ChangedSinceOccurrence) {
            parts.push(warning.text(lang).into());
        }
    }
    let end = sentence.after.as_mut().unwrap_or(&mut sentence.before);
    for part in parts {
        end.push_str(lang.pick("；", "; "));
        end.push_str(&part);
    }
    end.push_str(lang.pick("。", "."));
    sentence
}

/// A sentence that speaks of no distance.
fn whole(text: String) -> Sentence {
    Sentence { before: text, after: None }
}

fn assigned(outcome: &Outcome, names: &Names, neighbour: Option<&str>, lang: Lang) -> Sentence {
    let Some(code) = outcome.county else { return whole(Rule::Territorial.text(lang).into()) };
    let county = named(names.generation, code, lang);
    // Said by name a second time: "it" could be the neighbour.
    let handler = names.generation.division(code).map_or("", |division| division.name.as_str());
    let article = Rule::Territorial.article();
    let before = match neighbour {
        Some(neighbour) => lang.pick(format!("位于{county}境内，距与{neighbour}的界线 "), format!("in {county}, ")),
        None => lang.pick(format!("位于{county}境内，距界线 "), format!("in {county}, ")),
    };
    let from = match neighbour {
        Some(neighbour) => lang.pick(String::new(), format!(" from the border with {neighbour}")),
        None => lang.pick(String::new(), " from its border".into()),
    };
    let after = lang.pick(format!("，按属地管理由{handler}办理（{article}）"), format!("{from}; {handler} handles the clue ({article})"));
    Sentence { before, after: Some(after) }
}

fn escalated(outcome: &Outcome, name: &dyn Fn(DivisionCode) -> String, lang: Lang) -> String {
    let claimants: Vec<String> = outcome.candidates.iter().map(|code| name(*code)).collect();
    let place = if outcome.rules.contains(&Rule::OverlappingClaims) {
        lang.pick(format!("{}的界线数据在此重叠", claimants.join("、")), format!("the boundaries of {} overlap here", claimants.join(" and ")))
    } else {
        lang.pick(format!("位于{}的界线上", claimants.join("、")), format!("exactly on the border of {}", claimants.join(" and ")))
    };
    let article = Rule::SharedBorder.article();
    match outcome.common_superior.map(name) {
        Some(superior) => {
            lang.pick(format!("{place}，报共同的上级{superior}确定（{article}）"), format!("{place}: their common superior {superior} decides ({article})"))
        }
        None => lang.pick(format!("{place}，各方没有共同的上级，须人工协调"), format!("{place}: they have no common superior, people must settle it")),
    }
}

fn named(generation: &Generation, code: DivisionCode, lang: Lang) -> String {
    let name = generation.division(code).map_or("", |division| division.name.as_str());
    lang.pick(format!("{name}（{code}）"), format!("{name} ({code})"))
}

fn named_with_superior(generation: &Generation, code: DivisionCode, lang: Lang) -> String {
    let superior =
        generation.superior_at(code, Level::Prefecture).and_then(|superior| generation.division(superior)).map_or("", |division| division.name.as_str());
    let county = named(generation, code, lang);
    lang.pick(format!("{superior}{county}"), format!("{county}, {superior}"))
}
