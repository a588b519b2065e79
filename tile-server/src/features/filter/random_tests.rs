//! Random expressions, printed and read, are what a plain evaluator says; and no text is a panic.

use geo_types::{Point, Rect};
use proptest::prelude::*;

use super::filter_tests::Row;
use super::{Filter, Kind, Queryable, Value};

/// The same language once more, as small as it can be.
#[derive(Clone, Debug)]
enum Plain {
    Number(usize),
    Literal(f64),
    Sum(Box<Plain>, char, Box<Plain>),
    Compare(Box<Plain>, &'static str, Box<Plain>),
    Between(Box<Plain>, bool, Box<Plain>, Box<Plain>),
    In(Box<Plain>, bool, Vec<Plain>),
    Null(Box<Plain>, bool),
    Like(bool, String),
    Text(&'static str, String),
    Flag,
    Not(Box<Plain>),
    And(Vec<Plain>),
    Or(Vec<Plain>),
}

const QUERYABLES: [Queryable<'static>; 5] = [
    Queryable { name: "a", kind: Kind::Number },
    Queryable { name: "b", kind: Kind::Number },
    Queryable { name: "c", kind: Kind::Number },
    Queryable { name: "名", kind: Kind::Text },
    Queryable { name: "f", kind: Kind::Flag },
];

impl Plain {
    /// With parentheses wherever there could be some.
    fn print(&self) -> String {
        let not = |negated: &bool| if *negated { "not " } else { "" };
        match self {
            Self::Number(place) => QUERYABLES[*place].name.to_owned(),
            Self::Literal(number) => format!("{number}"),
            Self::Sum(a, sign, b) => format!("({}{sign} {})", a.print(), b.print()),
            Self::Compare(a, sign, b) => format!("({}{sign}{})", a.print(), b.print()),
            Self::Between(a, negated, b, c) => format!("({} {}BETWEEN {} And {})", a.print(), not(negated), b.print(), c.print()),
            Self::In(a, negated, list) => format!("({} {}in({}))", a.print(), not(negated), list.iter().map(Self::print).collect::<Vec<_>>().join(" ,")),
            Self::Null(a, negated) => format!("({} IS {}NULL)", a.print(), not(negated)),
            Self::Like(negated, pattern) => format!("(\"名\" {}LIKE '{}')", not(negated), pattern.replace('\'', "''")),
            Self::Text(sign, text) => format!("(名{sign}'{}')", text.replace('\'', "''")),
            Self::Flag => "f".to_owned(),
            Self::Not(inner) => format!("NOT\t{}", inner.print()),
            Self::And(list) => format!("({})", list.iter().map(Self::print).collect::<Vec<_>>().join(" AND ")),
            Self::Or(list) => format!("({})", list.iter().map(Self::print).collect::<Vec<_>>().join(" or ")),
        }
    }

    fn number(&self, values: &[Option<f64>; 3]) -> Option<f64> {
        let number = match self {
            Self::Number(place) => values[*place]?,
            Self::Literal(number) => *number,
            Self::Sum(a, sign, b) => {
                let (a, b) = (a.number(values)?, b.number(values)?);
                match sign {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    '/' => a / b,
                    _ => a % b,
                }
            }
            other => panic!("{other:?} is no number"),
        };
        number.is_finite().then_some(number)
    }

    /// Unknown is `None`.
    fn truth(&self, values: &[Option<f64>; 3], text: Option<&str>, flag: Option<bool>) -> Option<bool> {
        let less_or_equal = |a: Option<f64>, b: Option<f64>| Some(a? <= b?);
        let both = |a: Option<bool>, b: Option<bool>| if a == Some(false) || b == Some(false) { Some(false) } else { Some(a? && b?) };
        let invert = |truth: Option<bool>, negated: bool| truth.map(|truth| truth != negated);
        match self {
            Self::Compare(a, sign, b) => {
                let (a, b) = (a.number(values)?, b.number(values)?);
                Some(match *sign {
                    "=" => a == b,
                    "<>" => a != b,
                    "<" => a < b,
                    "<=" => a <= b,
                    ">" => a > b,
                    _ => a >= b,
                })
            }
            Self::Between(a, negated, b, c) => {
                let value = a.number(values);
                invert(both(less_or_equal(b.number(values), value), less_or_equal(value, c.number(values))), *negated)
            }
            Self::In(a, negated, list) => {
                let value = a.number(values);
                let same: Vec<Option<bool>> = list.iter().map(|item| Some(item.number(values)? == value?)).collect();
                let found = if same.contains(&Some(true)) { Some(true) } else { (!same.contains(&None)).then_some(false) };
                invert(found, *negated)
            }
            Self::Null(a, negated) => Some(a.number(values).is_none() != *negated),
            Self::Like(negated, pattern) => invert(text.map(|text| super::like::Pattern::new(pattern).matches(text)), *negated),
            Self::Text(sign, literal) => {
                let text = text?;
                Some(if *sign == "=" { text == literal } else { text < literal.as_str() })
            }
            Self::Flag => flag,
            Self::Not(inner) => invert(inner.truth(values, text, flag), true),
            Self::And(list) => list.iter().map(|item| item.truth(values, text, flag)).reduce(both).flatten(),
            Self::Or(list) => {
                let truths: Vec<Option<bool>> = list.iter().map(|item| item.truth(values, text, flag)).collect();
                if truths.contains(&Some(true)) { Some(true) } else { (!truths.contains(&None)).then_some(false) }
            }
            other => panic!("{other:?} is no condition"),
        }
    }
}

fn number() -> impl Strategy<Value = Plain> {
    let leaf = prop_oneof![(0usize..3).prop_map(Plain::Number), (-4i32..5).prop_map(|n| Plain::Literal(f64::from(n) / 2.0))];
    leaf.prop_recursive(3, 12, 2, |inner| {
        (inner.clone(), prop::sample::select(vec!['+', '-', '*', '/', '%']), inner).prop_map(|(a, sign, b)| Plain::Sum(Box::new(a), sign, Box::new(b)))
    })
}

fn condition() -> impl Strategy<Value = Plain> {
    let boxed = || number().prop_map(Box::new);
    let leaf = prop_oneof![
        (boxed(), prop::sample::select(vec!["=", "<>", "<", "<=", ">", ">="]), boxed()).prop_map(|(a, sign, b)| Plain::Compare(a, sign, b)),
        (boxed(), any::<bool>(), boxed(), boxed()).prop_map(|(a, negated, b, c)| Plain::Between(a, negated, b, c)),
        (boxed(), any::<bool>(), prop::collection::vec(number(), 1..4)).prop_map(|(a, negated, list)| Plain::In(a, negated, list)),
        (boxed(), any::<bool>()).prop_map(|(a, negated)| Plain::Null(a, negated)),
        (any::<bool>(), "[松花江'%_]{0,4}").prop_map(|(negated, pattern)| Plain::Like(negated, pattern)),
        (prop::sample::select(vec!["=", "<"]), "[松花江']{0,2}").prop_map(|(sign, text)| Plain::Text(sign, text)),
        Just(Plain::Flag),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Plain::Not(Box::new(inner))),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Plain::And),
            prop::collection::vec(inner, 1..4).prop_map(Plain::Or),
        ]
    })
}

