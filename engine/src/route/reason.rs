//! One sentence that says why, for people who have to act on it.

use super::{Handling, LEAST_SHARE, Outcome, RowShares, Rule, Status, Warning};
use crate::lang::Lang;
use crate::model::{DivisionCode, Generation, Level, RowFault, SourceZone};
use crate::rules::Ruleset;
use crate::units::{Metres, Rounded};

/// What the codes of a decision stand for.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The jurisdictions the decision was made in.
    pub generation: &'a Generation,
    /// The other generations, for places that have changed hands.
    pub others: &'a [&'a Generation],
    /// The source zones.
    pub zones: &'a [SourceZone],
    /// The rules that the decision was made by.
    pub ruleset: &'a Ruleset,
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
    /// The shares of its disc, where it meets a border.
    pub shares: Option<(&'a RowShares, &'a [(DivisionCode, f64)])>,
}

/// A sentence that may have a place for the distance to the nearest border.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    let Names { generation, others, zones, .. } = *names;
    let outcome = told.outcome;
    let name = |code: DivisionCode| named(generation, code, lang);
    let neighbour = told.neighbour.map(name);
    let mut sentence = match outcome.status {
        Status::Invalid => whole(match told.fault {
            Some(fault) => fault.sentence(lang),
            None => lang.pick("坐标不可用", "the position cannot be used").into(),
        }),
        Status::Outside if outcome.is_extent => whole(
            lang.pick("所涉范围几乎全部不在已载入的行政区域内，不予分派", "nearly all of its ground lies outside the jurisdictions loaded: not assigned")
                .into(),
        ),
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
        Status::Escalated => match outcome.handling {
            Handling::Raised => whole(raised(outcome, names, lang)),
            _ => whole(escalated(outcome, &name, lang)),
        },
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
    if let Some(filed) = outcome.county_filed {
        let filed = others.iter().find(|other| other.division(filed).is_some()).map_or_else(|| name(filed), |other| named_with_superior(other, filed, lang));
        parts.push(lang.pick(format!("立案时属{filed}"), format!("it belonged to {filed} when it was filed")));
    }
    for warning in &outcome.warnings {
        // These are said in words of their own.
        let is_said = matches!(warning, Warning::ChangedSinceOccurrence)
            || (told.shares.is_some() && matches!(warning, Warning::AccuracyReachesBorder | Warning::ExtentCrossesBorder));
        if !is_said {
            parts.push(warning.text(lang).into());
        }
    }
    let end = sentence.after.as_mut().unwrap_or(&mut sentence.before);
    for part in parts {
        end.push_str(lang.pick("；", "; "));
        end.push_str(&part);
    }
    // The shares come last, and they differ from row to row.
    end.push_str(match (told.shares, outcome.is_extent) {
        (None, _) => lang.pick("。", "."),
        (Some(_), false) => lang.pick("；误差范围：", "; shares of the uncertain position: "),
        (Some(_), true) => lang.pick("；各方所占：", "; shares of its ground: "),
    });
    sentence
}

/// The end of the sentence of a row whose ground is shared: how much of it lies where, the greatest first.
pub(super) fn shares_list(shares: &[SpokenShare], generation: &Generation, lang: Lang) -> String {
    let mut parts: Vec<String> = Vec::with_capacity(shares.len());
    for SpokenShare { code, percent } in shares {
        let name = code.map_or_else(|| lang.pick("数据以外", "outside the data").to_owned(), |code| named(generation, code, lang));
        parts.push(match percent {
            0 => format!("{name} <1 %"),
            100 => format!("{name} >99 %"),
            percent => format!("{name} {percent} %"),
        });
    }
    lang.pick(format!("{}。", parts.join("、")), format!("{}.", parts.join(", ")))
}

/// A share as it is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct SpokenShare {
    /// Whose; `None` is outside of all.
    pub(super) code: Option<DivisionCode>,
    /// Whole percents; 0 is less than one, and 100 more than 99.
    pub(super) percent: u8,
}

/// The shares of a row as they are spoken, the greatest first.
pub(super) fn spoken_shares(shares: &RowShares, each: &[(DivisionCode, f64)], into: &mut Vec<SpokenShare>) {
    let percent = |share: f64| (share * 100.0).round().clamp(0.0, 100.0) as u8;
    into.clear();
    into.extend(each.iter().map(|(code, share)| SpokenShare { code: Some(*code), percent: percent(*share) }));
    if shares.outside >= LEAST_SHARE {
        into.push(SpokenShare { code: None, percent: percent(shares.outside) });
    }
    into.sort_by_key(|share| (std::cmp::Reverse(share.percent), share.code.is_none(), share.code));
}

/// All of a row's sentence.
pub fn whole_reason(told: &Told, distance: Metres, names: &Names, lang: Lang) -> String {
    let mut spoken = reason(told, names, lang).speak(distance, lang);
    if let Some((shares, each)) = told.shares {
        let mut list = Vec::new();
        spoken_shares(shares, each, &mut list);
        spoken.push_str(&shares_list(&list, names.generation, lang));
    }
    spoken
}

