//! `bailiwick check`: can the data be relied on?

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use bailiwick_engine::engine::{self, BatchCheck, CheckReport, Checked, ConflictKind, GenerationCheck, JudgedFault, RegistryConflict};
use bailiwick_engine::ingest::{IngestError, IngestReport};
use bailiwick_engine::join::forensics::{Kind, Reading};
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
    if let Some(out) = &args.out
        && let Some(source) = config.jurisdictions.iter().map(|source| config.resolve(&source.path)).find(|source| session::is_same_file(source, out))
    {
        let source = source.display();
        return Err(Failure::usage(lang.pick(
            format!("{source} 是数据源，不会被覆盖：请用 -o 指定另一个文件"),
            format!("{source} is a source and is not overwritten: name another file with -o"),
        )));
    }
    let spinner = session::spinner();
    let report = engine::check(&config, &|what| spinner.set_message(what.to_owned()));
    spinner.finish_and_clear();
    if let Some(out) = &args.out {
        report.write_faults(out, config.dataset.sample, lang).map_err(|error| Failure::data(error.sentence(lang)))?;
        remark!("{} {}", lang.pick("界线问题已写入", "faults of the boundaries written to"), out.display());
    }
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
        tell_generation(generation, lang);
    }
    for waiver in &report.unused_waivers {
        let (kind, reason) = (waiver.fault, &waiver.reason);
        say!(
            "{}",
            lang.pick(
                format!("警告：豁免 {kind} 未匹配任何问题，可以删除（{reason}）"),
                format!("warning: the waiver of {kind} names no fault and can go ({reason})")
            )
        );
    }
    tell_conflicts(&report.conflicts, lang);
    for batch in &report.batches {
        tell_source(&batch.path, batch.outcome.as_ref().map(|checked| &checked.report), lang);
        if let Ok(BatchCheck { report, forensics }) = &batch.outcome {
            let declared = report.crs.as_deref().unwrap_or("—");
            say!("    {}", session::doubt(forensics, declared, lang).unwrap_or_else(|| forensics.sentence(declared, lang)));
        }
    }
    let errors = report.errors();
    say!("{}", if errors == 0 { lang.pick("没有错误".into(), "no errors".into()) } else { lang.pick(format!("{errors} 个错误"), format!("{errors} errors")) });
}

fn tell_generation(generation: &GenerationCheck, lang: Lang) {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "…".into(), |day| day.to_string());
    let (from, to) = (day(generation.valid_from), day(generation.valid_to));
    let [provinces, prefectures, counties] = generation.counts;
    let (errors, others): (Vec<_>, Vec<_>) = generation.faults.iter().partition(|fault| fault.is_open_error());
    let (waived, warnings): (Vec<_>, Vec<_>) = others.into_iter().partition(|fault| fault.waived.is_some());
    let mut counted = lang.pick(format!("问题 {}", errors.len()), format!("{} faults", errors.len()));
    if !warnings.is_empty() {
        counted += &lang.pick(format!("，警告 {}", warnings.len()), format!(", {} warnings", warnings.len()));
    }
    if !waived.is_empty() {
        counted += &lang.pick(format!("，已豁免 {}", waived.len()), format!(", {} waived", waived.len()));
    }
    let mark = if errors.is_empty() { "✓" } else { "✗" };
    say!(
        "{mark} {}",
        lang.pick(
            format!("界线（{from} 至 {to}）：省级 {provinces}，地级 {prefectures}，县级 {counties}；{counted}"),
            format!("boundaries ({from} to {to}): {provinces} provinces, {prefectures} prefectures, {counties} counties; {counted}"),
        )
    );
    tell_faults(&errors, "", lang);
    tell_faults(&warnings, lang.pick("警告：", "warning: "), lang);
    tell_faults(&waived, lang.pick("已豁免：", "waived: "), lang);
}

fn tell_faults(faults: &[&JudgedFault], word: &str, lang: Lang) {
    for judged in faults.iter().take(PROBLEMS_SHOWN) {
        let reason = judged.waived.as_ref().map(|reason| lang.pick(format!("——理由：{reason}"), format!("; reason: {reason}"))).unwrap_or_default();
        say!("    {word}{}{reason}", judged.fault.sentence(lang));
    }
    tell_rest(faults.len(), lang);
}

fn tell_rest(count: usize, lang: Lang) {
    if count > PROBLEMS_SHOWN {
        let rest = count - PROBLEMS_SHOWN;
        say!("    {}", lang.pick(format!("……另有 {rest} 条，见 --json"), format!("… and {rest} more, see --json")));
    }
}

