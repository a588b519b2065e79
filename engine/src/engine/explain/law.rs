//! Every rule, whether it fired and why; and when things are due.

use jiff::civil::Date;

use super::super::{Engine, Territory};
use crate::join::{Claimants, Matches};
use crate::lang::Lang;
use crate::model::{Clues, DivisionCode, TextColumn};
use crate::route::{Decisions, Outcome};
use crate::rules::{Bilingual, Days, Due, Flag, Given, Rule, Ruling, Term, Trait, chain, earliest, refusals};

/// A rule that fired.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct FiredRule {
    pub(in super::super) id: String,
    pub(in super::super) article: String,
    pub(in super::super) text: String,
}

/// The ruleset, so that another run can be told from this one.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct RulesetTold {
    pub(in super::super) name: String,
    pub(in super::super) version: String,
    pub(in super::super) source: String,
    pub(in super::super) sha256: String,
    /// The file; null is the one built in.
    pub(in super::super) file: Option<String>,
}

/// A rule of the ruleset, weighed.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct WeighedRule {
    pub(in super::super) id: String,
    pub(in super::super) article: String,
    pub(in super::super) text: String,
    pub(in super::super) fired: bool,
    /// In what it was refused; empty where it fired.
    pub(in super::super) refused: Vec<Refusal>,
    /// Effects of it that did not count, and the rule that beat it.
    pub(in super::super) lost: Vec<LostTo>,
}

/// What a rule wants and the clue has not.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct Refusal {
    /// The trait.
    pub(in super::super) of: String,
    pub(in super::super) wanted: String,
    pub(in super::super) found: String,
}

/// An effect that did not count.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct LostTo {
    pub(in super::super) effect: String,
    pub(in super::super) rule: String,
}

/// Words of the ruleset that stand in the decision as lists have them, here in both languages.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct Named {
    /// Null where nobody handles it.
    pub(in super::super) urgency: Option<Bilingual>,
    /// In the order of the decision.
    pub(in super::super) departments: Vec<Bilingual>,
}

/// The two clocks.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct Deadlines {
    pub(in super::super) feedback: Option<Deadline>,
    pub(in super::super) damage_notice: Option<Deadline>,
}

/// A term and what it comes to.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct Deadline {
    pub(in super::super) days: u16,
    /// `calendar` or `working`.
    pub(in super::super) count: String,
    /// `filed`, `occurred` or `handover`.
    pub(in super::super) from: String,
    /// The day it ends; null where it cannot be told.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(in super::super) due: Option<Date>,
    /// In words, with how the days are counted.
    pub(in super::super) text: String,
}

impl Engine {
    /// The clue as the rules see it.
    pub(super) fn given(&self, territory: &Territory, clues: &Clues, matches: &Matches, decisions: &Decisions, accuracy_m: f64) -> Given {
        let words = &self.laws.ruleset.words;
        let text = |column: &TextColumn| column.get(0).map(std::borrow::Cow::into_owned);
        let flag = |column: &TextColumn| text(column).map_or(Flag::No.term(), |text| words.flag.read(&text));
        let day = |moments: &crate::model::Moments| moments.get(0).map(jiff::civil::DateTime::date);
        let outfall_m = matches.outfall[0].map_or(f64::NAN, |(_, distance)| (distance.get() - if accuracy_m > 0.0 { accuracy_m } else { 0.0 }).max(0.0));
        Given {
            class: words.class.read(&text(&clues.class).unwrap_or_default()),
            sensor: words.sensor.read(&text(&clues.sensor).unwrap_or_default()),
            severity: words.severity.read(&text(&clues.severity).unwrap_or_default()),
            suspected_crime: flag(&clues.suspected_crime),
            damage: flag(&clues.damage),
            filed: day(&clues.filed),
            occurred: day(&clues.occurred),
            zone: matches.zones.of(0).iter().map(|claim| self.zones.zones[claim.area as usize].level).min(),
            outfall_m,
            border_m: matches.border_distance_m[0],
            place: likeliest(territory, matches, decisions).map_or_else(Vec::new, |code| chain(&territory.generation, code)),
        }
    }

