//! Values: what of a filter is a text, a number, a flag or a time for a record.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::condition::Condition;
use super::fold::Folding;
use super::time::{Instant, Span};
use super::tree::Arithmetic;
use super::{Kind, Record, Value};

/// An expression that has a value, of a kind that is known since the filter was read.
#[derive(Clone, Debug)]
pub(super) enum Term {
    Property { place: usize, kind: Kind },
    Text(String),
    Number(f64),
    Time(Instant),
    Folded(Folding, Box<Term>),
    Arithmetic(Box<Term>, Vec<(Arithmetic, Term)>),
    Truth(Box<Condition>),
}

/// A value. Two of one filter that meet are of one kind.
#[derive(Clone, Debug)]
pub(super) enum Scalar<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    Flag(bool),
    Time(Instant),
}

impl Scalar<'_> {
    /// `None` where there is no order, which is between kinds and beside NaN: neither comes out of [`Term::of`] together.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Number(a), Self::Number(b)) => a.partial_cmp(b),
            (Self::Flag(a), Self::Flag(b)) => Some(a.cmp(b)),
            (Self::Time(a), Self::Time(b)) => Some(a.order(*b)),
            _ => None,
        }
    }
}

impl Term {
    /// The value for a record. `None` is unknown: a property without a value or with one that cannot be read, and what is computed from it.
    #[inline]
    pub(super) fn of<'a>(&'a self, record: &'a dyn Record) -> Option<Scalar<'a>> {
        match self {
            Self::Property { place, kind } => match (kind, record.value(*place)) {
                (Kind::Text, Value::Text(text)) => Some(Scalar::Text(Cow::Borrowed(text))),
                (Kind::Number, Value::Number(number)) if number.is_finite() => Some(Scalar::Number(number)),
                (Kind::Flag, Value::Flag(flag)) => Some(Scalar::Flag(flag)),
                (Kind::Time, Value::Text(text)) => Instant::parse(text).map(Scalar::Time),
                _ => None,
            },
            Self::Text(text) => Some(Scalar::Text(Cow::Borrowed(text))),
            Self::Number(number) => Some(Scalar::Number(*number)),
            Self::Time(instant) => Some(Scalar::Time(*instant)),
            Self::Folded(folding, inner) => match inner.of(record)? {
                Scalar::Text(text) => Some(Scalar::Text(folding.of(text))),
                other => Some(other),
            },
            Self::Arithmetic(first, others) => computed(first, others, record).map(Scalar::Number),
            Self::Truth(test) => test.of(record).map(Scalar::Flag),
        }
    }

    fn number(&self, record: &dyn Record) -> Option<f64> {
        match self.of(record)? {
            Scalar::Number(number) => Some(number),
            _ => None,
        }
    }

    fn instant(&self, record: &dyn Record) -> Option<Instant> {
        match self.of(record)? {
            Scalar::Time(instant) => Some(instant),
            _ => None,
        }
    }
}

/// From left to right. What is divided by nothing, or is too large, is unknown.
fn computed(first: &Term, others: &[(Arithmetic, Term)], record: &dyn Record) -> Option<f64> {
    others.iter().try_fold(first.number(record)?, |so_far, (operator, operand)| {
        let operand = operand.number(record)?;
        let next = match operator {
            Arithmetic::Add => so_far + operand,
            Arithmetic::Subtract => so_far - operand,
            Arithmetic::Multiply => so_far * operand,
            Arithmetic::Divide => so_far / operand,
            Arithmetic::Quotient => (so_far / operand).trunc(),
            Arithmetic::Remainder => so_far % operand,
            Arithmetic::Power => so_far.powf(operand),
        };
        next.is_finite().then_some(next)
    })
}

/// An instant, or an interval whose ends are instants or open (`None`).
#[derive(Clone, Debug)]
pub(super) enum Period {
    At(Term),
    Interval([Option<Term>; 2]),
}

impl Period {
    /// The span for a record; unknown where an end is, or where it ends before it begins.
    pub(super) fn of(&self, record: &dyn Record) -> Option<Span> {
        match self {
            Self::At(term) => term.instant(record).map(|at| Span { from: at, to: at }),
            Self::Interval([from, to]) => {
                let from = from.as_ref().map_or(Some(Span::BEGINNING), |from| from.instant(record))?;
                let to = to.as_ref().map_or(Some(Span::FUTURE), |to| to.instant(record))?;
                Span::new(from, to)
            }
        }
    }
}
