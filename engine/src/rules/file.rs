//! A ruleset as its authors write it. `engine/rules/rules.schema.json` is made from these types.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::lang::Lang;
use crate::model::{Level, ZoneLevel};

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// What it is.
    pub ruleset: Head,
    /// Classes of violations.
    #[cfg_attr(test, schemars(with = "Vec<TermEntry>"))]
    pub class: Vec<Spanned<TermEntry>>,
    /// Kinds of sensors.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<SensorEntry>"))]
    pub sensor: Vec<Spanned<SensorEntry>>,
    /// Degrees of severity.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<TermEntry>"))]
    pub severity: Vec<Spanned<TermEntry>>,
    /// Words of the two columns that say yes or no.
    #[serde(default)]
    pub yes_no: YesNo,
    /// Urgencies, the most urgent first.
    #[cfg_attr(test, schemars(with = "Vec<UrgencyEntry>"))]
    pub urgency: Vec<Spanned<UrgencyEntry>>,
    /// Names of departments that rules may use.
    #[cfg_attr(test, schemars(with = "Vec<DepartmentEntry>"))]
    pub department: Vec<Spanned<DepartmentEntry>>,
    /// What holds where no rule says otherwise.
    pub default: Defaults,
    /// How the bodies are called that act.
    #[serde(default)]
    pub bodies: Bodies,
    /// The rules, in the order in which they are listed when they fire.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<RuleEntry>"))]
    pub rule: Vec<Spanned<RuleEntry>>,
}

/// `[ruleset]`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Name.
    pub name: String,
    /// Version, as its authors count.
    pub version: String,
    /// The regulation whose articles the rules name.
    pub source: String,
}

/// `[[class]]`, `[[severity]]`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TermEntry {
    /// Name within the file.
    #[cfg_attr(test, schemars(with = "String"))]
    pub id: Spanned<String>,
    /// In Chinese.
    pub zh: String,
    /// In English; the Chinese where missing.
    #[serde(default)]
    pub en: String,
    /// A cell that contains one of these means it; without words it takes what nothing else takes.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub words: Vec<Spanned<String>>,
}

/// `[[sensor]]`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SensorEntry {
    /// Name within the file.
    #[cfg_attr(test, schemars(with = "String"))]
    pub id: Spanned<String>,
    /// In Chinese.
    pub zh: String,
    /// In English; the Chinese where missing.
    #[serde(default)]
    pub en: String,
    /// A cell that contains one of these means it.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub words: Vec<Spanned<String>>,
    /// Radius of uncertainty in metres of clues that do not say theirs.
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    pub accuracy_m: Option<Spanned<f64>>,
}

/// `[yes_no]`: words of the columns "suspected crime" and "damage". A cell with a word of `no` is no, else one of `yes` is yes.
#[derive(Clone, Debug, Deserialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct YesNo {
    /// Looked for second.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub yes: Vec<Spanned<String>>,
    /// Looked for first.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub no: Vec<Spanned<String>>,
}

/// `[[urgency]]`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UrgencyEntry {
    /// Name, as it stands in the lists.
    #[cfg_attr(test, schemars(with = "String"))]
    pub name: Spanned<String>,
    /// In English; the Chinese where missing.
    #[serde(default)]
    pub en: String,
    /// When feedback is due.
    pub deadline: Option<TermOfDays>,
}

/// `[[department]]`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DepartmentEntry {
    /// Name, as it stands in the lists.
    #[cfg_attr(test, schemars(with = "String"))]
    pub name: Spanned<String>,
    /// In English; the Chinese where missing.
    #[serde(default)]
    pub en: String,
}

/// `[default]`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// An urgency.
    #[cfg_attr(test, schemars(with = "String"))]
    pub urgency: Spanned<String>,
    /// The lead department.
    #[cfg_attr(test, schemars(with = "String"))]
    pub department: Spanned<String>,
}

/// `[bodies]`: how the bodies of a level are called; `{county}`, `{prefecture}`, `{province}` stand for names of divisions.
#[derive(Clone, Debug, Deserialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Bodies {
    /// The branch on the spot.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub county: Option<Spanned<String>>,
    /// The bureau in whose name it acts.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub prefecture: Option<Spanned<String>>,
    /// That of the province.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub province: Option<Spanned<String>>,
}

/// `[[rule]]`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleEntry {
    /// Name, as it stands in the column `rules`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub id: Spanned<String>,
    /// The article that asks for it.
    pub article: String,
    /// What it says, in Chinese.
    pub zh: String,
    /// In English; the Chinese where missing.
    #[serde(default)]
    pub en: String,
    /// First day of filing to which it applies.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub valid_from: Option<Date>,
    /// First day to which it no longer applies.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub valid_to: Option<Spanned<Date>>,
    /// Conditions, all of which must hold; without any it fires always.
    #[serde(default)]
    pub when: When,
    /// What follows.
    #[cfg_attr(test, schemars(with = "Then"))]
    pub then: Spanned<Then>,
}