    pub(super) fn fired(&self, outcome: &Outcome, lang: Lang) -> Vec<FiredRule> {
        let ground = FiredRule { id: outcome.rule.id().into(), article: outcome.rule.article().into(), text: outcome.rule.text(lang).into() };
        let fired = outcome.fired.iter().map(|&place| &self.laws.ruleset.rules[usize::from(place)]);
        let fired = fired.map(|rule| FiredRule { id: rule.id.clone(), article: rule.article.clone(), text: rule.text.of(lang).to_owned() });
        std::iter::once(ground).chain(fired).collect()
    }

    pub(super) fn named(&self, outcome: &Outcome) -> Named {
        let ruleset = &self.laws.ruleset;
        Named {
            urgency: outcome.urgency.map(|place| ruleset.urgencies[usize::from(place)].name.clone()),
            departments: outcome.departments.iter().map(|&place| ruleset.departments[usize::from(place)].clone()).collect(),
        }
    }

    pub(super) fn ruleset_told(&self) -> RulesetTold {
        let ruleset = &self.laws.ruleset;
        RulesetTold {
            name: ruleset.name.clone(),
            version: ruleset.version.clone(),
            source: ruleset.source.clone(),
            sha256: ruleset.sha256.clone(),
            file: self.laws.file.as_ref().map(|path| path.display().to_string()),
        }
    }

    /// Every rule; those of a clue that nobody handles did not fire, whatever it says.
    pub(super) fn weighed(&self, outcome: &Outcome, given: &Given, lang: Lang) -> Vec<WeighedRule> {
        let ruleset = &self.laws.ruleset;
        let lost = Ruling::of(ruleset, outcome.fired.clone());
        let lost = lost.lost(ruleset);
        ruleset
            .rules
            .iter()
            .enumerate()
            .map(|(place, rule)| WeighedRule {
                id: rule.id.clone(),
                article: rule.article.clone(),
                text: rule.text.of(lang).to_owned(),
                fired: outcome.fired.contains(&(place as u16)),
                refused: refusals(rule, given).into_iter().map(|of| self.refusal(rule, of, given, lang)).collect(),
                lost: lost
                    .iter()
                    .filter(|lost| std::ptr::eq(lost.rule, rule))
                    .map(|lost| LostTo { effect: lost.effect.to_owned(), rule: lost.to.id.clone() })
                    .collect(),
            })
            .collect()
    }

