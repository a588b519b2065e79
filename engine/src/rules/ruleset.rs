//! A ruleset that was checked: names are resolved to places in lists.

use sha2::{Digest, Sha256};

use super::bins::Bins;
use super::file::{Bilingual, Notify, RuleFile};
use super::term::Term;
use super::words::Vocabulary;
use super::{RuleError, validate};
use crate::model::{DivisionCode, Level, Validity, ZoneLevel};

/// The law as data.
#[derive(Clone, Debug)]
pub struct Ruleset {
    /// Name.
    pub name: String,
    /// Version, as its authors count.
    pub version: String,
    /// The regulation whose articles the rules name.
    pub source: String,
    /// SHA-256 of the file's bytes, hexadecimal.
    pub sha256: String,
    /// Classes of violations.
    pub classes: Vec<Class>,
    /// Kinds of sensors.
    pub sensors: Vec<Sensor>,
    /// Degrees of severity.
    pub severities: Vec<Severity>,
    /// Urgencies, the most urgent first.
    pub urgencies: Vec<Urgency>,
    /// Departments.
    pub departments: Vec<Bilingual>,
    /// The urgency where no rule says one.
    pub default_urgency: u8,
    /// The lead department where no rule says one.
    pub default_department: u8,
    /// How the bodies of county, prefecture and province are called, with `{county}`, `{prefecture}` and `{province}` for their names.
    pub bodies: [Option<String>; 3],
    /// The rules, in order.
    pub rules: Vec<Rule>,
    /// Words of each vocabulary.
    pub words: Words,
    /// What the rules can tell apart.
    pub bins: Bins,
}

/// The vocabularies of a ruleset. A term is a place in its list, and one more stands for none of them.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Of classes.
    pub class: Vocabulary,
    /// Of sensors.
    pub sensor: Vocabulary,
    /// Of severities.
    pub severity: Vocabulary,
    /// Of yes and no, as [`Flag`](super::condition::Flag) numbers them.
    pub flag: Vocabulary,
}

/// A class of violations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Name within the file.
    pub id: String,
    /// Name for people.
    pub name: Bilingual,
}

/// A degree of severity.
pub type Severity = Class;

/// A kind of sensor.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensor {
    /// Name within the file.
    pub id: String,
    /// Name for people.
    pub name: Bilingual,
    /// Radius of uncertainty in metres of clues that do not say theirs; NaN where not given.
    pub accuracy_m: f64,
}

/// An urgency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urgency {
    /// Name for people; the Chinese one stands in the lists.
    pub name: Bilingual,
    /// When feedback is due.
    pub deadline: Option<Term>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Name, as it stands in the column `rules`.
    pub id: String,
    /// The article that asks for it.
    pub article: String,
    /// What it says.
    pub text: Bilingual,
    /// Days of filing to which it applies.
    pub valid: Validity,
    /// When it fires.
    pub when: Conditions,
    /// What follows.
    pub then: Effects,
    /// Line of the file on which it stands.
    pub line: usize,
}

/// Conditions, all of which must hold; `None` is not asked.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Conditions {
    /// One of these classes.
    pub class: Option<Vec<u8>>,
    /// One of these sensors.
    pub sensor: Option<Vec<u8>>,
    /// One of these severities.
    pub severity: Option<Vec<u8>>,
    /// Whether a crime is suspected.
    pub suspected_crime: Option<bool>,
    /// Whether the environment is damaged.
    pub damage: Option<bool>,
    /// The strictest zone is one of these.
    pub zone_level: Option<Vec<ZoneLevel>>,
    /// An outfall lies within so many metres.
    pub outfall_within_m: Option<f64>,
    /// A border lies within so many metres.
    pub border_within_m: Option<f64>,
    /// Handled in one of these, or below.
    pub place: Option<Vec<DivisionCode>>,
    /// Occurred in these days.
    pub occurred: Validity,
    /// Occurred in one of these months, 1 to 12.
    pub months: Option<Vec<u8>>,
}

/// What follows from a rule.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Effects {
    /// At least this urgency.
    pub urgency: Option<u8>,
    /// The lead department.
    pub department: Option<u8>,
    /// Further departments.
    pub also: Vec<u8>,
    /// Who else is told.
    pub notify: Vec<Notify>,
    /// Feedback is due.
    pub deadline: Option<Term>,
    /// The territorial bureau is to be told of damage.
    pub damage_notice: Option<Term>,
    /// Handled by the superior of this level.
    pub escalate: Option<Level>,
    /// The county that the registry of outfalls names handles it.
    pub registry_owner: bool,
}

/// The longest file of rules.
const BYTES_MAX: usize = 1 << 20;

impl Ruleset {
    /// Reads, checks and compiles a ruleset.
    ///
    /// # Errors
    /// The first thing that is wrong, with line and column.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        if text.len() > BYTES_MAX {
            return Err(RuleError::at(text, BYTES_MAX, super::RuleFault::TooMany { what: "bytes", most: BYTES_MAX as u64 }));
        }
        let file: RuleFile = toml::from_str(text).map_err(|error| validate::syntax(&error, text))?;
        let sha256 = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        validate::ruleset(&file, text, sha256)
    }
}
