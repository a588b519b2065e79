//! The ruleset and the calendar that decisions are made by.

use std::path::PathBuf;

use super::OpenError;
use crate::config::Config;
use crate::ingest;
use crate::rules::{Calendar, CalendarError, HOLIDAYS_CN, JILIN, RuleError, Ruleset};

/// The law as data.
#[derive(Clone, Debug)]
pub struct Laws {
    /// The rules.
    pub ruleset: Ruleset,
    /// The file they come from; `None` is the one built in.
    pub file: Option<PathBuf>,
    /// Working days.
    pub calendar: Calendar,
}

/// What is wrong with a ruleset or a table of holidays.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LawFault {
    /// The ruleset.
    #[error(transparent)]
    Rules(#[from] RuleError),
    /// The table of holidays.
    #[error(transparent)]
    Holidays(#[from] CalendarError),
}

impl Laws {
    /// Reads what the configuration names, or takes what is built in.
    ///
    /// # Errors
    /// A file cannot be read, or something in it cannot be meant.
    pub fn read(config: &Config) -> Result<Self, OpenError> {
        let text = |path: &Option<PathBuf>, built_in: &str| match path {
            Some(path) => ingest::read_text(&config.resolve(path)),
            None => Ok(built_in.to_owned()),
        };
        let (rules, holidays) = (&config.rules.file, &config.rules.holidays);
        let fault = |path: &Option<PathBuf>, fault: LawFault| OpenError::Law { path: path.clone(), fault };
        let ruleset = Ruleset::parse(&text(rules, JILIN)?).map_err(|error| fault(rules, error.into()))?;
        let calendar = Calendar::parse(&text(holidays, HOLIDAYS_CN)?).map_err(|error| fault(holidays, error.into()))?;
        Ok(Self { ruleset, file: rules.clone(), calendar })
    }
}