fn values() -> impl Strategy<Value = [Option<f64>; 3]> {
    prop::array::uniform3(prop::option::of((-4i32..5).prop_map(|n| f64::from(n) / 2.0)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_printed_is_read_and_means_the_same(plain in condition(), numbers in values(), text in prop::option::of("[松花江']{0,3}"), flag in prop::option::of(any::<bool>())) {
        let printed = plain.print();
        let read = |text: &str| Filter::parse(text, &QUERYABLES).unwrap_or_else(|error| panic!("{text}: {error}"));
        let at = Point::new(0.0, 0.0);
        let mut values: Vec<Value<'_>> = numbers.iter().map(|number| number.map_or(Value::Null, Value::Number)).collect();
        values.push(text.as_deref().map_or(Value::Null, Value::Text));
        values.push(flag.map_or(Value::Null, Value::Flag));
        let row = Row { values, geometry: at.into(), bounds: Rect::new(at, at) };
        let expected = plain.truth(&numbers, text.as_deref(), flag);
        let found = (read(&printed).matches(&row), read(&format!("NOT {printed}")).matches(&row));
        prop_assert_eq!(found, (expected == Some(true), expected == Some(false)), "{}", printed);
    }

    #[test]
    fn no_text_is_a_panic(text in "\\PC{0,60}") {
        let _ = Filter::parse(&text, &QUERYABLES);
    }

    #[test]
    fn no_row_of_words_is_a_panic(words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..40)) {
        let text = words.join(" ");
        if let Err(error) = Filter::parse(&text, &QUERYABLES) {
            prop_assert!(error.at().is_some_and(|at| (1..=text.chars().count() + 1).contains(&at)), "{}: {}", text, error);
        }
    }
}

const WORDS: [&str; 36] = [
    "a",
    "b",
    "名",
    "f",
    "g",
    "1",
    "-2.5",
    "'松'",
    "'2026-06-05'",
    "(",
    ")",
    ",",
    "(",
    ")",
    "=",
    "<>",
    "<",
    "+",
    "-",
    "*",
    "^",
    "AND",
    "OR",
    "NOT",
    "IS",
    "NULL",
    "IN",
    "LIKE",
    "BETWEEN",
    "POINT(",
    "POLYGON((",
    "BBOX(",
    "S_INTERSECTS(",
    "T_AFTER(",
    "INTERVAL(",
    "DATE(",
];
