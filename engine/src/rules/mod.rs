//! The law as data: which rules fire for a clue, and what follows from them. No I/O.
//!
//! 1. [`mod@file`]: the ruleset as its authors write it, in TOML.
//! 2. [`Ruleset::parse`] checks it and compiles it. What is wrong is a [`RuleError`] with line and column.
//! 3. [`Vocabulary`]: the words of cells become terms.
//! 4. [`Bins`]: what the rules can tell apart in each [`Trait`]; a clue's bins are one number.
//! 5. [`Judge`]: that number becomes a [`Ruling`], worked out once.
//! 6. [`Calendar`] and [`Term`]: when something is due.
//! 7. [`cases`]: example cases beside a ruleset, and whether they come out.
//!
//! # Principle of conflict
//! All rules that fire are listed in the order of the file. Where effects cannot stand together, the most urgent urgency, the earliest
//! due day and the highest superior win, and of lead departments that of the first rule; further departments and notifications unite.

mod bins;
mod calendar;
pub mod cases;
mod condition;
mod error;
pub mod file;
mod judge;
mod place;
mod ruleset;
mod term;
#[cfg(test)]
mod tests;
mod validate;
mod words;

pub use bins::{Bins, NO_DAY, Trait, date_of, day_number};
pub use calendar::{Calendar, CalendarError, DayKind};
pub use condition::{Flag, Given, ZoneSeen};
pub use error::{RuleError, RuleFault};
pub use file::{Bilingual, CountedFrom, Counting, Notify};
pub use judge::{Judge, Lost, Ruling, refusals};
pub use place::{Places, chain};
pub use ruleset::{Class, Conditions, Effects, Rule, Ruleset, Sensor, Severity, Urgency, Words};
pub use term::{Days, Due, Term, earliest};
pub use words::Vocabulary;

/// The default ruleset, of 吉林省生态环境保护跨区域联合执法办法.
pub const JILIN: &str = include_str!("../../rules/jilin.toml");
/// Example cases of it, and what must follow.
pub const JILIN_CASES: &str = include_str!("../../rules/jilin-cases.toml");
/// China's days off and make-up workdays.
pub const HOLIDAYS_CN: &str = include_str!("../../rules/holidays-cn.csv");
