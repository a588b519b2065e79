//! From the file as written to a ruleset: names are resolved, and what cannot be meant is refused with its place.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;

use super::bins::{Bins, RULES_MAX};
use super::condition::Flag;
use super::error::place_of;
use super::file::{Bilingual, Notify, RuleEntry, RuleFile, TermOfDays, Then, When};
use super::ruleset::{Class, Conditions, Effects, Rule, Ruleset, Sensor, Urgency, Words};
use super::words::Vocabulary;
use super::{RuleError, RuleFault};
use crate::model::{DivisionCode, Validity};

/// Most terms of a vocabulary; terms are bytes.
const TERMS_MAX: usize = 200;
/// Longest name, in characters.
const NAME_MAX: usize = 60;
/// Longest distance, metres.
const METRES_MAX: f64 = 1_000_000.0;
/// Most days of a term.
const DAYS_MAX: u16 = 3650;
/// Most numbers that the bins of a ruleset may make.
const NUMBERS_MAX: u64 = 1 << 40;

type Checked<T> = Result<T, RuleError>;

/// What the parser says, with its place, and the key that was probably meant.
pub(super) fn syntax(error: &toml::de::Error, text: &str) -> RuleError {
    let message = error.message().trim().to_owned();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let suggestion = match quoted.split_first() {
        Some((unknown, known)) if message.starts_with("unknown") => nearest(unknown, known.iter().copied()),
        _ => None,
    };
    RuleError::at(text, error.span().map_or(0, |span| span.start), RuleFault::Syntax(message, suggestion))
}

/// Checks a file and compiles it.
pub(super) fn ruleset(file: &RuleFile, text: &str, sha256: String) -> Checked<Ruleset> {
    let check = Check { text };
    let classes = check.terms("class", file.class.iter().map(|entry| (&entry.get_ref().id, entry.get_ref())), |term| Class {
        id: term.id.get_ref().clone(),
        name: Bilingual::new(&term.zh, &term.en),
    })?;
    let severities = check.terms("severity", file.severity.iter().map(|entry| (&entry.get_ref().id, entry.get_ref())), |term| Class {
        id: term.id.get_ref().clone(),
        name: Bilingual::new(&term.zh, &term.en),
    })?;
    let sensors = check.terms("sensor", file.sensor.iter().map(|entry| (&entry.get_ref().id, entry.get_ref())), |sensor| Sensor {
        id: sensor.id.get_ref().clone(),
        name: Bilingual::new(&sensor.zh, &sensor.en),
        accuracy_m: sensor.accuracy_m.as_ref().map_or(f64::NAN, |metres| *metres.get_ref()),
    })?;
    for accuracy_m in file.sensor.iter().filter_map(|sensor| sensor.get_ref().accuracy_m.as_ref()) {
        check.metres("accuracy_m", accuracy_m)?;
    }
    let urgencies = check.terms("urgency", file.urgency.iter().map(|entry| (&entry.get_ref().name, entry.get_ref())), |urgency| Urgency {
        name: Bilingual::new(urgency.name.get_ref(), &urgency.en),
        deadline: urgency.deadline,
    })?;
    let departments = check.terms("department", file.department.iter().map(|entry| (&entry.get_ref().name, entry.get_ref())), |department| {
        Bilingual::new(department.name.get_ref(), &department.en)
    })?;
    for urgency in &file.urgency {
        check.days(urgency.get_ref().deadline.as_ref(), &urgency.span())?;
    }
    let words = Words {
        class: check.vocabulary(file.class.iter().map(|entry| (entry.get_ref().id.get_ref(), &entry.get_ref().words)), true)?,
        sensor: check.vocabulary(file.sensor.iter().map(|entry| (entry.get_ref().id.get_ref(), &entry.get_ref().words)), false)?,
        severity: check.vocabulary(file.severity.iter().map(|entry| (entry.get_ref().id.get_ref(), &entry.get_ref().words)), false)?,
        flag: check.flags(file)?,
    };
    let names = Names {
        class: ids(&classes, |class| &class.id),
        sensor: ids(&sensors, |sensor| &sensor.id),
        severity: ids(&severities, |severity| &severity.id),
        urgency: ids(&urgencies, |urgency| &urgency.name.zh),
        department: ids(&departments, |department| &department.zh),
    };
    let default_urgency = check.known("urgency", &names.urgency, &file.default.urgency)?;
    let default_department = check.known("department", &names.department, &file.default.department)?;
    let bodies = [&file.bodies.county, &file.bodies.prefecture, &file.bodies.province];
    for body in bodies.into_iter().flatten() {
        check.range(!body.get_ref().is_empty() && body.get_ref().chars().count() <= 200, &body.span(), "bodies", "1 … 200 characters")?;
    }
    if file.rule.len() > RULES_MAX {
        return Err(check.error(&file.rule[RULES_MAX].span(), RuleFault::TooMany { what: "rules", most: RULES_MAX as u64 }));
    }
    check.distinct("rule", file.rule.iter().map(|rule| &rule.get_ref().id))?;
    let rules: Vec<Rule> = file.rule.iter().map(|rule| check.rule(rule, &names)).collect::<Checked<_>>()?;
    check.contradictions(file, &rules)?;
    let bins = Bins::of(&rules, [classes.len(), sensors.len(), severities.len()]);
    if bins.numbers > NUMBERS_MAX {
        return Err(check.error(&(0..0), RuleFault::TooMany { what: "distinctions", most: NUMBERS_MAX }));
    }
    Ok(Ruleset {
        name: file.ruleset.name.clone(),
        version: file.ruleset.version.clone(),
        source: file.ruleset.source.clone(),
        sha256,
        classes,
        sensors,
        severities,
        urgencies,
        departments,
        default_urgency,
        default_department,
        bodies: bodies.map(|body| body.as_ref().map(|body| body.get_ref().clone())),
        rules,
        words,
        bins,
    })
}