/// Conditions. What is not named is not asked.
#[derive(Clone, Debug, Deserialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct When {
    /// One of these classes.
    #[cfg_attr(test, schemars(with = "Option<Vec<String>>"))]
    pub class: Option<Vec<Spanned<String>>>,
    /// Seen by one of these sensors.
    #[cfg_attr(test, schemars(with = "Option<Vec<String>>"))]
    pub sensor: Option<Vec<Spanned<String>>>,
    /// Of one of these severities.
    #[cfg_attr(test, schemars(with = "Option<Vec<String>>"))]
    pub severity: Option<Vec<Spanned<String>>>,
    /// Whether a crime (or detention) is suspected; a clue that does not say so is not suspected.
    pub suspected_crime: Option<bool>,
    /// Whether the environment is damaged; likewise.
    pub damage: Option<bool>,
    /// The strictest drinking-water zone around the place is one of these.
    pub zone_level: Option<Vec<ZoneLevel>>,
    /// A registered outfall lies within so many metres.
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    pub outfall_within_m: Option<Spanned<f64>>,
    /// A border lies within so many metres.
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    pub border_within_m: Option<Spanned<f64>>,
    /// Handled in one of these divisions, or below it, or by this overlay.
    #[cfg_attr(test, schemars(with = "Option<Vec<String>>"))]
    pub place: Option<Vec<Spanned<String>>>,
    /// Occurred on or after this day.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub occurred_from: Option<Date>,
    /// Occurred before this day.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub occurred_to: Option<Spanned<Date>>,
    /// Occurred in one of these months (1 to 12).
    #[cfg_attr(test, schemars(with = "Option<Vec<u8>>"))]
    pub months: Option<Vec<Spanned<u8>>>,
}

/// Effects.
#[derive(Clone, Debug, Deserialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// At least this urgency.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub urgency: Option<Spanned<String>>,
    /// The department that leads.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub department: Option<Spanned<String>>,
    /// Departments that are handed the clue as well.
    #[cfg_attr(test, schemars(with = "Option<Vec<String>>"))]
    pub also: Option<Vec<Spanned<String>>>,
    /// Who else is told.
    #[cfg_attr(test, schemars(with = "Option<Vec<Notify>>"))]
    pub notify: Option<Vec<Spanned<String>>>,
    /// Feedback is due.
    pub deadline: Option<TermOfDays>,
    /// The territorial bureau is to be told of damage by then.
    pub damage_notice: Option<TermOfDays>,
    /// Handled by the superior of this level (提级办理).
    #[cfg_attr(test, schemars(with = "Option<Level>"))]
    pub escalate: Option<Spanned<Level>>,
    /// The county that the registry of outfalls names handles it.
    pub registry_owner: Option<bool>,
}

/// So many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TermOfDays {
    /// How many, from the day after.
    pub days: u16,
    /// Which days count.
    #[serde(default)]
    pub count: Counting,
    /// Which day they are counted from.
    #[serde(default)]
    pub from: CountedFrom,
}

/// Which days count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// All days (日历日).
    #[default]
    Calendar,
    /// Working days (工作日): neither days off nor weekends that are not worked.
    Working,
}

/// Which day is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CountedFrom {
    /// When the clue was filed (立案).
    #[default]
    Filed,
    /// When it occurred or was found (发现).
    Occurred,
    /// When the batch is handed over (移交), which whoever hands it over says.
    Handover,
}

/// Who is told besides the handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Notify {
    /// Every county that the source zones around the place lie in.
    ZoneCounties,
    /// The prefecture of the place.
    Prefecture,
    /// Its province.
    Province,
}

impl Notify {
    /// All of them, by the names used in files.
    pub const ALL: [(&'static str, Self); 3] = [("zone_counties", Self::ZoneCounties), ("prefecture", Self::Prefecture), ("province", Self::Province)];
}

impl Counting {
    /// In words.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Calendar => lang.pick("日历日", "calendar days"),
            Self::Working => lang.pick("工作日", "working days"),
        }
    }
}

impl CountedFrom {
    /// In words.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Filed => lang.pick("立案", "the filing"),
            Self::Occurred => lang.pick("发现", "the discovery"),
            Self::Handover => lang.pick("移交", "the handover"),
        }
    }
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The English is the Chinese where it is missing.
    pub(super) fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: if en.is_empty() { zh } else { en }.to_owned() }
    }

    /// The text of a language.
    pub fn of(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}
