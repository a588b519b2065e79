//! A filter as written: what is in it and where, before names and kinds are looked at.

use geo_types::{Geometry, Rect};

use super::time::Instant;

/// A piece of a filter and the character it begins at, counted from 1.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub(super) at: usize,
    pub(super) node: Node,
}

/// The pieces there are. Chains of one operator are lists, so that a long one is not a deep one.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Property(String),
    Text(String),
    Number(f64),
    Flag(bool),
    Instant(Instant),
    Interval([End; 2]),
    Geometry(Literal),
    Call(String, Vec<Tree>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
    Compare(Comparison, Box<[Tree; 2]>),
    Like(Box<[Tree; 2]>),
    Between(Box<[Tree; 3]>),
    In(Box<Tree>, Vec<Tree>),
    IsNull(Box<Tree>),
    /// The first operand, and the others with their operators, from left to right.
    Arithmetic(Box<Tree>, Vec<(Arithmetic, Tree)>),
}

/// An end of an interval.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// `'..'`
    Open,
    At(Instant),
    Property(usize, String),
}

/// A geometry as written, in degrees.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    pub(super) geometry: Geometry<f64>,
    /// The same as a box, where it is one.
    pub(super) rect: Option<Rect<f64>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// `div`: division towards zero.
    Quotient,
    Remainder,
    Power,
}
