//! Why a filter is not understood, where, and what to write instead.

use std::fmt;

use bailiwick_engine::lang::Lang;

/// What is wrong with a filter. `at` is the character it is found at, counted from 1. Pairs of words are Chinese and English.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FilterError {
    /// More text than is read.
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// More levels of parentheses, NOTs and functions than are read.
    TooDeep {
        /// Where the first level too many begins.
        at: usize,
    },
    /// A quote that is not closed.
    Unclosed {
        /// Where it opens.
        at: usize,
    },
    /// A character that begins nothing.
    Character {
        /// Where it stands.
        at: usize,
        /// The character.
        found: char,
    },
    /// A number that is too large.
    Number {
        /// Where it begins.
        at: usize,
        /// As written.
        text: String,
    },
    /// Something else was to come here.
    Unexpected {
        /// Where it begins.
        at: usize,
        /// As written; empty at the end of the text.
        found: String,
        /// What could come.
        expected: [&'static str; 2],
    },
    /// NULL as a value.
    Null {
        /// Where it stands.
        at: usize,
    },
    /// No property of this name can be filtered by.
    Property {
        /// Where it begins.
        at: usize,
        /// As written.
        name: String,
        /// The property that was probably meant.
        suggestion: Option<String>,
        /// All that there are.
        known: Vec<String>,
    },
    /// No function of this name.
    Function {
        /// Where it begins.
        at: usize,
        /// As written.
        name: String,
        /// The function that was probably meant.
        suggestion: Option<&'static str>,
    },
    /// Too few or too many arguments.
    Arguments {
        /// Where the function begins.
        at: usize,
        /// The function.
        name: String,
        /// What it takes.
        expected: [&'static str; 2],
    },
    /// Two kinds that cannot be compared.
    Mismatch {
        /// Where the second begins.
        at: usize,
        /// What stands first.
        left: [&'static str; 2],
        /// What stands second.
        right: [&'static str; 2],
    },
    /// A value of one kind where another is needed.
    Kind {
        /// Where it begins.
        at: usize,
        /// What it is.
        found: [&'static str; 2],
        /// What is needed.
        expected: [&'static str; 2],
    },
    /// Neither a date nor a time.
    Time {
        /// Where it begins.
        at: usize,
        /// As written.
        text: String,
    },
    /// An interval that ends before it begins.
    Interval {
        /// Where it begins.
        at: usize,
    },
    /// A geometry that cannot be used.
    Geometry {
        /// Where it, or its part, begins.
        at: usize,
        /// Why not.
        fault: [&'static str; 2],
    },
    /// A coordinate that is not on Earth.
    Place {
        /// Where it begins.
        at: usize,
        /// As written.
        written: [f64; 2],
    },
    /// A distance that is not from 0 to [`super::DISTANCE_MAX_M`], or in no known unit.
    Distance {
        /// Where it begins.
        at: usize,
    },
}

/// Characters of the input that are repeated in a sentence.
const SHOWN: usize = 40;
/// Names of properties that are listed in a sentence.
const LISTED: usize = 30;

impl FilterError {
    /// The character that is wrong, counted from 1, where one is to blame.
    pub fn at(&self) -> Option<usize> {
        match self {
            Self::TooLong { .. } => None,
            Self::TooDeep { at }
            | Self::Unclosed { at }
            | Self::Character { at, .. }
            | Self::Number { at, .. }
            | Self::Unexpected { at, .. }
            | Self::Null { at }
            | Self::Property { at, .. }
            | Self::Function { at, .. }
            | Self::Arguments { at, .. }
            | Self::Mismatch { at, .. }
            | Self::Kind { at, .. }
            | Self::Time { at, .. }
            | Self::Interval { at }
            | Self::Geometry { at, .. }
            | Self::Place { at, .. }
            | Self::Distance { at } => Some(*at),
        }
    }

    /// What is wrong and what to write instead.
    pub fn sentence(&self, lang: Lang) -> String {
        let said = self.said(lang);
        match self.at() {
            Some(at) => lang.pick(format!("过滤条件第 {at} 个字符处：{said}"), format!("filter, character {at}: {said}")),
            None => lang.pick(format!("过滤条件{said}"), format!("filter: {said}")),
        }
    }

    fn said(&self, lang: Lang) -> String {
        match self {
            Self::TooLong { bytes } => lang.pick(
                format!("有 {bytes} 字节，上限为 {} 字节，请缩短或分次查询", super::TEXT_BYTES_MAX),
                format!("it has {bytes} bytes of at most {}; make it shorter, or ask in parts", super::TEXT_BYTES_MAX),
            ),
            Self::TooDeep { .. } => lang.pick(
                format!("嵌套超过 {} 层，请去掉多余的括号", super::parser::DEPTH_MAX),
                format!("nested more than {} levels deep; take away parentheses that are not needed", super::parser::DEPTH_MAX),
            ),
            Self::Unclosed { .. } => lang.pick("引号没有结束；引号内的引号须写两遍", "this quote is not closed; a quote inside is written twice").to_owned(),
            Self::Character { found, .. } if is_wide(*found) => {
                lang.pick(format!("全角符号“{found}”，请改用半角"), format!("{found:?} is a full-width sign; use the half-width one"))
            }
            Self::Character { found, .. } => lang.pick(
                format!("不能识别“{}”；文字用单引号，特殊的属性名用双引号", found.escape_debug()),
                format!("{found:?} means nothing here; texts stand in single quotes, unusual names in double quotes"),
            ),
            Self::Number { text, .. } => {
                let shown = shown(text);
                lang.pick(format!("数字 {shown} 过大"), format!("the number {shown} is too large"))
            }
            Self::Unexpected { found, expected, .. } if found.is_empty() => {
                lang.pick(format!("条件在此中断，应有 {}", expected[0]), format!("the filter ends here, where {} should come", named(expected[1])))
            }
            Self::Unexpected { found, expected, .. } => {
                let shown = shown(found);
                lang.pick(format!("此处应有 {}，而不是“{shown}”", expected[0]), format!("{shown} stands where {} should come", named(expected[1])))
            }
            Self::Null { .. } => lang.pick("NULL 不能作为值，请用 IS NULL 或 IS NOT NULL", "NULL is no value; write IS NULL or IS NOT NULL").to_owned(),
            Self::Property { name, suggestion, known, .. } => {
                let shown = shown(name);
                let meant = suggestion.as_deref().map_or(String::new(), |meant| lang.pick(format!("，是否为 {meant}？"), format!(", did you mean {meant}?")));
                let list = known.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(lang.pick("、", ", "));
                let more = if known.len() > LISTED { lang.pick("……", ", …") } else { "" };
                lang.pick(
                    format!("没有属性“{shown}”{meant}可用：{list}{more}。文字请用单引号"),
                    format!("no property {shown:?}{meant}{} there are: {list}{more}. Texts stand in single quotes", if meant.is_empty() { ";" } else { "" }),
                )
                .replace("”可用", "”，可用")
            }
            Self::Function { name, suggestion, .. } => {
                let shown = shown(name);
                let meant = suggestion.map_or(String::new(), |meant| lang.pick(format!("，是否为 {meant}？"), format!("; did you mean {meant}?")));
                lang.pick(format!("没有函数“{shown}”{meant}"), format!("no function {shown:?}{meant}"))
            }
            Self::Arguments { name, expected, .. } => lang.pick(format!("{name} 的参数应为：{}", expected[0]), format!("{name} takes {}", expected[1])),
            Self::Mismatch { left, right, .. } => lang.pick(
                format!("{}不能与{}比较，请使两边类型一致", left[0], right[0]),
                format!("{} cannot be compared with {}; both sides need to be of one kind", left[1], right[1]),
            ),
            Self::Kind { found, expected, .. } => {
                lang.pick(format!("此处应为{}，而不是{}", expected[0], found[0]), format!("{} is needed here, and this is {}", expected[1], found[1]))
            }
            Self::Time { text, .. } => {
                let shown = shown(text);
                lang.pick(
                    format!("“{shown}”不是日期或时间；应如 '2026-06-05' 或 '2026-06-05T08:30:00+08:00'"),
                    format!("{shown:?} is neither a date nor a time; they look like '2026-06-05' or '2026-06-05T08:30:00+08:00'"),
                )
            }
            Self::Interval { .. } => lang.pick("时段的结束早于开始", "the interval ends before it begins; exchange its ends").to_owned(),
            Self::Geometry { fault, .. } => lang.pick(format!("几何有误：{}", fault[0]), format!("this geometry cannot be used: {}", fault[1])),
            Self::Place { written: [x, y], .. } => lang.pick(
                format!("坐标 {x} {y} 不在地球上；请按坐标系的次序书写，经纬度为经度在前，并核对 filter-crs"),
                format!("the coordinate {x} {y} is not on Earth; degrees have the longitude first, other systems are named by filter-crs"),
            ),
            Self::Distance { .. } => {
                let most_km = super::DISTANCE_MAX_M / 1000.0;
                lang.pick(
                    format!("距离应为 0 至 {most_km} 千米的数字，单位为 'm'、'km'、'ft'、'mi' 或 'nmi'"),
                    format!("a distance is a number of at most {most_km} km, its unit 'm', 'km', 'ft', 'mi' or 'nmi'"),
                )
            }
        }
    }
}

/// A lone sign is easier to see in quotes.
fn named(expected: &str) -> String {
    if expected.chars().all(|c| c.is_ascii_punctuation()) { format!("'{expected}'") } else { expected.to_owned() }
}

/// Punctuation as Chinese keyboards give it.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}' | '×' | '÷' | '≤' | '≥' | '≠')
}

fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}

impl std::error::Error for FilterError {}
