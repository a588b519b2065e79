//! Conditions: true, false or unknown for a record, by the three-valued logic of SQL.

use std::cmp::Ordering;

use super::like::Pattern;
use super::near::Near;
use super::space::{self, Shape};
use super::term::{Period, Scalar, Term};
use super::time;
use super::tree::Comparison;
use super::{Record, Value};

#[derive(Clone, Debug)]
pub(super) enum Condition {
    Always(bool),
    /// A property that is a flag.
    Flag(usize),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Comparison, Box<[Term; 2]>),
    Between(Box<[Term; 3]>),
    In(Box<Term>, Vec<Term>),
    /// As [`Condition::In`], of texts that are known and sorted.
    InTexts(Box<Term>, Vec<String>),
    /// As [`Condition::In`], of numbers that are known and sorted.
    InNumbers(Box<Term>, Vec<f64>),
    Like(Box<Term>, Pattern),
    IsNull(Box<Term>),
    IsNoPeriod(Box<Period>),
    Temporal(time::Relation, Box<[Period; 2]>),
    Spatial(space::Relation, Box<Shape>),
    /// The record's geometry with itself.
    Reflexive(space::Relation),
    Near(Box<Near>),
}

impl Condition {
    /// `None` is unknown.
    pub(super) fn of(&self, record: &dyn Record) -> Option<bool> {
        match self {
            Self::Always(truth) => Some(*truth),
            Self::Flag(place) => match record.value(*place) {
                Value::Flag(flag) => Some(flag),
                _ => None,
            },
            Self::All(tests) => found(tests, false, record),
            Self::Any(tests) => found(tests, true, record),
            Self::Not(test) => test.of(record).map(|truth| !truth),
            Self::Compare(comparison, terms) => {
                let order = terms[0].of(record)?.order(&terms[1].of(record)?)?;
                Some(comparison.holds(order))
            }
            Self::Between(terms) => between(terms, record),
            Self::In(term, list) => {
                let value = term.of(record)?;
                let mut unknown = false;
                for other in list {
                    match other.of(record).and_then(|other| value.order(&other)) {
                        Some(Ordering::Equal) => return Some(true),
                        Some(_) => {}
                        None => unknown = true,
                    }
                }
                (!unknown).then_some(false)
            }
            Self::InTexts(term, sorted) => match term.of(record)? {
                Scalar::Text(text) => Some(sorted.binary_search_by(|known| known.as_str().cmp(&text)).is_ok()),
                _ => None,
            },
            Self::InNumbers(term, sorted) => match term.of(record)? {
                // −0 becomes 0, as the list's did.
                Scalar::Number(number) => Some(sorted.binary_search_by(|known| known.total_cmp(&(number + 0.0))).is_ok()),
                _ => None,
            },
            Self::Like(term, pattern) => match term.of(record)? {
                Scalar::Text(text) => Some(pattern.matches(&text)),
                _ => None,
            },
            Self::IsNull(term) => Some(term.of(record).is_none()),
            Self::IsNoPeriod(period) => Some(period.of(record).is_none()),
            Self::Temporal(relation, periods) => Some(relation.holds(periods[0].of(record)?, periods[1].of(record)?)),
            Self::Spatial(relation, shape) => space::holds(*relation, record, shape),
            Self::Reflexive(relation) => {
                let geometry = record.geometry();
                relation.between(&geometry, &geometry)
            }
            Self::Near(near) => Some(near.holds(record)),
        }
    }
}

/// AND looks for false, OR for true: one is enough, whatever is unknown.
fn found(tests: &[Condition], wanted: bool, record: &dyn Record) -> Option<bool> {
    let mut unknown = false;
    for test in tests {
        match test.of(record) {
            Some(truth) if truth == wanted => return Some(wanted),
            Some(_) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(!wanted)
}

/// As `low <= value AND value <= high`, which is false already where one of them is.
fn between([value, low, high]: &[Term; 3], record: &dyn Record) -> Option<bool> {
    let value = value.of(record)?;
    let above = low.of(record).and_then(|low| value.order(&low)).map(Ordering::is_ge);
    let below = high.of(record).and_then(|high| value.order(&high)).map(Ordering::is_le);
    match (above, below) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

impl Comparison {
    pub(super) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}