/// The names that rules may use, and their places.
struct Names {
    class: Vec<String>,
    sensor: Vec<String>,
    severity: Vec<String>,
    urgency: Vec<String>,
    department: Vec<String>,
}

fn ids<T>(terms: &[T], id: impl Fn(&T) -> &String) -> Vec<String> {
    terms.iter().map(|term| id(term).clone()).collect()
}

fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    let near = known.map(|known| (strsim::damerau_levenshtein(name, known), known)).min()?;
    // A name is near while not all of it would have to be another.
    (near.0 <= 3 && near.0 < name.chars().count().max(near.1.chars().count())).then(|| near.1.to_owned())
}

struct Check<'t> {
    text: &'t str,
}

impl Check<'_> {
    fn error(&self, span: &Range<usize>, fault: RuleFault) -> RuleError {
        RuleError::at(self.text, span.start, fault)
    }

    fn line(&self, span: &Range<usize>) -> usize {
        place_of(self.text, span.start).0
    }

    fn range(&self, holds: bool, span: &Range<usize>, key: &'static str, must: &'static str) -> Checked<()> {
        if holds { Ok(()) } else { Err(self.error(span, RuleFault::Range { key, must })) }
    }

    fn metres(&self, key: &'static str, metres: &Spanned<f64>) -> Checked<f64> {
        let value = *metres.get_ref();
        // NaN is in no range.
        self.range((0.0..=METRES_MAX).contains(&value), &metres.span(), key, "0 … 1000000")?;
        Ok(value)
    }

    fn days(&self, term: Option<&TermOfDays>, span: &Range<usize>) -> Checked<()> {
        self.range(term.is_none_or(|term| term.days <= DAYS_MAX), span, "days", "0 … 3650")
    }

    fn distinct<'e>(&self, what: &'static str, names: impl Iterator<Item = &'e Spanned<String>>) -> Checked<()> {
        let mut first: HashMap<&str, usize> = HashMap::new();
        for name in names {
            let text = name.get_ref().as_str();
            let is_usable = (1..=NAME_MAX).contains(&text.chars().count())
                && !text.contains([';', '；', ',', '，'])
                && !text.contains(char::is_whitespace)
                && !text.contains(char::is_control);
            if !is_usable {
                return Err(self.error(&name.span(), RuleFault::BadName(text.chars().take(NAME_MAX).collect())));
            }
            let line = self.line(&name.span());
            if let Some(&first_line) = first.get(text) {
                return Err(self.error(&name.span(), RuleFault::Repeated { what, name: text.to_owned(), first_line }));
            }
            first.insert(text, line);
        }
        Ok(())
    }

    /// The terms of a list, after a look at their names and their number.
    fn terms<'e, E: 'e, T>(
        &self,
        what: &'static str,
        entries: impl Iterator<Item = (&'e Spanned<String>, &'e E)> + Clone,
        term: impl Fn(&E) -> T,
    ) -> Checked<Vec<T>> {
        self.distinct(what, entries.clone().map(|(id, _)| id))?;
        if let Some((id, _)) = entries.clone().nth(TERMS_MAX) {
            return Err(self.error(&id.span(), RuleFault::TooMany { what, most: TERMS_MAX as u64 }));
        }
        let needs_one = matches!(what, "class" | "urgency" | "department");
        if needs_one && entries.clone().next().is_none() {
            return Err(self.error(&(0..0), RuleFault::Empty(what)));
        }
        Ok(entries.map(|(_, entry)| term(entry)).collect())
    }

    /// The words of a list of terms. With `with_rest` a term without words takes what no other takes.
    fn vocabulary<'e>(&self, terms: impl Iterator<Item = (&'e String, &'e Vec<Spanned<String>>)>, with_rest: bool) -> Checked<Vocabulary> {
        let mut words: Vec<(String, u8)> = Vec::new();
        let mut owners: Vec<&String> = Vec::new();
        let mut rest = None;
        let mut count = 0u8;
        for (id, own) in terms {
            if own.is_empty() && with_rest && rest.is_none() {
                rest = Some(count);
            }
            for word in own {
                let folded = word.get_ref().to_lowercase();
                self.range(!folded.trim().is_empty(), &word.span(), "words", "1 … characters")?;
                if let Some(taken) = words.iter().position(|(other, term)| *term != count && folded.contains(other.as_str())) {
                    return Err(self.error(&word.span(), RuleFault::HiddenWord { word: word.get_ref().clone(), by: owners[taken].clone() }));
                }
                words.push((folded, count));
                owners.push(id);
            }
            count += 1;
        }
        Ok(Vocabulary::new(words, rest.unwrap_or(count)))
    }

    fn flags(&self, file: &RuleFile) -> Checked<Vocabulary> {
        let words = |words: &Vec<Spanned<String>>, flag: Flag| words.iter().map(|word| (word.get_ref().clone(), flag.term())).collect::<Vec<_>>();
        for word in file.yes_no.no.iter().chain(&file.yes_no.yes) {
            self.range(!word.get_ref().trim().is_empty(), &word.span(), "yes_no", "1 … characters")?;
        }
        Ok(Vocabulary::new(words(&file.yes_no.no, Flag::No).into_iter().chain(words(&file.yes_no.yes, Flag::Yes)), Flag::Unclear.term()))
    }

    fn known(&self, what: &'static str, names: &[String], name: &Spanned<String>) -> Checked<u8> {
        let place = names.iter().position(|known| known == name.get_ref());
        place.map(|place| place as u8).ok_or_else(|| {
            let suggestion = nearest(name.get_ref(), names.iter().map(String::as_str));
            self.error(&name.span(), RuleFault::Unknown { what, name: name.get_ref().chars().take(NAME_MAX).collect(), suggestion })
        })
    }

    fn all_known(&self, what: &'static str, names: &[String], wanted: Option<&Vec<Spanned<String>>>, rule: &Range<usize>) -> Checked<Option<Vec<u8>>> {
        let Some(wanted) = wanted else { return Ok(None) };
        if wanted.is_empty() {
            return Err(self.error(rule, RuleFault::Empty(what)));
        }
        let mut places = wanted.iter().map(|name| self.known(what, names, name)).collect::<Checked<Vec<_>>>()?;
        places.sort_unstable();
        places.dedup();
        Ok(Some(places))
    }

    fn rule(&self, entry: &Spanned<RuleEntry>, names: &Names) -> Checked<Rule> {
        let (rule, span) = (entry.get_ref(), entry.span());
        let valid = self.validity(rule.valid_from, rule.valid_to.as_ref())?;
        let when = self.conditions(&rule.when, names, &span)?;
        let then = self.effects(rule, names)?;
        Ok(Rule {
            id: rule.id.get_ref().clone(),
            article: rule.article.clone(),
            text: Bilingual::new(&rule.zh, &rule.en),
            valid,
            when,
            then,
            line: self.line(&rule.id.span()),
        })
    }

    fn validity(&self, from: Option<jiff::civil::Date>, to: Option<&Spanned<jiff::civil::Date>>) -> Checked<Validity> {
        let valid_to = to.map(|to| *to.get_ref());
        match (from, to) {
            (Some(from), Some(to)) if *to.get_ref() <= from => Err(self.error(&to.span(), RuleFault::NeverValid)),
            _ => Ok(Validity { valid_from: from, valid_to }),
        }
    }

    fn conditions(&self, when: &When, names: &Names, rule: &Range<usize>) -> Checked<Conditions> {
        let metres = |key: &'static str, wanted: Option<&Spanned<f64>>| wanted.map(|metres| self.metres(key, metres)).transpose();
        let zone_level = when.zone_level.clone();
        if zone_level.as_ref().is_some_and(Vec::is_empty) {
            return Err(self.error(rule, RuleFault::Empty("zone_level")));
        }
        let place = match &when.place {
            None => None,
            Some(places) if places.is_empty() => return Err(self.error(rule, RuleFault::Empty("place"))),
            Some(places) => {
                let code = |place: &Spanned<String>| {
                    place.get_ref().parse::<DivisionCode>().map_err(|_| self.error(&place.span(), RuleFault::Range { key: "place", must: "220100 …" }))
                };
                Some(places.iter().map(code).collect::<Checked<Vec<_>>>()?)
            }
        };
        let months = match &when.months {
            None => None,
            Some(months) if months.is_empty() => return Err(self.error(rule, RuleFault::Empty("months"))),
            Some(months) => {
                for month in months {
                    self.range((1..=12).contains(month.get_ref()), &month.span(), "months", "1 … 12")?;
                }
                Some(months.iter().map(|month| *month.get_ref()).collect())
            }
        };
        Ok(Conditions {
            class: self.all_known("class", &names.class, when.class.as_ref(), rule)?,
            sensor: self.all_known("sensor", &names.sensor, when.sensor.as_ref(), rule)?,
            severity: self.all_known("severity", &names.severity, when.severity.as_ref(), rule)?,
            suspected_crime: when.suspected_crime,
            damage: when.damage,
            zone_level,
            outfall_within_m: metres("outfall_within_m", when.outfall_within_m.as_ref())?,
            border_within_m: metres("border_within_m", when.border_within_m.as_ref())?,
            place,
            occurred: self.validity(when.occurred_from, when.occurred_to.as_ref())?,
            months,
        })
    }

    fn effects(&self, rule: &RuleEntry, names: &Names) -> Checked<Effects> {
        let (then, span) = (rule.then.get_ref(), rule.then.span());
        let Then { urgency, department, also, notify, deadline, damage_notice, escalate, registry_owner } = then;
        self.days(deadline.as_ref(), &span)?;
        self.days(damage_notice.as_ref(), &span)?;
        let notify_name = |name: &Spanned<String>| {
            let known = Notify::ALL.into_iter().find(|(known, _)| known == name.get_ref());
            known.map(|(_, notify)| notify).ok_or_else(|| {
                let suggestion = nearest(name.get_ref(), Notify::ALL.iter().map(|(known, _)| *known));
                self.error(&name.span(), RuleFault::Unknown { what: "notify", name: name.get_ref().chars().take(NAME_MAX).collect(), suggestion })
            })
        };
        let escalate = escalate.as_ref();
        if let Some(level) = escalate {
            self.range(*level.get_ref() != crate::model::Level::County, &level.span(), "escalate", "prefecture, province")?;
        }
        let effects = Effects {
            urgency: urgency.as_ref().map(|name| self.known("urgency", &names.urgency, name)).transpose()?,
            department: department.as_ref().map(|name| self.known("department", &names.department, name)).transpose()?,
            also: self.all_known("department", &names.department, also.as_ref(), &span)?.unwrap_or_default(),
            notify: notify.iter().flatten().map(notify_name).collect::<Checked<_>>()?,
            deadline: *deadline,
            damage_notice: *damage_notice,
            escalate: escalate.map(|level| *level.get_ref()),
            registry_owner: registry_owner.unwrap_or(false),
        };
        if effects == Effects::default() {
            return Err(self.error(&span, RuleFault::NoEffect(rule.id.get_ref().clone())));
        }
        Ok(effects)
    }

    /// Two rules that hold in the same cases, on the same days, may not say different things of what only one can decide.
    fn contradictions(&self, file: &RuleFile, rules: &[Rule]) -> Checked<()> {
        for (place, rule) in rules.iter().enumerate() {
            for other in rules[..place].iter().filter(|other| other.when == rule.when && other.valid.overlaps(rule.valid)) {
                let differ = |a: bool, b: bool, same: bool| a && b && !same;
                let (one, two) = (&rule.then, &other.then);
                let about = [
                    ("urgency", differ(one.urgency.is_some(), two.urgency.is_some(), one.urgency == two.urgency)),
                    ("department", differ(one.department.is_some(), two.department.is_some(), one.department == two.department)),
                    ("deadline", differ(one.deadline.is_some(), two.deadline.is_some(), one.deadline == two.deadline)),
                    ("damage_notice", differ(one.damage_notice.is_some(), two.damage_notice.is_some(), one.damage_notice == two.damage_notice)),
                    ("escalate", differ(one.escalate.is_some(), two.escalate.is_some(), one.escalate == two.escalate)),
                ];
                if let Some((about, _)) = about.into_iter().find(|(_, differ)| *differ) {
                    let fault = RuleFault::Contradiction { rule: rule.id.clone(), other: other.id.clone(), other_line: other.line, about };
                    return Err(self.error(&file.rule[place].get_ref().id.span(), fault));
                }
            }
        }
        Ok(())
    }
}
