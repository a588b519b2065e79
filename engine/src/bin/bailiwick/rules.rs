//! `bailiwick rules`: the law as data: looked at, checked, and tried on its examples.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bailiwick_engine::ingest;
use bailiwick_engine::lang::Lang;
use bailiwick_engine::rules::{Calendar, HOLIDAYS_CN, JILIN, JILIN_CASES, Ruleset, cases};
use serde_json::json;

use crate::args::{Options, RulesAction, RulesArgs};
use crate::session::{EXIT_DATA, Failure};

/// A text and what to call it.
struct Named {
    name: String,
    text: String,
}

/// Runs the command.
pub(crate) fn run(args: &RulesArgs, options: &Options) -> Result<ExitCode, Failure> {
    let lang = options.lang;
    if matches!(args.action, RulesAction::Print) {
        say!("{}", JILIN.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let rules = named(args.file.as_deref(), lang.pick("内置规则", "the rules built in"), JILIN, lang)?;
    let ruleset = Ruleset::parse(&rules.text).map_err(|error| Failure::data(wrong(&rules, &error.sentence(lang), lang)))?;
    match args.action {
        RulesAction::Test => test(&ruleset, args, options),
        RulesAction::List => {
            list(&ruleset, options);
            Ok(ExitCode::SUCCESS)
        }
        RulesAction::Check | RulesAction::Print => {
            say!(
                "✓ {}",
                lang.pick(
                    format!(
                        "{}：{} {}，{} 条规则，{} 类，sha256 {}",
                        rules.name,
                        ruleset.name,
                        ruleset.version,
                        ruleset.rules.len(),
                        ruleset.classes.len(),
                        ruleset.sha256
                    ),
                    format!(
                        "{}: {} {}, {} rules, {} classes, sha256 {}",
                        rules.name,
                        ruleset.name,
                        ruleset.version,
                        ruleset.rules.len(),
                        ruleset.classes.len(),
                        ruleset.sha256
                    ),
                )
            );
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn test(ruleset: &Ruleset, args: &RulesArgs, options: &Options) -> Result<ExitCode, Failure> {
    let lang = options.lang;
    let beside = args.file.as_deref().map(cases_beside);
    let cases_file = named(args.cases.as_deref().or(beside.as_deref()), lang.pick("内置例子", "the examples built in"), JILIN_CASES, lang)?;
    let holidays = named(args.holidays.as_deref(), "", HOLIDAYS_CN, lang)?;
    let calendar = Calendar::parse(&holidays.text).map_err(|error| Failure::data(wrong(&holidays, &error.sentence(lang), lang)))?;
    let outcomes = cases::run(ruleset, &calendar, &cases_file.text).map_err(|error| Failure::data(wrong(&cases_file, &error.sentence(lang), lang)))?;
    let failed = outcomes.iter().filter(|outcome| !outcome.differences.is_empty()).count();
    if options.json {
        let cases: Vec<_> = outcomes.iter().map(|outcome| json!({ "name": outcome.name, "line": outcome.line, "differences": outcome.differences })).collect();
        say!("{}", json!({ "cases": cases, "failed": failed }));
    } else {
        for outcome in &outcomes {
            say!("{} {}", if outcome.differences.is_empty() { "✓" } else { "✗" }, outcome.name);
            for (key, [expected, found]) in &outcome.differences {
                say!(
                    "    {}",
                    lang.pick(
                        format!("第 {} 行 {key}：应为“{expected}”，得出“{found}”", outcome.line),
                        format!("line {}, {key}: expected {expected:?}, found {found:?}", outcome.line)
                    )
                );
            }
        }
        let all = outcomes.len();
        say!("{}", lang.pick(format!("{all} 个例子，{failed} 个不符"), format!("{all} examples, {failed} failed")));
    }
    // A file without examples proves nothing.
    Ok(if failed == 0 && !outcomes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_DATA) })
}

fn list(ruleset: &Ruleset, options: &Options) {
    let lang = options.lang;
    if options.json {
        let rules: Vec<_> = ruleset
            .rules
            .iter()
            .map(|rule| json!({ "id": rule.id, "article": rule.article, "text": rule.text, "valid_from": rule.valid.valid_from, "valid_to": rule.valid.valid_to, "line": rule.line }))
            .collect();
        say!("{}", json!({ "name": ruleset.name, "version": ruleset.version, "source": ruleset.source, "sha256": ruleset.sha256, "rules": rules }));
        return;
    }
    say!("{} {} · {}", ruleset.name, ruleset.version, ruleset.source);
    for rule in &ruleset.rules {
        say!("{:<20} {}  {}", rule.id, rule.article, rule.text.of(lang));
    }
}

fn named(path: Option<&Path>, built_in: &str, text: &str, lang: Lang) -> Result<Named, Failure> {
    match path {
        None => Ok(Named { name: built_in.to_owned(), text: text.to_owned() }),
        Some(path) => {
            let text = ingest::read_text(path).map_err(|error| Failure::data(error.sentence(lang)))?;
            Ok(Named { name: path.display().to_string(), text })
        }
    }
}

fn wrong(file: &Named, sentence: &str, lang: Lang) -> String {
    lang.pick(format!("{} {sentence}", file.name), format!("{}, {sentence}", file.name))
}

/// `rules.toml` has its examples in `rules-cases.toml`.
fn cases_beside(rules: &Path) -> PathBuf {
    let stem = rules.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    rules.with_file_name(format!("{stem}-cases.toml"))
}
