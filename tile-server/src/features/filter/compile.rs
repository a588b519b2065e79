//! From a tree to a test: names become places, kinds are checked, and what is constant is made ready.

use super::condition::Condition;
use super::edges::meet_too_often;
use super::error::FilterError;
use super::fold::Folding;
use super::like::Pattern;
use super::near::Near;
use super::parser::Parsed;
use super::space::{self, Shape};
use super::term::{Period, Term};
use super::time::{self, Instant};
use super::tree::{End, Node, Tree};
use super::wkt::MEETS_TOO_OFTEN;
use super::{DISTANCE_MAX_M, Kind, Queryable};

/// The filter as a condition.
pub(super) fn compile(tree: Tree, queryables: &[Queryable<'_>]) -> Parsed<Condition> {
    Compiler { queryables }.test(tree)
}

struct Compiler<'q> {
    queryables: &'q [Queryable<'q>],
}

/// What a piece turns out to be.
enum Typed {
    Scalar(Term, Kind),
    Period(Period),
    /// The record's geometry.
    Place,
    Shape(Shape),
}

impl Typed {
    fn words(&self) -> [&'static str; 2] {
        match self {
            Self::Scalar(_, kind) => kind.words(),
            Self::Period(_) => ["时段", "an interval"],
            Self::Place | Self::Shape(_) => Kind::Geometry.words(),
        }
    }

    fn is_kind(&self, wanted: Kind) -> bool {
        matches!(self, Self::Scalar(_, kind) if *kind == wanted)
    }
}

impl From<Condition> for Typed {
    fn from(test: Condition) -> Self {
        Self::Scalar(Term::Truth(Box::new(test)), Kind::Flag)
    }
}