/// Where registry, boundaries and codes disagree: how often each, and the first of them.
fn tell_conflicts(conflicts: &[RegistryConflict], lang: Lang) {
    if conflicts.is_empty() {
        return;
    }
    let mut counts: BTreeMap<ConflictKind, usize> = BTreeMap::new();
    for conflict in conflicts {
        *counts.entry(conflict.kind).or_default() += 1;
    }
    let told: Vec<String> = counts.iter().map(|(kind, count)| format!("{} {count}", kind.text(lang))).collect();
    let all = conflicts.len();
    say!("! {}", lang.pick(format!("排污口登记的冲突 {all}：{}", told.join("；")), format!("conflicts of the outfall registry {all}: {}", told.join("; "))));
    for conflict in conflicts.iter().take(PROBLEMS_SHOWN) {
        say!("    {}", conflict.sentence(lang));
    }
    if all > PROBLEMS_SHOWN {
        let rest = all - PROBLEMS_SHOWN;
        say!("    {}", lang.pick(format!("……另有 {rest} 条，见 --json"), format!("… and {rest} more, see --json")));
    }
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
    tell_rest(report.records.len(), lang);
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
            json!({ "valid_from": generation.valid_from, "valid_to": generation.valid_to, "provinces": provinces, "prefectures": prefectures, "counties": counties, "faults": generation.faults.iter().map(fault_as_json).collect::<Vec<_>>() })
        })
        .collect();
    let batches: Vec<Value> = report
        .batches
        .iter()
        .map(|Checked { path, outcome }| {
            let mut entry = source(path, outcome.as_ref().map(|checked| &checked.report));
            if let Ok(checked) = outcome {
                entry["forensics"] = forensics_as_json(checked);
            }
            entry
        })
        .collect();
    let unused: Vec<Value> =
        report.unused_waivers.iter().map(|waiver| json!({ "fault": waiver.fault, "codes": waiver.codes, "reason": waiver.reason })).collect();
    json!({
        "errors": report.errors(),
        "sources": sources,
        "open_error": report.open_error.as_ref().map(|error| error.sentence(lang)),
        "generations": generations,
        "unused_waivers": unused,
        "registry_conflicts": report.conflicts,
        "batches": batches,
    })
}

/// The verdict on a batch's coordinate system with its evidence, and its sentence in both languages.
fn forensics_as_json(checked: &BatchCheck) -> Value {
    let BatchCheck { report, forensics } = checked;
    let declared = report.crs.as_deref().unwrap_or("—");
    let kind = |reading: &Reading| match reading {
        Reading::In(_) => "in",
        Reading::Exchanged(_) => "exchanged",
        Reading::WorkedOutFrom(_) => "worked_out_from",
    };
    let readings: Vec<Value> = forensics
        .findings
        .iter()
        .map(|finding| {
            let evidence: serde_json::Map<String, Value> =
                Kind::ALL.iter().zip(&finding.evidence).filter_map(|(kind, change)| Some((json!(kind).as_str()?.to_owned(), json!(change)))).collect();
            json!({
                "crs": finding.reading.crs().to_string(), "kind": kind(&finding.reading), "name": finding.reading.words(Lang::En),
                "improved": finding.improved, "worsened": finding.worsened, "evidence": evidence,
                "p_value": finding.p_value, "p_ruled_out": finding.p_ruled_out,
                "suspected": finding.is_suspicious(), "ruled_out": finding.is_ruled_out(),
                "not_told_from": finding.rivals.iter().map(|reading| reading.crs().to_string()).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "verdict": forensics.verdict(), "declared": report.crs, "as_declared": forensics.as_declared, "readings": readings,
        "zh": forensics.sentence(declared, Lang::Zh), "en": forensics.sentence(declared, Lang::En),
    })
}

/// What a fault keeps for machines, and its sentence in both languages.
fn fault_as_json(judged: &JudgedFault) -> Value {
    let fault = &judged.fault;
    json!({
        "kind": fault.kind, "detail": fault.detail, "severity": if fault.is_error { "error" } else { "warning" }, "waived": judged.waived,
        "codes": fault.codes, "names": fault.names, "at": fault.at, "area_m2": fault.area, "width_m": fault.width, "share": fault.share,
        "file": fault.file, "row": fault.row, "said": fault.said, "zh": fault.sentence(Lang::Zh), "en": fault.sentence(Lang::En),
    })
}
