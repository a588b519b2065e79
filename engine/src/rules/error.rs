//! What is wrong with a ruleset, and where.

use std::fmt;

use crate::lang::Lang;

/// A fault with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct RuleError {
    /// Line, from 1.
    pub line: usize,
    /// Character within the line, from 1.
    pub column: usize,
    /// What is wrong.
    pub fault: RuleFault,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleFault {
    /// Not TOML, a key that nobody knows, a value of another kind: what the parser says, and the key that was probably meant.
    Syntax(String, Option<String>),
    /// A name is used that the file does not define.
    Unknown {
        /// What kind of name: `class`, `department` …
        what: &'static str,
        /// The name.
        name: String,
        /// The one probably meant.
        suggestion: Option<String>,
    },
    /// The same name twice.
    Repeated {
        /// What kind of name.
        what: &'static str,
        /// The name.
        name: String,
        /// Where it stands first.
        first_line: usize,
    },
    /// A name that is empty, too long, or has characters that a list of ids cannot hold.
    BadName(String),
    /// A word that an earlier term takes already, so that it is never found.
    HiddenWord {
        /// The word.
        word: String,
        /// The term that takes it.
        by: String,
    },
    /// A value out of its range.
    Range {
        /// The key.
        key: &'static str,
        /// What it must be.
        must: &'static str,
    },
    /// A list without anything in it can never hold.
    Empty(&'static str),
    /// The days end before they begin.
    NeverValid,
    /// A rule without effect.
    NoEffect(String),
    /// Two rules have the same conditions and say different things.
    Contradiction {
        /// The later rule.
        rule: String,
        /// The earlier one.
        other: String,
        /// Where that stands.
        other_line: usize,
        /// What they disagree in.
        about: &'static str,
    },
    /// More of something than is allowed.
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many at most.
        most: u64,
    },
    /// A place that the boundaries do not have.
    UnknownPlace(String),
}

/// Line and character of a byte in a text, both from 1.
pub(super) fn place_of(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte.min(text.len())).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

impl RuleError {
    pub(super) fn at(text: &str, byte: usize, fault: RuleFault) -> Self {
        let (line, column) = place_of(text, byte);
        Self { line, column, fault }
    }

    /// What is wrong and what to do, without the name of the file.
    pub fn sentence(&self, lang: Lang) -> String {
        let Self { line, column, fault } = self;
        lang.pick(format!("第 {line} 行第 {column} 列：{}", fault.sentence(lang)), format!("line {line}, column {column}: {}", fault.sentence(lang)))
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}

impl RuleFault {
    fn sentence(&self, lang: Lang) -> String {
        let meant = |suggestion: &Option<String>| {
            suggestion.as_ref().map(|s| lang.pick(format!("；是否应为“{s}”？"), format!("; did you mean {s:?}?"))).unwrap_or_default()
        };
        match self {
            Self::Syntax(what, suggestion) => lang.pick(format!("格式有误（{what}）{}", meant(suggestion)), format!("{what}{}", meant(suggestion))),
            Self::Unknown { what, name, suggestion } => {
                lang.pick(format!("没有定义名为“{name}”的 {what}{}", meant(suggestion)), format!("there is no {what} named {name:?}{}", meant(suggestion)))
            }
            Self::Repeated { what, name, first_line } => lang.pick(
                format!("{what}“{name}”重复，第 {first_line} 行已有：请改名或删去一处"),
                format!("the {what} {name:?} stands on line {first_line} already: rename or remove one"),
            ),
            Self::BadName(name) => lang.pick(
                format!("名称“{name}”不可用：须为 1 至 60 个字符，不含分号、逗号、换行和空格"),
                format!("{name:?} is no usable name: 1 to 60 characters without semicolons, commas, line breaks or blanks"),
            ),
            Self::HiddenWord { word, by } => lang.pick(
                format!("词“{word}”总是先被“{by}”取走，永远不会起作用：请调整顺序或改词"),
                format!("the word {word:?} is always taken by {by:?} first and never counts: change the order or the word"),
            ),
            Self::Range { key, must } => lang.pick(format!("{key} 的取值应为 {must}"), format!("{key} must be {must}")),
            Self::Empty(key) => lang.pick(
                format!("{key} 是空列表，条件永远不成立：请填写或删去"),
                format!("{key} is an empty list, which can never hold: fill it or remove it"),
            ),
            Self::NeverValid => lang.pick("终止日不晚于起始日，永远不适用", "the last day is not after the first: it never applies").into(),
            Self::NoEffect(id) => lang.pick(format!("规则“{id}”没有任何效果"), format!("the rule {id:?} has no effect")),
            Self::Contradiction { rule, other, other_line, about } => lang.pick(
                format!("规则“{rule}”与第 {other_line} 行的“{other}”条件相同、有效期重叠，而 {about} 不同：请区分条件，或只保留一条"),
                format!("the rule {rule:?} has the conditions of {other:?} on line {other_line} and overlapping days, and another {about}: tell them apart or keep one"),
            ),
            Self::TooMany { what, most } => lang.pick(format!("{what} 过多，至多 {most}"), format!("too many {what}: at most {most}")),
            Self::UnknownPlace(place) => lang.pick(
                format!("地区“{place}”不在已载入的行政区划和特殊管辖区中"),
                format!("the place {place:?} is neither among the divisions loaded nor among the overlays"),
            ),
        }
    }
}