impl Compiler<'_> {
    fn test(&self, tree: Tree) -> Parsed<Condition> {
        let at = tree.at;
        match self.typed(tree)? {
            Typed::Scalar(Term::Truth(test), _) => Ok(*test),
            Typed::Scalar(Term::Property { place, .. }, Kind::Flag) => Ok(Condition::Flag(place)),
            other => Err(FilterError::Kind { at, found: other.words(), expected: ["条件（如 属性 = 值）", "a condition, such as property = value,"] }),
        }
    }

    fn tests(&self, trees: Vec<Tree>) -> Parsed<Vec<Condition>> {
        trees.into_iter().map(|tree| self.test(tree)).collect()
    }

    fn typed(&self, tree: Tree) -> Parsed<Typed> {
        let at = tree.at;
        Ok(match tree.node {
            Node::Property(name) => self.property(at, &name)?,
            Node::Text(text) => Typed::Scalar(Term::Text(text), Kind::Text),
            Node::Number(number) => Typed::Scalar(Term::Number(number), Kind::Number),
            Node::Flag(flag) => Condition::Always(flag).into(),
            Node::Instant(instant) => Typed::Scalar(Term::Time(instant), Kind::Time),
            Node::Interval([from, to]) => Typed::Period(Period::Interval([self.end(from)?, self.end(to)?])),
            Node::Geometry(literal) => Typed::Shape(Shape::new(literal)),
            Node::Call(name, arguments) => self.call(at, name, arguments)?,
            Node::All(trees) => Condition::All(self.tests(trees)?).into(),
            Node::Any(trees) => Condition::Any(self.tests(trees)?).into(),
            Node::Not(tree) => Condition::Not(Box::new(self.test(*tree)?)).into(),
            Node::Compare(comparison, trees) => {
                let [left, right] = *trees;
                let ([left, right], _) = self.alike(left, [right])?;
                Condition::Compare(comparison, Box::new([left, right])).into()
            }
            Node::Between(trees) => {
                let [value, low, high] = *trees;
                let at = value.at;
                let (terms, kind) = self.alike(value, [low, high])?;
                if kind == Kind::Flag {
                    return Err(FilterError::Kind { at, found: kind.words(), expected: ["数字、时间或文字", "a number, a time or a text"] });
                }
                Condition::Between(Box::new(terms)).into()
            }
            Node::In(value, list) => self.list(*value, list)?.into(),
            Node::Like(trees) => {
                let [value, pattern] = *trees;
                let (value, at) = (self.text(value)?, pattern.at);
                match self.text(pattern)? {
                    Term::Text(pattern) => Condition::Like(Box::new(value), Pattern::new(&pattern)).into(),
                    _ => {
                        return Err(FilterError::Kind {
                            at, found: ["属性", "a property"], expected: ["单引号中的模式", "a pattern in single quotes"]
                        });
                    }
                }
            }
            Node::IsNull(tree) => match self.typed(*tree)? {
                Typed::Scalar(term, _) => Condition::IsNull(Box::new(term)).into(),
                Typed::Period(period) => Condition::IsNoPeriod(Box::new(period)).into(),
                // Every record has a geometry.
                Typed::Place | Typed::Shape(_) => Condition::Always(false).into(),
            },
            Node::Arithmetic(first, others) => {
                let first = self.number(*first)?;
                let others = others.into_iter().map(|(operator, operand)| Ok((operator, self.number(operand)?)));
                Typed::Scalar(Term::Arithmetic(Box::new(first), others.collect::<Parsed<_>>()?), Kind::Number)
            }
        })
    }

    fn property(&self, at: usize, name: &str) -> Parsed<Typed> {
        let place = self.queryables.iter().position(|queryable| queryable.name == name);
        let Some(place) = place else {
            let known: Vec<String> = self.queryables.iter().map(|queryable| queryable.name.to_owned()).collect();
            let suggestion = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
            return Err(FilterError::Property { at, name: name.to_owned(), suggestion, known });
        };
        Ok(match self.queryables[place].kind {
            Kind::Geometry => Typed::Place,
            kind => Typed::Scalar(Term::Property { place, kind }, kind),
        })
    }

    fn end(&self, end: End) -> Parsed<Option<Term>> {
        match end {
            End::Open => Ok(None),
            End::At(instant) => Ok(Some(Term::Time(instant))),
            End::Property(at, name) => match self.property(at, &name)? {
                Typed::Scalar(term, Kind::Time) => Ok(Some(term)),
                other => Err(FilterError::Kind { at, found: other.words(), expected: Kind::Time.words() }),
            },
        }
    }

    /// Terms of one kind. A text as written is a time beside times.
    fn alike<const N: usize, const M: usize>(&self, first: Tree, others: [Tree; N]) -> Parsed<([Term; M], Kind)> {
        let (terms, kind) = self.of_one_kind(first, others.into())?;
        Ok((terms.try_into().unwrap_or_else(|_| unreachable!("as many as were given")), kind))
    }

    fn of_one_kind(&self, first: Tree, others: Vec<Tree>) -> Parsed<(Vec<Term>, Kind)> {
        let places: Vec<usize> = std::iter::once(&first).chain(&others).map(|tree| tree.at).collect();
        let typed = std::iter::once(first).chain(others).map(|tree| self.typed(tree)).collect::<Parsed<Vec<Typed>>>()?;
        let is_time = typed.iter().any(|typed| typed.is_kind(Kind::Time));
        let mut terms = Vec::with_capacity(typed.len());
        let mut kinds: Option<(Kind, [&'static str; 2])> = None;
        for (typed, at) in typed.into_iter().zip(places) {
            let words = typed.words();
            let (term, kind) = match typed {
                Typed::Scalar(Term::Text(text), _) if is_time => (Term::Time(time_of(at, &text)?), Kind::Time),
                Typed::Scalar(term, kind) => (term, kind),
                _ => {
                    return Err(FilterError::Kind {
                        at,
                        found: words,
                        expected: [
                            "可比较的值（几何用 S_INTERSECTS 等，时段用 T_DURING 等）",
                            "a value to compare (geometries have S_INTERSECTS, intervals T_DURING)",
                        ],
                    });
                }
            };
            match kinds {
                Some((first, left)) if first != kind => return Err(FilterError::Mismatch { at, left, right: words }),
                _ => kinds = kinds.or(Some((kind, words))),
            }
            terms.push(term);
        }
        let (kind, _) = kinds.expect("there is a first");
        Ok((terms, kind))
    }

    fn list(&self, value: Tree, list: Vec<Tree>) -> Parsed<Condition> {
        let (mut terms, _) = self.of_one_kind(value, list)?;
        let value = Box::new(terms.remove(0));
        let numbers: Option<Vec<f64>> = terms.iter().map(|term| if let Term::Number(number) = term { Some(number + 0.0) } else { None }).collect();
        if let Some(mut numbers) = numbers {
            numbers.sort_by(f64::total_cmp);
            return Ok(Condition::InNumbers(value, numbers));
        }
        let texts: Option<Vec<String>> = terms.iter().map(|term| if let Term::Text(text) = term { Some(text.clone()) } else { None }).collect();
        if let Some(mut texts) = texts {
            texts.sort();
            return Ok(Condition::InTexts(value, texts));
        }
        Ok(Condition::In(value, terms))
    }

    fn of_kind(&self, tree: Tree, wanted: Kind) -> Parsed<Term> {
        let at = tree.at;
        match self.typed(tree)? {
            Typed::Scalar(term, kind) if kind == wanted => Ok(term),
            other => Err(FilterError::Kind { at, found: other.words(), expected: wanted.words() }),
        }
    }

    fn text(&self, tree: Tree) -> Parsed<Term> {
        self.of_kind(tree, Kind::Text)
    }

    fn number(&self, tree: Tree) -> Parsed<Term> {
        self.of_kind(tree, Kind::Number)
    }

    fn call(&self, at: usize, name: String, arguments: Vec<Tree>) -> Parsed<Typed> {
        let upper = name.to_ascii_uppercase();
        match upper.as_str() {
            "CASEI" => return self.folded(at, name, arguments, Folding { case: true, accents: false }),
            "ACCENTI" => return self.folded(at, name, arguments, Folding { case: false, accents: true }),
            "DWITHIN" | "S_DWITHIN" => return self.near(at, name, arguments).map(Typed::from),
            _ => {}
        }
        if let Some((_, relation)) = space::Relation::ALL.into_iter().find(|(known, _)| *known == upper) {
            let [a, b] = operands(at, name, arguments, ["两个几何", "two geometries"])?;
            return self.spatial(relation, a, b).map(Typed::from);
        }
        if let Some((_, relation)) = time::Relation::ALL.into_iter().find(|(known, _)| *known == upper) {
            let [a, b] = operands(at, name, arguments, ["两个时间或时段", "two times or intervals"])?;
            let [a_interval, b_interval] = relation.intervals();
            let periods = [self.period(a, a_interval)?, self.period(b, b_interval)?];
            return Ok(Condition::Temporal(relation, Box::new(periods)).into());
        }
        let spatial = space::Relation::ALL.into_iter().map(|(known, _)| known);
        let temporal = time::Relation::ALL.into_iter().map(|(known, _)| known);
        let others = ["CASEI", "ACCENTI", "DWITHIN", "S_DWITHIN", "DATE", "TIMESTAMP", "INTERVAL", "BBOX", "POINT", "LINESTRING", "POLYGON"];
        Err(FilterError::Function { at, name, suggestion: nearest(&upper, spatial.chain(temporal).chain(others)) })
    }

    fn folded(&self, at: usize, name: String, arguments: Vec<Tree>, folding: Folding) -> Parsed<Typed> {
        let Ok([argument]) = <[Tree; 1]>::try_from(arguments) else {
            return Err(FilterError::Arguments { at, name, expected: ["一个文字", "one text"] });
        };
        let term = match self.text(argument)? {
            Term::Text(text) => Term::Text(folding.of(text.into()).into_owned()),
            Term::Folded(inner, term) => Term::Folded(folding.and(inner), term),
            other => Term::Folded(folding, Box::new(other)),
        };
        Ok(Typed::Scalar(term, Kind::Text))
    }

    fn spatial(&self, relation: space::Relation, a: Tree, b: Tree) -> Parsed<Condition> {
        let (a_at, b_at) = (a.at, b.at);
        Ok(match (self.typed(a)?, self.typed(b)?) {
            (Typed::Place, Typed::Shape(shape)) => Condition::Spatial(relation, Box::new(shape)),
            (Typed::Shape(shape), Typed::Place) => Condition::Spatial(relation.exchanged(), Box::new(shape)),
            (Typed::Place, Typed::Place) => Condition::Reflexive(relation),
            (Typed::Shape(a), Typed::Shape(b)) if meet_too_often(&[&a.geometry, &b.geometry]) => {
                return Err(FilterError::Geometry { at: b_at, fault: MEETS_TOO_OFTEN });
            }
            (Typed::Shape(a), Typed::Shape(b)) => Condition::Always(relation.between(&a.geometry, &b.geometry) == Some(true)),
            (Typed::Place | Typed::Shape(_), other) => return Err(not_a_geometry(b_at, &other)),
            (other, _) => return Err(not_a_geometry(a_at, &other)),
        })
    }

    fn period(&self, tree: Tree, needs_interval: bool) -> Parsed<Period> {
        let at = tree.at;
        match self.typed(tree)? {
            Typed::Period(period) => Ok(period),
            Typed::Scalar(Term::Text(text), _) if !needs_interval => Ok(Period::At(Term::Time(time_of(at, &text)?))),
            Typed::Scalar(term, Kind::Time) if !needs_interval => Ok(Period::At(term)),
            other if needs_interval => {
                Err(FilterError::Kind { at, found: other.words(), expected: ["时段 INTERVAL(…, …)", "an interval, INTERVAL(…, …),"] })
            }
            other => Err(FilterError::Kind { at, found: other.words(), expected: ["时间或时段", "a time or an interval"] }),
        }
    }

    /// `DWITHIN(geometry, geometry, distance[, unit])`; without a unit the distance is in metres.
    fn near(&self, at: usize, name: String, arguments: Vec<Tree>) -> Parsed<Condition> {
        let mut arguments = arguments.into_iter();
        let parts = (arguments.next(), arguments.next(), arguments.next(), arguments.next(), arguments.next());
        let (Some(a), Some(b), Some(distance), unit, None) = parts else {
            return Err(FilterError::Arguments {
                at,
                name,
                expected: ["两个几何、距离和单位（如 500, 'm'）", "two geometries, a distance and its unit (such as 500, 'm')"],
            });
        };
        let (distance_at, b_at) = (distance.at, b.at);
        let unit_m = match unit {
            None => 1.0,
            Some(Tree { at, node: Node::Text(unit) | Node::Property(unit) }) => unit_m(&unit).ok_or(FilterError::Distance { at })?,
            Some(Tree { at, .. }) => return Err(FilterError::Distance { at }),
        };
        let metres = match distance.node {
            Node::Number(number) => number * unit_m,
            _ => f64::NAN,
        };
        if !(0.0..=DISTANCE_MAX_M).contains(&metres) {
            return Err(FilterError::Distance { at: distance_at });
        }
        match (self.typed(a)?, self.typed(b)?) {
            (Typed::Place, Typed::Shape(shape)) | (Typed::Shape(shape), Typed::Place) => Ok(Condition::Near(Box::new(Near::new(shape, metres)))),
            (Typed::Place | Typed::Shape(_), Typed::Place | Typed::Shape(_)) => {
                Err(FilterError::Arguments {
                    at, name, expected: ["一个几何属性和一个写出的几何", "a property that is a geometry, and a geometry as written"]
                })
            }
            (Typed::Place | Typed::Shape(_), other) => Err(not_a_geometry(b_at, &other)),
            (other, _) => Err(not_a_geometry(at, &other)),
        }
    }
}

fn operands(at: usize, name: String, arguments: Vec<Tree>, expected: [&'static str; 2]) -> Parsed<[Tree; 2]> {
    arguments.try_into().map_err(|_| FilterError::Arguments { at, name, expected })
}

fn not_a_geometry(at: usize, found: &Typed) -> FilterError {
    FilterError::Kind {
        at,
        found: found.words(),
        expected: ["几何：几何属性、WKT（如 POINT(125.3 43.9)）或 BBOX", "a geometry, which is a property, WKT such as POINT(125.3 43.9), or BBOX,"],
    }
}

fn time_of(at: usize, text: &str) -> Parsed<Instant> {
    Instant::parse(text).ok_or_else(|| FilterError::Time { at, text: text.to_owned() })
}

fn unit_m(unit: &str) -> Option<f64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "m" | "metre" | "metres" | "meter" | "meters" | "米" => 1.0,
        "km" | "kilometre" | "kilometres" | "kilometer" | "kilometers" | "千米" | "公里" => 1000.0,
        "ft" | "foot" | "feet" => 0.3048,
        "mi" | "mile" | "miles" | "statute miles" => 1609.344,
        "nmi" | "nautical miles" => 1852.0,
        _ => return None,
    })
}

/// The name that was probably meant: few letters differ, and not all.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let (lower, length) = (name.to_lowercase(), name.chars().count());
    // Names are short; a text of thousands of characters need not be compared with them.
    if length > 100 {
        return None;
    }
    let (edits, known) = known.map(|known| (strsim::damerau_levenshtein(&lower, &known.to_lowercase()), known)).min()?;
    (edits <= 3 && edits < length.max(2)).then_some(known)
}