    fn refusal(&self, rule: &Rule, of: Trait, given: &Given, lang: Lang) -> Refusal {
        let ruleset = &self.laws.ruleset;
        let nothing = || lang.pick("无", "none").to_owned();
        let or = lang.pick("或", " or ");
        let class = |term: u8| ruleset.classes.get(usize::from(term)).map_or_else(nothing, |class| class.name.of(lang).to_owned());
        let sensor = |term: u8| ruleset.sensors.get(usize::from(term)).map_or_else(nothing, |sensor| sensor.name.of(lang).to_owned());
        let severity = |term: u8| ruleset.severities.get(usize::from(term)).map_or_else(nothing, |severity| severity.name.of(lang).to_owned());
        let list = |terms: &Option<Vec<u8>>, name: &dyn Fn(u8) -> String| terms.iter().flatten().map(|term| name(*term)).collect::<Vec<_>>().join(or);
        let yes_no = |yes: bool| lang.pick(if yes { "是" } else { "否" }, if yes { "yes" } else { "no" }).to_owned();
        let flag = |term: u8| if term == Flag::Unclear.term() { lang.pick("不明", "unclear").to_owned() } else { yes_no(term == Flag::Yes.term()) };
        let day = |day: Option<Date>| day.map_or_else(nothing, |day| day.to_string());
        let days = |from: Option<Date>, to: Option<Date>| {
            format!("{} … {}", from.map(|day| day.to_string()).unwrap_or_default(), to.map(|day| day.to_string()).unwrap_or_default())
        };
        let metres = |metres: f64| if metres.is_nan() { nothing() } else { format!("{metres:.1} m") };
        let within = |wanted: Option<f64>| wanted.map_or_else(String::new, |metres| format!("≤ {metres} m"));
        let when = &rule.when;
        let (name, wanted, found) = match of {
            Trait::Class => ("class", list(&when.class, &class), class(given.class)),
            Trait::Sensor => ("sensor", list(&when.sensor, &sensor), sensor(given.sensor)),
            Trait::Severity => ("severity", list(&when.severity, &severity), severity(given.severity)),
            Trait::Crime => ("suspected_crime", when.suspected_crime.map(yes_no).unwrap_or_default(), flag(given.suspected_crime)),
            Trait::Damage => ("damage", when.damage.map(yes_no).unwrap_or_default(), flag(given.damage)),
            Trait::Filed => ("filed", days(rule.valid.valid_from, rule.valid.valid_to), day(given.filed)),
            Trait::Occurred => ("occurred", days(when.occurred.valid_from, when.occurred.valid_to), day(given.occurred)),
            Trait::Month => {
                let months = when.months.iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(or);
                ("month", months, given.occurred.map_or_else(nothing, |day| day.month().to_string()))
            }
            Trait::Zone => {
                let levels = when.zone_level.iter().flatten().map(|level| level.name(lang)).collect::<Vec<_>>().join(or);
                ("zone_level", levels, given.zone.map_or_else(nothing, |level| level.name(lang).to_owned()))
            }
            Trait::Outfall => ("outfall_within_m", within(when.outfall_within_m), metres(given.outfall_m)),
            Trait::Border => ("border_within_m", within(when.border_within_m), metres(given.border_m)),
            Trait::Place => {
                let codes = |codes: &[DivisionCode]| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(or);
                ("place", codes(when.place.as_deref().unwrap_or_default()), given.place.first().map_or_else(nothing, ToString::to_string))
            }
        };
        Refusal { of: name.to_owned(), wanted, found }
    }

    pub(super) fn deadlines(&self, outcome: &Outcome, days: &Days, lang: Lang) -> Deadlines {
        let of = |terms: &[Term]| {
            let (place, due) = earliest(terms, days, &self.laws.calendar)?;
            Some(told(terms[place], due, lang))
        };
        Deadlines { feedback: of(&outcome.deadline), damage_notice: of(&outcome.damage_notice) }
    }
}

fn told(term: Term, due: Due, lang: Lang) -> Deadline {
    let (count, from) = (term.count.text(lang), term.from.text(lang));
    let span = lang.pick(format!("自{from}起 {} 个{count}", term.days), format!("{} {count} from {from}", term.days));
    let text = match due {
        Due::On(day) => lang.pick(format!("{day}（{span}）"), format!("{day} ({span})")),
        Due::NoDate => lang.pick(format!("{span}，没有起算日期"), format!("{span}; there is no day to count from")),
        Due::NoHolidays => lang.pick(format!("{span}，节假日表缺少所需年份"), format!("{span}; the table of holidays lacks a year")),
        Due::Never => span,
    };
    let name = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    Deadline {
        days: term.days,
        count: serde_json::to_value(term.count).map(name).unwrap_or_default(),
        from: serde_json::to_value(term.from).map(name).unwrap_or_default(),
        due: if let Due::On(day) = due { Some(day) } else { None },
        text,
    }
}

/// Whose ground the position is most likely on.
fn likeliest(territory: &Territory, matches: &Matches, decisions: &Decisions) -> Option<DivisionCode> {
    let counties = &territory.generation.counties;
    let code = |party: u32| {
        let party = party as usize;
        counties.get(party).map_or_else(|| territory.overlays[party - counties.len()].division.code, |county| county.division.code)
    };
    if let Some((_, shares)) = decisions.shares_of(0) {
        return shares.iter().reduce(|best, share| if share.1 > best.1 { share } else { best }).map(|(code, _)| *code);
    }
    let first = |claimants: Claimants| claimants.iter().next();
    let overlay = first(matches.overlays.of(0)).filter(|claim| !claim.on_boundary);
    overlay.map(|claim| code(counties.len() as u32 + claim.area)).or_else(|| first(matches.counties.of(0)).map(|claim| code(claim.area)))
}
