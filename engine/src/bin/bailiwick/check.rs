//! `bailiwick check`: can the data be relied on?

use std::path::Path;
use std::process::ExitCode;

use bailiwick_engine::engine::{self, CheckReport, Checked};
use bailiwick_engine::ingest::{IngestError, IngestReport};
use bailiwick_engine::lang::Lang;
use serde_json::{Value, json};

use crate::args::{CheckArgs, Options};
use crate::session::{self, EXIT_DATA, Failure};

/// Problems shown for one source; `--json` has all of them.
const PROBLEMS_SHOWN: usize = 12;

/// Runs the command.
pub(crate) fn run(args: &CheckArgs, options: &Options) -> Result<ExitCode, Failure> {
    let lang = options.lang;
    let config = session::config(&args.config, lang)?;
    let spinner = session::spinner();
    let report = engine::check(&config, lang, &|what| spinner.set_message(what.to_owned()));
    spinner.finish_and_clear();
    if options.json {
        say!("{}", serde_json::to_string_pretty(&as_json(&report, lang)).map_err(|error| Failure::data(error.to_string()))?);
    } else {
        tell(&report, config.dataset.sample, lang);
    }
    Ok(if report.errors() == 0 { ExitCode::SUCCESS } else { ExitCode::from(EXIT_DATA) })
}

fn tell(report: &CheckReport, sample: bool, lang: Lang) {
    if sample {
        say!("{}", lang.pick("示例数据：不得用于执法", "sample data: not for enforcement"));
    }
    for source in &report.sources {
        tell_source(&source.path, source.outcome.as_ref(), lang);
    }
    if let Some(error) = &report.open_error {
        say!("✗ {}", error.sentence(lang));
    }
    for generation in &report.generations {
        let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "…".into(), |day| day.to_string());
        let [provinces, prefectures, counties] = generation.counts;
        let mark = if generation.faults.is_empty() { "✓" } else { "✗" };
        say!(
            "{mark} {}",
            lang.pick(
                format!(
                    "界线（{} 至 {}）：省级 {provinces}，地级 {prefectures}，县级 {counties}；问题 {}",
                    day(generation.valid_from),
                    day(generation.valid_to),
                    generation.faults.len()
                ),
                format!(
                    "boundaries ({} to {}): {provinces} provinces, {prefectures} prefectures, {counties} counties; {} faults",
                    day(generation.valid_from),
                    day(generation.valid_to),
                    generation.faults.len()
                ),
            )
        );
        for fault in generation.faults.iter().take(PROBLEMS_SHOWN) {
            say!("    {fault}");
        }
    }
    for batch in &report.batches {
        tell_source(&batch.path, batch.outcome.as_ref().map(|checked| &checked.report), lang);
        if let Ok(checked) = &batch.outcome
            && let Some(shift) = &checked.shift
        {
            say!("    {}", session::shift_sentence(shift, checked.report.crs.as_deref().unwrap_or("—"), lang));
        }
    }
    let errors = report.errors();
    say!("{}", if errors == 0 { lang.pick("没有错误".into(), "no errors".into()) } else { lang.pick(format!("{errors} 个错误"), format!("{errors} errors")) });
}

fn tell_source(path: &Path, outcome: Result<&IngestReport, &IngestError>, lang: Lang) {
    let report = match outcome {
        Ok(report) => report,
        Err(error) => {
            say!("✗ {}\n    {}", path.display(), error.sentence(lang));
            return;
        }
    };
    let how: Vec<&str> = [Some(report.format.as_str()), report.encoding.as_deref(), report.crs.as_deref()].into_iter().flatten().collect();
    let (read, kept, repaired, rejected) = (report.read, report.kept, report.repaired, report.rejected);
    say!(
        "✓ {} ({})  {}",
        path.display(),
        how.join(", "),
        lang.pick(
            format!("读入 {read}，可用 {kept}，修复 {repaired}，拒绝 {rejected}"),
            format!("{read} read, {kept} kept, {repaired} repaired, {rejected} rejected")
        )
    );
    for note in &report.notes {
        say!("    {}", note.sentence(lang));
    }
    for problem in report.records.iter().take(PROBLEMS_SHOWN) {
        say!("    {}", problem.sentence(lang));
    }
    if report.records.len() > PROBLEMS_SHOWN {
        let rest = report.records.len() - PROBLEMS_SHOWN;
        say!("    {}", lang.pick(format!("……另有 {rest} 条，见 --json"), format!("… and {rest} more, see --json")));
    }
}

fn as_json(report: &CheckReport, lang: Lang) -> Value {
    let source = |path: &Path, outcome: Result<&IngestReport, &IngestError>| match outcome {
        Ok(report) => json!({ "path": path, "report": report }),
        Err(error) => json!({ "path": path, "error": { "code": error.code(), "sentence": error.sentence(lang) } }),
    };
    let sources: Vec<Value> = report.sources.iter().map(|Checked { path, outcome }| source(path, outcome.as_ref())).collect();
    let generations: Vec<Value> = report
        .generations
        .iter()
        .map(|generation| {
            let [provinces, prefectures, counties] = generation.counts;
            json!({ "valid_from": generation.valid_from, "valid_to": generation.valid_to, "provinces": provinces, "prefectures": prefectures, "counties": counties, "faults": generation.faults })
        })
        .collect();
    let batches: Vec<Value> = report
        .batches
        .iter()
        .map(|Checked { path, outcome }| {
            let mut entry = source(path, outcome.as_ref().map(|checked| &checked.report));
            if let Ok(checked) = outcome {
                entry["shift"] = checked.shift.as_ref().map_or(
                    Value::Null,
                    |shift| json!({ "really": shift.really.to_string(), "improved": shift.improved, "worsened": shift.worsened, "p_value": shift.p_value }),
                );
            }
            entry
        })
        .collect();
    json!({
        "errors": report.errors(),
        "sources": sources,
        "open_error": report.open_error.as_ref().map(|error| error.sentence(lang)),
        "generations": generations,
        "batches": batches,
    })
}