/// A sentence that speaks of no distance.
fn whole(text: String) -> Sentence {
    Sentence { before: text, after: None }
}

/// The rule whose effect made the handler.
fn rule_with<'a>(outcome: &Outcome, ruleset: &'a Ruleset, has: impl Fn(&crate::rules::Rule) -> bool) -> Option<&'a crate::rules::Rule> {
    outcome.fired.iter().map(|&place| &ruleset.rules[place as usize]).find(|rule| has(rule))
}

fn raised(outcome: &Outcome, names: &Names, lang: Lang) -> String {
    let name = |code: DivisionCode| named(names.generation, code, lang);
    let place = if let Some(county) = outcome.county {
        lang.pick(format!("位于{}境内", name(county)), format!("in {}", name(county)))
    } else {
        let claimants: Vec<String> = outcome.candidates.iter().map(|code| name(*code)).collect();
        lang.pick(format!("涉及{}", claimants.join("、")), format!("a matter of {}", and(&claimants)))
    };
    let why = rule_with(outcome, names.ruleset, |rule| rule.then.escalate.is_some());
    let (text, article) = why.map_or(("", ""), |rule| (rule.text.of(lang), rule.article.as_str()));
    match outcome.handler.map(name) {
        Some(superior) => lang.pick(format!("{place}；{text}，由{superior}办理（{article}）"), format!("{place}; {text}: {superior} handles it ({article})")),
        None => {
            lang.pick(format!("{place}；{text}，但数据中没有上级，须人工协调"), format!("{place}; {text}, but the data has no superior: people must settle it"))
        }
    }
}

fn assigned(outcome: &Outcome, names: &Names, neighbour: Option<&str>, lang: Lang) -> Sentence {
    let special = |handler: DivisionCode, why: &str, article: &str| {
        let place = match outcome.county {
            Some(county) => lang.pick(format!("位于{}境内", named(names.generation, county, lang)), format!("in {}", named(names.generation, county, lang))),
            None => lang.pick("位于界线附近".to_owned(), "near a border".to_owned()),
        };
        let handler = named(names.generation, handler, lang);
        whole(lang.pick(format!("{place}；{why}，由{handler}办理（{article}）"), format!("{place}; {why}: {handler} handles the clue ({article})")))
    };
    match (outcome.handling, outcome.handler) {
        (Handling::Overlay, Some(handler)) => return special(handler, lang.pick("在特殊管辖区内", "inside an overlay"), Rule::Overlay.article()),
        (Handling::Registry, Some(handler)) => {
            let rule = rule_with(outcome, names.ruleset, |rule| rule.then.registry_owner);
            return special(handler, rule.map_or("", |rule| rule.text.of(lang)), rule.map_or("", |rule| rule.article.as_str()));
        }
        _ => {}
    }
    let Some(code) = outcome.county else { return whole(Rule::Territorial.text(lang).into()) };
    let county = named(names.generation, code, lang);
    // Said by name a second time: "it" could be the neighbour.
    let handler = names.generation.division(code).map_or("", |division| division.name.as_str());
    let article = Rule::Territorial.article();
    if outcome.is_extent {
        return whole(lang.pick(
            format!("跨越界线，主要位于{county}境内，按属地管理由{handler}办理（{article}）"),
            format!("across a border and for the most part in {county}; {handler} handles the clue ({article})"),
        ));
    }
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
    let place =
        match outcome.rule {
            Rule::OverlappingClaims => {
                lang.pick(format!("{}的界线数据在此重叠", claimants.join("、")), format!("the boundaries of {} overlap here", and(&claimants)))
            }
            Rule::SpreadOverBorder if outcome.warnings.contains(&Warning::ReachesOutside) => lang
                .pick(format!("范围跨越{}与数据以外的地区", claimants.join("、")), format!("its ground lies in {} and outside the data", claimants.join(", "))),
            Rule::SpreadOverBorder => {
                lang.pick(format!("范围跨越{}的界线", claimants.join("、")), format!("its ground lies across the border of {}", and(&claimants)))
            }
            Rule::UncertainPosition if outcome.warnings.contains(&Warning::ReachesOutside) => lang.pick(
                format!("定位误差范围跨越{}与数据以外地区的界线", claimants.join("、")),
                format!("the position is uncertain between {} and what lies outside the data", claimants.join(", ")),
            ),
            Rule::UncertainPosition => lang
                .pick(format!("定位误差范围跨越{}的界线", claimants.join("、")), format!("the position is uncertain across the border of {}", and(&claimants))),
            _ => lang.pick(format!("位于{}的界线上", claimants.join("、")), format!("exactly on the border of {}", and(&claimants))),
        };
    let article = Rule::SharedBorder.article();
    match outcome.common_superior.map(name) {
        Some(superior) => {
            lang.pick(format!("{place}，报共同的上级{superior}确定（{article}）"), format!("{place}: their common superior {superior} decides ({article})"))
        }
        None => lang.pick(format!("{place}，各方没有共同的上级，须人工协调"), format!("{place}: they have no common superior, people must settle it")),
    }
}

/// English: "a", "a and b", "a, b and c".
fn and(names: &[String]) -> String {
    match names {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => names.concat(),
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
